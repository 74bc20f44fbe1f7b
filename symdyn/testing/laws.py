"""What a law is, and how its failure is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from symdyn.errors import ProofError
from symdyn.testing.evaluation import Number
from symdyn.testing.subject import Subject

__all__ = ["Law", "require", "require_close", "require_equal"]


@dataclass(frozen=True)
class Law:
    """A statement that holds for every rule that it is about, and how to check it.

    `check` returns at how many points it looked, and raises ProofError where the law is broken.  It
    returns None, and not a number, for a rule that the law is not about, as one on momentum is not about
    a rule without.  A law that is about a rule and looks at no point has failed.
    """

    name: str
    statement: str
    check: Callable[[Subject], int | None]


def require(holds: bool, what: str, at: Mapping[str, Number]) -> None:
    """Raise ProofError with the point unless the statement holds there."""
    if not holds:
        raise ProofError(f"{what} at {_point(at)}")


def require_equal(what: str, derived: Number, literal: Number, at: Mapping[str, Number]) -> None:
    """Raise ProofError with both sides and the point unless they are equal, exactly."""
    if derived != literal:
        raise ProofError(f"{what} is {derived}, the definition gives {literal} at {_point(at)}")


def require_close(
    what: str,
    derived: Number,
    literal: Number,
    margin: Number,
    at: Mapping[str, Number],
) -> None:
    """Raise ProofError with both sides and the point unless they differ by the margin at most."""
    if not abs(derived - literal) <= margin:
        raise ProofError(
            f"{what} is {_short(derived)}, the definition gives {_short(literal)} at {_point(at)}"
        )


def _point(at: Mapping[str, Number]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in at.items() if _exact(value))


def _exact(value: Number) -> bool:
    return isinstance(value, int | Fraction)


def _short(value: Number) -> str:
    number = complex(value)
    return f"{number.real:.15g}" if not number.imag else f"{number:.15g}"
