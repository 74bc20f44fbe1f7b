"""Shapes of the objects in a file."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from tests.second_checker.errors import Refused

_RATIONAL = re.compile(r"-?(0|[1-9][0-9]*)(/[1-9][0-9]*)?")
MAX_COUNT = 4096


def keys(found: Any, needed: set[str], optional: frozenset[str] | set[str] = frozenset()) -> None:
    """An object with exactly these keys."""
    if not isinstance(found, dict) or not needed <= set(found) <= needed | set(optional):
        raise Refused(f"not an object with the keys {sorted(needed)}")


def as_list(found: Any, length: int | None = None) -> list[Any]:
    """A list, of a length."""
    if not isinstance(found, list) or (length is not None and len(found) != length):
        raise Refused("not a list, or of another length")
    return found


def as_texts(found: Any) -> list[str]:
    """A list of texts."""
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise Refused("not a list of texts")
    return found


def as_count(found: Any, negative: bool = False) -> int:
    """An integer of at most 4096."""
    if (
        isinstance(found, bool)
        or not isinstance(found, int)
        or abs(found) > MAX_COUNT
        or (found < 0 and not negative)
    ):
        raise Refused("not a count")
    return found


def as_rational(found: Any, bits: int = 60_000) -> Fraction:
    """A rational number, written as p or p/q in lowest terms."""
    if not isinstance(found, str) or len(found) > 20_000 or not _RATIONAL.fullmatch(found):
        raise Refused("not a rational number")
    above, _, below = found.partition("/")
    if max(len(above), len(below)) > 4000:
        raise Refused("a number is too long")
    value = Fraction(int(above), int(below or "1"))
    if (
        str(value) != found
        or max(value.numerator.bit_length(), value.denominator.bit_length()) > bits
    ):
        raise Refused("a number is not in lowest terms, or too long")
    return value
