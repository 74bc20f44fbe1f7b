"""The mean update of a full network for any rule: the choice of the method."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from symdyn.errors import SimulationError
from symdyn.rules.rule import LearningRule
from symdyn.simulation.networks.compiled import compiled_update
from symdyn.simulation.networks.correlated import correlated_teacher
from symdyn.simulation.networks.credit_terms import CreditTerm, credit_terms
from symdyn.simulation.networks.decay import powers_vanish, require_credit_decay, require_decay
from symdyn.simulation.networks.finite import finite_update
from symdyn.simulation.networks.infinite import infinite_update
from symdyn.simulation.networks.late import counted_from_first_lag, read_out_alone
from symdyn.simulation.networks.memory import require_memory
from symdyn.simulation.networks.network import Array, Network, as_fractions
from symdyn.simulation.networks.room import Room
from symdyn.simulation.networks.squarings import Squarings
from symdyn.simulation.networks.stepped import stepped
from symdyn.simulation.networks.task import Given, Task

__all__ = ["correlated_update", "mean_update", "update_of"]

# From T i = 19 n on, doubling to T -> infinity costs less than T impulse responses (measured).
_MANY_STEPS = 19
# How many arrays as large as W an update takes: two dozen powers, and half as many sums.
_ARRAYS = 40


def mean_update(
    rule: LearningRule,
    student: Network,
    teacher: Network,
    *,
    T: int | None = None,
    R: ArrayLike | None = None,
    parameters: Mapping[str, Given] | None = None,
    compiled: bool = False,
) -> tuple[Array, Array, Array]:
    """The mean update of a full network under a rule, without sampling.

        Delta A = sum_{k < T} E_k B^T (W^T)^k
        Delta W = sum_{m < M} K_m F sum_{j < T-1-m} E_{m+1+j} B^T (W^T)^j
        Delta B = sum_{m < M} K_m F E_m

    with E_k = A W^k B - A* W*^k B* and M = T, or min(T, horizon).  A training step is
    theta <- theta - eta Delta theta.  Each is multiplied by the rule's learning rate of its matrix,
    which is 1 unless the rule gives another, and to it is added the rule's weight decay times the matrix.
    Of learned feedback these are the updates with R as it is; what a step takes from R, and from A with its
    decay, is FeedbackUpdate.of_both of A, Delta A and R.

    Parameters
    ----------
    rule : the learning rule
    student, teacher : networks with equal numbers o of outputs and i of inputs; the number of
        units may differ.  Leading axes are seeds and broadcast.  Both of float64, or both of
        Fractions; the same code computes with either, exactly with Fractions
    T : number of time steps, at least 1, or None for T -> infinity
    R : the feedback of rules with random or learned feedback, F = R^T, shape (..., o, n).  Rules with
        symmetric feedback (F = A^T) do not read it, but refuse one of another shape
    parameters : a value inside its domain for each of the kernel's parameters by name, and the
        integer "tau" if the horizon is symbolic; "a_hat" is not read, R stands in its place.  Of a
        parameter of which each unit has its own, a list with one value for each, or one for all.
        With networks of Fractions a float is taken as the binary fraction it is
    compiled : whether code that Numba compiles sums a finite T: faster where many small networks
        of float64 are updated, and equal to rounding

    Returns
    -------
    Delta A, Delta W, Delta B with the shapes of A, W, B after the seeds: float64, or Fractions.

    Raises
    ------
    SimulationError for shapes, parameters or T outside the domain, for float64 beside Fractions,
    for sums over infinitely many lags that do not converge, for sums that overflow, and for a T
    whose impulse responses are more than the machine's memory.

    >>> from symdyn import find_rule
    >>> student = Network(A=[[1]], W=[[0.5]], B=[[1]])
    >>> teacher = Network(A=[[1]], W=[[0.5]], B=[[0.5]])
    >>> dA, dW, dB = mean_update(find_rule("bptt"), student, teacher, T=2)
    >>> float(dA[0, 0]), float(dW[0, 0]), float(dB[0, 0])
    (0.625, 0.25, 0.625)

    Of Fractions, and over infinitely many steps:

    >>> student = Network(A=[[1]], W=[[Fraction(1, 3)]], B=[[1]])
    >>> teacher = Network(A=[[1]], W=[[Fraction(1, 2)]], B=[[1]])
    >>> [str(update[0, 0]) for update in mean_update(find_rule("bptt"), student, teacher, T=None)]
    ['-3/40', '-477/1600', '-3/40']
    """
    return update_of(
        Task.of(rule, teacher, T=T, R=R, parameters=parameters, compiled=compiled), student
    )


def correlated_update(
    rule: LearningRule,
    student: Network,
    teacher: Network,
    correlation: float | Fraction,
    *,
    R: ArrayLike | None = None,
    parameters: Mapping[str, Given] | None = None,
) -> tuple[Array, Array, Array]:
    """The mean update for T -> infinity and input with E[x_t x_s^T] = v^|t - s| I in the place of white noise.

    It is that of `mean_update` with E_k = sum_l v^|k - l| (A W^l B - A* W*^l B*).

    Parameters
    ----------
    rule, student, teacher, R, parameters : as there
    correlation : v, with -1 < v < 1

    Raises
    ------
    SimulationError as there, and for another correlation.

    >>> from symdyn import find_rule
    >>> student = Network(A=[[1]], W=[[Fraction(1, 3)]], B=[[1]])
    >>> teacher = Network(A=[[1]], W=[[Fraction(1, 2)]], B=[[1]])
    >>> update = correlated_update(find_rule("bptt"), student, teacher, Fraction(1, 2))
    >>> [str(one[0, 0]) for one in update]
    ['-53/200', '-4539/8000', '-53/200']
    """
    return update_of(
        Task.of(rule, teacher, R=R, parameters=parameters, correlation=correlation), student
    )


def update_of(task: Task, student: Network) -> tuple[Array, Array, Array]:
    """The mean update of a student on a task, as `mean_update` gives it.

    Raises
    ------
    SimulationError as `mean_update`.
    """
    update = _update(task, student)
    number = Fraction if student.exact else float
    return stepped(task.rule, student, update, task.parameters, number)


def _update(task: Task, student: Network) -> tuple[Array, Array, Array]:
    """The mean update before any learning rate of a matrix, and before any decay."""
    if task.correlation:
        return _update(_with_white_noise(task, student), student)
    if task.rule.first_lag:
        return _late_update(task, student)
    F = task.feedback(student)
    seeds = task.seeds(student, F)
    room = Room(_ARRAYS * student.W.size, student.W.dtype)
    own = Squarings.of(student.W, room)
    with np.errstate(over="ignore", invalid="ignore"):
        terms = credit_terms(task.rule, task.in_kernel, own)
        if task.compiled:
            require_memory(task.T or 1, student.sizes, seeds, student.exact)
            updates = compiled_update(student, F, terms, task, seeds)
        else:
            limit = _by_limit(task, student, F, terms, own)
            if limit is None:
                require_memory(task.T or 1, student.sizes, seeds, student.exact)
            updates = limit or finite_update(student, F, terms, task, own)
    if student.exact:
        updates = (as_fractions(updates[0]), as_fractions(updates[1]), as_fractions(updates[2]))
    elif not all(np.isfinite(update).all() for update in updates):
        networks = (student, task.teacher)
        radius = max(float(np.abs(np.linalg.eigvals(net.W)).max()) for net in networks)
        raise SimulationError(
            f"the update over T = {task.T} steps overflows: the largest spectral radius is "
            f"{radius:.6g}; expected sums below 1e308: scale W down or shorten T"
        )
    n, o, i = student.sizes
    dA, dW, dB = updates
    return (
        _spread(dA, (*seeds, o, n)),
        _spread(dW, (*seeds, n, n)),
        _spread(dB, (*seeds, n, i)),
    )


def _with_white_noise(task: Task, student: Network) -> Task:
    """The task with the teacher from which white noise makes the same update."""
    task.feedback(student)  # refuses what does not fit the teacher, which the other would hide
    for name, network in (("W", student), ("W_star", task.teacher)):
        require_decay(name, Squarings.of(network.W))
    other = correlated_teacher(student, task.teacher, task.correlation)
    return replace(task, teacher=other, correlation=0)


def _late_update(task: Task, student: Network) -> tuple[Array, Array, Array]:
    """The update under a rule whose credit begins at a lag f.

    With A W^f and A* W*^f in the place of A and A* the impulse responses E_{k+f} are E_k, so that
    the sums for B and W are those of the kernel counted from the lag f on, over T - f steps; the
    feedback stays what it is.
    """
    first, teacher = task.rule.first_lag, task.teacher
    F = task.feedback(student)
    shown = Task(read_out_alone(), teacher, task.T, None, {}, None, task.compiled)
    dA, dW, dB = _update(shown, student)
    seeds = task.seeds(student, F)
    n, o, i = student.sizes
    if task.T is None or first < task.T:
        later = Task(
            counted_from_first_lag(task.rule, task.horizon),
            _after(teacher, first),
            None if task.T is None else task.T - first,
            F.mT,
            task.parameters,
            None if task.horizon is None else task.horizon - first,
            task.compiled,
        )
        _, dW, dB = _update(later, _after(student, first))
    return (
        _spread(dA, (*seeds, o, n)),
        _spread(dW, (*seeds, n, n)),
        _spread(dB, (*seeds, n, i)),
    )


def _after(network: Network, steps: int) -> Network:
    """The network read out so many steps later."""
    A = network.A
    for _ in range(steps):
        A = A @ network.W
    return Network(A=A, W=network.W, B=network.B)


def _by_limit(
    task: Task,
    student: Network,
    F: Array,
    terms: tuple[CreditTerm, ...],
    own: Squarings,
) -> tuple[Array, Array, Array] | None:
    """The update for T -> infinity; None if T is finite and not as good as that, or cheaper.

    Of Fractions nothing is lost in rounding, and a finite T is never as good.
    """
    n, _, i = student.sizes
    if task.T is not None and (student.exact or task.T * i < _MANY_STEPS * n):
        return None
    W_star = task.teacher.W
    powers = (own, Squarings.of(W_star, Room(_ARRAYS * W_star.size, W_star.dtype)))
    if task.T is None:
        _require_limit(task, terms, powers)
    elif not _is_limit(task.T, terms, task.horizon, powers):
        return None
    back = None if task.rule.symmetric else F
    return infinite_update(student, task.teacher, back, terms, task.horizon, powers)


def _spread(update: Array, shape: tuple[int, ...]) -> Array:
    return update if update.shape == shape else np.broadcast_to(update, shape).copy()


def _require_limit(
    task: Task, terms: tuple[CreditTerm, ...], powers: tuple[Squarings, Squarings]
) -> None:
    for name, one in zip(("W", "W_star"), powers, strict=True):
        require_decay(name, one)
        for term in terms if task.horizon is None else ():
            require_credit_decay(task.rule, term, name, one, powers[0])


def _is_limit(
    T: int,
    terms: tuple[CreditTerm, ...],
    horizon: int | None,
    powers: tuple[Squarings, Squarings],
) -> bool:
    """Whether what lies beyond T is lost in rounding."""
    lefts = [(0, powers[0])]
    if horizon is None:
        lefts += [(term.degree, term.powers) for term in terms]
    # Of two lags m and j with m + j >= T - 1, one is at least half of it.
    half = (T - 1 if horizon is None else T - horizon) // 2
    return all(powers_vanish(half, d, left, right) for d, left in lefts for right in powers)
