"""A linear recurrent network, or a stack of them: leading axes are seeds.

Its numbers are float64, or exact: object arrays of Fractions.  The same code computes with both.
"""

from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from symdyn.errors import SimulationError

__all__ = ["Array", "Network", "as_fractions", "checked_matrix", "common_seeds", "is_exact"]

# Of float64, or of objects that are Fractions; no annotation says both of an operation's operands.
Array = NDArray[Any]


@dataclass(frozen=True, eq=False, kw_only=True)
class Network:
    """The network h_{t+1} = W h_t + B x_t, y_t = A h_t, started at h_0 = 0.

    Parameters
    ----------
    A : read-out, shape (..., o, n)
    W : recurrent matrix, shape (..., n, n)
    B : input matrix, shape (..., n, i)

    Leading axes, if any, are seeds; they broadcast against each other.

    All three are kept as float64, or as Fractions if an entry of one of them is a Fraction or a
    SymPy Rational.  Integers go with either; a float beside a Fraction is refused, because it is
    rarely the number that was meant: Fraction(0.1) is not 1/10.

    Raises
    ------
    SimulationError for shapes that do not fit, entries that are not finite, and floats beside
    Fractions.

    >>> Network(A=[[1, 0]], W=[[0.5, 0], [0, 0.25]], B=[[1], [2]]).sizes
    (2, 1, 1)
    >>> Network(A=[[1]], W=[[Fraction(1, 3)]], B=[[2]]).B
    array([[Fraction(2, 1)]], dtype=object)
    """

    A: Array
    W: Array
    B: Array

    def __init__(self, *, A: ArrayLike, W: ArrayLike, B: ArrayLike) -> None:
        held = {name: _numbers(name, given) for name, given in (("A", A), ("W", W), ("B", B))}
        exact = any(is_exact(matrix) for matrix in held.values())
        for name, matrix in held.items():
            object.__setattr__(self, name, _of_kind(name, matrix, exact))
        n = self.W.shape[-1]
        if self.W.shape[-2] != n or self.A.shape[-1] != n or self.B.shape[-2] != n:
            raise SimulationError(
                f"A, W, B have shapes {self.A.shape}, {self.W.shape}, {self.B.shape}; expected "
                "(..., o, n), (..., n, n), (..., n, i): give all three the same n"
            )
        try:
            common_seeds(self.A.shape[:-2], self.W.shape[:-2], self.B.shape[:-2])
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
        return common_seeds(self.A.shape[:-2], self.W.shape[:-2], self.B.shape[:-2])

    @property
    def exact(self) -> bool:
        """Whether the entries are Fractions."""
        return is_exact(self.W)


def is_exact(array: Array) -> bool:
    """Whether an array holds Fractions and not float64."""
    return array.dtype.kind == "O"


def common_seeds(*shapes: tuple[int, ...]) -> tuple[int, ...]:
    """The leading axes to which all broadcast; ValueError if there are none.

    >>> common_seeds((5,), (2, 1))
    (2, 5)
    """
    # Mostly they are equal, and NumPy's function costs as much as a small product of matrices.
    first = shapes[0]
    return first if all(one == first for one in shapes) else np.broadcast_shapes(*shapes)


def as_fractions(array: Array) -> Array:
    """An array of rational numbers of any type, with Fractions in their place.

    >>> as_fractions(np.array([[1, 2]]))
    array([[Fraction(1, 1), Fraction(2, 1)]], dtype=object)
    """
    # int(): NumPy's integers would stay 64 bits wide inside a Fraction.
    entries = [Fraction(int(one.numerator), int(one.denominator)) for one in array.flat]
    return np.array(entries, dtype=object).reshape(array.shape)


def checked_matrix(name: str, given: ArrayLike, *, exact: bool) -> Array:
    """A matrix, or a stack of matrices, as finite float64 numbers or as Fractions.

    Parameters
    ----------
    name : what messages call it
    given : integers, or floats or rational numbers as `exact` says
    exact : whether Fractions are wanted

    Raises
    ------
    SimulationError for anything else.

    >>> checked_matrix("R", [[1, 2]], exact=False)
    array([[1., 2.]])
    """
    return _of_kind(name, _numbers(name, given), exact)


def _numbers(name: str, given: ArrayLike) -> Array:
    """A matrix or a stack of them: of floats, of integers, or of Fractions."""
    if np.ma.is_masked(given):
        raise SimulationError(
            f"{name} is an array with masked entries; expected a number in every place: fill them, "
            "as with .filled(0), or leave out their rows and columns"
        )
    try:
        matrix = np.asarray(given)
    except ValueError:
        raise SimulationError(
            f"{name} is ragged; expected a matrix or a stack of them: give rows of one length"
        ) from None
    if matrix.dtype.kind not in "fiuO":
        raise SimulationError(
            f"{name} has entries of type {matrix.dtype}; expected real numbers: convert to float"
        )
    if matrix.ndim < 2 or 0 in matrix.shape:
        raise SimulationError(
            f"{name} has shape {matrix.shape}; expected a matrix with at least one row and column, "
            "or a stack of them: reshape it"
        )
    if not is_exact(matrix):
        return matrix
    for entry in matrix.flat:
        if not isinstance(entry, Rational) or isinstance(entry, bool):
            raise SimulationError(
                f"{name} has the entry {entry!r} of type {type(entry).__name__}; expected floats "
                "only, or integers and Fractions only: convert to one of them"
            )
    return as_fractions(matrix)


def _of_kind(name: str, matrix: Array, exact: bool) -> Array:
    """The matrix as Fractions or as finite float64 numbers; integers become either."""
    if exact:
        if matrix.dtype.kind == "f":
            raise SimulationError(
                f"{name} has entries of type {matrix.dtype} beside a matrix of Fractions; expected "
                "one kind of numbers: give Fractions or integers, or convert all to float"
            )
        return matrix if is_exact(matrix) else as_fractions(matrix.astype(object))
    if is_exact(matrix):
        raise SimulationError(
            f"{name} has Fractions as entries beside matrices of float64; expected one kind of "
            "numbers: convert it to float, or give Fractions or integers everywhere"
        )
    real = matrix.astype(np.float64, copy=False)
    if not np.isfinite(real).all():
        bad = real[~np.isfinite(real)][0]
        raise SimulationError(
            f"{name} has the entry {bad}; expected finite numbers: "
            "check the run that made it for divergence"
        )
    return real
