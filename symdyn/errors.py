"""Every error that symdyn raises on purpose, and what its message says of a name that is nearly known.

A message is one line: the value, what was expected, and what to do about it.  The command line
turns any of these into that line and exit status 2.
"""

from collections.abc import Iterable
from difflib import get_close_matches

_LIKE = 0.55  # refs for references is 0.57


def nearest(name: object, known: Iterable[str], most: int = 1, ending: str = "") -> str:
    """Those of the known names that one is most like, each with an ending, joined by "or"; "" if none is like it.

    >>> nearest("rats", ["units", "rates", "title"], ending="=")
    'rates='
    """
    near = get_close_matches(str(name), list(known), most, _LIKE)
    return " or ".join(f"{one}{ending}" for one in near)


def meant(name: object, known: Iterable[str], most: int = 1) -> str:
    """The question whether a known name was meant, with a space behind it; "" if none is like the name given.

    >>> meant("alignmet", ["alignment", "rank"]), meant("x", ["alignment"])
    ('did you mean alignment? ', '')
    """
    near = nearest(name, known, most)
    return f"did you mean {near}? " if near else ""


class SymdynError(Exception):
    """Base of the family: catch this to catch every deliberate refusal."""


class RuleError(SymdynError):
    """A learning rule that is not of the form symdyn can analyse."""


class KernelError(RuleError):
    """A credit kernel that is not a finite sum of p(m) r^m with |r| < 1 on the domain."""


class DomainError(RuleError):
    """A parameter's domain that is empty or not an open interval."""


class RuleNotFoundError(SymdynError):
    """No rule of that name, or a file that holds none."""


class RuleFileError(SymdynError):
    """A rule file that cannot be read or does not run."""


class PluginError(SymdynError):
    """An installed plug-in that breaks the registry, such as a duplicate name."""


class ExactArithmeticError(SymdynError):
    """An exact operation asked for outside its domain, such as a division by zero."""


class ProofError(SymdynError):
    """A certificate that does not hold: the identity's two sides differ."""


class OutputError(SymdynError):
    """An output that cannot be written: a file, a directory, or an object no printer knows."""


class SimulationError(SymdynError):
    """A simulation asked for with settings outside the domain."""


class ClaimError(SymdynError):
    """A claim or a derivation is not written as docs/certificates.md or docs/documents.md says."""


class FormulaError(ClaimError):
    """LaTeX that is not read as a formula, or a formula that is not of the form expected."""


class NotExportedError(ClaimError):
    """A claim that does not become a theorem for Coq, with the reason."""
