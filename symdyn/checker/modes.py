r"""MODE: a matrix word is diagonal between o, n and i, and its diagonal is a formula of one mode.

The statement: for all dimensions, all orthogonal U, P, V, all diagonal matrices a, \hat{a}, b, w, ...
and all numbers, the matrix is diagonal, and its entry (k, k) is the formula at the entries (k, k) of
the diagonal matrices, an entry that a matrix does not have being 0; a letter in diag is one of them.

FRAME  A word is followed from the left.  X f Y^T times Y g Z^T is X f g Z^T; sums need equal frames,
       powers equal ones on both sides.  U stands between U and o, P between P and n, V between V and
       i, a diagonal matrix between its dimensions.  (Frames carry dimensions, for a rectangle has no
       power 0: mode-power-zero-of-a-rectangle.)  By induction an entry beyond one side of a rectangle
       is 0 in the formula too, so a^T a may be a rectangle on the way.
LAYERS The two formulas are equal sum by sum: products of sums are multiplied out, each sum gets an
       index of its own, and the summands over equal ranges are equal.  So nothing is divided by but
       what is written, and no sum is carried out.
"""

from .context import Context
from .signs import require_zero
from .sorts import DIAGONAL, ORTHOGONAL, is_per_unit, linear, shape
from .terms import (
    METER,
    ONE,
    ZERO,
    Refused,
    Term,
    abstract,
    difference,
    instantiate,
    parts,
    replace,
)

__all__ = ["Ranges", "check_mode", "opened", "require_meaning", "unfolded"]

Frame = tuple[str, str]
Mode = tuple[Frame | None, Term]
Ranges = tuple[tuple[tuple[str, int], ...], ...]
Layers = list[tuple[Ranges, Context, Term]]


def unfolded(context: Context, t: Term) -> Term:
    """What a symbol of a matrix stands for in the end; other terms as they are."""
    while t[0] == "def":
        METER.spend(2)
        t = replace(context.signature[t[1]].body, context.parameters(t))
    return t


def check_mode(context: Context, word: Term, formula: Term) -> None:
    """MODE."""
    frame, diagonal = _mode(context, word)
    if frame is not None and not {*frame} <= {"o", "n", "i"}:
        raise Refused(f"the matrix is diagonal between {frame}, and not as it stands")
    groups: dict[Ranges, tuple[Context, list[Term]]] = {}
    for ranges, inner, body in [*_layers(context, diagonal, 0), *_layers(context, formula, 0)]:
        inner.number(body)
        groups.setdefault(ranges, (inner, []))
    for ranges, inner, body in _layers(context, difference(diagonal, formula), 0):
        groups.setdefault(ranges, (inner, []))[1].append(body)
    for inner, bodies in groups.values():
        require_zero(inner, ("+", ZERO, *bodies), "summand")


def opened(context: Context, t: Term, letter: Term) -> tuple[Context, Term]:
    """The inside of a sum, its number of terms being known to be natural."""
    count = context.closed(t[2])
    form = linear(count)
    if form is None or not context.is_natural(form):
        raise Refused("a number of terms is not known to be a natural number")
    inner = context.under()
    inner.ranges.append((letter[1], form))
    return inner, instantiate(t[3], (letter,))


def require_meaning(context: Context, t: Term) -> None:
    """MEANS: numbers have values; exponents of matrices and numbers of terms are natural."""
    METER.spend(5)
    t = unfolded(context, t)
    if t[0] == "sum":
        require_meaning(*opened(context, t, context.letter(t[1])))
    elif t[0] != "mat" and shape(t, context.signature) is None:
        context.number(t)
    elif t[0] == "^":
        if not context.is_natural(linear(context.closed(t[2]))):
            raise Refused("an exponent of a matrix is not known to be a natural number")
        require_meaning(context, t[1])
    elif t[0] == "/":
        require_meaning(context, t[1])
        context.number(("/", ONE, t[2]))
    else:
        for x, _ in parts(t):
            require_meaning(context, x)


def _mode(context: Context, t: Term) -> Mode:  # noqa: PLR0912 - a case a tag
    """FRAME: (X, Y) and f for X f Y^T with f diagonal; None for numbers and multiples of I."""
    METER.spend(5)
    t = unfolded(context, t)
    tag = t[0]
    if tag == "mat":
        if t[1] in ORTHOGONAL:
            return (t[1], ORTHOGONAL[t[1]][0]), ONE
        if t[1] in DIAGONAL:
            return DIAGONAL[t[1]], ("sym", t[1])
        if t[1] == "I":
            return None, ONE
        raise Refused(f"the matrix {t[1]} is not said to be diagonal between orthogonal ones")
    if tag in {"num", "sym"}:
        if t[1] in DIAGONAL:
            raise Refused(f"{t[1]} is a number where it should be a matrix")
        return None, t
    if tag == "diag" and is_per_unit(t[1]):
        return ("n", "n"), ("sym", t[1][1])
    if tag == "sum":
        letter = context.letter(t[1])
        inner, body = opened(context, t, letter)
        frame, diagonal = _mode(inner, body)
        return frame, ("sum", t[1], t[2], abstract(diagonal, (letter[1],)))
    if tag not in {"+", "*", "neg", "/", "^", "top", "diag"}:
        raise Refused(f"{tag!r} stands in a matrix word")
    found = [_mode(context, x) for x in (t[1:2] if tag == "^" else t[1:])]
    of_zero = tag == "^" and found[0] == (None, ("num", 0))  # its value asks what its exponent is
    if tag == "^" and not (of_zero or context.is_natural(linear(t[2]))):
        raise Refused("an exponent in a matrix word is not known to be a natural number")
    frames = [frame for frame, _ in found if frame is not None]
    frame, diagonal = frames[0] if frames else None, found[0][1]
    square = frame is None or frame[0] == frame[1]
    if tag == "top":
        return frame and frame[::-1], diagonal
    if tag == "diag" and frame in {None, ("n", "n")}:
        return frame, diagonal
    if tag == "^" and square:
        return frame, ("^", diagonal, t[2])
    for following in frames[1:]:
        if tag == "*" and frame is not None and frame[1] == following[0]:
            frame = (frame[0], following[1])
        elif tag != "+" or frame != following:
            raise Refused(f"the frames {frame} and {following} do not match in {tag!r}")
    whole = square or len(frames) == len(found)
    if tag == "*" or (tag in {"+", "neg"} and whole) or (tag == "/" and found[1][0] is None):
        return frame, (tag, *(x for _, x in found))
    raise Refused(f"{tag!r} between the frames {frame} has no modes")


def _layers(context: Context, t: Term, depth: int) -> Layers:
    """LAYERS: ranges in order, the context inside of them, and what is summed."""
    METER.spend(5)
    tag = t[0]
    if tag == "def":
        step = context.step(t)
        return [((), context, t)] if step is None else _layers(context, step, depth)
    if tag == "sum":
        letter = ("sym", f"m#-{depth}")  # the same letter in both formulas
        inner, body = opened(context, t, letter)
        form = tuple(sorted(inner.ranges[-1][1].items()))
        return [((form, *rest), at, x) for rest, at, x in _layers(inner, body, depth + 1)]
    if tag in {"+", "neg"}:
        return [
            (ranges, at, (tag, x))
            for one in t[1:]
            for ranges, at, x in _layers(context, one, depth)
        ]
    if tag != "*":
        return [((), context, t)]
    products: Layers = [((), context, ONE)]
    for factor in t[1:]:
        products = [
            ((*outer, *inner), at, ("*", x, y))
            for outer, place, x in products
            for inner, at, y in _layers(place, factor, depth + len(outer))
        ]
        METER.spend(10 * len(products))
    return products
