"""What a definition may be: a name and its formula, or a matrix that is orthogonal."""

from symdyn.claims.claim import Claim
from symdyn.errors import FormulaError
from symdyn.formula.reading import INDICES, read_relations

__all__ = ["definition_gap"]

_ORTHOGONAL = [("*", ("top", ("name", x)), ("name", x)) for x in "UPV"]


def definition_gap(claim: Claim) -> str:
    r"""Why a claim is no definition; empty if it is one.

    >>> definition_gap(Claim("teacher", "definition", ("c := a b",)))
    ''
    """
    if claim.uses or claim.assumptions or claim.evidence:
        return "a definition stands alone, as name := formula or X^T X = I"
    try:
        for text in claim.statement:
            for operator, left, right in read_relations(text):
                frame = operator == "=" and left in _ORTHOGONAL and right == ("name", "I")
                if operator != ":=" and not frame:
                    return "a definition stands alone, as name := formula or X^T X = I"
                formal = left[0] == "indexed" and left[2][0] == "name" and left[2][1] in INDICES
                fixed = {*INDICES, *"Ioni"}
                free = left[0] == "name" and left[1] not in fixed and "operatorname" not in left[1]
                if not frame and not formal and not free:
                    return f"{left[1]} cannot be defined"
    except FormulaError as refusal:
        return str(refusal)
    return ""
