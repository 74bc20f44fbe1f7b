"""The checker's context with a search behind it: what a proof lacks is looked for, and kept as evidence.

Where a sum is to be carried out, its antidifference is found by telescoping.  Where a sign has to be
known and is not, it is proved as a lemma.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, cast

from symdyn.checker.polynomials import Generator, Polynomial, Quotient, Ring
from symdyn.checker.signs import prove
from symdyn.checker.sorts import linear
from symdyn.checker.terms import (
    METER,
    ZERO,
    Definition,
    Refused,
    Relation,
    Term,
    instantiate,
    letters,
    replace,
)
from symdyn.claims.effort import Effort
from symdyn.claims.evidence import ready
from symdyn.claims.signs import prove_sign
from symdyn.claims.translation import Translation, product, total
from symdyn.claims.wording import shown
from symdyn.exact.rational import RationalFunction
from symdyn.exact.telescoping import antidifference

__all__ = ["LEMMA", "Searching"]

LEMMA = "lemma"  # the owner of what is proved on the way, with its place among the lemmas

_SHOWN = 6
_DEEPEST = 2  # a lemma may need a lemma, which then stands on what is assumed


class Searching(Effort):
    """A context that finds the antidifferences and the signs it is asked for."""

    def __init__(
        self, signature: Mapping[str, Definition], sums: tuple[Term, ...], unfolds: frozenset[str]
    ) -> None:
        super().__init__(signature, sums, unfolds)
        self.ring = _Worded(signature)
        self.steps = [0]
        self.found = [*sums]
        self.lemmas: list[Relation] = []
        self.failed: set[Any] = set()
        self.depth = [0]
        self.around: Searching | None = None  # the place around the binder

    def under(self) -> "Searching":
        """A place inside of a binder: what is found there is kept with the rest."""
        child = cast("Searching", super().under())
        child.around = self
        return child

    def without_search(self) -> "_Quiet":
        """A block in which nothing is searched: what is known must do."""
        return _Quiet(self.depth)

    def suppose(self, relation: Relation) -> None:
        """Put a relation in force; no lemma is sought while it is read."""
        with self.without_search():
            super().suppose(relation)

    def refresh(self) -> None:
        """Look at all relations again, without a search."""
        with self.without_search():
            super().refresh()

    def known_sign(self, polynomial: Polynomial, *signs: str) -> bool:
        """Whether a fact says so, or polynomial > 0 can be proved as a lemma."""
        return super().known_sign(polynomial, *signs) or (
            ">" in signs and self._lemma(polynomial, ">") and super().known_sign(polynomial, *signs)
        )

    def nonzero(self, polynomial: Polynomial) -> bool:
        """Whether it is known to be nonzero, or can be proved to be, whatever its sign."""
        return super().nonzero(polynomial) or (
            self._lemma(polynomial, "!=") and super().nonzero(polynomial)
        )

    def _lemma(self, polynomial: Polynomial, sign: str) -> bool:
        """Prove polynomial > 0 or polynomial != 0, and know it from then on."""
        if self.depth[0] >= _DEEPEST or len(polynomial) < 2:
            return False
        key = (sign, frozenset(polynomial.items()))
        if key in self.failed:
            return False
        self.failed.add(key)  # until it is proved: a lemma does not rest on itself
        translation = Translation(self.ring, self.bases)
        relation = (sign, translation.term(translation.element(polynomial)), ZERO)
        if any("#" in x[1] for side in relation[1:] for x in letters(side)):
            return False
        self.depth[0] += 1
        before, self.used[0] = self.used[0], set()  # what a lemma rests on is its own concern
        try:
            proof = prove_sign(self, relation)
            if proof is None:
                return False
            prove(self, relation, ready(proof))
        except Refused:
            METER.spend(1)
            return False
        finally:
            self.depth[0] -= 1
            self.used[0] = before
        self.failed.discard(key)
        place: Searching | None = self
        while place is not None:
            place.given(f"{LEMMA} {len(self.lemmas)}", relation)
            place = place.around
        self.lemmas.append(relation)
        return True

    def _derivative(self, t: Term) -> Term:
        """DERIVE; what the body divides by is looked at where the derivative is taken."""
        try:
            return super()._derivative(t)
        except Refused:
            known = len(self.lemmas)
            self.strict(self.closed(instantiate(t[2], (t[3],))))
            if len(self.lemmas) == known:
                raise
            return super()._derivative(t)

    def offered(self, index: Term, body: Term) -> tuple[Term, ...]:
        """What is offered for a sum: what was given, else q with q(i + 1) - q(i) = body(i)."""
        if self.sums or self.depth[0] >= _DEEPEST:
            return self.sums
        q = self.named(self._in_hints(self._antidifference(index, body)))
        if q not in self.found:
            self.found.append(q)
        return (q,)

    def _antidifference(self, index: Term, body: Term) -> Term:
        value = self.exact(body)
        self.ring.generator(index)
        translation = Translation(self.ring, self.bases)
        ((step, _),) = self.ring.generator(index).items()
        groups: dict[frozenset[tuple[Generator, int]], dict[int, Polynomial]] = {}
        single: dict[Generator, Polynomial] = {}
        for monomial, number in value.top.items():
            exponents = self.ring.exponents(monomial)
            at_one = next((x for x in exponents if x[0] == "^" and index in letters(x)), None)
            if at_one is not None:
                ((place, _),) = self.ring.generator(at_one).items()
                single.setdefault(at_one, {})[monomial - place * exponents[at_one]] = number
                continue
            ratio = frozenset(
                (x, e) for x, e in exponents.items() if x[0] == "power" and x[2] == index[1]
            )
            degree = exponents.get(index, 0)
            rest = monomial - degree * step
            for x, exponent in ratio:
                ((place, _),) = self.ring.generator(x).items()
                rest -= place * exponent
            groups.setdefault(ratio, defaultdict(dict))[degree][rest] = number
        below = translation.field.one
        for key, exponent in value.bottom.items():
            below *= translation.element(dict(key)) ** exponent
        parts = [
            _at_one(x, translation.term(translation.element(top) / below), index)
            for x, top in single.items()
        ]
        for ratio, by_degree in groups.items():
            factor: RationalFunction = translation.field.one
            for x, exponent in ratio:
                factor *= translation.element(self.bases[x]) ** exponent
            summand = tuple(
                translation.element(by_degree[d]) / below
                if d in by_degree
                else translation.field.zero
                for d in range(max(by_degree) + 1)
            )
            powers = [translation.power(x, e) for x, e in sorted(ratio, key=str)]
            for degree, coefficient in enumerate(antidifference(factor, summand, self.seek)):
                if coefficient:
                    size = [] if not degree else [translation.power(index, degree)]
                    parts.append(product([*size, translation.term(coefficient), *powers]))
        return total(parts)

    def _in_hints(self, q: Term) -> Term:
        """With what evidence calls by other names where a symbol is unfolded: m - 2 where m is m + 2."""
        values = {}
        for x in letters(q):
            name = ("sym", x[1].partition("#")[0])
            form = linear(self.hints.get(name, x))
            if form is not None and form.get(x[1]) == 1 and form.keys() == {x[1], ""}:
                later = ("num", abs(form[""]))
                values[x] = ("+", name, ("neg", later) if form[""] > 0 else later)
        return replace(q, values)

    def named(self, x: Any) -> Any:
        """Evidence with the names of binders in the place of the letters that opened them."""
        if isinstance(x, tuple) and x and x[0] == "sym":
            return ("sym", x[1].partition("#")[0])
        if isinstance(x, tuple | list):
            return type(x)(self.named(one) for one in x)
        return {k: self.named(y) for k, y in x.items()} if isinstance(x, dict) else x


def _at_one(power_of_zero: Generator, rest: Term, index: Term) -> Term:
    """q for rest at one value of the index alone, v: minus rest at v where the index is at most v.

    Written out, that is -sum_{u <= v} 0^{(index - u)^2} rest(index + v - u).
    """
    last = -(linear(power_of_zero[2][1]) or {}).get("", 0)
    parts = []
    for value in range(last + 1):
        here = ("^", ZERO, ("^", ("+", index, ("neg", ("num", value))), ("num", 2)))
        parts.append(product([here, replace(rest, {index: ("+", index, ("num", last - value))})]))
    return ("neg", total(parts))


class _Quiet:
    """A block during which the depth of lemmas is the greatest."""

    def __init__(self, depth: list[int]) -> None:
        self.depth = depth

    def __enter__(self) -> None:
        self.depth[0] += _DEEPEST

    def __exit__(self, *_: object) -> None:
        self.depth[0] -= _DEEPEST


class _Worded(Ring):
    """A ring whose polynomials stand in messages as an author writes them."""

    def __init__(self, signature: Mapping[str, Definition]) -> None:
        super().__init__()
        self.signature = signature

    def show(self, value: Quotient) -> str:
        """The numerator as it is displayed, cut after a few terms."""
        terms: list[Term] = []
        try:
            for monomial, number in list(value.top.items())[:_SHOWN]:
                powers = [_power(x, e) for x, e in self.exponents(monomial).items()]
                size = [("num", abs(number))] if abs(number) != 1 or not powers else []
                one = product([*size, *powers])
                terms.append(("neg", one) if number < 0 else one)
            text = shown(total(terms), self.signature)
        except Refused:
            return super().show(value)
        return text + (r" + \ldots" if len(value.top) > _SHOWN else "")


def _power(x: Generator, exponent: int) -> Term:
    size: Term = ("num", abs(exponent))
    if x[0] == "power":
        if not isinstance(x[1], tuple):
            raise Refused("a long base")
        size, x = product([*([size] if abs(exponent) != 1 else []), ("sym", x[2])]), x[1]
    elif exponent == 1:
        return x
    return ("^", x, ("neg", size) if exponent < 0 else size)
