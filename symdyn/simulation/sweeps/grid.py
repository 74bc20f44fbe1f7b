"""A grid of settings: every combination of the values on its axes."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from itertools import product
from typing import Any

from symdyn.errors import SimulationError
from symdyn.simulation.training.plan import Training, parameters_of_rules, plan_of
from symdyn.simulation.training.settings import Settings

__all__ = ["AXES", "grid_plan"]

# Seeds have an option of their own, and lists of modes make no axis.
_NO_AXES = frozenset(
    "rule variation parameters teacher_modes start_modes compiled go_on seeds first_seed "
    "together".split()
)
AXES = tuple(field.name for field in fields(Settings) if field.name not in _NO_AXES)


def grid_plan(
    rules: Sequence[str],
    values: Mapping[str, Any],
    parameters: Mapping[str, float],
    axes: Mapping[str, Sequence[Any]],
) -> tuple[Training, ...]:
    """Each rule at each combination; an axis that is a parameter counts for rules that have it.

    The variation of each setting tells its place on the axes.

    Parameters
    ----------
    rules : names or files
    values : of the other settings by name
    parameters : by name
    axes : the values of a setting (one of AXES) or of a parameter, by name

    Raises
    ------
    SymdynError for an axis that is neither, is empty, has a value twice, or is also given one
    value; and for whatever `plan_of` refuses.

    >>> plan = grid_plan(["bptt", "rflo"], {}, {}, {"eta": [0.1, 0.2], "w_hat": [0.3, 0.4]})
    >>> for one in plan:
    ...     print(one.settings.title)
    bptt, eta 0.1
    bptt, eta 0.2
    rflo, eta 0.1, w_hat 0.3
    rflo, eta 0.1, w_hat 0.4
    rflo, eta 0.2, w_hat 0.3
    rflo, eta 0.2, w_hat 0.4
    """
    names = parameters_of_rules(rules, parameters)
    known = dict.fromkeys(name for found in names.values() for name in found)
    for name, points in axes.items():
        _check(name, points, (*AXES, *known))
        if name in values or name in parameters:
            raise SimulationError(
                f"{name} is given one value and is also an axis of the grid; give one of the two"
            )
    plan: list[Training] = []
    for rule, wanted in names.items():
        own = {name: axes[name] for name in axes if name in AXES or name in wanted}
        fixed = {name: value for name, value in parameters.items() if name in wanted}
        for point in product(*own.values()):
            at = dict(zip(own, point, strict=True))
            settings = {name: value for name, value in at.items() if name in AXES}
            label = [
                f"{name} {'infinity' if value is None else value}" for name, value in at.items()
            ]
            given = values.get("variation")
            plan += plan_of(
                [rule],
                {**values, **settings, "variation": ", ".join(([given] if given else []) + label)},
                {**fixed, **{name: value for name, value in at.items() if name in wanted}},
            )
    return tuple(plan)


def _check(name: str, points: Sequence[Any], known: Sequence[str]) -> None:
    if name not in known:
        raise SimulationError(
            f"{name!r} is no axis of a grid; choose a setting or a parameter of the rules: "
            f"{', '.join(known)}"
        )
    if not points:
        raise SimulationError(f"axis {name} has no values; give at least one")
    twice = [value for place, value in enumerate(points) if value in points[:place]]
    if twice:
        raise SimulationError(f"axis {name} has the value {twice[0]} twice; give it once")
