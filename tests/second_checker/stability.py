"""Stability: signs of the real parts of the two eigenvalues of J besides 0."""

from dataclasses import dataclass

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError
from tests.second_checker.library import View
from tests.second_checker.parser import parse_formula
from tests.second_checker.ratios import Ratio
from tests.second_checker.reading import Json, entries, keys
from tests.second_checker.signs import SignProver

TRACE = parse_formula("J_{11} + J_{22} + J_{33}")
MINORS = parse_formula(
    "J_{11} J_{22} - J_{12} J_{21} + J_{11} J_{33} - J_{13} J_{31} + J_{22} J_{33} - J_{23} J_{32}"
)
DETERMINANT = parse_formula(
    "J_{11} (J_{22} J_{33} - J_{23} J_{32}) - J_{12} (J_{21} J_{33} - J_{23} J_{31})"
    " + J_{13} (J_{21} J_{32} - J_{22} J_{31})"
)
REAL_PARTS = f.Name("\\operatorname{Re} \\lambda_{\\pm}")
LARGEST = f.Name("\\max \\operatorname{Re} \\lambda_{\\pm}")
ALL_NEGATIVE = ((f.Relation("<", REAL_PARTS, f.Num(0)),),)
ONE_NOT_NEGATIVE = ((f.Relation(">=", LARGEST, f.Num(0)),),)


@dataclass(frozen=True)
class Polynomial:
    """The claim that gives t and d of the characteristic polynomial, and the two formulas."""

    claim: str
    t: f.Node
    d: f.Node


def characteristic(view: View) -> Polynomial:
    """The one used claim whose lines make t and d coefficients of the characteristic polynomial."""
    found = []
    for other in view.used:
        if other.kind != "equation":
            continue
        sides = {
            relations[0].left: relations[0].right
            for line in other.lines
            if len(relations := line.relations()) == 1 and relations[0].op == "="
        }
        named = sides.get(TRACE) == f.Name("t") and sides.get(MINORS) == f.Name("d")
        if named and sides.get(DETERMINANT) == f.Num(0):
            found.append(Polynomial(other.id, sides[TRACE], sides[MINORS]))
    if len(found) != 1:
        raise RejectedError("not one used claim gives the characteristic polynomial of J")
    return found[0]


def form_of(lines: tuple[f.Line, ...]) -> str:
    """Which of the three statements the claim makes: negative, equivalent or largest."""
    if len(lines) != 1:
        raise RejectedError("a stability claim has one line")
    line = lines[0]
    if line.chains == ALL_NEGATIVE and not line.alternatives:
        return "negative"
    if line.chains == ONE_NOT_NEGATIVE and not line.alternatives:
        return "largest"
    if line.chains == ALL_NEGATIVE and len(line.alternatives) == 1:
        conditions(line)
        return "equivalent"
    raise RejectedError("the line is not one of the three on stability")


def conditions(line: f.Line) -> tuple[f.Node, f.Node]:
    """X and Y of the conditions X > 0 and Y > 0."""
    match line.alternatives[0]:
        case ((f.Relation(">", x, f.Num(0)),), (f.Relation(">", y, f.Num(0)),)):
            return x, y
    raise RejectedError("the conditions are not X > 0 and Y > 0")


def check_stability(
    lines: tuple[f.Line, ...], evidence: dict[str, Json], view: View, prover: SignProver
) -> str:
    """Check a claim of the kind stability; the id of the claim that gives t and d."""
    polynomial = characteristic(view)
    form = form_of(lines)
    prover.evaluator.oblige(polynomial.claim)
    t = prover.evaluator.value(polynomial.t, {})
    d = prover.evaluator.value(polynomial.d, {})
    if form == "negative":
        parts = keys(evidence, {"proofs"})
        prove(prover, parts["proofs"], [(-t, ">"), (d, ">")])
    elif form == "equivalent":
        parts = keys(evidence, {"ratios", "proofs"})
        p, q = two(prover, parts["ratios"])
        x, y = (prover.evaluator.value(node, {}) for node in conditions(lines[0]))
        if -t != p * x or d != q * y:
            raise RejectedError("-t and d are not the ratios times the conditions")
        prove(prover, parts["proofs"], [(p, ">"), (q, ">")])
    else:
        parts = keys(evidence, {"weights", "proofs"})
        p, q = two(prover, parts["weights"])
        prove(prover, parts["proofs"], [(p, ">"), (q, ">="), (q * t - p * d, ">=")])
    return polynomial.claim


def two(prover: SignProver, data: Json) -> tuple[Ratio, Ratio]:
    """Two formulas of the evidence."""
    found = [prover.function(entry) for entry in entries(data)]
    if len(found) != 2:
        raise RejectedError("not two formulas")
    return found[0], found[1]


def prove(prover: SignProver, proofs: Json, wanted: list[tuple[Ratio, str]]) -> None:
    """One proof for each sign, in order."""
    given = entries(proofs)
    if len(given) != len(wanted):
        raise RejectedError("not one proof for each sign")
    for proof, (value, op) in zip(given, wanted, strict=True):
        prover.check(proof, value, op)
