"""From the JSON of a file to a claim: every key is known, every leaf has its type."""

import re
from fractions import Fraction
from typing import Any

from .claims import Claim, Use
from .definitions import Library
from .names import Names
from .reading import read, read_relation, read_shown
from .statements import require_statement
from .terms import METER, Refused, Term

__all__ = ["FORMAT", "claim_of", "fields", "number", "whole"]

FORMAT = "symdyn-claim-2"
_PROOFS = {
    "all": "proofs",
    "iff": "cases converse",
    "roots": "proofs ratios weights positive",
    "mode": "",
    "rank": "by_lag",
    "words": "added",
}


def fields(data: Any, needed: str, optional: str = "") -> dict[str, Any]:
    """An object with these keys and no others."""
    if not isinstance(data, dict) or not {*needed.split()} <= data.keys():
        raise Refused(f"an object with the keys {needed} is expected")
    if extra := data.keys() - {*needed.split(), *optional.split()}:
        raise Refused(f"the key {min(extra)!r} means nothing here")
    return data


def number(text: Any) -> Fraction:
    """A rational number in lowest terms."""
    pattern = r"-?[0-9]{1,2000}(?:/[0-9]{1,2000})?"
    if not isinstance(text, str) or not re.fullmatch(pattern, text) or str(Fraction(text)) != text:
        raise Refused(f"{text!r:.40} is no number in lowest terms")
    METER.spend(len(text))
    return Fraction(text)


def whole(x: Any, least: int = -4096) -> int:
    """A small integer."""
    if type(x) is not int or not least <= x <= 4096:
        raise Refused(f"{x!r:.40} is no small integer")
    return x


def _texts(data: Any) -> list[str]:
    if not isinstance(data, list) or not all(isinstance(x, str) for x in data):
        raise Refused("a list of texts is expected")
    return data


def _relations(data: Any, names: Names) -> tuple[Any, ...]:
    return tuple(read_relation(text, names) for text in _texts(data))


def _goal(data: Any, names: Names, words: Names) -> Any:  # noqa: PLR0912 - a case a kind
    if not isinstance(data, dict) or len(data) != 1:
        raise Refused("a goal is an object with one key")
    ((kind, body),) = data.items()
    if kind == "all":
        if not _texts(body):
            raise Refused("a goal has a relation")
        return ("all", *_relations(body, names))
    if kind == "iff":
        body = fields(body, "left components")
        components = tuple(_relations(one, names) for one in body["components"])
        left = _relations(body["left"], names)
        some = bool(left and components) and all(components)
        if not some or any(x[0] != "=" for one in (left, *components) for x in one):
            raise Refused("an equivalence has equations on both sides")
        return ("iff", left, components)
    if kind == "roots":
        body = fields(body, "region direction coefficients conditions")
        shown = [
            tuple(read_shown(x, names) for x in _texts(body[key]))
            for key in ("coefficients", "conditions")
        ]
        if bool(shown[1]) != (body["direction"] in {"iff", "if", "only if"}):
            raise Refused("conditions are displayed for iff, if and only if")
        return ("roots", body["region"], body["direction"], *shown)
    if kind == "mode":
        pairs = [fields(one, "matrix diagonal") for one in body]
        if not pairs:
            raise Refused("a goal has a matrix")
        read_pair = (
            (read_shown(x["matrix"], words), read_shown(x["diagonal"], names)) for x in pairs
        )
        return ("mode", *read_pair)
    if kind == "words":
        found = _relations(body, words)
        if not found or any(x[0] != "=" for x in found):
            raise Refused("words are equal, and one equation is stated at least")
        return ("words", *found)
    if kind != "rank":
        raise Refused(f"no goal is called {kind!r:.40}")
    body = fields(body, "of at_most updates")
    if body["of"] not in {"W", "B"} or not _texts(body["at_most"]):
        raise Refused("the rank is that of W or B, with one bound at least")
    bounds = tuple(
        ("sym", "i") if text == "i" else read_shown(text, names) for text in body["at_most"]
    )
    updates = {x: read_shown(text, words) for x, text in body["updates"].items()}
    return ("rank", body["of"], bounds, updates)


def _by(data: Any, names: Names) -> list[Any]:
    return [(read(cofactor, names), read_relation(text, names)) for cofactor, text in data]


def _sign(p: Any, names: Names) -> Any:
    if p is None or p in ("known", "power"):
        return p
    if "termwise" in p:
        each, first = fields(p, "termwise")["termwise"]
        return {"termwise": [_sign(each, names), _sign(first, names)]}
    if "factors" not in p:
        return {"by": _by(fields(p, "by")["by"], names)}
    fields(p, "constant factors", "by")
    factors = [
        (
            read(factor, names),
            whole(power),
            [(number(w), [(read(a, names), whole(e)) for a, e in atoms]) for w, atoms in terms],
        )
        for factor, power, terms in p["factors"]
    ]
    by = _by(p.get("by", []), names)
    return {"constant": number(p["constant"]), "factors": factors, "by": by}


def _case(c: Any, names: Names) -> Any:
    if "component" in c:
        fields(c, "component combinations")
        rows = [[read(x, names) for x in row] for row in c["combinations"]]
        return {"component": whole(c["component"], 0), "combinations": rows}
    fields(c, "factors combination cases")
    return {
        "factors": [read(x, names) for x in c["factors"]],
        "combination": [read(x, names) for x in c["combination"]],
        "cases": [_case(x, names) for x in c["cases"]],
    }


def _proof(data: Any, kind: str, names: Names) -> Any:
    """Evidence: texts become terms wherever they stand."""
    fields(data, "", _PROOFS[kind])
    result: dict[str, Any] = {"by lag": data.get("by_lag") is True}
    if "proofs" in data:
        result["proofs"] = [_sign(p, names) for p in data["proofs"]]
    for key in ("ratios", "weights"):
        if key in data:
            result[key] = [read(x, names) for x in data[key]]
    if kind == "words":
        result["added"] = [[read(x, names) for x in _texts(row)] for row in data["added"]]
    if "positive" in data:
        result["positive"] = whole(data["positive"], 0)
    if "cases" in data:
        result["cases"] = _case(data["cases"], names)
        result["converse"] = [
            [[read(x, names) for x in row] for row in rows] for rows in data["converse"]
        ]
    return result


def claim_of(data: Any, library: Library) -> Claim:
    """The claim that a file holds; it shows what its statement stands on, and nothing else."""
    needed = "format id where matrices hypotheses goal uses also unfold sums"
    fields(data, needed, "proof refutation gap title source")
    if data["format"] != FORMAT or len(data.keys() & {"proof", "refutation", "gap"}) != 1:
        raise Refused(f"a file has the format {FORMAT}, and a proof, a refutation or a gap")
    _texts([data.get(key, "") for key in ("title", "source", "gap")])
    if not isinstance(data.get("refutation", {}), dict):
        raise Refused("a refutation is an object")
    all_ids = library.read(_texts(data["where"]), {}, matrix=False)
    word_ids = library.read(_texts(data["matrices"]), {}, matrix=True)
    also = _texts(data["also"])
    if len({*also}) < len(also) or not {*also} <= all_ids.keys():
        raise Refused("also has each of its names once, and all are defined")
    ids = {name: x for name, x in all_ids.items() if name not in also}
    names, words = library.names(ids), library.names(word_ids, matrix=True)
    hypotheses = _relations(data["hypotheses"], names)
    goal = _goal(data["goal"], names, words)
    require_statement(library, hypotheses, goal, all_ids, ids, word_ids)
    names, unfold = library.names(all_ids), _texts(data["unfold"])
    written = words if goal[0] == "words" else names
    if len({*unfold}) < len(unfold):
        raise Refused("a name is unfolded twice")
    uses = []
    for one in data["uses"]:
        fields(one, "claim with")
        values: dict[Term, Term] = {("sym", x): read(y, names) for x, y in one["with"].items()}
        uses.append(Use(one["claim"], values))
    return Claim(
        data["id"],
        hypotheses,
        goal,
        tuple(uses),
        frozenset(all_ids[x] for x in unfold),
        tuple(read(text, names) for text in _texts(data["sums"])),
        _proof(data["proof"], goal[0], written) if "proof" in data else None,
        data.get("refutation"),
    )
