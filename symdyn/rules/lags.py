"""At which lags a rule may have credit: from its first lag on, to a horizon if it has one."""

from collections.abc import Iterable

from symdyn import notation
from symdyn.errors import RuleError

__all__ = ["require_inside", "require_lags"]

_MOST = 16


def require_lags(first: object, horizon: object) -> None:
    """Check the first lag, and the horizon behind it.

    Raises
    ------
    RuleError for a first lag that is no integer from 0 to 16, and a horizon that is neither None, nor
    the symbol tau, nor an integer beyond the first lag.

    >>> require_lags(2, 5)
    """
    if isinstance(first, bool) or not isinstance(first, int) or not 0 <= first <= _MOST:
        raise RuleError(f"first_lag {first!r} is not an integer from 0 to {_MOST}; use one")
    if horizon is None or horizon == notation.tau:
        return
    if isinstance(horizon, bool) or not isinstance(horizon, int) or horizon < 1:
        raise RuleError(
            f"horizon {horizon!r} is not None, a positive integer or the symbol tau; use one of these"
        )
    if horizon <= first:
        raise RuleError(
            f"horizon {horizon} ends before the first lag {first}; "
            f"give a horizon of at least {first + 1}"
        )


def require_inside(corrections: Iterable[int], first: int, horizon: object) -> None:
    """Refuse a correction at a lag that has no credit.

    Raises
    ------
    RuleError for a lag before the first, or not before a horizon that is an integer.

    >>> require_inside((2, 3), 1, 4)
    """
    end = horizon if isinstance(horizon, int) else None
    for lag in corrections:
        if lag < first or (end is not None and lag >= end):
            ends = f"credit begins at the lag {first}"
            ends += f" and ends at {end - 1}" if end is not None else ""
            raise RuleError(f"at_lag({lag}) is outside, for {ends}; leave it out")
