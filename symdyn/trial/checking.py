"""One claim of the prover: what it may use, and whether its evidence is accepted here."""

from collections.abc import Mapping
from typing import Any

from symdyn.trial.agreement import in_order, shown_lines
from symdyn.trial.kinds import check
from symdyn.trial.meaning import Context
from symdyn.trial.reading import INDICES, Refused, read_line, read_relations
from symdyn.trial.values import Relation
from symdyn.trial.visible import definitions_shown, letters_for_numbers, require_nothing_hidden

__all__ = ["check_one", "needed", "prepare"]


def prepare(context: Context, claim: Any, known: Mapping[str, Any]) -> Context:
    """Put into the context what a claim assumes and what the claims that it uses provide."""
    context.assumed = set(claim["assumptions"])
    for text in claim["assumptions"]:
        for relation in read_relations(text):
            context.given[relation] = text
    for name in claim["uses"]:
        _take_names(context, known[name])
    needs = {name: context.conditions[name] - context.given.keys() for name in claim["uses"]}
    gives = {name: _relations(known[name]) for name in needs}
    for name in in_order(needs, gives):  # what they assume is given, not by themselves: no circles
        for relation in gives[name]:
            context.given.setdefault(relation, name)
    for relation, owner in list(context.given.items()):
        fact = context.fact(relation, owner) if relation[0] != "=" else None
        context.facts += [fact] if fact else []
    return context


def check_one(claim: Any, known: Mapping[str, Any]) -> Context:
    """Check one claim against the statements of those it uses; returns what was used."""
    evidence = claim["evidence"]
    context = prepare(Context(iter(list(evidence.get("sums", [])))), claim, known)
    if claim["kind"] == "definition":
        for ((operator, left, right),) in (read_relations(text) for text in claim["statement"]):
            letters = [("*", ("top", ("name", x)), ("name", x)) for x in "UPV"]
            frame = operator == "=" and left in letters and right == ("name", "I")
            if (
                (operator != ":=" and not frame)
                or claim["uses"]
                or claim["assumptions"]
                or evidence
            ):
                raise Refused("a definition stands alone, as name := formula or X^T X = I")
            formal = left[0] == "indexed" and left[2][0] == "name" and left[2][1] in INDICES
            fixed = {*INDICES, *"Ioni"}
            free = left[0] == "name" and left[1] not in fixed and "operatorname" not in left[1]
            if not frame and not formal and not free:
                raise Refused(f"{left[1]} cannot be defined")
        return context
    require_nothing_hidden(context, shown_lines(claim))
    if claim["kind"] not in {"mode", "rank"}:
        context.frozen |= letters_for_numbers(context, shown_lines(claim))
    check(context, claim)
    context.used |= definitions_shown(context, shown_lines(claim))
    idle = {*claim["uses"], *claim["assumptions"]} - needed(context)
    if idle:
        raise Refused(f"not needed for the proof: {sorted(idle)}")
    return context


def needed(context: Context) -> set[str]:
    """The claims and assumptions that were used, with what the claims assume in turn."""
    found, queue = set(context.used), list(context.required)
    while queue:
        relation = queue.pop()
        if relation not in context.given:
            raise Refused(f"{relation} is assumed by a claim that is used, and not given here")
        owner = context.given[relation]
        queue += [] if owner in found else context.conditions.get(owner, [])
        found.add(owner)
    return found


def _relations(claim: Any) -> list[Relation]:
    """The lines of a claim that hold by themselves, definitions left out."""
    lines = [read_line(text) for text in claim["statement"]]
    return [r for parts in lines if len(parts) == 1 for r in parts[0] if r[0] != ":="]


def _take_names(context: Context, used: Any) -> None:
    """What a used claim assumes, and the names that it gives by := or as an equation."""
    context.conditions[used["id"]] = {
        r for text in used["assumptions"] for r in read_relations(text)
    }
    if "witness" in used["evidence"] or "matrices" in used["evidence"]:
        raise Refused(f"{used['id']} is refuted; nothing follows from it")
    for text in used["statement"]:
        parts = read_line(text)
        for operator, left, right in parts[0] if len(parts) == 1 else []:
            names = context.functions if left[0] == "indexed" else context.names
            equation = (
                operator == "=" and left[0] == "name" and used["kind"] in {"equation", "mode"}
            )
            if operator == ":=" or equation:
                if left[1] in names:
                    raise Refused(
                        f"{left[1]} has two equations: {names[left[1]][-1]}, {used['id']}"
                    )
                if left[0] == "indexed":
                    context.functions[left[1]] = (left[2][1], right, used["id"])
                else:
                    context.names[left[1]] = (right, used["id"])
                    context.numbers |= {left[1]} if equation else set()
