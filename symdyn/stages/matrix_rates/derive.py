r"""What learning rates of their own for A, B and W make of the linearised flow.

With positive rates a, b and w go as -rate Delta.  The updates are homogeneous: where a is multiplied by x,
b by y, c by x y and the feedback by x, Delta a is multiplied by x y^2, Delta b by x^2 y and Delta w by
x^2 y^2.  So for x^2 = rate_A / rate_W and y^2 = rate_B / rate_W a mode with these rates is a mode with one
rate, in other units of a, b and of time.  All that is found of the flow is found in these units; the
Jacobian on the optimal manifold in the network's own is the same with its rows multiplied by the rates.
"""

from dataclasses import dataclass, replace

from sympy import Expr, Mul, Pow, sqrt

from symdyn import notation
from symdyn.brief import Brief
from symdyn.exact.rational import RationalFunction
from symdyn.exact.substitution import substitute
from symdyn.stages.analysis import Analysis
from symdyn.stages.linearisation.derive import on_manifold
from symdyn.stages.presenting import OptimalManifold, Presenter

__all__ = ["Units", "in_own_units", "rates_of_matrices", "units_of"]


@dataclass(frozen=True, repr=False)
class Units(Brief):
    """How much is one unit of a (and of the random feedback), of b, of c and of time, in the network's own."""

    a: Expr
    b: Expr
    c: Expr
    time: Expr

    def _about(self) -> str:
        return f"a in {self.a}, b in {self.b}, time in {self.time}"


def rates_of_matrices(analysis: Analysis) -> tuple[Expr, Expr, Expr]:
    """The learning rates of A, B and W in plain symbols."""
    at_a, at_b, at_w = map(notation.plain, analysis.rule.matrix_rates.all)
    return at_a, at_b, at_w


def units_of(analysis: Analysis) -> Units:
    """The units in which all three rates are one.

    >>> from sympy import Integer
    >>> from symdyn import LearningRule, analyse
    >>> from symdyn.notation import m, w
    >>> found = units_of(analyse(LearningRule("slow", "Slow W", "symmetric", w**m, rates={"W": Integer(1) / 4})))
    >>> found.a, found.b, found.c, found.time
    (2, 2, 4, 1/4)
    """
    at_a, at_b, at_w = rates_of_matrices(analysis)
    a, b = _root(at_a / at_w), _root(at_b / at_w)
    return Units(a, b, a * b, at_w / (at_a * at_b))


def _root(rate: Expr) -> Expr:
    """The positive root of a positive number times powers of positive letters."""
    coefficient, rest = rate.as_coeff_Mul()
    powers = (Pow(base, exponent / 2) for base, exponent in rest.as_powers_dict().items())
    return Mul(sqrt(coefficient), *powers)


def in_own_units(analysis: Analysis) -> OptimalManifold:
    """The linearised flow on the optimal manifold with the rates of the rule, in its own units.

    >>> from sympy import Integer
    >>> from symdyn import LearningRule, analyse
    >>> from symdyn.notation import m, w
    >>> rule = LearningRule("slow", "Slow W", "symmetric", w**m, rates={"W": Integer(1) / 4})
    >>> in_own_units(analyse(rule)).determinant
    c**4/(4*s**2*(1 - w_star**2)**4) + c**2*s**2/(4*(1 - w_star**2)**4)

    Read-out and input alone make no minor: along the manifold, in the direction (a, -b), nothing moves.
    """
    optimal = analysis.optimal
    if analysis.rule.matrix_rates.plain:
        return optimal
    rates = rates_of_matrices(analysis)
    show, linear = Presenter(analysis.rule, analysis.credit), analysis.theory.linearisation
    flow = analysis.theory.flow
    moment = flow.gen(notation.kernel_moment) / flow.gen(notation.w_star)
    J = [
        [substitute(entry, {notation.kernel_derivative: moment}) for entry in row]
        for row in linear.matrix
    ]
    field = analysis.credit.adjoined.field
    values = on_manifold(analysis.rule, field, analysis.credit.value, analysis.credit.moment)

    def shown(general: RationalFunction) -> Expr:
        return show.on_manifold(general, substitute(general, values, field))

    def product(i: int, j: int) -> Expr:
        return rates[i] * rates[j] * shown(J[i][j] * J[j][i])

    def minor(i: int, j: int) -> Expr:
        return rates[i] * rates[j] * shown(J[i][i] * J[j][j] - J[i][j] * J[j][i])

    parts = [-rate * shown(J[place][place]) for place, rate in enumerate(rates)]
    gain, drift, coupling = parts[0] + parts[1], parts[2], product(0, 2) + product(1, 2)
    trace, determinant = -gain - drift, minor(0, 2) + minor(1, 2)
    radicand = (gain - drift) ** 2 + 4 * coupling
    return replace(
        optimal,
        jacobian=tuple(
            tuple(rate * entry for entry in row)
            for rate, row in zip(rates, optimal.jacobian, strict=True)
        ),
        trace=trace,
        determinant=determinant,
        gain=gain,
        drift=drift,
        coupling=coupling,
        radicand=radicand,
        eigenvalues=(optimal.eigenvalues[0], *((trace + x * sqrt(radicand)) / 2 for x in (1, -1))),
    )
