"""Claims at random points in floating-point numbers: limits and derivatives as they are meant.

This shares the second checker's reader, and no rule of either checker.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.second_checker.claims import Claim
from tests.second_checker.files import Checker
from tests.second_checker.names import is_index
from tests.second_checker.terms import Term

END = ""  # in the place of a letter, of which none has this name: where a limit is taken
ENDLESS = 40.0
FARTHER = 240.0  # at a point that a claim gives, which may be near to where its sums do not decay
STEP = 1e-3
Env = dict[str, float]


class UndefinedError(Exception):
    """A term means nothing at a point."""


def value(term: Term, env: Env) -> float:  # noqa: PLR0912 - a case an operation
    """The number that a term means, but for rounding; a limit is taken at a large index."""
    tag, args = term.tag, term.args
    if tag == "n":
        return float(args[0])
    if tag == "l":
        return env[args[0]]
    if tag == "-":
        return -value(args[0], env)
    if tag == "+":
        return sum(value(part, env) for part in args[0])
    if tag == "*":
        result = 1.0
        for part in args[0]:
            result *= value(part, env)
        return result
    if tag == "/":
        below = value(args[1], env)
        if abs(below) < 1e-9:
            raise UndefinedError
        return value(args[0], env) / below
    if tag == "^":
        base, exponent = value(args[0], env), round(value(args[1], env))
        if exponent < 0 and abs(base) < 1e-9:
            raise UndefinedError
        return base**exponent
    if tag == "sum":
        count = round(value(args[1], env))
        if count < 0:
            raise UndefinedError
        return sum(value(args[2], {**env, args[0]: float(at)}) for at in range(count))
    if tag == "lim":
        return value(args[1], {**env, args[0]: env.get(END, ENDLESS)})
    if tag == "eval":
        return value(args[0], {**env, **{name: value(inner, env) for name, inner in args[1]}})
    if tag == "D":
        return slope(lambda x: value(args[1], {**env, args[0]: x}), value(args[2], env))
    numbers = (value(arg, env) for arg in args[1])
    return defined(args[0], bool(args[2]), env.get(END, ENDLESS), *numbers)


@lru_cache(maxsize=100_000)  # double sums ask for the same error again and again
def defined(definition: Any, derived: bool, end: float, *numbers: float) -> float:
    """The value of a defined symbol, or of its derivative by the last of its arguments."""
    inner = {END: end, **dict(zip(definition.params, numbers, strict=True))}
    if derived:
        name = definition.params[-1]
        return slope(lambda x: value(definition.formula, {**inner, name: x}), inner[name])
    return value(definition.formula, inner)


def slope(function: Any, at: float) -> float:
    """The derivative, from four points."""
    far, near = (
        function(at + 2 * STEP) - function(at - 2 * STEP),
        function(at + STEP) - function(at - STEP),
    )
    return (8 * near - far) / (12 * STEP)


def holds(relation: tuple[str, Term, Term], env: Env) -> bool | None:
    """Does a relation hold? None if it is too close to tell."""
    operator, left, right = relation
    x, y = value(left, env), value(right, env)
    close = abs(x - y) <= 1e-5 * (1 + abs(x) + abs(y))
    if operator == "=":
        return close
    if close:
        return None
    return {"<": x < y, "<=": x < y, ">": x > y, ">=": x > y, "!=": True}[operator]


def sample(claim: Claim, rng: random.Random) -> Env | None:
    """A point at which the hypotheses hold."""
    letters = sorted(claim.letters())
    for _ in range(400):
        env = {
            name: float(rng.randint(0, 4))
            if is_index(name)
            else rng.choice([-1, 1]) * rng.uniform(0.1, 0.5)
            for name in letters
        }
        try:
            if all(holds(one, env) for one in claim.hypotheses):
                return env
        except UndefinedError:
            continue
    return None


def failures(claim: Claim, points: int, rng: random.Random) -> list[str]:
    """The relations that fail at some points."""
    found = []
    for _ in range(points):
        env = sample(claim, rng)
        if env is None:
            return found
        if not env.keys() & {"w", "w_\\star"}:  # what stands for them may be a number near 1
            env = {**env, END: FARTHER}
        for at, relation in enumerate(claim.relations):
            try:
                if holds(relation, env) is False:
                    found.append(
                        f"relation {at} at {env}: {value(relation[1], env)} {relation[0]} {value(relation[2], env)}"
                    )
            except UndefinedError:
                found.append(f"relation {at} means nothing at {env}")
    return found


def read(paths: Iterable[Path]) -> dict[str, Claim]:
    """The claims in files as the second checker reads them, whether it accepts them or not."""
    checker = Checker()
    for path in paths:
        checker.verdict(path.stem, path)
    return {path.stem: claim for path, claim in checker.claims.items()}
