"""Claims evaluated at exact rational points, sums added up term by term."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from random import Random

from flint import fmpq

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError
from tests.second_checker.library import View
from tests.second_checker.ratios import constant
from tests.second_checker.reading import Certificate, read_certificate
from tests.second_checker.witness import AtPoint, line_holds
from tests.soundness.certificates import Claim, write

LETTERS = (
    *"abcdgnostuvwxyz",
    *(f"{name}_{{\\star}}" for name in "abw"),
    *("\\hat{a}", "\\hat{w}", "\\gamma", "\\eta", "\\varphi"),
)
INDICES = {"T": 4, "\\tau": 2, "m": 2, "j": 1, "k": 1, "Z": 2}


def library(claims: Mapping[str, Claim], folder: Path) -> dict[str, Certificate]:
    """The claims as the second checker reads them."""
    return {path.stem: read_certificate(path) for path in write(folder, claims.values())}


def random_point(rng: Random) -> dict[str, Fraction]:
    """A value in (-1, 1), or in (-4, 4) where a square can be large, for each letter."""
    point = {name: Fraction(rng.choice([-5, -3, -2, 1, 2, 3, 4]), 7) for name in LETTERS}
    for name in ("a", "b", "c", "s", "\\hat{a}"):
        point[name] *= rng.choice([1, 2, 5])
    return point | {name: Fraction(value) for name, value in INDICES.items()}


def at(
    claim: Certificate, claims: Mapping[str, Certificate], point: Mapping[str, Fraction]
) -> AtPoint:
    """What evaluates the formulas of a claim at a point."""
    numbers = {name: constant(fmpq(x.numerator, x.denominator)) for name, x in point.items()}
    return AtPoint(View(claim, claims), numbers)


def holds(
    claim: Certificate, claims: Mapping[str, Certificate], point: Mapping[str, Fraction]
) -> bool | None:
    """Whether a claim is true at a point; None where it says nothing or cannot be evaluated."""
    try:
        here = at(claim, claims, point)
        values: list[fmpq] = []
        assumed = [line_holds(line, here, values) for line in claim.assumptions]
        said = [line_holds(line, here, values) for line in claim.lines]
        here.settle_obligations()
    except (RejectedError, ArithmeticError):
        return None
    if here.met & here.view.definitions.keys():  # a letter that is defined below is not free
        return None
    return all(said) if all(assumed) else None


def value(
    node: f.Node,
    claim: Certificate,
    claims: Mapping[str, Certificate],
    point: Mapping[str, Fraction],
) -> Fraction:
    """The number that a formula of a claim is at a point."""
    number = at(claim, claims, point).number(node)
    return Fraction(int(number.numerator), int(number.denominator))
