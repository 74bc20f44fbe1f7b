"""Every fixed point of the flow, for every parameter value in the domain.

The theorem for an arbitrary kernel (`theorem.py`) leaves two families where K(w_star) != 0: the
optimal manifold a b = c, w = w_star, and b = 0 with zero feedback.  Where K(w_star) = 0 can
happen, two more appear, with that equation as their condition.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sympy import Expr, Integer, Mul, Pow, Symbol, sqrt

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ProofError
from symdyn.exact.adjoined import Adjoined
from symdyn.exact.bridge import polynomial_to_expr
from symdyn.exact.domain import Domain
from symdyn.exact.layout import arrange, factors
from symdyn.exact.rational import RationalFunction
from symdyn.exact.signs import sign_of
from symdyn.exact.substitution import substitute
from symdyn.rules.rule import LearningRule
from symdyn.stages.flow.derive import GeneralFlow
from symdyn.stages.flow.jacobian import characteristic_polynomial, jacobian
from symdyn.stages.kernel.derive import Credit
from symdyn.stages.update.derive import loss_in_closed_form

__all__ = [
    "Component",
    "FixedPoints",
    "Verdict",
    "find_fixed_points",
    "loss_at",
    "root_of",
    "undecided_factors",
]


class Verdict(StrEnum):
    """What the linearised flow says of a mode on a component that is not optimal, on the wire."""

    SADDLE = "saddle"
    CENTRE = "linear centre: purely imaginary pair"
    SADDLE_OR_CENTRE = "saddle where K(w_star) > 0, linear centre where K(w_star) < 0"
    ALL_ZERO = "every eigenvalue is zero: not decided by the linearisation"
    BY_READ_OUT = "two zero eigenvalues; attracting in a third direction where a**2*K(w) > 0"
    BY_FEEDBACK = "two zero eigenvalues; attracting in a third direction where a*a_hat*K(w) > 0"
    ONE_DIRECTION = "attracting in one direction, neutral along the family"
    OPEN = "not determined: the linearisation depends on the slope of the kernel's zero"


@dataclass(frozen=True, repr=False)
class Component(Brief):
    """A family of fixed points: `equations` and `conditions` are expressions that vanish on it.

    The equations contain the state (a, b, w); the conditions only parameters.  `loss` is the
    limit loss there.  `eigenvalues` are those of the flow -Delta linearised there, empty where
    they are given elsewhere or not determined; `stability` says what follows for a mode: a Verdict, or
    for the optimal manifold the summary of its cases.  `vanishing` are those of the equations and conditions
    that say that the kernel vanishes, where the family is there for that alone.
    """

    name: str
    equations: tuple[Expr, ...]
    conditions: tuple[Expr, ...]
    loss: Expr
    eigenvalues: tuple[Expr, ...]
    stability: str
    vanishing: tuple[Expr, ...] = ()

    @property
    def restricted(self) -> bool:
        """Whether the family is there under a condition alone: on the parameters, or that the kernel vanishes."""
        return bool(self.conditions or self.vanishing)

    def _about(self) -> str:
        found = (f"{one} = 0" for one in (*self.equations, *self.conditions))
        return f"{self.name}, {', '.join(found)}"


@dataclass(frozen=True, repr=False)
class FixedPoints(Brief):
    """All components, and where K(w_star) may vanish.

    `credit_vanishes` holds the factors of K(w_star) whose zeros the domain does not exclude;
    empty when K(w_star) != 0 on all of it, None when the kernel is zero.
    """

    components: tuple[Component, ...]
    credit_vanishes: tuple[Expr, ...] | None

    def _about(self) -> str:
        return ", ".join(one.name for one in self.components)


def find_fixed_points(
    rule: LearningRule, flow: GeneralFlow, credit: Credit, optimal_stability: str
) -> FixedPoints:
    """The components of the set of fixed points, with their loss and a mode's linear stability.

    Parameters
    ----------
    rule : the learning rule
    flow : the update for an arbitrary kernel
    credit : the rule's kernel at the student and the teacher
    optimal_stability : what was found of a mode's stability on the optimal manifold
    """
    b, c = flow.gen(notation.b), flow.gen(notation.c)
    vanishing = () if credit.zero else _possible_zeros(credit)
    components = [
        Component(
            "optimal",
            (notation.a * notation.b - notation.c, notation.w - notation.w_star),
            (),
            loss_at(rule, {notation.a: c / b, notation.w: flow.gen(notation.w_star)}),
            (),
            optimal_stability,
        )
    ]
    if credit.zero or vanishing:
        components.extend(_where_credit_vanishes(rule, flow, credit, vanishing))
    if rule.symmetric and not credit.zero:
        eigenvalues, stability = _saddle(flow, credit)
        components.append(
            Component(
                "non-optimal",
                (notation.a, notation.b),
                (),
                loss_at(rule, {notation.a: flow.field.zero, notation.b: flow.field.zero}),
                eigenvalues,
                stability,
            )
        )
    return FixedPoints(tuple(components), None if credit.zero else vanishing)


def _where_credit_vanishes(
    rule: LearningRule, flow: GeneralFlow, credit: Credit, vanishing: tuple[Expr, ...]
) -> Iterator[Component]:
    """The two families of K(w_star) = 0; the second needs K(w) = 0 as well."""
    conditions, equations = _split(vanishing)
    eigenvalues = _eigenvalues_without_input(flow, credit)
    yield Component(
        "no-input",
        (notation.b, *equations),
        conditions,
        loss_at(rule, {notation.b: flow.field.zero}),
        eigenvalues,
        _without_input_verdict(rule, eigenvalues),
        vanishing,
    )
    student = _student_zero(credit)
    if student is None:
        return
    own_conditions, own_equations = _split(student)
    a, b, c, w, w_star = notation.a, notation.b, notation.c, notation.w, notation.w_star
    gains = {symbol: flow.gen(symbol) for symbol in (b, c, w, w_star)}
    balance = gains[c] * (1 - gains[w] ** 2) / (gains[b] * (1 - gains[w] * gains[w_star]))
    yield Component(
        "balanced",
        (a * b * (1 - w * w_star) - c * (1 - w**2), *own_equations, *equations),
        tuple(dict.fromkeys((*own_conditions, *conditions))),
        loss_at(rule, {a: balance}),
        _balanced_eigenvalues(flow, credit),
        Verdict.ONE_DIRECTION if credit.zero else Verdict.OPEN,
        (*student, *vanishing),
    )


def _split(vanishing: tuple[Expr, ...]) -> tuple[tuple[Expr, ...], tuple[Expr, ...]]:
    """Conditions on the parameters alone, and equations that contain the state."""
    conditions = tuple(one for one in vanishing if notation.w not in one.free_symbols)
    return conditions, tuple(one for one in vanishing if notation.w in one.free_symbols)


def root_of(radicand: RationalFunction, adjoined: Adjoined | None = None) -> Expr:
    """A square root of the radicand with every even factor taken out.

    The sign of the factors taken out is not chosen: the result is a root, to be used with +-.
    """
    coefficient, found = factors(radicand)
    outside: list[Expr] = []
    inside: list[Expr] = [coefficient]
    for base, exponent in found:
        expression = polynomial_to_expr(base)
        if exponent % 2 == 0:
            outside.append(Pow(expression, exponent // 2))
        else:
            inside.append(Pow(expression, exponent))
    root = Mul(*outside) * sqrt(Mul(*inside))
    return adjoined.written_out(root) if adjoined else root


def _possible_zeros(credit: Credit) -> tuple[Expr, ...]:
    """The factors of K(w_star)'s numerator that the domain does not keep from zero.

    They are written as one product; empty if K(w_star) has no zero.
    """
    if credit.teacher_sign.sign in ("positive", "negative"):
        return ()
    left = undecided_factors(credit.teacher.numer, credit.adjoined.domain)
    if not left:
        return ()
    return (credit.adjoined.written_out(Mul(*map(polynomial_to_expr, left))),)


def _student_zero(credit: Credit) -> tuple[Expr, ...] | None:
    """K(w) = 0 as an equation: none needed where it always holds, None where it never does."""
    if not credit.student:
        return ()
    left = undecided_factors(credit.student.numer, credit.adjoined.domain)
    return (credit.adjoined.written_out(Mul(*map(polynomial_to_expr, left))),) if left else None


def undecided_factors(polynomial: RationalFunction, domain: Domain) -> list[RationalFunction]:
    """The factors that the domain does not keep from zero."""
    left = []
    for base, _ in factors(polynomial)[1]:
        proof = sign_of(base, domain)
        if proof is None or proof.sign not in ("positive", "negative", "nonzero"):
            left.append(base)
    return left


def loss_at(rule: LearningRule, values: dict[Symbol, RationalFunction]) -> Expr:
    """The loss for long sequences with values put in for letters of the mode."""
    _, limit = loss_in_closed_form(rule)
    field = limit.field
    inside = {name: substitute(value, {}, field) for name, value in values.items()}
    return arrange(substitute(limit.value(), inside))


def _saddle(flow: GeneralFlow, credit: Credit) -> tuple[tuple[Expr, ...], Verdict]:
    """The linearisation at a = b = 0: eigenvalues 0 and +- sqrt(-minors)."""
    zero = flow.field.zero
    matrix = _jacobian_at(
        flow,
        {
            notation.a: zero,
            notation.b: zero,
            notation.phi: zero,
            notation.feedback_slope: flow.field.one,
        },
    )
    polynomial = characteristic_polynomial(matrix)
    if polynomial.trace or polynomial.determinant:
        raise ProofError(
            f"at a = b = 0 the trace is {polynomial.trace} and the determinant "
            f"{polynomial.determinant}; both should vanish"
        )
    radicand = substitute(
        -polynomial.minors,
        {notation.kernel_teacher: credit.teacher},
        credit.adjoined.field,
    )
    root = root_of(radicand, credit.adjoined)
    sign = credit.teacher_sign.sign
    found = {"positive": Verdict.SADDLE, "negative": Verdict.CENTRE}
    return (Integer(0), root, -root), found.get(sign, Verdict.SADDLE_OR_CENTRE)


def _eigenvalues_without_input(flow: GeneralFlow, credit: Credit) -> tuple[Expr, ...]:
    """At b = 0 and K(w_star) = 0: twice 0, and the trace."""
    matrix = _jacobian_at(
        flow, {notation.b: flow.field.zero, notation.kernel_teacher: flow.field.zero}
    )
    polynomial = characteristic_polynomial(matrix)
    if polynomial.minors or polynomial.determinant:
        raise ProofError(
            f"at b = 0 the minors are {polynomial.minors} and the determinant "
            f"{polynomial.determinant}; both should vanish"
        )
    trace = substitute(
        polynomial.trace, {notation.kernel_student: credit.student}, credit.adjoined.field
    )
    return Integer(0), Integer(0), credit.adjoined.written_out(arrange(trace))


def _without_input_verdict(rule: LearningRule, eigenvalues: tuple[Expr, ...]) -> Verdict:
    if not eigenvalues[2]:
        return Verdict.ALL_ZERO
    return Verdict.BY_READ_OUT if rule.symmetric else Verdict.BY_FEEDBACK


def _balanced_eigenvalues(flow: GeneralFlow, credit: Credit) -> tuple[Expr, ...]:
    if not credit.zero:
        return ()
    zero = flow.field.zero
    matrix = _jacobian_at(
        flow,
        {
            notation.kernel_student: zero,
            notation.kernel_teacher: zero,
            notation.student_slope: zero,
            notation.teacher_slope: zero,
        },
    )
    polynomial = characteristic_polynomial(matrix)
    if polynomial.minors or polynomial.determinant:
        raise ProofError("without credit only the read-out learns, yet the Jacobian has rank > 1")
    return Integer(0), Integer(0), arrange(polynomial.trace)


def _jacobian_at(
    flow: GeneralFlow, values: dict[Symbol, RationalFunction]
) -> tuple[tuple[RationalFunction, ...], ...]:
    return tuple(tuple(substitute(entry, values) for entry in row) for row in jacobian(flow))
