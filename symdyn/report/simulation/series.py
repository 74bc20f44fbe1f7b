"""Columns of one run as arrays, for figures."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from symdyn.simulation.training.outcomes import Row

__all__ = ["column", "mean_modulus", "numbers", "until_settled"]

_SETTLED = 0.01


def until_settled(run: Sequence[Row]) -> Sequence[Row]:
    """The part of a run in which its modes move, and half as much again."""
    states = np.array([row["a"] + row["b"] + row["w"] for row in run])
    moving = np.abs(states - states[-1]).max(axis=1) > _SETTLED
    last = int(np.flatnonzero(moving)[-1]) if moving.any() else 0
    return run[: max(last * 3 // 2, 4) + 1]


def column(run: Sequence[Row], name: str, place: int) -> NDArray[np.float64]:
    """One entry of a list at each measurement; NaN where there is none."""
    return np.array([np.nan if row[name] is None else numbers(row[name])[place] for row in run])


def numbers(values: Sequence[float | None]) -> NDArray[np.float64]:
    """A list as an array, NaN where it has None."""
    return np.array([np.nan if value is None else value for value in values])


def mean_modulus(values: Sequence[float | None] | None) -> float | None:
    """The mean modulus of the numbers that are there.

    >>> mean_modulus([-1.0, None, 3.0]), mean_modulus(None)
    (2.0, None)
    """
    there = [abs(value) for value in values or () if value is not None]
    return sum(there) / len(there) if there else None
