"""z3 as a second source of counterexamples: what it proposes is checked, what it denies proves nothing."""

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from symdyn.claims import smt
from symdyn.claims.certificates.scopes import Scopes
from symdyn.claims.claim import Claim
from symdyn.claims.proving import prove
from symdyn.claims.refuting import find_witness, opinion
from symdyn.cli import main

SPECTRUM = Claim(
    "test.spectrum",
    "equation",
    (
        "J_{11} + J_{22} + J_{33} = t",
        "J_{11} J_{22} - J_{12} J_{21} + J_{11} J_{33} - J_{13} J_{31} + J_{22} J_{33} - J_{23} J_{32} = d",
        "J_{11} (J_{22} J_{33} - J_{23} J_{32}) - J_{12} (J_{21} J_{33} - J_{23} J_{31})"
        " + J_{13} (J_{21} J_{32} - J_{22} J_{31}) = 0",
    ),
)


def sign(*statement: str, assume: tuple[str, ...] = (), uses: tuple[str, ...] = ()) -> Claim:
    return Claim("test.claim", "sign", statement, assume, uses)


def second_opinion(claim: Claim, known: Mapping[str, Claim]) -> str:
    return opinion(Scopes({**known, claim.id: claim}), claim.id)[0]


def witness(claim: Claim) -> dict[str, str]:
    found = find_witness(Scopes({claim.id: claim}), claim.id)
    return found["witness"] if found else {}


# A narrow set far from the sampled points, and nothing at all around it.
NARROW = sign("(x - y^{2} - 1)^{2} + (y - 12345)^{2} > 0")

needs_z3 = pytest.mark.skipif(not smt.available(), reason="z3 is not installed")


@pytest.fixture
def without_z3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smt, "find_spec", lambda _: None)


@needs_z3
def test_a_point_that_sampling_misses_is_found_and_checked() -> None:
    assert witness(NARROW) == {"x": str(12345**2 + 1), "y": "12345"}
    (claim,) = prove(NARROW, {}, refute=True)
    assert claim.evidence["witness"] == {"x": str(12345**2 + 1), "y": "12345"}


@pytest.mark.usefixtures("without_z3")
def test_without_z3_the_rest_goes_on() -> None:
    assert (witness(NARROW), second_opinion(NARROW, {})) == ({}, "")
    (false,) = prove(sign("x > 0"), {}, refute=True)
    assert Fraction(false.evidence["witness"]["x"]) <= 0
    (true,) = prove(sign("x^{2} + 1 > 0"), {}, refute=True)
    assert "proofs" in true.evidence


@needs_z3
@pytest.mark.parametrize(
    ("claim", "answer"),
    [
        (sign("x^{2} - x + 1 > 0"), "unsat"),
        (sign("x^{2} - x > 0"), "sat"),
        (sign("x y > 0", assume=("x > 0", "y > 0")), "unsat"),
        (sign("x y > 0", assume=("x > 0",)), "sat"),
        (sign(r"\frac{1}{x} > 0", assume=("x > 0",)), "unsat"),
        (sign(r"\frac{1}{x} > 0", assume=(r"x \ne 0",)), "sat"),
        (sign(r"\frac{1}{x - y} > 0", assume=("x > y",)), "unsat"),
        (sign(r"\frac{1}{x - y} > 0", assume=(r"x \ge y",)), "unsat"),  # x = y means nothing
        (sign("x > 0", "x < 1", assume=("0 < x < 2",)), "sat"),
        (Claim("e", "equation", ("(x + 1)^{2} = x^{2} + 2 x + 1",)), "unsat"),
        (Claim("e", "equation", ("(x + 1)^{2} = x^{2} + 2 x - 1",)), "sat"),
        (Claim("f", "fixed-points", (r"x y = 0 \iff x = 0 \quad\text{or}\quad y = 0",)), "unsat"),
        (Claim("f", "fixed-points", (r"x y = 0 \iff x = 0",)), "sat"),
    ],
)
def test_an_opinion_agrees_with_the_truth(claim: Claim, answer: str) -> None:
    assert second_opinion(claim, {}) == answer


@needs_z3
@pytest.mark.parametrize(
    ("statement", "assume", "answer"),
    [
        (r"\operatorname{Re} \lambda_{\pm} < 0", ("t < 0", "d > 0"), "unsat"),
        (r"\operatorname{Re} \lambda_{\pm} < 0", ("t < 0",), "sat"),
        (r"\max \operatorname{Re} \lambda_{\pm} \ge 0", ("d < 0",), "unsat"),
        (r"\max \operatorname{Re} \lambda_{\pm} \ge 0", ("d > 0",), "sat"),
        (r"\operatorname{Re} \lambda_{\pm} < 0 \iff -t > 0 \text{and} d > 0", (), "unsat"),
        (r"\operatorname{Re} \lambda_{\pm} < 0 \iff t > 0 \text{and} d > 0", (), "sat"),
    ],
)
def test_stability_is_about_trace_and_determinant(
    statement: str, assume: tuple[str, ...], answer: str
) -> None:
    claim = Claim("s", "stability", (statement,), assume, (SPECTRUM.id,))
    assert second_opinion(claim, {SPECTRUM.id: SPECTRUM}) == answer


def test_a_name_is_what_a_used_claim_says() -> None:
    product = Claim("p", "definition", ("p := x y",))
    known: Mapping[str, Claim] = {"p": product}
    claim = sign("p > 0", assume=("x > 0", "y > 0"), uses=("p",))
    assert second_opinion(claim, known) == ("unsat" if smt.available() else "")
    assert second_opinion(sign("p > 0", assume=("x > 0", "y > 0")), known) != "unsat"


@pytest.mark.parametrize(
    "claim",
    [
        sign("w^{T} < 1", assume=("-1 < w < 1", r"T \ge 1")),
        sign(r"\sum_{k<T} x^{k} > 0"),
        Claim("r", "rank", (r"\operatorname{rank}(W_{Z} - W_{0}) \le o",)),
        Claim("u", "sign", ("x > 0",), (), ("not.there",)),
        sign("x >"),
    ],
)
def test_what_z3_cannot_be_asked(claim: Claim) -> None:
    assert opinion(Scopes({claim.id: claim}), claim.id) == ("", {})


@needs_z3
def test_an_irrational_point_is_rounded_and_left_to_the_checker() -> None:
    claim = Claim("e", "sign", (r"x^{2} \ne 2",), ("x > 0",))
    _, point = opinion(Scopes({claim.id: claim}), claim.id)
    assert abs(point["x"] ** 2 - 2) < Fraction(1, 10**9)
    assert not witness(claim)  # the rounded point is no counterexample


@needs_z3
def test_unsat_is_no_evidence() -> None:
    hard = sign("x^{4} + y^{4} + 1 - x y > 0")
    assert second_opinion(hard, {}) == "unsat"
    (claim,) = prove(hard, {}, refute=True)
    assert "z3" not in str(claim.evidence)
    assert claim.evidence.keys() <= {"proofs", "gap"}


DOCUMENT = """# Two claims
```claim
id: true
kind: sign
source: here
state: x^{2} + 1 > 0
```

```claim
id: false
kind: sign
source: here
expected: refuted
state: x > 0
```
"""


@pytest.fixture
def document(tmp_path: Path) -> str:
    (tmp_path / "one.md").write_text(DOCUMENT)
    return str(tmp_path / "one.md")


@needs_z3
def test_the_command_tells_the_second_opinion(
    document: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", document, "--jobs", "1", "--second-opinion"]) == 0
    lines = capsys.readouterr().out.splitlines()
    wanted = "second opinion of z3 on a counterexample: 1 sat where refuted, 1 unsat where proved"
    assert lines[-2] == wanted
    assert main(["verify", document, "--jobs", "1", "--second-opinion", "--format", "json"]) == 0
    claims = json.loads(capsys.readouterr().out)["claims"]
    assert [one["second_opinion"] for one in claims] == ["unsat", "sat"]
    assert main(["verify", document, "--jobs", "1", "--format", "json"]) == 0
    assert "second_opinion" not in capsys.readouterr().out


def test_a_second_opinion_without_z3_is_an_error_and_nothing_else_is(
    document: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(smt, "find_spec", lambda _: None)
    assert main(["verify", document, "--jobs", "1"]) == 0
    capsys.readouterr()
    assert main(["verify", document, "--jobs", "1", "--second-opinion"]) != 0
    assert "install symdyn[smt]" in capsys.readouterr().err
