"""The powers L, L^2, L^4, ... of one matrix, each made when first asked for."""

from symdyn.simulation.networks.factor import Factor
from symdyn.simulation.networks.network import Array
from symdyn.simulation.networks.room import Room

__all__ = ["Squarings"]


class Squarings:
    """The factors L^(2^k); several sums over lags share one instance and hence its products.

    Parameters
    ----------
    first : L
    room : for the powers and for what is made from them; its numbers are of the kind of L's

    >>> import numpy as np
    >>> doubling = Squarings(Factor(np.array([[3.0]]), elementwise=True))
    >>> doubling[2].values
    array([[81.]])
    """

    __slots__ = ("_held", "_norms", "_transposed", "room")

    def __init__(self, first: Factor, room: Room | None = None) -> None:
        self._held = [first]
        self._norms: list[Array] = []
        self.room = room or Room(kind=first.values.dtype)
        self._transposed = False

    @staticmethod
    def of(matrix: Array, room: Room | None = None) -> "Squarings":
        """The powers of a full matrix."""
        return Squarings(Factor(matrix, elementwise=False), room)

    @property
    def transposed(self) -> "Squarings":
        """The powers of the transpose, from the same products."""
        turned = Squarings.__new__(Squarings)
        turned._held, turned._norms, turned.room = self._held, self._norms, self.room
        turned._transposed = not self._transposed
        return turned

    def same_as(self, other: "Squarings") -> bool:
        """Whether both are powers of the very same matrix."""
        return self._held is other._held and self._transposed is other._transposed

    @property
    def known(self) -> int:
        """How many powers have been made."""
        return len(self._held)

    def __getitem__(self, k: int) -> Factor:
        while len(self._held) <= k:
            last = self._held[-1]
            self._held.append(last.squared(self.room.take(last.values.shape)))
        return self._held[k].transposed if self._transposed else self._held[k]

    def norm(self, k: int) -> Array:
        """A bound on the spectral norm of L^(2^k), one a seed."""
        while len(self._norms) <= k:
            self[len(self._norms)]
            self._norms.append(self._held[len(self._norms)].norm())
        return self._norms[k]
