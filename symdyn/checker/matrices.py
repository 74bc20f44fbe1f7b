"""Matrix words: the modes of aligned networks, the rank of what is learned, exact instances."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from symdyn.checker.formulas import linear, substitute, variables
from symdyn.checker.meaning import MATRICES, Context
from symdyn.checker.reading import INDICES, Node, Refused, integer, rational

__all__ = ["check_mode", "check_rank", "refute_matrices"]

Frame = tuple[str, str] | None
# Which dimensions the modes' diagonal matrices and the orthogonal letters have.
_MODES = {"a": ("o", "n"), "b": ("n", "i"), "w": ("n", "n"), r"\hat{a}": ("o", "n")}
_MODES |= {rf"{x}_\star": _MODES[x] for x in "abw"}
_LARGEST, _LONGEST = 16, 64  # rows of an instance; terms of a sum, exponents
_SIDES = {"U": "o", "P": "n", "V": "i"}
_STATE = {r"\DeltaA": "A", r"\DeltaW": "W", r"\DeltaB": "B"}


def check_mode(context: Context, lines: Any, _: Any) -> None:
    """A matrix, diagonal between orthogonal frames, has the diagonal that the line states."""
    for line in lines:
        for operator, left, right in line[0]:
            if operator != "=":
                raise Refused("a mode is an equation")
            frame, diagonal = _mode(context, left)
            if frame is not None and not {*frame} <= {"o", "n", "i"}:
                raise Refused(
                    f"the matrix is diagonal between the frames {frame}, not as it stands"
                )
            parts: dict[Any, list[Node]] = {}
            for layers, body in [*_layers(context, diagonal), *_layers(context, ("neg", right))]:
                parts.setdefault(layers, []).append(body)
            for layers, bodies in parts.items():
                context.require_zero(("+", ("number", 0), *bodies), f"summand over {layers}")


def _mode(context: Context, node: Node) -> tuple[Frame, Node]:
    """(X, Y) and f for X f Y^T with f diagonal, a dimension for no frame; None for multiples of I."""
    tag = node[0]
    orthogonal = context.given.get(("=", ("*", ("top", node), node), ("name", "I")))
    if orthogonal:
        context.used.add(orthogonal)
        return (node[1], _SIDES[node[1]]), ("number", 1)
    if (body := context.unfold(node)) is not None:
        return _mode(context, body)
    if tag == "name" and node[1] in MATRICES - {"I"}:
        raise Refused(f"the matrix {node[1]} is not said to be aligned")
    if tag in {"name", "number"}:
        inner = ("number", 1) if node == ("name", "I") else node
        return _MODES.get(node[1]), inner
    if tag == "sum":
        frame, inner = _mode(context, node[3])
        return frame, (*node[:3], inner)
    parts = [_mode(context, x) for x in (node[1:2] if tag == "^" else node[1:])]
    found = [frame for frame, _ in parts if frame is not None]
    frame, inner = found[0] if found else None, parts[0][1]
    square = frame is None or frame[0] == frame[1]
    if tag == "top":
        return frame and frame[::-1], inner
    if tag == "diag" and frame in {None, ("n", "n")}:
        return frame, inner
    if tag == "^" and square:
        return frame, ("^", inner, node[2])
    for following in found[1:]:
        if tag == "*" and frame is not None and frame[1] == following[0]:
            frame = (frame[0], following[1])
        elif tag != "+" or frame != following:
            raise Refused(f"the frames {frame} and {following} do not match in {tag!r}")
    if tag == "*" or (tag in {"+", "neg", "/"} and (square or len(found) == len(parts))):
        return frame, (tag, *(inner for _, inner in parts))
    raise Refused(f"{tag!r} between the frames {frame} has no modes")


def _layers(context: Context, node: Node) -> list[tuple[Any, Node]]:
    """The formula as sums of products: the ranges in order, and what is summed."""
    if (body := context.unfold(node)) is not None:
        return _layers(context, body)
    tag = node[0]
    if tag == "sum":
        count = tuple(sorted((linear(node[2]) or {"?": 0}).items()))
        return [(((node[1], count), *layers), x) for layers, x in _layers(context, node[3])]
    if tag in {"+", "neg"}:
        return [(layers, (tag, x)) for inner in node[1:] for layers, x in _layers(context, inner)]
    if tag != "*":
        return [((), node)]
    products: list[tuple[Any, Node]] = [((), ("number", 1))]
    for factor in node[1:]:
        products = [
            ((*outer, *inner), ("*", x, y))
            for outer, x in products
            for inner, y in _layers(context, factor)
        ]
    return products


def check_rank(context: Context, lines: Any, evidence: Any) -> None:
    r"""rank(W_K - W_0) <= o (fixed + K (common + each)), or at most a side of the matrix.

    W_{k+1} = W_k - eta Delta W(k).  The left factor R^T is the same at every update and comes out of
    the sum over k, by induction; A^T of update k is common to its lags; all others count each time.
    The rank of a sum is at most the sum of the ranks, of a product at most an inner dimension.
    """
    context.frozen |= {(name, "") for name in MATRICES - {"F"}}
    for ((operator, left, right),) in (line[0] for line in lines):
        letter = left[1][len(r"\operatorname{rank}(")]
        if operator != "<=" or left[1] != rf"\operatorname{{rank}}({letter}_{{K}}-{letter}_{{0}})":
            raise Refused("a bound on a rank is of the form rank(W_K - W_0) <= bound")
        if right in {"W": [("name", "n")], "B": [("name", "n"), ("name", "i")]}[letter]:
            continue
        fixed, common, each = _left_factors(
            context, ("name", rf"\Delta{letter}"), evidence["by-lag"] == "1"
        )
        moving = ("*", ("name", "K"), ("+", ("number", int(common)), each))
        count = ("*", ("name", "o"), ("+", ("number", int(fixed)), moving))
        context.require_zero(("+", right, ("neg", count)), "bound")


def _left_factors(
    context: Context, node: Node, by_lag: bool, outer: tuple[Node, ...] = ()
) -> tuple[bool, bool, Node]:
    """Whether R^T is a left factor, whether A^T is, and how many others there are."""
    tag = node[0]
    if (body := context.unfold(node)) is not None:
        return _left_factors(context, body, by_lag, outer)
    if tag == "sum":
        return _left_factors(context, node[3], by_lag, (*outer, node))
    if tag != "*":
        raise Refused(f"{tag!r} has no left factors that can be read")
    matrices = [x for x in node[1:] if not _is_scalar(context, x)]
    scalars = [x for x in node[1:] if _is_scalar(context, x)]
    first = (
        matrices.pop(0) if matrices and not _is_feedback(context, matrices[0]) else ("number", 1)
    )
    if not matrices or not _is_feedback(context, matrices[0]):
        raise Refused("an update is the kernel times the feedback times the rest")
    kernel = ("*", *scalars, first)
    lags = [(index, count) for _, index, count, _ in outer if index in variables(kernel)]
    terms = [kernel] if by_lag else _kernel_terms(context, kernel)
    shared, others = False, []
    for term in terms:
        start = (
            term
            if by_lag
            else _at_start(context, term, {index: ("number", 0) for index, _ in lags})
        )
        if (
            _is_scalar(context, start)
            and context.value(substitute(context.closed(start), {"I": ("number", 1)})).top
        ):
            shared = True
        if not _is_scalar(context, term):
            if not all((linear(count) or {"T": 1}).keys() <= {"", r"\tau"} for _, count in lags):
                raise Refused(f"the number of left factors grows with one of {lags}")
            for _, count in lags:
                context.require_natural(linear(count) or {}, [])
            number = ("*", ("number", 1), *(count for _, count in lags))
            others.append(("+", number, ("number", -1)) if _is_scalar(context, start) else number)
    random = _unfolded(context, matrices[0]) == ("top", ("name", "R"))
    return shared and random, shared and not random, ("+", ("number", 0), *others)


def _at_start(context: Context, node: Node, zero: Mapping[str, Node]) -> Node:
    """A term of the kernel at lag 0, where X^m is the identity."""
    node = _unfolded(context, node)
    if node[0] == "^" and not any((linear(substitute(node[2], zero)) or {"": 1}).values()):
        return ("number", 1)
    return (
        node[0],
        *(_at_start(context, x, zero) if isinstance(x, tuple) else x for x in node[1:]),
    )


def _unfolded(context: Context, node: Node) -> Node:
    return node if (body := context.unfold(node)) is None else _unfolded(context, body)


def _is_feedback(context: Context, node: Node) -> bool:
    return _unfolded(context, node) in {("top", ("name", "R")), ("top", ("name", "A"))}


def _is_scalar(context: Context, node: Node) -> bool:
    """No matrix but I in it; what is undefined and indexed counts as a matrix."""
    if node[0] == "indexed" and node[1] not in context.functions:
        return False
    node = _unfolded(context, node)
    if node[0] == "name":
        return node[1] not in {"A", "W", "B", "R", r"A_\star", r"W_\star", r"B_\star"}
    return all(_is_scalar(context, x) for x in node[1:] if isinstance(x, tuple))


def _kernel_terms(context: Context, node: Node) -> list[Node]:
    """The terms of the kernel, its products of sums multiplied out."""
    node = _unfolded(context, node)
    if node[0] in {"+", "neg"}:
        return [(node[0], x) for inner in node[1:] for x in _kernel_terms(context, inner)]
    if node[0] == "/":
        return [("/", x, node[2]) for x in _kernel_terms(context, node[1])]
    if node[0] != "*":
        return [node]
    products: list[Node] = [("number", 1)]
    for factor in node[1:]:
        products = [("*", x, y) for x in products for y in _kernel_terms(context, factor)]
    return products


def refute_matrices(context: Context, kind: str, lines: Any, evidence: Any) -> None:
    """An exact instance: a nonzero minor above the bound, or an entry off the diagonal."""
    given: dict[Any, Any] = {name: _exact(value) for name, value in evidence["matrices"].items()}
    ((operator, left, right),) = lines[0][0]
    context.frozen |= {(name, "") for name in given.keys() - _SIDES.keys()}
    if kind == "mode":
        for (_, x, y), owner in context.given.items():
            if any(
                map(
                    any,
                    _plus(
                        _number(context, x, given), _times(Fraction(-1), _number(context, y, given))
                    ),
                )
            ):
                raise Refused(f"the instance does not satisfy {owner}")
            context.used.add(owner)
        for name in _MODES.keys() & given.keys():
            if any(x for i, row in enumerate(given[name]) for j, x in enumerate(row) if i != j):
                raise Refused(f"{name} is not diagonal")
        result = _number(context, left, given)
        row, column = (integer(x, _LARGEST) for x in evidence["entry"])
        if (
            row == column
            or str(result[row][column]) != evidence["value"]
            or not result[row][column]
        ):
            raise Refused(f"the entry is {result[row][column]}, not a nonzero {evidence['value']}")
        return
    if kind != "rank":
        raise Refused(f"a claim of the kind {kind!r} is not refuted by matrices")
    if context.assumed:
        raise Refused("a rank is refuted without assumptions")
    letter, state = left[1][len(r"\operatorname{rank}(")], dict(given)
    updates, tau = integer(evidence["updates"], 3), integer(evidence["horizon"], _LONGEST)
    for _ in range(updates):
        memory = dict(state)
        steps = {_STATE[name]: _number(context, ("name", name), memory) for name in _STATE}
        state |= {x: _plus(state[x], _times(-given[r"\eta"], step)) for x, step in steps.items()}
    change = _plus(state[letter], _times(Fraction(-1), given[letter]))
    rows, columns = ([integer(x, _LARGEST) for x in evidence[side]] for side in ("rows", "columns"))
    sizes = {
        "o": len(given["A"]),
        "n": len(given["W"]),
        "i": len(given["B"][0]),
        "K": updates,
    }
    values = {name: ("number", size) for name, size in sizes.items()} | {r"\tau": ("number", tau)}
    bound = context.ring.constant(context.value(substitute(context.closed(right), values)))
    minor = _determinant([[change[row][column] for column in columns] for row in rows])
    if (
        operator != "<="
        or str(minor) != evidence["minor"]
        or not minor
        or bound is None
        or len(rows) <= bound
    ):
        raise Refused(f"the minor is {minor} with {len(rows)} rows against a bound {bound}")


def _exact(value: Any) -> Any:
    if isinstance(value, str):
        return rational(value)
    matrix = [[rational(x) for x in row] for row in value]
    if not 0 < len(matrix) <= _LARGEST or len({len(row) for row in matrix}) != 1:
        raise Refused(f"a matrix has 1 to {_LARGEST} rows of one length")
    return matrix


def _number(context: Context, node: Node, given: Any) -> Any:  # noqa: PLR0912 - a case a node
    """The value of a word at given numbers and matrices; a number stands for its multiple of I."""
    tag = node[0]
    if tag == "number" or node == ("name", "I"):
        return Fraction(node[1] if tag == "number" else 1)
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
        total: Any = Fraction(0)
        count = _number(context, node[2], given)
        before = given.get(node[1])
        if count.denominator != 1 or count > _LONGEST:
            raise Refused(f"a sum of {count} terms: at most {_LONGEST} are added")
        for value in range(max(0, int(count))):
            given[node[1]] = Fraction(value)
            total = _plus(total, _number(context, node[3], given))
        given[node[1]] = before
        return total
    if tag == "^":
        exponent = integer(str(_number(context, node[2], given)), _LONGEST)
        powers = given.setdefault(("powers", node[1], *_indices(node[1], given)), [Fraction(1)])
        base = _number(context, node[1], given) if len(powers) <= exponent else None
        while len(powers) <= exponent:
            powers.append(_times(powers[-1], base))
        return powers[exponent]
    parts = [_number(context, x, given) for x in node[1:] if isinstance(x, tuple)]
    if tag == "name" or not parts:
        raise Refused(f"the instance gives no value to {node}")
    result = parts[0]
    if tag == "neg":
        return _times(Fraction(-1), result)
    if tag == "top":
        return [list(row) for row in zip(*result, strict=True)]
    if tag == "diag":
        return [
            [x if i == j else Fraction(0) for j, x in enumerate(row)]
            for i, row in enumerate(result)
        ]
    for part in parts[1:]:
        if tag == "/" and isinstance(part, list):
            raise Refused("division by a matrix")
        result = (
            _plus(result, part) if tag == "+" else _times(result, 1 / part if tag == "/" else part)
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
        return [[x + number * (i == j) for j, x in enumerate(row)] for i, row in enumerate(matrix)]
    return left + right


def _times(left: Any, right: Any) -> Any:
    if isinstance(left, list) and isinstance(right, list):
        columns = list(zip(*right, strict=True))
        return [
            [
                sum((x * y for x, y in zip(row, column, strict=True)), Fraction(0))
                for column in columns
            ]
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
            [x - row[0] / pivot[0] * y for x, y in zip(row[1:], pivot[1:], strict=True)]
            for row in rows
            if row is not pivot
        ]
    return result
