"""What is exported of an analysis: named formulas in a, b, w, the teacher and the rule's parameters.

The Jacobian has a file of its own, jacobian.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Add, Expr, Integer, Mul, Pow, S, Symbol, diff

from symdyn import notation
from symdyn.codegen.program import Formula
from symdyn.exact.bridge import to_expr
from symdyn.notation import STATE
from symdyn.rules.corrections import at_lag
from symdyn.rules.written import filtered_terms, kernel_terms
from symdyn.stages.analysis import Analysis
from symdyn.stages.matrix_rates.derive import in_own_units, rates_of_matrices
from symdyn.stages.weight_decay.derive import decay_of

__all__ = [
    "LOCAL",
    "TEACHER",
    "Definitions",
    "FilteredSum",
    "component_formulas",
    "component_names",
    "denominators",
    "finite_formulas",
    "first_regular_step",
    "flow_formulas",
    "gradient_formulas",
    "kernel_formula",
    "limit_formulas",
    "loss_formulas",
    "manifold_formulas",
    "times",
]

TEACHER = Formula(notation.c, notation.a_star * notation.b_star)
LOCAL = frozenset("coupling determinant drift gain radicand total trace".split())
"""Names of values here that a parameter may have too; the parameter is then written with an underscore."""


@dataclass(frozen=True)
class Definitions:
    """Formulas to compute: intermediate values that have a name of their own, and the results."""

    intermediate: tuple[Formula, ...]
    results: tuple[Formula, ...]


def limit_formulas(analysis: Analysis) -> Definitions:
    """delta_a, delta_b, delta_w for T -> infinity, as a step takes them: with rates and weight decay."""
    limit = analysis.update.limit
    return _with_teacher(
        Formula(Symbol(f"delta_{one.name}"), stepped(analysis, one, limit[one])) for one in STATE
    )


def flow_formulas(analysis: Analysis) -> Definitions:
    """flow_a, flow_b, flow_w, -Delta for T -> infinity, the sign inside a bracket: b (y - x)."""
    limit = analysis.update.limit
    return _with_teacher(
        Formula(Symbol(f"flow_{one.name}"), stepped(analysis, one, _negative(limit[one]), sign=-1))
        for one in STATE
    )


def stepped(analysis: Analysis, variable: Symbol, value: Expr, sign: int = 1) -> Expr:
    """Delta, or a flow with the sign -1, as a step takes it: times the learning rate, and with the weight decay."""
    place = STATE.index(variable)
    rate, decay = rates_of_matrices(analysis)[place], decay_of(analysis)[place]
    found = times(rate, value)
    return found if decay == 0 else found + sign * decay * variable


def times(rate: Expr, value: Expr) -> Expr:
    """A value times a rate; with a rate of 1 it stays as it is laid out."""
    return value if rate == 1 else rate * value


def finite_formulas(analysis: Analysis) -> Definitions:
    """delta_a, delta_b, delta_w for finite T, then the denominators by which they are divided."""
    found: dict[Expr, None] = {}
    for variable in STATE:
        for one in denominators(analysis.update.finite[variable]):
            found[one] = None
    kept = [one for one in found if not any(_divides(one, other) for other in found)]
    updates = [
        Formula(Symbol(f"delta_{one.name}"), stepped(analysis, one, analysis.update.finite[one]))
        for one in STATE
    ]
    divisors = [
        Formula(Symbol(f"denominator_{number}"), one) for number, one in enumerate(kept, start=1)
    ]
    return _with_teacher((*updates, *divisors))


def loss_formulas(analysis: Analysis, *, finite: bool) -> Definitions:
    """The loss of a mode, its total over T steps or the limit."""
    value = analysis.update.loss_finite if finite else analysis.update.loss
    return _with_teacher([Formula(Symbol("total"), _apart(value))])


def gradient_formulas(analysis: Analysis) -> Definitions:
    """slope_a, slope_b, slope_w, the derivatives of the loss in the limit."""
    return _with_teacher(
        Formula(Symbol(f"slope_{variable.name}"), diff(analysis.update.loss, variable))
        for variable in STATE
    )


def manifold_formulas(analysis: Analysis) -> Definitions:
    """Trace, determinant and radicand of the transverse eigenvalues on the optimal manifold."""
    optimal = in_own_units(analysis)
    gain, drift, coupling = map(Symbol, ("gain", "drift", "coupling"))
    shared = [
        Formula(gain, _apart(optimal.gain)),
        Formula(drift, _apart(optimal.drift)),
        Formula(coupling, _apart(optimal.coupling)),
    ]
    results = [
        Formula(Symbol("trace"), -gain - drift),
        Formula(Symbol("determinant"), _apart(optimal.determinant)),
        Formula(Symbol("radicand"), (gain - drift) ** 2 + 4 * coupling),
    ]
    return Definitions((TEACHER, *shared), tuple(results))


def component_formulas(analysis: Analysis) -> Definitions:
    """Each fixed-point component's equations and conditions, an equation with its slopes.

    The names are those of `component_names`.
    """
    results = []
    for component, (equations, conditions) in zip(
        analysis.fixed_points.components, component_names(analysis), strict=True
    ):
        for equation, names in zip(component.equations, equations, strict=True):
            values = (equation, *(diff(equation, variable) for variable in STATE))
            results += [
                Formula(Symbol(name), value) for name, value in zip(names, values, strict=True)
            ]
        for condition, name in zip(component.conditions, conditions, strict=True):
            results.append(Formula(Symbol(name), condition))
    return _with_teacher(results)


def component_names(
    analysis: Analysis,
) -> tuple[tuple[tuple[tuple[str, ...], ...], tuple[str, ...]], ...]:
    """For each component the names of its equations, each with its slopes, and of its conditions."""
    return tuple(
        (
            tuple(
                (
                    f"equation_{place}_{number}",
                    *(f"equation_{place}_{number}_by_{one.name}" for one in STATE),
                )
                for number in range(len(component.equations))
            ),
            tuple(f"condition_{place}_{number}" for number in range(len(component.conditions))),
        )
        for place, component in enumerate(analysis.fixed_points.components)
    )


@dataclass(frozen=True)
class FilteredSum:
    """The value that a name stands for: sum_{k <= last} first^k second^(last - k)."""

    name: Symbol
    first: Expr
    second: Expr
    last: Expr


def kernel_formula(analysis: Analysis) -> tuple[Expr, tuple[FilteredSum, ...]]:
    """kappa_m, the credit at lag m, from the first lag on and before any horizon.

    With it come the sums that its names stand for, where the kernel is filtered by another: they have
    values where their closed forms do not.
    """
    credit = analysis.rule.credit
    written, lag = credit.from_zero, notation.m
    if written is None:
        written, lag = credit.written, notation.m - analysis.rule.first_lag
    parts = [(term.ratio**lag, term.coefficients) for term in kernel_terms(written.plain)]
    for place, added in written.plain.single_lags(notation.m).items():
        parts.append((at_lag(place).xreplace({notation.m: lag}), (to_expr(added),)))
    sums = []
    for number, term in enumerate(filtered_terms(written), start=1):
        name = Symbol(f"filtered_sum_{number}")
        sums.append(FilteredSum(name, term.first, term.second, lag + term.late))
        parts.append((name, term.coefficients))
    formula = Add(
        *(
            coefficient * lag**degree * value
            for value, coefficients in parts
            for degree, coefficient in enumerate(coefficients)
        )
    )
    return formula, tuple(sums)


def denominators(expression: Expr, outside: Expr = S.One) -> Iterator[Expr]:
    """What each fraction in a nested formula is divided by, brackets multiplied in.

    >>> from symdyn.notation import a, b, w
    >>> sorted(denominators(a * (b / (1 - w) + w) / b), key=str)
    [b, b*(1 - w)]
    """
    if isinstance(expression, Add):
        for term in expression.args:
            yield from denominators(term, outside)
        return
    factors = Mul.make_args(expression)
    below = [1 / one for one in factors if isinstance(one, Pow) and one.exp.is_negative]
    product = Mul(outside, *below)
    brackets = [one for one in factors if isinstance(one, Add)]
    for bracket in brackets:
        yield from denominators(bracket, product)
    if not brackets and product.free_symbols:
        yield product


def first_regular_step(analysis: Analysis) -> Expr:
    """The least T for which the closed form holds: no negative power of w, T at least the horizon."""
    lowest = 0
    for formula in analysis.update.finite.values():
        for power in formula.atoms(Pow):
            if notation.T in power.exp.free_symbols:
                lowest = max(lowest, -int(power.exp.as_coeff_Add()[0]))
    minimal = analysis.update.minimal_T
    if minimal.is_Integer:
        return Integer(max(int(minimal), lowest))
    return minimal + max(0, lowest - 1)


def _apart(expression: Expr) -> Expr:
    """The expression with an underscore behind a parameter that has the name of a value here.

    >>> _apart(notation.w * Symbol("gain"))
    gain_*w
    """
    return expression.xreplace({Symbol(name): Symbol(f"{name}_") for name in LOCAL})


def _with_teacher(results: Iterator[Formula] | tuple[Formula, ...] | list[Formula]) -> Definitions:
    return Definitions((TEACHER,), tuple(results))


def _divides(one: Expr, other: Expr) -> bool:
    """Whether `other` is a proper multiple of the product of powers `one`."""
    powers = other.as_powers_dict()
    return one != other and all(
        powers.get(base, 0) >= exponent for base, exponent in one.as_powers_dict().items()
    )


def _negative(expression: Expr) -> Expr:
    """The negative, the sign in the first bracket where there is one: it costs nothing there."""
    if isinstance(expression, Add):
        return Add(*(-term for term in expression.args))
    factors = Mul.make_args(expression)
    bracket = next((one for one in factors if isinstance(one, Add)), None)
    if bracket is None:
        return -expression
    return Mul(*(_negative(one) if one is bracket else one for one in factors))
