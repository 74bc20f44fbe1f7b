"""The rank of what is learned: left factors of the updates, fixed or one a lag."""

from collections.abc import Mapping
from typing import Any

from symdyn.trial.formulas import has, linear, plus, substitute, variables
from symdyn.trial.meaning import Context
from symdyn.trial.reading import Node, Refused
from symdyn.trial.values import MATRICES
from symdyn.trial.words import (
    deep,
    is_scalar_name,
    rank_form,
    require_bound_by_sum,
    require_no_index,
    require_word,
    unfolded,
)

__all__ = ["check_rank"]


# Matrices that no update changes.
_FIXED = frozenset({"R", r"\Omega"})


def check_rank(context: Context, lines: Any, evidence: Any) -> None:
    r"""rank(W_Z - W_0) <= o (fixed + Z (common + each)), or at most a side of the matrix.

    W_{k+1} = W_k - eta Delta W(k).  Left factors made of R^T and Omega are the same at every update and
    come out of the sum over k, by induction; A^T of update k is common to its lags; all others count
    each time.  The rank of a sum is at most the sum of the ranks, of a product at most an inner
    dimension.
    """
    matrices = {name for name in MATRICES - {"F"} if "Delta" not in name}
    context.frozen |= {(name, "") for name in matrices}
    by_lag, counted = evidence["by-lag"], False
    for line in lines:
        letter, right = rank_form(line)
        if right in {"W": [("name", "n")], "B": [("name", "n"), ("name", "i")]}[letter]:
            continue
        counted = True
        require_word(context, ("name", rf"\Delta{letter}"), {*matrices, "E"})
        if free := _free(context, ("name", rf"\Delta{letter}")) & {"m", "j", "k", "Z"}:
            raise Refused(f"an update holds {sorted(free)}, which might number the updates")
        fixed, moving = _left_factors(context, ("name", rf"\Delta{letter}"), by_lag == "1")
        count = ("*", ("name", "o"), ("+", fixed, ("*", ("name", "Z"), moving)))
        context.require_zero(("+", right, ("neg", count)), "bound")
    if by_lag not in ({"0", "1"} if counted else {"0"}):
        raise Refused(f"by-lag is {by_lag!r}, not 0 or 1, and 0 where nothing is counted")
    require_no_index(context)


def _free(context: Context, node: Node) -> set[str]:
    """The letters that occur outside of the sums that bind them."""
    context.ring.spend(5)
    if node[0] != "indexed" or node[1] in context.functions:
        node = unfolded(context, node)
    if node[0] == "sum":
        return _free(context, node[2]) | (_free(context, node[3]) - {node[1]})
    own = {node[1]} if node[0] == "name" else set[str]()
    return own.union(*(_free(context, x) for x in node[1:] if isinstance(x, tuple)))


def _left_factors(
    context: Context, node: Node, by_lag: bool, outer: tuple[Node, ...] = ()
) -> tuple[Node, Node]:
    """How many left factors are the same at every update, and how many are not."""
    tag = node[0]
    if (body := context.unfold(node)) is not None:
        return _left_factors(context, body, by_lag, outer)
    if tag == "sum":
        require_bound_by_sum(node[1])
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
    random = unfolded(context, matrices[0]) == ("top", ("name", "R"))
    kernel = ("*", *scalars, first)
    if has(deep(context, kernel), "sum"):
        raise Refused("a sum stands in the kernel")
    shared, fixed, moving = False, list[Node](), list[Node]()
    for term in [kernel] if by_lag else _kernel_terms(context, kernel):
        if not by_lag and _is_scalar(context, term):
            shared = shared or _is_nonzero(context, term)
            continue
        inside = variables(deep(context, term if by_lag else _matrix_part(context, term)))
        lags = [(index, linear(count), count) for _, index, count, _ in outer if index in inside]
        for _, form, _ in lags:
            if form is None or not form.keys() <= {"", r"\tau"}:
                raise Refused(f"the number of left factors grows with one of {lags}")
            context.require_natural(form, [])
        number: Node = ("*", ("number", 1), *(count for _, _, count in lags))
        start = _at_start(context, term, {index: ("number", 0) for index, _, _ in lags})
        some = all(context.is_natural(plus(form or {}, {"": 1}, -1)) for _, form, _ in lags)
        if not by_lag and _is_scalar(context, start) and some:  # there is a lag 0
            shared = shared or _is_nonzero(context, start)
            number = ("+", number, ("number", -1))
        same = (
            random
            and not by_lag
            and all(name in _FIXED or _is_scalar(context, ("name", name)) for name in inside)
        )
        (fixed if same else moving).append(number)
    (fixed if random else moving).append(("number", int(shared)))
    return ("+", ("number", 0), *fixed), ("+", ("number", 0), *moving)


def _matrix_part(context: Context, term: Node) -> Node:
    """A term of the kernel without what commutes: numbers do not change a left factor."""
    if _is_scalar(context, term):
        return ("number", 1)
    if term[0] in {"+", "neg", "/"}:  # one term each: see _kernel_terms
        return _matrix_part(context, term[1])
    return ("*", *(_matrix_part(context, x) for x in term[1:])) if term[0] == "*" else term


def _is_nonzero(context: Context, scalar: Node) -> bool:
    """Whether a multiple of I is not 0."""
    return bool(context.value(substitute(context.closed(scalar), {"I": ("number", 1)})).top)


def _at_start(context: Context, node: Node, zero: Mapping[str, Node]) -> Node:
    """A term of the kernel at lag 0, where X^m is the identity."""
    node = unfolded(context, node)
    if node[0] == "^" and not any((linear(substitute(node[2], zero)) or {"": 1}).values()):
        return ("number", 1)
    return (
        node[0],
        *(_at_start(context, x, zero) if isinstance(x, tuple) else x for x in node[1:]),
    )


def _is_feedback(context: Context, node: Node) -> bool:
    return unfolded(context, node) in {("top", ("name", "R")), ("top", ("name", "A"))}


def _is_scalar(context: Context, node: Node) -> bool:
    """No matrix but I in it; a sequence that is not given counts as a matrix."""
    if node[0] == "indexed" and node[1] not in context.functions:
        return False
    node = unfolded(context, node)
    if node[0] == "name":
        return node[1] == "I" or is_scalar_name(node[1])
    return all(_is_scalar(context, x) for x in node[1:] if isinstance(x, tuple))


def _kernel_terms(context: Context, node: Node) -> list[Node]:
    """The terms of the kernel, its products of sums multiplied out."""
    node = unfolded(context, node)
    if node[0] in {"+", "neg"}:
        return [(node[0], x) for inner in node[1:] for x in _kernel_terms(context, inner)]
    if node[0] == "/":
        return [("/", x, node[2]) for x in _kernel_terms(context, node[1])]
    if node[0] != "*":
        return [node]
    products: list[Node] = [("number", 1)]
    for factor in node[1:]:
        terms = _kernel_terms(context, factor)
        context.ring.spend(100 * len(products) * len(terms))
        products = [("*", x, y) for x in products for y in terms]
    return products
