"""A process pool that outlives its processes, and whose processes do not outlive it."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from multiprocessing import active_children, get_all_start_methods, get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from types import TracebackType
from typing import ParamSpec, TypeVar

__all__ = ["ProcessWorkers"]

# New processes may die too, as where the server died that they are forked from.
_RESTARTS = 3
_P = ParamSpec("_P")
_T = TypeVar("_T")


class ProcessWorkers(Executor):
    """Processes of this machine.

    When one dies, what the others are running is lost with it, as in any ProcessPoolExecutor; here
    the next `submit` starts new ones.  Processes are forked from a server without threads: forking
    a process that shows its progress in a thread can lock up.

    Parameters
    ----------
    jobs : how many, at least 1

    >>> with ProcessWorkers(1) as workers:
    ...     workers.submit(abs, -3).result()
    3
    """

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        method = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
        self._context = get_context(method)
        if method == "forkserver":
            self._context.set_forkserver_preload(["symdyn.simulation.sweeps.pieces"])
        self._others: set[BaseProcess] = set(active_children())
        self._pool = self._started()

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Run a function of a module in one of the processes."""
        for _ in range(_RESTARTS):
            try:
                return self._pool.submit(fn, *args, **kwargs)
            except BrokenExecutor:
                self._pool.shutdown()
                self._pool = self._started()
        return self._pool.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more work, and end the processes when what they run is done."""
        self._pool.shutdown(wait, cancel_futures=cancel_futures)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the processes: at once if the block is left by an exception."""
        if kind is not None:
            for process in set(active_children()) - self._others:
                process.terminate()
        self.shutdown(cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._jobs, mp_context=self._context, initializer=_attend)


def _attend() -> None:
    """Leave interrupts to the main process, and end when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
