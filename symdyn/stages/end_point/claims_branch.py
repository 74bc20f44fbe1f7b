"""Which sign s has at the end, where what is conserved keeps a or b from passing 0."""

from typing import Any

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.signed import signed
from symdyn.exact.layout import arrange
from symdyn.formula.building import Formula, at_most, formula, less, more
from symdyn.formula.nodes import Relation
from symdyn.stages.end_point.claims_weighted import Weight, given
from symdyn.stages.end_point.derive import EndPoint
from symdyn.stages.invariants.claims import QUANTITY
from symdyn.stages.invariants.derive import Square

__all__ = ["branch_claims", "low_enough"]

_A, _B, _W, _A_HAT = (formula(x) for x in (notation.a, notation.b, notation.w, notation.a_hat))
_USES = ("conserved-quantity", "end-weight", "end-bowl")


def branch_claims(ledger: Ledger, found: EndPoint) -> None:
    """Where H > 0 the read-out keeps its sign, and where H is low enough the input does."""
    bowl = found.bowl
    if bowl is None:
        return
    steepness = Weight(arrange(bowl.steepness))
    if not steepness.value.is_number:
        ledger.add(
            "end-bowl",
            "sign",
            (more(steepness.value, 0),),
            (),
            ledger.everywhere(),
            title="How the conserved quantity depends on w",
        )
    _read_out(ledger, found, bowl, steepness)
    if found.symmetric:
        _input(ledger, found, bowl, steepness)


def _read_out(ledger: Ledger, found: EndPoint, bowl: Square, steepness: Weight) -> None:
    """u a^2 = H + b^2 + V(w), or twice u a_hat a."""
    weight, part = Weight(found.weight), _A**2 if found.symmetric else _A_HAT * _A
    number, share = (1, "1") if found.symmetric else (2, "1/2")
    shown, whole = weight.times(1, part), weight.times(number, part)
    terms: list[Any] = [["1", [QUANTITY, "1"]], ["1", [_B, "2"]]]
    if bowl.steepness:
        terms.append(steepness.term(1, [_W - formula(arrange(bowl.centre)), "2"]))
    ledger.add(
        "end-keeps-read-out",
        "sign",
        (more(shown, 0),),
        _USES,
        given(ledger, more(QUANTITY, 0)),
        evidence={"proofs": [signed(share, (whole, "1", terms))]},
        title="Where the quantity is positive the read-out keeps its sign",
    )


def low_enough(bowl: Square) -> tuple[Relation, ...]:
    """H + V(w) is not positive for |w| < 1, as it is not at the ends; H < 0 where V = 0."""
    if not bowl.steepness:
        return (less(QUANTITY, 0),)
    return tuple(dict.fromkeys(at_most(QUANTITY + one, 0) for one in _ends(bowl)))


def _ends(bowl: Square) -> tuple[Formula, Formula]:
    """V(1) and V(-1)."""
    first, second = (formula(arrange(bowl.steepness * (end - bowl.centre) ** 2)) for end in (1, -1))
    return first, second


def _input(ledger: Ledger, found: EndPoint, bowl: Square, steepness: Weight) -> None:
    """b^2 = u a^2 - H - V(w), and the convex V lies below its chord."""
    terms: list[Any] = [Weight(found.weight).term(1, [_A, "2"])]
    if bowl.steepness:
        for near, end in zip((1 + _W, 1 - _W), _ends(bowl), strict=True):
            terms.append(["1/2", [near, "1"], [-QUANTITY - end, "1"]])
        terms.append(steepness.term(1, [1 - _W, "1"], [1 + _W, "1"]))
    else:
        terms.append(["1", [-QUANTITY, "1"]])
    ledger.add(
        "end-keeps-input",
        "sign",
        (more(_B**2, 0),),
        _USES,
        given(ledger, *low_enough(bowl)),
        evidence={"proofs": [signed("1", (_B**2, "1", terms))]},
        title="Where the quantity is low enough the input keeps its sign",
    )
