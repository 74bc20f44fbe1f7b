"""Exact points where an optimum turns from an attractor into a repeller, and what third order decides there.

With x and y for the distances of b and w from the optimum, the polynomial psi changes along the polynomial flow by
N = nu Q^2 + S: Q is its part of second order, and S has terms of fifth order and higher alone.
"""

from fractions import Fraction

from sympy import Rational, Symbol

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.points import at_point, point_in_domain
from symdyn.claims.signed import alone, signed
from symdyn.exact.bridge import value_of
from symdyn.exact.homogeneous import Form
from symdyn.formula.building import (
    Formula,
    Part,
    apart,
    at,
    bracket,
    defined,
    equal,
    formula,
    letters,
    more,
    partial,
    product,
)
from symdyn.stages.leaf_dynamics.claims_parts import (
    HEIGHT,
    INPUT,
    RECURRENT,
    Parts,
)
from symdyn.stages.leaf_dynamics.derive import Leaf
from symdyn.stages.leaf_dynamics.focus import Focus, foci_of

__all__ = ["NAMES", "focus_claims", "form_of", "name_of"]

NAMES = ("focus-attracts", "focus-repels")
_TITLES = (
    "A point where an optimum turns, and where third order attracts",
    "A point where an optimum turns, and where third order repels",
)
_B, _W, _C, _W_STAR, _A_HAT = (
    formula(x) for x in (notation.b, notation.w, notation.c, notation.w_star, notation.a_hat)
)
_ROOM = 1 - _W**2
_SPEED, _INPUT, _RECURRENT, _T, _D = letters("q u v t d")
_SQUARE, _WHOLE, _SLOPE, _REST = letters("Q J N S")
_X, _Y = letters("x y")


def focus_claims(ledger: Ledger, parts: Parts) -> None:
    """The polynomial flow, and for each of the points t and d, the polynomial, and how it changes along the flow."""
    _polynomial(ledger, parts)
    for one in foci_of(ledger.analysis):
        _turns(ledger, one)
        _changes(ledger, parts.leaf, one)


def _polynomial(ledger: Ledger, parts: Parts) -> None:
    """The flow times what it is divided by, written without a fraction."""
    apart = 1 - _W * _W_STAR
    drive = parts.weight.times(2, _A_HAT * _C)
    pushed, pulled = product(drive, parts.here), product(_B * HEIGHT, parts.there)
    turned = product(product(drive * _W_STAR, parts.here), _ROOM)
    held = product(product(_B * _W * HEIGHT, parts.there), apart)
    speed = product(product(2 * _ROOM * apart, parts.here), parts.there)
    ledger.add(
        "leaf-speed",
        "definition",
        (
            defined(_SPEED, speed),
            defined(_INPUT, _ROOM * apart * bracket(pushed - pulled)),
            defined(_RECURRENT, _B * bracket(turned - held)),
        ),
        title="A polynomial flow in the plane of b and w, and its speed",
    )
    ledger.add(
        "leaf-polynomial",
        "equation",
        (
            equal(_SPEED * INPUT, _INPUT),
            equal(_SPEED * RECURRENT, _RECURRENT),
        ),
        ("leaf", "leaf-speed", "end-weight"),
        ledger.everywhere(),
        title="The flow on the surface is a polynomial one, run through at another speed",
    )
    if parts.there is not None:
        ledger.add(
            "leaf-gap-teacher",
            "sign",
            (more(parts.there, 0),),
            (),
            ledger.everywhere(),
            title="How far r w_star stays from 1",
        )
    lines = [one for one in (parts.here, parts.there) if one is not None]
    atoms = [(one, "1", alone(one)) for one in lines]
    room = (_ROOM, "1", [["1", [1 - _W, "1"], [1 + _W, "1"]]])
    ledger.add(
        "leaf-speed-sign",
        "sign",
        (more(_SPEED, 0),),
        ("leaf-speed", "leaf-gap", "leaf-gap-teacher"),
        ledger.everywhere(),
        evidence={
            "proofs": [
                signed(
                    "2",
                    room,
                    (
                        apart,
                        "1",
                        [
                            ["1/2", [1 - _W, "1"], [1 + _W_STAR, "1"]],
                            ["1/2", [1 + _W, "1"], [1 - _W_STAR, "1"]],
                        ],
                    ),
                    *atoms,
                )
            ]
        },
        title="The speed is positive",
    )


def name_of(found: Focus) -> str:
    """The name of the claims on a point, by what third order does there."""
    return NAMES[found.value > 0]


def form_of(*forms: Form) -> Formula:
    r"""A polynomial in x and y, by degrees.

    >>> from symdyn.formula.latex import latex
    >>> one = Fraction(1)
    >>> print(latex(form_of((one, -one / 2, 3 * one)).node))
    x^{2} - \frac{1}{2} x y + 3 y^{2}
    """
    found: Formula | None = None
    for one in forms:
        degree = len(one) - 1
        for k, coefficient in enumerate(one):
            if not coefficient:
                continue
            term = _monomial(abs(coefficient), degree - k, k)
            if found is None:
                found = term if coefficient > 0 else -term
            else:
                found = found + term if coefficient > 0 else found - term
    return formula(0) if found is None else found


def _monomial(coefficient: Fraction, first: int, second: int) -> Formula:
    powers = [one if n == 1 else one**n for one, n in ((_X, first), (_Y, second)) if n]
    found = None if coefficient == 1 and powers else formula(Rational(coefficient))
    for one in powers:
        found = one if found is None else found * one
    return formula(1) if found is None else found


def _turns(ledger: Ledger, found: Focus) -> None:
    """t = 0 and d > 0, and t passes 0 with a_hat."""
    name = name_of(found)
    point_in_domain(ledger, name, found.point)
    optimal = ledger.analysis.optimal
    values = (
        (_T, optimal.trace, Fraction(0)),
        (_D, optimal.determinant, found.determinant),
        (partial(notation.a_hat, _T), optimal.trace, found.crossing),
    )
    ledger.add(
        name,
        "equation",
        (equal(at_point(x, y, found.point), Rational(value)) for x, y, value in values),
        ("trace", "setting.teacher", f"{name}-domain"),
        title=_TITLES[found.value > 0],
    )


def _changes(ledger: Ledger, leaf: Leaf, found: Focus) -> None:
    name = name_of(found)
    place = _moved(leaf, found)
    first, second = (at(one, place) for one in (_INPUT, _RECURRENT))
    ledger.add(
        f"{name}-form",
        "definition",
        (
            defined(_SQUARE, form_of(found.square)),
            defined(_WHOLE, form_of(found.square, found.cubic, found.quartic)),
            defined(
                _SLOPE, bracket(first) * partial(_X, _WHOLE) + bracket(second) * partial(_Y, _WHOLE)
            ),
            defined(_REST, form_of(*found.rest)),
        ),
        title="A polynomial in the distances from the optimum, and its slope along the flow",
    )
    ledger.add(
        f"{name}-order",
        "equation",
        (equal(_SLOPE, formula(Rational(found.value)) * _SQUARE**2 + _REST),),
        (f"{name}-form", "leaf", "leaf-speed", "setting.teacher"),
        title="The polynomial changes by a square in fourth order, and by nothing before",
    )
    _positive(ledger, name, found)


def _moved(leaf: Leaf, found: Focus) -> dict[Formula, Part]:
    """The point with the distances added, on its own surface."""
    values = dict(found.point)
    state = {"a": values["s"], "b": found.first, "w": values["w_star"]}
    level = value_of(leaf.end.conserved.quantity, {**values, **state})
    gain = values.pop("c")
    del values["s"]
    numbers: dict[str, Fraction] = {**values, "a_star": gain, "b_star": Fraction(1), "H_0": level}
    place: dict[Formula, Part] = {
        formula(x): Rational(numbers[x.name])
        for x in sorted(map(Symbol, numbers), key=notation.position)
    }
    place[formula(notation.b)] = formula(Rational(found.first)) + _X
    place[formula(notation.w)] = formula(Rational(values["w_star"])) + _Y
    return place


def _positive(ledger: Ledger, name: str, found: Focus) -> None:
    """chi = (x + p y)^2 + r y^2 with r > 0."""
    _, mixed, second = found.square
    half, rest = mixed / 2, second - mixed**2 / 4
    inner = form_of((Fraction(1), half))
    ledger.add(
        f"{name}-definite",
        "sign",
        (more(_SQUARE, 0),),
        (f"{name}-form",),
        (apart(_Y, 0),),
        evidence={
            "proofs": [
                signed(
                    "1",
                    (
                        form_of(found.square),
                        "1",
                        [["1", [inner, "2"]], [str(rest), [_Y, "2"]]],
                    ),
                )
            ]
        },
        title="The part of second order is positive",
    )
