"""The Jacobian of a rule's flow, written so that its entries share what they can.

For an arbitrary kernel each row of the flow is front * (teacher - student), three products:

    da/dt = b (c G - a b S)                          S = 1/(1 - w^2), G = 1/(1 - w w_star)
    db/dt = phi (c K(w_star) - a b K(w))
    dw/dt = phi b (w_star c G K(w_star) - w a b S K(w))

A product is differentiated by its degree in a and in b.  By w, S and G grow at the rates 2 w S and
w_star G, and the kernel enters through the exact slopes of K(w) and K(w_star) only: no power
w**tau is differentiated as a formula, which would divide by w.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sympy import Add, Expr, Integer, S, Symbol

from symdyn import notation
from symdyn.codegen.formulas import TEACHER, Definitions, times
from symdyn.codegen.program import Formula
from symdyn.exact.derivative import derivative
from symdyn.exact.exponential import ExponentialPolynomial
from symdyn.exact.layout import arrange, arrange_exponentials
from symdyn.exact.polynomials import common_divisor
from symdyn.exact.rational import RationalFunction, generator
from symdyn.notation import STATE
from symdyn.stages.analysis import Analysis
from symdyn.stages.matrix_rates.derive import rates_of_matrices
from symdyn.stages.weight_decay.derive import decay_of

__all__ = ["flow_and_jacobian_formulas", "without_flow"]

_W = notation.w
_STUDENT_SUM, _TEACHER_SUM = Symbol("over_gap_w_squared"), Symbol("over_gap_w_w_star")
_OVER_GAPS = {1 / (1 - _W**2): _STUDENT_SUM, 1 / (1 - _W * notation.w_star): _TEACHER_SUM}
_SLOPES = {
    _W: S.One,
    _STUDENT_SUM: 2 * _W * _STUDENT_SUM**2,
    _TEACHER_SUM: notation.w_star * _TEACHER_SUM**2,
}


def flow_and_jacobian_formulas(analysis: Analysis) -> Definitions:
    """The three components of the flow -Delta, `flow_a` and so on, then the entries of its Jacobian.

    These are `flow_a_by_w` and so on, row by row.  K_w and K_w_star are the kernel's generating function
    at the student and at the teacher, and slope_w and slope_w_star their total derivatives by w.
    """
    rows, slopes, intermediate = _rows(analysis)
    decays = dict(zip(STATE, decay_of(analysis), strict=True))
    flow = [
        Formula(Symbol(f"flow_{one.name}"), _less(row.value, decays[one] * one))
        for one, row in rows.items()
    ]
    entries = [
        Formula(
            Symbol(f"flow_{output.name}_by_{one.name}"),
            _less(row.derivative(one, slopes), decays[one] if one == output else S.Zero),
        )
        for output, row in rows.items()
        for one in STATE
    ]
    return Definitions(tuple(intermediate), (*flow, *entries))


def _less(value: Expr, decay: Expr) -> Expr:
    """A value less what decays; where nothing does it stays as it is laid out."""
    return value if decay == 0 else value - decay


def without_flow(both: Definitions) -> Definitions:
    """The Jacobian's entries alone of `flow_and_jacobian_formulas`."""
    return Definitions(both.intermediate, both.results[len(STATE) :])


@dataclass(frozen=True)
class _Row:
    """A row of the flow: front * (teacher - student), each a product of powers."""

    front: Expr
    teacher: Expr
    student: Expr

    @property
    def value(self) -> Expr:
        return self.front * (self.teacher - self.student)

    def derivative(self, variable: Symbol, slopes: Mapping[Expr, Expr]) -> Expr:
        """The derivative by a, b or w, where `slopes` are those by w."""
        if variable == notation.w:
            return self.front * (_slope(self.teacher, slopes) - _slope(self.student, slopes))
        front, teacher, student = (
            part.as_powers_dict().get(variable, S.Zero)
            for part in (self.front, self.teacher, self.student)
        )
        if front:
            bracket = (front + teacher) * self.teacher - (front + student) * self.student
            return self.front / variable * bracket
        return self.front * (teacher * self.teacher - student * self.student) / variable


def _rows(analysis: Analysis) -> tuple[dict[Symbol, _Row], dict[Expr, Expr], list[Formula]]:
    """The rows of the flow, the slopes by w of what is in them, and the formulas of its names."""
    phi = notation.a if analysis.rule.symmetric else notation.a_hat
    kernels, slopes, named = _kernels(analysis)
    sums = [Formula(symbol, value) for value, symbol in _OVER_GAPS.items()]
    rows = {
        output: _Row(
            *(
                part.xreplace(_OVER_GAPS).xreplace({notation.phi: phi, **kernels})
                for part in _parted(analysis.theory.flow.update[output])
            )
        )
        for output in STATE
    }
    for output, rate in zip(STATE, rates_of_matrices(analysis), strict=True):
        rows[output] = replace(rows[output], front=times(rate, rows[output].front))
    return rows, slopes, [TEACHER, *sums, *named]


def _kernels(analysis: Analysis) -> tuple[dict[Symbol, Expr], dict[Expr, Expr], list[Formula]]:
    """How K(w) and K(w_star) are written, all slopes by w, and the formulas of new names."""
    written: dict[Symbol, Expr] = {}
    slopes: dict[Expr, Expr] = dict(_SLOPES)
    formulas: list[Formula] = []
    for symbol, shares, name, slope_name in (
        (notation.kernel_student, analysis.credit.student_shares, "K_w", "slope_w"),
        (notation.kernel_teacher, analysis.credit.teacher_shares, "K_w_star", "slope_w_star"),
    ):
        value = _closed(analysis, shares)
        if value in _OVER_GAPS or not value.free_symbols:
            written[symbol] = _OVER_GAPS.get(value, value)
            continue
        slope = _closed(analysis, tuple(share.derivative(notation.w) for share in shares))
        written[symbol] = _named(name, value, formulas)
        slopes[written[symbol]] = _named(slope_name, slope, formulas)
    return written, slopes, formulas


def _closed(analysis: Analysis, shares: tuple[ExponentialPolynomial, ...]) -> Expr:
    """The sum of the shares, an integer horizon put in place of tau."""
    value = arrange_exponentials(*shares)
    horizon = analysis.rule.horizon
    if isinstance(horizon, int):
        return value.xreplace({notation.tau: Integer(horizon)})
    return value


def _named(name: str, value: Expr, formulas: list[Formula]) -> Expr:
    """A symbol for the value, defined in `formulas`, or the value itself if it is a number."""
    if not value.free_symbols:
        return value
    formulas.append(Formula(Symbol(name), value))
    return formulas[-1].symbol


def _parted(update: RationalFunction) -> tuple[Expr, Expr, Expr]:
    """Front, teacher and student of -update = front * (teacher - student)."""
    c = generator(update.field, notation.c)
    teacher = -c * derivative(update, notation.c)
    student = update + teacher
    front = common_divisor(student.numer, teacher.numer)
    return arrange(front), arrange(teacher / front), arrange(student / front)


def _slope(product: Expr, slopes: Mapping[Expr, Expr]) -> Expr:
    """The derivative of a product of powers by w."""
    return Add(
        *(
            product / factor * exponent * slopes[factor]
            for factor, exponent in product.as_powers_dict().items()
            if factor in slopes
        )
    )
