r"""How near the updates of a and b for T steps are to those for long sequences, with a certificate.

What the lags beyond T add is a sum of two multiples of x^T y^T / (1 - x y), where x and y are of z, h, r:
the student, the teacher and the ratio of the credit.  Let none of these exceed g < 1 in modulus.  Then

    g^{2 T} - x^{2 T} = (g^2 - x^2) sum over k < T of g^{2 k} x^{2 (T - 1 - k)} >= 0,
    2 (g^{2 T} -+ x^T y^T) = (g^{2 T} - x^{2 T}) + (g^{2 T} - y^{2 T}) + (x^T -+ y^T)^2 >= 0,

and as 1 - x y >= 1 - g^2, the quotient is at most Y = g^{2 T} / (1 - g^2) in modulus.
"""

from typing import Any

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.signed import alone, signed
from symdyn.exact.layout import arrange
from symdyn.formula.building import (
    Formula,
    at_least,
    at_most,
    bracket,
    defined,
    equal,
    formula,
    letter,
    letters,
    more,
    total,
)
from symdyn.formula.nodes import Relation
from symdyn.stages.finite_time.claims_cauchy import NUMBERS, termwise
from symdyn.stages.finite_time.derive import FiniteTime
from symdyn.stages.update.claims import SUMS

__all__ = ["MOST", "near"]

_LIMIT, MOST = letters("g Y")
_T, _K = formula(notation.T), formula(notation.k)
_A, _B, _C = (formula(x) for x in (notation.a, notation.b, notation.c))
_X, _Y, _U = letters("x y u")
_SUMS = dict(zip("zhr", letters("J_6 J_7 J_8"), strict=True))
_TAILS = dict(zip(("zz", "zh", "zr", "hr"), letters("Y_1 Y_2 Y_3 Y_4"), strict=True))
_POWER = _LIMIT ** (2 * _T)
_SMALL = (at_least(_LIMIT, 0), more(1, _LIMIT))
_SOME = at_least(_T, 1)


def near(ledger: Ledger, found: FiniteTime) -> None:
    """The bounds on what the lags beyond T add to the updates of a and b."""
    names = "zh" if len(found.tails) == 1 else "zhr"
    _rooms(ledger)
    for name in names:
        _order(ledger, name)
    for pair in _TAILS if names == "zhr" else ("zz", "zh"):
        _tail(ledger, pair)
    _update(ledger, found, "a", _B, ("zz", "zh"))
    if names == "zhr":
        phi = notation.a if ledger.rule.symmetric else notation.a_hat
        weight = 1 if found.geometric is None else arrange(found.geometric.weight)
        _update(ledger, found, "b", formula(weight * phi), ("zr", "hr"))


def within(low: Formula, middle: Formula) -> tuple[Relation, Relation]:
    """-low <= middle <= low, as two relations."""
    return at_least(middle + low, 0), at_least(low - middle, 0)


def _inside(names: str) -> tuple[Relation, ...]:
    return tuple(one for name in dict.fromkeys(names) for one in within(_LIMIT, NUMBERS[name]))


def _rooms(ledger: Ledger) -> None:
    ledger.add(
        "theory.finite-tail-room",
        "sign",
        (more(1 - _LIMIT**2, 0),),
        (),
        _SMALL,
        evidence={
            "proofs": [
                signed(
                    "1",
                    (1 - _LIMIT, "1", alone(1 - _LIMIT)),
                    (1 + _LIMIT, "1", [["1"], ["1", [_LIMIT, "1"]]]),
                )
            ]
        },
        title="Room below 1",
    )
    ledger.add(
        "theory.finite-tail-most",
        "definition",
        (defined(MOST, _POWER / (1 - _LIMIT**2)),),
        title="What a sum of powers beyond T is at most",
    )


def _order(ledger: Ledger, name: str) -> None:
    """g^{2 T} >= x^{2 T}."""
    x, whole = NUMBERS[name], _SUMS[name]
    given = (*_SMALL, *_inside(name), _SOME)
    term = _LIMIT**_K * x ** (_T - 1 - _K)
    line = equal(_POWER - x ** (2 * _T), (_LIMIT**2 - x**2) * whole)
    ledger.add(
        f"theory.finite-order-{name}",
        "definition",
        (defined(whole, total(notation.k, _T, _LIMIT ** (2 * _K) * x ** (2 * (_T - 1 - _K)))),),
        title="A sum of products of even powers",
    )
    ledger.add(
        f"theory.finite-order-{name}-sum",
        "sign",
        (at_least(whole, 0),),
        (f"theory.finite-order-{name}",),
        (_SOME,),
        evidence={"proofs": [termwise(*[signed("1", (term, "2", []))] * 2)]},
        title="It is not negative",
    )
    ledger.add(
        f"theory.finite-order-{name}-gap",
        "equation",
        (line,),
        (f"theory.finite-order-{name}",),
        (_SOME,),
        title="The difference of two even powers",
    )
    room = (_LIMIT**2 - x**2, "1", [["1", [_LIMIT - x, "1"], [x + _LIMIT, "1"]]])
    ledger.add(
        f"theory.finite-order-{name}-powers",
        "sign",
        (at_least(_POWER - x ** (2 * _T), 0),),
        (f"theory.finite-order-{name}-sum", f"theory.finite-order-{name}-gap"),
        given,
        evidence={"proofs": [signed("1", room, (whole, "1", alone(whole)), by=[["1", line]])]},
        title="The larger modulus has the larger power",
    )


def _tail(ledger: Ledger, pair: str) -> None:
    """The quotient of a pair, at most Y in modulus."""
    x, y = (NUMBERS[name] for name in pair)
    product, letter_ = x**_T * y**_T, _TAILS[pair]
    gaps = [_POWER - one ** (2 * _T) for one in (x, y)]
    given = (*_SMALL, *_inside(pair), _SOME)
    powers = tuple(f"theory.finite-order-{name}-powers" for name in dict.fromkeys(pair))
    halves = []
    for sign in (1, -1):
        whole = _POWER - product if sign > 0 else _POWER + product
        square = x**_T - y**_T if sign > 0 else x**_T + y**_T
        terms = [*(["1/2", [one, "1"]] for one in gaps), ["1/2", [square, "2"]]]
        halves.append((whole, terms))
    room = _LIMIT**2 - x * y
    crossed = [
        ["1/2", [_LIMIT - x, "1"], [y + _LIMIT, "1"]],
        ["1/2", [x + _LIMIT, "1"], [_LIMIT - y, "1"]],
    ]
    own = 1 - x * y
    ledger.add(
        f"theory.finite-tail-{pair}-powers",
        "sign",
        (*(at_least(whole, 0) for whole, _ in halves), at_least(room, 0)),
        powers,
        given,
        evidence={
            "proofs": [signed("1", (one, "1", terms)) for one, terms in (*halves, (room, crossed))]
        },
        title="Products of powers, and of the numbers",
    )
    ledger.add(
        f"theory.finite-tail-{pair}-room",
        "sign",
        (more(own, 0),),
        (f"theory.finite-tail-{pair}-powers", "theory.finite-tail-room"),
        given,
        evidence={
            "proofs": [signed("1", (own, "1", [["1", [1 - _LIMIT**2, "1"]], ["1", [room, "1"]]]))]
        },
        title="What is divided by",
    )
    ledger.add(
        f"theory.finite-tail-{pair}",
        "definition",
        (defined(letter_, product / own),),
        title="A sum of products of powers beyond T",
    )
    below = [((1 - _LIMIT**2), "-1", alone(1 - _LIMIT**2)), (own, "-1", alone(own))]
    proofs = []
    for whole, _ in reversed(halves):
        above = whole * (1 - _LIMIT**2) + _POWER * room
        terms = [["1", [whole, "1"], [1 - _LIMIT**2, "1"]], ["1", [_LIMIT**_T, "2"], [room, "1"]]]
        proofs.append(signed("1", (above, "1", terms), *below))
    ledger.add(
        f"theory.finite-tail-{pair}-bound",
        "sign",
        within(MOST, letter_),
        (
            f"theory.finite-tail-{pair}",
            "theory.finite-tail-most",
            f"theory.finite-tail-{pair}-powers",
            f"theory.finite-tail-{pair}-room",
            "theory.finite-tail-room",
        ),
        given,
        evidence={"proofs": proofs},
        title="It is at most Y in modulus",
    )


def _update(
    ledger: Ledger, found: FiniteTime, name: str, factor: Formula, pairs: tuple[str, str]
) -> None:
    """The distance of an update in the two quotients, and its bound."""
    first, second = (_TAILS[pair] for pair in pairs)
    gain = _A * _B
    distance = letter(f"Delta_{name}") - letter(f"Delta_T_{name}")
    line = equal(distance, factor * bracket(gain * first - _C * second))
    ledger.add(
        f"finite-distance-{name}",
        "equation",
        (line,),
        (
            *SUMS,
            "setting.limit",
            "finite-letters",
            *(f"theory.finite-tail-{pair}" for pair in pairs),
        ),
        ledger.everywhere(),
        title=f"What the lags beyond T add to the update of {name}",
    )
    most = bracket(_X + _Y) * MOST
    given = (*within(_U, factor), *within(_X, gain), *within(_Y, _C))
    _logic(ledger, name, factor, (gain, first, second), (distance, line, given))
    ledger.add(
        f"finite-near-{name}",
        "sign",
        (at_least(distance, -(_U * most)), at_most(distance, _U * most)),
        (
            f"finite-near-{name}-logic",
            f"finite-distance-{name}",
            "finite-letters",
            *(f"theory.finite-tail-{pair}-bound" for pair in pairs),
        ),
        (*ledger.everywhere(), *_SMALL, _SOME, *_sized(found, pairs), *given),
        evidence={"proofs": ["known", "known"]},
        title=f"How near the update of {name} for T steps is to that for long sequences",
    )


def _sized(found: FiniteTime, pairs: tuple[str, str]) -> tuple[Relation, ...]:
    """That g exceeds the numbers of a mode that stand for z, h and r."""
    numbers = {"z": formula(notation.w), "h": formula(notation.w_star)}
    if found.geometric is not None and found.geometric.ratio:
        numbers["r"] = formula(arrange(found.geometric.ratio))
    return tuple(
        one for name in dict.fromkeys("".join(pairs)) for one in within(_LIMIT, numbers[name])
    )


def _logic(
    ledger: Ledger,
    name: str,
    factor: Formula,
    parts: tuple[Formula, Formula, Formula],
    said: tuple[Formula, Relation, tuple[Relation, ...]],
) -> None:
    """For any numbers: u (x + y) Y bounds factor (gain P - c Q) if each letter bounds its own."""
    gain, first, second = parts
    distance, line, given = said
    value = bracket(gain * first - _C * second)
    most = bracket(_X + _Y) * MOST
    given = (*given, *within(MOST, first), *within(MOST, second))
    ledger.add(
        f"finite-near-{name}-inner",
        "sign",
        within(most, value),
        (),
        given,
        evidence={
            "proofs": [
                signed(
                    "1",
                    (
                        most + value,
                        "1",
                        [*_crossed(_X, gain, MOST, first, 1), *_crossed(_Y, _C, MOST, second, -1)],
                    ),
                ),
                signed(
                    "1",
                    (
                        most - value,
                        "1",
                        [*_crossed(_X, gain, MOST, first, -1), *_crossed(_Y, _C, MOST, second, 1)],
                    ),
                ),
            ]
        },
        title="What bounds a sum of two products",
    )
    whole = [_U * most + factor * value, _U * most - factor * value]
    crossed = [_crossed(_U, factor, most, value, sign) for sign in (1, -1)]
    ledger.add(
        f"finite-near-{name}-logic",
        "sign",
        (at_least(distance, -(_U * most)), at_most(distance, _U * most)),
        (f"finite-near-{name}-inner",),
        (*given, line),
        evidence={
            "proofs": [
                signed("1", (one, "1", terms), by=[[sign, line]])
                for one, terms, sign in zip(whole, crossed, ("1", "-1"), strict=True)
            ]
        },
        title="What bounds a distance that is such a product",
    )


def _crossed(most: Formula, one: Formula, other: Formula, two: Formula, sign: int) -> list[Any]:
    """most other + sign one two, as half a sum of products of what is not negative."""
    low, high = other - two, other + two
    if sign < 0:
        low, high = high, low
    return [
        ["1/2", [most - one, "1"], [low, "1"]],
        ["1/2", [one + most, "1"], [high, "1"]],
    ]
