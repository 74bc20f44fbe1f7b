"""What a synapse must know for a rule: read from the rule's feedback, kernel and horizon."""

from dataclasses import dataclass

from sympy import Symbol

from symdyn import notation
from symdyn.exact.polynomials import letters_of
from symdyn.rules.rule import LearningRule
from symdyn.stages.setting.geometric import lags_with_credit

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
    >>> locality_of(find_rule("tbptt-2")).memory
    'the last 2 steps'
    """
    kernel = rule.credit
    if not kernel.sequence.terms:
        return Locality("local", "none", "none")
    if not _passes_weights(rule):
        space = "local"
    elif rule.diagonal:
        space = "local: own recurrent weight"
    else:
        space = "non-local: all recurrent weights"
    feedback = "weight transport" if rule.symmetric else "fixed random weights"
    return Locality(space, feedback, _memory(rule))


def _passes_weights(rule: LearningRule) -> bool:
    """Whether the credit at some lag below the horizon depends on the recurrent weights."""
    if not isinstance(rule.horizon, int):
        return rule.credit.contains_w
    return any(notation.w in letters_of(lag) for lag in rule.credit.first_lags(rule.horizon))


def _memory(rule: LearningRule) -> str:
    """How many steps back the last lag with credit reaches; a symbolic horizon is its own answer."""
    kernel, steps = rule.credit, rule.horizon
    if steps is None and kernel.terms:
        return "all lags, decaying"
    if not isinstance(steps, Symbol):
        corrected = kernel.first + kernel.settled
        steps = 1 + lags_with_credit(rule, corrected if steps is None else steps)[-1]
    return "the last step" if steps == 1 else f"the last {steps} steps"
