"""An independent checker of symdyn certificates, written from docs/certificates.md alone.

It shares no code with symdyn: formulas are read by a Pratt parser and compared as rational
functions in lowest terms on python-flint.
"""

from tests.second_checker.verdict import explained, verdicts

__all__ = ["explained", "verdicts"]
