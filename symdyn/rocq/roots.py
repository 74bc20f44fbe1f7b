"""Claims on the roots of a polynomial of the second degree: statements, and proofs by the conditions."""

from typing import Any

from symdyn.checker.terms import ONE, ZERO, Relation, Term, subterms
from symdyn.errors import NotExportedError
from symdyn.rocq.place import DONE, Place
from symdyn.rocq.relations import relation_tactic
from symdyn.rocq.texts import Writer

__all__ = ["root_tactics", "said_of_roots"]

_REGIONS = {"half-plane": ("all_left", "left_two"), "disc": ("all_inside", "inside_two")}


def said_of_roots(goal: Any, writer: Writer) -> str:
    """What a goal says."""
    _, region, direction, coefficients, shown = goal
    if len(coefficients) != 2:
        raise NotExportedError(
            "it is a claim on the roots of a polynomial of another degree than 2"
        )
    listed = "; ".join(writer.term(x) for x in coefficients)
    text = f"{_REGIONS[region][0]} [{listed}]"
    if direction == "all":
        return text
    if direction == "not all":
        return f"~ {text}"
    if direction == "iff":
        for x in shown:
            if any(
                y[0] == "/" and any(z[0] == "/" for z, _ in subterms(y[2])) for y, _ in subterms(x)
            ):
                raise NotExportedError("a condition on roots has a fraction in a denominator")
        conditions = " /\\\n  ".join(writer.relation((">", x, ZERO)) for x in shown)
        return f"{text} <->\n  ({conditions})"
    raise NotExportedError("it is a claim on roots in one direction")


def _needed(region: str, coefficients: tuple[Term, ...]) -> list[Term]:
    """The conditions of the library, in its order, which is the checker's."""
    d, c = coefficients
    if region == "half-plane":
        return [c, d]
    last = ("+", d, c, ONE)
    return [("+", d, ("neg", c), ONE), ("+", ("num", 2), ("neg", ("*", ("num", 2), d))), last]


def root_tactics(place: Place, goal: Any, proof: Any) -> list[str]:
    """The tactics that prove such a goal by the evidence of the claim."""
    _, region, direction, coefficients, shown = goal
    lemma = _REGIONS[region][1]
    d, c = (f"({place.text(x)})" for x in coefficients)
    needed = _needed(region, coefficients)
    if direction == "not all":
        return _some_outside(place, region, (c, d), needed, proof)
    if direction == "all":
        wanted: list[Relation] = [(">", x, ZERO) for x in needed]
        found = [relation_tactic(place, x, y) for x, y in zip(wanted, proof["proofs"], strict=True)]
        steps = [f"split; [{x}|]." for x in found[:-1]] + [f"{found[-1]}."]
        return [f"refine (proj2 ({lemma} {c} {d}) _).", *steps]
    steps = []
    for x, ratio, y, one in zip(needed, proof["ratios"], shown, proof["proofs"], strict=True):
        trees = [place.tree(t) for t in (x, ratio, y)]
        same = f"refine (by_equation {place.here} {trees[0]}%tree ({trees[1]} * {trees[2]})%tree _); {DONE}"
        sign = relation_tactic(place, (">", ratio, ZERO), one)
        named = f"({place.text(ratio)})"
        steps.append(f"refine (scaled _ {named} _ _ _); [{same}|{sign}]")
    lines = [f"refine (iff_trans ({lemma} {c} {d}) _)."]
    lines += [f"refine (both_iff _ _ _ _ _ _); [{x}|]." for x in steps[:-1]]
    return [*lines, f"{steps[-1]}."]


def _some_outside(
    place: Place, region: str, letters: tuple[str, str], needed: list[Term], proof: Any
) -> list[str]:
    """A weighted sum of the conditions is not positive."""
    if region != "half-plane":
        raise NotExportedError("it says that not all roots lie in the disc")
    weights, positive = proof["weights"], proof["positive"]
    wanted: list[Relation] = [(">=", x, ZERO) for x in weights]
    wanted[positive] = (">", weights[positive], ZERO)
    products = (("*", x, y) for x, y in zip(weights, needed, strict=True))
    wanted.append(("<=", ("+", *products), ZERO))
    names, lines = [], []
    for relation, one in zip(wanted, proof["proofs"], strict=True):
        tactic = relation_tactic(place, relation, one)
        name = place.name()
        names.append(name)
        lines.append(
            f"assert ({name} : {place.writer.relation(relation, place.bound)}) by ({tactic})."
        )
    strict = f"(or_intro{'l' if positive == 0 else 'r'} {names[positive]})"
    held = [f"(or_introl {x})" if n == positive else x for n, x in enumerate(names[:2])]
    u, v = (f"({place.text(x)})" for x in weights)
    return [
        *lines,
        f"exact (not_left {u} {v} {' '.join(letters)} {' '.join(held)} {strict} {names[2]}).",
    ]
