"""The table of claims beside a report: names, numbers, statuses and what is assumed."""

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest

from symdyn.report.claims_table import claims_table
from symdyn.report.document import rule_document
from symdyn.report.judged import Judged
from symdyn.report.sections import sections
from symdyn.report.writing import write_reports, write_sources
from tests.derived import chain, derived


def table(folder: Path, name: str) -> dict[str, dict[str, str]]:
    """The rows of the table of claims beside a report, by the name of the claim."""
    with (folder / f"{name}-claims.csv").open(encoding="utf-8", newline="") as file:
        return {row["claim"]: row for row in csv.DictReader(file)}


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the report on rflo, its table of claims and their certificates."""
    folder = tmp_path_factory.mktemp("reports")
    write_sources([derived("rflo")], folder, chains={"rflo": chain("rflo")})
    return folder


def test_the_table_and_the_comments_name_the_claims(written: Path) -> None:
    text = (written / "rflo.tex").read_text()
    assert text.index(r"\section{Proofs}") > text.index(r"\appendix")
    assert r"\mbox{-}claims.csv" in text or "rflo-claims.csv" in text
    before, _ = text.split(r"\label{eq:rflo:trace}")
    assert before.rindex("% rflo.trace\n") > before.rindex(r"\label")
    rows = table(written, "rflo")
    assert rows["trace"]["labels"].split()[:2] == ["trace", "determinant"]
    found = {path.stem for path in (written / "certificates" / "rflo").glob("*.json")}
    assert found == {claim.id for claim in chain("rflo") if claim.kind != "definition"}


def test_the_table_has_the_numbers_that_the_document_gives(written: Path) -> None:
    """By another way: the labels in the order in which they stand in the source."""
    labels = re.findall(r"\\label\{eq:rflo:([a-z0-9-]+)\}", (written / "rflo.tex").read_text())
    numbers = {label: f"({number})" for number, label in enumerate(labels, start=1)}
    for row in table(written, "rflo").values():
        assert row["equations"].split() == [numbers[one] for one in row["labels"].split()]


def test_a_certificate_that_fails_shows_in_the_table(tmp_path: Path) -> None:
    name = "tbptt"
    changed = tuple(
        replace(claim, statement=(claim.statement[0].replace("= b", "= -b"), *claim.statement[1:]))
        if claim.id == f"{name}.update"
        else claim
        for claim in chain(name)
    )
    write_sources([derived(name)], tmp_path, chains={name: changed})
    rows = table(tmp_path, name)
    assert rows["update"]["status"] == rows["stable"]["status"] == "rejected"
    assert rows["update"]["labels"] == ""


def test_a_report_replaces_the_certificates_of_an_older_one(tmp_path: Path) -> None:
    name = "readout-only"
    outdated = tmp_path / "certificates" / name / f"{name}.gone.json"
    outdated.parent.mkdir(parents=True)
    outdated.write_text("{}")
    (tmp_path / f"{name}-claims.csv").write_text("rejected")
    write_reports([derived(name)], tmp_path, pdf=False, chains={name: chain(name)})
    assert not outdated.exists()
    assert "rejected" not in (tmp_path / f"{name}-claims.csv").read_text()


def test_the_table_names_what_is_assumed_beyond_the_domain(written: Path) -> None:
    rows = table(written, "rflo")
    assert rows["window"]["assumes"] == r"\hat{a} s < 0"
    assert set(rows["theory.stable"]["assumes"].split("; ")) == {
        r"b \ne 0",
        "q > 0",
        r"K(w_\star) > 0",
        "S > 0",
    }
    assert rows["update"]["assumes"] == ""
    text = (written / "rflo.tex").read_text()
    assert "statements and assumptions are to be read in the files" in text


def test_without_claims_there_is_no_section(tmp_path: Path) -> None:
    assert r"\section{Proofs}" not in rule_document(derived("rflo"))
    write_sources([derived("rflo")], tmp_path)
    assert not (tmp_path / "rflo-claims.csv").exists()
    judged = Judged(chain("rflo"), dict.fromkeys((claim.id for claim in chain("rflo")), "unproved"))
    written = claims_table(judged, sections(derived("rflo"), judged=judged))
    rows = [*csv.DictReader(written.splitlines())]
    assert {row["status"] for row in rows} == {"unproved"}
    assert {row["labels"] for row in rows} == {""}
    assert len(rows) == sum(not claim.id.endswith(".signs") for claim in chain("rflo"))
