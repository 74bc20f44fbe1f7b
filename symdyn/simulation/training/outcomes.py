"""The rows of a table, grouped into runs, and what is counted and averaged over them."""

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from symdyn.simulation.training.settings import Settings, settings_of_row

__all__ = ["Group", "Row", "groups_of", "median"]

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Group:
    """The runs of one rule at one setting; each is its rows in the order of steps."""

    settings: Settings
    runs: tuple[tuple[Row, ...], ...]

    @property
    def title(self) -> str:
        """The rule and the variation."""
        return self.settings.title

    @cached_property
    def status(self) -> Counter[str]:
        """How many runs converged, diverged, or ran on."""
        return Counter(run[0]["status"] for run in self.runs)

    @property
    def ends(self) -> list[Row]:
        """The last row of each run that was measured at all."""
        return [run[-1] for run in self.runs if run[-1]["loss"] is not None]

    @property
    def components(self) -> Counter[str]:
        """At which component of fixed points the modes of runs that did not diverge stopped."""
        return Counter(name for run in self.runs for name in (run[0]["component"] or ()))

    def relative_loss(self) -> float | None:
        """The median of the last loss over the first."""
        return median(
            run[-1]["loss"] / run[0]["loss"] for run in self.runs if run[-1]["loss"] is not None
        )


def groups_of(rows: Iterable[Row]) -> tuple[Group, ...]:
    """The groups of a table in its order.

    >>> row = {**Settings(rule="bptt").row(), "seed": 0, "status": "ran", "loss": 1.0}
    >>> [group.title for group in groups_of([row, {**row, "seed": 1}])]
    ['bptt']
    """
    found = []
    for settings, members in groupby(rows, key=settings_of_row):
        runs = tuple(tuple(run) for _, run in groupby(members, key=lambda row: row["seed"]))
        found.append(Group(settings, runs))
    return tuple(found)


def median(values: Iterable[float | None]) -> float | None:
    """The median of the values that are there.

    >>> median([3.0, None, 1.0, 2.0]), median([])
    (2.0, None)
    """
    there: Sequence[float] = [value for value in values if value is not None]
    return statistics.median(there) if there else None
