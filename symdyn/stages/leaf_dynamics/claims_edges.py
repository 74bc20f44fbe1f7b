"""What keeps w from 1 and -1 on a surface where the read-out has the sign of the feedback there."""

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.signed import alone, signed
from symdyn.formula.building import (
    at,
    at_least,
    bracket,
    defined,
    equal,
    formula,
    letter,
    more,
    product,
)
from symdyn.stages.leaf_dynamics.claims_parts import (
    HEIGHT,
    RECURRENT,
    Parts,
    over,
)

__all__ = ["edge_claims"]

_B, _W, _FIRST = (formula(x) for x in (notation.b, notation.w, notation.first_value))
_M = letter("M")
_ROOM = 1 - _W**2


def edge_claims(ledger: Ledger, parts: Parts) -> None:
    """(1 - w^2)' H_9 (1 - w^2)/(1 - r w) is a square less (1 - w^2)^2 M^2."""
    gain = over(HEIGHT, parts.here)
    away = _B * _W * gain - _ROOM * _M
    uses = ("leaf", "leaf-pull", "end-weight")
    ledger.add(
        "leaf-pull",
        "definition",
        (defined(_M, parts.mean),),
        title="What pulls w to the teacher's, over b",
    )
    ledger.add(
        "leaf-edge",
        "equation",
        (
            equal(
                -(2 * _W * RECURRENT) * gain * bracket(_ROOM),
                bracket(away) ** 2 - bracket(_ROOM) ** 2 * _M**2,
            ),
        ),
        uses,
        ledger.everywhere(),
        title="How 1 - w^2 changes on a surface",
    )
    bound = product(bracket(_ROOM), parts.here) * _M**2
    whole = bound / HEIGHT - 2 * _W * RECURRENT
    factors = [
        (bracket(away), "2", []),
        (HEIGHT, "-1", alone(HEIGHT)),
        (_ROOM, "-1", [["1", [1 - _W, "1"], [1 + _W, "1"]]]),
    ]
    if parts.here is not None:
        ledger.add(
            "leaf-gap",
            "sign",
            (more(parts.here, 0),),
            (),
            ledger.everywhere(),
            title="How far r w stays from 1",
        )
        factors.append((parts.here, "1", alone(parts.here)))
    ledger.add(
        "leaf-room",
        "sign",
        (at_least(whole, 0),),
        (*uses, "leaf-gap"),
        (*ledger.everywhere(), more(HEIGHT, 0)),
        evidence={"proofs": [signed("1", *factors)]},
        title="Where a_hat a > 0, the distance from |w| = 1 falls no faster than at a bounded rate",
    )
    levels = [_FIRST + formula(one) if one else _FIRST for one in parts.leaf.edges]
    ledger.add(
        "leaf-ends",
        "sign",
        (more(at(HEIGHT, {_W: 1}), 0), more(at(HEIGHT, {_W: -formula(1)}), 0)),
        ("leaf", "end-weight"),
        tuple(dict.fromkeys((*ledger.domain(), *(more(one, 0) for one in levels)))),
        evidence={
            "proofs": [
                signed("1", (one + _B**2, "1", [["1", [one, "1"]], ["1", [_B, "2"]]]))
                for one in levels
            ]
        },
        title="Where the level is high enough, a_hat a > 0 at both ends of the domain",
    )
