"""The symbols of symdyn.notation as a table: in Python, in a formula, what each is and where."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from symdyn import notation

__all__ = ["setup"]

_HEADS = ("in Python", "written", "meaning", "domain")


class Symbols(SphinxDirective):
    """A row for each symbol that has a name in symdyn.notation."""

    def run(self) -> list[nodes.Node]:
        """The table, in the order of the notation."""
        group = nodes.tgroup(cols=len(_HEADS))
        group += [nodes.colspec(colwidth=1) for _ in _HEADS]
        group += nodes.thead("", _row([nodes.Text(head) for head in _HEADS]))
        group += nodes.tbody("", *map(_told, notation.NOTATION))
        return [nodes.table("", group)]


def _told(one: notation.Entry) -> nodes.row:
    (name,) = (name for name in notation.__all__ if getattr(notation, name) is one.symbol)
    python = nodes.literal(text=name)
    domain = "integer" if one.interval is None else one.interval.describe(one.symbol.name)
    shown = nodes.math(one.latex, one.latex)
    return _row([python, shown, nodes.Text(one.meaning), nodes.Text(domain)])


def _row(cells: list[nodes.Node]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))


def setup(app: Sphinx) -> dict[str, bool]:
    """Give Sphinx the directive `symbols`."""
    app.add_directive("symbols", Symbols)
    return {"parallel_read_safe": True}
