"""Where a mode is stable: the criterion, a theorem for any kernel, this rule's region."""

from collections.abc import Iterator

from sympy import Expr, Integer

from symdyn import notation
from symdyn.analysis.analysis import Analysis
from symdyn.analysis.stability import StabilityCase
from symdyn.analysis.stability_witness import Witness
from symdyn.claims.exact_points import at_point
from symdyn.claims.sufficiency import WINDOW_TERM, WINDOW_WIDTH
from symdyn.report.bibliography import PAPER, SPECTRUM, SUMMARISED_AS_UNSTABLE
from symdyn.report.content import Block, Equation, Piece, Section, Strong
from symdyn.report.printing.plain import named
from symdyn.report.sections.phrases import fits_inline, inline, joined, prose, rational, symbols_of

__all__ = ["criterion", "stability"]

_LONGEST_CONDITION = 150
_ALIGNED = notation.a_hat * notation.s


def stability(analysis: Analysis) -> Section:
    """The exact region of the optimal manifold where a mode is stable."""
    title = "Stability of a mode"
    if analysis.credit.zero:
        told = prose(
            "Without credit only the read-out learns. The determinant $d$ is zero and the "
            "transverse pair of a mode is $0$ and $t$: one direction attracts, and in the other two "
            "nothing moves. The linearisation does not make the manifold attract a mode."
        )
        return Section(title, (told,))
    if not analysis.spectrum.determinant:
        told = prose(
            "The determinant $d$ vanishes at every point of the manifold, so the transverse pair is "
            "$0$ and $t$: the linearisation does not decide whether the manifold attracts a mode."
        )
        return Section(title, (told,))
    return Section(title, (*criterion(), *_applies(analysis), *_cases(analysis), *_whole(analysis)))


def criterion() -> Iterator[Block]:
    """Routh-Hurwitz, and the condition that suffices for every kernel."""
    yield prose(
        "A mode is stable exactly where (Routh and Hurwitz ",
        SPECTRUM,
        ") both coefficients of its transverse pair have the right sign:",
    )
    yield Equation("routh-hurwitz", None, named(r"t < 0 \quad \text{and} \quad d > 0"))
    yield prose(
        Strong("Theorem."),
        r" For every kernel with $K(w_\star) > 0$ and $K(w_\star) + w_\star K'(w_\star) > 0$ a "
        r"mode is stable on the optimal manifold wherever $a \varphi > 0$. If also $w_\star K'(w_\star) \ge 0$, "
        "the two eigenvalues are real there.",
    )
    yield prose(
        Strong("Proof."),
        r" The bracket in (:general-determinant) is $b^{2} (K(w_\star) + w_\star K'(w_\star)) + "
        r"\varphi a K(w_\star)^{2}$, and the bracket in (:general-drift), multiplied by "
        r"$(1 - w_\star^{2})^{2}$, is $(1 - w_\star^{2}) (K(w_\star) + w_\star K'(w_\star)) + "
        r"w_\star^{2} K(w_\star)$. So every term of $d$ and of $-t$ is positive. If "
        r"$w_\star K'(w_\star) \ge 0$, no term of (:general-coupling) is negative, and by "
        "(:general-discriminant) neither is the discriminant.",
    )


def _applies(analysis: Analysis) -> Iterator[Block]:
    credit = analysis.credit
    if credit.value_sign.sign == credit.stretched_sign.sign == "positive":
        signs = (
            "The kernel of this rule has the two signs on its whole domain (Table (:kernel-signs))"
        )
        found = analysis.optimal.complex_at
        if analysis.optimal.real:
            yield prose(rf"{signs}, and where $a \varphi > 0$ the pair is real.")
        elif found is not None:
            yield prose(
                rf"{signs}. The pair is not real everywhere: at the exact point ",
                *_point(analysis, found),
                r" one has $a \varphi > 0$, and the discriminant is negative.",
            )
        else:
            yield prose(
                rf"{signs}; whether the pair is real wherever $a \varphi > 0$ is not decided."
            )
    else:
        yield prose(
            "The kernel of this rule does not have these signs on its whole domain, as far as is "
            "proved, so the region is found from $d > 0$ and $t < 0$ directly."
        )


def _cases(analysis: Analysis) -> Iterator[Block]:
    for case in analysis.optimal.stability.cases:
        if case.assumption is None:
            yield from _symmetric(case)
        elif case.assumption == _ALIGNED:
            yield from _verdict(case, r"Where $\hat{a} s > 0$, that is $a \varphi > 0$,", "aligned")
        elif analysis.optimal.stability.window is not None:
            yield from _opposed(analysis, case)
        else:
            yield from _verdict(case, r"Where $\hat{a} s < 0$,", "opposed")


def _symmetric(case: StabilityCase) -> Iterator[Block]:
    always = r"With symmetric feedback $a \varphi = s^{2} > 0$ at every point of the manifold:"
    yield from _verdict(case, always, "symmetric")


def _verdict(case: StabilityCase, where: str, label: str) -> Iterator[Block]:
    """One sign of a phi without a window: a mode is stable, unstable, or the conditions."""
    if case.verdict == "stable":
        yield prose(f"{where} a mode is stable, for every value of the parameters.")
    elif case.verdict == "unstable":
        yield prose(f"{where} a mode is unstable, for every value of the parameters.")
    elif case.verdict == "never stable":
        yield prose(f"{where} a mode is nowhere stable: $t < 0$ and $d > 0$ exclude each other.")
    elif any(one.count_ops() > _LONGEST_CONDITION for one in case.conditions):
        yield prose(
            f"{where} a mode is stable exactly where $t < 0$ and $d > 0$, with (:trace) and "
            "(:determinant); cleared of denominators these conditions are too long to print."
        )
    else:
        yield prose(f"{where} a mode is stable exactly where")
        yield from _positive(f"stable-{label}", case.conditions)


def _positive(label: str, conditions: tuple[Expr, ...]) -> Iterator[Block]:
    """Each condition as one inequality; a long one stands on the right, where it can be broken."""
    for place, condition in enumerate(conditions, start=1):
        name = f"{label}-{place}"
        if fits_inline(condition):
            yield Equation(name, condition, Integer(0), ">")
        else:
            yield Equation(name, Integer(0), condition, "<")


def _opposed(analysis: Analysis, case: StabilityCase) -> Iterator[Block]:
    r"""The case a_hat s < 0 for a kernel with the two signs: a window, or nothing."""
    window = analysis.optimal.stability.window
    if window is None:
        return
    yield prose(
        r"Where $\hat{a} s < 0$, the determinant is positive only where $\lvert \hat{a} s \rvert$ "
        r"exceeds a bound, and the trace is negative only where $\lvert \hat{a} s \rvert$ stays "
        "below another:"
    )
    yield Equation("window-lower", -_ALIGNED, window.lower, ">")
    yield Equation("window-upper", -_ALIGNED, window.upper, "<")
    yield prose(
        r"Whether both can hold is decided by the kernel. With $S = K(w_\star) + w_\star K'(w_\star)$ "
        r"and $q = a \varphi$, which is $\hat{a} s$ here, the trace satisfies"
    )
    yield Equation(
        "window-identity",
        named(r"-S (1 - w_\star^{2}) t"),
        named(
            r"-\left(-q K(w_\star)^{2} - b^{2} S\right) "
            r"- q K(w_\star) \left(K(w_\star) - (1 - w_\star^{2}) S\right) "
            r"+ q b^{2} S \left(S + \frac{w_\star^{2} K(w_\star)}{1 - w_\star^{2}}\right)"
        ),
    )
    yield prose(
        r"The first bracket is positive where $d > 0$, and the last term is negative, so $t < 0$ "
        r"requires $K(w_\star) > (1 - w_\star^{2}) S$. Conversely, with "
        rf"$Q = {WINDOW_TERM}$ the bound on $-q$ from $t < 0$ exceeds the one from $d > 0$ by"
    )
    difference, quotient = WINDOW_WIDTH
    yield Equation("window-width", named(difference), named(quotient))
    yield prose(
        "where nothing below is negative. Under this condition it is positive for small $b$, and the "
        r"window is open. For this rule, with $S_\star = K_\star + M_\star$,"
    )
    yield Equation("window-opening", named(r"K_\star - (1 - w_\star^{2}) S_\star"), window.opening)
    sign = window.opening_sign.sign
    if case.verdict == "unstable":
        known = "zero" if sign == "zero" else "never positive"
        yield prose(
            rf"This is {known}, so the window never opens: where $\hat{{a}} s < 0$ a mode is "
            "unstable, for every value of the parameters."
        )
        return
    yield prose(
        "and the window is open "
        + (
            "for every value of the parameters."
            if sign == "positive"
            else "for some $s$ exactly where this is positive."
        )
    )
    yield from _witnesses(analysis)


def _witnesses(analysis: Analysis) -> Iterator[Block]:
    found = analysis.optimal.stability.stable_against_sign
    if found is not None:
        yield prose(
            r"The window is not empty. At the exact point ",
            *_point(analysis, found),
            r" one has $\hat{a} s < 0$, and yet",
        )
        yield from _values(analysis, found, "witness-stable")
    if analysis.rule.name in SUMMARISED_AS_UNSTABLE:
        yield prose(
            Strong("Remark."),
            " Summaries of ",
            PAPER,
            r" call this rule unstable whenever $\hat{a} s < 0$. Said of a mode, that is too coarse: the "
            "window just given is the exact exception, and beyond both its ends the statement "
            "holds. Of networks of several modes the window says only that none of them has to leave "
            "by a perturbation within a mode.",
        )
    other = analysis.optimal.stability.unstable
    if other is not None:
        yield prose(
            "Beyond both ends of the window a mode is unstable, for instance at ",
            *_point(analysis, other),
            ", where",
        )
        yield from _values(analysis, other, "witness-unstable")


def _point(analysis: Analysis, witness: Witness) -> tuple[Piece, ...]:
    values = dict(witness.point)
    order = (symbol for symbol in symbols_of(analysis.rule) if symbol.name in values)
    return joined(inline(symbol, rational(values[symbol.name])) for symbol in order)


def _values(analysis: Analysis, witness: Witness, label: str) -> Iterator[Block]:
    """t and d at the point, exactly."""
    values = dict(witness.point)
    optimal = analysis.optimal
    point = {
        symbol: rational(values[symbol.name])
        for symbol in optimal.trace.free_symbols | optimal.determinant.free_symbols
    }
    for name, letter in (("trace", "t"), ("determinant", "d")):
        formula = getattr(optimal, name)
        left = named(at_point(letter, formula, witness))
        yield Equation(f"{label}-{name}", left, formula.xreplace(point))


def _whole(analysis: Analysis) -> Iterator[Block]:
    """The region in one piece, where it was given case by case."""
    optimal = analysis.optimal
    found = optimal.stability
    if len(found.cases) < 2 or not found.conditions:
        return
    if found.conditions == (optimal.determinant, -optimal.trace):
        yield prose(
            "Both cases together are $d > 0$ and $t < 0$ with $d$ and $t$ of (:determinant) and "
            "(:trace)."
        )
        return
    yield prose("Both cases together: a mode is stable exactly where")
    yield from _positive("stable", tuple(one for one in found.conditions if isinstance(one, Expr)))
