"""How sure a count of 20 runs is."""

import math

__all__ = ["wilson_interval"]

_Z = 1.959963984540054  # 97.5 % of the standard normal distribution


def wilson_interval(count: int, runs: int) -> tuple[float, float]:
    """The 95 % interval for the probability behind a count.

        (p + z^2/(2 n) -+ z sqrt(p (1 - p)/n + z^2/(4 n^2))) / (1 + z^2/n)

    Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212.

    >>> [round(one, 3) for one in wilson_interval(13, 20)]
    [0.433, 0.819]
    """
    share = count / runs
    middle = share + _Z**2 / (2 * runs)
    half = _Z * math.sqrt(share * (1 - share) / runs + _Z**2 / (4 * runs**2))
    scale = 1 + _Z**2 / runs
    return max((middle - half) / scale, 0.0), min((middle + half) / scale, 1.0)
