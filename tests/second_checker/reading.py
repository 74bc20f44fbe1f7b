"""Read a certificate file: its JSON, its keys, its lines."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from flint import fmpq

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError
from tests.second_checker.parser import parse_formula, parse_line
from tests.second_checker.tokens import MAX_FORMULA

FORMAT = "symdyn-certificate-1"
KINDS = frozenset({"definition", "equation", "sign", "fixed-points", "stability", "mode", "rank"})
KEYS = frozenset(
    {"format", "id", "kind", "statement", "assumptions", "uses", "evidence", "title", "source"}
)
ID = re.compile(r"[a-z0-9.-]+", re.A)
INTEGER = re.compile(r"-?(0|[1-9][0-9]*)", re.A)
RATIONAL = re.compile(r"(-?(?:0|[1-9][0-9]*))(?:/([1-9][0-9]*))?", re.A)
MAX_BYTES = 500_000
Json = str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True)
class Certificate:
    """A certificate whose lines have been parsed; the evidence is as it was."""

    id: str
    kind: str
    lines: tuple[f.Line, ...]
    assumptions: tuple[f.Line, ...]
    uses: tuple[str, ...]
    evidence: dict[str, Json]


def read_certificate(path: Path) -> Certificate:
    """The certificate in a file."""
    top = keys(read_json(path), KEYS)
    for key in ("format", "id", "kind", "title", "source"):
        text(top[key])
    if top["format"] != FORMAT:
        raise RejectedError(f"the format is {top['format']!r}")
    name = text(top["id"])
    if not ID.fullmatch(name) or path.name != f"{name}.json":
        raise RejectedError(f"the id {name!r} is not that of the file {path.name}")
    if top["kind"] not in KINDS:
        raise RejectedError(f"the kind {top['kind']!r} is not known")
    statement, assumptions, uses = (
        [text(entry) for entry in entries(top[key])] for key in ("statement", "assumptions", "uses")
    )
    if not statement:
        raise RejectedError("the statement is empty")
    unread = isinstance(top["evidence"], dict) and top["evidence"].keys() == {"gap"}
    unread = unread and any(len(line) > MAX_FORMULA for line in statement)
    lines = () if unread else tuple(parse_line(line) for line in statement)
    given = tuple(parse_line(line) for line in assumptions)
    for found in (statement, assumptions, uses, lines, given):
        if len(set(found)) != len(found):
            raise RejectedError("an entry occurs twice")
    for line in given:
        if line.alternatives or any(relation.op == ":=" for relation in line.relations()):
            raise RejectedError("an assumption is not a relation")
    if not isinstance(top["evidence"], dict):
        raise RejectedError("the evidence is not an object")
    if name in uses:
        raise RejectedError("the claim uses itself")
    return Certificate(name, text(top["kind"]), lines, given, tuple(uses), top["evidence"])


def read_json(path: Path) -> Json:
    """What a file holds, strings being the only leaves."""
    if not path.is_file():  # a pipe or a device never ends
        raise RejectedError("this is not a regular file")
    with path.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise RejectedError(f"the file has more than {MAX_BYTES} bytes")
    try:
        data: Json = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=no_key_twice,
            parse_int=no_number,
            parse_float=no_number,
            parse_constant=no_number,
        )
    except ValueError as error:
        raise RejectedError(f"not JSON: {error}") from None
    only_strings(data)
    return data


def no_key_twice(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """The object of these pairs."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise RejectedError("a key occurs twice")
    return found


def no_number(number: str) -> None:
    """No leaf is a number."""
    raise RejectedError(f"the leaf {number} is not a string")


def only_strings(data: object) -> None:
    """Every leaf is a string."""
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list):
        for part in data:
            only_strings(part)
    elif not isinstance(data, str):
        raise RejectedError(f"the leaf {data} is not a string")


def text(data: Json) -> str:
    """A leaf."""
    if not isinstance(data, str):
        raise RejectedError("a string is missing")
    return data


def entries(data: Json) -> list[Json]:
    """A list."""
    if not isinstance(data, list):
        raise RejectedError("a list is missing")
    return data


def keys(data: Json, wanted: frozenset[str] | set[str]) -> dict[str, Json]:
    """An object with exactly these keys."""
    if not isinstance(data, dict) or data.keys() != wanted:
        raise RejectedError(f"an object with the keys {sorted(wanted)} is missing")
    return data


def integer(data: Json) -> int:
    """An integer."""
    if not INTEGER.fullmatch(text(data)) or data == "-0" or len(text(data)) > 1000:
        raise RejectedError(f"{data!r} is not an integer")
    return int(text(data))


def natural(data: Json) -> int:
    """An integer that is not negative."""
    value = integer(data)
    if value < 0:
        raise RejectedError(f"{data!r} is negative")
    return value


def rational(data: Json) -> fmpq:
    """A rational number p/q in lowest terms."""
    match = RATIONAL.fullmatch(text(data))
    if match is None or data == "-0":
        raise RejectedError(f"{data!r} is not a rational number")
    value = fmpq(int(match[1]), int(match[2] or 1))
    if str(value) != data:
        raise RejectedError(f"{data!r} is not in lowest terms")
    return value


def formula(data: Json) -> f.Node:
    """A formula in the evidence."""
    return parse_formula(text(data))
