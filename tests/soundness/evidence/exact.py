"""The exact value of a displayed formula at a point, by a reading of its own.

Sums are added up term by term, limits are those of exponential polynomials, derivatives are
differences of exact values.  A sum and a limit bind the index that is displayed in their body, and
none that hides in the formula of a name; derivatives and evaluations move a letter wherever it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from tests.soundness.evidence import decay
from tests.soundness.evidence.decay import Exp, UnjudgedError
from tests.soundness.evidence.formulas import INDICES, Node, letters

STEP = Fraction(1, 10**9)
TOLERANCE = Fraction(1, 10**12)
KERNEL = ("K(", "K'(")


class UndefinedError(Exception):
    """A formula that has no value at a point."""


@dataclass(frozen=True)
class Seen:
    """What the reader of one claim sees: names and sequences with their formulas."""

    names: Mapping[str, Node] = field(default_factory=dict)
    sequences: Mapping[str, tuple[str, Node]] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """Where a formula is evaluated: letters, and the indices that sums around it bind."""

    seen: Seen
    letters: Mapping[str, Fraction]
    bound: Mapping[str, Fraction | Exp] = field(default_factory=dict)
    depth: int = 0


def value(node: Node, place: Place) -> Fraction | Exp:  # noqa: PLR0912 - a case a node
    """The value; inside of a limit one that may hold its indices."""
    tag = node[0]
    if tag == "n":
        return Fraction(node[1])
    if tag == "v":
        return _name(node[1], place)
    if tag == "s":
        if node[1] not in place.seen.sequences:
            raise UnjudgedError("a sequence without a formula")
        formal, body = place.seen.sequences[node[1]]
        argument = value(node[2], place)
        return value(body, replace(_deeper(place), bound={formal: argument}))
    if tag == "-":
        return _times(Fraction(-1), value(node[1], place))
    if tag == "+":
        result = value(node[1], place)
        for one in node[2:]:
            result = _plus(result, value(one, place))
        return result
    if tag == "*":
        result = value(node[1], place)
        for one in node[2:]:
            result = _times(result, value(one, place))
        return result
    if tag == "/":
        return _times(value(node[1], place), _inverse(value(node[2], place)))
    if tag == "^":
        return _power(value(node[1], place), value(node[2], place))
    if tag == "sum":
        return _sum(node, place)
    if tag == "lim":
        return _limit(node, place)
    if tag == "d":
        return _derivative(node, place)
    return _evaluation(node, place)


def _evaluation(node: Node, place: Place) -> Fraction | Exp:
    """The body with letters and indices moved, also where they are in the formula of a name."""
    moved = {name: value(one, place) for name, one in node[2:]}
    for name, one in moved.items():
        if isinstance(one, Exp):
            if name not in INDICES or letters(node[1]) & place.seen.names.keys():
                raise UnjudgedError("a letter that is put to a value with an endless index")
        elif name in INDICES and (one.denominator != 1 or one < 0):
            raise UndefinedError("an index that is no natural number")
    plain = {x: y for x, y in moved.items() if isinstance(y, Fraction)}
    bound = {**place.bound, **{x: y for x, y in moved.items() if x in INDICES}}
    return value(node[1], replace(place, letters={**place.letters, **plain}, bound=bound))


def number(node: Node, place: Place) -> Fraction:
    """The value, which is a number."""
    found = value(node, place)
    if isinstance(found, Exp):
        raise UnjudgedError("an index is left")
    return found


def _deeper(place: Place) -> Place:
    if place.depth > 20:
        raise UnjudgedError("names that stand on themselves")
    return replace(place, depth=place.depth + 1)


def _name(name: str, place: Place) -> Fraction | Exp:
    if name in place.bound:
        return place.bound[name]
    names = place.seen.names
    if name.startswith(KERNEL) and "K(z)" in names:
        at = "z" if "(z)" in name else name[name.index("(") + 1 : -1]
        point = value(("v", at), place)
        node: Node = ("d", "z", names["K(z)"]) if "'" in name else names["K(z)"]
        if isinstance(point, Exp):
            raise UnjudgedError("a kernel at an endless index")
        return value(node, replace(_deeper(place), letters={**place.letters, "z": point}, bound={}))
    if name in names:
        if name in place.letters:  # a derivative or an evaluation has moved it
            return place.letters[name]
        bound = {x: y for x, y in place.bound.items() if x == "T" and "{T}" in name}
        return value(names[name], replace(_deeper(place), bound=bound))
    if name not in place.letters:
        raise UnjudgedError(f"{name} has no value")
    return place.letters[name]


def _exp(x: Fraction | Exp) -> Exp:
    return x if isinstance(x, Exp) else decay.number(x)


def _plain(x: Exp) -> Fraction | Exp:
    constant = x.constant()
    return x if constant is None else constant


def _plus(x: Fraction | Exp, y: Fraction | Exp) -> Fraction | Exp:
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return x + y
    return _plain(_exp(x) + _exp(y))


def _times(x: Fraction | Exp, y: Fraction | Exp) -> Fraction | Exp:
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return x * y
    return _plain(_exp(x) * _exp(y))


def _inverse(x: Fraction | Exp) -> Fraction | Exp:
    if isinstance(x, Exp):
        return x.inverse()
    if not x:
        raise UndefinedError("division by 0")
    return 1 / x


def _power(base: Fraction | Exp, exponent: Fraction | Exp) -> Fraction | Exp:
    if isinstance(exponent, Exp):
        form = exponent.linear()
        if isinstance(base, Exp):
            raise UnjudgedError("a power of a power with two endless indices")
        return _plain(decay.power(base, form))
    if exponent.denominator != 1 or abs(exponent) > 60:
        raise UnjudgedError("a large exponent")
    if isinstance(base, Exp):
        result, unit = decay.number(Fraction(1)), base if exponent >= 0 else base.inverse()
        for _ in range(abs(int(exponent))):
            result = result * unit
        return _plain(result)
    if exponent < 0 and not base:
        raise UndefinedError("a negative power of 0")
    return base ** int(exponent)


def _sum(node: Node, place: Place) -> Fraction | Exp:
    _, name, bound, body = node
    count = value(bound, place)
    if isinstance(count, Fraction):
        if count.denominator != 1 or not 0 <= count <= 60:
            raise UndefinedError("a number of terms that is not natural")
        result: Fraction | Exp = Fraction(0)
        for one in range(int(count)):
            inner = replace(place, bound={**place.bound, name: Fraction(one)})
            result = _plus(result, value(body, inner))
        return result
    symbol = f"{name}{len(place.bound)}"
    inner = replace(place, bound={**place.bound, name: decay.index(symbol)})
    return _plain(decay.total(_exp(value(body, inner)), symbol, count.linear()))


def _limit(node: Node, place: Place) -> Fraction | Exp:
    _, name, body = node
    symbol = f"{name}{len(place.bound)}"
    closed = _exp(value(body, replace(place, bound={**place.bound, name: decay.index(symbol)})))
    literal = value(body, replace(place, bound={**place.bound, name: Fraction(5)}))
    if closed.at(symbol, 5).terms != _exp(literal).terms:
        raise UnjudgedError("a closed form that is not the sum")
    return _plain(decay.limit(closed, symbol))


def _derivative(node: Node, place: Place) -> Fraction | Exp:
    """The difference quotient of order 4; its error is far below the tolerance."""
    _, name, body = node
    if name in INDICES:
        raise UnjudgedError("a derivative by an index")
    here = value(("v", name), replace(place, bound={}))
    if isinstance(here, Exp):
        raise UnjudgedError("a derivative by what holds an index")
    at = [
        value(body, replace(place, letters={**place.letters, name: here + times * STEP}))
        for times in (-2, -1, 1, 2)
    ]
    result: Fraction | Exp = Fraction(0)
    for weight, one in zip((1, -8, 8, -1), at, strict=True):
        result = _plus(result, _times(Fraction(weight, 12) / STEP, one))
    return result


def has_derivative(node: Node, seen: Seen) -> bool:
    """Whether a value is known but for a small error."""
    texts = repr((node, seen))
    return "'d'" in texts or "K'(" in texts or "K(" in texts


def holds(operator: str, left: Fraction, right: Fraction, exact: bool) -> bool | None:
    """Whether a relation is true; None if the error of a derivative leaves it open."""
    gap = left - right
    if not exact:
        small = abs(gap) < TOLERANCE * (1 + abs(left) + abs(right))
        if operator == "=":
            return small
        if small:
            return None
    return {
        "=": gap == 0, "!=": gap != 0, "<": gap < 0, ">": gap > 0, "<=": gap <= 0, ">=": gap >= 0,
    }[operator]  # fmt: skip


def free_letters(nodes: list[Node], seen: Seen) -> set[str]:
    """The letters that a reader may choose: those of some formulas and of all that they stand on."""
    found, waiting = set[str](), list(nodes)
    waiting += [*seen.names.values(), *(body for _, body in seen.sequences.values())]
    for one in waiting:
        found |= letters(one)
    if any(name.startswith(KERNEL) for name in found):
        found |= {"z", "w", r"w_\star"}
    return found - seen.names.keys()
