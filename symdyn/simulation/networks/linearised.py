"""The flow of a full network, linearised where the student is the teacher.

The error of all lags is zero there, so the mean update changes by what multiplies it alone: it is the
update with the changes dE_k = d(A W^k B) in place of E_k.  These are the impulse response of a network
of twice the size, which serves as a teacher; no difference quotient is taken.
"""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from symdyn.errors import SimulationError
from symdyn.rules.rule import LearningRule
from symdyn.simulation.networks.mean_update import mean_update
from symdyn.simulation.networks.network import Array, Network

__all__ = ["network_jacobian"]


def network_jacobian(
    rule: LearningRule,
    network: Network,
    *,
    T: int | None = None,
    R: ArrayLike | None = None,
    parameters: Mapping[str, float | Fraction] | None = None,
) -> Array:
    """The Jacobian of the flow of a full network at an optimum: student and teacher are the same.

        d(dA, dW, dB)/dt = J (dA, dW, dB),   J = -(mean update with d(A W^k B) in place of E_k)

    An eigenvalue with a positive real part says that the network leaves this optimum, though each of
    its modes may be stable.

    Parameters
    ----------
    rule : the learning rule
    network : student and teacher, without leading axes
    T, R, parameters : as `symdyn.simulation.mean_update` takes them

    Returns
    -------
    The square matrix over the entries of A, W and B, each row by row: float64, or Fractions for a
    network of Fractions.

    Raises
    ------
    SimulationError as `mean_update`, for a network with leading axes, and for learned feedback, with which
    R moves beside A, W and B.

    >>> from symdyn import find_rule
    >>> one = Network(A=[[1]], W=[[Fraction(1, 2)]], B=[[1]])
    >>> J = network_jacobian(find_rule("tbptt"), one)
    >>> [str(entry) for entry in J[2]], str(-J.trace())  # the trace of a mode at s = c = 1
    (['-1', '0', '-1'], '37/9')
    """
    if rule.learned is not None:
        raise SimulationError(
            f"the feedback of {rule.name} is learned, and this Jacobian is that of A, W and B alone; pass the rule "
            'with feedback="random" for that of a feedback that stays'
        )
    if network.W.ndim != 2:
        raise SimulationError(
            f"a network with the shape {network.W.shape} of W; expected one network, n x n: take one "
            "seed of the stack"
        )
    (o, n), i = network.A.shape, network.B.shape[1]
    sides = [(o, n), (n, n), (n, i)]
    count = sum(rows * columns for rows, columns in sides)
    directions = np.eye(count, dtype=int).astype(network.W.dtype)
    ends = np.cumsum([rows * columns for rows, columns in sides])[:-1]
    dA, dW, dB = (
        part.reshape(count, *side)
        for part, side in zip(np.split(directions, ends, axis=1), sides, strict=True)
    )
    A, W, B = (
        np.broadcast_to(one, (count, *one.shape)) for one in (network.A, network.W, network.B)
    )
    zero = np.zeros_like(dW)
    changed = Network(
        A=np.concatenate([A, dA], axis=2),
        W=np.block([[W, dW], [zero, W]]),
        B=np.concatenate([dB, B], axis=1),
    )
    silent = Network(A=np.zeros_like(A), W=W, B=B)
    found = [
        np.concatenate([part.reshape(count, -1) for part in update], axis=1)
        for update in (
            mean_update(rule, network, teacher, T=T, R=R, parameters=parameters)
            for teacher in (changed, silent)
        )
    ]
    jacobian: Array = (found[0] - found[1]).T
    return jacobian
