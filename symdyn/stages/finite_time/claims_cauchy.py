r"""Why one number exceeds another in modulus for each T >= 2: Cauchy's inequality, as a sum of squares.

With [k] = [k]_{z,h} and sums over k < T, f = sum [k]^2 and g = sum z^k [k],

    f (M^2 - x^2) = (1 - z^2) (1 - h^2) (1 - z h)^2 sum (f z^k - g [k])^2,
    M = 1 - z^T h^T,  x = (1 - z h) [T],

and the term of the sum at k = 0 is f^2.
"""

from dataclasses import dataclass
from typing import Any

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.signed import alone, signed
from symdyn.formula.building import (
    Formula,
    apart,
    at_least,
    below,
    bracket,
    defined,
    equal,
    formula,
    letters,
    more,
    total,
)

__all__ = ["INSIDE", "LONG", "NUMBERS", "Side", "bound", "bracket_sum", "termwise"]

_Z, _H, _R = letters("z h r")
_T, _K, _J = (formula(x) for x in (notation.T, notation.k, notation.j))
LONG = at_least(notation.T, 2)
NUMBERS = {"z": _Z, "h": _H, "r": _R}
INSIDE = tuple(below(-1, one, 1) for one in NUMBERS.values())


@dataclass(frozen=True)
class Side:
    """One of the two numbers beside z, and the letters of what is said of it.

    Parameters
    ----------
    name : in the ids of the claims
    other : the number, or None for r = 0
    large, small : M and x, or X and y
    sums : the sum of squares of [k], that of z^k [k], and the one that is positive by Cauchy's inequality
    """

    name: str
    other: Formula | None
    large: Formula
    small: Formula
    sums: tuple[Formula, ...]

    def step(self) -> Formula:
        """[k + 1] of z and the number."""
        return bracket_sum(_Z, self.other, _K + 1, _K)

    def end(self) -> Formula:
        """[T] of z and the number."""
        return bracket_sum(_Z, self.other, _T, _T - 1)


def bracket_sum(x: Formula, y: Formula | None, terms: Formula, last: Formula) -> Formula:
    """[terms]_{x,y} as a sum, with last = terms - 1; for y = 0 it is x^last."""
    if y is None:
        return x**last
    return bracket(total(notation.j, terms, x**_J * y ** (last - _J)))


def bound(ledger: Ledger, side: Side, moduli: str) -> None:
    """M^2 > x^2, from Cauchy's inequality."""
    if side.other is None:  # what bounds z^{T-1} needs no inequality
        return
    name, given = side.name, (*(INSIDE[0], below(-1, side.other, 1)), LONG)
    squares, mixed, cauchy = side.sums
    before = _T - 1
    step = side.step()
    ledger.add(
        f"theory.finite-sums-{name}",
        "definition",
        (
            defined(squares, total(notation.k, before, step**2)),
            defined(mixed, total(notation.k, before, _Z ** (_K + 1) * step)),
        ),
        title="Sums of products with [k]",
    )
    ledger.add(
        f"theory.finite-squares-{name}",
        "sign",
        (more(squares, 0),),
        (f"theory.finite-sums-{name}",),
        given,
        evidence={"proofs": [termwise(_even(step), signed("1"))]},
        title="The sum of squares is positive",
    )
    whole = total(notation.j, _K, _Z**_J * side.other ** (_K - 1 - _J))  # [k], 0 at k = 0
    difference = squares * _Z**_K - mixed * whole
    ledger.add(
        f"theory.finite-cauchy-{name}",
        "definition",
        (defined(cauchy, total(notation.k, _T, difference**2)),),
        title="A sum of squares of combinations of z^k and [k]",
    )
    ledger.add(
        f"theory.finite-cauchy-sign-{name}",
        "sign",
        (more(cauchy, 0),),
        (f"theory.finite-cauchy-{name}",),
        (*given, apart(squares, 0)),
        evidence={"proofs": [termwise(_even(difference), _even(squares))]},
        title="The sum of squares is positive, for its first term is",
    )
    gap = side.large**2 - side.small**2
    room = (1 - _Z**2) * (1 - side.other**2) * (1 - _Z * side.other) ** 2
    line = equal(squares * gap, room * cauchy)
    ledger.add(
        f"theory.finite-gap-{name}",
        "equation",
        (line,),
        (moduli, f"theory.finite-sums-{name}", f"theory.finite-cauchy-{name}"),
        given,
        title="The difference of the squared moduli is a sum of squares",
    )
    sides = ((1 - one**2, "1", [["1", [1 - one, "1"], [1 + one, "1"]]]) for one in (_Z, side.other))
    ledger.add(
        f"theory.finite-bound-{name}",
        "sign",
        (more(gap, 0),),
        (
            moduli,
            f"theory.finite-squares-{name}",
            f"theory.finite-cauchy-sign-{name}",
            f"theory.finite-gap-{name}",
        ),
        given,
        evidence={
            "proofs": [
                signed(
                    "1",
                    *sides,
                    (1 - _Z * side.other, "2", []),
                    (cauchy, "1", alone(cauchy)),
                    (squares, "-1", alone(squares)),
                    by=[[1 / squares, line]],
                )
            ]
        },
        title="The larger modulus exceeds the smaller, whatever its sign",
    )


def _even(base: Formula) -> dict[str, Any]:
    """A square is not negative, and positive where its base is not 0."""
    return signed("1", (base, "2", []))


def termwise(each: dict[str, Any], first: dict[str, Any]) -> dict[str, Any]:
    """A sum of terms that are not negative, of which the first is positive."""
    return {"termwise": [each, first]}
