"""Parts of a claim get names, in claims of their own: what a reader sees of them depends on `uses`."""

from tests.soundness.certificates import Data as Claim
from tests.soundness.evidence.drawing import Draw
from tests.soundness.evidence.formulas import (
    INDICES,
    ONE,
    Node,
    letter,
    letters,
    parts,
    plus,
    put,
    replaced,
    show,
)
from tests.soundness.evidence.reading import UnreadError, line
from tests.soundness.evidence.sums import claim

SHOWN = {"=": "=", "<": "<", ">": ">", "<=": r"\le", ">=": r"\ge", "!=": r"\ne"}
BINDERS = {"sum", "lim", "d", "at"}


def named(claims: list[Claim], draw: Draw) -> list[Claim]:
    """A part of the last claim under a name, or under a sequence's, that a definition gives."""
    last = claims[-1]
    try:
        lines = [line(text) for text in last["statement"]]
        sums = [line(f"0 = {text}")[0][0][2] for text in last["evidence"].get("sums", [])]
    except UnreadError:
        return claims
    if any(len(one) > 1 for one in lines):
        return claims
    sides = [side for one in lines for _, *both in one[0] for side in both]
    inside = sums if sums and draw.often(0.5) else sides
    pool = [
        x
        for side in inside
        for x in parts(side)
        if x[0] not in {"n", "v", "s"} and len(repr(x)) < 250
    ]
    if not pool:
        return claims
    part, name = draw.rng.choice(pool), draw.rng.choice("ghb")
    indices = sorted(letters(part) & set(INDICES))
    swaps = [(part, letter(name))]
    bare = not ({x[0] for x in parts(part)} & BINDERS)
    left = name
    if indices and bare and draw.often(0.6):
        index, head = draw.rng.choice(indices), draw.rng.choice(["E", r"\kappa"])
        left = f"{head}_{{{index}}}"
        further = plus(letter(index), ONE)
        swaps = [
            (put(part, {index: further}), ("s", head, further)),
            (part, ("s", head, letter(index))),
        ]
        if draw.often(0.3):
            swaps += [(put(part, {index: ("n", n)}), ("s", head, ("n", n))) for n in range(3)]
    body = part
    if draw.often(0.25) and indices:  # the formula speaks of another index than the statement
        body = put(part, {indices[0]: letter(draw.rng.choice("kjm"))}) if bare else part
    if left == name and "T" in indices and bare and draw.often(0.5):
        left, swaps = "L_{T}", [(part, letter("L_{T}"))]
    definition = claim(f"d{len(claims)}", "definition", [f"{left} := {show(body)}"])

    def fold(node: Node) -> Node:
        for old, new in swaps:
            node = replaced(node, old, new)
        return node

    found = {**last, "uses": [*last["uses"], definition["id"]]}
    found["statement"] = [
        ", ".join(f"{show(fold(x))} {SHOWN[operator]} {show(fold(y))}" for operator, x, y in one[0])
        for one in lines
    ]
    if last["kind"] == "equation":
        found["statement"] = [
            " = ".join([show(fold(one[0][0][1])), *(show(fold(y)) for _, _, y in one[0])])
            for one in lines
        ]
    if sums and draw.often(0.4):
        found["evidence"] = {**last["evidence"], "sums": [show(fold(x)) for x in sums]}
    return [*claims[:-1], definition, found]


def layered(claims: list[Claim], draw: Draw) -> list[Claim]:
    """A name of the last claim is given by an equation between, which uses the definition."""
    last = claims[-1]
    definitions = [
        x for x in claims[:-1] if x["kind"] == "definition" and x["statement"][0][1:4] == " :="
    ]
    if not definitions:
        return claims
    chosen = draw.rng.choice(definitions)
    name, _, formula = chosen["statement"][0].partition(" := ")
    between = claim("n", "equation", [f"{name} = {formula}"], uses=[chosen["id"]])
    if draw.often(0.4):  # the equation says it in terms of one more name
        other = draw.rng.choice("zabh")
        if other != name:
            between["statement"] = [
                f"{name} = {other} + {formula}" if draw.often(0.3) else f"{name} = {other}"
            ]
            more = "0" if "+" in between["statement"][0] else formula
            extra = claim("d8", "definition", [f"{other} := {more}"])
            between["uses"] = [chosen["id"], "d8"]
            uses = ["n" if x == chosen["id"] else x for x in last["uses"]] + (
                ["d8"] if draw.often(0.4) else []
            )
            return [*claims[:-1], extra, between, {**last, "uses": uses}]
    uses = ["n" if x == chosen["id"] else x for x in last["uses"]]
    return [*claims[:-1], between, {**last, "uses": uses}]
