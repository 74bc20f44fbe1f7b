"""Several rules side by side, after the theory that holds for all of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from sympy import Expr, Symbol

from symdyn import notation
from symdyn.analysis.analysis import Analysis
from symdyn.printing.latex import latex
from symdyn.printing.latex_width import latex_width
from symdyn.report.bibliography import PAPER, rule_citations
from symdyn.report.content import Block, Equation, Piece, Section, Table
from symdyn.report.printing.plain import named
from symdyn.report.sections.basis import basis_mark, rule_with_basis
from symdyn.report.sections.fixed_points import component_equations, fixed_point_theorem, listed
from symdyn.report.sections.flow import update_for_any_kernel
from symdyn.report.sections.linearisation import linearisation_for_any_kernel
from symdyn.report.sections.phrases import (
    DELTA,
    Verbatim,
    equals_zero,
    feedback_symbol,
    fits_inline,
    inline,
    joined,
    number,
    prose,
)
from symdyn.report.sections.setting import modes_and_networks
from symdyn.report.sections.stability import criterion
from symdyn.report.sections.summary import fixed_point_words, rank_words, stability_words
from symdyn.report.sections.validation import validations

if TYPE_CHECKING:  # NumPy and SciPy are not needed to compare what was derived
    from symdyn.simulation.validation import Validation

__all__ = ["comparison_sections"]

Cell: TypeAlias = Piece | tuple[Piece, ...]
Row: TypeAlias = tuple[Cell, ...]

_WIDEST = 28.0
_ELSEWHERE = "long; see the report on the rule"


def comparison_sections(
    analyses: Sequence[Analysis], checked: "Mapping[str, Validation] | None" = None
) -> tuple[Section, ...]:
    """The theory for an arbitrary kernel, then tables over the rules.

    Parameters
    ----------
    analyses : at least one
    checked : for each rule's name what `symdyn.simulation.validate` returns, or None
    """
    theory = analyses[0].theory
    sections = [
        _rules(analyses),
        Section("The update for any kernel", tuple(_update(analyses))),
        Section("Fixed points for any kernel", tuple(fixed_point_theorem(theory))),
        _fixed_points(analyses),
        Section(
            "The spectrum on the optimal manifold for any kernel",
            (
                prose(r"On $\{a b = c,\ w = w_\star\}$ the Jacobian of the flow is"),
                *linearisation_for_any_kernel(theory),
            ),
        ),
        _spectrum(analyses),
        Section("Stability of a mode for any kernel", tuple(criterion())),
        _stability(analyses),
        _rates(analyses),
        _rank(analyses),
        _locality(analyses),
    ]
    if checked is not None:
        sections.append(validations(checked))
    return tuple(sections)


def _rules(analyses: Sequence[Analysis]) -> Section:
    listed = [one.rule for one in analyses]
    rows = tuple(
        (
            Verbatim(one.rule.name),
            (Verbatim(one.rule.title), *_cited(one, analyses)),
            feedback_symbol(one.rule) if not one.credit.zero else "none",
            _kernel(one),
            "any" if one.alignment.reduces == "every basis" else named("P = I"),
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
        named(r"\kappa_{m}"),
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
    return Section("The rules", (told, Table("rules", caption, header, rows), modes_and_networks()))


def _cited(analysis: Analysis, analyses: Sequence[Analysis]) -> tuple[Piece, ...]:
    cited = rule_citations(analysis.rule, *(one.rule for one in analyses))
    return (" ", *joined(cited)) if cited else ()


def _kernel(analysis: Analysis) -> Cell:
    rule = analysis.rule
    if rule.horizon is None or analysis.credit.zero:
        return rule.kernel
    bound = rule.horizon if isinstance(rule.horizon, int) else notation.latex_name(rule.horizon)
    return (rule.kernel, ", ", named(f"m < {bound}"))


def _update(analyses: Sequence[Analysis]) -> Iterator[Block]:
    yield prose(r"With $e_{k} = a b\, w^{k} - c\, w_\star^{k}$ the mean updates of a mode are")
    for symbol, text in (
        (notation.a, r"\sum_{k<T} e_{k} b w^{k}"),
        (notation.b, r"\sum_{m<T} \kappa_{m} \varphi e_{m}"),
        (notation.w, r"\sum_{m<T} \sum_{j<T-m-1} \kappa_{m} \varphi e_{j+m+1} b w^{j}"),
    ):
        yield Equation(f"mode-update-{symbol.name}", DELTA[symbol], named(text))
    yield prose(
        r"In the limit $T \to \infty$ they depend on the kernel through "
        r"$K(z) = \sum_{m} \kappa_{m} z^{m}$ alone:"
    )
    yield from update_for_any_kernel(analyses[0].theory)
    yield prose(
        r"$\Delta a$ is the same for all rules. Table (:kernels) gives $K$, and Tables (:updates-b) "
        r"and (:updates-w) the other two updates."
    )
    yield _formula_table(
        "kernels",
        "The kernel's generating function at the student and at the teacher.",
        (notation.kernel_student, notation.kernel_teacher),
        analyses,
        lambda one: (one.credit.student_expr, one.credit.teacher_expr),
    )
    for symbol in (notation.b, notation.w):
        yield _formula_table(
            f"updates-{symbol.name}",
            "The mean update in the limit.",
            (DELTA[symbol],),
            analyses,
            _limit_of(symbol),
        )


def _limit_of(symbol: Symbol) -> Callable[[Analysis], tuple[Expr, ...]]:
    return lambda analysis: (analysis.update.limit[symbol],)


def _formula_table(
    label: str,
    caption: str,
    header: tuple[Piece, ...],
    analyses: Sequence[Analysis],
    formulas: Callable[[Analysis], tuple[Expr, ...]],
) -> Table:
    """Formulas side by side, as far as a row fits on a line."""
    rows: list[Row] = []
    for analysis in analyses:
        found = formulas(analysis)
        fits = sum(latex_width(latex(one)) for one in found) <= _WIDEST
        cells: Row = found if fits else (_ELSEWHERE, *("" for _ in found[1:]))
        rows.append((rule_with_basis(analysis), *cells))
    return Table(label, caption, ("Rule", *header), tuple(rows))


def _fixed_points(analyses: Sequence[Analysis]) -> Section:
    rows = tuple((rule_with_basis(one), fixed_point_words(one)) for one in analyses)
    others = tuple(_off_optimal(analyses))
    blocks: list[Block] = [
        prose(
            r"Table (:components) lists what the theorem leaves for each rule; the loss is zero on "
            "the optimal manifold."
        ),
        Table(
            "components",
            "The components of the set of fixed points of a mode.",
            ("Rule", "Components"),
            rows,
        ),
    ]
    if others:
        blocks += [
            prose("Table (:others) has the loss and the eigenvalues on the components besides it."),
            Table(
                "others",
                "Fixed points of a mode off the optimal manifold.",
                ("Rule", "Where", named("L"), "Eigenvalues"),
                others,
            ),
        ]
    return Section("Fixed points of the rules", tuple(blocks))


def _off_optimal(analyses: Sequence[Analysis]) -> Iterator[Row]:
    for analysis in analyses:
        for component in analysis.fixed_points.components[1:]:
            short = component.eigenvalues and all(map(fits_inline, component.eigenvalues))
            eigenvalues = listed(component.eigenvalues) if short else _ELSEWHERE
            where = joined(chain(*component_equations(component)), ",")
            # The mark stands here because the eigenvalues need the width of the line.
            where = (*where, *basis_mark(analysis))
            yield (Verbatim(analysis.rule.name), where, component.loss, eigenvalues)


def _spectrum(analyses: Sequence[Analysis]) -> Section:
    tables = (
        _formula_table(
            "kernels-optimal",
            "The kernel on the optimal manifold.",
            (notation.kernel_teacher, notation.kernel_moment),
            analyses,
            lambda one: (one.credit.value_expr, one.credit.moment_expr),
        ),
        _formula_table(
            "gains",
            "The part of the trace that comes from read-out and input, with its sign changed.",
            (named("u"),),
            analyses,
            lambda one: (one.optimal.gain,),
        ),
        _formula_table(
            "drifts",
            "The part of the trace that comes from the recurrent strength, with its sign changed.",
            (named("v"),),
            analyses,
            lambda one: (one.optimal.drift,),
        ),
        _formula_table(
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


def _stability(analyses: Sequence[Analysis]) -> Section:
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
            _formula_table(
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


def _rates(analyses: Sequence[Analysis]) -> Section:
    known = [
        one
        for one in analyses
        if one.rates.at_zero is not None and one.rates.at_infinity is not None
    ]
    told = prose(
        r"Table (:rates) gives the leading behaviour of the slow rate $\rho = -\lambda_{+}$ at the two "
        r"ends of a branch, for random feedback on the branch with $\hat{a} s > 0$."
    )
    table = _formula_table(
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


def _rank(analyses: Sequence[Analysis]) -> Section:
    rows = tuple(
        (
            Verbatim(one.rule.name),
            rank_words(one.rank.recurrent),
            rank_words(one.rank.input),
        )
        for one in analyses
    )
    told = prose(
        r"The change of the weights after $Z$ updates, for arbitrary networks, aligned or not, with "
        r"$n$ hidden units, $o$ outputs and $i$ inputs (Table (:ranks))."
    )
    header = ("Rule", named("W_{Z} - W_{0}"), named("B_{Z} - B_{0}"))
    caption = "Bounds on the rank of the change; reached: an exact instance has this rank."
    return Section("Rank of the learned change", (told, Table("ranks", caption, header, rows)))


def _locality(analyses: Sequence[Analysis]) -> Section:
    rows = tuple(
        (
            Verbatim(one.rule.name),
            one.locality.space,
            one.locality.feedback,
            one.locality.memory,
        )
        for one in analyses
    )
    told = prose("What a synapse has to know under each rule is in Table (:localities).")
    header = ("Rule", "Recurrent credit", "Feedback", "Memory")
    return Section(
        "Locality",
        (told, Table("localities", "What the rules need at a synapse.", header, rows)),
    )


def _real(analysis: Analysis) -> str:
    """Whether the transverse pair is real wherever a phi > 0."""
    if analysis.optimal.real:
        return "yes"
    return "not decided" if analysis.optimal.complex_at is None else "not everywhere"
