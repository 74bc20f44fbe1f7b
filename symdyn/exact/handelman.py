"""Searching for a Handelman expansion: a polynomial as a nonnegative combination of products.

On a bounded interval the products of one variable's two inequalities of a fixed total degree are
its Bernstein basis.  Raising that degree (elevation) brings the weights towards the polynomial's
values, so a polynomial with a positive minimum on a box gets nonnegative weights in the end
(Bernstein; Powers and Reznick, Trans. Amer. Math. Soc. 352, 2000).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import comb, gcd, prod
from typing import TypeAlias

from symdyn.exact.domain import Domain, Interval
from symdyn.exact.integer_terms import Terms, value_sign
from symdyn.exact.sign_proof import Weights

__all__ = ["Expansion", "expand_on"]

_MAX_ELEVATION = 8
_MAX_PRODUCTS = 4_000
_TRIAL_POINTS = 24
_PULL = Fraction(1, 64)

_Indexed: TypeAlias = dict[tuple[int, ...], int]


@dataclass(frozen=True)
class Expansion:
    """orientation * scale * polynomial = the weighted sum; see `sign_proof.FactorSign`.

    `strict` says that one product at least cannot vanish on the domain.
    """

    orientation: int
    strict: bool
    scale: int
    weights: Weights


@dataclass(frozen=True)
class _Chart:
    """How the powers of one variable are written in products X^i Y^(degree - i) of two atoms.

    With u the variable, or its square where step = 2,

        scale * u = mu X + nu Y   and   scale = alpha X + beta Y.

    `x` and `y` are the atoms' exponent triples; Y is the constant 1 where the interval is not
    bounded on both sides.
    """

    mu: int
    nu: int
    alpha: int
    beta: int
    scale: int
    degree: int
    x: tuple[int, int, int]
    y: tuple[int, int, int]
    contains_zero: bool

    @property
    def step(self) -> int:
        return 2 if self.x[0] else 1

    @property
    def bounded(self) -> bool:
        return self.alpha != 0

    @property
    def spreads(self) -> bool:
        """Whether one power of the variable becomes several products."""
        return self.bounded or self.nu != 0

    def exponents(self, i: int) -> tuple[int, int, int]:
        j = self.degree - i
        return (
            i * self.x[0] + j * self.y[0],
            i * self.x[1] + j * self.y[1],
            i * self.x[2] + j * self.y[2],
        )

    def cannot_vanish(self, i: int) -> bool:
        return i == 0 or self.x[0] == 0 or not self.contains_zero


def expand_on(terms: Terms, names: Sequence[str], domain: Domain) -> Expansion | None:
    """Search for an expansion of a polynomial, or of its negative, with nonnegative weights.

    Parameters
    ----------
    terms : mapping of exponents to nonzero int
        The polynomial.
    names : sequence of str
        The variables to which the exponents belong; each occurs in the polynomial.
    domain : Domain
        Covers the names.

    Returns
    -------
    Expansion or None
        None proves nothing: the polynomial may change sign, touch zero inside, or need a degree
        beyond the bounds of the search.

    Examples
    --------
    >>> box = Domain((("w", Interval(-1, 1)),))
    >>> expand_on({(0,): 3, (1,): -1}, ("w",), box)
    Expansion(orientation=1, strict=True, scale=1, weights=((((0, 0, 1),), 2), (((0, 1, 0),), 1)))
    >>> expand_on({(1,): 1}, ("w",), box) is None
    True
    """
    charts = []
    for axis, name in enumerate(names):
        chart = _chart(domain.interval(name), frozenset(powers[axis] for powers in terms))
        if chart is None:
            return None
        charts.append(chart)
    if _size(terms, charts) > _MAX_PRODUCTS:
        return None
    weights = _expand(terms, charts)
    if not _common_sign(weights) and (
        _corners_disagree(weights, charts) or _trials_disagree(terms, domain.restrict(tuple(names)))
    ):
        return None
    for _ in range(_MAX_ELEVATION):
        if _common_sign(weights):
            break
        charts = [replace(c, degree=c.degree + 1) if c.bounded else c for c in charts]
        if not any(c.bounded for c in charts) or _size(terms, charts) > _MAX_PRODUCTS:
            return None
        for axis, chart in enumerate(charts):
            if chart.bounded:
                weights = _elevate(weights, axis, chart)
    return _expansion(weights, charts) if _common_sign(weights) else None


def _chart(interval: Interval, powers: frozenset[int]) -> _Chart | None:
    """The chart of a variable that occurs to these powers; None where no product can carry them.

    Where every power is even and the interval symmetric, the atoms are v^2 and end^2 - v^2, the
    latter being the product of the two ends' inequalities: symmetrising an expansion in v shows
    that they reach whatever the ends alone reach at twice the degree.
    """
    low, high, degree = interval.lower, interval.upper, max(powers)
    even = all(power % 2 == 0 for power in powers)
    square, above, below, one = (1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, 0)
    inside = interval.contains(0)
    if low is not None and high is not None:
        p, q, r, s = low.numerator, low.denominator, high.numerator, high.denominator
        if even and low == -high:
            return _Chart(r * r, 0, s * s, 1, r * r, degree // 2, square, (0, 1, 1), inside)
        return _Chart(r, p, s, q, r * q - p * s, degree, above, below, inside)
    if low is not None:
        return _Chart(
            1, low.numerator, 0, low.denominator, low.denominator, degree, above, one, inside
        )
    if high is not None:
        return _Chart(
            -1, high.numerator, 0, high.denominator, high.denominator, degree, below, one, inside
        )
    return _Chart(1, 0, 0, 1, 1, degree // 2, square, one, inside) if even else None


@lru_cache(maxsize=1024)
def _rows(mu: int, nu: int, alpha: int, beta: int, degree: int) -> tuple[tuple[int, ...], ...]:
    """Row k: coefficients of X^i Y^(degree - i) in (mu X + nu Y)^k (alpha X + beta Y)^(degree - k).

    That is scale^degree times the k-th power of the variable.
    """
    rows = []
    for k in range(degree + 1):
        row = [0] * (degree + 1)
        for i in range(k + 1):
            for j in range(degree - k + 1):
                row[i + j] += (
                    comb(k, i)
                    * (mu**i * nu ** (k - i))
                    * comb(degree - k, j)
                    * (alpha**j * beta ** (degree - k - j))
                )
        rows.append(tuple(row))
    return tuple(rows)


def _expand(terms: Terms, charts: Sequence[_Chart]) -> _Indexed:
    """The weights of the products, keyed by each variable's index i."""
    weights = dict(terms)
    for axis, c in enumerate(charts):
        rows = _rows(c.mu, c.nu, c.alpha, c.beta, c.degree)
        changed: _Indexed = {}
        for key, weight in weights.items():
            before, after = key[:axis], key[axis + 1 :]
            for i, entry in enumerate(rows[key[axis] // c.step]):
                if entry:
                    index = (*before, i, *after)
                    changed[index] = changed.get(index, 0) + entry * weight
        weights = changed
    return {key: weight for key, weight in weights.items() if weight}


def _elevate(weights: _Indexed, axis: int, chart: _Chart) -> _Indexed:
    """Multiply by alpha X + beta Y, which is the chart's scale."""
    raised: _Indexed = {}
    for key, weight in weights.items():
        raised[key] = raised.get(key, 0) + chart.beta * weight
        shifted = (*key[:axis], key[axis] + 1, *key[axis + 1 :])
        raised[shifted] = raised.get(shifted, 0) + chart.alpha * weight
    return {key: weight for key, weight in raised.items() if weight}


def _size(terms: Terms, charts: Sequence[_Chart]) -> int:
    """A bound on the number of products."""
    kept = [axis for axis, c in enumerate(charts) if not c.spreads]
    groups = len({tuple(powers[axis] for axis in kept) for powers in terms})
    return groups * prod(c.degree + 1 for c in charts if c.spreads)


def _common_sign(weights: Mapping[tuple[int, ...], int]) -> int:
    positive = any(weight > 0 for weight in weights.values())
    negative = any(weight < 0 for weight in weights.values())
    return positive - negative


def _corners_disagree(weights: _Indexed, charts: Sequence[_Chart]) -> bool:
    """Whether the polynomial takes both signs: on a box its corner weights are its values there."""
    corners = {
        weight > 0
        for key, weight in weights.items()
        if all(c.bounded and i in (0, c.degree) for i, c in zip(key, charts, strict=True))
    }
    return len(corners) == 2


def _trials_disagree(terms: Terms, domain: Domain) -> bool:
    """Whether the polynomial takes both signs at a few trial points.

    Where a variable is not bounded, half of the points lie close to its end, or to 0: what it is
    a factor of is small there, and does not hide the sign of the rest.
    """
    found = set()
    for point in domain.points(_TRIAL_POINTS):
        for pull in (1, _PULL):
            values = [_pulled(point[name], held, pull) for name, held in domain.entries]
            found.add(value_sign(terms, tuple(values)))
        if {-1, 1} <= found:
            return True
    return False


def _pulled(value: Fraction, held: Interval, pull: Fraction | int) -> Fraction:
    if held.lower is not None and held.upper is not None:
        return value
    end = next((Fraction(x) for x in (held.lower, held.upper) if x is not None), Fraction(0))
    return end + pull * (value - end)


def _expansion(weights: _Indexed, charts: Sequence[_Chart]) -> Expansion:
    """Lowest terms, the minus sign of all weights moved into the orientation."""
    orientation = _common_sign(weights)
    scale = prod(c.scale**c.degree for c in charts)
    common = gcd(scale, *weights.values())
    return Expansion(
        orientation,
        any(all(c.cannot_vanish(i) for i, c in zip(key, charts, strict=True)) for key in weights),
        scale // common,
        tuple(
            (
                tuple(c.exponents(i) for i, c in zip(key, charts, strict=True)),
                orientation * weights[key] // common,
            )
            for key in sorted(weights)
        ),
    )
