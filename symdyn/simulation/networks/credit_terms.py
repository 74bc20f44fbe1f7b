"""A rule's credit kernel in numbers: each p(m) r^m with p and r evaluated at a network's W.

`w` stands for W^T, or diag(W) for diagonal rules; whatever is free of w is a multiple of the
identity and is kept as a number, or a number of each unit.  What is filtered is a power too, of a matrix of twice the size:

    [X I; 0 Y]^m = [X^m  sum_{k < m} X^k Y^(m - 1 - k); 0  Y^m],

so that sum_{k <= m} X^k Y^(m - k) = [I 0] [X I; 0 Y]^m [I; Y], which holds for X = Y too.  And so are
corrections c_0, ..., c_M at single lags, with the block matrix S that has I above its diagonal and 0
elsewhere: c_m = [I 0 ... 0] S^m [c_0; ...; c_M], which is 0 from m = M + 1 on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial
from itertools import count

import numpy as np
from numpy.typing import NDArray
from sympy import Expr

from symdyn import notation
from symdyn.errors import ExactArithmeticError, SimulationError
from symdyn.exact.bridge import from_expr
from symdyn.exact.evaluation import evaluate
from symdyn.exact.polynomials import coefficients_in, letters_of
from symdyn.exact.rational import RationalFunction
from symdyn.rules.per_unit import numbered, values_of_units
from symdyn.rules.rule import LearningRule
from symdyn.simulation.networks.factor import Factor
from symdyn.simulation.networks.network import Array, common_seeds, is_exact
from symdyn.simulation.networks.rational_stacks import inverse
from symdyn.simulation.networks.squarings import Squarings

__all__ = ["CreditTerm", "OfUnits", "RationalInW", "credit_terms"]

Number = float | Fraction
Given = tuple[tuple[str, Number], ...]


@dataclass(frozen=True)
class RationalInW:
    """A rational function of w, lowest power first; the coefficients are floats or Fractions."""

    numerator: tuple[Number, ...]
    denominator: tuple[Number, ...]

    @property
    def constant(self) -> bool:
        """Whether w does not occur."""
        return len(self.numerator) == len(self.denominator) == 1

    def at(self, points: Array | NDArray[np.complex128]) -> Array:
        """The value at each point, real or complex."""
        value = np.polynomial.polynomial.polyval(points, self.numerator)
        return np.asarray(value / np.polynomial.polynomial.polyval(points, self.denominator))

    def of_matrix(self, J: Array) -> Array:
        """The value at a square matrix; numerator and denominator commute."""
        above = _horner(self.numerator, J)
        if self.denominator == (1.0,):
            return above
        if len(self.denominator) == 1:
            return above / self.denominator[0]
        below = _horner(self.denominator, J)
        return np.asarray((inverse(below) if is_exact(below) else np.linalg.inv(below)) @ above)


@dataclass(frozen=True)
class OfUnits:
    """A rational function of w at each unit, where the units have parameters of their own."""

    units: tuple[RationalInW, ...]

    def at(self, points: Array | NDArray[np.complex128]) -> Array:
        """The values at each unit's own weight; the last axis is that of the units."""
        pairs = enumerate(self.units)
        return np.stack([one.at(points[..., unit]) for unit, one in pairs], axis=-1)


Function = RationalInW | OfUnits


@dataclass(frozen=True, eq=False)
class CreditTerm:
    """The credit sum_d p_d m^d r^m at one network.

    `ratios` are what r is made of as functions of w: r itself, or the two ratios of what is filtered.
    `powers` are the powers of the matrix it gives, and `coefficients` the pairs (d, p_d) with p_d not
    identically zero.  What r multiplies first is multiplied by `entry`, if there is one.
    """

    ratios: tuple[Function, ...]
    powers: Squarings
    coefficients: tuple[tuple[int, Factor], ...]
    entry: Array | None = None

    @property
    def degree(self) -> int:
        """The largest power of m."""
        return max(d for d, _ in self.coefficients)

    def entering(self, feedback: Array) -> Array:
        """What the powers are multiplied with: the feedback F, or what it is at the entry."""
        return feedback if self.entry is None else self.entry @ feedback


def credit_terms(
    rule: LearningRule, parameters: Mapping[str, Number], powers: Squarings
) -> tuple[CreditTerm, ...]:
    """The rule's kernel at a network.

    Parameters
    ----------
    rule : the learning rule
    parameters : a value for each of the kernel's parameters by name, and for "tau" where it stands
        in the kernel
    powers : of W, (..., n, n); they are shared where a ratio is w itself.  For a W of Fractions
        the credit is exact, and a float among the parameters is the binary fraction it is

    Raises
    ------
    SimulationError where a denominator of the kernel vanishes or is singular.

    >>> from symdyn import find_rule
    >>> (term,) = credit_terms(find_rule("rflo"), {"w_hat": 0.5}, Squarings.of(np.eye(3)))
    >>> term.powers[1].values
    array([[0.25]])
    """
    W = powers[0].values
    made = []
    given = tuple(sorted(parameters.items()))
    _require_units(rule, parameters, W.shape[-1])
    for first, second, late, coefficients in _filtered_in_numbers(rule, given, is_exact(W)):
        made.append(_filtered(rule, (first, second, late), coefficients, powers))
    for ratio, coefficients in _in_numbers(rule, given, is_exact(W)):
        if ratio == RationalInW((0.0, 1.0), (1.0,)) and not rule.diagonal:
            shared = powers.transposed
        else:
            shared = Squarings(_factor(rule, ratio, W), powers.room)
        values = tuple((d, _factor(rule, p, W)) for d, p in coefficients)
        made.append(CreditTerm((ratio,), shared, values))
    corrections = _corrections_in_numbers(rule, given, is_exact(W))
    if corrections:
        made.append(_at_single_lags(rule, dict(corrections), powers))
    return tuple(made)


def _require_units(rule: LearningRule, parameters: Mapping[str, Number], units: int) -> None:
    """Refuse values of another number of units than the network has."""
    for name in rule.unit_names:
        given = sum(one in parameters for one in numbered(name, len(parameters)))
        if given and given != units:
            raise SimulationError(
                f"{given} values of {name} were given for a network of {units} hidden units; give one for "
                "each unit, or one for all"
            )


def _at_single_lags(
    rule: LearningRule, corrections: Mapping[int, Function], powers: Squarings
) -> CreditTerm:
    """What is added at single lags, as powers of a matrix that shifts blocks."""
    W = powers[0].values
    n, blocks = W.shape[-1], 1 + max(corrections)
    identity = np.eye(n, dtype=W.dtype)
    added = {lag: _full(_factor(rule, one, W), W) for lag, one in corrections.items()}
    seeds = common_seeds(*(one.shape[:-2] for one in added.values()), W.shape[:-2])
    shift = np.zeros((*seeds, blocks * n, blocks * n), dtype=W.dtype)
    entry = np.zeros((*seeds, blocks * n, n), dtype=W.dtype)
    out = np.zeros((n, blocks * n), dtype=W.dtype)
    out[:, :n] = identity
    for lag in range(blocks - 1):
        shift[..., lag * n : (lag + 1) * n, (lag + 1) * n : (lag + 2) * n] = identity
    for lag, one in added.items():
        entry[..., lag * n : (lag + 1) * n, :] = one
    nothing = RationalInW((0,), (1,))
    values = ((0, Factor(out, elementwise=False)),)
    return CreditTerm((nothing,), Squarings.of(shift, powers.room), values, entry)


def _filtered(
    rule: LearningRule,
    ratios: tuple[Function, Function, int],
    coefficients: tuple[tuple[int, Function], ...],
    powers: Squarings,
) -> CreditTerm:
    """p(m) sum_{k <= m + late} X^k Y^(m + late - k), as powers of a matrix of twice the size."""
    W = powers[0].values
    first, second, late = ratios
    n = W.shape[-1]
    identity = np.eye(n, dtype=W.dtype)
    X, Y = (_full(_factor(rule, one, W), W) for one in (first, second))
    seeds = common_seeds(X.shape[:-2], Y.shape[:-2])
    matrix = np.zeros((*seeds, 2 * n, 2 * n), dtype=W.dtype)
    matrix[..., :n, :n], matrix[..., :n, n:], matrix[..., n:, n:] = X, identity, Y
    entry = np.zeros((*seeds, 2 * n, n), dtype=W.dtype)
    entry[..., :n, :], entry[..., n:, :] = identity, Y
    for _ in range(late):
        entry = matrix @ entry
    out = np.concatenate([identity, np.zeros_like(identity)], axis=-1)
    values = tuple(
        (d, Factor(_full(_factor(rule, p, W), W) @ out, elementwise=False)) for d, p in coefficients
    )
    return CreditTerm((first, second), Squarings.of(matrix, powers.room), values, entry)


def _full(factor: Factor, W: Array) -> Array:
    """A factor as a full matrix, or a stack of them."""
    if not factor.elementwise:
        return factor.values
    return np.asarray(factor.values * np.eye(W.shape[-1], dtype=W.dtype))


def _factor(rule: LearningRule, function: Function, W: Array) -> Factor:
    try:
        with np.errstate(divide="raise", invalid="raise", over="raise"):
            diagonal = np.diagonal(W, axis1=-2, axis2=-1)
            if isinstance(function, OfUnits):
                return Factor(function.at(diagonal)[..., np.newaxis], elementwise=True)
            if function.constant:
                number = function.numerator[0] / function.denominator[0]
                return Factor(np.full((1, 1), number), elementwise=True)
            if rule.diagonal:
                return Factor(function.at(diagonal[..., np.newaxis]), elementwise=True)
            return Factor(function.of_matrix(W.mT), elementwise=False)
    except (FloatingPointError, np.linalg.LinAlgError, ZeroDivisionError, ExactArithmeticError):
        where = "diag(W)" if rule.diagonal else "W^T"
        raise SimulationError(
            f"the kernel {rule.kernel} of rule {rule.name} is not defined at this {where}: it "
            "divides by a singular matrix; expected eigenvalues inside the unit circle: scale W"
        ) from None


# A run asks for the same rule and parameters at every step.
@lru_cache(maxsize=64)
def _in_numbers(
    rule: LearningRule, parameters: Given, exact: bool
) -> tuple[tuple[Function, tuple[tuple[int, Function], ...]], ...]:
    numbers = partial(_number, rule, parameters, exact)
    return tuple(
        (
            numbers(term.ratio),
            tuple((d, numbers(p)) for d, p in enumerate(term.coefficients) if p != 0),
        )
        for term in rule.credit.plain_terms
    )


@lru_cache(maxsize=64)
def _filtered_in_numbers(
    rule: LearningRule, parameters: Given, exact: bool
) -> tuple[tuple[Function, Function, int, tuple[tuple[int, Function], ...]], ...]:
    numbers = partial(_number, rule, parameters, exact)
    return tuple(
        (
            numbers(term.first),
            numbers(term.second),
            term.late,
            tuple((d, numbers(p)) for d, p in enumerate(term.coefficients) if p != 0),
        )
        for term in rule.credit.filtered_terms
    )


@lru_cache(maxsize=64)
def _corrections_in_numbers(
    rule: LearningRule, parameters: Given, exact: bool
) -> tuple[tuple[int, Function], ...]:
    numbers = partial(_number, rule, parameters, exact)
    return tuple((lag, numbers(added)) for lag, added in rule.credit.corrections.items())


def _number(
    rule: LearningRule,
    parameters: Given,
    exact: bool,
    expression: Expr,
) -> Function:
    """An expression of the kernel at these parameters, at each unit where these have their own."""
    values = {name: Fraction(value) for name, value in parameters}
    element = from_expr(rule.credit.field, expression)
    apart = [one.name for one in letters_of(element) if f"{one.name}_1" in values]
    apart = [name for name in apart if name in rule.unit_names]
    if not apart:
        return _rational(rule, parameters, element, values, exact)
    units = next(k for k in count(1) if f"{apart[0]}_{k + 1}" not in values)
    own = [{name: values_of_units(values, name, units)[k] for name in apart} for k in range(units)]
    return OfUnits(
        tuple(_rational(rule, parameters, element, {**values, **one}, exact) for one in own)
    )


def _rational(
    rule: LearningRule,
    parameters: Given,
    element: RationalFunction,
    values: Mapping[str, Fraction],
    exact: bool,
) -> RationalInW:
    above, below = (_in_w(part, values) for part in (element.numer, element.denom))
    # Scaled exactly to a denominator with leading coefficient 1, so that 1 is seen as 1.
    scale = below[-1]
    if not scale:
        raise SimulationError(
            f"the kernel {rule.kernel} of rule {rule.name} divides by zero at "
            f"{dict(parameters)}; choose parameters inside their domains"
        )
    above, below = (tuple(one / scale for one in part) for part in (above, below))
    if exact:
        return RationalInW(above, below)
    return RationalInW(tuple(map(float, above)), tuple(map(float, below)))


def _in_w(polynomial: RationalFunction, values: Mapping[str, Fraction]) -> tuple[Fraction, ...]:
    """The coefficients of the powers of w, lowest first, the highest not zero."""
    found: dict[int, Fraction] = {0: Fraction(0)}
    for (power,), part in coefficients_in(polynomial, [notation.w]).items():
        found[power] = evaluate(part, values)
    last = max((degree for degree, number in found.items() if number), default=0)
    return tuple(found.get(degree, Fraction(0)) for degree in range(last + 1))


def _horner(coefficients: tuple[Number, ...], J: Array) -> Array:
    identity = np.eye(J.shape[-1], dtype=J.dtype)
    if len(coefficients) == 1:
        return coefficients[0] * identity
    total = coefficients[-1] * J
    for number in coefficients[-2:0:-1]:
        total = (total + number * identity) @ J
    return total + coefficients[0] * identity
