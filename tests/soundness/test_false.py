"""False claims: each file of false/ says why it is false, and none becomes a certificate that is accepted.

The files hold claims as the prover writes them: lines over names that other claims define.  A claim
that is complete in itself may say something else; where it is true then, the reason is listed here.
"""

import json
from typing import Any

import pytest

from symdyn.checker import check_files
from symdyn.claims.certificates import certify
from symdyn.claims.claim import Claim
from symdyn.errors import ClaimError
from tests.soundness.certificates import FALSE, first_status, second_status, write

CASES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FALSE.glob("*.json"))}
REFUSED = {"rejected", "conditional", "unproved"}

# A false claim whose certificate says something else, which is true.
SHOWN = "the definition of w stands in the claim itself: it is one on w = 1/2, and true of it"
REAL = "x and y are letters for real numbers: matrices of these names stand in other claims alone"
LETTER = "K(w) of no function becomes a letter k_1, which is the same at all w"
ROOTS = "the goal is about the roots of x^2 - t x + d; that they are eigenvalues is another claim"
DOTS = (
    r"d and \delta take a dot: what is displayed is the product d \cdot w^{2}, and no differential"
)
DIFFERENTIALS = (
    "derivative-as-a-fraction",
    "derivative-as-an-operator",
    "derivative-behind-a-minus",
    "derivative-in-two-fractions",
    "derivative-of-a-sum-as-a-fraction",
    "derivative-of-a-sum-with-deltas",
    "derivative-with-a-capital-d",
    "derivative-with-a-factor-and-a-slash",
    "derivative-with-a-slash",
    "derivative-with-brackets-below",
    "derivative-with-small-deltas",
    "differential-of-a-square",
    "second-derivative-as-a-fraction",
)
TRUE = {
    **dict.fromkeys(DIFFERENTIALS, DOTS),
    "s17-derivative-at-the-edge": "f has no x among its arguments, so its derivative by x is 0",
    "s08-derivative-of-an-unknown": LETTER,
    "evaluation-under-an-assumption-on-what-depends-on-its-letter": LETTER,
    "spectrum-by-assumption": ROOTS,
    "stability-of-other-letters": ROOTS,
    "stability-by-fixed-points-without-an-equivalence": ROOTS,
    "letter-defined-out-of-sight": SHOWN,
    "letter-defined-out-of-sight-below-a-name": SHOWN,
    "letter-defined-out-of-sight-in-a-limit": SHOWN,
    "index-behind-a-name-evaluated": "g := w^k stands in the claim, and the bar puts 2 in for k",
    "kernel-with-a-value-of-another": "K(w_star) becomes a letter k_2 := 5, which is displayed",
    "matrices-that-commute": REAL,
    "matrices-that-commute-under-a-name": REAL,
    "refuted-mode-of-an-inequality": "the goal says that W is diagonal with w, and is refuted rightly",
}


def stated(data: dict[str, Any]) -> Claim:
    """A claim of a case; fields that are left out are empty."""
    lists = (tuple(data.get(key, ())) for key in ("statement", "assumptions", "uses"))
    return Claim(data["id"], data["kind"], *lists, data.get("evidence", {}))


def test_there_are_cases():
    assert len(CASES) > 250
    assert TRUE.keys() <= CASES.keys()


@pytest.mark.parametrize("name", CASES)
def test_a_false_claim_is_not_accepted(name, tmp_path):
    case = CASES[name]
    try:
        made = certify(stated(one) for one in case["claims"])
    except (ClaimError, TypeError):
        return  # it is no claim at all
    paths = write(tmp_path, made.texts)
    accepted = first_status(paths).get(case["false"], "rejected") not in REFUSED
    assert accepted == (name in TRUE), case["why"]
    assert (second_status(paths).get(case["false"], "rejected") not in REFUSED) == accepted


@pytest.mark.parametrize("name", DIFFERENTIALS)
def test_an_author_of_a_differential_is_told_the_spelling(name):
    case = CASES[name]
    spellings = certify([stated(one) for one in case["claims"]], [case["false"]]).spellings
    assert any(r"\cdot" in line for line in spellings[case["false"]].values())


def test_the_name_of_a_file_cannot_look_like_another_line(tmp_path):
    (tmp_path / "a\nproved      b.json").write_text("{}")
    (verdict,) = check_files(list(tmp_path.iterdir()))
    assert (verdict.id, verdict.status) == ("a proved b", "rejected")
