"""Tasks that wait for one another, on several processes, with the same results on any number."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from multiprocessing import active_children, get_all_start_methods, get_context
from typing import Any

from symdyn.errors import ClaimError

__all__ = ["Result", "Task", "processors", "run_tasks"]


@dataclass(frozen=True)
class Task:
    """A function and how its arguments follow from the results of the tasks it needs.

    `function` and `arguments` travel to another process: a function at module level, plain data.
    """

    function: Callable[..., Any]
    arguments: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    needs: tuple[str, ...] = ()

    @classmethod
    def of(cls, function: Callable[..., Any], *arguments: Any) -> "Task":
        """A function with arguments that are known from the beginning."""
        return cls(function, lambda _: arguments)


@dataclass(frozen=True)
class Result:
    """What a task returned and how many seconds it took."""

    value: Any
    seconds: float


def processors() -> int:
    """How many processors this process may use, which can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_tasks(
    tasks: Mapping[str, Task],
    *,
    jobs: int,
    progress: Callable[[int, tuple[str, ...]], None],
) -> dict[str, Result]:
    """The result of each task, in the order of the tasks.

    Parameters
    ----------
    tasks : by name; of those that are ready the first is begun first
    jobs : how many run at a time; 1 runs all in this process
    progress : told how many are done and which are running, at each beginning and end

    Raises
    ------
    What a task raises; ClaimError if a process is lost.

    >>> tasks = {"a": Task.of(abs, -1),
    ...          "b": Task(max, lambda values: (values["a"], 3), ("a",))}
    >>> run_tasks(tasks, jobs=1, progress=lambda done, running: None)["b"].value
    3
    """
    sorter = TopologicalSorter({name: task.needs for name, task in tasks.items()})
    sorter.prepare()
    place = {name: number for number, name in enumerate(tasks)}
    results: dict[str, Result] = {}
    running: dict[Future[Result], str] = {}
    ready: list[str] = []
    try:
        with _workers(min(jobs, len(tasks))) as pool:
            while sorter.is_active():
                ready = sorted((*ready, *sorter.get_ready()), key=place.__getitem__)
                while ready and len(running) < jobs:
                    name = ready.pop(0)
                    progress(len(results), (*running.values(), name))
                    values = {need: results[need].value for need in tasks[name].needs}
                    future = pool.submit(
                        _timed, tasks[name].function, tasks[name].arguments(values)
                    )
                    running[future] = name
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    name = running.pop(future)
                    results[name] = future.result()
                    sorter.done(name)
                progress(len(results), tuple(running.values()))
    except BrokenExecutor:
        raise ClaimError(
            f"a process ended before its work on {', '.join(running.values()) or name}, perhaps "
            "for want of memory; try --jobs 1"
        ) from None
    return {name: results[name] for name in tasks}


def _timed(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Result:
    start = time.perf_counter()
    value = function(*arguments)
    return Result(value, time.perf_counter() - start)


class _Here(Executor):
    """Runs what is submitted at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@contextmanager
def _workers(jobs: int) -> Iterator[Executor]:
    """An executor whose processes end with the block, also where that is left by an exception.

    Processes are forked from a server without threads: forking one that shows its progress in a
    thread can lock up.
    """
    if jobs <= 1:
        yield _Here()
        return
    method = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
    context = get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload([__name__, "symdyn.claims.verifying"])
    others = set(active_children())
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_end_quietly)
    try:
        yield pool
    except BaseException:
        for process in set(active_children()) - others:
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _end_quietly() -> None:
    """On an interrupt the main process speaks; the others just end."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
