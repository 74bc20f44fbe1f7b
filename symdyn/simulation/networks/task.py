"""What a network is trained on: a rule, a teacher, T and the feedback, checked once.

Many students, or one student at many steps, are updated on the same task; what depends on the
teacher alone is computed for the first of them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from numbers import Rational, Real
from operator import index

import numpy as np
from numpy.typing import ArrayLike

from symdyn import notation
from symdyn.errors import SimulationError
from symdyn.rules.per_unit import numbered
from symdyn.rules.rule import LearningRule
from symdyn.simulation.networks.correlated import checked_correlation
from symdyn.simulation.networks.krylov import krylov
from symdyn.simulation.networks.network import Array, Network, checked_matrix, common_seeds
from symdyn.simulation.networks.squarings import Squarings
from symdyn.simulation.numba_support import require_numba

__all__ = ["Given", "Task"]

Given = float | Fraction | Sequence[float | Fraction]
_MOST_STEPS = 2**63 - 1


@dataclass(frozen=True, eq=False)
class Task:
    """A rule with its parameters, a teacher, T and the feedback.

    Parameters
    ----------
    rule : the learning rule
    teacher : the network, or a stack of them; its kind of numbers is that of the task
    T : number of time steps, or None for T -> infinity
    R : the feedback of rules with random feedback, (..., o, n), or None
    parameters : a value for each of the kernel's parameters, or for each unit's
    horizon : so many lags have credit, or None for all
    compiled : whether code that Numba compiles makes the updates: of float64, T finite
    correlation : of the inputs at successive times, 0 for white noise

    `Task.of` checks them.
    """

    rule: LearningRule
    teacher: Network
    T: int | None
    R: Array | None
    parameters: Mapping[str, float | Fraction]
    horizon: int | None
    compiled: bool = False
    correlation: float | Fraction = 0

    @staticmethod
    def of(
        rule: LearningRule,
        teacher: Network,
        *,
        T: int | None = None,
        R: ArrayLike | None = None,
        parameters: Mapping[str, Given] | None = None,
        compiled: bool = False,
        correlation: float | Fraction = 0,
    ) -> "Task":
        """Check a task; the arguments are those of `mean_update`.

        Raises
        ------
        SimulationError for anything outside the domain.

        >>> from symdyn import find_rule
        >>> net = Network(A=[[1]], W=[[0.5]], B=[[1]])
        >>> Task.of(find_rule("tbptt-tau"), net, T=5, parameters={"tau": 3}).kept
        3
        """
        _require_network("teacher", teacher)
        steps = _checked_steps(T)
        given = None if R is None else checked_matrix("R", R, exact=teacher.exact)
        values, horizon = _checked_parameters(rule, parameters or {}, teacher.exact)
        if compiled:
            _require_compilable(steps, teacher)
        v = checked_correlation(correlation, exact=teacher.exact)
        if v and steps is not None:
            raise SimulationError(
                f"T = {steps} time steps beside the correlation {v} of the input; the mean update for "
                "correlated input is made for T -> infinity alone: leave T out"
            )
        return Task(rule, teacher, steps, given, values, horizon, compiled, v)

    @property
    def kept(self) -> int | None:
        """The number of lags with credit: min(T, horizon), or None for all of infinitely many."""
        bounds = [bound for bound in (self.T, self.horizon) if bound is not None]
        return min(bounds, default=None)

    @cached_property
    def in_kernel(self) -> Mapping[str, float | Fraction]:
        """A value for each letter of the kernel: its parameters, and a horizon that stands in it."""
        if not self.rule.credit.uses_horizon or self.horizon is None:
            return self.parameters
        return {**self.parameters, notation.tau.name: Fraction(self.horizon)}

    @cached_property
    def targets(self) -> Array:
        """A* [B*, W* B*, W*^2 B*, ...], the teacher's impulse responses, (..., o, T i); finite T."""
        teacher = self.teacher
        return teacher.A @ krylov(Squarings.of(teacher.W), teacher.B, self.T or 1)

    @cached_property
    def target_rows(self) -> Array:
        """The same, transposed: row k i + c for column c of A* W*^k B*, (..., T i, o)."""
        return np.ascontiguousarray(self.targets.mT)

    def take(self, places: Sequence[int]) -> "Task":
        """The task for some of the seeds; teacher and R have one leading axis."""
        chosen = list(places)
        teacher = self.teacher
        return Task(
            self.rule,
            Network(A=teacher.A[chosen], W=teacher.W[chosen], B=teacher.B[chosen]),
            self.T,
            None if self.R is None else self.R[chosen],
            self.parameters,
            self.horizon,
            self.compiled,
            self.correlation,
        )

    def with_feedback(self, R: Array) -> "Task":
        """The same task at another R, as after a step that has learned it; what is made of the teacher is kept."""
        moved = replace(self, R=R)
        vars(moved).update({name: x for name, x in vars(self).items() if name not in vars(moved)})
        return moved

    def feedback(self, student: Network) -> Array:
        """F: the student's A^T, or R^T; the student is checked against the task.

        Raises
        ------
        SimulationError for shapes that do not fit, and for float64 beside Fractions.
        """
        _require_network("student", student)
        if student.exact is not self.teacher.exact:
            one, other = ("student", "teacher") if student.exact else ("teacher", "student")
            raise SimulationError(
                f"the {one} has Fractions as entries and the {other} float64; expected one kind of "
                f"numbers: make both of Fractions, or the {one} of floats"
            )
        if student.sizes[1:] != self.teacher.sizes[1:]:
            raise SimulationError(
                f"student and teacher have (outputs, inputs) = {student.sizes[1:]} and "
                f"{self.teacher.sizes[1:]}; expected the same: give A and A_star as many rows, "
                "B and B_star as many columns"
            )
        rule, R, (n, o, _) = self.rule, self.R, student.sizes
        if R is not None and R.shape[-2:] != (o, n):
            unread = f" (or none: rule {rule.name} feeds back A^T)" if rule.symmetric else ""
            raise SimulationError(
                f"R has shape {R.shape}; expected (..., o, n) with o = {o}, n = {n}, as A has: "
                f"pass one{unread}"
            )
        if rule.symmetric:
            return student.A.mT
        if R is None:
            raise SimulationError(
                f"rule {rule.name} has random feedback and R is None; expected R of shape "
                f"(..., o, n) with o = {o}, n = {n}: pass R=..."
            )
        return R.mT

    def seeds(self, student: Network, F: Array) -> tuple[int, ...]:
        """The leading axes of the updates.

        Raises
        ------
        SimulationError where those of student, teacher and feedback do not broadcast.
        """
        try:
            return common_seeds(student.seeds, self.teacher.seeds, F.shape[:-2])
        except ValueError:
            raise SimulationError(
                f"student, teacher and feedback have leading axes {student.seeds}, "
                f"{self.teacher.seeds} and {F.shape[:-2]}; expected equal ones, or none where all "
                "seeds share: reshape them"
            ) from None


def _require_network(name: str, network: object) -> None:
    if not isinstance(network, Network):
        raise SimulationError(
            f"the {name} is of type {type(network).__name__}; expected a Network: "
            "make it with Network(A=A, W=W, B=B)"
        )


def _require_compilable(T: int | None, teacher: Network) -> None:
    if teacher.exact:
        raise SimulationError(
            "compiled=True with networks of Fractions; expected float64: compiled code has no "
            "other numbers; leave it out, or convert the networks to float"
        )
    if T is None:
        raise SimulationError(
            "compiled=True with T = None; expected a finite T: compiled code sums the lags one by "
            "one; pass T or leave it out"
        )
    require_numba()


def _checked_steps(T: int | None) -> int | None:
    if T is None:
        return None
    try:
        steps = 0 if isinstance(T, bool) else index(T)
    except TypeError:
        steps = 0
    if steps > _MOST_STEPS:
        raise SimulationError(
            f"T has {steps.bit_length()} binary digits; expected fewer than 2^63 time steps, or None "
            "for infinity: pass None, or shorten T"
        )
    if steps < 1:
        shown = repr(T) if steps > -_MOST_STEPS else "a negative number of many digits"
        raise SimulationError(
            f"T = {shown} time steps; expected an integer of at least 1, or None for infinity: "
            "pass one"
        )
    return steps


def _checked_parameters(
    rule: LearningRule, given: Mapping[str, Given], exact: bool
) -> tuple[dict[str, float | Fraction], int | None]:
    """The parameters of the kernel and of learning rates by name, and the horizon.

    Of a parameter of which each unit has its own the values are NAME_1, NAME_2, ..., if they differ.
    """
    names = [symbol.name for symbol in rule.own_parameters]
    wanted = names + ["tau"] * (rule.horizon == notation.tau)
    ignored: set[str] = set() if rule.symmetric else {"a_hat"}
    if given.keys() - ignored != set(wanted):
        raise SimulationError(
            f"parameters {sorted(given)} were given, but rule {rule.name} has {wanted}; "
            "expected a value for each: pass parameters={...} with these names"
        )
    values: dict[str, float | Fraction] = {}
    for name in names:
        value = given[name]
        apart = name in rule.unit_names and isinstance(value, Sequence | np.ndarray)
        own = list(value) if apart and not isinstance(value, float | Fraction) else [value]
        places = numbered(name, len(own)) if apart else [name]
        interval = rule.domain.interval(name)
        for place, one in zip(places, own, strict=True):
            number = _number(one, exact)
            if number is None or not interval.contains(number):
                raise SimulationError(
                    f"{place} = {one!r} is outside its domain {interval.describe(name)}; "
                    "choose a number inside"
                )
            values[place] = number if exact else float(number)
    if rule.horizon != notation.tau:
        return values, rule.horizon
    tau = given["tau"]
    real = isinstance(tau, Real) and not isinstance(tau, bool) and math.isfinite(tau)
    least = rule.least_horizon
    if isinstance(tau, Sequence) or not real or tau != int(tau) or tau < least:
        raise SimulationError(
            f"tau = {tau!r} is no horizon; expected an integer of at least {least}: pass one"
        )
    return values, int(tau)


def _number(value: object, exact: bool) -> Fraction | None:
    """A parameter's value, to float64's precision unless wanted exactly; None if it is no number."""
    if not isinstance(value, Real) or isinstance(value, bool):
        return None
    if exact and isinstance(value, Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    return Fraction(float(value)) if math.isfinite(value) else None
