r"""What W_Z - W_0 and B_Z - B_0 are, as the report displays it, against the definition of the rule.

The displayed update, the short names Y in it, the recursions of Q and S, and the change are put
together: the update must have the words of the definition, and one more update must add
-\eta \Delta W to the change.
"""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from symdyn.checker.names import SCALAR
from symdyn.checker.sorts import DIAGONAL
from symdyn.claims.claim import Claim
from symdyn.errors import FormulaError
from symdyn.formula.reading import INDICES, Node, read_relations
from symdyn.formula.trees import linear, plus, substitute
from tests.provenance.exact_values import one_relation

__all__ = ["follows"]

Exponent: TypeAlias = tuple[tuple[str, int], ...]
Powers: TypeAlias = tuple[tuple[Node, Exponent], ...]
Word: TypeAlias = tuple[tuple[tuple[str, Exponent], ...], Powers, Powers]  # sums, numbers, matrices
Words: TypeAlias = dict[Word, Fraction]

_ZERO, _UNIT = ("number", 0), (("", 1),)
_SUBSCRIPT = re.compile(r"(?<=[A-Z])_\{(Z(?: \+ 1)?(?:, (?:[0-9]|m))*)\}")
# The reader takes no numbers below A, W and B: after Z updates they are C, D and G.
_LEARNED = {"A": "C", "W": "D", "B": "G"}
_BARE = re.compile(r"(?<![A-Za-z\\])[AWBCDG](?!_)")


def follows(letter: str, texts: Mapping[str, str], claims: Mapping[str, Claim]) -> bool:
    """Whether the change of a matrix, its update and what stands between are consistent.

    Parameters
    ----------
    letter : "W" or "B"
    texts : what is displayed, by the labels "update", "part-1", ..., "change"
    claims : the claims "definition" and "error"
    """
    given = _given(claims)
    update = given[("name", rf"\Delta{letter}")]
    parts = [text for label, text in texts.items() if label.startswith("part-")]
    own, steps = dict(given), dict[str, Node]()
    started = set()
    for text in parts:
        for operator, left, right in read_relations(_numbered(text)):
            if operator != "=" or left[0] != "name":
                return False
            name = str(left[1])
            if name.endswith("_{0}") and right == _ZERO:
                started.add(name[0])
            elif name.endswith("_{2}"):
                steps[f"{name[0]}_{{1}}"] = right
            else:
                own[left] = right
    if {name[0] for name in steps} != started:
        return False
    if "update" in texts:
        operator, left, right = one_relation(_numbered(texts["update"]))
        if (operator, left) != ("=", ("name", rf"\Delta{letter}")):
            return False
        if _words(right, own) != _words(update, given):
            return False
    operator, left, change = one_relation(_numbered(texts["change"]))
    now = _LEARNED[letter]
    difference = ("+", ("name", now), ("neg", ("name", f"{now}_{{0}}")))
    if (operator, left) != ("=", difference):
        return False
    start = substitute(change, dict.fromkeys(steps, _ZERO))
    learned = ("+", substitute(change, steps), ("neg", change), ("*", ("name", r"\eta"), update))
    return not _words(start, own) and not _words(learned, own)


def _numbered(text: str) -> str:
    """Z and Z + 1 as the indices 1 and 2, which the reader takes; the updates of matrices plain."""
    plain = re.sub(r"\\Delta ([WB])_\{Z\}", r"\\Delta{}\1", text)  # no bare W or B there
    if _BARE.search(plain.replace(r"\Delta{}W", "").replace(r"\Delta{}B", "")):
        raise FormulaError(f"a matrix without the number of its update in {text[:80]!r}")
    plain = re.sub(r"\b([AWB])_\{(Z|0)\}", _learned, plain).replace("{}", " ")

    def index(found: re.Match[str]) -> str:
        number = found[1].replace("Z + 1", "2").replace("Z", "1").replace("m", "9")
        return f"_{{{number.replace(', ', '')}}}"

    return _SUBSCRIPT.sub(index, plain)


def _learned(found: re.Match[str]) -> str:
    return _LEARNED[found[1]] + ("" if found[2] == "Z" else "_{0}")


def _given(claims: Mapping[str, Claim]) -> dict[Node, Node]:
    """The definitions, for the matrices after Z updates."""
    found = {
        left: right
        for name in ("definition", "error")
        for line in claims[name].statement
        for _, left, right in read_relations(line)
    }
    return found | {("name", one): ("name", other) for one, other in _LEARNED.items()}


def _words(node: Node, given: Mapping[Node, Node]) -> Words:
    """A formula as a sum of sums of products; numbers are collected in front of the matrices."""
    tag = node[0]
    if tag == "indexed":
        return _words(_term_of(node, given), given)
    if node in given:
        return _words(given[node], given)
    if tag in {"number", "name", "top", "diag"}:
        return _atom(node, given)
    if tag == "neg":
        return {word: -number for word, number in _words(node[1], given).items()}
    if tag == "+":
        return _added([_words(part, given) for part in node[1:]])
    if tag == "sum":
        return _summed(node, given)
    if tag == "^":
        return _power(_words(node[1], given), _exponent(node[2]))
    if tag == "/":
        return _product([_words(node[1], given), _power(_words(node[2], given), (("", -1),))])
    if tag == "*":
        return _product([_words(part, given) for part in node[1:]])
    raise FormulaError(f"{tag!r} in a matrix word")


def _is_scalar(name: str) -> bool:
    """Whether a letter stands for a number in a matrix word: a small one that is no mode."""
    return name in INDICES or (name not in DIAGONAL and SCALAR.fullmatch(name) is not None)


def _atom(node: Node, given: Mapping[Node, Node]) -> Words:
    """A number, a letter, or a letter that is transposed or cut to its diagonal."""
    if node[0] == "number":
        return _cleaned({((), (), ()): Fraction(node[1])})
    if node == ("name", "I"):
        return {((), (), ()): Fraction(1)}
    if node[0] == "name":
        atom = ((node, _UNIT),)
        return {((), atom, ()) if _is_scalar(node[1]) else ((), (), atom): Fraction(1)}
    inner = given.get(node[1], node[1])
    if inner[0] != "name":
        raise FormulaError(f"{node[0]!r} of a product")
    return {((), (), (((node[0], inner), _UNIT),)): Fraction(1)}


def _term_of(node: Node, given: Mapping[Node, Node]) -> Node:
    """A term of a sequence: the definition with its index replaced."""
    for left, right in given.items():
        if left[0] == "indexed" and left[1] == node[1]:
            return substitute(right, {left[2][1]: node[2]})
    raise FormulaError(f"the sequence {node[1]} is not defined")


def _summed(node: Node, given: Mapping[Node, Node]) -> Words:
    _, index, count, body = node
    number = _exponent(count)
    if number == _UNIT:
        return _words(substitute(body, {index: _ZERO}), given)
    found = _words(body, given)
    return {
        (((index, number), *sums), scalars, matrices): value
        for (sums, scalars, matrices), value in found.items()
    }


def _exponent(node: Node) -> Exponent:
    form = linear(node)
    if form is None:
        raise FormulaError(f"{node!r:.80} is no linear form")
    return tuple(sorted((name, number) for name, number in form.items() if number))


def _power(base: Words, exponent: Exponent) -> Words:
    """The power of one product; a product of two matrices or more has none here."""
    if not exponent:
        return {((), (), ()): Fraction(1)}
    if len(base) != 1:
        raise FormulaError("a power of a sum or of 0")
    (((sums, scalars, matrices), number),) = base.items()
    inverse = any(value < 0 for _, value in exponent)
    if sums or len(matrices) > 1 or (matrices and inverse):
        raise FormulaError("a power of a sum or of several matrices")
    if exponent in {_UNIT, (("", -1),)}:
        coefficient = number if exponent == _UNIT else 1 / Fraction(number)
        numbers: Powers = ()
    else:
        coefficient = Fraction(1)
        numbers = () if number == 1 else ((("number", number), exponent),)
    raised = [
        tuple((atom, _times(one, exponent)) for atom, one in part) for part in (scalars, matrices)
    ]
    return {((), _collected((*numbers, *raised[0])), raised[1]): Fraction(coefficient)}


def _times(one: Exponent, two: Exponent) -> Exponent:
    """The product of two exponents, one of which is a number."""
    for left, right in ((one, two), (two, one)):
        if len(left) == 1 and left[0][0] == "":
            return tuple((name, number * left[0][1]) for name, number in right)
    raise FormulaError("a power of a power")


def _product(parts: Sequence[Words]) -> Words:
    found: Words = {((), (), ()): Fraction(1)}
    for part in parts:
        found = _added(
            [
                {_joined(left, right): one * two}
                for left, one in found.items()
                for right, two in part.items()
            ]
        )
    return found


def _joined(left: Word, right: Word) -> Word:
    matrices = [*left[2]]
    for atom, exponent in right[2]:
        if matrices and matrices[-1][0] == atom:
            total = plus(dict(matrices.pop()[1]), dict(exponent), 1)
            matrices += [(atom, tuple(sorted(total.items())))] if total else []
        else:
            matrices.append((atom, exponent))
    return (*left[0], *right[0]), _collected((*left[1], *right[1])), tuple(matrices)


def _collected(scalars: Powers) -> Powers:
    total: dict[Node, dict[str, int]] = {}
    for atom, exponent in scalars:
        total[atom] = plus(total.get(atom, {}), dict(exponent), 1)
    kept = ((atom, tuple(sorted(form.items()))) for atom, form in total.items() if form)
    return tuple(sorted(kept, key=repr))


def _added(parts: Sequence[Words]) -> Words:
    found: Words = {}
    for part in parts:
        for word, number in part.items():
            found[word] = found.get(word, Fraction(0)) + number
    return _cleaned(found)


def _cleaned(words: Words) -> Words:
    return {word: number for word, number in words.items() if number}
