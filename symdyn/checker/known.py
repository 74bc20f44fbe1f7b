r"""What is known of polynomials and of natural numbers at one place of a proof.

Only facts that the context was given are looked up here; no fact is deduced from two others.

SIGN-OF    A polynomial has the sign that a relation in force gives it, up to a positive number.
NATURAL    A linear form in indices is >= 0 if it is so with each bound index at its extreme
           (0, or its number of terms less 1), less one relation in force if need be, all letters
           being >= 0.  With an index that grows without end a positive coefficient is enough.
           Otherwise a sum over k < T - 5 would be carried out at T = 0 (negative-number-of-terms).
NONZERO    A polynomial is nonzero if a relation in force says so, up to its sign; a product of
           letters if each letter is.  Otherwise w / w = 1 would be proved at w = 0.
"""

from collections.abc import Mapping
from typing import Any

from .polynomials import Polynomial, Ring
from .sorts import is_index, plus
from .terms import METER

__all__ = ["Known"]


class Known:
    """Facts about polynomials, ranges of bound indices, and the indices that grow without end."""

    def __init__(self) -> None:
        self.ring = Ring()
        self.bases: dict[Any, Polynomial] = {}  # of the generators that are powers
        self.facts: dict[frozenset[tuple[int, int]], frozenset[str]] = {}
        self.naturals: list[dict[str, int]] = [{}]
        self.ranges: list[tuple[str, dict[str, int]]] = []
        self.large: set[str] = set()

    def known_sign(self, polynomial: Polynomial, *signs: str) -> bool:
        """SIGN-OF: whether the polynomial has one of the signs > >= !=."""
        METER.spend(2 + len(polynomial))
        if polynomial.keys() <= {0}:
            number = polynomial.get(0, 0)
            true = {">", ">=", "!="} if number > 0 else {"!="} if number else {">="}
            return not true.isdisjoint(signs)
        if not self.facts.get(self.ring.primitive(polynomial), frozenset()).isdisjoint(signs):
            return True
        return ">=" in signs and self.is_natural(self.form(polynomial))

    def form(self, polynomial: Polynomial) -> dict[str, int] | None:
        """The polynomial as a linear form in indices."""
        result: dict[str, int] = {}
        for monomial, number in polynomial.items():
            powers = self.ring.exponents(monomial)
            names = [x[1] for x, e in powers.items() if e == 1 and x[0] == "sym" and is_index(x[1])]
            if len(powers) != len(names) or len(names) > 1:
                return None
            result = plus(result, {names[0] if names else "": number}, 1)
        return result

    def is_natural(self, form: Mapping[str, int] | None) -> bool:
        """NATURAL."""
        if form is None:
            return False
        for index, count in reversed(self.ranges):
            times = form.get(index, 0)
            form = {name: x for name, x in form.items() if name != index}
            if times < 0:
                form = plus(form, plus(count, {"": 1}, -1), times)
        METER.spend(2 + len(self.naturals) * (1 + len(form)))
        grows = [form.get(index, 0) for index in self.large]
        if any(x > 0 for x in grows) and all(x >= 0 for x in grows):
            return True  # the letters that stay are fixed while it grows, and no bound one is left
        return any(min(plus(form, one, -1).values(), default=0) >= 0 for one in self.naturals)

    def nonzero(self, polynomial: Polynomial) -> bool:
        """NONZERO."""
        if not polynomial or self._apart(polynomial):
            return bool(polynomial)
        if len(polynomial) > 1:
            return False
        found = self.ring.exponents(next(iter(polynomial)))
        bases = [self.bases[x] if x[0] == "power" else self.ring.generator(x) for x in found]
        return all(self._apart(base) for base in bases)  # a power is nonzero if its base is

    def _apart(self, piece: Polynomial) -> bool:
        negative = self.ring.combine({}, piece, -1)
        if self.known_sign(piece, ">", "!=") or self.known_sign(negative, ">", "!="):
            return True
        if len(piece) > 1:
            return False
        found = self.ring.exponents(next(iter(piece)))
        return len(found) > 1 and all(self._apart(self.ring.generator(x)) for x in found)

    def in_unit(self, base: Polynomial) -> bool:
        """Whether -1 < base < 1 is known."""
        return all(self.known_sign(self.ring.combine({0: 1}, base, x), ">") for x in (1, -1))
