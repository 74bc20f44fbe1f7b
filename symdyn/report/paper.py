r"""The equations of a derivation as macros for a paper, broken for the columns of its style."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from symdyn.claims.statements import Statements
from symdyn.errors import OutputError
from symdyn.report.answers import told_sections
from symdyn.report.basis import remark
from symdyn.report.content import Equation
from symdyn.report.equations import NUMBER
from symdyn.report.fragments import fragment_body
from symdyn.report.macros import macro_definitions
from symdyn.stages.analysis import Analysis

__all__ = ["COLUMNS", "LATEX_MACROS", "equation_macros"]

LATEX_MACROS = "latex-macros"
"""The name of the target, beside those of code."""

COLUMNS: Mapping[str, float] = MappingProxyType(
    {"article": 34.5, "icml": 23.4, "ieee": 25.2, "neurips": 39.7}
)
r"""Ems of a line, at 10 points: LaTeX's article, and the columns that these styles prescribe.

NeurIPS has one column of 5.5 in, ICML two of 3.25 in, IEEEtran two of 252 pt.
"""

_LOOK_UP = r"""\providecommand{\sdeq}[2]{\ifcsname sdeq:#1:#2\endcsname\csname sdeq:#1:#2\endcsname
  \else\PackageError{symdyn}{there is no equation #2 of #1}{The file of macros lists those there are.}\fi}"""


def equation_macros(analysis: Analysis, style: str) -> str:
    r"""A file to \input into a preamble: \sdeq{RULE}{LABEL} is then an equation of the report.

    Parameters
    ----------
    analysis : what `symdyn.analyse` returns
    style : a name of COLUMNS

    Returns
    -------
    The notation's macros, and a definition for each equation; a long one is broken into lines that fit a
    column beside the equation's number.

    Raises
    ------
    OutputError for another style.

    >>> from symdyn import analyse, find_rule
    >>> written = equation_macros(analyse(find_rule("tbptt")), "ieee")
    >>> r"\expandafter\def\csname sdeq:tbptt:determinant\endcsname{%" in written
    True
    """
    if style not in COLUMNS:
        raise OutputError(f"there is no style {style!r}; choose one of {', '.join(COLUMNS)}")
    rule = analysis.rule.name
    head = (
        f"% The equations on {rule}, derived by symdyn, for the columns of {style}: \\input this file in\n"
        "% the preamble, behind \\usepackage{amsmath}. An equation is then\n"
        f"% \\begin{{equation}} \\sdeq{{{rule}}}{{determinant}} \\end{{equation}}\n"
        "% A macro of the notation that is defined before keeps its definition."
    )
    defined = _definitions(analysis, COLUMNS[style] - NUMBER)
    return "\n".join([head, macro_definitions(), _LOOK_UP, *defined]) + "\n"


def _definitions(analysis: Analysis, width: float) -> Iterator[str]:
    rule = analysis.rule.name
    for section in told_sections(Statements.of(analysis)).values():
        yield f"% {section.title}{remark(section)}"
        for block in section.blocks:
            if isinstance(block, Equation):
                name = rf"\csname sdeq:{rule}:{block.label}\endcsname"
                yield f"\\expandafter\\def{name}{{%\n{fragment_body(block, width)}}}"
