r"""Relations and what proves them.

EQUATION   left - right is the quotient 0, or, with "by", a sum of cofactors times differences of
           equations in force; both sides mean something.  So r^2 = x proves r^4 = x^2.
KNOWN      The relation is in force, as it stands or as one of polynomials.
SIGN       left - right is a number times powers of factors (plus what "by" adds): an equation.  A
           factor is a sum with positive weights of products of atoms; each atom is known to be > 0
           or >= 0, or stands to an even power.  The signs multiply.  An odd power of an atom that
           may be 0 makes a factor >= 0 and not > 0 (odd-atom-that-may-be-zero).
POWER      -1 < x < 1 and n >= 1 give -1 < x^n < 1, as |x^n| <= |x|; x > 0 gives x^n > 0.  At n = 0
           the power is 1.
TERMWISE   A sum of terms >= 0 is >= 0, and > 0 if its first term is > 0 and there is one; a limit
           of such sums is at least the first term, and exists if the terms decay.
"""

from fractions import Fraction
from typing import Any

from .context import Context, turned
from .sorts import linear, plus
from .sums import require_decay
from .terms import METER, ONE, ZERO, Refused, Relation, Term, difference, instantiate, replace

__all__ = ["prove", "rational", "require_zero"]


def rational(number: Fraction) -> Term:
    """A number as a term."""
    top: Term = ("num", abs(number.numerator))
    top = ("neg", top) if number < 0 else top
    return top if number.denominator == 1 else ("/", top, ("num", number.denominator))


def require_zero(context: Context, t: Term, what: str) -> None:
    """Refuse unless the term is known to be 0."""
    value = context.number(t)
    if value.top:
        raise Refused(f"{what}: what should be 0 is {context.ring.show(value)}, over a denominator")


def _given(context: Context, by: Any) -> list[Term]:
    """The sum of cofactors times differences of equations in force, each known to be 0."""
    found = []
    for cofactor, relation in by:
        if relation[0] != "=" or not context.holds(relation):
            raise Refused("an equation that the evidence refers to is not in force")
        found.append(("*", replace(cofactor, context.hints), difference(*relation[1:])))
    return found


def prove(context: Context, relation: Relation, proof: Any) -> None:
    """Refuse unless the proof shows the relation here."""
    METER.spend(1)
    operator, left, right = relation
    if operator == "=":
        given = _given(context, proof["by"]) if proof is not None else []
        context.number(("+", left, right))  # both mean something, whatever is added to them
        require_zero(
            context, ("+", difference(left, right), *(("neg", x) for x in given)), "equation"
        )
    elif proof == "known":
        context.number(difference(left, right))
        if not context.holds(relation):
            raise Refused("the relation is not known")
    elif proof == "power":
        _prove_power(context, turned(relation))
    elif "termwise" in proof:
        _prove_termwise(context, turned(relation), *proof["termwise"])
    else:
        _prove_sign(context, turned(relation), proof)


def _prove_sign(context: Context, relation: Relation, proof: Any) -> None:
    """SIGN."""
    operator, left, right = relation
    constant, strict, known = proof["constant"], True, True
    product = [rational(constant)]
    for given, power, terms in proof["factors"]:
        factor = replace(given, context.hints)  # an index of a sum around has a fresh name
        product.append(("^", factor, rational(Fraction(power))))
        if terms:
            strong = _weighted(context, factor, terms)
        else:
            strong = context.nonzero(context.number(factor).top)
            known = known and power % 2 == 0
        strict = strict and strong
    given = _given(context, proof["by"])
    context.number(difference(left, right))
    total = ("+", ("*", *product), *given)
    require_zero(context, difference(difference(left, right), total), "product of factors")
    good = known and constant >= 0
    strict = strict and constant != 0
    if not {">": strict and good, ">=": good, "!=": strict}.get(operator):
        raise Refused(f"the signs of the factors do not give {operator} 0")


def _weighted(context: Context, factor: Term, terms: Any) -> bool:
    """Whether the weighted sum that the factor is has a positive term; all are >= 0."""
    total, strict = [], False
    for weight, atoms in terms:
        if weight <= 0:
            raise Refused("a weight is not positive")
        positive, product = True, [rational(weight)]
        for given, power in atoms:
            atom = replace(given, context.hints)
            product.append(("^", atom, rational(Fraction(power))))
            top, bottom = context.number(atom)
            if any(len(key) > 1 for key in bottom):
                raise Refused("an atom has a denominator, whose sign counts too")
            if context.known_sign(top, ">"):
                continue
            if power % 2 == 0:
                positive = positive and context.nonzero(top)
            elif context.known_sign(top, ">="):
                positive = False
            else:
                raise Refused("an atom is not known to be >= 0")
        strict = strict or positive
        total.append(("*", *product))
    require_zero(context, difference(factor, ("+", *total)), "weighted sum")
    return strict


def _prove_power(context: Context, relation: Relation) -> None:
    """POWER, for x^n > 0, x^n > -1 and 1 > x^n."""
    operator, left, right = relation
    power, other = (left, right) if left[0] == "^" else (right, left)
    form = linear(power[2]) if power[0] == "^" else None
    if operator != ">" or form is None or not context.is_natural(form):
        raise Refused("not a bound on a power with a natural exponent")
    base = context.number(power[1])
    if any(len(key) > 1 for key in base.bottom):
        raise Refused("the base of a power has a denominator, whose sign counts too")
    if other == ZERO and power is left and context.known_sign(base.top, ">"):
        return
    below = power is left and other == ("neg", ONE)
    above = power is right and other == ONE
    some = context.is_natural(plus(form, {"": 1}, -1))
    if not (below or above) or not some or base.bottom or not context.in_unit(base.top):
        raise Refused("this bound on the power is not known")


def _prove_termwise(context: Context, relation: Relation, each: Any, first: Any) -> None:
    """TERMWISE, for a sum, or the limit of one, > 0 or >= 0."""
    operator, t, right = relation
    if right != ZERO or operator not in {">", ">="}:
        raise Refused("a termwise proof is for a sum > 0 or >= 0")
    outer, limit = context.under(), ""
    while t[0] in {"def", "lim"}:
        if t[0] == "def":
            step = outer.unfolded(t)
            if step is None:
                raise Refused("a termwise proof is for a sum")
            t = step
        elif limit:
            raise Refused("a termwise proof is for one limit")
        else:
            letter = outer.letter(t[1])
            limit = letter[1]
            outer.large.add(limit)
            t = instantiate(t[2], (letter,))
    if t[0] != "sum":
        raise Refused("a termwise proof is for a sum")
    count = outer.closed(t[2])
    form = linear(count)
    if form is None or not outer.is_natural(plus(form, {"": 1}, -1)):
        raise Refused("a termwise proof is for a sum that has a term")
    inner = outer.under()
    index = inner.letter(t[1])
    inner.ranges.append((index[1], form))
    inner.hints[("sym", t[1])] = index
    term = inner.closed(instantiate(t[3], (index,)))
    inner.strict(term)
    if limit:
        require_decay(inner, term, [index] if limit in form else [], limit)
    prove(inner, (">=", term, ZERO), each)
    if operator == ">":
        prove(outer, (">", replace(term, {index: ZERO}), ZERO), first)
