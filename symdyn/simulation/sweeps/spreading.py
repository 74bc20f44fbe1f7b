"""Pieces on any executor; those whose worker dies are submitted again."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from queue import Empty, SimpleQueue
from typing import Any

from symdyn.errors import SimulationError
from symdyn.simulation.sweeps.pieces import Piece, compute, versions

__all__ = ["LOST", "run_pieces"]

# What a future raises when its worker is gone.
LOST: tuple[type[BaseException], ...] = (BrokenExecutor, CancelledError)

_PATIENCE = 1.0  # seconds


def run_pieces(
    pieces: Iterable[Piece],
    executor: Executor,
    *,
    at_once: int = 1000,
    attempts: int = 3,
    lost: tuple[type[BaseException], ...] = LOST,
    alive: Callable[[], bool] = lambda: True,
) -> Iterator[tuple[Piece, list[dict[str, Any]]]]:
    """Compute pieces and yield each once, with its rows, as soon as it is finished.

    A piece whose worker dies is submitted again.  Before the last attempt it waits until all others
    are done and then runs alone: a piece that needs too much memory takes no others with it.

    Parameters
    ----------
    pieces : of one or more plans; the same piece given twice is computed once
    executor : of processes, threads or machines; it must take work after a worker is lost, as
        `ProcessWorkers` does
    at_once : so many are submitted at a time; with processes, as many as there are
    attempts : how often a piece is submitted before it is given up
    lost : exceptions of a future that mean that its worker is gone
    alive : whether news can still come from the executor; asked after each second without any

    Raises
    ------
    SimulationError after all other pieces are finished if some were given up, and at once if the
    executor takes no more work or is gone.  What a piece itself raises.

    >>> from concurrent.futures import ThreadPoolExecutor
    >>> from symdyn.simulation.sweeps.pieces import pieces_of
    >>> from symdyn.simulation.training.plan import plan_of
    >>> values = {"units": 4, "steps": 2, "every": 1, "seeds": 2, "together": 1}
    >>> with ThreadPoolExecutor(1) as pool:
    ...     [(piece.seeds, len(rows)) for piece, rows in run_pieces(
    ...         pieces_of(plan_of(["bptt"], values, {})), pool)]
    [((0,), 3), ((1,), 3)]
    """
    waiting = deque({piece.key: piece for piece in pieces}.values())
    expected = versions()
    suspects: deque[Piece] = deque()
    given_up: list[Piece] = []
    losses: Counter[str] = Counter()
    running: dict[Future[list[dict[str, Any]]], Piece] = {}
    done: SimpleQueue[Future[list[dict[str, Any]]]] = SimpleQueue()

    def submit() -> None:
        if suspects and not waiting and not running:
            waiting.append(suspects.popleft())
        while waiting and len(running) < at_once:
            piece = waiting.popleft()
            future = _submitted(executor, piece, expected)
            running[future] = piece
            future.add_done_callback(done.put)

    try:
        submit()
        while running:
            try:
                future = done.get(timeout=_PATIENCE)
            except Empty:
                _require(alive, running)
                continue
            piece = running.pop(future)
            try:
                rows = future.result()
            except lost:
                _require(alive, running)
                losses[piece.key] += 1
                left = attempts - losses[piece.key]
                (given_up if left <= 0 else suspects if left == 1 else waiting).append(piece)
            else:
                yield piece, rows
            submit()
    finally:
        for future in running:
            future.cancel()
    if given_up:
        first = given_up[0]
        raise SimulationError(
            f"{len(given_up)} pieces were given up because their workers died {attempts} times, "
            f"among them seeds {first.seeds[0]} to {first.seeds[-1]} of {first.title}; see that "
            "the workers have enough memory, or compute fewer seeds together, and run it again"
        )


def _require(alive: Callable[[], bool], running: dict[Any, Piece]) -> None:
    if not alive():
        running.clear()  # no one is left to take them back from
        raise SimulationError(
            "the workers cannot be reached any more; what is finished is kept: start their "
            "scheduler again and repeat the command"
        )


def _submitted(
    executor: Executor, piece: Piece, expected: dict[str, str]
) -> Future[list[dict[str, Any]]]:
    try:
        return executor.submit(compute, piece, expected)
    except BrokenExecutor:
        raise SimulationError(
            f"the {type(executor).__name__} lost its workers and takes no more work; run it again "
            "with a new one, or use ProcessWorkers, which goes on"
        ) from None
