"""Where both multipliers of a step are inside the unit circle, and the largest such step."""

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.signed import alone, signed
from symdyn.formula.building import (
    at_most,
    both,
    equivalent,
    formula,
    less,
    letter,
    letters,
    more,
)
from symdyn.stages.step_size.derive import largest_step

__all__ = ["claims"]

_T, _D, _X, _Y = letters("t d x y")
_ETA = formula(notation.eta)
_STEP = (more(_ETA, 0),)
# What p(-1), 1 - c_0 and p(1) are, for the polynomial of the multipliers, up to positive factors.
_FLIP, _TURN = 4 + 2 * _ETA * _T + _ETA**2 * _D, -_T - _ETA * _D
_RATES = (more(_X, 0), at_most(_X, _Y), *_STEP)
_FLIP_BY_RATES = 4 - 2 * _ETA * (_X + _Y) + _ETA**2 * _X * _Y
_TURN_BY_RATES = _X + _Y - _ETA * _X * _Y
_SLOW, _FAST = 2 - _ETA * _X, 2 - _ETA * _Y


def claims(ledger: Ledger) -> None:
    """The three conditions, and that one of them is left for a real and for a complex pair."""
    if largest_step(ledger.analysis) is None:
        return
    _real_pair(ledger)
    _complex_pair(ledger)
    ledger.add(
        "step",
        "stability",
        (
            equivalent(
                less(letter("abs mu_pm"), 1),
                both(more(_FLIP, 0), more(_TURN, 0), more(_D, 0)),
            ),
        ),
        ("trace", "spectrum"),
        (*ledger.on_manifold(), *_STEP),
        title="Where both multipliers of a step are inside the unit circle",
    )


def _real_pair(ledger: Ledger) -> None:
    """For rates 0 < x <= y, with t = -x - y and d = x y, the conditions say that eta y < 2."""
    below = less(_ETA * _Y, 2)
    gap = ["1", [_ETA, "1"], [_Y - _X, "1"]]
    product = signed("1", (_SLOW, "1", alone(_SLOW)), (_FAST, "1", alone(_FAST)))
    sides = [
        ["1/2", [_X, "1"], [_FAST, "1"]],
        ["1/2", [_X, "1"], [_SLOW, "1"]],
        ["1/2", [_Y - _X, "1"], [_SLOW, "1"]],
    ]
    ledger.add(
        "theory.slow-step",
        "sign",
        (more(_SLOW, 0),),
        (),
        (*_RATES, below),
        evidence={"proofs": [signed("1", (_SLOW, "1", [["1", [_FAST, "1"]], gap]))]},
        title="A step that the fast rate allows, the slow rate allows",
    )
    ledger.add(
        "theory.step-allowed",
        "sign",
        (more(_FLIP_BY_RATES, 0), more(_TURN_BY_RATES, 0)),
        ("theory.slow-step",),
        (*_RATES, below),
        evidence={"proofs": [product, signed("1", (_TURN_BY_RATES, "1", sides))]},
        title="For a real pair with rates x <= y a mode is stable under a step below 2/y",
    )
    given = (*_RATES, more(_FLIP_BY_RATES, 0), more(_TURN_BY_RATES, 0))
    halves = [
        ["1/2", [_FLIP_BY_RATES, "1"]],
        ["1/2", [_ETA, "1"], [_TURN_BY_RATES, "1"]],
        ["1/2", [_ETA, "1"], [_Y - _X, "1"]],
    ]
    ledger.add(
        "theory.slow-step-needed",
        "sign",
        (more(_SLOW, 0),),
        (),
        given,
        evidence={"proofs": [signed("1", (_SLOW, "1", halves))]},
        title="A step under which a mode is stable is below 2/x",
    )
    quotient = signed(
        "1", (_FLIP_BY_RATES, "1", alone(_FLIP_BY_RATES)), (_SLOW, "-1", alone(_SLOW))
    )
    ledger.add(
        "theory.step-needed",
        "sign",
        (more(_FAST, 0),),
        ("theory.slow-step-needed",),
        given,
        evidence={"proofs": [quotient]},
        title="For a real pair with rates x <= y a mode is stable under no other step",
    )


def _complex_pair(ledger: Ledger) -> None:
    """Where 4 d > t^2 the condition at -1 holds by itself, so that eta d < -t is left."""
    discriminant = 4 * _D - _T**2
    squares = [
        ["1/4", [4 + _ETA * _T, "2"]],
        ["1/4", [_ETA, "2"], [discriminant, "1"]],
    ]
    ledger.add(
        "theory.step-complex",
        "sign",
        (more(_FLIP, 0),),
        (),
        (*_STEP, more(discriminant, 0)),
        evidence={"proofs": [signed("1", (_FLIP, "1", squares))]},
        title="For a complex pair no multiplier passes -1",
    )
