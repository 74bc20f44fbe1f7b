"""Formulas of an analysis as NumPy functions of this process, by the code that is exported."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from inspect import Parameter, Signature
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from symdyn import notation
from symdyn.brief import Brief
from symdyn.codegen.export import export, render
from symdyn.codegen.loading import load_module
from symdyn.codegen.targets import TARGETS
from symdyn.errors import OutputError, meant, nearest
from symdyn.notation import STATE
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis

__all__ = ["FUNCTIONS", "Function", "function"]

_MANIFOLD = replace(TARGETS["numpy"], name="manifold", template="manifold.py.jinja")
_GRADIENT = replace(TARGETS["numpy"], name="gradient", template="gradient.py.jinja")
# What the exported module has no function of.
_APART = {"trace": _MANIFOLD, "determinant": _MANIFOLD, "gradient": _GRADIENT}
_TEACHER = (notation.a_star.name, notation.b_star.name, notation.w_star.name)
_MODE = (*(one.name for one in STATE), *_TEACHER)
_PLACE = (notation.s.name, *_TEACHER)

FUNCTIONS: Mapping[str, tuple[str, ...]] = {
    "update": _MODE,
    "flow": _MODE,
    "jacobian": _MODE,
    "loss": _MODE,
    "gradient": _MODE,
    "trace": _PLACE,
    "determinant": _PLACE,
    "eigenvalues": _PLACE,
}
"""What there is a function of, and its arguments before the rule's parameters."""


@dataclass(frozen=True, repr=False)
class Function(Brief):
    """A NumPy function of numbers or arrays, given by the names of the symbols.

    Arguments broadcast against each other; domains are stated by the rule and not checked.  `update`,
    `flow` and `gradient`, that of the loss, return three arrays, by a, b and w; `jacobian` has two more axes, `eigenvalues` one.

    Parameters
    ----------
    name : what it computes
    rule : of which rule
    arguments : the names of its arguments, all of which have to be given
    compute : what computes it, from the values in that order

    >>> from symdyn import analyse, find_rule
    >>> analyse(find_rule("rflo")).function("flow")
    <Function: flow of rflo (a, b, w, a_star, b_star, w_star, a_hat, w_hat)>
    """

    name: str
    rule: LearningRule
    arguments: tuple[str, ...]
    compute: Callable[..., Any]

    def __call__(self, /, **values: ArrayLike) -> Any:
        """The values at numbers or arrays, by name.

        Raises
        ------
        OutputError for a name that is unknown or missing, and for a value that is no real number.
        """
        unknown = next((one for one in values if one not in self.arguments), None)
        if unknown is not None:
            near = nearest(unknown, self.arguments, ending="=")
            remedy = f"write {near}; its arguments are" if near else "its arguments are"
            raise OutputError(
                f"{self.name} has no argument {unknown}=; {remedy} {', '.join(self.arguments)}"
            )
        missing = [one for one in self.arguments if one not in values]
        if missing:
            raise OutputError(
                f"{self.name} was called without {', '.join(missing)}; give {missing[0]}=..."
            )
        return self.compute(*(self._value(one, values[one]) for one in self.arguments))

    @property
    def __signature__(self) -> Signature:
        return Signature([Parameter(one, Parameter.KEYWORD_ONLY) for one in self.arguments])

    def _value(self, name: str, value: ArrayLike) -> NDArray[np.float64] | int:
        if name == notation.tau.name:
            return self._horizon(value)
        try:
            return np.asarray(value, dtype=float)
        except (TypeError, ValueError):
            raise OutputError(
                f"{self.name}: {name} = {value!r} is not real numbers; give a number or an array of them"
            ) from None

    def _horizon(self, value: Any) -> int:
        least = self.rule.least_horizon
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
            raise OutputError(
                f"{self.name}: tau = {value!r} is not an integer from {least} on; give one horizon"
            )
        return int(value)

    def _about(self) -> str:
        return f"{self.name} of {self.rule.name} ({', '.join(self.arguments)})"


def function(analysis: Analysis, name: str) -> Function:
    """What `Analysis.function` returns.

    Raises
    ------
    OutputError for a name that is not in FUNCTIONS.

    >>> from symdyn import analyse, find_rule
    >>> function(analyse(find_rule("bptt")), "determinant").arguments
    ('s', 'a_star', 'b_star', 'w_star')
    """
    if name not in FUNCTIONS:
        raise OutputError(
            f"no function {name!r}; {meant(name, FUNCTIONS)}functions are {', '.join(FUNCTIONS)}"
        )
    rule = analysis.rule
    apart = _APART.get(name)
    module = load_module(export(analysis) if apart is None else render(analysis, apart))
    own = tuple(one.name for one in rule.parameters)
    if rule.horizon == notation.tau:
        own += (notation.tau.name,)
    return Function(name, rule, (*FUNCTIONS[name], *own), getattr(module, name))
