"""Where trajectories have ended: near which component of fixed points, and whether it attracts."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symdyn.simulation.ensembles.compilation import Step

__all__ = ["nearest_component", "slowest_rate"]

Vector = NDArray[np.float64]
Flags = NDArray[np.bool_]

# A condition on parameters holds where its polynomial is zero up to rounding.
_ZERO = 1e-12


def nearest_component(
    components: Callable[..., Any], step: Step, arguments: Sequence[Vector], near: float
) -> tuple[NDArray[np.int8], Flags]:
    """The component that each state is near, -1 for none, and whether the state goes to it.

    The distance to a component is at first order the largest |g|/|grad g| of its equations g, and
    counts relative to 1 + |(a, b, w)|.  A state goes to it if the component attracts and what is
    left of the way, its speed over the rate of the slowest direction, is as small.  Where a state
    is near several components, one that it goes to is taken.

    Parameters
    ----------
    components : generated function
    step : generated functions on arrays
    arguments : a, b, w, then what is fixed, each of shape (n,)
    near : the largest distance, > 0
    """
    shape = np.shape(arguments[0])
    matrix = np.array([np.broadcast_to(one, shape) for one in step.jacobian(*arguments)])
    speed = np.sqrt(sum(np.square(one) for one in step.flow(*arguments)))
    reach = near * (1 + np.sqrt(sum(np.square(one) for one in arguments[:3])))
    found = np.full(shape, -1, dtype=np.int8)
    arriving = np.zeros(shape, dtype=bool)
    for place, (equations, conditions) in enumerate(components(*arguments)):
        close = np.ones(shape, dtype=bool)
        for value, *slopes in equations:
            steepness = np.sqrt(sum(np.square(one) for one in slopes))
            close &= np.abs(value) <= reach * steepness
        for value in conditions:
            close &= np.abs(value) <= _ZERO
        here = close & (speed < reach * slowest_rate(matrix, len(equations)))
        found[close & ((found < 0) | (here & ~arriving))] = place
        arriving |= here
    return found, arriving


def slowest_rate(matrix: Vector, codimension: int) -> Vector:
    """A bound below for the rate at which a component attracts; 0 where it does not.

    On it one eigenvalue is zero for each of its dimensions, so that the first coefficients of the
    characteristic polynomial decide on the others' real parts (Routh and Hurwitz).  If all are
    negative, the slowest rate is at least the last coefficient over the one before; that of a
    complex pair is half the trace, and with a third eigenvalue at least half the last but one
    Hurwitz determinant over the square of the trace plus the sum of the minors.

    Parameters
    ----------
    matrix : Jacobians' entries row by row, shape (9, n)
    codimension : how many equations define the component, 1, 2 or 3

    >>> stable, saddle = np.diag([-1.0, -2.0, 0.0]), np.diag([-1.0, 1.0, 0.0])
    >>> matrix = np.stack([stable.ravel(), saddle.ravel()], axis=1)
    >>> slowest_rate(matrix, 2).round(3).tolist()
    [0.667, 0.0]
    """
    j00, j01, j02, j10, j11, j12, j20, j21, j22 = matrix
    decay = -(j00 + j11 + j22)
    minors = j00 * j11 - j01 * j10 + j00 * j22 - j02 * j20 + j11 * j22 - j12 * j21
    if codimension == 1:
        return np.where(decay > 0, decay, 0.0)
    if codimension == 2:
        with np.errstate(all="ignore"):
            rate = np.minimum(minors / decay, decay / 2)
        return np.where((decay > 0) & (minors > 0), rate, 0.0)
    volume = -(
        j00 * (j11 * j22 - j12 * j21)
        - j01 * (j10 * j22 - j12 * j20)
        + j02 * (j10 * j21 - j11 * j20)
    )
    excess = decay * minors - volume
    with np.errstate(all="ignore"):
        rate = np.minimum(volume / minors, excess / (2 * (decay**2 + minors)))
    return np.where((decay > 0) & (volume > 0) & (excess > 0), rate, 0.0)
