"""The parameters of a rule: real symbols with an open domain, and the names that they cannot have.

`symdyn.notation` makes them, as it knows the names that the notation itself has taken.
"""

import re

from sympy import Symbol

from symdyn.errors import RuleError
from symdyn.exact.domain import Interval

__all__ = ["PARAMETER_NAME", "TAKEN", "Parameter", "require_own_letter"]

PARAMETER_NAME = re.compile(r"([A-Za-z]+)_?([0-9]*)")
"""Letters, then perhaps digits."""

TAKEN = frozenset(
    {
        "pi",
        "oo",
        "nan",
        "zoo",
        "n",
        "o",
        "i",
        "A",
        "B",
        "W",
        "R",
        "K",
        "Z",
        "N",
        "E",
        "I",
        "S",
        "Q",
    }
)
"""Names with a meaning elsewhere, apart from those of the notation."""

_LOOKS_LIKE = {"iota": "i", "nu": "v", "upsilon": "v", "omega": "w"}

# Letters that the statements about every rule are written with: a parameter of such a name would be
# taken for what stands there.  With digits these are entries of a sequence or a matrix, or no names.
_IN_STATEMENTS = frozenset(
    "d e f g h q r t u v x y z F G H J L M P U V X Y kappa phi Phi Pi Sigma Omega Delta".split()
)
_NEVER_WITH_DIGITS = frozenset(
    "a b w e k E K L N kappa rho H J A B W R U V P I F Q T X Y m j i tau pi Pi Sigma Omega Delta".split()
)


class Parameter(Symbol):
    """A rule's own real parameter, which carries its open domain.

    Made by `symdyn.notation.parameter`; two parameters are equal when name and domain agree.
    """

    __slots__ = ("interval",)
    interval: Interval

    def __new__(cls, name: str, interval: Interval) -> "Parameter":
        """A symbol of that name, not shared with SymPy's cache of plain symbols."""
        made: Parameter = Symbol.__xnew__(cls, name)
        made.interval = interval
        return made

    def _hashable_content(self) -> tuple[object, ...]:
        # Text, because SymPy sorts symbols by comparing these.
        return (*super()._hashable_content(), self.interval.describe(self.name))

    def __getnewargs_ex__(self) -> tuple[tuple[str, Interval], dict[str, object]]:
        return (self.name, self.interval), {}


def require_own_letter(name: str) -> None:
    """Refuse a name that is printed as a letter of the statements, or as one of their sequences."""
    found = PARAMETER_NAME.fullmatch(name)
    stem, digits = found.groups() if found else (name, "")
    if stem in _LOOKS_LIKE:
        raise RuleError(
            f"parameter name {name!r} is printed as a letter that looks like {_LOOKS_LIKE[stem]}, which stands in "
            "the statements about every rule; choose another, such as 'gamma'"
        )
    if stem in _NEVER_WITH_DIGITS if digits else stem in _IN_STATEMENTS:
        other = "gamma" if digits or stem in _NEVER_WITH_DIGITS else f"{name}_1"
        raise RuleError(
            f"parameter name {name!r} already has a meaning in the statements about every rule; "
            f"choose another, such as {other!r}"
        )
