r"""Long formulas of matrix words over several lines.

These are LaTeX already, sums of products with \left( \right) around sums; they may be cut in front
of a sign of equality, plus or minus, outside brackets or, where that does not help, inside them.
"""

import re

from symdyn.printing.latex_width import latex_width

__all__ = ["break_words"]

_CUT = re.compile(r" (?=(?:=|\+|-) )")
_INDENT = 2.0


def break_words(text: str, width: float) -> list[str]:
    r"""The lines of a formula, in order; the first is as wide as asked, the others less an indent.

    Parameters
    ----------
    text : LaTeX without line breaks
    width : ems that the first line may take

    Returns
    -------
    One line if it fits; a line is too wide only where it cannot be cut.

    >>> break_words(r"\left(A B + C D\right)", 3)
    ['\\bigl(A B', '+ C D\\bigr)']
    """
    if latex_width(text) <= width:
        return [text]
    pieces = _pieces(text, deepest=0)
    if max(map(latex_width, pieces)) > width:
        free = text.replace(r"\left", r"\bigl").replace(r"\right", r"\bigr")
        pieces = _pieces(free, deepest=1)
    lines: list[str] = []
    for piece in pieces:
        room = width - (_INDENT if len(lines) > 1 else 0)
        if lines and latex_width(f"{lines[-1]} {piece}") <= room:
            lines[-1] = f"{lines[-1]} {piece}"
        else:
            lines.append(piece)
    return lines


def _pieces(text: str, deepest: int) -> list[str]:
    """The formula cut wherever it may be, at most so many brackets deep and in no braces."""
    pieces, start = [], 0
    for match in _CUT.finditer(text):
        before = text[: match.start()]
        braces = before.count("{") - before.count("}")
        brackets = sum(before.count(one) for one in (r"\left", r"\bigl")) - sum(
            before.count(one) for one in (r"\right", r"\bigr")
        )
        if not braces and brackets <= deepest:
            pieces.append(text[start : match.start()])
            start = match.end()
    return [*pieces, text[start:]]
