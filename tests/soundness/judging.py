"""One certificate judged again after a change, those that it uses being as they were."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from symdyn.checker import files
from symdyn.checker.display import tokens
from tests.soundness.certificates import Data, second_status, write


class Judge:
    """The verdicts of both checkers on a set of claims, and on changed ones."""

    def __init__(self, claims: Mapping[str, Data], folder: Path) -> None:
        self.folder = folder
        self.claims = dict(claims)
        self.base = files._Judge()
        self.base.gather(write(folder, claims))
        for name in self.claims:
            self.base.judge(name)
        self.verdicts = self.base.verdicts

    def first(self, name: str, changed: Any) -> str:
        """What symdyn.checker says of the changed claim."""
        path = self.file(name, changed)
        try:
            data = files.load(path)
        except files._FAULTS:
            return "rejected"
        again = files._Judge()
        again.library, again.accepted = self.base.library, {**self.base.accepted}
        again.data = {**self.base.data, name: data}
        again.verdicts = {other: one for other, one in self.verdicts.items() if other != name}
        return again.judge(name)

    def second(self, name: str, changed: Any) -> str:
        """What the second checker says of it."""
        return second_status([self.file(name, changed)])[name]

    def file(self, name: str, changed: Any) -> Path:
        """The changed claim, beside what it used before the change."""
        folder = self.folder / "changed"
        folder.mkdir(exist_ok=True)
        below: dict[str, Data] = {}
        waiting = [use["claim"] for use in self.claims[name]["uses"]]
        while waiting:
            one = waiting.pop()
            below[one] = self.claims[one]
            waiting += [
                use["claim"] for use in self.claims[one]["uses"] if use["claim"] not in below
            ]
        write(folder, below)
        (path,) = write(
            folder, {name: changed if isinstance(changed, str) else json.dumps(changed)}
        )
        return path


def meaning(claim: Data) -> tuple[Any, ...]:
    """What a claim says, as a reader takes it: order and spacing mean nothing."""
    lines = [line for line in claim["where"] if line.partition(" :=")[0] not in claim["also"]]
    given = {tuple(tokens(text)) for text in (*lines, *claim["matrices"], *claim["hypotheses"])}
    return frozenset(given), json.dumps(claim["goal"], sort_keys=True).replace(" ", "")
