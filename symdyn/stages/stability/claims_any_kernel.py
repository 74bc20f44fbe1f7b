"""What suffices for a mode to be stable under an arbitrary kernel, and the window for q < 0.

On the optimal manifold trace and determinant are polynomials in the gain of the feedback q = a phi,
in b, K(w_star) and S = K(w_star) + w_star K'(w_star), over powers of 1 - w_star^2.
"""

from typing import Any

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.formula.building import (
    Formula,
    Part,
    apart,
    at_least,
    defined,
    equal,
    formula,
    less,
    letter,
    letters,
    more,
)
from symdyn.stages.flow.claims import TEACHER

__all__ = ["STABLE", "UNSTABLE", "sufficient_claims", "window_term"]

STABLE = less(letter("Re lambda_pm"), 0)
UNSTABLE = at_least(letter("max Re lambda_pm"), 0)

_T, _D, _U, _V = letters("t d u v")
_M, _S, _Q = letters("M S Q")
_q, _b, _W_STAR = (formula(x) for x in (notation.q, notation.b, notation.w_star))
_K, _SLOPE = formula(notation.kernel_teacher), formula(notation.kernel_derivative)
_ROOM = 1 - _W_STAR**2
_SUFFICIENT = (*TEACHER, apart(_b, 0), more(_q, 0), more(_K, 0))
_OWN = ("theory.kernel", "theory.jacobian", "setting.trace", "setting.split")


def window_term() -> Formula:
    """What multiplies q b^2 in the trace."""
    return _S + _W_STAR**2 * _K / _ROOM


def sufficient_claims(ledger: Ledger) -> None:
    """Where a mode is stable, with a real pair, for q > 0, and the window for q < 0."""
    ledger.add(
        "theory.gains",
        "definition",
        (
            defined(_q, formula(notation.a) * notation.phi),
            defined(_M, _W_STAR * _SLOPE),
            defined(_S, _K + _W_STAR * _SLOPE),
        ),
        title="The gain q of the feedback, the kernel's first moment M, and S = K + M",
    )
    _stable(ledger)
    _real(ledger)
    _window(ledger)


def _stable(ledger: Ledger) -> None:
    inner = _S / _ROOM + _W_STAR**2 * _K / _ROOM**2
    coupled = _q * _K * _M / _ROOM + _b**2 * _W_STAR**2 * _K / _ROOM**3
    ledger.add(
        "theory.trace-by-gain",
        "equation",
        (
            equal(_T, -(_b**2 / _ROOM) - _q * _K - _q * _b**2 * inner),
            equal(_D, _q * _b**2 * ((_b**2 * _S + _q * _K**2) / _ROOM**2)),
            equal(_U * _V - _D, _q * _b**2 * coupled),
        ),
        (*_OWN, "theory.gains"),
        TEACHER,
        title="Trace, determinant and coupling in the gain of the feedback",
    )
    trace = (
        _b**2 * _ROOM + _q * _K * _ROOM**2 + _q * _b**2 * _S * _ROOM + _q * _b**2 * _W_STAR**2 * _K
    )
    determinant = _b**2 * _S + _q * _K**2
    ledger.add(
        "theory.signs",
        "sign",
        (more(trace, 0), more(determinant, 0)),
        (),
        (*_SUFFICIENT, more(_S, 0)),
        title="Every term of the trace and of the determinant has one sign",
    )
    ledger.add(
        "theory.stable",
        "stability",
        (STABLE,),
        (
            "theory.trace-by-gain",
            "theory.signs",
            "theory.gains",
            "theory.kernel",
            "theory.spectrum",
        ),
        (*_SUFFICIENT, more(_S, 0)),
        evidence={"proofs": [_quotient(trace), _quotient(_q, _b**2, determinant)]},
        title="What suffices for a mode to be stable",
    )


def _quotient(*facts: Formula, room: str = "2") -> dict[str, Any]:
    """A product of quantities whose signs are known, over a power of 1 - w_star^2."""
    factors: list[tuple[Formula, str, Any]] = [(one, "1", _atom(one)) for one in facts]
    factors.append((_ROOM, f"-{room}", [_ROOM, "1"]))
    return {
        "constant": "1",
        "factors": [
            {"factor": one, "power": power, "terms": [["1", atom]]} for one, power, atom in factors
        ],
    }


def _atom(fact: Formula) -> list[Part | str]:
    square = (_b**2).node
    return [_b, "2"] if fact.node == square else [fact, "1"]


def _real(ledger: Ledger) -> None:
    coupling = _q * _K * _M * _ROOM**2 + _b**2 * _W_STAR**2 * _K
    given = (*_SUFFICIENT, at_least(_M, 0))
    ledger.add(
        "theory.coupling-sign",
        "sign",
        (at_least(coupling, 0),),
        (),
        given,
        title="No term of the coupling is negative",
    )
    ledger.add(
        "theory.coupling",
        "sign",
        (at_least(_U * _V - _D, 0),),
        (*_OWN, "theory.coupling-sign", "theory.gains"),
        given,
        evidence={"proofs": [_quotient(_q, _b**2, coupling, room="3")]},
        title="The coupling is not negative",
    )
    square = {
        "factor": (_U - _V) ** 2 + 4 * (_U * _V - _D),
        "power": "1",
        "terms": [["1", [_U - _V, "2"]], ["4", [_U * _V - _D, "1"]]],
    }
    ledger.add(
        "theory.real",
        "sign",
        (at_least(_T**2 - 4 * _D, 0),),
        ("theory.split", "theory.coupling"),
        given,
        evidence={"proofs": [{"constant": "1", "factors": [square]}]},
        title="What suffices for a real pair",
    )


def _window(ledger: Ledger) -> None:
    opening = _K - _ROOM * _S
    bound = -(-_q * _K**2 - _b**2 * _S)
    ledger.add(
        "theory.window",
        "equation",
        (
            equal(
                -_S * _ROOM * _T,
                bound - _q * _K * opening + _q * _b**2 * _S * window_term(),
            ),
        ),
        ("theory.trace-by-gain", "theory.gains", "theory.kernel"),
        TEACHER,
        title="Where a mode can be stable against the sign of the feedback",
    )
    ledger.add(
        "theory.window-term",
        "definition",
        (defined(_Q, window_term()),),
        title="What multiplies q b^2 in the trace",
    )
    slope = _ROOM * _K + _b**2 * _Q
    difference = _b**2 / slope - _b**2 * _S / _K**2
    quotient = _b**2 * ((_K * opening - _b**2 * _S * _Q) / (_K**2 * slope))
    ledger.add(
        "theory.window-width",
        "equation",
        (equal(difference, quotient),),
        ("theory.window-term",),
        (*TEACHER, more(_S, 0), more(_K, 0)),
        title="How wide the window is between the bounds of the trace and of the determinant",
    )
