r"""Every equation as a file to \input into the equation environment of one's own paper."""

from collections.abc import Iterable, Mapping

from symdyn.formula.latex import TEXT_WIDTH
from symdyn.report.basis import remark
from symdyn.report.content import Equation, Section
from symdyn.report.macros import with_macros
from symdyn.report.markup import equation_lines

__all__ = ["fragment_body", "fragments"]


def fragments(document: str, sections: Iterable[Section]) -> Mapping[str, str]:
    r"""The equations of a document by their labels, each as the contents of LABEL.tex.

    Parameters
    ----------
    document : the name of the document, for the comment in the file
    sections : the document

    Returns
    -------
    Formulas in the macros of symdyn-macros.tex; one of several lines is in an aligned environment.
    """
    return {
        block.label: _fragment(f"{document}{remark(section)}", block)
        for section in sections
        for block in section.blocks
        if isinstance(block, Equation)
    }


def fragment_body(equation: Equation, width: float = TEXT_WIDTH) -> str:
    """An equation in the macros of the notation; of several lines, in an aligned environment.

    >>> from symdyn.notation import a, b
    >>> fragment_body(Equation("product", a, a * b, ">"))
    'a > a b'
    """
    lines = equation_lines(equation, width)
    if len(lines) == 1:
        return with_macros(lines[0].replace("&", "", 1).strip())
    return with_macros("\\begin{aligned}\n" + " \\\\\n".join(lines) + "\n\\end{aligned}")


def _fragment(document: str, equation: Equation) -> str:
    head = (
        f"% {equation.label} of {document}, for \\begin{{equation}} ... \\end{{equation}}\n"
        "% It needs \\usepackage{amsmath} and \\input{symdyn-macros} before \\begin{document}."
    )
    return f"{head}\n{fragment_body(equation)}%\n"
