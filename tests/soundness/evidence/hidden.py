"""Short chains in which later claims rest on facts and names of earlier ones."""

from fractions import Fraction

from tests.soundness.certificates import Data as Claim
from tests.soundness.evidence.calculus import slope
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


def constant(value: Fraction) -> dict[str, object]:
    """The proof that a number is positive."""
    return {"constant": str(value), "factors": []}


def facts(draw: Draw) -> list[Claim]:
    """A letter defined, a fact about it proved, and a claim that rests on the fact."""
    name = draw.rng.choice("wxy")
    value = draw.rng.choice([Fraction(1, 2), Fraction(1, 3), Fraction(2, 3), Fraction(3, 4)])
    claims = [
        claim("d", "definition", [rf"{name} := \frac{{{value.numerator}}}{{{value.denominator}}}"])
    ]
    square = Fraction(1) - value * value
    options = {
        f"{name} > 0": value, f"{name} < 1": 1 - value, f"-1 < {name}": 1 + value,
        f"1 - {name}^{{2}} > 0": square, rf"{name} \ge 0": value, rf"{name} \ne 0": value,
    }  # fmt: skip
    chosen = draw.rng.sample(list(options), draw.rng.randint(1, 3))
    if draw.often(0.4):
        chosen = list(dict.fromkeys([f"{name} < 1", f"-1 < {name}", *chosen]))
    claims.append(
        claim(
            "f",
            "sign",
            chosen,
            uses=["d"],
            evidence={"proofs": [constant(options[x]) for x in chosen]},
        )
    )
    hide = draw.often(0.7)
    uses = ["f"] if hide else ["d", "f"]
    x, roll = letter(name), draw.rng.random()
    if roll < 0.3 and {f"{name} < 1", f"-1 < {name}"} <= set(chosen):
        q = power(x, letter("k"))
        if draw.often(0.3):
            q = times(draw.letter(), q)
        left = (
            "lim",
            "T",
            ("sum", "k", letter("T"), minus(put(q, {"k": plus(letter("k"), ONE)}), q)),
        )
        right = ("-", put(q, {"k": number(0)}))
        claims.append(
            claim(
                "c",
                "equation",
                [f"{show(left)} = {show(right)}"],
                uses=uses,
                evidence={"sums": [show(q)]},
            )
        )
    elif roll < 0.8:
        atom, operator = draw.rng.choice([
            (f"{name}", ">"), (f"1 - {name}", ">"), (f"1 + {name}", ">"), (f"1 - {name}^{{2}}", ">"), (f"{name}", r"\ge"), (f"{name}", r"\ne"),
        ])  # fmt: skip
        weight = draw.rng.choice(["1", "2", "1/2"])
        shown = (
            atom
            if weight == "1"
            else f"{weight} ({atom})"
            if weight == "2"
            else rf"\frac{{{atom}}}{{2}}"
        )
        factor = {
            "factor": atom,
            "power": "1",
            "terms": [["1", [atom, "1"]]] if operator != r"\ne" else [],
        }
        proof = {"constant": weight, "factors": [factor]}
        claims.append(
            claim("c", "sign", [f"{shown} {operator} 0"], uses=uses, evidence={"proofs": [proof]})
        )
    else:
        other = draw.letter()[1]
        claims.append(
            claim("c", "equation", [rf"\frac{{{name} {other}}}{{{name}}} = {other}"], uses=uses)
        )
    if draw.often(0.15):  # one more floor
        claims[-1]["id"] = "b"
        kind, statement = claims[-1]["kind"], claims[-1]["statement"][0]
        if kind == "sign" and statement.endswith("> 0"):
            atom = statement[: -len(" > 0")]
            proof = {
                "constant": "2",
                "factors": [{"factor": atom, "power": "1", "terms": [["1", [atom, "1"]]]}],
            }
            claims.append(
                claim("c", "sign", [f"2 ({atom}) > 0"], uses=["b"], evidence={"proofs": [proof]})
            )
        else:
            claims[-1]["id"] = "c"
    return claims


def frozen(draw: Draw) -> list[Claim]:
    """h stands on g by an equation, g on a letter by a definition; h is bound in that letter."""
    name = draw.rng.choice(draw.letters)
    inside = plus(
        power(letter(name), number(draw.rng.randint(1, 2))),
        draw.pick(number(1), draw.letter(), power(letter("v"), letter("k"))),
    )
    outer = draw.pick(
        plus(letter("g"), ONE),
        times(number(2), letter("g")),
        power(letter("g"), number(2)),
        plus(letter("g"), draw.letter()),
    )
    whole = put(outer, {"g": inside})
    claims = [
        claim("d", "definition", [f"g := {show(inside)}", f"h := {show(whole)}"]),
        claim("e", "equation", [f"h = {show(outer)}"], uses=["d"]),
    ]
    if draw.often(0.5):
        claims[0] = claim("d", "definition", [f"g := {show(inside)}"])
        claims.insert(1, claim("d2", "definition", [f"h := {show(whole)}"]))
        claims[2]["uses"] = ["d", "d2"]
    roll = draw.rng.random()
    seen = draw.pick(outer, whole)
    if roll < 0.4:
        left, right = ("d", name, letter("h")), slope(seen, name)
    elif roll < 0.7:
        value = draw.pick(number(2), letter("b"))
        left, right = ("at", letter("h"), (name, value)), put(seen, {name: value})
    elif roll < 0.85:
        left, right = minus(letter("h"), outer), number(0)
    else:
        left, right = ("sum", "k", number(2), letter("h")), times(number(2), seen)
        evidence = {"sums": [show(times(letter("k"), seen))]}
    more = {"evidence": evidence} if roll >= 0.85 else {}
    uses = ["e"] if draw.often(0.6) else ["e", "d"] if draw.often(0.5) else ["d"]
    return [*claims, claim("c", "equation", [f"{show(left)} = {show(right)}"], uses=uses, **more)]


def required(draw: Draw) -> list[Claim]:
    """An equation under an assumption gives a name that is used where its letter is bound."""
    one, two = draw.rng.sample(draw.letters, 2)
    plain = plus(power(letter(one), number(draw.rng.randint(1, 2))), letter(two))
    guard = draw.pick(
        letter(one), plus(letter(one), ONE), minus(letter(one), letter(two)), letter(two)
    )
    operator = draw.rng.choice([r"\ne", ">", ">"])
    condition = f"{show(guard)} {operator} 0"
    whole = ("/", times(plain, guard), guard)
    claims = [
        claim("d", "definition", [f"g := {show(plain)}"]),
        claim("e", "equation", [f"g = {show(whole)}"], assumptions=[condition], uses=["d"]),
    ]
    roll, assumed = draw.rng.random(), [condition]
    if roll < 0.4:
        value = draw.pick(number(2), letter("b"), plus(letter("b"), ONE))
        left, right = ("at", letter("g"), (one, value)), put(plain, {one: value})
        assumed = (
            [condition] if draw.often(0.3) else [f"{show(put(guard, {one: value}))} {operator} 0"]
        )
    elif roll < 0.7:
        left, right = ("d", one, letter("g")), slope(plain, one)
    else:
        left, right = times(letter("g"), letter(two)), times(plain, letter(two))
    if draw.often(0.15):
        assumed = []
    return [
        *claims,
        claim("c", "equation", [f"{show(left)} = {show(right)}"], uses=["e"], assumptions=assumed),
    ]


def kernel(draw: Draw) -> list[Claim]:
    """K(z), K'(z), K(w) and their like, related as they should be, or not."""
    z: Node = letter("z")
    body = plus(
        power(z, number(draw.rng.randint(1, 3))),
        draw.pick(number(1), letter("u"), times(letter("u"), z)),
    )
    slope_, at = slope(body, "z"), draw.rng.choice(["w", r"w_\star"])
    value = put(body, {"z": letter(at)})
    false = draw.often(0.35)
    lines = {
        "K(z)": body,
        "K'(z)": draw.pick(("d", "z", letter("K(z)")), slope_)
        if not false
        else draw.pick(body, plus(slope_, ONE)),
        f"K({at})": draw.pick(("at", letter("K(z)"), ("z", letter(at))), value)
        if not false
        else draw.pick(value, letter("y"), plus(value, ONE)),
        f"K'({at})": ("at", letter("K'(z)"), ("z", letter(at))),
    }
    chosen = [x for x in lines if draw.often(0.7)] or ["K(z)"]
    claims = [claim("d", "definition", [f"{x} := {show(lines[x])}" for x in chosen])]
    target = draw.rng.choice(chosen)
    meant = {
        "K(z)": body,
        "K'(z)": slope_,
        f"K({at})": value,
        f"K'({at})": put(slope_, {"z": letter(at)}),
    }
    said = {
        **meant,
        **{x: lines[x] for x in ("K'(z)", f"K({at})") if false and lines[x][0] not in {"d", "at"}},
    }
    scale = draw.coefficient()
    left, right = times(scale, letter(target)), times(scale, said[target])
    if target.endswith("(z)") and draw.often(0.3):
        left, right = ("d", "z", left), slope(right, "z")
    return [*claims, claim("c", "equation", [f"{show(left)} = {show(right)}"], uses=["d"])]


def discharge(draw: Draw) -> list[Claim]:
    """Claims that give each other what they assume, in a line or in a circle."""
    x = draw.letter()
    steps = [
        x,
        plus(x, ONE),
        times(number(2), plus(x, ONE)),
        times(number(3), x),
        power(x, number(3)),
    ]
    order = draw.rng.sample(steps, 3)
    operator = draw.rng.choice([">", r"\ge", ">"])

    def follows(name: str, given: Node, wanted: Node) -> Claim:
        """The wanted sign from the given one, where it follows."""
        text, shown = show(wanted), show(given)
        terms: list[object] = [["1", [shown, "1"]]]
        known = {
            (0, 1): [["1"], ["1", [shown, "1"]]], (0, 2): [["2"], ["2", [shown, "1"]]],
            (1, 2): [["2", [shown, "1"]]], (2, 1): [["1/2", [shown, "1"]]], (0, 3): [["3", [shown, "1"]]],
            (3, 0): [["1/3", [shown, "1"]]], (0, 4): [["1", [shown, "3"]]], (3, 4): [["1/27", [shown, "3"]]],
            (3, 1): [["1"], ["1/3", [shown, "1"]]], (3, 2): [["2"], ["2/3", [shown, "1"]]],
        }  # fmt: skip
        terms = known.get((steps.index(given), steps.index(wanted)), terms)
        proof = {"constant": "1", "factors": [{"factor": text, "power": "1", "terms": terms}]}
        return claim(
            name,
            "sign",
            [f"{text} {operator} 0"],
            assumptions=[f"{shown} {operator} 0"],
            evidence={"proofs": [proof]},
        )

    if draw.often(0.7):
        order = [
            steps[i]
            for i in draw.rng.choice(
                [(0, 1, 2), (3, 0, 4), (3, 1, 2), (0, 3, 4), (1, 2, 1), (0, 3, 0)]
            )
        ]
    one, two = follows("a", order[0], order[1]), follows("b", order[1], order[2])
    last = follows("c", order[2], order[2])
    scaled = f"5 ({show(order[2])})"
    proof = {
        "constant": "5",
        "factors": [
            {"factor": show(order[2]), "power": "1", "terms": [["1", [show(order[2]), "1"]]]}
        ],
    }
    last = {
        **last,
        "statement": [f"{scaled} {operator} 0"],
        "uses": ["a", "b"],
        "evidence": {"proofs": [proof]},
    }
    last["assumptions"] = one["assumptions"] if draw.often(0.6) else []
    return [one, two, last]
