"""The named experiments: their settings are data, one TOML file each in experiments/."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from symdyn.errors import SimulationError
from symdyn.rules.registry import find_rule
from symdyn.simulation.training.plan import Training, parameter_names, plan_of

__all__ = ["Experiment", "experiment", "experiment_names", "runs_of"]

_FOLDER = "experiments"


@dataclass(frozen=True)
class Experiment:
    """An experiment as its file states it.

    Parameters
    ----------
    name : of the file, and on the command line
    title : one line
    question : what it asks, and what one would expect
    show : which summary tells its answer
    runs : a rule list, settings and parameters for each variation
    """

    name: str
    title: str
    question: str
    show: str
    runs: tuple[tuple[tuple[str, ...], Mapping[str, Any], Mapping[str, float]], ...]

    def plan(self, changes: Mapping[str, Any]) -> tuple[Training, ...]:
        """What is to be run, with some settings replaced in every variation."""
        return tuple(
            training
            for rules, values, parameters in self.runs
            for training in plan_of(rules, {**values, **changes}, _known(rules, parameters))
        )


def _known(rules: tuple[str, ...], parameters: Mapping[str, float]) -> dict[str, float]:
    """The parameters that some of the rules have."""
    known = {name for rule in rules for name in parameter_names(find_rule(rule))}
    return {name: value for name, value in parameters.items() if name in known}


def experiment_names() -> tuple[str, ...]:
    """The names of all experiments.

    >>> "low-rank" in experiment_names()
    True
    """
    files = (resources.files("symdyn.simulation.training") / _FOLDER).iterdir()
    return tuple(
        sorted(one.name.removesuffix(".toml") for one in files if one.name[-5:] == ".toml")
    )


def experiment(name: str) -> Experiment:
    """The experiment of that name.

    Raises
    ------
    SimulationError for an unknown name.

    >>> experiment("low-rank").show
    'spectra'
    """
    if name not in experiment_names():
        raise SimulationError(
            f"there is no experiment {name!r}; choose one of {', '.join(experiment_names())}"
        )
    file = resources.files("symdyn.simulation.training") / _FOLDER / f"{name}.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return Experiment(name, data["title"], data["question"].strip(), data["show"], runs_of(data))


def runs_of(
    data: Mapping[str, Any],
) -> tuple[tuple[tuple[str, ...], Mapping[str, Any], Mapping[str, float]], ...]:
    """The rules, settings and parameters of each variation that a file states.

    >>> runs_of({"rules": ["bptt"], "settings": {"T": "infinity"}, "variation": [{"eta": 0.1}]})
    ((('bptt',), {'T': None, 'eta': 0.1}, {}),)
    """
    runs = []
    for variation in data.get("variation", [{}]):
        changed = dict(variation)
        label = {"variation": changed.pop("name")} if "name" in changed else {}
        rules = tuple(changed.pop("rules", data["rules"]))
        parameters = {**data.get("parameters", {}), **changed.pop("parameters", {})}
        values = {**data["settings"], **changed, **label}
        if values.get("T") == "infinity":
            values["T"] = None
        runs.append((rules, values, parameters))
    return tuple(runs)
