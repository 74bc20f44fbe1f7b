"""The updates of the modes themselves, made for all seeds at once: whether they stay in the domain."""

import numpy as np

from symdyn import notation
from symdyn.codegen import export, load_module
from symdyn.rules.momentum import momentum_value
from symdyn.simulation.networks.network import Array
from symdyn.simulation.training.frame import start_frames
from symdyn.simulation.training.plan import Training
from symdyn.simulation.training.stable_step import analysed

__all__ = ["seeds_that_leave"]

# Beyond these updates, and below this update, nothing is looked for.
_MOST = 20_000
_AT_REST = 1e-6


def seeds_that_leave(training: Training) -> int:
    """How many seeds have a mode whose own updates lead to |w| >= 1, from where the network starts.

    A step under which a mode is stable at the optimum may be too large on the way there: the flow may pass close
    to |w| = 1, where the sums over lags diverge.  The updates are those for T -> infinity.

    Parameters
    ----------
    training : runs with an aligned teacher

    >>> from symdyn.simulation.training.plan import plan_of
    >>> values = {"seeds": 2, "start": "aligned", "start_modes": ((1, 1, 0.9),), "teacher_modes": ((1, 1, 0.9),)}
    >>> [seeds_that_leave(plan_of(["bptt"], {**values, "noise": 0.01, "eta": eta}, {})[0]) for eta in (0.001, 1)]
    [0, 2]
    """
    settings = training.settings
    module = load_module(export(analysed(training.rule)))
    parameters = dict(settings.parameters)
    if notation.tau.name in parameters:
        parameters[notation.tau.name] = int(parameters[notation.tau.name])
    beta = float(momentum_value(training.rule.beta, parameters))
    teacher = tuple(np.array(settings.teacher_modes).T)
    count = 0
    for _, frame in start_frames(settings, training.rule):
        fed = {} if frame.a_hat is None else {notation.a_hat.name: frame.a_hat}
        a, b, w = frame.a, frame.b, frame.w
        gone: Array = np.asarray(~(np.abs(w) < 1).all(axis=-1))
        steps = [np.zeros_like(x) for x in (a, b, w)]
        with np.errstate(all="ignore"):
            for _ in range(min(settings.steps, _MOST)):
                moves = module.update(a, b, w, *teacher, **parameters, **fed)
                steps = [
                    beta * last - settings.eta * move
                    for last, move in zip(steps, moves, strict=True)
                ]
                a, b, w = (x + step for x, step in zip((a, b, w), steps, strict=True))
                gone |= ~(np.abs(w) < 1).all(axis=-1)
                # What has left once is not followed further.
                w = np.where(gone[..., np.newaxis], 0.0, w)
                largest = max(float(np.abs(move[~gone]).max(initial=0.0)) for move in moves)
                if not largest > _AT_REST:
                    break
        count += int(gone.sum())
    return count
