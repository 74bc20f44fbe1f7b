"""Evidence as the prover writes it, and as the checker's rules take it.

Numbers are texts, as in the files: {"constant": "1/2", "factors": [[t, 2, [["1", [[u, 1]]]]]]}.
"""

from fractions import Fraction
from typing import Any

__all__ = ["ready", "ready_proof"]


def ready(p: Any) -> Any:
    """The proof of one relation with numbers for the texts of numbers."""
    if not isinstance(p, dict) or p.keys() == {"by"}:
        return p
    if "termwise" in p:
        return {"termwise": [ready(one) for one in p["termwise"]]}
    factors = [
        (factor, power, [(Fraction(weight), atoms) for weight, atoms in terms])
        for factor, power, terms in p["factors"]
    ]
    return {"constant": Fraction(p["constant"]), "factors": factors, "by": p.get("by", [])}


def ready_proof(proof: Any) -> Any:
    """The proof of a goal, in the same way."""
    if proof is None:
        return None
    found = {**proof, "by lag": proof.get("by_lag", False)}
    if "proofs" in proof:
        found["proofs"] = [ready(p) for p in proof["proofs"]]
    return found
