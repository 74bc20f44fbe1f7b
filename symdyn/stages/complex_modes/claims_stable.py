r"""What suffices for a conformal mode to be stable: real credit, a fixed ratio, or the gradient's own credit.

Each proof writes the criterion as a sum of products that are not negative.
"""

from typing import Any

from symdyn.claims.ledger import Ledger
from symdyn.claims.signed import alone, signed
from symdyn.formula.building import (
    Formula,
    at_least,
    defined,
    less,
    letters,
    more,
)
from symdyn.formula.nodes import Node
from symdyn.stages.complex_modes.claims_pair import CRITERION, DAMPED, PAIR

__all__ = [
    "FROZEN",
    "REAL",
    "frozen_claims",
    "frozen_evidence",
    "gradient_claims",
    "gradient_evidence",
    "real_claims",
]

_Q, _R, _G, _X = letters("q r g X")
_K, _K_TURNED, _S, _S_TURNED = letters("k_1 k_2 H_1 H_2")
_F, _H = letters("f h")
_ROOM = 1 - _X
_SIZE = _F**2 + _H**2
_GAINS: tuple[Node, ...] = (more(_Q, 0), more(_G, 0), at_least(_X, 0), less(_X, 1))
REAL = ("theory.complex-unit", "theory.complex-aligned", "theory.complex-real-credit")
FROZEN = ("theory.complex-unit", "theory.complex-aligned", "theory.complex-frozen-credit")


def real_claims(ledger: Ledger) -> None:
    """With real credit trace and determinant are real, and every term of them has one sign."""
    ledger.add(
        "theory.complex-real-credit",
        "definition",
        (defined(_K_TURNED, 0), defined(_S_TURNED, 0)),
        title="Credit without an imaginary part",
    )
    damping = _G / _ROOM + _Q * _K + _G * (_Q * _S / _ROOM + _X * _Q * _K / _ROOM**2)
    terms = [
        ["1", [_G, "1"], [_ROOM, "-1"]],
        ["1", [_Q, "1"], [_K, "1"]],
        ["1", [_G, "1"], [_Q, "1"], [_S, "1"], [_ROOM, "-1"]],
        ["1", [_G, "1"], [_X, "1"], [_Q, "1"], [_K, "1"], [_ROOM, "-2"]],
    ]
    inner = _G * _S + _Q * _K**2
    criterion = signed(
        "1",
        (damping, "2", terms),
        (_G, "1", alone(_G)),
        (_Q, "1", alone(_Q)),
        (_ROOM, "-2", alone(_ROOM)),
        (inner, "1", [["1", [_G, "1"], [_S, "1"]], ["1", [_Q, "1"], [_K, "2"]]]),
    )
    ledger.add(
        "theory.complex-real",
        "sign",
        (DAMPED, more(CRITERION, 0)),
        (PAIR, *REAL),
        (*_GAINS, more(_K, 0), more(_S, 0)),
        evidence={"proofs": [signed("1", (damping, "1", terms)), criterion]},
        title="A conformal mode with real positive credit and aligned feedback meets the criterion",
    )


def frozen_claims(ledger: Ledger) -> None:
    """With K = 1/(f - i h): the criterion holds where f^2 >= h^2, for every place on the manifold."""
    ledger.add(
        "theory.complex-frozen-credit",
        "definition",
        (
            defined(_K, _F / _SIZE),
            defined(_K_TURNED, _H / _SIZE),
            defined(_S, (_F**2 - _H**2) / _SIZE**2),
            defined(_S_TURNED, 2 * _F * _H / _SIZE**2),
        ),
        title="Credit of a fixed ratio: K = 1/(f - i h), and S = K^2",
    )
    ledger.add(
        "theory.complex-frozen",
        "sign",
        (DAMPED, more(CRITERION, 0)),
        (PAIR, *FROZEN),
        (
            *_GAINS,
            more(_F, 0),
            at_least(_F**2 - _H**2, 0),
            at_least(_X - (1 - _F) ** 2 - _H**2, 0),
        ),
        evidence=frozen_evidence(),
        title="A conformal mode with credit of a fixed ratio and aligned feedback meets the criterion where "
        "f^2 >= h^2",
    )


def frozen_evidence() -> dict[str, Any]:
    """Trace and criterion as sums of products, in f, h, X and the gains."""
    damping, terms = _frozen_damping()
    front = (
        (_Q, "1", alone(_Q)),
        (_G, "1", alone(_G)),
        (_G + _Q, "1", [["1", [_G, "1"]], ["1", [_Q, "1"]]]),
        (_ROOM, "-2", alone(_ROOM)),
        (_SIZE, "-1", _SQUARES),
    )
    whole, parts = _frozen_sum()
    return {
        "proofs": [
            signed("1", (damping, "1", terms)),
            signed("1", *front, (whole, "1", parts)),
        ]
    }


_SQUARES: list[Any] = [["1", [_F, "2"]], ["1", [_H, "2"]]]


def _frozen_damping() -> tuple[Formula, list[Any]]:
    difference = _F**2 - _H**2
    damping = (
        _G / _ROOM
        + _Q * _F / _SIZE
        + _G * (_Q * difference / (_SIZE**2 * _ROOM) + _X * _Q * _F / (_SIZE * _ROOM**2))
    )
    terms = [
        ["1", [_G, "1"], [_ROOM, "-1"]],
        ["1", [_Q, "1"], [_F, "1"], [_SIZE, "-1"]],
        ["1", [_G, "1"], [_Q, "1"], [difference, "1"], [_SIZE, "-2"], [_ROOM, "-1"]],
        ["1", [_G, "1"], [_X, "1"], [_Q, "1"], [_F, "1"], [_SIZE, "-1"], [_ROOM, "-2"]],
    ]
    return damping, terms


def _frozen_sum() -> tuple[Formula, list[Any]]:
    """What the criterion is over positive factors, as a sum of products that are not negative.

    The part with q^2 is a square and, with g^2, a sum of five products: there
    eta = X - (1 - f)^2 - h^2 >= 0, for the ratio is below 1.
    """
    difference, room, size = _F**2 - _H**2, _ROOM, _SIZE
    left = (1 - _F) ** 2 + _H**2
    spare = _X - left
    turned = (
        4 * _X * _F**4
        + room**2 * _F**2
        + room * difference**2
        + 2 * room * _F * difference
        + room * spare * size
    )
    inner = _F * size * room**2 + ((room + _X * _F) * size - _H**2 * (room + 2 * _F)) * _G
    whole = (
        _G**2 * difference / (room**2 * size)
        + 2 * _Q * _G * _F**3 / (room * size**2)
        + 2 * _Q * _G**2 * difference**2 / (room**2 * size**3)
        + 2 * _Q * _G**2 * _X * _F**3 / (room**3 * size**2)
        + _Q**2 * inner**2 / (size**4 * room**4)
        + _Q**2 * _G**2 * _H**2 * turned / (size**4 * room**4)
    )
    last = [[_Q, "2"], [_G, "2"], [_H, "2"], [size, "-4"], [room, "-4"]]
    parts: list[Any] = [
        ["1", [_G, "2"], [difference, "1"], [room, "-2"], [size, "-1"]],
        ["2", [_Q, "1"], [_G, "1"], [_F, "3"], [room, "-1"], [size, "-2"]],
        ["2", [_Q, "1"], [_G, "2"], [difference, "2"], [room, "-2"], [size, "-3"]],
        ["2", [_Q, "1"], [_G, "2"], [_X, "1"], [_F, "3"], [room, "-3"], [size, "-2"]],
        ["1", [_Q, "2"], [inner, "2"], [size, "-4"], [room, "-4"]],
        ["4", *last, [_X, "1"], [_F, "4"]],
        ["1", *last, [room, "2"], [_F, "2"]],
        ["1", *last, [room, "1"], [difference, "2"]],
        ["2", *last, [room, "1"], [_F, "1"], [difference, "1"]],
        ["1", *last, [room, "1"], [spare, "1"], [_F, "2"]],
        ["1", *last, [room, "1"], [spare, "1"], [_H, "2"]],
    ]
    return whole, parts


def gradient_claims(ledger: Ledger) -> None:
    """With the gradient's own credit the phase of the feedback may be anything within a right angle."""
    ledger.add(
        "theory.complex-gradient-credit",
        "definition",
        (
            defined(_K, 1 / _ROOM),
            defined(_K_TURNED, 0),
            defined(_S, 1 / _ROOM**2),
            defined(_S_TURNED, 0),
        ),
        title="The gradient's own credit",
    )
    ledger.add(
        "theory.complex-gradient",
        "sign",
        (DAMPED, more(CRITERION, 0)),
        (PAIR, "theory.complex-unit", "theory.complex-gradient-credit"),
        _GAINS,
        evidence=gradient_evidence(),
        title="With the gradient's own credit a conformal mode meets the criterion where the phase of the "
        "feedback is within a right angle of the read-out's",
    )


def gradient_evidence() -> dict[str, Any]:
    """Trace and criterion as sums of products, in X, the gains and the part r of that of the feedback."""
    damping = (_G + _Q) / _ROOM + _Q * _G * ((1 + _X) / _ROOM**3)
    terms = [
        ["1", [_G, "1"], [_ROOM, "-1"]],
        ["1", [_Q, "1"], [_ROOM, "-1"]],
        ["1", [_Q, "1"], [_G, "1"], [_ROOM, "-3"]],
        ["1", [_Q, "1"], [_G, "1"], [_X, "1"], [_ROOM, "-3"]],
    ]
    pushed = (_G + _Q) * _ROOM**2 + _Q * _G * (1 + _X)
    both = _Q * (_G + _Q)
    sizes = _G**2 + 2 * _G * _Q + 2 * _Q**2
    whole = pushed**2 * both / _ROOM**6 + _R**2 * (
        both * (_ROOM**2 - _G) ** 2 / _ROOM**6
        + both * _G**2 * (2 * _X + _X**2) / _ROOM**6
        + _G * _X * sizes / _ROOM**4
    )
    far = [_ROOM, "-6"]
    pairs = ([[_Q, "1"], [_G, "1"]], [[_Q, "2"]])
    parts: list[Any] = [["1", [pushed, "2"], *one, far] for one in pairs]
    parts += [["1", [_R, "2"], [_ROOM**2 - _G, "2"], *one, far] for one in pairs]
    for weight, power in (("2", "1"), ("1", "2")):
        parts += [[weight, [_R, "2"], [_G, "2"], [_X, power], *one, far] for one in pairs]
    near = [[_R, "2"], [_X, "1"], [_ROOM, "-4"]]
    parts += [
        ["1", *near, [_G, "3"]],
        ["2", *near, [_G, "2"], [_Q, "1"]],
        ["2", *near, [_G, "1"], [_Q, "2"]],
    ]
    return {
        "proofs": [
            signed("1", (damping, "1", terms)),
            signed("1", (_G, "1", alone(_G)), (_ROOM, "-4", []), (whole, "1", parts)),
        ]
    }
