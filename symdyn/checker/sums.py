r"""Sums and limits, carried out with evidence.

SUM    q(i + 1) - q(i) = body(i) for a fresh i with 0 <= i < count gives the sum q(count) - q(0), by
       induction, the number of terms being known to be natural.  No denominator of q that has two
       terms holds an index or a power with an index.  Where another one vanishes, both sides are
       limits of points where none does: a finite sum is continuous in the other letters.  (With
       q = 0 / (i - 3) + ... the step from 3 to 4 would say nothing; with q = 0 / i + ... it has no
       value q(0), and another index alone, as \tau in m / \tau, divides the body too, which is strict.)
LIMIT  Of nested sums with the index of the limit in numbers of terms alone.  Each monomial of the
       innermost summand is geometric in each endless index i: its ratio is a product of letters in
       (-1, 1), or p/q with q^2 - p^2 > 0 known, and no generator that depends on i hides in it.
       Then the multiple sum converges absolutely (powers of i do not matter) and locally uniformly
       in the letters, so its parts may be summed in any order.  The sum over i is -q(0), as q(i)
       decays likewise.  With a q that does not, sum of 2^{-m} = 3 (constant-in-an-antidifference).
       A sum within the summand is carried out first, by SUM, whatever index its length follows; what
       it is divided by may vanish where two ratios are equal.  There all sums are analytic in the
       letters and bounded by what they are on a circle around, so that they converge there as well.
"""

from typing import Any

from .polynomials import Polynomial
from .sorts import is_index, linear
from .terms import METER, ONE, ZERO, Refused, Term, instantiate, letters, replace

__all__ = ["antidifference", "require_decay", "total"]


def total(context: Any, t: Term) -> Term:
    """SUM and LIMIT: the value of a sum, or of a limit, as an exact term."""
    inner, body, limit = context.under(), t, ""
    if t[0] == "lim":
        letter = inner.letter(t[1])
        limit = letter[1]
        inner.large.add(limit)
        inner.hints[("sym", t[1])] = letter
        body = instantiate(t[2], (letter,))
    layers: list[tuple[Any, Term, dict[str, int], Term]] = []
    while body[0] in {"sum", "def"}:
        if body[0] == "def":
            step = inner.unfolded(body)
            if step is None:
                break
            for x, y in inner.parameters(body).items():
                inner.hints[x] = replace(y, inner.hints)
            body = step
            continue
        _, hint, count, body = body
        count = inner.closed(count)
        form = linear(count)
        if form is None or not inner.is_natural(form):
            raise Refused("a number of terms is not known to be a natural number")
        outer, inner = inner, inner.under()
        index = inner.letter(hint)
        inner.ranges.append((index[1], form))
        inner.hints[("sym", hint)] = index
        layers.append((outer, index, form, count))
        body = instantiate(body, (index,))
    body = inner.closed(body)
    inner.strict(body)
    endless = [index for _, index, form, _ in layers if limit in form] if limit else []
    if limit:
        require_decay(inner, body, endless, limit)
    for outer, index, form, count in reversed(layers):
        q = antidifference(inner, index, body)
        start = ("neg", replace(q, {index: ZERO}))
        if index in endless:
            require_decay(inner, q, [index], limit)
            require_decay(inner, body, [index], limit)
            body = ("exact", start)
        elif any(x[1] in form for x in endless):
            raise Refused("the length of a sum follows an endless index")
        else:
            body = ("exact", ("+", replace(q, {index: count}), start))
        inner = outer
    if limit and ("sym", limit) in letters(body):
        raise Refused("the index of a limit occurs elsewhere than in lengths of sums")
    return body


def antidifference(context: Any, index: Term, body: Term) -> Term:
    """0 for 0, else the first q of the evidence that fits."""
    if not context.exact(body).top:
        return ZERO
    for text in context.offered(index, body):
        q: Term
        try:
            q = context.closed(replace(text, context.hints))
            after = replace(q, {index: ("+", index, ONE)})
            fits = not context.exact(("+", after, ("neg", q), ("neg", body))).top
        except Refused:
            METER.spend(1)
            continue
        if not fits:
            continue
        for key in context.exact(q).bottom:
            for x in context.ring.occurring(dict(key)):
                if x[0] == "power" or any(is_index(y[1]) for y in letters(x)):
                    raise Refused("a denominator of an antidifference depends on an index")
        return q
    raise Refused(f"no formula of the evidence has the summand over {index[1]} as its difference")


def require_decay(context: Any, body: Term, endless: list[Term], limit: str) -> None:
    """Refuse unless each monomial decays geometrically in each endless index."""
    value, ring = context.exact(body), context.ring
    if ("sym", limit) in letters(body):
        raise Refused("the index of a limit occurs elsewhere than in lengths of sums")
    for monomial in value.top:
        powers = ring.exponents(monomial)
        for index in endless:
            ratio: dict[Any, int] = {}
            for x, e in powers.items():
                if x[0] == "power" and x[2] == index[1]:
                    ratio[x] = e
                elif x[0] == "def" and index in letters(x):
                    raise Refused("an opaque symbol depends on an endless index")
            if any(x[0] == "^" and index in letters(x) for x in powers):
                continue  # it is 0 at all values of the index but one
            sides: list[Polynomial] = [{0: 1}, {0: 1}]
            for x, e in ratio.items():
                square = ring.power(context.bases[x], 2 * abs(e))
                sides[e < 0] = ring.multiply(sides[e < 0], square)
            inside = all(e > 0 and context.in_unit(context.bases[x]) for x, e in ratio.items())
            shrinks = context.known_sign(ring.combine(sides[1], sides[0], -1), ">")
            if not ratio or not (inside or shrinks):
                raise Refused(f"no decay in {index[1]} is known")
    for key in value.bottom:
        for x in ring.occurring(dict(key)):
            if x[0] == "power" or any(index in letters(x) for index in endless):
                raise Refused("a denominator under a limit depends on an index")
