"""The updates in other units, and the linearised flow with a learning rate for each matrix.

In the letters x, y and r the rates of A, B and W are x^2 r, y^2 r and r.  Stated of a rule with such rates alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sympy import Expr, Symbol

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.spectrum import entries, spectrum_lines, trace_and_minors
from symdyn.formula.building import (
    Formula,
    Part,
    apart,
    at,
    defined,
    equal,
    formula,
    less,
    letter,
    letters,
    more,
    product,
)
from symdyn.formula.nodes import Node
from symdyn.notation import STATE
from symdyn.rules.rule import LearningRule
from symdyn.stages.flow.claims import BOTH
from symdyn.stages.linearisation.claims_by_kernel import gain
from symdyn.stages.matrix_rates.derive import in_own_units, rates_of_matrices
from symdyn.stages.stability.derive import Verdict

__all__ = ["ROWS", "claims"]

ROWS = "M"
_PAIR = letters("t_1 d_1")
_X, _Y, _R = letters("x y r")
# What one unit of a, b and w is, and the rate of each matrix; w is a number whatever the units.
_UNITS = dict(zip(STATE, (_X, _Y, None), strict=True))
_RATES = dict(zip(STATE, (_X**2 * _R, _Y**2 * _R, _R), strict=True))
_COMMON = _X**2 * _Y**2 * _R


@dataclass(frozen=True)
class _Scaled:
    """A letter that is measured in units: its name, its unit, and its value there."""

    name: Formula
    unit: Formula
    there: Formula


def _scaled(name: Symbol, unit: Formula, there: str) -> _Scaled:
    return _Scaled(formula(name), unit, letter(there))


_A, _B, _S = (
    _scaled(notation.a, _X, "u"),
    _scaled(notation.b, _Y, "v"),
    _scaled(notation.s, _X, "u"),
)
_C, _PHI = _scaled(notation.c, _X * _Y, "g"), _scaled(notation.phi, _X, "h")
_TEACHER = (_scaled(notation.a_star, _X, "p"), _scaled(notation.b_star, _Y, "q"))
_FIXED = _scaled(notation.a_hat, _X, "h")


def claims(ledger: Ledger) -> None:
    """For an arbitrary kernel and for this rule's, in its own units and in those in which the rates are one."""
    if ledger.rule.matrix_rates.plain:
        return
    feedback = () if ledger.rule.symmetric else (_FIXED,)
    nonzero = ledger.analysis.update.finite_nonzero
    _homogeneous(
        ledger,
        "theory.matrix-rates",
        "Delta_",
        (_A, _B, _C, _PHI),
        (("theory.kernel", "theory.update"), BOTH),
    )
    _homogeneous(
        ledger,
        "matrix-rates-finite",
        "Delta_T_",
        (_A, _B, *feedback, *_TEACHER),
        (("update-finite",), (*ledger.everywhere(), *(apart(one, 0) for one in nonzero))),
    )
    _similar(ledger, (_S, *_TEACHER, *feedback))
    _in_own_units(ledger)


def _homogeneous(
    ledger: Ledger,
    name: str,
    update: str,
    letters_in_units: Sequence[_Scaled],
    known: tuple[tuple[str, ...], tuple[Node, ...]],
) -> None:
    """Each update in the network's units, times its rate, is one rate times the update in the others."""
    own, there = (dict(zip(STATE, letters(x), strict=True)) for x in ("X_1 X_2 X_3", "Y_1 Y_2 Y_3"))
    uses, given = known
    ledger.add(
        f"{name}-places",
        "definition",
        (
            defined(one[x], at(letter(f"{update}{x}"), place))
            for one, place in zip((own, there), _places(letters_in_units), strict=True)
            for x in STATE
        ),
        title="The updates in the network's units, and in others",
    )
    ledger.add(
        name,
        "equation",
        (equal(_RATES[x] * own[x], product(_COMMON, _UNITS[x]) * there[x]) for x in STATE),
        (*uses, f"{name}-places"),
        given,
        title="Three learning rates are one learning rate in other units",
    )


def _similar(ledger: Ledger, letters_in_units: Sequence[_Scaled]) -> None:
    own, there = entries("X"), entries("Y")
    unit = dict(enumerate(_UNITS.values(), start=1))
    rate = dict(enumerate(_RATES.values(), start=1))
    ledger.add(
        "matrix-rates-places",
        "definition",
        (
            defined(one[index], at(entry, place))
            for one, place in zip((own, there), _places(letters_in_units), strict=True)
            for index, entry in entries("J").items()
        ),
        title="The Jacobian in the network's units, and in others",
    )
    ledger.add(
        "matrix-rates-similar",
        "equation",
        (
            equal(
                product(rate[row], unit[column]) * own[row, column],
                product(_COMMON, unit[row]) * entry,
            )
            for (row, column), entry in there.items()
        ),
        ("jacobian", "matrix-rates-places"),
        (
            *ledger.on_manifold(),
            *(apart(one.there, 0) for one in letters_in_units[:3]),
            apart(_X, 0),
            apart(_Y, 0),
        ),
        title="The Jacobian in the network's own units, and in those in which the rates are one",
    )


def _places(letters_in_units: Sequence[_Scaled]) -> tuple[dict[Formula, Part], dict[Formula, Part]]:
    """The same place in the network's own units, and in those in which the rates are one."""
    return (
        {one.name: one.unit * one.there for one in letters_in_units},
        {one.name: one.there for one in letters_in_units},
    )


def _in_own_units(ledger: Ledger) -> None:
    own, rates = in_own_units(ledger.analysis), rates_of_matrices(ledger.analysis)
    rows = entries(ROWS)
    ledger.add(
        "matrix-rates-jacobian",
        "definition",
        (
            defined(rows[place], entry if rates[place[0] - 1] == 1 else rates[place[0] - 1] * entry)
            for place, entry in entries("J").items()
        ),
        title="The Jacobian with its rows multiplied by the learning rates of the matrices",
    )
    ledger.add(
        "matrix-rates-trace",
        "definition",
        (defined(name, one) for name, one in zip(_PAIR, trace_and_minors(ROWS), strict=True)),
        title="Trace and sum of minors with learning rates of the matrices",
    )
    ledger.add(
        "matrix-rates-spectrum",
        "equation",
        (
            equal(_PAIR[0], own.trace),
            equal(_PAIR[1], own.determinant),
            spectrum_lines(ROWS)[2],
        ),
        ("jacobian", "matrix-rates-jacobian", "matrix-rates-trace"),
        ledger.on_manifold(),
        title="With learning rates of the matrices one eigenvalue is 0, and trace and determinant of the pair",
    )
    if ledger.analysis.credit.zero:
        return
    ledger.add(
        "matrix-rates-by-kernel",
        "equation",
        (equal(x, y) for x, y in zip(_PAIR, _by_kernel(ledger.rule, rates), strict=True)),
        ("matrix-rates-spectrum", "manifold-kernel", "setting.stretched"),
        ledger.on_manifold(),
        title="With learning rates of the matrices, trace and determinant in terms of the kernel",
    )
    aligned, *_ = ledger.analysis.optimal.stability.cases
    if aligned.verdict == Verdict.STABLE:
        ledger.add(
            "matrix-rates-stable",
            "sign",
            (less(_PAIR[0], 0), more(_PAIR[1], 0)),
            ("matrix-rates-by-kernel", "value-sign", "stretched-sign"),
            ledger.aligned(),
            title="A mode is stable for all learning rates of the matrices where it is for one",
        )


def _by_kernel(rule: LearningRule, rates: Sequence[Expr]) -> tuple[Formula, Formula]:
    """The trace and the determinant of the pair with K_star and S_star as letters."""
    value, stretched = letters("K_star S_star")
    s, c = formula(notation.s), formula(notation.c)
    q, square, room = gain(rule), c**2 / s**2, 1 - formula(notation.w_star) ** 2
    drift = q * square * (stretched / room + formula(notation.w_star) ** 2 * value / room**2)
    read_out, entry, recurrent = (None if one == 1 else formula(one) for one in rates)
    first, second = _with(read_out, square), _with(entry, q)
    trace = -_with(read_out, square / room) - second * value - _with(recurrent, drift)
    inside = first * stretched + second * value**2
    return trace, _with(recurrent, q * square) * (inside / room**2)


def _with(rate: Formula | None, value: Formula) -> Formula:
    return value if rate is None else rate * value
