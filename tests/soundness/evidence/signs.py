"""Signs: products of factors that are weighted sums of atoms, facts of all operators."""

from fractions import Fraction

from tests.soundness.certificates import Data as Claim
from tests.soundness.evidence.drawing import Draw
from tests.soundness.evidence.formulas import (
    ONE,
    Node,
    letter,
    minus,
    number,
    plus,
    power,
    put,
    show,
    times,
)
from tests.soundness.evidence.sums import claim

FACTS = [">", ">", r"\ge", r"\ne"]


def fraction(value: Fraction) -> Node:
    """A number as a formula."""
    top = number(value.numerator)
    return top if value.denominator == 1 else ("/", top, number(value.denominator))


def atoms(draw: Draw) -> list[tuple[Node, str]]:
    """Formulas of which a sign is assumed; "" for those of which nothing is."""
    found = []
    for _ in range(draw.rng.randint(1, 3)):
        one, two = draw.letter(), draw.letter()
        node = draw.pick(
            one,
            one,
            plus(one, ONE),
            minus(ONE, one),
            plus(one, two) if one != two else one,
            minus(ONE, power(one, number(2))),
            power(one, letter("m")),
            letter("k"),
        )
        sign = draw.rng.choice([*FACTS, ""])
        if node == letter("k"):
            sign = draw.rng.choice(["", r"\ge"])
        elif sign and draw.often(0.2) and sign != r"\ne":
            draw.assume(f"0 {'<' if sign == '>' else chr(92) + 'le'} {show(node)}")
        elif sign:
            draw.assume(f"{show(node)} {sign} 0")
        found.append((node, sign))
    return found


def weighted(draw: Draw, known: list[tuple[Node, str]]) -> tuple[Node, list[object]]:
    """A sum of weight * product of atoms, and the terms that say so."""
    total, terms = [], []
    for _ in range(draw.rng.randint(1, 2)):
        weight = Fraction(draw.rng.choice(["1", "2", "1/2", "3"]))
        product, term = [fraction(weight)], [str(weight)]
        for node, sign in draw.rng.sample(known, draw.rng.randint(0, min(2, len(known)))):
            exponent = draw.rng.choice(
                [1, 2] if sign in {">", r"\ge"} else [2, 2, 1 if draw.often(0.1) else 2]
            )
            if sign in {">", r"\ne"} and draw.often(0.1):
                exponent = -exponent if sign == ">" else -2
            product.append(
                power(node, number(exponent))
                if exponent > 0
                else ("/", ONE, power(node, number(-exponent)))
            )
            term.append([show(node), str(exponent)])
        total.append(times(*product))
        terms.append(term)
    return plus(*total), terms


def product(draw: Draw) -> list[Claim]:
    """left > right by constant * factors."""
    known = atoms(draw)
    scale = Fraction(draw.rng.choice(["1", "2", "-1", "1/3"]))
    factors, nodes, strict, even = [], [fraction(scale)], True, True
    for _ in range(draw.rng.randint(1, 2)):
        exponent = draw.rng.choice([1, 1, 1, 2, 3, -1])
        if draw.often(0.75):
            node, terms = weighted(draw, known)
        else:
            node, terms = draw.rng.choice(known)[0], []
            exponent = draw.rng.choice([2, 2, 1, -2])
            even = even and exponent % 2 == 0
        factors.append({"factor": show(node), "power": str(exponent), "terms": terms})
        nodes.append(
            power(node, number(exponent))
            if exponent > 0
            else ("/", ONE, power(node, number(-exponent)))
        )
        strict = strict and bool(terms)
    whole, zero, operator = times(*nodes), number(0), draw.rng.choice([">", r"\ge", r"\ge", r"\ne"])
    if scale < 0:
        operator = {">": "<", r"\ge": r"\le", r"\ne": r"\ne"}[operator]
        scale = -scale if operator != r"\ne" else scale
    if draw.often(0.3):
        shift = draw.letter()
        whole, zero = plus(whole, shift), shift
    draw.denominators(whole)
    sides = (show(whole), show(zero))
    proof = {"constant": str(scale), "factors": factors}
    return [
        claim(
            "c",
            "sign",
            [f"{sides[0]} {operator} {sides[1]}"],
            assumptions=draw.assumed,
            evidence={"proofs": [proof]},
        )
    ]


def powers(draw: Draw) -> list[Claim]:
    """-1 < x^n < 1 and 0 < x^n."""
    one, index = draw.letter(), draw.rng.choice("mkj")
    base = draw.pick(
        one,
        one,
        times(one, draw.letter()),
        plus(one, ONE),
        power(one, letter("m")),
        ("^", one, number(2)),
    )
    low = draw.rng.choice(["-1", "0", "-1"])
    draw.assume(f"{low} < {show(base)} < 1", rf"{index} \ge {draw.rng.choice('1110')}")
    if low == "0":
        draw.assume(f"-1 < {show(base)}")
    shown = show(power(base, letter(index)))
    lines = draw.rng.sample(
        [f"-1 < {shown}", f"{shown} < 1", f"0 < {shown}"], draw.rng.randint(1, 2)
    )
    return [
        claim(
            "c",
            "sign",
            lines,
            assumptions=draw.assumed,
            evidence={"proofs": ["power"] * len(lines)},
        )
    ]


def termwise(draw: Draw) -> list[Claim]:
    """A sum of terms that are not negative, or its limit."""
    one, index, limit = draw.letter(), draw.rng.choice("kjm"), draw.often(0.4)
    weight, n = Fraction(draw.rng.choice(["1", "2"])), letter(index)
    sign = draw.rng.choice([">", r"\ge"])
    draw.assume(f"{show(one)} {sign} 0")
    base = draw.pick(one, ("/", ONE, number(2)), one)
    node = times(
        fraction(weight),
        power(base, times(number(2), n)),
        *([n] if draw.often(0.2) else []),
        *([power(one, number(2))] if draw.often(0.3) else []),
    )
    if limit:
        draw.assume(f"-1 < {show(one)} < 1", "3 > 0")
    count = (
        letter("T")
        if limit
        else draw.pick(number(3), letter("T"), plus(letter("T"), ONE), plus(letter("m"), ONE))
    )
    if not limit:
        draw.assume(r"T \ge 1")
    total: Node = ("sum", index, count, node)
    left = ("lim", "T", total) if limit else total
    atom = show(power(base, n))
    zero = put(node, {index: number(0)})

    def proof(factor: Node) -> object:
        shown = show(factor)
        terms = (
            [[str(weight), [atom, "2"]]]
            if factor == node and len(node) == 3
            else [["1", [shown, "1"]]]
        )
        if not draw.often(0.5):
            return {"constant": "1", "factors": [{"factor": shown, "power": "1", "terms": terms}]}
        return {
            "constant": str(weight),
            "factors": [
                {"factor": show(x), "power": "1", "terms": [["1", [show(x), "1"]]]}
                if x[0] != "^"
                else {
                    "factor": show(("^", x[1], n)) if factor == node else show(x),
                    "power": "2" if factor == node else "1",
                    "terms": [] if factor == node else [["1", [show(x), "1"]]],
                }
                for x in factor[1:]
                if x[0] not in {"n"}
            ]
            if factor[0] == "*"
            else [],
        }

    operator = draw.rng.choice([">", r"\ge"])
    proofs = [proof(node), *([proof(zero)] if operator == ">" else [])]
    return [
        claim(
            "c",
            "sign",
            [f"{show(left)} {operator} 0"],
            assumptions=draw.assumed,
            evidence={"proofs": [{"termwise": proofs}]},
        )
    ]
