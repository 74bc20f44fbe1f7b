"""The kernel as the dynamics see it: its generating function, its values and their signs."""

from collections.abc import Iterator

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.formula.inline import inline
from symdyn.report.basis import marked
from symdyn.report.bibliography import SIGNS
from symdyn.report.content import Block, Piece, Section, Table
from symdyn.report.phrases import prose
from symdyn.report.showing import show
from symdyn.stages.analysis import Analysis
from symdyn.stages.kernel.derive import Fact, TermwiseProof

__all__ = ["STRETCHED", "tell"]

STRETCHED = inline(r"K(w_\star) + w_\star K'(w_\star)")


def tell(stated: Statements) -> Section:
    """K(z) and K'(z), their values at the teacher, and the signs that a mode's stability needs."""
    return marked(_section(stated), stated.analysis)


def _section(stated: Statements) -> Section:
    title = "The kernel in the limit"
    if stated.analysis.credit.zero:
        told = prose("The kernel is zero, and so is its generating function:")
        return Section(title, (told, show(stated, "generating-function", "kernel")))
    return Section(title, (*_functions(stated), *_signs(stated.analysis)))


def _functions(stated: Statements) -> Iterator[Block]:
    rule = stated.analysis.rule
    yield prose(
        r"In the limit $T \to \infty$ the kernel enters only through its generating function"
    )
    yield show(stated, "kernel-sum", "kernel-sum")
    yield prose("which is in closed form, with its slope,")
    yield show(stated, "generating-function", "kernel")
    yield show(stated, "generating-slope", "kernel-slope")
    passes = rule.credit.contains_w and rule.horizon != 1
    own = ", the kernel's own $w$ being held fixed while $z$ varies" if passes else ""
    yield prose(rf"at $z = w$ and at $z = w_\star${own}. At the two points it is")
    yield show(stated, "kernel-student", "kernel-values", 0)
    yield show(stated, "kernel-teacher", "kernel-values", 1)
    yield prose(
        r"On the optimal manifold below, $w = w_\star$ holds in the kernel too. There $K(w_\star)$ "
        r"and the first moment of the kernel, $w_\star K'(w_\star)$, have the values"
        if passes
        else r"For the linearisation below the first moment of the kernel, $w_\star K'(w_\star)$, is "
        r"needed as well. On the optimal manifold it is $M_\star$, and $K(w_\star)$ is $K_\star$:"
    )
    yield show(stated, "kernel-optimal", "manifold-kernel", 0)
    yield show(stated, "kernel-moment", "manifold-kernel", 1)


def _signs(analysis: Analysis) -> Iterator[Block]:
    credit = analysis.credit
    yield prose(
        "The signs of these quantities decide about fixed points and the stability of a mode. Table "
        "(:kernel-signs) says what holds on the whole domain, and why. A factor that is not a "
        "power or a variable is shown to be positive by an expansion in products of the domain's "
        "own inequalities ",
        SIGNS,
        ".",
    )
    passes = analysis.credit.value_expr != analysis.credit.teacher_expr
    facts: list[tuple[tuple[Piece, ...], Fact]] = [((notation.kernel_teacher,), credit.value_sign)]
    if passes:
        facts = [
            ((notation.kernel_teacher, " for any ", notation.w), credit.teacher_sign),
            ((notation.kernel_teacher, " at ", inline(r"w = w_\star")), credit.value_sign),
        ]
    facts += [
        ((notation.kernel_moment,), credit.moment_sign),
        ((STRETCHED,), credit.stretched_sign),
    ]
    rows = tuple((quantity, _sign(fact), _reason(fact)) for quantity, fact in facts)
    yield Table("kernel-signs", "Signs on the whole domain.", ("Quantity", "Sign", "Because"), rows)


def _sign(fact: Fact) -> str:
    told = {"unknown": "no constant sign is proved", "both": "takes both signs"}
    return told.get(fact.sign, fact.sign)


def _reason(fact: Fact) -> str:
    if isinstance(fact.proof, TermwiseProof):
        return "every term of its series is nonnegative and the first is positive"
    if fact.sign == "both":
        return "there are exact points of either sign"
    if fact.sign != "unknown" and fact.proof is not None:
        return "every factor has a constant sign"
    return {"zero": "it vanishes identically"}.get(fact.sign, "")
