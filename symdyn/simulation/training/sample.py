"""A small run of full networks for any rule, to set beside what was derived."""

from fractions import Fraction

from symdyn import notation
from symdyn.codegen import export, load_module
from symdyn.simulation.training.outcomes import Group
from symdyn.simulation.training.run import Subject, train
from symdyn.simulation.training.settings import Settings
from symdyn.stages.analysis import Analysis

__all__ = ["sample_runs"]

_POSITION = Fraction(3, 4)
_HORIZON = 3.0


def sample_runs(analysis: Analysis) -> Group:
    """Three networks of eight units that learn two modes; a second or so.

    The kernel's parameters are at three quarters of their domain, tau is 3.

    >>> from symdyn import analyse, find_rule
    >>> group = sample_runs(analyse(find_rule("bptt")))
    >>> group.status["converged"], group.settings.units
    (3, 8)
    """
    rule = analysis.rule
    parameters = [
        (symbol.name, float(rule.domain.interval(symbol.name).at(_POSITION)))
        for symbol in rule.own_parameters
    ]
    if rule.horizon == notation.tau:
        parameters.append((notation.tau.name, _HORIZON + rule.least_horizon - 1))
    settings = Settings(
        rule=rule.name,
        parameters=tuple(parameters),
        units=8,
        outputs=2,
        inputs=2,
        eta=0.01,
        steps=1000,
        every=10,
        teacher_modes=((1.0, 1.0, 0.6), (1.0, 1.0, 0.3)),
        go_on=True,
        seeds=3,
        together=3,
    )
    rows = train(settings, Subject(analysis, load_module(export(analysis))), (0, 1, 2))
    runs = {seed: tuple(row for row in rows if row["seed"] == seed) for seed in (0, 1, 2)}
    return Group(settings, tuple(runs.values()))
