"""Reading of lines that count: definitions, hypotheses and goals."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tests.second_checker.display import SHOWN, check_powers, check_spelling, display
from tests.second_checker.errors import Refused
from tests.second_checker.names import (
    DIAGONAL,
    DIMENSIONS,
    INDICES,
    MATRIX,
    MATRIX_SPECIAL,
    ORTHOGONAL,
    SPECIAL,
    free_number_letter,
    is_index,
    small_number,
    split_name,
)
from tests.second_checker.reader import read_relation, read_term
from tests.second_checker.scope import Scope, check_no_clash, check_order
from tests.second_checker.statements import require_uncaught
from tests.second_checker.terms import Definition, Term, children, define

Relation = tuple[str, Term, Term]
NONE: frozenset[str] = frozenset()


def check_letter(name: str, scope: Scope) -> None:
    """A free name must be allowed as a letter here."""
    if name in scope.sequences or name in scope.functions:
        raise Refused(f"{name} is a letter beside a sequence or a function")
    if scope.matrix:
        good = (
            name in MATRIX
            or name in ORTHOGONAL
            or name in DIAGONAL
            or name == "I"
            or name in INDICES
            or small_number(name)
        )
    else:
        good = free_number_letter(name)
    if not good:
        raise Refused(f"{name} is no letter")


def check_line(terms: Iterable[Term], scope: Scope, shown_only: frozenset[str] = NONE) -> None:
    """The rules of letters and binders for a line; shown_only are letters which no name hides."""
    terms = list(terms)
    scope.pay(sum(term.size for term in terms))
    letters: set[str] = set()
    bound: set[str] = set()
    for term in terms:
        check_powers(term)
        _walk(term, scope, NONE, shown_only, False, letters, bound)
    both = letters & {name for name in bound if name in INDICES}
    if both or bound & shown_only:
        raise Refused(f"{sorted(both | (bound & shown_only))[0]} is bound and stands elsewhere")


def _walk(  # noqa: PLR0912 - a case a tag
    term: Term,
    scope: Scope,
    bound: frozenset[str],
    hidden_not: frozenset[str],
    inside: bool,
    letters: set[str],
    all_bound: set[str],
) -> None:
    tag, args = term.tag, term.args
    if tag == "l":
        name = args[0]
        if name not in bound:
            check_letter(name, scope)
            letters.add(name)
            if inside and (name in SPECIAL or name == "L"):
                raise Refused(f"{name} stands under a binder")
        return
    if tag == "s":
        _symbol(term, scope, bound, hidden_not, inside, letters, all_bound)
        return
    if tag in ("sum", "lim"):
        name = args[0]
        if name not in INDICES or name in bound or name in hidden_not:
            raise Refused(f"{name} cannot be bound")
        all_bound.add(name)
        if tag == "sum":
            _walk(args[1], scope, bound, hidden_not, inside, letters, all_bound)
        _walk(args[-1], scope, bound | {name}, hidden_not | {name}, True, letters, all_bound)
        return
    if tag == "D":
        name = args[0]
        _bindable(name, scope, bound)
        if name in INDICES or name in DIMENSIONS:
            raise Refused("a derivative by an index")
        letters.add(name)
        _walk(args[1], scope, bound, hidden_not, True, letters, all_bound)
        return
    if tag == "eval":
        names = [name for name, _ in args[1]]
        if len(set(names)) != len(names):
            raise Refused("a letter is replaced twice")
        for name, value in args[1]:
            _bindable(name, scope, bound)
            if name in hidden_not:
                raise Refused(f"{name} cannot be replaced")
            if value.free & set(names):
                raise Refused("a value holds a replaced letter")
            _walk(value, scope, bound, hidden_not, inside, letters, all_bound)
        require_uncaught(args[0], [value for _, value in args[1]])
        letters.update(name for name in names)
        _walk(args[0], scope, bound, hidden_not, True, letters, all_bound)
        return
    for part in children(tag, args):
        _walk(part, scope, bound, hidden_not, inside, letters, all_bound)


def _bindable(name: str, scope: Scope, bound: frozenset[str]) -> None:
    base, sub = split_name(name)
    clash = base in scope.sequences and sub.startswith("_{")
    if (
        name in scope.named
        or name in bound
        or clash
        or not free_number_letter(name)
        or scope.matrix
    ):
        raise Refused(f"{name} is neither replaced nor bound")


def _symbol(
    term: Term,
    scope: Scope,
    bound: frozenset[str],
    hidden_not: frozenset[str],
    inside: bool,
    letters: set[str],
    all_bound: set[str],
) -> None:
    definition, args, _ = term.args
    hidden = args if definition.kind == "name" else args[:-1]
    for arg in hidden:
        for name in arg.free & hidden_not:
            if f"{{{name}}}" not in definition.name:
                raise Refused(f"{definition.name} hides {name}")
        letters.update(arg.free - bound)
        if inside and any(name in SPECIAL or name == "L" for name in arg.free):
            raise Refused("such a letter stands in an argument under a binder")
    if definition.kind != "name":
        _walk(args[-1], scope, bound, hidden_not, inside, letters, all_bound)


def term_line(text: str, scope: Scope) -> Term:
    """A term that counts."""
    term = read_term(text, scope)
    check_line([term], scope)
    check_spelling(text, display(term))
    return term


def relation_line(text: str, scope: Scope) -> Relation:
    """A relation that counts."""
    operator, left, right = read_relation(text, scope)
    check_line([left, right], scope)
    check_spelling(text, f"{display(left)} {SHOWN[operator]} {display(right)}")
    return operator, left, right


_SEQUENCE = re.compile(r"(.+)_\{(T|\\tau|m|j|k|Z)\}")
_FUNCTION = re.compile(r"([A-Z])\((.+)\)")


def definition_line(text: str, scope: Scope) -> Definition:
    """A line of definitions, which is brought in sight."""
    if not isinstance(text, str) or text.count(":=") != 1:
        raise Refused("not a definition")
    head, _, body = text.partition(":=")
    head = head.strip()
    kind, name, index = _head(head, scope)
    formula = read_term(body, scope)
    own = frozenset([index]) if index else NONE
    check_line([formula], scope, own)
    check_spelling(body, display(formula))
    if name in formula.free:
        raise Refused(f"{name} stands in its own formula")
    params = tuple(sorted(formula.free - own))
    if kind == "fun" and index in scope.named:
        raise Refused(f"{index} is defined")
    definition = define(name, kind, params + ((index,) if index else ()), formula)
    if definition.key in {known.key for known in scope.all()}:
        raise Refused(f"{name} is defined twice")
    scope.add(definition)
    return definition


def _head(head: str, scope: Scope) -> tuple[str, str, str]:
    """The kind, name and index of what a line defines."""
    found = _SEQUENCE.fullmatch(head)
    if found and head not in SPECIAL:
        base, sub = split_name(found[1])
        wrong = (
            not base
            or sub
            or base.startswith("\\hat")
            or base in ("I", "\\Delta")
            or is_index(base)
        )
        if wrong or (scope.matrix and not _matrix_name(base)):
            raise Refused("not the name of a sequence")
        return "seq", base, found[2]
    found = _FUNCTION.fullmatch(head)
    if found:
        if (
            not free_number_letter(found[2])
            or found[2] in SPECIAL
            or found[2] in INDICES
            or found[2] in DIMENSIONS
        ):
            raise Refused("not the letter of a function")
        if scope.matrix or found[1] == "I" or is_index(found[1]):
            raise Refused("not the name of a function")
        return "fun", found[1], found[2]
    base, _ = split_name(head)
    special = head in (MATRIX_SPECIAL if scope.matrix else SPECIAL)
    if not special and (not base or base in ("e", "I", "\\Delta")):
        raise Refused(f"{head} cannot be defined")
    if is_index(head):
        raise Refused("an index is defined")
    if scope.matrix and not special and (not _matrix_name(base) or head in ORTHOGONAL):
        raise Refused(f"{head} is no name of a matrix")
    return "name", head, ""


def _matrix_name(base: str) -> bool:
    """Is a base fit for the name of a matrix?"""
    return (len(base) == 1 and base.isupper()) or base == "\\Omega"


def read_definitions(lines: list[str], matrix: bool = False) -> Scope:
    """The scope of all lines, in order."""
    scope = Scope(matrix=matrix)
    for line in lines:
        definition_line(line, scope)
    check_no_clash(scope)
    check_order(scope)
    return scope
