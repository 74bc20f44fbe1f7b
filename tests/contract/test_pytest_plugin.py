"""The pytest plug-in, in sessions of its own: each claim of each document is a test."""

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from symdyn.cli.verifying import documents_at

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = """# Title

```claim
id: good.one
kind: equation
rule: tbptt
source: ours
uses: *
state: c = b a
```

```claim
id: wrong.one
kind: sign
source: Eq. 3
uses: *
assume: a < 1
state: a < 0
```

```claim
id: good.two
kind: equation
rule: tbptt, rflo
source: ours
uses: good.one
state: c = a b
```
"""

# Chains that take no time, and a line on a file for each that is derived.
CONFTEST = """
from symdyn.claims import chain
from symdyn.claims.claim import Claim

def counted(rule):
    with open("derived.txt", "a") as file:
        file.write(rule.name + "\\n")
    return (Claim("setting.teacher", "definition", ("c := a b",)),)

chain.claims_of = counted
"""


def pytest_in(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200", **settings},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def derivations(tmp_path: Path) -> Path:
    folder = tmp_path / "derivations"
    folder.mkdir()
    (folder / "05-stability.md").write_text(DOCUMENT)
    (folder / "README.md").write_text("Prose about a `claim` in ```code``` and nothing else.\n")
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    return tmp_path


def test_each_claim_is_a_test_by_its_id(derivations: Path) -> None:
    shown = pytest_in(derivations, "derivations", "--collect-only", "-q").stdout
    assert shown.splitlines()[:3] == [
        "derivations/05-stability.md::good.one",
        "derivations/05-stability.md::wrong.one",
        "derivations/05-stability.md::good.two",
    ]
    assert not (derivations / "derived.txt").exists()


def test_a_failure_shows_what_was_stated_and_found(derivations: Path) -> None:
    result = pytest_in(derivations, "derivations")
    assert result.returncode == 1
    assert "1 failed, 2 passed" in result.stdout
    told = result.stdout.partition("claim wrong.one")[2].partition("short test summary")[0]
    for line in (
        "wrong.one is refuted, expected proved",
        "  assume: a < 1",
        "  state: a < 0",
        "  source: Eq. 3",
        f"{derivations / 'derivations' / '05-stability.md'}:12",
    ):
        assert f"\n{line}\n" in told
    assert "at a = " in told
    assert "Traceback" not in told
    assert "symdyn/" not in told.replace(str(derivations), "")
    assert (derivations / "derived.txt").read_text() == "tbptt\nrflo\n"  # once a rule


def test_one_claim_is_run_by_its_id(derivations: Path) -> None:
    result = pytest_in(derivations, "derivations/05-stability.md::good.one")
    assert result.returncode == 0
    assert "1 passed" in result.stdout
    assert (derivations / "derived.txt").read_text() == "tbptt\n"


def test_a_declared_status_passes(derivations: Path) -> None:
    path = derivations / "derivations" / "05-stability.md"
    path.write_text(DOCUMENT.replace("source: Eq. 3", "source: Eq. 3\nexpected: refuted"))
    assert pytest_in(derivations, "derivations").returncode == 0


def test_a_test_that_proves_nothing_does_not_look_like_a_proof(derivations: Path) -> None:
    path = derivations / "derivations" / "05-stability.md"
    text = DOCUMENT.replace("source: Eq. 3", "source: Eq. 3\nexpected: refuted")
    definition = "```claim\nid: theorem.l\nkind: definition\nsource: s\nstate: L := 0\n```\n"
    path.write_text(f"{text}\n{definition}")
    result = pytest_in(derivations, "derivations", "-v", "--junitxml=told.xml")
    assert result.returncode == 0
    words = dict(re.findall(r"05-stability\.md::(\S+) (PASSED(?: \([a-z ]+\))?)", result.stdout))
    assert words == {
        "good.one": "PASSED",
        "wrong.one": "PASSED (refuted as expected)",
        "good.two": "PASSED",
        "theorem.l": "PASSED (definition)",
    }
    line = "claims that passed: 2 proved, 1 refuted as expected, 1 definition"
    assert f"\n{line}\n" in result.stdout
    assert "4 passed" in result.stdout
    cases = ElementTree.parse(derivations / "told.xml").iter("testcase")  # noqa: S314 - our own
    told = {
        case.get("name"): {one.get("name"): one.get("value") for one in case.iter("property")}
        for case in cases
    }
    assert told["wrong.one"] == {"symdyn-kind": "sign", "symdyn-status": "refuted"}
    assert told["theorem.l"] == {"symdyn-kind": "definition", "symdyn-status": "proved"}
    for arguments in (["-k", "wrong.one"], ["-n", "2"]):
        result = pytest_in(derivations, "derivations", *arguments, "-v")
        assert "PASSED (refuted as expected)" in result.stdout or "-n" in arguments
        assert "1 refuted as expected" in result.stdout


def test_a_test_that_is_no_claim_is_reported_as_ever(derivations: Path) -> None:
    (derivations / "test_other.py").write_text("def test_other(): pass\n")
    result = pytest_in(derivations, "test_other.py", "-v")
    assert "test_other PASSED" in result.stdout
    assert "claims that passed" not in result.stdout


VANISHED = {
    "another encoding": (DOCUMENT.encode("utf-16"), "not text in UTF-8 (byte 0)"),
    "swallowed": (f"<!--\n~~~\n-->\n{DOCUMENT}\n~~~\n".encode(), "not closed"),
    "in a list": (b"1) ```claim\n   id: x\n   ```\n", "does not open a claim block"),
    "another letter": (DOCUMENT.replace("claim", "\u0441laim").encode(), "looks like a line of"),
}


@pytest.mark.parametrize(("data", "shows"), VANISHED.values(), ids=VANISHED)
def test_claims_that_cannot_be_read_are_no_silence(
    data: bytes, shows: str, derivations: Path
) -> None:
    (derivations / "derivations" / "05-stability.md").write_bytes(data)
    result = pytest_in(derivations, "derivations")
    assert result.returncode == 2
    assert shows in result.stdout


def test_other_markdown_is_left_alone(derivations: Path) -> None:
    (derivations / "derivations" / "05-stability.md").write_bytes(
        b"caf\xe9 ```claim``` <div>\n\n```yaml\nid: 3\nstate: open\n```\n"
    )
    assert pytest_in(derivations, "derivations").returncode == 5  # nothing is collected


FOREIGN = {
    "a titled block": '# API\n\n``` json title="claims.json"\n{"claims": []}\n```\n',
    "a file of claims": "```json claims.json\n[]\n```\n",
    "a path": "~~~ yaml insurance/claims\n~~~\n",
    "one word of two": "```insurance-claim\n```\n",
    "a role": (
        "# Notes on deployment\n\n```yaml\nid: web-1\nkind: Deployment\n"
        "source: registry\nstate: present\n```\n"
    ),
    "a role with front matter": "---\nid: 1\nkind: Role\nsource: x\nstate: absent\n---\n",
}


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN)
def test_documents_of_others_are_passed_over(text: str, derivations: Path) -> None:
    (derivations / "derivations" / "notes.md").write_text(text)
    shown = pytest_in(derivations, "derivations", "--collect-only", "-q")
    assert shown.returncode == 0
    assert "notes.md" not in shown.stdout
    paths = [one.path.name for one in documents_at([derivations / "derivations"])]
    assert paths == ["05-stability.md"]


def test_two_processes_find_the_same(derivations: Path) -> None:
    result = pytest_in(derivations, "derivations", "-n", "2")
    assert result.returncode == 1
    assert "1 failed, 2 passed" in result.stdout


def test_a_fault_in_a_document_is_told_in_a_line(derivations: Path) -> None:
    path = derivations / "derivations" / "05-stability.md"
    path.write_text(DOCUMENT.replace("kind: sign", "kind: theorem"))
    result = pytest_in(derivations, "derivations")
    assert result.returncode == 2
    assert "05-stability.md:12: claim wrong.one: the kind 'theorem' is unknown" in result.stdout
    assert "Traceback" not in result.stdout
    path.write_text(DOCUMENT.replace("rule: tbptt\n", "rule: nowhere\n"))
    result = pytest_in(derivations, "derivations")
    assert "05-stability.md:3: no rule 'nowhere'" in result.stdout
    assert "3 failed" in result.stdout  # two of them use the first


def test_it_runs_under_the_settings_of_this_repository(derivations: Path) -> None:
    (derivations / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    (derivations / "pytest.ini").unlink()
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "derivations"],
        cwd=derivations,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 failed, 2 passed" in result.stdout, result.stdout
