"""The mark of what holds for P = I alone: where the reduction to modes needs the hidden units as modes."""

from dataclasses import replace

from symdyn.formula.inline import inline
from symdyn.report.content import Cell, Prose, Section, Words
from symdyn.report.phrases import Verbatim, prose
from symdyn.stages.analysis import Analysis

__all__ = ["basis_mark", "marked", "remark", "rule_with_basis"]

_STANDARD = inline("P = I")
_SCOPE = (" holds for ", _STANDARD, ", that is for diagonal $W$, and not in every basis.")


def _standard_only(analysis: Analysis) -> bool:
    """Whether the analysis has found that modes learn independently for P = I alone."""
    return analysis.alignment.reduces != "every basis"


def basis_mark(analysis: Analysis) -> Words:
    """What stands behind an answer on modes: nothing, or (P = I).

    >>> from symdyn import analyse, find_rule
    >>> basis_mark(analyse(find_rule("bptt")))
    ()
    """
    return (" (", _STANDARD, ")") if _standard_only(analysis) else ()


def rule_with_basis(analysis: Analysis) -> Cell:
    """The name of a rule at the head of a row on modes, with the mark where there is one."""
    name, mark = Verbatim(analysis.rule.name), basis_mark(analysis)
    return (name, *mark) if mark else name


def marked(section: Section, analysis: Analysis, besides: str = "") -> Section:
    """A section on modes; it begins with the mark where there is one.

    Parameters
    ----------
    section, analysis : the section of a rule
    besides : what the section says that holds in every basis
    """
    if not _standard_only(analysis):
        return section
    but = f", but for {besides}," if besides else ""
    mark = prose(f"All that this section says of the rule{but}", *_SCOPE)
    return replace(section, blocks=(mark, *section.blocks))


def remark(section: Section) -> str:
    """What a comment in front of a section's equations adds: nothing, or that they are for P = I."""
    first = section.blocks[0] if section.blocks else None
    is_mark = isinstance(first, Prose) and first.pieces[-2:] == prose(*_SCOPE).pieces[-2:]
    return " (for P = I, diagonal W)" if is_mark else ""
