"""Credit carried back lag by lag: K_m times what it begins with, one product with a matrix a lag."""

from collections.abc import Iterator, Sequence

import numpy as np

from symdyn.simulation.networks.credit_terms import CreditTerm
from symdyn.simulation.networks.network import Array

__all__ = ["carried_back"]


def carried_back(
    terms: Sequence[CreditTerm], begun: Array, first: int, kept: int
) -> Iterator[tuple[int, Array]]:
    """K_m X for the lags m from the first to below `kept`, with the lag; nothing for a kernel of 0.

    Parameters
    ----------
    terms : the kernel at a network
    begun : X, what is carried back, such as F times an error
    first, kept : the first lag, and the number of lags counted from 0

    >>> from symdyn import find_rule
    >>> from symdyn.simulation.networks.credit_terms import credit_terms
    >>> from symdyn.simulation.networks.squarings import Squarings
    >>> terms = credit_terms(find_rule("rflo"), {"w_hat": 0.5}, Squarings.of(np.eye(2)))
    >>> [(m, one.tolist()) for m, one in carried_back(terms, np.ones((1, 1)), 0, 3)]
    [(0, [[1.0]]), (1, [[0.5]]), (2, [[0.25]])]
    """
    parts = [term.entering(begun) for term in terms]
    for m in range(first, kept if terms else 0):
        credit = np.zeros((1, 1), dtype=begun.dtype)
        for place, term in enumerate(terms):
            if m > first:
                parts[place] = term.powers[0] @ parts[place]
            for d, p in term.coefficients:
                credit = credit + p @ (parts[place] * (m - first) ** d)
        yield m, credit
