"""The first checker on small certificates: what it accepts, beside the false twin of each.

The false ones that hostile authors thought of are in tests/soundness/false.
"""

from pathlib import Path

import pytest

from symdyn.claims.certificates import certify
from symdyn.claims.claim import Claim
from symdyn.errors import FormulaError
from symdyn.formula.reading import read
from tests.soundness.certificates import first_status, second_status, write


@pytest.fixture
def judged(tmp_path: Path):
    """What both checkers say of the last of some claims; they must agree."""

    def status(*claims: Claim) -> str:
        made = certify(claims)
        last = claims[-1].id
        if last in made.reasons:
            return "rejected"
        paths = write(tmp_path, made.texts)
        found = first_status(paths)[last]
        assert second_status(paths)[last] in {found, "rejected"}  # it may look for less
        return found

    return status


def claim(name, kind, statement, assumptions=(), uses=(), evidence=None) -> Claim:
    return Claim(name, kind, tuple(statement), tuple(assumptions), tuple(uses), evidence or {})


def atoms(*pairs: tuple[str, str]) -> list[object]:
    """A term of weight 1."""
    return ["1", *([atom, power] for atom, power in pairs)]


def proof(factor: str, terms: list[object], power: str = "1", constant: str = "1"):
    """A sign proof of one factor."""
    return {"constant": constant, "factors": [{"factor": factor, "power": power, "terms": terms}]}


SERIES = claim("series", "definition", [r"f := \lim_{T\to\infty} \sum_{m<T} x^{m}"])
VALUE = claim(
    "value",
    "equation",
    [r"f = \frac{1}{1 - x}"],
    ["-1 < x < 1"],
    ["series"],
    {"sums": [r"\frac{x^{m}}{x - 1}"]},
)


@pytest.mark.parametrize(
    ("statement", "assumptions", "expected"),
    [
        (r"\left. f \right|_{x = y} = \frac{1}{1 - y}", ["-1 < y < 1"], "proved"),
        (r"\left. f \right|_{x = y} = \frac{1}{1 - y}", ["-1 < x < 1", r"1 - y \ne 0"], "rejected"),
        (r"\left. f \right|_{x = 2} = -1", ["-1 < x < 1"], "rejected"),
        (r"\partial_{x} f = \frac{1}{(1 - x)^{2}}", ["-1 < x < 1"], "proved"),
        (r"\partial_{x} f = \frac{2}{(1 - x)^{2}}", ["-1 < x < 1"], "rejected"),
        (r"(1 - x) f = 1", ["-1 < x < 1"], "proved"),
        (r"(1 - x) f = 1", ["-1 < x", "x < 1"], "proved"),
        (r"(1 - x) f = 1", ["-1 < x"], "rejected"),
    ],
)
def test_what_an_equation_assumes_follows_it(judged, statement, assumptions, expected):
    one = claim("one", "equation", [statement], assumptions, ["value"])
    assert judged(SERIES, VALUE, one) == expected


@pytest.mark.parametrize(
    ("line", "assumptions", "sums", "expected"),
    [
        (r"\sum_{m<T} \frac{x}{x} = T", [r"x \ne 0"], ["m"], "proved"),
        (r"\sum_{m<T} \frac{x}{x} = T", [], ["m"], "rejected"),
        (r"\sum_{m<T} w w^{T - m - 1} = \frac{w (w^{T} - 1)}{w - 1}", [r"w - 1 \ne 0"],
         [r"\frac{-w w^{T - m}}{w - 1}"], "proved"),
        (r"\sum_{m<T - 1} 1 = T - 1", [r"T \ge 1"], ["m"], "proved"),
        (r"\sum_{m<T - 1} 1 = T - 1", [], ["m"], "rejected"),
        (r"\sum_{m<T} \sum_{j<m} 1 = \frac{T (T - 1)}{2}", [],
         ["j", r"\frac{m (m - 1)}{2}"], "proved"),
        (r"\sum_{m<T} \sum_{j<m - 1} 1 = \frac{T (T - 3)}{2}", [r"m \ge 1"],
         ["j", r"\frac{m (m - 3)}{2}"], "rejected"),
    ],
)  # fmt: skip
def test_sums(judged, line, assumptions, sums, expected):
    one = claim("one", "equation", [line], assumptions, evidence={"sums": sums})
    assert judged(one) == expected


TERMS = proof("2 m + 1", [["2", ["m", "1"]], ["1"]])


@pytest.mark.parametrize(
    ("line", "assumptions", "parts", "expected"),
    [
        (r"\sum_{m<T} (2 m + 1) \ge 0", [r"T \ge 1"], [TERMS], "proved"),
        (r"\sum_{m<T} (2 m + 1) > 0", [r"T \ge 1"], [TERMS, proof("1", [["1"]])], "proved"),
        (r"0 < \sum_{m<T} (2 m + 1)", [r"T \ge 1"], [TERMS, proof("1", [["1"]])], "proved"),
        (r"\sum_{m<T} (2 m + 1) > 0", [], [TERMS, proof("1", [["1"]])], "rejected"),
        (r"\sum_{m<T} m > 0", [r"T \ge 1"], [proof("m", [atoms(("m", "1"))])] * 2, "rejected"),
        (r"\lim_{T\to\infty} \sum_{m<T + 1} x^{2 m} \ge 0", ["-1 < x < 1"],
         [proof("x^{m}", [], "2")], "proved"),
        (r"\lim_{T\to\infty} \sum_{m<T + 1} x^{2 m} \ge 0", [],
         [proof("x^{m}", [], "2")], "rejected"),
    ],
)  # fmt: skip
def test_termwise(judged, line, assumptions, parts, expected):
    evidence = {"proofs": [{"termwise": parts}]}
    assert judged(claim("one", "sign", [line], assumptions, evidence=evidence)) == expected


@pytest.mark.parametrize(
    ("line", "assumptions", "one", "expected"),
    [
        (r"\frac{x}{y} > 0", [r"\frac{x}{y} > 0"],
         proof(r"\frac{x}{y}", [atoms((r"\frac{x}{y}", "1"))]), "rejected"),
        (r"\frac{x}{y} > 0", [r"\frac{x}{y} > 0", r"y \ne 0"],
         proof(r"\frac{x}{y}", [atoms((r"\frac{x}{y}", "1"))]), "proved"),
        (r"\frac{x}{y} > 0", ["x > 0", "y > 0"],
         proof(r"\frac{x}{y}", [atoms(("x", "1"), ("y", "-1"))]), "proved"),
        (r"x - x \ge 0", [], {"constant": "0", "factors": []}, "proved"),
        (r"x \ne x", [], {"constant": "0", "factors": []}, "rejected"),
        (r"x \ne 0", ["x > 0"], proof("x", []), "proved"),
        ("w^{T} < 1", ["-1 < w < 1", r"T \ge 1"], "power", "proved"),
        ("x^{y} < 1", ["-1 < x < 1", r"y \ge 1"], "power", "rejected"),
    ],
)  # fmt: skip
def test_signs(judged, line, assumptions, one, expected):
    evidence = {"proofs": [one]}
    assert judged(claim("one", "sign", [line], assumptions, evidence=evidence)) == expected


def test_a_name_with_an_index(judged):
    given = claim("given", "definition", ["E_{k} := x^{k}"])
    assert judged(given, claim("one", "equation", ["E_{0} = 1"], uses=["given"])) == "proved"
    assert judged(given, claim("one", "equation", ["E_{1} = x"], uses=["given"])) == "proved"
    assert judged(given, claim("one", "equation", ["E_1 = x"], uses=["given"])) == "proved"
    assert judged(given, claim("one", "equation", ["E_{1} = 1"], uses=["given"])) == "rejected"


def test_a_gap_is_no_proof(judged):
    gap = claim("gap", "equation", ["0 = 1"], evidence={"gap": "not found"})
    assert judged(gap) == "unproved"
    given = claim("given", "equation", ["1 = 1"], uses=["gap"])
    assert judged(gap, given) == "conditional"


@pytest.mark.parametrize(
    "text",
    [r"\left(a)", r"\bigl(a\Bigr)", "(a", "a)", "a^{2", r"\frac{a}", "a b /", r"\sum_{x<2} a", "",
     "8 2^{m}", r"x_{\top}", r"\lim_{T\to 1} a", "1" * 4_001],
)  # fmt: skip
def test_what_is_not_read(text):
    with pytest.raises(FormulaError):
        read(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"\left(a\right)", "a"),
        ("a_1", "a_{1}"),
        (r"w_{\star}", r"w_\star"),
        (r"K\left(w\right)", "K(w)"),
        ("K ( w )", "K(w)"),
        (r"8 \cdot 2^{m}", r"8 \times 2^{m}"),
        (r"\hat {a}", r"\hat{a}"),
    ],
)
def test_one_name_in_two_spellings(one, other):
    assert read(one) == read(other)
