"""The derivations of this repository: each claim comes out as its document declares, and can fail."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from symdyn.checker import Verdict
from symdyn.claims.claim import Claim
from symdyn.claims.documents import Document, Expectation, read_document
from symdyn.claims.stating import earlier, prove_stated
from symdyn.claims.verifying import Outcome, judge, verify
from tests.derived import chain
from tests.selection import in_turn

FOLDER = Path(__file__).resolve().parents[2] / "derivations"
DOCUMENTS = {path.name: read_document(path) for path in sorted(FOLDER.glob("*.md"))}
PAPER = (  # what Williams, Payeur & Lajoie state, in the order in which they state it
    "01-setting.md",
    "02-alignment.md",
    "03-closed-forms.md",
    "04-fixed-points.md",
    "05-stability.md",
    "06-rates.md",
    "07-low-rank.md",
)
OURS = (
    "08-any-kernel.md",
    "09-rflo-region.md",
    "10-krylov-rank.md",
    "11-sharpness.md",
    "12-e-prop.md",
    "13-false-statements.md",
    "14-two-modes.md",
    "15-few-outputs.md",
    "16-invariants.md",
    "17-end-point.md",
    "18-descent.md",
    "19-leaf-dynamics.md",
    "20-finite-time.md",
    "21-coloured-input.md",
    "22-complex-modes.md",
    "23-other-bases.md",
)
QUICK = ("12-e-prop.md",)

# The first claim of each document that is more than a definition, and one sign in it changed.
CHANGES = {
    "01-setting.md": ("setting.stated.mode-error", "a b - c", "a b + c"),
    "02-alignment.md": ("alignment.bptt", r"= \sum_{k<T}", r"= -\sum_{k<T}"),
    "03-closed-forms.md": ("closed.readout", r"- c \frac{1 - w^{T}", r"+ c \frac{1 - w^{T}"),
    "04-fixed-points.md": ("fixed.bptt", "a b = c", "a b = -c"),
    "05-stability.md": ("stability.spectrum-bptt", "+ J_{33} = t", "- J_{33} = t"),
    "06-rates.md": ("rates.bptt", r"d = -t \rho", r"d = t \rho"),
    "07-low-rank.md": ("rank.rflo-w", r"\le o", r"\le o - 1"),
    "08-any-kernel.md": ("kernel.bptt", "K(w) - c K", "K(w) + c K"),
    "09-rflo-region.md": ("region.window", "s^{3} - c^{2} > 0", "s^{3} + c^{2} > 0"),
    "10-krylov-rank.md": ("krylov.tbptt-w", r"\le Z o", r"\le Z o - 1"),
    "11-sharpness.md": ("sharp.rflo", r"\le o - 1", r"\le o + 1"),
    "12-e-prop.md": ("e-prop.stated.modes", r"= \sum_{m<T} w^{m}", r"= -\sum_{m<T} w^{m}"),
    "13-false-statements.md": ("false.rflo-next", r"b - \eta \Delta b", r"b + \eta \Delta b"),
    "14-two-modes.md": ("pair.one-ratio", "w_{2} - w_{1}", "w_{2} + w_{1}"),
    "15-few-outputs.md": ("few.tbptt", r"(\frac{1}{2}\right)^{k}", r"(-\frac{1}{2}\right)^{k}"),
    "16-invariants.md": ("invariants.rflo", r"(w - \hat{w})", r"(w + \hat{w})"),
    "17-end-point.md": ("end.bptt", r"s^{2} - c^{2}", r"s^{2} + c^{2}"),
    "18-descent.md": ("descent.bptt", r"+ (\Delta b)", r"- (\Delta b)"),
    "19-leaf-dynamics.md": ("leaf.graph", r"+ (w - \hat{w})", r"- (w - \hat{w})"),
    "20-finite-time.md": ("finite.manifold", r"w = w_\star", r"w = -w_\star"),
    "21-coloured-input.md": ("coloured.ahead", "1 - v w", "1 + v w"),
    "22-complex-modes.md": ("complex.rflo-update", r"{1 - w w_{1}} -", r"{1 - w w_{1}} +"),
    "23-other-bases.md": ("bases.spread", "y^{2} - x^{2}", "y^{2} + x^{2}"),
}


def outcomes_of(documents: Sequence[Document], jobs: int) -> tuple[Outcome, ...]:
    return verify(documents, (), lambda _: None, jobs=jobs, progress=lambda _: None)


def verdict_on(document: Document, one: Expectation) -> Verdict:
    """The checker's verdict on one claim, from certificates of it and of all that it may use."""
    lines = (*earlier(document, one), one)
    chains = {rule: chain(rule) for other in lines for rule in other.rules}
    stated: list[Claim] = []
    for other in lines:
        stated += prove_stated(document, other, chains, stated)
    claims = {claim.id: claim for part in (*chains.values(), stated) for claim in part}
    return judge(list(claims.values()))[0][one.claim.id]


def test_the_documents_are_those_of_the_paper_and_then_ours() -> None:
    assert tuple(DOCUMENTS) == (*PAPER, *OURS)
    assert list(CHANGES) == list(DOCUMENTS)


def test_ids_are_unique_and_every_claim_has_a_source_and_a_title() -> None:
    claims = [one.claim for document in DOCUMENTS.values() for one in document.claims]
    assert len({claim.id for claim in claims}) == len(claims)
    assert [claim.id for claim in claims if not (claim.source and claim.title)] == []


def test_nothing_is_declared_conditional_or_unproved() -> None:
    declared = {
        name: {one.expected for one in document.claims} for name, document in DOCUMENTS.items()
    }
    assert all(declared[name] == {"proved"} for name in PAPER)
    assert all(declared[name] <= {"proved", "refuted"} for name in OURS)
    assert declared["13-false-statements.md"] >= {"refuted"}


@pytest.mark.parametrize("name", QUICK)
def test_a_document_is_verified(name: str) -> None:
    outcomes = outcomes_of([DOCUMENTS[name]], jobs=1)
    assert {one.id for one in outcomes} >= {one.claim.id for one in DOCUMENTS[name].claims}
    assert [one for one in outcomes if not one.as_expected] == []


@pytest.mark.slow
def test_all_documents_are_verified_and_nothing_is_conditional() -> None:
    outcomes = outcomes_of(tuple(DOCUMENTS.values()), jobs=2)
    assert [(one.id, one.status, one.message) for one in outcomes if not one.as_expected] == []
    assert {one.status for one in outcomes} == {"proved", "refuted"}
    stated = {one.id for one in outcomes if one.document}
    assert stated >= {one.claim.id for d in DOCUMENTS.values() for one in d.claims}


@pytest.mark.slow
@pytest.mark.parametrize("name", in_turn(CHANGES, 3))
def test_with_one_sign_changed_a_claim_is_not_what_it_was(name: str, tmp_path: Path) -> None:
    wanted, old, new = CHANGES[name]
    text = (FOLDER / name).read_text(encoding="utf-8")
    start = text.index(f"id: {wanted}\n")
    end = text.index("```", start)
    assert old in text[start:end]
    copy = tmp_path / name
    copy.write_text(text[:start] + text[start:end].replace(old, new, 1) + text[end:])
    document = read_document(copy)
    one = next(one for one in document.claims if one.claim.id == wanted)
    assert replace(one, claim=None) == replace(  # what was changed is the claim and nothing else
        next(other for other in DOCUMENTS[name].claims if other.claim.id == wanted), claim=None
    )
    (tmp_path / "certificates").mkdir()
    verdict = verdict_on(document, one)
    assert verdict.status != one.expected


def test_the_claim_that_is_changed_is_the_first_that_could_be() -> None:
    for name, (wanted, _, _) in CHANGES.items():
        claims = [one for one in DOCUMENTS[name].claims if one.claim.kind != "definition"]
        proved = [one for one in claims if one.expected == "proved"] or claims
        assert proved[0].claim.id == wanted
