"""The fixed points: the theorem for any kernel with its proof, then this rule's components."""

from collections.abc import Iterator

from sympy import Expr

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.formula.arrange import tree
from symdyn.formula.inline import inline
from symdyn.formula.nodes import Junction, Name, Node, Sum
from symdyn.notation import STATE
from symdyn.report.basis import basis_mark, marked
from symdyn.report.content import Block, Piece, Section, Strong, Words
from symdyn.report.phrases import (
    equals_zero,
    fits_inline,
    joined,
    number,
    prose,
    related,
)
from symdyn.report.showing import restated, show
from symdyn.stages.analysis import Analysis
from symdyn.stages.fixed_points.claims import proof_identities, spectrum_claim
from symdyn.stages.fixed_points.derive import Component, Verdict

__all__ = [
    "answers",
    "component_equations",
    "fixed_point_theorem",
    "fixed_point_words",
    "listed",
    "tell",
]

_NAMES = {
    "optimal": "The optimal manifold",
    "non-optimal": "The non-optimal manifold",
    "no-input": "No input",
    "balanced": "A balanced read-out",
}
_IN_SHORT: dict[str, Words] = {
    "optimal": ("the optimal manifold ", inline("a b = c"), ", ", inline(r"w = w_\star")),
    "non-optimal": ("the non-optimal manifold ", inline("a = b = 0")),
    "no-input": ("points without input, ", inline("b = 0")),
    "balanced": ("points with a balanced read-out",),
}
_VERDICTS = {
    Verdict.SADDLE: "It is a saddle of the mode: one direction attracts and another repels.",
    Verdict.CENTRE: (
        "The pair is purely imaginary: to first order the flow circles around the component."
    ),
    Verdict.SADDLE_OR_CENTRE: (
        r"It is a saddle of the mode where $K(w_\star) > 0$; where $K(w_\star) < 0$ the pair is purely "
        "imaginary, and to first order the flow circles around the component."
    ),
    Verdict.ALL_ZERO: (
        "Every eigenvalue is zero, so the linearisation does not decide what a mode does there."
    ),
    Verdict.BY_READ_OUT: (
        "Two eigenvalues are zero; a mode is attracted in the third direction where $a^{2} K(w) > 0$."
    ),
    Verdict.BY_FEEDBACK: (
        r"Two eigenvalues are zero; a mode is attracted in the third direction where "
        r"$a \hat{a} K(w) > 0$."
    ),
    Verdict.ONE_DIRECTION: "One direction attracts a mode; along the family nothing moves.",
    Verdict.OPEN: (
        "The linearisation depends on the slope of the kernel's zero; what a mode does there is not "
        "determined."
    ),
}


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """The components, in short."""
    found = (*fixed_point_words(analysis), *basis_mark(analysis))
    yield "Fixed points", found


def fixed_point_words(analysis: Analysis) -> Words:
    """The components of the set of fixed points, with the verdict on those not optimal."""
    found = []
    for component in analysis.fixed_points.components:
        words: list[Piece] = list(_IN_SHORT[component.name])
        if component.stability == "saddle":
            words.append(" (saddle)")
        if component.restricted:
            words.append(" under a condition")
        found.append(tuple(words))
    return joined(found)


def tell(stated: Statements) -> Section:
    """The theorem, its proof, and the components for this rule."""
    return marked(_section(stated), stated.analysis)


def _section(stated: Statements) -> Section:
    parts = (
        *fixed_point_theorem(stated, "update"),
        *_completeness(stated.analysis),
        *_components(stated),
    )
    return Section("Fixed points", parts)


def fixed_point_theorem(stated: Statements, update: str = "general-update") -> Iterator[Block]:
    """What the fixed points are for an arbitrary kernel, with the identities that prove it.

    Parameters
    ----------
    stated : the statements about a rule
    update : what the label of the update of a begins with, in which no kernel occurs
    """
    found = stated.analysis.theory.fixed_points
    identities = {
        name: show(stated, f"identity-{name}", "theory.identities", place)
        for place, name in enumerate(proof_identities(found))
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
        f"(:{update}-a), (:general-update-b) and (:general-update-w) are",
    )
    for place, symbol in enumerate(STATE):
        yield show(stated, f"numerator-{symbol}", "theory.numerators", place)
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
    return ("; it is the equation ", *joined(related(*equals_zero(one)) for one in equations))


def _counted(count: int) -> str:
    return "one component" if count == 1 else f"{number(count)} components"


def _components(stated: Statements) -> Iterator[Block]:
    for component in stated.analysis.fixed_points.components:
        yield from _component(stated, component)


def _component(stated: Statements, component: Component) -> Iterator[Block]:
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
    yield show(stated, f"loss-{name}", f"loss-{name}")
    if name == "optimal":
        yield prose("Where a mode is stable on it is the subject of the next sections.")
        return
    yield from _eigenvalues(stated, component)
    yield prose(_VERDICTS[Verdict(component.stability)])


def component_equations(component: Component) -> tuple[list[Node], list[Node]]:
    """What holds on a component: equations for the state, and conditions on the parameters.

    Long ones are all factors of K(w_star), or of K(w), and are given as such.
    """
    credit = {
        "no-input": inline(r"K(w_\star) = 0"),
        "balanced": inline(r"K(w) = K(w_\star) = 0"),
    }
    found: list[list[Node]] = []
    for expressions in (component.equations, component.conditions):
        shown: list[Node] = [related(*equals_zero(one)) for one in expressions if fits_inline(one)]
        if len(shown) < len(expressions):
            shown.append(credit[component.name])
        found.append(shown)
    return found[0], found[1]


def _eigenvalues(stated: Statements, component: Component) -> Iterator[Block]:
    values = component.eigenvalues
    if not values:
        return
    label, claim = f"eigenvalues-{component.name}", spectrum_claim(component)
    names = (claim,) if stated.has(claim) else ()
    name = notation.lambda_
    if all(map(fits_inline, values)):
        yield prose("and the linearised flow has the eigenvalues")
        yield restated(stated, label, name, listed(values), *names)
        return
    zeros = sum(one == 0 for one in values)
    last = values[-1] if values[-1] != 0 else values[0]
    pair = len(values) - zeros == 2
    yield prose(f"and the linearised flow has the eigenvalue 0{' twice' if zeros == 2 else ''} and")
    left = Sum(((0, Name(name)),)) if pair else name
    yield restated(stated, label, left, -last if pair else last, *names)


def listed(eigenvalues: tuple[Expr, ...]) -> Node:
    """The eigenvalues in a row, a pair +-x written once."""
    shown = [tree(one) for one in eigenvalues]
    if len(eigenvalues) == 3 and eigenvalues[1] == -eigenvalues[2] and eigenvalues[1] != 0:
        shown = [shown[0], Sum(((0, shown[1]),))]
    return Junction(",", tuple(shown))
