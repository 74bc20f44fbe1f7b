"""Fixed points with random cofactors that multiply out, and stability with ratios and weights."""

from tests.soundness.certificates import Data as Claim
from tests.soundness.evidence.drawing import Draw
from tests.soundness.evidence.formulas import Node, letter, minus, number, plus, power, show, times
from tests.soundness.evidence.sums import claim


def factor(draw: Draw, name: str) -> tuple[Node, str]:
    """A factor that is linear in the letter, and the component letter = formula."""
    others = [x for x in draw.letters if x != name]
    value = draw.pick(
        number(0),
        number(1),
        letter(others[0]),
        plus(letter(others[1]), number(1)),
        times(number(2), letter(others[0])),
    )
    node = minus(letter(name), value) if value != number(0) else letter(name)
    return node, f"{name} = {show(value)}"


def fixed(draw: Draw) -> list[Claim]:
    """e = 0 iff one of its factors is 0; or two equations."""
    name = draw.letters[0]
    pairs = [factor(draw, name) for _ in range(draw.rng.randint(1, 3))]
    pairs = list(dict(pairs).items())
    extra = draw.pick(
        number(1), number(2), letter(draw.letters[1]), plus(letter(draw.letters[1]), number(1))
    )
    top, factors = times(extra, *(node for node, _ in pairs)), [node for node, _ in pairs]
    condition = extra[0] != "n"
    if condition and draw.often(0.85):
        draw.assume(f"{show(extra)} {draw.rng.choice(['>', chr(92) + 'ne'])} 0")
    equations = [top]
    if draw.often(0.3):  # a second equation that follows, with a cofactor
        equations.append(times(top, draw.polynomial()))
    if draw.often(0.15):
        equations[0] = ("/", top, extra) if condition else top
    shown = JOINT.join(f"{show(e)} = 0" for e in equations)
    alternatives = [f"{show(node)} = 0" if draw.often(0.2) else text for node, text in pairs]
    padding = ["0"] * len(equations)
    leaves = [
        {"alternative": str(place), "combinations": [[*padding, "1"]]}
        for place in range(len(pairs))
    ]
    listed = [show(extra), *map(show, factors)] if condition else [show(x) for x in factors]
    cofactor = "1" if condition or extra == number(1) else r"\frac{1}{2}"
    combination = [cofactor, *padding[1:]]
    cases: object = {"factors": listed, "combination": combination, "cases": leaves}
    converse = [
        [
            []
            if not text.endswith("= 0") or text in dict(pairs).values()
            else [show(("/", e, node)) if draw.often(0.1) else _cofactor(e, node)]
            for e in equations
        ]
        for (node, _), text in zip(pairs, alternatives, strict=True)
    ]
    line = rf"{shown} \iff " + r" \quad \text{or} \quad ".join(alternatives)
    return [
        claim(
            "c",
            "fixed-points",
            [line],
            assumptions=draw.assumed,
            evidence={"cases": cases, "converse": converse},
        )
    ]


def _cofactor(equation: Node, node: Node) -> str:
    """The equation without the factor."""
    flat: list[Node] = []

    def open_(one: Node) -> None:
        if one[0] == "*":
            for x in one[1:]:
                open_(x)
        else:
            flat.append(one)

    open_(equation)
    if node in flat:
        flat.remove(node)
    return show(times(*flat))


def system(draw: Draw) -> list[Claim]:
    """(x - a) (y - b) = 0 and x - c = 0, where a is not c: x = c and y = b."""
    x, y, z = (letter(name) for name in draw.letters)
    a, b = draw.pick(z, number(0), power(z, number(2))), draw.pick(z, number(1), plus(x, z))
    c = draw.pick(number(2), plus(z, number(1)), times(number(2), z))
    weight, second = draw.pick(number(1), number(3), z), draw.pick(number(1), number(2))
    first, other = minus(x, a), minus(y, b)
    gap = minus(a, c)
    if draw.often(0.9):
        draw.assume(rf"{show(gap)} {draw.rng.choice(['>', '<', chr(92) + 'ne'])} 0")
    if weight == z and draw.often(0.8):
        draw.assume(rf"{show(z)} \ne 0")
    equations = [times(weight, first, other), times(second, minus(x, c))]
    third = draw.often(0.3)
    if third:
        cofactor = draw.polynomial()
        equations.append(plus(times(cofactor, equations[1]), times(minus(x, c), y)))
    over = "1" if second == number(1) else r"\frac{1}{2}"
    rest = ["0"] * third
    deep = {
        "factors": [show(gap)], "combination": ["0", over, *rest, "- 1"], "cases": [],
    }  # fmt: skip
    solved = [["0", over, *rest, "0"], ["0", "0", *rest, "1"]]
    target = [f"{show(x)} = {show(c)}", f"{show(y)} = {show(b)}"]
    if draw.often(0.1):
        target[1] = f"{show(y)} = {show(draw.polynomial([z[1]]))}"
    last = {"alternative": "0", "combinations": solved[: len(target)]}
    listed = [show(weight)] * (weight[0] != "n") + [show(first), show(other)]
    scale = "1" if weight[0] != "n" or weight == number(1) else r"\frac{1}{3}"
    cases = {"factors": listed, "combination": [scale, "0", *rest], "cases": [deep, last]}
    if draw.often(0.1):
        cases["cases"] = [last, deep]
    line = rf"{JOINT.join(f'{show(e)} = 0' for e in equations)} \iff {JOINT.join(target)}"
    evidence = {"cases": cases, "converse": [[[] for _ in equations]]}
    return [claim("c", "fixed-points", [line], assumptions=draw.assumed, evidence=evidence)]


JOINT = r" \text{and} "
SPECTRUM = [
    "J_{11} + J_{22} + J_{33} = t",
    "J_{11} J_{22} - J_{12} J_{21} + J_{11} J_{33} - J_{13} J_{31} + J_{22} J_{33} - J_{23} J_{32} = d",
    "J_{11} (J_{22} J_{33} - J_{23} J_{32}) - J_{12} (J_{21} J_{33} - J_{23} J_{31})"
    " + J_{13} (J_{21} J_{32} - J_{22} J_{31}) = 0",
]


def stable(draw: Draw) -> list[Claim]:
    """The real parts of the eigenvalues of a matrix of rank 2."""
    one, two = letter(draw.letters[0]), letter(draw.letters[1])
    first = draw.pick(one, ("-", one), number(-1), ("-", plus(power(one, number(2)), number(1))))
    second = draw.pick(two, ("-", two), one, number(-2))
    entries = {f"J_{{{r}{c}}}": number(0) for r in range(1, 4) for c in range(1, 4)}
    entries |= {"J_{11}": first, "J_{22}": second}
    trace, determinant = plus(first, second), times(first, second)
    lines = [f"{x} := {show(y)}" for x, y in entries.items()]
    definitions = [
        claim("j", "definition", lines),
        claim("t", "definition", [f"t := {show(trace)}", f"d := {show(determinant)}"]),
    ]
    claims = [*definitions, claim("s", "equation", SPECTRUM, uses=["j", "t"])]
    uses = ["s", "t"] if draw.often(0.75) else ["s"]
    left, roll = r"\operatorname{Re} \lambda_{\pm}", draw.rng.random()

    def fact(node: Node) -> object:
        shown = show(node)
        return {
            "constant": "1",
            "factors": [{"factor": shown, "power": "1", "terms": [["1", [shown, "1"]]]}],
        }

    if roll < 0.4:
        draw.assume(f"- ({show(trace)}) > 0", f"{show(determinant)} > 0")
        if draw.often(0.1):
            draw.assumed.pop()
        proofs = [fact(("-", trace)), fact(determinant)]
        return [
            *claims,
            claim(
                "c",
                "stability",
                [f"{left} < 0"],
                uses=uses,
                assumptions=draw.assumed,
                evidence={"proofs": proofs},
            ),
        ]
    if roll < 0.75:
        p, q = (draw.pick(number(1), number(2), one) for _ in range(2))
        conditions = []
        for node, ratio in ((("-", trace), p), (determinant, q)):
            draw.assume(*([f"{show(ratio)} > 0"] if ratio[0] != "n" else []))
            conditions.append(node if ratio == number(1) else ("/", node, ratio))
        proofs = [fact(x) if x[0] != "n" else {"constant": show(x), "factors": []} for x in (p, q)]
        right = r" \text{and} ".join(f"{show(x)} > 0" for x in conditions)
        return [
            *claims,
            claim(
                "c",
                "stability",
                [rf"{left} < 0 \iff {right}"],
                uses=uses,
                assumptions=draw.assumed,
                evidence={"ratios": [show(p), show(q)], "proofs": proofs},
            ),
        ]
    goal = draw.pick(determinant, ("-", trace))
    draw.assume(rf"- ({show(goal)}) \ge 0")
    weights = ["1", "0"] if goal == determinant else ["1", "1"]
    proofs = [
        {"constant": "1", "factors": []},
        {"constant": weights[1], "factors": []},
        fact(("-", goal)),
    ]
    return [
        *claims,
        claim(
            "c",
            "stability",
            [r"\max \operatorname{Re} \lambda_{\pm} \ge 0"],
            uses=uses,
            assumptions=draw.assumed,
            evidence={"weights": weights, "proofs": proofs},
        ),
    ]
