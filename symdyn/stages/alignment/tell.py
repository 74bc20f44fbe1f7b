"""The reduction to modes: the steps of the alignment, as a reader follows them."""

from collections.abc import Iterator, Sequence

from sympy import Integer, Rational, Symbol

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.formula.arrange import tree
from symdyn.formula.building import equal, letter, transposed
from symdyn.formula.inline import inline
from symdyn.formula.latex import latex
from symdyn.formula.nodes import (
    Bracket,
    Call,
    Junction,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Script,
    Transpose,
)
from symdyn.notation import STATE
from symdyn.report.bibliography import ALIGNMENT, DEEP
from symdyn.report.content import Block, Section, Table, Words
from symdyn.report.phrases import (
    domain_statement,
    joined,
    matrix_of,
    of_units,
    prose,
    related,
)
from symdyn.report.showing import restated, show
from symdyn.rules.rule import LearningRule
from symdyn.stages.alignment.basis import ALIGNED, STANDARD, AlignmentStep
from symdyn.stages.alignment.counterexample import BasisCounterexample
from symdyn.stages.analysis import Analysis
from symdyn.stages.setting.claims import within_T
from symdyn.stages.setting.tell_leak import in_own

__all__ = ["answers", "tell"]

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


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """Whether modes learn alone, in short."""
    yield (
        "Modes",
        ("learn independently in every aligned basis",)
        if analysis.alignment.reduces == _EVERY
        else ("learn independently where the hidden units are the modes, ", inline("P = I")),
    )


def tell(stated: Statements) -> Section:
    """From matrices to one mode: assumptions, the lemma on powers, each reduction, the result."""
    analysis = stated.analysis
    alignment = analysis.alignment
    assumption, *steps = alignment.steps
    blocks: list[Block] = [*_assumption(stated, assumption)]
    for step in steps:
        blocks += _induction(stated, step) if "induction" in step.title else _reduced(stated, step)
    return Section("Reduction to modes", (*blocks, *_modes(stated), *_failure(stated)))


def _assumption(stated: Statements, step: AlignmentStep) -> Iterator[Block]:
    alignment = stated.analysis.alignment
    frames = STANDARD if alignment.rule.tells_units_apart else ALIGNED
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
    student, teacher = (Junction(";", step.equations[x : x + 3]) for x in (0, 3))
    yield restated(stated, "aligned-student", None, student, frames)
    yield restated(stated, "aligned-teacher", None, teacher, frames)
    if random:
        yield restated(stated, "aligned-feedback", None, step.equations[6], frames)
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


def _induction(stated: Statements, step: AlignmentStep) -> Iterator[Block]:
    """The lemmas on powers: each has a claim, its base, its step and perhaps an inverse."""
    polynomial = step.title.startswith("Its")
    equations = list(step.equations)
    number = 0
    while equations:
        claim, base, advance, *rest = equations
        inverse = rest.pop(0) if rest and rest[0].right == base.right else None
        equations = rest
        number += 1
        if number == 1:
            yield prose(
                "Its powers follow by induction:"
                if polynomial
                else "Powers keep the form, by induction on $k$:"
            )
        label = _power_label(latex(claim.left), polynomial)
        yield restated(stated, label, claim.left, claim.right, "modes")
        pieces = ["since ", base, " and ", advance]
        if inverse:
            pieces += ["; the inverse powers exist because ", inverse]
        yield prose(*pieces, ".")


def _power_label(name: str, polynomial: bool) -> str:
    if polynomial:  # the number of the function stands first in its name
        digits = "".join(one for one in name.partition("}")[0] if one.isdigit())
        return f"powers-function-{digits}"
    return "powers-teacher" if "star" in name else "powers-student"


def _reduced(stated: Statements, step: AlignmentStep) -> Iterator[Block]:
    """A reduction: the name, what it is between the bases, and the short name for that."""
    main, *short = (within_T(one) for one in step.equations)
    if not isinstance(main, Relation) or not isinstance(main.left, Relation):
        return
    name, shown = main.left.left, main.right
    if _is_zero(shown):
        shown = Number(0)
    label, introduction = _INTRODUCTIONS.get(step.title, ("", ""))
    if not label:
        written = latex(name)
        digits = "".join(letter for letter in written.partition("(")[0] if letter.isdigit())
        label = f"function-aligned-{digits}"
        introduction = "A polynomial in the propagator is conjugated term by term:"
    if introduction:
        every = stated.analysis.alignment.reduces == _EVERY
        bases = ("U", "P", "V") if every else ("U", "V")
        before, place, after = introduction.partition("{identities}")
        yield prose(before, *((_orthogonal(bases),) if place else ()), after)
    if short and isinstance(short[0], Relation):
        yield restated(stated, label, name, Relation(shown, "=", short[0].right), "modes")
    else:
        yield restated(stated, label, name, shown, "modes")


def _orthogonal(bases: Sequence[str]) -> Node:
    """U^T U = P^T P = V^T V = I."""
    squares = (transposed(letter(one)) * letter(one) for one in bases)
    return _chain(*(one.node for one in squares), Name(Symbol("I")))


def _chain(first: Node, *others: Node) -> Node:
    """first = second = ..."""
    found = first
    for one in others:
        found = equal(found, one)
    return found


def _is_zero(shown: Node) -> bool:
    """Whether a product of matrices holds the number 0 in brackets, as that of a kernel 0 does."""
    factors = shown.factors if isinstance(shown, Product) else (shown,)
    return Bracket(Number(0)) in factors or Number(0) in factors


def _modes(stated: Statements) -> Iterator[Block]:
    """The sums over one mode; transposes of scalars are dropped."""
    yield prose(
        "The middle factors are diagonal, so aligned networks stay aligned and the entries of "
        "different modes never meet. What is left is one scalar system $(a, b, w)$ for each mode. "
        r"Write $c = a_\star b_\star$ for the teacher's gain. With"
    )
    yield show(stated, "mode-error", "setting.mode-error")
    yield show(stated, "mode-kernel", "letters", 0)
    yield show(stated, "mode-feedback", "letters", 1)
    yield prose("the updates of a mode after $T$ steps are")
    for place, symbol in enumerate(STATE):
        yield show(stated, f"mode-update-{symbol}", "modes", place)
    yield _table(stated.analysis.rule)


def _table(rule: LearningRule) -> Table:
    symbols = [notation.a, notation.b, notation.w, notation.w_star, notation.c, *rule.parameters]
    meanings = {notation.c: ("teacher's gain, ", notation.a_star * notation.b_star), **in_own(rule)}
    known = {entry.symbol: entry.meaning for entry in notation.NOTATION}
    if rule.learned is not None:
        known[notation.a_hat] = rule.meaning(notation.a_hat)
    rows = []
    for symbol in symbols:
        own = symbol.name in rule.domain.names
        interval = rule.domain.interval(symbol.name) if own else notation.interval_of(symbol)
        if interval is not None:
            told = known[symbol] if symbol in known else rule.meaning(symbol)
            meaning = meanings.get(symbol, (told,))
            rows.append((symbol, meaning, domain_statement(symbol, interval)))
    if rule.horizon == notation.tau:
        least = related(notation.tau, Integer(rule.least_horizon), ">=")
        rows.append((notation.tau, (known[notation.tau],), ("a whole number, ", least)))
    return Table(
        "notation",
        "One mode: its variables and parameters.",
        ("Symbol", "Meaning", "Domain"),
        tuple(rows),
    )


def _failure(stated: Statements) -> Iterator[Block]:
    alignment = stated.analysis.alignment
    if alignment.reduces == _EVERY:
        return
    own = joined((Call("diag", (Name(notation.plain(one)),)),) for one in alignment.rule.per_unit)
    if own:
        yield prose(
            "For another basis the reduction fails. The kernel contains ",
            *own,
            ", whose entries belong to the hidden units: it does not turn with $P$, so the bases do not cancel.",
        )
    else:
        yield prose(
            r"For another basis the reduction fails. With $W = P w P^{\top}$ the kernel contains "
            r"$\operatorname{diag}(P w P^{\top})$, which is no product of diagonal matrices and $P$, "
            "so the bases do not cancel."
        )
    if alignment.counterexample is not None:
        yield from _counterexample(stated, alignment.counterexample)


def _counterexample(stated: Statements, found: BasisCounterexample) -> Iterator[Block]:
    rule = stated.analysis.rule
    modes, teacher = (
        Call("diag", tuple(tree(Rational(one)) for one in values))
        for values in (found.modes, found.teacher_modes)
    )
    shown = {
        symbol: found.values[symbol.name]
        for symbol in (
            *rule.credit.parameters,
            *((rule.horizon,) if rule.horizon == notation.tau else ()),
        )
    }
    values = [
        (of_units(symbol, found.values, 2),)
        if symbol.name in rule.unit_names
        else (related(symbol, Rational(value)),)
        for symbol, value in shown.items()
    ]
    same = [notation.a, notation.b, notation.b_star]
    same += [] if rule.symmetric else [notation.a_hat]
    yield prose(
        "That the modes then do couple is shown by an exact instance with two hidden units, two "
        "inputs and two outputs: $U = V = I$, ",
        _chain(*map(Name, same), Name(Symbol("I"))),
        r", $a_\star = 2 I$, ",
        Relation(Name(notation.w), "=", modes),
        ", ",
        Relation(Name(notation.w_star), "=", teacher),
        f", $T = {found.T}$",
        *((", ", *joined(values)) if values else ()),
        " and the rotation",
    )
    yield restated(stated, "counterexample-basis", Symbol("P"), matrix_of(found.P), "rotated")
    yield prose(
        "The sums of the definition, carried out in rational numbers, give an entry off the "
        r"diagonal of $P^{\top} \Delta B \cdot V$ that alignment would make zero:"
    )
    framed = (Transpose(Name(Symbol("P"))), Name(Symbol("Delta_B")), Name(Symbol("V")))
    place = Number(10 * (found.row + 1) + found.column + 1)
    entry = Script(Bracket(Product(framed)), place)
    yield restated(stated, "counterexample", entry, Rational(found.coupling), "rotated")
