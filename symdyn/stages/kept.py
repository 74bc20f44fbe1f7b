"""What a stage finds about an analysis is found once, and kept with it."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from symdyn.stages.analysis import Analysis

__all__ = ["kept"]

_Found = TypeVar("_Found")


def kept(find: Callable[[Analysis], _Found]) -> Callable[[Analysis], _Found]:
    """A function of an analysis that is evaluated once for each.

    Claims, sentences and data ask for the same result.  An analysis does not change, so the result
    stands beside its fields, as a cached property does, and goes when the analysis goes.

    >>> from symdyn import analyse, find_rule
    >>> titles = []
    >>> title = kept(lambda one: titles.append(one.rule.title) or len(titles))
    >>> bptt = analyse(find_rule("bptt"))
    >>> title(bptt), title(bptt), len(titles)
    (1, 1, 1)
    """
    name = f"{find.__module__}.{find.__qualname__}"  # with a dot, which no field has

    @wraps(find)
    def once(analysis: Analysis) -> _Found:
        beside = vars(analysis)
        if name not in beside:
            beside[name] = find(analysis)
        found: _Found = beside[name]
        return found

    return once
