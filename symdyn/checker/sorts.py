r"""Sorts: what each letter stands for, and which terms are formed well.

The sort of a letter is fixed by its name, so it is seen where the letter is seen:

    index      T \tau m j k Z, and the dimensions o n i: the natural numbers 0, 1, 2, ...
    matrix     A R A_\star (o x n), W \Omega W_\star (n x n), B B_\star (n x i)
    orthogonal U (o x o), P (n x n), V (i x i): matrices X with X^T X = I
    diagonal   in the text of a matrix: a \hat{a} a_\star (o x n), w w_\star (n x n), b b_\star (n x i)
    per unit   alone in diag, in the text of a matrix: \operatorname{diag}(\gamma) is the diagonal n x n
               matrix of any n numbers, one for each hidden unit
    real       all others

SHAPE  Every matrix term has a shape, and products, sums and powers fit.  A matrix is a term with a tag
of its own; a number term has no matrix in it, so no rule for numbers ever meets one.  With one tag for
both, x y = y x would be proved, and used of matrices (cases/hostile/03c-matrices-commute).
"""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from .terms import METER, ONE, Definition, Refused, Relation, Term, letters, measure, parts

__all__ = [
    "DIAGONAL",
    "DIMENSIONS",
    "INDICES",
    "ORTHOGONAL",
    "SHAPES",
    "add_definition",
    "is_index",
    "is_per_unit",
    "linear",
    "per_unit",
    "plus",
    "require_number",
    "shape",
]

Shape = tuple[str, str]
INDICES = frozenset({"T", r"\tau", "m", "j", "k", "Z"})
DIMENSIONS = frozenset("oni")
DIAGONAL = {"a": ("o", "n"), "b": ("n", "i"), "w": ("n", "n"), r"\hat{a}": ("o", "n")}
DIAGONAL |= {rf"{x}_\star": DIAGONAL[x] for x in "abw"}
ORTHOGONAL = {"U": ("o", "o"), "P": ("n", "n"), "V": ("i", "i")}
SHAPES = {"A": ("o", "n"), "R": ("o", "n"), "W": ("n", "n"), "B": ("n", "i"), r"\Omega": ("n", "n")}
SHAPES |= {rf"{x}_\star": SHAPES[x] for x in "AWB"} | DIAGONAL | ORTHOGONAL | {"I": ("", "")}
DEPENDENT = re.compile(r"\\Delta|N_|\{T\}|L$")  # derivatives of such a letter are not 0
_BITS = 64
_OPERATORS = frozenset({"=", "!=", "<", ">", "<=", ">="})


def is_index(name: str) -> bool:
    """Whether a letter is a natural number; a fresh one, m#3, has the sort of its hint."""
    name = name.partition("#")[0]
    return name in INDICES or name in DIMENSIONS


def is_per_unit(t: Term) -> bool:
    """Whether a term is a letter that stands for a number of each hidden unit, alone in diag."""
    return t[0] == "mat" and t[1] not in SHAPES


def per_unit(terms: Iterable[Term]) -> set[str]:
    """The letters in terms that stand for a number of each unit; none may be one number too."""
    found = {x for t in terms for x in letters(t)}
    names = {x[1] for x in found if is_per_unit(x)}
    if mixed := names & {x[1] for x in found if x[0] == "sym"}:
        raise Refused(f"{min(mixed)} is one number here, and a number of each unit there")
    return names


def _together(one: Shape, other: Shape) -> Shape:
    """The shape of a sum; the identity has the shape ("", "") of any square."""
    if one == other or (other == ("", "") and one[0] == one[1]):
        return one
    if one == ("", "") and other[0] == other[1]:
        return other
    raise Refused(f"a matrix {one} and a matrix {other} have no sum")


def shape(t: Term, signature: Mapping[str, Definition], under: int = 0) -> Shape | None:  # noqa: PLR0912 - a case a tag
    """SHAPE: rows and columns of a matrix, None for a number; refuses what is neither."""
    METER.spend(2)
    tag = t[0]
    if tag == "mat":
        if t[1] not in SHAPES:
            raise Refused(f"{t[1]} is no matrix")
        return SHAPES[t[1]]
    if tag in {"num", "sym", "var"}:
        if tag == "sym" and under and DEPENDENT.search(t[1]):
            raise Refused(f"the letter {t[1]} shows what it depends on, and stands under a binder")
        if tag != "sym" and (type(t[1]) is not int or t[1] < 0 or (tag == "var" and t[1] >= under)):
            raise Refused(f"{t} is no number, or a variable without its binder")
        return None
    if tag == "def":
        return _symbol_shape(t, signature, under)
    if tag == "diag" and is_per_unit(t[1]):
        return "n", "n"
    if tag in {"sum", "lim"} and t[1] not in INDICES:
        raise Refused(f"{t[1]} is no index that a sum or a limit may bind")
    if tag == "d" and is_index(t[1]):
        raise Refused(f"there is no derivative by the index {t[1]}")
    if tag == "let" and (len(set(t[1])) < len(t[1]) or len(t[1]) != len(t[2])):
        raise Refused("an evaluation gives each of its letters one value")
    found = [shape(x, signature, under + n) for x, n in parts(t)]
    if not found or all(x is None for x in found):
        if tag in {"+", "*", "neg", "/", "^", "sum", "lim", "d", "let"} and found:
            return None
    elif tag in {"+", "neg"}:
        result = found[0]
        for x in found[1:]:
            if x is None or result is None:
                raise Refused("a number and a matrix have no sum")
            result = _together(result, x)
        if result is not None:
            return result
    elif tag == "*":
        return _product_shape([x for x in found if x is not None])
    elif tag == "sum" and found[0] is None:
        return found[1]
    elif tag in {"/", "^"} and found[1] is None and found[0] is not None:
        if tag == "/" or found[0][0] == found[0][1]:
            return found[0]
    elif tag == "top" and found[0] is not None:
        return found[0][::-1]
    elif tag == "diag" and found[0] is not None and found[0][0] == found[0][1]:
        return found[0]
    raise Refused(f"there is no term {tag!r} of what stands in it")


def _product_shape(found: list[Shape]) -> Shape:
    shapes = [x for x in found if x != ("", "")]
    for before, after in pairwise(shapes):
        if before[1] != after[0]:
            raise Refused(f"a matrix {before} and a matrix {after} have no product")
    return (shapes[0][0], shapes[-1][1]) if shapes else ("", "")


def _symbol_shape(t: Term, signature: Mapping[str, Definition], under: int) -> Shape | None:
    """That of the body; an argument has the sort of its parameter, the same letter for U, a, ..."""
    definition = signature.get(t[1])
    if definition is None or len(definition.params) != len(t[2]):
        raise Refused(f"the symbol {t[1]!r} is not defined so")
    for param, arg in zip(definition.params, t[2], strict=True):
        name = param[1]
        if is_per_unit(param) or (
            param[0] == "mat" and name in DIAGONAL.keys() | ORTHOGONAL.keys()
        ):
            fits = arg == param
        else:
            fits = shape(arg, signature, under) == (SHAPES[name] if param[0] == "mat" else None)
        if not fits:
            raise Refused(f"the argument {name} of {definition.name} is of another sort")
    return definition.shape


def require_number(relation: Relation, signature: Mapping[str, Definition]) -> None:
    """Refuse a relation that is not one of numbers."""
    operator, left, right = relation
    if operator not in _OPERATORS:
        raise Refused(f"{operator!r} is no relation")
    for side in (left, right):
        measure(side)
        if shape(side, signature) is not None:
            raise Refused("a relation is one of numbers, and a matrix stands in it")


def add_definition(signature: dict[str, Definition], key: str, definition: Definition) -> None:
    """Add a symbol after all that it stands on: once, and with all its letters as parameters.

    A letter of the body that is no parameter would be hidden: g := w^k without k as a parameter
    makes a sum over k of g the number of its terms times g.
    """
    if key in signature:
        raise Refused(f"{key} is defined already")
    measure(definition.body)
    found, params = shape(definition.body, signature), definition.params
    shown = {*params[:1]} if definition.style != "plain" else set()
    if letters(definition.body) | shown != {*params} or len({*params}) < len(params):
        raise Refused(f"the parameters of {key} are not the letters of its body")
    first = params[0] if params else ONE
    if definition.style == "indexed" and not (first[0] == "sym" and first[1] in INDICES):
        raise Refused(f"{key} has no index as its subscript")
    if definition.style == "function" and (first[0] != "sym" or is_index(first[1]) or found):
        raise Refused(f"{key} is no function of a real number")
    signature[key] = definition._replace(shape=found)


def linear(t: Term) -> dict[str, int] | None:
    """An integer linear form in indices, "" for the constant; None for other terms."""
    METER.spend(1)
    tag = t[0]
    if tag == "num":
        return {"": t[1]} if t[1] else {}
    if tag == "sym":
        return {t[1]: 1} if is_index(t[1]) else None
    if tag not in {"neg", "+", "*"}:
        return None
    total: dict[str, int] = {"": 1} if tag == "*" else {}
    for x in t[1:]:
        form = linear(x)
        if form is None:
            return None
        if tag != "*":
            total = plus(total, form, -1 if tag == "neg" else 1)
        elif total.keys() <= {""}:
            total = plus({}, form, total.get("", 0))
        elif form.keys() <= {""}:
            total = plus({}, total, form.get("", 0))
        else:
            return None
        if any(abs(x) >> _BITS for x in total.values()):  # before they are multiplied once more
            raise Refused(f"a form in indices has a number of more than {_BITS} bits")
    return total


def plus(left: Mapping[str, int], right: Mapping[str, int], factor: int) -> dict[str, int]:
    """left + factor * right."""
    total = dict(left)
    for name, value in right.items():
        total[name] = total.get(name, 0) + factor * value
    return {name: value for name, value in total.items() if value}
