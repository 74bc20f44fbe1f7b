"""What the oracle tests share."""

from collections.abc import Callable
from functools import cache

import pytest

from symdyn import Analysis, LearningRule, analyse


@pytest.fixture(scope="session")
def analysed() -> Callable[[LearningRule], Analysis]:
    """The analysis of a rule, made once for all files here: it is what takes the time."""
    return cache(analyse)
