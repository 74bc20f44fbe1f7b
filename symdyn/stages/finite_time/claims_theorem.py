r"""Why a mode learns the same from two steps on: a quantity G that is positive for each T >= 2.

With [k]_{x,y} = (x^k - y^k)/(x - y), a polynomial, and sums over k < T,

    G = sum z^{2k} sum [k]_{z,h} [k]_{z,r} - sum z^k [k]_{z,h} sum z^k [k]_{z,r}
    G (1 - z^2) (1 - h r) (1 - z h) (1 - z r) = M X - x y,
    M = 1 - z^T h^T,  x = (1 - z h) [T]_{z,h},  X = 1 - z^T r^T,  y = (1 - z r) [T]_{z,r}.

By Cauchy's inequality for (z^k) and ([k]_{z,h}), which are not proportional from T = 2 on, M^2 > x^2; and
X^2 > y^2 alike, so that M X > x y.  All of this is polynomial, and holds where z = h or z = r as well.
Where r = 0 only the lag 0 has credit, and [k + 1]_{z,r} is z^k.
"""

from typing import Any

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.signed import alone, signed
from symdyn.formula.building import (
    Formula,
    below,
    bracket,
    defined,
    equal,
    formula,
    letters,
    more,
    total,
)
from symdyn.formula.nodes import Relation
from symdyn.stages.finite_time.claims_cauchy import (
    INSIDE,
    LONG,
    NUMBERS,
    Side,
    bound,
    bracket_sum,
    termwise,
)

__all__ = ["EXCESS", "LONG", "bracket_sum", "room_facts", "theorem", "theorem_name"]

_Z, _H, _R = letters("z h r")
EXCESS, _M, _X, _SMALL_X, _SMALL_Y, _SQUARES = letters("G M X x y J_5")
_T, _K, _J = (formula(x) for x in (notation.T, notation.k, notation.j))


_FIRST = Side("first", _H, _M, _SMALL_X, letters("H_1 H_2 H_3"))


def _second(local: bool) -> Side:
    return Side(
        "second", None if local else _R, _X, _SMALL_Y, () if local else letters("J_1 J_2 J_3")
    )


def theorem_name(name: str, *, local: bool) -> str:
    """The id of a claim of the theorem, which has a form of its own for r = 0."""
    return f"theory.finite-{name}{'-one-lag' if local else ''}"


def theorem(ledger: Ledger, *, local: bool) -> None:
    """G > 0 for each T >= 2 and numbers in (-1, 1); `local` is for r = 0."""
    second = _second(local)
    given = (*INSIDE[: 2 if local else 3], LONG)
    _definitions(ledger, second, local=local)
    _moduli(ledger, given, local=local)
    bound(ledger, _FIRST, "theory.finite-moduli-first")
    bound(ledger, second, theorem_name("moduli-second", local=local))
    _identity(ledger, given, local=local)
    _logic(ledger, local=local)
    last = "theory.finite-power-bound" if local else "theory.finite-bound-second"
    ledger.add(
        theorem_name("positive", local=local),
        "sign",
        (more(EXCESS, 0),),
        (
            theorem_name("logic", local=local),
            theorem_name("identity", local=local),
            theorem_name("rooms", local=local),
            theorem_name("moduli", local=local),
            "theory.finite-bound-first",
            last,
        ),
        given,
        evidence={"proofs": ["known"]},
        title=f"G is positive for each T >= 2{' where r = 0' if local else ''}",
    )


def _definitions(ledger: Ledger, second: Side, *, local: bool) -> None:
    """G, and the moduli that it is the difference of."""
    before = _T - 1
    lines = [
        defined(_M, 1 - _Z**_T * _H**_T),
        defined(_SMALL_X, (1 - _Z * _H) * _FIRST.end()),
    ]
    first = ("theory.finite-moduli-first", "The two moduli of z and h")
    ledger.add(first[0], "definition", lines, title=first[1])
    last = (
        (defined(_X, 1), defined(_SMALL_Y, _Z**before))
        if second.other is None
        else (
            defined(_X, 1 - _Z**_T * second.other**_T),
            defined(_SMALL_Y, (1 - _Z * second.other) * second.end()),
        )
    )
    ledger.add(
        theorem_name("moduli-second", local=local),
        "definition",
        last,
        title="The two moduli of z and r",
    )
    ledger.add(
        theorem_name("excess", local=local),
        "definition",
        (defined(EXCESS, _gram(second)),),
        title="What decides in finite time",
    )


def _gram(second: Side) -> Formula:
    """G as sums; those of [k] begin at k = 1."""
    before = _T - 1
    one, other = _FIRST.step(), second.step()
    ahead = _Z ** (_K + 1)
    both = total(notation.k, before, one * other)
    mixed = (bracket(total(notation.k, before, ahead * x)) for x in (one, other))
    left = bracket(total(notation.k, _T, _Z ** (2 * _K))) * bracket(both)
    first, last = mixed
    return left - first * last


def room_facts(*, local: bool) -> tuple[Formula, ...]:
    """What G is divided by."""
    if local:
        return (1 - _Z**2, 1 - _Z * _H)
    return (1 - _Z**2, 1 - _H * _R, 1 - _Z * _H, 1 - _Z * _R)


def _rooms(*, local: bool) -> Formula:
    first, *others = room_facts(local=local)
    for one in others:
        first = first * one
    return first


def _line(*, local: bool) -> Relation:
    return equal(EXCESS * _rooms(local=local), _M * _X - _SMALL_X * _SMALL_Y)


def _moduli(ledger: Ledger, given: tuple[Any, ...], *, local: bool) -> None:
    """M > 0 and X > 0."""
    for name, one in NUMBERS.items():
        ledger.add(
            f"theory.finite-power-{name}",
            "sign",
            (below(-1, one**_T, 1),),
            (),
            (below(-1, one, 1), LONG),
            title="A power to T lies in (-1, 1)",
        )
    uses = ("theory.finite-moduli-first", theorem_name("moduli-second", local=local))
    ledger.add(
        theorem_name("moduli", local=local),
        "sign",
        (more(_M, 0), more(_X, 0)),
        (*uses, *(f"theory.finite-power-{x}" for x in NUMBERS)),
        given,
        title="The larger moduli are positive",
    )
    if local:
        _power_bound(ledger, uses[1])


def _power_bound(ledger: Ledger, moduli: str) -> None:
    """X^2 > y^2 for X = 1 and y = z^{T-1}: the difference is 1 - z^2 times a sum of squares."""
    squares = total(notation.k, _T - 1, _Z ** (2 * _K))
    line = equal(_X**2 - _SMALL_Y**2, (1 - _Z**2) * _SQUARES)
    given = (INSIDE[0], LONG)
    ledger.add(
        "theory.finite-power-squares",
        "definition",
        (defined(_SQUARES, squares),),
        title="The sum of squares of all powers but the last",
    )
    ledger.add(
        "theory.finite-power-squares-positive",
        "sign",
        (more(_SQUARES, 0),),
        ("theory.finite-power-squares",),
        given,
        evidence={"proofs": [termwise(signed("1", (_Z**_K, "2", [])), signed("1"))]},
        title="This sum is positive",
    )
    ledger.add(
        "theory.finite-power-gap",
        "equation",
        (line,),
        (moduli, "theory.finite-power-squares"),
        given,
        title="The difference of the squared moduli of z and 0",
    )
    room = (1 - _Z**2, "1", [["1", [1 - _Z, "1"], [1 + _Z, "1"]]])
    ledger.add(
        "theory.finite-power-bound",
        "sign",
        (more(_X**2 - _SMALL_Y**2, 0),),
        (moduli, "theory.finite-power-squares-positive", "theory.finite-power-gap"),
        given,
        evidence={
            "proofs": [signed("1", room, (_SQUARES, "1", alone(_SQUARES)), by=[[formula(1), line]])]
        },
        title="The moduli of z and 0",
    )


def _identity(ledger: Ledger, given: tuple[Any, ...], *, local: bool) -> None:
    ledger.add(
        theorem_name("identity", local=local),
        "equation",
        (_line(local=local),),
        (
            "theory.finite-moduli-first",
            theorem_name("moduli-second", local=local),
            theorem_name("excess", local=local),
        ),
        given,
        title="G in closed form: a difference of products of moduli",
    )
    ledger.add(
        theorem_name("rooms", local=local),
        "sign",
        (more(one, 0) for one in room_facts(local=local)),
        (),
        given,
        title="What G is divided by is positive",
    )


def _logic(ledger: Ledger, *, local: bool) -> None:
    """For any numbers: M > |x| and X > |y| give M X > x y."""
    pairs = ((_M, _SMALL_X), (_X, _SMALL_Y))
    given = [more(x, 0) for x, _ in pairs] + [more(x**2 - y**2, 0) for x, y in pairs]
    ledger.add(
        "theory.finite-moduli-sides",
        "sign",
        (more(one, 0) for x, y in pairs for one in (x + y, x - y)),
        (),
        given,
        evidence={"proofs": [half for x, y in pairs for half in _halves(x, y)]},
        title="A positive number that exceeds another one in modulus",
    )
    low, high = (_M - _SMALL_X, _X + _SMALL_Y), (_M + _SMALL_X, _X - _SMALL_Y)
    product = low[0] * low[1] + high[0] * high[1]
    terms = [["1", *([one, "1"] for one in pair)] for pair in (low, high)]
    line = _line(local=local)
    rooms = room_facts(local=local)
    ledger.add(
        theorem_name("logic", local=local),
        "sign",
        (more(EXCESS, 0),),
        ("theory.finite-moduli-sides",),
        (*given, *(more(one, 0) for one in rooms), line),
        evidence={
            "proofs": [
                signed(
                    "1/2",
                    (product, "1", terms),
                    *((one, "-1", alone(one)) for one in rooms),
                    by=[[1 / bracket(_rooms(local=local)), line]],
                )
            ]
        },
        title="Products of larger moduli exceed products of smaller ones",
    )


def _halves(x: Formula, y: Formula) -> list[dict[str, Any]]:
    """2 x (x + y) = (x + y)^2 + (x^2 - y^2), and the same for -y."""
    gap = x**2 - y**2
    return [
        signed(
            "1/2", (one**2 + gap, "1", [["1", [one, "2"]], ["1", [gap, "1"]]]), (x, "-1", alone(x))
        )
        for one in (x + y, x - y)
    ]
