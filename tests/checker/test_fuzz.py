"""Evidence at random, for statements true and false: what the kernel proves holds at rational points."""

import random
from fractions import Fraction

import pytest

from symdyn.checker.claims import Claim, check
from symdyn.checker.definitions import Library
from symdyn.checker.terms import METER, ONE, ZERO, Refused, Term, abstract, instantiate, replace

pytestmark = pytest.mark.slow

K, M, T, W, V = (("sym", x) for x in ("k", "m", "T", "w", "v"))
LIBRARY = Library()
IDS = LIBRARY.read(["g := v^{k}", "h_{k} := k w^{k}"], {}, matrix=False)
SIGNATURE = LIBRARY.signature
LESS = {("<", ("neg", ONE), x) for x in (W, V)} | {("<", x, ONE) for x in (W, V)}
VARIABLES = (K, M, W, V)


def value(t: Term, at: dict[Term, Fraction], bound: tuple[int, ...] = ()) -> Fraction:
    """The number that a term means; ZeroDivisionError and ValueError where it means nothing."""
    tag = t[0]
    if tag in {"num", "sym"}:
        return Fraction(t[1]) if tag == "num" else at[t]
    if tag == "var":
        return Fraction(bound[-1 - t[1]])
    if tag == "def":
        found = SIGNATURE[t[1]]
        inner = {p: value(x, at, bound) for p, x in zip(found.params, t[2], strict=True)}
        return value(found.body, inner)
    if tag == "sum":
        count = value(t[2], at, bound)
        if count < 0:
            raise ValueError(count)
        return sum((value(t[3], at, (*bound, i)) for i in range(int(count))), Fraction(0))
    if tag == "lim":  # far enough for the bases at hand
        return value(t[2], at, (*bound, 60))
    found = [value(x, at, bound) for x in t[1:]]
    if tag == "+":
        return sum(found, Fraction(0))
    if tag == "neg":
        return -found[0]
    if tag == "/":
        return found[0] / found[1]
    if tag == "^":
        return found[0] ** int(found[1])
    product = Fraction(1)
    for x in found:
        product *= x
    return product


def random_power(rng: random.Random, depth: int = 2) -> Term:
    """Powers, nested and with indices in their bases, symbols, sums of such."""
    kind = rng.randrange(9 if depth else 4)
    if kind == 0:
        return rng.choice([W, V, K, M, ("num", 2), ("/", ONE, ("num", 2)), ("neg", ONE), ZERO])
    if kind in {1, 2}:
        return ("^", rng.choice([W, V, ("num", 2), ("/", ONE, ("num", 3))]), rng.choice([K, M]))
    if kind == 3:
        return rng.choice(
            [("def", IDS["g"], (K, V)), ("def", IDS["g"], (M, W)), ("def", IDS["h_"], (K, W))]
        )
    one, two = random_power(rng, depth - 1), random_power(rng, depth - 1)
    if kind == 4:
        return ("^", one, rng.choice([K, M, ("num", 2), ("neg", ONE)]))
    return (rng.choice(["*", "*", "+", "/"]), one, two)


def point(rng: random.Random, signs: tuple[int, ...]) -> dict[Term, Fraction]:
    at = {x: Fraction(rng.choice(signs) * rng.randint(1, 9), rng.randint(16, 25)) for x in (W, V)}
    at |= {K: Fraction(rng.randint(0, 3)), M: Fraction(rng.randint(0, 3))}
    return at | {T: Fraction(rng.randint(0, 4))}


def random_claim(rng: random.Random) -> Claim:
    """A sum, a limit or an equation, with the evidence for it or for another one."""
    q = random_power(rng)
    after = replace(q, {K: ("+", K, ONE)})
    body: Term = ("+", after, ("neg", q))
    if rng.random() < 0.3:
        body = random_power(rng)
    wrong = ZERO if rng.random() < 0.6 else rng.choice([ONE, W, K, ("^", W, M)])
    kind = rng.randrange(3)
    if kind == 0:
        other = random_power(rng)
        goal: Term = ("=", ("*", q, other), ("*", other, q) if rng.random() < 0.5 else body)
    elif kind == 1:
        end = ("+", replace(q, {K: T}), ("neg", replace(q, {K: ZERO})), wrong)
        goal = ("=", ("sum", "k", T, abstract(body, ("k",))), end)
    else:
        inner = ("sum", "k", T, abstract(body, ("k",)))
        limit = ("lim", "T", abstract(inner, ("T",)))
        goal = ("=", limit, ("+", ("neg", replace(q, {K: ZERO})), wrong))
    hypotheses = tuple(sorted(LESS)) if rng.random() < 0.7 else ()
    extra = [("!=", W, ZERO), ("!=", V, ZERO), (">", W, ZERO), (">=", M, ONE)]
    hypotheses += tuple(x for x in extra if rng.random() < 0.4)
    sums = (random_power(rng), q) if rng.random() < 0.3 else (q,)
    return Claim("u", hypotheses, ("all", goal), (), frozenset(), sums, {"proofs": [None]})


HOLDS = {"<": lambda x, y: x < y, ">": lambda x, y: x > y, "!=": lambda x, y: x != y}
HOLDS[">="] = lambda x, y: x >= y


def falsehoods(seed: int, count: int) -> tuple[int, list[Claim]]:
    """How many random claims are proved, and those that fail at a rational point."""
    rng = random.Random(seed)  # noqa: S311
    proved, false = 0, []
    for _ in range(count):
        METER.start()
        claim = random_claim(rng)
        try:
            check(claim, SIGNATURE, {})
        except Refused:
            continue
        proved += 1
        _, left, right = claim.goal[1]
        near = Fraction(1, 10**6) if left[0] == "lim" else 0
        for _ in range(6):
            at = point(rng, (-1, 1, 1, 0))
            try:
                if not all(HOLDS[o](value(x, at), value(y, at)) for o, x, y in claim.hypotheses):
                    continue
                if abs(value(left, at) - value(right, at)) > near:
                    false.append(claim)
            except (ZeroDivisionError, ValueError):
                false.append(claim)
    return proved, false


@pytest.mark.parametrize("seed", range(4))
def test_what_is_proved_with_random_evidence_holds_at_rational_points(seed):
    proved, false = falsehoods(seed, 2500)
    assert proved > 100
    assert false == [], seed


def test_the_values_that_judge_are_right():
    t = ("sum", "k", T, abstract(("def", IDS["h_"], (K, W)), ("k",)))
    assert value(t, {T: Fraction(3), W: Fraction(1, 2)}) == 1
    assert value(instantiate(("^", ("var", 0), ("num", 2)), (W,)), {W: Fraction(3)}) == 9
