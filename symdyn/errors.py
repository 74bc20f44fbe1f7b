"""Every error that symdyn raises on purpose.

A message is one line: the value, what was expected, and what to do about it.  The command line
turns any of these into that line and exit status 2.
"""


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
