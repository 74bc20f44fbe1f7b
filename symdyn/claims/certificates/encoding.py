"""Sequents as the objects that certificate files hold: texts, and the definitions in an order that reads them."""

from collections.abc import Mapping
from typing import Any

from symdyn.checker.claims import Claim as Sequent
from symdyn.checker.claims import relations
from symdyn.checker.display import display, display_relation
from symdyn.checker.names import Names, key_of
from symdyn.checker.terms import Definition, Term, letters, subterms
from symdyn.errors import ClaimError

__all__ = ["encoded", "names_of", "names_shown", "standing_on", "terms_of"]

_TAGS = {"num", "sym", "mat", "var", "+", "*", "neg", "/", "^", "sum", "lim", "d", "let", "def"}
_TAGS |= {"top", "diag"}


def terms_of(x: Any) -> list[Term]:
    """All terms in a nest of tuples, lists and dictionaries."""
    if isinstance(x, tuple) and x and isinstance(x[0], str) and x[0] in _TAGS:
        return [x]
    inner = x.values() if isinstance(x, dict) else x if isinstance(x, tuple | list) else ()
    return [t for one in inner for t in terms_of(one)]


def _shown(x: Any, names: Names) -> Any:
    """Evidence with texts for terms."""
    if isinstance(x, tuple):
        return display_relation(x, names) if x[0] == "=" else display(x, names)
    if isinstance(x, dict):
        return {key: _shown(value, names) for key, value in x.items()}
    return [_shown(one, names) for one in x] if isinstance(x, list) else x


def standing_on(terms: list[Term], signature: Mapping[str, Definition]) -> set[str]:
    """The symbols that terms stand on, directly or through bodies."""
    found: set[str] = set()
    waiting = list(terms)
    while waiting:
        for x, _ in subterms(waiting.pop()):
            if x[0] == "def" and x[1] not in found:
                found.add(x[1])
                waiting.append(signature[x[1]].body)
    return found


def _line(found: Definition, names: Names) -> str:
    """A definition as its line."""
    own = found.params[0][1] if found.params else ""
    left = {"indexed": f"_{{{own}}}", "function": f"({own})"}.get(found.style, "")
    return f"{found.name}{left} := {display(found.body, names)}"


def _in_order(symbols: set[str], signature: Mapping[str, Definition]) -> list[str]:
    """Each symbol after those in its body, and before those that its letters are the names of."""
    names = {key_of(signature[x]).rstrip("("): x for x in symbols}
    before: dict[str, set[str]] = {x: set() for x in symbols}
    for x in symbols:
        before[x] |= {y[1] for y, _ in subterms(signature[x].body) if y[0] == "def"}
        for y in letters(signature[x].body):
            if y[1] in names and names[y[1]] != x:
                before[names[y[1]]].add(x)
    found: list[str] = []
    while before:
        ready = sorted(x for x, y in before.items() if not y & before.keys())
        if not ready:
            raise ClaimError(f"no order of {sorted(before)}")
        found += ready[:1]
        del before[ready[0]]
    return found


def encoded(claim: Sequent, signature: Mapping[str, Definition]) -> dict[str, Any]:
    """The file of a sequent, but for its format, its title and its source.

    Raises
    ------
    Refused for a term that has no display, ClaimError for names with two meanings.
    """
    first = standing_on(terms_of([claim.hypotheses, relations(claim.goal), claim.goal]), signature)
    rest = [claim.sums, claim.proof, [list(use.values.values()) for use in claim.uses]]
    more = standing_on(terms_of(rest), signature) | {*claim.unfolds}
    more |= standing_on([signature[x].body for x in more], signature)
    matrices = {x for x in first if signature[x].shape is not None}
    ids, where = _defined((first | more) - matrices, signature, matrix=False)
    word_ids, word_lines = _defined(matrices, signature, matrix=True)
    names = Names(signature, ids)
    data = {
        "id": claim.name,
        "where": where,
        "also": [key for key, x in ids.items() if x not in first],
        "matrices": word_lines,
        "hypotheses": [display_relation(x, names) for x in claim.hypotheses],
        "goal": {claim.goal[0]: _goal(claim.goal, names, Names(signature, word_ids, matrix=True))},
        "uses": [
            {"claim": u.claim, "with": {x[1]: display(y, names) for x, y in u.values.items()}}
            for u in claim.uses
        ],
        "unfold": sorted(key_of(signature[x]) for x in claim.unfolds),
        "sums": [display(q, names) for q in claim.sums],
    }
    if claim.refutation is not None:
        return {**data, "refutation": claim.refutation}
    if claim.goal[0] == "words":
        names = Names(signature, word_ids, matrix=True)
    return {**data, "proof": _shown(claim.proof, names)}


def names_shown(claim: Sequent, signature: Mapping[str, Definition]) -> Names:
    """The names that the statement of a claim shows as symbols: of matrices for an equation of words."""
    shown = standing_on(terms_of([claim.hypotheses, relations(claim.goal), claim.goal]), signature)
    matrix = claim.goal[0] == "words"
    seen = {x for x in shown if (signature[x].shape is not None) == matrix}
    return Names(signature, _defined(seen, signature, matrix=matrix)[0], matrix=matrix)


def names_of(terms: list[Term], signature: Mapping[str, Definition]) -> Names:
    """The names under which terms of numbers are displayed."""
    numbers = {x for x in standing_on(terms, signature) if signature[x].shape is None}
    return Names(signature, _defined(numbers, signature, matrix=False)[0])


def _defined(
    symbols: set[str], signature: Mapping[str, Definition], *, matrix: bool
) -> tuple[dict[str, str], list[str]]:
    """The symbols by their names, and the lines that define them, in order."""
    ids: dict[str, str] = {}
    lines = []
    for x in _in_order(symbols, signature):
        key = key_of(signature[x])
        if key in ids:
            raise ClaimError(f"{key} has two meanings in one claim")
        lines.append(_line(signature[x], Names(signature, ids, matrix=matrix)))
        ids[key] = x
    return ids, lines


def _goal(goal: Any, names: Names, words: Names) -> Any:
    """What the file says of a goal behind its kind."""
    if goal[0] == "all":
        return [display_relation(x, names) for x in goal[1:]]
    if goal[0] == "iff":
        return {
            "left": [display_relation(x, names) for x in goal[1]],
            "components": [[display_relation(x, names) for x in one] for one in goal[2]],
        }
    if goal[0] == "roots":
        _, region, direction, coefficients, conditions = goal
        shown = {"coefficients": coefficients, "conditions": conditions}
        texts = {key: [display(x, names) for x in terms] for key, terms in shown.items()}
        return {"region": region, "direction": direction, **texts}
    if goal[0] == "words":
        return [display_relation(x, words) for x in goal[1:]]
    if goal[0] == "mode":
        return [{"matrix": display(x, words), "diagonal": display(y, names)} for x, y in goal[1:]]
    _, letter, bounds, updates = goal
    return {
        "of": letter,
        "at_most": ["i" if x == ("sym", "i") else display(x, names) for x in bounds],
        "updates": {x: display(y, words) for x, y in updates.items()},
    }
