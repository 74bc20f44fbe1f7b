"""What a synapse must know for a rule: read from the rule's feedback, kernel and horizon."""

from dataclasses import dataclass

from sympy import Symbol

from symdyn import notation
from symdyn.exact.polynomials import letters_of
from symdyn.rules.rule import LearningRule

__all__ = ["Locality", "locality_of"]


@dataclass(frozen=True)
class Locality:
    """The information a rule needs at each synapse.

    `space` is "local" if credit passes through no other neuron's weights, `feedback` is
    "weight transport" if the transposed read-out is needed, `memory` is how far back credit goes.
    """

    space: str
    feedback: str
    memory: str


def locality_of(rule: LearningRule) -> Locality:
    """The locality of a rule, from its definition alone.

    >>> from symdyn.rules import find_rule
    >>> locality_of(find_rule("bptt")).space
    'non-local: all recurrent weights'
    """
    kernel = rule.credit
    if not kernel.terms:
        return Locality("local", "none", "none")
    if not _passes_weights(rule):
        space = "local"
    elif rule.diagonal:
        space = "local: own recurrent weight"
    else:
        space = "non-local: all recurrent weights"
    feedback = "weight transport" if rule.symmetric else "fixed random weights"
    return Locality(space, feedback, _memory(rule.horizon))


def _passes_weights(rule: LearningRule) -> bool:
    """Whether the credit at some lag below the horizon depends on the recurrent weights."""
    if not isinstance(rule.horizon, int):
        return rule.credit.contains_w
    return any(notation.w in letters_of(lag) for lag in rule.credit.first_lags(rule.horizon))


def _memory(horizon: int | Symbol | None) -> str:
    if horizon is None:
        return "all lags, decaying"
    return "the last step" if horizon == 1 else f"the last {horizon} steps"
