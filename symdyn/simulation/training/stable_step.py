"""The largest step for which every mode of the teacher is stable under a rule, at a run's numbers.

The formula is the rule's largest step on the optimal manifold, for T -> infinity.  It is taken at the
teacher's modes, |s| = |a_star|: networks may end elsewhere on the manifold, where another is the largest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from symdyn import notation
from symdyn.rules.rule import LearningRule
from symdyn.simulation.formula_values import values_of
from symdyn.simulation.networks.network import Array
from symdyn.simulation.training.frame import start_frames
from symdyn.simulation.training.plan import Training
from symdyn.stages.analysis import Analysis, analyse
from symdyn.stages.matrix_rates.derive import in_own_units
from symdyn.stages.momentum.derive import largest_step_with_momentum
from symdyn.stages.step_size.derive import LargestStep

__all__ = ["StableStep", "analysed", "largest_stable_step"]

# Where both eigenvalues are one, rounding may leave a root of less than nothing.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class StableStep:
    """The largest step that keeps all modes stable, and the mode that allows no more.

    Parameters
    ----------
    size : beyond it a multiplier of that mode leaves the unit circle
    w_star, s : of that mode
    a_hat, seed : its feedback and whose it is, under random feedback
    standard_only : whether the rule has modes for diagonal W alone
    """

    size: float
    w_star: float
    s: float
    a_hat: float | None
    seed: int | None
    standard_only: bool


@lru_cache(maxsize=32)
def analysed(rule: LearningRule) -> Analysis:
    """The analysis of a rule, kept for its runs at other settings."""
    return analyse(rule)


def largest_stable_step(training: Training) -> StableStep | None:
    """The smallest, over modes and seeds, of a rule's largest steps at the teacher's modes.

    Of s = a_star and s = -a_star that is taken on whose side the run starts: a_hat s > 0 for a
    Gaussian start, the sign of a for an aligned one; the other where a mode is not stable there.

    Parameters
    ----------
    training : runs with an aligned teacher, from white noise

    Returns
    -------
    The step; None where a mode is stable on neither side, or no step is stated for the rule.

    >>> from symdyn.simulation.training.plan import plan_of
    >>> plan = plan_of(["bptt", "readout-only"], {"teacher_modes": ((1, 1, 0.0),)}, {})
    >>> [found and round(found.size, 6) for found in map(largest_stable_step, plan)]
    [1.0, None]
    """
    if training.rule.learned is not None:  # its steps are those of four numbers
        return None
    analysis = analysed(training.rule)
    formula = largest_step_with_momentum(analysis, in_own_units(analysis))
    if formula is None:
        return None
    found: StableStep | None = None
    for seeds, a_hat, sides in _feedback(training):
        steps, s = _steps(training, analysis, formula, (a_hat, sides))
        if np.isnan(steps).any():
            return None
        seed, mode = np.unravel_index(np.argmin(steps), steps.shape)
        if found is None or steps[seed, mode] < found.size:
            random = not training.rule.symmetric
            found = StableStep(
                float(steps[seed, mode]),
                training.settings.teacher_modes[mode][2],
                float(s[seed, mode]),
                float(a_hat[seed, mode]) if random else None,
                seeds[seed] if random else None,
                analysis.alignment.reduces != "every basis",
            )
    return found


def _feedback(training: Training) -> Iterator[tuple[tuple[int, ...], Array, Array]]:
    """The a_hat of each mode and the side that it starts on, for some seeds; one seed for all alike."""
    settings, rule = training.settings, training.rule
    if rule.symmetric:
        ones = np.ones((1, len(settings.teacher_modes)))
        yield (settings.first_seed,), ones, ones
        return
    for seeds, frame in start_frames(settings, rule):
        a_hat = np.asarray(frame.a_hat)
        yield seeds, a_hat, np.sign(frame.a if settings.start == "aligned" else a_hat)


def _steps(
    training: Training, analysis: Analysis, formula: LargestStep, where: tuple[Array, Array]
) -> tuple[Array, Array]:
    """The largest step of each seed and mode with its s; NaN where a mode is stable on neither side."""
    a_hat, sides = where
    a_star, b_star, w_star = np.array(training.settings.teacher_modes).T
    fixed: dict[str, Any] = {
        notation.c.name: a_star * b_star,
        notation.w_star.name: w_star,
        notation.a_hat.name: a_hat,
        **dict(training.settings.parameters),
    }
    found, at = np.full(a_hat.shape, np.nan), np.zeros(a_hat.shape)
    for side in (sides, -sides):
        s = side * np.abs(a_star)
        there = _where_stable(analysis, formula, {**fixed, notation.s.name: s})
        fresh = np.isnan(found) & ~np.isnan(there)
        found, at = np.where(fresh, there, found), np.where(fresh, s, at)
    return found, at


def _where_stable(analysis: Analysis, formula: LargestStep, points: Mapping[str, Any]) -> Array:
    optimal = in_own_units(analysis)
    trace, determinant, radicand = (
        values_of(one, points).real
        for one in (optimal.trace, optimal.determinant, optimal.radicand)
    )
    steps = values_of(formula.real, points).real
    if formula.complex is not None:
        paired = radicand < -_ROUNDING * trace**2
        steps = np.where(paired, values_of(formula.complex, points).real, steps)
    return np.where((trace < 0) & (determinant > 0), steps, np.nan)
