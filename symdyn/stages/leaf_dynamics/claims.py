"""The leaves as graphs, the flow on them, and the two sides of the fold of the optimal manifold."""

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.signed import alone, signed
from symdyn.formula.building import (
    Formula,
    Part,
    at,
    defined,
    equal,
    equivalent,
    formula,
    less,
    letter,
    letters,
    more,
    partial,
    product,
)
from symdyn.stages.end_point.claims import THERE
from symdyn.stages.invariants.claims import QUANTITY
from symdyn.stages.leaf_dynamics.claims_edges import edge_claims
from symdyn.stages.leaf_dynamics.claims_focus import focus_claims
from symdyn.stages.leaf_dynamics.claims_parts import (
    HEIGHT,
    INPUT,
    READ_OUT,
    RECURRENT,
    Parts,
    over,
)
from symdyn.stages.leaf_dynamics.derive import leaf_of

__all__ = ["claims"]

_A, _B, _W, _C, _S = (
    formula(x) for x in (notation.a, notation.b, notation.w, notation.c, notation.s)
)
_W_STAR, _A_HAT, _FIRST = (
    formula(x) for x in (notation.w_star, notation.a_hat, notation.first_value)
)
_T, _D = letters("t d")
_ROOM = 1 - _W**2


def claims(ledger: Ledger) -> None:
    """The flow on a leaf, its linearisation, the fold, the edges, and the points where an optimum turns."""
    found = leaf_of(ledger.analysis)
    if found is None:
        return
    parts = Parts(found)
    _leaf(ledger, parts)
    _linearised(ledger)
    _fold(ledger, parts)
    edge_claims(ledger, parts)
    focus_claims(ledger, parts)


def _leaf(ledger: Ledger, parts: Parts) -> None:
    drive = parts.weight.times(1, _A_HAT * _C)
    input_slope = over(drive, parts.there) - _B * HEIGHT / product(formula(2), parts.here)
    recurrent = _B * parts.mean - _B**2 * _W * HEIGHT / product(2 * _ROOM, parts.here)
    ledger.add(
        "leaf",
        "definition",
        (
            defined(HEIGHT, parts.height),
            defined(READ_OUT, HEIGHT / parts.weight.times(2, _A_HAT)),
            defined(INPUT, input_slope),
            defined(RECURRENT, recurrent),
        ),
        title="A surface of what is conserved as a graph over b and w, and a flow in their plane",
    )
    uses = ("leaf", "conserved-quantity", "end-weight")
    twice = parts.weight.times(2, _A_HAT)
    ledger.add(
        "leaf-graph",
        "fixed-points",
        (equivalent(equal(QUANTITY, _FIRST), equal(_A, READ_OUT)),),
        uses,
        ledger.everywhere(),
        evidence={
            "cases": {"alternative": "0", "combinations": [[1 / twice]]},
            "converse": [[[]]],
        },
        title="The surface is a graph over the plane of b and w",
    )
    place: dict[Formula, Part] = {_A: READ_OUT}
    ledger.add(
        "leaf-flow",
        "equation",
        (
            equal(-at(letter("Delta_b"), place), INPUT),
            equal(-at(letter("Delta_w"), place), RECURRENT),
        ),
        ("update", "leaf", "end-weight"),
        ledger.everywhere(),
        title="The flow on the surface is a flow in the plane of b and w",
    )
    ledger.add(
        "leaf-invariant",
        "equation",
        (
            equal(
                partial(_B, READ_OUT) * INPUT + partial(_W, READ_OUT) * RECURRENT,
                -at(letter("Delta_a"), place),
            ),
        ),
        ("update", "leaf", "end-weight"),
        ledger.everywhere(),
        title="The flow of the mode does not leave the surface",
    )


def _linearised(ledger: Ledger) -> None:
    """On the leaf of a point of the manifold: a fixed point, with the trace and the determinant of the mode."""
    place: dict[Formula, Part] = {_B: _C / _S, _W: _W_STAR, _FIRST: THERE}
    slopes = {(x, y): partial(x, y) for x in (_B, _W) for y in (INPUT, RECURRENT)}
    trace = slopes[_B, INPUT] + slopes[_W, RECURRENT]
    determinant = (
        slopes[_B, INPUT] * slopes[_W, RECURRENT] - slopes[_W, INPUT] * slopes[_B, RECURRENT]
    )
    ledger.add(
        "leaf-optimum",
        "equation",
        (
            equal(at(READ_OUT, place), _S),
            equal(at(INPUT, place), 0),
            equal(at(RECURRENT, place), 0),
        ),
        ("leaf", "conserved-quantity", "end-level", "end-weight"),
        ledger.on_manifold(),
        title="A point of the optimal manifold is a fixed point of the flow on its surface",
    )
    ledger.add(
        "leaf-linear",
        "equation",
        (equal(at(trace, place), _T), equal(at(determinant, place), _D)),
        ("leaf", "conserved-quantity", "end-level", "trace", "end-weight"),
        ledger.on_manifold(),
        title="The flow on the surface has there the trace and the determinant of the transverse pair",
    )


def _fold(ledger: Ledger, parts: Parts) -> None:
    """Along the branch a_hat s < 0 the quantity has a maximum, and d has a sign on each side of it."""
    slope = partial(_S, THERE)
    ledger.add(
        "leaf-fold",
        "equation",
        (equal(partial(_S, slope), -(6 * _C**2 / _S**4)),),
        ("conserved-quantity", "end-level"),
        ledger.on_manifold(),
        title="The second slope of the quantity along the optimal manifold",
    )
    fold = parts.weight.times(1, _A_HAT * _S**3) + _C**2
    gain, room = _A_HAT * _S, 1 - _W_STAR**2
    others = [
        (-gain, "1", alone(-gain)),
        (_C, "2", []),
        (_S, "-4", []),
        (room, "-2", []),
    ]
    if not parts.weight.value.is_number:
        weight = formula(parts.weight.value)
        others.append((weight, "1", alone(weight)))
    if parts.on_manifold is not None:
        others.append((parts.on_manifold, "-2", []))
    number = str(parts.weight.value) if parts.weight.value.is_number else "1"
    for beyond, title in (
        (True, "Beyond the fold the determinant is positive"),
        (False, "Before the fold it is negative"),
    ):
        away = -fold if beyond else fold
        ledger.add(
            "leaf-beyond" if beyond else "leaf-before",
            "sign",
            (more(_D, 0) if beyond else less(_D, 0),),
            ("trace", "end-weight"),
            (*ledger.on_manifold(), less(gain, 0), less(fold, 0) if beyond else more(fold, 0)),
            evidence={"proofs": [signed(number, *others, (away, "1", alone(away)))]},
            title=title,
        )
