"""What is known of single letters: their intervals, and the facts behind the ends."""

from dataclasses import dataclass
from fractions import Fraction

from symdyn.checker.context import Context
from symdyn.checker.polynomials import Generator, Polynomial
from symdyn.checker.sorts import is_index
from symdyn.checker.terms import Term
from symdyn.claims.translation import Translation
from symdyn.errors import DomainError
from symdyn.exact.domain import Interval

__all__ = ["Letter", "facts", "letter_intervals", "letters"]

Atom = tuple[Term, Fraction]


@dataclass(frozen=True)
class Letter:
    """A letter's interval, and the facts behind its ends: terms and what they are multiples of."""

    interval: Interval
    below: Atom | None
    above: Atom | None


def facts(context: Context) -> list[tuple[Polynomial, str]]:
    """The polynomials whose sign is in force, each with a sign > >= or !=."""
    return [(dict(key), sign) for key, signs in context.facts.items() for sign in sorted(signs)]


def letters(context: Context, translation: Translation) -> dict[int, Letter]:
    """What the facts say about single letters."""
    found: dict[int, Letter] = {}
    known = facts(context)
    for place, name in enumerate(translation.names):
        below: tuple[Fraction, Atom] | None = None
        above: tuple[Fraction, Atom] | None = None
        nonzero = False
        ((monomial, _),) = context.ring.generator(name).items()
        for polynomial, sign in known:
            slope = Fraction(polynomial.get(monomial, 0))
            if not slope or polynomial.keys() - {0, monomial}:
                continue
            end = -Fraction(polynomial.get(0, 0)) / slope
            shown = translation.term(translation.element(polynomial))
            if sign == "!=" and end == 0:
                nonzero = True
            elif sign in {">", ">="} and slope > 0 and (below is None or end > below[0]):
                below = end, (shown, end.denominator / slope)
            elif sign in {">", ">="} and slope < 0 and (above is None or end < above[0]):
                above = end, (shown, end.denominator / -slope)
        if _is_index(name) and below is None:
            below = Fraction(0), (name, Fraction(1))
        try:
            interval = Interval(below and below[0], above and above[0], nonzero=nonzero)
        except DomainError:
            continue
        found[place] = Letter(interval, below and below[1], above and above[1])
    return found


def _is_index(name: Generator) -> bool:
    return name[0] == "sym" and is_index(name[1])


def letter_intervals(context: Context) -> dict[str, Interval]:
    """The interval of each letter that the facts give."""
    translation = Translation(context.ring, context.bases)
    found = letters(context, translation)
    named = ((translation.names[place], known.interval) for place, known in found.items())
    return {name[1]: interval for name, interval in named if name[0] == "sym"}
