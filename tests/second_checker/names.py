"""Letters, symbols' names and their sorts."""

from __future__ import annotations

import re

GREEK = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta kappa lambda mu nu xi rho sigma tau "
    "phi varphi chi psi omega Gamma Delta Theta Lambda Xi Upsilon Phi Psi Omega"
).split()
GREEK_COMMANDS = frozenset("\\" + name for name in GREEK)
SMALL_GREEK = frozenset(name for name in GREEK_COMMANDS if name[1].islower())
INDICES = frozenset(["T", "\\tau", "m", "j", "k", "Z"])
DIMENSIONS = frozenset(["o", "n", "i"])
SPECIAL = frozenset(
    [f"\\Delta {x}" for x in "abwfgh"]
    + [f"\\Delta_{{T}} {x}" for x in "abwfgh"]
    + [f"N_{{{x}}}" for x in "abw"]
    + ["L_{T}"]
)
MATRIX_SPECIAL = frozenset(f"\\Delta {x}" for x in "ABW")
NOT_FREE = frozenset(["e", "i", "\\Delta", "A", "B", "F", "I", "P", "R", "U", "V", "W", "\\Omega"])
DIAGONAL = {
    "a": "on",
    "\\hat{a}": "on",
    "a_\\star": "on",
    "w": "nn",
    "w_\\star": "nn",
    "b": "ni",
    "b_\\star": "ni",
}
MATRIX = {
    "A": "on",
    "R": "on",
    "A_\\star": "on",
    "W": "nn",
    "\\Omega": "nn",
    "W_\\star": "nn",
    "B": "ni",
    "B_\\star": "ni",
}
ORTHOGONAL = {"U": "oo", "P": "nn", "V": "ii"}

_BASE = re.compile(r"(\\hat\{[a-z]\}|\\[A-Za-z]+|[A-Za-z])(_\\star|_\{(?:0|[1-9][0-9]*)\})?")


def split_name(name: str) -> tuple[str, str]:
    """The base and the subscript of a plain name; ("", "") if it is none."""
    found = _BASE.fullmatch(name)
    if not found:
        return "", ""
    base = found[1]
    if base in ("L", "N") and (found[2] or "").startswith("_{"):
        return "", ""
    if base.startswith("\\") and not base.startswith("\\hat") and base not in GREEK_COMMANDS:
        return "", ""
    return base, found[2] or ""


def is_index(name: str) -> bool:
    """Is the letter an index (or a dimension)?"""
    return name in INDICES or name in DIMENSIONS


def free_number_letter(name: str) -> bool:
    """May the name stand for a number that no line defines?"""
    if name in SPECIAL:
        return True
    base, _ = split_name(name)
    return bool(base) and base not in NOT_FREE


def small_number(name: str) -> bool:
    """May the name stand for a number in a text of matrices?"""
    base, sub = split_name(name)
    if not base or sub == "_\\star" or base == "e" or name in DIAGONAL or base in DIMENSIONS:
        return False
    if base == "\\hat{b}" or (sub and base in ("a", "b", "w", "\\hat{a}", "\\hat{w}")):
        return False
    return base.startswith("\\hat") or base in SMALL_GREEK or (len(base) == 1 and base.islower())
