"""Where the multipliers of a step with momentum are inside the unit circle, for any rate and for any complex pair."""

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.signed import alone, signed
from symdyn.formula.building import (
    at_least,
    both,
    bracket,
    equal,
    equivalent,
    formula,
    less,
    letter,
    letters,
    more,
)

__all__ = ["claims"]

_T, _D, _Y, _NU, _BETA = letters("t d y nu beta")
_ETA = formula(notation.eta)
_SUM, _GAP = 1 + _BETA, 1 - _BETA
_STEP = (more(_ETA, 0), at_least(_BETA, 0), less(_BETA, 1))
_FLIP = 4 * _SUM**2 + 2 * _SUM * _ETA * _T + _ETA**2 * _D
_SLOPE = 4 * _SUM + _ETA * _T
_MIXED = 16 * _GAP**2 * _SUM - 16 * _BETA * _ETA * _T - 8 * _SUM * _ETA**2 * _D - _ETA**3 * _D * _T
_TURN = -(_T * _SUM * _GAP**2) - _ETA * bracket(_SUM**2 * _D - _BETA * _T**2)
_ROUND = 4 * _D - _T**2


def claims(ledger: Ledger) -> None:
    """The same for every rule with momentum."""
    if ledger.rule.momentum == 0:
        return
    _multipliers(ledger)
    _one_rate(ledger)
    _pair(ledger)


def _multipliers(ledger: Ledger) -> None:
    """The product of the polynomials of two rates: that of a pair, whose rates may be complex."""
    first, second = letters("x y")
    one, other = (
        bracket(_NU**2 - bracket(_SUM - _ETA * rate) * _NU + _BETA) for rate in (first, second)
    )
    centre = bracket(_NU**2 - _SUM * _NU + _BETA)
    ledger.add(
        "theory.momentum-pair",
        "equation",
        (
            equal(
                one * other,
                centre**2
                + bracket(first + second) * _ETA * _NU * centre
                + first * second * _ETA**2 * _NU**2,
            ),
        ),
        title="The multipliers of two rates x and y, from their sum and their product",
    )


def _one_rate(ledger: Ledger) -> None:
    ledger.add(
        "theory.momentum-rate",
        "stability",
        (
            equivalent(
                less(letter("abs nu"), 1),
                both(more(2 * _SUM - _ETA * _Y, 0), more(_GAP, 0), more(_Y, 0)),
            ),
        ),
        (),
        _STEP,
        evidence={
            "ratios": [formula(1), formula(2), _ETA],
            "proofs": [signed("1"), signed("2"), signed("1", (_ETA, "1", alone(_ETA)))],
        },
        title="Where both multipliers of a rate y are inside the unit circle under momentum",
    )


def _pair(ledger: Ledger) -> None:
    ledger.add(
        "theory.momentum-circle",
        "stability",
        (
            equivalent(
                less(letter("abs nu_pm"), 1),
                both(more(_FLIP, 0), more(_SLOPE, 0), more(_MIXED, 0), more(_TURN, 0), more(_D, 0)),
            ),
        ),
        (),
        _STEP,
        title="Where the four multipliers of a pair are inside the unit circle under momentum",
    )
    given = (*_STEP, more(_ROUND, 0), more(_TURN, 0))
    # -t (1 + beta) (1 - beta)^2 is the condition itself, and what it takes away: eta times a sum of squares.
    lost = [
        ["1", [_TURN, "1"]],
        ["1/4", [_ETA, "1"], [_SUM, "2"], [_ROUND, "1"]],
        ["1/4", [_ETA, "1"], [_GAP, "2"], [_T, "2"]],
    ]
    falling = -(_T * _SUM * _GAP**2)
    ledger.add(
        "theory.momentum-falls",
        "sign",
        (less(_T, 0),),
        (),
        given,
        evidence={
            "proofs": [
                signed("1", (falling, "1", lost), (_SUM, "-1", alone(_SUM)), (_GAP, "-2", []))
            ]
        },
        title="For a complex pair of multipliers inside the unit circle with momentum the trace is negative",
    )
    slope = [["4", [_TURN, "1"]], ["1", [_ETA, "1"], [_SUM, "2"], [_ROUND, "1"]]]
    shown = -(_T * _SLOPE * _GAP**2)
    ledger.add(
        "theory.momentum-slope",
        "sign",
        (more(_SLOPE, 0),),
        ("theory.momentum-falls",),
        given,
        evidence={
            "proofs": [signed("1", (shown, "1", slope), (-_T, "-1", alone(-_T)), (_GAP, "-2", []))]
        },
        title="The second condition, for a complex pair",
    )
    squares = [
        ["1/4", [4 * _SUM + _ETA * _T, "2"]],
        ["1/4", [_ETA, "2"], [_ROUND, "1"]],
    ]
    kept = [
        ["1", [_SLOPE, "2"], [_SUM, "1"], [_GAP, "2"]],
        ["1", [_SLOPE, "2"], [_BETA, "1"], [_ETA, "1"], [-_T, "1"]],
        ["1", [_ETA, "1"], [_SLOPE, "1"], [_TURN, "1"]],
        ["4", [_ETA, "1"], [_SUM, "1"], [_TURN, "1"]],
    ]
    whole = _SUM**2 * _MIXED
    ledger.add(
        "theory.momentum-complex",
        "sign",
        (more(_FLIP, 0), more(_MIXED, 0), more(_D, 0)),
        ("theory.momentum-falls", "theory.momentum-slope"),
        given,
        evidence={
            "proofs": [
                signed("1", (_FLIP, "1", squares)),
                signed("1", (whole, "1", kept), (_SUM, "-2", [])),
                signed("1", (_D, "1", [["1/4", [_ROUND, "1"]], ["1/4", [_T, "2"]]])),
            ]
        },
        title="For a complex pair the other conditions follow from the fourth",
    )
