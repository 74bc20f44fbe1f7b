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
    feedback = "weight transport" if rule.symmetric else "fixed random weights"
    return Locality(_space(rule), feedback, _memory(rule))


def _space(rule: LearningRule) -> str:
    """Whose weights credit passes through, and from which horizon on where that is a letter."""
    steps = rule.horizon
    lags = rule.credit.first_lags(steps if isinstance(steps, int) else None)
    passing = [place for place, lag in enumerate(lags) if notation.w in letters_of(lag)]
    if not passing:
        return "local"
    space = "local: own recurrent weight" if rule.diagonal else "non-local: all recurrent weights"
    least = rule.credit.first + passing[0] + 1
    if isinstance(steps, Symbol) and least > rule.least_horizon:
        return f"{space} if {steps} > {least - 1}"
    return space


def _memory(rule: LearningRule) -> str:
    """How many steps back the last lag with credit reaches; a symbolic horizon is its own answer."""
    kernel, steps = rule.credit, rule.horizon
    if steps is None and kernel.terms:
        return "all lags, decaying"
    if not isinstance(steps, Symbol):
        corrected = kernel.first + kernel.settled
        steps = 1 + lags_with_credit(rule, corrected if steps is None else steps)[-1]
    return "the last step" if steps == 1 else f"the last {steps} steps"
