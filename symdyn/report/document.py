"""LaTeX documents: the report on one rule, and the comparison of several."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from symdyn.report.bibliography import references_of
from symdyn.report.content import Equation, Prose, Section, Table
from symdyn.report.figures.plan import Figure, comparison_figures, figures_of
from symdyn.report.judged import Judged
from symdyn.report.markup import Writer
from symdyn.report.printing.escaping import escape, unset_letters
from symdyn.report.sections import comparison_sections, sections
from symdyn.report.sections.references import TITLE as REFERENCES
from symdyn.simulation.training.outcomes import Group
from symdyn.simulation.validation import Validation
from symdyn.stages.analysis import Analysis

__all__ = ["comparison_document", "environment", "render_document", "rule_document"]

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
    """The report on one rule as a LaTeX document, which reads its figures from figures/NAME.pdf.

    Parameters
    ----------
    analysis : what `symdyn.analyse` returns
    validation : what `symdyn.simulation.validate` returns, or None to leave its section out
    sample : what `sample_runs` of symdyn.simulation.training returns, or None
    judged : the rule's claims with the checker's verdicts, or None to leave their section out

    Returns
    -------
    The source; the same text in every run.
    """
    rule = analysis.rule
    whole = sections(analysis, validation, sample, judged)
    stages = [one for one in whole if one.title != REFERENCES]
    return render_document(
        rule.name,
        ("Mean learning dynamics", rule.title),
        f"from the rule {rule.name}",
        stages,
        figures_of(analysis, sample),
        references_of(rule),
        judged,
    )


def comparison_document(
    analyses: Sequence[Analysis], validations: Mapping[str, Validation] | None = None
) -> str:
    """The comparison of several rules as a LaTeX document.

    Parameters
    ----------
    analyses : what `symdyn.analyse` returned, in the order of the tables
    validations : by the name of a rule, what `symdyn.simulation.validate` returned for it
    """
    rules = [analysis.rule for analysis in analyses]
    return render_document(
        "comparison",
        ("Mean learning dynamics", "A comparison of learning rules"),
        f"from the rules {', '.join(rule.name for rule in rules)}",
        comparison_sections(analyses, validations),
        comparison_figures(analyses),
        references_of(*rules),
    )


def render_document(
    document: str,
    titles: tuple[str, str],
    origin: str,
    stages: Sequence[Section],
    figures: Iterable[Figure],
    references: Sequence[str],
    judged: Judged | None = None,
) -> str:
    """A LaTeX document from its sections, figures and references.

    Parameters
    ----------
    document : the name in every label
    titles : the title and what stands under it
    origin : what the document was written from, for the first line of the source
    stages : the sections, appendices among them, which come behind the references
    figures : each stands at the end of the section it names
    references : the bibliography, in the order of the numbers that are cited
    judged : ids of claims stand in comments in front of the equations they are behind
    """
    equations = [block for stage in stages for block in stage.blocks if isinstance(block, Equation)]
    behind = {one.label: judged.standing(one.claims) for one in equations} if judged else {}
    writer = Writer.of(document, stages, behind)
    placed: dict[str, list[_WrittenFigure]] = {stage.title: [] for stage in stages}
    for figure in figures:
        placed[figure.section].append(
            _WrittenFigure(figure.name, escape(figure.sentence), writer.text(figure.caption))
        )

    def written(stage: Section) -> _WrittenSection:
        title, body = escape(stage.title), writer.blocks(stage.blocks)
        return _WrittenSection(title, body, tuple(placed[stage.title]))

    return (
        environment()
        .get_template("document.tex.jinja")
        .render(
            document=document,
            origin=origin,
            heading=escape(titles[0]),
            subtitle=escape(titles[1]),
            sections=[written(stage) for stage in stages if not stage.appendix],
            appendices=[written(stage) for stage in stages if stage.appendix],
            unset=_told(unset_letters((*titles, *references, *_prose(stages)))),
            bibliography=[
                (writer.reference(number), escape(text))
                for number, text in enumerate(references, start=1)
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
