"""The rules that are compared: feedback, kernel, bases, and whether the update is a gradient."""

from collections.abc import Sequence

from sympy import Integer

from symdyn import notation
from symdyn.formula.inline import inline
from symdyn.report.basis import basis_mark
from symdyn.report.bibliography import PAPER, rule_citations
from symdyn.report.content import Cell, Piece, Section, Table
from symdyn.report.phrases import (
    Verbatim,
    feedback_symbol,
    joined,
    number,
    prose,
    related,
)
from symdyn.stages.analysis import Analysis
from symdyn.stages.setting.tell import modes_and_networks

__all__ = ["compare"]


def compare(analyses: Sequence[Analysis]) -> tuple[Section, ...]:
    """What distinguishes the rules, in one table."""
    listed = [one.rule for one in analyses]
    rows = tuple(
        (
            Verbatim(one.rule.name),
            (Verbatim(one.rule.title), *_cited(one, analyses)),
            feedback_symbol(one.rule) if not one.credit.zero else "none",
            _kernel(one),
            "any" if one.alignment.reduces == "every basis" else inline("P = I"),
            ("yes" if one.update.is_gradient else "no", *basis_mark(one)),
        )
        for one in analyses
    )
    told = prose(
        f"This report compares {number(len(listed))} learning rules for linear recurrent networks, "
        "in the setting of ",
        PAPER,
        ". In aligned networks each mode is a scalar system: read-out $a$, input $b$, recurrent "
        r"strength $w$; the teacher's are starred, and $c = a_\star b_\star$. A rule is a "
        r"feedback $\varphi$ and a credit kernel $\kappa_{m}$ at lag $m$ (Table (:rules)). The "
        "derivation for each rule is in its own report.",
    )
    header = (
        "Rule",
        "Title",
        notation.phi,
        inline(r"\kappa_{m}"),
        "Basis",
        "Gradient",
    )
    caption = (
        "The rules: feedback, kernel, the bases in which modes learn independently, and whether the "
        "mean update of a mode is the gradient of the loss."
    )
    if any(map(basis_mark, analyses)):
        caption += (
            " What holds for diagonal recurrent weights alone is marked (P = I) here and below."
        )
    table = Table("rules", caption, header, rows)
    return (Section("The rules", (told, table, modes_and_networks())),)


def _cited(analysis: Analysis, analyses: Sequence[Analysis]) -> tuple[Piece, ...]:
    cited = rule_citations(analysis.rule, *(one.rule for one in analyses))
    return (" ", *joined(cited)) if cited else ()


def _kernel(analysis: Analysis) -> Cell:
    rule = analysis.rule
    if analysis.credit.zero:
        return rule.kernel
    lags: list[Piece] = []
    if rule.first_lag:
        lags += [", ", related(notation.m, Integer(rule.first_lag), ">=")]
    if rule.horizon is not None:
        bound = Integer(rule.horizon) if isinstance(rule.horizon, int) else rule.horizon
        lags += [", ", related(notation.m, bound, "<")]
    return (rule.kernel, *lags) if lags else rule.kernel
