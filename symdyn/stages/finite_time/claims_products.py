"""Sums of powers that are positive in finite time: of one number's squares, and of two numbers' products."""

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.signed import alone, signed
from symdyn.formula.building import below, defined, formula, letters, more, total
from symdyn.stages.finite_time.claims_cauchy import INSIDE, LONG, termwise

__all__ = ["MIXED", "OWN_CREDIT", "RESPONSE", "TEACHER_CREDIT", "products"]

_Z, _H, _R = letters("z h r")
_T, _K = formula(notation.T), formula(notation.k)
RESPONSE, OWN_CREDIT, TEACHER_CREDIT, MIXED = letters("f H_6 H_7 H_8")


def products(ledger: Ledger, *, local: bool) -> None:
    """Sums of z^{2k}, and of products of powers of two of the numbers; all are positive."""
    ledger.add(
        "theory.finite-equal",
        "definition",
        (defined(_H, _Z),),
        title="At an optimum student and teacher have the same w",
    )
    ledger.add(
        "theory.finite-response",
        "definition",
        (defined(RESPONSE, total(notation.k, _T, _Z ** (2 * _K))),),
        title="The sum of squares of the impulse response",
    )
    ledger.add(
        "theory.finite-response-positive",
        "sign",
        (more(RESPONSE, 0),),
        ("theory.finite-response",),
        (INSIDE[0], LONG),
        evidence={"proofs": [termwise(signed("1", (_Z**_K, "2", [])), signed("1"))]},
        title="The impulse response has a positive sum of squares",
    )
    pairs = {"mixed": (MIXED, _Z, _H)}
    if not local:
        pairs |= {"own-credit": (OWN_CREDIT, _Z, _R), "teacher-credit": (TEACHER_CREDIT, _H, _R)}
    for name, (letter_, x, y) in pairs.items():
        given = (below(-1, x, 1), below(-1, y, 1), LONG)
        ledger.add(
            f"theory.finite-{name}",
            "definition",
            (defined(letter_, total(notation.k, _T, x**_K * y**_K)),),
            title="A sum of products of powers",
        )
        ledger.add(
            f"theory.finite-{name}-rooms",
            "sign",
            (more(1 - x**_T * y**_T, 0), more(1 - x * y, 0)),
            tuple(f"theory.finite-power-{one}" for one in "zhr"),
            given,
            title="Products of numbers in (-1, 1)",
        )
        ends = ((1 - x**_T * y**_T, "1"), (1 - x * y, "-1"))
        ledger.add(
            f"theory.finite-{name}-positive",
            "sign",
            (more(letter_, 0),),
            (f"theory.finite-{name}", f"theory.finite-{name}-rooms"),
            given,
            evidence={"proofs": [signed("1", *((one, power, alone(one)) for one, power in ends))]},
            title="A sum of products of powers is positive",
        )
