"""`symdyn simulate --plot`: the picture of the runs, in the form that its name asks for."""

from pathlib import Path

import pytest

from symdyn.cli import main
from symdyn.report.figures.style import encoded, new_figure, styled
from tests.contract.no_work import refused_before_any_work
from tests.processes import symdyn

QUICK = "rflo bptt --parameter w_hat=0.5 --seeds 1 -n 4 --outputs 2 --inputs 2 --steps 40".split()
STARTS = {"pdf": b"%PDF", "svg": b"<?xml", "png": b"\x89PNG"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the table of QUICK."""
    path = tmp_path_factory.mktemp("runs")
    made = symdyn(["simulate", *QUICK, "-o", "runs.parquet", "--plot", "runs.PDF"], path)
    assert made.returncode == 0, made.stderr
    assert made.stdout.splitlines()[-1] == "plot in runs.PDF"
    return path


@pytest.mark.parametrize("form", STARTS)
def test_the_same_drawing_has_the_same_bytes(form: str) -> None:
    seen = []
    for _ in range(2):
        with styled():
            figure, (panel,) = new_figure(1.0)
            panel.plot([0, 1], [0, 1])
            seen.append(encoded(figure, form))
    assert seen[0].startswith(STARTS[form])
    assert seen[0] == seen[1]


def test_the_end_of_the_name_chooses_the_form(folder: Path) -> None:
    assert (folder / "runs.PDF").read_bytes().startswith(STARTS["pdf"])
    made = symdyn(["simulate", *QUICK, "-o", "runs.parquet", "--plot", "runs.png"], folder)
    assert made.returncode == 0, made.stderr
    assert "complete already" in made.stderr
    assert (folder / "runs.png").read_bytes().startswith(STARTS["png"])
    assert not list(folder.glob(".*"))


def test_runs_that_are_repeated_are_drawn_too(folder: Path) -> None:
    words = "--from runs.parquet -o again.parquet --plot again.svg".split()
    made = symdyn(["simulate", *words], folder)
    assert made.returncode == 0, made.stderr
    assert (folder / "again.svg").read_text().count("<svg") == 1


def test_a_picture_that_cannot_be_drawn_leaves_the_old_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> bytes:
        raise MemoryError

    monkeypatch.chdir(folder)
    Path("old.png").write_bytes(b"old")
    monkeypatch.setattr("symdyn.report.figures.style.encoded", fails)
    assert main(["simulate", *QUICK, "-o", "runs.parquet", "--plot", "old.png"]) == 2
    assert Path("old.png").read_bytes() == b"old"
    assert capsys.readouterr().out == ""


BAD = {
    "another form": ("simulate bptt --plot runs.gif", "'.gif', expected one of .pdf, .svg, .png"),
    "no form": ("simulate bptt --plot runs", "'no suffix'"),
    "no folder": ("simulate bptt --plot nowhere/runs.png", "does not exist"),
    "a folder": ("simulate bptt --plot taken.png", "is a directory"),
    "the experiment's own": (
        "simulate --experiment prediction --plot prediction.pdf",
        "own figure",
    ),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_what_cannot_be_is_refused_before_any_work(
    case: tuple[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken.png").mkdir()
    command, shows = case
    line = refused_before_any_work(command, monkeypatch, capsys)
    assert line.startswith("symdyn: error: ")
    assert shows in line
    left = {path.name for path in tmp_path.iterdir()} - {"simulation.parquet.partial"}
    assert left == {"taken.png"}
