"""Starts, teachers and parameters of an ensemble as arrays, each entry checked."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from symdyn.errors import SimulationError

__all__ = ["checked_columns", "checked_modes"]

Vector = NDArray[np.float64]
# Name, domain in words, lower and upper end (None for none), nonzero, integer.
Row: TypeAlias = tuple[str, str, float | None, float | None, bool, bool]


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
    _demand(name, modes, np.isfinite(modes).all(axis=1), "is not finite; pass finite numbers")
    _demand(name, modes, np.abs(modes[:, 2]) < 1, "is outside -1 < w < 1; choose w inside")
    if gain:
        _demand(name, modes, modes[:, 0] * modes[:, 1] != 0, "has a*b = 0; choose both nonzero")
    return np.ascontiguousarray(modes)


def checked_columns(
    wanted: Iterable[Row], given: Mapping[str, ArrayLike], count: int
) -> tuple[Vector, ...]:
    """The rule's parameters in order, each as an array (count,).

    >>> row = ("w_hat", "-1 < w_hat < 1", -1, 1, False, False)
    >>> checked_columns([row], {"w_hat": 0.5}, 2)
    (array([0.5, 0.5]),)
    """
    rows = list(wanted)
    names = [row[0] for row in rows]
    if set(given) != set(names):
        expected = "; ".join(row[1] for row in rows) or "none"
        raise SimulationError(
            f"parameters {sorted(given)} were given, but the rule has {sorted(names)}; "
            f"pass a value for each: {expected}"
        )
    return tuple(_column(row, given[row[0]], count) for row in rows)


def _column(row: Row, values: ArrayLike, count: int) -> Vector:
    name, domain, lower, upper, nonzero, integer = row
    column = _numbers(name, values)
    if column.shape not in ((), (1,), (count,)):
        raise SimulationError(
            f"{name} has the shape {column.shape} for {count} starts; pass one, or one for each"
        )
    column = np.ravel(column)
    inside = np.isfinite(column)
    if integer:
        inside &= (column == np.floor(column)) & (column >= 1)
    else:
        inside &= (column > (-np.inf if lower is None else lower)) & (
            column < (np.inf if upper is None else upper)
        )
        inside &= (column != 0) | (not nonzero)
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
