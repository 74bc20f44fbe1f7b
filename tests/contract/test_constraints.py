"""constraints.txt pins, by name and version alone, everything that `make install` brings in."""

import re
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CONSTRAINTS = Path(__file__).resolve().parents[2] / "constraints.txt"
PIN = re.compile(r"([A-Za-z0-9][\w.-]*)==[0-9][\w.]*")


def pins(text: str) -> dict[str, bool]:
    """Return each package named in a constraints file and whether its line is a plain pin."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {
        canonicalize_name(re.split(r"[^\w.-]", line)[0]): bool(PIN.fullmatch(line))
        for line in lines
    }


def needed(requirement: Requirement, found: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the names of all packages that a requirement brings in on this platform."""
    name = canonicalize_name(requirement.name)
    if name in found:
        return found
    found |= {name}
    for line in requires(requirement.name) or ():
        inner = Requirement(line)
        if any(
            inner.marker is None or inner.marker.evaluate({"extra": extra})
            for extra in ("", *requirement.extras)
        ):
            found = needed(inner, found)
    return found


def test_everything_installed_is_pinned() -> None:
    wanted = needed(Requirement("symdyn[test]")) - {"symdyn"}
    assert {"sympy", "mpmath", "hypothesis", "sortedcontainers"} <= wanted
    wanted |= {"hatchling", "editables"}  # to build and to install in place
    assert wanted - set(pins(CONSTRAINTS.read_text())) == set()


def test_each_line_is_a_name_and_a_version() -> None:
    assert all(pins(CONSTRAINTS.read_text()).values())


def test_a_line_with_more_is_seen() -> None:
    for line in ("sympy>=1.14", "sympy @ file:wheel", "sympy==1.14.0 --hash=sha256:0"):
        assert pins(line) == {"sympy": False}
