"""What the page computes of a rule: functions in JavaScript, made of the results of its stages.

A result that a rule does not have is `null` there.
"""

from collections.abc import Callable, Sequence

from sympy import Expr, Integer, Symbol, sqrt

from symdyn import notation
from symdyn.codegen.formulas import flow_formulas, loss_formulas, manifold_formulas
from symdyn.codegen.jacobian import flow_and_jacobian_formulas, without_flow
from symdyn.codegen.javascript import arrow_function
from symdyn.codegen.program import Formula
from symdyn.exact.bridge import polynomial_to_expr
from symdyn.exact.layout import arrange
from symdyn.exact.polynomials import coefficients_in
from symdyn.exact.rational import RationalFunction
from symdyn.notation import STATE
from symdyn.stages.analysis import Analysis
from symdyn.stages.cross_modes.derive import pair_of
from symdyn.stages.end_point.derive import end_point_of
from symdyn.stages.invariants.derive import invariants_of
from symdyn.stages.presenting import Presenter
from symdyn.stages.step_size.derive import largest_step

__all__ = ["FUNCTIONS", "PAIR", "functions_of"]

_SIDE = Symbol("side_of_a")
PAIR = (Symbol("a_1"), Symbol("b_2"), Symbol("w_1"), Symbol("w_2"))


def functions_of(analysis: Analysis) -> dict[str, str]:
    """The source of each function by its name, in the order of the mathematics.

    >>> from symdyn import analyse, find_rule
    >>> found = functions_of(analyse(find_rule("readout-only")))
    >>> [name for name, source in found.items() if source == "null"]
    ['conserved', 'readOut', 'level', 'endPoint', 'edges', 'largestStep', 'largestStepTurning', 'pair']
    """
    return {name: make(analysis) for name, make in FUNCTIONS.items()}


def _flow(analysis: Analysis) -> str:
    return arrow_function(STATE, flow_formulas(analysis).results)


def _jacobian(analysis: Analysis) -> str:
    found = without_flow(flow_and_jacobian_formulas(analysis))
    return arrow_function(STATE, found.results, _without_teacher(found.intermediate))


def _loss(analysis: Analysis) -> str:
    return arrow_function(STATE, loss_formulas(analysis, finite=False).results)


def _transverse(analysis: Analysis) -> str:
    """Trace, determinant and radicand at s; the radicand from its parts, which loses no digits."""
    found = manifold_formulas(analysis)
    return arrow_function([notation.s], found.results, _without_teacher(found.intermediate))


def _conserved(analysis: Analysis) -> str:
    found = invariants_of(analysis.rule).conserved
    return "null" if found is None else arrow_function(STATE, _named([found.quantity]))


def _read_out(analysis: Analysis) -> str:
    """The read-out strength where the conserved quantity has a value; a side of 1 or -1 for a square."""
    found = invariants_of(analysis.rule).conserved
    if found is None:
        return "null"
    rest = notation.first_value + notation.b**2 + arrange(found.recurrent)
    weight = arrange(found.weight)
    value = _SIDE * sqrt(rest / weight) if found.symmetric else rest / (2 * weight * notation.a_hat)
    arguments = [notation.b, notation.w, notation.first_value, _SIDE]
    return arrow_function(arguments, _named([value]))


def _level(analysis: Analysis) -> str:
    found = end_point_of(analysis.rule)
    return (
        "null" if found is None else arrow_function([notation.first_value], _named([found.level]))
    )


def _end_point(analysis: Analysis) -> str:
    """The coefficients of the polynomial for s at the end, the highest first."""
    found = end_point_of(analysis.rule)
    if found is None:
        return "null"
    degree = 4 if found.symmetric else 3
    coefficients = [found.polynomial.coeff(notation.s, power) for power in range(degree, -1, -1)]
    return arrow_function([notation.level], _named(coefficients))


def _edges(analysis: Analysis) -> str:
    """For random feedback, trace and determinant as polynomials in a_hat: their coefficients at s."""
    spectrum = analysis.spectrum
    if analysis.rule.symmetric or not spectrum.determinant:
        return "null"
    show = Presenter(analysis.rule, analysis.credit)
    parts = [_in_feedback(one, show) for one in (spectrum.trace, spectrum.determinant)]
    flat = arrow_function([notation.s], _named([one for part in parts for one in part]))
    return f"{{trace: {len(parts[0])}, of: {flat}}}"


def _in_feedback(element: RationalFunction, show: Presenter) -> list[Expr]:
    """The coefficients in a_hat of a numerator, the highest first."""
    found = coefficients_in(element.numer, [notation.a_hat])
    written = {
        power: show.own(show.credit.adjoined.written_out(polynomial_to_expr(one)))
        for (power,), one in found.items()
    }
    return [written.get(power, Integer(0)) for power in range(max(written), -1, -1)]


def _largest_step(analysis: Analysis) -> str:
    found = largest_step(analysis)
    return "null" if found is None else arrow_function([notation.s], _named([found.real]))


def _largest_step_turning(analysis: Analysis) -> str:
    """The same where the pair is complex; null where it never is."""
    found = largest_step(analysis)
    if found is None or found.complex is None:
        return "null"
    return arrow_function([notation.s], _named([found.complex]))


def _pair(analysis: Analysis) -> str:
    """Trace and determinant of the transverse pair of two coupled modes."""
    found = pair_of(analysis)
    if found is None:
        return "null"
    return arrow_function(PAIR, _named([found.trace, found.determinant]))


FUNCTIONS: dict[str, Callable[[Analysis], str]] = {
    "flow": _flow,
    "jacobian": _jacobian,
    "loss": _loss,
    "conserved": _conserved,
    "readOut": _read_out,
    "level": _level,
    "endPoint": _end_point,
    "transverse": _transverse,
    "edges": _edges,
    "largestStep": _largest_step,
    "largestStepTurning": _largest_step_turning,
    "pair": _pair,
}
"""What makes each function of a rule's analysis."""


def _named(values: Sequence[Expr]) -> list[Formula]:
    return [Formula(Symbol(f"value_of_{place}"), one) for place, one in enumerate(values)]


def _without_teacher(formulas: Sequence[Formula]) -> list[Formula]:
    """Without the definition of c, which the page is given."""
    return [one for one in formulas if one.symbol != notation.c]
