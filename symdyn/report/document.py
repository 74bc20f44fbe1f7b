"""LaTeX documents."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from symdyn.report.assembly import Document, report_on
from symdyn.report.content import Prose, Section, Table
from symdyn.report.judged import Judged
from symdyn.report.markup import Writer
from symdyn.report.printing.escaping import escape, unset_letters
from symdyn.simulation.training.outcomes import Group
from symdyn.simulation.validation import Validation
from symdyn.stages.analysis import Analysis

__all__ = ["environment", "render_document", "rule_document"]

_UNSET_SHOWN = 12


@dataclass(frozen=True)
class _WrittenFigure:
    name: str
    sentence: str
    caption: str


@dataclass(frozen=True)
class _WrittenSection:
    title: str
    body: str
    figures: tuple[_WrittenFigure, ...]


def rule_document(
    analysis: Analysis,
    validation: Validation | None = None,
    sample: Group | None = None,
    judged: Judged | None = None,
) -> str:
    """The report on one rule as a LaTeX document; see `report_on` for the parameters."""
    return render_document(report_on(analysis, validation, sample, judged))


def render_document(document: Document) -> str:
    """A document in LaTeX, which reads its figures from figures/NAME.pdf.

    The ids of claims stand in comments in front of the equations they are behind.

    Returns
    -------
    The source; the same text in every run.
    """
    judged, stages = document.judged, document.sections
    behind = (
        {one.label: judged.standing(one.claims) for one in document.equations} if judged else {}
    )
    writer = Writer.of(document.name, stages, behind)
    placed: dict[str, list[_WrittenFigure]] = {stage.title: [] for stage in stages}
    for figure in document.figures:
        placed[figure.section].append(
            _WrittenFigure(figure.name, escape(figure.sentence), writer.text(figure.caption))
        )
    texts = (document.title, document.subtitle, *document.references, *_prose(stages))

    def written(stage: Section) -> _WrittenSection:
        title, body = escape(stage.title), writer.blocks(stage.blocks)
        return _WrittenSection(title, body, tuple(placed[stage.title]))

    return (
        environment()
        .get_template("document.tex.jinja")
        .render(
            document=document.name,
            origin=document.origin,
            heading=escape(document.title),
            subtitle=escape(document.subtitle),
            sections=[written(stage) for stage in stages if not stage.appendix],
            appendices=[written(stage) for stage in stages if stage.appendix],
            unset=_told(unset_letters(texts)),
            bibliography=[
                (writer.reference(number), escape(text))
                for number, text in enumerate(document.references, start=1)
            ],
        )
    )


def _prose(stages: Sequence[Section]) -> Iterator[str]:
    """The texts of the sections, among them those of a rule's author."""
    for stage in stages:
        yield stage.title
        for block in stage.blocks:
            if isinstance(block, Prose):
                yield from (piece for piece in block.pieces if isinstance(piece, str))
            elif isinstance(block, Table):
                for cell in (one for row in block.rows for one in row):
                    pieces = cell if isinstance(cell, tuple) else (cell,)
                    yield from (piece for piece in pieces if isinstance(piece, str))


def _told(letters: Sequence[str]) -> str:
    """The code points of letters with their names, of many the first."""
    shown = [
        f"U+{ord(one):04X} {unicodedata.name(one, '').lower()}".strip()
        for one in letters[:_UNSET_SHOWN]
    ]
    more = len(letters) - len(shown)
    return escape(", ".join(shown) + (f" and {more} more" if more else ""))


def environment() -> Environment:
    """Jinja2 with delimiters that do not occur in LaTeX; text is escaped before it gets there."""
    return Environment(
        loader=PackageLoader("symdyn.report"),
        block_start_string="((*",
        block_end_string="*))",
        variable_start_string="(((",
        variable_end_string=")))",
        comment_start_string="((=",
        comment_end_string="=))",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - LaTeX; symdyn.report.printing.escaping has escaped the text
    )
