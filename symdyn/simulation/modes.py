"""One mode of student and teacher, and a rule's dynamics at fixed parameters."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import cast

import numpy as np
from numpy.typing import NDArray

from symdyn.codegen import export, load_module
from symdyn.errors import SimulationError
from symdyn.stages.analysis import Analysis

__all__ = ["Dynamics", "Mode", "Vector", "require_three_numbers"]

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Mode:
    """The read-out, input and recurrent strength of one mode, -1 < w < 1.

    Raises
    ------
    SimulationError outside the domain.

    >>> Mode(1.0, 0.5, 0.6).vector()
    array([1. , 0.5, 0.6])
    """

    a: float
    b: float
    w: float

    def __post_init__(self) -> None:
        for name in ("a", "b", "w"):
            value = getattr(self, name)
            if not isinstance(value, int | float) or not math.isfinite(value):
                raise SimulationError(f"{name} = {value!r} is not a finite number; pass one")
        if not abs(self.w) < 1:
            raise SimulationError(
                f"w = {self.w!r} is outside -1 < w < 1, where the impulse response decays; "
                "choose a recurrent strength inside"
            )

    def vector(self) -> Vector:
        """The mode as an array (a, b, w)."""
        return np.array([self.a, self.b, self.w], dtype=np.float64)


def require_three_numbers(analysis: Analysis) -> None:
    """Refuse a rule whose feedback is learned, so that a mode has four numbers.

    Raises
    ------
    SimulationError for such a rule.
    """
    if analysis.rule.learned is not None:
        raise SimulationError(
            f"the feedback of {analysis.rule.name} is learned, so that a mode has four numbers; integrate `step` of "
            "its exported code, or train networks"
        )


@dataclass(frozen=True, eq=False)
class Dynamics:
    """A rule's generated code at fixed parameters and a fixed teacher; make it with `of`."""

    module: ModuleType
    parameters: Mapping[str, float]
    teacher: Mode

    @staticmethod
    def of(
        source: Analysis | ModuleType, parameters: Mapping[str, float], teacher: Mode
    ) -> "Dynamics":
        """The dynamics of an analysed rule, or of a module that `export` wrote.

        Parameters
        ----------
        source : an Analysis, or the loaded module of its NumPy code
        parameters : a value for each name in the module's PARAMETERS, inside its domain
        teacher : the teacher's mode, with a*b != 0

        Raises
        ------
        SimulationError outside the domain, and for a rule whose feedback is learned.

        >>> from symdyn import analyse, find_rule
        >>> bptt = Dynamics.of(analyse(find_rule("bptt")), {}, Mode(1.0, 1.0, 0.5))
        >>> bptt.flow(Mode(1.0, 1.0, 0.5).vector())
        array([-0., -0., -0.])
        """
        if isinstance(source, Analysis):
            require_three_numbers(source)
        module = load_module(export(source)) if isinstance(source, Analysis) else source
        if teacher.a * teacher.b == 0:
            raise SimulationError(
                f"the teacher's a*b is 0 with a = {teacher.a!r}, b = {teacher.b!r}; "
                "a teacher that does nothing teaches nothing: choose both nonzero"
            )
        return Dynamics(module, _checked(module.PARAMETERS, parameters), teacher)

    def update(self, state: Vector, T: int | None = None) -> Vector:
        """The mean update Delta at a state (a, b, w): over T steps, or None for T -> infinity."""
        module, arguments = self.module, self._arguments(state)
        values = (
            module.update(*arguments, **self.parameters)
            if T is None
            else module.update_finite(*arguments, **self.parameters, T=T)
        )
        return np.array(values, dtype=np.float64)

    def flow(self, state: Vector) -> Vector:
        """The time derivative -Delta at a state (a, b, w)."""
        return -self.update(state)

    def jacobian(self, state: Vector) -> Vector:
        """The flow's 3 x 3 Jacobian at a state (a, b, w)."""
        return cast(Vector, self.module.jacobian(*self._arguments(state), **self.parameters))

    def loss(self, state: Vector, T: int | None = None) -> Vector:
        """The loss at states (..., 3)."""
        columns = (state[..., 0], state[..., 1], state[..., 2])
        arguments = (*columns, *self._teacher())
        if T is None:
            return cast(Vector, self.module.loss(*arguments, **self.parameters))
        return cast(Vector, self.module.loss_finite(*arguments, **self.parameters, T=T))

    def _teacher(self) -> tuple[float, float, float]:
        return self.teacher.a, self.teacher.b, self.teacher.w

    def _arguments(self, state: Vector) -> tuple[float, ...]:
        return (*(float(one) for one in state), *self._teacher())


def _checked(
    wanted: Mapping[str, Mapping[str, object]], given: Mapping[str, float]
) -> dict[str, float]:
    if given.keys() != wanted.keys():
        expected = "; ".join(str(one["domain"]) for one in wanted.values()) or "none"
        raise SimulationError(
            f"parameters {sorted(given)} were given, but the rule has {sorted(wanted)}; "
            f"pass a value for each: {expected}"
        )
    for name, row in wanted.items():
        value = given[name]
        lower, upper = cast(float | None, row["lower"]), cast(float | None, row["upper"])
        inside = isinstance(value, int | float) and math.isfinite(value)
        if inside and row["integer"]:
            inside = value == int(value) and value >= 1
        elif inside:
            inside = (
                (lower is None or value > lower)
                and (upper is None or value < upper)
                and not (row["nonzero"] and value == 0)
            )
        if not inside:
            raise SimulationError(
                f"{name} = {value!r} is outside its domain {row['domain']}; choose one inside"
            )
    return {
        name: int(given[name]) if row["integer"] else given[name] for name, row in wanted.items()
    }
