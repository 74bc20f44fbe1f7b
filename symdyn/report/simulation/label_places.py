"""Where labels stand beside a panel so that none covers another."""

from collections.abc import Sequence
from itertools import pairwise

__all__ = ["spread"]


def spread(places: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """The middles of labels between 0 and 1, each as near to its place as the others allow.

    Labels that would overlap stand one upon the other, in the order of their places and around the
    mean of these.

    Parameters
    ----------
    places : where each would stand alone
    sizes : how high each is

    >>> spread([0.5, 0.5, 0.9], [0.25, 0.25, 0.125])
    [0.375, 0.625, 0.9]
    >>> spread([1.0, 1.0], [0.25, 0.25])
    [0.625, 0.875]
    """

    def bottom(block: Sequence[int]) -> float:
        high = sum(sizes[k] for k in block)
        middle = sum(places[k] for k in block) / len(block)
        return max(0.0, min(middle - high / 2, 1.0 - high))

    def top(block: Sequence[int]) -> float:
        return bottom(block) + sum(sizes[k] for k in block)

    blocks = [[k] for k in sorted(range(len(places)), key=lambda k: places[k])]
    while True:
        clash = (k for k, (one, other) in enumerate(pairwise(blocks)) if bottom(other) < top(one))
        first = next(clash, None)
        if first is None:
            break
        blocks[first : first + 2] = [blocks[first] + blocks[first + 1]]
    found = [0.0] * len(places)
    for block in blocks:
        height = bottom(block)
        for k in block:
            found[k] = height + sizes[k] / 2
            height += sizes[k]
    return found
