"""The four eigenvalues at each fixed point of a mode whose feedback is learned, and what follows for it."""

from sympy import Rational, S

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.points import at_point, point_in_domain
from symdyn.claims.spectrum import entries_of_four, pair_of_four_lines, sums_of_minors
from symdyn.formula.building import (
    Formula,
    Part,
    apart,
    at,
    both,
    defined,
    equal,
    equivalent,
    formula,
    less,
    letter,
    letters,
    more,
    partial,
)
from symdyn.formula.nodes import Node
from symdyn.notation import STATE
from symdyn.stages.learned_feedback.claims_cases import Cases, signed_sum
from symdyn.stages.learned_feedback.derive import Cubic, Death, LearnedFeedback, Pair
from symdyn.stages.learned_feedback.kinds import Kind
from symdyn.stages.stability.claims_any_kernel import STABLE
from symdyn.stages.stability.derive import Verdict

__all__ = ["MATRICES", "spectra_claims"]

MATRICES = {"optimal": "G", "silent": "H", "no-input": "H", "no-feedback": "M"}
_T, _D, _R = letters("t d r")
_C, _S, _B = (formula(x) for x in (notation.c, notation.s, notation.b))
_FOUR = (*STATE, notation.a_hat)


def spectra_claims(ledger: Ledger, cases: Cases, found: LearnedFeedback) -> None:
    """For each component the Jacobian, its characteristic polynomial, and where it attracts."""
    for name, spectrum in found.spectra.items():
        _jacobian(ledger, cases, name, spectrum)
        if isinstance(spectrum, Cubic):
            _cubic(ledger, name, spectrum)
            continue
        _pair(ledger, found, name, spectrum)
    if "optimal" in found.spectra:
        _optimal(ledger, found)
    if "no-input" in found.spectra:
        _no_input(ledger)
    if "no-feedback" in found.spectra:
        _no_feedback(ledger, found)


def _given(ledger: Ledger, name: str) -> tuple[Node, ...]:
    """What is assumed at a component."""
    if name == "optimal":
        return ledger.on_manifold()
    return (*ledger.everywhere(), apart(_C, 0), *((apart(_B, 0),) if name == "no-feedback" else ()))


def _jacobian(ledger: Ledger, cases: Cases, name: str, spectrum: Pair | Cubic) -> None:
    """Minus the slopes of what a step takes from a, b, w and a_hat, at the component."""
    place: dict[Formula, Part] = {formula(x): y for x, y in spectrum.place.items()}
    copied, decay, followed, own = cases.learned.plain()
    entries, one = entries_of_four(MATRICES[name]), formula(1)
    lines = []
    for (row, column), entry in entries.items():
        first, last = int(column == 1), int(column == 4)
        if row < 4:
            update = letter(f"Delta_{STATE[row - 1]}")
            slope = at(-partial(_FOUR[column - 1], update), place)
            value = slope if row > 1 else signed_sum((1, S.One, slope), (-1, own * first, one))
        else:
            value = signed_sum(
                (1, copied, entries[1, column]),
                (1, (copied * own + followed) * first, one),
                (-1, decay * last, one),
            )
        lines.append(defined(entry, value))
    ledger.add(
        f"learned-jacobian-{name}",
        "definition",
        lines,
        title=f"The Jacobian of the flow of (a, b, w, a_hat) on the component {name}",
    )


def _pair(ledger: Ledger, found: LearnedFeedback, name: str, pair: Pair) -> None:
    """What r, t and d are, and that the characteristic polynomial is x (x + r) (x^2 - t x + d)."""
    fixed = name == "optimal" and found.kind == Kind.COPIED
    lines = (defined(_R, pair.other), defined(_T, pair.trace), defined(_D, pair.determinant))
    ledger.add(
        f"learned-pair-{name}",
        "definition",
        lines[:1] if fixed else lines,
        title=f"The fourth eigenvalue is -r, and what the pair is made of: {name}",
    )
    ledger.add(
        f"learned-spectrum-{name}",
        "equation",
        pair_of_four_lines(MATRICES[name]),
        (
            "update",
            "kernel-values",
            f"learned-jacobian-{name}",
            f"learned-pair-{name}",
            *(("setting.jacobian", "setting.trace") if fixed else ()),
        ),
        _given(ledger, name),
        title=f"One eigenvalue is 0, one is -r, the others are the roots of x^2 - t x + d: {name}",
    )


def _cubic(ledger: Ledger, name: str, cubic: Cubic) -> None:
    """One eigenvalue is 0; the product of the other three has a sign where the kernel has one."""
    right = (cubic.first, cubic.second, cubic.third, 0)
    sums = sums_of_minors(MATRICES[name])
    ledger.add(
        f"learned-spectrum-{name}",
        "equation",
        (equal(x, y) for x, y in zip(sums, right, strict=True)),
        ("update", "kernel-values", f"learned-jacobian-{name}"),
        _given(ledger, name),
        title=f"One eigenvalue is 0, and the symmetric functions of the other three: {name}",
    )
    if ledger.analysis.credit.teacher_sign.sign == "positive":
        ledger.add(
            f"learned-unstable-{name}",
            "sign",
            (more(cubic.third, 0),),
            ("teacher-sign", "kernel-values", "learned-sum"),
            _given(ledger, name),
            title="The product of three eigenvalues is positive, so that one of them is",
        )


def _optimal(ledger: Ledger, found: LearnedFeedback) -> None:
    """Where R follows A, q = a a_hat is positive, and the pair that of a feedback of the right sign."""
    aligned, *_ = ledger.analysis.optimal.stability.cases
    if found.kind != Kind.FOLLOWED:
        return
    value, stretched = letters("K_star S_star")
    star = formula(notation.w_star)
    q, square, room = _gain(found) * _S**2, _C**2 / _S**2, 1 - star**2
    inner = stretched / room + star**2 * value / room**2
    ledger.add(
        "learned-trace",
        "equation",
        (
            equal(_T, -(square / room) - q * value - q * square * inner),
            equal(_D, q * square * ((square * stretched + q * value**2) / room**2)),
        ),
        ("learned-pair-optimal", "manifold-kernel", "setting.stretched"),
        ledger.on_manifold(),
        title="Trace and determinant where R follows A, in terms of the kernel",
    )
    if aligned.verdict == Verdict.STABLE:
        ledger.add(
            "learned-stable",
            "stability",
            (STABLE,),
            ("learned-trace", "learned-spectrum-optimal", "value-sign", "stretched-sign"),
            ledger.on_manifold(),
            title="A mode whose feedback follows its read-out is stable on the whole optimal manifold",
        )


def _gain(found: LearnedFeedback) -> Formula:
    """What a_hat is a multiple of s by, where R follows A."""
    _, decay, followed, _ = found.update.plain()
    return formula(followed / decay)


def _no_input(ledger: Ledger) -> None:
    """b = a_hat = 0: a real pair of both signs where K(w_star) > 0."""
    if ledger.analysis.credit.teacher_sign.sign != "positive":
        return
    ledger.add(
        "learned-unstable-no-input",
        "sign",
        (less(_D, 0),),
        ("learned-pair-no-input", "teacher-sign", "kernel-values"),
        _given(ledger, "no-input"),
        title="The product of the pair is negative: one of them is positive",
    )


def _no_feedback(ledger: Ledger, found: LearnedFeedback) -> None:
    """Where points without feedback attract, which of them are optimal, and one that is not."""
    pair = found.spectra["no-feedback"]
    if not isinstance(pair, Pair):
        return
    ledger.add(
        "learned-dead",
        "stability",
        (equivalent(STABLE, both(more(-pair.trace, 0), more(pair.determinant, 0))),),
        ("learned-pair-no-feedback", "learned-spectrum-no-feedback"),
        _given(ledger, "no-feedback"),
        title="Where a mode without feedback attracts",
    )
    ledger.add(
        "learned-damped",
        "sign",
        (less(_T, 0),),
        ("learned-pair-no-feedback",),
        _given(ledger, "no-feedback"),
        title="The trace of a mode without feedback is negative",
    )
    if found.optimal_without is not None:
        ledger.add(
            "learned-optimal-without",
            "equation",
            (
                equal(
                    at(_D, {formula(notation.w): formula(notation.w_star)}), found.optimal_without
                ),
            ),
            ("learned-pair-no-feedback", "kernel-values"),
            _given(ledger, "no-feedback"),
            title="The product of the pair where a mode without feedback is at an optimum",
        )
    if found.death is not None:
        _death(ledger, found.death, pair)


def _death(ledger: Ledger, death: Death, pair: Pair) -> None:
    """The point lies in the domain; the pair there, and the loss."""
    credit = ledger.analysis.credit
    point_in_domain(ledger, "learned-death", death.point, _given(ledger, "no-feedback"))
    kernels = {
        notation.kernel_student: credit.student_expr,
        notation.kernel_teacher: credit.teacher_expr,
    }
    loss = ledger.analysis.update.loss
    found = (
        (_T, pair.trace.xreplace(kernels), death.trace, death.point),
        (_D, pair.determinant.xreplace(kernels), death.determinant, death.point),
        (letter("L"), loss, death.loss, (*death.point, ("a", death.a))),
    )
    ledger.add(
        "learned-death",
        "equation",
        (equal(at_point(name, value, point), Rational(at)) for name, value, at, point in found),
        (
            "learned-pair-no-feedback",
            "kernel-values",
            "loss.limit",
            "setting.teacher",
            "learned-death-domain",
        ),
        title="A point without feedback that attracts, with a loss above 0",
    )
