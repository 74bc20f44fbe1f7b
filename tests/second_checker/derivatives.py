"""Derivatives of terms at a point."""

from __future__ import annotations

from tests.second_checker.arithmetic import Value
from tests.second_checker.context import Context, Env
from tests.second_checker.errors import Refused
from tests.second_checker.evaluation import base_value, power, value_of
from tests.second_checker.terms import Term


def derivative(context: Context, name: str, body: Term, point: Term, env: Env) -> Value:
    """The derivative of a closed body at a point.

    What the body divides by is known to be nonzero at the point wherever it is met.  A sum by its antidifference
    may divide by more, as in the closed form of a geometric one: `_may_vanish` says why that is no harm.
    """
    arena = context.arena
    at_point = value_of(context, point, env)
    variable = context.open("D", at_point)
    fresh = variable.args[0]
    value = value_of(context, body, env.extended({name: variable}))
    own = arena.generator_slot(("l", fresh))
    inner: dict[int, Value] = {own: arena.one}
    mapping: dict[int, Value] = {own: at_point}
    for at in arena.slots(value) - {own}:
        key = arena.keys[at]
        if not context.holds_name(key, fresh):
            continue
        if key[0] == "p":
            base = base_value(context, key[1])
            slope = _slope(context, base, fresh)
            inner[at] = arena.multiply(
                arena.generator(key),
                arena.generator(("l", key[2])),
                slope,
                arena.integer_power(base, -1),
            )
            moved = arena.substitute(base, {own: at_point})
            mapping[at] = power(context, moved, (0, {key[2]: 1}))
        else:
            raise Refused("an opaque symbol holds the variable of a derivative")
    for poly, e in value.factors.items():
        if e < 0 and any(at in mapping for at in poly.slots):
            below = arena.substitute_poly(poly, mapping)
            if not context.nonzero_value(below) and not _may_vanish(context, below):
                raise Refused(
                    "a denominator is not known to be nonzero at the point of a derivative"
                )
    return arena.substitute(arena.derivative(value, inner), mapping)


def _may_vanish(context: Context, below: Value) -> bool:
    """Is a denominator that the body does not hold nonzero at almost all values of the letters?

    The body is analytic in its letters, all symbols that stay being letters too, wherever what it divides by is
    nonzero; so is its derivative at the point.  The quotient that is found for this derivative equals it where
    its own denominators are nonzero.  If these places are dense, which they are for a polynomial in real letters
    that is not 0, an equation of such quotients holds everywhere by continuity.  With an index or a power to
    one they may be none: r^T - r is 0 for all r at T = 1.
    """
    keys = (context.arena.keys[at] for at in context.arena.slots(below))
    return bool(below.coefficient) and all(
        key[0] == "l" and not context.is_index(key[1]) for key in keys
    )


def _slope(context: Context, base: Value, fresh: str) -> Value:
    """The derivative of the base of a power."""
    for at in context.arena.slots(base):
        if context.arena.keys[at][0] == "o" and fresh in context.arena.keys[at][1].free:
            raise Refused("an opaque symbol holds the variable of a derivative")
    return context.arena.derivative(
        base, {context.arena.generator_slot(("l", fresh)): context.arena.one}
    )
