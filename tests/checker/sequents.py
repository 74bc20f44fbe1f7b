"""What the tests of the kernel share: folders of claims written by hand, and verdicts on them."""

import json
from pathlib import Path
from typing import Any

from symdyn.checker import check_files
from symdyn.checker.claims import relations
from symdyn.checker.definitions import Library
from symdyn.checker.evidence import FORMAT, _goal, _relations
from symdyn.checker.terms import METER


def symbol(key: str, body: str, *, matrix: bool = False) -> tuple[str, bool]:
    """The line of a definition: e_{k} or K(z) on its left side as they are written."""
    return f"{key} := {body}", matrix


def sequent(name: str, goal: Any, hypotheses: str = "", **more: Any) -> dict[str, Any]:
    """A claim; a goal of relations may be a list of texts."""
    if isinstance(goal, list):
        more.setdefault("proof", {"proofs": more.pop("proofs", [None] * len(goal))})
        goal = {"all": goal}
    data = {"format": FORMAT, "id": name, "uses": [], "unfold": [], "where": [], "matrices": []}
    given = [x.strip() for x in hypotheses.split(";") if x.strip()]
    return {**data, "hypotheses": given, "goal": goal, "sums": [], "also": [], **more}


def use(claim: str, **values: str) -> dict[str, Any]:
    """An instance of a claim."""
    return {"claim": claim, "with": values}


def with_definitions(claim: dict[str, Any], symbols: list[tuple[str, bool]]) -> dict[str, Any]:
    """The claim with the definitions it stands on; those of numbers that remain serve its evidence."""
    numbers = [line for line, matrix in symbols if not matrix]
    words = [line for line, matrix in symbols if matrix]
    claim = {**claim, "where": numbers, "matrices": words}
    METER.start()
    try:
        library = Library()
        ids = library.read(numbers, {}, matrix=False)
        word_ids = library.read(words, {}, matrix=True)
        goal = _goal(claim["goal"], library.names(ids), library.names(word_ids, matrix=True))
        hypotheses = _relations(claim["hypotheses"], library.names(ids))
        terms = [x for one in (*hypotheses, *relations(goal)) for x in one[1:]]
        terms += [x for x, _ in goal[1:]] if goal[0] == "mode" else []
        terms += goal[3].values() if goal[0] == "rank" else []
        shown = library.standing_on(terms)
        claim["also"] = [key for key, x in ids.items() if x not in shown]
        kept = [x in shown for x in word_ids.values()]
        claim["matrices"] = [line for line, keep in zip(words, kept, strict=True) if keep]
    except Exception:  # noqa: BLE001 - then the kernel is to refuse the claim as it stands
        return claim
    return claim


def judge(folder: Path, symbols: list[tuple[str, bool]], *claims: Any) -> dict[str, str]:
    """The verdicts, each with its message."""
    folder.mkdir(exist_ok=True)
    for one in claims:
        data = with_definitions(one, symbols)
        (folder / f"{one['id']}.json").write_text(json.dumps(data), encoding="utf-8")
    paths = sorted(folder.glob("*.json"))
    return {x.id: f"{x.status} {x.message}".strip() for x in check_files(paths)}
