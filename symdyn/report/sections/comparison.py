"""Several rules side by side, after the theory that holds for all of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from sympy import Expr, Symbol

from symdyn import notation
from symdyn.analysis.analysis import Analysis
from symdyn.report.bibliography import PAPER, rule_citations
from symdyn.report.content import Block, Equation, Piece, Section, Table
from symdyn.report.printing.plain import named
from symdyn.report.sections.basis import basis_mark, rule_with_basis
from symdyn.report.sections.comparison_on_manifold import (
    compared_rates,
    compared_spectra,
    compared_stability,
)
from symdyn.report.sections.fixed_points import component_equations, fixed_point_theorem, listed
from symdyn.report.sections.flow import update_for_any_kernel
from symdyn.report.sections.formula_table import ELSEWHERE, Cell, Row, formula_table
from symdyn.report.sections.linearisation import linearisation_for_any_kernel
from symdyn.report.sections.phrases import (
    DELTA,
    Verbatim,
    feedback_symbol,
    fits_inline,
    joined,
    number,
    prose,
)
from symdyn.report.sections.setting import modes_and_networks
from symdyn.report.sections.stability import criterion
from symdyn.report.sections.summary import fixed_point_words, rank_words
from symdyn.report.sections.validation import validations

if TYPE_CHECKING:  # NumPy and SciPy are not needed to compare what was derived
    from symdyn.simulation.validation import Validation

__all__ = ["comparison_sections"]


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
        compared_spectra(analyses),
        Section("Stability of a mode for any kernel", tuple(criterion())),
        compared_stability(analyses),
        compared_rates(analyses),
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
    yield formula_table(
        "kernels",
        "The kernel's generating function at the student and at the teacher.",
        (notation.kernel_student, notation.kernel_teacher),
        analyses,
        lambda one: (one.credit.student_expr, one.credit.teacher_expr),
    )
    for symbol in (notation.b, notation.w):
        yield formula_table(
            f"updates-{symbol.name}",
            "The mean update in the limit.",
            (DELTA[symbol],),
            analyses,
            _limit_of(symbol),
        )


def _limit_of(symbol: Symbol) -> Callable[[Analysis], tuple[Expr, ...]]:
    return lambda analysis: (analysis.update.limit[symbol],)


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
            eigenvalues = listed(component.eigenvalues) if short else ELSEWHERE
            where = joined(chain(*component_equations(component)), ",")
            # The mark stands here because the eigenvalues need the width of the line.
            where = (*where, *basis_mark(analysis))
            yield (Verbatim(analysis.rule.name), where, component.loss, eigenvalues)


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
