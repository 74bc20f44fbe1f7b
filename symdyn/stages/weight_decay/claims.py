"""The flow with weight decay: for an arbitrary kernel, then of this rule with its own decays."""

from sympy import Integer, Symbol

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.exact.bridge import polynomial_to_expr
from symdyn.formula.building import (
    Formula,
    Part,
    added,
    apart,
    at,
    defined,
    equal,
    formula,
    letter,
    letters,
    partial,
)
from symdyn.formula.nodes import Node
from symdyn.notation import STATE
from symdyn.stages.fixed_points.derive import undecided_factors
from symdyn.stages.invariants.claims import QUANTITY
from symdyn.stages.linearisation.claims_by_kernel import gain
from symdyn.stages.weight_decay.claims_any_kernel import (
    B_1,
    DRIFT,
    FLOW,
    SHARES,
    W_1,
    claims_any_kernel,
    drift,
    flow,
    rest,
    rest_evidence,
)
from symdyn.stages.weight_decay.derive import Decayed, decay_of, decayed

__all__ = ["claims"]

_S, _C, _STAR = (formula(x) for x in (notation.s, notation.c, notation.w_star))
_ROOM = 1 - _STAR**2
_PAIR = letters("t_1 d_1")
_RATE = Symbol("r")


def claims(ledger: Ledger) -> None:
    """Where the flow with decay rests, its drift on the optimal manifold, and what it forgets."""
    if ledger.rule.decay.plain:
        return
    claims_any_kernel(ledger)
    found = decayed(ledger.analysis)
    decays = decay_of(ledger.analysis)
    ledger.add("decay", "definition", flow(decays), title="The flow of this rule with weight decay")
    ledger.add(
        "decay-rest",
        "fixed-points",
        (rest(decays),),
        ("update-by-kernel", "decay"),
        ledger.everywhere(),
        evidence=rest_evidence,
        title="Where a mode rests under weight decay",
    )
    _drift(ledger, found)
    _beside(ledger, found)
    _loss(ledger)
    if found.threshold is not None:
        _origin(ledger, found)
    if found.conserved is not None:
        _conserved(ledger, found)


def _drift(ledger: Ledger, found: Decayed) -> None:
    value, moment, stretched = letters("K_star M_star S_star")
    q = gain(ledger.rule)
    ledger.add(
        "decay-shares",
        "definition",
        (
            defined(SHARES[0], value**2 * q),
            defined(SHARES[1], stretched * (_C**2 / _S**2)),
            defined(SHARES[2], _ROOM * moment - _STAR**2 * value),
            defined(DRIFT, drift(decay_of(ledger.analysis))),
        ),
        title="The drift along the optimal manifold for weak decay, of this rule",
    )
    ledger.add(
        "decay-drift",
        "equation",
        (equal(x, y) for x, y in zip(SHARES, found.shares, strict=True)),
        ("decay-shares", "setting.stretched", "manifold-kernel"),
        ledger.on_manifold(),
        title="The shares of the decays in the drift, of this kernel",
    )


def _beside(ledger: Ledger, found: Decayed) -> None:
    """Where the mode that drifts stands beside the manifold, to first order in the decays."""
    at_a, at_b, at_w = decay_of(ledger.analysis)
    value, q, b = letter("K_star"), gain(ledger.rule), _C / _S
    square = (at_b + DRIFT) * b**2
    square = square if at_w == 0 else square - at_w * _ROOM
    read_out = (at_a - DRIFT) * _ROOM**2 + b**2 * _STAR * W_1
    ledger.add(
        "decay-place",
        "definition",
        (
            defined(W_1, _ROOM * _STAR * square / (q * b**2 * value)),
            defined(B_1, -(read_out / (_ROOM * b))),
        ),
        title="The place beside the optimal manifold of a mode that drifts, of this rule",
    )
    nonzero = _credit_apart(ledger)
    if nonzero is None:
        return
    own, after = found.of_w, found.of_gain
    changes = own[0] * (at_b + _RATE) + own[1] * at_w
    ledger.add(
        "decay-beside",
        "equation",
        (
            equal(W_1, changes),
            equal(_S * B_1, after[0] * (at_a - _RATE) + formula(after[1]) * W_1),
        ),
        ("decay-place", "manifold-kernel"),
        (*ledger.on_manifold(), *nonzero),
        title="The changes of w and of a b beside the optimal manifold, of this kernel",
    )


def _credit_apart(ledger: Ledger) -> tuple[Node, ...] | None:
    """What keeps K_star from 0 beside the domain; None where it holds the horizon, of which no claim assumes such a thing."""
    credit = ledger.analysis.credit
    if credit.value_sign.sign in {"positive", "negative"}:
        return ()
    factors = undecided_factors(credit.value.numer, credit.adjoined.domain)
    shown = [credit.adjoined.written_out(polynomial_to_expr(one)) for one in factors]
    if any(one.has(notation.tau) for one in shown):
        return None
    return tuple(apart(one, 0) for one in shown)


def _loss(ledger: Ledger) -> None:
    e = {name: letter(name) for name in ("H_22", "H_23", "H_33")}
    left = e["H_22"] * B_1**2 + 2 * e["H_23"] * B_1 * W_1 + e["H_33"] * W_1**2
    product = _S * B_1
    right = (
        product**2 / _ROOM
        + 2 * _C * _STAR * product * W_1 / _ROOM**2
        + _C**2 * (1 + _STAR**2) * W_1**2 / _ROOM**3
    )
    ledger.add(
        "decay-loss",
        "equation",
        (equal(left, right),),
        ("loss.curvature",),
        (*ledger.on_manifold(),),
        title="The loss beside the optimal manifold, to second order: twice what it is",
    )


def _origin(ledger: Ledger, found: Decayed) -> None:
    """The Jacobian at a = b = 0: the block of a and b, and w by itself."""
    place: dict[Formula, Part] = {formula(notation.a): 0, formula(notation.b): 0}
    e = {(i, j): letter(f"J_{i}{j}") for i in (1, 2, 3) for j in (1, 2, 3)}
    ledger.add(
        "decay-origin-place",
        "definition",
        (
            *(
                defined(one, at(partial(STATE[column - 1], FLOW[row - 1]), place))
                for (row, column), one in e.items()
            ),
            defined(_PAIR[0], e[1, 1] + e[2, 2]),
            defined(_PAIR[1], e[1, 1] * e[2, 2] - e[1, 2] * e[2, 1]),
        ),
        title="The Jacobian of the flow with weight decay at a = b = 0",
    )
    at_a, at_b, at_w = decay_of(ledger.analysis)
    threshold = found.threshold if found.threshold is not None else Integer(0)
    ledger.add(
        "decay-origin",
        "equation",
        (
            *(
                equal(at(one, place), x)
                for one, x in zip(FLOW, (0, 0, -at_w * notation.w), strict=True)
            ),
            *(equal(e[place_], 0) for place_ in ((1, 3), (2, 3), (3, 1), (3, 2))),
            equal(e[3, 3], -at_w),
            equal(_PAIR[0], -at_a - at_b),
            equal(_PAIR[1], at_a * at_b - threshold),
        ),
        ("update", "decay", "decay-origin-place"),
        ledger.everywhere(),
        title="At a = b = 0: the trace and the determinant of a and b, and w by itself",
    )


def _conserved(ledger: Ledger, found: Decayed) -> None:
    along = added(*(partial(x, QUANTITY) * one for x, one in zip(STATE, FLOW, strict=True)))
    line = ledger.stated[ledger.own("conserved-long")].lines[0]
    ledger.add(
        "decay-conserved",
        "equation",
        (equal(along, found.conserved if found.conserved is not None else Integer(0)),),
        ("conserved-quantity", "conserved-long", "decay"),
        ledger.everywhere(),
        evidence={"proofs": [{"by": [[-formula(1), line]]}]},
        title="How fast weight decay changes what the flow conserves without it",
    )
