"""A cycle of the flow of a mode near a point where its optimum turns: found by integrating, and proved by nothing.

The flow goes from a line through the optimum, w = w_star, round to that line again.  A state that comes back to where it
started is on a cycle; whether states between an inner and an outer start move away from the optimum or towards it says
on which side the cycle is, and so it is enclosed.  The same with steps of another accuracy tells the error.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from symdyn import notation
from symdyn.errors import SimulationError
from symdyn.exact.bridge import value_of
from symdyn.simulation.formula_values import values_of
from symdyn.simulation.modes import Dynamics, Mode, Vector
from symdyn.stages.analysis import Analysis
from symdyn.stages.leaf_dynamics.derive import Leaf, leaf_of
from symdyn.stages.leaf_dynamics.focus import Focus, foci_of

__all__ = ["Cycle", "Surface", "cycle_at", "cycle_near", "cycle_of"]

BEYOND = Fraction(51, 50)  # a_hat over that at which the optimum turns
_LOOSE, _FINE = 1e-8, 1e-11
_NEAREST, _FARTHEST = 2.0**-10, 2.0  # of starts, in parts of b at the optimum
_LONGEST = 20  # periods of the linear rotation
_POINTS = 241
_NUDGE = 1e-3


@dataclass(frozen=True)
class Surface:
    """A surface of what is conserved, by an optimum that it has, with the flow of the mode.

    Parameters
    ----------
    exact : the values of the rule's parameters, w_star, c and s of the optimum, by name
    level : H_0
    """

    leaf: Leaf
    dynamics: Dynamics
    exact: Mapping[str, Fraction]
    level: float

    @staticmethod
    def of(analysis: Analysis, point: Mapping[str, Fraction]) -> "Surface":
        """The surface on which an exact point of the optimal manifold lies.

        Raises
        ------
        SimulationError for a rule under which no surface is a graph over the plane of b and w.
        """
        if analysis.rule.alone() != analysis.rule:
            raise SimulationError(
                f"rule {analysis.rule.name} has learning rates for each matrix or weight decay; its plane is known "
                "in units of one rate and without decay: pass analysis.alone()"
            )
        leaf = leaf_of(analysis)
        if leaf is None:
            raise SimulationError(
                f"under {analysis.rule.name} a mode does not move in a plane; take a rule with random feedback whose "
                "kernel is a geometric sequence"
            )
        s, c, w_star = (point[name] for name in ("s", "c", "w_star"))
        level = value_of(leaf.end.conserved.quantity, {**point, "a": s, "b": c / s, "w": w_star})
        own = {one.name: float(point[one.name]) for one in analysis.rule.parameters}
        teacher = Mode(1.0, float(c), float(w_star))
        return Surface(leaf, Dynamics.of(analysis, own, teacher), point, float(level))

    @property
    def point(self) -> dict[str, float]:
        """The same values as floats."""
        return {name: float(x) for name, x in self.exact.items()}

    def read_out(self, b: Vector | float, w: Vector | float) -> Vector:
        """a on the surface."""
        known = {**self.point, notation.first_value.name: self.level, "b": b, "w": w}
        found: Vector = values_of(self.leaf.written_read_out, known).real
        return found

    def state(self, b: float, w: float) -> Vector:
        """(a, b, w) on the surface."""
        return np.array([float(self.read_out(b, w)), b, w])

    @property
    def optimum(self) -> tuple[float, float]:
        """b and w of the optimum."""
        return self.point["c"] / self.point["s"], self.point["w_star"]


@dataclass(frozen=True, eq=False)
class Cycle:
    """A cycle on a surface, numerical.

    Parameters
    ----------
    surface : on which it lies
    first : the distance of b from the optimum where the cycle passes w_star
    period : of one round
    states : (a, b, w) at equally spaced times of one round
    multiplier : what a small distance from the cycle is multiplied with in one round
    error : of `first` and `period`, in parts of them, from two accuracies
    """

    surface: Surface
    first: float
    period: float
    states: Vector
    multiplier: float
    error: float

    @property
    def attracts(self) -> bool:
        """Whether runs from both sides approach it."""
        return abs(self.multiplier) < 1


def cycle_near(analysis: Analysis, found: Focus, beyond: Fraction = BEYOND) -> Cycle:
    """The cycle at a_hat a little beyond a point where an optimum turns.

    Parameters
    ----------
    analysis : of the rule
    found : the exact point
    beyond : a_hat over that of the point

    Raises
    ------
    SimulationError where no cycle is enclosed between the nearest and the farthest start.
    """
    point = {name: value * (beyond if name == "a_hat" else 1) for name, value in found.point}
    return cycle_at(analysis, point)


def cycle_at(analysis: Analysis, point: Mapping[str, Fraction]) -> Cycle:
    """The cycle round an optimum, on its surface.

    Parameters
    ----------
    analysis : of the rule
    point : the values of the rule's parameters, w_star, c and s of the optimum, by name

    Raises
    ------
    SimulationError where the optimum is no focus, or no cycle is enclosed between the nearest and the farthest start.
    """
    surface = Surface.of(analysis, point)
    trace, determinant = (
        float(value_of(one, point))
        for one in (analysis.optimal.trace, analysis.optimal.determinant)
    )
    if trace**2 >= 4 * determinant:
        where = ", ".join(f"{name} = {value}" for name, value in surface.point.items())
        raise SimulationError(
            f"the optimum at {where} has two real eigenvalues, round which nothing turns; choose one with d > t^2/4"
        )
    turn = 2 * np.pi / determinant**0.5
    loose, fine = (_Section(surface, turn, tolerance) for tolerance in (_LOOSE, _FINE))
    inner, outer = _enclosed(loose)
    first, again = (
        float(brentq(lambda x, one=one: one.back(x)[0] - x, inner, outer, xtol=1e-15, rtol=1e-12))
        for one in (fine, loose)
    )
    nudged = [fine.back(first * (1 + side * _NUDGE))[0] for side in (1, -1)]
    period, roughly = fine.back(first)[1], loose.back(again)[1]
    return Cycle(
        surface,
        first,
        period,
        fine.round(first, period),
        (nudged[0] - nudged[1]) / (2 * _NUDGE * first),
        max(abs(again / first - 1), abs(roughly / period - 1)),
    )


def cycle_of(analysis: Analysis) -> Cycle | None:
    """The attracting cycle near a point that the analysis has; None where it has none.

    >>> from symdyn import analyse, find_rule
    >>> found = cycle_of(analyse(find_rule("rflo")))
    >>> found.attracts, round(found.period), found.error < 1e-6
    (True, 428, True)
    """
    for one in foci_of(analysis):
        if one.value < 0:
            return cycle_near(analysis, one)
    return None


@dataclass(frozen=True)
class _Section:
    """The way from the line w = w_star back to it, with steps of one accuracy."""

    surface: Surface
    turn: float
    tolerance: float

    def back(self, distance: float) -> tuple[float, float]:
        """The distance of b from the optimum where the flow crosses the line again the same way, and when."""
        b, w_star = self.surface.optimum
        start = self.surface.state(b + distance, w_star)
        way = np.sign(self.surface.dynamics.flow(start)[2])

        def crossing(time: float, state: Vector) -> float:
            return float(state[2] - w_star) if time > self.turn / 10 else float(way)

        crossing.direction = way  # type: ignore[attr-defined]  # SciPy reads these attributes
        crossing.terminal = True  # type: ignore[attr-defined]
        found = self._solve(start, _LONGEST * self.turn, events=crossing)
        if not len(found.t_events[0]):
            raise SimulationError(
                f"the flow from b = {b + distance:.6g}, w = {w_star:.6g} does not come back to this w in "
                f"{_LONGEST} turns; start closer to the optimum"
            )
        return float(found.y_events[0][0][1]) - b, float(found.t_events[0][0])

    def round(self, distance: float, period: float) -> Vector:
        """The states of one round."""
        b, w_star = self.surface.optimum
        times = np.linspace(0, period, _POINTS)
        states: Vector = self._solve(
            self.surface.state(b + distance, w_star), period, t_eval=times
        ).y.T
        return states

    def _solve(self, start: Vector, end: float, **options: object):  # type: ignore[no-untyped-def]  # SciPy's
        return solve_ivp(
            lambda _, y: self.surface.dynamics.flow(y),
            (0.0, end),
            start,
            "DOP853",
            rtol=self.tolerance,
            atol=self.tolerance / 100,
            **options,
        )


def _enclosed(section: _Section) -> tuple[float, float]:
    """Two starts, of which the flow leads one away from the optimum and the other towards it."""
    b, _ = section.surface.optimum
    size, before = _NEAREST, None
    while size <= _FARTHEST:
        try:
            grows = section.back(size * b)[0] > size * b
        except SimulationError:
            break
        if before is not None and grows is not before[1]:
            return before[0] * b, size * b
        size, before = 2 * size, (size, grows)
    raise SimulationError(
        f"no cycle lies between {_NEAREST:.3g} and {size:.3g} times b from the optimum at w = w_star; choose a_hat "
        "closer to where the optimum turns"
    )
