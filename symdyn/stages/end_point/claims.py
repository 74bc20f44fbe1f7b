"""The equation for the end, and what decides on the manifold how many ends there are."""

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.exact.layout import arrange
from symdyn.exact.rational import generator
from symdyn.exact.substitution import substitute
from symdyn.formula.building import at, defined, equal, formula, letter, partial
from symdyn.stages.end_point.claims_branch import branch_claims
from symdyn.stages.end_point.claims_roots import root_claims
from symdyn.stages.end_point.derive import EndPoint, end_point_of
from symdyn.stages.invariants.claims import QUANTITY

__all__ = ["POLYNOMIAL", "THERE", "claims"]

THERE, POLYNOMIAL = letter("H_star"), letter("f")
_S = formula(notation.s)


def claims(ledger: Ledger) -> None:
    """The equation from what is conserved, its slope, where a mode is stable, the roots, the branch."""
    found = end_point_of(ledger.rule)
    if found is None:
        return
    _equation(ledger, found)
    _slope(ledger, found)
    if found.positive:
        root_claims(ledger, found)
        branch_claims(ledger, found)


def _equation(ledger: Ledger, found: EndPoint) -> None:
    a, b, w = (formula(one) for one in notation.STATE)
    place = {a: notation.s, b: notation.c / notation.s, w: notation.w_star}
    ledger.add(
        "end-level",
        "definition",
        (
            defined(THERE, at(QUANTITY, place)),
            defined(notation.level, found.level),
            defined(POLYNOMIAL, found.polynomial),
        ),
        title="What is conserved on the optimal manifold, its level, and the polynomial for the end",
    )
    ledger.add(
        "end-equation",
        "equation",
        (equal((THERE - formula(notation.first_value)) * _S**2, POLYNOMIAL),),
        ("conserved-quantity", "end-level"),
        ledger.on_manifold(),
        title="On the optimal manifold the quantity has its first value where the polynomial is zero",
    )


def _slope(ledger: Ledger, found: EndPoint) -> None:
    """Along the manifold the quantity has a slope with the sign of u phi d."""
    weight, ratio = found.geometric.weight, found.geometric.ratio
    s, c, w_star, a_hat = (
        generator(weight.field, x)
        for x in (notation.s, notation.c, notation.w_star, notation.a_hat)
    )
    gain = weight * (s if found.symmetric else a_hat)
    at_teacher = substitute(ratio, {notation.w: w_star})
    room = ((1 - w_star**2) * (1 - at_teacher * w_star)) ** 2
    slope = partial(notation.s, THERE)
    ledger.add(
        "end-slope",
        "equation",
        (equal(slope, arrange(2 * (gain * s**3 + c**2) / s**3)),),
        ("conserved-quantity", "end-level"),
        ledger.on_manifold(),
        title="The slope of the quantity along the optimal manifold",
    )
    ledger.add(
        "end-determinant",
        "equation",
        (equal(letter("d"), formula(arrange(gain * c**2 / (2 * room))) * slope),),
        ("trace", "conserved-quantity", "end-level"),
        ledger.on_manifold(),
        title="The determinant is this slope times the feedback, up to what is positive",
    )
