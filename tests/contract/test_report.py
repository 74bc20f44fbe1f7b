"""Reports on disk: all of them or none, PDFs without a complaint, one line where TeX is missing."""

import re
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from symdyn import Analysis, LearningRule, all_rules, analyse, find_rule, notation, parameter
from symdyn.errors import OutputError
from symdyn.report import compile as compiling
from symdyn.report import writing
from symdyn.report.compile import HOW_TO_GET_TEX, compile_pdf, has_tex, log_faults
from symdyn.report.document import rule_document
from symdyn.report.figures.drawing import write_figures
from symdyn.report.figures.plan import figures_of
from symdyn.report.macros import macro_file
from symdyn.report.writing import require_writable, write_reports, write_sources
from symdyn.simulation import validate

MOST_PAGES = 10
needs_tex = pytest.mark.skipif(not has_tex(), reason="latexmk or pdflatex is not installed")

AWKWARD = LearningRule(
    "awkward",
    r"100 % \input{x} of $w_hat$ & {Dominé}, 学 #1 ~ ^",
    "symmetric",
    notation.w**notation.m,
    horizon=1,
    references=(r"A. Author, \write18{ls}: 50 % & more_or_less, J. of $ 1 (2020) 1-2",),
)


@cache
def derived(name: str) -> Analysis:
    return analyse(AWKWARD if name == AWKWARD.name else find_rule(name))


def files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_what_is_written_without_tex(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    folder = tmp_path / "new" / "reports"
    told: list[str] = []
    result = write_reports([derived("tbptt")], folder, progress=told.append)
    assert result.note == HOW_TO_GET_TEX
    assert "\n" not in HOW_TO_GET_TEX
    assert (result.documents, result.pdfs, result.faults) == ((folder / "tbptt.tex",), (), ())
    found = files(folder)
    assert "fragments/tbptt/determinant.tex" in found
    assert [one for one in found if "/" not in one] == ["symdyn-macros.tex", "tbptt.tex"]
    figures = [one for one in found if one.startswith("figures/")]
    assert figures == [
        f"figures/tbptt-{kind}.pdf" for kind in ("descent", "flow", "region", "spectrum")
    ]
    for figure in figures:
        assert f"{{{figure}}}" in (folder / "tbptt.tex").read_text()
        assert (folder / figure).read_bytes().startswith(b"%PDF")
    assert told == ["figures of tbptt"]


def test_without_pdf_there_is_no_note(tmp_path: Path) -> None:
    assert write_reports([derived("tbptt")], tmp_path, pdf=False).note is None


def test_pdf_asked_for_without_tex_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(OutputError, match="latexmk or pdflatex is not installed"):
        write_reports([derived("tbptt")], tmp_path / "out", pdf=True)
    assert not (tmp_path / "out").exists()


def a_file(folder: Path) -> Path:
    path = folder / "taken"
    path.write_text("mine")
    return path


def below_a_file(folder: Path) -> Path:
    return a_file(folder) / "reports"


def without_permission(folder: Path) -> Path:
    locked = folder / "locked"
    locked.mkdir(mode=0o500)
    try:
        (locked / "probe").mkdir()
    except PermissionError:
        return locked / "reports"
    (locked / "probe").rmdir()
    return Path("/proc/symdyn-reports")  # root may write anywhere but here


@pytest.mark.parametrize("place", [a_file, below_a_file, without_permission])
def test_a_directory_that_cannot_be_written_is_refused_before_any_work(
    tmp_path: Path, place: Callable[[Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(*_: object) -> None:
        raise AssertionError("work was done")

    monkeypatch.setattr(writing, "write_sources", work)
    folder = place(tmp_path)
    before = files(tmp_path)
    for attempt in (
        lambda: write_reports([derived("tbptt")], folder),
        lambda: require_writable(folder),
    ):
        with pytest.raises(OutputError, match="cannot be written") as raised:
            attempt()
        assert str(folder) in str(raised.value)
        assert "\n" not in str(raised.value)
    assert files(tmp_path) == before


def test_asking_whether_a_directory_can_be_written_leaves_nothing(tmp_path: Path) -> None:
    require_writable(tmp_path / "a" / "b")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "kept").mkdir()
    require_writable(tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "out" / "tbptt.tex"
    old.parent.mkdir()
    old.write_text("old")

    def fail(_: Path) -> Path:
        raise OutputError("TeX stopped")

    monkeypatch.setattr(writing, "compile_pdf", fail)
    monkeypatch.setattr(writing, "has_tex", lambda: True)
    with pytest.raises(OutputError, match="TeX stopped"):
        write_reports([derived("tbptt")], old.parent)
    with pytest.raises(OutputError, match="TeX stopped"):
        write_reports([derived("tbptt")], tmp_path / "new" / "out")
    assert files(tmp_path) == ["out/tbptt.tex"]
    assert old.read_text() == "old"
    assert not (tmp_path / "new").exists()
    assert list(old.parent.iterdir()) == [old]


def test_outdated_fragments_go_and_other_files_stay(tmp_path: Path) -> None:
    outdated = tmp_path / "fragments" / "tbptt" / "no-longer-there.tex"
    other = tmp_path / "fragments" / "rflo" / "update-a.tex"
    mine = tmp_path / "notes.txt"
    for path in (outdated, other, mine):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    write_reports([derived("tbptt")], tmp_path, pdf=False)
    assert not outdated.exists()
    assert other.exists()
    assert mine.exists()


def test_two_reports_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="two reports would be called 'tbptt'"):
        write_reports([derived("tbptt"), derived("tbptt")], tmp_path, pdf=False)
    with pytest.raises(OutputError, match="no rule to report on"):
        write_reports([], tmp_path, pdf=False)
    named = analyse(LearningRule("comparison", "C", "symmetric", notation.w**notation.m))
    with pytest.raises(OutputError, match="two reports would be called 'comparison'"):
        write_reports([derived("tbptt"), named], tmp_path, pdf=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_sources_and_figures_are_the_same_in_every_run(tmp_path: Path) -> None:
    analysis = derived("rflo")
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        write_sources([analyse(find_rule("rflo"))], folder)
        (folder / "figures").mkdir()
        write_figures(analysis, figures_of(analysis), folder / "figures")
    assert files(tmp_path / "one") == files(tmp_path / "two")
    for path in files(tmp_path / "one"):
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes(), (
            path
        )


def test_the_validation_is_in_the_document() -> None:
    checked = validate(derived("rflo"))
    text = rule_document(derived("rflo"), checked)
    assert r"\section{Validation}" in text
    for row in checked.rows:
        assert f"${row.shown}$" in text
    assert r"\section{Validation}" not in rule_document(derived("rflo"))


def test_text_from_outside_is_escaped() -> None:
    text = rule_document(derived("awkward"))
    assert r"100 \% \textbackslash{}input\{x\} of \$w\_hat\$ \& \{Dominé\}, [?]" in text
    assert r"\write18" not in text
    assert r"\input{" not in text


@needs_tex
def test_a_report_compiles_without_a_complaint_and_leaves_nothing_else(tmp_path: Path) -> None:
    result = write_reports([derived("tbptt")], tmp_path, pdf=True)
    assert result.faults == ()
    assert result.pdfs == (tmp_path / "tbptt.pdf",)
    assert result.pdfs[0].read_bytes().startswith(b"%PDF")
    beside = [path.name for path in tmp_path.iterdir()]
    assert sorted(beside) == ["figures", "fragments", "symdyn-macros.tex", "tbptt.pdf", "tbptt.tex"]


@needs_tex
def test_any_title_and_every_fragment_compile_without_a_complaint(tmp_path: Path) -> None:
    """A rule with an awkward title and reference, and a paper that inputs its equations."""
    (source,) = write_sources([derived("awkward")], tmp_path)
    (tmp_path / "figures").mkdir()
    write_figures(derived("tbptt"), figures_of(derived("awkward")), tmp_path / "figures")
    bodies = sorted((tmp_path / "fragments" / "awkward").glob("*.tex"))
    assert len(bodies) > 50
    paper = tmp_path / "paper.tex"
    paper.write_text(paper_with(bodies, tmp_path))
    for document in (source, paper):
        compile_pdf(document)
        log = document.with_suffix(".log").read_text(errors="replace")
        assert log_faults(log) == ()


def paper_with(bodies: list[Path], folder: Path) -> str:
    """A paper of one's own that inputs fragments, with one macro of its own."""
    equations = "\n".join(
        rf"\begin{{equation}}\input{{{body.relative_to(folder).with_suffix('').as_posix()}}}\end{{equation}}"
        for body in bodies
    )
    return "\n".join(
        [
            r"\documentclass[11pt]{article}\usepackage{amsmath}",
            r"\usepackage[textwidth=6.3in]{geometry}",
            r"\newcommand{\sdwstar}{{w^{*}}}",
            r"\input{symdyn-macros}",
            r"\allowdisplaybreaks\begin{document}",
            equations,
            r"\end{document}",
        ]
    )


@needs_tex
def test_tex_that_stops_is_one_line(tmp_path: Path) -> None:
    source = tmp_path / "bad.tex"
    source.write_text(r"\documentclass{article}\begin{document}\nosuchcommand\end{document}")
    with pytest.raises(
        OutputError, match=r"TeX stopped at bad\.tex \(! Undefined control"
    ) as raised:
        compile_pdf(source)
    assert "\n" not in str(raised.value)


@needs_tex
def test_tex_runs_no_command_from_a_document(tmp_path: Path) -> None:
    source = tmp_path / "shell.tex"
    source.write_text(
        r"\documentclass{article}\begin{document}x\immediate\write18{touch written}\end{document}"
    )
    compile_pdf(source)
    assert not (tmp_path / "written").exists()


def test_tex_that_never_ends_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "latexmk"
    program.write_text("#!/bin/sh\nexec sleep 600\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(compiling, "_SECONDS", 0.2)
    with pytest.raises(OutputError, match="did not finish"):
        compile_pdf(tmp_path / "x.tex")


def main_pages(path: Path) -> int:
    """How many pages a report has up to its references, behind which the appendices stand."""
    command = ["pdftotext", "-layout", path, "-"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    before, _ = re.split(r"^\f? *References$", shown, maxsplit=1, flags=re.MULTILINE)
    return len([page for page in before.split("\f") if page.strip()])


@pytest.mark.slow
@needs_tex
def test_every_report_compiles_without_a_complaint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All built-in rules and others with longer formulas, the comparison and every fragment."""
    monkeypatch.setenv("SYMDYN_NO_PLUGINS", "1")
    gamma, delta = parameter("gamma", -1, 1), parameter("delta", 0, 1)
    m, w, w_hat = notation.m, notation.w, notation.w_hat
    others = [
        LearningRule("two-timescale", "Two time scales", "random", (w_hat**m + gamma**m) / 2),
        LearningRule("ramped", "Credit that grows first", "symmetric", (m + 1) * w**m),
        LearningRule("two-sided", "Alternating credit", "random", 2 * w_hat**m - (-w) ** m),
        LearningRule(
            "mixed", "Mixed", "random", (m**2 * gamma**m + (delta * w) ** m) / 3, horizon=7
        ),
    ]
    analyses = [*(analyse(found.rule) for found in all_rules()), *map(analyse, others)]
    validations = {one.rule.name: validate(one) for one in analyses}
    result = write_reports(analyses, tmp_path, pdf=True, validations=validations)
    assert result.faults == ()
    assert len(result.pdfs) == len(analyses) + 1
    assert all(validation.passed for validation in validations.values())
    lengths = {
        found.rule.name: main_pages(tmp_path / f"{found.rule.name}.pdf") for found in all_rules()
    }
    assert max(lengths.values()) <= MOST_PAGES, lengths

    bodies = sorted((tmp_path / "fragments").rglob("*.tex"))
    (tmp_path / "symdyn-macros.tex").write_text(macro_file())
    paper = tmp_path / "paper.tex"
    paper.write_text(paper_with(bodies, tmp_path))
    compile_pdf(paper)
    assert log_faults(paper.with_suffix(".log").read_text(errors="replace")) == ()
