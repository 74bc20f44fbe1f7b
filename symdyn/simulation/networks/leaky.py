"""A network whose units leak, run as it stands, and its mean update by the sums that define it.

Nothing of it is read off the network without a leak, but for the pole in the kernel, which is a power of
(1 - alpha) I + alpha W^T by what a rule with a leak means by w.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike

from symdyn.errors import SimulationError
from symdyn.rules.rates import MatrixRates
from symdyn.rules.rule import LearningRule
from symdyn.simulation.networks.carrying import carried_back
from symdyn.simulation.networks.credit_terms import credit_terms
from symdyn.simulation.networks.network import Array, Network
from symdyn.simulation.networks.squarings import Squarings
from symdyn.simulation.networks.task import Task

__all__ = ["LeakyNetwork", "leaky_mean_update"]


@dataclass(frozen=True, eq=False, kw_only=True)
class LeakyNetwork:
    """The network h_{t+1} = (1 - leak) h_t + leak (W h_t + B x_t), y_t = A h_t, started at h_0 = 0.

    Parameters
    ----------
    A, W, B : its own weights, one network and no stack, as those of a Network; in reports W is Omega
        and B is Psi
    leak : between 0 and 1, a number of the kind that the weights are of

    Raises
    ------
    SimulationError as a Network, for a stack of networks, and for a leak outside (0, 1).

    >>> net = LeakyNetwork(A=[[1]], W=[[Fraction(1, 2)]], B=[[2]], leak=Fraction(1, 5))
    >>> net.without_leak().W, net.without_leak().B
    (array([[Fraction(9, 10)]], dtype=object), array([[Fraction(2, 5)]], dtype=object))
    """

    A: Array
    W: Array
    B: Array
    leak: float | Fraction

    def __init__(self, *, A: ArrayLike, W: ArrayLike, B: ArrayLike, leak: float | Fraction) -> None:
        own = Network(A=A, W=W, B=B)
        if own.seeds:
            raise SimulationError(
                f"A, W, B have shapes {own.A.shape}, {own.W.shape}, {own.B.shape}; a network that "
                "leaks is run alone: give one matrix each"
            )
        if isinstance(leak, bool) or not isinstance(leak, Real) or not 0 < leak < 1:
            raise SimulationError(f"leak = {leak!r} is not between 0 and 1; choose a number inside")
        if own.exact and not isinstance(leak, Fraction):
            raise SimulationError(
                f"leak = {leak!r} beside weights of Fractions; give it as Fraction(...)"
            )
        for name in ("A", "W", "B"):
            object.__setattr__(self, name, getattr(own, name))
        object.__setattr__(self, "leak", leak if own.exact else float(leak))

    def without_leak(self) -> Network:
        """The network without a leak that has the same states and outputs for every input.

        W = (1 - leak) I + leak W and B = leak B; the eigenvalues of its W are the poles.
        """
        kept = np.diag(np.full(self.W.shape[-1], 1 - self.leak, dtype=self.W.dtype))
        return Network(A=self.A, W=kept + self.leak * self.W, B=self.leak * self.B)

    def states(self, x: Array) -> list[Array]:
        """The states h_0, ..., h_T for inputs of shape (T, i, N), each state of shape (n, N)."""
        h = [0 * (self.B @ x[0])]
        for moment in x:
            h.append((1 - self.leak) * h[-1] + self.leak * (self.W @ h[-1] + self.B @ moment))
        return h


def leaky_mean_update(
    rule: LearningRule,
    student: LeakyNetwork,
    teacher: LeakyNetwork | Network,
    *,
    T: int,
    R: ArrayLike | None = None,
    parameters: Mapping[str, float | Fraction] | None = None,
) -> tuple[Array, Array, Array]:
    """The mean update of the own weights of a network that leaks, by its own forward pass.

        Delta A = E[eps_T h_T^T]
        Delta W = leak sum_{m < M} K_m F E[eps_T h_{T-1-m}^T]
        Delta B = leak sum_{m < M} K_m F E[eps_T x_{T-1-m}^T]

    The mean over white noise is the sum over its impulses: one input that is 1 at one time, and 0 at every
    other.  Each is multiplied by the rate that the rule gives its matrix.

    Parameters
    ----------
    rule : a rule with a leak
    student : a network that leaks as the rule says
    teacher : with a leak of its own, or without one
    T : number of time steps, at least 1
    R, parameters : as for `mean_update`

    Returns
    -------
    Delta A, Delta W, Delta B of the own weights.  The network without a leak has
    Delta W = `mean_update` = leak times this, for its W changes by leak times what this one's does.

    Raises
    ------
    SimulationError as `mean_update`, and where rule and student do not leak alike.

    >>> from symdyn.notation import m, parameter, w
    >>> rule = LearningRule("leaks", "BPTT", "symmetric", w**m, leak=parameter("alpha", 0, 1))
    >>> half = Fraction(1, 2)
    >>> student = LeakyNetwork(A=[[1]], W=[[Fraction(0)]], B=[[1]], leak=half)
    >>> teacher = Network(A=[[1]], W=[[Fraction(0)]], B=[[1]])
    >>> found = leaky_mean_update(rule, student, teacher, T=2, parameters={"alpha": half})
    >>> [str(one[0, 0]) for one in found]
    ['-3/16', '1/16', '-3/16']
    """
    _require_leak(rule, student, parameters or {})
    plain = teacher if isinstance(teacher, Network) else teacher.without_leak()
    task = Task.of(rule, plain, T=T, R=R, parameters=parameters)
    pole = student.without_leak()
    F = task.feedback(pole)
    x = _impulses(T, student.B.shape[-1], student.B.dtype)
    h = student.states(x)
    reached = teacher.states(x)[-1] if isinstance(teacher, LeakyNetwork) else _last(teacher, x)
    error = student.A @ h[T] - teacher.A @ reached
    dA, dW, dB = error @ h[T].T, 0 * student.W, 0 * student.B
    terms = credit_terms(rule, task.in_kernel, Squarings.of(pole.W))
    for m, credit in carried_back(terms, F @ error, rule.first_lag, task.kept or T):
        dW = dW + student.leak * credit @ h[T - 1 - m].T
        dB = dB + student.leak * credit @ x[T - 1 - m].T
    own = MatrixRates.of(rule.rates)
    at_a, at_b, at_w = own.values(task.parameters, Fraction if pole.exact else float)
    return at_a * dA, at_w * dW, at_b * dB


def _require_leak(
    rule: LearningRule, student: LeakyNetwork, parameters: Mapping[str, float | Fraction]
) -> None:
    """Refuse a rule without a leak, and a student with another."""
    if rule.leak is None:
        raise SimulationError(
            f"rule {rule.name} has no leak; give it leak=..., or take mean_update and the network without one"
        )
    if not isinstance(student, LeakyNetwork):
        raise SimulationError(
            f"the student is of type {type(student).__name__}; expected a LeakyNetwork: make it with "
            "LeakyNetwork(A=A, W=W, B=B, leak=leak)"
        )
    name = str(rule.leak)
    leak = Fraction(name) if rule.leak.is_Rational else parameters.get(name, student.leak)
    if float(leak) != float(student.leak):
        raise SimulationError(
            f"the student leaks by {student.leak} and rule {rule.name} by {leak}; make them equal"
        )


def _impulses(T: int, inputs: int, kind: np.dtype) -> Array:
    """Inputs of shape (T, inputs, T inputs): each is 1 in one channel at one time alone."""
    one = np.zeros((T, inputs, T * inputs), dtype=kind)
    if kind.kind == "O":
        one[...] = Fraction(0)
    for t in range(T):
        for channel in range(inputs):
            one[t, channel, t * inputs + channel] = one[t, channel, t * inputs + channel] + 1
    return one


def _last(network: Network, x: Array) -> Array:
    """The last state of a network without a leak."""
    h: Array = 0 * (network.B @ x[0])
    for moment in x:
        h = network.W @ h + network.B @ moment
    return h
