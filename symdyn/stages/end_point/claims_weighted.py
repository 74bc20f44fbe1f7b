"""Sums with the kernel's weight u in them, as formulas and as evidence for signs."""

from dataclasses import dataclass
from typing import Any

from sympy import Expr

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.formula.building import Formula, Part, apart, formula, more
from symdyn.formula.nodes import Node

__all__ = ["Weight", "given"]


@dataclass(frozen=True)
class Weight:
    """u = kappa_0 > 0: a number, or a formula in the rule's parameters with a claim that it is positive."""

    value: Expr

    def times(self, number: int, factor: Part, power: int = 1) -> Formula:
        """number u^power factor; the number 1 is not seen."""
        first = number * self.value**power
        return formula(factor) if first == 1 else formula(first) * factor

    def multiple(self, number: int) -> Formula:
        """number u."""
        return formula(number * self.value)

    def term(self, number: int, *atoms: list[Any], power: int = 1) -> list[Any]:
        """The product as a term of a weighted sum: its number, and what has a sign."""
        if self.value.is_number:
            return [str(number * self.value**power), *atoms]
        return [str(number), [formula(self.value), str(power)], *atoms]

    def state(self, ledger: Ledger) -> None:
        """The claim that it is positive, where it is no number."""
        if not self.value.is_number:
            ledger.add(
                "end-weight",
                "sign",
                (more(self.value, 0),),
                (),
                ledger.everywhere(),
                title="The credit of the present is positive",
            )


def given(ledger: Ledger, *others: Node) -> tuple[Node, ...]:
    """What may be assumed, with c != 0 and more."""
    return (*ledger.everywhere(), apart(notation.c, 0), *others)
