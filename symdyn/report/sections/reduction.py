"""The reduction to modes: the steps of the alignment, as a reader follows them."""

from collections.abc import Iterator

from symdyn import notation
from symdyn.analysis.aligned_basis import AlignmentStep
from symdyn.analysis.alignment import Alignment
from symdyn.analysis.analysis import Analysis
from symdyn.analysis.basis_counterexample import BasisCounterexample
from symdyn.report.bibliography import ALIGNMENT, DEEP
from symdyn.report.content import Block, Equation, Section, Table
from symdyn.report.printing.plain import named
from symdyn.report.sections.phrases import (
    DELTA_T,
    domain_statement,
    feedback_symbol,
    inline,
    joined,
    matrix_of,
    prose,
    rational,
)
from symdyn.rules.rule import LearningRule

__all__ = ["reduction"]

_INTRODUCTIONS = {
    "Impulse-response error": (
        "error-aligned",
        "The impulse-response error is then diagonal between $U$ and $V$,",
    ),
    "Feedback": ("feedback-aligned", "the feedback is diagonal in the same bases,"),
    "Credit kernel": ("kernel-aligned", "and so is the credit kernel, with entries $\\kappa_{m}$:"),
    "Mean update of A": (
        "update-a-aligned",
        "These go into the mean updates. Between the factors of every product the bases cancel, by "
        "{identities}, and only the outer ones are left:",
    ),
    "Mean update of B": ("update-b-aligned", ""),
    "Mean update of W": ("update-w-aligned", ""),
}
_EVERY = "every basis"


def reduction(analysis: Analysis) -> Section:
    """From matrices to one mode: assumptions, the lemma on powers, each reduction, the result."""
    alignment, rule = analysis.alignment, analysis.rule
    assumption, *steps = alignment.steps
    blocks: list[Block] = [*_assumption(alignment, assumption)]
    for step in steps:
        blocks += _induction(step) if "induction" in step.title else _reduced(step, alignment)
    return Section(
        "Reduction to modes", (*blocks, *_modes(analysis, steps), *_failure(rule, alignment))
    )


def _assumption(alignment: Alignment, step: AlignmentStep) -> Iterator[Block]:
    basis = (
        r"orthogonal matrices $U$ ($o \times o$), $P$ ($n \times n$) and $V$ ($i \times i$)"
        if alignment.reduces == _EVERY
        else r"orthogonal matrices $U$ ($o \times o$) and $V$ ($i \times i$)"
    )
    random = not alignment.rule.symmetric
    who = "student, teacher and feedback" if random else "student and teacher"
    yield prose(
        f"Assume that {who} are aligned, that is, diagonal in common bases (after ",
        ALIGNMENT,
        " and ",
        DEEP,
        f"). With {basis},",
    )
    yield Equation("aligned-student", None, named(r", \qquad ".join(step.equations[:3])))
    yield Equation("aligned-teacher", None, named(r", \qquad ".join(step.equations[3:6])))
    if random:
        yield Equation("aligned-feedback", None, named(step.equations[6]))
    hidden = (
        ""
        if alignment.reduces == _EVERY
        else " The hidden units themselves are the modes, $P = I$; why it has to be so is shown at "
        "the end of this section."
    )
    yield prose(
        "where small letters are diagonal matrices, rectangular where the dimensions differ; an "
        f"entry beyond the size of a matrix counts as zero.{hidden} What has to be shown is that "
        "learning keeps this form. The dimensions $n$, $o$, $i$ and all powers are symbols "
        "throughout."
    )


def _induction(step: AlignmentStep) -> Iterator[Block]:
    """The lemmas on powers: each has a claim, its base, its step and perhaps an inverse."""
    polynomial = step.title.startswith("Its")
    equations = list(step.equations)
    number = 0
    while equations:
        claim, base, advance, *rest = equations
        inverse = rest.pop(0) if rest and rest[0].endswith("= I") else None
        equations = rest
        number += 1
        if number == 1:
            yield prose(
                "Its powers follow by induction:"
                if polynomial
                else "Powers keep the form, by induction on $k$:"
            )
        label = claim.partition("=")[0]
        left, _, right = claim.partition(" = ")
        yield Equation(_power_label(label, polynomial), named(left), named(right))
        pieces = [f"since ${base}$ and ${advance}$"]
        if inverse:
            pieces.append(f"; the inverse powers exist because ${inverse}$")
        yield prose(*pieces, ".")


def _power_label(name: str, polynomial: bool) -> str:
    if polynomial:
        digits = "".join(letter for letter in name.partition("(")[0] if letter.isdigit())
        return f"powers-function-{digits}"
    return "powers-teacher" if "star" in name else "powers-student"


def _reduced(step: AlignmentStep, alignment: Alignment) -> Iterator[Block]:
    main, _, short = step.equations[0].partition(r", \qquad ")
    name, *_, value = main.split(" = ")
    if r"\left(0\right)" in value:
        value = "0"
    label, introduction = _INTRODUCTIONS.get(step.title, ("", ""))
    if not label:
        digits = "".join(letter for letter in name.partition("(")[0] if letter.isdigit())
        label = f"function-aligned-{digits}"
        introduction = "A polynomial in the propagator is conjugated term by term:"
    if introduction:
        bases = ("U", "P", "V") if alignment.reduces == _EVERY else ("U", "V")
        identities = " = ".join(rf"{basis}^{{\top}} {basis}" for basis in bases)
        yield prose(introduction.replace("{identities}", f"${identities} = I$"))
    yield Equation(
        label, named(name), named(f"{value} = {short.partition(' = ')[2]}" if short else value)
    )


def _modes(analysis: Analysis, steps: list[AlignmentStep]) -> Iterator[Block]:
    """The sums over one mode; transposes of scalars are dropped."""
    rule = analysis.rule
    yield prose(
        "The middle factors are diagonal, so aligned networks stay aligned and the entries of "
        "different modes never meet. What is left is one scalar system $(a, b, w)$ for each mode. "
        r"Write $c = a_\star b_\star$ for the teacher's gain. With"
    )
    yield Equation("mode-error", named("e_{k}"), named(r"a b\, w^{k} - c\, w_\star^{k}"))
    yield Equation("mode-kernel", named(r"\kappa_{m}"), rule.kernel)
    yield Equation("mode-feedback", notation.phi, feedback_symbol(rule))
    yield prose("the updates of a mode after $T$ steps are")
    for step in steps:
        if not step.title.startswith("Mean update of"):
            continue
        name, *_, value = step.equations[0].split(" = ")
        symbol = next(one for one in DELTA_T if one.name == name[-1].lower())
        core = value[value.index("(") + 1 : value.rindex(r"\right)")]
        yield Equation(
            f"mode-update-{symbol.name}", DELTA_T[symbol], named(core.replace(r"^{\top}", ""))
        )
    yield _table(rule)


def _table(rule: LearningRule) -> Table:
    symbols = [notation.a, notation.b, notation.w, notation.w_star, notation.c, *rule.parameters]
    meanings = {notation.c: ("teacher's gain, ", named(r"a_\star b_\star"))}
    known = {entry.symbol: entry.meaning for entry in notation.NOTATION}
    rows = []
    for symbol in symbols:
        own = symbol.name in rule.domain.names
        interval = rule.domain.interval(symbol.name) if own else notation.interval_of(symbol)
        meaning = meanings.get(symbol, (known.get(symbol, "parameter of the kernel"),))
        if interval is not None:
            rows.append((symbol, meaning, domain_statement(symbol, interval)))
    return Table(
        "notation",
        "One mode: its variables and parameters.",
        ("Symbol", "Meaning", "Domain"),
        tuple(rows),
    )


def _failure(rule: LearningRule, alignment: Alignment) -> Iterator[Block]:
    if alignment.reduces == _EVERY:
        return
    yield prose(
        r"For another basis the reduction fails. With $W = P w P^{\top}$ the kernel contains "
        r"$\operatorname{diag}(P w P^{\top})$, which is no product of diagonal matrices and $P$, "
        "so the bases do not cancel."
    )
    if alignment.counterexample is not None:
        yield from _counterexample(rule, alignment.counterexample)


def _counterexample(rule: LearningRule, found: BasisCounterexample) -> Iterator[Block]:
    modes, teacher = (
        r"\operatorname{diag}("
        + ", ".join(inline(None, rational(one)).latex for one in values)
        + ")"
        for values in (found.modes, found.teacher_modes)
    )
    shown = {
        symbol: found.values[symbol.name]
        for symbol in (
            *rule.credit.parameters,
            *((rule.horizon,) if rule.horizon == notation.tau else ()),
        )
    }
    values = [(inline(symbol, rational(value)),) for symbol, value in shown.items()]
    feedback = "" if rule.symmetric else r" = \hat{a}"
    yield prose(
        "That the modes then do couple is shown by an exact instance with two hidden units, two "
        r"inputs and two outputs: $U = V = I$, $a = b = b_\star"
        + feedback
        + r" = I$, $a_\star = 2 I$, ",
        named(f"w = {modes}"),
        ", ",
        named(rf"w_\star = {teacher}"),
        f", $T = {found.T}$",
        *((", ", *joined(values)) if values else ()),
        " and the rotation",
    )
    yield Equation("counterexample-basis", named("P"), matrix_of(found.P))
    yield prose(
        "The sums of the definition, carried out in rational numbers, give an entry off the "
        r"diagonal of $P^{\top} \Delta B\, V$ that alignment would make zero:"
    )
    entry = rf"(P^{{\top}} \Delta B\, V)_{{{found.row + 1}{found.column + 1}}}"
    yield Equation("counterexample", named(entry), rational(found.coupling))
