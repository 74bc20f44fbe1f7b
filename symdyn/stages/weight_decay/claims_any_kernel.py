"""The flow with weight decay for an arbitrary kernel: where it rests, and what weak decay does on the optimal manifold.

In the letters lambda_1, lambda_2 and lambda_3 are the decays of A, B and W.
"""

from collections.abc import Sequence
from typing import Any

from sympy import Expr, Symbol

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.signed import alone, signed
from symdyn.claims.spectrum import entries
from symdyn.formula.building import (
    Formula,
    Part,
    apart,
    bracket,
    defined,
    equal,
    equivalent,
    formula,
    letter,
    letters,
    more,
    together,
)
from symdyn.formula.nodes import Node, Relation
from symdyn.notation import STATE
from symdyn.stages.flow.claims import BOTH, TEACHER
from symdyn.stages.weight_decay.derive import balances

__all__ = [
    "B_1",
    "DRIFT",
    "FLOW",
    "SHARES",
    "W_1",
    "claims_any_kernel",
    "decayed_part",
    "drift",
    "flow",
    "rest",
    "rest_evidence",
]

FLOW = letters("G_1 G_2 G_3")
_SYMBOLS = tuple(Symbol(f"lambda_{place}") for place in (1, 2, 3))
DECAYS = tuple(map(formula, _SYMBOLS))
# The shares of the decays of A, B and W in the drift; the drift; and where b and w are beside the manifold.
SHARES, DRIFT = letters("x y v"), letter("r")
B_1, W_1 = letters("b_1 w_1")
_A, _B, _W, _C, _PHI, _STAR, _K, _K_STAR, _SLOPE = (
    formula(x)
    for x in (
        notation.a,
        notation.b,
        notation.w,
        notation.c,
        notation.phi,
        notation.w_star,
        notation.kernel_student,
        notation.kernel_teacher,
        notation.kernel_derivative,
    )
)
_ROOM, _CROSS, _TEACHERS = 1 - _W**2, 1 - _W * _STAR, 1 - _STAR**2


def claims_any_kernel(ledger: Ledger) -> None:
    """All of them; they are the same for every rule with weight decay."""
    ledger.add(
        "theory.decay",
        "definition",
        flow(_SYMBOLS),
        title="The flow with weight decay",
    )
    ledger.add(
        "theory.decay-rest",
        "fixed-points",
        (rest(_SYMBOLS),),
        ("theory.kernel", "theory.update", "theory.decay"),
        BOTH,
        evidence=rest_evidence,
        title="Where a mode rests under weight decay, for an arbitrary kernel",
    )
    _memory(ledger)
    _forgotten(ledger)
    _slow(ledger)
    _kept(ledger)


def flow(decays: Sequence[Expr]) -> tuple[Relation, ...]:
    """The right sides of the flow, as definitions; what does not decay is not taken off."""
    lines = []
    for name, x, decay in zip(FLOW, STATE, decays, strict=True):
        right = -letter(f"Delta_{x}")
        lines.append(defined(name, right if decay == 0 else right - decayed_part(decay, x)))
    return tuple(lines)


def decayed_part(decay: Expr, of: Part) -> Formula:
    """A decay times what decays, in which the number 1 is not seen."""
    return formula(of) if decay == 1 else formula(decay) * of


def rest(decays: Sequence[Expr]) -> Node:
    """The flow vanishes exactly where the read-out, the input and the recurrent weight balance."""
    left = together(*(equal(one, 0) for one in FLOW))
    return equivalent(left, together(*_relations(decays)))


def _relations(decays: Sequence[Expr]) -> tuple[Relation, ...]:
    """The balances, their differences unchanged; 0 stands on the right, where nobody takes it for a decimal place."""
    return tuple(
        equal(-right, 0) if left == 0 else equal(left, right) for left, right in balances(decays)
    )


def rest_evidence() -> dict[str, Any]:
    """Each side as combinations of the other."""
    below, zero = _ROOM * _CROSS, formula(0)
    return {
        "cases": {
            "alternative": "0",
            "combinations": [
                [-below, zero, zero],
                [zero, formula(1), zero],
                [zero, -(_W * _CROSS * _B), below],
            ],
        },
        "converse": [
            [
                [-(1 / below), zero, zero],
                [zero, formula(1), zero],
                [zero, _W * _B / _ROOM, 1 / below],
            ]
        ],
    }


def _memory(ledger: Ledger) -> None:
    """w (w - w_star) > 0 where the input decays by more than the recurrent weight."""
    _, at_b, at_w = DECAYS
    third = _relations(_SYMBOLS)[2]
    more_of_it, aligned = at_b * _B**2 - at_w * _ROOM, _PHI * _B * _C * _K_STAR
    proof = signed(
        "1",
        (_W, "2", []),
        (_CROSS, "1", alone(_CROSS)),
        (more_of_it, "1", alone(more_of_it)),
        (aligned, "-1", alone(aligned)),
        by=[[-(_W / aligned), third]],
    )
    ledger.add(
        "theory.decay-cross",
        "sign",
        (more(_CROSS, 0),),
        (),
        BOTH,
        title="1 - w w_star is positive",
    )
    ledger.add(
        "theory.decay-memory",
        "sign",
        (more(_W * (_W - _STAR), 0),),
        ("theory.decay-cross",),
        (*BOTH, apart(_W, 0), more(more_of_it, 0), more(aligned, 0), third),
        evidence={"proofs": [proof]},
        title="Where the input decays by more than the recurrent weight, w rests beyond the teacher's",
    )


def _forgotten(ledger: Ledger) -> None:
    """Under symmetric feedback a mode that rests elsewhere than at 0 is above a threshold."""
    at_a, at_b, _ = DECAYS
    first, second, _ = _relations(_SYMBOLS)
    second = equal(at_b * _B, _A * (_C * _K_STAR - _A * _B * _K))
    over = _C**2 * _K_STAR / _CROSS - at_a * at_b
    rest_of_it = (
        _K_STAR * _A**2 * _CROSS * _B**2
        + _K_STAR * _A**2 * _CROSS * at_a * _ROOM
        + _K * at_a * _A**2 * _ROOM**2
    )
    terms = [
        ["1", [_K_STAR, "1"], [_A, "2"], [_CROSS, "1"], [_B, "2"]],
        ["1", [_K_STAR, "1"], [_A, "2"], [_CROSS, "1"], [at_a, "1"], [_ROOM, "1"]],
        ["1", [_K, "1"], [at_a, "1"], [_A, "2"], [_ROOM, "2"]],
    ]
    share = _K_STAR * (_A * _B * _CROSS + _C * _ROOM) / (_B * _ROOM**2 * _CROSS)
    proof = signed(
        "1",
        (_ROOM, "-2", []),
        (rest_of_it, "1", terms),
        by=[[-share, first], [-(at_a / _B), second]],
    )
    ledger.add(
        "theory.decay-forgotten",
        "sign",
        (more(over, 0),),
        ("theory.decay-cross",),
        (
            *BOTH,
            apart(_A, 0),
            apart(_B, 0),
            more(at_a, 0),
            more(_K, 0),
            more(_K_STAR, 0),
            first,
            second,
        ),
        evidence={"proofs": [proof]},
        title="Under symmetric feedback a mode that rests elsewhere than at 0 is above a threshold",
    )


def _slow(ledger: Ledger) -> None:
    """J (0, b_1, w_1) is what decays, less a drift along the manifold; and no other drift will do."""
    at_a, at_b, at_w = DECAYS
    e, gap = entries("J"), _TEACHERS * _SLOPE - _STAR * _K_STAR
    stretched = _K_STAR + _STAR * _SLOPE
    square = _TEACHERS * _STAR * ((at_b + DRIFT) * _B**2 - _TEACHERS * at_w)
    read_out = (at_a - DRIFT) * _TEACHERS**2 + _B**2 * _STAR * W_1
    ledger.add(
        "theory.decay-place",
        "definition",
        (
            defined(SHARES[0], _K_STAR**2 * _A * _PHI),
            defined(SHARES[1], stretched * _B**2),
            defined(SHARES[2], _STAR * gap),
            defined(DRIFT, drift(_SYMBOLS)),
            defined(W_1, square / (_A * _PHI * _B**2 * _K_STAR)),
            defined(B_1, -(read_out / (_TEACHERS * _B))),
        ),
        title="The drift along the optimal manifold, and the place beside it, for weak decay",
    )
    uses = ("theory.kernel", "theory.jacobian", "theory.decay-place")
    ledger.add(
        "theory.decay-null",
        "equation",
        (
            equal(
                _K_STAR**2 * _PHI * e[1, column]
                - stretched * _B * e[2, column]
                + gap * e[3, column],
                0,
            )
            for column in (1, 2, 3)
        ),
        uses[:2],
        TEACHER,
        title="What no place beside the optimal manifold moves: the left null vector of the Jacobian",
    )
    moved = (bracket(at_a - DRIFT) * _A, bracket(at_b + DRIFT) * _B, at_w * _STAR)
    ledger.add(
        "theory.decay-slow",
        "equation",
        (equal(e[row, 2] * B_1 + e[row, 3] * W_1, x) for row, x in enumerate(moved, start=1)),
        uses,
        (
            *TEACHER,
            *(apart(one, 0) for one in (_A, _B, _PHI, _K_STAR, SHARES[0] + SHARES[1])),
        ),
        title="What weak decay does on the optimal manifold: the drift along it, and the place beside it",
    )


def drift(decays: Sequence[Expr]) -> Formula:
    """How fast b grows and a falls along the manifold, in parts of themselves; what does not decay is left out."""
    terms = [
        (sign, decayed_part(decay, share))
        for sign, share, decay in zip((1, -1, 1), SHARES, decays, strict=True)
        if decay != 0
    ]
    found = formula(0)
    for place, (sign, term) in enumerate(terms):
        if place == 0:
            found = term if sign > 0 else -term
        else:
            found = found + term if sign > 0 else found - term
    return found / (SHARES[0] + SHARES[1])


def _kept(ledger: Ledger) -> None:
    """What has to vanish for the drift to is a growing function of the gain of the feedback."""
    at_a, at_b, _ = DECAYS
    x, y, stretched, others = letters("q_1 q_2 h g")
    outer, inner = _K_STAR**2 * at_a, _C**2 * stretched * at_b
    falling = [["1", [_C, "2"], [stretched, "1"], [at_b, "1"]]]
    rising = ["1", [_K_STAR, "2"], [at_a, "1"]]
    squares = [[*falling[0], [one, "1"]] for one in (x, y)]
    for name, power, product, terms, title in (
        (
            "theory.decay-once-symmetric",
            "1",
            outer * x * y + inner,
            [[*rising, [x, "1"], [y, "1"]], *falling],
            "symmetric feedback",
        ),
        (
            "theory.decay-once-random",
            "2",
            outer * x**2 * y**2 + inner * (x + y),
            [[*rising, [x, "2"], [y, "2"]], *squares],
            "random feedback, with c for a_hat c",
        ),
    ):
        low, high = (
            outer * one - inner / (one if power == "1" else one**2) + others for one in (x, y)
        )
        proof = signed(
            "1",
            (y - x, "1", alone(y - x)),
            (product, "1", terms),
            (x, f"-{power}", alone(x)),
            (y, f"-{power}", alone(y)),
        )
        positive = (x, y, _K_STAR, stretched, at_a, at_b)
        ledger.add(
            name,
            "sign",
            (more(high - low, 0),),
            (),
            (*(more(one, 0) for one in positive), more(y, x), apart(_C, 0)),
            evidence={"proofs": [proof]},
            title=f"The drift vanishes at one place at most: {title}",
        )
