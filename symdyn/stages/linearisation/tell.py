"""The linearised flow on the optimal manifold: Jacobian, trace, determinant, eigenvalues."""

from collections.abc import Iterator

from sympy import Symbol, symbols

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.formula.arrange import raised
from symdyn.formula.inline import inline
from symdyn.formula.nodes import Bracket, Call, Fraction, Name, Node, Number, Product, Root, Sum
from symdyn.report.basis import basis_mark, marked
from symdyn.report.content import Block, Section, Words
from symdyn.report.phrases import prose, related
from symdyn.report.showing import restated, show, show_matrix
from symdyn.stages.analysis import Analysis

__all__ = ["answers", "linearisation_for_any_kernel", "tell", "transverse_pair", "written_out"]

# Beyond this many operations in K and w_star K' the formulas of a rule keep these as symbols.
_READABLE = 16
_J = Symbol("J")


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """Trace and determinant of the two eigenvalues that matter."""
    point = (inline("a = s"), ", ", inline("b = c/s"), ", ", inline(r"w = w_\star"))
    words = ("transverse trace and determinant at ", *point)
    letters = () if written_out(analysis) else ("ref:kernel-optimal", "ref:kernel-moment")
    found = (*words, *basis_mark(analysis), "ref:trace", "ref:determinant", *letters)
    yield "Linearisation", found


def tell(stated: Statements) -> Section:
    """The Jacobian for any kernel and for this rule, the zero eigenvalue, the transverse pair."""
    return marked(_section(stated), stated.analysis)


def _section(stated: Statements) -> Section:
    return Section(
        "Linearisation on the optimal manifold",
        (
            prose(
                r"On $\{a b = c,\ w = w_\star\}$ the kernel is the same at student and teacher. A "
                "change of $w$ inside the kernel itself moves $K(w)$ and $K(w_\\star)$ alike and "
                "cancels, and so does a change of the feedback, because the error is zero; of the "
                r"slopes only $K'(w_\star)$ remains. The Jacobian of the flow there is"
            ),
            *linearisation_for_any_kernel(stated),
            *_this_rule(stated),
        ),
    )


def linearisation_for_any_kernel(stated: Statements) -> Iterator[Block]:
    """Jacobian, trace, determinant and discriminant in terms of K and K'."""
    yield show_matrix(stated, "general-jacobian", _J, "theory.jacobian")
    yield prose(
        r"Its first column times $a$ equals its second times $b$, so $J\, (a, -b, 0)^{\top} = 0$: the "
        "direction of the manifold itself has the eigenvalue 0, and the determinant of $J$ is zero. "
        "The characteristic polynomial splits,"
    )
    yield restated(stated, "characteristic", *_characteristic(), "theory.spectrum")
    yield prose(
        "where $t$ is the trace of $J$ and $d$ the sum of its principal minors of order two. With"
    )
    yield show(stated, "general-gain", "theory.trace", 0)
    yield show(stated, "general-drift", "theory.trace", 1)
    yield prose("the parts of $-t$ that come from $(a, b)$ and from $w$, they are")
    yield show(stated, "general-trace", "theory.split", 0)
    yield show(stated, "general-determinant", "theory.trace", 2)
    yield prose("The two transverse eigenvalues are the roots")
    yield restated(
        stated, "eigenvalues", Symbol("lambda_pm"), transverse_pair(0), "theory.quadratic"
    )
    yield prose("and their discriminant is a square plus one more term:")
    yield show(stated, "general-discriminant", "theory.split", 2)
    yield show(stated, "general-coupling", "theory.trace", 3)


def _characteristic() -> tuple[Node, Node]:
    """det(lambda I - J) = lambda (lambda^2 - t lambda + d), whose coefficients are stated."""
    own, t, d = (Name(one) for one in (notation.lambda_, *symbols("t d")))
    matrix = Sum(((1, Product((own, Name(Symbol("I"))))), (-1, Name(_J))))
    square = Sum(((1, raised(own, Number(2))), (-1, Product((t, own))), (1, d)))
    return Call("det", (matrix,)), Product((own, Bracket(square)))


def transverse_pair(sign: int, factor: int = 1) -> Node:
    """(factor t +- sqrt(t^2 - 4 d)) / 2, the roots of x^2 - t x + d; both for the sign 0."""
    t, d = map(Name, symbols("t d"))
    root = Root(Sum(((1, raised(t, Number(2))), (-1, Product((Number(4), d))))))
    return Product((Fraction(Number(1), Number(2)), Bracket(Sum(((factor, t), (sign, root))))))


def written_out(analysis: Analysis) -> bool:
    """Whether the kernel is short enough for formulas in the rule's own parameters."""
    credit = analysis.credit
    return bool(credit.value_expr.count_ops() + credit.moment_expr.count_ops() <= _READABLE)


def _this_rule(stated: Statements) -> Iterator[Block]:
    analysis = stated.analysis
    feedback = notation.s if analysis.rule.symmetric else notation.a_hat
    manifold = ("For this rule, with $a = s$, $b = c/s$ and ", related(notation.phi, feedback), ",")
    if not written_out(analysis):
        yield prose(
            *manifold,
            " these are formulas in $s$. Written out they are long; with "
            r"$K_\star$ and $M_\star$ of (:kernel-optimal) and (:kernel-moment) they are",
        )
        for place, name in enumerate(("gain", "drift", "trace", "determinant")):
            yield show(stated, name, "parts-by-kernel", place)
        return
    yield prose(*manifold, " and with $K$ written out, the Jacobian is")
    yield show_matrix(stated, "jacobian", _J, "jacobian")
    yield prose("and the parts of the trace, the trace and the determinant are")
    parts = "split" if stated.has("split") else "parts"
    yield show(stated, "gain", parts, 0)
    yield show(stated, "drift", parts, 1)
    yield show(stated, "trace", "trace", 0)
    yield show(stated, "determinant", "trace", 1)
    yield prose("The discriminant of the pair is")
    yield show(stated, "discriminant", "trace", 2)
