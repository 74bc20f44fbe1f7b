"""The largest step as it is displayed, against the claims on what a step must satisfy.

At the step that is displayed, what a claim says is positive for a stable step is zero.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from symdyn.claims.claim import Claim
from symdyn.formula.reading import read_line
from tests.provenance.exact_values import Values, one_relation, value

__all__ = ["largest_for_a_complex_pair", "largest_for_a_real_pair"]

_ROOT = re.compile(r"\\sqrt\{t\^\{2\} - 4 d\}")
_RATES = (
    (Fraction(1, 3), Fraction(5, 7)),
    (Fraction(2), Fraction(2)),
    (Fraction(1, 9), Fraction(4)),
)
_STEP = ("name", r"\eta")


def largest_for_a_real_pair(text: str, claims: Sequence[Claim]) -> bool:
    """With rates x <= y the root of t^2 - 4 d is y - x; the claim is that 2 - eta y > 0."""
    (line,) = claims[0].statement
    operator, left, right = one_relation(line)
    if (operator, right) != (">", ("number", 0)) or not _head(text):
        return False
    _, _, shown = one_relation(_ROOT.sub("r", text.replace(r"\eta_{\max}", "z")))
    return all(_vanishes(left, value(shown, at), at) for at in map(_at, _RATES))


def largest_for_a_complex_pair(text: str, claims: Sequence[Claim]) -> bool:
    """The claim on the multipliers has -t - eta d > 0 as its second condition."""
    _, conditions = read_line(claims[0].statement[0])
    _, left, _ = conditions[1]
    if not _head(text):
        return False
    _, _, shown = one_relation(text.replace(r"\eta_{\max}", "z"))
    return all(_vanishes(left, value(shown, at), at) for at in map(_at, _RATES))


def _head(text: str) -> bool:
    return text.startswith(r"\eta_{\max} = ")


def _at(rates: tuple[Fraction, Fraction]) -> Values:
    x, y = rates
    letters = {"x": x, "y": y, "t": -x - y, "d": x * y, "r": y - x}
    return {("name", name): number for name, number in letters.items()}


def _vanishes(condition: tuple[object, ...], step: Fraction, at: Values) -> bool:
    return value(condition, {**at, _STEP: step}) == 0
