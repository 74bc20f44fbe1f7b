"""Sums and limits inside of derivatives and evaluations, and counts that only an assumption makes natural."""

from tests.soundness.certificates import Data as Claim
from tests.soundness.evidence.calculus import slope
from tests.soundness.evidence.drawing import Draw
from tests.soundness.evidence.formulas import (
    ONE,
    Node,
    letter,
    letters,
    minus,
    number,
    parts,
    plus,
    power,
    put,
    show,
    times,
)
from tests.soundness.evidence.reading import line
from tests.soundness.evidence.sums import claim, endless, finite, step


def wrapped(draw: Draw) -> list[Claim]:
    """A derivative by a letter, or an evaluation, of a sum, of a limit or of the terms of a sum."""
    limit = draw.often(0.5)
    (inner,) = (endless if limit else finite)(draw)
    ((_, left, right),) = line(inner["statement"][0])[0]
    names = sorted(letters(right) - {"T", "k", "j", "m"})
    if not names:
        return [inner]
    name, roll = draw.rng.choice(names), draw.rng.random()
    evidence = inner["evidence"]["sums"]
    if roll < 0.35:
        value = draw.pick(
            number(2),
            ("/", ONE, number(2)),
            letter("b"),
            letter("b"),
            times(number(2), letter("b")),
            power(letter("b"), letter("m")),
            letter("j"),
        )
        moved = [
            text.replace(name, show(value)) for text in inner["assumptions"] if f"{name} " in text
        ]
        if draw.often(0.6):
            inner["assumptions"] = [x for x in inner["assumptions"] if f"{name} " not in x] + moved
        sides = ("at", left, (name, value)), put(right, {name: value})
    elif roll < 0.65:
        sides = ("d", name, left), slope(right, name)
    elif left[0] == "sum" and roll < 0.85:
        sides = (*left[:3], ("d", name, left[3])), slope(right, name)
        q = line(f"0 = {evidence[0]}")[0][0][2]
        evidence = [show(slope(q, name))]
    else:
        index = draw.rng.choice(["T", "k", "j", "m"])
        value = draw.pick(number(0), number(2), plus(letter("j"), ONE), minus(letter("T"), ONE))
        sides = ("at", left, (index, value)), put(right, {index: value})
    for one in parts(sides[1]):
        draw.denominators(one)
    assumed = (
        list(dict.fromkeys([*inner["assumptions"], *draw.assumed]))
        if roll >= 0.35
        else inner["assumptions"]
    )
    return [
        claim(
            "c",
            "equation",
            [f"{show(sides[0])} = {show(sides[1])}"],
            assumptions=assumed,
            evidence={"sums": evidence},
        )
    ]


def bounds(draw: Draw) -> list[Claim]:
    """A number of terms that is natural under an assumption on indices, which a binder may catch."""
    one, two, index = draw.rng.sample(["k", "j", "m", "T", r"\tau"], 3)
    while index in {"T", r"\tau"}:
        one, two, index = draw.rng.sample(["k", "j", "m", "T", r"\tau"], 3)
    count = minus(letter(one), letter(two))
    shift = draw.rng.choice([0, 0, 1, -1])
    condition = rf"{two} \le {one}"
    if shift:
        count = plus(count, ONE) if shift > 0 else minus(count, ONE)
        if shift < 0 and draw.often(0.7):
            condition = rf"{two} + 1 \le {one}"
    base = draw.pick(number(2), draw.letter())
    q: Node = draw.pick(letter(index), power(base, letter(index)))
    left: Node = ("sum", index, count, step(q, index))
    right: Node = minus(put(q, {index: count}), put(q, {index: number(0)}))
    draw.assume(condition)
    evidence, roll = [show(q)], draw.rng.random()
    if roll < 0.35:
        moved = draw.rng.choice([one, two])
        value = draw.pick(
            number(0), number(2), letter(one if moved == two else two), plus(letter(two), ONE)
        )
        if draw.often(0.5):
            draw.assumed = [x.replace(moved, f" {show(value)}") for x in draw.assumed]
        left, right = ("at", left, (moved, value)), put(right, {moved: value})
    elif roll < 0.6 and one in {"k", "j", "m"}:
        size = draw.pick(number(2), letter("T"))
        left = ("sum", one, size, left)
        if q == letter(index):
            outer = minus(
                ("/", times(letter(one), minus(letter(one), ONE)), number(2)),
                times(letter(one), letter(two)),
            )
            outer = plus(outer, times(number(shift), letter(one))) if shift else outer
        else:
            outer = letter(one)
        evidence.append(show(outer))
        right = minus(put(outer, {one: size}), put(outer, {one: number(0)}))
        if draw.often(0.5):
            draw.assumed = []
    elif roll < 0.75:
        exponent = draw.pick(count, minus(count, ONE))
        left, right, evidence = (
            times(power(base, exponent), power(base, letter(two))),
            power(base, plus(exponent, letter(two))),
            [],
        )
        left, right = (
            (left, right)
            if draw.often(0.5)
            else (("/", left, power(base, letter(two))), power(base, exponent))
        )
    return [
        claim(
            "c",
            "equation",
            [f"{show(left)} = {show(right)}"],
            assumptions=draw.assumed,
            evidence={"sums": evidence} if evidence else {},
        )
    ]


def twice(draw: Draw) -> list[Claim]:
    """The same sum more than once in a claim: in two places, moved and unmoved, on both sides."""
    (inner,) = finite(draw)
    ((_, left, right),) = line(inner["statement"][0])[0]
    scale, names = draw.coefficient(), sorted(letters(right) - {"T", "k", "j", "m"})
    evidence = inner["evidence"]
    if names and draw.often(0.6):
        value = draw.pick(number(2), letter("b"))
        first, second = ("at", left, (names[0], value)), put(right, {names[0]: value})
        more = draw.pick(first, ("d", names[0], left))
        second = second if more == first else slope(right, names[0])
        text = f"{show(times(scale, plus(left, more)))} = {show(times(scale, plus(right, second)))}"
    else:
        text = f"{show(times(left, left))} - {show(left)} = {show(times(right, right))} - ({show(right)})"
    return [
        claim(
            "c",
            "equation",
            [text],
            assumptions=list(dict.fromkeys([*inner["assumptions"], *draw.assumed])),
            evidence=evidence,
        )
    ]
