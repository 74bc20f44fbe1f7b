r"""WORDS: two words of matrices are equal.

The statement: for all dimensions, matrices and numbers both sides are the same matrix.

FREE   A word is a polynomial in letters that do not commute.  Products of sums are multiplied out,
       X^p X^q is X^{p+q}, (X Y)^T is Y^T X^T, I is the empty word, and diag(X) a letter that is its own
       transpose, as diag(x) of a number x of each unit is.  Nothing is used of orthogonal and diagonal letters.
SPLIT  A sum over j < N + 1 of g(j) is g(0) and the sum over j < N of g(j + 1), N being natural; a sum of
       no terms is nothing.  So is done as long as one term less is known to be a natural number.
ADDED  For a word q that means something at 0, ..., N the sum over m < N of q(m + 1) - q(m) is
       q(N) - q(0): their difference is 0, and is added.
EQUAL  Then the numbers in front of equal words under equal ranges are 0 together.
"""

from .context import Context
from .modes import Ranges, require_meaning, unfolded
from .signs import require_zero
from .sorts import is_per_unit, linear, plus, shape
from .terms import METER, ONE, ZERO, Refused, Relation, Term, abstract, instantiate

__all__ = ["check_word"]

Form = tuple[tuple[str, int], ...]
Word = tuple[tuple[str, str, Form], ...]  # a letter, whether it is transposed, and its exponent
Expanded = list[tuple[Ranges, Context, Term, Word]]
_ONCE: Form = (("", 1),)
_LONGEST = 64


def check_word(context: Context, relation: Relation, added: list[Term]) -> None:
    """WORDS."""
    _, left, right = relation
    total = ("+", left, ("neg", right), *(_added(context, t) for t in added))
    if shape(total, context.signature) is None:
        raise Refused("an equation of words is one of matrices")
    for t in (left, right):
        require_meaning(context, t)
    groups: dict[tuple[Ranges, Word], tuple[Context, list[Term]]] = {}
    for ranges, inner, number, word in _expanded(context, total, 0):
        groups.setdefault((ranges, word), (inner, []))[1].append(number)
    for inner, numbers in groups.values():
        require_zero(inner, ("+", ZERO, *numbers), "word")


def _added(context: Context, t: Term) -> Term:
    """ADDED: the word 0 that a sum over m < N of q(m) stands for."""
    if t[0] != "sum" or shape(t, context.signature) is None:
        raise Refused("what is added is written as a sum of matrices")
    _, hint, count, body = t
    require_meaning(context, t)  # N is natural
    require_meaning(context, ("sum", hint, ("+", count, ONE), body))
    letter = context.letter(hint)
    step = ("+", instantiate(body, (("+", letter, ONE),)), ("neg", instantiate(body, (letter,))))
    steps: Term = ("sum", hint, count, abstract(step, (letter[1],)))
    return ("+", steps, ("neg", instantiate(body, (count,))), instantiate(body, (ZERO,)))


def _expanded(context: Context, t: Term, depth: int) -> Expanded:
    """FREE and SPLIT: ranges, the context inside of them, a number and a word."""
    METER.spend(5)
    t = unfolded(context, t)
    tag = t[0]
    if shape(t, context.signature) is None:
        return [((), context, t, ())]
    if tag == "mat" or (tag == "diag" and is_per_unit(t[1])):
        name, mark = (t[1], "") if tag == "mat" else (t[1][1], "diag")
        return [((), context, ONE, () if name == "I" else ((name, mark, _ONCE),))]
    if tag == "sum":
        return _summed(context, t, depth)
    if tag in {"*", "+", "neg"}:
        products: Expanded = [((), context, ONE, ())] if tag == "*" else []
        for one in t[1:]:
            if tag == "*":
                products = [
                    ((*outer, *ranges), inner, ("*", x, y), _joined(first, word))
                    for outer, place, x, first in products
                    for ranges, inner, y, word in _expanded(place, one, depth + len(outer))
                ]
            else:
                products += [(r, at, (tag, x), w) for r, at, x, w in _expanded(context, one, depth)]
            METER.spend(10 * len(products))
        return products
    found = _expanded(context, t[1], depth)
    if tag == "/":
        return [(ranges, inner, ("/", x, t[2]), word) for ranges, inner, x, word in found]
    if tag == "top":
        return [(ranges, inner, x, _turned(word)) for ranges, inner, x, word in found]
    ranges, _, number, word = found[0] if len(found) == 1 else ((), context, ONE, (None, None))
    if ranges or len(word) > 1 or (word and word[0][2] != _ONCE):
        raise Refused(f"{tag!r} is not of a letter or its transpose with a number in front")
    if tag == "diag":
        return [((), context, number, tuple((name, "diag", form) for name, _, form in word))]
    form = linear(context.closed(t[2]))
    if tag != "^" or form is None:
        raise Refused(f"{tag!r} stands in a word")
    exponent = tuple(sorted(form.items()))
    power = tuple((name, mark, exponent) for name, mark, _ in word if form)
    return [((), context, ("^", number, t[2]), power)]


def _summed(context: Context, t: Term, depth: int) -> Expanded:
    """SPLIT; the index of what is left is the same letter at the same depth in all words."""
    form, first, found = linear(context.closed(t[2])), 0, Expanded()
    if form is None:
        raise Refused("a number of terms is no linear form in indices")
    while context.is_natural(less := plus(form, {"": 1}, -1)):
        if first == _LONGEST:
            raise Refused(f"a sum begins with more than {_LONGEST} terms")
        found += _expanded(context, instantiate(t[3], (("num", first),)), depth)
        form, first = less, first + 1
    if not form:
        return found
    letter = ("sym", f"m#-{depth}")
    inner = context.under()
    inner.ranges.append((letter[1], form))
    body = instantiate(t[3], (("+", letter, ("num", first)),))
    rest, own = _expanded(inner, body, depth + 1), tuple(sorted(form.items()))
    return found + [((own, *ranges), at, number, word) for ranges, at, number, word in rest]


def _joined(left: Word, right: Word) -> Word:
    """The product of two words."""
    if left and right and left[-1][:2] == right[0][:2]:
        form = plus(dict(left[-1][2]), dict(right[0][2]), 1)
        return (*left[:-1], (*left[-1][:2], tuple(sorted(form.items()))), *right[1:])
    return (*left, *right)


def _turned(word: Word) -> Word:
    """The transpose of a word."""
    turned = {"": "top", "top": "", "diag": "diag"}
    return tuple((name, turned[mark], form) for name, mark, form in reversed(word))
