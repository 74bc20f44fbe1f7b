"""Certificates on disk: read with suspicion, checked in the order of what they use."""

import json
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .agreement import agree, in_order, shown_lines
from .kinds import check
from .meaning import Context
from .reading import INDICES, Refused, read_line, read_relations
from .values import Relation
from .visible import (
    definitions_shown,
    letters_for_numbers,
    require_nothing_hidden,
)

__all__ = ["Verdict", "check_files", "check_one", "load", "needed", "prepare"]

_LARGEST_FILE = 500_000
_LONGEST_MESSAGE = 500
_FIELDS = {
    "format",
    "id",
    "kind",
    "statement",
    "assumptions",
    "uses",
    "evidence",
    "title",
    "source",
}
_FORMAT = "symdyn-certificate-1"


class Verdict(NamedTuple):
    """proved, refuted, conditional, unproved, or rejected, and why."""

    id: str
    status: str
    message: str
    uses: tuple[str, ...]


def load(path: Path) -> Any:
    """The claim in a file; refuses what is too large, not of the format or not named by its id."""
    try:
        claim = json.loads(
            _content(path).decode("utf-8"),
            object_pairs_hook=_no_duplicates,
            parse_constant=_no_number,
            parse_int=_no_number,
            parse_float=_no_number,
        )
    except (OSError, ValueError, RecursionError) as error:
        raise Refused(f"not readable as a certificate: {error}") from None
    if not isinstance(claim, dict) or claim.keys() != _FIELDS or claim["format"] != _FORMAT:
        raise Refused(
            f"expected an object with the fields {sorted(_FIELDS)} and the format {_FORMAT}"
        )
    for name in ("statement", "assumptions", "uses"):
        if not isinstance(claim[name], list) or not all(isinstance(x, str) for x in claim[name]):
            raise Refused(f"{name} is not a list of strings")
        if len(set(claim[name])) < len(claim[name]):
            raise Refused(f"{name} repeats an entry")
    for name in ("id", "kind", "title", "source"):
        if not isinstance(claim[name], str):
            raise Refused(f"{name} is not a string")
    if f"{claim['id']}.json" != path.name or not re.fullmatch(r"[a-z0-9.-]+", claim["id"]):
        raise Refused(f"the id {claim['id']!r} is not the name of the file {path.name!r}")
    if not all(re.fullmatch(r"[a-z0-9.-]+", name) for name in claim["uses"]):
        raise Refused(f"an entry of uses is no id: {claim['uses']!r:.200}")
    if not _only_strings(claim["evidence"]):
        raise Refused("a leaf of the evidence is not a string")
    if not claim["statement"] or not isinstance(claim["evidence"], dict):
        raise Refused("the statement is empty, or the evidence is not an object")
    return claim


def _content(path: Path) -> bytes:
    """What a regular file holds: a device, a pipe or a folder is not waited for, nor read."""
    with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise Refused("it is no regular file")
        content = file.read(_LARGEST_FILE + 1)  # it may grow while it is read
    if len(content) > _LARGEST_FILE:
        raise Refused(f"more than {_LARGEST_FILE} bytes")
    return content


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise Refused(f"a key occurs twice among {[key for key, _ in pairs]!r:.200}")
    return dict(pairs)


def _only_strings(value: Any) -> bool:
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict | list):
            waiting += part.values() if isinstance(part, dict) else part
        elif not isinstance(part, str):
            return False
    return True


def _no_number(text: str) -> Any:
    raise Refused(f"the number {text:.40} is not in quotes")


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


def check_files(paths: list[Path]) -> list[Verdict]:
    """A verdict on each certificate, those that they use included."""
    claims: dict[str, Any] = {}
    verdicts: dict[str, Verdict] = {}
    queue = list(paths)
    seen: set[Path] = set()
    while queue:
        path = queue.pop()
        if path in seen:
            continue
        seen.add(path)
        try:
            claim = load(path)
            if claims.setdefault(path.stem, claim) != claim:
                raise Refused("two files of this name hold different claims")
            queue += [path.with_name(f"{name}.json") for name in claim["uses"]]
        except Refused as refusal:
            verdicts[path.stem] = Verdict(_line(path.stem), "rejected", _line(str(refusal)), ())
    frozen: dict[str, set[tuple[str, str]]] = {}
    for name in claims:
        _judge(name, claims, verdicts, frozen, ())
    return [verdicts[name] for name in sorted(verdicts)]


def _judge(name: str, claims: Any, verdicts: Any, frozen: Any, above: tuple[str, ...]) -> str:
    if name in verdicts:
        return str(verdicts[name].status)
    claim = claims[name]
    uses = tuple(claim["uses"])
    try:
        if name in above:
            raise Refused(f"the claims use one another in a circle: {above}")
        statuses = {used: _judge(used, claims, verdicts, frozen, (*above, name)) for used in uses}
        weak = [used for used, status in statuses.items() if status != "proved"]
        if name in verdicts:
            raise Refused("the claims that it uses lead back to it")
        if claim["evidence"].keys() == {"gap"}:
            status, message = "unproved", str(claim["evidence"]["gap"])
        elif "rejected" in statuses.values() or "refuted" in statuses.values():
            raise Refused(f"it uses {weak}, which are not proved")
        else:
            context = check_one(claim, claims)
            frozen[name] = context.frozen
            agree(name, claims, frozen, context)
            point = claim["evidence"].get("witness", {})
            where = ", ".join(f"{x} = {value}" for x, value in point.items()) or "an exact instance"
            held = ("refuted", f"at {where}") if context.refuted else ("proved", "")
            status, message = ("conditional", f"on {weak}") if weak else held
    except Refused as refusal:
        status, message = "rejected", str(refusal)
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        status, message = "rejected", f"malformed: {type(error).__name__}: {error}"
    verdicts[name] = Verdict(name, status, _line(message), uses)
    return status


def _line(message: str) -> str:
    """A message as one line: text from a file may hold anything."""
    return "".join(x if x.isprintable() else " " for x in message[:_LONGEST_MESSAGE])
