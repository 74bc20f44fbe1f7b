"""A small kernel of sequents: what it accepts is true, and reads as what it is.

It needs the Python standard library alone and knows nothing of the rest of symdyn;
docs/certificates.md describes the format, docs/checker.md every rule.  In the order of reading: `terms`, `sorts`, `polynomials`,
`known`, `values`, `sums`, `context`, `signs`, `modes`, `ranks`, `goals`, `claims`, `display`,
`reading` (not trusted), `evidence`, `refute` (no proof imports it), `files`.
"""

from .files import Verdict, check_files

__all__ = ["Verdict", "check_files"]
