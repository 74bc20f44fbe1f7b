"""The update from a batch of sampled sequences: what the mean update is the mean of.

    h_0 = 0,   h_{t+1} = W h_t + B x_t,   eps = A h_T - A* h*_T
    Delta A = <eps h_T^T>
    Delta B = sum_{m < M} K_m F <eps x_{T-1-m}^T>,   Delta W = sum_{m < M} K_m F <eps h_{T-1-m}^T>

with <.> the average over the batch and M = T, or min(T, horizon).
"""

from collections.abc import Mapping

import numpy as np

from symdyn import notation
from symdyn.rules.rule import LearningRule
from symdyn.simulation.networks.carrying import carried_back
from symdyn.simulation.networks.credit_terms import credit_terms
from symdyn.simulation.networks.network import Array, Network
from symdyn.simulation.networks.squarings import Squarings
from symdyn.simulation.networks.stepped import stepped

__all__ = ["sampled_update"]


def sampled_update(
    rule: LearningRule,
    student: Network,
    teacher: Network,
    x: Array,
    *,
    R: Array,
    parameters: Mapping[str, float],
) -> tuple[Array, Array, Array]:
    """The update of a full network on given inputs.

    Parameters
    ----------
    rule : the learning rule
    student, teacher : stacks of networks
    x : the inputs x_0, ..., x_{T-1}, shape (T, ..., i, N) with N sequences
    R : the feedback, (..., o, n)
    parameters : a value for each of the kernel's parameters, and tau

    Returns
    -------
    Delta A, Delta W, Delta B, each times the rule's learning rate of its matrix, with its weight decay.

    >>> from symdyn import find_rule
    >>> net = Network(A=[[1]], W=[[0.5]], B=[[1]])
    >>> other = Network(A=[[1]], W=[[0.5]], B=[[0]])
    >>> x = np.ones((2, 1, 1))
    >>> [float(one[0, 0]) for one in sampled_update(find_rule("bptt"), net, other, x, R=net.A,
    ...                                            parameters={})]
    [2.25, 1.5, 2.25]
    """
    T, N = x.shape[0], x.shape[-1]
    h = [np.zeros_like(student.B @ x[0])]
    target = np.zeros_like(teacher.B @ x[0])
    for moment in x:
        h.append(student.W @ h[-1] + student.B @ moment)
        target = teacher.W @ target + teacher.B @ moment
    error = (student.A @ h[T] - teacher.A @ target) / N
    dA = error @ h[T].mT
    dW, dB = np.zeros_like(student.W), np.zeros_like(student.B)

    terms = credit_terms(rule, parameters, Squarings.of(student.W))
    horizon = parameters[notation.tau.name] if rule.horizon == notation.tau else rule.horizon
    kept = T if horizon is None else min(T, int(horizon))
    back = (student.A if rule.symmetric else R).mT @ error
    for m, credit in carried_back(terms, back, rule.first_lag, kept):
        dB = dB + credit @ x[T - 1 - m].mT
        dW = dW + credit @ h[T - 1 - m].mT
    return stepped(rule, student, (dA, dW, dB), parameters)
