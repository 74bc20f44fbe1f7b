"""The claims behind a report as a table in a file of its own, which any spreadsheet reads."""

import csv
from collections.abc import Sequence
from io import StringIO

from symdyn.claims.claim import Claim, own_name
from symdyn.report.answers import equations_in
from symdyn.report.content import Section
from symdyn.report.judged import Judged, beyond_domain
from symdyn.report.screen import numbers_of
from symdyn.stages.alignment.basis import STANDARD

__all__ = ["COLUMNS", "claims_table"]

COLUMNS = ("claim", "title", "basis", "assumes", "kind", "equations", "labels", "status")
_KINDS = {"fixed-points": "equivalence"}


def claims_table(judged: Judged, sections: Sequence[Section]) -> str:
    """Every claim with its status as the checker has just computed it, and the equations it backs.

    Parameters
    ----------
    judged : the chain of the rule, with the checker's verdicts
    sections : the report, whose equations the claims stand behind

    Returns
    -------
    Comma-separated values: a line of names, then one a claim; the claims on signs are left out.
    """
    numbers = numbers_of(sections)
    behind = {one.label: judged.standing(one.claims) for one in equations_in(sections)}
    standard = _standard_basis(judged.claims)
    written = StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(COLUMNS)
    for claim in judged.claims:
        if claim.id.endswith(".signs"):
            continue
        labels = [label for label, ids in behind.items() if claim.id in ids]
        rows.writerow(
            (
                own_name(claim.id, judged.claims),
                claim.title,
                "P = I" if claim.id in standard else "",
                "; ".join(beyond_domain(claim, judged.claims)),
                _KINDS.get(claim.kind, claim.kind),
                " ".join(numbers[label] for label in labels),
                " ".join(labels),
                judged.statuses[claim.id],
            )
        )
    return written.getvalue()


def _standard_basis(claims: Sequence[Claim]) -> frozenset[str]:
    """The claims that rest on P = I, directly or through others."""
    found = {STANDARD}
    while more := {one.id for one in claims if found & set(one.uses)} - found:
        found |= more
    return frozenset(found)
