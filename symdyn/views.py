"""How an object is shown, by the name of a view: the layers that write know those that derive.

What is derived knows nothing of reports, figures or code.  An object asks for a view when somebody
looks at it, and only then is the module loaded that draws or writes it.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

__all__ = ["VIEWS", "view"]

VIEWS: Mapping[str, tuple[str, str]] = {
    "rule as html": ("symdyn.report.notebook", "rule_html"),
    "rule as latex": ("symdyn.report.notebook", "rule_latex"),
    "analysis as html": ("symdyn.report.notebook", "analysis_html"),
    "analysis as latex": ("symdyn.report.notebook", "analysis_latex"),
    "claim as html": ("symdyn.report.notebook", "claim_html"),
    "claim as latex": ("symdyn.report.notebook", "claim_latex"),
    "equations": ("symdyn.report.named", "equations_latex"),
    "function": ("symdyn.codegen.functions", "function"),
    "eigenvalues": ("symdyn.report.figures.plots", "eigenvalues"),
    "region": ("symdyn.report.figures.plots", "region"),
    "flow": ("symdyn.report.figures.plots", "flow"),
}
"""Where each view is: a module and the function in it."""


def view(name: str) -> Callable[..., Any]:
    """The function that makes a view, loaded with its module.

    >>> view("equations").__name__
    'equations_latex'
    """
    module, function = VIEWS[name]
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found
