"""Reading of files, and the status of each claim."""

from __future__ import annotations

import json
import re
import stat
import sys
import threading
from pathlib import Path
from typing import Any, NamedTuple

from tests.second_checker.claims import Claim
from tests.second_checker.context import Context
from tests.second_checker.errors import OutOfWork, Refused, Work
from tests.second_checker.goals import prove_all, prove_iff
from tests.second_checker.modes import prove_mode
from tests.second_checker.proofs import Prover
from tests.second_checker.ranks import prove_rank
from tests.second_checker.reader import read_term
from tests.second_checker.refutations import refute
from tests.second_checker.roots import prove_roots
from tests.second_checker.shapes import as_texts
from tests.second_checker.terms import forget
from tests.second_checker.uses import begin, instance
from tests.second_checker.words import prove_words

FORMAT = "symdyn-claim-2"
MAX_BYTES = 500_000
MAX_NESTING = 200
STACK = 512 * 1024 * 1024
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[][{}]')
_ID = re.compile(r"[a-z0-9.-]+")


class Verdict(NamedTuple):
    """What comes out for one claim."""

    id: str
    status: str
    message: str
    uses: tuple[str, ...]


def load(path: Path) -> Any:
    """The object of a file, none of whose keys occurs twice, and without floating-point numbers."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode) or path.stat().st_size > MAX_BYTES:
            raise Refused("not a regular file, or too large a one")
        text = path.read_bytes().decode("ascii")
        if _nesting(text) > MAX_NESTING:
            raise Refused("objects are nested too deep")
        data = json.loads(
            text,
            object_pairs_hook=_pairs,
            parse_float=_no_float,
            parse_constant=_no_float,
            parse_int=_count,
        )
    except (OSError, ValueError, RecursionError) as error:
        raise Refused(f"cannot be read: {type(error).__name__}") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise Refused("not of the format")
    if (
        not isinstance(data.get("id"), str)
        or not _ID.fullmatch(data["id"])
        or path.name != data["id"] + ".json"
    ):
        raise Refused("the id is not the name of the file")
    return data


def _nesting(text: str) -> int:
    """How deep lists and objects are nested, at most."""
    deepest = depth = 0
    for found in _BRACKETS.finditer(text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(found[0], 0)
        deepest = max(deepest, depth)
    return deepest


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise Refused("a key occurs twice")
    return result


def _no_float(_: str) -> Any:
    raise Refused("a floating-point number")


def _count(text: str) -> int:
    if len(text) > 5 or abs(int(text)) > 4096:
        raise Refused("a count is too large")
    return int(text)


class Checker:
    """Checks the claims of a folder, those that are used first."""

    def __init__(self) -> None:
        self.claims: dict[Path, Claim] = {}
        self.verdicts: dict[Path, Verdict] = {}

    def verdict(self, name: str, path: Path, above: tuple[str, ...] = ()) -> Verdict:
        """The verdict on one file."""
        found = self.verdicts.get(path)
        if found is None:
            found = self._guarded(name, path, above)
            self.verdicts[path] = found
        return found

    def _guarded(self, name: str, path: Path, above: tuple[str, ...]) -> Verdict:
        try:
            return self._verdict(name, path, above)
        except (Refused, OutOfWork) as refusal:
            message = str(refusal)
        except RecursionError:
            message = "too deep"
        except MemoryError:
            message = "too large"
        except Exception as error:  # a fault of the checker refuses the claim, and is told  # noqa: BLE001 - a fault refuses the claim
            message = f"fault of the checker: {type(error).__name__}: {error}"
        return Verdict(name, "rejected", " ".join(message.split())[:300], ())

    def _verdict(self, name: str, path: Path, above: tuple[str, ...]) -> Verdict:
        if name in above or len(above) > 100:
            raise Refused("claims use one another in a circle")
        return self.judge(load(path), name, path, above)

    def judge(self, data: Any, name: str, path: Path, above: tuple[str, ...] = ()) -> Verdict:
        """The verdict on the object of a file; whatever breaks a rule is raised."""
        claim = Claim(data)
        used = [use["claim"] for use in claim.uses]
        verdicts = [self._used(one, path, (*above, name)) for one in used]
        for one in verdicts:
            if one.status in ("rejected", "refuted"):
                raise Refused(f"uses {one.id}, which is {one.status}")
        self.claims[path] = claim
        message = "" if claim.end == "gap" else self._evidence(claim, path.parent)
        if claim.end == "gap":
            status, message = "unproved", "there is no proof"
        elif any(one.status != "proved" for one in verdicts):
            status, message = "conditional", "a used claim is not proved"
        else:
            status = "refuted" if claim.end == "refutation" else "proved"
        return Verdict(name, status, message, tuple(used))

    def _used(self, name: str, beside: Path, above: tuple[str, ...]) -> Verdict:
        if not _ID.fullmatch(name):
            raise Refused("not the id of a claim")
        return self.verdict(name, beside.parent / (name + ".json"), above)

    def _evidence(self, claim: Claim, folder: Path) -> str:
        """Check the evidence of a claim; all refusals are raised."""
        instances = [
            instance(self.claims[folder / (use["claim"] + ".json")], use["with"], claim.scope)
            for use in claim.uses
        ]
        sums = [read_term(text, claim.scope) for text in as_texts(claim.data["sums"])]
        unfold = claim.unfold_keys()
        context = Context(Work(), unfold, sums, numeric=claim.end == "refutation")
        if claim.end == "refutation":
            refute(claim, context, instances)
            return ""
        begin(context, claim.hypotheses, instances)
        prover = Prover(context, claim.scope)
        {
            "all": prove_all,
            "iff": prove_iff,
            "roots": prove_roots,
            "mode": prove_mode,
            "rank": prove_rank,
            "words": prove_words,
        }[claim.kind](claim, prover, claim.data["proof"])
        return ""


def check_files(paths: list[Path]) -> list[Verdict]:
    """The verdict on each file, in order; in a thread of its own, whose stack is large."""
    result: list[Verdict] = []
    old_size, old_limit = threading.stack_size(STACK), sys.getrecursionlimit()
    sys.setrecursionlimit(max(old_limit, 40_000))
    try:
        thread = threading.Thread(target=_check, args=(paths, result))
        thread.start()
        thread.join()
    finally:
        threading.stack_size(old_size)
        sys.setrecursionlimit(old_limit)
    return result


def _check(paths: list[Path], result: list[Verdict]) -> None:
    forget()
    checker = Checker()
    for path in paths:
        result.append(checker.verdict(path.name.removesuffix(".json"), path))  # noqa: PERF401 - clearer so
