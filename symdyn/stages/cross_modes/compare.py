"""Where networks are stable under each rule, beside where their modes are."""

from collections.abc import Sequence

from sympy import Expr

from symdyn.report.basis import rule_with_basis
from symdyn.report.content import Block, Section, Table, Words
from symdyn.report.formula_table import formula_table
from symdyn.report.phrases import prose, words
from symdyn.stages.analysis import Analysis
from symdyn.stages.cross_modes.derive import Pair, Verdict, pair_of

__all__ = ["compare"]

_TOGETHER: dict[Verdict, Words] = {
    Verdict.ALWAYS: ("yes",),
    Verdict.CONDITIONAL: words("where the condition of Table (:pairs) holds"),
    Verdict.OPEN: ("not decided",),
}


def compare(analyses: Sequence[Analysis]) -> tuple[Section, ...]:
    """For which rules a network is stable wherever its modes are."""
    pairs = [(one, pair_of(one)) for one in analyses]
    rows = tuple(
        (rule_with_basis(one), _TOGETHER[pair.verdict], _unstable(pair))
        for one, pair in pairs
        if pair is not None
    )
    table = Table(
        "networks",
        "Whether two modes that are each stable are stable together, for feedback of the right sign.",
        ("Rule", "Two modes are stable together", "Exact point where not"),
        rows,
    )
    blocks: list[Block] = [
        prose(
            "A network with as many inputs as units is stable where each of its modes is and each two of them "
            "are, in both orders. Table (:networks) says for which rules the second follows from the first."
        ),
        table,
    ]
    conditional = tuple(
        one for one, pair in pairs if pair is not None and pair.condition is not None
    )
    if conditional:
        blocks += [
            prose(
                "With $a_1$ and $w_1$ of the first mode and $b_2$ and $w_2$ of the second, two modes are stable "
                "together exactly where the expression of Table (:pairs) is positive in both orders of the two."
            ),
            formula_table(
                "pairs",
                "What must be positive, in both orders, for two modes to be stable together.",
                ("Two modes are stable where positive",),
                conditional,
                _condition,
            ),
        ]
    return (Section("Stability of networks under the rules", tuple(blocks)),)


def _condition(analysis: Analysis) -> tuple[Expr, ...]:
    found = pair_of(analysis)
    return () if found is None or found.condition is None else (found.condition,)


def _unstable(pair: Pair) -> str:
    if pair.witness is None:
        return "none" if pair.verdict == Verdict.ALWAYS else "none found"
    return "in the report on the rule"
