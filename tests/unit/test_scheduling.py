"""Tasks on several processes: order, results, and how they end."""

import os
from itertools import count
from multiprocessing import active_children
from pathlib import Path
from time import sleep

import pytest

from symdyn.claims import scheduling
from symdyn.claims.scheduling import Task, run_tasks
from symdyn.errors import ClaimError
from tests.hanging import HANG


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_task_gets_the_results_that_it_needs(jobs: int) -> None:
    tasks = {
        "sum": Task(sum, lambda values: ((values["four"], values["nine"]),), ("four", "nine")),
        "nine": Task(pow, lambda _: (3, 2)),
        "four": Task(abs, lambda values: (values["nine"] - 13,), ("nine",)),
    }
    told: list[tuple[int, tuple[str, ...]]] = []
    results = run_tasks(tasks, jobs=jobs, progress=lambda done, now: told.append((done, now)))
    assert [(name, one.value) for name, one in results.items()] == [
        ("sum", 13),
        ("nine", 9),
        ("four", 4),
    ]
    assert told == [
        *((0, ("nine",)), (1, ()), (1, ("four",)), (2, ()), (2, ("sum",)), (3, ())),
    ]


def test_no_more_tasks_run_at_a_time_than_there_are_jobs() -> None:
    tasks = {str(number): Task(abs, lambda _: (-1,)) for number in range(6)}
    told: list[int] = []
    run_tasks(tasks, jobs=2, progress=lambda _, now: told.append(len(now)))
    assert max(told) == 2


def test_the_seconds_of_a_task_are_those_between_its_beginning_and_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = count(100)
    monkeypatch.setattr(scheduling.time, "perf_counter", clock.__next__)
    tasks = {
        "a": Task(clock.__next__, lambda _: ()),  # which takes one tick
        "b": Task(abs, lambda _: (-1,)),
    }
    results = run_tasks(tasks, jobs=1, progress=lambda _, __: None)
    assert [one.seconds for one in results.values()] == [2, 1]


def test_no_tasks_are_no_work() -> None:
    assert run_tasks({}, jobs=2, progress=lambda _, __: None) == {}


def fail() -> None:
    raise ClaimError("this one fails")


def end_late(trace: Path) -> None:
    """Leave a trace when nobody has ended the process for very long."""
    sleep(HANG)
    trace.touch()


def end_the_process() -> None:
    os._exit(3)


def test_a_failure_ends_the_other_processes(tmp_path: Path) -> None:
    others = set(active_children())
    tasks = {
        "long": Task(end_late, lambda _: (tmp_path / "long",)),
        "bad": Task(fail, lambda _: ()),
        "never": Task(end_late, lambda _: (tmp_path / "never",), ("long",)),
    }
    with pytest.raises(ClaimError, match="this one fails"):
        run_tasks(tasks, jobs=2, progress=lambda _, __: None)
    assert set(active_children()) == others
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_is_lost_is_told() -> None:
    tasks = {"lost": Task(end_the_process, lambda _: ()), "b": Task(abs, lambda _: (1,))}
    with pytest.raises(ClaimError, match=r"a process ended before its work on .*--jobs 1"):
        run_tasks(tasks, jobs=2, progress=lambda _, __: None)
