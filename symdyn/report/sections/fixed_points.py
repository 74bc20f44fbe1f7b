"""The fixed points: the theorem for any kernel with its proof, then this rule's components."""

import re
from collections.abc import Iterator

from sympy import Expr

from symdyn import notation
from symdyn.analysis.analysis import Analysis, Theory
from symdyn.analysis.fixed_points import Component
from symdyn.claims.theory import NUMERATORS, proof_identities
from symdyn.exact.layout import arrange_by
from symdyn.exact.rational import RationalFunction
from symdyn.printing.latex import latex
from symdyn.report.content import Block, Equation, Named, Piece, Section, Strong
from symdyn.report.printing.plain import named
from symdyn.report.sections.phrases import (
    equals_zero,
    fits_inline,
    inline,
    joined,
    number,
    prose,
)

__all__ = ["component_equations", "fixed_point_theorem", "fixed_points", "listed"]

_COLLECTED = (notation.kernel_student, notation.kernel_teacher, notation.c)
_NAMES = {
    "optimal": "The optimal manifold",
    "non-optimal": "The non-optimal manifold",
    "no-input": "No input",
    "balanced": "A balanced read-out",
}
# The letters of the state that the equations of a component solve for.
_PLACES = {
    "optimal": r"a = \frac{c}{b}, w = w_\star",
    "non-optimal": "a = 0, b = 0",
    "no-input": "b = 0",
    "balanced": r"a = \frac{c (1 - w^{2})}{b (1 - w w_\star)}",
}
_FORMULA = re.compile(r"K\(w_star\)|a\*\*2\*K\(w\)|a\*a_hat\*K\(w\)|K\(w\)")
_WRITTEN = {
    "K(w_star)": notation.kernel_teacher,
    "K(w)": notation.kernel_student,
    "a**2*K(w)": notation.a**2 * notation.kernel_student,
    "a*a_hat*K(w)": notation.a * notation.a_hat * notation.kernel_student,
}


def fixed_points(analysis: Analysis) -> Section:
    """The theorem, its proof, and the components for this rule."""
    return Section(
        "Fixed points",
        (*fixed_point_theorem(analysis.theory), *_completeness(analysis), *_components(analysis)),
    )


def fixed_point_theorem(theory: Theory) -> Iterator[Block]:
    """What the fixed points are for an arbitrary kernel, with the identities that prove it."""
    found = theory.fixed_points
    identities = {
        name: Equation(f"identity-{name}", left, named(right))
        for name, (left, right) in proof_identities(found).items()
    }
    yield prose(
        Strong("Theorem."),
        r" Let $|w|, |w_\star| < 1$ and $c \ne 0$. Where $K(w_\star) \ne 0$, the fixed points of a "
        r"mode's flow are exactly the optimal manifold $\{a b = c,\ w = w_\star\}$ and the points with "
        r"$b = 0$ and $\varphi = 0$. Where $K(w_\star) = 0$, the points with $b = 0$ are fixed as "
        r"well, and so are those with $K(w) = 0$ and $a b (1 - w w_\star) = c (1 - w^{2})$; there are "
        "no others.",
    )
    yield prose(
        Strong("Proof."),
        r" The denominators $1 - w^{2}$ and $1 - w w_\star$ are positive. Cleared of them, the updates "
        "(:general-update-a), (:general-update-b) and (:general-update-w) are",
    )
    for symbol, name in zip(theory.flow.update, NUMERATORS, strict=True):
        numerator = theory.flow.numerator(symbol)
        yield Equation(f"numerator-{symbol.name}", named(name), _factored(numerator))
    yield prose(
        r"polynomials in all letters, with $K(w)$ and $K(w_\star)$ as two more. They satisfy the "
        "identity"
    )
    yield identities["product"]
    yield prose(
        r"At a fixed point the right-hand side vanishes, so $b = 0$, $\varphi = 0$, $w = w_\star$ or "
        r"$K(w_\star) = 0$. Let first $K(w_\star) \ne 0$. If $b = 0$, then"
    )
    yield identities["no-input"]
    yield prose(
        r"makes $\varphi$ vanish. If $\varphi = 0$, the feedback is $a$ and not the constant "
        r"$\hat{a} \ne 0$, so $a = 0$, and"
    )
    yield identities["no-feedback"]
    yield prose(r"makes $b$ vanish. If $w = w_\star$ and $b \ne 0$, then")
    yield identities["matched"]
    yield prose(r"leaves $a b = c$. If on the other hand $K(w_\star) = 0$, then")
    yield identities["dark"]
    yield prose(
        r"leaves $b = 0$, $\varphi = 0$ or $K(w) = 0$, and with $b \ne 0$ and $K(w) = 0$ the first "
        r"numerator asks for $a b (1 - w w_\star) = c (1 - w^{2})$. Conversely every numerator is a "
        f"combination of the equations of each set ({number(len(found.vanishing))} more identities "
        "of this kind, checked by expansion), so all these points are fixed.",
    )


def _factored(polynomial: RationalFunction) -> Expr:
    return arrange_by(polynomial, _COLLECTED)


def _completeness(analysis: Analysis) -> Iterator[Block]:
    """What the theorem says for this rule's K(w_star)."""
    found = analysis.fixed_points
    if found.credit_vanishes is None:
        yield prose(
            r"The kernel of this rule is zero, so that $K(w_\star) = 0$ and $K(w) = 0$ always: the "
            "second case of the theorem holds everywhere, and its sets overlap."
        )
    elif found.credit_vanishes:
        yield prose(
            r"For this rule $K(w_\star) = 0$ is not proved to be impossible on its domain",
            *_where_credit_vanishes(found.credit_vanishes),
            ". The second case of the theorem is kept, with this equation as a condition, and the "
            "components are as follows.",
        )
    else:
        feedback = (
            r"$\varphi = a$, so the set $b = 0$, $\varphi = 0$ is $a = b = 0$"
            if analysis.rule.symmetric
            else r"$\varphi = \hat{a} \ne 0$, so there is no point with $\varphi = 0$"
        )
        yield prose(
            rf"For this rule $K(w_\star) \ne 0$ on the whole domain, and {feedback}. "
            f"This leaves {_counted(len(found.components))}, for every value of the parameters.",
        )


def _where_credit_vanishes(equations: tuple[Expr, ...]) -> tuple[Piece, ...]:
    if not all(map(fits_inline, equations)):
        return ()
    return ("; it is the equation ", *joined(inline(*equals_zero(one)) for one in equations))


def _counted(count: int) -> str:
    return "one component" if count == 1 else f"{number(count)} components"


def _components(analysis: Analysis) -> Iterator[Block]:
    for component in analysis.fixed_points.components:
        yield from _component(component)


def _component(component: Component) -> Iterator[Block]:
    name = component.name
    equations, conditions = component_equations(component)
    pieces: list[Piece] = [Strong(_NAMES[name]), ": ", *joined(equations)]
    if conditions:
        pieces += [", present where ", *joined(conditions)]
    if name == "optimal":
        pieces.append(
            ". It has two branches, $a > 0$ and $a < 0$, and the position on them is $s$, with "
            r"$a = s$ and $b = c/s$. The student is the teacher there:"
        )
    else:
        pieces.append(". The loss there is")
    yield prose(*pieces)
    place = _PLACES[name]
    yield Equation(f"loss-{name}", named(rf"\left. L \right|_{{{place}}}"), component.loss)
    if name == "optimal":
        yield prose("Where a mode is stable on it is the subject of the next sections.")
        return
    yield from _eigenvalues(component)
    yield prose(*_verdict(component.stability))


def component_equations(component: Component) -> tuple[list[Named], list[Named]]:
    """What holds on a component: equations for the state, and conditions on the parameters.

    Long ones are all factors of K(w_star), or of K(w), and are given as such.
    """
    credit = {
        "no-input": named(r"K(w_\star) = 0"),
        "balanced": named(r"K(w) = K(w_\star) = 0"),
    }
    found: list[list[Named]] = []
    for expressions in (component.equations, component.conditions):
        shown = [inline(*equals_zero(one)) for one in expressions if fits_inline(one)]
        if len(shown) < len(expressions):
            shown.append(credit[component.name])
        found.append(shown)
    return found[0], found[1]


def _eigenvalues(component: Component) -> Iterator[Block]:
    values = component.eigenvalues
    if not values:
        return
    label = f"eigenvalues-{component.name}"
    if all(map(fits_inline, values)):
        yield prose("and the linearised flow has the eigenvalues")
        yield Equation(label, named(r"\lambda"), listed(values))
        return
    zeros = sum(one == 0 for one in values)
    last = values[-1] if values[-1] != 0 else values[0]
    pair = len(values) - zeros == 2
    yield prose(f"and the linearised flow has the eigenvalue 0{' twice' if zeros == 2 else ''} and")
    yield Equation(label, named(r"\pm \lambda" if pair else r"\lambda"), -last if pair else last)


def listed(eigenvalues: tuple[Expr, ...]) -> Named:
    """The eigenvalues in a row, a pair +-x written once."""
    if len(eigenvalues) == 3 and eigenvalues[1] == -eigenvalues[2] and eigenvalues[1] != 0:
        return named(rf"{latex(eigenvalues[0])},\ \pm {latex(eigenvalues[1])}")
    return named(r",\ ".join(map(latex, eigenvalues)))


def _verdict(stability: str) -> Iterator[Piece]:
    known = {
        "saddle": "It is a saddle of the mode: one direction attracts and another repels.",
        "linear centre: purely imaginary pair": (
            "The pair is purely imaginary: to first order the flow circles around the component."
        ),
    }
    if stability in known:
        yield known[stability]
        return
    yield "Linear stability of the mode: "
    yield from _pretty(stability)
    yield "."


def _pretty(text: str) -> Iterator[Piece]:
    """The analysis's plain words, with the formulas in them as formulas."""
    end = 0
    for match in _FORMULA.finditer(text):
        yield text[end : match.start()]
        yield _WRITTEN[match[0]]
        end = match.end()
    yield text[end:]
