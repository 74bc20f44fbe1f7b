"""Exact instances: words evaluated at matrices of fractions, to refute a bound or a reduction."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from symdyn.trial.formulas import HOLDS, substitute, variables, weight
from symdyn.trial.meaning import Context
from symdyn.trial.reading import INDICES, Node, Refused, integer, rational
from symdyn.trial.words import MODES, SIDES, rank_form, require_bound_by_sum

__all__ = ["refute_matrices", "require_dimension"]

_LARGEST, _LONGEST = 16, 64  # rows of an instance; terms of a sum, exponents
_MOST_BITS = 2048
_SHAPES = {
    "A": ("o", "n"),
    "R": ("o", "n"),
    "W": ("n", "n"),
    "B": ("n", "i"),
    r"\Omega": ("n", "n"),
}
_SHAPES |= {rf"{x}_\star": _SHAPES[x] for x in "AWB"} | {x: (y, y) for x, y in SIDES.items()}
_STATE = {r"\DeltaA": "A", r"\DeltaW": "W", r"\DeltaB": "B"}


def refute_matrices(context: Context, kind: str, lines: Any, evidence: Any) -> None:
    """An exact instance: a nonzero minor above the bound, or an entry off the diagonal."""
    given: dict[Any, Any] = {name: _exact(value) for name, value in evidence["matrices"].items()}
    context.frozen |= {(name, "") for name in given}
    sizes = _sizes(given, _SHAPES | (MODES if kind == "mode" else {}))
    for name, (body, _) in context.names.items():
        _require_closed(name, body, set())
    for name, (formal, body, _) in context.functions.items():
        _require_closed(name, body, {formal})
    for (operator, x, y), owner in context.given.items():
        difference = _plus(_number(context, x, given), _times(-1, _number(context, y, given)))
        if isinstance(difference, list):
            held = operator == "=" and not any(map(any, difference))
        else:
            held = HOLDS[operator](difference, 0)
        if not held:
            raise Refused(f"the instance does not satisfy {owner}")
        context.used.add(owner)
    if kind == "mode":
        _coupled(context, lines, evidence, given)
    elif kind == "rank":
        _exceeded(context, rank_form(lines[0]), evidence, given, sizes)
    else:
        raise Refused(f"a claim of the kind {kind!r} is not refuted by matrices")


def _coupled(context: Context, lines: Any, evidence: Any, given: dict[Any, Any]) -> None:
    """An entry off the diagonal that is not 0, in an aligned network."""
    ((operator, left, _),) = lines[0][0]
    for name in MODES.keys() & given.keys():
        if any(x for i, row in enumerate(given[name]) for j, x in enumerate(row) if i != j):
            raise Refused(f"{name} is not diagonal")
    if operator != "=" or left[0] != "name":
        raise Refused("a mode is of the form name = formula")
    result = _number(context, left, given)
    row, column = (integer(x, _LARGEST) for x in evidence["entry"])
    if row == column or str(result[row][column]) != evidence["value"] or not result[row][column]:
        raise Refused(f"the entry is {result[row][column]}, not a nonzero {evidence['value']}")


def _exceeded(
    context: Context, stated: tuple[str, Node], evidence: Any, given: dict[Any, Any], sizes: Any
) -> None:
    """A minor that is not 0 and has more rows than the bound, after some exact updates."""
    letter, right = stated
    if context.assumed:
        raise Refused("a rank is refuted without assumptions")
    state = {name: value for name, value in given.items() if isinstance(name, str)}
    updates, tau = integer(evidence["updates"], 3), integer(evidence["horizon"], _LONGEST)
    for _ in range(updates):
        memory = dict(state)
        steps = {_STATE[name]: _number(context, ("name", name), memory) for name in _STATE}
        state |= {x: _plus(state[x], _times(-given[r"\eta"], step)) for x, step in steps.items()}
    change = _plus(state[letter], _times(-1, given[letter]))
    rows, columns = ([integer(x, _LARGEST) for x in evidence[side]] for side in ("rows", "columns"))
    sizes |= {"Z": updates, r"\tau": tau}
    if any(given.get(name, size) != size for name, size in sizes.items()):
        raise Refused(f"the letters of the instance are not {sizes}")
    values = {name: ("number", size) for name, size in sizes.items()}
    bound = context.ring.constant(context.value(substitute(context.closed(right), values)))
    minor = _determinant([[change[row][column] for column in columns] for row in rows])
    if (
        str(minor) != evidence["minor"]
        or not minor
        or bound is None
        or len(rows) <= bound
        or len(rows) != len(columns)
    ):
        raise Refused(f"the minor is {minor} with {len(rows)} rows against a bound {bound}")


def require_dimension(name: str, value: Any) -> None:
    """The dimensions o, n and i count outputs, units and inputs: they are integers >= 1."""
    if value.denominator != 1 or value < 1:
        raise Refused(f"{name} counts rows or columns: it is not {value}")


def _sizes(given: Any, shapes: Mapping[str, tuple[str, str]]) -> dict[str, int]:
    """The dimensions o, n, i, which all matrices share; no other letter is a matrix."""
    sizes: dict[str, int] = {}
    for name, value in given.items():
        if isinstance(value, list) != (name in shapes):
            raise Refused(f"{name} is a matrix or a number where it should be the other")
        if name in INDICES and (value.denominator != 1 or value < 0):
            raise Refused(f"the index {name} is not an integer >= 0")
        if name in {*"oni"}:
            require_dimension(name, value)
            if sizes.setdefault(name, value) != value:
                raise Refused(f"{name} = {value} does not fit the matrices")
        for side, size in (
            zip(shapes.get(name, ()), (len(value), len(value[0])), strict=True)
            if name in shapes
            else ()
        ):
            if sizes.setdefault(side, size) != size:
                raise Refused(f"the shape of {name} does not fit the others")
    return sizes


def _require_closed(name: str, node: Node, bound: set[str]) -> None:
    """Refuse if what a name stands for changes with an index that is not its own."""
    if node[0] == "name" and node[1] in {"m", "j", "k", "Z"} - bound:
        raise Refused(f"{name} depends on an index {node[1]} that is not its own")
    if node[0] == "sum":
        require_bound_by_sum(node[1])
    inner = bound | {node[1]} if node[0] == "sum" else bound
    for part in node[1:]:
        if isinstance(part, tuple):
            _require_closed(name, part, inner)


def _exact(value: Any) -> Any:
    if isinstance(value, str):
        return _plain(rational(value))
    matrix = [[_plain(rational(x)) for x in row] for row in value]
    if not 0 < len(matrix) <= _LARGEST or len({len(row) for row in matrix}) != 1:
        raise Refused(f"a matrix has 1 to {_LARGEST} rows of one length")
    return matrix


def _plain(value: Fraction) -> Any:
    """An integer where it is one: that is several times faster."""
    return value.numerator if value.denominator == 1 else value


def _number(context: Context, node: Node, given: Any) -> Any:
    """The value of a word at given numbers and matrices; a number stands for its multiple of I."""
    value = _evaluated(context, node, given)
    rows = value if isinstance(value, list) else [[value]]
    bits = max((x.numerator * x.denominator).bit_length() for row in rows for x in row)
    if bits > _MOST_BITS:
        raise Refused(f"a number of {bits} bits in an instance")
    context.ring.spend(len(rows) * len(rows[0]) * (10 + len(rows) * bits // 64))
    return value


def _evaluated(context: Context, node: Node, given: Any) -> Any:  # noqa: PLR0912 - a case a node
    tag = node[0]
    if tag in {"lim", "d", "at"}:
        raise Refused(f"{tag!r} stands in a matrix word")
    if tag == "number" or node == ("name", "I"):
        return node[1] if tag == "number" else 1
    if tag == "name" and node[1] in given:
        return given[node[1]]
    if tag == "indexed":
        context.unfold(node)  # refuses what is not defined, notes what is used
        formal, inner, _ = context.functions[node[1]]
        index = _number(context, node[2], given)
        memo = (node[1], index)
        if memo not in given:
            given[memo] = _number(context, inner, {**given, formal: index})
        return given[memo]
    if (body := context.unfold(node)) is not None:
        return _number(context, body, given)
    if tag == "sum":
        require_bound_by_sum(node[1])  # what is kept of powers and sequences knows no other index
        total: Any = 0
        count = _number(context, node[2], given)
        before = given.get(node[1])
        if count.denominator != 1 or count > _LONGEST:
            raise Refused(f"a sum of {count} terms: at most {_LONGEST} are added")
        for value in range(max(0, int(count))):
            given[node[1]] = value
            total = _plus(total, _number(context, node[3], given))
        given[node[1]] = before
        return total
    if tag == "^":
        context.ring.spend(4 * weight(node[1]))
        exponent = integer(str(_number(context, node[2], given)), _LONGEST)
        powers = given.setdefault(("powers", node[1], *_indices(node[1], given)), [1])
        base = _number(context, node[1], given) if len(powers) <= exponent else None
        while len(powers) <= exponent:
            powers.append(_times(powers[-1], base))
        return powers[exponent]
    parts = [_number(context, x, given) for x in node[1:] if isinstance(x, tuple)]
    if tag == "name" or not parts:
        raise Refused(f"the instance gives no value to {node}")
    result = parts[0]
    if tag == "neg":
        return _times(-1, result)
    if tag == "top":
        return [list(row) for row in zip(*result, strict=True)]
    if tag == "diag":
        return [[x if i == j else 0 for j, x in enumerate(row)] for i, row in enumerate(result)]
    for part in parts[1:]:
        if tag == "/" and isinstance(part, list):
            raise Refused("division by a matrix")
        result = (
            _plus(result, part)
            if tag == "+"
            else _times(result, Fraction(1) / part if tag == "/" else part)
        )
    return result


def _indices(node: Node, given: Any) -> list[Any]:
    """The values of the indices that occur."""
    return [given.get(name) for name in sorted(variables(node) & INDICES)]


def _plus(left: Any, right: Any) -> Any:
    if isinstance(left, list) and isinstance(right, list):
        return [
            [x + y for x, y in zip(p, q, strict=True)] for p, q in zip(left, right, strict=True)
        ]
    if isinstance(left, list) or isinstance(right, list):
        matrix, number = (left, right) if isinstance(left, list) else (right, left)
        if number and len(matrix) != len(matrix[0]):
            raise Refused("a multiple of I is added to a matrix that is not square")
        return [[x + number * (i == j) for j, x in enumerate(row)] for i, row in enumerate(matrix)]
    return left + right


def _times(left: Any, right: Any) -> Any:
    if isinstance(left, list) and isinstance(right, list):
        columns = list(zip(*right, strict=True))
        return [
            [sum(x * y for x, y in zip(row, column, strict=True)) for column in columns]
            for row in left
        ]
    if isinstance(left, list) or isinstance(right, list):
        matrix, number = (left, right) if isinstance(left, list) else (right, left)
        return [[x * number for x in row] for row in matrix]
    return left * right


def _determinant(rows: list[list[Fraction]]) -> Fraction:
    result = Fraction(1)
    while rows:
        pivot = next((row for row in rows if row[0]), None)
        if pivot is None:
            return Fraction(0)
        result *= pivot[0] * (-1) ** rows.index(pivot)
        rows = [
            [x - Fraction(row[0]) / pivot[0] * y for x, y in zip(row[1:], pivot[1:], strict=True)]
            for row in rows
            if row is not pivot
        ]
    return result
