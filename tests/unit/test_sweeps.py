"""Pieces on executors whose workers die, and grids of settings."""

import os
import pickle
import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Any

import pytest

from symdyn.errors import SimulationError
from symdyn.rules.registry import all_rules, find_rule
from symdyn.simulation.sweeps.grid import grid_plan
from symdyn.simulation.sweeps.grid_file import grid_of_file
from symdyn.simulation.sweeps.pieces import Piece, compute, pieces_of, versions
from symdyn.simulation.sweeps.processes import ProcessWorkers
from symdyn.simulation.sweeps.spreading import run_pieces
from symdyn.simulation.training import catalogue
from symdyn.simulation.training.catalogue import experiment, experiment_names

SMALL = {"units": 4, "outputs": 2, "inputs": 2, "T": 5, "steps": 20, "every": 10, "together": 1}


@pytest.fixture(scope="module")
def pieces() -> tuple[Piece, ...]:
    """Six of them."""
    plan = grid_plan(["bptt"], {**SMALL, "seeds": 2}, {}, {"eta": [0.01, 0.02, 0.04]})
    return pieces_of(plan)


@pytest.fixture(scope="module")
def serial(pieces: tuple[Piece, ...]) -> dict[str, list[dict[str, Any]]]:
    return {piece.key: compute(piece, versions()) for piece in pieces}


class Deadly(Executor):
    """Runs what is submitted at once; some workers die after the work, before they answer.

    `deaths` tells how often that happens to a piece, `error` what its future raises.
    """

    def __init__(self, deaths: dict[str, int], error: type[BaseException] = BrokenExecutor) -> None:
        self.left = dict(deaths)
        self.error = error
        self.begun: list[str] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        key = args[0].key
        self.begun.append(key)
        rows = fn(*args, **kwargs)
        future: Future[Any] = Future()
        if self.left.get(key, 0):
            self.left[key] -= 1
            future.set_exception(self.error())
        else:
            future.set_result(rows)
        return future


@pytest.mark.parametrize("error", [BrokenExecutor, CancelledError])
def test_a_piece_whose_worker_dies_is_submitted_again_and_counted_once(
    pieces: tuple[Piece, ...],
    serial: dict[str, list[dict[str, Any]]],
    error: type[BaseException],
) -> None:
    deaths = {pieces[0].key: 2, pieces[3].key: 1}
    executor = Deadly(deaths, error)
    found = list(run_pieces(pieces * 2, executor, at_once=2))  # each given twice
    assert len(found) == len(pieces)
    assert {piece.key: rows for piece, rows in found} == serial
    counts = {piece.key: executor.begun.count(piece.key) for piece in pieces}
    assert counts == {piece.key: 1 + deaths.get(piece.key, 0) for piece in pieces}
    assert executor.begun[-1] == pieces[0].key  # its last attempt: after all others


def test_a_piece_that_always_dies_is_given_up_after_all_others(
    pieces: tuple[Piece, ...], serial: dict[str, list[dict[str, Any]]]
) -> None:
    executor = Deadly({pieces[1].key: 99})
    found = {}

    def collect() -> None:
        for piece, rows in run_pieces(pieces, executor, attempts=3):
            found[piece.key] = rows

    with pytest.raises(SimulationError, match=r"1 pieces .* 3 times, .* seeds 1 to 1 of bptt, eta"):
        collect()
    assert found == {key: rows for key, rows in serial.items() if key != pieces[1].key}
    assert executor.begun.count(pieces[1].key) == 3


def test_an_executor_that_takes_no_more_work_is_told(pieces: tuple[Piece, ...]) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        (process,) = _started_by(lambda: pool.submit(abs, -1).result())
        process.kill()
        process.join()
        with pytest.raises(SimulationError, match="use ProcessWorkers"):
            list(run_pieces(pieces[:1], pool))


def _started_by(action: Callable[[], object]) -> set[Any]:
    before = set(active_children())
    action()
    return set(active_children()) - before


def test_an_executor_that_is_gone_is_told(pieces: tuple[Piece, ...]) -> None:
    class Silent(Deadly):
        """Answers nothing, and takes nothing back."""

        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            super().submit(fn, *args, **kwargs)
            return Future()

    executor = Silent({})
    with pytest.raises(SimulationError, match="cannot be reached"):
        list(run_pieces(pieces[:2], executor, alive=lambda: False))
    assert len(executor.begun) == 2


def test_what_a_piece_raises_is_raised(pieces: tuple[Piece, ...]) -> None:
    with pytest.raises(ZeroDivisionError):
        list(run_pieces(pieces, Deadly({pieces[0].key: 1}, ZeroDivisionError)))


def test_other_versions_on_a_worker_are_refused(pieces: tuple[Piece, ...]) -> None:
    with pytest.raises(SimulationError, match=r"expected symdyn 0\.0\.1 and numpy 1"):
        compute(pieces[0], {"symdyn": "0.0.1", "numpy": "1"})


def test_killed_processes_are_replaced(
    pieces: tuple[Piece, ...], serial: dict[str, list[dict[str, Any]]]
) -> None:
    before = set(active_children())
    found = []
    with ProcessWorkers(2) as workers:
        for piece, rows in run_pieces(pieces, workers, at_once=2):
            if not found:
                for process in set(active_children()) - before:
                    if process.pid is not None:
                        os.kill(process.pid, signal.SIGKILL)
            found.append((piece.key, rows))
    assert len(found) == len(pieces)
    assert dict(found) == serial
    assert set(active_children()) <= before


def test_processes_end_at_once_when_the_block_is_left(pieces: tuple[Piece, ...]) -> None:
    before = set(active_children())

    def interrupted() -> None:
        with ProcessWorkers(2) as workers:
            for _ in run_pieces(pieces, workers, at_once=2):
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert set(active_children()) <= before


@pytest.mark.parametrize("name", [*(found.rule.name for found in all_rules()), "tbptt-5"])
def test_a_rule_travels_whole(name: str) -> None:
    rule = find_rule(name)
    there = pickle.loads(pickle.dumps(rule))  # noqa: S301
    assert there == rule
    assert hash(there) == hash(rule)
    assert (there.credit, there.domain) == (rule.credit, rule.domain)


def test_a_grid_has_every_combination_once() -> None:
    plan = grid_plan(
        ["rflo", "bptt", "rflo"],
        {"steps": 10, "every": 10},
        {"w_hat": 0.5},
        {"eta": [0.1, 0.2], "scale": [0.3, 0.4], "T": [5, None]},
    )
    places = [
        (one.settings.rule, one.settings.eta, one.settings.scale, one.settings.T) for one in plan
    ]
    assert len(places) == len(set(places)) == 16
    assert {one.settings.steps for one in plan} == {10}
    assert plan[1].settings.variation == "eta 0.1, scale 0.3, T infinity"


GRID = """
rules = ["bptt", "rflo"]
parameters = { w_hat = 0.5 }
[settings]
units = 4
T = "infinity"
[grid]
eta = [0.01, 0.02]
T = [5, "infinity"]
[[variation]]
name = "small"
scale = 0.05
[[variation]]
name = "large"
rules = ["bptt"]
scale = 0.5
"""


def test_a_grid_file_states_rules_settings_variations_and_axes(tmp_path: Path) -> None:
    path = tmp_path / "grid.toml"
    path.write_text(GRID.replace('T = "infinity"\n', "", 1))
    found = grid_of_file(path)
    assert found.axes == {"eta": [0.01, 0.02], "T": [5, None]}
    (rules, values, parameters), (others, _, _) = found.variations
    assert (rules, others) == (("bptt", "rflo"), ("bptt",))
    assert values == {"units": 4, "scale": 0.05, "variation": "small"}
    assert parameters == {"w_hat": 0.5}
    titles = [one.settings.title for one in found.plan({"units": 3})]
    assert len(titles) == 8 + 4
    assert titles[7] == "rflo, small, eta 0.02, T infinity"
    assert titles[8] == "bptt, large, eta 0.01, T 5"  # without w_hat, which it does not have


def test_a_parameter_that_no_rule_of_a_file_has_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "grid.toml"
    path.write_text('rules = ["bptt"]\nparameters = { w_hat = 0.5 }\n')
    with pytest.raises(SimulationError, match="'w_hat'"):
        grid_of_file(path).plan({})


@pytest.mark.parametrize("name", experiment_names())
def test_the_files_of_the_experiments_are_read(name: str) -> None:
    file = Path(catalogue.__file__).parent / "experiments" / f"{name}.toml"
    changes = {"seeds": 1}
    ours = [one.settings for one in grid_of_file(file).plan(changes)]
    assert ours == [one.settings for one in experiment(name).plan(changes)]
