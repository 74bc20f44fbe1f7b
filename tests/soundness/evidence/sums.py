"""Equations whose sums are carried out: the antidifference is drawn first, the summand is its difference."""

from tests.soundness.certificates import Data as Claim
from tests.soundness.evidence.drawing import Draw
from tests.soundness.evidence.formulas import (
    ONE,
    ZERO,
    Node,
    letter,
    minus,
    number,
    parts,
    plus,
    power,
    put,
    show,
    times,
)


def claim(name: str, kind: str, statement: list[str], **more: object) -> Claim:
    """A claim as data."""
    empty = {"assumptions": [], "uses": [], "evidence": {}}
    return {"id": name, "kind": kind, "statement": statement, **empty, **more}


def step(q: Node, index: str) -> Node:
    """q(n + 1) - q(n)."""
    return minus(put(q, {index: plus(letter(index), ONE)}), q)


def shorter(node: Node) -> Node:
    """c r^{n + 1} - c r^{n} as c (r - 1) r^{n}, where it is one."""
    if node[0] == "+" and len(node) == 3 and node[2][0] == "-":
        q = node[2][1]
        factors = q[1:] if q[0] == "*" else (q,)
        powers = [x for x in factors if x[0] == "^" and x[2] in {("v", "k"), ("v", "j")}]
        moving = [x for x in factors if {("v", "k"), ("v", "j")} & set(parts(x))]
        if len(powers) == 1 and moving == powers:
            return times(minus(powers[0][1], ONE), *factors)
    return node


def finite(draw: Draw) -> list[Claim]:
    """A sum over n < N."""
    index, other = draw.rng.sample(["k", "j", "m"], 2)
    q = draw.function(index, other)
    summand = step(q, index)
    if draw.often(0.3):
        summand = shorter(summand)
    count = draw.pick(
        number(2),
        number(3),
        letter(other),
        letter("T"),
        plus(letter(other), ONE),
        plus(times(number(2), letter("T")), letter(other)),
        minus(letter("T"), ONE),
    )
    if count[0] == "+" and count[2] == ("-", ONE):
        draw.assume(r"T \ge 1")
    value = minus(put(q, {index: count}), put(q, {index: ZERO}))
    evidence = q
    if draw.often(0.25):
        invariant = draw.invariant(index, other)
        evidence = draw.pick(plus(q, invariant), times(q, invariant))
        if draw.often(0.5):
            value = minus(put(evidence, {index: count}), put(evidence, {index: ZERO}))
    for one in (summand, value):
        draw.denominators(one)
    line = f"{show(('sum', index, count, summand))} = {show(value)}"
    return [
        claim(
            "c", "equation", [line], assumptions=draw.assumed, evidence={"sums": [show(evidence)]}
        )
    ]


def endless(draw: Draw) -> list[Claim]:
    """The limit of a sum over n < T."""
    index, other = draw.rng.sample(["k", "j", "m"], 2)
    n = letter(index)
    q = times(draw.small(index, other), *([draw.coefficient()] if draw.often(0.5) else []))
    if draw.often(0.15):
        q = times(q, n)
    extra = draw.rng.random()
    if extra < 0.15:
        q = times(q, power(power(draw.base(index, other), n), letter(other)))
    elif extra < 0.25:
        q = times(q, power(draw.base(index, other), n))
    elif extra < 0.3:
        q = plus(q, times(draw.small(index, other), draw.coefficient()))
    elif extra < 0.35:
        q = times(q, power(plus(power(draw.base(index, other), n), ONE), letter(other)))
    summand, evidence = step(q, index), q
    if draw.often(0.2):
        summand = shorter(summand)
    if draw.often(0.15):
        summand = ZERO if draw.often(0.5) else summand
        evidence = (
            draw.invariant(index, other)
            if summand == ZERO
            else plus(q, draw.invariant(index, other))
        )
        draw.small(index, other)
        if draw.often(0.5):
            one = draw.letter()[1]
            draw.assume(f"-1 < {one}^{{{other}}} < 1")
    value = ("-", put(evidence, {index: ZERO}))
    for one in (summand, value):
        draw.denominators(one)
    count = draw.pick(
        letter("T"),
        letter("T"),
        letter("T"),
        times(number(2), letter("T")),
        minus(letter("T"), ONE),
        plus(letter("T"), letter(other)),
    )
    if count[0] == "+" and count[2] == ("-", ONE):
        draw.assume(r"T \ge 1")
    line = f"{show(('lim', 'T', ('sum', index, count, summand)))} = {show(value)}"
    return [
        claim(
            "c", "equation", [line], assumptions=draw.assumed, evidence={"sums": [show(evidence)]}
        )
    ]


def nested(draw: Draw) -> list[Claim]:
    """Two sums, the inner one with a number of terms that follows the outer index."""
    outer, inner, other = draw.rng.sample(["k", "j", "m"], 3)
    p = draw.function(inner, other, terms=1)
    q = step(p, inner)
    summand = step(q, inner)
    size, shift = (
        draw.pick(number(2), number(3), letter("T"), letter(other)),
        draw.rng.randint(0, 2),
    )
    count = plus(letter(outer), number(shift)) if shift else letter(outer)
    start = put(q, {inner: ZERO})
    second = minus(put(p, {inner: count}), times(letter(outer), start))
    value = minus(put(second, {outer: size}), put(second, {outer: ZERO}))
    if draw.often(0.2):  # the number of terms falls with the outer index: j < N - k
        count = minus(size, letter(outer))
        if shift := draw.often(0.4):
            count = minus(count, ONE)
        after = minus(size, plus(letter(outer), ONE)) if shift else count
        back = put(p, {inner: plus(after, ONE)})
        second = minus(("-", back), times(letter(outer), start))
        value = minus(put(second, {outer: size}), put(second, {outer: ZERO}))
    for one in (summand, value):
        draw.denominators(one)
    body = ("sum", outer, size, ("sum", inner, count, summand))
    return [
        claim(
            "c",
            "equation",
            [f"{show(body)} = {show(value)}"],
            assumptions=draw.assumed,
            evidence={"sums": [show(q), show(second)]},
        )
    ]


def nested_endless(draw: Draw) -> list[Claim]:
    """The limit of two nested sums: the summand is a product of two differences."""
    outer, inner, other = draw.rng.sample(["k", "j", "m"], 3)
    one, two = draw.small(outer, other), draw.small(inner, other)
    if draw.often(0.3):
        one = times(one, draw.coefficient())
    if draw.often(0.15):
        two = times(two, power(draw.base(inner, other), draw.pick(letter(outer), letter(inner))))
    if draw.often(0.1):
        two = times(two, draw.invariant(inner, outer))
    first, second = step(one, outer), step(two, inner)
    count = draw.pick(
        letter("T"),
        minus(letter("T"), letter(outer)),
        plus(letter("T"), letter(outer)),
        ("+", letter("T"), ("-", ONE), ("-", letter(outer))),
    )
    value = times(put(two, {inner: ZERO}), put(one, {outer: ZERO}))
    sums = [show(times(first, two)), show(("-", times(put(two, {inner: ZERO}), one)))]
    body = ("lim", "T", ("sum", outer, letter("T"), ("sum", inner, count, times(first, second))))
    draw.denominators(body)
    return [
        claim(
            "c",
            "equation",
            [f"{show(body)} = {show(value)}"],
            assumptions=draw.assumed,
            evidence={"sums": sums},
        )
    ]
