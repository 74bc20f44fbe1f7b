"""The claims behind a page, each with its status and with what it rests on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from symdyn.claims.claim import Claim
from symdyn.formula.inline import inline
from symdyn.formula.written import line
from symdyn.report.content import Equation
from symdyn.report.html.marking import Displayed, Span, formula_span, plain, shown
from symdyn.report.judged import Judged

__all__ = ["Record", "Reference", "records_of", "statuses_of"]


@dataclass(frozen=True)
class Reference:
    """A claim that another one uses or is used by, and the equations of the page that show it."""

    id: str
    equations: tuple[str, ...]


@dataclass(frozen=True)
class Record:
    """All that a page says of a claim.

    Parameters
    ----------
    id, title, kind, source : of the claim
    status : the checker's
    statement, assumptions : its lines, as formulas
    uses, used_by : other claims of the page
    equations : the labels of the equations that show it
    certificate : the name of its file, empty where it has none
    """

    id: str
    title: str
    kind: str
    source: str
    status: str
    statement: tuple[Displayed, ...]
    assumptions: tuple[Span, ...]
    uses: tuple[Reference, ...]
    used_by: tuple[Reference, ...]
    equations: tuple[str, ...]
    certificate: str

    @property
    def standing(self) -> str:
        """The status, but for a definition, of which there is nothing to prove."""
        defined = self.kind == "definition" and self.status == "proved"
        return self.kind if defined else self.status


def records_of(
    judged: Judged | None, equations: Sequence[Equation], certificates: Mapping[str, str]
) -> dict[str, Record]:
    """The records of all claims of a document, by id, in the order of the proof.

    Parameters
    ----------
    judged : the claims with the checker's verdicts, or None for no claims
    equations : those of the document
    certificates : the names of the files that were written, by the id of the claim
    """
    if judged is None:
        return {}
    known = {claim.id for claim in judged.claims}
    shows: dict[str, tuple[str, ...]] = {}
    for equation in equations:
        for name in equation.claims:
            shows[name] = (*shows.get(name, ()), equation.label)
    users: dict[str, list[str]] = {}
    for claim in judged.claims:
        for name in claim.uses:
            users.setdefault(name, []).append(claim.id)

    def references(names: Iterable[str]) -> tuple[Reference, ...]:
        return tuple(Reference(one, shows.get(one, ())) for one in names if one in known)

    return {
        claim.id: _record(
            claim,
            judged.statuses[claim.id],
            references(claim.uses),
            references(users.get(claim.id, ())),
            shows.get(claim.id, ()),
            certificates.get(claim.id, ""),
        )
        for claim in judged.claims
    }


def statuses_of(records: Collection[Record]) -> tuple[str, ...]:
    """The different statuses of the claims behind an equation."""
    return tuple(dict.fromkeys(one.standing for one in records))


def _record(
    claim: Claim,
    status: str,
    uses: tuple[Reference, ...],
    used_by: tuple[Reference, ...],
    equations: tuple[str, ...],
    certificate: str,
) -> Record:
    return Record(
        claim.id,
        plain(claim.title),
        claim.kind,
        plain(claim.source),
        status,
        tuple(shown(line(text)) for text in claim.statement),
        tuple(formula_span(inline(text)) for text in claim.assumptions),
        uses,
        used_by,
        equations,
        certificate,
    )
