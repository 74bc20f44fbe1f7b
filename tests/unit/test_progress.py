"""What is said while a command runs: a bar on a terminal, elsewhere a line where it was silent for long."""

import time

import pytest

from symdyn.cli import progress
from symdyn.cli.progress import counted, steps, updates, working


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_QUIET", 0.05)


def test_what_takes_long_is_said_again_and_again(capsys: pytest.CaptureFixture[str]) -> None:
    with working("Deriving rflo"):
        time.sleep(0.18)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) >= 2
    assert set(lines) == {"symdyn: Deriving rflo, for 0 s"}


def test_what_is_quick_says_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_QUIET", 60.0)
    with working("Deriving rflo"), steps(2) as step, updates(10) as advance:
        step.begin("one")
        advance("rflo", 5)
    assert capsys.readouterr().err == ""


def test_steps_and_updates_say_how_much_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    with steps(4) as step:
        step.begin("figures of rflo")
        step.begin("figures of bptt")
        time.sleep(0.12)
    (line, *_) = capsys.readouterr().err.splitlines()
    assert line == "symdyn: 25 % in 0 s, about 0 s left: figures of bptt"
    with updates(1000) as advance:
        advance("rflo", 50)
        time.sleep(0.12)
    (line, *_) = capsys.readouterr().err.splitlines()
    assert line == "symdyn: 5 % in 0 s: rflo"  # too early to guess


def test_the_last_step_is_not_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    with counted() as show:
        show(9, 10, "the checker")
        time.sleep(0.12)
    (line, *_) = capsys.readouterr().err.splitlines()
    assert line == "symdyn: 90 % in 0 s: the checker"


def test_a_line_holds_no_control_character(capsys: pytest.CaptureFixture[str]) -> None:
    with counted(2) as show:
        show(1, 2, "a\x1b[2K\nb")
        time.sleep(0.12)
    shown = capsys.readouterr().err
    assert "\x1b" not in shown
    assert all(line.startswith("symdyn: ") for line in shown.splitlines())


def test_an_error_ends_the_lines(capsys: pytest.CaptureFixture[str]) -> None:
    def failing() -> None:
        with counted(2):
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        failing()
    capsys.readouterr()
    time.sleep(0.12)
    assert capsys.readouterr().err == ""
