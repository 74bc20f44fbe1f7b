"""`symdyn explore`: one file, the same bytes each time, with each formula; refusals in one line; what the README shows."""

import re
from dataclasses import replace
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from symdyn import LearningRule, analyse, find_rule, parameter
from symdyn.claims.statements import Statements
from symdyn.errors import OutputError
from symdyn.notation import m, w_hat
from symdyn.report.explore.formulas import formulas_of
from symdyn.report.explore.page import SCRIPTS, explorer
from symdyn.report.explore.sliders import keys_of, sliders_of
from symdyn.rules.registry import all_rules
from tests.contract.test_readme import follow
from tests.derived import derived
from tests.processes import symdyn
from tests.selection import slow_but

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "symdyn" / "report" / "explore" / "page"
PICTURE = ROOT / "docs" / "explorer.png"
SIX = ("bptt", "tbptt", "tbptt-2", "decayed-rtrl", "rflo", "feedback-alignment")


def own_rule(name: str = "two-timescale", upper: int = 1) -> LearningRule:
    """A rule with two parameters of its own, of which one has the name of a value of the code."""
    gamma, gain = parameter("gamma", -1, upper), parameter("gain", 0, None)
    kernel = (w_hat**m + gain * (gamma / upper) ** m) / 2
    return LearningRule(name=name, title="Two time scales", feedback="random", kernel=kernel)


class Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_a_page_is_one_file_and_the_same_each_time() -> None:
    hostile = replace(find_rule("tbptt"), name="mine", title="Two </script> & <b>")
    analyses = [derived("readout-only"), analyse(hostile)]
    text = explorer(analyses)
    assert text == explorer(analyses)
    assert text.count("<script>") == text.count("</script>") == 1
    for tag, attributes in Tags(text.split("<script>")[0]).found:
        assert tag not in {"img", "iframe", "object", "embed"}
        assert attributes.get("src") is None
        assert (attributes.get("href") or "#").startswith(("#", "data:"))
    assert "http" not in re.sub(r"http-equiv|http://www\.w3\.org/\S*MathML", "", text)


def test_every_formula_of_the_summary_is_there_once_as_mathml() -> None:
    text = explorer([derived("rflo")])
    formulas = re.findall(r"<math.*?</math>", text.split("<script>")[0], re.DOTALL)
    assert len(formulas) > 20
    for one in formulas:
        ElementTree.fromstring(one)  # noqa: S314 - our own page
    shown = re.findall(r"<h3>(.*?)</h3>", text)
    wanted = [
        "Mean update",
        "Conserved",
        "End point",
        "Linearisation",
        "Largest step",
        "Stable modes",
    ]
    assert all(shown.count(topic) == 1 for topic in wanted)


@pytest.mark.parametrize("name", slow_but(["readout-only"], [one.rule.name for one in all_rules()]))
def test_every_result_of_a_rule_is_there_once(name: str) -> None:
    page = explorer([derived(name)])
    shown = [one for view in formulas_of(Statements.of(derived(name))).values() for one in view]
    assert sorted(re.findall(r"<h3>(.*?)</h3>", page)) == sorted(one.topic for one in shown)
    formulas = [x.formula for one in shown for x in one.lines if x.formula is not None]
    assert formulas
    for one in formulas:
        markup = str(one.markup)
        assert page.count(f">{markup}</div>") == 1
        ElementTree.fromstring(markup)  # noqa: S314 - our own formula


def test_the_status_beside_a_formula_is_the_one_that_is_given() -> None:
    plain, told = (
        explorer([derived("bptt")]),
        explorer([derived("bptt")], {"bptt": {"bptt.trace": "proved"}}),
    )
    assert 'class="status' not in plain
    assert told.count('class="status proved">proved<') == 2  # trace and determinant
    wrong = explorer([derived("bptt")], {"bptt": {"bptt.trace": "unproved"}})
    assert wrong.count('class="status unproved">unproved<') == 2


@pytest.mark.slow
def test_a_status_is_the_checkers(tmp_path: Path) -> None:
    result = symdyn(["explore", "readout-only", "--prove", "-o", "page.html"], tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "1 rule to explore in page.html\n"
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert {*re.findall(r'class="status (\w+)"', text)} == {"proved", "definition"}


@pytest.mark.slow
def test_six_rules_take_less_than_300_kilobytes() -> None:
    assert len(explorer([derived(name) for name in SIX]).encode()) < 300_000


def test_rules_share_a_slider_where_the_domain_is_the_same() -> None:
    one, other = own_rule(), own_rule("wider", 2)
    rules = [one, find_rule("decayed-rtrl"), other]
    assert [*keys_of(one, rules).values()] == ["a_hat", "gain", "gamma", "w_hat"]
    assert [*keys_of(other, rules).values()] == ["a_hat", "gain", "gamma.wider", "w_hat"]
    found = {slider.key: slider for slider in sliders_of(rules)}
    assert found["gain"].rules == ("two-timescale", "wider")
    assert found["gamma.decayed-rtrl"].rules == ("decayed-rtrl",)
    assert (found["gamma.wider"].lower, found["gamma.wider"].upper) == (-1, 2)
    assert (found["gain"].lower, found["gain"].upper) == (0, None)


@pytest.mark.parametrize(
    ("lower", "upper", "nonzero"),
    [
        (-1, 1, False),
        (0, 1, False),
        (None, 0, False),
        (None, None, True),
        (Fraction(1, 1000), Fraction(1, 500), False),
    ],
)
def test_a_slider_stays_inside_the_domain(
    lower: Fraction | None, upper: Fraction | None, nonzero: bool
) -> None:
    gamma = parameter("gamma", lower, upper, nonzero=nonzero)
    rule = LearningRule(name="mine", title="Mine", feedback="symmetric", kernel=gamma * w_hat**m)
    slider = next(one for one in sliders_of([rule]) if one.key == "gamma")
    interval = gamma.interval
    for value in (slider.least, slider.value, slider.most):
        assert interval.contains(Fraction(value))
    assert slider.least < slider.value < slider.most


def test_names_that_a_page_cannot_have_are_refused() -> None:
    with pytest.raises(OutputError, match="two rules are called 'rflo'"):
        explorer([derived("rflo"), derived("rflo")])
    with pytest.raises(OutputError, match="no rule"):
        explorer([])


OTHER = """
from symdyn import LearningRule
from symdyn.notation import m, w
rule = LearningRule(name="bptt", title="Mine", feedback="symmetric", kernel=(w / 2) ** m)
"""


@pytest.mark.parametrize(
    ("arguments", "shows"),
    [
        ("explore rlfo -o page.html", ("'rlfo'", "known are")),
        ("explore bptt other.py -o page.html", ("'bptt'", "rename")),
        ("explore bptt -o nowhere/page.html", ("'nowhere'", "make that directory")),
        ("explore bptt -o .", ("is a directory", "name a file")),
        ("explore missing.py -o page.html", ("missing.py", "check the path")),
    ],
)
def test_bad_input_is_refused_in_one_line(
    tmp_path: Path, arguments: str, shows: tuple[str, ...]
) -> None:
    (tmp_path / "other.py").write_text(OTHER, encoding="utf-8")
    result = symdyn(arguments.split(), tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    assert all(text in result.stderr for text in shows), result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["other.py"]


def test_a_page_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    result = symdyn(["explore", "readout-only", "--open"], tmp_path, {"PATH": str(tmp_path)})
    assert result.returncode == 0
    assert "open the file in one" in result.stderr
    assert (tmp_path / "explore.html").is_file()


def test_every_script_is_in_the_page_and_short() -> None:
    assert sorted(path.name for path in PAGE.glob("*.js")) == sorted(SCRIPTS)
    lengths = {path.name: len(path.read_text().splitlines()) for path in PAGE.iterdir()}
    assert max(lengths.values()) <= 350, lengths


def test_the_picture_of_the_readme_is_there() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.count("(docs/explorer.png)")
    assert shown == 1
    content = PICTURE.read_bytes()
    assert content.startswith(b"\x89PNG\r\n")
    assert 10_000 < len(content) < 150_000


@pytest.mark.slow
def test_the_commands_of_the_guide_come_out_as_they_stand(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "explore.md").read_text(encoding="utf-8")
    rule = re.search(
        r"```python\n(# my_rule\.py\n.*?)```",
        (ROOT / "README.md").read_text(encoding="utf-8"),
        re.DOTALL,
    )
    assert rule is not None
    (tmp_path / "my_rule.py").write_text(rule[1], encoding="utf-8")
    assert follow(text, tmp_path) == 1
