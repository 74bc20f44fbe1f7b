"""Refusals are sentences with formulas in LaTeX, never the checker's own trees."""

import re

import pytest

from symdyn.claims.claim import Claim
from symdyn.claims.proving import prove
from symdyn.claims.wording import formula, relation, sentence
from symdyn.trial.reading import read, read_line

FORMULAS = (
    r"\frac{a b}{1 - w^{2}}",
    r"-\frac{1}{2} \Delta_{T} a",
    r"\left. \frac{a_\star^{2}}{\hat{w} - b} \right|_{w = 1, a = b}",
    r"\lim_{T \to \infty} \sum_{m<T - 1} \kappa_{m} w^{m}",
    r"\partial_{a} L",
    r"E_{k + 1} W^{\top}",
    r"w^{2 T + 1}",
    r"(a + b)^{2} (a - b)",
    r"K(w_\star) K'(w_\star)",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_tree_is_shown_so_that_it_reads_back(text: str) -> None:
    assert read(formula(read(text))) == read(text)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_tree_is_left_wherever_it_is_cut(text: str) -> None:
    tree = read(text)
    for length in (20, 40, 80, 99, 200):
        said = sentence(f"the formula {tree!r:.{length}} is not read")
        assert not re.search(r"\('|', '|None", said), said
        assert said.startswith("the formula ") or "is not read" not in said


def test_relations() -> None:
    for text in (r"s \ne 0", r"3 \le T", r"\tau \ge 1", "x < y", "x = y", "c := a b"):
        assert relation(read_line(text)[0][0]) == text


SAID = {
    "('<=', ('number', 3), ('name', 'T')) is assumed by a claim that is used, and not given here": (
        r"3 \le T is assumed by a claim that is used, and not given here; "
        r"add 'assume: 3 \le T', or what it follows from"
    ),
    r"the denominator \rho + -1 \alpha is not known to be nonzero": (
        r"the denominator \rho - \alpha is not known to be nonzero; "
        "assume that it is not 0, or what this follows from"
    ),
    "t has two equations: a.b, c.d": (
        "t has two equations: a.b, c.d; leave a.b or c.d out of uses"
    ),
    "the number of terms may be negative: {'T': 1, 'm': -1, '': -2} >= 0 is not given": (
        "the number of terms may be negative: T - m - 2 >= 0 is not given; "
        r"assume it, such as 'assume: T \ge 1'"
    ),
    "E with an index is defined by no claim used": (
        "E with an index is defined by no claim used; add the claim that defines it to uses"
    ),
    "not needed for the proof: ['a', 'b']": "not needed for the proof: a, b",
    "on ['alif.modes', 'x.y']": "on alif.modes, x.y",
    "one side is (-1 a ('w', 'T')), the other (s^-2 (2, 'T'))": (
        "one side is (-a w^{T}), the other (s^{-2} 2^{T})"
    ),
}


@pytest.mark.parametrize("refusal", SAID)
def test_a_refusal_as_a_sentence(refusal: str) -> None:
    assert sentence(refusal) == SAID[refusal]
    assert sentence(SAID[refusal]) == SAID[refusal]


GAPS = (
    Claim("a.sign", "sign", ("x + y > 0",), ("x > 0",)),
    Claim("a.fraction", "equation", (r"\frac{x - y}{x - y} = 1",)),
    Claim("a.sum", "equation", (r"\sum_{m<T - 1} x^{m} = \frac{1 - x^{T - 1}}{1 - x}",)),
    Claim("a.index", "equation", ("E_{k + 1} = E_{k}",)),
    Claim("a.points", "fixed-points", (r"x y = 0 \iff x = 0 \quad\text{or}\quad y = 0",)),
    Claim("a.mode", "mode", (r"\Delta_{T} a = b",)),
    Claim("a.stable", "stability", (r"\operatorname{Re} \lambda_{\pm} < 0",)),
    Claim("a.matrix", "equation", ("W = 1",)),
    Claim("a.false", "equation", ("x = x + w^{T}",)),
)


@pytest.mark.parametrize("claim", GAPS, ids=lambda claim: claim.id)
def test_no_gap_shows_a_tuple_or_a_list(claim: Claim) -> None:
    gap = prove(claim, {})[-1].evidence["gap"]
    assert not re.search(r"\('|\['|\{'|', '|\[\]|frozenset|-1 [a-z\\]", gap), gap
