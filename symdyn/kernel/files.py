r"""The files of a folder: read with suspicion, and judged in the order of what they use.

    signature.json  {"symbols": [{"id", "name", "style", "matrix", "params", "names", "body"}, ...],
                     "theories": {theory: {name: id of a symbol}}}
    ID.json         a claim, see `evidence.py`

A theory is closed: with a symbol it has all that the symbol stands on, so that each name has one
meaning in all that is displayed of a claim, its definitions included.  Only regular files of a bounded
size are opened: a link to a device, or a pipe, would never end.
"""

import json
import os
import re
import stat
from pathlib import Path
from typing import Any, NamedTuple

from .claims import Claim, check
from .display import Names, display
from .evidence import Theory, claim_of, fields, param_of
from .reading import read_shown
from .refute import refute
from .sorts import add_definition
from .terms import METER, Definition, Refused, abstract, subterms

__all__ = ["Verdict", "check_folder", "load", "signature_of"]

_LARGEST, _MOST_BELOW = 500_000, 200
_FAULTS = (
    Refused,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)


class Verdict(NamedTuple):
    """proved, refuted, conditional (on a claim that is not proved), unproved, or refused, and why."""

    name: str
    status: str
    message: str = ""


def load(path: Path, largest: int = _LARGEST) -> Any:
    """The JSON of a regular file of a bounded size; no key occurs twice, no float at all."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Refused("not a regular file")
        data = file.read(largest + 1)
    if len(data) > largest:
        raise Refused(f"the file has more than {largest} bytes")

    def no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise Refused("a key occurs twice")
        return dict(pairs)

    def no_number(text: str) -> Any:
        raise Refused(f"the number {text:.40} is none of a certificate")

    return json.loads(
        data.decode("utf-8"),
        object_pairs_hook=no_duplicates,
        parse_float=no_number,
        parse_constant=no_number,
    )


def signature_of(data: Any) -> tuple[dict[str, Definition], dict[str, Theory]]:
    """The ordered signature, and the theories."""
    fields(data, "symbols theories")
    signature: dict[str, Definition] = {}
    for one in data["symbols"]:
        METER.start()
        fields(one, "id name style matrix params names body")
        if not isinstance(one["id"], str) or one["style"] not in {"plain", "indexed", "function"}:
            raise Refused("a symbol has an id and one of three styles")
        matrix = one["matrix"] is True
        names = Names(signature, one["names"], matrix=matrix)
        body = read_shown(one["body"], names)
        params = tuple(param_of(x, matrix=matrix) for x in one["params"])
        if (
            one["style"] != "plain"
        ):  # no name in the body hides the subscript, or what is in brackets
            display(abstract(body, (params[0][1],)), names, (params[0][1],))
        definition = Definition(one["name"], params, one["style"], body)
        add_definition(signature, one["id"], definition)
        if (signature[one["id"]].shape is not None) != matrix:
            raise Refused(f"{one['id']} is a matrix or a number where it should be the other")
    theories = {name: Theory(signature, ids) for name, ids in data["theories"].items()}
    for name, theory in theories.items():
        METER.start()
        for key in theory.ids.values():
            for x, _ in subterms(signature[key].body):
                if x[0] == "def" and x[1] not in theory.ids.values():
                    raise Refused(f"the theory {name} has {key} and not {x[1]}, which it stands on")
    return signature, theories


def check_folder(folder: Path) -> list[Verdict]:
    """The verdict on each claim of a folder."""
    signature, theories = signature_of(load(folder / "signature.json", 20 * _LARGEST))
    paths = {x.stem: x for x in sorted(folder.glob("*.json")) if x.stem != "signature"}
    verdicts: dict[str, Verdict] = {}
    accepted: dict[str, Claim] = {}

    def judge(name: str, above: tuple[str, ...]) -> None:
        if name in verdicts:
            return
        try:
            if name in above or len(above) > _MOST_BELOW or name not in paths:
                raise Refused(f"claims use one another in a circle, or one that is missing: {name}")
            data = load(paths[name])
            if data["id"] != name or not re.fullmatch(r"[a-z0-9.-]+", name):
                raise Refused("the id is not the name of the file")
            for use in data["uses"]:
                judge(use["claim"], (*above, name))
            below = {verdicts[use["claim"]].status for use in data["uses"]}
            METER.start()
            claim = claim_of(data, theories)
            if not below <= {"proved", "conditional", "unproved"}:
                raise Refused("it uses a claim that is refused or refuted")
            status = "conditional" if below & {"conditional", "unproved"} else "proved"
            if "gap" in data:
                status = "unproved"
            elif claim.refutation is None:
                check(claim, signature, accepted)
            elif status == "proved":
                refute(claim, signature, accepted)
                status = "refuted"
            accepted[name] = claim
            verdicts[name] = Verdict(name, status)
        except _FAULTS as error:
            verdicts[name] = Verdict(name, "refused", f"{type(error).__name__}: {error}"[:600])

    for name in paths:
        judge(name, ())
    return [verdicts[name] for name in paths]
