"""Denominators of evidence: what nobody wrote is shown to be nonzero, too."""

from typing import Any

from symdyn.checker.polynomials import Polynomial
from symdyn.checker.terms import Term
from symdyn.errors import NotExportedError
from symdyn.rocq.place import DONE
from symdyn.rocq.powers import Powers, term_of

__all__ = ["Denominators", "divided"]

_MOST = 64


class Denominators(Powers):
    """A place at which a factor of what is known to be nonzero is known to be so."""

    def ensure(self, t: Term) -> None:
        """Put in force that a denominator is nonzero: it is known, or a factor of what is."""
        context: Any = self.context
        polynomial = context.exact(t).top
        if context.nonzero(polynomial) or t in self.ensured:
            return
        self.ensured.add(t)
        for key, signs in context.facts.items():
            rest = divided(dict(key), polynomial) if signs & {">", "!="} else None
            if rest is not None:
                other, name = term_of(self, rest), self.name()
                here, one = self.here, self.tree(t)
                self.lines.append(
                    f"assert ({name} : value {self.env} {one}%tree <> 0) by "
                    f"(refine (factor_ne {here} {one}%tree {self.tree(other)}%tree _); {DONE})."
                )
                self._fact(f"(Ne, {one}, $0)%tree", name)
                return
        raise NotExportedError(
            "a sum is carried out where a denominator may be 0, as a limit of others"
        )

    def _start(self) -> None:
        self.ensured: set[Term] = set()
        super()._start()


def divided(polynomial: Polynomial, by: Polynomial) -> Polynomial | None:
    """The quotient, if there is one; monomials are ordered as the numbers that they are."""
    if not by or len(by) == 1:
        return None
    top, rest, result = max(by), dict(polynomial), dict[int, int]()
    while rest:
        first = max(rest)
        number, over = divmod(rest[first], by[top])
        if over or first < top or len(result) > len(polynomial) + _MOST:
            return None
        result[first - top] = number
        for x, y in by.items():
            key = x + first - top
            rest[key] = rest.get(key, 0) - number * y
            if not rest[key]:
                del rest[key]
    return result
