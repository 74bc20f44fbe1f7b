"""What a PDF is set in: letters as outlines that can be searched, and every letter of T1."""

import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from symdyn import LearningRule, all_rules, analyse, find_rule
from symdyn.notation import m, w_hat
from symdyn.report.compile import compile_pdf, has_tex, log_faults
from symdyn.report.document import rule_document
from symdyn.report.equations import equations_body
from symdyn.report.fragments import fragments
from symdyn.report.printing.escaping import UNSET, escape, unset_letters
from symdyn.report.sections import sections
from symdyn.report.writing import write_reports

needs_tex = pytest.mark.skipif(
    not has_tex() or shutil.which("pdffonts") is None,
    reason="latexmk, pdflatex or pdffonts (poppler-utils) is not installed",
)

# Ems of \\columnwidth = 229.5 pt at 10 points.
COLUMN = 22.9

SPECIAL = LearningRule(
    "special",
    r"50% of R&D_x: #1 {a} $b$ ~c^d \input{/etc/passwd} <e> |f| `g` " + '"h" ' + "x" * 90,
    "random",
    w_hat**m,
    references=(
        "Łukasz & Müller, A_b 100% of $x$, doi:10.1/a_b#d (2020)",
        "陈 and Đorđević and Yıldırım and Þór and Mureșan, Real‐time „learning“ §3 (2021)",
        "陈陈, a link: https://www.example.org/" + "a-very-long_name.of/a?page&" * 8,
    ),
)


def fonts(path: Path) -> list[str]:
    command = ["pdffonts", path]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return shown.splitlines()[2:]


@pytest.mark.slow
@needs_tex
def test_no_font_of_a_report_is_type_3(tmp_path: Path) -> None:
    result = write_reports([analyse(find_rule("tbptt")), analyse(SPECIAL)], tmp_path, pdf=True)
    assert result.faults == ()
    made = sorted(tmp_path.rglob("*.pdf"))
    assert len(made) >= 9
    for path in made:
        used = fonts(path)
        assert used, path.name
        assert [line for line in used if "Type 3" in line] == [], path.name
        # Embedded, so that a reader without the font sees the same.
        assert all(line.split()[-5] == "yes" for line in used), path.name


def test_letters_are_set_as_themselves_and_the_rest_is_said_once() -> None:
    text = rule_document(analyse(SPECIAL))
    assert "Đorđević and Yıldırım and Þór and Mureșan, Real-time" in text
    assert r"\textsection{}3" in text
    assert text.count(UNSET) == 3
    assert text.count("U+9648 cjk unified ideograph-9648") == 1
    assert "[U+" not in text
    assert UNSET not in rule_document(analyse(find_rule("tbptt")))


def test_letters_that_cannot_be_set() -> None:
    assert unset_letters(["Łódź, Đ", "学 and 陈 and 学"]) == ("学", "陈")
    assert escape("学陈 x 陈") == "[?] x [?]"
    assert escape("ḥ ấ ẗ ǽ") == r"\d{h} \'{\^{a}} " + r"\"{t} \'{\ae{}}"
    assert escape("ế Ḗ") == r"\'{\^{e}} [?]"


@needs_tex
@pytest.mark.slow
def test_equations_fit_a_column_of_a_two_column_article(tmp_path: Path) -> None:
    names = [found.rule.name for found in all_rules() if found.origin == "symdyn"]
    for name in names:
        analysis = analyse(find_rule(name))
        body = equations_body(analysis.rule, sections(analysis), COLUMN)
        assert r"\usepackage{amsmath}" in body.partition(r"\begin")[0]
        (tmp_path / f"{name}.tex").write_text(body, encoding="utf-8")
    source = tmp_path / "paper.tex"
    head = r"\documentclass[10pt,twocolumn]{article}\usepackage{amsmath}\allowdisplaybreaks"
    inputs = "\n".join(rf"\input{{{name}}}" for name in names)
    source.write_text(f"{head}\n\\begin{{document}}\n{inputs}\n\\end{{document}}\n")
    log = compile_pdf(source).with_suffix(".log").read_text(errors="replace")
    assert [fault for fault in log_faults(log) if "Overfull" in fault] == []


def test_a_fragment_says_what_it_needs() -> None:
    analysis = analyse(find_rule("tbptt"))
    for label, text in fragments("tbptt", sections(analysis)).items():
        comment = text.splitlines()[:2]
        assert comment[0].startswith(f"% {label} of tbptt, for ")
        assert r"\usepackage{amsmath} and \input{symdyn-macros}" in comment[1]


def declared(encoding: str) -> list[str]:
    """The letters that LaTeX declares for an encoding, in its own file."""
    command = ["kpsewhich", f"{encoding}enc.dfu"]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    table = Path(found.stdout.strip()).read_text(encoding="utf-8")
    return [
        chr(int(code, 16))
        for code in re.findall(r"DeclareUnicodeCharacter\{([0-9A-F]{4})\}", table)
    ]


@needs_tex
def test_every_letter_of_t1_is_set_and_compiles(tmp_path: Path) -> None:
    letters = [one for one in declared("t1") if unicodedata.category(one)[0] == "L"]
    assert len(letters) > 180
    own = [chr(code) for code in range(0xA1, 0x250)] + [chr(code) for code in range(0x1E00, 0x1F00)]
    wanted = [one for one in letters if one < "\ufb00"]
    assert [one for one in wanted if escape(one) == UNSET] == []
    shown = [one for one in {*own, *wanted} if escape(one) != UNSET]
    source = tmp_path / "letters.tex"
    source.write_text(
        rule_document(analyse(find_rule("tbptt"))).partition(r"\begin{document}")[0]
        + "\\begin{document}\n"
        + "\n".join(escape(one) for one in sorted(shown))
        + "\n\\end{document}\n",
        encoding="utf-8",
    )
    path = compile_pdf(source)
    log = path.with_suffix(".log").read_text(errors="replace")
    assert log_faults(log) == ()
    assert "Missing character" not in log
    assert [line for line in fonts(path) if "Type 3" in line] == []
