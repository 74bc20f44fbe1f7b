"""The slow rate of a pair, its ends on the manifold, and where a rate is stationary."""

from sympy import Add, Expr

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.exact.bridge import polynomial_to_expr
from symdyn.exact.derivative import derivative
from symdyn.exact.layout import arrange, equals_zero, factors
from symdyn.exact.rational import RationalFunction
from symdyn.formula.building import (
    Formula,
    apart,
    at,
    at_least,
    at_most,
    bracket,
    equal,
    equivalent,
    formula,
    letters,
    partial,
)
from symdyn.formula.nodes import Relation
from symdyn.stages.analysis import Analysis
from symdyn.stages.rates.claims_ends import ENDS, end_claims

__all__ = ["claims", "condition_for_stationary", "is_short"]

_MOST_TERMS = 8
_T, _D = letters("t d")


def claims(ledger: Ledger) -> None:
    """The rates of a real pair, the ends of the slow rate, where one of the two is stationary."""
    _pair(ledger)
    found = ledger.analysis.rates
    if found.at_zero is not None:
        end_claims(ledger, found.at_zero, "zero")
    if found.at_infinity is not None:
        end_claims(ledger, found.at_infinity, "infinity")
    if not ledger.analysis.credit.zero:
        x, y, z = letters("x y z")
        ledger.add(
            "theory.stationary",
            "equation",
            (
                equal(
                    at(x**2 - _T * x + _D, {x: y / z}) * z**2,
                    y**2 - _T * z * y + z**2 * _D,
                ),
            ),
            (),
            (apart(z, 0),),
            title="Where y/z is an eigenvalue",
        )
    if is_short(found.stationary) and found.stationary:
        _stationary(ledger, found.stationary)
    if found.slowest is not None:
        slow = ENDS["zero"]
        ledger.add(
            "rate-largest",
            "sign",
            (at_most(slow**2 + _T * slow + _D, 0),),
            ("rate-zero", "trace"),
            ledger.on_manifold(),
            title="The slow rate is nowhere above its value at the ends",
        )


def _pair(ledger: Ledger) -> None:
    """Minus the eigenvalues of a real pair, in terms of r with r^2 = t^2 - 4 d and r >= 0."""
    (r,) = letters("r")
    square = equal(r**2, _T**2 - 4 * _D)
    half = formula(1) / 2
    slow, fast = half * (-_T - r), half * (-_T + r)
    ledger.add(
        "theory.rates",
        "equation",
        [equal(rate**2 + _T * rate + _D, 0) for rate in map(bracket, (slow, fast))],
        (),
        (square,),
        evidence={"proofs": [{"by": [[formula(1) / 4, square]]}] * 2},
        title="The rates of a real pair: x^2 - t x + d vanishes at minus each of them",
    )
    ledger.add(
        "theory.slow-rate",
        "sign",
        (at_most(slow, fast),),
        (),
        (at_least(r, 0),),
        title="The slow rate of a real pair is the one with minus the root",
    )


def is_short(stationary: tuple[Expr, ...] | None) -> bool:
    """Whether the conditions for a stationary rate are short enough to be stated."""
    return stationary is not None and all(
        len(Add.make_args(one)) <= _MOST_TERMS for one in stationary
    )


def condition_for_stationary() -> Relation:
    """d'^2 - t t' d' + t'^2 d = 0: the eigenvalue d'/t' put into x^2 - t x + d, times t'^2."""
    dt, dd = (bracket(partial(notation.s, one)) for one in (_T, _D))
    return equal(dd**2 - _T * dt * dd + dt**2 * _D, 0)


def _stationary(ledger: Ledger, kept: tuple[Expr, ...]) -> None:
    """The condition is a product; the factors that may vanish are the alternatives."""
    adjoined = ledger.analysis.credit.adjoined
    condition = _condition(ledger.analysis)
    field = condition.field
    roots = [
        base
        for base, exponent in factors(condition)[1]
        for _ in range(exponent)
        if adjoined.written_out(polynomial_to_expr(base)) in kept
    ]
    combination = field.one / condition
    for root in roots:
        combination *= root
    places = [kept.index(adjoined.written_out(polynomial_to_expr(root))) for root in roots]

    def shown(element: RationalFunction) -> Formula:
        return formula(adjoined.written_out(arrange(element)))

    different = [root for place, root in sorted(dict(zip(places, roots, strict=True)).items())]
    ledger.add(
        "stationary",
        "fixed-points",
        (equivalent(condition_for_stationary(), *(equal(*equals_zero(one)) for one in kept)),),
        ("trace",),
        (
            *ledger.on_manifold(),
            *(apart(one, 0) for one in ledger.analysis.rates.always_stationary),
        ),
        evidence={
            "cases": {
                "factors": [shown(root) for root in roots],
                "combination": [shown(combination)],
                "cases": [
                    {"alternative": str(place), "combinations": [["0", "1"]]} for place in places
                ],
            },
            "converse": [[[shown(condition / root)]] for root in different],
        },
        title="Where one of the two rates is stationary",
    )


def _condition(analysis: Analysis) -> RationalFunction:
    """Zero where a rate is stationary in s: lambda = d'/t' put into lambda^2 - t lambda + d."""
    t, d = analysis.spectrum.trace, analysis.spectrum.determinant
    dt, dd = derivative(t, notation.s), derivative(d, notation.s)
    return dd**2 - t * dt * dd + d * dt**2
