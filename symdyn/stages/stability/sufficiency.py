"""One theorem for all kernels: K > 0 and K + w_star K' >= 0 make a mode stable for q = a phi > 0."""

from dataclasses import dataclass
from fractions import Fraction

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ProofError
from symdyn.exact.domain import Domain, Interval
from symdyn.exact.rational import RationalFunction, field_over, generator
from symdyn.exact.signs import SignProof, sign_of
from symdyn.stages.linearisation.derive import in_gains
from symdyn.stages.linearisation.general import Linearisation

__all__ = ["SufficiencyTheorem", "sufficiency_theorem"]

_NONZERO = Interval(None, None, nonzero=True)
_POSITIVE = Interval(Fraction(0), None)


@dataclass(frozen=True, repr=False)
class SufficiencyTheorem(Brief):
    """For any kernel with K > 0 and K + w_star K' >= 0: q > 0 makes -t and d positive.

    `trace` and `determinant` prove it with K and y^2 = K + w_star K' as variables.  `coupling`
    proves that with w_star K' = y^2 >= 0 the discriminant is nonnegative: a real pair.
    """

    trace: SignProof
    determinant: SignProof
    coupling: SignProof


def sufficiency_theorem(linear: Linearisation) -> SufficiencyTheorem:
    """Prove that K > 0, K + w_star K' >= 0 and q > 0 give -t > 0 and d > 0, for every kernel.

    Raises ProofError if a sign is not proved.
    """
    y = notation.x
    field = field_over(
        [notation.q, notation.b, notation.w_star, notation.kernel_teacher, y, notation.c]
    )
    domain = Domain(
        (
            (notation.q.name, _POSITIVE),
            (notation.b.name, _NONZERO),
            (notation.w_star.name, Interval(Fraction(-1), Fraction(1))),
            (notation.kernel_teacher.name, _POSITIVE),
            (y.name, Interval(None, None)),
        )
    )
    square, value = generator(field, y) ** 2, generator(field, notation.kernel_teacher)
    stretched = in_gains(linear, field, value, square - value)
    moment = in_gains(linear, field, value, square)
    return SufficiencyTheorem(
        _positive(-stretched.trace, domain),
        _positive(stretched.determinant, domain),
        _positive(moment.coupling, domain, strict=False),
    )


def _positive(element: RationalFunction, domain: Domain, *, strict: bool = True) -> SignProof:
    proof = sign_of(element.numer * element.denom, domain)
    wanted = ("positive",) if strict else ("positive", "nonnegative")
    if proof is None or proof.sign not in wanted:
        raise ProofError(
            f"{element} is not proved positive on {domain.describe()}; "
            f"found {proof.sign if proof else 'no sign'}"
        )
    return proof
