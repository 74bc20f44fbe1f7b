r"""The values of formulas at exact points: formulas that differ in a sign or a number differ there.

A formula is a tree of the checker's reader.  Letters are numbers here; what differs as a rational
function differs at some of the points, unless all of them are zeros of the difference.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import prod

from symdyn.errors import FormulaError
from symdyn.formula.reading import INDICES, Node, read_relations

__all__ = ["Values", "one_relation", "points", "same", "value"]

Values = Mapping[Node, Fraction]

_PRIMES = (
    (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71),
    (73, 29, 53, 31, 83, 37, 101, 43, 61, 71, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151),
    (157, 5, 167, 11, 179, 17, 191, 23, 3, 197, 199, 211, 223, 227, 229, 233, 239, 241, 251, 257),
)
_DENOMINATORS = (29, 263, 269)
_LARGEST_EXPONENT = 64  # far more than a report shows at these points


def one_relation(text: str) -> tuple[str, Node, Node]:
    """The relation that a line states, if it is one."""
    found = read_relations(text)
    if len(found) != 1:
        raise FormulaError(f"{len(found)} relations, not one: {text[:80]!r}")
    return found[0]


def points(*formulas: Node) -> Iterator[dict[Node, Fraction]]:
    """Exact values for all letters of some formulas, three times; indices are small integers."""
    letters = sorted({one for formula in formulas for one in _letters(formula)}, key=repr)
    for place, (primes, denominator) in enumerate(zip(_PRIMES, _DENOMINATORS, strict=True)):
        if len(letters) > len(primes):
            raise FormulaError(f"{len(letters)} letters; at most {len(primes)} have values")
        yield {
            letter: Fraction(2 + place)
            if letter[1] in INDICES
            else Fraction((-1) ** number * prime, denominator)
            for number, (letter, prime) in enumerate(zip(letters, primes, strict=False))
        }


def _letters(node: Node) -> set[Node]:
    if node[0] in {"name", "d"}:
        return {node}
    return set[Node]().union(*(_letters(part) for part in node[1:] if isinstance(part, tuple)))


def value(node: Node, at: Values) -> Fraction:
    r"""The value of a formula at a point; `FormulaError` for what is no rational function.

    >>> from symdyn.formula.reading import read
    >>> str(value(read(r"\frac{x^{2} - 1}{2}"), {("name", "x"): Fraction(3)}))
    '4'
    """
    tag = node[0]
    if node in at:
        return at[node]
    if tag == "number":
        return Fraction(node[1])
    if tag not in {"+", "neg", "*", "/", "^"}:
        raise FormulaError(f"{tag!r} has no value at a point")
    parts = [value(part, at) for part in node[1:]]
    if tag == "+":
        return sum(parts, Fraction(0))
    if tag == "neg":
        return -parts[0]
    if tag == "*":
        return prod(parts, start=Fraction(1))
    left, right = parts
    if (tag == "/" and not right) or (tag == "^" and right < 0 and not left):
        raise FormulaError("a quotient has no value at a point")
    if tag == "/":
        return left / right
    if right.denominator != 1 or abs(right) > _LARGEST_EXPONENT:
        raise FormulaError(f"the exponent {right} is not a small integer")
    return left ** int(right)


def same(left: Node, right: Node) -> bool:
    """Whether two formulas have the same value at every one of the points."""
    return all(value(left, at) == value(right, at) for at in points(left, right))
