r"""Displayed eigenvalues against the claims on the characteristic polynomial.

A claim states the trace, the sum of the minors and the determinant of a 3 x 3 matrix.  Eigenvalues are
displayed as roots, with a sign \pm and one square root: their elementary symmetric functions are
computed and compared with the claim.
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from symdyn.claims.claim import Claim
from symdyn.errors import FormulaError
from symdyn.formula.reading import Node, read, read_relations
from symdyn.formula.trees import substitute
from tests.provenance.exact_values import Values, one_relation, points, value

__all__ = ["characteristic", "listed", "quadratic", "slowest", "stationary"]

_ROOT, _X = ("name", "r"), ("name", "x")
_CLAIMED = 3  # trace, minors, determinant
_BETWEEN = re.compile(r",(?:\\)? ")
_SQUARE_ROOT = re.compile(r"\\sqrt\{((?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*)\}")


class Surd(NamedTuple):
    """rational + factor * r with r^2 known."""

    rational: Fraction
    factor: Fraction


def characteristic(text: str, claims: Sequence[Claim]) -> bool:
    r"""Whether det(\lambda I - J) is what the claim on its coefficients says."""
    left, _, right = text.partition(" = ")
    letter, *sides = _spectrum(claims[0])
    if left != rf"\det(\lambda I - {letter})":
        return False
    shown, x = read(right), ("name", r"\lambda")
    return all(
        value(shown, at) == _cubic(at[x], [value(side, at) for side in sides])
        for at in points(shown, x, *sides)
    )


def listed(text: str, claims: Sequence[Claim]) -> bool:
    r"""Whether the eigenvalues "\lambda = 0, \pm x" have the symmetric functions that are claimed."""
    _, *sides = _spectrum(claims[0])
    known = {left[1]: right for claim in claims[1:] for left, right in _equations(claim)}
    sides = [substitute(side, known) for side in sides]
    left, _, right = text.partition(" = ")
    if left != r"\lambda":
        return False
    signed = [_signed(part) for part in _BETWEEN.split(right)]
    shown = [one for pair in signed for one in pair]
    inside, radicand = _radicand(shown)
    if len(inside) != _CLAIMED:
        return False
    for at in points(*inside, *sides, radicand):
        square = value(radicand, at)
        roots = [_surd(one, at) for one in inside]
        if _symmetric(roots, square) != [_rational(value(side, at)) for side in sides]:
            return False
    return True


def quadratic(text: str, claims: Sequence[Claim]) -> bool:
    r"""Whether the displayed pair is that of x^2 - t x + d, and of the identity that is claimed."""
    left, _, right = text.partition(" = ")
    inside, radicand = _radicand(_signed(right))
    _, _, claimed = one_relation(claims[0].statement[0])
    t, d = ("name", "t"), ("name", "d")
    if left != r"\lambda_{\pm}" or len(inside) != 2:
        return False
    for at in points(*inside, radicand, claimed, t, d):
        square = value(radicand, at)
        one, two = (_surd(part, at) for part in inside)
        total, times = _add(one, two), _times(one, two, square)
        ends = [value(claimed, {**at, _ROOT: Fraction(r)}) for r in (0, 1)]
        stated = ends[0] + (ends[1] - ends[0]) * square
        if total != _rational(at[t]) or times != _rational(at[d]):
            return False
        if stated != at[_X] ** 2 - at[_X] * total.rational + times.rational:
            return False
    return True


def slowest(text: str, claims: Sequence[Claim]) -> bool:
    r"""Whether \rho = -\lambda_+ is displayed as the smaller of the two rates that are claimed."""
    shown, _, right = text.rpartition(" = ")
    (inside,), radicand = _radicand([right])
    rates, least = claims
    (_, smaller, _), *_ = read_relations(least.statement[0])
    (_, claimed, _), *_ = read_relations(rates.statement[0])
    (_, square, wanted), *_ = read_relations(rates.assumptions[0])
    x, root = ("name", "x"), ("^", _ROOT, ("number", 2))
    quadratic = read("x^{2} + t x + d")
    if shown != r"\rho = -\lambda_{+}" or square != root:
        return False
    return all(
        _surd(inside, at) == _surd(smaller, at)
        and value(radicand, at) == value(wanted, at)
        and _surd_square(claimed, at) == _surd_square(substitute(quadratic, {"x": smaller}), at)
        for at in points(inside, radicand, smaller, claimed, wanted, x)
    )


def _surd_square(node: Node, at: Values) -> list[Fraction]:
    """The formula at three values of r, which determine it: it is of degree two."""
    return [value(node, {**at, _ROOT: Fraction(r)}) for r in (0, 1, 2)]


def stationary(text: str, claims: Sequence[Claim]) -> bool:
    r"""Whether d'^2 - t t' d' + d t'^2 = 0 is displayed, which the claim has with y = d', z = t'."""
    operator, shown, right = one_relation(text)
    _, _, claimed = one_relation(claims[0].statement[0])
    put = {"y": ("d", "s", ("name", "d")), "z": ("d", "s", ("name", "t"))}
    wanted = substitute(claimed, put)
    return (operator, right) == ("=", ("number", 0)) and all(
        value(shown, at) == value(wanted, at) for at in points(shown, wanted)
    )


def _spectrum(claim: Claim) -> tuple[str, Node, Node, Node]:
    """The letter of the matrix, and its trace, sum of minors and determinant as they are claimed."""
    equations = _equations(claim)
    if len(equations) != _CLAIMED:
        raise FormulaError(f"{claim.id} does not state three coefficients")
    letter = str(equations[0][0][1][1])[0]
    entries = [[("name", f"{letter}_{{{i}{j}}}") for j in (1, 2, 3)] for i in (1, 2, 3)]
    for at in points(*(entry for row in entries for entry in row)):
        matrix = [[at[entry] for entry in row] for row in entries]
        pairs = ((0, 1), (0, 2), (1, 2))
        minors = sum(
            (matrix[i][i] * matrix[j][j] - matrix[i][j] * matrix[j][i] for i, j in pairs),
            Fraction(0),
        )
        trace = sum((matrix[i][i] for i in range(3)), Fraction(0))
        wanted = [trace, minors, _determinant(matrix)]
        if [value(left, at) for left, _ in equations] != wanted:
            raise FormulaError(
                f"{claim.id} does not state the coefficients of a characteristic polynomial"
            )
    first, second, third = (right for _, right in equations)
    return letter, first, second, third


def _determinant(m: list[list[Fraction]]) -> Fraction:
    return sum(
        (
            m[0][i]
            * (m[1][(i + 1) % 3] * m[2][(i + 2) % 3] - m[1][(i + 2) % 3] * m[2][(i + 1) % 3])
            for i in range(3)
        ),
        Fraction(0),
    )


def _cubic(x: Fraction, sides: Sequence[Fraction]) -> Fraction:
    return x**3 - sides[0] * x**2 + sides[1] * x - sides[2]


def _equations(claim: Claim) -> list[tuple[Node, Node]]:
    return [(left, right) for line in claim.statement for _, left, right in read_relations(line)]


def _signed(text: str) -> list[str]:
    r"""The one or two values of a formula with at most one sign \pm."""
    if r"\pm" not in text:
        return [text]
    return [text.replace(r"\pm", sign).strip().removeprefix("+") for sign in "+-"]


def _radicand(texts: Sequence[str]) -> tuple[list[Node], Node]:
    """The formulas with the letter r for their square root, and what stands below it."""
    radicands = {read(one) for text in texts for one in _SQUARE_ROOT.findall(text)}
    if len(radicands) > 1:
        raise FormulaError("more than one square root")
    inside = [read(_SQUARE_ROOT.sub(" r ", text)) for text in texts]
    return inside, next(iter(radicands), ("number", 1))


def _surd(node: Node, at: Values) -> Surd:
    """The formula as p + q r."""
    found = [value(node, {**at, _ROOT: Fraction(r)}) for r in (0, 1, 2)]
    if found[2] - found[1] != found[1] - found[0]:
        raise FormulaError("the square root does not stand alone")
    return Surd(found[0], found[1] - found[0])


def _rational(number: Fraction) -> Surd:
    return Surd(number, Fraction(0))


def _add(one: Surd, two: Surd) -> Surd:
    return Surd(one.rational + two.rational, one.factor + two.factor)


def _times(one: Surd, two: Surd, square: Fraction) -> Surd:
    return Surd(
        one.rational * two.rational + one.factor * two.factor * square,
        one.rational * two.factor + one.factor * two.rational,
    )


def _symmetric(roots: Sequence[Surd], square: Fraction) -> list[Surd]:
    """The elementary symmetric functions, from the product of 1 + root y."""
    found = [_rational(Fraction(1))] + [_rational(Fraction(0))] * len(roots)
    for root in roots:
        for place in range(len(roots), 0, -1):
            found[place] = _add(found[place], _times(found[place - 1], root, square))
    return found[1:]
