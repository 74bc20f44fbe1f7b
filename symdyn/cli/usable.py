"""What `symdyn verify --list` shows: the claims of a rule's chain that documents can use."""

import json
import textwrap

from symdyn.claims.chain import claims_of
from symdyn.claims.claim import Claim
from symdyn.claims.verifying import judge
from symdyn.cli.output import can_show_unicode, say
from symdyn.errors import ClaimError
from symdyn.rules.registry import find_rule

__all__ = ["list_claims", "usable_claims", "usable_json", "usable_text"]

_WIDTH = 80


def list_claims(rule: str, form: str, *, alone: bool) -> None:
    """Show the claims of a rule's chain that documents can use.

    Parameters
    ----------
    rule : a rule's name, or the name of a file
    form : "text" or "json"
    alone : whether nothing else is asked for

    Raises
    ------
    SymdynError for a rule that is not there, another format, or something else asked for.
    """
    if not alone:
        raise ClaimError("--list verifies nothing; leave out documents and the other options")
    if form not in {"text", "json"}:
        raise ClaimError(f"--list has no format {form!r}; use --format text or json")
    claims = usable_claims(rule)
    say(usable_text(claims) if form == "text" else usable_json(claims))


def usable_claims(rule: str) -> tuple[Claim, ...]:
    """The claims of a rule's chain from which others may follow: those that the checker accepts.

    Parameters
    ----------
    rule : a rule's name, or the name of a file

    Raises
    ------
    SymdynError for a rule that is not there.
    """
    claims = claims_of(find_rule(rule))
    verdicts, _ = judge(claims)
    return tuple(one for one in claims if verdicts[one.id].status == "proved")


def usable_json(claims: tuple[Claim, ...]) -> str:
    """One object with the list "claims".

    >>> print(usable_json((Claim("setting.teacher", "definition", ("c := a b",)),))[:53])
    {
      "claims": [
        {
          "id": "setting.teacher",
    """
    found = [
        {
            "id": one.id,
            "kind": one.kind,
            "title": one.title,
            "statement": list(one.statement),
            "assumptions": list(one.assumptions),
        }
        for one in claims
    ]
    return json.dumps({"claims": found}, indent=2, ensure_ascii=not can_show_unicode())


def usable_text(claims: tuple[Claim, ...]) -> str:
    """Each id with its kind, what it states and what it assumes, in 80 columns.

    >>> print(usable_text((Claim("setting.teacher", "definition", ("c := a b",)),)))
    setting.teacher (definition)
        c := a b
    """
    return "\n".join(line for one in claims for line in _lines(one))


def _lines(claim: Claim) -> list[str]:
    said = [f"{claim.id} ({claim.kind})"]
    if claim.title:
        said += _wrapped(claim.title, "    ")
    for text in claim.statement:
        said += _wrapped(text, "    ")
    for text in claim.assumptions:
        said += _wrapped(f"assume: {text}", "      ")
    return said


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_on_hyphens=False,
    )
