"""The optimal manifold of several rules side by side: spectra, stability and rates of a mode."""

from collections.abc import Sequence

from sympy import Expr

from symdyn import notation
from symdyn.analysis.analysis import Analysis
from symdyn.report.content import Block, Section, Table
from symdyn.report.printing.plain import named
from symdyn.report.sections.basis import basis_mark, rule_with_basis
from symdyn.report.sections.formula_table import formula_table
from symdyn.report.sections.phrases import Verbatim, equals_zero, inline, prose
from symdyn.report.sections.summary import stability_words

__all__ = ["compared_rates", "compared_spectra", "compared_stability"]


def compared_spectra(analyses: Sequence[Analysis]) -> Section:
    """What trace and determinant of the transverse pair are made of."""
    tables = (
        formula_table(
            "kernels-optimal",
            "The kernel on the optimal manifold.",
            (notation.kernel_teacher, notation.kernel_moment),
            analyses,
            lambda one: (one.credit.value_expr, one.credit.moment_expr),
        ),
        formula_table(
            "gains",
            "The part of the trace that comes from read-out and input, with its sign changed.",
            (named("u"),),
            analyses,
            lambda one: (one.optimal.gain,),
        ),
        formula_table(
            "drifts",
            "The part of the trace that comes from the recurrent strength, with its sign changed.",
            (named("v"),),
            analyses,
            lambda one: (one.optimal.drift,),
        ),
        formula_table(
            "determinants",
            "The determinant of the transverse pair.",
            (named("d"),),
            analyses,
            lambda one: (one.optimal.determinant,),
        ),
    )
    told = prose(
        "With $a = s$ and $b = c/s$, the values of $K$ in Table (:kernels-optimal) give the two "
        "parts of the trace $t = -u - v$ in Tables (:gains) and (:drifts) and the "
        "determinant in Table (:determinants)."
    )
    return Section("The spectrum of the rules", (told, *tables))


def compared_stability(analyses: Sequence[Analysis]) -> Section:
    """Where a mode is stable, and the windows against the sign of the feedback."""
    rows = tuple(
        (
            rule_with_basis(one),
            stability_words(one),
            _real(one),
        )
        for one in analyses
    )
    table = Table(
        "stability",
        "Where on the optimal manifold a mode is stable, and whether its pair is real for feedback of "
        "the right sign.",
        ("Rule", "A mode is stable", "Real pair"),
        rows,
    )
    blocks: list[Block] = [
        prose("Table (:stability) says of each rule where a mode is stable."),
        table,
    ]
    windows = tuple(one for one in analyses if one.optimal.stability.window is not None)
    if windows:
        blocks += [
            prose(
                r"For random feedback with $\hat{a} s < 0$ a mode is stable exactly where "
                r"$-\hat{a} s$ lies between two bounds. Table (:windows) gives the lower bound and "
                "the expression that must be positive for the upper bound to exceed it."
            ),
            formula_table(
                "windows",
                "The window in which a mode is stable against the sign of the feedback.",
                ("Lower bound", "Opens where positive"),
                windows,
                _window,
            ),
        ]
    return Section("Stability of a mode under the rules", tuple(blocks))


def _window(analysis: Analysis) -> tuple[Expr, ...]:
    window = analysis.optimal.stability.window
    return (window.lower, window.opening) if window is not None else ()


def compared_rates(analyses: Sequence[Analysis]) -> Section:
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
        (named(r"s \to 0"), named(r"\lvert s \rvert \to \infty")),
        known,
        _ends,
    )
    slowest = [
        prose(
            "For ",
            Verbatim(one.rule.name),
            *basis_mark(one),
            " it is proved that the slow rate is smallest where ",
            inline(*equals_zero(one.rates.slowest)),
            ".",
        )
        for one in analyses
        if one.rates.slowest is not None
    ]
    return Section("Rates of convergence", (told, table, *slowest))


def _ends(analysis: Analysis) -> tuple[Expr, ...]:
    ends = (analysis.rates.at_zero, analysis.rates.at_infinity)
    return tuple(end.coefficient * notation.s**end.power for end in ends if end is not None)


def _real(analysis: Analysis) -> str:
    """Whether the transverse pair is real wherever a phi > 0."""
    if analysis.optimal.real:
        return "yes"
    return "not decided" if analysis.optimal.complex_at is None else "not everywhere"
