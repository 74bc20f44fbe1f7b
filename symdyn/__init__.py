"""symdyn derives, proves and explains how learning rules train linear recurrent networks.

A rule is data (a feedback and a credit kernel).  `analyse` derives its mean updates in closed
form, every fixed point of a mode, the Jacobian's eigenvalues, where a mode is stable, the rates and
the rank of what is learned.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from symdyn.errors import SymdynError

if TYPE_CHECKING:
    from symdyn.formula.symbol_names import latex_names
    from symdyn.notation import parameter
    from symdyn.rules.convolution import convolve
    from symdyn.rules.corrections import at_lag
    from symdyn.rules.oscillation import oscillation
    from symdyn.rules.registry import all_rules, find_rule
    from symdyn.rules.rule import LearningRule
    from symdyn.stages.analysis import Analysis, analyse

__all__ = [
    "Analysis",
    "LearningRule",
    "SymdynError",
    "all_rules",
    "analyse",
    "at_lag",
    "convolve",
    "find_rule",
    "latex_names",
    "oscillation",
    "parameter",
]

_MODULES = {
    "Analysis": "symdyn.stages.analysis",
    "LearningRule": "symdyn.rules.rule",
    "all_rules": "symdyn.rules.registry",
    "analyse": "symdyn.stages.analysis",
    "at_lag": "symdyn.rules.corrections",
    "convolve": "symdyn.rules.convolution",
    "find_rule": "symdyn.rules.registry",
    "latex_names": "symdyn.formula.symbol_names",
    "oscillation": "symdyn.rules.oscillation",
    "parameter": "symdyn.notation",
}

if not TYPE_CHECKING:  # a type checker would take every attribute for one that is there

    def __getattr__(name: str) -> object:
        """A public name, imported when it is asked for: the checker does without SymPy."""
        if name not in _MODULES:
            raise AttributeError(f"module 'symdyn' has no attribute {name!r}")
        return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    """The names that tab completion offers, whether or not they have been imported."""
    return sorted({*globals(), *__all__})
