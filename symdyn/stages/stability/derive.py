"""Where a mode is stable on the optimal manifold, by Routh-Hurwitz on lambda^2 - t lambda + d.

On the manifold only q = a phi and b enter.  With K > 0 and K + w_star K' > 0 every term of -t
and of d is a positive multiple of q or of b^2, so q > 0 suffices for every such kernel; symmetric
feedback always has q = a^2 > 0.  For q < 0 the determinant asks |q| to exceed a bound and the
trace asks it to stay below another: a window, which is open exactly where
K > (1 - w_star^2)(K + w_star K').  For kernels without these signs the region is the set where
the factors of -t and d that have no constant sign make both positive.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sympy import Expr, Integer, Mul, Pow, false, true
from sympy.logic.boolalg import Boolean

from symdyn import notation
from symdyn.brief import Brief
from symdyn.exact.adjoined import Adjoined
from symdyn.exact.bridge import from_expr, polynomial_to_expr
from symdyn.exact.domain import Domain, Interval
from symdyn.exact.layout import factors
from symdyn.exact.polynomials import degree
from symdyn.exact.rational import RationalFunction, field_over, generator
from symdyn.exact.signs import SignProof, sign_of
from symdyn.exact.substitution import substitute
from symdyn.rules.rule import LearningRule
from symdyn.stages.kernel.derive import Credit
from symdyn.stages.linearisation.derive import Spectrum, in_gains
from symdyn.stages.linearisation.general import Linearisation
from symdyn.stages.stability.sufficiency import SufficiencyTheorem
from symdyn.stages.stability.window import Window, window_of
from symdyn.stages.stability.witness import Witness, opposed_witness

__all__ = ["Stability", "StabilityCase", "Verdict", "residual", "stability_of"]

_NONZERO = Interval(None, None, nonzero=True)
_POSITIVE = Interval(Fraction(0), None)
_NEGATIVE = Interval(None, Fraction(0))


class Verdict(StrEnum):
    """What is proved of a mode on the whole manifold, or on the part of it with one sign of q."""

    STABLE = "stable"
    UNSTABLE = "unstable"
    NEVER_STABLE = "never stable"
    CONDITIONAL = "conditional"
    NEUTRAL = "not hyperbolic: two zero eigenvalues"


@dataclass(frozen=True, repr=False)
class StabilityCase(Brief):
    """One sign of q = a phi: `assumption` > 0, and what follows.

    `conditions` are expressions that must be positive for a mode to be stable, none if the verdict
    is "stable"; `proofs` are the sign proofs that settle a verdict.
    """

    assumption: Expr | None
    verdict: Verdict
    conditions: tuple[Expr, ...]
    proofs: tuple[SignProof, ...]

    def _about(self) -> str:
        where = "" if self.assumption is None else f"where {self.assumption} > 0 "
        return f"{where}{self.verdict}"


@dataclass(frozen=True, repr=False)
class Stability(Brief):
    """The stability of a mode on the optimal manifold: stable where every condition is positive.

    `conditions` is empty when a mode is stable for all parameters, and holds false when it never is.
    `window` is there for random feedback when K > 0 and K + w_star K' > 0 are proved; its terms
    are functions of b = c/s.
    """

    conditions: tuple[Expr | Boolean, ...]
    cases: tuple[StabilityCase, ...]
    window: Window | None
    stable_against_sign: Witness | None
    unstable: Witness | None

    def _about(self) -> str:
        return "; ".join(one._about() for one in self.cases)


def stability_of(
    rule: LearningRule,
    linear: Linearisation,
    credit: Credit,
    spectrum: Spectrum,
    theorem: SufficiencyTheorem,
) -> Stability:
    """Where on the optimal manifold a mode is stable, exactly, split by the sign of q = a phi."""
    adjoined = credit.adjoined
    if credit.zero or not spectrum.determinant:
        neutral = StabilityCase(None, Verdict.NEUTRAL, (), ())
        return Stability((false,), (neutral,), None, None, None)
    conditions = _conditions(spectrum, adjoined, _manifold_domain(credit))
    sufficient = credit.value_sign.sign == credit.stretched_sign.sign == "positive"
    shared = (theorem.trace, theorem.determinant)
    if rule.symmetric:
        case = (
            StabilityCase(None, Verdict.STABLE, (), shared)
            if sufficient
            else _undecided(None, conditions)
        )
        return Stability(case.conditions, (case,), None, None, None)
    aligned = notation.a_hat * notation.s
    window = window_of(linear, credit) if sufficient else None
    stable, unstable = (
        opposed_witness(rule, credit, spectrum, window, stable=one) for one in (True, False)
    )
    if window is None:
        cases = (_case(linear, credit, aligned, 1), _case(linear, credit, -aligned, -1))
        return Stability(conditions, cases, None, stable, unstable)
    opposed = _opposed_case(window)
    if opposed.verdict == Verdict.UNSTABLE:
        conditions = (aligned,)
    cases = (StabilityCase(aligned, Verdict.STABLE, (), shared), opposed)
    return Stability(conditions, cases, window, stable, unstable)


def _opposed_case(window: Window) -> StabilityCase:
    """The case a_hat s < 0: a mode is unstable if the window never opens, else stable inside it."""
    aligned = notation.a_hat * notation.s
    if window.opening_sign.sign in ("zero", "negative", "nonpositive"):
        return StabilityCase(-aligned, Verdict.UNSTABLE, (), ())
    conditions = (-aligned - window.lower, window.upper + aligned)
    return StabilityCase(-aligned, Verdict.CONDITIONAL, conditions, ())


def _conditions(
    spectrum: Spectrum, adjoined: Adjoined, domain: Domain
) -> tuple[Expr | Boolean, ...]:
    """What remains of d > 0 and -t > 0 once factors of constant sign are dropped."""
    kept = []
    for quantity in (spectrum.determinant, -spectrum.trace):
        left_over = residual(quantity, domain)
        if left_over == false:
            return (false,)
        if left_over != true:
            kept.append(adjoined.written_out(left_over))
    return tuple(kept)


def _case(linear: Linearisation, credit: Credit, assumption: Expr, sign: int) -> StabilityCase:
    """The conditions left when q = a_hat s has a known sign; b is c/s."""
    adjoined = credit.adjoined
    field = field_over([*adjoined.field.symbols, notation.q])
    value, moment = (substitute(one, {}, field) for one in (credit.value, credit.moment))
    gains = in_gains(linear, field, value, moment)
    domain = adjoined.domain.with_(notation.b.name, _NONZERO).with_(
        notation.q.name, _POSITIVE if sign > 0 else _NEGATIVE
    )
    left, proofs = [], []
    for quantity in (gains.determinant, -gains.trace):
        proof = sign_of(quantity.numer * quantity.denom, domain)
        if proof is not None and proof.sign == "positive":
            proofs.append(proof)
            continue
        left_over = residual(quantity, domain)
        if proof is not None and proof.sign == "negative":
            return StabilityCase(assumption, Verdict.UNSTABLE, (), (proof,))
        if left_over == false:
            return StabilityCase(assumption, Verdict.NEVER_STABLE, (), ())
        left.append(_in_position(left_over, credit))
    if not left:
        return StabilityCase(assumption, Verdict.STABLE, (), tuple(proofs))
    return StabilityCase(assumption, Verdict.CONDITIONAL, tuple(left), tuple(proofs))


def _in_position(residual: Expr, credit: Credit) -> Expr:
    """A condition in q and b written in s: q = a_hat s, b = c/s, cleared of even powers of s."""
    field = field_over([*credit.adjoined.field.symbols, notation.q])
    s, c = generator(field, notation.s), generator(field, notation.c)
    element = substitute(
        from_expr(field, residual),
        {notation.q: generator(field, notation.a_hat) * s, notation.b: c / s},
    )
    even = s ** (2 * ((degree(element.denom, notation.s) + 1) // 2))
    return credit.adjoined.written_out(polynomial_to_expr((element * even).numer))


def _undecided(assumption: Expr | None, conditions: tuple[Expr | Boolean, ...]) -> StabilityCase:
    if not conditions:
        return StabilityCase(assumption, Verdict.STABLE, (), ())
    if false in conditions:
        return StabilityCase(assumption, Verdict.NEVER_STABLE, conditions, ())
    return StabilityCase(assumption, Verdict.CONDITIONAL, conditions, ())


def residual(element: RationalFunction, domain: Domain) -> Expr | Boolean:
    """The product of the factors without a constant sign: it is > 0 exactly where element > 0."""
    if not element:
        return false
    coefficient, found = factors(element)
    sign = 1 if coefficient > 0 else -1
    kept: list[Expr] = []
    odd = False
    for base, exponent in found:
        proof = sign_of(base, domain)
        known = proof.sign if proof else ""
        if known == "negative" and exponent % 2:
            sign = -sign
        if known in ("positive", "negative") or (known == "nonzero" and exponent % 2 == 0):
            continue
        kept.append(Pow(polynomial_to_expr(base), 1 if exponent % 2 else 2))
        odd = odd or exponent % 2 == 1
    if sign < 0 and not odd:
        return false
    if not kept:
        return true
    return Mul(Integer(sign), *kept)


def _manifold_domain(credit: Credit) -> Domain:
    domain = credit.adjoined.domain
    for name in (notation.s.name, notation.c.name):
        domain = domain.with_(name, _NONZERO)
    return domain
