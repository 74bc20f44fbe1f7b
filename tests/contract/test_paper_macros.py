r"""The equations as macros: each fits its column beside its number, in the classes that papers use."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from symdyn import all_rules, analyse, find_rule
from symdyn.claims.statements import Statements
from symdyn.cli import run
from symdyn.errors import OutputError
from symdyn.report.answers import equations_in, told_sections
from symdyn.report.compile import compile_pdf, has_tex, log_faults
from symdyn.report.paper import COLUMNS, equation_macros
from tests.derived import derived

CLASSES = {
    "article": r"\documentclass[10pt]{article}",
    # These two styles are not packaged: LaTeX's article with the columns that they prescribe.
    "icml": (
        r"\documentclass[10pt,twocolumn]{article}"
        r"\usepackage[textwidth=6.75in,columnsep=0.25in,textheight=9in]{geometry}"
    ),
    "ieee": r"\documentclass[10pt]{IEEEtran}",
    "neurips": r"\documentclass[10pt]{article}\usepackage[textwidth=5.5in,textheight=9in]{geometry}",
}
POINTS = {"article": 345.0, "icml": 234.9, "ieee": 252.0, "neurips": 397.5}


@cache
def known(name: str) -> bool:
    """Whether TeX has a file."""
    command = ["kpsewhich", name]
    return has_tex() and not subprocess.run(command, capture_output=True, check=False).returncode


needs_classes = pytest.mark.skipif(
    not known("IEEEtran.cls") or not known("ptmr7t.tfm"),
    reason="TeX, IEEEtran (texlive-publishers) or Times (texlive-fonts-recommended) is not installed",
)


def paper(style: str, names: list[str], folder: Path) -> Path:
    """A paper in a style with every equation on some rules, each numbered."""
    lines = [CLASSES[style], r"\usepackage{amsmath}"]
    shown = []
    for name in names:
        (folder / f"{name}.tex").write_text(equation_macros(derived(name), style))
        lines.append(rf"\input{{{name}}}")
        for one in equations_in(told_sections(Statements.of(derived(name))).values()):
            equation = rf"\sdeq{{{name}}}{{{one.label}}}\label{{{name}-{one.label}}}"
            shown.append(rf"\begin{{equation}}{equation}\end{{equation}}")
    source = folder / f"{style}.tex"
    body = "\n".join(
        [
            *lines,
            r"\begin{document}",
            r"\typeout{column \the\columnwidth}",
            *shown,
            r"\end{document}",
        ]
    )
    source.write_text(body, encoding="utf-8")
    return source


@needs_classes
@pytest.mark.slow
@pytest.mark.parametrize("style", COLUMNS)
def test_every_equation_of_every_rule_fits_a_column(style: str, tmp_path: Path) -> None:
    fits(style, [found.rule.name for found in all_rules() if found.origin == "symdyn"], tmp_path)


@needs_classes
def test_every_equation_fits_a_column_of_ieee(tmp_path: Path) -> None:
    fits("ieee", ["rflo"], tmp_path)


def fits(style: str, names: list[str], tmp_path: Path) -> None:
    log = compile_pdf(paper(style, names, tmp_path)).with_suffix(".log").read_text(errors="replace")
    column = float(re.search(r"column ([\d.]+)pt", log)[1])  # type: ignore[index]  # it is typed out
    assert column == pytest.approx(POINTS[style], abs=1)
    assert COLUMNS[style] * 10 <= column + 0.5
    assert [fault for fault in log_faults(log) if "Overfull" in fault or "ndefined" in fault] == []


@needs_classes
def test_an_equation_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "tbptt.tex").write_text(equation_macros(derived("tbptt"), "ieee"))
    source = tmp_path / "paper.tex"
    source.write_text(
        "\\documentclass{article}\\usepackage{amsmath}\\input{tbptt}\n"
        "\\begin{document}\\begin{equation}\\sdeq{tbptt}{determinnt}\\end{equation}\\end{document}\n"
    )
    with pytest.raises(OutputError, match="there is no equation determinnt of tbptt"):
        compile_pdf(source)


def test_notation_that_a_paper_has_defined_stays() -> None:
    written = equation_macros(derived("rflo"), "icml")
    body = written.partition("sdeq:rflo:trace")[2].partition(r"\expandafter")[0]
    assert r"\sdahat" in body
    assert r"\hat{a}" not in body
    assert r"\providecommand{\sdahat}{\hat{a}}" in written


def test_a_narrow_column_has_more_lines() -> None:
    lengths = {style: equation_macros(derived("rflo"), style).count(r"\\") for style in COLUMNS}
    assert lengths["icml"] >= lengths["ieee"] > lengths["neurips"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--target", "latex-macros", "--style", "nips"],
            "choose one of article, icml, ieee, neurips",
        ),
        (["--target", "c", "--style", "ieee"], "add --target latex-macros, or leave it out"),
        (["--target", "latex"], "choose one of c, numba, numpy, latex-macros"),
    ],
)
def test_what_is_not_there_is_refused_before_any_work(
    options: list[str],
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("symdyn.cli.exporting.analyse", lambda _: pytest.fail("it was derived"))
    out = tmp_path / "out.tex"
    monkeypatch.setattr("sys.argv", ["symdyn", "export", "rflo", *options, "-o", str(out)])
    with pytest.raises(SystemExit) as stopped:
        run()
    assert stopped.value.code == 2
    told = capsys.readouterr().err
    assert message in told
    assert told.count("\n") == 1
    assert not out.exists()


def test_the_command_writes_what_the_function_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "tbptt.tex"
    options = ["--target", "latex-macros", "--style", "ieee", "-o", str(out)]
    monkeypatch.setattr("sys.argv", ["symdyn", "export", "tbptt", *options])
    with pytest.raises(SystemExit) as stopped:
        run()
    assert stopped.value.code == 0
    assert out.read_text() == equation_macros(analyse(find_rule("tbptt")), "ieee")
