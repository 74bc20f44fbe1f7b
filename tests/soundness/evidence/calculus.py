"""Derivatives and evaluations: the body is drawn first, the other side is worked out."""

from tests.soundness.certificates import Data as Claim
from tests.soundness.evidence.drawing import Draw
from tests.soundness.evidence.formulas import (
    ONE,
    ZERO,
    Node,
    letter,
    letters,
    minus,
    number,
    plus,
    power,
    put,
    show,
    times,
)
from tests.soundness.evidence.sums import claim


def slope(node: Node, name: str) -> Node:
    """The derivative of a formula without binders."""
    tag = node[0]
    if name not in letters(node):
        return ZERO
    if tag == "v":
        return ONE
    if tag == "-":
        return ("-", slope(node[1], name))
    if tag == "+":
        return plus(*(slope(x, name) for x in node[1:]))
    if tag == "*":
        return plus(
            *(times(*node[1:i], slope(x, name), *node[i + 1 :]) for i, x in enumerate(node[1:], 1))
        )
    if tag == "/":
        top = minus(times(slope(node[1], name), node[2]), times(node[1], slope(node[2], name)))
        return ("/", top, ("^", node[2], number(2)))
    below = minus(node[2], ONE)
    if node[2][0] == "n":
        below = number(node[2][1] - 1)
    return times(node[2], power(node[1], below), slope(node[1], name))


def body(draw: Draw) -> Node:
    """A rational function of letters, with powers, an index perhaps on top."""
    found = draw.polynomial(terms=3)
    if draw.often(0.5):
        found = times(
            found,
            power(
                draw.letter(), draw.pick(number(2), number(3), letter("m"), plus(letter("k"), ONE))
            ),
        )
    if draw.often(0.35):
        below = draw.pick(draw.letter(), plus(draw.letter(), ONE), ("^", draw.letter(), number(2)))
        found = ("/", found, below)
    if draw.often(0.2):
        found = plus(found, power(power(draw.letter(), letter("m")), letter("k")))
    return found


def derivative(draw: Draw) -> list[Claim]:
    """The derivative of a formula by a letter, or the second one."""
    inside, name = body(draw), draw.letter()[1]
    left, right = ("d", name, inside), slope(inside, name)
    if draw.often(0.2):
        other = draw.letter()[1]
        left, right = ("d", other, left), slope(right, other)
    for one in (left, right):
        draw.denominators(one)
    if draw.often(0.2):
        value = draw.pick(number(2), draw.letter(), ("/", ONE, number(2)))
        if value != letter(name):
            left, right = ("at", left, (name, value)), put(right, {name: value})
            if value[0] == "v":
                draw.assume(rf"{value[1]} \ne 0")
    return [claim("c", "equation", [f"{show(left)} = {show(right)}"], assumptions=draw.assumed)]


def evaluation(draw: Draw) -> list[Claim]:
    """A formula with letters put to values that may hold letters and indices."""
    inside, values = body(draw), {}
    for name in draw.rng.sample([*draw.letters, "m", "k"], draw.rng.randint(1, 2)):
        if name in {"m", "k"}:
            values[name] = draw.pick(
                number(0),
                number(2),
                letter("j"),
                plus(letter("j"), ONE),
                letter("T"),
                minus(letter("T"), ONE),
            )
            if values[name][-1] == ("-", ONE):
                draw.assume(r"T \ge 1")
        else:
            one = letter(draw.rng.choice(["b", "g", *draw.letters]))
            values[name] = draw.pick(
                number(2),
                one,
                one,
                plus(one, ONE),
                ("/", ONE, one),
                letter("j"),
                ("^", number(2), letter("j")),
                ("/", one, number(2)),
                power(one, letter("m")),
            )
    if any(letters(x) & values.keys() for x in values.values()) and draw.often(0.9):
        values = dict(list(values.items())[:1])
    left, right = ("at", inside, *values.items()), put(inside, values)
    for one in (inside, right, *values.values()):
        draw.denominators(one)
    return [claim("c", "equation", [f"{show(left)} = {show(right)}"], assumptions=draw.assumed)]
