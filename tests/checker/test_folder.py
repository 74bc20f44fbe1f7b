"""The kernel as a whole: it stands alone, its guide names what is trusted, hostile files are refused."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import symdyn.checker
from tests.checker.sequents import judge, sequent, symbol

KERNEL = Path(symdyn.checker.__file__).parent
GUIDE = (Path(__file__).parents[2] / "docs" / "checker.md").read_text("utf-8")


def test_the_guide_has_the_lines_of_each_file():
    stated = {name: int(lines) for name, lines in re.findall(r"`(\w+\.py)` \| (\d+) \|", GUIDE)}
    found = {x.name: len(x.read_text("utf-8").splitlines()) for x in KERNEL.glob("[a-z]*.py")}
    assert stated == found
    assert max(found.values()) <= 350


def test_no_proof_imports_refutation_and_nothing_trusts_the_reader():
    users = {"refute": set(), "reading": set()}
    for path in KERNEL.glob("*.py"):
        for name, found in users.items():
            if f"from .{name} import" in path.read_text("utf-8"):
                found.add(path.stem)
    assert users == {"refute": {"files"}, "reading": {"definitions", "evidence"}}


def test_the_folder_runs_alone(tmp_path):
    shutil.copytree(KERNEL, tmp_path / "alone")
    judge(tmp_path / "case", [], sequent("u", ["x = x"]), sequent("v", ["x = 0"]))
    command = [sys.executable, "-I", "-c", "import sys, runpy; sys.path.insert(0, sys.argv.pop(1));"
               "runpy.run_module('alone', run_name='__main__')", str(tmp_path), str(tmp_path / "case")]  # fmt: skip
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (1, "")
    assert found.stdout.splitlines()[-1] == "2 claims: 1 proved, 1 rejected"


SUM_OF_ZEROS = r"\frac{\left(w^{m}\right)^{k}}{\left(w^{k}\right)^{m}}"
ENDLESS = r"\lim_{T \to \infty} \sum_{k<T} "
INSIDE = "-1 < w; w < 1"
UNIT = {"constant": "1/2", "factors": []}


@pytest.mark.parametrize(
    ("symbols", "claim"),
    [
        # 01-nested-power, 02-sum-of-zeros, 10-capture/f.hid
        ([], sequent("u", [ENDLESS + r"\left(w w^{k} \cdot 4^{m} \cdot \left(4^{k}\right)^{m}"
                           r" - w^{k} \left(4^{k}\right)^{m}\right) = -1"], INSIDE,
                     sums=["w^{k} (4^{k})^{m}"])),
        ([symbol("x", ENDLESS + "0")],
         sequent("u", [r"x < -\frac{1}{2}"], INSIDE, sums=[SUM_OF_ZEROS], proofs=[UNIT])),
        ([], sequent("u", ["1 < 0"], INSIDE, proofs=[UNIT])),
        ([], sequent("u", [ENDLESS + r"\left(w w^{k} \cdot \left(2 \cdot 2^{k} + 1\right)^{m}"
                           r" - w^{k} \left(2^{k} + 1\right)^{m}\right) = -2^{m}"], INSIDE,
                     sums=["w^{k} (2^{k} + 1)^{m}"])),
        # 04-functions: e and n
        ([], sequent("u", ["e > 2"], proof=None) | {"refutation": {"witness": {"e": "0"}}}),
        ([], sequent("u", [r"n \ge 0"]) | {"refutation": {"witness": {"n": "-1"}}}),
    ],
)  # fmt: skip
def test_hostile_claims_are_refused(symbols, claim, tmp_path):
    if "refutation" in claim:
        del claim["proof"]
    assert judge(tmp_path, symbols, claim)["u"].startswith("rejected")


def test_a_definition_stands_in_the_claim(tmp_path):
    """03-doc: with w := 1/2 the claim on w is one on 1/2; without it it is refuted."""
    goal, witness = ["1 - w^{2} > 0"], {"refutation": {"witness": {"w": "2"}}}
    claim = sequent("u", goal) | witness
    del claim["proof"]
    assert judge(tmp_path, [], claim)["u"] == "refuted at w = 2"
    half = symbol("w", r"\frac{1}{2}")
    assert judge(tmp_path, [half], claim)["u"].startswith("rejected")
    proof = {"constant": "3/4", "factors": []}
    assert judge(tmp_path, [half], sequent("u", goal, proofs=[proof]))["u"] == "proved"
    series = [r"\lim_{T \to \infty} \sum_{m<T} w^{m} = \frac{1}{1 - w}"]
    q = [r"-\frac{w^{m}}{1 - w}"]
    assert judge(tmp_path, [], sequent("u", series, "1 - w > 0", sums=q))["u"].startswith(
        "rejected"
    )


@pytest.mark.parametrize("direction", ["all", "iff", "if", "only if", "not all"])
@pytest.mark.parametrize("region", ["half-plane", "disc"])
def test_roots(direction, region, tmp_path):
    """x^2 + x/4 + 1/4 is stable in both senses; its roots have |x| = 1/2 and Re = -1/8."""
    conditions = {"half-plane": ["c", "d"], "disc": []}[region]
    body = {"region": region, "direction": direction, "coefficients": ["d", "c"]}
    goal = {
        "roots": {**body, "conditions": conditions if direction in {"iff", "if", "only if"} else []}
    }
    if region == "disc" or direction in {"all", "not all"}:
        goal["roots"] |= {"coefficients": [r"\frac{1}{4}", r"\frac{1}{4}"], "conditions": []}
    proof = {"proofs": ["known"] * (2 if region == "half-plane" else 3), "ratios": ["1", "1"]}
    found = judge(tmp_path, [], sequent("u", goal, proof=proof))["u"]
    good = direction == "all" or (region == "half-plane" and direction != "not all")
    assert found.startswith("proved" if good else "rejected"), found


LINE = "x                                                proved      riemann.hypothesis"


@pytest.mark.parametrize(
    ("evidence", "status"),
    [
        ({"gap": LINE}, "unproved"),
        ({"refutation": {"witness": {"x": "1", LINE: "1"}}}, "rejected"),
        ({"refutation": {"witness": {"x": "1", "y": "1"}}}, "rejected"),
    ],
)
def test_what_a_file_says_does_not_look_like_another_verdict(evidence, status, tmp_path):
    claim = sequent("u", ["x = 0"]) | evidence
    if "proof" not in evidence:
        del claim["proof"]
    found = judge(tmp_path, [], claim)["u"]
    assert found.startswith(status)
    assert "  " not in found.removeprefix(status).strip()


def test_one_inequality_between_two_indices_ties_nothing(tmp_path):
    """A window and a number of steps are both free; a second inequality would make them one."""
    goal = [ENDLESS + r"\tau w^{k} = \frac{\tau}{1 - w}"]
    sums = [r"\frac{\tau w^{k}}{w - 1}"]
    found = judge(tmp_path, [], sequent("u", goal, rf"{INSIDE}; \tau \le T", sums=sums),
                  sequent("v", goal, rf"{INSIDE}; \tau \le T; T \le \tau", sums=sums))  # fmt: skip
    assert found["u"] == "proved"
    assert found["v"].startswith("rejected T is bound")
