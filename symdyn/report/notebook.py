r"""How rules, analyses and claims show themselves in a notebook: as HTML with MathML, and as LaTeX.

An analysis shows the answers that `symdyn derive RULE` prints, each with its equations.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from symdyn.claims.claim import Claim
from symdyn.claims.statements import Statements
from symdyn.formula.inline import inline
from symdyn.formula.latex import latex
from symdyn.formula.written import line
from symdyn.report.answers import Answer, answers_of, told_sections, with_equations
from symdyn.report.content import Equation, Piece
from symdyn.report.glance import SUBJECT
from symdyn.report.html.marking import (
    Displayed,
    Marker,
    Span,
    displayed,
    formula_span,
    plain,
    shown,
)
from symdyn.report.html.page import environment
from symdyn.report.markup import Writer, equation_lines
from symdyn.report.named import equation_latex
from symdyn.report.printing.escaping import escape
from symdyn.report.rule_in_short import definitions, in_short, lags_with_credit
from symdyn.report.screen import numbers_of
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis

__all__ = [
    "analysis_html",
    "analysis_latex",
    "claim_html",
    "claim_latex",
    "rule_html",
    "rule_latex",
]

_TEMPLATE = "notebook.html.jinja"


@dataclass(frozen=True)
class _Part:
    """Words, or an equation."""

    spans: tuple[Span, ...] = ()
    formula: Displayed | None = None
    label: str = ""


@dataclass(frozen=True)
class _Row:
    topic: str
    parts: tuple[_Part, ...]


def rule_html(rule: LearningRule) -> str:
    """The title of a rule, its kernel and its feedback."""
    return _summary(rule, "", (_answer(rule),))


def rule_latex(rule: LearningRule) -> str:
    r"""The kernel and the feedback of a rule as one formula.

    >>> from symdyn import find_rule
    >>> print(rule_latex(find_rule("tbptt")))
    $\displaystyle K_{m} = (W^{\top})^{m}, \quad m < 1, \quad F = A^{\top}$
    """
    kernel, feedback = map(equation_latex, definitions(rule))
    return _math(r", \quad ".join([kernel, *map(latex, lags_with_credit(rule)), feedback]))


def analysis_html(analysis: Analysis) -> str:
    """The answers of an analysis in a table; nothing is too long for a page that can be moved."""
    return _summary(analysis.rule, SUBJECT, _answers(analysis))


def analysis_latex(analysis: Analysis) -> str:
    """The answers of an analysis as paragraphs with displayed equations, for LaTeX with amsmath."""
    writer = Writer("", frozenset())
    paragraphs = [rf"\textbf{{{escape(analysis.rule.title)}}}", SUBJECT]
    for answer in _answers(analysis):
        parts = [rf"\textbf{{{escape(answer.topic)}}}"]
        for found in _grouped(answer):
            if equations := [one for one in found if isinstance(one, Equation)]:
                lines = [line for one in equations for line in equation_lines(one)]
                body = " \\\\\n".join(lines)
                parts.append(f"\\begin{{align*}}\n{body}\n\\end{{align*}}")
            else:
                words = [one for one in found if not isinstance(one, Equation)]
                parts.append(writer.text(words).strip())
        paragraphs.append("\n".join(parts))
    return "\n\n".join(paragraphs) + "\n"


def claim_html(claim: Claim) -> str:
    """A claim as it is stated: its lines, what it assumes and which others it uses."""
    return _written(
        "claim",
        {
            "id": claim.id,
            "title": plain(claim.title),
            "kind": claim.kind,
            "statement": [shown(line(text)) for text in claim.statement],
            "assumptions": [formula_span(inline(text)) for text in claim.assumptions],
            "uses": claim.uses,
        },
    )


def claim_latex(claim: Claim) -> str:
    r"""The lines of a claim.

    >>> print(claim_latex(Claim("mode.teacher", "definition", (r"c := a_\star b_\star",))))
    $\displaystyle \begin{aligned} & c := a_\star b_\star \end{aligned}$
    """
    lines = r" \\ ".join(f"& {text}" for text in claim.statement)
    return _math(rf"\begin{{aligned}} {lines} \end{{aligned}}")


def _math(body: str) -> str:
    return rf"$\displaystyle {body}$"


def _answer(rule: LearningRule) -> Answer:
    topic, words = in_short(rule)
    known = {one.label: one for one in definitions(rule)}
    return Answer("setting", topic, with_equations(words, known))


def _answers(analysis: Analysis) -> tuple[Answer, ...]:
    """The answers; a reference to a table, which is not there, is its number in the derivation."""
    stated = Statements.of(analysis, apart=False)
    told = told_sections(stated)
    numbers = numbers_of(told.values())

    def number(piece: Piece | Equation) -> Piece | Equation:
        if isinstance(piece, str) and piece.startswith("ref:"):
            return numbers[piece.removeprefix("ref:")]
        return piece

    return tuple(
        replace(one, pieces=tuple(map(number, one.pieces)))
        for one in answers_of(stated, told, apart=False)
    )


def _grouped(answer: Answer) -> Iterator[list[Piece | Equation]]:
    """Words and equations in turn."""
    for _, found in groupby(answer.pieces, lambda one: isinstance(one, Equation)):
        yield list(found)


def _summary(rule: LearningRule, subject: str, answers: Iterable[Answer]) -> str:
    rows = [_Row(one.topic, tuple(_parts(one))) for one in answers]
    return _written("summary", plain(rule.title), subject, rows)


def _parts(answer: Answer) -> Iterator[_Part]:
    marker = Marker({}, frozenset(), {})
    for found in _grouped(answer):
        words = tuple(one for one in found if not isinstance(one, Equation))
        if words:
            yield _Part(marker.spans(words))
        for one in found:
            if isinstance(one, Equation):
                yield _Part(formula=displayed(one), label=one.label)


def _written(macro: str, *content: object) -> str:
    """What a macro of the template makes of its arguments."""
    found: object = getattr(environment().get_template(_TEMPLATE).module, macro)(*content)
    return str(found)
