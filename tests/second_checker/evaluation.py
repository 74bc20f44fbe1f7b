"""Values of terms: symbols, substitutions, derivatives and powers."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from fractions import Fraction
from typing import Any

from tests.second_checker.arithmetic import PRIMES, SIGN, Form, Poly, Value
from tests.second_checker.context import Context, Env, Rule
from tests.second_checker.errors import Refused
from tests.second_checker.names import is_index
from tests.second_checker.terms import Term, children, fresh_name, letter, make, number, substitute


def value_of(context: Context, term: Term, env: Env | None = None, trust: bool = False) -> Value:
    """The value of a term; with trust, its own denominators need not be known to be nonzero."""
    env = env or context.root
    found = env.memo.get((term, trust))
    if found is None:
        context.work.spend(5)
        context.depth += 1
        try:
            if context.depth > 900:
                raise Refused("the evaluation goes too deep")
            found = env.memo[term, trust] = _value(context, term, env, trust)
        finally:
            context.depth -= 1
    return found


def _value(context: Context, term: Term, env: Env, trust: bool) -> Value:  # noqa: PLR0912 - a case a tag
    arena, tag, args = context.arena, term.tag, term.args
    if tag == "n":
        return arena.number(args[0])
    if tag == "l":
        inner = env.terms.get(args[0])
        return (
            arena.generator(("l", args[0]))
            if inner is None
            else value_of(context, inner, context.root)
        )
    if tag == "+":
        return arena.add(*(value_of(context, part, env, trust) for part in args[0]))
    if tag == "*":
        return arena.multiply(*(value_of(context, part, env, trust) for part in args[0]))
    if tag == "-":
        return arena.negate(value_of(context, args[0], env, trust))
    if tag == "/":
        above, below = (
            value_of(context, args[0], env, trust),
            value_of(context, args[1], env, trust),
        )
        if not trust:
            check_nonzero(context, args[1], env)
        check_no_power_of_zero(context, below)
        return arena.multiply(above, arena.integer_power(below, -1))
    if tag == "^":
        return _power_term(context, term, env, trust)
    if tag == "s":
        return symbol(context, close(context, term, env))
    if trust:
        raise Refused("a binder in an antidifference")
    if tag == "eval":
        return value_of(context, args[0], evaluated(context, args[1], env))
    from tests.second_checker.derivatives import derivative
    from tests.second_checker.series import limit, series

    if tag == "D":
        return derivative(context, args[0], args[1], args[2], env)
    if tag == "sum":
        return series(context, term, env)
    if tag == "lim":
        return limit(context, term, env)
    raise Refused("no number")


def close(context: Context, term: Term, env: Env) -> Term:
    """The term with all letters of the environment put in."""
    context.work.spend(term.size)
    return substitute(term, env.terms)


def evaluated(context: Context, pairs: tuple[tuple[str, Term], ...], env: Env) -> Env:
    """The environment inside an evaluation; each value means a number of the sort of its letter."""
    more = {}
    for name, inner in pairs:
        more[name] = close(context, inner, env)
        check_number(context, name, more[name])
    return env.extended(more)


def check_number(context: Context, name: str, term: Term) -> None:
    """The term means a number, a natural one if the letter is an index."""
    found = value_of(context, term)
    if is_index(name):
        form = context.linear(found)
        if form is None or not context.natural(form):
            raise Refused(f"not known to be natural: a value of {name}")


def check_nonzero(context: Context, term: Term, env: Env) -> None:
    """A denominator is known to be nonzero, factor by factor."""
    if term.tag == "*":
        for part in term.args[0]:
            check_nonzero(context, part, env)
    elif term.tag == "-":
        check_nonzero(context, term.args[0], env)
    elif term.tag == "^" and term.args[1].tag == "n":
        if term.args[1].args[0]:
            check_nonzero(context, term.args[0], env)
    elif not context.nonzero_value(value_of(context, term, env)):
        raise Refused("a denominator is not known to be nonzero")


# powers


def _power_term(context: Context, term: Term, env: Env, trust: bool) -> Value:
    base, exponent = value_of(context, term.args[0], env, trust), term.args[1]
    if not base.coefficient and exponent.tag == "^" and exponent.args[1] == number(2):
        inside = context.linear(value_of(context, exponent.args[0], env, trust))
        if inside is None:
            raise Refused("an exponent of 0 is no square of a linear form in indices")
        return where_zero(context, inside)
    form = context.linear(value_of(context, term.args[1], env, trust))
    if form is None:
        raise Refused("an exponent is no linear form in indices")
    negative = form[0] < 0 or any(c < 0 for c in form[1].values())
    if negative and not trust and not context.natural(form):
        check_nonzero(context, term.args[0], env)
    if negative:
        check_no_power_of_zero(context, base)
    if not base.coefficient and form[1]:
        if not context.natural(form):
            raise Refused("a power of 0")
        return where_zero(context, form)
    if context.numeric and abs(form[0]) > 64:
        raise Refused("an exponent above 64")
    return power(context, base, form)


def where_zero(context: Context, form: Form) -> Value:
    """1 where the form is 0 and 0 elsewhere, as 0^n is at a natural n, and 0^(n^2) at an integer."""
    arena, (constant, parts) = context.arena, form
    turned = (-constant, {name: -c for name, c in parts.items()})
    if any(context.natural((one[0] - 1, one[1])) for one in (form, turned)):
        return arena.zero
    if not parts:
        return arena.one
    if len(parts) > 1 or abs(next(iter(parts.values()))) != 1:
        raise Refused("a power of 0")
    ((name, c),) = parts.items()
    return arena.generator(("z", -c * constant, name))


def check_no_power_of_zero(context: Context, value: Value) -> None:
    """Nothing is divided by what is 0 at all values of an index but one."""
    if any(context.arena.keys[at][0] == "z" for at in context.arena.slots(value)):
        raise Refused("a power of 0 in a denominator")


def power(context: Context, base: Value, form: Form) -> Value:
    """A nonzero base to a linear form in indices."""
    arena = context.arena
    constant, coefficients = form
    result = [arena.integer_power(base, constant)]
    if coefficients:
        if not base.coefficient:
            raise Refused("a power of 0")
        parts = _bases(context, base)
        for name, c in coefficients.items():
            for key, e in parts if c % 2 else [one for one in parts if one[0] != SIGN]:
                result.append(arena.integer_power(arena.generator(("p", key, name)), c * e))
    return arena.multiply(*result)


def _bases(context: Context, base: Value) -> list[tuple[Any, int]]:
    """The sign, primes, letters and longer factors of a base, with their exponents."""
    parts: list[tuple[Any, int]] = [(SIGN, 1)] if base.coefficient < 0 else []
    for rest, sign in ((abs(base.coefficient.numerator), 1), (base.coefficient.denominator, -1)):
        for prime in PRIMES:
            times = 0
            while rest % prime == 0:
                rest //= prime  # noqa: PLW2901 - it is the same number
                times += 1
            if times:
                parts.append((prime, sign * times))
        if rest != 1:
            raise Refused("the base of a power has a large prime")
    keys = context.arena.keys
    for poly, e in base.factors.items():
        for at in poly.slots:
            key = keys[at]
            if key[0] in "pz" or (key[0] == "l" and context.is_index(key[1])):
                raise Refused("the base of a power holds an index")
        key = context.arena.key_of(poly)
        parts.append((poly if key is None else key, e))
    return parts


def base_value(context: Context, key: Any) -> Value:
    """The base of a power's generator."""
    if isinstance(key, int):
        return context.arena.number(key)
    if isinstance(key, Poly):
        return Value(Fraction(1), {key: 1})
    return context.arena.generator(key)


def index_mapping(context: Context, value: Value, name: str, form: Form) -> dict[int, Value]:
    """What the generators of a value become when a linear form is put in for an index."""
    mapping: dict[int, Value] = {}
    for at in context.arena.slots(value):
        key = context.arena.keys[at]
        if key == ("l", name):
            mapping[at] = context.form_value(form)
        elif key[0] == "p" and key[2] == name:
            mapping[at] = power(context, base_value(context, key[1]), form)
        elif key[0] == "z" and key[2] == name:
            mapping[at] = where_zero(context, (form[0] - key[1], form[1]))
        elif key[0] == "o" and name in key[1].free:
            raise Refused("an opaque symbol holds an index")
    return mapping


# symbols


def symbol(context: Context, term: Term) -> Value:
    """The value of a symbol at closed arguments."""
    found = context.symbols.get(term)
    if found is None:
        found = context.symbols[term] = _symbol(context, term)
    return found


def _symbol(context: Context, term: Term) -> Value:
    with closing(rewritings(context, term)) as found:
        for right, env in found:
            return value_of(context, right, env)
    if term in context.present and term.args[0].key not in context.unfold:
        return context.arena.generator(("o", term))
    return unfold(context, term)


def rewritings(context: Context, term: Term) -> Generator[tuple[Term, Env], None, None]:
    """The right sides of used equations for a symbol that apply here; each while it is tried is not used again."""
    definition, args, prime = term.args
    for at, rule in enumerate(context.rules):
        context.work.spend(term.size)
        if (
            (at, term) in context.busy
            or rule.left.args[0] is not definition
            or rule.left.args[2] != prime
        ):
            continue
        binding: dict[str, Term] = {}
        if not all(
            match(one, other, binding) for one, other in zip(rule.left.args[1], args, strict=False)
        ):
            continue
        for name, inner in (*rule.values.items(), *context.point.items()):
            binding.setdefault(name, inner)
        context.busy.add((at, term))
        try:
            if _rule_applies(context, rule, binding):
                yield rule.right, Env(binding)
        except Refused:
            pass
        finally:
            context.busy.discard((at, term))


def _rule_applies(context: Context, rule: Rule, binding: dict[str, Term]) -> bool:
    """Do the hypotheses hold for the values matched, each of which means a number?"""
    for name, inner in binding.items():
        check_number(context, name, inner)
    return all(
        context.holds((operator, substitute(left, binding), substitute(right, binding)))
        for operator, left, right in rule.hypotheses
    )


def match(pattern: Term, term: Term, binding: dict[str, Term]) -> bool:
    """Match a term, the letters of the pattern standing for anything."""
    if pattern.tag == "l":
        return binding.setdefault(pattern.args[0], term) is term
    if pattern.tag != term.tag or pattern.tag in ("sum", "lim", "D", "eval"):
        return pattern is term and not pattern.free
    if pattern.tag == "n":
        return pattern is term
    if pattern.tag == "s" and (
        pattern.args[0] is not term.args[0] or pattern.args[2] != term.args[2]
    ):
        return False
    ours, theirs = children(pattern.tag, pattern.args), children(term.tag, term.args)
    return len(ours) == len(theirs) and all(
        match(one, other, binding) for one, other in zip(ours, theirs, strict=False)
    )


def check_arguments(context: Context, term: Term) -> Env:
    """The environment of a symbol's formula; each argument means a number of its sort."""
    definition, args, _ = term.args
    for name, inner in zip(definition.params, args, strict=False):
        check_number(context, name, inner)
    return Env(dict(zip(definition.params, args, strict=False)))


def unfold(context: Context, term: Term) -> Value:
    """The value of a symbol's formula at its arguments."""
    definition, args, prime = term.args
    env = check_arguments(context, term)
    if not prime:
        return value_of(context, definition.formula, env)
    from tests.second_checker.derivatives import derivative

    name = fresh_name()
    body = make("s", definition, (*args[:-1], letter(name)), False)
    return derivative(context, name, body, args[-1], context.root)
