"""What each column of the table of training runs is, as text."""

from collections.abc import Iterator, Mapping

from symdyn.simulation.training.columns import PROVENANCE, RESULTS, SETTINGS, Column

__all__ = ["description"]

_NONE = "-"
_KINDS = {
    "integer": "integer",
    "number": "number",
    "text": "text",
    "flag": "true/false",
    "numbers": "list of numbers",
    "texts": "list of texts",
}
_PARTS: tuple[tuple[str, Mapping[str, Column]], ...] = (
    ("What made the run", PROVENANCE),
    ("Settings, the same in all rows of a run", SETTINGS),
    ("Measured: one row a seed and measurement", RESULTS),
)
_LISTS = (
    "A list has one entry a mode of the teacher, singular values have one a dimension.  What is not "
    "defined is null.\nUnit 1: a pure number."
)


def description() -> str:
    """A line a column: name, type, unit and meaning, in the order of the table's parts.

    >>> print(description())  # doctest: +ELLIPSIS
    What made the run
    symdyn                  text             -            version of symdyn that made the run
    ...
    """
    rows = [line for _, columns in _PARTS for line in _lines(columns)]
    widths = [max(len(row[place]) for row in rows) for place in range(3)]

    def laid_out(row: tuple[str, ...]) -> str:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        return "  ".join([*cells, row[-1]])

    parts = ["\n".join([title, *map(laid_out, _lines(columns))]) for title, columns in _PARTS]
    return "\n\n".join([*parts, _LISTS])


def _lines(columns: Mapping[str, Column]) -> Iterator[tuple[str, ...]]:
    for name, column in columns.items():
        yield name, _KINDS[column.kind], column.unit or _NONE, column.meaning
