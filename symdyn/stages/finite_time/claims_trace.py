r"""Why the trace of a mode keeps its sign for each T >= 2: a sum Phi that is positive.

With G at h = z, and sums over k < T, Phi = sum k z^{k-1} [k]_{z,r} and

    Phi f (1 - z r) = G (1 - z r) + z^2 H (f - v u),
    f = sum z^{2k},  u = [T]_{z,r},  v = z^{T-1},  H = sum k z^{2 (k - 1)}.

That f > v u has three reasons: u^2 <= f g by Cauchy's inequality, with g = sum r^{2k}; f < T and g < T, as no
term exceeds 1; and f > T |v|, which is what G > 0 rests on, at h = z.
"""

from typing import Any

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.signed import alone, signed
from symdyn.formula.building import (
    Formula,
    at_least,
    below,
    defined,
    equal,
    formula,
    letters,
    more,
    total,
)
from symdyn.stages.finite_time.claims_cauchy import LONG, bracket_sum, termwise
from symdyn.stages.finite_time.claims_products import products
from symdyn.stages.finite_time.claims_theorem import EXCESS, theorem_name

__all__ = ["SUM", "trace_theorem"]

_Z, _H, _R = letters("z h r")
_F, _G, _U, _V = letters("f g u v")
_ROOM_Z, _ROOM_R, _CAUCHY = letters("H_4 H_5 J_4")
SUM, _WEIGHTED = letters("Phi H")
_M, _X = letters("M x")
_T, _K, _J = (formula(x) for x in (notation.T, notation.k, notation.j))
_GIVEN = (below(-1, _Z, 1), below(-1, _R, 1), LONG)
_SHORTER = _F - _V * _U
_LINE = equal(SUM * _F * (1 - _Z * _R), EXCESS * (1 - _Z * _R) + _Z**2 * _WEIGHTED * _SHORTER)


def trace_theorem(ledger: Ledger, *, local: bool) -> None:
    """Phi > 0 for each T >= 2; `local` is for r = 0."""
    before = _T - 1
    step = bracket_sum(_Z, None if local else _R, _K + 1, _K)
    products(ledger, local=local)
    ledger.add(
        theorem_name("sum", local=local),
        "definition",
        (defined(SUM, total(notation.k, before, (_K + 1) * (_Z**_K * step))),),
        title="What the sign of the trace rests on",
    )
    if local:
        ledger.add(
            theorem_name("sum-positive", local=True),
            "sign",
            (more(SUM, 0),),
            (theorem_name("sum", local=True),),
            (_GIVEN[0], LONG),
            evidence={"proofs": [termwise(_counted(_K + 1, _Z**_K), signed("1"))]},
            title="Phi is positive for each T >= 2 where r = 0",
        )
        return
    _definitions(ledger)
    _termwise_signs(ledger)
    _equations(ledger)
    _consequences(ledger)
    _logic(ledger)
    ledger.add(
        theorem_name("sum-positive", local=False),
        "sign",
        (more(SUM, 0),),
        (
            "theory.finite-sum-logic",
            "theory.finite-sum-identity",
            "theory.finite-trace-signs",
            "theory.finite-response-positive",
            "theory.finite-shorter",
            "theory.finite-room",
            "theory.finite-equal",
            theorem_name("positive", local=False),
        ),
        _GIVEN,
        evidence={"proofs": ["known"]},
        title="Phi is positive for each T >= 2",
    )


def _definitions(ledger: Ledger) -> None:
    before = _T - 1
    ledger.add(
        "theory.finite-trace-letters",
        "definition",
        (
            defined(_G, total(notation.k, _T, _R ** (2 * _K))),
            defined(_U, bracket_sum(_Z, _R, _T, before)),
            defined(_V, _Z**before),
            defined(_WEIGHTED, total(notation.k, before, (_K + 1) * _Z ** (2 * _K))),
        ),
        title="Sums of powers",
    )
    squares = (_G * _Z**_J - _U * _R ** (before - _J)) ** 2
    ledger.add(
        "theory.finite-trace-rooms",
        "definition",
        (
            *(
                defined(x, total(notation.k, before, (before - _K) * y ** (2 * _K)))
                for x, y in ((_ROOM_Z, _Z), (_ROOM_R, _R))
            ),
            defined(_CAUCHY, total(notation.j, _T, squares)),
        ),
        title="How far the sums of powers are below T, and a sum of squares",
    )


def _counted(number: Formula, base: Formula) -> dict[str, Any]:
    """A natural number times a square."""
    return signed("1", (number, "1", alone(number)), (base, "2", []))


def _termwise_signs(ledger: Ledger) -> None:
    left = _T - 1 - _K
    some = signed("1", (_T - 1, "1", [["1", [_T - 2, "1"]], ["1"]]))
    ledger.add(
        "theory.finite-trace-signs",
        "sign",
        (more(one, 0) for one in (_G, _WEIGHTED)),
        ("theory.finite-trace-letters",),
        _GIVEN,
        evidence={
            "proofs": [
                termwise(signed("1", (_R**_K, "2", [])), signed("1")),
                termwise(_counted(_K + 1, _Z**_K), signed("1")),
            ]
        },
        title="Sums of squares",
    )
    ledger.add(
        "theory.finite-room-signs",
        "sign",
        (more(_ROOM_Z, 0), more(_ROOM_R, 0)),
        ("theory.finite-trace-rooms",),
        _GIVEN,
        evidence={"proofs": [termwise(_counted(left, x**_K), some) for x in (_Z, _R)]},
        title="Sums of squares with natural weights",
    )
    whole = _G * _Z**_J - _U * _R ** (_T - 1 - _J)
    each = signed("1", (whole, "2", []))
    ledger.add(
        "theory.finite-trace-squares",
        "sign",
        (at_least(_CAUCHY, 0),),
        ("theory.finite-trace-rooms",),
        _GIVEN,
        evidence={"proofs": [termwise(each, each)]},
        title="Squares have a sum that is not negative",
    )


def _equations(ledger: Ledger) -> None:
    uses = (
        "theory.finite-response",
        "theory.finite-trace-letters",
        "theory.finite-trace-rooms",
    )
    for name, line, others, title in (
        ("room-first", equal(_T - _F, (1 - _Z**2) * _ROOM_Z), (), "How far f is below T"),
        ("room-second", equal(_T - _G, (1 - _R**2) * _ROOM_R), (), "How far g is below T"),
        ("lagrange", equal(_G * (_F * _G - _U**2), _CAUCHY), (), "Lagrange's identity"),
        (
            "equal-moduli",
            equal((1 - _Z**2) ** 2 * (_F**2 - _T**2 * _V**2), _M**2 - _X**2),
            ("theory.finite-moduli-first", "theory.finite-equal"),
            "The moduli at h = z",
        ),
        (
            "sum-identity",
            _LINE,
            (
                theorem_name("sum", local=False),
                theorem_name("excess", local=False),
                "theory.finite-equal",
            ),
            "Phi in terms of G",
        ),
    ):
        ledger.add(
            f"theory.finite-{name}", "equation", (line,), (*uses, *others), _GIVEN, title=title
        )


def _consequences(ledger: Ledger) -> None:
    ledger.add(
        "theory.finite-room",
        "sign",
        (more(1 - _Z**2, 0), more(1 - _R**2, 0), more(1 - _Z * _R, 0)),
        (),
        _GIVEN,
        title="Rooms below 1",
    )
    for name, gap, line, factors, uses in (
        (
            "below-first",
            _T - _F,
            equal(_T - _F, (1 - _Z**2) * _ROOM_Z),
            ((1 - _Z**2, "1"), (_ROOM_Z, "1")),
            ("theory.finite-room-first", "theory.finite-room-signs"),
        ),
        (
            "below-second",
            _T - _G,
            equal(_T - _G, (1 - _R**2) * _ROOM_R),
            ((1 - _R**2, "1"), (_ROOM_R, "1")),
            ("theory.finite-room-second", "theory.finite-room-signs"),
        ),
        (
            "apart",
            _F**2 - _T**2 * _V**2,
            equal((1 - _Z**2) ** 2 * (_F**2 - _T**2 * _V**2), _M**2 - _X**2),
            ((_M**2 - _X**2, "1"), (1 - _Z**2, "-2")),
            ("theory.finite-equal-moduli", "theory.finite-bound-first", "theory.finite-equal"),
        ),
    ):
        scale: Formula = 1 / (1 - _Z**2) ** 2 if name == "apart" else formula(1)
        ledger.add(
            f"theory.finite-{name}",
            "sign",
            (more(gap, 0),),
            (*uses, "theory.finite-room"),
            _GIVEN,
            evidence={
                "proofs": [signed("1", *((x, y, alone(x)) for x, y in factors), by=[[scale, line]])]
            },
            title="A sum of powers below T" if name != "apart" else "A sum that exceeds T |v|",
        )
    line = equal(_G * (_F * _G - _U**2), _CAUCHY)
    least = at_least(_F * _G - _U**2, 0)
    shown = signed("1", (_CAUCHY, "1", alone(_CAUCHY)), (_G, "-1", alone(_G)), by=[[1 / _G, line]])
    ledger.add(
        "theory.finite-cauchy-logic",
        "sign",
        (least,),
        (),
        (more(_G, 0), at_least(_CAUCHY, 0), line),
        evidence={"proofs": [shown]},
        title="What Lagrange's identity says",
    )
    ledger.add(
        "theory.finite-cauchy",
        "sign",
        (least,),
        (
            "theory.finite-cauchy-logic",
            "theory.finite-lagrange",
            "theory.finite-trace-squares",
            "theory.finite-trace-signs",
        ),
        _GIVEN,
        evidence={"proofs": ["known"]},
        title="Cauchy's inequality",
    )


def _logic(ledger: Ledger) -> None:
    """For any numbers: what the signs say of f - v u, and of Phi."""
    exceeds, cauchy = _F**2 - _T**2 * _V**2, _F * _G - _U**2
    facts = [
        *(more(one, 0) for one in (_F, _G, _T - _F, _T - _G, exceeds)),
        at_least(cauchy, 0),
    ]
    square = _F**2 - _V**2 * _U**2
    terms = [
        ["1", [exceeds, "1"]],
        ["1", [_V, "2"], [_T, "1"], [_T - _F, "1"]],
        ["1", [_V, "2"], [_F, "1"], [_T - _G, "1"]],
        ["1", [_V, "2"], [cauchy, "1"]],
    ]
    ledger.add(
        "theory.finite-shorter-square",
        "sign",
        (more(square, 0),),
        (),
        facts,
        evidence={"proofs": [signed("1", (square, "1", terms))]},
        title="What the three reasons say of squares",
    )
    ledger.add(
        "theory.finite-shorter-logic",
        "sign",
        (more(_SHORTER, 0),),
        ("theory.finite-shorter-square",),
        facts,
        evidence={
            "proofs": [
                signed(
                    "1/2",
                    (_SHORTER**2 + square, "1", [["1", [_SHORTER, "2"]], ["1", [square, "1"]]]),
                    (_F, "-1", alone(_F)),
                )
            ]
        },
        title="What the three reasons say",
    )
    ledger.add(
        "theory.finite-shorter",
        "sign",
        (more(_SHORTER, 0),),
        (
            "theory.finite-shorter-logic",
            "theory.finite-trace-signs",
            "theory.finite-response-positive",
            "theory.finite-below-first",
            "theory.finite-below-second",
            "theory.finite-apart",
            "theory.finite-cauchy",
        ),
        _GIVEN,
        evidence={"proofs": ["known"]},
        title="f exceeds v u",
    )
    room = 1 - _Z * _R
    both = [["1", [EXCESS, "1"], [room, "1"]], ["1", [_Z, "2"], [_WEIGHTED, "1"], [_SHORTER, "1"]]]
    whole = EXCESS * room + _Z**2 * _WEIGHTED * _SHORTER
    ledger.add(
        "theory.finite-sum-logic",
        "sign",
        (more(SUM, 0),),
        (),
        (*(more(one, 0) for one in (_F, _WEIGHTED, EXCESS, _SHORTER, room)), _LINE),
        evidence={
            "proofs": [
                signed(
                    "1",
                    (whole, "1", both),
                    (_F, "-1", alone(_F)),
                    (room, "-1", alone(room)),
                    by=[[1 / (_F * room), _LINE]],
                )
            ]
        },
        title="Phi is positive if G is and f exceeds v u",
    )
