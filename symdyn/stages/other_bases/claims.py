r"""What is stated of credit through diag(W) in other bases: two units turned, and bases where it is level.

The units are turned by (x, y).  \Delta f is the mean update of B in the first mode's own entry, and \Delta g what
the error of the first mode moves in the row of the second.
"""

from typing import Any

from symdyn import notation
from symdyn.claims.cases import branch, leaf
from symdyn.claims.ledger import Ledger
from symdyn.claims.signed import signed
from symdyn.formula.building import (
    apart,
    below,
    defined,
    entry,
    equal,
    equivalent,
    formula,
    letter,
    letters,
    limit,
    total,
)
from symdyn.formula.nodes import Node
from symdyn.stages.other_bases.claims_level import level_claims, own_domain
from symdyn.stages.other_bases.derive import UNITS, OtherBases, other_bases

__all__ = ["claims"]

_X, _Y, _FIRST, _SECOND = letters("x y w_1 w_2")
_UNITS = tuple(map(formula, UNITS))
_A, _B, _C, _W_STAR, _PHI = (
    formula(one) for one in (notation.a, notation.b, notation.c, notation.w_star, notation.phi)
)
_M, _T = formula(notation.m), formula(notation.T)
_TURNED = (equal(_X**2 + _Y**2, 1), apart(_X, 0), apart(_Y, 0))
_MODES = (below(-1, _FIRST, 1), below(-1, _SECOND, 1))


def claims(ledger: Ledger) -> None:
    """The claims for a rule with credit through diag(W)."""
    found = other_bases(ledger.analysis)
    if found is None:
        return
    _units(ledger)
    _update(ledger, found)
    _coupled(ledger)
    level_claims(ledger, found.level)


def _units(ledger: Ledger) -> None:
    """The entries of diag(W), their sum and difference, and that they are below 1."""
    first = _X**2 * _FIRST + _Y**2 * _SECOND
    second = _Y**2 * _FIRST + _X**2 * _SECOND
    ledger.add(
        "basis-units",
        "definition",
        (defined(_UNITS[0], first), defined(_UNITS[1], second)),
        title="The diagonal of W = P w P^T for two units turned by (x, y)",
    )
    circle = _TURNED[0]
    ledger.add(
        "basis-spread",
        "equation",
        (
            equal(_UNITS[0] + _UNITS[1], _FIRST + _SECOND),
            equal(_UNITS[1] - _UNITS[0], (_Y**2 - _X**2) * (_FIRST - _SECOND)),
        ),
        ("basis-units",),
        _TURNED,
        evidence={"proofs": [{"by": [[_FIRST + _SECOND, circle]]}, None]},
        title="The units' own weights have the mean of the modes, and how far they are apart",
    )
    lines: list[Node] = []
    proofs: list[Any] = []
    for unit, squares in zip(_UNITS, ((_X, _Y), (_Y, _X)), strict=True):
        for sign in (1, -1):
            rooms = [1 - one if sign == 1 else 1 + one for one in (_FIRST, _SECOND)]
            parts = [one**2 * room for one, room in zip(squares, rooms, strict=True)]
            terms = [
                ["1", [one, "2"], [room, "1"]] for one, room in zip(squares, rooms, strict=True)
            ]
            lines.append(below(-1, unit, 1)) if sign == 1 else None
            proofs.append(signed("1", (parts[0] + parts[1], "1", terms), by=[["-1", circle]]))
    ledger.add(
        "basis-inside",
        "sign",
        lines,
        ("basis-units",),
        (*_TURNED, *_MODES),
        evidence={"proofs": [proofs[1], proofs[0], proofs[3], proofs[2]]},
        title="The units' own weights are below 1 where the modes are",
    )


def _update(ledger: Ledger, found: OtherBases) -> None:
    lag = notation.m + ledger.rule.first_lag
    kernels = tuple(
        formula(ledger.rule.kernel.xreplace({notation.w: one}).xreplace({notation.m: lag}))
        for one in UNITS
    )
    e = entry(letter("e"), formula(lag))
    ledger.add(
        "basis-error",
        "definition",
        (
            defined(
                entry(letter("e"), notation.k),
                _A * _B * _FIRST**notation.k - _C * _W_STAR**notation.k,
            ),
        ),
        title="The error of the first mode",
    )
    own = (_X**2 * kernels[0] + _Y**2 * kernels[1]) * _PHI * e
    across = _X * _Y * (kernels[1] - kernels[0]) * _PHI * e
    count = ledger.lags()
    ledger.add(
        "basis-update",
        "definition",
        (
            defined(letter("Delta_T_f"), total(_M, count, own)),
            defined(letter("Delta_T_g"), total(_M, count, across)),
        ),
        title="What the error of the first mode moves in B: its own entry, and that in the other mode's row",
    )
    _long(ledger, found)


def _long(ledger: Ledger, found: OtherBases) -> None:
    """The limits, for all values of the units' own weights that are below 1."""
    given = (
        *own_domain(ledger),
        below(-1, _W_STAR, 1),
        below(-1, _FIRST, 1),
        *(below(-1, one, 1) for one in _UNITS),
    )
    gains = (notation.a * notation.b, notation.c)
    shares = [
        formula(gains[0] * student) - formula(gains[1] * teacher)
        for student, teacher in zip(found.student, found.teacher, strict=True)
    ]
    across = _PHI * _X * _Y * (_UNITS[1] - _UNITS[0]) * shares[2]
    for name, title, moved, value in (
        (
            "basis-own",
            "The update of the first mode's own entry of B, for long sequences",
            "Delta_T_f",
            _PHI * (_X**2 * shares[0] + _Y**2 * shares[1]),
        ),
        (
            "basis-across",
            "What the error of the first mode moves in the second's row of B, for long sequences",
            "Delta_T_g",
            across,
        ),
    ):
        ledger.add(
            name,
            "equation",
            (equal(limit(_T, letter(moved)), value),),
            ("basis-error", "basis-update", "letters"),
            given,
            title=title,
        )


def _coupled(ledger: Ledger) -> None:
    """Where the units' own weights agree: three cases."""
    spread = _UNITS[1] - _UNITS[0]
    last = leaf(2, (1,), 2)
    factors = [
        (_FIRST - _SECOND, leaf(0, (1,), 2)),
        (_X - _Y, leaf(1, (1,), 2)),
        (_X + _Y, last),
    ]
    ledger.add(
        "basis-coupled",
        "fixed-points",
        (
            equivalent(
                equal(_X * _Y * spread, 0),
                equal(_FIRST, _SECOND),
                equal(_X, _Y),
                equal(_X, -_Y),
            ),
        ),
        ("basis-units",),
        _TURNED[1:],
        evidence={
            "cases": branch([(_X, None), (_Y, None), *factors], [-1]),
            "converse": [[[]], [[]], [[]]],
        },
        title="Where the error of one mode does not move the other through the units' own weights",
    )
