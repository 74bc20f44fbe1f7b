"""From the JSON of a file to a claim: every key is known, every leaf has its type."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .claims import Claim, Use
from .display import Names
from .reading import read, read_relation, read_shown
from .sorts import INDICES, SHAPES
from .terms import METER, Definition, Refused, Term

__all__ = ["Theory", "claim_of", "fields", "number"]


class Theory:
    """Names with one meaning each, in texts of numbers and in texts of matrices."""

    def __init__(self, signature: Mapping[str, Definition], ids: Mapping[str, str]) -> None:
        self.ids = ids
        self.numbers, self.matrices = Names(signature, ids), Names(signature, ids, matrix=True)


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


def _whole(x: Any, least: int = -4096) -> int:
    if type(x) is not int or not least <= x <= 4096:
        raise Refused(f"{x!r:.40} is no small integer")
    return x


def _texts(data: Any) -> list[str]:
    if not isinstance(data, list) or not all(isinstance(x, str) for x in data):
        raise Refused("a list of texts is expected")
    return data


def _relations(data: Any, names: Names) -> tuple[Any, ...]:
    return tuple(read_relation(text, names) for text in _texts(data))


def _goal(data: Any, theory: Theory) -> Any:
    names = theory.numbers
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
        if not components or not all(components) or not body["left"]:
            raise Refused("an equivalence has equations on both sides")
        return ("iff", _relations(body["left"], names), components)
    if kind == "roots":
        body = fields(body, "region direction coefficients conditions")
        shown = [
            tuple(read_shown(x, names) for x in _texts(body[key]))
            for key in ("coefficients", "conditions")
        ]
        return ("roots", body["region"], body["direction"], *shown)
    if kind == "mode":
        pairs = [fields(one, "matrix diagonal") for one in body]
        words = [read_shown(one["matrix"], theory.matrices) for one in pairs]
        if not words:
            raise Refused("a goal has a matrix")
        formulas = [read_shown(one["diagonal"], names) for one in pairs]
        return ("mode", *zip(words, formulas, strict=True))
    if kind != "rank":
        raise Refused(f"no goal is called {kind!r:.40}")
    body = fields(body, "of at_most updates")
    if body["of"] not in {"W", "B"} or not _texts(body["at_most"]):
        raise Refused("the rank is that of W or B, with one bound at least")
    bounds = tuple(
        ("sym", "i") if text == "i" else read_shown(text, names) for text in body["at_most"]
    )
    updates = {x: read_shown(text, theory.matrices) for x, text in body["updates"].items()}
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
            _whole(power),
            [(number(w), [(read(a, names), _whole(e)) for a, e in atoms]) for w, atoms in terms],
        )
        for factor, power, terms in p["factors"]
    ]
    by = _by(p.get("by", []), names)
    return {"constant": number(p["constant"]), "factors": factors, "by": by}


def _case(c: Any, names: Names) -> Any:
    if "component" in c:
        fields(c, "component combinations")
        rows = [[read(x, names) for x in row] for row in c["combinations"]]
        return {"component": _whole(c["component"], 0), "combinations": rows}
    fields(c, "factors combination cases")
    return {
        "factors": [read(x, names) for x in c["factors"]],
        "combination": [read(x, names) for x in c["combination"]],
        "cases": [_case(x, names) for x in c["cases"]],
    }


def _proof(data: Any, names: Names) -> Any:
    """Evidence: texts become terms wherever they stand."""
    fields(data, "", "proofs ratios weights positive cases converse by_lag")
    result: dict[str, Any] = {"by lag": data.get("by_lag") is True}
    if "proofs" in data:
        result["proofs"] = [_sign(p, names) for p in data["proofs"]]
    for key in ("ratios", "weights"):
        if key in data:
            result[key] = [read(x, names) for x in data[key]]
    if "positive" in data:
        result["positive"] = _whole(data["positive"], 0)
    if "cases" in data:
        result["cases"] = _case(data["cases"], names)
        result["converse"] = [
            [[read(x, names) for x in row] for row in rows] for rows in data["converse"]
        ]
    return result


def claim_of(data: Any, theories: Mapping[str, Theory]) -> Claim:
    """The claim that a file holds."""
    needed = "format id theory hypotheses goal uses unfold sums"
    fields(data, needed, "proof refutation gap title source")
    if (
        data["format"] != "symdyn-sequent-1"
        or len(data.keys() & {"proof", "refutation", "gap"}) != 1
    ):
        raise Refused("a file has the format symdyn-sequent-1, and a proof, a refutation or a gap")
    theory = theories[data["theory"]]
    names = theory.numbers
    uses = []
    for one in data["uses"]:
        fields(one, "claim with")
        values: dict[Term, Term] = {("sym", x): read(y, names) for x, y in one["with"].items()}
        uses.append(Use(one["claim"], values))
    return Claim(
        data["id"],
        _relations(data["hypotheses"], names),
        _goal(data["goal"], theory),
        tuple(uses),
        frozenset(_texts(data["unfold"])),
        tuple(read(text, names) for text in _texts(data["sums"])),
        _proof(data["proof"], names) if "proof" in data else None,
        data.get("refutation"),
    )


def param_of(name: str, *, matrix: bool) -> Term:
    """A parameter by its name: a matrix in a symbol of matrices, if matrices have that name."""
    return ("mat" if matrix and name in SHAPES and name not in INDICES else "sym", name)
