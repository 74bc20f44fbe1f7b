"""`symdyn verify`: what it proves, what it says in each format, and how it ends."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from symdyn import find_rule
from symdyn.checker import check_files
from symdyn.claims import choosing, stating, verifying
from symdyn.claims.certificates.scopes import Scopes
from symdyn.claims.claim import Claim
from symdyn.claims.documents import read_document
from symdyn.claims.shared import shared_definitions
from symdyn.claims.verifying import Progress, verify
from symdyn.cli import main
from symdyn.cli.certificates import write_certificates
from tests.contract.short_documents import (
    GOOD,
    WRONG,
    block,
    chain,
    chain_with_a_gap,
    write,
)

ROOT = Path(__file__).resolve().parents[2]
SYMDYN = (sys.executable, "-m", "symdyn")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current directory, and chains that take no time."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(verifying, "claims_of", chain)
    return tmp_path


def claims(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    sent = json.loads(capsys.readouterr().out)
    assert list(sent) == ["claims"]
    return list(sent["claims"])


def statuses(found: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    return {one["id"]: (one["status"], one["expected"]) for one in found}


def run(*arguments: str) -> int:
    return main(["verify", "--jobs", "1", *arguments])


def test_all_documents_of_the_folder_are_verified_in_order(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        here / "derivations",
        b=GOOD,
        a=block("a.use", "c^{2} = b^{2} a^{2}", rule="tbptt", uses="*"),
        README="Prose alone.\n",
    )
    assert run("--format", "json") == 0
    found = claims(capsys)
    assert statuses(found) == {
        "setting.teacher": ("proved", "proved"),
        "loss.false": ("refuted", "refuted"),
        "tbptt.square": ("proved", "proved"),
        "tbptt.other": ("proved", "proved"),
        "a.use": ("proved", "proved"),
        "good.square": ("proved", "proved"),
    }
    assert [one["id"] for one in found] == list(statuses(found))
    used = next(one for one in found if one["id"] == "a.use")
    assert used == {
        "id": "a.use",
        "kind": "equation",
        "statement": ["c^{2} = b^{2} a^{2}"],
        "assumptions": [],
        "status": "proved",
        "expected": "proved",
        "source": "ours, 1 < 2 & 3",
        "uses": ["setting.teacher"],  # of all that was offered, what the proof needs
        "message": "",
        "document": "derivations/a.md",
        "line": 3,
        "rule": None,
    }


def test_the_description_of_documents_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(ROOT / "docs" / "documents.md"), "--format", "json") == 0
    assert statuses(claims(capsys)) == {
        "documents.residual": ("proved", "proved"),
        "documents.positive": ("refuted", "refuted"),
    }


def test_a_status_that_is_not_declared_is_status_1(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, one=GOOD + WRONG)
    assert run("one.md") == 1
    shown = capsys.readouterr().out.splitlines()
    assert shown[-1] == "2 claims: 1 proved, 1 refuted; 1 not as expected"
    assert shown[-2].startswith("one.md:10: wrong.sign is refuted, expected proved")
    declared = WRONG.replace("state:", "expected: refuted\nstate:")
    write(here, one=GOOD + declared)
    assert run("one.md") == 0
    assert capsys.readouterr().out.endswith("1 refuted; all as expected\n")
    write(here, one=GOOD.replace("state:", "expected: refuted\nstate:"))
    assert run("one.md") == 1
    assert "good.square is proved, expected refuted\n" in capsys.readouterr().out


def test_a_chain_with_a_gap_is_status_1_and_names_the_claim(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "mine.py").write_text(
        "from symdyn import LearningRule\nfrom symdyn.notation import m, w_hat\n"
        "rule = LearningRule('mine', 'Mine', 'random', (m + 1) * w_hat**m)\n"
    )
    assert run("--rule", "mine.py") == 0
    assert "4 claims: 2 proved, 1 refuted, 1 definition; all as expected" in capsys.readouterr().out
    monkeypatch.setattr(verifying, "claims_of", chain_with_a_gap)
    assert run("--rule", "mine.py") == 1
    assert "\nmine.gap is unproved, expected proved: not found\n" in capsys.readouterr().out


@pytest.mark.usefixtures("here")
def test_what_rules_share_is_there_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--rule", "tbptt", "--rule", "rflo", "--rule", "tbptt", "--format", "json") == 0
    assert [one["id"] for one in claims(capsys)] == [
        *("setting.teacher", "loss.false", "tbptt.square", "tbptt.other"),
        *("rflo.square", "rflo.other"),
    ]


@pytest.mark.parametrize(
    "evidence", [{"proofs": []}, {"proofs": [{"constant": "1", "factors": []}]}]
)
def test_the_checker_decides_and_not_the_prover(
    evidence: dict[str, Any],
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def liar(claim: Claim, known: Mapping[str, Claim], **_: object) -> tuple[Claim, ...]:  # noqa: ARG001
        return (replace(claim, evidence=evidence),)

    monkeypatch.setattr(stating, "prove", liar)
    write(here, one=WRONG)
    assert run("one.md", "--format", "json") == 1
    assert statuses(claims(capsys)) == {"wrong.sign": ("rejected", "proved")}


def test_everything_offers_no_claim_from_which_nothing_follows(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: dict[str, tuple[str, ...]] = {}
    there: dict[str, set[str]] = {}
    shared = {one.claim.id for one in shared_definitions()}  # known to every claim
    monkeypatch.setattr(verifying, "claims_of", chain_with_a_gap)

    def recording(
        claim: Claim, given: Scopes | Mapping[str, Claim], **_: object
    ) -> tuple[Claim, ...]:
        known = given.claims if isinstance(given, Scopes) else given
        assert set(claim.uses) <= set(known)
        offered[claim.id] = claim.uses
        there[claim.id] = set(known) - shared
        return (Claim(f"{claim.id}.signs", "sign", ("1 > 0",)), claim)

    monkeypatch.setattr(stating, "prove", recording)
    monkeypatch.setattr(choosing, "prove", recording)
    write(
        here,
        one=block("first", "2 = 2")
        + block("second", "2 = 2", uses="first")
        + block("third", "c = a b", rule="tbptt", uses="second, *")
        + block("last", "2 = 2", uses="second"),
        two=block("fourth", "2 = 2", uses="*") + block("fifth", "2 = 2", rule="tbptt"),
    )
    run("one.md", "two.md")
    assert offered == {
        "first": (),
        "second": ("first",),
        "third": (
            *("setting.teacher", "second", "second.signs", "first", "first.signs"),
            *("tbptt.square", "tbptt.other"),
        ),
        "last": ("second",),
        "fourth": (),
        "fifth": (),
    }
    # What an earlier claim uses is there as well, and what has no part in the claim is not.
    assert there["second"] == {"first.signs", "first"}
    assert there["last"] == {"first.signs", "first", "second.signs", "second"}
    chain = {claim.id for claim in chain_with_a_gap(find_rule("tbptt"))}
    assert there["fifth"] == chain - shared


def test_certificates_are_written_where_told_and_stand_on_their_own(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, one=GOOD + block("a.use", "c = b a", rule="tbptt", uses="*"))
    (here / "out").mkdir()
    (here / "out" / "other.txt").write_text("kept")
    assert run("one.md", "--certificates", "out") == 0
    written = sorted((here / "out").glob("*.json"))
    assert {path.stem for path in written} == {
        *("loss.false", "tbptt.square", "tbptt.other"),  # no definition has a file
        *("good.square", "a.use"),
    }
    assert {verdict.status for verdict in check_files(written)} == {"proved", "refuted"}
    assert (here / "out" / "other.txt").read_text() == "kept"
    assert not list((here / "out").glob(".*"))
    before = {path: path.read_bytes() for path in written}
    assert run("one.md", "--certificates", "out") == 0
    assert {path: path.read_bytes() for path in written} == before
    capsys.readouterr()


def test_without_a_directory_nothing_is_left(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here / "derivations", one=GOOD)
    (here / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(here / "tmp"))
    assert run() == 0
    assert list((here / "tmp").iterdir()) == []
    assert {path.name for path in here.iterdir()} == {"derivations", "tmp"}


def test_a_document_that_is_named_twice_is_read_once(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here / "derivations", one=GOOD)
    assert run("derivations", "derivations/../derivations/one.md", "derivations") == 0
    assert capsys.readouterr().out.endswith("1 claim: 1 proved; all as expected\n")


def test_a_rule_beside_the_document(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = block("x.use", "c = a b", rule="mine.py", uses="setting.teacher")
    write(here / "far", one=text, two=text.replace("x.use", "y.use").replace("mine.py", "mine"))
    (here / "far" / "mine.py").write_text(
        "from symdyn import LearningRule\nfrom symdyn.notation import m, w_hat\n"
        "rule = LearningRule('mine', 'Mine', 'random', w_hat**m)\n"
    )
    assert run("far/one.md", "--format", "json") == 0
    assert "mine.square" in statuses(claims(capsys))
    assert run("far", "--rule", "far/mine.py", "--format", "json") == 0
    assert {"x.use", "y.use"} < set(statuses(claims(capsys)))


def test_progress_tells_of_every_step(here: Path) -> None:
    write(here, one=GOOD + block("a.use", "c = b a", rule="tbptt", uses="*"))
    told: list[Progress] = []

    def store(made: Mapping[str, str]) -> list[Path]:
        return write_certificates(here, made)

    verify([read_document(Path("one.md"))], (), store, jobs=1, progress=told.append)
    assert {one.total for one in told} == {4}
    assert [one.done for one in told] == sorted(one.done for one in told)
    assert (told[0].running, told[-1]) == (("rule tbptt",), Progress(4, 4, ()))
    assert {name for one in told for name in one.running} == {
        *("rule tbptt", "good.square", "a.use", "the checker")
    }


def test_any_number_of_processes_gives_the_same(tmp_path: Path) -> None:
    write(
        tmp_path / "derivations",
        one=GOOD
        + block("one.sign", "x + 1 > 0", "sign", assume="x > 0")
        + block("one.more", r"\frac{x}{x + 1} = 1 - \frac{1}{x + 1}", uses="*", assume="x > 0"),
        two=block("two.use", r"x = x", rule="readout-only") + WRONG,
    )
    results = [
        subprocess.run(
            [*SYMDYN, "verify", "--format", "json", "--jobs", jobs, "--certificates", f"out{jobs}"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        for jobs in ("1", "2")
    ]
    assert [one.returncode for one in results] == [1, 1]
    # On a slow machine what is going on is told every ten seconds.
    told = [line for one in results for line in one.stderr.splitlines() if " % in " not in line]
    assert told == []
    assert results[0].stdout == results[1].stdout
    found = json.loads(results[0].stdout)["claims"]
    assert [one["id"] for one in found if not one["rule"]][-2:] == ["two.use", "wrong.sign"]
    assert any(one["id"].startswith("readout-only.") for one in found)
    written = [
        {path.name: path.read_bytes() for path in (tmp_path / f"out{jobs}").iterdir()}
        for jobs in ("1", "2")
    ]
    assert written[0] == written[1]
    stated = [one["id"] for one in found if one["kind"] != "definition"]
    assert set(written[0]) == {f"{name}.json" for name in stated}


def test_another_spelling_is_told_and_written(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, one=block("one.f", r"x \cdot y = y x, x < x + 1 < x + 2", "sign") + GOOD)
    text = (here / "one.md").read_text()
    (here / "one.md").write_text(text.replace("= y x, ", "+ 1 > x y,\n  "))
    assert run("one.md") == 1
    told = " ".join(capsys.readouterr().out.split())
    assert r"is written x y + 1 > x y, x < x + 1 < x + 2: there is one spelling" in told
    assert run("one.md", "--write") == 0
    assert "one.md: 1 line written anew" in capsys.readouterr().err
    assert "\nstate: x y + 1 > x y, x < x + 1 < x + 2\n" in (here / "one.md").read_text()
    before = (here / "one.md").read_text()
    assert run("one.md", "--write") == 0
    assert (here / "one.md").read_text() == before
