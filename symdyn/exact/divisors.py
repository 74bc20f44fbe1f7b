"""Greatest common divisors by FLINT, asked for within its range of exponents only."""

from flint import fmpz_mpoly

from symdyn.errors import ExactArithmeticError

__all__ = ["MAX_EXPONENT", "gcd", "require_small"]

# FLINT's gcd and factoring need room for every power of a letter up to the highest, end the whole
# process where there is none, and near 2^63 give wrong answers: x^(2^63 - 1) - y as y - 1.
MAX_EXPONENT = 2**20


def gcd(left: fmpz_mpoly, right: fmpz_mpoly) -> fmpz_mpoly:
    """FLINT's greatest common divisor, asked for within its range only."""
    if left.is_one():
        return left
    require_small(left)
    require_small(right)
    return left.gcd(right)


def require_small(polynomial: fmpz_mpoly, times: int = 1) -> None:
    """Raise ExactArithmeticError if an exponent, times a number, is too large for FLINT."""
    highest = max(polynomial.degrees(), default=0) * times
    if highest > MAX_EXPONENT:
        raise ExactArithmeticError(
            f"the exponent {highest} is too large: expected at most {MAX_EXPONENT}; keep such a "
            "power as a letter of its own"
        )
