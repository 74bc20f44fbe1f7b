"""The derivation of one rule, and the comparison of several, as sections of content."""

from symdyn.report.sections.comparison import comparison_sections
from symdyn.report.sections.derivation import sections

__all__ = ["comparison_sections", "sections"]
