"""What was predicted of training runs, what came out, and how far apart they are."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from symdyn import notation
from symdyn.errors import SimulationError
from symdyn.report.simulation.text import aligned_columns, shown
from symdyn.rules.registry import find_rule
from symdyn.simulation.cycles import Cycle, cycle_at
from symdyn.simulation.formula_values import values_of
from symdyn.simulation.networks.network import Array
from symdyn.simulation.training.outcomes import Group, Row, median
from symdyn.simulation.training.stable_step import analysed
from symdyn.stages.analysis import Analysis
from symdyn.stages.end_point.derive import EndPoint, end_point_of
from symdyn.stages.matrix_rates.derive import in_own_units
from symdyn.stages.momentum.derive import largest_step_with_momentum

__all__ = ["catapults", "cycles", "end_points"]

_ROUNDING = 1e-9
_OPTIMAL = "optimal"
# Places along the manifold, over that with the smallest rates, where the arc of a step is looked for.
_ALONG = np.geomspace(1, 100, 4001)


def end_points(groups: Sequence[Group]) -> Iterator[str]:
    """Where modes end on the optimal manifold, against the zero of the polynomial of their start."""
    rows = []
    for group in groups:
        rule = find_rule(group.settings.rule)
        # What is conserved is known in units of one rate, and a run has those of its network; decay conserves nothing.
        found = end_point_of(rule) if rule.alone() == rule else None
        for place, mode in enumerate(group.settings.teacher_modes):
            pairs = [
                (ends, abs(run[-1]["a"][place]))
                for run in group.runs
                if found is not None
                and (run[0]["component"] or [None] * (place + 1))[place] == _OPTIMAL
                and (ends := _end(found, group, run[0], place)) is not None
            ]
            rows.append(
                (
                    group.title if place == 0 else "",
                    f"{mode[2]:g}",
                    shown(median(x for x, _ in pairs)),
                    shown(median(y for _, y in pairs)),
                    shown(max((abs(y / x - 1) for x, y in pairs), default=None), 2),
                    f"{len(pairs)} of {len(group.runs)}",
                )
            )
    headings = ("rule", "w_star", "predicted", "measured", "largest deviation", "at the optimum")
    yield (
        "The modulus of s at the end: the zero of the polynomial that follows from what is conserved and from the first\n"
        "(a, b, w), for random feedback that with a_hat s > 0; what was measured (medians over the seeds); and the\n"
        "largest deviation of a run, in parts of what was predicted\n"
        + aligned_columns(headings, rows)
    )


def _numbers(group: Group, row: Row, place: int) -> dict[str, float]:
    """The values of a mode of a run, of its teacher and of the rule's parameters."""
    a_star, b_star, w_star = group.settings.teacher_modes[place]
    known = {name: row[name][place] for name in ("a", "b", "w")}
    if row["a_hat"] is not None:
        known[notation.a_hat.name] = row["a_hat"][place]
    own = dict(group.settings.parameters)
    return {**known, **own, notation.c.name: a_star * b_star, notation.w_star.name: w_star}


def _end(found: EndPoint, group: Group, first: Row, place: int) -> float | None:
    """The modulus of s that is predicted."""
    known = _numbers(group, first, place)
    known[notation.first_value.name] = _real(found.conserved.quantity, known)
    known[notation.level.name] = _real(found.level, known)
    if found.square is not None:
        return float(np.sqrt(_real(found.square, known)))
    feedback, weight = known[notation.a_hat.name], _real(found.weight, known)
    zeros = np.roots([2 * weight * feedback, -known[notation.level.name], 0, -(known["c"] ** 2)])
    aligned = [x.real for x in zeros if abs(x.imag) < _ROUNDING and x.real * feedback > 0]
    return abs(float(aligned[0])) if len(aligned) == 1 else None


def _real(formula: Any, known: Mapping[str, Any]) -> float:
    return float(values_of(formula, known).real)


def catapults(groups: Sequence[Group]) -> Iterator[str]:
    """Runs whose step is too large where they start, and the arc of the manifold where it is not."""
    rows = []
    for group in groups:
        analysis, eta = analysed(find_rule(group.settings.rule)), group.settings.eta
        for place in range(len(group.settings.teacher_modes)):
            known = _numbers(group, group.runs[0][0], place)
            bound = _arc(analysis, known, eta)
            ends = [
                abs(run[-1]["a"][place])
                for run in group.runs
                if (run[0]["component"] or [None] * (place + 1))[place] == _OPTIMAL
            ]
            start = abs(known["a"])
            end = median(ends)
            rows.append(
                (
                    group.title if place == 0 else "",
                    shown(eta),
                    shown(start),
                    shown(_largest(analysis, known, start)),
                    shown(bound),
                    shown(end),
                    "-" if end is None else shown(_largest(analysis, known, end)),
                    shown(max((one / bound - 1 for one in ends), default=None), 2)
                    if bound is not None
                    else "-",
                    f"{len(ends)} of {len(group.runs)}",
                )
            )
    headings = (
        "rule",
        "step",
        "s first",
        "largest there",
        "stable to s",
        "s last",
        "largest there",
        "beyond",
        "at the optimum",
    )
    yield (
        "The step, the modulus of s where the runs start and the largest stable step there; how far along the manifold a mode\n"
        "is stable under the step, as predicted; where they end (medians over the seeds) and the largest step there; and how\n"
        "far beyond the prediction the farthest ends, in parts of it: negative is inside\n"
        + aligned_columns(headings, rows)
    )


def _largest(analysis: Analysis, known: Mapping[str, Any], s: float | Array) -> Any:
    """The largest stable step at places s, 0 where a mode is not stable in the flow."""
    optimal = in_own_units(analysis)
    formula = largest_step_with_momentum(analysis, optimal)
    if formula is None:
        return None
    at = {**known, notation.s.name: np.copysign(s, known["a"])}
    trace, determinant, radicand = (
        values_of(one, at).real for one in (optimal.trace, optimal.determinant, optimal.radicand)
    )
    steps = values_of(formula.real, at).real
    if formula.complex is not None:
        steps = np.where(radicand < 0, values_of(formula.complex, at).real, steps)
    found = np.where((trace < 0) & (determinant > 0), steps, 0.0)
    return found if found.ndim else float(found)


def _arc(analysis: Analysis, known: Mapping[str, Any], eta: float) -> float | None:
    """The last place in a row, from the largest step of all outwards, where a mode is stable under the step."""
    s = np.sqrt(abs(known[notation.c.name])) * _ALONG
    steps = _largest(analysis, known, s)
    if steps is None or steps.max() <= eta:
        return None
    best = int(np.argmax(steps))
    beyond = np.flatnonzero(steps[best:] <= eta)
    if not len(beyond):
        return None
    low, high = s[best + beyond[0] - 1], s[best + beyond[0]]
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _largest(analysis, known, middle) > eta else (low, middle)
    return float(low)


def cycles(groups: Sequence[Group]) -> Iterator[str]:
    """Runs that go round, against the cycle that integrating the flow gives on the teacher's surface."""
    rows = []
    for group in groups:
        analysis = analysed(find_rule(group.settings.rule))
        try:
            cycle = cycle_at(analysis, _optimum(group))
        except SimulationError:
            rows.append((group.title, *["-"] * 8))
            continue
        low, high = cycle.states[:, 2].min(), cycle.states[:, 2].max()
        rounds = [one for run in group.runs if (one := _rounds(run, cycle)) is not None]
        period, lowest, highest = (median(one[k] for one in rounds) for k in (1, 2, 3))
        rows.append(
            (
                group.title,
                f"{min((one[0] for one in rounds), default=0)}",
                shown(cycle.period, 4),
                shown(period, 4),
                shown(low, 4),
                shown(lowest, 4),
                shown(high, 4),
                shown(highest, 4),
                "-"
                if period is None or lowest is None or highest is None
                else shown(max(abs(lowest - low), abs(highest - high)) / (high - low), 2),
            )
        )
    headings = (
        "rule",
        "rounds",
        "time of one",
        "measured",
        "w from",
        "measured",
        "to",
        "measured",
        "deviation",
    )
    yield (
        "Rounds of w through w_star: how many there are at least, how long one takes and between which w it lies on the\n"
        "cycle that integrating the flow gives (numerical, and proved by nothing), and in the last round of the networks\n"
        "(medians over the seeds); and the deviation of an end, in parts of the width\n"
        + aligned_columns(headings, rows)
    )


def _optimum(group: Group) -> dict[str, Fraction]:
    """The teacher's mode as a point of the optimal manifold, exactly as it is set."""
    a_star, b_star, w_star = map(_exact, group.settings.teacher_modes[0])
    own = {name: _exact(value) for name, value in group.settings.parameters}
    a_hat = group.runs[0][0]["a_hat"]
    feedback = {} if a_hat is None else {notation.a_hat.name: _exact(a_hat[0])}
    return {**own, **feedback, "w_star": w_star, "c": a_star * b_star, "s": a_star}


def _exact(value: float) -> Fraction:
    """The decimal number that a setting was written as."""
    return Fraction(f"{value:.12g}")


def _rounds(run: Sequence[Row], cycle: Cycle) -> tuple[int, float, float, float] | None:
    """How many rounds there are, the time of the last, and the range of w in it."""
    _, w_star = cycle.surface.optimum
    there = [row for row in run if row["a"] is not None]
    times = np.array([row["time"] for row in there])
    w = np.array([row["w"][0] for row in there])
    passed = np.flatnonzero((w[:-1] < w_star) & (w[1:] >= w_star))
    if len(passed) < 2:
        return None
    parts = (w_star - w[passed]) / (w[passed + 1] - w[passed])
    when = times[passed] + parts * (times[passed + 1] - times[passed])
    last = w[passed[-2] : passed[-1] + 2]
    return len(passed) - 1, float(when[-1] - when[-2]), float(last.min()), float(last.max())
