"""Sequents as files, and whole folders of certificates converted."""

import json
from pathlib import Path
from typing import Any

from symdyn.kernel.claims import Claim, relations
from symdyn.kernel.display import Names, display, display_relation, key_of
from symdyn.kernel.terms import METER, Refused, Term, letters, subterms
from tests.kernel.convert import Converter, Skipped, convert

TAGS = {"num", "sym", "mat", "var", "+", "*", "neg", "/", "^", "sum", "lim", "d", "let", "def"}
TAGS |= {"top", "diag"}


def _terms(x: Any) -> list[Term]:
    """All terms in a nest of tuples, lists and dictionaries."""
    if isinstance(x, tuple) and x and isinstance(x[0], str) and x[0] in TAGS:
        return [x]
    inner = x.values() if isinstance(x, dict) else x if isinstance(x, tuple | list) else ()
    return [t for one in inner for t in _terms(one)]


def _shown(x: Any, names: Names) -> Any:
    """Evidence with texts for terms."""
    if isinstance(x, tuple):
        return display(x, names)
    if isinstance(x, dict):
        return {key: _shown(value, names) for key, value in x.items()}
    return [_shown(one, names) for one in x] if isinstance(x, list) else x


def encode(claim: Claim, theory: str, names: Names, words: Names) -> dict[str, Any]:
    """The file of a claim."""
    goal = claim.goal
    shown: Any = [display_relation(x, names) for x in goal[1:]] if goal[0] == "all" else None
    if goal[0] == "iff":
        left, components = goal[1:]
        shown = {
            "left": [display_relation(x, names) for x in left],
            "components": [[display_relation(x, names) for x in one] for one in components],
        }
    elif goal[0] == "roots":
        shown = {
            "region": goal[1],
            "direction": goal[2],
            "coefficients": [display(x, names) for x in goal[3]],
            "conditions": [display(x, names) for x in goal[4]],
        }
    elif goal[0] == "mode":
        shown = [{"matrix": display(x, words), "diagonal": display(y, names)} for x, y in goal[1:]]
    elif goal[0] == "rank":
        shown = {
            "of": goal[1],
            "at_most": ["i" if x == ("sym", "i") else display(x, names) for x in goal[2]],
            "updates": {x: display(y, words) for x, y in goal[3].items()},
        }
    data = {
        "format": "symdyn-sequent-1",
        "id": claim.name,
        "theory": theory,
        "hypotheses": [display_relation(x, names) for x in claim.hypotheses],
        "goal": {goal[0]: shown},
        "uses": [
            {"claim": u.claim, "with": {x[1]: display(y, names) for x, y in u.values.items()}}
            for u in claim.uses
        ],
        "unfold": sorted(claim.unfolds),
        "sums": [display(q, names) for q in claim.sums],
    }
    if claim.refutation is None:
        return {**data, "proof": _shown(claim.proof, names)}
    return {**data, "refutation": claim.refutation}


def _symbols(terms: list[Term]) -> set[str]:
    return {x[1] for t in terms for x, _ in subterms(t) if x[0] == "def"}


def write(converter: Converter, out: Path) -> dict[str, str]:
    """Write what was converted as files; what has no display, and why."""
    signature, rows, below, faults = converter.signature, [], {}, {}
    for key, found in signature.items():
        METER.start()
        direct = _symbols([found.body])
        below[key] = {key}.union(*(below[x] for x in direct))
        names = {key_of(signature[x]): x for x in sorted(direct)}
        row = {"id": key, "name": found.name, "style": found.style, "names": names}
        matrix = found.shape is not None
        row |= {"matrix": matrix, "params": [x[1] for x in found.params]}
        rows.append({**row, "body": display(found.body, Names(signature, names, matrix=matrix))})
    theories: list[tuple[dict[str, str], set[str]]] = []
    for name, claim in converter.converted.items():
        METER.start()
        terms = _terms(
            [claim.hypotheses, relations(claim.goal), claim.sums, claim.proof, claim.goal]
        )
        terms += [y for use in claim.uses for y in use.values.values()]
        ids = {key_of(signature[x]): x for one in _symbols(terms) for x in below[one]}
        free = {x[1] for t in terms for x in letters(t) if x[0] == "sym"}
        bound = [x[1] for t in terms for x, _ in subterms(t) if x[0] in {"sum", "lim", "d", "let"}]
        free |= {x for one in bound for x in ([one] if isinstance(one, str) else one)}
        free -= {*ids}
        for place, (given, taken) in enumerate(theories):  # noqa: B007
            agree = all(given.get(x, key) == key for x, key in ids.items())
            if agree and not free & given.keys() and not taken & ids.keys():
                break
        else:
            place = len(theories)
            theories.append(({}, set()))
        theories[place][0].update(ids)
        theories[place][1].update(free)
        try:
            ids = theories[place][0]
            words = Names(signature, ids, matrix=True)
            data = encode(claim, f"t{place}", Names(signature, ids), words)
            (out / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
        except Refused as error:
            faults[name] = str(error)
    data = {"symbols": rows, "theories": {f"t{i}": x for i, (x, _) in enumerate(theories)}}
    (out / "signature.json").write_text(json.dumps(data), encoding="utf-8")
    return faults


def convert_all(certificates: dict[str, Any], out: Path) -> dict[str, str]:
    """Convert and write; what was left out, and why."""
    converter, faults, seen = Converter(certificates), {}, set()

    def visit(name: str) -> None:
        if name in seen:
            return
        seen.add(name)
        METER.start()
        for used in certificates[name]["uses"]:
            visit(used)
        if certificates[name]["kind"] != "definition":
            try:
                converter.converted[name] = convert(converter, name)
            except (Skipped, Refused) as error:
                faults[name] = str(error)

    for name in sorted(certificates):
        visit(name)
    return faults | write(converter, out)
