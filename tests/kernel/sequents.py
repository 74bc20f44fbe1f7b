"""What the tests of the kernel share: folders of sequents written by hand, and verdicts on them."""

import json
from pathlib import Path
from typing import Any

from symdyn.kernel import check_folder


def symbol(key: str, params: str, body: str, **more: Any) -> dict[str, Any]:
    """A symbol that stands on those in `names`."""
    found = {"id": key, "name": key.rstrip("_("), "style": "plain", "matrix": False, "names": {}}
    found["style"] = {"_": "indexed", "(": "function"}.get(key[-1], "plain")
    return {**found, "params": params.split(), "body": body, **more}


def sequent(name: str, goal: Any, hypotheses: str = "", **more: Any) -> dict[str, Any]:
    """A claim in the only theory; a goal of relations may be a list of texts."""
    if isinstance(goal, list):
        more.setdefault("proof", {"proofs": more.pop("proofs", [None] * len(goal))})
        goal = {"all": goal}
    data = {"format": "symdyn-sequent-1", "id": name, "theory": "t", "uses": [], "unfold": []}
    given = [x.strip() for x in hypotheses.split(";") if x.strip()]
    return {**data, "hypotheses": given, "goal": goal, "sums": [], **more}


def use(claim: str, **values: str) -> dict[str, Any]:
    """An instance of a claim."""
    return {"claim": claim, "with": values}


def judge(folder: Path, symbols: list[Any], *claims: Any) -> dict[str, str]:
    """The verdicts, each with its message."""
    folder.mkdir(exist_ok=True)
    ids = {one["id"]: one["id"] for one in symbols}
    data = {"symbols": symbols, "theories": {"t": ids}}
    (folder / "signature.json").write_text(json.dumps(data), encoding="utf-8")
    for one in claims:
        (folder / f"{one['id']}.json").write_text(json.dumps(one), encoding="utf-8")
    return {x.name: f"{x.status} {x.message}".strip() for x in check_folder(folder)}
