"""The command line as a user meets it: in a process of its own, on a terminal and in a pipe."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from symdyn import Analysis, all_rules
from symdyn.cli import main, program, reporting
from symdyn.simulation.validation import Validation, validate
from tests.processes import symdyn

SYMDYN = (sys.executable, "-m", "symdyn")
ESCAPE = "\x1b["


@cache
def run(
    *arguments: str, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command; one that several tests look at is run once."""
    return symdyn(arguments, cwd, environment)


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What a command writes to a terminal."""
    ours, theirs = pty.openpty()
    settings = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(
        [*SYMDYN, *arguments],
        env={**settings, "TERM": "xterm", **environment},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # how Linux says that the other side is closed
            break
        if not part:
            break
        shown += part
    assert process.wait() == 0
    os.close(ours)
    return shown.decode()


def equation_numbers(shown: str) -> list[int]:
    """The numbers at the right end of lines of 80 columns, where no sentence of the text ends."""
    lines = (one for one in shown.splitlines() if len(one) == 80)
    found = (re.search(r" {2}\((\d+)\)$", one) for one in lines)
    return [int(one[1]) for one in found if one]


def test_help_tells_of_every_command_and_of_no_other() -> None:
    shown = run("--help")
    assert shown.returncode == 0
    listed = re.findall(r"^  ([a-z-]+)  ", shown.stdout.partition("Commands:")[2], re.MULTILINE)
    assert listed == [
        "check",
        "compare",
        "derive",
        "explore",
        "export",
        "new-rule",
        "report",
        "rocq",
        "rules",
        "simulate",
        "sweep",
        "verify",
    ]
    assert run().stdout == shown.stdout


@pytest.mark.parametrize("command", sorted(program.program.commands))
def test_each_command_has_help(command: str) -> None:
    shown = run(command, "--help")
    assert shown.returncode == 0
    assert shown.stdout.startswith(f"Usage: symdyn {command}")
    assert shown.stderr == ""


def test_version() -> None:
    assert re.fullmatch(r"symdyn \d+\.\d+\.\d+\n", run("--version").stdout)


def test_rules_lists_every_rule_and_its_other_names() -> None:
    shown = run("rules").stdout
    sent = json.loads(run("rules", "--format", "json").stdout)["rules"]
    found = all_rules()
    assert [one["rule"] for one in sent] == [one.rule.name for one in found]
    for one in found:
        for name in (one.rule.name, *(other for other, _ in one.rule.equals)):
            assert re.search(rf"(?<![\w-]){name}(?![\w-])", shown)


def test_derive_reads_like_mathematics() -> None:
    shown = run("derive", "rflo", "--full", COLUMNS="80").stdout
    assert shown.startswith("Random feedback local online learning (RFLO)\n")
    for title in ("Setting", "Fixed points", "Stability of a mode"):
        assert f"\n{title}\n{'─' * len(title)}\n" in shown
    fraction = "           ⎛  a b        c     ⎞\n    Δa = b ⎜ ────── − ──────── ⎟"
    assert fraction in shown
    assert "           ⎝ 1 − w²   1 − w w⋆ ⎠\n" in shown
    assert re.search(r"\n    B?rank\(W_Z − W₀\) ≤ o +\(\d+\)\n", shown)
    assert "ref:" not in shown


def test_derive_keeps_to_the_width_of_the_terminal() -> None:
    for columns in (72, 100):
        lines = run("derive", "rflo", "--full", COLUMNS=str(columns)).stdout.splitlines()
        assert max(map(len, lines)) <= columns
        assert max(map(len, lines)) > 0.9 * columns


def test_equations_are_numbered_in_order_and_referred_to_by_number() -> None:
    shown = run("derive", "tbptt", "--full").stdout
    numbers = equation_numbers(shown)
    assert numbers == list(range(1, len(numbers) + 1))
    cited = {int(found) for found in re.findall(r"(?:updates|in|are) \((\d+)\)", shown)}
    assert cited
    assert cited <= set(numbers)


def test_ascii_where_nothing_else_can_be_shown() -> None:
    for arguments in (("derive", "rflo", "--full"), ("rules",)):
        shown = run(*arguments, PYTHONIOENCODING="ascii", COLUMNS="80")
        assert shown.returncode == 0
        assert shown.stdout.isascii()
        in_full = run(*arguments, COLUMNS="80").stdout
        assert shown.stdout.count("?") == in_full.count("?")  # nothing was replaced by a mark
    shown = run("derive", "rflo", "--full", PYTHONIOENCODING="ascii", COLUMNS="80").stdout
    assert "Delta a = b | ------ - ------------ |" in shown


def test_no_escape_sequence_in_a_pipe() -> None:
    assert ESCAPE not in run("derive", "tbptt").stdout + run("rules").stdout


def test_bold_on_a_terminal_unless_told_not_to() -> None:
    assert f"{ESCAPE}1mFixed points{ESCAPE}0m" in on_a_terminal("derive", "tbptt", "--full")
    plain = on_a_terminal("derive", "tbptt", "--full", NO_COLOR="1")
    assert "Fixed points\r\n" in plain
    assert f"{ESCAPE}1m" not in plain
    assert f"{ESCAPE}3" not in plain


def test_a_name_that_means_another_rule_says_so() -> None:
    reason = "rtrl equals bptt: real-time recurrent learning computes the same gradient"
    assert reason in run("derive", "rtrl").stdout
    sent = json.loads(run("derive", "rtrl", "--format", "json").stdout)
    assert sent["rule"] == "bptt"
    assert sent["note"].startswith(reason)
    assert json.loads(run("derive", "tbptt-3", "--format", "json").stdout)["horizon"] == 3


def test_latex_has_every_equation_once_with_its_label() -> None:
    shown = run("derive", "rflo", "--format", "latex").stdout
    labels = re.findall(r"\\label\{(eq:rflo:[a-z0-9-]+)\}", shown)
    text = run("derive", "rflo", "--full", COLUMNS="80").stdout
    assert len(labels) == len(set(labels)) == len(equation_numbers(text))
    for environment in ("equation", "align", "gather", "split"):
        assert shown.count(f"\\begin{{{environment}}}") == shown.count(f"\\end{{{environment}}}")
    assert "\\documentclass" not in shown
    assert shown.isascii()


def test_export_to_a_file_and_to_standard_output_agree(tmp_path: Path) -> None:
    shown = run("export", "rflo", "--target", "numpy")
    written = run("export", "rflo", "--target", "numpy", "-o", "rflo.py", cwd=tmp_path)
    assert (written.returncode, written.stdout) == (0, "")
    assert (tmp_path / "rflo.py").read_text(encoding="utf-8") == shown.stdout
    assert [one.name for one in tmp_path.iterdir()] == ["rflo.py"]
    script = "import rflo; print(rflo.update(1, 1, 0.5, 1, 1, 0.5, 1, 0)[0])"
    used = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert float(used.stdout) == 0


def test_export_replaces_a_file_through_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target.py", tmp_path / "link.py"
    target.write_text("old")
    link.symlink_to(target)
    assert run("export", "tbptt", "--target", "numpy", "-o", str(link)).returncode == 0
    assert link.is_symlink()
    assert target.read_text().startswith('"""Mean dynamics')


def test_export_to_a_pipe_by_name() -> None:
    command = [*SYMDYN, "export", "tbptt", "--target", "numpy", "-o", "/dev/stdout"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    assert shown.stdout.startswith('"""Mean dynamics')


@pytest.mark.slow
def test_report_writes_one_document_a_rule_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "from symdyn import LearningRule\n"
        "from symdyn.notation import m\n"
        "rule = LearningRule('mine', 'Mine', 'random', 0 * m)\n"
    )
    command = ("report", "mine.py", "snap-0", "tbptt", "-o", "out/deep", "--no-pdf", "--html")
    told = run(*command, cwd=tmp_path)
    assert told.returncode == 0
    said = re.compile(r"(\S+): derivation, checks, simulation and proofs took [0-9.]+ s")
    lines = [said.fullmatch(line) for line in told.stderr.splitlines() if "% in" not in line]
    assert {line and line[1] for line in lines} == {"mine", "tbptt"}
    assert told.stdout == "3 documents written to out/deep and 3 pages as HTML\n"
    written = {path.name for path in (tmp_path / "out/deep").glob("*.tex")}
    assert written >= {"mine.tex", "tbptt.tex", "comparison.tex"}
    pages = {path.name for path in (tmp_path / "out/deep").glob("*.html")}
    assert pages == {"mine.html", "tbptt.html", "index.html"}
    assert not list(tmp_path.rglob("*.pdf")) or {
        path.parent.name for path in tmp_path.rglob("*.pdf")
    } == {"figures"}


@pytest.mark.slow
def test_report_without_tex_says_how_to_get_the_pdf(tmp_path: Path) -> None:
    told = run("report", "readout-only", "-o", "out", cwd=tmp_path, PATH="")
    assert told.returncode == 0
    assert (tmp_path / "out/readout-only.tex").is_file()
    *_, line = told.stderr.splitlines()
    assert line.startswith("symdyn: no PDF was made because latexmk or pdflatex is not installed")


@pytest.mark.slow
def test_a_failed_check_by_numbers_is_told_and_is_status_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(analysis: Analysis) -> Validation:
        checked = validate(analysis)
        row = replace(checked.rows[0], deviation=2.0)
        return replace(checked, rows=(row, *checked.rows[1:]))

    monkeypatch.setattr(reporting, "validate", failing)
    assert main(["report", "readout-only", "--no-pdf", "-o", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert "symdyn: readout-only: mean update, T to infinity deviates by 2, more than" in told.err
    assert (tmp_path / "readout-only.tex").is_file()


@pytest.mark.parametrize("name", ["two-timescale", "two_timescale"])
def test_a_new_rule_works_at_once(name: str, tmp_path: Path) -> None:
    made = run("new-rule", name, cwd=tmp_path)
    assert made.returncode == 0
    file = f"{name}.py"
    assert made.stdout == f"{file} holds the rule two-timescale: see it with symdyn derive {file}\n"
    sent = json.loads(run("derive", f"{file}:rule", "--format", "json", cwd=tmp_path).stdout)
    assert (sent["rule"], sent["title"]) == ("two-timescale", "Two timescale")
    code = run("export", file, "--target", "numpy", cwd=tmp_path)
    assert "def update(a, b, w, a_star, b_star, w_star, a_hat, gamma, w_hat):" in code.stdout


def test_new_rule_writes_where_it_is_told_and_overwrites_nothing(tmp_path: Path) -> None:
    assert run("new-rule", "mine", "-o", "other.py", cwd=tmp_path).returncode == 0
    before = (tmp_path / "other.py").read_text()
    again = run("new-rule", "other", cwd=tmp_path)
    assert again.returncode == 2
    assert "'other.py' exists already and is not overwritten" in again.stderr
    assert (tmp_path / "other.py").read_text() == before
    assert [one.name for one in tmp_path.iterdir()] == ["other.py"]


def test_a_reader_that_goes_away_ends_the_program_quietly() -> None:
    process = subprocess.Popen(
        [*SYMDYN, "derive", "tbptt"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 141


def test_an_interrupt_ends_the_program_quietly(tmp_path: Path) -> None:
    file = tmp_path / "interrupted.py"
    file.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    stopped = run("derive", str(file))
    assert stopped.returncode == 128 + signal.SIGINT
    assert stopped.stdout == ""
    assert stopped.stderr.strip() == ""


def test_a_full_disk_is_told_in_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        stopped = subprocess.run(
            [*SYMDYN, "rules"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert stopped.returncode == 2
    (line,) = stopped.stderr.splitlines()
    assert line.startswith("symdyn: error: standard output cannot be written (No space left")


def test_a_defect_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def defect(**_: object) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(program.program.commands["rules"], "callback", defect)
    with pytest.raises(ZeroDivisionError, match="a defect"):
        main(["rules"])
