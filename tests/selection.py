"""Which cases of a test run each time, and which only among the slow ones."""

from collections.abc import Collection, Iterable
from typing import Any

import pytest


def slow_but(quick: Collection[str], names: Iterable[str]) -> list[Any]:
    """The names for a parametrized test, all but the quick ones marked as slow.

    >>> [one if isinstance(one, str) else one.marks[0].name for one in slow_but(["a"], ["a", "b"])]
    ['a', 'slow']
    """
    found = list(names)
    missing = set(quick).difference(found)
    if missing:
        raise ValueError(f"{sorted(missing)} are no cases of this test; name those that are")
    return [one if one in quick else pytest.param(one, marks=pytest.mark.slow) for one in found]
