"""How runs with correlated input come to the optimum, beside what was derived of a mode."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from symdyn import notation
from symdyn.report.simulation.text import aligned_columns, shown
from symdyn.rules.registry import find_rule
from symdyn.simulation.training.correlated import slow_rate
from symdyn.simulation.training.outcomes import Group, Row, median
from symdyn.stages.coloured_input.derive import CORRELATION

__all__ = ["coloured_inputs"]

# The rate is that between these distances from the optimum: near it, and far above rounding and noise.
_NEAR, _FAR_ABOVE = 1e-2, 1e-5


def coloured_inputs(groups: Sequence[Group]) -> Iterator[str]:
    """The largest distance of a run from the flow of the modes, and the rate at which it comes to the optimum."""
    rows = []
    for group in groups:
        for place, mode in enumerate(group.settings.teacher_modes):
            pairs = [
                (rate, measured)
                for run in group.runs
                if (rate := _rate(group, run[-1], place)) is not None
                and (measured := _measured(group, run, place)) is not None
            ]
            rows.append(
                (
                    group.title if place == 0 else "",
                    f"{mode[2]:g}",
                    shown(median(_farthest(run, place) for run in group.runs), 2),
                    shown(median(x for x, _ in pairs)),
                    shown(median(y for _, y in pairs)),
                    shown(max((abs(y / x - 1) for x, y in pairs), default=None), 2),
                    shown(median(_rate(group, run[-1], place, v=0.0) for run in group.runs)),
                    f"{len(pairs)} of {len(group.runs)}",
                )
            )
    headings = (
        "rule",
        "w_star",
        "from the flow",
        "rate",
        "measured",
        "largest deviation",
        "for white noise",
        "at the optimum",
    )
    yield (
        "The largest distance of the measured (a, b, w) from the flow of the mode for the correlation of the input; the rate\n"
        "at which the mode comes to the optimum, as predicted where it ends for the step eta, and as measured (medians over\n"
        "the seeds); the largest deviation of a run, in parts of what was predicted; and the rate for white noise there\n"
        + aligned_columns(headings, rows)
    )


def _farthest(run: Sequence[Row], place: int) -> float | None:
    found = [row["distance"][place] for row in run if row["distance"] is not None]
    return max((one for one in found if one is not None), default=None)


def _rate(group: Group, row: Row, place: int, v: float | None = None) -> float | None:
    """The slow rate of a mode where it is, for the step: e^(-rate eta) is the multiplier of one update."""
    if row["a"] is None:
        return None
    settings = group.settings
    a_star, b_star, w_star = settings.teacher_modes[place]
    known: dict[str, Any] = {
        **dict(settings.parameters),
        notation.s.name: row["a"][place],
        notation.c.name: a_star * b_star,
        notation.w_star.name: w_star,
        CORRELATION.name: settings.correlation if v is None else v,
    }
    if row["a_hat"] is not None:
        known[notation.a_hat.name] = row["a_hat"][place]
    found = slow_rate(find_rule(settings.rule), known)
    if found is None or not settings.eta * found < 1:
        return None
    return -math.log1p(-settings.eta * found) / settings.eta


def _measured(group: Group, run: Sequence[Row], place: int) -> float | None:
    """The rate at which a b - c and w - w_star fall, between the first row that is near and the last that is not too near."""
    a_star, b_star, w_star = group.settings.teacher_modes[place]
    kept = [
        (row["time"], distance)
        for row in run
        if row["a"] is not None
        and _FAR_ABOVE
        < (
            distance := math.hypot(
                row["a"][place] * row["b"][place] - a_star * b_star, row["w"][place] - w_star
            )
        )
        < _NEAR
    ]
    if len(kept) < 2:
        return None
    (first, high), (last, low) = kept[len(kept) // 2 - 1], kept[-1]
    return math.log(high / low) / (last - first) if last > first else None
