"""Claims that are true and read otherwise: each file of misleading/ is a certificate that both checkers refuse."""

import json
from pathlib import Path

import pytest

from tests.soundness.certificates import first_status, second_status

FOLDER = Path(__file__).with_name("misleading")
READ = {  # what a reader takes it for
    "change-and-its-update": r"that the update \Delta f does not depend on f",
    "change-in-a-bar": r"that \Delta f is the same at f = 2",
    "change-of-a-product": r"that the change of W W^T is R^T A W^T",
    "definition-that-is-not-there": "that y is defined",
    "derivative-of-a-square": "that the derivative of w^2 is w",
    "error-as-a-number": "that e_1 is the error at time 1",
    "eta-as-a-matrix": "that the step is the matrix displayed as eta",
    "eta-as-a-sequence-of-matrices": "that the steps are the matrices displayed as eta_k",
    "inner-product": "that the product of two vectors is one of a column and a row",
    "learned-matrix-as-a-sequence": "that W_1 is the first of the matrices learned",
    "letter-in-two-glyphs": "that phi - 1 < phi is all that is claimed of the feedback",
    "letters-as-a-rank": "that ranks are added",
    "letters-as-a-root": "sqrt(x) = x",
    "letters-as-a-word": "that no x is 0",
    "loss-at-a-point": "that the loss at w = 0 is the loss everywhere",
    "loss-by-another-letter": "that the loss does not depend on w",
    "loss-that-depends-on-nothing": "that the loss does not depend on w",
    "mixed-number": "that 3^2 and a third are 3",
    "name-of-a-number-and-of-a-matrix": "that K_2 belongs to the matrix K",
    "number-as-a-diagonal-matrix": "that w_hat is a diagonal matrix as w is, and does not commute with P",
    "number-as-a-diagonal-matrix-of-inputs": "that b_hat is a diagonal matrix as b is",
    "number-of-an-update-assumed": "that W is updated at k = 0 alone",
    "number-that-looks-like-another": "that the derivative of v^2 is 0",
    "orthogonal-matrix-that-is-learned": "that an orthogonal matrix P is W",
    "outer-product": "that the product of a vector and its transpose is a power",
    "powers-under-the-name-of-their-base": "that x_2 is the square of a number x_k",
    "quotient-as-a-derivative": "that the derivative of x^2 + x is x + 1",
    "quotient-as-a-second-derivative": "that the second derivative of x^2 + x^3 is d (1 + x)",
    "step-in-an-update": "that the step in the update is the one of each update",
    "sum-of-entries": "that the entries of w add up to w",
    "time-constant-below-one": "that no time constant lies between 0 and 1",
    "transpose-of-a-square": "that the transpose of the square of W commutes with W",
    "weight-at-a-time": "that w at the time k + 1 is k w + w",
}
# The same without what misleads, which both accept.
HONEST = {
    "change-of-a-product": {"goal": {"words": [r"\Delta W \cdot W^{\top} = R^{\top} A W^{\top}"]}},
    "definition-that-is-not-there": {"also": []},
    "derivative-of-a-square": {"goal": {"all": [r"\partial_{w} \left(w \psi\right) = \psi"]}},
    "inner-product": {"goal": {"all": [r"w^{T} \cdot x = x w^{T}"]}},
    "letters-as-a-rank": {
        "goal": {
            "words": [
                r"r \cdot k W \Omega + r \cdot k W = r \cdot k W \cdot \left(\Omega + I\right)"
            ]
        }
    },
    "letters-as-a-word": {"goal": {"all": [r"n \cdot o x = 0"]}},
    "loss-at-a-point": {"goal": {"all": [r"\left. y \right|_{w = 0} = y"]}},
    "loss-by-another-letter": {"goal": {"all": [r"\partial_{w} y = 0"]}},
    "mixed-number": {"goal": {"all": [r"3^{2} \cdot \frac{1}{3} = 3"]}},
    "number-as-a-diagonal-matrix-of-inputs": {
        "goal": {"mode": [{"matrix": r"\hat{w} w", "diagonal": r"\hat{w} w"}]}
    },
    "number-that-looks-like-another": {"goal": {"all": [r"\partial_{\nu} x^{2} = 0"]}},
    "orthogonal-matrix-that-is-learned": {"matrices": ["K := W"], "goal": {"words": ["K = W"]}},
    "outer-product": {"goal": {"all": [r"w^{2} w^{T} = w^{T + 2}"]}},
    "powers-under-the-name-of-their-base": {
        "where": ["x_{k} := w^{k}"],
        "goal": {"all": [r"x_{2} = w^{2}"]},
    },
    "time-constant-below-one": {
        "hypotheses": ["t > 0", "t < 1"],
        "goal": {"all": ["t < 1"]},
        "proof": {"proofs": ["known"]},
    },
    "transpose-of-a-square": {"goal": {"words": [r"W^{2 \tau} W = W W^{2 \tau}"]}},
    "weight-at-a-time": {"goal": {"all": [r"w \cdot \left(k + 1\right) = k w + w"]}},
    "change-and-its-update": {"hypotheses": [], "goal": {"all": [r"\partial_{f} x = 0"]}},
    "eta-as-a-matrix": {
        "matrices": [r"M := W^{2}"],
        "goal": {
            "rank": {"of": "W", "at_most": ["o"], "updates": {"W": r"R^{\top} A", "B": "M B"}}
        },
    },
    "loss-that-depends-on-nothing": {"goal": {"all": [r"\partial_{w} x = 0"]}},
    "number-as-a-diagonal-matrix": {
        "goal": {
            "mode": [
                {
                    "matrix": r"P^{\top} \left(\gamma P w P^{\top} + P w P^{\top}\right) P",
                    "diagonal": r"\gamma w + w",
                }
            ]
        },
    },
    "number-of-an-update-assumed": {"hypotheses": []},
    "quotient-as-a-derivative": {
        "goal": {"all": [r"\frac{d}{d \cdot x} \cdot \left(x^{2} + x\right) = x + 1"]}
    },
    "letters-as-a-root": {"goal": {"all": [r"s q r \cdot t x = x"]}},
}


def test_every_file_says_what_it_is_read_as() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == READ.keys()


@pytest.mark.parametrize("name", READ)
def test_what_reads_otherwise_is_refused(name: str) -> None:
    path = FOLDER / f"{name}.json"
    assert [first_status([path])[name], second_status([path])[name]] == ["rejected"] * 2


@pytest.mark.parametrize("name", HONEST)
def test_without_what_misleads_it_is_accepted(name: str, tmp_path: Path) -> None:
    data = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    path = tmp_path / f"{name}.json"
    path.write_text(json.dumps({**data, **HONEST[name]}), encoding="utf-8")
    assert [first_status([path])[name], second_status([path])[name]] == ["proved"] * 2
