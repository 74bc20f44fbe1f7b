"""The numbered equations of a derivation as a body of LaTeX to input into a document of one's own."""

from collections.abc import Sequence
from itertools import groupby

from symdyn.formula.latex import TEXT_WIDTH
from symdyn.report.basis import remark
from symdyn.report.content import Equation, Section
from symdyn.report.markup import Writer
from symdyn.rules.rule import LearningRule

__all__ = ["NUMBER", "equations_body"]


NUMBER = 5.5
"""Ems that an equation's number takes of a line, with the space before it."""


def equations_body(
    rule: LearningRule, sections: Sequence[Section], line: float = TEXT_WIDTH + NUMBER
) -> str:
    r"""Every equation in order, in display environments of amsmath, labelled eq:RULE:LABEL.

    Parameters
    ----------
    rule : names the document in the labels
    sections : the derivation
    line : ems of a line of the document, such as 22.9 in two columns of an article at 10 pt

    >>> from symdyn import analyse, find_rule
    >>> from symdyn.report.sections import sections
    >>> body = equations_body(find_rule("tbptt"), sections(analyse(find_rule("tbptt"))))
    >>> r"\label{eq:tbptt:determinant}" in body
    True
    """
    writer = Writer.of(rule.name, sections, width=line - NUMBER)
    parts = [
        f"% The mean dynamics of {rule.name}, derived by symdyn: an excerpt to \\input.\n"
        f"% It needs \\usepackage{{amsmath}}; each label is eq:{rule.name}:..., for \\eqref."
    ]
    for section in sections:
        runs = [
            writer.blocks(tuple(blocks))
            for is_equation, blocks in groupby(
                section.blocks, lambda block: isinstance(block, Equation)
            )
            if is_equation
        ]
        if runs:
            parts += [f"% {section.title}{remark(section)}", *runs]
    return "\n\n".join(parts) + "\n"
