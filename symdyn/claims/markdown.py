r"""The claim blocks of a Markdown document, and nothing that is shown as one without being one.

What is displayed has to be what is checked.  Markdown has many ways to nest, hide and imitate a
block, and its dialects differ, so a document with claims keeps to a part of it about which they
agree: fences and comments stand at the beginning of a line, there is no other raw HTML, and what
would hide a claim block, or look like one, is refused.  docs/documents.md lists the rules.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from symdyn.claims.recognition import names_claim
from symdyn.errors import ClaimError

__all__ = ["Block", "Markdown", "read_markdown"]

_OPENING, _CLOSING = "```claim", "```"
# A fence of backticks has none behind it; before it may stand what opens a list or a quotation.
_FENCE = re.compile(r"([^`]*?)(`{3,}(?=[^`]*$)|~{3,})(.*)")
_FIELD = re.compile(r"[\W\d_]*(id|state)\s*:", re.IGNORECASE)
# An opening or closing tag, a declaration, an instruction; not <https://...>, not k<T$.
_HTML = re.compile(r"<(?:[?!]|/?[A-Za-z][A-Za-z0-9-]*(?=[\s/>]|$))")

_Numbered = Iterator[tuple[int, str]]


@dataclass(frozen=True)
class Block:
    """A claim block: the number of its first line, and what is between the fences, numbered."""

    line: int
    inner: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Markdown:
    """The claim blocks of a document in order, and its lines outside blocks and comments."""

    blocks: tuple[Block, ...]
    prose: tuple[str, ...]


def read_markdown(path: Path, lines: Sequence[str]) -> Markdown:
    """The claim blocks among the lines of a document.

    Parameters
    ----------
    path : of the document, for messages
    lines : without their ends

    Raises
    ------
    ClaimError with file and line for what could hide a claim block or be taken for one.

    >>> found = read_markdown(Path("one.md"), ["# T", "```claim", "id: c", "```"])
    >>> found.blocks[0].line, found.blocks[0].inner, found.prose
    (2, ((3, 'id: c'),), ('# T',))
    """
    numbered = iter(enumerate(lines, start=1))
    if not any(_names_claim(line) for line in lines):
        for number, line in numbered:
            _require_no_field(path, number, line)
        return Markdown((), tuple(lines))
    if lines[0].rstrip() == "---":
        _refuse(path, 1, "front matter is shown by some readers only", "remove it")
    blocks: list[Block] = []
    prose: list[str] = []
    for number, line in numbered:
        fence = _FENCE.match(line)
        if line.rstrip(" \t") == _OPENING:
            blocks.append(Block(number, tuple(_claim(path, number, numbered))))
        elif _names_claim(line):
            _refuse(
                path,
                number,
                f"{_shown(line)} does not open a claim block",
                f"write {_OPENING} at the beginning of the line and nothing else on it",
            )
        elif line.startswith("<!--"):
            _pass_comment(path, number, line, numbered)
        elif fence and fence[1]:
            _refuse(
                path,
                number,
                f"the fence in {_shown(line)} is not at the beginning of its line",
                "move its block to the left, out of lists and quotations",
            )
        elif fence:
            _pass_block(path, number, fence[2], numbered)
        else:
            _require_no_field(path, number, line)
            _require_no_html(path, number, line)
            prose.append(line)
    return Markdown(tuple(blocks), tuple(prose))


def _names_claim(line: str) -> bool:
    fence = _FENCE.match(line)
    return bool(fence and names_claim(fence[3]))


def _claim(path: Path, start: int, numbered: _Numbered) -> _Numbered:
    """The lines of a claim block, which ends at the one line that every reader takes for its end."""
    for number, line in numbered:
        if line.rstrip(" \t") == _CLOSING:
            return
        if "```" in line or "~~~" in line:
            _refuse(
                path,
                number,
                f"{_shown(line)} is a fence inside the claim block of line {start}",
                f"end that block with a line {_CLOSING} alone",
            )
        if "<!--" in line or "-->" in line:
            _refuse(
                path,
                number,
                f"{_shown(line)} is of a comment, and inside a claim block",
                "move it out of the block",
            )
        for character in line:
            if not (character.isprintable() or character == "\t"):
                _refuse(
                    path,
                    number,
                    f"the claim block has the character U+{ord(character):04X}, which is not seen",
                    "remove it, or write a space",
                )
        yield number, line
    _refuse(path, start, "the claim block is not closed", f"end it with a line {_CLOSING}")


def _pass_block(path: Path, start: int, fence: str, numbered: _Numbered) -> None:
    """Pass over a block of another kind, which shows no claim."""
    closing = re.compile(rf" {{0,3}}{fence[0]}{{{len(fence)},}}[ \t]*")
    for number, line in numbered:
        if closing.fullmatch(line):
            return
        if _names_claim(line):
            _refuse(
                path,
                number,
                f"a claim block cannot begin inside the block of line {start}",
                f"end that block above with a line {fence}, or leave the claim out",
            )
        _require_no_field(path, number, line)
    _refuse(
        path,
        start,
        "the block is not closed, so that all below it is code",
        f"end it with a line {fence}",
    )


def _pass_comment(path: Path, start: int, line: str, numbered: _Numbered) -> None:
    """Pass over a comment, from the beginning of a line to the end of one."""
    number = start
    while "-->" not in line:
        number, line = next(numbered, (0, ""))
        if not number:
            _refuse(path, start, "the comment is not closed", "end it with -->")
        if _names_claim(line):
            _refuse(
                path,
                number,
                f"a claim block inside the comment of line {start} is not shown",
                "end the comment above it, or remove the claim",
            )
    if line.partition("-->")[2].strip():
        _refuse(path, number, f"{_shown(line)} goes on behind a comment", "begin a new line there")


def _require_no_field(path: Path, number: int, line: str) -> None:
    field = _FIELD.match(line)
    if field:
        _refuse(
            path,
            number,
            f"{_shown(line)} looks like a line of a claim and is outside claim blocks",
            f"put it into a block that begins with {_OPENING}, or do not begin with '{field[1]}:'",
        )


def _require_no_html(path: Path, number: int, line: str) -> None:
    if "<!--" in line or "-->" in line:
        _refuse(
            path,
            number,
            f"{_shown(line)} has a comment that does not begin its line, or the end of none",
            "give the comment lines of its own",
        )
    tag = _HTML.search(line)
    if tag:
        _refuse(
            path,
            number,
            f"{tag[0]!r} may begin HTML, which can hide claims",
            "write Markdown, or a space behind <",
        )


def _shown(line: str) -> str:
    return repr(line.strip(" \t")[:80])


def _refuse(path: Path, number: int, problem: str, remedy: str) -> NoReturn:
    raise ClaimError(f"{path}:{number}: {problem}; {remedy}")
