"""Memory for the arrays of one update, taken from the system in few large pieces.

An array of its own for each product has its pages handed out afresh by the system, which costs a
sixth of a product of 256 x 256 matrices.
"""

import math
from typing import Any

import numpy as np

from symdyn.simulation.networks.network import Array

__all__ = ["Room"]

# Pieces are of at most so many entries: 128 MB, of which untouched pages cost nothing.
_LARGEST = 2**24
# Arrays begin at multiples of so many entries: cache lines of 64 bytes.
_LINE = 8
_FLOAT = np.dtype(np.float64)


class Room:
    """Hands out arrays that stay valid as long as they are used; none is handed out twice.

    Parameters
    ----------
    entries : how many entries are expected to be needed together
    kind : float64, or object for Fractions

    >>> room = Room(100)
    >>> room.take((3, 4)).shape
    (3, 4)
    """

    __slots__ = ("_kind", "_piece", "_size", "_used")

    def __init__(self, entries: int = 0, kind: np.dtype[Any] = _FLOAT) -> None:
        self._size = min(entries, _LARGEST)
        self._kind = kind
        self._piece: Array = np.empty(0, dtype=kind)
        self._used = 0

    def take(self, shape: tuple[int, ...]) -> Array:
        """An array of this shape with arbitrary entries."""
        count = math.prod(shape)
        if self._used + count > self._piece.size:
            if 2 * count > self._size:
                return np.empty(shape, dtype=self._kind)
            self._piece, self._used = np.empty(self._size, dtype=self._kind), 0
        taken = self._piece[self._used : self._used + count].reshape(shape)
        self._used += -(-count // _LINE) * _LINE
        return taken
