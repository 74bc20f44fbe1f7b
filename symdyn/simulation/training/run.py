"""Training runs: a block of seeds from the first step to the last."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from symdyn import notation
from symdyn.codegen import export, load_module
from symdyn.errors import SimulationError
from symdyn.rules.momentum import momentum_value
from symdyn.rules.rule import LearningRule
from symdyn.simulation.networks.network import Array
from symdyn.simulation.training.columns import RESULTS
from symdyn.simulation.training.correlated import correlated_modes
from symdyn.simulation.training.frame import frame_signs
from symdyn.simulation.training.learned import learned_modes
from symdyn.simulation.training.loss import loss
from symdyn.simulation.training.measuring import measured, numbers
from symdyn.simulation.training.prediction import predicted_modes
from symdyn.simulation.training.resting import resting_place
from symdyn.simulation.training.settings import Settings
from symdyn.simulation.training.stack import Stack, Trainer
from symdyn.simulation.training.start import draw, input_stream
from symdyn.stages.analysis import Analysis, analyse
from symdyn.stages.coloured_input.derive import CORRELATION
from symdyn.stages.weight_decay.derive import at_rest

__all__ = ["CONVERGED", "DIVERGED", "RAN", "Subject", "train"]

CONVERGED, DIVERGED, RAN = "converged", "diverged", "ran"

# A loss that has grown this much does not come back.
_HOPELESS = 1e6


@dataclass(frozen=True, eq=False)
class Subject:
    """A rule with its analysis and its exported code, which predict its runs."""

    analysis: Analysis
    module: ModuleType

    @property
    def rule(self) -> LearningRule:
        """The learning rule."""
        return self.analysis.rule

    @staticmethod
    def of(rule: LearningRule) -> "Subject":
        """Analyse a rule."""
        analysis = analyse(rule)
        return Subject(analysis, load_module(export(analysis)))


def train(
    settings: Settings,
    subject: Subject,
    seeds: Sequence[int],
    tell: Callable[[int], None] = lambda _: None,
) -> list[dict[str, Any]]:
    """Train the networks of some seeds together and measure them on the way.

    A seed whose update cannot be formed, because its sums over lags diverge or overflow, or whose
    loss is a million times the first, has diverged and leaves; the others go on.

    Parameters
    ----------
    settings : of the runs
    subject : the rule that settings.rule names
    seeds : which; the bits of a result may depend on which seeds are computed together
    tell : called with the number of updates made since the last call

    Returns
    -------
    The rows of the table without the columns of the settings: for each seed, each measurement.

    >>> from symdyn import find_rule
    >>> settings = Settings(rule="bptt", units=4, steps=200, every=100, stop_below=0)
    >>> rows = train(settings, Subject.of(find_rule("bptt")), (0, 1))
    >>> [(row["seed"], row["step"]) for row in rows]
    [(0, 0), (0, 100), (0, 200), (1, 0), (1, 100), (1, 200)]
    >>> rows[2]["loss"] < rows[0]["loss"]
    True
    """
    trainer = Trainer(
        subject.rule,
        dict(settings.parameters),
        settings.T,
        settings.eta,
        settings.compiled,
        settings.correlation,
    )
    signs = frame_signs(settings, subject.rule)
    stack: Stack | None = trainer.begin(seeds, draw(settings, seeds))
    streams = {seed: input_stream(seed) for seed in seeds}
    rows: dict[int, list[dict[str, Any]]] = {seed: [] for seed in seeds}
    ends: dict[int, dict[str, Any]] = {
        seed: {"status": RAN, "reason": None, "converged_at": None} for seed in seeds
    }
    for step in range(settings.steps + 1):
        if stack and (step % settings.every == 0 or step == settings.steps):
            stack, faults = _measure(trainer, stack, (step, signs), rows)
            _note(ends, faults)
            stack = stack and _continuing(settings, stack, step, rows, ends)
        if stack and step < settings.steps:
            stack, faults = trainer.advance(stack, _inputs(settings, streams, stack.seeds))
            _note(ends, faults)
        if stack is None:
            tell(settings.steps - step)
            break
        tell(int(step < settings.steps))
    for seed in seeds:
        if not rows[seed]:  # diverged before the first measurement
            rows[seed].append({"step": 0, "time": 0.0})
        _finish(settings, subject, rows[seed], ends[seed])
    return [
        {name: {"seed": seed, **ends[seed], **row}.get(name) for name in RESULTS}
        for seed in seeds
        for row in rows[seed]
    ]


def _note(ends: dict[int, dict[str, Any]], faults: Mapping[int, str]) -> None:
    for seed, reason in faults.items():
        ends[seed].update(status=DIVERGED, reason=reason)


def _inputs(
    settings: Settings, streams: Mapping[int, np.random.Generator], seeds: Sequence[int]
) -> Array | None:
    if settings.batch is None or settings.T is None:
        return None
    shape = (settings.T, settings.inputs, settings.batch)
    return np.stack([streams[seed].standard_normal(shape) for seed in seeds], axis=1)


def _continuing(
    settings: Settings,
    stack: Stack,
    step: int,
    rows: Mapping[int, list[dict[str, Any]]],
    ends: dict[int, dict[str, Any]],
) -> Stack | None:
    """Note which seeds have converged; return those that go on."""
    going = []
    for place, seed in enumerate(stack.seeds):
        if rows[seed][-1]["loss"] <= settings.stop_below * rows[seed][0]["loss"]:
            if ends[seed]["status"] != CONVERGED:
                ends[seed].update(status=CONVERGED, converged_at=step)
            if not settings.go_on:
                continue
        going.append(place)
    return stack.take(going)


def _measure(
    trainer: Trainer,
    stack: Stack,
    where: tuple[int, Array],
    rows: dict[int, list[dict[str, Any]]],
) -> tuple[Stack | None, dict[int, str]]:
    """Add a row for each seed; return the seeds that have not diverged, and why the others have."""
    step, signs = where
    faults: dict[int, str] = {}
    losses: list[float] = []
    for seed, one in zip(stack.seeds, stack.singles(), strict=True):
        limit = _HOPELESS * rows[seed][0]["loss"] if rows[seed] else np.inf
        try:
            pair = one.student, one.start.teacher
            value = float(loss(*pair, trainer.T, trainer.correlation)[0])
        except SimulationError as error:
            faults[seed] = str(error)
            continue
        if np.isfinite(value) and value <= limit:
            losses.append(value)
        else:
            faults[seed] = f"the loss has grown to {value:.3g}"
    left = stack.take([place for place, seed in enumerate(stack.seeds) if seed not in faults])
    if left is None:
        return None, faults
    columns = measured(trainer.rule, left, signs)
    for row, seed, one, value in zip(columns, left.seeds, left.singles(), losses, strict=True):
        radius = float(np.abs(np.linalg.eigvals(one.student.W)).max())
        row.update(step=step, time=step * trainer.eta * trainer.pace, loss=value, radius=radius)
        rows[seed].append({**row, "slope": _slope(trainer, one)})
    return left, faults


def _slope(trainer: Trainer, stack: Stack) -> float | None:
    try:
        updates = trainer.mean(stack)
    except SimulationError:
        return None
    return float(np.sqrt(sum((one**2).sum() for one in updates)))


def _finish(
    settings: Settings, subject: Subject, rows: list[dict[str, Any]], end: dict[str, Any]
) -> None:
    """Add to one run what follows from all of it: the prediction, and where it stopped."""
    end["component"] = None
    if "a" not in rows[0]:
        return
    first = settings.predict_from // settings.every
    if first < len(rows):
        starts = [
            _mode(settings, rows[first], place) for place in range(len(settings.teacher_modes))
        ]
        updates = np.array([row["step"] - rows[first]["step"] for row in rows[first:]])
        found = _predicted(settings, subject, starts, updates)
        for row, states in zip(rows[first:], np.moveaxis(found, 1, 0), strict=True):
            own = np.array([row["a"], row["b"], row["w"]]).T
            row["distance"] = numbers(np.sqrt(((own - states) ** 2).sum(axis=-1)))
            for letter, column in zip("abw", states.T, strict=True):
                row[f"predicted_{letter}"] = numbers(column)
    if end["status"] == DIVERGED:
        return
    end["component"] = []
    for place, (a_star, b_star, w_star) in enumerate(settings.teacher_modes):
        (a, b, w), parameters = _mode(settings, rows[-1], place)
        values = {"a": a, "b": b, "w": w, "c": a_star * b_star, "w_star": w_star, **parameters}
        components = at_rest(subject.analysis)
        end["component"].append(resting_place(components, values))


def _predicted(
    settings: Settings,
    subject: Subject,
    starts: Sequence[tuple[tuple[float, ...], dict[str, float]]],
    updates: Array,
) -> Array:
    """What the flow predicts after so many updates each; NaN where none is known for correlated input."""
    # Momentum makes more of a step, as much of it as all later steps repeat.
    beta = float(momentum_value(subject.rule.beta, dict(settings.parameters)))
    teachers, times = settings.teacher_modes, settings.eta * updates / (1 - beta)
    if subject.rule.learned is not None:
        if settings.correlation:
            return np.full((len(starts), len(times), 3), np.nan)
        return learned_modes(subject.module, starts, teachers, times)
    if not settings.correlation:
        return predicted_modes(subject.module, starts, teachers, times)
    known = [
        {
            **parameters,
            "c": a_star * b_star,
            "w_star": w_star,
            CORRELATION.name: settings.correlation,
        }
        for (_, parameters), (a_star, b_star, w_star) in zip(starts, teachers, strict=True)
    ]
    states = [state for state, _ in starts]
    return correlated_modes(subject.rule, states, known, times)


def _mode(
    settings: Settings, row: Mapping[str, Any], place: int
) -> tuple[tuple[float, ...], dict[str, float]]:
    """The measured (a, b, w) of one mode, and the rule's parameters there."""
    parameters = dict(settings.parameters)
    if notation.tau.name in parameters:
        parameters[notation.tau.name] = int(parameters[notation.tau.name])
    if row["a_hat"] is not None:
        parameters[notation.a_hat.name] = row["a_hat"][place]
    return (row["a"][place], row["b"][place], row["w"][place]), parameters
