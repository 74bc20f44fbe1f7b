"""The updates as a step takes them: each times the learning rate of its matrix, with what of it decays."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from symdyn.rules.rule import LearningRule
from symdyn.simulation.networks.network import Array, Network

__all__ = ["stepped"]


def stepped(
    rule: LearningRule,
    student: Network,
    updates: tuple[Array, Array, Array],
    parameters: Mapping[str, Any],
    number: Callable[[Fraction], Any] = float,
) -> tuple[Array, Array, Array]:
    """Delta A, Delta W, Delta B with the rule's rates and weight decay.

    Parameters
    ----------
    rule, student : the learning rule, and the network that learns
    updates : Delta A, Delta W, Delta B before these
    parameters : a value for each parameter of the rule by name
    number : makes a number of the network's kind of a fraction

    >>> import numpy as np
    >>> from symdyn.notation import m, w
    >>> rule = LearningRule("d", "Decayed", "symmetric", w**m, weight_decay={"W": 2})
    >>> net = Network(A=[[1]], W=[[0.5]], B=[[1]])
    >>> zero = np.zeros((1, 1))
    >>> [float(one[0, 0]) for one in stepped(rule, net, (zero, zero, zero), {})]
    [0.0, 1.0, 0.0]
    """
    dA, dW, dB = updates
    rates, decay = rule.matrix_rates, rule.decay
    if not rates.plain:
        at_a, at_b, at_w = rates.values(parameters, number)
        dA, dW, dB = at_a * dA, at_w * dW, at_b * dB
    if not decay.plain:
        at_a, at_b, at_w = decay.values(parameters, number)
        dA, dW, dB = dA + at_a * student.A, dW + at_w * student.W, dB + at_b * student.B
    return dA, dW, dB
