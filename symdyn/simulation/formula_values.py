"""Values of formulas at many points at once, by walking through them: no code is made."""

from collections.abc import Mapping
from functools import reduce

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sympy import Add, Expr, Mul, Pow, Rational, Symbol

from symdyn.errors import SimulationError

__all__ = ["values_of"]

Values = NDArray[np.complex128]


def values_of(formula: Expr, points: Mapping[str, ArrayLike]) -> Values:
    """The values of a formula of sums, products and powers; complex, so that any root has one.

    Parameters
    ----------
    formula : to evaluate
    points : by the name of each symbol its values, which broadcast

    Returns
    -------
    The values; NaN or infinite where the formula has none.

    Raises
    ------
    SimulationError for any other function.

    >>> from sympy import sqrt
    >>> values_of(sqrt(Symbol("x")) / 2, {"x": [4.0, -4.0]})
    array([1.+0.j, 0.+1.j])
    """
    with np.errstate(all="ignore"):
        return _value(formula, points)


def _value(formula: Expr, points: Mapping[str, ArrayLike]) -> Values:
    if isinstance(formula, Symbol):
        return np.asarray(points[formula.name], dtype=np.complex128)
    if formula.is_number:
        return np.asarray(complex(formula), dtype=np.complex128)
    parts = [_value(one, points) for one in formula.args]
    if isinstance(formula, Add):
        return reduce(np.add, parts)
    if isinstance(formula, Mul):
        return reduce(np.multiply, parts)
    if isinstance(formula, Pow) and formula.exp == Rational(1, 2):
        return np.asarray(np.sqrt(parts[0]))
    if isinstance(formula, Pow):
        return np.asarray(np.power(*parts))
    raise SimulationError(
        f"{type(formula).__name__} in {formula} is no sum, product or power; expected these alone: "
        "write the rule's kernel with them"
    )
