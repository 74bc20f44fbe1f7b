"""The certificates of claims, and why a claim has none."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from symdyn.checker.evidence import FORMAT
from symdyn.checker.terms import METER, Refused
from symdyn.claims.certificates.encoding import encoded
from symdyn.claims.certificates.scopes import Scopes
from symdyn.claims.certificates.sequents import sequent
from symdyn.claims.certificates.spelling import spelled
from symdyn.claims.claim import Claim
from symdyn.errors import ClaimError

__all__ = ["Certified", "certify"]


@dataclass(frozen=True)
class Certified:
    """Certificates by the ids of their claims, and for the claims that have none the reason.

    For stated claims there are the lines that are written otherwise than the checker displays them,
    each with its spelling.

    A definition has no certificate: each claim shows those that it stands on.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    spellings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def certify(claims: Iterable[Claim], stated: Collection[str] = ()) -> Certified:
    r"""The certificates of claims, among which is everything that they use.

    >>> claim = Claim("square", "equation", ("(x + 1)^{2} = x^{2} + 2 x + 1",))
    >>> json.loads(certify([claim]).texts["square"])["goal"]
    {'all': ['\\left(x + 1\\right)^{2} = x^{2} + 2 x + 1']}
    """
    known = {claim.id: claim for claim in claims}
    scopes = Scopes(known)
    texts: dict[str, str] = {}
    reasons: dict[str, str] = {}
    spellings: dict[str, Mapping[str, str]] = {}
    for name in _in_order(known):
        claim = known[name]
        if claim.kind == "definition":
            continue
        METER.start()
        try:
            found = sequent(scopes, name)
            data = encoded(found, scopes.signature)
        except (ClaimError, Refused, LookupError, ValueError, RecursionError) as error:
            reasons[name] = str(error)
            continue
        texts[name] = _text(claim, data)
        if name in stated:
            spellings[name] = spelled(scopes, name, found)
    return Certified(texts, reasons, spellings)


def _in_order(claims: Mapping[str, Claim]) -> list[str]:
    """Each claim after those that it uses."""
    found: dict[str, None] = {}
    waiting = [*reversed(list(claims))]
    while waiting:
        name = waiting[-1]
        below = [one for one in claims[name].uses if one in claims and one not in found]
        if name in found or not below or len(waiting) > len(claims) ** 2:
            found.setdefault(waiting.pop())
        else:
            waiting += below
    return list(found)


def _text(claim: Claim, data: dict[str, Any]) -> str:
    if "gap" in claim.evidence:
        data = {
            **{key: x for key, x in data.items() if key != "proof"},
            "gap": claim.evidence["gap"],
        }
    people = {"title": claim.title, "source": claim.source}
    whole = {"format": FORMAT, **people, **data}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
