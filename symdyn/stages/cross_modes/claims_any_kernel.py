"""The block of two modes for an arbitrary kernel, whose values at the two are the letters k_1 and k_2."""

from collections.abc import Iterator

from sympy import Symbol

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.spectrum import entries, spectrum_lines
from symdyn.exact.layout import arrange_by
from symdyn.formula.building import (
    Formula,
    Part,
    apart,
    at,
    below,
    defined,
    equal,
    formula,
    letter,
    letters,
    partial,
)
from symdyn.formula.nodes import Relation
from symdyn.notation import STATE
from symdyn.stages.cross_modes.derive import block_for_any_kernel, of_two
from symdyn.stages.flow.derive import GeneralFlow

__all__ = ["BOTH", "claims_for_any_kernel"]

_T, _D = letters("t d")
_A, _B, _W, _V = letters("a_1 b_2 w_1 w_2")
_Q = formula(notation.q)
BOTH = (below(-1, _W, 1), below(-1, _V, 1), apart(_W - _V, 0))


def claims_for_any_kernel(ledger: Ledger) -> None:
    """The block from the update, its zero eigenvalue, and the trace and determinant of its pair."""
    first, second = letters("k_1 k_2")
    behind: dict[Formula, Part] = {formula(notation.b): _B, formula(notation.w): _V}
    star = formula(notation.w_star)
    places = ({**behind, star: _V}, {**behind, star: _W, second: first})
    lines = [defined(_Q, _A * notation.phi)]
    e = entries("J")
    for row, x in enumerate(STATE, start=1):
        of_second, of_first = (at(partial(notation.c, letter(f"Delta_{x}")), y) for y in places)
        lines += [
            defined(e[row, 1], of_second * _B),
            defined(e[row, 2], of_first * _A),
            defined(e[row, 3], (e[row, 2] * _B - e[row, 1] * _A) / (_W - _V)),
        ]
    ledger.add(
        "theory.pair",
        "definition",
        lines,
        title="The block of two modes for an arbitrary kernel; its update is linear in c",
    )
    ledger.add(
        "theory.pair-jacobian",
        "equation",
        _entries(ledger.analysis.theory.flow),
        ("theory.kernel", "theory.update", "theory.pair"),
        BOTH,
        title="The block of two modes for an arbitrary kernel",
        lemma=True,
    )
    room, across, gap = 1 - _V**2, 1 - _W * _V, _W - _V
    damping = -(_B**2 / room) - _Q * first
    spread = _W * first / across - _V * second / room
    bracket = _Q * first * second + _B**2 * ((_W * first - _V * second) / gap)
    t = damping - _Q * _B**2 * (spread / gap)
    d = _Q * _B**2 * ((bracket + across * first - room * second) / (room * across))
    for name, shown, title in (
        (
            "spectrum",
            spectrum_lines(),
            "one eigenvalue is 0, the others are the roots of x^2 - t x + d",
        ),
        ("trace", (equal(_T, t), equal(_D, d)), "trace and determinant"),
    ):
        ledger.add(
            f"theory.pair-{name}",
            "equation",
            shown,
            ("theory.pair-jacobian", "theory.pair", "setting.trace"),
            BOTH,
            title=f"Two modes for an arbitrary kernel: {title}",
        )


def _entries(flow: GeneralFlow) -> Iterator[Relation]:
    """The entries of the block, collected by the kernel's values at the two modes."""
    own = {notation.kernel_student: Symbol("k_1"), notation.kernel_teacher: Symbol("k_2")}
    matrix = block_for_any_kernel(flow).matrix
    for (i, j), one in entries("J").items():
        yield equal(one, of_two(arrange_by(matrix[i - 1][j - 1], tuple(own)).xreplace(own)))
