"""Tasks on several processes: order, results, and how they end."""

import os
import time
from multiprocessing import active_children

import pytest

from symdyn.claims.scheduling import Task, run_tasks
from symdyn.errors import ClaimError


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
    tasks = {str(number): Task(time.sleep, lambda _: (0.01,)) for number in range(6)}
    told: list[int] = []
    results = run_tasks(tasks, jobs=2, progress=lambda _, now: told.append(len(now)))
    assert max(told) == 2
    assert all(one.seconds >= 0.01 for one in results.values())


def test_no_tasks_are_no_work() -> None:
    assert run_tasks({}, jobs=2, progress=lambda _, __: None) == {}


def sleep_or_fail(seconds: float) -> None:
    if not seconds:
        raise ClaimError("this one fails")
    time.sleep(seconds)


def end_the_process() -> None:
    os._exit(3)


def test_a_failure_ends_the_other_processes() -> None:
    others = set(active_children())
    tasks = {
        "long": Task(sleep_or_fail, lambda _: (40.0,)),
        "bad": Task(sleep_or_fail, lambda _: (0.0,)),
        "never": Task(sleep_or_fail, lambda _: (40.0,), ("long",)),
    }
    start = time.monotonic()
    with pytest.raises(ClaimError, match="this one fails"):
        run_tasks(tasks, jobs=2, progress=lambda _, __: None)
    assert time.monotonic() - start < 20
    assert set(active_children()) == others


def test_a_process_that_is_lost_is_told() -> None:
    tasks = {"lost": Task(end_the_process, lambda _: ()), "b": Task(abs, lambda _: (1,))}
    with pytest.raises(ClaimError, match=r"a process ended before its work on .*--jobs 1"):
        run_tasks(tasks, jobs=2, progress=lambda _, __: None)
