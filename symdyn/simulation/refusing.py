"""How simulations refuse a value that they are given."""

from typing import NoReturn

from symdyn.errors import SimulationError

__all__ = ["refuse", "require"]


def refuse(name: str, value: object, expected: str) -> NoReturn:
    """Raise SimulationError with a value and what was expected instead."""
    raise SimulationError(f"{name} = {value!r} is not {expected}; choose one that is")


def require(holds: bool, name: str, value: object, expected: str) -> None:
    """Refuse a value unless what is expected of it holds.

    >>> require(1 > 0, "t_end", 1, "> 0")
    """
    if not holds:
        refuse(name, value, expected)
