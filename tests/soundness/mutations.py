"""Single-point mutations of a certificate: leaves changed, parts deleted, leaves swapped."""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from random import Random
from typing import Any

Path = tuple[str | int, ...]
COMMENTS = frozenset({"title", "source"})
NUMBER = re.compile(r"-?[0-9]+(/[0-9]+)?")
TOKEN = re.compile(r"\\[A-Za-z]+|[0-9]+|[A-Za-z]|:=|[-+*/^_<>=(){},]")
# What a token becomes: another of its kind.
OTHER = {
    "+": "-", "-": "+", "<": ">", ">": "<", "=": "<", r"\le": r"\ge", r"\ge": r"\le",
    r"\ne": "=", ":=": "=", r"\sum": r"\lim", r"\frac": r"\partial", r"\top": "2",
    r"\text": r"\iff", r"\iff": ",", r"\star": "0", r"\infty": "0", r"\hat": r"\Delta",
    r"\Delta": r"\hat", r"\kappa": "E", r"\gamma": r"\varphi", r"\varphi": r"\gamma",
    r"\cdot": "/", r"\tau": "T", r"\eta": r"\tau", "(": ")", ")": "(", "{": "(", "}": ")", ",": "+", "/": "",
    "^": "_", "_": "^",
}  # fmt: skip


@dataclass(frozen=True)
class Mutation:
    """What was done, where, and the certificate that came out."""

    what: str
    where: str
    claim: dict[str, Any]


def every_change(claim: dict[str, Any]) -> Iterator[Mutation]:
    """Each leaf changed in each way, and each part deleted; the comments are left alone."""
    for path, text in _leaves(claim):
        for what, changed in _changed(text):
            if changed != text:
                yield Mutation(what, _name(path), _with(claim, path, changed))
    for path in _parts(claim):
        yield Mutation("deleted", _name(path), _without(claim, path))


def every_swap(claim: dict[str, Any]) -> Iterator[Mutation]:
    """Each pair of different leaves of one type swapped."""
    for one, two in combinations(_leaves(claim), 2):
        if _alike(one[1], two[1]):
            yield _swapped(claim, one, two)


def some_mutation(claim: dict[str, Any], rng: Random) -> Mutation:
    """One of these at random."""
    leaves = _leaves(claim)
    kind = rng.choice(["changed", "changed", "deleted", "swapped"])
    if kind == "deleted":
        path = rng.choice(_parts(claim))
        return Mutation("deleted", _name(path), _without(claim, path))
    one = rng.choice(leaves)
    pairs = [two for two in leaves if _alike(one[1], two[1])]
    if kind == "swapped" and pairs:
        return _swapped(claim, one, rng.choice(pairs))
    path, text = rng.choice([leaf for leaf in leaves if any(_changed(leaf[1]))])
    what, changed = rng.choice([pair for pair in _changed(text) if pair[1] != text])
    return Mutation(what, _name(path), _with(claim, path, changed))


def _alike(one: str, two: str) -> bool:
    """Whether two leaves differ and are of one type."""
    return one != two and bool(NUMBER.fullmatch(one)) == bool(NUMBER.fullmatch(two))


def _swapped(claim: dict[str, Any], one: tuple[Path, str], two: tuple[Path, str]) -> Mutation:
    changed = _with(_with(claim, one[0], two[1]), two[0], one[1])
    return Mutation("swapped", f"{_name(one[0])} and {_name(two[0])}", changed)


def _changed(text: str) -> Iterator[tuple[str, str]]:
    """A number plus 1, and each token of a formula made another."""
    if NUMBER.fullmatch(text):
        top, slash, bottom = text.partition("/")
        yield "number", f"{int(top) + 1}{slash}{bottom}"
    for match in TOKEN.finditer(text):
        before, token, after = text[: match.start()], match[0], text[match.end() :]
        if token.isdigit():
            yield "digit", f"{before}{int(token) + 1}{after}"
        elif token.isalpha():
            yield "letter", f"{before}{'x' if token != 'x' else 'y'}{after}"
        elif token in OTHER:
            yield "token", f"{before}{OTHER[token]} {after}"
        else:
            yield "command", f"{before}{after}"


def _leaves(value: Any, path: Path = ()) -> list[tuple[Path, str]]:
    """The paths of the leaves, with their texts; an integer is one too."""
    found: list[tuple[Path, str]] = []
    for key, part in _items(value, path):
        here = (*path, key)
        if isinstance(part, str | int):
            found.append((here, str(part)))
        else:
            found += _leaves(part, here)
    return found


def _parts(value: Any, path: Path = ()) -> list[Path]:
    """The paths of all keys and list items."""
    found: list[Path] = []
    for key, part in _items(value, path):
        found += [(*path, key), *_parts(part, (*path, key))]
    return found


def _items(value: Any, path: Path) -> list[tuple[str | int, Any]]:
    """What is inside a value; at the top all but the comments."""
    if isinstance(value, dict):
        return [(key, part) for key, part in value.items() if path or key not in COMMENTS]
    return list(enumerate(value)) if isinstance(value, list) else []


def _with(claim: dict[str, Any], path: Path, text: str) -> dict[str, Any]:
    result = copy.deepcopy(claim)
    inner: Any = result
    for key in path[:-1]:
        inner = inner[key]
    is_integer = isinstance(inner[path[-1]], int) and re.fullmatch("-?[0-9]+", text)
    inner[path[-1]] = int(text) if is_integer else text
    return result


def _without(claim: dict[str, Any], path: Path) -> dict[str, Any]:
    result = copy.deepcopy(claim)
    inner: Any = result
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return result


def _name(path: Path) -> str:
    """The path without the numbers of list items, for example evidence.proofs.factors.power."""
    return ".".join(key for key in path if isinstance(key, str))


def false_like(statement: list[str], rng: Random) -> list[str]:
    """A sign flipped, a relation turned, a number changed or a letter replaced in one line."""
    place = rng.randrange(len(statement))
    changes = [text for what, text in _changed(statement[place]) if what != "command"]
    return [*statement[:place], rng.choice(changes), *statement[place + 1 :]]
