r"""RANK: a bound on the rank of what is learned.

The statement: for all matrices, and all sequences A_k, W_k, B_k (k = 0, 1, 2, ...) with
X_{k+1} = X_k - \eta_k D for each X = D of the updates, D being taken at A_k, W_k, B_k, the rank of
X_Z - X_0 is at most each of the bounds.  A letter without an update may be any sequence; all other
matrices, all numbers and the horizon are the same at each k.

SIDE   The rank of an n x n matrix is at most n, of an n x i matrix at most n and at most i.
LEFT   The update is a sum of products: numbers, kernel, feedback R^T or A^T, rest.  Kernel and
       feedback are a left factor with o columns, of rank o at most; numbers do not matter.  One that
       is made of R, \Omega and what has a number of each unit is the same at all updates: it is taken
       out of the sum over k, by induction on Z, and counts once.  (A learned feedback is not: rank-of-a-learned-feedback.)
       All others count once for each update.  A term counts once for each lag, that is for each value
       of the indices in its matrices; where it is a multiple of I, at the lag 0 or at all, it leaves
       the feedback alone, once for all such terms.  With "by lag" the kernel counts once a lag, and
       what is summed in it does not matter; else a sum in it is one of numbers, or of multiples of I.
MEANS  The updates mean something wherever the hypotheses hold: numbers have values, and exponents of
       matrices and numbers of terms are natural.
No index of an update is free but T and \tau: m, j, k or Z might be taken for the number of the update.
"""

from collections.abc import Mapping

from .context import Context
from .modes import opened, require_meaning, unfolded
from .signs import require_zero
from .sorts import DIAGONAL, INDICES, ORTHOGONAL, SHAPES, is_per_unit, linear, plus, shape
from .terms import METER, ONE, ZERO, Refused, Term, letters, parts, rebuild, replace, subterms

__all__ = ["check_rank", "require_updates"]

_SIDES = {"W": [("sym", "n")], "B": [("sym", "n"), ("sym", "i")]}
_FEEDBACK = (("top", ("mat", "R")), ("top", ("mat", "A")))


def require_updates(context: Context, updates: Mapping[str, Term]) -> None:
    """Refuse updates that are none of A, W and B, or that hold what no update may."""
    for letter, word in updates.items():
        if letter not in {"A", "W", "B"} or shape(word, context.signature) != SHAPES[letter]:
            raise Refused(f"no update of the shape of {letter}")
        for x in letters(word):
            bound = x[0] == "sym" and x[1] in (INDICES - {"T", r"\tau"}) | {"o", "n", "i"}
            if bound or x[1] in DIAGONAL.keys() | ORTHOGONAL.keys():
                raise Refused(f"an update holds {x[1]}")


def check_rank(
    context: Context,
    letter: str,
    bounds: tuple[Term, ...],
    updates: Mapping[str, Term],
    *,
    by_lag: bool,
) -> None:
    """RANK."""
    require_updates(context, updates)
    for word in updates.values():
        require_meaning(context, word)
    for bound in bounds:
        if bound in _SIDES[letter]:
            continue
        if letter not in updates:
            raise Refused(f"there is no update of {letter}")
        fixed, moving = _left_factors(context, updates[letter], by_lag, ())
        count = ("*", ("sym", "o"), ("+", ZERO, *fixed, ("*", ("sym", "Z"), ("+", ZERO, *moving))))
        require_zero(context, ("+", bound, ("neg", count)), "bound")


def _deep(context: Context, t: Term) -> Term:
    """The term with all symbols unfolded."""
    METER.spend(2)
    t = unfolded(context, t)
    return rebuild(t, [_deep(context, x) for x, _ in parts(t)]) if parts(t) else t


def _is_scalar(context: Context, t: Term) -> bool:
    """Whether a term is a number or a multiple of I."""
    return shape(t, context.signature) in {None, ("", "")}


def _left_factors(
    context: Context, t: Term, by_lag: bool, outer: tuple[tuple[Term, Term], ...]
) -> tuple[list[Term], list[Term]]:
    """LEFT: how many left factors are the same at every update, and how many are not."""
    t = unfolded(context, t)
    if t[0] == "sum":
        letter = context.letter(t[1])
        inner, body = opened(context, t, letter)
        return _left_factors(inner, body, by_lag, (*outer, (letter, t[2])))
    if t[0] != "*":
        raise Refused(f"{t[0]!r} has no left factors that can be read")
    scalars = [x for x in t[1:] if _is_scalar(context, x)]
    matrices = [_deep(context, x) for x in t[1:] if not _is_scalar(context, x)]
    first: Term = ONE
    if len(matrices) > 1 and matrices[0] not in _FEEDBACK:
        first = matrices.pop(0)
    if not matrices or matrices[0] not in _FEEDBACK:
        raise Refused("an update is the kernel times the feedback times the rest")
    random = matrices[0] == _FEEDBACK[0]
    kernel = _deep(context, ("*", *scalars, first))
    if any(_sums_matrices(context, x, under, by_lag) for x, under in subterms(kernel)):
        raise Refused("a sum stands in the kernel")
    number: Term
    shared, fixed, moving = False, list[Term](), list[Term]()
    for term in [kernel] if by_lag else _terms(context, kernel):
        if not by_lag and _is_scalar(context, term):
            shared = shared or _is_nonzero(context, term)
            continue
        inside = letters(term if by_lag else _matrices(context, term))
        lags = [(x, count) for x, count in outer if x in inside]
        some, number = True, ONE
        for _, count in lags:
            form = linear(context.closed(count))
            if form is None or not form.keys() <= {"", r"\tau"}:
                raise Refused("the number of left factors is no number of lags")
            some = some and context.is_natural(plus(form, {"": 1}, -1))
            number = ("*", number, count)
        start = _at_start(term, dict.fromkeys((x for x, _ in lags), ZERO))
        if not by_lag and some and _is_scalar(context, start):
            shared = shared or _is_nonzero(context, start)
            number = ("+", number, ("neg", ONE))
        steady = {("mat", "R"), ("mat", r"\Omega")}
        moved = {x for x in inside if x[0] == "mat" and not is_per_unit(x)}
        same = random and not by_lag and moved <= steady
        (fixed if same else moving).append(number)
    (fixed if random else moving).append(ONE if shared else ZERO)
    return fixed, moving


def _sums_matrices(context: Context, t: Term, under: int, by_lag: bool) -> bool:
    """Whether a term is a limit, or a sum with terms of its own that count: numbers do not."""
    if t[0] == "sum":
        return not by_lag and shape(t, context.signature, under) not in {None, ("", "")}
    return t[0] in {"lim", "d", "let"}


def _matrices(context: Context, term: Term) -> Term:
    """A term of the kernel without what commutes: numbers do not change a left factor."""
    if _is_scalar(context, term):
        return ONE
    if term[0] in {"neg", "/"}:
        return _matrices(context, term[1])
    return ("*", *(_matrices(context, x) for x in term[1:])) if term[0] == "*" else term


def _is_nonzero(context: Context, scalar: Term) -> bool:
    """Whether a multiple of I is another polynomial than 0; if it is 0 it is no left factor.

    One with a sum in it is counted, whatever its value: that makes a bound no smaller.
    """
    if any(x[0] == "sum" for x, _ in subterms(scalar)):
        return True
    return bool(context.number(replace(scalar, {("mat", "I"): ONE})).top)


def _at_start(t: Term, zero: Mapping[Term, Term]) -> Term:
    """A term of the kernel at lag 0, where X^m is the identity."""
    METER.spend(2)
    if t[0] == "^" and linear(replace(t[2], zero)) == {}:
        return ("mat", "I")
    return rebuild(t, [_at_start(x, zero) for x, _ in parts(t)]) if parts(t) else t


def _terms(context: Context, t: Term) -> list[Term]:
    """The terms of the kernel, its products of sums multiplied out, but for numbers: they do not count."""
    if t[0] == "+":
        return [x for one in t[1:] for x in _terms(context, one)]
    if t[0] in {"neg", "/"}:
        return [(t[0], x, *t[2:]) for x in _terms(context, t[1])]
    if t[0] != "*":
        return [t]
    products: list[Term] = [ONE]
    for factor in t[1:]:
        terms = [factor] if _is_scalar(context, factor) else _terms(context, factor)
        METER.spend(20 * len(products) * len(terms))
        products = [("*", x, y) for x in products for y in terms]
    return products
