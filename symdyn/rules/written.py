"""A kernel as it is written: sums of p(m) r^m, and sums of these over k for what is filtered.

Carried out, the sum over k of x^k y^(m - k) is (y^(m + 1) - x^(m + 1)) / (y - x), which says nothing
where x = y.  So both are kept: the sum, which has a value everywhere, and the quotient, in which all
that follows is worked out and in which y - x cancels where no end of the lags is left.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Expr

from symdyn import notation
from symdyn.errors import KernelError
from symdyn.exact.bridge import to_expr
from symdyn.exact.exponential import ExponentialPolynomial
from symdyn.exact.exponents import single_lag
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.polynomials import coefficients_in, letters_of
from symdyn.exact.rational import Field, RationalFunction, generator

__all__ = ["FilteredTerm", "KernelTerm", "Written", "filtered_terms", "kernel_terms", "power_of_w"]


@dataclass(frozen=True)
class KernelTerm:
    """One term p(m) r^m: `coefficients[i]` is the coefficient of m**i."""

    ratio: Expr
    coefficients: tuple[Expr, ...]


@dataclass(frozen=True)
class FilteredTerm:
    """One term p(m) sum_{k <= m + late} first^k second^(m + late - k).

    The second ratio does not depend on w, or both are multiples of powers of w, the first of no lower one.
    """

    first: Expr
    second: Expr
    coefficients: tuple[Expr, ...]
    late: int


@dataclass(frozen=True)
class Written:
    """plain + the sum over k < m + late + 1 of `filtered`, exponential polynomials in m, and in k.

    The sum of two kernels, and a product of which one factor is filtered, are of this form again.
    """

    plain: ExponentialPolynomial
    filtered: ExponentialPolynomial
    late: int = 0

    @staticmethod
    def of(plain: ExponentialPolynomial, late: int) -> "Written":
        """What no other kernel filters."""
        return Written(plain, ExponentialPolynomial(plain.field, ()), late)

    @property
    def field(self) -> Field:
        """The field of the coefficients."""
        return self.plain.field

    @property
    def count(self) -> LinearForm:
        """The number of terms of the sum over k."""
        return LinearForm.of(notation.m) + (self.late + 1)

    @property
    def coefficients(self) -> Iterator[RationalFunction]:
        """What stands in front of the powers; what it is divided by was written."""
        for part in (self.plain, self.filtered):
            yield from (value for _, value in part.terms)

    def __add__(self, other: "Written") -> "Written":
        return Written(self.plain + other.plain, self.filtered + other.filtered, self.late)

    def __mul__(self, other: "Written") -> "Written":
        filtered = self.plain * other.filtered + self.filtered * other.plain
        return Written(self.plain * other.plain, filtered, self.late)

    def sequence(self) -> ExponentialPolynomial:
        """The kernel with its sums carried out."""
        if self.filtered.is_zero():
            return self.plain
        return self.plain + self.filtered.sum_over(notation.k, self.count)[0]


def kernel_terms(sequence: ExponentialPolynomial) -> tuple[KernelTerm, ...]:
    """An exponential polynomial in m as p(m) r^m, one term a ratio, corrections at single lags aside."""
    field = sequence.field
    found: dict[RationalFunction, dict[int, RationalFunction]] = {}
    for (powers, bases), value in sequence.terms:
        if single_lag(bases, notation.m) is not None:
            continue
        ratio = field.one
        for base, form in bases:
            ratio *= base ** form.coefficient(notation.m)
        found.setdefault(ratio, {})[dict(powers).get(notation.m, 0)] = value
    return tuple(
        KernelTerm(to_expr(ratio), _by_degree(field, degrees)) for ratio, degrees in found.items()
    )


def filtered_terms(written: Written) -> tuple[FilteredTerm, ...]:
    """What is filtered, one term a pair of ratios."""
    field = written.field
    found: dict[tuple[RationalFunction, RationalFunction], dict[int, RationalFunction]] = {}
    for (powers, bases), value in written.filtered.terms:
        first = second = field.one
        for base, form in bases:
            # base^(m x + k y) = base^((m - k) x) base^(k (x + y)).
            outer, inner = form.coefficient(notation.m), form.coefficient(notation.k)
            second *= base**outer
            first *= base ** (outer + inner)
        degree = dict(powers).get(notation.m, 0)
        if not _in_order(first, second):
            raise KernelError(
                f"convolve filters {to_expr(first)}**m by {to_expr(second)}**m; the second ratio must be "
                "free of w, or both multiples of powers of w, the first of no lower one"
            )
        found.setdefault((first, second), {})[degree] = value / second**written.late
    return tuple(
        FilteredTerm(to_expr(first), to_expr(second), _by_degree(field, degrees), written.late)
        for (first, second), degrees in found.items()
    )


def power_of_w(ratio: RationalFunction) -> tuple[RationalFunction, int] | None:
    """A ratio c w^p with c free of w, as (c, p)."""
    degrees = [degree for (degree,) in coefficients_in(ratio.numer, [notation.w])]
    if len(degrees) != 1 or notation.w in letters_of(ratio.denom):
        return None
    return ratio / generator(ratio.field, notation.w) ** degrees[0], degrees[0]


def _in_order(first: RationalFunction, second: RationalFunction) -> bool:
    before, after = power_of_w(first), power_of_w(second)
    return after is not None and (after[1] == 0 or (before is not None and before[1] >= after[1]))


def _by_degree(field: Field, values: dict[int, RationalFunction]) -> tuple[Expr, ...]:
    return tuple(to_expr(values.get(degree, field.zero)) for degree in range(max(values) + 1))
