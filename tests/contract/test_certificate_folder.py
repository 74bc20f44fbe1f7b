"""`symdyn verify --certificates DIR`: what is judged, what DIR receives, and when."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from symdyn import checker
from symdyn.claims import verifying
from symdyn.cli import main
from symdyn.cli.certificates import write_certificates
from symdyn.errors import OutputError
from tests.contract.short_documents import GOOD, WRONG, block, write

TRUE = block("toy.x", "x^{2} + 1 > 0", "sign")
FALSE = block("toy.x", "x^{2} - 1 > 0", "sign")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> int:
    return main(["verify", "--jobs", "1", *arguments])


def statement(path: Path) -> list[str]:
    return list(json.loads(path.read_text())["goal"]["all"])


@pytest.mark.parametrize(
    ("mine", "other", "status"), [(FALSE, TRUE, "refuted"), (TRUE, FALSE, "proved")]
)
def test_a_run_judges_its_own_certificates_while_another_shares_the_folder(
    mine: str,
    other: str,
    status: str,
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The other run finishes at the worst time: after this one has written, before it is judged."""
    write(here, mine=mine, other=other)
    check = checker.check_files
    interrupted: list[Sequence[Path]] = []

    def interrupt(paths: list[Path]) -> list[checker.Verdict]:
        if not interrupted:
            interrupted.append(paths)
            run("other.md", "--certificates", "out")
            capsys.readouterr()
        return check(paths)

    monkeypatch.setattr(verifying, "check_files", interrupt)
    expected = 0 if status == "proved" else 1
    assert run("mine.md", "--certificates", "out", "--format", "json") == expected
    (found,) = json.loads(capsys.readouterr().out)["claims"]
    assert found["status"] == status
    assert all(here / "out" not in path.parents for path in interrupted[0])
    assert statement(here / "out" / "toy.x.json") == found["statement"]


def test_the_folder_receives_files_when_all_are_judged(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here, one=GOOD + WRONG)
    check = checker.check_files
    there: list[list[Path]] = []

    def look(paths: list[Path]) -> list[checker.Verdict]:
        there.append(list((here / "out").iterdir()))
        return check(paths)

    monkeypatch.setattr(verifying, "check_files", look)
    assert run("one.md", "--certificates", "out") == 1
    assert there == [[]]
    assert {x.name for x in (here / "out").iterdir()} == {"good.square.json", "wrong.sign.json"}


def test_each_file_appears_whole_and_in_order(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader of the folder finds complete files alone, and what a claim uses before the claim."""
    texts = {f"c.{number}": f"text {number}" for number in range(5)}
    seen: list[list[str]] = []
    replace = Path.replace

    def look(self: Path, target: Path) -> Path:
        moved = replace(self, target)
        found = sorted(here.glob("*.json"))
        assert [path.read_text() for path in found] == [*texts.values()][: len(found)]
        seen.append([path.stem for path in found])
        return moved

    monkeypatch.setattr(Path, "replace", look)
    write_certificates(here, texts)
    assert seen == [[*texts][: n + 1] for n in range(5)]
    assert all(path.suffix == ".json" for path in here.iterdir())


def test_nothing_is_left_where_a_certificate_cannot_be_written(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "a.json").write_text("of an earlier run")
    texts = {"a": "text", "b": "text"}
    real = Path.write_text

    def full(self: Path, *given: str, **more: str) -> int:
        if self.name == "b.json":
            raise OSError(28, "No space left on device")
        return real(self, *given, **more)

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OutputError, match=r"No space left on device\); name another with"):
        write_certificates(here, texts)
    assert [path.name for path in here.iterdir()] == ["a.json"]
    assert (here / "a.json").read_text() == "of an earlier run"


def test_what_lies_in_the_folder_is_never_judged(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Certificates of an earlier run, a link and a file that is none: no verdict rests on them."""
    write(here, one=TRUE)
    out = here / "out"
    out.mkdir()
    (out / "toy.old.json").write_text("no certificate")
    (here / "elsewhere").write_text("kept")
    (out / "toy.x.json").symlink_to(here / "elsewhere")
    assert run("one.md", "--certificates", "out") == 0
    assert "1 claim: 1 proved" in capsys.readouterr().out
    assert (out / "toy.old.json").read_text() == "no certificate"
    assert (here / "elsewhere").read_text() == "kept"
    assert statement(out / "toy.x.json") == ["x^{2} + 1 > 0"]
    assert not (out / "toy.x.json").is_symlink()


def test_a_directory_in_the_place_of_a_certificate(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, one=TRUE)
    (here / "out" / "toy.x.json").mkdir(parents=True)
    assert run("one.md", "--certificates", "out") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "'out/toy.x.json' is a directory; remove it" in said.err


def test_a_folder_that_cannot_be_written_to(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, one=TRUE)
    (here / "out").mkdir(mode=0o500)
    # Root may write anywhere, so the system's answer is given by hand.
    monkeypatch.setattr(os, "access", lambda *given: given[1] & os.W_OK == 0)
    assert run("one.md", "--certificates", "out") == 2
    assert "'out' cannot be written to; name another with --certificates" in capsys.readouterr().err


def test_a_folder_that_was_made_goes_where_the_run_fails(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, one=block("a.b", "x = x", uses="no.such"))
    assert run("one.md", "--certificates", "far/out") == 2
    assert "no.such" in capsys.readouterr().err
    assert not (here / "far").exists()


def test_no_room_for_what_is_judged(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, one=TRUE)
    monkeypatch.setattr("tempfile.tempdir", str(here / "gone"))
    assert run("one.md") == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "set TMPDIR to another" in said
