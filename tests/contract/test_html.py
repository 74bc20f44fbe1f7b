"""Pages say what the LaTeX reports say, with every status, and load nothing."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import pytest

from symdyn import LearningRule, analyse, notation
from symdyn.formula.arrange import tree
from symdyn.formula.latex import latex
from symdyn.formula.nodes import Relation
from symdyn.report.assembly import comparison_of, report_on
from symdyn.report.content import Citation, Equation, Matrix, Piece, Prose, Table
from symdyn.report.document import render_document
from symdyn.report.html.drawings import inline_svg
from symdyn.report.screen import numbers_of
from tests.derived import chain, derived
from tests.html_pages import by_id, document, judged, of_class, read, text_of, written

RULES = ["tbptt", "e-prop", "rflo"]
STATUSES = {"proved", "refuted", "conditional", "unproved", "rejected", "definition"}


@cache
def page_of(name: str, statuses: tuple[tuple[str, str], ...] = ()) -> ElementTree.Element:
    with TemporaryDirectory() as folder:
        return read(written(document(name, dict(statuses)), Path(folder)))


def comparison_page(folder: Path) -> ElementTree.Element:
    return read(written(comparison_of([derived(name) for name in RULES]), folder))


@pytest.mark.parametrize("name", RULES)
def test_a_page_has_the_structure_of_a_document(name: str) -> None:
    root = page_of(name)
    assert root.tag == "html"
    assert root.get("lang") == "en"
    assert root.findtext("head/title") == f"Mean learning dynamics: {derived(name).rule.title}"
    body = root.find("body")
    assert body is not None
    assert [one.tag for one in body] == ["a", "header", "nav", "main", "footer"]
    levels = [int(one.tag[1]) for one in root.iter() if re.fullmatch("h[1-6]", one.tag)]
    assert levels[0] == 1
    assert set(levels[1:]) == {2}
    for table in root.iter("table"):
        assert {one.get("scope") for one in table.iter("th")} == {"col", "row"}
        assert all(row[0].get("scope") == "row" for row in table.findall("tbody/tr"))


@pytest.mark.parametrize("name", RULES)
def test_each_equation_of_the_latex_report_is_there_once_in_its_order(name: str) -> None:
    labels = re.findall(rf"\\label\{{eq:{name}:([a-z0-9-]+)\}}", render_document(document(name)))
    shown = of_class(page_of(name), "equation")
    assert [one.get("id") for one in shown] == [f"eq-{label}" for label in labels]
    assert len(labels) > 50
    numbers = [text_of(of_class(one, "number")[0]) for one in shown]
    assert numbers == [f"({place})" for place in range(1, len(labels) + 1)]


@pytest.mark.parametrize("name", RULES)
def test_each_equation_is_the_formula_of_the_content(name: str) -> None:
    root = page_of(name)
    for equation in document(name).equations:
        (formula,) = of_class(by_id(root, f"eq-{equation.label}"), "formula")
        said = text_of(formula).strip("$")
        if isinstance(equation.right, Matrix):
            assert all(latex(one) in said for row in equation.right.rows for one in row)
            continue
        right = tree(equation.right)
        left = None if equation.left is None else tree(equation.left)
        assert said == latex(right if left is None else Relation(left, equation.relation, right))


@pytest.mark.parametrize("name", RULES)
def test_no_symbol_is_shown_by_its_name_in_the_program(name: str) -> None:
    marks = {
        one.text
        for one in page_of(name).iter()
        if one.tag.rpartition("}")[2] in {"mi", "mn", "mo"} and one.text
    }
    assert len(marks) > 20
    assert {one for one in marks if "_" in one or "hat" in one or "star" in one} == set()


@pytest.mark.parametrize("name", RULES)
def test_every_sentence_and_every_cell_is_that_of_the_content(name: str) -> None:
    root, made = page_of(name), document(name)
    numbers = numbers_of(made.sections)

    def said(piece: Piece) -> str:
        if not isinstance(piece, str):
            return f"${latex(piece)}$"
        label = piece.removeprefix("ref:")
        return numbers[label] if label != piece and not isinstance(piece, Citation) else str(piece)

    for section in made.sections:
        (found,) = (one for one in root.iter("section") if text_of(one[0]) == section.title)
        paragraphs = [text_of(one) for one in found.findall("p")]
        wanted = [
            " ".join("".join(map(said, block.pieces)).split())
            for block in section.blocks
            if isinstance(block, Prose)
        ]
        assert paragraphs[: len(wanted)] == wanted
        tables = [block for block in section.blocks if isinstance(block, Table)]
        for block, table in zip(tables, found.iter("table"), strict=True):
            rows = [
                [
                    " ".join("".join(map(said, one if isinstance(one, tuple) else (one,))).split())
                    for one in row
                ]
                for row in (block.header, *block.rows)
            ]
            assert [[text_of(cell) for cell in row] for row in table.iter("tr")] == rows
            assert table.findtext("caption") == f"Table {numbers[block.label]}: {block.caption}"


@pytest.mark.parametrize("name", RULES)
def test_links_resolve_and_names_are_given_once(name: str) -> None:
    root = page_of(name)
    names = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(names) == len(set(names))
    targets = {one.get("href") or "" for one in root.iter() if one.get("href")}
    assert {one for one in targets if not one.startswith("#")} == {"index.html"}
    assert {one.removeprefix("#") for one in targets} - {"index.html"} <= set(names)
    described = {one.get("aria-labelledby") for one in root.iter()} - {None}
    assert described <= set(names)
    contents = {one.get("href") for one in root.iterfind("body/nav//li/a")}
    assert contents == {f"#{one[0].get('id')}" for one in root.iter("section")}


def test_a_page_loads_nothing(tmp_path: Path) -> None:
    for root in (page_of("tbptt"), comparison_page(tmp_path)):
        for one in root.iter():
            assert one.tag not in {"script", "link", "img", "iframe", "object", "base"}
            assert not {"src", "srcset", "action", "onclick", "onload"} & {*one.keys()}
        (style,) = root.iter("style")
        assert not re.search(r"url\(|@import|@font-face", style.text or "")
        policy = [one.get("content") for one in root.iter("meta") if one.get("http-equiv")]
        assert policy == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]


def test_every_claim_shows_its_status() -> None:
    """What is unproved, and what therefore is conditional, as the checker has it and not otherwise."""
    given = {"tbptt.trace": "unproved", "tbptt.rank-w": "conditional"}
    root = page_of("tbptt", tuple(given.items()))
    claims = {one.id: one for one in chain("tbptt")}
    for equation in document("tbptt").equations:
        shown = by_id(root, f"eq-{equation.label}").findall("details/summary/span")
        marks = [one.text for one in shown if "status" in (one.get("class") or "").split()]
        expected = [
            given.get(name) or ("definition" if claims[name].kind == "definition" else "proved")
            for name in equation.claims
        ]
        assert marks == list(dict.fromkeys(expected)), equation.label
    assert {one.text for one in of_class(root, "status")} <= STATUSES
    listed = {
        text_of(one.findall("summary/code")[0]): text_of(of_class(one, "status")[0])
        for one in of_class(root, "claim")
    }
    assert listed.keys() == claims.keys()
    assert listed["tbptt.trace"] == "unproved"
    assert listed["tbptt.rank-w"] == "conditional"


def facts(element: ElementTree.Element) -> dict[str, ElementTree.Element]:
    return {text_of(one[0]): one[1] for one in element.findall("dl/div")}


def test_a_claim_opens_to_what_it_rests_on() -> None:
    root = page_of("tbptt")
    used: dict[str, set[str]] = {}
    for claim in chain("tbptt"):
        record = by_id(root, f"claim-{claim.id}")
        told = facts(record)
        lines = [text_of(one).strip("$") for one in of_class(record, "formula")]
        assert len(lines) == len(claim.statement)
        assert (
            text_of(told["Assumes"]).count("$") == 2 * len(claim.assumptions)
            if (claim.assumptions)
            else "Assumes" not in told
        )
        assert (text_of(told["Source"]) if claim.source else "") == claim.source
        path = f"certificates/tbptt/{claim.id}.json"
        assert text_of(told["Certificate"]) == f"symdyn check {path}"
        uses = [one.text for one in told["Uses"].iter("a")] if claim.uses else []
        assert [one for one in uses if "(" not in str(one)] == list(claim.uses)
        for name in claim.uses:
            used.setdefault(name, set()).add(claim.id)
    for claim in chain("tbptt"):
        told = facts(by_id(root, f"claim-{claim.id}"))
        users = {str(one.text) for one in told["Used by"].iter("a")} if "Used by" in told else set()
        assert {one for one in users if "(" not in one} == used.get(claim.id, set())


def test_an_equation_opens_to_its_claims() -> None:
    root = page_of("tbptt")
    for equation in document("tbptt").equations:
        found = of_class(by_id(root, f"eq-{equation.label}"), "claim-name")
        assert [one[0].get("href") for one in found] == [f"#claim-{one}" for one in equation.claims]
    details = by_id(root, "eq-determinant").find("details/div")
    assert details is not None
    assert facts(details).keys() >= {"Status", "Assumes", "Uses", "Used by", "Certificate"}


def test_without_claims_there_is_no_status(tmp_path: Path) -> None:
    root = read(written(report_on(derived("tbptt")), tmp_path))
    assert of_class(root, "status") == of_class(root, "claim") == []
    assert of_class(root, "equation")


def test_text_from_outside_stays_text(tmp_path: Path) -> None:
    rule = LearningRule(
        "awkward",
        '<script>alert(1)</script> & "quoted" \x00 {{ 7 * 7 }}',
        "symmetric",
        notation.w**notation.m,
        horizon=1,
        references=("A <b>bold</b> author & others </style>",),
    )
    page = written(report_on(analyse(rule)), tmp_path)
    root = read(page)
    assert not list(root.iter("script"))
    assert not list(root.iter("b"))
    shown = 'Mean learning dynamics <script>alert(1)</script> & "quoted" \ufffd {{ 7 * 7 }}'
    assert text_of(next(root.iter("h1"))) == shown
    assert text_of(by_id(root, "ref-6")) == "A <b>bold</b> author & others </style>."


def test_titles_that_are_alike_get_names_of_their_own(tmp_path: Path) -> None:
    made = document("tbptt")
    one, *others = made.sections
    twice = replace(made, sections=(one, replace(one, title=f"{one.title}!", blocks=()), *others))
    root = read(written(replace(twice, figures=()), tmp_path))
    names = [section[0].get("id") for section in root.iter("section")]
    assert names[1] == f"{names[0]}-2"
    assert len(names) == len(set(names))


def test_a_drawing_keeps_to_itself() -> None:
    source = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'viewBox="0 0 9 5"><metadata>x</metadata><defs><style>*{fill: red}</style>'
        '<path id="m" d="M 0.123456 1"/></defs><g clip-path="url(#c)">'
        '<use xlink:href="#m" style="stroke: #000000; fill: #1f5fa8"/></g>'
        '<image xlink:href="data:image/png;base64,AA"/></svg>'
    )
    drawn = inline_svg(source, "one", "caption")
    for kept in ('id="one-m"', 'href="#one-m"', "url(#one-c)", 'd="M 0.12 1"', "currentColor"):
        assert kept in drawn
    for gone in ("xlink", "metadata", "<style", "#000000", "ns0:"):
        assert gone not in drawn
    assert 'href="data:image/png;base64,AA"' in drawn
    assert 'role="img"' in drawn
    assert 'aria-labelledby="caption"' in drawn


def test_a_rule_without_a_claim_of_an_equation_is_no_error() -> None:
    """A chain that lacks a claim says nothing of it."""
    claims = [one for one in chain("tbptt") if one.id != "tbptt.trace"]
    made = report_on(derived("tbptt"), judged=judged(claims))
    with TemporaryDirectory() as folder:
        root = read(written(made, Path(folder)))
    (equation,) = (one for one in made.equations if one.label == "determinant")
    assert isinstance(equation, Equation)
    assert equation.claims == ("tbptt.trace",)
    assert by_id(root, "eq-determinant").find("details") is None
