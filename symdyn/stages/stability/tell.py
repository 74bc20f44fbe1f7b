"""Where a mode is stable: the criterion, a theorem for any kernel, this rule's region."""

from collections.abc import Iterator, Sequence

from sympy import Expr, Integer, Rational, symbols

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.formula.building import equal, letter
from symdyn.formula.inline import inline
from symdyn.formula.latex import latex
from symdyn.formula.latex_width import latex_width
from symdyn.formula.nodes import Junction, Node
from symdyn.report.basis import basis_mark, marked
from symdyn.report.bibliography import PAPER, SPECTRUM, SUMMARISED_AS_UNSTABLE
from symdyn.report.content import Block, Equation, Piece, Section, Strong, Words
from symdyn.report.phrases import joined, prose, related, symbols_of
from symdyn.report.showing import restated, show, sides
from symdyn.stages.analysis import Analysis
from symdyn.stages.stability.claims_any_kernel import window_term
from symdyn.stages.stability.derive import StabilityCase, Verdict
from symdyn.stages.stability.witness import Witness

__all__ = ["answers", "criterion", "stability_words", "tell"]

_LONGEST_CONDITION = 150
_LONGEST_LEFT = 24.0  # ems that a condition may take in front of "> 0"
_ALIGNED = notation.a_hat * notation.s
_IN_PART: dict[Verdict, Words] = {
    Verdict.STABLE: ("everywhere",),
    Verdict.UNSTABLE: ("nowhere",),
    Verdict.CONDITIONAL: ("exactly where its conditions hold",),
    Verdict.NEVER_STABLE: ("nowhere",),
}


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """Where a mode is stable, in short."""
    found = (*stability_words(analysis), *basis_mark(analysis))
    optimal = analysis.optimal.stability
    if Verdict.CONDITIONAL not in {case.verdict for case in optimal.cases}:
        yield "Stable modes", found
    elif optimal.window is not None:
        yield "Stable modes", (*found, "ref:window-lower", "and ", inline("t < 0"))
    else:
        cases = ("symmetric", "aligned", "opposed")
        places = (f"ref:stable-{case}-{place}" for case in cases for place in (1, 2))
        yield "Stable modes", (*found, ": ", inline("t < 0"), " and ", inline("d > 0"), *places)


def stability_words(analysis: Analysis) -> Words:
    """Where on the optimal manifold a mode is stable."""
    if not analysis.spectrum.determinant:
        return ("it does not attract a mode: two zero eigenvalues",)
    optimal = analysis.optimal.stability
    verdicts = {case.assumption: case.verdict for case in optimal.cases}
    if None in verdicts:
        return _IN_PART[verdicts[None]]
    aligned, opposed = (verdicts[sign * _ALIGNED] for sign in (1, -1))
    right, wrong = (related(_ALIGNED, Integer(0), sign) for sign in "><")
    if (aligned, opposed) == (Verdict.STABLE, Verdict.UNSTABLE):
        return ("exactly where ", right)
    inside = "in a window of " if optimal.window is not None else "under conditions where "
    parts = {
        Verdict.STABLE: ("where ",),
        Verdict.UNSTABLE: ("nowhere where ",),
        Verdict.NEVER_STABLE: ("nowhere where ",),
        Verdict.CONDITIONAL: (inside,),
    }
    return joined([(*parts[aligned], right), (*parts[opposed], wrong)])


def tell(stated: Statements) -> Section:
    """The exact region of the optimal manifold where a mode is stable."""
    return marked(_section(stated), stated.analysis)


def _section(stated: Statements) -> Section:
    analysis = stated.analysis
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
    return Section(title, (*criterion(), *_applies(analysis), *_cases(stated), *_whole(stated)))


def criterion() -> Iterator[Block]:
    """Routh-Hurwitz, and the condition that suffices for every kernel."""
    yield prose(
        "A mode is stable exactly where (Routh and Hurwitz ",
        SPECTRUM,
        ") both coefficients of its transverse pair have the right sign:",
    )
    t, d = symbols("t d")
    both = Junction("and", (related(t, Integer(0), "<"), related(d, Integer(0), ">")))
    yield Equation("routh-hurwitz", None, both)
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


def _cases(stated: Statements) -> Iterator[Block]:
    found = stated.analysis.optimal.stability
    for case in found.cases:
        if case.assumption is None:
            always = (
                r"With symmetric feedback $a \varphi = s^{2} > 0$ at every point of the manifold:"
            )
            yield from _verdict(stated, case, always, "symmetric")
        elif case.assumption == _ALIGNED:
            where = r"Where $\hat{a} s > 0$, that is $a \varphi > 0$,"
            yield from _verdict(stated, case, where, "aligned")
        elif found.window is not None:
            yield from _opposed(stated, case)
        else:
            yield from _verdict(stated, case, r"Where $\hat{a} s < 0$,", "opposed")


def _verdict(stated: Statements, case: StabilityCase, where: str, label: str) -> Iterator[Block]:
    """One sign of a phi without a window: a mode is stable, unstable, or the conditions."""
    if case.verdict == Verdict.STABLE:
        yield prose(f"{where} a mode is stable, for every value of the parameters.")
    elif case.verdict == Verdict.UNSTABLE:
        yield prose(f"{where} a mode is unstable, for every value of the parameters.")
    elif case.verdict == Verdict.NEVER_STABLE:
        yield prose(f"{where} a mode is nowhere stable: $t < 0$ and $d > 0$ exclude each other.")
    elif any(one.count_ops() > _LONGEST_CONDITION for one in case.conditions):
        yield prose(
            f"{where} a mode is stable exactly where $t < 0$ and $d > 0$, with (:trace) and "
            "(:determinant); cleared of denominators these conditions are too long to print."
        )
    else:
        yield prose(f"{where} a mode is stable exactly where")
        claim = "region-opposed" if label == "opposed" else "region"
        yield from _positive(stated, f"stable-{label}", claim, case.conditions)


def _positive(
    stated: Statements, label: str, claim: str, conditions: Sequence[Expr]
) -> Iterator[Block]:
    """The conditions of a claim, that on d first; those of several claims together where it is not there."""
    names = (claim,) if stated.has(claim) else ()
    shown = [one.left for one in reversed(sides(stated, claim)[1])] if names else conditions
    for place, condition in enumerate(shown, start=1):
        yield positive(stated, f"{label}-{place}", condition, *names)


def positive(stated: Statements, label: str, condition: Expr | Node, *names: str) -> Equation:
    """That a quantity is positive; a long one stands on the right, where it can be broken."""
    if latex_width(latex(condition)) <= _LONGEST_LEFT:
        return restated(stated, label, condition, Integer(0), *names, relation=">")
    return restated(stated, label, Integer(0), condition, *names, relation="<")


def _opposed(stated: Statements, case: StabilityCase) -> Iterator[Block]:
    r"""The case a_hat s < 0 for a kernel with the two signs: a window, or nothing."""
    analysis = stated.analysis
    window = analysis.optimal.stability.window
    if window is None:
        return
    yield prose(
        r"Where $\hat{a} s < 0$, the determinant is positive only where $\lvert \hat{a} s \rvert$ "
        r"exceeds a bound, and the trace is negative only where $\lvert \hat{a} s \rvert$ stays "
        "below another:"
    )
    yield restated(stated, "window-lower", -_ALIGNED, window.lower, "window", relation=">")
    yield restated(stated, "window-upper", -_ALIGNED, window.upper, "window", relation="<")
    yield prose(
        r"Whether both can hold is decided by the kernel. With $S = K(w_\star) + w_\star K'(w_\star)$ "
        r"and $q = a \varphi$, which is $\hat{a} s$ here, the trace satisfies"
    )
    yield show(stated, "window-identity", "theory.window")
    yield prose(
        r"The first bracket is positive where $d > 0$, and the last term is negative, so $t < 0$ "
        r"requires $K(w_\star) > (1 - w_\star^{2}) S$. Conversely, with ",
        equal(letter("Q"), window_term()),
        " the bound on $-q$ from $t < 0$ exceeds the one from $d > 0$ by",
    )
    yield show(stated, "window-width", "theory.window-width")
    yield prose(
        "where nothing below is negative. Under this condition it is positive for small $b$, and the "
        r"window is open. For this rule, with $S_\star = K_\star + M_\star$,"
    )
    yield show(stated, "window-opening", "window-opening")
    sign = window.opening_sign.sign
    if case.verdict == Verdict.UNSTABLE:
        known = "zero" if sign == "zero" else "never positive"
        yield prose(
            rf"This is {known}, so the window never opens: where $\hat{{a}} s < 0$ a mode is "
            "unstable, for every value of the parameters."
        )
        return
    yield prose(
        r"and the window is open for some $s$ and $\hat{a}$"
        + (
            ", whatever the parameters are. "
            if sign == "positive"
            else " exactly where this is positive. "
        )
        + r"For a given $\hat{a}$ it depends on $c$ as well whether some $s$ lies in it."
    )
    yield from _witnesses(stated)


def _witnesses(stated: Statements) -> Iterator[Block]:
    analysis = stated.analysis
    found = analysis.optimal.stability.stable_against_sign
    if found is not None:
        yield prose(
            r"The window is not empty. At the exact point ",
            *_point(analysis, found),
            r" one has $\hat{a} s < 0$, and yet",
        )
        yield from _values(stated, "window-point", "witness-stable")
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
        yield from _values(stated, "unstable-point", "witness-unstable")


def _point(analysis: Analysis, witness: Witness) -> tuple[Piece, ...]:
    values = dict(witness.point)
    order = (symbol for symbol in symbols_of(analysis.rule) if symbol.name in values)
    return joined(related(symbol, Rational(values[symbol.name])) for symbol in order)


def _values(stated: Statements, claim: str, label: str) -> Iterator[Block]:
    """t and d at the point, exactly."""
    for place, name in enumerate(("trace", "determinant")):
        yield show(stated, f"{label}-{name}", claim, place)


def _whole(stated: Statements) -> Iterator[Block]:
    """The region in one piece, where it was given case by case."""
    optimal = stated.analysis.optimal
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
    conditions = [one for one in found.conditions if isinstance(one, Expr)]
    whole = stated.has("region") and not stated.has("region-opposed")
    both = ("stable", "unstable-opposed")
    if len(conditions) == 1 and all(map(stated.has, both)):
        yield positive(stated, "stable-1", conditions[0], *both)
    else:
        yield from _positive(stated, "stable", "region" if whole else "", conditions)
