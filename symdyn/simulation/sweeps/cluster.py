"""Workers on many machines: Dask's distributed scheduler, which the extra symdyn[dask] brings."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass

from symdyn.errors import SimulationError
from symdyn.simulation.sweeps.spreading import LOST

__all__ = ["Cluster", "connected"]


@dataclass(frozen=True)
class Cluster:
    """A scheduler with workers, and what `run_pieces` has to know of it.

    Parameters
    ----------
    executor : the workers
    lost : exceptions of a future that mean that its worker is gone
    alive : whether the scheduler can be reached
    count : how many workers there were at first
    """

    executor: Executor
    lost: tuple[type[BaseException], ...]
    alive: Callable[[], bool]
    count: int


@contextmanager
def connected(address: str, patience: float = 10.0) -> Iterator[Cluster]:
    """The workers of a scheduler while the block runs.

    Parameters
    ----------
    address : of the scheduler, such as tcp://host:8786
    patience : seconds to wait for its answer

    Raises
    ------
    SimulationError if distributed is not installed, or no scheduler answers.
    """
    try:
        from distributed import Client, KilledWorker  # noqa: PLC0415 - an extra
    except ImportError:
        raise SimulationError(
            "--scheduler needs Dask's distributed, which is not installed; install it with: "
            "pip install 'symdyn[dask]'"
        ) from None
    # Beside the refusal, Dask would log a traceback of each attempt.
    logger = logging.getLogger("distributed")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        client = Client(address, timeout=patience, set_as_default=False)
    except (OSError, ValueError, ImportError) as error:
        raise SimulationError(
            f"no scheduler answers at {address!r} ({type(error).__name__}); expected the address "
            "that dask scheduler prints, such as tcp://host:8786"
        ) from None
    finally:
        logger.setLevel(level)

    with client:
        count = len(client.scheduler_info(n_workers=-1)["workers"])
        yield Cluster(
            client.get_executor(),
            (*LOST, KilledWorker),
            lambda: client.status != "closed",
            count,
        )
