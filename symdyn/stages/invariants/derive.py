r"""The identity that ties the three updates of a mode together, and what follows from it.

Write Delta = sum_k e_k g_k with g_k = (b w^k, phi kappa_k, phi b q_k), q_k = sum_{m < k} kappa_m w^(k-1-m):
only the errors e_k know the teacher.  Where kappa_m = u r^m, (w - r) q_k = u w^k - kappa_k, so that every
g_k lies in the plane u phi x - b y - (w - r) z = 0.  Where u does not depend on w, the form
u phi da - b db - (w - r) dw is a differential, and its integral is conserved.  For any other kernel three
g_k in a row are independent, as a minor of the kernel's Hankel matrix shows: no function whose gradient is
not zero is conserved for all teachers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from sympy import Expr, Integer, Symbol

from symdyn import notation
from symdyn.errors import ProofError
from symdyn.exact.bridge import polynomial_to_expr
from symdyn.exact.layout import arrange, arrange_exponential, arrange_exponentials, factors
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.polynomials import coefficients_in, is_letter, letters_of
from symdyn.exact.rational import RationalFunction, generator
from symdyn.rules.rule import LearningRule
from symdyn.stages.setting.geometric import (
    Geometric,
    credit_at_lag,
    geometric_kernel,
    lags_with_credit,
)

__all__ = ["Conserved", "Geometric", "HankelMinor", "Invariants", "Square", "invariants_of"]


@dataclass(frozen=True)
class Square:
    """steepness (w - centre)^2, with a steepness that may be 0; neither depends on w."""

    steepness: RationalFunction
    centre: RationalFunction


@dataclass(frozen=True)
class Conserved:
    """H = read_out - b^2 - recurrent, constant along the flow of a mode.

    Parameters
    ----------
    weight : kappa_0, which does not depend on w
    symmetric : whether the read-out's part is weight a^2; otherwise it is 2 weight a_hat a
    recurrent : the integral of 2 (w - r) by w, the square of w - r where r does not depend on w
    square : the same where it is a square times what does not depend on w
    """

    weight: RationalFunction
    symmetric: bool
    recurrent: RationalFunction
    square: Square | None

    @property
    def read_out(self) -> RationalFunction:
        """The part of H that depends on a."""
        field = self.weight.field
        a, a_hat = (generator(field, x) for x in (notation.a, notation.a_hat))
        return self.weight * (a**2 if self.symmetric else 2 * a_hat * a)

    @property
    def quantity(self) -> Expr:
        """H as a formula in a, b, w and the rule's parameters."""
        return arrange(self.read_out) - notation.b**2 - arrange(self.recurrent)


@dataclass(frozen=True)
class HankelMinor:
    """kappa_{l+1}^2 - kappa_l kappa_{l+2}, not zero as a function of w and the parameters.

    Parameters
    ----------
    lag : l + 1, a number or tau - 1
    value : the minor as a formula
    alone : kappa_{l+1} where the lag before it or behind it has no credit, so that the minor is its
        square; else None
    without : that lag, l or l + 2; else None
    factors : what has to be apart from 0 for the minor to be, and for its powers to have negative exponents
    product : whether it is a product of these to powers, so that nothing else makes it 0
    even : whether each of them is a letter or has an even power in the minor
    """

    lag: Expr
    value: Expr
    alone: Expr | None
    without: Expr | None
    factors: tuple[Expr, ...]
    product: bool
    even: bool


@dataclass(frozen=True)
class Invariants:
    """What is conserved along the flow of a mode, or why nothing is for all teachers.

    `geometric` is None for a kernel that is no geometric sequence, and `minor` shows that; both are None
    for the kernel 0.  `conserved` is None where the identity is no total differential, or none whose
    integral is a polynomial in w.
    """

    geometric: Geometric | None
    conserved: Conserved | None
    minor: HankelMinor | None
    symmetric: bool

    @property
    def modal(self) -> Expr | None:
        """What vanishes for every teacher, in the updates Delta_a, Delta_b and Delta_w."""
        if self.geometric is None:
            return None
        x, y, z = (Symbol(f"Delta_{one}") for one in notation.STATE)
        feedback = notation.a if self.symmetric else notation.a_hat
        first = arrange(self.geometric.weight) * feedback * x
        return first - notation.b * y - arrange(self.geometric.gap) * z


@lru_cache(maxsize=64)
def invariants_of(rule: LearningRule) -> Invariants:
    """The conserved quantity of a mode under a rule, or the minor that excludes one.

    >>> from symdyn import find_rule
    >>> invariants_of(find_rule("bptt")).conserved.quantity
    a**2 - b**2
    >>> invariants_of(find_rule("tbptt-2")).minor.value
    w**2
    """
    if not rule.credit.sequence.terms:
        return Invariants(None, None, None, rule.symmetric)
    found = geometric_kernel(rule)
    if found is None:
        return Invariants(None, None, _minor(rule), rule.symmetric)
    return Invariants(found, _conserved(rule, found), None, rule.symmetric)


def _conserved(rule: LearningRule, found: Geometric) -> Conserved | None:
    """The integral of the form, where u does not depend on w and r is a polynomial in w."""
    if notation.w in letters_of(found.weight):
        return None
    square = _bowl(found)
    if notation.w not in letters_of(found.ratio):
        return Conserved(found.weight, rule.symmetric, found.gap**2, square)
    recurrent = _integral(2 * found.gap, notation.w)
    if recurrent is None:
        return None
    return Conserved(found.weight, rule.symmetric, recurrent, square)


def _bowl(found: Geometric) -> Square | None:
    """The integral of 2 (w - r) as a square: for r = w, for r without w, and for r proportional to w."""
    field = found.ratio.field
    if not found.gap:
        return Square(field.zero, field.zero)
    if notation.w not in letters_of(found.ratio):
        return Square(field.one, found.ratio)
    steepness = found.gap / generator(field, notation.w)
    return None if notation.w in letters_of(steepness) else Square(steepness, field.zero)


def _integral(element: RationalFunction, symbol: Symbol) -> RationalFunction | None:
    """The integral from 0 of a polynomial in a letter; None where the letter stands below a bar."""
    if symbol in letters_of(element.denom):
        return None
    x, total = generator(element.field, symbol), element.field.zero
    for (power,), coefficient in coefficients_in(element.numer, [symbol]).items():
        total += coefficient * x ** (power + 1) / (power + 1)
    return total / element.denom


def _minor(rule: LearningRule) -> HankelMinor:
    """The first minor that is not 0, or the square of the credit beside a lag without any."""
    kernel, horizon = rule.credit, rule.horizon
    if isinstance(horizon, int):
        last = lags_with_credit(rule, horizon)[-1]
        return _square(credit_at_lag(rule, last), last, last + 1)
    if horizon is not None:
        return _at_any_horizon(rule, LinearForm.of(horizon))
    order = kernel.settled + sum(len(term.coefficients) for term in kernel.terms)
    if kernel.first:
        first = next(lag for lag in range(kernel.first + order) if credit_at_lag(rule, lag))
        return _square(credit_at_lag(rule, first), first, first - 1)
    for place in range(order):
        before, here, after = (credit_at_lag(rule, place + one) for one in range(3))
        if here**2 != before * after:
            return _rational(Integer(place + 1), here**2 - before * after)
    raise ProofError(f"{rule.name}: no minor of the kernel differs from 0, and it is no r^m")


def _at_any_horizon(rule: LearningRule, horizon: LinearForm) -> HankelMinor:
    """The last lag, tau - 1, as the difference of the sums up to it and without it."""
    kernel = rule.credit
    lags = horizon - kernel.first
    (all_lags, _), (all_but_one, _) = (
        kernel.sequence.sum_over(notation.m, count) for count in (lags, lags - 1)
    )
    credit = all_lags - all_but_one
    bases = [base for (_, powers), _ in credit.terms for base, _ in powers]
    above = [base for base, _ in _above(arrange_exponential(credit)[0])]
    return HankelMinor(
        (horizon - 1).to_expr(),
        arrange_exponentials(credit * credit),
        arrange_exponentials(credit),
        horizon.to_expr(),
        _letters((*above, *bases)),
        product=len(credit.terms) == 1 and not credit.terms[0][0][0],
        even=True,
    )


def _square(credit: RationalFunction, lag: int, without: int) -> HankelMinor:
    found = _rational(Integer(lag), credit**2)
    return replace(found, alone=arrange(credit), without=Integer(without))


def _rational(lag: Expr, value: RationalFunction) -> HankelMinor:
    above = _above(value)
    even = all(exponent % 2 == 0 or is_letter(base) for base, exponent in above)
    return HankelMinor(
        lag, arrange(value), None, None, _letters(x for x, _ in above), product=True, even=even
    )


def _above(value: RationalFunction) -> tuple[tuple[RationalFunction, int], ...]:
    """The factors above the bar, which may vanish; the domain keeps what is below from zero."""
    return tuple((base, exponent) for base, exponent in factors(value)[1] if exponent > 0)


def _letters(found: Iterable[RationalFunction]) -> tuple[Expr, ...]:
    """Each once, without numbers."""
    return tuple(polynomial_to_expr(x) for x in dict.fromkeys(found) if letters_of(x))
