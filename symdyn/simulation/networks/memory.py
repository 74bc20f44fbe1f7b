"""Whether the impulse responses of T steps fit into the machine's memory, asked before any work."""

import math
import os
from collections.abc import Sequence

from symdyn.errors import SimulationError

__all__ = ["machine_memory", "require_memory"]

# Of a float64, and about that of a Fraction of small numbers.
_FLOAT_BYTES, _FRACTION_BYTES = 8, 200
# What is assumed where the system does not tell.
_UNKNOWN = 2**40


def machine_memory() -> int:
    """The machine's memory in bytes."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return _UNKNOWN


def require_memory(T: int, sizes: tuple[int, int, int], seeds: Sequence[int], exact: bool) -> None:
    """Refuse a T whose impulse responses, (n + 2 o) T i numbers a seed, are more than the memory.

    Raises
    ------
    SimulationError with what to do.

    >>> require_memory(50, (16, 4, 4), (), False)
    """
    n, o, i = sizes
    needed = (n + 2 * o) * T * i * math.prod(seeds) * (_FRACTION_BYTES if exact else _FLOAT_BYTES)
    memory = machine_memory()
    if needed > memory:
        raise SimulationError(
            f"T = {_shown(T)} steps of networks with n = {n}, o = {o}, i = {i} take "
            f"{_gigabytes(needed)} and this machine has {_gigabytes(memory)}; shorten T, update "
            "fewer seeds at once, or pass T=None for infinity"
        )


def _shown(number: int) -> str:
    return str(number) if number < 10**15 else f"about 10^{int(number.bit_length() * 0.30103)}"


def _gigabytes(count: int) -> str:
    return f"{_shown(max(count // 10**9, 1))} GB"
