"""Shapes of terms of matrices: every product, sum and power must fit."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from tests.second_checker.display import TIMES_T, display
from tests.second_checker.errors import Refused
from tests.second_checker.names import DIAGONAL, INDICES, MATRIX, ORTHOGONAL, is_index, small_number
from tests.second_checker.terms import Definition, Term, children

NUMBER = "number"
ANY = "II"
_KNOWN: WeakKeyDictionary[Term, str] = WeakKeyDictionary()
LETTERS = {**MATRIX, **ORTHOGONAL, **DIAGONAL}


def letter_shape(name: str) -> str:
    """The shape of a letter: NUMBER, ANY for I, or two dimensions."""
    if name == "I":
        return ANY
    if name in LETTERS:
        return LETTERS[name]
    if name in INDICES or small_number(name):
        return NUMBER
    raise Refused(f"{name} has no shape")


def of_units(term: Term) -> str:
    """The letter x of diag(x), if it is one of numbers: the matrix holds a number of each hidden unit."""
    name = term.args[0].args[0] if term.tag == "diag" and term.args[0].tag == "l" else ""
    return name if name not in LETTERS and small_number(name) and name not in INDICES else ""


def units_in(terms: Iterable[Term]) -> set[str]:
    """The letters that have a number of each unit in some terms; no other place shows them."""
    alone: set[str] = set()
    elsewhere: set[str] = set()
    waiting, seen = list(terms), set[Term]()
    while waiting:
        term = waiting.pop()
        if term in seen:
            continue
        seen.add(term)
        if of_units(term):
            alone.add(of_units(term))
        elif term.tag == "l":
            elsewhere.add(term.args[0])
        elif term.tag == "s":
            waiting += [term.args[0].formula, *_given(term)]
        else:
            waiting += children(term.tag, term.args)
    if alone & elsewhere:
        raise Refused(f"{min(alone & elsewhere)} is a number, and one of each unit")
    return alone


def _given(term: Term) -> list[Term]:
    """The values of a name's letters that are not these letters."""
    pairs = zip(term.args[0].params, term.args[1], strict=False)
    return [value for name, value in pairs if not (value.tag == "l" and value.args[0] == name)]


def is_number(term: Term) -> bool:
    """Is a term whose names are unfolded, and whose binders may be open, a number?"""
    return not any(name == "I" or name in LETTERS for name in term.free) and not _has_units(term)


def _has_units(term: Term) -> bool:
    """Does a term hold a matrix of one number per unit?"""
    return bool(of_units(term)) or any(_has_units(one) for one in children(term.tag, term.args))


def shape(term: Term) -> str:
    """The shape of a term; kept, for the terms are kept."""
    found = _KNOWN.get(term)
    if found is None:
        found = _KNOWN[term] = _shape(term)
    return found


def _shape(term: Term) -> str:  # noqa: PLR0912 - a case a tag
    tag, args = term.tag, term.args
    if tag == "n":
        return NUMBER
    if tag == "l":
        return letter_shape(args[0])
    if tag == "-":
        return shape(args[0])
    if tag == "s":
        return _symbol(args[0], args[1])
    if tag == "+":
        return _sum([shape(part) for part in args[0]])
    if tag == "*":
        _check_order(args[0])
        return _product([shape(part) for part in args[0]])
    if tag == "/":
        _number(args[1])
        return shape(args[0])
    if tag == "^":
        _number(args[1])
        if TIMES_T.fullmatch(display(args[1])):
            raise Refused("T alone, or a number of it, is an exponent")
        found = shape(args[0])
        if found != NUMBER and found[0] != found[1]:
            raise Refused("a power of a matrix that is not square")
        return found
    if tag == "T":
        found = _matrix(args[0])
        return found[::-1]
    if tag == "diag":
        if of_units(term):
            return "nn"
        if _matrix(args[0]) != "nn":
            raise Refused("diag of another shape than n x n")
        return "nn"
    if tag == "sum":
        _number(args[1])
        return shape(args[2])
    raise Refused("no term of matrices")


def _number(term: Term) -> None:
    if shape(term) != NUMBER:
        raise Refused("a matrix stands where a number should")


def _matrix(term: Term) -> str:
    found = shape(term)
    if found == NUMBER:
        raise Refused("a number stands where a matrix should")
    return found


def _symbol(definition: Definition, args: tuple[Term, ...]) -> str:
    own = units_in([definition.formula])
    for name, arg in zip(definition.params, args, strict=False):
        if name in own and not (arg.tag == "l" and arg.args[0] == name):
            raise Refused(f"{name} has a number of each unit, and another value here")
        wanted = NUMBER if is_index(name) else letter_shape(name)
        if shape(arg) != wanted:
            raise Refused(f"{definition.name} stands at a value of another shape")
    return shape(definition.formula)


def _sum(shapes: list[str]) -> str:
    known = {one for one in shapes if one != ANY}
    if not known:
        return ANY
    if len(known) > 1 or (
        ANY in shapes and (NUMBER in known or any(one[0] != one[1] for one in known))
    ):
        raise Refused("a sum does not fit in shape")
    return known.pop()


def _check_order(factors: tuple[Term, ...]) -> None:
    """No letter of a number, and no power of one, stands behind a matrix."""
    behind = False
    for one in factors:
        base = one.args[0] if one.tag == "^" else one
        if behind and base.tag == "l" and shape(base) == NUMBER:
            raise Refused("a number stands behind a matrix")
        if behind and any(x.startswith(("\\hat", "\\omega")) for x in numbers_shown(one)):
            raise Refused("a number with a hat, or omega, stands behind a matrix")
        behind = behind or shape(one) != NUMBER
    shown = set[str]().union(*map(letters_shown, factors))
    numbers = set[str]().union(*map(numbers_shown, factors))
    matrices = shown - numbers - {"I"}
    mixed = matrices & set(DIAGONAL) and matrices - set(DIAGONAL)
    if mixed and any(x.startswith("\\hat") for x in numbers):
        raise Refused("a number with a hat stands in a product with a diagonal matrix")


def _product(shapes: list[str]) -> str:
    matrices = [one for one in shapes if one != NUMBER]
    if not matrices:
        return NUMBER
    known = [one for one in matrices if one != ANY]
    if not known:
        return ANY
    for left, right in itertools.pairwise(known):
        if left[1] != right[0]:
            raise Refused("a product does not fit in shape")
    return known[0][0] + known[-1][1]


def numbers_shown(term: Term) -> set[str]:
    """The letters of numbers in a text of matrices, those behind its symbols aside."""
    if of_units(term):
        return set()
    if term.tag == "l":
        return {term.args[0]} if shape(term) == NUMBER else set()
    return set[str]().union(*map(numbers_shown, _parts(term)))


def letters_shown(term: Term) -> set[str]:
    """The letters of numbers and of matrices in a text, those behind its symbols aside."""
    return (
        {term.args[0]} if term.tag == "l" else set[str]().union(*map(letters_shown, _parts(term)))
    )


def _parts(term: Term) -> Iterable[Term]:
    return () if term.tag == "s" else children(term.tag, term.args)
