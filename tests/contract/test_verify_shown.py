"""What `symdyn verify` shows: the table, JSON, JUnit's XML and GitHub's annotations."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from symdyn.claims import stating, verifying
from symdyn.claims.claim import Claim
from symdyn.cli import main
from tests.contract.short_documents import (
    GOOD,
    WRONG,
    block,
    chain,
    chain_with_a_gap,
    write,
)

CHAIN_ROW = r"^tbptt +2 proved, 1 refuted, 1 definition +the chain of the rule$"


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


def run(*arguments: str) -> int:
    return main(["verify", "--jobs", "1", *arguments])


def test_the_table_has_each_claim_and_sums_up_each_chain(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, one=GOOD + block("a.use", "c = b a", rule="tbptt", uses="*"))
    assert run("one.md") == 0
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert re.search(CHAIN_ROW, shown, re.MULTILINE)
    assert re.search(r"^one\.md +Title of one$", shown, re.MULTILINE)
    assert re.search(r"^  good\.square +proved +ours, 1 < 2 & 3$", shown, re.MULTILINE)
    assert shown.endswith("\n6 claims: 4 proved, 1 refuted, 1 definition; all as expected\n")
    assert "  tbptt.square" not in shown


def test_a_definition_does_not_look_like_a_theorem(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = block("theorem.one", "L := 0", "definition") + block("two", "M := 0", "definition")
    write(here, one=text)
    assert run("one.md") == 0
    shown = capsys.readouterr().out
    assert re.search(r"^  theorem\.one +definition +ours", shown, re.MULTILINE)
    assert shown.endswith("\n2 claims: 2 definitions; all as expected\n")
    assert run("one.md", "--format", "json") == 0
    (one, _) = claims(capsys)
    assert (one["kind"], one["status"], one["statement"]) == ("definition", "proved", ["L := 0"])
    write(here, one=text.replace("id: two", "id: two\nexpected: refuted"))
    assert run("one.md") == 1
    assert "two is proved, expected refuted" in capsys.readouterr().out


def test_json_has_what_is_assumed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, one=block("x", "x > -1", "sign", assume="x > 0"))
    assert run("one.md", "--format", "json") == 0
    (one,) = claims(capsys)
    assert (one["statement"], one["assumptions"]) == (["x > -1"], ["x > 0"])


def test_a_long_id_does_not_cut_the_status(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "long." + 150 * "a"
    write(here, one=block(name, "x = x + 1", expected="refuted") + GOOD)
    assert run("one.md") == 0
    shown = capsys.readouterr().out
    assert re.search(r"^ .* refuted$", shown, re.MULTILINE)
    assert name in re.sub(r"\s|refuted", "", shown)
    assert "  good.square" in shown


@pytest.mark.parametrize("form", ["text", "github", "junit", "json"])
def test_what_a_terminal_would_act_on_is_not_shown(
    form: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "a\x1b[2K\u202e\nproved.md").write_text("# T\x1b[8m\u2066\n" + WRONG)
    assert run(".", "--format", form) == 1
    shown = capsys.readouterr().out
    assert all(character.isprintable() or character == "\n" for character in shown)
    if form != "json":
        assert "a [2K" in shown or "a?[2K" in shown
    if form == "text":
        assert not re.search("^proved", shown, re.MULTILINE)


def test_junit_is_xml_with_a_case_for_each_claim(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gap = Claim(
        "wrong.sign", "sign", ("x > 0",), ("y > 0",), evidence={"gap": "no\x00 & <b>\nproof é"}
    )
    monkeypatch.setattr(stating, "prove", lambda claim, _, **__: (replace(gap, id=claim.id),))
    write(here, one=WRONG + block("a.b", "x = x", expected="unproved", rule="tbptt"))
    assert run("one.md", "--format", "junit") == 1
    root = ElementTree.fromstring(capsys.readouterr().out.encode())  # noqa: S314 - our own
    assert root.tag == "testsuites"
    assert (root.get("tests"), root.get("failures")) == ("6", "1")
    assert [(suite.get("name"), suite.get("tests")) for suite in root] == [
        ("tbptt", "4"),
        ("one.md", "2"),
    ]
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert list(cases) == [
        *("setting.teacher [definition]", "loss.false [refuted as expected]"),
        *("tbptt.square", "tbptt.other", "wrong.sign", "a.b [unproved as expected]"),
    ]
    told = {
        name: [(one.get("name"), one.get("value")) for one in case.iter("property")]
        for name, case in cases.items()
    }
    assert told["setting.teacher [definition]"] == [("kind", "definition"), ("status", "proved")]
    assert told["wrong.sign"] == [("kind", "sign"), ("status", "unproved")]
    assert [name for name, case in cases.items() if case.find("failure") is not None] == [
        "wrong.sign"
    ]
    assert (cases["wrong.sign"].get("file"), cases["wrong.sign"].get("line")) == ("one.md", "3")
    assert all(float(case.get("time", "-1")) >= 0 for case in cases.values())
    (failure,) = cases["wrong.sign"].iter("failure")
    assert failure.get("type") == "unproved"
    assert failure.text == "assume: y > 0\nx > 0\nno & <b> proof é"


def test_github_annotates_the_line_and_escapes(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gap = Claim("wrong.sign", "sign", ("x > 0",), evidence={"gap": "50%\r\nof: it, done"})
    monkeypatch.setattr(stating, "prove", lambda claim, _, **__: (replace(gap, id=claim.id),))
    (here / "a,b:c%.md").write_text(WRONG)
    assert run("a,b:c%.md", "--format", "github") == 1
    assert capsys.readouterr().out.splitlines() == [
        "::error file=a%2Cb%3Ac%25.md,line=2,title=wrong.sign is unproved%2C expected proved"
        "::x > 0%0A50%25 of: it, done",
        "1 claim: 1 unproved; 1 not as expected",
    ]
    monkeypatch.setattr(verifying, "claims_of", chain_with_a_gap)
    assert run("--rule", "tbptt", "--format", "github") == 1
    first, _ = capsys.readouterr().out.splitlines()
    assert first == (
        "::error title=tbptt.gap is unproved%2C expected proved::x^{2} > 0%0Anot found"
    )
