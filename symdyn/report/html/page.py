"""A document as a web page: HTML, MathML and SVG in one file that loads nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from symdyn.report.assembly import Document
from symdyn.report.content import Block, Equation, Prose, Table
from symdyn.report.figures.plan import Figure
from symdyn.report.html.claims import Record, records_of, statuses_of
from symdyn.report.html.drawings import inline_svg
from symdyn.report.html.marking import Displayed, Marker, Span, displayed, plain

__all__ = ["INDEX", "Link", "render_page"]

INDEX = "index.html"

_Cell = tuple[Span, ...]


@dataclass(frozen=True)
class Link:
    """Another page: its address and what it is about."""

    address: str
    text: str


@dataclass(frozen=True)
class _Paragraph:
    spans: tuple[Span, ...]
    kind: str = "paragraph"


@dataclass(frozen=True)
class _Display:
    label: str
    number: str
    formula: Displayed
    records: tuple[Record, ...]
    statuses: tuple[str, ...]
    kind: str = "equation"


@dataclass(frozen=True)
class _Grid:
    label: str
    number: str
    caption: _Cell
    header: tuple[_Cell, ...]
    rows: tuple[tuple[_Cell, ...], ...]
    kind: str = "table"


@dataclass(frozen=True)
class _Drawing:
    name: str
    number: int
    sentence: str
    caption: tuple[Span, ...]
    svg: Markup


@dataclass(frozen=True)
class _Part:
    id: str
    title: str
    blocks: tuple[_Paragraph | _Display | _Grid, ...]
    figures: tuple[_Drawing, ...]
    appendix: bool


def render_page(
    document: Document,
    drawings: Path,
    certificates: Mapping[str, str],
    pages: Mapping[str, str] | None = None,
    listed: Sequence[Link] = (),
) -> str:
    """A document as a page.

    Parameters
    ----------
    document : what is said
    drawings : the folder with NAME.svg for each figure
    certificates : the names of the certificates' files, by the id of the claim
    pages : the addresses of the pages on rules that a table may name
    listed : the other pages that an index has at its head

    Returns
    -------
    HTML that is well-formed XML behind its first line; the same text in every run.
    """
    records = records_of(document.judged, document.equations, certificates)
    builder = _Builder(Marker.of(document.sections, pages), records)
    numbers = count(1)
    names = _Names()
    parts: list[_Part] = []
    for section in document.sections:
        figures = [one for one in document.figures if one.section == section.title]
        parts.append(
            _Part(
                names.of(section.title),
                plain(section.title),
                tuple(map(builder.block, section.blocks)),
                tuple(builder.drawing(one, next(numbers), drawings) for one in figures),
                section.appendix,
            )
        )
    return (
        environment()
        .get_template("page.html.jinja")
        .render(
            title=document.title,
            subtitle=plain(document.subtitle),
            origin=document.origin,
            parts=[one for one in parts if not one.appendix],
            appendices=[one for one in parts if one.appendix],
            records=records,
            numbers=builder.marker.numbers,
            references=[plain(one) for one in document.references],
            listed=listed,
            index=None if listed else INDEX,
        )
    )


@dataclass(frozen=True)
class _Builder:
    """Makes what the templates show of the blocks of one document."""

    marker: Marker
    records: Mapping[str, Record]

    def block(self, block: Block) -> _Paragraph | _Display | _Grid:
        match block:
            case Prose(pieces):
                return _Paragraph(self.marker.spans(pieces))
            case Equation():
                return self.equation(block)
            case Table():
                return self.table(block)

    def equation(self, equation: Equation) -> _Display:
        found = tuple(self.records[one] for one in equation.claims if one in self.records)
        number = self.marker.numbers[equation.label]
        return _Display(equation.label, number, displayed(equation), found, statuses_of(found))

    def table(self, table: Table) -> _Grid:
        return _Grid(
            table.label,
            self.marker.numbers[table.label],
            self.marker.cell(table.caption),
            tuple(map(self.marker.cell, table.header)),
            tuple(tuple(map(self.marker.cell, row)) for row in table.rows),
        )

    def drawing(self, figure: Figure, number: int, folder: Path) -> _Drawing:
        source = (folder / f"{figure.name}.svg").read_text(encoding="utf-8")
        svg = inline_svg(source, figure.name, f"caption-{figure.name}")
        return _Drawing(
            figure.name,
            number,
            plain(figure.sentence),
            self.marker.spans(figure.caption),
            Markup(svg),  # noqa: S704 - written by ElementTree, which escapes
        )


class _Names:
    """Names for sections, from their titles; each is given once."""

    def __init__(self) -> None:
        self.given: set[str] = set()

    def of(self, title: str) -> str:
        """A name that is no other's."""
        stem = "-".join(re.findall(r"[a-z0-9]+", title.lower())) or "section"
        name = next(
            one
            for one in (f"sec-{stem}", *(f"sec-{stem}-{i}" for i in range(2, 100)))
            if one not in self.given
        )
        self.given.add(name)
        return name


@cache
def environment() -> Environment:
    """Jinja2 that escapes all that is no ready markup."""
    return Environment(
        loader=PackageLoader("symdyn.report"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=True,
    )
