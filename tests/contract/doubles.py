"""Analyses with one thing wrong in each, and the law that has to notice it."""

from collections.abc import Callable
from dataclasses import replace

from sympy import Integer

from symdyn import Analysis, LearningRule
from symdyn.notation import a_hat, c, s, w, w_star
from tests.contract.unusual_rules import HALVED

__all__ = ["DOUBLES", "Double", "with_update"]


def with_update(analysis: Analysis, **changes: object) -> Analysis:
    return replace(analysis, update=replace(analysis.update, **changes))


def with_optimal(analysis: Analysis, **changes: object) -> Analysis:
    return replace(analysis, optimal=replace(analysis.optimal, **changes))


def with_rates(analysis: Analysis, **changes: object) -> Analysis:
    return replace(analysis, rates=replace(analysis.rates, **changes))


def with_conditions(analysis: Analysis, *conditions: object) -> Analysis:
    stability = replace(analysis.optimal.stability, conditions=conditions)
    return with_optimal(analysis, stability=stability)


def with_component(analysis: Analysis, place: int, **changes: object) -> Analysis:
    components = list(analysis.fixed_points.components)
    components[place] = replace(components[place], **changes)
    found = replace(analysis.fixed_points, components=tuple(components))
    return replace(analysis, fixed_points=found)


def with_bound(analysis: Analysis, parameter_name: str, bound: str) -> Analysis:
    changed = replace(getattr(analysis.rank, parameter_name), bound=bound)
    return replace(analysis, rank=replace(analysis.rank, **{parameter_name: changed}))


def without_step(analysis: Analysis) -> Analysis:
    zero = analysis.spectrum.determinant - analysis.spectrum.determinant
    return replace(analysis, spectrum=replace(analysis.spectrum, determinant=zero))


def with_flow(analysis: Analysis) -> Analysis:
    """The flow for any kernel twice as fast, from which two modes are derived."""
    flow = analysis.theory.flow
    faster = {symbol: 2 * one for symbol, one in flow.update.items()}
    theory = replace(analysis.theory, flow=replace(flow, update=faster))
    return replace(analysis, theory=theory)


def with_credit_of(analysis: Analysis, other: LearningRule) -> Analysis:
    rule = replace(analysis.rule)
    object.__setattr__(rule, "credit", other.credit)
    return replace(analysis, rule=rule)


def negated(analysis: Analysis, kind: str, variable: object) -> Analysis:
    formulas = dict(getattr(analysis.update, kind))
    formulas[variable] = -formulas[variable]
    return with_update(analysis, **{kind: formulas})


def with_entry(analysis: Analysis, row: int, column: int) -> Analysis:
    matrix = [list(line) for line in analysis.optimal.jacobian]
    matrix[row][column] = 2 * matrix[row][column]
    return with_optimal(analysis, jacobian=tuple(map(tuple, matrix)))


Double = Callable[[Analysis], Analysis]
DOUBLES: tuple[tuple[str, str, Double], ...] = (
    ("kernel", "rflo", lambda one: with_credit_of(one, HALVED)),
    ("finite update", "rflo", lambda one: negated(one, "finite", w)),
    ("finite update", "tbptt-tau", lambda one: with_update(one, minimal_T=Integer(1))),
    ("finite loss", "bptt", lambda one: with_update(one, loss_finite=one.update.loss)),
    ("limit", "e-prop", lambda one: negated(one, "limit", w)),
    ("limit", "bptt", lambda one: with_update(one, loss=2 * one.update.loss)),
    ("gradient", "bptt", lambda one: with_update(one, is_gradient=False)),
    ("gradient", "rflo-symmetric", lambda one: with_update(one, is_gradient=True)),
    (
        "alignment",
        "rflo",
        lambda one: replace(one, alignment=replace(one.alignment, reduces="only P = I")),
    ),
    (
        "alignment",
        "e-prop",
        lambda one: replace(one, alignment=replace(one.alignment, reduces="every basis")),
    ),
    ("rank", "rflo", lambda one: with_bound(one, "recurrent", "0")),
    ("rank", "tbptt", lambda one: with_bound(one, "input", "o")),
    ("fixed points", "rflo", lambda one: with_component(one, 0, equations=(w - w_star,))),
    ("fixed points", "bptt", lambda one: with_component(one, 1, loss=Integer(0))),
    (
        "fixed points",
        "tbptt",
        lambda one: with_component(one, 1, eigenvalues=(Integer(0), Integer(1), Integer(-1))),
    ),
    ("Jacobian", "rflo", lambda one: with_entry(one, 2, 0)),
    ("Jacobian", "bptt", lambda one: with_optimal(one, trace=-one.optimal.trace)),
    ("Jacobian", "bptt", lambda one: with_optimal(one, determinant=s)),
    (
        "eigenvalues",
        "decayed-rtrl",
        lambda one: with_optimal(
            one, eigenvalues=(one.optimal.trace, *one.optimal.eigenvalues[1:])
        ),
    ),
    (
        "eigenvalues",
        "e-prop",
        lambda one: with_optimal(one, eigenvalues=(one.optimal.eigenvalues[0], s, w_star)),
    ),
    ("stability", "rflo", lambda one: with_conditions(one, a_hat * s)),
    ("stability", "rflo", lambda one: with_conditions(one, *one.optimal.stability.conditions[:1])),
    ("stability", "bptt", lambda one: with_conditions(one, s)),
    ("stability", "readout-only", with_conditions),
    (
        "ends of the slow rate",
        "rflo",
        lambda one: with_rates(one, at_zero=replace(one.rates.at_zero, power=0)),
    ),
    ("slowest point", "bptt", lambda one: with_rates(one, slowest=4 * c**2 - s**4)),
    ("largest step", "bptt", lambda one: with_optimal(one, radicand=one.optimal.radicand / 2)),
    ("largest step", "e-prop", lambda one: with_optimal(one, radicand=2 * one.optimal.radicand)),
    ("largest step", "rflo", lambda one: with_optimal(one, radicand=-one.optimal.radicand)),
    ("largest step", "tbptt", without_step),
    ("two modes", "tbptt", with_flow),
)
