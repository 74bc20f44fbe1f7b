"""The mean update of a full network for any rule: the checks, and the choice of the method."""

import math
from collections.abc import Mapping
from fractions import Fraction
from numbers import Real
from operator import index

import numpy as np
from numpy.typing import ArrayLike

from symdyn import notation
from symdyn.errors import SimulationError
from symdyn.rules.rule import LearningRule
from symdyn.simulation.networks.credit_terms import CreditTerm, credit_terms
from symdyn.simulation.networks.decay import powers_vanish, require_credit_decay, require_decay
from symdyn.simulation.networks.finite import finite_update
from symdyn.simulation.networks.infinite import infinite_update
from symdyn.simulation.networks.network import Array, Network, checked_matrix
from symdyn.simulation.networks.room import Room
from symdyn.simulation.networks.squarings import Squarings

__all__ = ["mean_update"]

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
    parameters: Mapping[str, float] | None = None,
) -> tuple[Array, Array, Array]:
    """The mean update of a full network under a rule, without sampling.

        Delta A = sum_{k < T} E_k B^T (W^T)^k
        Delta W = sum_{m < M} K_m F sum_{j < T-1-m} E_{m+1+j} B^T (W^T)^j
        Delta B = sum_{m < M} K_m F E_m

    with E_k = A W^k B - A* W*^k B* and M = T, or min(T, horizon).  A training step is
    theta <- theta - eta Delta theta.

    Parameters
    ----------
    rule : the learning rule
    student, teacher : networks with equal numbers o of outputs and i of inputs; the number of
        units may differ.  Leading axes are seeds and broadcast
    T : number of time steps, at least 1, or None for T -> infinity
    R : the feedback of rules with random feedback, F = R^T, shape (..., o, n).  Rules with
        symmetric feedback (F = A^T) do not read it, but refuse one of another shape
    parameters : a value inside its domain for each of the kernel's parameters by name, and the
        integer "tau" if the horizon is symbolic; "a_hat" is not read, R stands in its place

    Returns
    -------
    Delta A, Delta W, Delta B, float64, with the shapes of A, W, B after the seeds.

    Raises
    ------
    SimulationError for shapes, parameters or T outside the domain, for sums over infinitely many
    lags that do not converge, and for sums that overflow.

    >>> from symdyn import find_rule
    >>> student = Network(A=[[1]], W=[[0.5]], B=[[1]])
    >>> teacher = Network(A=[[1]], W=[[0.5]], B=[[0.5]])
    >>> dA, dW, dB = mean_update(find_rule("bptt"), student, teacher, T=2)
    >>> float(dA[0, 0]), float(dW[0, 0]), float(dB[0, 0])
    (0.625, 0.25, 0.625)
    """
    _check_sizes(student, teacher)
    steps = _checked_steps(T)
    F = np.swapaxes(_feedback(rule, student, R), -1, -2)
    back = None if rule.symmetric else F
    seeds = _seeds(student, teacher, F)
    values, horizon = _checked_parameters(rule, parameters or {})
    room = Room(_ARRAYS * max(student.W.size, teacher.W.size))
    powers = (Squarings.of(student.W, room), Squarings.of(teacher.W, room))
    with np.errstate(over="ignore", invalid="ignore"):
        terms = credit_terms(rule, values, powers[0])
        if steps is None:
            _require_limit(rule, terms, horizon, powers)
            updates = infinite_update(student, teacher, back, terms, horizon, powers)
        elif _is_limit(steps, student.sizes, terms, horizon, powers):
            updates = infinite_update(student, teacher, back, terms, horizon, powers)
        else:
            kept = steps if horizon is None else min(steps, horizon)
            updates = finite_update(student, teacher, F, terms, (steps, kept), powers)
    if not all(np.isfinite(update).all() for update in updates):
        radius = max(float(np.abs(np.linalg.eigvals(net.W)).max()) for net in (student, teacher))
        raise SimulationError(
            f"the update over T = {T} steps overflows: the largest spectral radius is {radius:.6g}; "
            "expected sums below 1e308: scale W down or shorten T"
        )
    n, o, i = student.sizes
    dA, dW, dB = updates
    return (
        _spread(dA, (*seeds, o, n)),
        _spread(dW, (*seeds, n, n)),
        _spread(dB, (*seeds, n, i)),
    )


def _spread(update: Array, shape: tuple[int, ...]) -> Array:
    return update if update.shape == shape else np.broadcast_to(update, shape).copy()


def _require_limit(
    rule: LearningRule,
    terms: tuple[CreditTerm, ...],
    horizon: int | None,
    powers: tuple[Squarings, Squarings],
) -> None:
    for name, one in zip(("W", "W_star"), powers, strict=True):
        require_decay(name, one)
        for term in terms if horizon is None else ():
            require_credit_decay(rule, term, name, one, powers[0])


def _is_limit(
    T: int,
    sizes: tuple[int, int, int],
    terms: tuple[CreditTerm, ...],
    horizon: int | None,
    powers: tuple[Squarings, Squarings],
) -> bool:
    """Whether T is so large that what lies beyond is lost in rounding, and the limit is cheaper."""
    n, _, i = sizes
    if T * i < _MANY_STEPS * n:
        return False
    lefts = [(0, powers[0])]
    if horizon is None:
        lefts += [(term.degree, term.powers) for term in terms]
    # Of two lags m and j with m + j >= T - 1, one is at least half of it.
    half = (T - 1 if horizon is None else T - horizon) // 2
    return all(powers_vanish(half, d, left, right) for d, left in lefts for right in powers)


def _check_sizes(student: Network, teacher: Network) -> None:
    for name, network in (("student", student), ("teacher", teacher)):
        if not isinstance(network, Network):
            raise SimulationError(
                f"the {name} is of type {type(network).__name__}; expected a Network: "
                "make it with Network(A=A, W=W, B=B)"
            )
    if student.sizes[1:] != teacher.sizes[1:]:
        raise SimulationError(
            f"student and teacher have (outputs, inputs) = {student.sizes[1:]} and "
            f"{teacher.sizes[1:]}; expected the same: give A and A_star as many rows, B and B_star "
            "as many columns"
        )


def _checked_steps(T: int | None) -> int | None:
    if T is None:
        return None
    try:
        steps = 0 if isinstance(T, bool) else index(T)
    except TypeError:
        steps = 0
    if steps < 1:
        raise SimulationError(
            f"T = {T!r} time steps; expected an integer of at least 1, or None for infinity: "
            "pass one"
        )
    return steps


def _feedback(rule: LearningRule, student: Network, R: ArrayLike | None) -> Array:
    n, o, _ = student.sizes
    given = None if R is None else checked_matrix("R", R)
    if given is not None and given.shape[-2:] != (o, n):
        unread = f" (or none: rule {rule.name} feeds back A^T)" if rule.symmetric else ""
        raise SimulationError(
            f"R has shape {given.shape}; expected (..., o, n) with o = {o}, n = {n}, as A has: "
            f"pass one{unread}"
        )
    if rule.symmetric:
        return student.A
    if given is None:
        raise SimulationError(
            f"rule {rule.name} has random feedback and R is None; expected R of shape "
            f"(..., o, n) with o = {o}, n = {n}: pass R=..."
        )
    return given


def _seeds(student: Network, teacher: Network, F: Array) -> tuple[int, ...]:
    try:
        return np.broadcast_shapes(student.seeds, teacher.seeds, F.shape[:-2])
    except ValueError:
        raise SimulationError(
            f"student, teacher and feedback have leading axes {student.seeds}, {teacher.seeds} and "
            f"{F.shape[:-2]}; expected equal ones, or none where all seeds share: reshape them"
        ) from None


def _checked_parameters(
    rule: LearningRule, given: Mapping[str, float]
) -> tuple[dict[str, float], int | None]:
    """The kernel's parameters by name, and the horizon."""
    names = [symbol.name for symbol in rule.credit.parameters]
    wanted = names + ["tau"] * (rule.horizon == notation.tau)
    ignored: set[str] = set() if rule.symmetric else {"a_hat"}
    if given.keys() - ignored != set(wanted):
        raise SimulationError(
            f"parameters {sorted(given)} were given, but rule {rule.name} has {wanted}; "
            "expected a value for each: pass parameters={...} with these names"
        )
    values = {}
    for name in names:
        value = given[name]
        interval = rule.domain.interval(name)
        real = isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
        if not real or not interval.contains(Fraction(float(value))):
            raise SimulationError(
                f"{name} = {value!r} is outside its domain {interval.describe(name)}; "
                "choose a number inside"
            )
        values[name] = float(value)
    if rule.horizon != notation.tau:
        return values, rule.horizon
    tau = given["tau"]
    real = isinstance(tau, Real) and not isinstance(tau, bool) and math.isfinite(tau)
    if not real or tau != int(tau) or tau < 1:
        raise SimulationError(
            f"tau = {tau!r} is no horizon; expected an integer of at least 1: pass one"
        )
    return values, int(tau)
