"""Where parameters live: open intervals with exact ends, and products of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import count as count_from
from itertools import islice
from numbers import Rational as RationalNumber
from typing import TypeAlias

from sympy import Rational as SympyRational
from sympy import S

from symdyn.errors import DomainError

End: TypeAlias = int | Fraction | SympyRational | None

# How near an end the sample points are moved, as a fraction of the length: signs that fail tend to
# fail there first.
_EDGE = Fraction(1, 16)


@dataclass(frozen=True, init=False)
class Interval:
    """An open interval with exact rational or infinite ends, the point 0 removed if asked.

    Parameters
    ----------
    lower, upper : int, Fraction, sympy.Rational or None
        The ends, lower < upper; None (or sympy's -oo, oo) for an infinite end.
    nonzero : bool
        True removes the point 0.  Stored as False where 0 is outside anyway.

    Raises
    ------
    DomainError
        If an end is not an exact number or no point lies between the ends.

    Examples
    --------
    >>> Interval(-1, 1).contains(Fraction(1, 2))
    True
    >>> Interval(nonzero=True).describe("a_hat")
    'a_hat != 0'
    """

    lower: Fraction | None
    upper: Fraction | None
    nonzero: bool

    def __init__(self, lower: End = None, upper: End = None, nonzero: bool = False) -> None:
        low = None if lower is S.NegativeInfinity else _exact_end(lower)
        high = None if upper is S.Infinity else _exact_end(upper)
        if low is not None and high is not None and low >= high:
            raise DomainError(
                f"the interval ({low}, {high}) is empty: the lower end must be less than the upper "
                "end; exchange or widen the ends"
            )
        if not isinstance(nonzero, bool):
            raise DomainError(f"nonzero = {nonzero!r} is not a truth value: write True or False")
        object.__setattr__(self, "lower", low)
        object.__setattr__(self, "upper", high)
        zero_inside = (low is None or low < 0) and (high is None or high > 0)
        object.__setattr__(self, "nonzero", nonzero and zero_inside)

    def contains(self, q: Fraction | int) -> bool:
        """Whether the rational number q lies in the interval.

        >>> Interval(0, 1).contains(Fraction(0))
        False
        """
        return (
            (self.lower is None or q > self.lower)
            and (self.upper is None or q < self.upper)
            and not (self.nonzero and q == 0)
        )

    def within(self, low: Fraction | int, high: Fraction | int) -> bool:
        """Whether all of the interval lies between two numbers.

        >>> Interval(0, Fraction(1, 2)).within(0, 1), Interval(0, None).within(0, 1)
        (True, False)
        """
        lower, upper = self.lower, self.upper
        return lower is not None and lower >= low and upper is not None and upper <= high

    def describe(self, name: str) -> str:
        """The condition on a variable of that name, as a person writes it.

        >>> Interval(-1, 1).describe("w"), Interval(0, None).describe("gamma")
        ('-1 < w < 1', 'gamma > 0')
        >>> Interval(-1, 1, nonzero=True).describe("w"), Interval().describe("x")
        ('-1 < w < 1, w != 0', 'real')
        """
        parts = []
        if self.lower is not None and self.upper is not None:
            parts.append(f"{self.lower} < {name} < {self.upper}")
        elif self.lower is not None:
            parts.append(f"{name} > {self.lower}")
        elif self.upper is not None:
            parts.append(f"{name} < {self.upper}")
        if self.nonzero:
            parts.append(f"{name} != 0")
        return ", ".join(parts) or "real"

    def at(self, t: Fraction) -> Fraction:
        """The point at position t: an increasing rational map of 0 < t < 1 onto the open interval.

        The removed zero, if any, is replaced by a positive point.

        >>> Interval(-1, 1).at(Fraction(3, 4)), Interval(0, None).at(Fraction(3, 4))
        (Fraction(1, 2), Fraction(3, 1))
        """
        if not 0 < t < 1:
            raise DomainError(f"position {t} is outside 0 < t < 1: choose one strictly inside")
        if self.lower is not None and self.upper is not None:
            q = self.lower + t * (self.upper - self.lower)
        elif self.lower is not None:
            q = self.lower + t / (1 - t)
        elif self.upper is not None:
            q = self.upper - (1 - t) / t
        else:
            q = 1 - 1 / (2 * t) if 2 * t < 1 else 1 / (2 - 2 * t) - 1
        return self.at((1 + t) / 2) if self.nonzero and q == 0 else q


@dataclass(frozen=True)
class Domain:
    """A product of intervals, one per named variable: connected up to the removed zeros.

    Parameters
    ----------
    entries : tuple of (str, Interval)
        In the order in which people should read them; each name once.

    Raises
    ------
    DomainError
        If a name is empty or occurs twice, or an entry is not an interval.

    Examples
    --------
    >>> domain = Domain((("w", Interval(-1, 1)), ("x", Interval(0, None))))
    >>> domain.describe()
    '-1 < w < 1, x > 0'
    >>> domain.contains({"w": Fraction(1, 2), "x": Fraction(3)})
    True
    """

    entries: tuple[tuple[str, Interval], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "entries", tuple((name, held) for name, held in self.entries))
        for name, interval in self.entries:
            if not isinstance(name, str) or not name:
                raise DomainError(f"variable name {name!r} is not a non-empty string: name it")
            if not isinstance(interval, Interval):
                raise DomainError(
                    f"the domain of {name} is {interval!r}: expected an Interval; write "
                    "Interval(lower, upper)"
                )
        repeated = {name for name in self.names if self.names.count(name) > 1}
        if repeated:
            raise DomainError(
                f"{', '.join(sorted(repeated))} has two domains: expected one each; "
                "remove one or rename a variable"
            )

    @property
    def names(self) -> tuple[str, ...]:
        """The variables' names, in order."""
        return tuple(name for name, _ in self.entries)

    def interval(self, name: str) -> Interval:
        """The interval of one variable.

        Raises
        ------
        DomainError
            If the domain does not cover that name.
        """
        for held, interval in self.entries:
            if held == name:
                return interval
        raise DomainError(
            f"{name} has no domain: expected one of {', '.join(self.names) or '(none)'}; "
            f"declare the interval in which {name} lies"
        )

    def with_(self, name: str, interval: Interval) -> Domain:
        """This domain with one variable added at the end, or its interval replaced.

        >>> Domain().with_("w", Interval(-1, 1)).with_("w", Interval(0, 1)).describe()
        '0 < w < 1'
        """
        if name in self.names:
            return Domain(
                tuple((held, interval if held == name else old) for held, old in self.entries)
            )
        return Domain((*self.entries, (name, interval)))

    def extend(self, other: Domain) -> Domain:
        """The product of two domains; a variable that both hold must have the same interval.

        Raises
        ------
        DomainError
            If the two disagree about a variable.
        """
        merged = self
        for name, interval in other.entries:
            if name in self.names and self.interval(name) != interval:
                raise DomainError(
                    f"{name} has two domains, {self.interval(name).describe(name)} and "
                    f"{interval.describe(name)}: expected one; rename one of the variables"
                )
            merged = merged.with_(name, interval)
        return merged

    def restrict(self, names: tuple[str, ...]) -> Domain:
        """The domain of the named variables alone, in the given order.

        >>> Domain((("w", Interval(-1, 1)), ("x", Interval()))).restrict(("x",)).names
        ('x',)
        """
        return Domain(tuple((name, self.interval(name)) for name in names))

    def contains(self, point: Mapping[str, Fraction]) -> bool:
        """Whether the point gives every variable a value inside its interval."""
        return all(name in point and held.contains(point[name]) for name, held in self.entries)

    def describe(self) -> str:
        """All conditions in one line; unconstrained variables are listed as real."""
        return ", ".join(
            held.describe(name) if held != Interval() else f"{name} real"
            for name, held in self.entries
        )

    def points(self, count: int) -> Iterator[dict[str, Fraction]]:
        """Exact points strictly inside, always the same ones, spread evenly and towards the ends.

        They come in threes: a point of a Halton sequence (one prime base per variable), that point
        with a single coordinate moved near an end, and with all of them moved near a corner, the
        corners in turn.

        Parameters
        ----------
        count : int
            How many points; a domain without variables has only the one empty point.

        Examples
        --------
        >>> domain = Domain((("w", Interval(-1, 1)),))
        >>> [str(point["w"]) for point in domain.points(4)]
        ['0', '15/16', '-15/16', '-1/2']
        """
        bases = tuple(islice(_primes(), len(self.entries)))
        for k in range(count if self.entries else min(count, 1)):
            turn, kind = divmod(k, 3)
            point = {}
            for j, (name, interval) in enumerate(self.entries):
                t = _radical_inverse(turn + 1, bases[j])
                if kind == 2 or (kind == 1 and j == turn % len(self.entries)):
                    upper_end = ((turn >> j) + kind) % 2 == 1
                    t = 1 - t * _EDGE if upper_end else t * _EDGE
                point[name] = interval.at(t)
            yield point


def _exact_end(value: End) -> Fraction | None:
    if value is None:
        return None
    if isinstance(value, (RationalNumber, SympyRational)) and not isinstance(value, bool):
        return Fraction(int(value.numerator), int(value.denominator))
    raise DomainError(
        f"the interval end {value!r} is not an exact number: expected an integer, a fraction or "
        f"None for an infinite end; write {_suggestion(value)}"
    )


def _suggestion(value: object) -> str:
    """How to write a decimal end exactly."""
    try:
        near = Fraction(str(value)).limit_denominator(1000)
    except (ValueError, ZeroDivisionError):
        near = Fraction(1, 2)
    return f"Rational({near.numerator}, {near.denominator}), from sympy, or such a Fraction"


def _radical_inverse(k: int, base: int) -> Fraction:
    """The digits of k behind the point, in reverse (van der Corput, 1935): inside (0, 1)."""
    numerator, denominator = 0, 1
    while k:
        k, digit = divmod(k, base)
        numerator = numerator * base + digit
        denominator *= base
    return Fraction(numerator, denominator)


def _primes() -> Iterator[int]:
    found: list[int] = []
    for n in count_from(2):
        if all(n % p for p in found):
            found.append(n)
            yield n
