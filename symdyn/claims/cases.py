"""Evidence for a list of fixed points: products that vanish, the cases of their factors, and where a case ends."""

from collections.abc import Sequence
from typing import Any

from symdyn.formula.building import Formula, formula

__all__ = ["branch", "leaf"]


def branch(factors: Sequence[tuple[Formula, Any]], row: Sequence[Formula | int]) -> dict[str, Any]:
    """A product of factors that is a combination of equations, and so zero.

    Parameters
    ----------
    factors : each with what follows where it vanishes, or None where it does not vanish
    row : the cofactors of the equations
    """
    cases = {str(place): case for place, (_, case) in enumerate(factors) if case is not None}
    return {
        "factors": [one for one, _ in factors],
        "combination": [formula(x) for x in row],
        "open": list(cases),
        "cases": list(cases.values()),
    }


def leaf(number: int, places: Sequence[int], known: int) -> dict[str, Any]:
    """The end of a case: the equations of a component are among those that are known.

    >>> leaf(0, (1,), 2)
    {'alternative': '0', 'combinations': [['0', '1']]}
    """
    rows = [["1" if one == place else "0" for one in range(known)] for place in places]
    return {"alternative": str(number), "combinations": rows}
