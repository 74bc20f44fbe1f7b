"""Hand-written certificates for the tests of the second checker."""

from typing import Any

__all__ = ["GEOMETRIC", "SERIES", "UNIT", "Claim", "atoms", "claim", "proof"]

Claim = dict[str, Any]


def claim(
    name: str,
    kind: str,
    statement: list[str],
    assumptions: list[str] | None = None,
    uses: list[str] | None = None,
    evidence: Any = None,
) -> Claim:
    """A certificate with empty comments."""
    return {
        "format": "symdyn-certificate-1",
        "id": name,
        "kind": kind,
        "statement": statement,
        "assumptions": assumptions or [],
        "uses": uses or [],
        "evidence": evidence or {},
        "title": "",
        "source": "",
    }


def atoms(*pairs: tuple[str, str]) -> list[Any]:
    """A term of weight 1."""
    return ["1", *([atom, power] for atom, power in pairs)]


def proof(factor: str, terms: list[Any], power: str = "1", constant: str = "1") -> Claim:
    """A sign proof of one factor."""
    return {
        "constant": constant,
        "factors": [{"factor": factor, "power": power, "terms": terms}],
    }


UNIT = ["-1 < x < 1"]
SERIES = claim("series", "definition", ["f := \\lim_{T \\to \\infty} \\sum_{m<T} x^{m}"])
GEOMETRIC = claim(
    "geometric",
    "equation",
    ["f = \\frac{1}{1 - x}"],
    UNIT,
    ["series"],
    {"sums": ["\\frac{x^{m}}{x - 1}"]},
)


# ---- definitions and files
