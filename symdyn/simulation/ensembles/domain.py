"""Starts, teachers and parameters of an ensemble as arrays, each entry checked."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from symdyn import notation
from symdyn.errors import SimulationError
from symdyn.exact.domain import Interval
from symdyn.rules.rule import LearningRule

__all__ = ["Rows", "checked_columns", "checked_modes", "parameter_rows"]

Vector = NDArray[np.float64]
# Each parameter's name with its interval; None for the horizon tau, an integer >= 1.
Rows: TypeAlias = tuple[tuple[str, Interval | None], ...]


def parameter_rows(rule: LearningRule) -> Rows:
    """The rule's parameters in the order of the generated code, a symbolic horizon last.

    >>> from symdyn.rules.registry import find_rule
    >>> [name for name, _ in parameter_rows(find_rule("rflo"))]
    ['a_hat', 'w_hat']
    """
    rows = [(symbol.name, rule.domain.interval(symbol.name)) for symbol in rule.parameters]
    return (*rows, *([("tau", None)] if rule.horizon == notation.tau else []))


def checked_modes(name: str, values: ArrayLike, gain: bool = False) -> Vector:
    """Modes as an array (n, 3); with `gain`, a*b must not be 0.

    >>> checked_modes("starts", [1.0, 0.5, 0.6])
    array([[1. , 0.5, 0.6]])
    """
    modes = np.atleast_2d(_numbers(name, values))
    if modes.ndim != 2 or modes.shape[1] != 3 or not len(modes):
        raise SimulationError(
            f"{name} has the shape {np.shape(values)}; pass a, b, w in (n, 3) or (3,), n >= 1"
        )
    _demand(
        name,
        modes,
        np.asarray(np.isfinite(modes).all(axis=1)),
        "is not finite; pass finite numbers",
    )
    _demand(name, modes, np.abs(modes[:, 2]) < 1, "is outside -1 < w < 1; choose w inside")
    if gain:
        _demand(name, modes, modes[:, 0] * modes[:, 1] != 0, "has a*b = 0; choose both nonzero")
    return np.ascontiguousarray(modes)


def checked_columns(wanted: Rows, given: Mapping[str, ArrayLike], count: int) -> tuple[Vector, ...]:
    """The rule's parameters in order, each as an array (count,).

    >>> checked_columns((("tau", None),), {"tau": 3}, 2)
    (array([3., 3.]),)
    """
    names = [name for name, _ in wanted]
    if set(given) != set(names):
        expected = "; ".join(_described(*row) for row in wanted) or "none"
        raise SimulationError(
            f"parameters {sorted(given)} were given, but the rule has {sorted(names)}; "
            f"pass a value for each: {expected}"
        )
    return tuple(_column(name, interval, given[name], count) for name, interval in wanted)


def _described(name: str, interval: Interval | None) -> str:
    return f"{name} >= 1, an integer" if interval is None else interval.describe(name)


def _column(name: str, interval: Interval | None, values: ArrayLike, count: int) -> Vector:
    column = _numbers(name, values)
    if column.shape not in ((), (1,), (count,)):
        raise SimulationError(
            f"{name} has the shape {column.shape} for {count} starts; pass one, or one for each"
        )
    column = np.ravel(column)
    inside = np.isfinite(column)
    if interval is None:
        inside &= (column == np.floor(column)) & (column >= 1)
    else:
        lower = -np.inf if interval.lower is None else float(interval.lower)
        upper = np.inf if interval.upper is None else float(interval.upper)
        inside &= (column > lower) & (column < upper) & ((column != 0) | (not interval.nonzero))
    domain = _described(name, interval)
    _demand(name, column, inside, f"is outside its domain {domain}; choose one inside")
    return np.broadcast_to(column, (count,))


def _numbers(name: str, values: ArrayLike) -> Vector:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise SimulationError(
            f"{name} = {str(values)[:60]} is no array of real numbers; pass one"
        ) from None


def _demand(name: str, values: Vector, holds: NDArray[np.bool_], otherwise: str) -> None:
    if not holds.all():
        first = int(np.argmin(holds))
        value: Any = values[first].tolist()
        raise SimulationError(f"{name}[{first}] = {value} {otherwise}")
