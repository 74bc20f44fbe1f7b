r"""What a report says besides: the flow, the kernel's slope, the region, the window's opening."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sympy import Expr, Rational

from symdyn import notation
from symdyn.analysis.analysis import Analysis
from symdyn.analysis.fixed_points import Component
from symdyn.analysis.update import STATE
from symdyn.claims.exact_points import at_point, on_manifold, point_in_domain, values_at
from symdyn.claims.kernels import SUMS
from symdyn.claims.setting import spectrum_lines
from symdyn.claims.updates import index_assumptions
from symdyn.exact.layout import arrange_by
from symdyn.printing.latex import latex

if TYPE_CHECKING:  # a report reads formulas from here, and proves nothing
    from symdyn.claims.ledger import Ledger

__all__ = ["consequence_claims", "formulas_by_kernel"]

_KERNEL = (notation.kernel_teacher, notation.kernel_moment, notation.kernel_derivative)
_LETTERS = ((r"w_\star K'(w_\star)", r"M_\star"), (r"K(w_\star)", r"K_\star"))
_PARTS = ("jacobian", "setting.trace", "setting.split")


def consequence_claims(ledger: "Ledger") -> None:
    """Claims that nothing else of the chain uses."""
    _flow(ledger)
    if ledger.analysis.credit.zero:
        _without_credit(ledger)
    else:
        _slope(ledger)
        _by_kernel(ledger)
        _region(ledger)
        _window(ledger)
    _parts(ledger)


def _flow(ledger: "Ledger") -> None:
    ledger.add(
        "flow",
        "equation",
        (rf"-\Delta {x} = {latex(-y)}" for x, y in ledger.analysis.update.limit.items()),
        ("update",),
        (*ledger.domain(), *index_assumptions(ledger)),
        title="The flow of one mode",
    )


def _slope(ledger: "Ledger") -> None:
    ledger.add(
        "kernel-slope",
        "equation",
        (f"K'(z) = {latex(ledger.analysis.credit.slope)}",),
        SUMS,
        (*ledger.domain(), *index_assumptions(ledger), "-1 < z < 1"),
        title="The slope of the kernel's generating function",
    )


def formulas_by_kernel(analysis: Analysis) -> dict[str, str]:
    r"""The parts of the trace, trace and determinant in s, with K_\star and M_\star as they are.

    Returns
    -------
    By the names gain, drift, trace and determinant, LaTeX.
    """
    linear = analysis.theory.linearisation
    here = {
        notation.a: notation.s,
        notation.b: notation.c / notation.s,
        notation.phi: notation.s if analysis.rule.symmetric else notation.a_hat,
    }
    gain, drift, determinant = (
        arrange_by(one, _KERNEL).xreplace(here)
        for one in (linear.gain, linear.drift, linear.determinant)
    )
    found = {"gain": gain, "drift": drift, "trace": -gain - drift, "determinant": determinant}
    return {name: _in_letters(formula) for name, formula in found.items()}


def _in_letters(formula: Expr) -> str:
    text = latex(formula)
    for long, short in _LETTERS:
        text = text.replace(long, short)
    return text


def _by_kernel(ledger: "Ledger") -> None:
    ledger.add(
        "parts-by-kernel",
        "equation",
        (
            f"{name} = {formula}"
            for name, formula in zip(
                "uvtd", formulas_by_kernel(ledger.analysis).values(), strict=True
            )
        ),
        (*_PARTS, "manifold-kernel"),
        on_manifold(ledger),
        title="The parts of the trace, trace and determinant in terms of the kernel",
    )


def _parts(ledger: "Ledger") -> None:
    if ledger.proved("split"):
        return
    optimal = ledger.analysis.optimal
    ledger.add(
        "parts",
        "equation",
        (f"u = {latex(optimal.gain)}", f"v = {latex(optimal.drift)}"),
        _PARTS,
        on_manifold(ledger),
        title="The parts of the trace",
    )


def _region(ledger: "Ledger") -> None:
    """The region for both signs of the feedback in one piece."""
    found = ledger.analysis.optimal.stability
    conditions = [one for one in found.conditions if isinstance(one, Expr)]
    if len(found.cases) < 2 or len(conditions) != 2:
        return
    determinant, trace = conditions
    ledger.add(
        "region",
        "stability",
        (_exactly(trace, determinant),),
        ("trace", "spectrum"),
        on_manifold(ledger),
        title="Where a mode is stable on the optimal manifold",
    )


def _exactly(trace: Expr, determinant: Expr) -> str:
    """A mode is stable where both are positive; the first has the sign of -t, the second that of d."""
    return (
        rf"\operatorname{{Re}} \lambda_{{\pm}} < 0 \iff {latex(trace)} > 0 "
        rf"\quad\text{{and}}\quad {latex(determinant)} > 0"
    )


def _window(ledger: "Ledger") -> None:
    found = ledger.analysis.optimal.stability
    if found.window is None:
        return
    if not ledger.proved("window"):
        aligned = notation.a_hat * notation.s
        upper, lower = aligned + found.window.upper, -aligned - found.window.lower
        ledger.add(
            "window",
            "stability",
            (_exactly(upper, lower),),
            ("trace", "manifold-kernel", "value-sign", "stretched-sign", "spectrum"),
            (*on_manifold(ledger), rf"{latex(aligned)} < 0"),
            title="What the stability of a mode against the sign of the feedback takes",
        )
    ledger.add(
        "window-opening",
        "equation",
        (rf"K_\star - (1 - w_\star^{{2}}) S_\star = {latex(found.window.opening)}",),
        ("manifold-kernel", "setting.stretched"),
        (*ledger.domain(), *index_assumptions(ledger)),
        title="Where a mode can be stable against the sign of the feedback",
    )
    for name, witness, title in (
        ("window-point", found.stable_against_sign, "A point in the window"),
        ("unstable-point", found.unstable, "A point beyond the window"),
    ):
        if witness is not None:
            optimal = ledger.analysis.optimal
            point_in_domain(ledger, name, witness)
            values = {"t": optimal.trace, "d": optimal.determinant}
            ledger.add(
                name,
                "equation",
                (
                    f"{at_point(x, y, witness)} = {latex(y.xreplace(values_at(y, witness)))}"
                    for x, y in values.items()
                ),
                ("trace", "setting.teacher", f"{name}-domain"),
                title=title,
            )


def _without_credit(ledger: "Ledger") -> None:
    """The components of fixed points of a rule without credit: loss and spectrum."""
    balanced = r"a = \frac{c (1 - w^{2})}{b (1 - w w_\star)}"
    for component in ledger.analysis.fixed_points.components:
        place = {"no-input": "b = 0", "balanced": balanced}.get(component.name)
        if place is None:
            continue
        apart = () if component.name == "no-input" else (r"b \ne 0",)
        ledger.add(
            f"loss-{component.name}",
            "equation",
            (rf"\left. L \right|_{{{place}}} = {latex(component.loss)}",),
            ("loss.limit",),
            (*ledger.domain(), *apart),
            title=f"Loss on the component {component.name}",
        )
        _eigenvalues(ledger, component, place, apart)


def _eigenvalues(
    ledger: "Ledger", component: Component, place: str, apart: tuple[str, ...]
) -> None:
    """The characteristic polynomial from the eigenvalues, of which at most one is not 0."""
    letter = {"no-input": "G", "balanced": "H"}[component.name]
    ledger.add(
        f"jacobian-{component.name}",
        "definition",
        _jacobian(letter, place),
        title=f"The Jacobian of the flow on the component {component.name}",
    )
    total = latex(sum(component.eigenvalues, start=Rational(0)))
    ledger.add(
        f"spectrum-{component.name}",
        "equation",
        spectrum_lines(letter, total, "0"),
        ("update", f"jacobian-{component.name}"),
        (*ledger.domain(), *apart, r"c \ne 0"),
        title=f"Two eigenvalues are 0 on the component {component.name}",
    )


def _jacobian(letter: str, place: str) -> Iterator[str]:
    for row, y in enumerate(STATE, start=1):
        for column, x in enumerate(STATE, start=1):
            yield (
                rf"{letter}_{{{row}{column}}} := "
                rf"\left. -\partial_{{{x}}} \Delta {y} \right|_{{{place}}}"
            )
