"""Which cases of a test run each time, and which only among the slow ones."""

import os
from collections.abc import Collection, Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import pytest

import symdyn

Case = TypeVar("Case")


def slow_but(quick: Collection[str], names: Iterable[str], parts: int = 1) -> list[Any]:
    """The names for a parametrized test, all but the quick ones marked as slow, and these in turn.

    >>> [one if isinstance(one, str) else one.marks[0].name for one in slow_but(["a"], ["a", "b"])]
    ['a', 'slow']
    """
    found = list(names)
    missing = set(quick).difference(found)
    if missing:
        raise ValueError(f"{sorted(missing)} are no cases of this test; name those that are")
    kept = {*quick, *in_turn([one for one in found if one not in quick], parts)}
    return [
        one if one in quick else pytest.param(one, marks=pytest.mark.slow)
        for one in found
        if one in kept
    ]


def in_turn(names: Iterable[Case], parts: int) -> list[Case]:
    """One of so many parts of the names: which one, the sources of symdyn say.

    Cases that are many and take long run in turn, so that each change of the program is followed by another
    part of them, and the same tree by the same; all of them run where SYMDYN_TESTS is all.
    """
    found = list(names)
    return found if os.environ.get("SYMDYN_TESTS") == "all" else found[turn() % parts :: parts]


@cache
def turn() -> int:
    """A number that the sources of symdyn give: the same for the same tree, another after each change."""
    digest = sha256()
    for path in sorted(Path(symdyn.__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return int.from_bytes(digest.digest()[:4], "big")
