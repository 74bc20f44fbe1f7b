"""The linearised flow on the optimal manifold: Jacobian, trace, determinant, eigenvalues."""

from collections.abc import Iterator, Mapping

from sympy import Expr

from symdyn import notation
from symdyn.analysis.analysis import Analysis, Theory
from symdyn.claims.consequences import formulas_by_kernel
from symdyn.exact.layout import arrange_by
from symdyn.report.content import Block, Equation, Matrix, Named, Section
from symdyn.report.printing.plain import named
from symdyn.report.sections.phrases import prose

__all__ = ["linearisation", "linearisation_for_any_kernel"]

# Beyond this many operations in K and w_star K' the formulas of a rule keep these as symbols.
_READABLE = 16
_GAIN, _DRIFT = named("u"), named("v")
_KERNEL = (notation.kernel_teacher, notation.kernel_moment, notation.kernel_derivative)


def linearisation(analysis: Analysis) -> Section:
    """The Jacobian for any kernel and for this rule, the zero eigenvalue, the transverse pair."""
    return Section(
        "Linearisation on the optimal manifold",
        (
            prose(
                r"On $\{a b = c,\ w = w_\star\}$ the kernel is the same at student and teacher. A "
                "change of $w$ inside the kernel itself moves $K(w)$ and $K(w_\\star)$ alike and "
                "cancels, and so does a change of the feedback, because the error is zero; of the "
                r"slopes only $K'(w_\star)$ remains. The Jacobian of the flow there is"
            ),
            *linearisation_for_any_kernel(analysis.theory),
            *_this_rule(analysis),
        ),
    )


def linearisation_for_any_kernel(theory: Theory) -> Iterator[Block]:
    """Jacobian, trace, determinant and discriminant in terms of K and K'."""
    linear = theory.linearisation
    matrix = Matrix(tuple(tuple(arrange_by(one, _KERNEL) for one in row) for row in linear.matrix))
    gain, drift = arrange_by(linear.gain, _KERNEL), arrange_by(linear.drift, _KERNEL)
    yield Equation("general-jacobian", named("J"), matrix)
    yield prose(
        r"Its first column times $a$ equals its second times $b$, so $J\, (a, -b, 0)^{\top} = 0$: the "
        "direction of the manifold itself has the eigenvalue 0, and the determinant of $J$ is zero. "
        "The characteristic polynomial splits,"
    )
    yield Equation(
        "characteristic",
        named(r"\det(\lambda I - J)"),
        named(r"\lambda \left(\lambda^{2} - t \lambda + d\right)"),
    )
    yield prose(
        "where $t$ is the trace of $J$ and $d$ the sum of its principal minors of order two. With"
    )
    yield Equation("general-gain", _GAIN, gain)
    yield Equation("general-drift", _DRIFT, drift)
    yield prose("the parts of $-t$ that come from $(a, b)$ and from $w$, they are")
    yield Equation("general-trace", named("t"), named("-u - v"))
    yield Equation("general-determinant", named("d"), arrange_by(linear.determinant, _KERNEL))
    yield prose("The two transverse eigenvalues are the roots")
    yield Equation(
        "eigenvalues",
        named(r"\lambda_{\pm}"),
        named(r"\frac{1}{2} \left(t \pm \sqrt{t^{2} - 4 d}\right)"),
    )
    yield prose("and their discriminant is a square plus one more term:")
    yield Equation(
        "general-discriminant",
        named("t^{2} - 4 d"),
        named(r"(u - v)^{2} + 4 (u v - d)"),
    )
    yield Equation("general-coupling", named("u v - d"), arrange_by(linear.coupling, _KERNEL))


def _this_rule(analysis: Analysis) -> Iterator[Block]:
    optimal, credit = analysis.optimal, analysis.credit
    phi = r"\varphi = s" if analysis.rule.symmetric else r"\varphi = \hat{a}"
    manifold = rf"For this rule, with $a = s$, $b = c/s$ and ${phi}$,"
    if credit.value_expr.count_ops() + credit.moment_expr.count_ops() > _READABLE:
        yield prose(
            f"{manifold} these are formulas in $s$. Written out they are long; with "
            r"$K_\star$ and $M_\star$ of (:kernel-optimal) and (:kernel-moment) they are"
        )
        written = formulas_by_kernel(analysis).items()
        yield from _formulas({name: named(formula) for name, formula in written})
        return
    yield prose(manifold, " and with $K$ written out, the Jacobian is")
    yield Equation("jacobian", named("J"), Matrix(optimal.jacobian))
    yield prose("and the parts of the trace, the trace and the determinant are")
    names = ("gain", "drift", "trace", "determinant")
    yield from _formulas({name: getattr(optimal, name) for name in names})
    yield prose("The discriminant of the pair is")
    yield Equation("discriminant", named("t^{2} - 4 d"), optimal.radicand)


def _formulas(formulas: Mapping[str, Expr | Named]) -> Iterator[Block]:
    left = {"gain": _GAIN, "drift": _DRIFT, "trace": named("t"), "determinant": named("d")}
    for name, formula in formulas.items():
        yield Equation(name, left[name], formula)
