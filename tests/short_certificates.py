"""Certificates of a few short claims, one a kind that is exported to Coq."""

import json
from typing import Any

__all__ = ["CERTIFICATES", "certificate"]


def certificate(name: str, goal: Any, proof: Any, **more: Any) -> str:
    """The JSON of a claim, with nothing in it but what is given."""
    empty: dict[str, Any] = {
        key: [] for key in ("where", "also", "matrices", "hypotheses", "uses", "unfold", "sums")
    }
    told = {"format": "symdyn-claim-2", "id": name, "goal": goal, "proof": proof}
    return json.dumps({**empty, **told, **more})


_INSIDE = ["-1 < w", "w < 1"]
_ROOM = {
    "constant": "1",
    "factors": [
        ["1 - w", 1, [["1", [["1 - w", 1]]]]],
        ["1 + w", 1, [["1", [["w + 1", 1]]]]],
    ],
}
_SQUARE = {"constant": "1", "factors": [["S - w", 2, []]]}

CERTIFICATES = {
    "short.sign": certificate(
        "short.sign", {"all": ["1 - w^{2} > 0"]}, {"proofs": [_ROOM]}, hypotheses=_INSIDE
    ),
    "short.equation": certificate(
        "short.equation",
        {"all": [r"f = \frac{S}{1 - w} + \frac{S}{1 + w}"]},
        {"proofs": [None]},
        where=[r"f := \frac{2 S}{1 - w^{2}}"],
        hypotheses=_INSIDE,
        uses=[{"claim": "short.sign", "with": {}}],
        unfold=["f"],
    ),
    "short.square": certificate(
        "short.square",
        {"all": [r"\left(S - w\right)^{2} \ge 0", r"w \ne S"]},
        {"proofs": [_SQUARE, "known"]},
        hypotheses=[r"S \ne w"],
    ),
    "short.rewritten": certificate(
        "short.rewritten",
        {"all": ["f - f = 0", r"f \cdot \left(1 - w^{2}\right) = 2 S"]},
        {"proofs": [None, None]},
        where=[r"f := \frac{2 S}{1 - w^{2}}"],
        hypotheses=_INSIDE,
        uses=[
            {"claim": "short.sign", "with": {}},
            {"claim": "short.equation", "with": {}},
        ],
    ),
    "short.points": certificate(
        "short.points",
        {"iff": {"left": ["a b = 0", "b = c a"], "components": [["a = 0", "b = 0"]]}},
        {
            "cases": {
                "factors": ["a", "a", "c"],
                "combination": ["1", "-a"],
                "cases": [
                    {"component": 0, "combinations": [["0", "0", "1"], ["0", "1", "c"]]},
                    {"component": 0, "combinations": [["0", "0", "1"], ["0", "1", "c"]]},
                ],
            },
            "converse": [[[], []]],
        },
        hypotheses=["c > 0"],
    ),
    "short.three": certificate(
        "short.three",
        {
            "iff": {
                "left": [r"a b \left(a - c\right) = 0"],
                "components": [["a = 0"], ["b = 0"], ["a = c"]],
            }
        },
        {
            "cases": {
                "factors": ["a", "b", "a - c"],
                "combination": ["1"],
                "cases": [
                    {"component": 0, "combinations": [["0", "1"]]},
                    {"component": 1, "combinations": [["0", "1"]]},
                    {"component": 2, "combinations": [["0", "1"]]},
                ],
            },
            "converse": [[[]], [[]], [[]]],
        },
    ),
    "short.sum": certificate(
        "short.sum",
        {"all": [r"\sum_{k<T} 1 = T"]},
        {"proofs": [None]},
        sums=["k"],
    ),
    "short.behind": certificate(
        "short.behind",
        {"all": [r"\left(h - w\right) \sum_{m<T} h^{m} w^{T - m - 1} = h^{T} - w^{T}"]},
        {"proofs": [None]},
        hypotheses=[r"h - w \ne 0"],
        sums=[r"\frac{w^{T}}{h - w} h^{m} w^{-m}"],
    ),
    "short.limit": certificate(
        "short.limit",
        {"all": [r"K = \frac{1}{1 - w}"]},
        {"proofs": [None]},
        where=[r"K := \lim_{T \to \infty} \sum_{m<T} w^{m}"],
        hypotheses=_INSIDE,
        unfold=["K"],
        sums=[r"\frac{w^{m}}{w - 1}"],
    ),
    "short.double": certificate(
        "short.double",
        {
            "all": [
                r"\lim_{T \to \infty} \sum_{m<T} \sum_{j<T - m - 1} w^{m} z^{j}"
                r" = \frac{1}{\left(1 - w\right) \left(1 - z\right)}"
            ]
        },
        {"proofs": [None]},
        hypotheses=[*_INSIDE, "-1 < z", "z < 1"],
        sums=[
            r"\frac{w^{m} z^{j}}{z - 1}",
            r"\frac{-w^{m}}{\left(w - 1\right) \left(z - 1\right)}",
        ],
    ),
    "short.slope": certificate(
        "short.slope",
        {"all": [r"\partial_{w} K = \frac{1}{\left(1 - w\right)^{2}}"]},
        {"proofs": [None]},
        where=[r"K := \lim_{T \to \infty} \sum_{m<T} w^{m}"],
        hypotheses=_INSIDE,
        uses=[{"claim": "short.limit", "with": {}}],
    ),
    "short.roots": certificate(
        "short.roots",
        {
            "roots": {
                "region": "half-plane",
                "direction": "all",
                "coefficients": ["g", "h"],
                "conditions": [],
            }
        },
        {"proofs": ["known", "known"]},
        hypotheses=["g > 0", "h > 0"],
    ),
    "short.power": certificate(
        "short.power", {"all": ["w^{T} > 0"]}, {"proofs": ["power"]}, hypotheses=["w > 0"]
    ),
    "short.above": certificate(
        "short.above",
        {"all": ["2 w^{T} = w^{T} + w^{T}"]},
        {"proofs": [None]},
        hypotheses=["w > 0"],
        uses=[{"claim": "short.power", "with": {}}],
    ),
}
