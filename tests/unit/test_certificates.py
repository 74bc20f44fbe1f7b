"""From claims to certificates: complete in themselves, in one spelling, and why there is none."""

import json
from typing import Any

import pytest

from symdyn.claims.certificates import certify
from symdyn.claims.claim import Claim

C = Claim("c", "definition", (r"c := a_\star b_\star",))
D = Claim("d", "definition", ("d := c s + u",))
E = Claim("e", "definition", ("e_{k} := c w^{k}",))


def made(*claims: Claim) -> dict[str, Any]:
    """The certificate of the last claim."""
    found = certify(claims)
    assert found.reasons == {}
    return dict(json.loads(found.texts[claims[-1].id]))


def test_a_claim_shows_what_its_statement_stands_on_directly_or_not() -> None:
    claim = Claim("x", "equation", ("d - u = s c",), uses=("c", "d"))
    found = made(C, D, E, claim)
    assert found["where"] == ["d := c s + u", r"c := a_\star b_\star"]
    assert found["also"] == []
    assert found["goal"] == {"all": ["d - u = s c"]}


def test_a_name_under_a_binder_carries_what_is_bound() -> None:
    line = r"\sum_{k<T} e_{k} = c \frac{w^{T} - 1}{w - 1}"
    evidence = {"sums": [r"\frac{c w^{k}}{w - 1}"]}
    claim = Claim("x", "equation", (line,), (r"w - 1 \ne 0",), ("c", "e"), evidence)
    assert made(C, E, claim)["where"] == ["e_{k} := c w^{k}", r"c := a_\star b_\star"]


def test_a_row_of_relations_becomes_one_a_text() -> None:
    claim = Claim("x", "sign", ("-1 < x < 2",), ("0 < x < 1",))
    found = made(claim)
    assert found["hypotheses"] == ["0 < x", "x < 1"]
    assert found["goal"] == {"all": ["-1 < x", "x < 2"]}


def test_a_number_beside_a_matrix_is_a_multiple_of_the_identity() -> None:
    words = Claim("words", "definition", (r"\Delta W := (\frac{1}{2} + W) R^{\top} A",))
    line = r"\operatorname{rank}(W_{Z} - W_{0}) \le n"
    claim = Claim("x", "rank", (line,), uses=("words",), evidence={"by-lag": "0"})
    found = made(words, claim)
    assert found["matrices"] == [
        r"\Delta W := \left(\frac{1}{2} I + W\right) R^{\top} A",
    ]
    assert found["goal"]["rank"]["updates"] == {"W": r"\Delta W"}


def test_what_is_not_proved_says_why() -> None:
    claim = Claim("x", "sign", ("x^{2} + 1 > 0",), evidence={"gap": "not found"})
    found = made(claim)
    assert found["gap"] == "not found"
    assert "proof" not in found


@pytest.mark.parametrize(
    ("line", "spelling"),
    [
        (r"x \cdot y = y x", "x y = y x"),
        ("x (y) = x y", "x y = x y"),
        (r"\frac{a}{b} = a / b", r"\frac{a}{b} = \frac{a}{b}"),
        (r"\bigl(x + y\bigr)^{2} = z", r"\left(x + y\right)^{2} = z"),
        (r"x = 0 \iff x^{2} = 0 \quad\text{or}\quad x \cdot 1 = 0", None),
    ],
)
def test_the_spelling_of_a_line(line: str, spelling: str | None) -> None:
    kind = "equation" if spelling else "fixed-points"
    evidence = {} if spelling else {"gap": "of no interest"}
    found = certify([Claim("x", kind, (line,), evidence=evidence)], stated=["x"]).spellings["x"]
    assert found == ({line: spelling} if spelling else {})


def test_a_claim_without_a_certificate_says_why() -> None:
    claim = Claim("x", "equation", (r"\sum_{k<2} E_{k} = 0",))
    assert certify([claim]).reasons == {"x": "E_ is not defined"}
