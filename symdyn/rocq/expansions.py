"""Antidifferences as sums of monomials: their texts and trees at values for the indices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from symdyn.checker.polynomials import Polynomial, Quotient
from symdyn.checker.sorts import is_index, plus
from symdyn.checker.terms import ONE, Term
from symdyn.errors import NotExportedError
from symdyn.rocq.denominators import Denominators
from symdyn.rocq.powers import Form, term_of
from symdyn.rocq.texts import natural

__all__ = ["Expansion", "Part"]


class Part(NamedTuple):
    """What depends on one endless index: index^number times powers base^(count index), or (p / q)^index.

    A base of which -1 < base < 1 is known has `other` None; else other^2 - base^2 > 0 is known.
    """

    number: int
    bases: tuple[tuple[Term, int, Term | None], ...]


class _Monomial(NamedTuple):
    number: int
    letters: tuple[tuple[Term, int], ...]  # letters, symbols, and indices as numbers
    powers: tuple[tuple[Term, Form], ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Expansion:
    """A sum of monomials over a denominator that holds no index; `endless` are taken out of each.

    With `split` a power with a negative coefficient in its exponent is a quotient of two; else it is
    one power, and refused where its exponent is not known to be natural.
    """

    monomials: tuple[_Monomial, ...]
    bottom: tuple[tuple[Term, int], ...]
    endless: tuple[str, ...]
    split: bool = True

    @classmethod
    def of(
        cls,
        place: Denominators,
        value: Quotient,
        endless: Sequence[str] = (),
        *,
        split: bool = True,
    ) -> "Expansion":
        """The expansion of a value that the checker found."""
        bottom = tuple((term_of(place, dict(key)), e) for key, e in value.bottom.items())
        found = [_monomial(place, x, n, endless) for x, n in value.top.items()]
        return cls(tuple(found), bottom, tuple(endless), split)

    def written(self, place: Denominators, at: Mapping[str, Form], *, text: bool) -> str:
        """The text, or the tree, with these forms put in for indices."""
        one = (_Text if text else _Tree)(place, at, split=self.split)
        if not self.monomials:
            return "0" if text else "$0"
        if not text:
            for t, _ in self.bottom:
                place.ensure(t)
        bottom = [one.raised(one.term(x), e) for x, e in self.bottom]
        result, *others = [one.monomial(x, bottom, self.endless) for x in self.monomials]
        for shown in others:
            result = f"({result} + {shown})"
        return result

    def coefficients(self, place: Denominators, at: Mapping[str, Form]) -> list[str]:
        """The texts of what stands in front of the parts."""
        one = _Text(place, at, split=self.split)
        bottom = [one.raised(one.term(x), e) for x, e in self.bottom]
        return [one.front(x, bottom) for x in self.monomials]


def _monomial(place: Denominators, monomial: int, number: int, endless: Sequence[str]) -> _Monomial:
    context: Any = place.context
    powers: dict[frozenset[tuple[int, int]], dict[str, int]] = {}
    bases: dict[frozenset[tuple[int, int]], Term] = {}
    letters: dict[Term, int] = {}
    counts: dict[str, int] = {}
    ratios: dict[str, list[tuple[Term, Polynomial, int]]] = {x: [] for x in endless}
    for x, e in sorted(context.ring.exponents(monomial).items(), key=str):
        if x[0] == "^":
            raise NotExportedError("a power of 0 with an index stands in it")
        if x[0] == "power":
            base = context.bases[x]
            if x[2] in ratios:
                ratios[x[2]].append((_base(place, base), base, e))
                continue
            key = frozenset(base.items())
            bases[key] = _base(place, base)
            powers[key] = plus(powers.get(key, {}), {x[2]: 1}, e)
        elif x[0] == "sym" and x[1] in ratios:
            counts[x[1]] = e
        else:
            letters[x] = e
    for x in [*letters]:  # w^{2 T} / w^2 is w^{2 T - 2}, also at w = 0
        key = frozenset(context.ring.generator(x).items())
        if key in powers:
            powers[key] = plus(powers[key], {"": 1}, letters.pop(x))
    parts = tuple(_part(place, counts.get(x, 0), found) for x, found in ratios.items())
    shown = tuple((bases[key], form) for key, form in powers.items())
    return _Monomial(number, tuple(letters.items()), shown, parts)


def _base(place: Denominators, base: Polynomial) -> Term:
    return ("neg", ONE) if base == {0: -1} else term_of(place, base)


def _part(place: Denominators, number: int, found: Sequence[tuple[Term, Polynomial, int]]) -> Part:
    context: Any = place.context
    if number < 0 or not found:
        raise NotExportedError("a part of an endless sum is no power")
    if all(e > 0 and context.in_unit(base) for _, base, e in found):
        return Part(number, tuple((x, e, None) for x, _, e in found))
    sides: list[list[Term]] = [[], []]
    for x, _, e in found:
        sides[e < 0].append(x if abs(e) == 1 else ("^", x, ("num", abs(e))))
    top, bottom = (x[0] if len(x) == 1 else ("*", *(x or [ONE])) for x in sides)
    top, bottom = (ONE if x == ("*", ONE) else x for x in (top, bottom))
    place.ratios["/", top, bottom] = tuple((x, e) for x, _, e in found)
    return Part(number, ((top, 1, bottom),))


class _Text:
    """Monomials as Coq displays them."""

    star, slash = " * ", " / "

    def __init__(self, place: Denominators, at: Mapping[str, Form], *, split: bool) -> None:
        self.place, self.at, self.split = place, at, split

    def term(self, t: Term) -> str:
        return f"({self.place.text(t)})" if t[0] != "sym" else self.place.text(t)

    def number(self, n: int) -> str:
        return str(n) if n >= 0 else f"(- {-n})"

    def raised(self, text: str, e: int) -> str:
        return text if e == 1 else f"({text} ^ {e})"

    def power(self, base: Term, form: Form) -> str:
        shown, text = self.place.base_text(base), natural(form, self.place.index_name)
        return f"({shown} ^ {f'({text})' if ' ' in text else text})"

    def index(self, form: Form) -> str:
        text = natural(form, self.place.index_name)
        return f"(INR ({text}))"

    def moved(self, form: Form) -> dict[str, int]:
        """The form with others put in for its indices."""
        total: dict[str, int] = {}
        for name, n in form.items():
            total = plus(total, self.at.get(name, {name: 1}) if name else {"": 1}, n)
        return total

    def ratio(self, top: Term, bottom: Term, form: Form) -> str:
        return self.power(("/", top, bottom), form)

    def front(self, one: _Monomial, bottom: Sequence[str]) -> str:
        """All but the parts."""
        over, under = [self.number(one.number)] if one.number != 1 else [], [*bottom]
        for x, e in one.letters:
            is_number = x[0] == "sym" and is_index(x[1])
            shown = self.index(self.moved({x[1]: 1})) if is_number else self.term(x)
            (over if e > 0 else under).append(self.raised(shown, abs(e)))
            self.nonzero(x, e)
        for base, form in one.powers:
            total = self.moved(form)
            if not self.split or all(n >= 0 for n in total.values()):
                over.append(self.power(base, total))
                continue
            self.nonzero(base, -1)
            self.apart(base, total)
            for sign, side in ((1, over), (-1, under)):
                some = {x: n * sign for x, n in total.items() if n * sign > 0}
                if some:
                    side.append(self.power(base, some))
        text = self.star.join(over or [self.number(1)])
        return f"({text}{self.slash}({self.star.join(under)}))" if under else f"({text})"

    def nonzero(self, t: Term, e: int) -> None:
        """Nothing is shown by a text."""

    def apart(self, base: Term, form: Form) -> None:
        """Nor is this."""

    def part(self, part: Part, name: str) -> str:
        form = self.moved({name: 1})
        found = []
        for base, e, other in part.bases:
            one = self.power(base, form) if other is None else self.ratio(base, other, form)
            found.append(self.raised(one, e))
        text = f"({self.star.join(found)})"
        for _ in range(part.number):
            text = f"({self.index(form)}{self.star}{text})"
        return text

    def monomial(self, one: _Monomial, bottom: Sequence[str], endless: Sequence[str]) -> str:
        parts = [self.part(x, name) for x, name in zip(one.parts, endless, strict=True)]
        front = self.front(one, bottom)
        if not parts:
            return front
        return f"({front}{self.star}({self.star.join(parts)}))"


class _Tree(_Text):
    """Monomials as trees; what they are divided by is shown to be nonzero first."""

    def term(self, t: Term) -> str:
        return self.place.tree(t)

    def number(self, n: int) -> str:
        return f"${n}" if n >= 0 else f"(- ${-n})"

    def power(self, base: Term, form: Form) -> str:
        if not form.keys() - {""}:
            return f"({self.place.tree(base)} ^ {form.get('', 0)})"
        return self.place.power(base, form)

    def index(self, form: Form) -> str:
        return self.place.index_number(form)

    def nonzero(self, t: Term, e: int) -> None:
        """What is divided by is shown to be nonzero."""
        if e < 0:
            self.place.ensure(t)

    def apart(self, base: Term, form: Form) -> None:
        """Nor are its powers 0."""
        self.place.power_apart(base, form)
