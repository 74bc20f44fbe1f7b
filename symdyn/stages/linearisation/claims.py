"""The Jacobian on the optimal manifold, its trace and determinant, and the pair's discriminant.

For an arbitrary kernel the total slopes of K(w) and K(w_star) in w are h + K'(w_star) and h, because a
change of w inside the kernel itself moves both alike; the slope of phi in a is f.
"""

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.points import at_point, point_in_domain
from symdyn.claims.spectrum import entries, spectrum_lines, trace_and_minors
from symdyn.claims.stated import Stated, definition
from symdyn.exact.layout import arrange_by
from symdyn.formula.building import (
    Formula,
    Part,
    at,
    at_least,
    defined,
    equal,
    formula,
    less,
    letter,
    letters,
    partial,
)
from symdyn.formula.nodes import Relation
from symdyn.notation import STATE
from symdyn.stages.flow.claims import TEACHER
from symdyn.stages.linearisation.claims_by_kernel import by_kernel, coupling, manifold_lines
from symdyn.stages.setting.claims import PAPER

__all__ = ["claims", "shared"]

_COLLECTED = (notation.kernel_teacher, notation.kernel_moment, notation.kernel_derivative)
_T, _D, _U, _V, _G = letters("t d u v g")
_DISCRIMINANT = _T**2 - 4 * _D
_SPLIT = (_U - _V) ** 2
_PARTS = ("jacobian", "setting.trace", "setting.split")


def shared() -> tuple[Stated, ...]:
    """The Jacobian on the optimal manifold, its trace, and the parts of the trace."""
    a, b, w, s, c = (
        formula(x) for x in (notation.a, notation.b, notation.w, notation.s, notation.c)
    )
    place: dict[Formula, Part] = {a: s, b: c / s, w: notation.w_star}
    names = dict(enumerate(STATE, start=1))
    lines = (
        defined(entry, at(-partial(names[column], letter(f"Delta_{names[row]}")), place))
        for (row, column), entry in entries("J").items()
    )
    trace, minors = trace_and_minors()
    e = entries("J")
    return (
        definition(
            "setting.jacobian",
            "The Jacobian of the flow on the optimal manifold a = s, b = c/s, w = w_star",
            *lines,
            source=PAPER,
        ),
        definition(
            "setting.trace",
            "Trace and sum of minors",
            defined(_T, trace),
            defined(_D, minors),
            source=PAPER,
        ),
        definition(
            "setting.split",
            "The parts of the trace, and what couples them",
            defined(_U, -e[1, 1] - e[2, 2]),
            defined(_V, -e[3, 3]),
            defined(_G, _U * _V - _D),
            source=PAPER,
        ),
    )


def claims(ledger: Ledger) -> None:
    """Jacobian, trace and determinant for an arbitrary kernel, then for this rule's."""
    _any_kernel(ledger)
    _this_rule(ledger)
    if ledger.analysis.optimal.real and not ledger.analysis.credit.zero:
        _real_pair(ledger)
    if not ledger.analysis.credit.zero:
        _parts_by_kernel(ledger)
    _parts(ledger)
    _complex_pair(ledger)


def _any_kernel(ledger: Ledger) -> None:
    linear = ledger.analysis.theory.linearisation
    ledger.add(
        "theory.linearisation",
        "definition",
        _jacobian_definition(),
        title="The Jacobian of the flow on the optimal manifold a b = c, w = w_star",
    )
    matrix = {
        (row, column): arrange_by(entry, _COLLECTED)
        for row, line in enumerate(linear.matrix, start=1)
        for column, entry in enumerate(line, start=1)
    }
    ledger.add(
        "theory.jacobian",
        "equation",
        (equal(entry, matrix[place]) for place, entry in entries("J").items()),
        ("theory.kernel", "theory.update", "theory.linearisation"),
        TEACHER,
        title="The Jacobian for an arbitrary kernel",
    )
    uses = ("theory.kernel", "theory.jacobian", "setting.trace")
    ledger.add(
        "theory.spectrum",
        "equation",
        spectrum_lines(),
        uses,
        TEACHER,
        title="One eigenvalue is 0, the others are the roots of x^2 - t x + d",
    )
    gain, drift, determinant, coupled = (
        arrange_by(one, _COLLECTED)
        for one in (linear.gain, linear.drift, linear.determinant, linear.coupling)
    )
    ledger.add(
        "theory.trace",
        "equation",
        (
            equal(_U, gain),
            equal(_V, drift),
            equal(_D, determinant),
            equal(_U * _V - _D, coupled),
        ),
        (*uses, "setting.split"),
        TEACHER,
        title="The parts of the trace, the determinant and what couples the parts",
    )
    a, b = formula(notation.a), formula(notation.b)
    e = entries("J")
    ledger.add(
        "theory.direction",
        "equation",
        (equal(a * e[row, 1] - b * e[row, 2], 0) for row in (1, 2, 3)),
        ("theory.kernel", "theory.jacobian"),
        TEACHER,
        title="Along the manifold nothing moves: J (a, -b, 0) = 0",
    )
    x, r = letters("x r")
    half = formula(1) / 2
    ledger.add(
        "theory.quadratic",
        "equation",
        (
            equal(
                (x - half * (_T + r)) * (x - half * (_T - r)),
                x**2 - _T * x + formula(1) / 4 * (_T**2 - r**2),
            ),
        ),
        title="The roots of x^2 - t x + d, where r^2 = t^2 - 4 d",
    )
    ledger.add(
        "theory.split",
        "equation",
        (
            equal(_T, -_U - _V),
            equal(_D, _U * _V - _G),
            equal(_DISCRIMINANT, _SPLIT + 4 * (_U * _V - _D)),
        ),
        ("setting.trace", "setting.split"),
        title="Trace and discriminant from their parts",
    )


def _jacobian_definition() -> tuple[Relation, ...]:
    """The entries, where the kernel and the feedback depend on the state in their own right."""
    f, h, student, teacher, slope = letters("f h k_1 k_2 k_3")
    place: dict[Formula, Part] = {
        formula(notation.w): notation.w_star,
        formula(notation.c): formula(notation.a) * notation.b,
        student: teacher,
    }

    def along(x: int, update: Formula) -> Formula:
        first = -partial(STATE[x - 1], update)
        if x == 1:
            return first - f * partial(notation.phi, update)
        if x == 2:
            return first
        return first - (h + slope) * partial(student, update) - h * partial(teacher, update)

    return tuple(
        defined(entry, at(along(column, letter(f"Delta_{STATE[row - 1]}")), place))
        for (row, column), entry in entries("J").items()
    )


def _this_rule(ledger: Ledger) -> None:
    optimal = ledger.analysis.optimal
    ledger.add(
        "jacobian",
        "equation",
        (
            equal(entry, optimal.jacobian[row - 1][column - 1])
            for (row, column), entry in entries("J").items()
        ),
        ("update", "setting.jacobian"),
        ledger.on_manifold(),
        title="Jacobian of the flow on the optimal manifold",
    )
    ledger.add(
        "spectrum",
        "equation",
        spectrum_lines(),
        ("jacobian", "setting.trace"),
        ledger.on_manifold(),
        title="One eigenvalue is 0, the others are the roots of x^2 - t x + d",
    )
    ledger.add(
        "trace",
        "equation",
        (
            equal(_T, optimal.trace),
            equal(_D, optimal.determinant),
            equal(_DISCRIMINANT, optimal.radicand),
        ),
        ("jacobian", "setting.trace"),
        ledger.on_manifold(),
        title="Trace, determinant and discriminant of the transverse pair",
        source="Williams, Payeur & Lajoie (2026), Eqs. 28-29",
    )
    if not ledger.analysis.credit.zero:
        ledger.add(
            "trace-by-kernel",
            "equation",
            manifold_lines(ledger.rule),
            ("trace", "manifold-kernel", "setting.stretched"),
            ledger.on_manifold(),
            title="Trace and determinant in terms of the kernel",
        )


def _real_pair(ledger: Ledger) -> None:
    """t^2 - 4 d = (u - v)^2 + 4 g with g >= 0 where the gain is positive."""
    optimal = ledger.analysis.optimal
    ledger.add(
        "split",
        "equation",
        (equal(_U, optimal.gain), equal(_V, optimal.drift), equal(_G, optimal.coupling)),
        _PARTS,
        ledger.on_manifold(),
        title="The parts of trace and determinant",
    )
    ledger.add(
        "coupling-by-kernel",
        "equation",
        (equal(_G, coupling(ledger.rule)),),
        ("split", "manifold-kernel"),
        ledger.on_manifold(),
        title="The coupling in terms of the kernel",
    )
    aligned = ledger.aligned()
    ledger.add(
        "coupling",
        "sign",
        (at_least(_G, 0),),
        ("coupling-by-kernel", "value-sign", "moment-sign"),
        aligned,
        otherwise=("split",),
        title="The coupling",
    )
    ledger.add(
        "trace-split",
        "equation",
        (equal(_T, -_U - _V), equal(_D, _U * _V - _G)),
        ("setting.trace", "setting.split"),
        title="Trace and determinant from their parts",
    )
    whole = {
        "factor": _SPLIT + 4 * _G,
        "power": "1",
        "terms": [["1", [_U - _V, "2"]], ["4", [_G, "1"]]],
    }
    ledger.add(
        "real",
        "sign",
        (at_least(_DISCRIMINANT, 0),),
        ("trace-split", "coupling"),
        aligned,
        evidence={"proofs": [{"constant": "1", "factors": [whole]}]},
        title="The transverse pair is real",
    )


def _parts_by_kernel(ledger: Ledger) -> None:
    ledger.add(
        "parts-by-kernel",
        "equation",
        (
            equal(name, one)
            for name, one in zip((_U, _V, _T, _D), by_kernel(ledger.analysis), strict=True)
        ),
        (*_PARTS, "manifold-kernel"),
        ledger.on_manifold(),
        title="The parts of the trace, trace and determinant in terms of the kernel",
    )


def _parts(ledger: Ledger) -> None:
    if ledger.own("split") in ledger.stated:
        return
    optimal = ledger.analysis.optimal
    ledger.add(
        "parts",
        "equation",
        (equal(_U, optimal.gain), equal(_V, optimal.drift)),
        _PARTS,
        ledger.on_manifold(),
        title="The parts of the trace",
    )


def _complex_pair(ledger: Ledger) -> None:
    """A point with a phi > 0 where the discriminant is negative."""
    optimal = ledger.analysis.optimal
    if optimal.complex_at is None:
        return
    point = optimal.complex_at.point
    point_in_domain(ledger, "complex-point", point)
    ledger.add(
        "complex-point",
        "sign",
        (less(at_point(_DISCRIMINANT, optimal.radicand, point), 0),),
        ("trace", "setting.teacher", "complex-point-domain"),
        ledger.indices(),
        title="A point where the pair is complex",
    )
