"""The mean update of one mode in closed form: finite T, T -> infinity, the loss, the gradient."""

from collections.abc import Iterator

from sympy import Abs, Add, Expr, Lt

from symdyn import notation
from symdyn.analysis.analysis import Analysis
from symdyn.exact.bridge import polynomial_to_expr
from symdyn.exact.layout import arrange
from symdyn.exact.rational import RationalFunction
from symdyn.exact.signs import ModulusProof
from symdyn.report.content import Block, Equation, Section, Table
from symdyn.report.printing.plain import named
from symdyn.report.sections.phrases import DELTA, DELTA_T, LOSS, equals_zero, inline, joined, prose

__all__ = ["gradient", "mean_update"]

LONGEST_TABLE = 18


def mean_update(analysis: Analysis) -> Section:
    """The sums carried out, for finite T and in the limit."""
    return Section(
        "The mean update in closed form",
        (*_telescoping(analysis), *_finite(analysis), *_limit(analysis), *_loss(analysis)),
    )


def gradient(analysis: Analysis) -> Section:
    """Whether the mean update is the gradient of the loss."""
    if not analysis.update.is_gradient:
        told = prose(
            "As functions of $a$, $b$ and $w$ the mean updates differ from the derivatives of the "
            "loss. Learning follows a vector field of its own, and where it ends is decided by its "
            "fixed points and where a mode is stable on them, not by the loss alone."
        )
        return Section("The update is not the gradient of the loss", (told,))
    return Section(
        "The update is the gradient of the loss",
        (
            prose(
                "The derivatives of the loss (:loss-finite) are the mean updates "
                "(:update-finite-a), (:update-finite-b) and (:update-finite-w) exactly,"
            ),
            *(
                Equation(
                    f"gradient-{symbol.name}", update, named(rf"\partial_{{{symbol.name}}} L_{{T}}")
                )
                for symbol, update in DELTA_T.items()
            ),
            prose(
                "for every $T$, and likewise in the limit, with the loss (:loss). The flow below "
                "is the gradient flow of the loss, which never increases along it."
            ),
        ),
    )


def _telescoping(analysis: Analysis) -> Iterator[Block]:
    steps = tuple(dict.fromkeys(analysis.evidence.steps))
    if not steps:
        return
    yield prose(
        r"Every sum has terms $p(k)\, r^{k}$ with a polynomial $p$. A polynomial $q$ with "
        r"$r\, q(k+1) - q(k) = p(k)$ makes it telescope:"
    )
    yield Equation("telescoping", named(r"\sum_{k<N} p(k)\, r^{k}"), named(r"r^{N} q(N) - q(0)"))
    general = (
        "For constant $p$ this is the geometric series, $q = p/(r - 1)$, or $q(k) = p\\, k$ where "
        "$r = 1$; for higher degrees $q$ is found from its top coefficient down."
    )
    if len(steps) > LONGEST_TABLE:
        ratios = dict.fromkeys(arrange(step.ratio) for step in steps)
        yield prose(general, f" The {len(steps)} sums have the ratios ", *joined(ratios), ".")
        return
    yield prose(
        general,
        " Table (:sums) lists the sums that occur, inner sums before outer ones; each $q$ is "
        "checked by inserting it.",
    )
    rows = tuple(
        (arrange(step.ratio), _polynomial(step.summand), _polynomial(step.antidifference))
        for step in steps
    )
    header = (named("r"), named("p(k)"), named("q(k)"))
    yield Table("sums", "The sums and what makes them telescope.", header, rows)


def _polynomial(coefficients: tuple[RationalFunction, ...]) -> Expr:
    return Add(*(arrange(value) * notation.k**degree for degree, value in enumerate(coefficients)))


def _finite(analysis: Analysis) -> Iterator[Block]:
    update = analysis.update
    yield prose("For finite $T$ the result is")
    for symbol, expression in update.finite.items():
        yield Equation(f"update-finite-{symbol.name}", DELTA_T[symbol], expression)
    if update.minimal_T != 1:
        yield prose("for every ", inline(notation.T, update.minimal_T, r"\ge"), ".")
    if update.finite_nonzero:
        several = len(update.finite_nonzero) > 1
        yield prose(
            "Where ",
            *joined((inline(*equals_zero(one)) for one in update.finite_nonzero), "or"),
            f" a quotient becomes 0/0 and stands for its limit: the sum{'s' if several else ''} it "
            "comes from have no singularity there."
            if several
            else " a quotient becomes 0/0 and stands for its limit: the sum it comes from has no "
            "singularity there.",
        )


def _limit(analysis: Analysis) -> Iterator[Block]:
    decay = analysis.evidence.decay
    if decay:
        yield prose(
            r"As $T \to \infty$ every term with a power $r^{T}$ vanishes, polynomial factors in "
            "$T$ included, because on the whole domain ",
            *joined(_below_one(proof) for proof in decay),
            r". What is left, $\Delta a = \lim_{T \to \infty} \Delta_{T} a$ and likewise for $b$ and $w$, is",
        )
    else:
        yield prose(r"Nothing depends on $T$, so the limit $T \to \infty$ is the same:")
    for symbol, expression in analysis.update.limit.items():
        yield Equation(f"update-{symbol.name}", DELTA[symbol], expression)


def _below_one(proof: ModulusProof) -> Expr:
    ratio = polynomial_to_expr(proof.numerator) / polynomial_to_expr(proof.denominator)
    return Lt(Abs(ratio, evaluate=False), 1, evaluate=False)


def _loss(analysis: Analysis) -> Iterator[Block]:
    yield prose(
        r"The loss of the mode is $L_{T} = \frac{1}{2} \sum_{k<T} e_{k}^{2}$. Its sum, and its limit "
        r"$L$ as $T \to \infty$, are found in the same way:"
    )
    yield Equation("loss-finite", named("L_{T}"), analysis.update.loss_finite)
    yield Equation("loss", LOSS, analysis.update.loss)
