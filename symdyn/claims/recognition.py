"""Which Markdown files are derivations: pytest and `symdyn verify FOLDER` pass over all others.

A file counts by a fence that is called claim, however it is written, or by a line for each field
that a claim needs, whose kind is one of ours: a misspelt block is told and never passed over.
"""

import re

__all__ = ["may_hold_claims", "names_claim"]

_FENCE = re.compile(
    rb"^[^`\n]*?(?:`{3,}(?=[^`\n]*$)|~{3,})(?P<called>[^\n]*)", re.IGNORECASE | re.MULTILINE
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
# claim, claims and {.text .claim}, but neither claims.json nor insurance-claim.
_CLAIM = re.compile(r"(?<![\w/=-])claims?(?![\w/=-]|\.\w)", re.IGNORECASE)
_KINDS = b"definition|equation|sign|fixed-points|stability|mode|rank|words"
_FIELDS = tuple(
    re.compile(rb"^[\W\d_]*?" + name, re.IGNORECASE | re.MULTILINE)
    for name in (
        rb"id[ \t]*:",
        rb"kind[ \t]*:[ \t]*(?:" + _KINDS + rb")\b",
        rb"source[ \t]*:",
        rb"state[ \t]*:",
    )
)


def names_claim(called: str) -> bool:
    """Whether what stands behind a fence calls the block a claim; titles in quotes do not count.

    >>> names_claim("claims"), names_claim(' json title="claims.json"')
    (True, False)
    """
    return bool(_CLAIM.search(_QUOTED.sub("", called)))


def may_hold_claims(data: bytes) -> bool:
    """Whether the content of a Markdown file has a claim block, or what looks like one.

    >>> may_hold_claims(b"A role has an id: web-1"), may_hold_claims(b"```claim")
    (False, True)
    """
    # Without its zeros, English in UTF-16 is English: such a file is told to be in UTF-8 instead.
    text = data.replace(b"\0", b"").replace(b"\r", b"\n")
    return any(
        names_claim(fence["called"].decode("utf-8", "replace")) for fence in _FENCE.finditer(text)
    ) or all(field.search(text) for field in _FIELDS)
