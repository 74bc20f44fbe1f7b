"""Every numbered equation of a report is a line of a proved claim, or is listed here with a reason."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from symdyn import Analysis, analyse, find_rule
from symdyn.checker import check_files
from symdyn.claims.chain import claims_of
from symdyn.claims.claim import Claim
from symdyn.report.backing import Judged, backed_by
from symdyn.report.content import Equation, Matrix, Named, Section, Table
from symdyn.report.document import rule_document
from symdyn.report.other_forms import OTHER_FORM
from symdyn.report.printing.plain import named
from symdyn.report.sections import sections
from symdyn.report.writing import write_reports
from symdyn.rules.registry import all_rules

RULES = [entry.rule.name for entry in all_rules()]

WITHOUT_CLAIM = {
    "network": "says what a network is",
    "loss-definition": "says what is to be reduced: a mean over inputs",
    "error": "the error in terms of the inputs, from the definition of the networks",
    "definition-a": "the definition of the rule: a mean over inputs",
    "definition-b": "the definition of the rule: a mean over inputs",
    "definition-w": "the definition of the rule: a mean over inputs",
    "mean-input": "the mean over white noise; what is left is the claim `definition`",
    "mean-state": "the mean over white noise; what is left is the claim `definition`",
    "telescoping": "says what makes a sum telescope; each sum carries its own evidence",
    "routh-hurwitz": "Routh and Hurwitz for a quadratic; the checker has it as a rule",
    "slow-rate": "the definition of the slow rate",
}


@cache
def derived(name: str) -> Analysis:
    return analyse(find_rule(name))


@cache
def chain(name: str) -> tuple[Claim, ...]:
    return claims_of(derived(name).rule, derived(name))


def equations(found: Sequence[Section]) -> list[Equation]:
    return [block for one in found for block in one.blocks if isinstance(block, Equation)]


@pytest.mark.parametrize("name", RULES)
def test_every_numbered_equation_is_a_line_of_a_proved_claim(name: str, tmp_path: Path) -> None:
    paths = []
    for claim in chain(name):
        paths.append(tmp_path / f"{claim.id}.json")
        paths[-1].write_text(claim.to_json(), encoding="utf-8")
    status = {verdict.id: verdict.status for verdict in check_files(paths)}
    assert set(status.values()) <= {"proved", "refuted"}
    written = equations(sections(derived(name)))
    behind = backed_by(chain(name), written)
    without = {one.label for one in written} - behind.keys()
    assert without <= WITHOUT_CLAIM.keys()
    refuted = {
        label for label, ids in behind.items() if any(status[one] == "refuted" for one in ids)
    }
    assert refuted <= {"counterexample", "counterexample-basis"}


def test_no_reason_is_given_for_what_has_a_claim_or_is_nowhere() -> None:
    seen: set[str] = set()
    without: set[str] = set()
    for name in RULES:
        written = equations(sections(derived(name)))
        seen |= {one.label for one in written}
        without |= {one.label for one in written} - backed_by(chain(name), written).keys()
    assert without == WITHOUT_CLAIM.keys()
    assert OTHER_FORM.keys() <= seen


def wrong(one: Equation) -> Equation:
    """The same with one sign or the relation turned."""
    if one.relation != "=":
        return replace(one, relation=">")
    if isinstance(one.right, Matrix):
        *rows, (*entries, last) = one.right.rows
        return replace(one, right=Matrix((*rows, (*entries, -last))))
    if isinstance(one.right, Named):
        return replace(one, right=named(f"-{one.right.latex}"))
    return replace(one, right=-one.right)


@pytest.mark.parametrize(
    "label", ["update-w", "trace", "window-upper", "identity-dark", "general-coupling", "jacobian"]
)
def test_an_equation_that_says_something_else_has_no_claim(label: str) -> None:
    (one,) = (x for x in equations(sections(derived("rflo"))) if x.label == label)
    assert label in backed_by(chain("rflo"), [one])
    assert backed_by(chain("rflo"), [wrong(one)]) == {}


def test_min_over_a_rank_needs_every_bound() -> None:
    (one,) = (x for x in equations(sections(derived("tbptt"))) if x.label == "rank-b-bound")
    kept = [
        replace(claim, statement=claim.statement[:-1]) if claim.id == "tbptt.rank-b" else claim
        for claim in chain("tbptt")
    ]
    assert backed_by(chain("tbptt"), [one]) == {"rank-b-bound": ("tbptt.rank-b",)}
    assert backed_by(kept, [one]) == {}


def test_the_section_and_the_comments_name_the_claims(tmp_path: Path) -> None:
    result = write_reports([derived("rflo")], tmp_path, pdf=False, chains={"rflo": chain("rflo")})
    text = result.documents[0].read_text()
    assert text.index(r"\section{Proofs}") < text.index(r"\begin{thebibliography}")
    before, after = text.split(r"\label{eq:rflo:trace}")
    assert before.rindex("% rflo.trace\n") > before.rindex(r"\label")
    assert r"\eqref{eq:rflo:trace}, \eqref{eq:rflo:determinant}" in after
    written = {path.stem for path in (tmp_path / "certificates" / "rflo").glob("*.json")}
    assert written == {claim.id for claim in chain("rflo")}


def test_a_certificate_that_fails_shows_in_the_report(tmp_path: Path) -> None:
    changed = tuple(
        replace(claim, statement=(claim.statement[0].replace("= b", "= -b"), *claim.statement[1:]))
        if claim.id == "rflo.update"
        else claim
        for claim in chain("rflo")
    )
    write_reports([derived("rflo")], tmp_path, pdf=False, chains={"rflo": changed})
    text = (tmp_path / "rflo.tex").read_text()
    (row,) = (line for line in text.splitlines() if line.startswith("update & "))
    assert row.endswith(r"rejected \\")
    (later,) = (line for line in text.splitlines() if line.startswith("stable & "))
    assert later.endswith(r"rejected \\")
    outdated = tmp_path / "certificates" / "rflo" / "rflo.gone.json"
    outdated.write_text("{}")
    write_reports([derived("rflo")], tmp_path, pdf=False, chains={"rflo": chain("rflo")})
    assert not outdated.exists()
    assert "rejected" not in (tmp_path / "rflo.tex").read_text()


def test_without_claims_there_is_no_section() -> None:
    assert r"\section{Proofs}" not in rule_document(derived("rflo"))
    (last,) = (
        one
        for one in sections(
            derived("rflo"),
            judged=Judged(
                chain("rflo"), dict.fromkeys((claim.id for claim in chain("rflo")), "unproved")
            ),
        )
        if one.title == "Proofs"
    )
    (table,) = (block for block in last.blocks if isinstance(block, Table))
    assert {row[-1] for row in table.rows} == {"unproved"}
    assert len(table.rows) == sum(not claim.id.endswith(".signs") for claim in chain("rflo"))
