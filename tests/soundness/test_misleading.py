"""Claims that are true and read otherwise: each file of misleading/ is a certificate that both checkers refuse."""

import json
from pathlib import Path

import pytest

from tests.soundness.certificates import first_status, second_status

FOLDER = Path(__file__).with_name("misleading")
READ = {  # what a reader takes it for
    "change-and-its-update": r"that the update \Delta f does not depend on f",
    "change-in-a-bar": r"that \Delta f is the same at f = 2",
    "eta-as-a-matrix": "that the step is the matrix displayed as eta",
    "eta-as-a-sequence-of-matrices": "that the steps are the matrices displayed as eta_k",
    "learned-matrix-as-a-sequence": "that W_1 is the first of the matrices learned",
    "letters-as-a-root": "sqrt(x) = x",
    "loss-that-depends-on-nothing": "that the loss does not depend on w",
    "name-of-a-number-and-of-a-matrix": "that K_2 belongs to the matrix K",
    "number-as-a-diagonal-matrix": "that w_hat is a diagonal matrix as w is, and does not commute with P",
    "number-of-an-update-assumed": "that W is updated at k = 0 alone",
    "quotient-as-a-derivative": "that the derivative of x^2 + x is x + 1",
    "quotient-as-a-second-derivative": "that the second derivative of x^2 + x^3 is d (1 + x)",
    "step-in-an-update": "that the step in the update is the one of each update",
}
# The same without what misleads, which both accept.
HONEST = {
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
