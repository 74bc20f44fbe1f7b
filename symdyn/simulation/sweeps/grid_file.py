"""A grid of settings from a TOML file, which is written like those of the named experiments."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

from symdyn.errors import SimulationError
from symdyn.rules.registry import find_rule
from symdyn.simulation.sweeps.grid import grid_plan
from symdyn.simulation.training.catalogue import runs_of
from symdyn.simulation.training.plan import Training, parameter_names
from symdyn.simulation.training.settings import Settings

__all__ = ["Grid", "grid_of_file"]

_TOLD = frozenset({"title", "question", "show"})
_SETTINGS = {field.name for field in fields(Settings)} - {"rule", "parameters", "variation"}
_MODES = frozenset({"teacher_modes", "start_modes"})


class Grid(NamedTuple):
    """What a file states: its variations, and the axes that all have.

    `variations` has (rules, settings, parameters) of each, `axes` the values by name.
    """

    variations: tuple[tuple[tuple[str, ...], Mapping[str, Any], Mapping[str, float]], ...]
    axes: Mapping[str, list[Any]]

    def plan(self, changes: Mapping[str, Any]) -> tuple[Training, ...]:
        """What is to be run, with some settings replaced in every variation.

        A parameter that only rules of other variations have is left out.
        """
        names = [
            {name for rule in rules for name in parameter_names(find_rule(rule))}
            for rules, _, _ in self.variations
        ]
        every = set().union(*names)
        return tuple(
            training
            for (rules, values, parameters), own in zip(self.variations, names, strict=True)
            for training in grid_plan(
                rules,
                {**values, **changes},
                _without(parameters, every - own),
                _without(self.axes, every - own),
            )
        )


def _without(table: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in table.items() if name not in names}


def grid_of_file(path: Path) -> Grid:
    """The grid in a file: rules, parameters, [settings], [grid] and any [[variation]].

    Raises
    ------
    SimulationError for a file that cannot be read or is not of that form.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SimulationError(
            f"grid {str(path)!r} cannot be read ({reason}); expected a TOML file with rules, "
            "[settings] and [grid]: check the path"
        ) from None
    reader = _Reader(path)
    known = {*_TOLD, "rules", "parameters", "settings", "grid", "variation"}
    reader.require_known(data, known, "the file")
    data = {"settings": {}, **data}
    reader.require_table(data["settings"], "settings")
    reader.require_known(data["settings"], _SETTINGS, "settings")
    reader.check_part(data, data["settings"])
    if "rules" not in data:
        reader.refuse("rules", None, 'a list of rules, such as ["bptt", "rflo"]')
    variations = data.get("variation", [{}])
    if not isinstance(variations, list) or not variations:
        reader.refuse("variation", variations, "tables, each under [[variation]]")
    for one in variations:
        reader.require_table(one, "variation")
        reader.require_known(one, {*_SETTINGS, "name", "rules", "parameters"}, "variation")
        if not isinstance(one.get("name", ""), str):
            reader.refuse("name", one["name"], "a text")
        reader.check_part(one, one)
    axes = data.get("grid", {})
    reader.require_table(axes, "grid")
    for name, points in axes.items():
        if not isinstance(points, list) or not all(
            isinstance(point, int | float | str) for point in points
        ):
            reader.refuse(f"{name} in grid", points, "a list of numbers or words")
    if "T" in axes:
        axes["T"] = [None if point == "infinity" else point for point in axes["T"]]
    return Grid(runs_of(data), axes)


class _Reader:
    """Checks on the parts of one file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def refuse(self, name: str, value: object, expected: str) -> None:
        """Say what is wrong."""
        raise SimulationError(
            f"grid {str(self._path)!r}: {name} = {value!r}, expected {expected}; correct it"
        )

    def require_table(self, value: object, name: str) -> None:
        """Refuse what is no table."""
        if not isinstance(value, dict):
            self.refuse(name, value, "a table")

    def require_known(self, table: Mapping[str, Any], known: set[str], where: str) -> None:
        """Refuse a name that means nothing there."""
        for name in table:
            if name not in known:
                self.refuse(f"{name} in {where}", table[name], f"one of {', '.join(sorted(known))}")

    def check_part(self, table: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
        """Check the types that Settings takes for granted."""
        rules = table.get("rules", ["bptt"])
        if not isinstance(rules, list) or not rules or not all(isinstance(x, str) for x in rules):
            self.refuse("rules", rules, 'a list of rules, such as ["bptt", "rflo"]')
        self.require_table(table.get("parameters", {}), "parameters")
        for name in _MODES & set(settings):
            modes = settings[name]
            if not isinstance(modes, list) or not all(isinstance(mode, list) for mode in modes):
                self.refuse(name, modes, "a list of modes, such as [[1, 1, 0.8], [1, 1, 0.4]]")
        for name in ("compiled", "go_on"):
            if not isinstance(settings.get(name, False), bool):
                self.refuse(name, settings[name], "true or false")
