"""Derivatives of closed terms, and terms that are continuous wherever they mean a number."""

from .terms import METER, ONE, ZERO, Refused, Term, letters, subterms

__all__ = ["differentiate", "is_open"]

_ALGEBRA = frozenset({"+", "*", "neg", "/", "^", "exact"})
_OPEN = frozenset({"num", "sym", "+", "*", "neg", "/"})


def is_open(t: Term) -> bool:
    """Whether a term is continuous wherever it means a number."""
    return all(one[0] in _OPEN or (one[0] == "^" and one[2][0] == "num") for one, _ in subterms(t))


def differentiate(t: Term, x: Term) -> Term:
    """The derivative of a closed term by a letter."""
    tag = t[0]
    METER.spend(5)
    if t == x:
        return ONE
    if tag not in _ALGEBRA or (tag == "^" and x in letters(t[2])):
        if x in letters(t):
            raise Refused(f"{tag!r} has no derivative here")
        return ZERO
    if tag == "*" and len(t) > 3:
        middle = len(t) // 2
        return differentiate(("*", ("*", *t[1:middle]), ("*", *t[middle:])), x)
    found = [differentiate(one, x) for one in (t[1:2] if tag == "^" else t[1:])]
    if all(one == ZERO for one in found):
        return ZERO
    if tag == "*":
        others = (t[2], t[1]) if len(t) == 3 else (ONE,)
        return ("+", ZERO, *(("*", y, z) for y, z in zip(found, others, strict=True)))
    if tag == "/":
        return ("/", ("+", found[0], ("neg", ("*", t, found[1]))), t[2])
    if tag == "^":
        return ("*", t[2], ("^", t[1], ("+", t[2], ("neg", ONE))), found[0])
    return (tag, *found)
