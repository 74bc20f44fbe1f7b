"""Modal sums: what a mean update becomes for one mode, before any sum is carried out.

A modal sum is data: signed products of a, b, the teacher's a_star, b_star and powers of w and
w_star whose exponents are linear forms in the summation indices, summed over ranges.  Alignment
produces it from the matrix definition; the closed forms consume it.
"""

from dataclasses import dataclass, replace

from sympy import Symbol

from symdyn.brief import Brief
from symdyn.exact.linear_forms import LinearForm

__all__ = ["ModalSum", "ModalTerm", "Range"]


@dataclass(frozen=True)
class Range:
    """An index that runs over 0 .. count - 1; `truncated` also keeps it below the horizon."""

    index: Symbol
    count: LinearForm
    truncated: bool = False


@dataclass(frozen=True)
class ModalTerm:
    """coefficient * product of factor^power * product of base^exponent [* kappa_m] [* phi].

    `credit` says whether the kernel's value at lag m multiplies the term, `feedback` whether the
    feedback strength phi does.
    """

    coefficient: int
    factors: tuple[tuple[Symbol, int], ...]
    exponents: tuple[tuple[Symbol, LinearForm], ...]
    credit: bool = False
    feedback: bool = False


@dataclass(frozen=True, repr=False)
class ModalSum(Brief):
    """The sum of `terms` over `ranges`, the outermost range first."""

    terms: tuple[ModalTerm, ...]
    ranges: tuple[Range, ...]

    def moved(self, index: Symbol, by: int) -> "ModalSum":
        """The sum with index - by in the place of the index, which then runs up to count + by.

        What stands below `by` is new: this is for sums whose first terms are taken to vanish.
        """
        shifted = LinearForm.of(index) - by
        terms = tuple(
            replace(
                term,
                exponents=tuple((x, form.substitute(index, shifted)) for x, form in term.exponents),
            )
            for term in self.terms
        )
        ranges = tuple(
            replace(
                one,
                count=one.count + by
                if one.index == index
                else one.count.substitute(index, shifted),
            )
            for one in self.ranges
        )
        return ModalSum(terms, ranges)
