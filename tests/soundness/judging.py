"""One certificate judged again after a change, those that it uses being as they were."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from symdyn.checker import files
from symdyn.checker.reading import Refused, read_line
from tests.second_checker import verdict as second
from tests.second_checker.errors import RejectedError
from tests.second_checker.reading import read_certificate
from tests.soundness.certificates import Claim, write


class Judge:
    """The verdicts of both checkers on a set of claims, and on changed ones."""

    def __init__(self, claims: Mapping[str, Claim], folder: Path) -> None:
        self.folder = folder / "changed"
        self.folder.mkdir()
        self.claims = {path.stem: files.load(path) for path in write(folder, claims.values())}
        self.verdicts: dict[str, files.Verdict] = {}
        self.contexts: dict[str, Any] = {}
        for name in self.claims:
            files._judge(name, self.claims, self.verdicts, self.contexts, ())
        self.library = {name: read_certificate(folder / f"{name}.json") for name in claims}
        self.frozen: dict[str, set[tuple[str, str]]] = {}
        self.found: dict[str, second.Verdict] = {}
        for name, claim in self.library.items():  # each after those that it uses
            self.found[name] = second.judged(claim, self.library, self.found, self.frozen)

    def first(self, name: str, changed: Any) -> str:
        """What symdyn.checker says of the changed claim."""
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps(changed), encoding="utf-8")
        try:
            claims = {**self.claims, name: files.load(path)}
        except Refused:
            return "rejected"
        verdicts = {other: one for other, one in self.verdicts.items() if other != name}
        contexts = {other: one for other, one in self.contexts.items() if other != name}
        return files._judge(name, claims, verdicts, contexts, ())

    def second(self, name: str, changed: Any) -> str:
        """What the second checker says of it."""
        path = self.folder / f"{name}.json"
        path.write_text(json.dumps(changed), encoding="utf-8")
        try:
            claim = read_certificate(path)
        except (RejectedError, ValueError, RecursionError):
            return "rejected"
        library = {**self.library, name: claim}
        return second.judged(claim, library, self.found, dict(self.frozen)).status

    def a_user_rejects(self, name: str, changed: Any) -> bool:
        """Whether some claim that uses this one is rejected after the change."""
        claims = {**self.claims, name: changed}
        for user in (one for one, claim in self.claims.items() if name in claim["uses"]):
            verdicts = {k: v for k, v in self.verdicts.items() if k not in {name, user}}
            contexts = {k: v for k, v in self.contexts.items() if k not in {name, user}}
            if files._judge(user, claims, verdicts, contexts, ()) == "rejected":
                return True
        return False


def meaning(claim: Claim) -> tuple[Any, ...]:
    """What a claim says, as a reader takes it: order and spacing mean nothing."""
    lines = {repr(read_line(text)) for text in claim["statement"]}
    given = {repr(read_line(text)) for text in claim["assumptions"]}
    return claim["kind"], frozenset(lines), frozenset(given), frozenset(claim["uses"])
