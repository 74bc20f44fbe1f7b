"""The one place of the tests that knows of time: a hang ends, and nothing else depends on it.

A test that needs so long hangs, on a machine that is ten times slower as well.
"""

import time
from collections.abc import Callable

HANG = 600  # seconds


def wait_until(condition: Callable[[], bool]) -> None:
    """Return when the condition holds; fail if that hangs."""
    hung = time.monotonic() + HANG
    while not condition():
        assert time.monotonic() < hung, "this hangs"
        time.sleep(0.01)
