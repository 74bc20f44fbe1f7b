"""Evidence about the real parts of the transverse pair, the roots of x^2 - t x + d, real or complex."""

from typing import Any

from symdyn.checker.goals import conditions
from symdyn.checker.terms import ONE, ZERO, Refused, Relation, Term
from symdyn.claims.certificates.scopes import Scope
from symdyn.claims.searching import Searching
from symdyn.claims.signs import prove_sign
from symdyn.claims.translation import Translation
from symdyn.formula.reading import read

__all__ = ["stability_evidence"]

# p d - q t <= 0 with p > 0 and q >= 0 excludes d > 0 and t < 0.  The first pair serves d <= 0;
# the second cancels what the sign of d says from -t, with q_0 = a phi the gain: see stages/stability/window.py.
_WEIGHTS = (
    ("1", "0"),
    (
        r"-\frac{s^{2} (1 - w_\star^{2})^{2}}{\hat{a} s c^{2}}",
        r"S_\star (1 - w_\star^{2})",
    ),
)


def stability_evidence(place: Searching, scope: Scope, goal: Any) -> dict[str, Any]:
    """The evidence for a goal on the roots of a polynomial; docs/certificates.md, goal "roots"."""
    _, region, direction, coefficients, shown = goal
    if direction == "not all":
        if len(coefficients) != len(_WEIGHTS[0]):
            raise Refused(
                "which combination of the conditions cannot be positive is not looked for"
            )
        return _not_stable(place, scope, *coefficients)
    needed = conditions(region, [*coefficients, ONE])
    if direction == "all":
        return {"proofs": [_proved(place, (">", x, ZERO)) for x in needed]}
    ratios = [_ratio(place, whole, part) for whole, part in zip(needed, shown, strict=True)]
    return {"ratios": ratios, "proofs": [_proved(place, (">", x, ZERO)) for x in ratios]}


def _not_stable(
    place: Searching, scope: Scope, determinant: Term, minus_trace: Term
) -> dict[str, Any]:
    for texts in _WEIGHTS:
        first, second = (scope.term(read(text)) for text in texts)
        mixed = ("+", ("*", first, determinant), ("*", second, minus_trace))
        goals: list[Relation] = [(">", first, ZERO), (">=", second, ZERO), ("<=", mixed, ZERO)]
        try:
            return {"weights": [first, second], "proofs": [_proved(place, x) for x in goals]}
        except Refused:
            continue
    raise Refused("no combination of d and -t was found that cannot be positive")


def _proved(place: Searching, goal: Relation) -> Any:
    if goal[1] in {ONE, ZERO}:
        return {"constant": str(goal[1][1]), "factors": []}
    proof = prove_sign(place, goal)
    if proof is None:
        raise Refused(
            "no proof was found for the sign of a coefficient, or of its ratio to a condition"
        )
    return place.named(proof)


def _ratio(place: Searching, whole: Term, part: Term) -> Term:
    """whole / part in lowest terms."""
    values = [place.loose(x) for x in (whole, part)]
    translation = Translation(place.ring, place.bases)
    result = translation.field.one
    for value, way in zip(values, (1, -1), strict=True):
        result *= translation.element(value.top) ** way
        for key, exponent in value.bottom.items():
            result *= translation.element(dict(key)) ** (-exponent * way)
    return translation.term(result)
