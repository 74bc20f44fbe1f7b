"""Numba, which is optional: looked for without importing it, and loaded when first needed."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from symdyn.errors import SimulationError

__all__ = ["has_numba", "load_numba", "require_numba"]


def has_numba() -> bool:
    """Whether Numba is installed; it is not imported.

    >>> has_numba() in (True, False)
    True
    """
    return find_spec("numba") is not None


def require_numba() -> None:
    """Refuse compiled code where there is no compiler.

    Raises
    ------
    SimulationError if Numba is not installed.
    """
    if not has_numba():
        raise SimulationError(
            "compiled=True, but Numba is not installed; install symdyn[numba] or leave it out"
        )


def load_numba() -> ModuleType:
    """The module numba.

    Raises
    ------
    SimulationError if it is not installed.
    """
    require_numba()
    return import_module("numba")
