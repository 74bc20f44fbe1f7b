"""A claim as data: the content of one certificate file, described in docs/certificates.md."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from symdyn.errors import ClaimError

__all__ = ["FORMAT", "KINDS", "Claim", "own_name"]

FORMAT = "symdyn-certificate-1"
KINDS = ("definition", "equation", "sign", "fixed-points", "stability", "mode", "rank")


@dataclass(frozen=True)
class Claim:
    r"""A statement with its assumptions, the claims it uses and its evidence.

    Parameters
    ----------
    id : lower-case letters, digits, dots and hyphens; the LaTeX label and the name of the file
    kind : one of KINDS
    statement : lines of LaTeX; what is displayed is what the checker reads
    assumptions : relations in LaTeX
    uses : ids of claims
    evidence : as docs/certificates.md says for the kind; {"gap": why} where there is none
    title, source : for people

    Raises
    ------
    ClaimError for an id or a kind that is not of this form.

    >>> Claim("mode.teacher", "definition", (r"c := a_\star b_\star",)).kind
    'definition'
    """

    id: str
    kind: str
    statement: tuple[str, ...]
    assumptions: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", self.id):
            raise ClaimError(
                f"the claim id {self.id!r} is not lower-case letters, digits, dots and hyphens; "
                "use an id such as 'rflo.update'"
            )
        if self.kind not in KINDS:
            raise ClaimError(
                f"claim {self.id}: the kind {self.kind!r} is unknown; use one of {', '.join(KINDS)}"
            )

    def data(self) -> dict[str, Any]:
        """The object that the certificate file holds."""
        return {
            "format": FORMAT,
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "source": self.source,
            "statement": list(self.statement),
            "assumptions": list(self.assumptions),
            "uses": list(self.uses),
            "evidence": dict(self.evidence),
        }

    def to_json(self) -> str:
        """The text of the certificate file; the same for the same claim."""
        return json.dumps(self.data(), indent=1, ensure_ascii=False) + "\n"


def own_name(identifier: str, claims: Sequence[Claim]) -> str:
    """The id of a claim without the name of the rule in front.

    >>> own_name("rflo.update", (Claim("rflo.definition", "definition", ("c := a b",)),))
    'update'
    >>> own_name("loss.limit", (Claim("rflo.definition", "definition", ("c := a b",)),))
    'loss.limit'
    """
    rule = claims[0].id.partition(".")[0]
    return identifier.removeprefix(f"{rule}.")
