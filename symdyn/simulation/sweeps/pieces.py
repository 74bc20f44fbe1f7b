"""The pieces that a plan is computed in: some seeds of one rule at one setting."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from threading import Lock
from typing import Any

from symdyn.errors import SimulationError
from symdyn.rules.rule import LearningRule
from symdyn.simulation.training.plan import Training
from symdyn.simulation.training.run import Subject, train

__all__ = ["Piece", "compute", "pieces_of", "versions"]

# A worker of a cluster may run several threads, and SymPy is not made for them.
_ANALYSING = Lock()


@dataclass(frozen=True)
class Piece:
    """Seeds that are computed together; it travels to another process as it is.

    Parameters
    ----------
    training : rule and settings
    seeds : one of the blocks of the settings
    """

    training: Training
    seeds: tuple[int, ...]

    @property
    def key(self) -> str:
        """Its identity: the settings, the rule as it is defined, and the seeds."""
        return json.dumps([self.training.row, self.seeds])

    @property
    def steps(self) -> int:
        """How many updates it makes at most."""
        return self.training.settings.steps

    @property
    def title(self) -> str:
        """The rule and the variation."""
        return self.training.settings.title


def pieces_of(plan: Iterable[Training]) -> tuple[Piece, ...]:
    """The pieces of a plan in its order, each once.

    >>> from symdyn.simulation.training.plan import plan_of
    >>> [one.seeds for one in pieces_of(plan_of(["bptt"], {"seeds": 7}, {}) * 2)]
    [(0, 1, 2, 3, 4), (5, 6)]
    """
    found = (Piece(one, block) for one in plan for block in one.settings.blocks())
    return tuple({piece.key: piece for piece in found}.values())


def versions() -> dict[str, str]:
    """The versions that the last bits of a result may depend on.

    >>> list(versions())
    ['symdyn', 'numpy']
    """
    return {name: version(name) for name in ("symdyn", "numpy")}


def compute(
    piece: Piece, expected: Mapping[str, str], tell: Callable[[int], None] = lambda _: None
) -> list[dict[str, Any]]:
    """The rows of a piece, here.

    Parameters
    ----------
    piece : what to run
    expected : the versions it is to be run with
    tell : called with the number of updates made since the last call

    Raises
    ------
    SimulationError if other versions are installed here.

    >>> from symdyn.simulation.training.plan import plan_of
    >>> plan = plan_of(["bptt"], {"units": 4, "steps": 2, "every": 1, "seeds": 1}, {})
    >>> [row["step"] for row in compute(pieces_of(plan)[0], versions())]
    [0, 1, 2]
    """
    here = versions()
    if here != expected:
        raise SimulationError(
            f"a worker has {_told(here)}, expected {_told(expected)}; install the same versions "
            "on all machines"
        )
    return train(piece.training.settings, _subject(piece.training.rule), piece.seeds, tell)


def _subject(rule: LearningRule) -> Subject:
    with _ANALYSING:
        return _analysed(rule)


@lru_cache(maxsize=32)
def _analysed(rule: LearningRule) -> Subject:
    return Subject.of(rule)


def _told(found: Mapping[str, str]) -> str:
    return " and ".join(f"{name} {number}" for name, number in found.items())
