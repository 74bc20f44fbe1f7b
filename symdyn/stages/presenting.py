"""The exact results written as formulas, in a rule's own symbols and the shortest layout at hand."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from sympy import Expr, Integer, Symbol, sqrt

from symdyn import notation
from symdyn.brief import Brief
from symdyn.exact.bridge import polynomial_to_expr
from symdyn.exact.derivative import derivative
from symdyn.exact.evaluation import evaluate
from symdyn.exact.exponential import ExponentialPolynomial
from symdyn.exact.layout import (
    arrange,
    arrange_by,
    arrange_exponential,
    arrange_exponentials,
    arrange_sum,
    factors,
)
from symdyn.exact.rational import Field, RationalFunction, generator
from symdyn.exact.signs import sign_of
from symdyn.exact.substitution import substitute
from symdyn.rules.rule import LearningRule
from symdyn.stages.fixed_points.derive import FixedPoints
from symdyn.stages.flow.derive import GeneralFlow
from symdyn.stages.kernel.derive import Credit
from symdyn.stages.linearisation.derive import Spectrum, on_manifold
from symdyn.stages.linearisation.general import Linearisation
from symdyn.stages.setting.derive import mode_domain
from symdyn.stages.stability.derive import Stability, Verdict
from symdyn.stages.stability.witness import Witness, complex_witness
from symdyn.stages.update.derive import MeanUpdate, loss_in_closed_form

__all__ = [
    "OptimalManifold",
    "Presenter",
    "UpdateFormulas",
    "by_kernel",
    "optimal_manifold",
    "update_formulas",
]

_SAMPLE_HORIZON = 2
KERNEL_SYMBOLS = (
    notation.kernel_teacher,
    notation.kernel_moment,
    notation.kernel_derivative,
)


@dataclass(frozen=True, repr=False)
class UpdateFormulas(Brief):
    """The mean update Delta of a, b, w as formulas.

    `finite` holds where no expression of `finite_nonzero` vanishes (there it has a limit: the
    singularity is removable) and, with a horizon, for T >= `minimal_T`.  `limit` is T -> infinity
    and holds on the whole domain.
    """

    finite: Mapping[Symbol, Expr]
    limit: Mapping[Symbol, Expr]
    finite_nonzero: tuple[Expr, ...]
    minimal_T: Expr
    loss_finite: Expr
    loss: Expr
    is_gradient: bool


@dataclass(frozen=True, repr=False)
class OptimalManifold(Brief):
    """The linearised flow on a = s, b = c/s, w = w_star.

    The Jacobian is that of -Delta.  `trace` and `determinant` are those of the two eigenvalues
    transverse to the manifold; `eigenvalues` are 0 and (trace +- sqrt(radicand))/2 with
    radicand = (gain - drift)^2 + 4 coupling.  `real` says that the pair is proved real wherever
    a phi > 0, and `complex_at` is an exact point with a phi > 0 where it is not.
    """

    jacobian: tuple[tuple[Expr, ...], ...]
    trace: Expr
    determinant: Expr
    gain: Expr
    drift: Expr
    coupling: Expr
    radicand: Expr
    eigenvalues: tuple[Expr, Expr, Expr]
    real: bool
    complex_at: Witness | None
    stability: Stability
    summary: str


@dataclass(frozen=True)
class Presenter:
    """Writes exact results in the rule's own symbols: phi, the horizon and the kernel's sums."""

    rule: LearningRule
    credit: Credit

    def own(self, expression: Expr) -> Expr:
        """phi becomes a or a_hat, and the horizon its value."""
        values = {notation.phi: notation.a if self.rule.symmetric else notation.a_hat}
        if isinstance(self.rule.horizon, int):
            values[notation.tau] = Integer(self.rule.horizon)
        return expression.xreplace(values)

    def exact(self, element: RationalFunction) -> Expr:
        """A rational function over `credit.adjoined.field`, factored."""
        return self.own(self.credit.adjoined.written_out(arrange(element)))

    def on_manifold(self, general: RationalFunction, element: RationalFunction) -> Expr:
        """A function on the optimal manifold, factored or in terms of K, whichever is shorter."""
        return _shorter(self.exact(element), self.by_kernel(general))

    def by_kernel(self, general: RationalFunction) -> Expr:
        """A general formula on the manifold with the kernel's sums written in."""
        values = {
            notation.a: notation.s,
            notation.b: notation.c / notation.s,
            notation.phi: notation.s if self.rule.symmetric else notation.a_hat,
            notation.kernel_teacher: self.credit.value_expr,
            notation.kernel_moment: self.credit.moment_expr,
            notation.kernel_derivative: self.credit.slope_expr,
        }
        return self.own(arrange_by(general, KERNEL_SYMBOLS).xreplace(values))

    def fixed_points(self, found: FixedPoints) -> FixedPoints:
        """The same fixed points in the rule's own symbols."""
        components = tuple(
            replace(
                one,
                equations=tuple(map(self.own, one.equations)),
                conditions=tuple(map(self.own, one.conditions)),
                loss=self.own(one.loss),
                eigenvalues=tuple(map(self.own, one.eigenvalues)),
            )
            for one in found.components
        )
        zeros = found.credit_vanishes
        return replace(
            found,
            components=components,
            credit_vanishes=None if zeros is None else tuple(map(self.own, zeros)),
        )


def _shorter(first: Expr, second: Expr) -> Expr:
    return second if second.count_ops() < first.count_ops() else first


def update_formulas(
    rule: LearningRule, flow: GeneralFlow, evidence: MeanUpdate, show: Presenter
) -> UpdateFormulas:
    """The closed forms laid out for people, and what they are worth: conditions, gradient."""
    loss_finite, loss = loss_in_closed_form(rule)
    nonzero = {
        expression: None
        for shares in evidence.finite_shares.values()
        for share in shares
        for part in _contributions(share)
        for expression in _unproved_denominators(rule, part)
    }
    return UpdateFormulas(
        finite={
            variable: show.own(_arranged_update(shares))
            for variable, shares in evidence.finite_shares.items()
        },
        limit={
            variable: _shorter(
                show.own(_arranged_update(shares)),
                show.own(_limit_by_kernel(flow, variable, show.credit)),
            )
            for variable, shares in evidence.limit_shares.items()
        },
        finite_nonzero=tuple(nonzero),
        minimal_T=Integer(1) * (rule.least_steps if rule.horizon is None else rule.horizon),
        loss_finite=_arranged_loss(loss_finite),
        loss=_arranged_loss(loss),
        is_gradient=_is_gradient(rule, evidence, loss_finite, loss),
    )


def _arranged_update(shares: tuple[ExponentialPolynomial, ...]) -> Expr:
    """Student minus teacher for each ratio, common factors in front of one bracket."""
    parts = [part for share in shares for part in _contributions(share)]
    return arrange_exponentials(*parts)


def _limit_by_kernel(flow: GeneralFlow, variable: Symbol, credit: Credit) -> Expr:
    bodies = {
        None: Integer(1),
        notation.kernel_student: credit.student_expr,
        notation.kernel_teacher: credit.teacher_expr,
    }
    return arrange_sum(
        [(coefficient, bodies[kernel]) for coefficient, kernel in by_kernel(flow.update[variable])]
    )


def _contributions(
    total: ExponentialPolynomial,
) -> tuple[ExponentialPolynomial, ExponentialPolynomial]:
    """The student's part, free of c, and the teacher's, linear in c."""
    parts = total.by_degree(notation.c)
    nothing = ExponentialPolynomial(total.field, ())
    return parts.get(0, nothing), parts.get(1, nothing)


def _arranged_loss(loss: ExponentialPolynomial) -> Expr:
    """The loss by powers of c: student, cross term, teacher, with one half in front."""
    parts = loss.by_degree(notation.c)
    return arrange_exponentials(*(parts[degree] for degree in sorted(parts)))


def _unproved_denominators(rule: LearningRule, total: ExponentialPolynomial) -> tuple[Expr, ...]:
    if not total.terms:
        return ()
    prefix, _ = arrange_exponential(total)
    found = []
    for base, exponent in factors(prefix)[1]:
        proof = sign_of(base, mode_domain(rule)) if exponent < 0 else None
        if exponent < 0 and (proof is None or proof.sign not in ("positive", "negative")):
            found.append(polynomial_to_expr(base))
    return tuple(found)


def _is_gradient(
    rule: LearningRule,
    evidence: MeanUpdate,
    loss_finite: ExponentialPolynomial,
    loss: ExponentialPolynomial,
) -> bool:
    """Whether Delta is exactly the gradient of the loss by (a, b, w), for finite T and the limit.

    A point where the two differ settles "no"; "yes" is an identity of exponential polynomials.
    """
    if not rule.symmetric:
        return False
    a = generator(loss.field, notation.a)
    own_feedback = {notation.phi: a}
    point = _sample_point(rule, loss.field)
    for variable, shares in evidence.finite_shares.items():
        found = sum(evaluate(_at_sample(share), point) for share in shares)
        if found != evaluate(_at_sample(loss_finite.derivative(variable)), point):
            return False
    return all(
        (total.substitute(own_feedback) - whole.derivative(variable)).is_zero()
        for whole, totals in ((loss_finite, evidence.finite), (loss, evidence.limit))
        for variable, total in totals.items()
    )


def _sample_point(rule: LearningRule, field: Field) -> dict[str, Fraction]:
    """A point of the domain in general position, with phi = a."""
    point = {
        symbol.name: Fraction(1 + place, 3 + 2 * place)
        for place, symbol in enumerate(field.symbols)
    }
    *_, inside = mode_domain(rule).points(11)
    at_horizon = {notation.tau.name: Fraction(_SAMPLE_HORIZON)}
    return {**point, **inside, **at_horizon, notation.phi.name: point[notation.a.name]}


def _at_sample(total: ExponentialPolynomial) -> RationalFunction:
    return total.at(notation.tau, _SAMPLE_HORIZON).at(notation.T, 4).value()


def optimal_manifold(
    linear: Linearisation, spectrum: Spectrum, stability: Stability, show: Presenter
) -> OptimalManifold:
    """The linearisation on the optimal manifold laid out for people."""
    complex_at = None if spectrum.real else complex_witness(show.rule, show.credit, spectrum)
    here = on_manifold(show.rule, show.credit.adjoined.field, show.credit.value, show.credit.moment)
    parts = [
        show.on_manifold(-entry, substitute(-entry, here, show.credit.adjoined.field))
        for entry in (linear.matrix[0][0], linear.matrix[1][1])
    ]
    drift = show.on_manifold(linear.drift, spectrum.drift)
    gain = parts[0] + parts[1]
    coupling = show.on_manifold(linear.coupling, spectrum.coupling)
    trace = -gain - drift
    radicand = (gain - drift) ** 2 + 4 * coupling
    root = sqrt(radicand)
    determinant = show.on_manifold(linear.determinant, spectrum.determinant)
    conditions = stability.conditions
    if len(conditions) == 2:
        whole = (determinant, -trace)
        conditions = tuple(
            _shorter(show.own(left), right) for left, right in zip(conditions, whole, strict=True)
        )
    return OptimalManifold(
        jacobian=tuple(tuple(show.by_kernel(entry) for entry in row) for row in linear.matrix),
        trace=trace,
        determinant=determinant,
        gain=gain,
        drift=drift,
        coupling=coupling,
        radicand=radicand,
        eigenvalues=(Integer(0), trace / 2 + root / 2, trace / 2 - root / 2),
        real=spectrum.real,
        complex_at=complex_at,
        stability=replace(stability, conditions=conditions),
        summary=_summary(stability),
    )


def _summary(stability: Stability) -> str:
    """Where on the optimal manifold a mode is stable, in one line of plain text."""
    parts = []
    for case in stability.cases:
        verdict = str(case.verdict)
        if verdict == Verdict.CONDITIONAL:
            verdict = "stable exactly where its conditions hold"
        if "stable" in verdict:
            verdict = f"a mode is {verdict}"
        where = "" if case.assumption is None else f"{_relation(case.assumption)}: "
        parts.append(where + verdict)
    return "; ".join(parts)


def _relation(positive: Expr) -> str:
    if positive.could_extract_minus_sign():
        return f"{-positive} < 0"
    return f"{positive} > 0"


def by_kernel(element: RationalFunction) -> tuple[tuple[RationalFunction, Symbol | None], ...]:
    """The coefficients of 1, K(w) and K(w_star) in an update, which is linear in them."""
    zero = element.field.zero
    kernels = (notation.kernel_student, notation.kernel_teacher)
    constant = substitute(element, dict.fromkeys(kernels, zero))
    slopes = tuple((derivative(element, one), one) for one in kernels)
    return (constant, None), *slopes
