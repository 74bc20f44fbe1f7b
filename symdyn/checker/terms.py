r"""Terms: first-order trees with binders, and the one function that substitutes in them.

    ("num", n)                    the natural number n
    ("sym", name)                 a letter for a number; its sort is fixed by its name (`sorts.py`)
    ("mat", name)                 a letter for a matrix, "I" for the identity
    ("var", i)                    what the i-th binder around it binds, counted from the inside
    ("+", t, ...) ("*", t, ...) ("neg", t) ("/", s, t) ("^", s, t) ("top", t) ("diag", t)
    ("sum", hint, count, body)    the sum over 0 <= i < count; the body is under one binder
    ("lim", hint, body)           the limit for i -> infinity through the naturals
    ("d", hint, body, point)      the derivative of (real number -> body) at the point
    ("let", hints, values, body)  the body at these values; the last hint is ("var", 0)
    ("def", id, args)             a symbol of the signature at these arguments

Every occurrence of a symbol carries all that its meaning depends on.  So a term hides nothing that a
binder could catch, and two equal terms mean the same wherever they stand: a letter that was defined
two claims further down cannot prove 1 < 0.  Binders count from the inside and are opened with letters
that occur nowhere else, so no substitution captures (it would prove sum_{k<2} g = 2 g for g = w^k).

A number term means a real number or nothing.  x / 0 means nothing, and neither does a negative power
of 0, a sum of a negative number of terms, a limit or a derivative that does not exist, or a term with
a part that means nothing.  A relation holds only if both of its sides mean something.
("exact", t) is a term whose denominators nobody wrote: the kernel makes such terms from evidence.
"""

from collections.abc import Callable, Iterator, Mapping
from operator import is_
from typing import Any, NamedTuple, TypeAlias

__all__ = [
    "METER",
    "ONE",
    "ZERO",
    "Definition",
    "Meter",
    "Refused",
    "Relation",
    "Term",
    "abstract",
    "difference",
    "inner",
    "instantiate",
    "letters",
    "measure",
    "parts",
    "rebuild",
    "replace",
    "subterms",
]

Term: TypeAlias = tuple[Any, ...]
Relation: TypeAlias = tuple[str, Term, Term]  # the operators are = != < > <= >=
ZERO, ONE = ("num", 0), ("num", 1)
_LEAVES = frozenset({"num", "sym", "mat", "var"})
_BOUND = {"sum": (0, 1), "lim": (1,), "d": (1, 0)}  # binders around each direct subterm
_MOST_NODES, _DEEPEST, _MOST_WORK, _COUNTED = 100_000, 120, 2_000_000, 4_096


class Refused(Exception):  # noqa: N818 - a verdict, not an error
    """The evidence does not prove the statement, or the statement is none."""


class Meter:
    """Counts all work: arithmetic, look-ups, and each node of a tree that is made or walked."""

    def __init__(self) -> None:
        self.spent = 0

    def start(self) -> None:
        """Begin with another claim."""
        self.spent = 0

    def spend(self, steps: int) -> None:
        """Count steps, and refuse when one claim takes too many."""
        self.spent += steps
        if self.spent > _MOST_WORK:
            raise Refused("this takes more work than a check may")


METER = Meter()


class Definition(NamedTuple):
    r"""A symbol: `name` at `params` means `body`, whose letters are the parameters.

    `style` says how it is written: "plain" as K_\star; "indexed" as e_{k}, the subscript being the
    first parameter; "function" as K(z), the bracket being the first parameter.
    """

    name: str
    params: tuple[Term, ...]
    style: str
    body: Term
    shape: tuple[str, str] | None = None  # of a matrix; `sorts.add_definition` finds it


def inner(t: Term) -> tuple[Term, ...]:
    """The direct subterms."""
    tag = t[0]
    if tag in _LEAVES:
        return ()
    if tag in _BOUND:
        return t[2:]
    if tag == "def":
        return t[2]  # type: ignore[no-any-return]
    return (*t[2], t[3]) if tag == "let" else t[1:]


def parts(t: Term) -> list[tuple[Term, int]]:
    """The direct subterms, each with the number of binders that stand between."""
    if t[0] in _BOUND:
        return list(zip(t[2:], _BOUND[t[0]], strict=True))
    if t[0] == "let":
        return [*((value, 0) for value in t[2]), (t[3], len(t[1]))]
    return [(one, 0) for one in inner(t)]


def rebuild(t: Term, new: list[Term]) -> Term:
    """The term with other direct subterms, in the order of `parts`."""
    tag = t[0]
    if tag in {"sum", "lim", "d"}:
        return (tag, t[1], *new)
    if tag == "let":
        return ("let", t[1], tuple(new[:-1]), new[-1])
    return ("def", t[1], tuple(new)) if tag == "def" else (tag, *new)


def _map(t: Term, leaf: Callable[[Term, int], Term | None], under: int) -> Term:
    """Replace each term that `leaf` gives another for, from the outside."""
    found = leaf(t, under)
    if found is not None:
        return found
    if t[0] in _LEAVES:
        return t
    below = inner(t)
    METER.spend(1 + len(below))
    if t[0] in _BOUND or t[0] == "let":
        new = [_map(x, leaf, under + n) for x, n in parts(t)]
    else:
        new = [_map(x, leaf, under) for x in below]
    return t if all(map(is_, new, below)) else rebuild(t, new)


def replace(t: Term, values: Mapping[Term, Term]) -> Term:
    """Substitution.  Keys and values have no variables of binders outside of them."""
    if not values:
        return t
    if all(x[0] in _LEAVES for x in values):  # only leaves are looked up then, which is quick
        return _map(t, lambda x, _: values.get(x) if x[0] in _LEAVES else None, 0)
    return _map(t, lambda x, _: values.get(x), 0)


def instantiate(body: Term, values: tuple[Term, ...]) -> Term:
    """A body under binders at a value for each; the last value is for ("var", 0)."""
    n = len(values)

    def leaf(x: Term, under: int) -> Term | None:
        if x[0] != "var" or x[1] < under:
            return None
        return values[n - 1 - (x[1] - under)] if x[1] < under + n else ("var", x[1] - n)

    return _map(body, leaf, 0)


def abstract(t: Term, names: tuple[str, ...]) -> Term:
    """The term as a body under binders for these letters; the last is ("var", 0)."""
    place = {name: len(names) - 1 - i for i, name in enumerate(names)}

    def leaf(x: Term, under: int) -> Term | None:
        if x[0] == "var" and x[1] >= under:
            return ("var", x[1] + len(names))
        return ("var", under + place[x[1]]) if x[0] == "sym" and x[1] in place else None

    return _map(t, leaf, 0)


def subterms(t: Term) -> Iterator[tuple[Term, int]]:
    """All subterms, each with the number of binders around it."""
    stack, count = [(t, 0)], 0
    while stack:
        one, under = stack.pop()
        count += 1
        yield one, under
        if not count % _COUNTED:  # a shared tree may be much larger than what holds it
            METER.spend(_COUNTED)
        if one[0] in _BOUND or one[0] == "let":
            stack += [(x, under + n) for x, n in parts(one)]
        elif one[0] not in _LEAVES:
            stack += [(x, under) for x in inner(one)]
    METER.spend(count % _COUNTED)


def letters(t: Term) -> set[Term]:
    """The letters, of numbers and of matrices, I aside."""
    stack, count, found = [t], 0, set[Term]()
    while stack:
        one = stack.pop()
        count += 1
        if one[0] in {"sym", "mat"}:
            found.add(one)
        else:
            stack += inner(one)
        if not count % _COUNTED:
            METER.spend(_COUNTED)
    METER.spend(count % _COUNTED)
    return found - {("mat", "I")}


def measure(t: Term) -> int:
    """The number of nodes; refuses a term that is too large or too deep."""
    count, level = 0, [t]
    for _ in range(_DEEPEST):
        if not level:
            return count
        count += len(level)
        METER.spend(len(level))
        if count > _MOST_NODES:
            break
        level = [x for one in level for x in inner(one)]
    raise Refused("a term is too large or too deep")


def difference(left: Term, right: Term) -> Term:
    """left - right."""
    return left if right == ZERO else ("+", left, ("neg", right))
