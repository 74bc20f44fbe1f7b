"""Commands that are refused before any run is made."""

from typing import Any

import pytest

from symdyn.cli import main, tables


def refused_before_any_work(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    """The one line that a command is refused with; it writes nothing to standard output."""

    def works(*_: Any) -> None:
        raise AssertionError("work was done")

    monkeypatch.setattr(tables, "_rows", works)
    assert main(command.split()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    return line
