"""Proofs of equivalences: the cases of the evidence from left to right, substitution back."""

from collections.abc import Sequence
from typing import Any

from symdyn.checker.terms import ZERO, Relation, Term, letters
from symdyn.errors import NotExportedError
from symdyn.rocq.names import identifier
from symdyn.rocq.place import DONE, Place

__all__ = ["equivalence_tactics"]

Equation = tuple[str, str, str]  # trees of both sides, and the proof


def equivalence_tactics(place: Place, goal: Any, proof: Any) -> list[str]:
    """The tactics that prove an equivalence by the evidence of the claim."""
    _, left, components = goal
    names = [place.name() for _ in left]
    known = [
        (place.tree(x), place.tree(y), name) for (_, x, y), name in zip(left, names, strict=True)
    ]
    forward = _split(place, components, proof["cases"], known)
    tactics = ["split.", "{", f"intros {_pattern(names, '&')}.", *forward, "}", "{"]
    names = [place.name() for _ in components]
    tactics.append(f"intros {_alternatives(names)}.")
    for name, component, rows in zip(names, components, proof["converse"], strict=True):
        tactics += ["{", *_converse(place, left, component, name, rows), "}"]
    return [*tactics, "}"]


def _pattern(names: Sequence[str], sign: str) -> str:
    return f"({f' {sign} '.join(names)})" if len(names) > 1 else names[0]


def _alternatives(names: Sequence[str]) -> str:
    """The pattern of alternatives, which Coq holds as two: the first, and all others.

    >>> _alternatives(["x", "y", "z"])
    '[x|[y|z]]'
    """
    first, *others = names
    return f"[{first}|{_alternatives(others)}]" if others else first


def _rows(known: Sequence[Equation], factors: Sequence[str | None]) -> tuple[str, str]:
    """The cofactors that are not 0, with the equations that they multiply, and these equations' proof."""
    found = [(one, x) for one, x in zip(known, factors, strict=True) if x is not None]
    proof = "I"
    for (_, _, name), _ in reversed(found):
        proof = f"(conj {name} {proof})"
    return f"[{'; '.join(f'({x}, {a}, {b})%tree' for (a, b, _), x in found)}]", proof


def _trees(place: Place, row: Sequence[Term]) -> list[str | None]:
    return [None if x == ZERO else place.tree(x) for x in row]


def _split(place: Place, components: Any, case: Any, known: list[Equation]) -> list[str]:
    if "component" in case:
        return _leaf(place, components, case, known)
    factors = [place.tree(x) for x in case["factors"]]
    rows, proof = _rows(known, _trees(place, case["combination"]))
    shown = f"[{'; '.join(factors)}]%tree"
    name = place.name()
    tactics = [
        f"assert ({name} : some_zero env' {shown}) by "
        f"(refine (one_vanishes {place.here} {rows} {shown} {proof} _); {DONE})."
    ]
    waiting = iter(case["cases"])
    for factor, tree in zip(case["factors"], factors, strict=True):
        zero, rest = place.name(), place.name()
        tactics += [f"destruct {name} as [{zero}|{rest}].", "{"]
        if _vanishes_nowhere(place, factor):
            apart = f"known_ne {place.here} {tree}%tree ($0)%tree _"
            tactics.append(f"exfalso; revert {zero}; refine ({apart}); {DONE}.")
        else:
            tactics += _split(place, components, next(waiting), [*known, (tree, "$0", zero)])
        tactics.append("}")
        name = rest
    return [*tactics, f"destruct {name}."]


def _vanishes_nowhere(place: Place, t: Term) -> bool:
    return any(place.context.holds((operator, t, ZERO)) for operator in ("!=", ">", "<"))


def _leaf(place: Place, components: Any, case: Any, known: list[Equation]) -> list[str]:
    number = case["component"]
    tactics = []
    if len(components) > 1:
        last = number == len(components) - 1
        tactics = ["right."] * number + ([] if last else ["left."])
    equations = components[number]
    for place_of, ((_, x, y), row) in enumerate(zip(equations, case["combinations"], strict=True)):
        one, other = place.tree(x), place.tree(y)
        rows, proof = _rows(known, _trees(place, row))
        tactic = (
            f"refine (by_combination {place.here} {rows} {one}%tree {other}%tree {proof} _); {DONE}"
        )
        last = place_of == len(equations) - 1
        tactics.append(f"{tactic}." if last else f"split; [{tactic}|].")
    return tactics


def _converse(
    place: Place, left: Any, component: Sequence[Relation], name: str, rows: Any
) -> list[str]:
    """The letters that the component gives are put in, and each equation is a combination of the others."""
    names = [place.name() for _ in component]
    tactics = [f"destruct {name} as {_pattern(names, '&')}." if len(names) > 1 else ""]
    names = names if len(names) > 1 else [name]
    values: set[Term] = set()
    steps, proof, others = list[str](), "I", list[Equation]()
    for (_, x, y), own in zip(component, names, strict=True):
        if x[0] == "sym":
            values.add(x)
        else:
            others.append((place.tree(x), place.tree(y), own))
    trees = [(place.tree(x), place.tree(y)) for _, x, y in left]
    cofactors = [_trees(place, row) for row in rows]
    for (_, x, y), own in reversed([*zip(component, names, strict=True)]):
        if x[0] == "sym":
            steps.insert(0, f"({place.atom(identifier(x[1]))}%positive, {place.tree(y)}%tree)")
            proof = f"(conj {own} {proof})"
    for t in place.stay:
        if any(x in letters(t) for x in values):
            raise NotExportedError(
                "a symbol that stays as it is depends on a letter that is solved for"
            )
    put = f"[{'; '.join(steps)}]"
    here = f"(given s{place.steps}' {put}) f{place.facts}'"
    known = f"(given_ok env' s{place.steps}' {put} S{place.steps}' {proof}) F{place.facts}'"
    tactics = [x for x in tactics if x]
    for n, ((one, other), row) in enumerate(zip(trees, cofactors, strict=True)):
        given, shown = _rows(others, row)
        lemma = "by_combination" if given != "[]" else "by_equation"
        middle = (
            f"{given} {one}%tree {other}%tree {shown}"
            if given != "[]"
            else f"{one}%tree {other}%tree"
        )
        tactic = f"refine ({lemma} env' {here} {known} {middle} _); {DONE}"
        tactics.append(f"{tactic}." if n == len(trees) - 1 else f"split; [{tactic}|].")
    return tactics
