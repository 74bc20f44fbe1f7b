r"""Matrices of formulas, in LaTeX, in MathML and on a terminal."""

from symdyn.formula.arrange import tree
from symdyn.formula.boxes import ASCII, UNICODE, Box, beside, fence, text
from symdyn.formula.latex import TEXT_WIDTH, latex, latex_lines
from symdyn.formula.latex_width import latex_width
from symdyn.formula.mathml import presentation
from symdyn.formula.mathml_elements import element, fenced, math_element, sign
from symdyn.formula.mathml_lines import mathml_equation
from symdyn.formula.nodes import Junction, Name, Number, Relation, Script
from symdyn.formula.terminal import render
from symdyn.report.content import Matrix

__all__ = ["matrix_box", "matrix_lines", "matrix_mathml"]

# In text style fractions are smaller than in displays, for which the estimate is made.
_STYLES = ((r"\displaystyle ", 1.0), ("", 0.74))
_BETWEEN_COLUMNS = 1.9
_BRACKETS = 2.0


def matrix_lines(left: str, matrix: Matrix, width: float) -> list[str]:
    r"""The lines of "left = matrix", each with one "&" of the display and those of the matrix.

    A matrix that is too wide is given entry by entry, as J_{11}, J_{12} and so on.

    Parameters
    ----------
    left : LaTeX of one letter, the name of the matrix
    matrix : the matrix
    width : ems that a line may take

    >>> from symdyn.notation import a, b
    >>> print(matrix_lines("J", Matrix(((a, b), (b, a))), 20)[0])
    J &= \begin{pmatrix} a & b \\ b & a \end{pmatrix}
    """
    written = [[latex(entry) for entry in row] for row in matrix.rows]
    style = _widest_style(written, left, width)
    return (
        _entries(left, matrix, width) if style is None else [f"{left} &= {_matrix(written, style)}"]
    )


def matrix_mathml(left: Name, matrix: Matrix, width: float = TEXT_WIDTH) -> str:
    """The equation "left = matrix" as a `math` element, entry by entry where its LaTeX is.

    >>> from symdyn.notation import a, b
    >>> from symdyn.formula.inline import inline
    >>> matrix_mathml(inline("J"), Matrix(((a, b), (b, a)))).count("<mtr>")
    2
    """
    rows = [[tree(entry) for entry in row] for row in matrix.rows]
    written = [[latex(entry) for entry in row] for row in rows]
    style = _widest_style(written, latex(left), width)
    if style is None:
        places = [
            Relation(Script(left, Number(10 * i + j)), "=", entry)
            for i, row in enumerate(rows, start=1)
            for j, entry in enumerate(row, start=1)
        ]
        return mathml_equation(None, "=", Junction(";", tuple(places)), width)
    cells = [[element("mtd", presentation(entry)) for entry in row] for row in rows]
    table = "".join(element("mtr", *row) for row in cells)
    tall = "true" if style else "false"
    body = fenced("(", f'<mtable displaystyle="{tall}">{table}</mtable>', ")", tall=True)
    alone = f"{latex(left)} = {_matrix(written, style)}"
    return math_element(presentation(left) + sign("=") + body, alone, display=True)


def _widest_style(written: list[list[str]], left: str, width: float) -> str | None:
    """The style of the entries in which a matrix fits on a line; None where none does."""
    columns = list(zip(*written, strict=True))
    natural = sum(max(map(latex_width, column)) for column in columns)
    around = _BETWEEN_COLUMNS * (len(columns) - 1) + _BRACKETS + latex_width(f"{left}=")
    return next((style for style, scale in _STYLES if natural * scale + around <= width), None)


def _matrix(written: list[list[str]], style: str) -> str:
    tall = any(r"\frac" in entry for row in written for entry in row)
    rows = [" & ".join((style if tall else "") + entry for entry in row) for row in written]
    end = r" \\[2ex] " if tall else r" \\ "
    return rf"\begin{{pmatrix}} {end.join(rows)} \end{{pmatrix}}"


def _entries(left: str, matrix: Matrix, width: float) -> list[str]:
    """The entries one after the other, as many on a line as fit."""
    lines: list[str] = []
    for i, row in enumerate(matrix.rows, start=1):
        for j, entry in enumerate(row, start=1):
            first, *others = latex_lines(f"{left}_{{{i}{j}}}", entry, width)
            together = f"{lines[-1]}, \\qquad {first.replace('&', '')}" if lines and j > 1 else ""
            if together and not others and latex_width(together) <= width:
                lines[-1] = together
            else:
                lines += [first, *others]
    return lines


def matrix_box(matrix: Matrix, *, unicode: bool = True) -> Box:
    """A matrix as one box for a terminal.

    >>> from symdyn.notation import a, b
    >>> print(matrix_box(Matrix(((a, b), (b, a)))))
    ⎛ a  b ⎞
    ⎜      ⎟
    ⎝ b  a ⎠
    """
    glyphs = UNICODE if unicode else ASCII
    boxes = [[render(entry, unicode=unicode) for entry in row] for row in matrix.rows]
    widths = [max(box.width for box in column) for column in zip(*boxes, strict=True)]
    lines: list[str] = []
    for row in boxes:
        cells = [_padded(box, width) for box, width in zip(row, widths, strict=True)]
        joined = beside(*(part for cell in cells for part in (text("  "), cell)))
        lines += [""] * bool(lines) + [line[2:] for line in joined.lines]
    body = Box(tuple(lines), len(lines) // 2)
    brackets = [fence(side, body.baseline, body.below, glyphs) for side in (True, False)]
    return beside(brackets[0], body, brackets[1])


def _padded(box: Box, width: int) -> Box:
    """A box centred in a column."""
    before = (width - box.width) // 2
    return beside(text(" " * before), box, text(" " * (width - box.width - before)))
