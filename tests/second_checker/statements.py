"""What the texts of a claim say together: what is tied, what is solved for, what is caught."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tests.second_checker.errors import Refused
from tests.second_checker.names import SPECIAL, is_index, split_name
from tests.second_checker.terms import Definition, Term, children

CAPITAL = re.compile("[A-SU-Y]")
NOTHING: frozenset[str] = frozenset()
Relation = tuple[str, Term, Term]


def symbols_of(term: Term, found: set[Definition]) -> None:
    """All definitions that a term stands on, directly or through formulas."""
    if term.tag == "s" and term.args[0] not in found:
        found.add(term.args[0])
        symbols_of(term.args[0].formula, found)
    for part in children(term.tag, term.args):
        symbols_of(part, found)


def with_lines(terms: Iterable[Term]) -> list[Term]:
    """The terms, and the formulas below them."""
    terms = list(terms)
    found: set[Definition] = set()
    for term in terms:
        symbols_of(term, found)
    return [*terms, *(one.formula for one in found)]


def nodes(term: Term) -> Iterator[Term]:
    """A term and all terms in it; one that occurs twice comes once."""
    waiting, seen = [term], {term}
    while waiting:
        one = waiting.pop()
        yield one
        new = {part for part in children(one.tag, one.args) if part not in seen}
        seen |= new
        waiting += new


def binder(term: Term) -> tuple[set[str], Term] | None:
    """The names that a node binds or replaces, and what stands under it."""
    if term.tag == "eval":
        return {name for name, _ in term.args[1]}, term.args[0]
    if term.tag in ("sum", "lim", "D"):
        return {term.args[0]}, term.args[2 if term.tag == "sum" else 1]
    return None


def binders(terms: Iterable[Term]) -> list[tuple[str, set[str], Term]]:
    """All of them in these terms, with their tags."""
    found = ((one.tag, binder(one)) for term in terms for one in nodes(term))
    return [(tag, *one) for tag, one in found if one]


def bound_below(definition: Definition) -> set[str]:
    """The names that a formula and those below it bind or replace, and k, z of sequence and function."""
    below: set[Definition] = {definition}
    symbols_of(definition.formula, below)
    formulas = [one.formula for one in below]
    found = {name for _, names, _ in binders(formulas) for name in names}
    found |= {one.params[-1] for one in below if one.kind != "name"}
    for formula in formulas:
        for one in nodes(formula):
            if one.tag == "s":
                pairs = zip(one.args[0].params, one.args[1], strict=False)
                found |= {param for param, value in pairs if not _same(param, value)}
    return found


def _same(param: str, value: Term) -> bool:
    """Whether a parameter has the value of its own name."""
    if value.tag == "s":
        return bool(value.args[0].name == param)
    return value.tag == "l" and value.args[0] == param


def require_uncaught(body: Term, values: list[Term]) -> None:
    """No value of a bar shows what the lines of the symbols under the bar bind."""
    below: set[Definition] = set()
    symbols_of(body, below)
    bound = {name for _, names, _ in binders(one.formula for one in below) for name in names}
    bound |= {one.params[-1] for one in below if one.kind != "name"}
    for value in values:
        found: set[Definition] = set()
        symbols_of(value, found)
        if bound & {*value.free, *(one.name for one in found)}:
            raise Refused("a value in a bar is caught by a line below the bar")


def require_unbound(terms: list[Term], defined: set[str]) -> None:
    """What hypotheses and goal bind is not defined."""
    for _, names, _ in binders(terms):
        for name in names:
            base, sub = split_name(name)
            entry = base + "_" if sub.startswith("_{") else name
            if {name, name + "(", entry} & defined:
                raise Refused(f"{name} is bound, and defined")


def require_rational(hypotheses: list[Relation]) -> None:
    """Hypotheses and the lines of their symbols are quotients of polynomials."""
    for term in with_lines(side for one in hypotheses for side in one[1:]):
        for one in nodes(term):
            power = one.tag == "^" and one.args[1].tag != "n"
            if power or binder(one) or (one.tag == "s" and one.args[0].kind != "name"):
                raise Refused("a hypothesis is no relation of quotients of polynomials")


def require_solvable(terms: list[Term]) -> None:
    """Nothing that is solved for stands under a derivative or a bar."""
    for tag, names, under in binders(with_lines(terms)):
        if tag in ("D", "eval") and shown(under, names) - names:
            raise Refused("a letter stands under a derivative or a bar where it is solved for")


def shown(term: Term, names: set[str]) -> set[str]:
    """The letters of a text; a symbol shows what stands in its subscript or bracket.

    One that holds nothing of what is bound shows all its letters.
    """
    if term.tag == "l":
        return {term.args[0]}
    if term.tag == "s":
        if not {*term.free} & names:
            return {*term.free}
        return shown(term.args[1][-1], names) if term.args[0].kind != "name" else set()
    parts = [shown(part, names) for part in children(term.tag, term.args)]
    found = binder(term)
    if found:
        parts.append(shown(found[1], names | found[0]) - found[0])
        parts.pop(0 if term.tag in ("eval", "lim", "D") else 1)
    return set[str]().union(*parts)


def solves(one: Relation) -> bool:
    """Whether an equation holds an index, or a letter is a term of a side, or a factor of one."""
    if any(map(is_index, {*one[1].free, *one[2].free})):
        return True
    for side in one[1:]:
        for term in side.args[0] if side.tag == "+" else [side]:
            inside = list(children(term.tag, term.args)) if term.tag in ("-", "*", "/") else [term]
            if any(x.tag == "l" for x in inside):
                return True
    return False


def require_untied(tying: list[Relation], terms: list[Term]) -> None:
    """No name is bound over a letter that is tied to it."""
    lone = [one for one in tying if one[0] not in ("=", "!=") and all(map(_index, one[1:]))]
    groups: list[set[str]] = []
    all_binders = binders(with_lines(terms))
    endless = {name for tag, names, _ in all_binders if tag == "lim" for name in names}
    for one in tying:
        letters = {*one[1].free, *one[2].free}
        for name in letters & SPECIAL:
            letters |= {*"abwfgh"} | ({"T"} if "{T}" in name else set())
        indices = any(map(is_index, letters))
        if one[0] in ("!=", "<", ">") and not indices:
            continue
        if lone == [one] and one[1 if one[0] in ("<", "<=") else 2].args[0] not in endless:
            continue
        groups.append(letters.union(*(group for group in groups if group & letters)))
    found = [(names, {*under.free}) for _, names, under in all_binders]
    below: set[Definition] = set()
    for term in terms:
        symbols_of(term, below)
    found += [({one.params[-1]}, {*one.params}) for one in below if one.kind != "name"]
    for names, free in found:
        for group in groups:
            if group & names and group & (free - names):
                raise Refused(f"{min(group & names)} is bound over a letter that is tied to it")


def require_legible(terms: list[Term], definitions: list[Definition]) -> None:
    """No two names differ in a glyph alone, and no free capital looks like what a binder binds."""
    terms = with_lines(terms)
    found = binders(terms)
    names = set[str]().union(*(term.free for term in terms), *(bound for _, bound, _ in found))
    names = names.union(*({one.name, *one.params} for one in definitions))
    letters = {split_name(name)[0] for name in names}
    if {"\\phi", "\\varphi"} <= letters:
        raise Refused("two names differ in a glyph alone")
    for tag, bound, under in found:
        together = {*under.free, *bound}
        if any(x.startswith("\\omega") and "w" + x[6:] in together for x in together):
            raise Refused("omega and w stand under one binder")
        heads = (("v", "\\nu"), ("\\nu", "v"))
        if any(x.startswith(v) and u + x[len(v) :] in together for x in bound for v, u in heads):
            raise Refused("v or nu is bound above the other")
        seen = {"sum": NOTHING, "eval": shown(under, bound)}.get(tag, under.free)
        if any(CAPITAL.fullmatch(x) for x in seen - bound):
            raise Refused("a free capital stands under a derivative, a bar or a limit")


def require_possible(hypotheses: list[Relation]) -> None:
    """The bounds of indices do not exclude one another by two neighbours, as 0 < k < 1 do."""
    least: list[dict[str, int]] = []
    for operator, left, right in hypotheses:
        larger, smaller = (right, left) if operator in ("<", "<=") else (left, right)
        one, other = linear_form(larger), linear_form(smaller)
        if operator in ("=", "!=") or one is None or other is None:
            continue
        strict = {"": -1 if operator in ("<", ">") else 0}
        least.append(_added(_added(one, other, -1), strict, 1))
    known = {frozenset(one.items()) for one in least}
    known |= {frozenset({(name, 1)}) for one in known for name, _ in one if name}
    if any(frozenset(_added({"": -1}, dict(one), -1).items()) in known for one in known):
        raise Refused("no natural numbers fulfil the hypotheses")


def linear_form(term: Term) -> dict[str, int] | None:
    """The integer coefficients of a linear form in indices as it is written."""
    if term.tag == "n":
        return _added({}, {"": term.args[0]}, 1)
    if _index(term):
        return {term.args[0]: 1}
    if term.tag not in ("+", "-", "*"):
        return None
    total: dict[str, int] = {"": 1} if term.tag == "*" else {}
    for part in children(term.tag, term.args):
        form = linear_form(part)
        if form is None:
            return None
        if term.tag != "*":
            total = _added(total, form, -1 if term.tag == "-" else 1)
        elif {*total} <= {""}:
            total = _added({}, form, total.get("", 0))
        elif {*form} <= {""}:
            total = _added({}, total, form.get("", 0))
        else:
            return None
    return total


def _added(one: dict[str, int], other: dict[str, int], factor: int) -> dict[str, int]:
    total = {name: one.get(name, 0) + factor * other.get(name, 0) for name in {*one, *other}}
    return {name: value for name, value in total.items() if value}


def _index(term: Term) -> bool:
    return term.tag == "l" and is_index(term.args[0])
