"""Files: read with suspicion, and judged in the order of what they use.

Only regular files of a bounded size are opened: a link to a device, or a pipe, would never end.
"""

import json
import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from .claims import Claim, check
from .definitions import Library
from .evidence import FORMAT, claim_of
from .refute import refute
from .terms import METER, Refused

__all__ = ["Verdict", "check_files", "load"]

_LARGEST, _LONGEST = 500_000, 500
_FAULTS = (
    Refused,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)


class Verdict(NamedTuple):
    """proved, refuted, conditional (on a claim that is not proved), unproved or rejected; and why."""

    id: str
    status: str
    message: str
    uses: tuple[str, ...]


def load(path: Path) -> Any:
    """The claim in a regular file of a bounded size; no key occurs twice, no float at all."""
    with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise Refused("it is no regular file")
        content = file.read(_LARGEST + 1)  # it may grow while it is read
    if len(content) > _LARGEST:
        raise Refused(f"more than {_LARGEST} bytes")
    data = json.loads(
        content.decode("utf-8"),
        object_pairs_hook=_no_duplicates,
        parse_float=_no_number,
        parse_constant=_no_number,
    )
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        found = data.get("format") if isinstance(data, dict) else None
        raise Refused(f"the format is {found!r:.60}, and not {FORMAT}, which symdyn verify writes")
    name = data["id"]
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9.-]+", name):
        raise Refused(f"{name!r:.80} is no id")
    if f"{name}.json" != path.name:
        raise Refused(f"the id {name!r} is not the name of the file {path.name!r}")
    if not all(re.fullmatch(r"[a-z0-9.-]+", use["claim"]) for use in data["uses"]):
        raise Refused("what a claim uses has no id")
    return data


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise Refused(f"a key occurs twice among {[key for key, _ in pairs]!r:.200}")
    return dict(pairs)


def _no_number(text: str) -> Any:
    raise Refused(f"{text:.40} is no integer")


class _Judge:
    def __init__(self) -> None:
        self.library = Library()
        self.data: dict[str, Any] = {}
        self.accepted: dict[str, Claim] = {}
        self.verdicts: dict[str, Verdict] = {}

    def gather(self, paths: Iterable[Path]) -> None:
        """Read the files, and those beside them that they use."""
        queue, seen = list(paths), set[Path]()
        while queue:
            path = queue.pop()
            if path in seen:
                continue
            seen.add(path)
            try:
                data = load(path)
                known = self.data.setdefault(path.stem, data)
                if known is not data and _written(known) != _written(data):
                    raise Refused("two files of this name hold different claims")
                queue += [path.with_name(f"{use['claim']}.json") for use in data["uses"]]
            except _FAULTS as error:
                self.put(path.stem, "rejected", _told(error), ())

    def put(self, name: str, status: str, message: str, uses: tuple[str, ...]) -> None:
        """Enter a verdict; text from a file may hold anything, and spaces would fill up a line."""
        printable = (
            "".join(c if c.isprintable() else " " for c in x[:_LONGEST]) for x in (name, message)
        )
        shown = [" ".join(x.split()) for x in printable]
        self.verdicts[name] = Verdict(shown[0], status, shown[1], uses)

    def judge(self, name: str) -> str:
        """The status of a claim, after those of the claims that it uses."""
        above = {name: iter(self.uses(name))}  # each uses the next; with what is left of its uses
        while above:
            one, left = next(reversed(above.items()))
            known = one in self.verdicts
            use = None if known else next((x for x in left if x not in self.verdicts), None)
            if use is not None and use not in above:
                above[use] = iter(self.uses(use))
                continue
            if not known:
                self.decide(one, [*above] if use is not None else [])
            del above[one]
        return self.verdicts[name].status

    def decide(self, name: str, circle: list[str]) -> None:
        """Enter the verdict on a claim, those on what it uses being there unless they are in a circle."""
        uses = self.uses(name)
        try:
            if circle:
                raise Refused(f"the claims use one another in a circle: {circle}")
            status, message = self.status(self.data[name], uses)
        except _FAULTS as error:
            status, message = "rejected", _told(error)
        self.put(name, status, message, uses)

    def uses(self, name: str) -> tuple[str, ...]:
        """The claims that a claim uses; none if it was not read."""
        data = self.data.get(name, {"uses": []})
        return tuple(dict.fromkeys(use["claim"] for use in data["uses"]))

    def status(self, data: Any, uses: tuple[str, ...]) -> tuple[str, str]:
        """The status of a claim, those of the claims that it uses being known."""
        METER.start()
        below = {name: self.verdicts[name].status for name in uses}
        claim = claim_of(data, self.library)
        weak = [name for name, status in below.items() if status != "proved"]
        if not {"rejected", "refuted"}.isdisjoint(below.values()):
            raise Refused(f"it uses {weak}, which are not proved")
        self.accepted[claim.name] = claim
        if "gap" in data:
            return "unproved", str(data["gap"])
        if claim.refutation is None:
            check(claim, self.library.signature, self.accepted)
        elif not weak:
            refute(claim, self.library.signature, self.accepted)
        if weak:
            return "conditional", f"on {weak}"
        if claim.refutation is None:
            return "proved", ""
        point = claim.refutation.get("witness", {})
        return "refuted", f"at {', '.join(f'{x} = {y}' for x, y in point.items()) or 'an instance'}"


def _written(data: Any) -> str:
    """What a file says, whatever the order of its keys; true is not 1."""
    return json.dumps(data, sort_keys=True)


def _told(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        return f"it is no JSON ({error}); give certificates, which symdyn verify writes"
    return str(error) if isinstance(error, Refused) else f"{type(error).__name__}: {error}"


def check_files(paths: list[Path]) -> list[Verdict]:
    """A verdict on each claim in the files, and on those that they use, which stand beside them."""
    judge = _Judge()
    judge.gather(paths)
    for name in judge.data:
        judge.judge(name)
    return [judge.verdicts[name] for name in sorted(judge.verdicts)]
