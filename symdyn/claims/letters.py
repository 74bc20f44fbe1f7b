"""What is known of single letters: their intervals, and the facts behind the ends."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symdyn.claims.translation import Translation
from symdyn.errors import DomainError
from symdyn.exact.domain import Interval
from symdyn.trial.meaning import Context
from symdyn.trial.reading import INDICES

__all__ = ["Letter", "letter_intervals", "letters"]

Atom = tuple[str, Fraction]


@dataclass(frozen=True)
class Letter:
    """A letter's interval, and the facts behind its ends: LaTeX and what they are multiples of."""

    interval: Interval
    below: Atom | None
    above: Atom | None


def letters(context: Context, translation: Translation) -> dict[int, Letter]:
    """What the facts say about single letters."""
    found: dict[int, Letter] = {}
    factors = _factors(context)
    for place, name in enumerate(translation.names):
        below: tuple[Fraction, Atom] | None = None
        above: tuple[Fraction, Atom] | None = None
        nonzero = name in factors
        ((monomial, _),) = context.ring.generator(name).items()
        for fact in context.facts:
            slope = Fraction(fact.polynomial.get(monomial, 0))
            if not slope or fact.polynomial.keys() - {0, monomial}:
                continue
            end = -Fraction(fact.polynomial.get(0, 0)) / slope
            text = translation.tex(translation.element(fact.polynomial))
            if fact.sign == "!=" and end == 0:
                nonzero = True
            elif fact.sign in {">", ">="} and slope > 0 and (below is None or end > below[0]):
                below = end, (text, end.denominator / slope)
            elif fact.sign in {">", ">="} and slope < 0 and (above is None or end < above[0]):
                above = end, (text, end.denominator / -slope)
        if name in INDICES and below is None:
            below = Fraction(0), (str(name), Fraction(1))
        try:
            interval = Interval(below and below[0], above and above[0], nonzero=nonzero)
        except DomainError:
            continue
        found[place] = Letter(interval, below and below[1], above and above[1])
    return found


def _factors(context: Context) -> set[Any]:
    """The letters of products that a fact says are nonzero, as the checker reads them off."""
    products = (
        context.ring.exponents(min(fact.polynomial))
        for fact in context.facts
        if fact.sign != ">=" and len(fact.polynomial) == 1
    )
    return {
        name
        for powers in products
        if all(isinstance(one, str) and exponent > 0 for one, exponent in powers.items())
        for name in powers
    }


def letter_intervals(context: Context) -> dict[str, Interval]:
    """The interval of each letter that the facts give."""
    translation = Translation(context.ring, context.bases)
    found = letters(context, translation)
    return {str(translation.names[place]): known.interval for place, known in found.items()}
