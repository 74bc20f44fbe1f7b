"""The independent checker of certificates.

It needs the Python standard library alone, knows nothing of the rest of symdyn, and can be read
in an hour: `reading` (the formulas), `algebra` (polynomials), `meaning` (sums and values),
`kinds` (what each kind of claim must show), `matrices` (modes and ranks), `files`.
"""

from .files import Verdict, check_files

__all__ = ["Verdict", "check_files"]
