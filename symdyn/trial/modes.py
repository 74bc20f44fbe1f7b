"""The modes of aligned networks: matrix words that are diagonal between orthogonal frames."""

from typing import Any

from symdyn.trial.formulas import linear, variables
from symdyn.trial.meaning import Context
from symdyn.trial.reading import Node, Refused
from symdyn.trial.values import MATRICES
from symdyn.trial.words import (
    MODES,
    SIDES,
    deep,
    require_bound_by_sum,
    require_no_index,
    require_word,
    require_words,
)

__all__ = ["check_mode"]

Frame = tuple[str, str] | None


def check_mode(context: Context, lines: Any, _: Any) -> None:
    """A matrix, diagonal between orthogonal frames, has the diagonal that the line states."""
    for line in lines:
        for operator, left, right in line[0]:
            if operator != "=" or left[0] != "name":
                raise Refused("a mode is of the form name = formula")
            for side in (left, right):
                require_word(context, side, MODES.keys() | SIDES.keys() | {"I"})
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
    require_no_index(context)


def _mode(context: Context, node: Node) -> tuple[Frame, Node]:
    """(X, Y) and f for X f Y^T with f diagonal, a dimension for no frame; None for multiples of I."""
    tag = node[0]
    orthogonal = context.given.get(("=", ("*", ("top", node), node), ("name", "I")))
    if orthogonal:
        context.used.add(orthogonal)
        return (node[1], SIDES[node[1]]), ("number", 1)
    require_words(context, node)
    if (body := context.unfold(node)) is not None:
        return _mode(context, body)
    if tag == "name" and node[1] in MATRICES - {"I"}:
        raise Refused(f"the matrix {node[1]} is not said to be aligned")
    if tag in {"name", "number"}:
        inner = ("number", 1) if node == ("name", "I") else node
        return MODES.get(node[1]), inner
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
        require_bound_by_sum(node[1])
        form = linear(node[2])
        if form is None:
            raise Refused(f"{node[2]!r:.99} is no number of terms")
        count = tuple(sorted(form.items()))
        return [(((node[1], count), *layers), x) for layers, x in _layers(context, node[3])]
    if tag in {"+", "neg"}:
        return [(layers, (tag, x)) for inner in node[1:] for layers, x in _layers(context, inner)]
    if tag != "*":
        return [((), node)]
    products: list[tuple[Any, Node]] = [((), ("number", 1))]
    for factor in node[1:]:
        layers = _layers(context, factor)
        context.ring.spend(len(products) * len(layers))
        pairs = [(one, two) for one in products for two in layers]
        for (outer, x), (inner, y) in pairs:
            ranges = {name for _, count in inner for name, _ in count}
            taken = {index for index, _ in inner} & variables(deep(context, x))
            taken |= {index for index, _ in outer} & (variables(deep(context, y)) | ranges)
            if taken:
                raise Refused(f"the indices {sorted(taken)} have two meanings in a product")
        products = [((*outer, *inner), ("*", x, y)) for (outer, x), (inner, y) in pairs]
    return products
