"""Counting the floating-point operations of the matrix products that an update performs."""

from collections.abc import Callable
from typing import Any

import numpy as np

from symdyn.rules.rule import LearningRule
from symdyn.simulation import Network
from symdyn.simulation.networks.credit_terms import credit_terms
from symdyn.simulation.networks.infinite import infinite_update
from symdyn.simulation.networks.room import Room
from symdyn.simulation.networks.squarings import Squarings

__all__ = ["flops_of_limit"]


class Counted(np.ndarray):
    """An array that adds up the operations of every product it takes part in."""

    total = 0

    def __array_ufunc__(
        self, ufunc: Callable[..., Any], method: str, *inputs: Any, out: Any = None, **more: Any
    ) -> Any:
        plain = [np.asarray(one) if isinstance(one, Counted) else one for one in inputs]
        if out is not None:
            more["out"] = tuple(np.asarray(one) for one in out)
        if ufunc is np.matmul:
            Counted.total += operations(*plain)
        found = getattr(ufunc, method)(*plain, **more)
        if out is not None:
            return out[0]
        return found.view(Counted) if isinstance(found, np.ndarray) else found


def operations(left: np.ndarray, right: np.ndarray) -> int:
    """2 n k m, and half of it for X X^T, of which BLAS computes one triangle."""
    n, k = left.shape[-2:]
    square = np.shares_memory(left, right) and left.strides == right.strides[::-1] and n > 1
    return n * k * right.shape[-1] * (1 if square and n == right.shape[-1] else 2)


class CountingRoom(Room):
    """Hands out arrays that count."""

    def take(self, shape: tuple[int, ...]) -> np.ndarray:
        """An array of this shape."""
        return super().take(shape).view(Counted)


def flops_of_limit(rule: LearningRule, student: Network, teacher: Network) -> int:
    """The operations in matrix products of one update for T -> infinity under symmetric feedback."""
    room, networks = CountingRoom(), []
    for network in (student, teacher):
        counted = Network(A=network.A, W=network.W, B=network.B)
        for name in "AWB":
            object.__setattr__(counted, name, getattr(network, name).view(Counted))
        networks.append(counted)
    powers = tuple(Squarings.of(network.W, room) for network in networks)
    Counted.total = 0
    infinite_update(*networks, None, credit_terms(rule, {}, powers[0]), None, powers)
    return Counted.total
