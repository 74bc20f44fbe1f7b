"""A linear recurrent network in float64, or a stack of them: leading axes are seeds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from symdyn.errors import SimulationError

__all__ = ["Array", "Network", "checked_matrix"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Network:
    """The network h_{t+1} = W h_t + B x_t, y_t = A h_t, started at h_0 = 0.

    Parameters
    ----------
    A : read-out, shape (..., o, n)
    W : recurrent matrix, shape (..., n, n)
    B : input matrix, shape (..., n, i)

    Leading axes, if any, are seeds; they broadcast against each other.

    Raises
    ------
    SimulationError for shapes that do not fit or entries that are not finite.

    >>> Network(A=[[1, 0]], W=[[0.5, 0], [0, 0.25]], B=[[1], [2]]).sizes
    (2, 1, 1)
    """

    A: Array
    W: Array
    B: Array

    def __init__(self, *, A: ArrayLike, W: ArrayLike, B: ArrayLike) -> None:
        for name, given in (("A", A), ("W", W), ("B", B)):
            object.__setattr__(self, name, checked_matrix(name, given))
        n = self.W.shape[-1]
        if self.W.shape[-2] != n or self.A.shape[-1] != n or self.B.shape[-2] != n:
            raise SimulationError(
                f"A, W, B have shapes {self.A.shape}, {self.W.shape}, {self.B.shape}; expected "
                "(..., o, n), (..., n, n), (..., n, i): give all three the same n"
            )
        try:
            np.broadcast_shapes(self.A.shape[:-2], self.W.shape[:-2], self.B.shape[:-2])
        except ValueError:
            raise SimulationError(
                f"A, W, B have shapes {self.A.shape}, {self.W.shape}, {self.B.shape}, whose leading "
                "axes do not broadcast; give each the same seeds or none"
            ) from None

    @property
    def sizes(self) -> tuple[int, int, int]:
        """The numbers n of units, o of outputs and i of inputs."""
        return self.W.shape[-1], self.A.shape[-2], self.B.shape[-1]

    @property
    def seeds(self) -> tuple[int, ...]:
        """The shape of the leading axes."""
        return np.broadcast_shapes(self.A.shape[:-2], self.W.shape[:-2], self.B.shape[:-2])


def checked_matrix(name: str, given: ArrayLike) -> Array:
    """A matrix, or a stack of matrices, as finite float64 numbers.

    Raises
    ------
    SimulationError for anything else.

    >>> checked_matrix("R", [[1, 2]])
    array([[1., 2.]])
    """
    try:
        matrix = np.asarray(given)
    except ValueError:
        raise SimulationError(
            f"{name} is ragged; expected a matrix or a stack of them: give rows of one length"
        ) from None
    if matrix.dtype.kind not in "fiu":
        raise SimulationError(
            f"{name} has entries of type {matrix.dtype}; expected real numbers: convert to float"
        )
    if matrix.ndim < 2 or 0 in matrix.shape:
        raise SimulationError(
            f"{name} has shape {matrix.shape}; expected a matrix with at least one row and column, "
            "or a stack of them: reshape it"
        )
    real = matrix.astype(np.float64, copy=False)
    if not np.isfinite(real).all():
        bad = real[~np.isfinite(real)][0]
        raise SimulationError(
            f"{name} has the entry {bad}; expected finite numbers: "
            "check the run that made it for divergence"
        )
    return real
