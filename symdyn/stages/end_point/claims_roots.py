"""How many roots the polynomial for the end has, and where."""

from typing import Any

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.signed import alone, signed
from symdyn.formula.building import (
    Formula,
    apart,
    at,
    at_most,
    bracket,
    equal,
    equivalent,
    formula,
    less,
    letter,
    letters,
    more,
    partial,
    together,
)
from symdyn.stages.end_point.claims_weighted import Weight, given
from symdyn.stages.end_point.derive import EndPoint

__all__ = ["root_claims"]

_S, _C, _G, _A_HAT = (formula(x) for x in (notation.s, notation.c, notation.level, notation.a_hat))
_Y, _Z, _R = letters("y z r")


def root_claims(ledger: Ledger, found: EndPoint) -> None:
    """One root of the quadratic is positive; one of the cubic has a_hat s > 0, and where others are."""
    weight = Weight(found.weight)
    weight.state(ledger)
    if found.symmetric:
        _square(ledger, weight)
        _root(ledger, weight)
    else:
        _aligned(ledger, weight)
        _opposed(ledger, weight)
        _extremum(ledger, weight)


def _equal_roots(
    difference: Formula, rest: Formula, combination: tuple[Formula, Formula]
) -> dict[str, Any]:
    """difference * rest is a combination of the two equations, and rest is not 0."""
    return {
        "cases": {
            "factors": [difference, rest],
            "combination": list(combination),
            "cases": [{"alternative": "0", "combinations": [["0", "0", "1"], ["0", "1", "0"]]}],
        },
        "converse": [[["1"], ["1"]]],
    }


def _square(ledger: Ledger, weight: Weight) -> None:
    """For y = s^2: with x, y > 0, y P(z) - z P(y) = (z - y) (u y z + c^2)."""
    # Not as "= 0": with a number as weight a comma would stand between two numbers.
    first, second = (equal(weight.times(1, y**2) - _G * y, _C**2) for y in (_Y, _Z))
    positive = (more(_Y, 0), more(_Z, 0))
    rest = weight.times(1, _Y * _Z) + _C**2
    terms = [["1", [_C, "2"]], weight.term(1, [_Y, "1"], [_Z, "1"])]
    ledger.add(
        "end-rest",
        "sign",
        (more(rest, 0),),
        ("end-weight",),
        given(ledger, *positive),
        evidence={"proofs": [signed("1", (rest, "1", terms))]},
        title="What keeps two positive roots from being different",
    )
    ledger.add(
        "end-unique",
        "fixed-points",
        (
            equivalent(
                together(first, second),
                together(equal(_Y, _Z), second),
            ),
        ),
        ("end-rest", "end-weight"),
        given(ledger, *positive),
        evidence=_equal_roots(_Y - _Z, rest, (_Z, -_Y)),
        title="There is one positive root at most",
    )


def _root(ledger: Ledger, weight: Weight) -> None:
    """y = (g + r)/(2 u) is a root and positive, r being the root of g^2 + 4 u c^2."""
    square = weight.times(4, _C**2)
    root = equal(_R**2, _G**2 + square)
    value = bracket((_G + _R) / weight.multiple(2))
    ledger.add(
        "end-root",
        "equation",
        (equal(weight.times(1, value**2) - _G * value - _C**2, 0),),
        ("end-weight",),
        given(ledger, root),
        evidence={"proofs": [{"by": [[1 / weight.multiple(4), root]]}]},
        title="The positive root",
    )
    above = _G + _R
    terms = [["1", [above, "2"]], weight.term(4, [_C, "2"])]
    ledger.add(
        "end-root-positive",
        "sign",
        (more(above, 0),),
        ("end-weight",),
        given(ledger, root, more(_R, 0)),
        evidence={
            "proofs": [
                signed(
                    "1/2",
                    (_R, "-1", alone(_R)),
                    (above**2 + square, "1", terms),
                    by=[[1 / (2 * _R), root]],
                )
            ]
        },
        title="It is positive",
    )


def _cubic(weight: Weight, s: Formula) -> Formula:
    return weight.times(2, _A_HAT * s**3) - _G * s**2 - _C**2


def _aligned(ledger: Ledger, weight: Weight) -> None:
    """With a_hat s, a_hat z > 0: z^2 P(s) - s^2 P(z) = (s - z) (2 u a_hat s^2 z^2 + c^2 (s + z))."""
    aligned = (more(_A_HAT * _S, 0), more(_A_HAT * _Z, 0))
    first, second = (  # a formula that begins with a number cannot stand behind "0,"
        equal(_G * x**2 + _C**2, weight.times(2, _A_HAT * x**3)) for x in (_S, _Z)
    )
    rest = weight.times(2, _A_HAT * _S**2 * _Z**2) + _C**2 * (_S + _Z)
    turned = weight.times(2, _A_HAT**2 * _S**2 * _Z**2) + _C**2 * (_A_HAT * _S + _A_HAT * _Z)
    terms = [
        weight.term(2, [_A_HAT, "2"], [_S, "2"], [_Z, "2"]),
        ["1", [_C, "2"], [_A_HAT * _S, "1"]],
        ["1", [_C, "2"], [_A_HAT * _Z, "1"]],
    ]
    ledger.add(
        "end-rest",
        "sign",
        (apart(rest, 0),),
        ("end-weight",),
        given(ledger, *aligned),
        evidence={"proofs": [signed("1", (_A_HAT, "-1", []), (turned, "1", terms))]},
        title="What keeps two roots on this side from being different",
    )
    ledger.add(
        "end-unique",
        "fixed-points",
        (equivalent(together(first, second), together(equal(_S, _Z), second)),),
        ("end-rest", "end-weight"),
        given(ledger, *aligned),
        evidence=_equal_roots(_S - _Z, rest, (-(_Z**2), _S**2)),
        title="There is one root at most where the feedback has the sign of the read-out",
    )


def _bound(weight: Weight) -> Formula:
    """g^3 + 27 u^2 a_hat^2 c^2."""
    return _G**3 + weight.times(27, _A_HAT**2 * _C**2, power=2)


def _opposed(ledger: Ledger, weight: Weight) -> None:
    """At a root g s^2 = m with m = 2 u a_hat s^3 - c^2, and m^3 is a square less the bound."""
    root = equal(_cubic(weight, _S), 0)
    slope = bracket(weight.times(1, _A_HAT * _S**3) + _C**2)
    steep = _C**2 - weight.times(8, _A_HAT * _S**3)
    inner, level = weight.times(2, _A_HAT * _S**3) - _C**2, _G * _S**2
    ledger.add(
        "end-opposed",
        "equation",
        (equal(_S**6 * _bound(weight), -(slope**2 * bracket(steep))),),
        (),
        given(ledger, root),
        evidence={
            "proofs": [{"by": [[-(level**2 + level * bracket(inner) + bracket(inner) ** 2), root]]}]
        },
        title="What a root of the cubic says of the level",
    )
    ledger.add(
        "end-opposed-bound",
        "sign",
        (at_most(_bound(weight), 0),),
        ("end-opposed", "end-weight"),
        given(ledger, less(_A_HAT * _S, 0), root),
        evidence=lambda: {
            "proofs": [
                signed(
                    "1",
                    (slope, "2", []),
                    (
                        steep,
                        "1",
                        [["1", [_C, "2"]], weight.term(8, [-(_A_HAT * _S), "1"], [_S, "2"])],
                    ),
                    (_S, "-6", []),
                    by=[[-(1 / _S**6), ledger.stated[ledger.own("end-opposed")].lines[0]]],
                )
            ]
        },
        title="Where the feedback has the other sign there is no root unless the level is low",
    )


def _extremum(ledger: Ledger, weight: Weight) -> None:
    """The cubic's slope, and its value where the slope is 0 apart from s = 0."""
    cubic = letter("f")
    place = _G / weight.times(3, _A_HAT)
    below = weight.times(27, _A_HAT**2, power=2)
    ledger.add(
        "end-extremum",
        "equation",
        (
            equal(partial(_S, cubic), 2 * _S * (weight.times(3, _A_HAT * _S) - _G)),
            equal(at(cubic, {_S: place}), -(_bound(weight) / below)),
        ),
        ("end-level", "end-weight"),
        given(ledger),
        title="The extremum of the cubic apart from s = 0, and its value there",
    )
