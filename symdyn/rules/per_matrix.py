"""A number for each of the matrices A, B and W."""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Expr

from symdyn.errors import RuleError, meant
from symdyn.rules.factors import Factors, factor

__all__ = ["PerMatrix", "factors_of"]


@dataclass(frozen=True)
class PerMatrix(Factors):
    """What A, B and W have, in the order of the state (a, b, w).

    >>> from fractions import Fraction
    >>> from sympy import S
    >>> from symdyn.notation import parameter
    >>> alpha = parameter("alpha", 0, 1)
    >>> PerMatrix(S.One, alpha**2, 3 * alpha).values({"alpha": Fraction(1, 2)})
    (Fraction(1, 1), Fraction(1, 4), Fraction(3, 2))
    """

    A: Expr
    B: Expr
    W: Expr


def factors_of(given: object, plural: str, what: str, example: str) -> dict[str, Expr]:
    """What a rule gives for A, B and W, by their names; those left out are left out.

    Parameters
    ----------
    given : a mapping from "A", "B" and "W"
    plural, what, example : how messages call it, what one is of a matrix, and how one is written

    Raises
    ------
    RuleError for a matrix that there is not, and what is not proved positive or 0.

    >>> from fractions import Fraction
    >>> factors_of({"W": Fraction(1, 10)}, "rates", "rate", "{'W': 2}")
    {'W': 1/10}
    """
    if not isinstance(given, Mapping):
        raise RuleError(
            f"{plural} {given!r} are no mapping from matrices to numbers; write {example}"
        )
    names = ("A", "B", "W")
    for name in given:
        if name not in names:
            near = meant(str(name).upper(), names)
            raise RuleError(
                f"{plural} name the matrix {name!r}; {near}a {what} is that of A, B or W"
            )
    return {name: factor(f"the {what} of {name}", one) for name, one in given.items()}
