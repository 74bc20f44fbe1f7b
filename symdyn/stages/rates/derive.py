"""How fast learning converges along the optimal manifold: the slow rate and where it is slowest.

The slow rate is minus the larger transverse eigenvalue, (-t - sqrt(t^2 - 4 d))/2, as a function of
the position s.  Its ends s -> 0 and s -> infinity follow from the leading powers of t and d; at a
stationary point lambda = d'/t', so that d'^2 - t t' d' + d t'^2 = 0.  At some parameters, often at
w_star = 0, this holds for every s: one of the rates is then the same all along the manifold.
"""

from dataclasses import dataclass
from fractions import Fraction

from sympy import Expr

from symdyn import notation
from symdyn.brief import Brief
from symdyn.exact.bridge import from_expr, polynomial_to_expr
from symdyn.exact.derivative import derivative
from symdyn.exact.domain import Domain, Interval
from symdyn.exact.layout import arrange, factors
from symdyn.exact.polynomials import coefficients_in, term_count
from symdyn.exact.rational import RationalFunction, field_over, generator
from symdyn.exact.signs import sign_of
from symdyn.exact.substitution import substitute
from symdyn.rules.rule import LearningRule
from symdyn.stages.kernel.derive import Credit, quotient_sign
from symdyn.stages.linearisation.derive import Spectrum, on_manifold
from symdyn.stages.linearisation.general import Linearisation

__all__ = ["Asymptote", "Rates", "rates_of"]

# Beyond this size the stationary polynomial is too long to read and too slow to factor.
LARGEST_PRODUCT = 200


@dataclass(frozen=True)
class Asymptote:
    """The slow rate behaves as coefficient * s^power at one end of the manifold."""

    coefficient: Expr
    power: int


@dataclass(frozen=True, repr=False)
class Rates(Brief):
    """The slow rate's ends, and the factors in s whose zeros are its stationary points.

    `at_zero` and `at_infinity` are None where the leading coefficients have no constant sign.
    `stationary` are polynomials in s and the parameters: where no `always_stationary` is zero and
    the slow rate or the fast one is stationary, one of them vanishes (so it may where the two rates
    cross, too); factors without a real zero are left out.  None where the polynomial would be too
    long to read.  `always_stationary` are the factors that do not contain s, such as w_star: where
    one is zero, one of the two rates is the same at every position, and `stationary` and `slowest`
    say nothing.  `slowest` vanishes where the slow rate is smallest, if that is proved: both ends
    have the same rate E, the characteristic polynomial is never positive at -E, so no rate exceeds
    E, and there is one stationary point for s > 0.

    >>> from symdyn import analyse, find_rule
    >>> rates = analyse(find_rule("bptt")).rates
    >>> rates.stationary, rates.always_stationary
    ((c**2 - s**4,), (w_star,))
    """

    at_zero: Asymptote | None
    at_infinity: Asymptote | None
    stationary: tuple[Expr, ...] | None
    slowest: Expr | None = None
    always_stationary: tuple[Expr, ...] = ()


def rates_of(
    rule: LearningRule, linear: Linearisation, spectrum: Spectrum, credit: Credit
) -> Rates:
    """The slow rate at both ends of the manifold and its stationary points.

    The ends are found once for every kernel with K > 0 and K + w_star K' > 0, as functions of
    these two.

    Returns
    -------
    Asymptotes for s > 0 on the branch where a_hat s > 0 (or any s for symmetric feedback).
    """
    if credit.zero:
        return Rates(None, None, ())
    known = credit.value_sign.sign == credit.stretched_sign.sign == "positive"
    first, last = (
        _asymptote(rule, linear, credit, lowest=lowest) if known else None
        for lowest in (True, False)
    )
    stationary, always = _stationary(spectrum, credit)
    slowest = _slowest(first, stationary, spectrum, credit) if first == last else None
    return Rates(first, last, stationary, slowest, always)


def _slowest(
    end: Asymptote | None,
    stationary: tuple[Expr, ...] | None,
    spectrum: Spectrum,
    credit: Credit,
) -> Expr | None:
    if end is None or end.power or credit.adjoined.meanings:
        return None
    rate = from_expr(credit.adjoined.field, end.coefficient)
    value = rate**2 + spectrum.trace * rate + spectrum.determinant
    bound = quotient_sign(value, credit.adjoined, _with_position(credit.adjoined.domain))
    if bound.sign not in ("negative", "nonpositive") or not stationary or len(stationary) != 1:
        return None
    # c^2 - s^4 has one zero for s > 0; a polynomial with two terms in s has at most one.
    powers = coefficients_in(from_expr(credit.adjoined.field, stationary[0]), [notation.s])
    return stationary[0] if len(powers) == 2 else None


def _asymptote(
    rule: LearningRule, linear: Linearisation, credit: Credit, *, lowest: bool
) -> Asymptote | None:
    adjoined = credit.adjoined
    symbols = [*adjoined.field.symbols, notation.kernel_teacher, notation.x]
    field = field_over(symbols)
    value, stretched = generator(field, notation.kernel_teacher), generator(field, notation.x)
    values = on_manifold(rule, field, value, stretched - value)
    trace, trace_order = _leading(-substitute(linear.trace, values, field), lowest=lowest)
    determinant, order = _leading(substitute(linear.determinant, values, field), lowest=lowest)
    positive = Interval(Fraction(0), None)
    domain = _with_position(adjoined.domain)
    for name in (notation.kernel_teacher, notation.x):
        domain = domain.with_(name.name, positive)
    for element in (trace, determinant):
        proof = sign_of(element.numer * element.denom, domain)
        if proof is None or proof.sign not in ("positive", "nonzero"):
            return None
    excess = order - 2 * trace_order
    if not excess or (excess > 0) is not lowest:
        return None
    back = {notation.kernel_teacher: credit.value, notation.x: credit.value + credit.moment}
    coefficient = substitute(determinant / trace, back, adjoined.field)
    return Asymptote(adjoined.written_out(arrange(coefficient)), order - trace_order)


def _leading(element: RationalFunction, *, lowest: bool) -> tuple[RationalFunction, int]:
    """The coefficient and the power of the term that dominates at one end of s."""
    upper, up = _end(element.numer, lowest=lowest)
    lower, down = _end(element.denom, lowest=lowest)
    return upper / lower, up - down


def _end(polynomial: RationalFunction, *, lowest: bool) -> tuple[RationalFunction, int]:
    found = coefficients_in(polynomial, [notation.s])
    (power,) = min(found) if lowest else max(found)
    return found[power,], power


def _stationary(
    spectrum: Spectrum, credit: Credit
) -> tuple[tuple[Expr, ...] | None, tuple[Expr, ...]]:
    """The factors of the condition that may vanish: those with s, and those without.

    Where one without s vanishes, the condition holds for every s and those with s say nothing.
    """
    t, d = spectrum.trace, spectrum.determinant
    if term_count(t.numer) * term_count(d.numer) > LARGEST_PRODUCT:
        return None, ()
    domain = _with_position(credit.adjoined.domain)
    dt, dd = derivative(t, notation.s), derivative(d, notation.s)
    condition = dd**2 - t * dt * dd + d * dt**2
    if not condition:
        return None, ()
    kept: list[Expr] = []
    always: list[Expr] = []
    for base, exponent in factors(condition)[1]:
        if exponent < 0:
            continue
        proof = sign_of(base, domain)
        if proof is None or proof.sign not in ("positive", "negative", "nonzero"):
            expression = polynomial_to_expr(base)
            found = kept if notation.s in expression.free_symbols else always
            found.append(credit.adjoined.written_out(expression))
    return tuple(kept), tuple(always)


def _with_position(domain: Domain) -> Domain:
    for name in (notation.s, notation.c):
        domain = domain.with_(name.name, Interval(None, None, nonzero=True))
    return domain
