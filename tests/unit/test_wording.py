"""Refusals are sentences with formulas in LaTeX, never the checker's own trees."""

import re

import pytest

from symdyn.claims.claim import Claim
from symdyn.claims.proving import prove
from symdyn.claims.wording import sentence

SAID = {
    r"the denominator \rho - \alpha is not known to be nonzero": (
        r"the denominator \rho - \alpha is not known to be nonzero; "
        "assume that it is not 0, or what this follows from"
    ),
    "a number of terms is not known to be a natural number": (
        "a number of terms is not known to be a natural number; "
        r"assume it, such as 'assume: T \ge 1'"
    ),
    "E_ is not defined": "E_ is not defined; add the claim that defines it to uses",
    "not needed for the proof: ['a', 'b']": "not needed for the proof: a, b",
    "on ['alif.modes', 'x.y']": "on alif.modes, x.y",
    "an argument of t.8d7f89146e1e06e2 is not a number": "an argument of t is not a number",
    "an argument of e_.8d7f89146e1e06e2 is not a number": "an argument of e is not a number",
    "the exponent T of x looks like a transpose": (
        "the exponent T of x looks like a transpose; take another letter, such as w or z"
    ),
    r"3 \le T is assumed by rflo.trace, and not given here": (
        r"3 \le T is assumed by rflo.trace, and not given here; "
        r"add 'assume: 3 \le T', or what it follows from"
    ),
}


@pytest.mark.parametrize("refusal", SAID)
def test_a_refusal_as_a_sentence(refusal: str) -> None:
    assert sentence(refusal) == SAID[refusal]
    assert sentence(SAID[refusal]) == SAID[refusal]


GAPS = [
    (Claim("a.sign", "sign", ("x + y > 0",), ("x > 0",)), "no proof was found for x + y > 0"),
    (
        Claim("a.fraction", "equation", (r"\frac{x - y}{x - y} = 1",)),
        "the denominator x - y is not known to be nonzero",
    ),
    (
        Claim("a.sum", "equation", (r"\sum_{m<T - 1} x^{m} = \frac{1 - x^{T - 1}}{1 - x}",)),
        "a number of terms is not known to be a natural number",
    ),
    (Claim("a.index", "equation", ("E_{k + 1} = E_{k}",)), "E_ is not defined"),
    (
        Claim("a.points", "fixed-points", (r"x y = 0 \iff x = 0 \quad\text{or}\quad y = 0",)),
        "a claim of the kind fixed-points needs evidence",
    ),
    (Claim("a.mode", "mode", (r"\Delta_{T} a = b",)), r"\Delta_{T} a is not defined"),
    (
        Claim("a.stable", "stability", (r"\operatorname{Re} \lambda_{\pm} < 0",)),
        "no proof was found",
    ),
    (Claim("a.matrix", "equation", ("W = 1",)), "a matrix"),
    (Claim("a.false", "equation", ("x = x + w^{T}",)), "equation: what should be 0 is -w^{T}"),
    (
        Claim("a.needs", "equation", ("c = 1",), ("x > 0",), ("a.given",)),
        r"y > 0 is assumed by a.given, and not given here; add 'assume: y > 0'",
    ),
]
KNOWN = {"a.given": Claim("a.given", "equation", ("c = 1",), ("y > 0",))}


@pytest.mark.parametrize(("claim", "said"), GAPS, ids=lambda x: getattr(x, "id", ""))
def test_no_gap_shows_a_tuple_or_a_list(claim: Claim, said: str) -> None:
    gap = prove(claim, KNOWN)[-1].evidence["gap"]
    assert not re.search(r"\('|\['|\{'|', '|\[\]|frozenset|-1 [a-z\\]|#", gap), gap
    assert said in gap
