r"""Feedback out of phase: both ends of the manifold for any kernel, and an exact mode that leaves between them.

The gain of fixed feedback is s (\rho_1 + i \rho_2) where s is the modulus of the read-out.  Then
    s^7 (t^2 d + t y z - z^2) goes to c^8 Re((rho_1 + i rho_2) S_star)/(1 - X)^4 as s goes to 0,
and -t/s to Re((rho_1 + i rho_2) K_star) as s goes to infinity.
"""

from sympy import Rational

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.formula.building import (
    Formula,
    apart,
    at,
    at_least,
    defined,
    equal,
    formula,
    less,
    letter,
    letters,
)
from symdyn.stages.complex_modes.claims_pair import CRITERION, PAIR
from symdyn.stages.complex_modes.claims_rule import credit_uses
from symdyn.stages.complex_modes.derive import complex_modes
from symdyn.stages.complex_modes.phase import has_phase, out_of_phase

__all__ = ["phase_claims"]

_T, _Y, _D, _Z = letters("t y d z")
_M, _N, _G, _J = letters("M x G J")  # t, y, d and z times powers of s
_X, _K, _K_TURNED, _H, _H_TURNED = letters("X k_1 k_2 H_1 H_2")
_S, _C = formula(notation.s), formula(notation.c)
_ALONG, _ACROSS = letters("rho_1 rho_2")
_ROOM = 1 - _X
_PHASE = ("theory.complex-unit", "complex-phase-gains", PAIR)


def phase_claims(ledger: Ledger) -> None:
    """For fixed feedback whose phase matters: the gains, the two ends, the exact point."""
    if not has_phase(ledger.analysis):
        return
    q, r, g = letters("q r g")
    ledger.add(
        "complex-phase-gains",
        "definition",
        (defined(q, _ALONG * _S), defined(r, _ACROSS * _S), defined(g, _C**2 / _S**2)),
        title="The gains of feedback and input where the feedback is out of phase with the read-out",
    )
    _near(ledger)
    _far(ledger)
    _point(ledger)


def _turned(real: Formula, imaginary: Formula) -> tuple[Formula, Formula]:
    """The parts of (rho_1 + i rho_2) times a complex number."""
    return _ALONG * real - _ACROSS * imaginary, _ALONG * imaginary + _ACROSS * real


def _near(ledger: Ledger) -> None:
    value, stretched = _turned(_K, _K_TURNED), _turned(_H, _H_TURNED)
    coupled = [x / _ROOM + _X * y / _ROOM**2 for x, y in zip(stretched, value, strict=True)]
    square = (value[0] ** 2 - value[1] ** 2, 2 * value[0] * value[1])
    lines = (
        defined(_M, _C**2 / _ROOM + _S**3 * value[0] + _S * _C**2 * coupled[0]),
        defined(_N, -(_S**2 * value[1] + _C**2 * coupled[1])),
        *(
            defined(x, _C**2 * ((_C**2 * one + _S**3 * two) / _ROOM**2))
            for x, one, two in zip((_G, _J), stretched, square, strict=True)
        ),
    )
    ledger.add(
        "complex-phase-scaled",
        "definition",
        lines,
        title="Trace and determinant times powers of s, with feedback of any phase",
    )
    given = (apart(_S, 0), apart(_C, 0), at_least(_X, 0), less(_X, 1))
    ledger.add(
        "complex-phase-pair",
        "equation",
        (
            equal(_M, -(_S**2) * _T),
            equal(_N, _S * _Y),
            equal(_G, _S**3 * _D),
            equal(_J, _S**3 * _Z),
        ),
        ("complex-phase-scaled", *_PHASE),
        given,
        title="The parts of trace and determinant with feedback of any phase",
    )
    whole = _M**2 * _G - _S * (_M * _N * _J + _J**2)
    ledger.add(
        "complex-phase-criterion",
        "equation",
        (equal(_S**7 * CRITERION, whole),),
        ("complex-phase-scaled", "complex-phase-pair", *_PHASE),
        given,
        title="The criterion times a power of s, with feedback of any phase",
    )
    ledger.add(
        "complex-phase-near",
        "equation",
        (equal(at(whole, {_S: 0}), _C**8 * (stretched[0] / _ROOM**4)),),
        ("complex-phase-scaled",),
        (at_least(_X, 0), less(_X, 1)),
        title="The criterion times a power of s at the end s -> 0, with feedback of any phase",
    )


def _far(ledger: Ledger) -> None:
    value, stretched = _turned(_K, _K_TURNED), _turned(_H, _H_TURNED)
    rest = _C**2 / _S**2 * (stretched[0] / _ROOM + _X * value[0] / _ROOM**2)
    ledger.add(
        "complex-phase-far",
        "equation",
        (equal(-(_T / _S), value[0] + rest + _C**2 / (_S**3 * _ROOM)),),
        _PHASE,
        (apart(_S, 0), at_least(_X, 0), less(_X, 1)),
        title="The trace over s, for the end s -> infinity, with feedback of any phase",
    )


def _point(ledger: Ledger) -> None:
    witness, found = out_of_phase(ledger.analysis), complex_modes(ledger.analysis)
    if witness is None or found is None:
        return
    credit = tuple(x for x in credit_uses(found) if x != "theory.complex-aligned")  # r = 0
    here = {letter(x): Rational(y) for x, y in witness.point}
    ledger.add(
        "complex-phase-point",
        "equation",
        (
            equal(at(x, here), Rational(y))
            for x, y in ((_T, witness.trace), (CRITERION, witness.criterion))
        ),
        (*credit, "complex-place", *_PHASE),
        title="Trace and criterion of a mode with feedback out of phase at an exact point",
    )
    parts = (_turned(_K, _K_TURNED)[0], _turned(_H, _H_TURNED)[0])
    own = {x: y for x, y in here.items() if x.node not in (_S.node, _C.node)}
    ledger.add(
        "complex-phase-ends",
        "equation",
        (
            equal(at(x, own), Rational(y))
            for x, y in zip(parts, (witness.far, witness.near), strict=True)
        ),
        (*credit, "complex-place", "theory.complex-unit"),
        title="What decides at both ends, for that mode",
    )
