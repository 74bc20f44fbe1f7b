"""The independent checker of certificates.

It needs the Python standard library alone and knows nothing of the rest of symdyn; docs/checker.md
is a guide to it.  In the order of reading: `reading` and `formulas` (the LaTeX of statements),
`algebra` and `values` (what equality is), `meaning` (names, sums, limits, derivatives), `kinds`
(what each kind of claim must show), `words`, `modes`, `ranks` and `instances` (matrices), `files`.
"""

from .files import Verdict, check_files

__all__ = ["Verdict", "check_files"]
