"""The multipliers of a step, as a document may state them."""

import json
from pathlib import Path

import pytest

from symdyn.cli import main

STEP = r"""
```claim
id: steps.disc
kind: stability
state: \lvert \mu_{\pm} \rvert < 1 \iff 4 + 2 \eta t + \eta^{2} d > 0 \quad\text{and}\quad -t - \eta d > 0 \quad\text{and}\quad d > 0
uses: bptt.trace, bptt.spectrum
rule: bptt
assume: domain
assume: s \ne 0
assume: \eta > 0
source: a test
```
"""


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        ("", "", "proved"),
        pytest.param("- \\eta d", "- 2 \\eta d", "unproved", marks=pytest.mark.slow),
        ("4 + 2", "4 + 3", "refuted"),
    ],
)
def test_the_multipliers_of_a_step_may_be_stated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, status: str
) -> None:
    path = tmp_path / "steps.md"
    path.write_text(STEP.replace(old, new) if old else STEP)
    assert main(["verify", str(path), "--format", "json"]) == (status != "proved")
    found = {one["id"]: one["status"] for one in json.loads(capsys.readouterr().out)["claims"]}
    assert found["steps.disc"] == status
