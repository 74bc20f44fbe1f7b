"""The checker at work with a search behind it: what it asks for is found and kept as evidence.

Sums are answered by telescoping.  A sign that it needs and does not know is proved as a lemma.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from symdyn.claims.effort import Effort
from symdyn.claims.signs import prove_sign
from symdyn.claims.translation import Translation
from symdyn.exact.rational import RationalFunction
from symdyn.exact.telescoping import antidifference
from symdyn.trial.algebra import Polynomial
from symdyn.trial.reading import Node, Refused, read, read_line
from symdyn.trial.signs import prove_relation
from symdyn.trial.values import Fact

__all__ = ["LEMMA", "Searching"]

LEMMA = "lemma"
_DEEPEST = 2  # a lemma may need a lemma, which then stands on what is assumed


class Searching(Effort):
    """A check in progress that finds the antidifferences and the signs it asks for."""

    def __init__(self) -> None:
        super().__init__(iter(()))
        self.found: list[str] = []
        self.lemmas: list[str] = []
        self.powers: dict[str, str] = {}
        self.depth = 0
        self.failed: list[Polynomial] = []
        self.failed_nonzero: list[Polynomial] = []
        self.found_evidence: dict[str, Any] = {}

    def known_sign(self, polynomial: Polynomial, *signs: str) -> bool:
        """Whether a fact says so, or polynomial > 0 can be proved as a lemma."""
        if super().known_sign(polynomial, *signs):
            return True
        if (
            self.depth >= _DEEPEST
            or ">" not in signs
            or len(polynomial) < 2
            or polynomial in self.failed
        ):
            return False
        return self._lemma(polynomial, ">")

    def nonzero(self, polynomial: Polynomial) -> bool:
        """Whether it is known to be nonzero, or can be proved to be, whatever its sign."""
        return super().nonzero(polynomial) or (
            len(polynomial) > 1
            and self.depth < _DEEPEST
            and polynomial not in self.failed_nonzero
            and self._lemma(polynomial, "!=")
        )

    def _lemma(self, polynomial: Polynomial, sign: str) -> bool:
        """Prove polynomial > 0 or polynomial != 0, and know it from then on."""
        translation = Translation(self.ring, self.bases)
        shown = {">": ">", "!=": r"\ne"}[sign]
        text = f"{translation.tex(translation.element(polynomial))} {shown} 0"
        relation = read_line(text)[0][0]
        used, divisors = set(self.used), self.divisors
        self.depth, self.divisors = self.depth + 1, []
        try:
            proof = prove_sign(self, relation)
            if proof is None:
                raise Refused("no proof was found")
            prove_relation(self, relation, proof)
        except Refused:
            (self.failed if sign == ">" else self.failed_nonzero).append(polynomial)
            self.used = used
            return False
        finally:
            self.depth, self.divisors = self.depth - 1, divisors
        self.used = used | {LEMMA}
        self.lemmas.append(text)
        self.facts.append(
            Fact(self.ring.primitive(polynomial), sign, frozenset({LEMMA}), frozenset())
        )
        return True

    def squares(self, translation: Translation) -> Iterator[tuple[str, RationalFunction]]:
        """The squares of names that are given as != 0 and stand for products of letters.

        That the square is positive becomes a lemma in which the name is a letter: there the letters
        that it stands for need not be known one by one.
        """
        for text, square in super().squares(translation):
            polynomial = self.ring.primitive(self.value(self.closed(read(text))).top)
            if all(fact[:2] != (polynomial, ">") for fact in self.facts):
                owner = self.powers[text] = f"{LEMMA} {text}"
                self.facts.append(Fact(polynomial, ">", frozenset({owner}), frozenset()))
            yield text, square

    def needed_squares(self) -> list[str]:
        """The squares that the proof rests on."""
        return [text for text, owner in self.powers.items() if owner in self.used]

    def antidifference(self, index: str, body: Node) -> str:
        """q with q(n + 1) - q(n) = body(n), as LaTeX."""
        value = self.value(("exact", body))
        for name in (index, *value.bottom):
            if isinstance(name, str):
                self.ring.generator(name)
        translation = Translation(self.ring, self.bases)
        groups: dict[frozenset[tuple[Any, int]], dict[int, dict[int, Any]]] = {}
        for monomial, number in value.top.items():
            exponents = self.ring.exponents(monomial)
            ratio = frozenset(
                (name, e)
                for name, e in exponents.items()
                if isinstance(name, tuple) and name[1] == index
            )
            degree = exponents.get(index, 0)
            rest = monomial
            for name, exponent in [*ratio, (index, degree)]:
                ((place, _),) = self.ring.generator(name).items()
                rest -= place * exponent
            groups.setdefault(ratio, defaultdict(dict))[degree][rest] = number
        below = translation.field.one
        for key, exponent in value.bottom.items():
            below *= translation.element(dict(key)) ** exponent
        parts = []
        for ratio, by_degree in groups.items():
            factor: RationalFunction = translation.field.one
            for name, exponent in ratio:
                factor *= translation.element(self.bases[name[0]]) ** exponent
            summand = tuple(
                translation.element(by_degree[d]) / below
                if d in by_degree
                else translation.field.zero
                for d in range(max(by_degree) + 1)
            )
            powers = " ".join(translation.power(name, e) for name, e in sorted(ratio, key=str))
            for degree, coefficient in enumerate(antidifference(factor, summand, self.seek)):
                if coefficient:
                    step = "" if not degree else rf"{index}^{{{degree}}}"
                    parts.append(rf"{step} \left({translation.tex(coefficient)}\right) {powers}")
        self.found.append(" + ".join(parts).strip() or "0")
        return self.found[-1]
