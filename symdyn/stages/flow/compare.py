"""The mean update for any kernel, and that of several rules in the limit."""

from collections.abc import Callable, Iterator, Sequence

from sympy import Expr, Symbol

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.formula.matrix_words import words_tree
from symdyn.report.content import Block, Equation, Section
from symdyn.report.formula_table import formula_table
from symdyn.report.phrases import prose
from symdyn.rules.registry import find_rule
from symdyn.stages.alignment.claims import of_one_mode
from symdyn.stages.alignment.derive import align
from symdyn.stages.analysis import Analysis
from symdyn.stages.flow.tell import update_for_any_kernel

__all__ = ["compare"]


def compare(analyses: Sequence[Analysis]) -> tuple[Section, ...]:
    """The update for an arbitrary kernel, with tables of what it is for each rule."""
    stated = Statements.of(analyses[0])
    return (Section("The update for any kernel", tuple(_update(stated, analyses))),)


def _update(stated: Statements, analyses: Sequence[Analysis]) -> Iterator[Block]:
    yield prose(r"With $e_{k} = a b\, w^{k} - c\, w_\star^{k}$ the mean updates of a mode are")
    # Those of a rule without a horizon: in terms of the kernel they are those of every rule.
    for symbol, core in align(find_rule("bptt")).cores.items():
        name = Symbol(f"Delta_T_{symbol}")
        yield Equation(f"mode-update-{symbol}", name, of_one_mode(words_tree(core)))
    yield prose(
        r"In the limit $T \to \infty$ they depend on the kernel through "
        r"$K(z) = \sum_{m} \kappa_{m} z^{m}$ alone:"
    )
    yield from update_for_any_kernel(stated)
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
            (Symbol(f"Delta_{symbol}"),),
            analyses,
            _limit_of(symbol),
        )


def _limit_of(symbol: Symbol) -> Callable[[Analysis], tuple[Expr, ...]]:
    return lambda analysis: (analysis.update.limit[symbol],)
