"""Whether the sums over infinitely many lags converge; if not, the refusal names the radius.

That a power of the matrix has norm below 1 shows that its spectral radius is below 1.  The powers
are needed for the sums anyway; eigenvalues are computed for a refusal only.  Of Fractions the
characteristic polynomial decides.
"""

import math
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from symdyn.errors import SimulationError
from symdyn.rules.rule import LearningRule
from symdyn.simulation.networks.credit_terms import CreditTerm
from symdyn.simulation.networks.factor import Factor
from symdyn.simulation.networks.lag_sums import NEGLIGIBLE
from symdyn.simulation.networks.network import Array, is_exact
from symdyn.simulation.networks.rational_stacks import kronecker, radii_below_one
from symdyn.simulation.networks.squarings import Squarings

__all__ = ["powers_vanish", "require_credit_decay", "require_decay"]

# 2^40 lags: beyond them a radius is below 1 only by rounding.
_MOST = 40
_HUGE = 1e140


def require_decay(name: str, powers: Squarings) -> None:
    """Refuse a recurrent matrix whose powers do not go to zero.

    >>> require_decay("W", Squarings.of(np.diag([0.5, 1.5])))
    Traceback (most recent call last):
    ...
    symdyn.errors.SimulationError: the spectral radius of W is 1.5; expected below 1 for
    T -> infinity: scale W down or pass a finite T
    """
    if _decays(powers):
        return
    radius = _largest(_eigenvalues(powers))
    if is_exact(powers[0].values):
        radius = max(radius, 1.0)  # decided exactly, but shown as float64 has the eigenvalues
    lost = "" if radius >= 1 else ", but its powers do not shrink in float64"
    raise SimulationError(
        f"the spectral radius of {name} is {radius:.10g}{lost}; "
        f"expected below 1 for T -> infinity: scale {name} down or pass a finite T"
    )


def require_credit_decay(
    rule: LearningRule, term: CreditTerm, name: str, powers: Squarings, own: Squarings
) -> None:
    """Refuse a kernel whose ratio r times the radius of W or W_star is not below 1.

    Parameters
    ----------
    rule : the learning rule
    term : its credit at the student's W
    name, powers : of the matrix it meets in the sum, the student's or the teacher's
    own : powers of the student's W, of which the ratio is a function
    """
    if _decays(term.powers, powers):
        return
    W = own[0].values
    apart = rule.tells_units_apart
    points = np.diagonal(W, axis1=-2, axis2=-1) if apart else _eigenvalues(own)
    credit = max(_largest(one.at(points)) for one in term.ratios)
    radius = _largest(_eigenvalues(powers))
    raise SimulationError(
        f"a ratio of the kernel of rule {rule.name} reaches modulus {credit:.6g} at this W and the "
        f"spectral radius of {name} is {radius:.6g}; expected a product below 1 for T -> infinity: "
        "scale W down or pass a finite T"
    )


def powers_vanish(lags: int, degree: int, left: Squarings, right: Squarings) -> bool:
    """Whether the lags m >= `lags` of a sum of m^degree L^m G R^m are lost in rounding."""
    if lags < 1:
        return False
    k = lags.bit_length() - 1
    size = left.norm(k) * right.norm(k) * (2.0 * lags) ** degree
    return bool(np.all(size <= NEGLIGIBLE))


def _decays(*factors: Squarings) -> bool:
    if is_exact(factors[0][0].values):
        small = [_same_radius(one[0]) for one in factors]
        # Their Kronecker product has the products of their eigenvalues, but is large.
        return all(map(radii_below_one, small)) or radii_below_one(reduce(kronecker, small))
    with np.errstate(over="ignore", invalid="ignore"):
        for k in range(_MOST + 1):
            sizes = (one.norm(k) for one in factors)
            largest = float(math.prod(sizes, start=np.ones(())).max())
            if largest < 1:
                return True
            if not largest < _HUGE:
                return False
    return False


def _same_radius(factor: Factor) -> Array:
    """A small matrix of the same spectral radius: 1 x 1 for a diagonal one."""
    if not factor.elementwise:
        return factor.values
    return np.asarray(np.abs(factor.values).max(axis=-2, keepdims=True))


def _eigenvalues(powers: Squarings) -> NDArray[np.complex128]:
    try:
        values = powers[0].values.astype(np.float64, copy=False)
    except OverflowError:  # a Fraction beyond 1e308
        return np.array([np.inf + 0j])
    return np.asarray(np.linalg.eigvals(values), dtype=np.complex128)


def _largest(values: Array | NDArray[np.complex128]) -> float:
    largest = np.abs(values).max()
    try:
        return float(largest)
    except OverflowError:
        return math.inf
