"""Evidence about the real parts of the transverse pair, the roots of x^2 - t x + d."""

from collections.abc import Sequence
from typing import Any

from symdyn.claims.searching import Searching
from symdyn.claims.signs import prove_sign
from symdyn.claims.translation import Translation
from symdyn.claims.wording import relation
from symdyn.trial.reading import Node, Refused, read
from symdyn.trial.values import Relation

__all__ = ["stability_evidence"]

_ZERO = ("number", 0)
_MINUS_TRACE, _DETERMINANT = ("neg", ("name", "t")), ("name", "d")
# p d - q t <= 0 with p > 0 and q >= 0 excludes d > 0 and t < 0.  The first pair serves d <= 0;
# the second cancels what the sign of d says from -t, with q_0 = a phi the gain: see analysis/window.py.
_WEIGHTS = (
    ("1", "0"),
    (
        r"-\frac{s^{2} (1 - w_\star^{2})^{2}}{\hat{a} s c^{2}}",
        r"S_\star (1 - w_\star^{2})",
    ),
)


def stability_evidence(context: Searching, line: Sequence[Sequence[Relation]]) -> dict[str, Any]:
    """The evidence for one line of the kind stability (of a mode); docs/certificates.md."""
    (operator, _, _), *_ = line[0]
    if operator == ">=":
        return _not_stable(context)
    if len(line) == 1:
        goals = [(">", x, _ZERO) for x in (_MINUS_TRACE, _DETERMINANT)]
        return {"proofs": [_proved(context, goal) for goal in goals]}
    ratios = [
        _ratio(context, whole, part)
        for whole, (_, part, _) in zip((_MINUS_TRACE, _DETERMINANT), line[1], strict=True)
    ]
    return {
        "ratios": ratios,
        "proofs": [_proved(context, (">", read(ratio), _ZERO)) for ratio in ratios],
    }


def _not_stable(context: Searching) -> dict[str, Any]:
    for weights in _WEIGHTS:
        first, second = (read(text) for text in weights)
        mixed = ("+", ("*", first, _DETERMINANT), ("*", second, _MINUS_TRACE))
        goals = [(">", first, _ZERO), (">=", second, _ZERO), ("<=", mixed, _ZERO)]
        try:
            return {"weights": list(weights), "proofs": [_proved(context, goal) for goal in goals]}
        except Refused:
            continue
    raise Refused("no combination of d and -t was found that cannot be positive")


def _proved(context: Searching, goal: Relation) -> Any:
    if goal[1] in {("number", 1), ("number", 0)}:
        return {"constant": str(goal[1][1]), "factors": []}
    proof = prove_sign(context, goal)
    if proof is None:
        raise Refused(f"no proof was found for {relation(goal)}")
    return proof


def _ratio(context: Searching, whole: Node, part: Node) -> str:
    """whole / part in lowest terms."""
    values = [context.value(("exact", context.closed(x))) for x in (whole, part)]
    translation = Translation(context.ring, context.bases)
    result = translation.field.one
    for value, way in zip(values, (1, -1), strict=True):
        result *= translation.element(value.top) ** way
        for key, exponent in value.bottom.items():
            result *= translation.element(dict(key)) ** (-exponent * way)
    return translation.tex(result)
