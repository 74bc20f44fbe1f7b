"""What an object shows of itself: one line anywhere, and in a notebook what the command line shows."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from xml.etree import ElementTree

import pytest
from sympy import Symbol

from symdyn import LearningRule, all_rules, analyse, find_rule, parameter
from symdyn.brief import Brief
from symdyn.claims.claim import Claim
from symdyn.claims.statements import Statements
from symdyn.notation import m, tau, w, w_hat
from symdyn.report.glance import SUBJECT, glance, glance_data
from symdyn.report.named import equations_latex
from symdyn.stages.cross_modes.derive import pair_of
from symdyn.stages.spurious_fixed_points.derive import spurious_point
from symdyn.views import VIEWS, view
from tests.derived import derived
from tests.selection import slow_but

MATH = "{http://www.w3.org/1998/Math/MathML}"
RULES = [found.rule.name for found in all_rules() if found.origin == "symdyn"]
LONGEST = 120


def parts_of(value: object, depth: int) -> Iterator[object]:
    """The value and what its fields hold, so many levels down."""
    yield value
    if depth and is_dataclass(value):
        for one in fields(value):
            yield from parts_of(getattr(value, one.name), depth - 1)
    elif isinstance(value, tuple):
        for item in value:
            yield from parts_of(item, depth)


@pytest.mark.parametrize("name", slow_but(["rflo", "tbptt-tau"], RULES))
def test_a_result_is_one_line(name: str) -> None:
    analysis = derived(name)
    stages = [value for value in parts_of(analysis, 2) if "symdyn.stages" in type(value).__module__]
    found = [one for one in stages if isinstance(one, Brief)]
    more = [pair_of(analysis), spurious_point(analysis), analysis.rule, *claims_of(name)]
    shown = [repr(one) for one in (*found, *more) if one is not None]
    assert len(shown) > 30
    assert [one for one in shown if len(one) > LONGEST or "\n" in one or ">" not in one[-1]] == []
    assert repr(analysis) == f"<Analysis: {name}, {analysis.rule.title}>"[:LONGEST]
    for field in fields(analysis):
        assert len(repr(getattr(analysis, field.name))) <= LONGEST


def claims_of(name: str) -> list[Claim]:
    return [one.claim for one in Statements.of(derived(name)).ledger.stated.values()]


def test_a_line_says_what_it_is() -> None:
    analysis = derived("rflo")
    assert "K_m = w_hat**m, F = R^T" in repr(analysis.rule)
    assert repr(analysis.optimal.stability).count("where") == 2
    assert (
        repr(analysis.rank)
        == "<RankAnalysis: the change of W at most o, the change of B at most o>"
    )
    assert "a*b - c = 0" in repr(analysis.fixed_points.components[0])
    assert repr(spurious_point(analysis)).startswith("<SpuriousPoint: 2 units and one output, loss")
    assert "stable exactly where" in repr(pair_of(analysis))
    claim = Claim("mode.teacher", "definition", (r"c := a_\star b_\star",))
    assert repr(claim) == r"<Claim: mode.teacher, definition, c := a_\star b_\star>"


def test_a_line_stays_a_line_whatever_stands_in_it() -> None:
    class Long(Brief):
        def _about(self) -> str:
            return "one\ntwo " * 100

    class Bare(Brief):
        pass

    assert len(repr(Long())) == LONGEST
    assert "\n" not in repr(Long())
    assert repr(Long()).endswith("...>")
    assert repr(Bare()) == "<Bare>"


def read(fragment: str) -> ElementTree.Element:
    """The elements of a fragment of a page, which is well-formed XML."""
    return ElementTree.fromstring(fragment)  # noqa: S314 - written a line above


def words_of(element: ElementTree.Element) -> str:
    """The text beside formulas, without spaces; a bar stands for a formula."""
    if element.tag == f"{MATH}math":
        return "|"
    text = element.text or ""
    for child in element:
        text += words_of(child) + (child.tail or "")
    return "".join(text.split())


def rows_of(page: str) -> list[tuple[str, ElementTree.Element]]:
    """The rows of a summary: their names, and what stands beside them."""
    rows = read(page).iter("tr")
    return [(words_of(one[0]), one[1]) for one in rows]


def formulas_in(cell: ElementTree.Element) -> list[str]:
    """The LaTeX that each displayed formula bears, without spaces."""
    shown = [one for one in cell.iter(f"{MATH}math") if one.get("display") == "block"]
    return ["".join((one.get("alttext") or "").split()) for one in shown]


@pytest.mark.parametrize("name", slow_but(["rflo", "bptt", "readout-only"], RULES))
def test_the_summary_is_that_of_the_command_line(name: str) -> None:
    analysis = derived(name)
    rows = rows_of(analysis._repr_html_())
    answers = [one for one in glance_data(analysis) if isinstance(one, dict)]
    topics = ["".join(str(one["topic"]).split()) for one in answers]
    assert [topic for topic, _ in rows] == topics
    on_screen = glance(analysis, (), ())
    assert all(str(one["topic"]) in on_screen for one in answers)
    for (_, cell), answer in zip(rows, answers, strict=True):
        equations = answer["equations"]
        assert isinstance(equations, list)
        assert len(formulas_in(cell)) == len(equations)
        words = "".join(str(answer["words"]).split())
        assert [one for one in words_of(cell).split("|") if one not in words] == []


def test_the_formulas_of_the_summary_are_the_reports() -> None:
    cells = dict(rows_of(derived("rflo")._repr_html_()))
    shown = formulas_in(cells["Linearisation"])
    wanted = [equations_latex(derived("rflo"), one) for one in ("trace", "determinant")]
    assert shown == ["".join(one.split()) for one in wanted]


@pytest.mark.parametrize(
    "rule",
    [
        find_rule("rflo"),
        find_rule("tbptt"),
        LearningRule("late", "Late", "random", w_hat ** (m - 2), first_lag=2),
        LearningRule("windows", "Windows", "symmetric", w**m * (1 - m / tau), horizon=tau),
    ],
    ids=lambda rule: rule.name,
)
def test_a_rule_is_shown_as_in_its_analysis(rule: LearningRule) -> None:
    (topic, cell), *others = rows_of(rule._repr_html_())
    whole, beside = rows_of(analyse(rule)._repr_html_())[0]
    assert (topic, others) == (whole, [])
    assert ElementTree.tostring(cell) == ElementTree.tostring(beside)
    latex = rule._repr_latex_()
    assert all(one in "".join(latex.split()) for one in formulas_in(cell))
    assert (r"m \ge 2" in latex, r"m < \tau" in latex) == (
        rule.first_lag == 2,
        rule.horizon == tau,
    )


def test_a_claim_shows_its_lines_and_what_it_assumes() -> None:
    claim = Statements.of(derived("rflo")).claim("trace")
    page = read(claim._repr_html_())
    assert [len(formulas_in(page)), len(claim.statement)] == [3, 3]
    text = words_of(page)
    assert "rflo.trace" in text
    assert f"Uses{','.join(claim.uses)}" in text
    assert claim._repr_latex_().count("\\\\") == 2
    assert all(one in claim._repr_latex_() for one in claim.statement)


def test_latex_has_the_same_answers() -> None:
    analysis = derived("rflo")
    text = analysis._repr_latex_()
    assert SUBJECT in text
    for answer in glance_data(analysis):
        assert isinstance(answer, dict)
        assert rf"\textbf{{{answer['topic']}}}" in text
    assert "".join(analysis.latex("determinant").split()) in "".join(text.replace("&", "").split())
    assert text.count(r"\begin{align*}") == text.count(r"\end{align*}") > 5


def test_text_of_others_is_text() -> None:
    gamma = parameter("gamma", -1, 1)
    rule = LearningRule("odd", "A <script> & 50% $x$ \\input{x}", "random", gamma**m)
    page = rule._repr_html_()
    assert len(rows_of(page)) == 1
    assert "<script>" not in page
    latex = analyse(rule)._repr_latex_()
    assert r"50\% \$x\$" in latex
    assert r"\input{x}" not in latex


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_is_there(name: str) -> None:
    module, function = VIEWS[name]
    assert view(name) is getattr(import_module(module), function)


def test_nothing_is_loaded_before_somebody_looks() -> None:
    script = (
        "import sys\nfrom symdyn import analyse, find_rule\nanalysis = analyse(find_rule('tbptt'))\n"
        "repr(analysis), dir(analysis), analysis.plot\nprint(*sys.modules)"
    )
    output = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    loaded = output.stdout.split()
    assert "symdyn.views" in loaded
    assert not [one for one in loaded if one.startswith(("symdyn.report", "matplotlib", "numpy"))]


def test_equality_and_hashes_are_those_of_the_fields() -> None:
    assert find_rule("rflo") == find_rule("rflo")
    assert len({find_rule("rflo"), find_rule("rflo"), find_rule("bptt")}) == 2
    first = analyse(find_rule("bptt")).optimal.determinant
    assert Symbol("w_star") in first.free_symbols
