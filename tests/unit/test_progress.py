"""What is said while a command runs: a bar on a terminal, elsewhere a line where it was silent for long."""

import threading
from types import SimpleNamespace
from typing import ClassVar

import pytest

from symdyn.cli import progress
from symdyn.cli.progress import counted, steps, updates, working


class Silence(threading.Event):
    """The end of a block that `beats` times is not reached in ten seconds; `over` is set after those."""

    beats = 2
    made: "ClassVar[list[Silence]]"

    def __init__(self) -> None:
        super().__init__()
        self.left, self.over = self.beats, threading.Event()
        self.made.append(self)

    def wait(self, timeout: float | None = None) -> bool:
        """Whether the block ended; the time that passes is none."""
        if timeout is not None and self.left:
            self.left -= 1
            return False
        self.over.set()
        return super().wait()


@pytest.fixture(autouse=True)
def silence(monkeypatch: pytest.MonkeyPatch) -> type[Silence]:
    found = type("Own", (Silence,), {"made": []})
    monkeypatch.setattr(progress, "Event", found)
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: 7.0))
    return found


def until_all_is_said(silence: type[Silence]) -> None:
    silence.made[-1].over.wait()


def test_what_takes_long_is_said_again_and_again(
    silence: type[Silence], capsys: pytest.CaptureFixture[str]
) -> None:
    with working("Deriving rflo"):
        until_all_is_said(silence)
    assert capsys.readouterr().err.splitlines() == ["symdyn: Deriving rflo, for 0 s"] * 2


def test_what_is_quick_says_nothing(
    silence: type[Silence], capsys: pytest.CaptureFixture[str]
) -> None:
    silence.beats = 0
    with working("Deriving rflo"), steps(2) as step, updates(10) as advance:
        step.begin("one")
        advance("rflo", 5)
    assert capsys.readouterr().err == ""


@pytest.fixture
def held(silence: type[Silence], monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Nothing is said until this is set, so that a test can say what is going on before."""
    start, wait = threading.Event(), Silence.wait

    def later(self: Silence, timeout: float | None = None) -> bool:
        if timeout is not None:
            start.wait()
        return wait(self, timeout)

    monkeypatch.setattr(silence, "wait", later)
    return start


def test_steps_say_how_much_is_done(
    silence: type[Silence], held: threading.Event, capsys: pytest.CaptureFixture[str]
) -> None:
    with steps(4) as step:
        step.begin("figures of rflo")
        step.begin("figures of bptt")
        held.set()
        until_all_is_said(silence)
    (line, *_) = capsys.readouterr().err.splitlines()
    assert line == "symdyn: 25 % in 0 s, about 0 s left: figures of bptt"


def test_updates_say_how_much_is_done(
    silence: type[Silence], held: threading.Event, capsys: pytest.CaptureFixture[str]
) -> None:
    with updates(1000) as advance:
        advance("rflo", 50)
        held.set()
        until_all_is_said(silence)
    (line, *_) = capsys.readouterr().err.splitlines()
    assert line == "symdyn: 5 % in 0 s: rflo"  # too early to guess


def test_the_last_step_is_not_guessed(
    silence: type[Silence], held: threading.Event, capsys: pytest.CaptureFixture[str]
) -> None:
    with counted() as show:
        show(9, 10, "the checker")
        held.set()
        until_all_is_said(silence)
    (line, *_) = capsys.readouterr().err.splitlines()
    assert line == "symdyn: 90 % in 0 s: the checker"


def test_a_line_holds_no_control_character(
    silence: type[Silence], held: threading.Event, capsys: pytest.CaptureFixture[str]
) -> None:
    with counted(2) as show:
        show(1, 2, "a\x1b[2K\nb")
        held.set()
        until_all_is_said(silence)
    shown = capsys.readouterr().err
    assert shown
    assert "\x1b" not in shown
    assert all(line.startswith("symdyn: ") for line in shown.splitlines())


def test_an_error_ends_the_lines(silence: type[Silence]) -> None:
    def failing() -> None:
        with counted(2):
            raise ValueError("no")

    before = threading.active_count()
    with pytest.raises(ValueError, match="no"):
        failing()
    assert silence.made[-1].is_set()
    assert threading.active_count() == before
