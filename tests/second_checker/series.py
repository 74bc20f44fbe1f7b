"""Sums by antidifferences, and limits of nested sums."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.second_checker.arithmetic import MASK, SLOT, Form, Value
from tests.second_checker.context import Context, Env
from tests.second_checker.errors import Refused
from tests.second_checker.evaluation import (
    base_value,
    check_arguments,
    close,
    evaluated,
    index_mapping,
    rewritings,
    value_of,
)
from tests.second_checker.terms import Term, number


def count_of(context: Context, term: Term, env: Env) -> Form:
    """The number of terms of a sum, known to be natural."""
    form = context.linear(value_of(context, term, env))
    if form is None or not context.natural(form):
        raise Refused("a number of terms is not known to be natural")
    return form


def series(context: Context, term: Term, env: Env) -> Value:
    """The value of a sum."""
    name, count, body = term.args
    form = count_of(context, count, env)
    if context.numeric and not form[1]:
        if form[0] > 64:
            raise Refused("a sum of more than 64 terms")
        return context.arena.add(
            *(value_of(context, body, env.extended({name: number(at)})) for at in range(form[0]))
        )
    index = context.open("sum", form)
    inner = env.extended({name: index})
    q = antidifference(context, value_of(context, body, inner), index.args[0], inner)
    return between(context, q, index.args[0], form)


def between(context: Context, q: Value, name: str, form: Form) -> Value:
    """q at the number of terms less q at 0."""
    return context.arena.subtract(
        at_form(context, q, name, form), at_form(context, q, name, (0, {}))
    )


def at_form(context: Context, value: Value, name: str, form: Form) -> Value:
    """A value with a linear form put in for an index."""
    return context.arena.substitute(value, index_mapping(context, value, name, form))


def antidifference(context: Context, summand: Value, name: str, env: Env) -> Value:
    """An entry of `sums` whose difference is the summand."""
    arena = context.arena
    if not summand.coefficient:
        return summand
    for term in context.sums:
        try:
            q = value_of(context, term, env, trust=True)
            for poly, e in q.factors.items():
                key = arena.key_of(poly)
                alone = key is not None and (key[0] == "p" or (key[0] == "l" and key[1] != name))
                if e < 0 and not alone:
                    _no_index(context, poly.slots)
            after = at_form(context, q, name, (1, {name: 1}))
            if not arena.add(after, arena.negate(q), arena.negate(summand)).coefficient:
                return q
        except Refused:
            continue
    raise Refused("no antidifference fits a sum")


def _no_index(context: Context, slots: Any) -> None:
    for at in slots:
        key = context.arena.keys[at]
        if (
            key[0] in "pz"
            or (key[0] == "l" and context.is_index(key[1]))
            or (key[0] == "o" and any(context.is_index(name) for name in key[1].free))
        ):
            raise Refused("a denominator holds an index")


# limits


def limit(context: Context, term: Term, env: Env) -> Value:
    """The value of a limit of nested sums, or of something that does not hold the index."""
    name, body = term.args
    index = context.open("lim")
    return _nested(context, index.args[0], body, env.extended({name: index}), [])


def head(context: Context, term: Term, env: Env, rewriting: bool = False) -> tuple[Term, Env]:
    """Unfold, or also rewrite, until a term is no symbol and no evaluation."""
    for _ in range(100):
        if rewriting and term.tag == "s":
            found = next(rewritings(context, close(context, term, env)), None)
            if found is not None and found[0].tag in ("sum", "lim"):
                return found
        if term.tag == "eval":
            term, env = term.args[0], evaluated(context, term.args[1], env)
        elif term.tag == "s" and not term.args[2]:
            env = check_arguments(context, close(context, term, env))
            term = term.args[0].formula
        else:
            return term, env
    raise Refused("too many symbols on top of another")


def _nested(context: Context, endless: str, term: Term, env: Env, indices: list[str]) -> Value:
    """The summand that stands under sums with these endless indices."""
    arena = context.arena
    start, start_env = term, env
    term, env = head(context, term, env)
    if term.tag != "sum":
        value = value_of(context, start, start_env)
        _without(context, value, endless)
        for index in indices:
            check_decay(context, value, index)
        return value
    name, count, body = term.args
    form = count_of(context, count, env)
    without_end = bool(form[1].get(endless))
    if not without_end and any(form[1].get(index) for index in indices):
        raise Refused("a number of terms holds an endless index")
    opened = context.open("sum", form)
    index = opened.args[0]
    inner = env.extended({name: opened})
    if without_end:
        context.endless.add(index)
    summand = _nested(context, endless, body, inner, [*indices, index] if without_end else indices)
    q = antidifference(context, summand, index, inner)
    _without(context, q, endless)
    if not without_end:
        return between(context, q, index, form)
    check_decay(context, summand, index)
    check_decay(context, q, index)
    return arena.negate(at_form(context, q, index, (0, {})))


def _without(context: Context, value: Value, name: str) -> None:
    """The value does not hold the index of a limit."""
    for at in context.arena.slots(value):
        key = context.arena.keys[at]
        if key[-1] == name or (key[0] == "o" and name in key[1].free):
            raise Refused("the index of a limit stands elsewhere than in numbers of terms")


def check_decay(context: Context, value: Value, name: str) -> None:
    """Each monomial of the value decays in the index."""
    if not value.coefficient:
        return
    arena = context.arena
    below: dict[Any, int] = {}
    above = {}
    for poly, e in value.factors.items():
        held = [
            at
            for at in poly.slots
            if arena.keys[at][-1] == name
            or (arena.keys[at][0] == "o" and name in arena.keys[at][1].free)
        ]
        if not held:
            continue
        if any(arena.keys[at][0] == "o" for at in held):
            raise Refused("an opaque symbol holds an endless index")
        if e > 0:
            above[poly] = e
            continue
        key = arena.key_of(poly)
        if key is None or key[0] != "p" or not isinstance(key[1], int):
            raise Refused("a denominator holds an endless index")
        below[key[1]] = -e
    for mono in arena.expand(above):
        context.work.spend(len(arena.keys))
        if any(
            key[0] == "z" and key[2] == name and mono >> (SLOT * at) & MASK
            for at, key in enumerate(arena.keys)
        ):
            continue  # it is 0 at all values of the index but one
        ratio: dict[Any, int] = {base: -e for base, e in below.items()}
        for at, key in enumerate(arena.keys):
            e = mono >> (SLOT * at) & MASK
            if e and key[0] == "p" and key[2] == name:
                ratio[key[1]] = ratio.get(key[1], 0) + e
        _check_ratio(context, {base: e for base, e in ratio.items() if e})


def _check_ratio(context: Context, ratio: dict[Any, int]) -> None:
    """A product of powers of bases is known to lie in (-1, 1)."""
    arena = context.arena
    if ratio and all(
        e > 0 and _inside(context, base_value(context, base)) for base, e in ratio.items()
    ):
        return
    p = arena.multiply(
        *(arena.integer_power(base_value(context, base), e) for base, e in ratio.items() if e > 0)
    )
    q = arena.multiply(
        *(arena.integer_power(base_value(context, base), -e) for base, e in ratio.items() if e < 0)
    )
    if ">" not in context.sign(
        arena.subtract(arena.integer_power(q, 2), arena.integer_power(p, 2))
    ):
        raise Refused("a term of an endless sum is not known to decay")


def _inside(context: Context, base: Value) -> bool:
    """Is the base known to lie in (-1, 1)?"""
    one = Value(Fraction(1), {})
    return all(
        ">" in context.sign(context.arena.add(one, side))
        for side in (base, context.arena.negate(base))
    )
