"""The credit kernel: what carries credit m steps back, a finite sum of p(m) r^m.

Of a kernel that another filters the sum over the lags of the filter is kept beside its closed form.
`symdyn.rules.parsing` reads kernels.
"""

from dataclasses import KW_ONLY, dataclass, replace

from sympy import Expr, Symbol

from symdyn import notation
from symdyn.brief import Brief
from symdyn.exact.bridge import to_expr
from symdyn.exact.domain import Domain
from symdyn.exact.exponential import ExponentialPolynomial
from symdyn.exact.exponents import single_lag
from symdyn.exact.rational import Field, RationalFunction, generator
from symdyn.exact.signs import ModulusProof, SignProof
from symdyn.rules.written import FilteredTerm, KernelTerm, Written, filtered_terms, kernel_terms

__all__ = ["Kernel", "KernelTerm"]


@dataclass(frozen=True, repr=False)
class Kernel(Brief):
    """A credit kernel in canonical form, with the proof that each ratio decays that has to.

    `sequence` is kappa_{first + m} as an exponential polynomial in m = 0, 1, ..., over the field of
    the analysis: the credit counted from the first lag that has any.  Its ratios decay where no
    horizon ends the sums over the lags; `growing` are those of a kernel with a horizon for which
    |r| < 1 is not proved.  `written` is the same with the sums of what is filtered not carried out, and
    `removable` are the differences of ratios that the sequence is divided by and that may vanish: where
    they do, it stands for its limit, and `written` for itself.  `from_zero` is kappa_m itself, as it is
    written, or None where it has no value at lags before the first, as w_hat**(m - 2) at w_hat = 0.
    """

    sequence: ExponentialPolynomial
    parameters: tuple[Symbol, ...]
    domain: Domain
    decay: tuple[ModulusProof, ...]
    denominators: tuple[SignProof, ...]
    growing: tuple[RationalFunction, ...] = ()
    first: int = 0
    _: KW_ONLY
    written: Written
    from_zero: Written | None = None
    removable: tuple[RationalFunction, ...] = ()

    @property
    def uses_horizon(self) -> bool:
        """Whether the symbol tau stands in the kernel, not only at the end of its lags."""
        return notation.tau in self.field.symbols

    @property
    def field(self) -> Field:
        """The field of rational functions in which the analysis of this kernel takes place."""
        return self.sequence.field

    @property
    def terms(self) -> tuple[KernelTerm, ...]:
        """kappa_{first + m} as p(m) r^m, one term a ratio, where no lag is corrected."""
        return kernel_terms(self.sequence)

    @property
    def plain_terms(self) -> tuple[KernelTerm, ...]:
        """What is not filtered of kappa_{first + m}: all of it, if the kernel holds no convolution."""
        return kernel_terms(self.written.plain)

    @property
    def corrections(self) -> dict[int, Expr]:
        """What is added to kappa_{first + m} at single m."""
        return {m: to_expr(x) for m, x in self.sequence.single_lags(notation.m).items()}

    @property
    def settled(self) -> int:
        """From this m on kappa_{first + m} is not corrected."""
        return 1 + max(self.sequence.single_lags(notation.m), default=-1)

    @property
    def filtered_terms(self) -> tuple[FilteredTerm, ...]:
        """What is filtered of kappa_{first + m}, one term a pair of ratios."""
        return filtered_terms(self.written)

    def shares(self) -> tuple[ExponentialPolynomial, ...]:
        """The kernel split into one exponential polynomial a ratio; the zero kernel has one.

        What stands at single lags is one of them, too.
        Ratios whose difference may vanish stay together, for it cancels in their sum alone.
        """
        shares: dict[object, ExponentialPolynomial] = {}
        for key, value in self.sequence.terms:
            part = ExponentialPolynomial(self.field, ((key, value),))
            loose = any((value.denom / one).is_polynomial for one in self.removable)
            single = single_lag(key[1], notation.m) is not None
            place = None if loose else "single lags" if single else key[1]
            shares[place] = shares[place] + part if place in shares else part
        return tuple(shares.values()) or (self.sequence,)

    def first_lags(self, horizon: int | None) -> tuple[RationalFunction, ...]:
        """The credit from the first lag on: enough to know the kernel and its slope in w, none beyond the horizon.

        A sum of p(m) r^m with distinct nonzero ratios satisfies a linear recurrence whose order is
        the number of its terms, so that many zeros in a row make it zero, from where no lag is
        corrected.  The slope is such a sum, with polynomials of one degree more.
        """
        order = self.settled + sum(len(term.coefficients) + 1 for term in self.terms)
        count = order if horizon is None else min(order, horizon - self.first)
        return tuple(self.sequence.at(notation.m, lag).value() for lag in range(count))

    def truncated(self, horizon: int | None) -> "Kernel":
        """The zero kernel if no lag below the horizon carries credit, else the kernel itself."""
        if any(self.first_lags(horizon)):
            return self
        nothing = ExponentialPolynomial(self.field, ())
        return replace(
            self,
            sequence=nothing,
            written=Written.of(nothing, 0),
            from_zero=Written.of(nothing, 0),
            decay=(),
            growing=(),
            removable=(),
        )

    @property
    def starts_without_w(self) -> bool:
        """Whether credit at the first lag passes through no weight that later credit passes through."""
        w = generator(self.field, notation.w)
        return any(
            any(base == w and form.coefficient(notation.m) > 0 for base, form in bases)
            and not (value.numer / w).is_polynomial
            for (_, bases), value in self.sequence.terms
        )

    @property
    def contains_w(self) -> bool:
        """Whether credit passes through the recurrent weights at all."""
        w = notation.w
        parts = [x for term in self.terms for x in (term.ratio, *term.coefficients)]
        return any(w in one.free_symbols for one in (*parts, *self.corrections.values()))
