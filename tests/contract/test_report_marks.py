"""What a report says of its own reach: a gap in the chain on page 1, and P = I wherever it is needed."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from symdyn import Analysis
from symdyn.checker import check_files
from symdyn.claims.claim import Claim
from symdyn.claims.statements import Statements
from symdyn.formula.inline import inline
from symdyn.report.answers import answers_of, told_sections
from symdyn.report.claims_table import claims_table
from symdyn.report.content import Prose, Section
from symdyn.report.equations import equations_body
from symdyn.report.figures.plan import comparison_figures, figures_of
from symdyn.report.judged import Judged
from symdyn.report.sections import sections
from symdyn.report.writing import write_reports
from symdyn.stages.fixed_points import tell as fixed_points
from symdyn.stages.flow import tell as flow
from symdyn.stages.rates import tell as rates
from symdyn.stages.stability import tell as stability
from tests.derived import chain, derived


def first_page(name: str, claims: tuple[Claim, ...], folder: Path) -> str:
    """The summary of a report that is written with these claims, as one line."""
    write_reports([derived(name)], folder, pdf=False, chains={name: claims})
    text = (folder / f"{name}.tex").read_text().partition(r"\section{Setting}")[0]
    return " ".join(text.split())


@pytest.mark.slow
def test_a_gap_in_the_chain_stands_on_the_first_page(tmp_path: Path) -> None:
    claims = chain("tbptt")
    assert "proved" not in first_page("tbptt", claims, tmp_path / "whole")
    broken = tuple(
        replace(claim, evidence={"gap": "no proof was looked for"})
        if claim.id == "tbptt.trace"
        else claim
        for claim in claims
    )
    told = first_page("tbptt", broken, tmp_path / "gap")
    folder = tmp_path / "gap" / "certificates" / "tbptt"
    verdicts = [one.status for one in check_files(sorted(folder.glob("*.json")))]
    conditional = verdicts.count("conditional")
    assert conditional > 0
    assert "Not everything here is proved." in told
    assert (
        f"Of the {len(claims)} claims behind this report {conditional + 1} are not proved." in told
    )
    assert "trace (unproved)" in told
    assert f"The other {conditional} are conditional" in told


def test_a_claim_that_is_to_be_refuted_is_no_gap() -> None:
    claims = chain("e-prop")
    against = {one.id for one in claims if one.evidence.keys() & {"witness", "matrices"}}
    assert against
    statuses = {one.id: "refuted" if one.id in against else "proved" for one in claims}
    assert Judged(claims, statuses).gaps == ()
    other = next(one.id for one in claims if one.id not in against)
    assert Judged(claims, {**statuses, other: "refuted"}).gaps == (other,)
    one = min(against)
    assert Judged(claims, {**statuses, one: "proved"}).gaps == (one,)


def test_what_rests_on_the_standard_basis_says_so() -> None:
    """The mark follows the analysis, not the name: another rule with this alignment gets it too."""
    claims = chain("e-prop")
    statuses = {one.id: "proved" for one in claims}
    document = sections(derived("e-prop"), judged=Judged(claims, statuses))
    plain = sections(derived("rflo"))
    mark = (" (", inline("P = I"), ")")

    def with_mark(found: Sequence[Section]) -> set[str]:
        return {
            one.title
            for one in found
            if isinstance(one.blocks[0], Prose) and inline("P = I") in one.blocks[0].pieces
        }

    modal = {"Fixed points", "Stability of a mode", "Rates of convergence", "The flow of one mode"}
    assert modal <= with_mark(document)
    assert not {"Rank of the learned change", "Locality", "Setting"} & with_mark(document)
    assert with_mark(plain) == set()
    moved = replace(
        derived("rflo"), alignment=replace(derived("rflo").alignment, reduces="only P = I")
    )
    assert modal <= with_mark(map_sections(moved))
    stated = Statements.of(derived("e-prop"))
    of_networks = {"Rule", "Modes", "Rank", "Locality"}
    for answer in answers_of(stated, told_sections(stated)):
        marked = any(answer.pieces[at : at + 3] == mark for at in range(len(answer.pieces)))
        assert marked is (answer.topic not in of_networks), answer.topic
    for name, marked_ones in (("e-prop", 3), ("rflo", 0)):
        captions = [one.caption for one in figures_of(derived(name))]
        assert sum(inline("P = I") in one for one in captions) == marked_ones
    (compared,) = comparison_figures([derived("rflo"), derived("e-prop")])
    assert "e-prop" in compared.caption
    assert "rflo" not in compared.caption
    told = tuple(told_sections(stated).values())
    excerpt = equations_body(derived("e-prop").rule, told)
    assert "% Fixed points (for P = I, diagonal W)" in excerpt
    assert "% Rank of the learned change\n" in excerpt
    judged = Judged(claims, statuses)
    rows = csv.DictReader(claims_table(judged, document).splitlines())
    bases = {row["claim"]: row["basis"] for row in rows}
    assert bases["fixed-points"] == "P = I"
    assert bases["theory.stable"] == bases["rank-w-less"] == ""


def map_sections(analysis: Analysis) -> tuple[Section, ...]:
    """The sections on modes of an analysis whose alignment was changed by hand."""
    stated = Statements.of(analysis)
    return tuple(stage.tell(stated) for stage in (fixed_points, stability, rates, flow))
