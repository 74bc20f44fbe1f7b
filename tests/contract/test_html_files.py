"""Pages on disk: all of them or none, the same in every run, nothing left beside them."""

from pathlib import Path

import pytest

from symdyn import LearningRule, analyse, notation
from symdyn.errors import OutputError
from symdyn.report import writing
from symdyn.report.assembly import comparison_of
from symdyn.report.writing import write_reports
from tests.derived import chain, derived
from tests.html_pages import by_id, of_class, read, text_of


def files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_a_page_and_an_index_the_same_in_every_run(tmp_path: Path) -> None:
    told: list[str] = []
    for name in ("one", "two"):
        result = write_reports(
            [derived("tbptt")], tmp_path / name, pdf=False, html=True, progress=told.append
        )
        assert [path.name for path in result.pages] == ["tbptt.html", "index.html"]
    assert told[:3] == ["figures of tbptt", "tbptt.html", "index.html"]
    found = files(tmp_path / "one")
    assert [one for one in found if "/" not in one] == [
        "index.html",
        "symdyn-macros.tex",
        "tbptt.html",
        "tbptt.tex",
    ]
    assert {Path(one).suffix for one in found} == {".html", ".tex", ".pdf"}
    for page in ("index.html", "tbptt.html"):
        text = (tmp_path / "one" / page).read_text()
        assert text == (tmp_path / "two" / page).read_text()
        assert list(read(text).iter("main"))
    index = read((tmp_path / "one" / "index.html").read_text())
    links = of_class(index, "reports")[0].findall("li/a")
    assert [(one.get("href"), one.text) for one in links] == [
        ("tbptt.html", derived("tbptt").rule.title)
    ]


def test_without_being_asked_no_page_is_written(tmp_path: Path) -> None:
    assert write_reports([derived("tbptt")], tmp_path, pdf=False).pages == ()
    assert not list(tmp_path.glob("*.html"))


def test_a_failure_leaves_the_page_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> list[Path]:
        raise OutputError("no page")

    old = tmp_path / "tbptt.html"
    old.write_text("old")
    monkeypatch.setattr(writing, "write_pages", fail)
    with pytest.raises(OutputError, match="no page"):
        write_reports([derived("tbptt")], tmp_path, pdf=False, html=True)
    assert files(tmp_path) == ["tbptt.html"]
    assert old.read_text() == "old"


def test_a_rule_that_is_called_as_the_index_has_no_page(tmp_path: Path) -> None:
    named = analyse(LearningRule("index", "I", "symmetric", notation.w**notation.m, horizon=1))
    with pytest.raises(OutputError, match=r"would be index\.html, which is the index"):
        write_reports([named], tmp_path, pdf=False, html=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_index_compares_and_shows_what_that_rests_on(tmp_path: Path) -> None:
    names = ["tbptt", "readout-only"]
    write_reports(
        [derived(name) for name in names],
        tmp_path,
        pdf=False,
        html=True,
        chains={name: chain(name) for name in names},
    )
    index = read((tmp_path / "index.html").read_text())
    assert [one.get("href") for one in index.iterfind("body/main/section/ul/li/a")] == [
        f"{name}.html" for name in names
    ]
    rows = [one.get("href") for one in index.iterfind(".//tbody/tr/th/a")]
    assert {one for one in rows if one and not one.startswith("#")} == {
        f"{name}.html" for name in names
    }
    claims = {text_of(one.findall("summary/code")[0]) for one in of_class(index, "claim")}
    assert claims
    known = {one.id: one for name in names for one in chain(name)}
    assert all(set(known[name].uses) <= claims for name in claims)
    marked = {
        equation.label: bool(of_class(by_id(index, f"eq-{equation.label}"), "status"))
        for equation in comparison_of([derived(name) for name in names]).equations
        if {*equation.claims} & known.keys()
    }
    assert marked
    assert all(marked.values())
    for code in index.iter("code"):
        if str(code.text).startswith("symdyn check "):
            assert (tmp_path / str(code.text).removeprefix("symdyn check ")).is_file()
