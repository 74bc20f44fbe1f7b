"""The results on one rule on a single screen."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from symdyn.claims.statements import Statements
from symdyn.formula.one_line import one_line
from symdyn.formula.wire import Json
from symdyn.report.answers import Answer, answers_of, told_sections
from symdyn.report.content import Equation, Section
from symdyn.report.named import equation_latex
from symdyn.report.screen import Page, numbers_of
from symdyn.report.sheet import rows_of, written
from symdyn.stages.analysis import Analysis

__all__ = ["MOST_LINES", "SUBJECT", "glance", "glance_data", "glance_sections"]

SUBJECT = "Mean learning dynamics of the modes of aligned linear recurrent networks."
MOST_LINES = 40
_NARROWEST = 40


def glance(
    analysis: Analysis,
    heading: Sequence[str],
    footing: Sequence[str],
    width: int = 80,
    *,
    unicode: bool = True,
    emphasise: Callable[[str], str] = str,
) -> str:
    """What is found about a rule, in at most 40 lines.

    Parameters
    ----------
    analysis : what `symdyn.analyse` returns
    heading, footing : lines above and below the results
    width : columns of the terminal
    unicode : False for ASCII characters only
    emphasise : applied to the names of the results

    >>> from symdyn import analyse, find_rule
    >>> text = glance(analyse(find_rule("rflo")), (), ())
    >>> print(text.splitlines()[0])
    Rule           credit kernel and feedback  Kₘ = ŵᵐ I,   F = Rᵀ
    """
    stated = Statements.of(analysis, apart=False)
    told = told_sections(stated)
    answers = answers_of(stated, told)
    page = Page(max(width, _NARROWEST), unicode, emphasise, numbers_of(told.values()))
    rows = rows_of(page, answers, [one.topic for one in answers])
    around = [*heading, *([""] if heading else [])], [*([""] if footing else []), *footing]
    lines = written(page, rows, MOST_LINES - len(around[0]) - len(around[1]))
    return "\n".join([*around[0], *lines, *around[1]])


def glance_sections(analysis: Analysis) -> tuple[Section, ...]:
    """The sections of the derivation, of their equations those alone that the answers have."""
    stated = Statements.of(analysis, apart=False)
    told = told_sections(stated)
    kept = {one.label for answer in answers_of(stated, told) for one in answer.equations}
    return tuple(
        replace(
            section,
            blocks=tuple(
                one for one in section.blocks if not isinstance(one, Equation) or one.label in kept
            ),
        )
        for section in told.values()
    )


def glance_data(analysis: Analysis) -> list[Json]:
    """The answers as plain data: words on one line, equations in LaTeX with their claims."""
    stated = Statements.of(analysis, apart=False)
    return [
        {
            "section": answer.section,
            "topic": answer.topic,
            "words": " ".join(_plain(answer).split()),
            "equations": [
                {"label": one.label, "latex": equation_latex(one), "claims": [*one.claims]}
                for one in answer.equations
            ],
        }
        for answer in answers_of(stated, told_sections(stated))
    ]


def _plain(answer: Answer) -> str:
    words = (one for one in answer.pieces if not isinstance(one, Equation))
    return "".join(one if isinstance(one, str) else f" {one_line(one)} " for one in words)
