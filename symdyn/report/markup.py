r"""Content as LaTeX: paragraphs, numbered equations, matrices and tables.

Equations that follow each other are aligned at their relation signs, a long one is broken into
lines, and every equation gets the label eq:DOCUMENT:LABEL, every table tab:DOCUMENT:LABEL.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from symdyn.formula.latex import TEXT_WIDTH, latex, latex_lines, latex_width
from symdyn.report.content import (
    Block,
    Cell,
    Citation,
    Equation,
    Matrix,
    Piece,
    Prose,
    Section,
    Strong,
    Table,
    pieces_of,
)
from symdyn.report.printing.escaping import escape
from symdyn.report.printing.matrix_layout import matrix_lines

__all__ = ["Writer", "equation_lines"]

_RELATIONS = {"=": "=", "<": "<", ">": ">", "<=": r"\le", ">=": r"\ge"}
_LONGEST_ALIGNED = 9.0
_LINE = 40.0
_ROWS_ON_A_PAGE = 12
_COLUMN_GAP = 1.2
_LETTER = 0.46
_REFERENCE = 4
_TEXT_STYLE = 0.85


def equation_lines(equation: Equation, width: float = TEXT_WIDTH) -> list[str]:
    r"""The lines of an equation, each with one "&" to align at, for align, aligned or split.

    >>> from symdyn.notation import a, b
    >>> equation_lines(Equation("product", a, a * b, ">"))
    ['a &> a b']
    """
    left = "" if equation.left is None else _math(equation.left)
    sign = _RELATIONS[equation.relation]
    if isinstance(equation.right, Matrix):
        return matrix_lines(left, equation.right, width)
    first, *others = latex_lines(left or None, equation.right, width)
    if sign == "=" or not left:
        return [first, *others]
    if "&=" in first:
        return [first.replace("&=", f"&{sign}", 1), *others]
    return [first, *(line.replace(" = ", f" {sign} ", 1) for line in others[:1]), *others[1:]]


@dataclass(frozen=True)
class Writer:
    """Writes the sections of one document, whose name is part of every label.

    Parameters
    ----------
    document : the name, such as that of a rule
    tables : the labels that are tables; the other labels are equations
    claims : by the label of an equation, the ids of the claims behind it, for a comment
    width : ems that a formula may take beside its number
    """

    document: str
    tables: frozenset[str]
    claims: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    width: float = TEXT_WIDTH

    @staticmethod
    def of(
        document: str,
        sections: Iterable[Section],
        claims: Mapping[str, tuple[str, ...]] | None = None,
        width: float = TEXT_WIDTH,
    ) -> "Writer":
        """The writer for a document of these sections."""
        blocks = (block for section in sections for block in section.blocks)
        tables = frozenset(block.label for block in blocks if isinstance(block, Table))
        return Writer(document, tables, claims or {}, width)

    def blocks(self, blocks: Iterable[Block]) -> str:
        """The blocks of a section: an equation belongs to the paragraph it stands in."""
        written, previous = "", ""
        for kind, group in groupby(blocks, lambda block: type(block).__name__):
            for text in self._group(kind, list(group)):
                apart = "Table" in (kind, previous) or text.startswith(r"\textbf")
                written += ("\n\n" if apart else "\n") * bool(written) + text
            previous = kind
        return written

    def text(self, pieces: Iterable[Piece]) -> str:
        """The pieces of a paragraph or a cell, side by side."""
        return "".join(self.piece(piece) for piece in pieces)

    def piece(self, piece: Piece) -> str:
        """One piece within a paragraph."""
        if not isinstance(piece, str):
            return f"${_math(piece)}$"
        if isinstance(piece, Citation):
            return rf"\cite{{{self.reference(piece.number)}}}"
        if isinstance(piece, Strong):
            return rf"\textbf{{{escape(piece)}}}"
        if type(piece) is str and piece.startswith("ref:"):
            label = piece.removeprefix("ref:")
            if label in self.tables:
                return rf"\ref{{tab:{self.document}:{label}}}"
            return rf"\eqref{{eq:{self.document}:{label}}}"
        return escape(piece)

    def reference(self, number: int) -> str:
        """The key of an entry of the bibliography."""
        return f"{self.document}:{number}"

    def _group(self, kind: str, group: list[Block]) -> list[str]:
        """Blocks of one kind that follow each other."""
        if kind == "Equation":
            return [self._equations([one for one in group if isinstance(one, Equation)])]
        if kind == "Table":
            return [self._table(one) for one in group if isinstance(one, Table)]
        return ["\n\n".join(self.text(one.pieces) for one in group if isinstance(one, Prose))]

    def _equations(self, equations: list[Equation]) -> str:
        """One display: aligned where all left-hand sides are short, else one below the other."""
        aligned = all(_aligns(one, self.width) for one in equations)
        widest = max(map(_lead, equations)) if aligned else 0.0
        rows = []
        for equation in equations:
            own = widest - _lead(equation) if aligned else 0.0
            lines = equation_lines(equation, self.width - own)
            label = rf"\label{{eq:{self.document}:{equation.label}}}"
            behind = self.claims.get(equation.label, ())
            comment = f"% {', '.join(behind)}\n" if behind else ""
            if aligned and len(equations) > 1:
                rows.append(comment + " \\notag \\\\\n".join(lines) + f" {label}")
            else:
                rows.append(f"{comment}{_body(lines)} {label}")
        kind = "equation" if len(rows) == 1 else "align" if aligned else "gather"
        return f"\\begin{{{kind}}}\n" + " \\\\\n".join(rows) + f"\n\\end{{{kind}}}"

    def _table(self, table: Table) -> str:
        """Formulas are as large as in displays if a row then still fits on a line."""
        natural = _natural_widths(table, 1.0)
        display = sum(natural) <= _LINE - _COLUMN_GAP * (len(natural) - 1)
        columns = _columns(natural if display else _natural_widths(table, _TEXT_STYLE))
        cells = [[self._cell(cell, display) for cell in row] for row in (table.header, *table.rows)]
        header, *rows = (" & ".join(row) + r" \\" for row in cells)
        tall = any(r"\frac" in cell for row in cells for cell in row)
        stretch = rf"\renewcommand{{\arraystretch}}{{{2.15 if display else 1.6}}}"
        caption = rf"\caption{{{self.text(pieces_of(table.caption))}\label{{tab:{self.document}:{table.label}}}}}"
        head = [r"\toprule", header, r"\midrule"]
        stretches = [stretch] if tall else []
        if len(rows) <= _ROWS_ON_A_PAGE:
            return "\n".join(
                [
                    r"\begin{tablehere}",
                    caption,
                    *stretches,
                    rf"\begin{{tabular}}{{@{{}}{columns}@{{}}}}",
                    *head,
                    *rows,
                    r"\bottomrule",
                    r"\end{tabular}",
                    r"\end{tablehere}",
                ]
            )
        return "\n".join(
            [
                r"\begingroup",
                *stretches,
                rf"\begin{{longtable}}{{@{{}}{columns}@{{}}}}",
                caption + r" \\",
                *head,
                r"\endfirsthead",
                *head,
                r"\endhead",
                *rows,
                r"\bottomrule",
                r"\end{longtable}",
                r"\endgroup",
            ]
        )

    def _cell(self, cell: Cell, display: bool) -> str:
        text = self.text(pieces_of(cell))
        return text.replace(r"$", r"$\displaystyle ", 1) if display and _is_formula(cell) else text


def _is_formula(cell: Cell) -> bool:
    return not isinstance(cell, str | tuple) and r"\frac" in _math(cell)


def _math(piece: Piece) -> str:
    if isinstance(piece, str):
        return rf"\text{{{escape(piece)}}}"
    return latex(piece)


def _lead(equation: Equation) -> float:
    return 0.0 if equation.left is None else latex_width(_math(equation.left) + "=")


def _aligns(equation: Equation, width: float) -> bool:
    plain = not isinstance(equation.right, Matrix) and equation.left is not None
    return plain and _lead(equation) <= _LONGEST_ALIGNED * width / TEXT_WIDTH


def _body(lines: list[str]) -> str:
    """An equation that is not aligned with others."""
    if len(lines) == 1:
        return lines[0].replace("&", "", 1).strip()
    body = " \\\\\n".join(lines)
    return f"\\begin{{split}}\n{body}\n\\end{{split}}"


def _columns(natural: list[float]) -> str:
    """Column types for tabular: l for the narrow ones, paragraphs that share the rest of the line."""
    left = _LINE - _COLUMN_GAP * (len(natural) - 1)
    kinds = dict.fromkeys(range(len(natural)), "l")
    ascending = sorted(kinds, key=lambda column: natural[column])
    for place, column in enumerate(ascending):
        share = left / (len(natural) - place)
        if natural[column] > share:
            kinds[column] = rf">{{\raggedright\arraybackslash}}p{{{share:.1f}em}}"
        left -= min(natural[column], share)
    return "".join(kinds.values())


def _natural_widths(table: Table, style: float) -> list[float]:
    """How wide the columns are without line breaks; `style` scales formulas."""
    rows = (table.header, *table.rows)
    return [max(_width(cell, style) for cell in column) for column in zip(*rows, strict=True)]


def _width(cell: Cell, style: float) -> float:
    return sum(
        _LETTER * (_REFERENCE if piece.startswith("ref:") else len(piece))
        if isinstance(piece, str)
        else style * latex_width(_math(piece))
        for piece in pieces_of(cell)
    )
