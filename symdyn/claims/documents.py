r"""Derivation documents: Markdown in which claims are stated by hand, in fenced blocks.

    ```claim
    id: rflo.stated.update-b
    kind: equation
    rule: rflo
    source: Williams, Payeur & Lajoie (2026), Eq. 22
    uses: rflo.modes, rflo.denominators
    assume: -1 < w < 1
    state: \Delta b = ...
    ```

`rule`, `uses`, `assume`, `title` and `expected` may be left out; `rule` and `uses` take several
names, separated by commas; `assume` and `state` are repeated, one line of LaTeX each; the line
`assume: domain` stands for the domains of the rules named.  A line that
starts with two spaces or more continues the line before.  `uses: *` offers every claim of the
rules named and every earlier claim of the document.  Formulas are read, never evaluated.  What may
stand around the blocks is said in docs/documents.md.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import NamedTuple

from symdyn.claims.claim import Claim
from symdyn.claims.markdown import read_markdown
from symdyn.errors import ClaimError, FormulaError
from symdyn.formula.reading import read_line

__all__ = [
    "DOMAIN",
    "EVERYTHING",
    "STATUSES",
    "Document",
    "Expectation",
    "read_document",
    "respelled",
]

STATUSES = ("proved", "refuted", "conditional", "unproved")
EVERYTHING = "*"
DOMAIN = "domain"
_LARGEST_FILE = 2_000_000
_WIDTH = 100

_FIELD = re.compile(r"([A-Za-z]+):(?:[ \t]+(.*))?")
_NEEDED = ("id", "kind", "source", "state")
_ONCE = ("id", "kind", "rule", "source", "expected", "title", "uses")
_REPEATED = ("assume", "state")
_LIKE_FIELD = re.compile(rf"\s*(?:{'|'.join({*_ONCE, *_REPEATED})})\s*:", re.IGNORECASE)


@dataclass(frozen=True)
class Expectation:
    """A claim stated by hand, without evidence, and the status that it is expected to have.

    Parameters
    ----------
    claim : what is stated; its `uses` are candidates, "*" for all there are; an assumption "domain"
        stands for what its rules assume of their letters
    rules : the rules whose chains of claims it may use, by name or file
    expected : one of STATUSES
    line : of the document, where its block begins
    """

    claim: Claim
    rules: tuple[str, ...]
    expected: str
    line: int


@dataclass(frozen=True)
class Document:
    """A derivation document: its first heading and the claims that it states, in order."""

    path: Path
    title: str
    claims: tuple[Expectation, ...]


class _Field(NamedTuple):
    name: str
    text: str
    line: int


def read_document(path: Path) -> Document:
    r"""The claims that a Markdown file states.

    Parameters
    ----------
    path : a text file in UTF-8

    Raises
    ------
    ClaimError with file and line, for a file that cannot be read and for every fault in a block.

    >>> from tempfile import TemporaryDirectory
    >>> text = "# Teacher\n```claim\nid: c\nkind: definition\nsource: here\nstate: c := a b\n```\n"
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "one.md").write_text(text)
    ...     document = read_document(Path(folder, "one.md"))
    >>> document.title, document.claims[0].claim.statement, document.claims[0].line
    ('Teacher', ('c := a b',), 2)
    """
    markdown = read_markdown(path, _text(path).split("\n"))
    claims: list[Expectation] = []
    lines_of: dict[str, int] = {}
    for block in markdown.blocks:
        one = _expectation(path, block.line, block.inner)
        first = lines_of.setdefault(one.claim.id, block.line)
        if first != block.line:
            raise ClaimError(
                f"{path}:{block.line}: the claim id {one.claim.id!r} is that of line {first} as well; "
                "give each claim an id of its own"
            )
        claims.append(one)
    return Document(path, _title(path, markdown.prose), tuple(claims))


def respelled(path: Path, spellings: Mapping[str, Mapping[str, str]]) -> str:
    """The text of a document with other lines of its claims.

    Parameters
    ----------
    path : a document that can be read
    spellings : by the id of a claim, for each line of `state` and `assume` to be replaced the new one
    """
    lines = _text(path).split("\n")
    for block in reversed(read_markdown(path, lines).blocks):
        fields = _fields(path, block.inner)
        name = next(field.text for field in fields if field.name == "id")
        ends = [*(field.line for field in fields[1:]), block.inner[-1][0] + 1]
        for field, end in reversed([*zip(fields, ends, strict=True)]):
            new = spellings.get(name, {}).get(field.text)
            if new is not None and field.name in _REPEATED:
                lines[field.line - 1 : end - 1] = wrap(
                    f"{field.name}: {new}",
                    _WIDTH,
                    subsequent_indent="  ",
                    break_long_words=False,
                    break_on_hyphens=False,
                )
    return "\n".join(lines)


def _text(path: Path) -> str:
    try:
        if path.is_dir():
            raise ClaimError(f"derivation {str(path)!r} is a directory; name a Markdown file in it")
        if path.stat().st_size > _LARGEST_FILE:
            raise ClaimError(
                f"derivation {str(path)!r} has {path.stat().st_size} bytes, more than "
                f"{_LARGEST_FILE}; split it"
            )
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ClaimError(
            f"derivation {str(path)!r} is not text in UTF-8 (byte {error.start}); save it as such"
        ) from None
    except OSError as error:
        raise ClaimError(
            f"derivation {str(path)!r} cannot be read ({error.strerror}); check the path"
        ) from None


def _title(path: Path, prose: Sequence[str]) -> str:
    """The first heading, without characters that a terminal would act on."""
    headings = (line.removeprefix("# ").strip() for line in prose if line.startswith("# "))
    title = next(headings, path.stem)
    return "".join(x if x.isprintable() else " " for x in title)


def _fields(path: Path, block: Sequence[tuple[int, str]]) -> list[_Field]:
    fields: list[_Field] = []
    for number, text in block:
        match = _FIELD.fullmatch(text.rstrip())
        if not text.strip():
            continue
        if text.startswith("  ") and fields:
            if _LIKE_FIELD.match(text):
                raise ClaimError(
                    f"{path}:{number}: {text.strip()[:80]!r} looks like a field and would continue "
                    f"{fields[-1].name!r}; remove the spaces in front, or begin otherwise"
                )
            last = fields[-1]
            fields[-1] = last._replace(text=f"{last.text} {text.strip()}".strip())
        elif match and match[1] in (*_ONCE, *_REPEATED):
            if match[1] in _ONCE and any(field.name == match[1] for field in fields):
                raise ClaimError(f"{path}:{number}: {match[1]!r} is given twice; keep one")
            fields.append(_Field(match[1], (match[2] or "").strip(), number))
        else:
            raise ClaimError(
                f"{path}:{number}: {text.strip()[:80]!r} is not a field of a claim; write "
                f"'name: text' with one of {', '.join((*_ONCE, *_REPEATED))}, or two spaces in "
                "front of what continues the line before"
            )
    for field in fields:
        if not field.text:
            raise ClaimError(f"{path}:{field.line}: {field.name!r} is empty; fill or remove it")
    return fields


def _expectation(path: Path, line: int, block: Sequence[tuple[int, str]]) -> Expectation:
    fields = _fields(path, block)
    for name in _NEEDED:
        if all(field.name != name for field in fields):
            raise ClaimError(f"{path}:{line}: the claim has no {name!r}; add a line '{name}: ...'")
    single = {field.name: field for field in fields if field.name in _ONCE}

    def text(name: str, default: str = "") -> str:
        return single[name].text if name in single else default

    expected = text("expected", "proved")
    if expected not in STATUSES:
        raise ClaimError(
            f"{path}:{single['expected'].line}: {expected!r} is no status; "
            f"use one of {', '.join(STATUSES)}"
        )
    try:
        claim = Claim(
            id=text("id"),
            kind=text("kind"),
            statement=_formulas(path, fields, "state"),
            assumptions=_formulas(path, fields, "assume"),
            uses=_names(path, single.get("uses")),
            title=text("title"),
            source=text("source"),
        )
    except ClaimError as error:
        place = "" if str(error).startswith(f"{path}:") else f"{path}:{line}: "
        raise ClaimError(f"{place}{error}") from None
    return Expectation(claim, _names(path, single.get("rule")), expected, line)


def _formulas(path: Path, fields: Sequence[_Field], name: str) -> tuple[str, ...]:
    found: list[str] = []
    for field in fields:
        if field.name != name:
            continue
        try:
            if (name, field.text) != ("assume", DOMAIN):
                read_line(field.text)
            elif all(other.name != "rule" for other in fields):
                raise ClaimError(
                    f"{path}:{field.line}: 'assume: {DOMAIN}' is the domain of a rule, and none is "
                    "named; add a line 'rule: NAME'"
                )
        except FormulaError as refusal:
            raise ClaimError(
                f"{path}:{field.line}: {name}: {refusal}; docs/certificates.md has the grammar"
            ) from None
        if field.text in found:
            raise ClaimError(f"{path}:{field.line}: {field.text!r} is given twice; keep one")
        found.append(field.text)
    return tuple(found)


def _names(path: Path, field: _Field | None) -> tuple[str, ...]:
    if field is None:
        return ()
    names = [name.strip() for name in field.text.split(",")]
    for name in names:
        if not name or len(name.split()) > 1 or names.count(name) > 1:
            raise ClaimError(
                f"{path}:{field.line}: {field.text!r} is not a list of different names; "
                f"write '{field.name}: NAME, NAME'"
            )
    return tuple(names)
