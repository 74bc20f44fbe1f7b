"""What several rules conserve."""

from collections.abc import Sequence

from sympy import Symbol

from symdyn.report.content import Block, Section, Words
from symdyn.report.formula_table import formula_table
from symdyn.report.phrases import Verbatim, joined, prose
from symdyn.stages.analysis import Analysis
from symdyn.stages.invariants.derive import HankelMinor, invariants_of
from symdyn.stages.invariants.tell import where_none

__all__ = ["compare"]


def compare(analyses: Sequence[Analysis]) -> tuple[Section, ...]:
    """The conserved quantity of each rule that has one, and the rules that have none for all teachers."""
    found = {one.rule.name: invariants_of(one.rule) for one in analyses}
    with_one = [one for one in analyses if found[one.rule.name].conserved is not None]
    without = [_named(name, one.minor) for name, one in found.items() if one.minor is not None]
    blocks: list[Block] = []
    if with_one:
        blocks += (
            prose(
                "Table (:conserved) gives what the flow of a mode keeps, whatever the teacher and the number "
                "of steps. Each quantity is the integral of the identity that ties the three updates together "
                "for a kernel that is a geometric sequence."
            ),
            formula_table(
                "conserved",
                "What the flow of a mode conserves.",
                (Symbol("H"),),
                with_one,
                lambda one: tuple(
                    x.quantity for x in (invariants_of(one.rule).conserved,) if x is not None
                ),
            ),
        )
    if without:
        blocks.append(
            prose(
                "Under ",
                *joined(without),
                " nothing but constants is conserved for all teachers: no other function with continuous slopes.",
            )
        )
    return (Section("What learning conserves", tuple(blocks)),) if blocks else ()


def _named(name: str, minor: HankelMinor) -> Words:
    return (Verbatim(name), *where_none(minor))
