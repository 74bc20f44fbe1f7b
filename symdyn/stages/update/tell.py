"""The mean update of one mode in closed form: finite T, T -> infinity, the loss."""

from collections.abc import Iterator

from sympy import Abs, Add, Expr, Integer, Lt, symbols

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.exact.bridge import polynomial_to_expr
from symdyn.exact.layout import arrange
from symdyn.exact.rational import RationalFunction
from symdyn.exact.signs import ModulusProof
from symdyn.formula.arrange import applied, raised
from symdyn.formula.inline import inline
from symdyn.formula.nodes import Name, Product, Sum, Total
from symdyn.notation import STATE
from symdyn.report.basis import basis_mark, marked
from symdyn.report.content import Block, Equation, Section, Table, Words
from symdyn.report.phrases import equals_zero, joined, prose, related
from symdyn.report.showing import show
from symdyn.stages.analysis import Analysis
from symdyn.stages.setting.tell import beside_poles

__all__ = ["answers", "tell"]

LONGEST_TABLE = 18


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """The mean update of a mode in the limit."""
    words: Words = (
        "of a mode, in the limit ",
        inline(r"T \to \infty"),
        ", with ",
        inline(r"c = a_\star b_\star"),
    )
    poles = beside_poles(analysis.rule)
    if poles:
        words = (*words, ", wherever ", *poles)
    yield (
        "Mean update",
        (*words, *basis_mark(analysis), *(f"ref:update-{symbol}" for symbol in STATE)),
    )


def tell(stated: Statements) -> Section:
    """The sums carried out, for finite T and in the limit."""
    return marked(_section(stated), stated.analysis)


def _section(stated: Statements) -> Section:
    parts = (*_telescoping(stated.analysis), *_finite(stated), *_limit(stated), *_loss(stated))
    return Section("The mean update in closed form", parts)


def _telescoping(analysis: Analysis) -> Iterator[Block]:
    steps = tuple(dict.fromkeys(analysis.evidence.steps))
    if not steps:
        return
    yield prose(
        r"Every sum has terms $p(k)\, r^{k}$ with a polynomial $p$. A polynomial $q$ with "
        r"$r\, q(k+1) - q(k) = p(k)$ makes it telescope:"
    )
    yield _telescopes()
    general = (
        "For constant $p$ this is the geometric series, $q = p/(r - 1)$, or $q(k) = p\\, k$ where "
        "$r = 1$; for higher degrees $q$ is found from its top coefficient down. A sum with finitely many terms "
        "has a value also where a denominator in $r$ or $q$ is 0: the limit of the closed form."
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
    header = (inline("r"), inline("p(k)"), inline("q(k)"))
    yield Table("sums", "The sums and what makes them telescope.", header, rows, aside=True)


def _telescopes() -> Equation:
    """sum_{k<N} p(k) r^k = r^N q(N) - q(0), for any polynomials p and q with the property above."""
    k, N, r, p, q = symbols("k N r p q")
    summand = Product((applied(p, k), raised(Name(r), Name(k))))
    last = Product((raised(Name(r), Name(N)), applied(q, N)))
    ends = Sum(((1, last), (-1, applied(q, Integer(0)))))
    return Equation("telescoping", Total(Name(k), Name(N), summand), ends)


def _polynomial(coefficients: tuple[RationalFunction, ...]) -> Expr:
    return Add(*(arrange(value) * notation.k**degree for degree, value in enumerate(coefficients)))


def _finite(stated: Statements) -> Iterator[Block]:
    update = stated.analysis.update
    yield prose("For finite $T$ the result is")
    for place, symbol in enumerate(STATE):
        yield show(stated, f"update-finite-{symbol}", "update-finite", place)
    if update.minimal_T != 1:
        yield prose("for every ", related(notation.T, update.minimal_T, ">="), ".")
    if update.finite_nonzero:
        several = len(update.finite_nonzero) > 1
        yield prose(
            "Where ",
            *joined((related(*equals_zero(one)) for one in update.finite_nonzero), "or"),
            f" a quotient becomes 0/0 and stands for its limit: the sum{'s' if several else ''} it "
            "comes from have no singularity there."
            if several
            else " a quotient becomes 0/0 and stands for its limit: the sum it comes from has no "
            "singularity there.",
        )


def _limit(stated: Statements) -> Iterator[Block]:
    decay = stated.analysis.evidence.decay
    if decay:
        yield prose(
            r"As $T \to \infty$ every term with a power $r^{T}$ vanishes, polynomial factors in "
            "$T$ included, because on the whole domain ",
            *joined(_below_one(proof) for proof in decay),
            r". What is left, $\Delta a = \lim_{T \to \infty} \Delta_{T} a$ and likewise for $b$ and $w$, is",
        )
    else:
        yield prose(r"Nothing depends on $T$, so the limit $T \to \infty$ is the same:")
    for place, symbol in enumerate(STATE):
        yield show(stated, f"update-{symbol}", "update", place)


def _below_one(proof: ModulusProof) -> Expr:
    ratio = polynomial_to_expr(proof.numerator) / polynomial_to_expr(proof.denominator)
    return Lt(Abs(ratio, evaluate=False), 1, evaluate=False)


def _loss(stated: Statements) -> Iterator[Block]:
    yield prose(
        r"The loss of the mode is $L_{T} = \frac{1}{2} \sum_{k<T} e_{k}^{2}$. Its sum, and its limit "
        r"$L$ as $T \to \infty$, are found in the same way:"
    )
    yield show(stated, "loss-finite", "loss.finite")
    yield show(stated, "loss", "loss.limit")
