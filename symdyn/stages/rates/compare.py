"""The slow rates of several rules."""

from collections.abc import Sequence

from sympy import Expr, Integer

from symdyn import notation
from symdyn.formula.inline import inline
from symdyn.report.basis import basis_mark
from symdyn.report.content import Section, Words
from symdyn.report.formula_table import formula_table
from symdyn.report.phrases import Verbatim, equals_zero, joined, prose, related
from symdyn.stages.analysis import Analysis

__all__ = ["compare"]


def compare(analyses: Sequence[Analysis]) -> tuple[Section, ...]:
    """The slow rate at both ends of a branch, and where it is smallest."""
    known = [
        one
        for one in analyses
        if one.rates.at_zero is not None and one.rates.at_infinity is not None
    ]
    told = prose(
        r"Table (:rates) gives the leading behaviour of the slow rate $\rho = -\lambda_{+}$ at the two "
        r"ends of a branch, for random feedback on the branch with $\hat{a} s > 0$."
    )
    table = formula_table(
        "rates",
        "The slow rate near both ends of the optimal manifold.",
        (inline(r"s \to 0"), inline(r"\lvert s \rvert \to \infty")),
        known,
        _ends,
    )
    slowest = [
        prose(
            "For ",
            Verbatim(one.rule.name),
            *basis_mark(one),
            " it is proved that the slow rate is smallest where ",
            related(*equals_zero(one.rates.slowest)),
            *_unless(one),
            ".",
        )
        for one in analyses
        if one.rates.slowest is not None
    ]
    return (Section("Rates of convergence", (told, table, *slowest)),)


def _unless(analysis: Analysis) -> Words:
    """At which parameters one of the rates is the same all along the manifold."""
    apart = [related(one, Integer(0), "!=") for one in analysis.rates.always_stationary]
    return (", if ", *joined(apart)) if apart else ()


def _ends(analysis: Analysis) -> tuple[Expr, ...]:
    ends = (analysis.rates.at_zero, analysis.rates.at_infinity)
    return tuple(end.coefficient * notation.s**end.power for end in ends if end is not None)
