r"""The end s -> 0 of the manifold for any kernel, with feedback of the right phase, and exact points.

There the criterion times a power of s goes to c^8 times the real part of S_star, over a power of
1 - |w_star|^2 and times the modulus of the feedback if that is fixed.
"""

from sympy import Rational

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.points import point_in_domain
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
from symdyn.stages.complex_modes.claims_rule import GAINS, credit_uses, gains_given, mode_given
from symdyn.stages.complex_modes.derive import ComplexModes
from symdyn.stages.complex_modes.witness import ComplexWitness

__all__ = ["end_claims", "point_claims"]

_T, _Y, _D, _Z = letters("t y d z")
_M, _N, _G, _J = letters("M x G J")  # t, y, d and z times powers of s
_X, _K, _K_TURNED, _H, _H_TURNED = letters("X k_1 k_2 H_1 H_2")
_S, _C, _A_HAT = (formula(x) for x in (notation.s, notation.c, notation.a_hat))
_ROOM = 1 - _X
_ALIGNED = ("theory.complex-unit", "theory.complex-aligned", GAINS, PAIR)


def end_claims(ledger: Ledger) -> None:
    """The criterion as a polynomial in s over a power of s, and what it is at s = 0."""
    symmetric = ledger.rule.symmetric
    power = 2 if symmetric else 1
    shift = _S**2 if symmetric else _S
    lifted = _S**4 if symmetric else _S**3

    def fed(one: Formula) -> Formula:
        return one if symmetric else _A_HAT * one

    def coupled(value: Formula, stretched: Formula) -> Formula:
        return stretched / _ROOM + _X * value / _ROOM**2

    def size(value: Formula, stretched: Formula) -> Formula:
        return fed(_C**2 * ((_C**2 * stretched + fed(lifted * value)) / _ROOM**2))

    direct = fed(lifted * _K) + fed(shift * _C**2 * coupled(_K, _H))
    turned = fed(_S**2 * _K_TURNED) + fed(_C**2 * coupled(_K_TURNED, _H_TURNED))
    ledger.add(
        "complex-scaled",
        "definition",
        (
            defined(_M, _C**2 / _ROOM + direct),
            defined(_N, -turned),
            defined(_G, size(_K**2 - _K_TURNED**2, _H)),
            defined(_J, size(2 * _K * _K_TURNED, _H_TURNED)),
        ),
        title="Trace and determinant times powers of s, with feedback of the right phase",
    )
    given = (apart(_S, 0), apart(_C, 0), at_least(_X, 0), less(_X, 1))
    back = formula(4 - power)
    rows = (
        equal(_M, -(_S**2) * _T),
        equal(_N, _Y if symmetric else _S * _Y),
        equal(_G, _S**back * _D),
        equal(_J, _S**back * _Z),
    )
    ledger.add(
        "complex-scaled-pair",
        "equation",
        rows,
        ("complex-scaled", *_ALIGNED),
        given,
        title="The parts of trace and determinant with feedback of the right phase",
    )
    whole = _M**2 * _G - shift * (_M * _N * _J + _J**2)
    ledger.add(
        "complex-scaled-criterion",
        "equation",
        (equal(_S ** formula(8 - power) * CRITERION, whole),),
        ("complex-scaled", "complex-scaled-pair", *_ALIGNED),
        given,
        title="The criterion times a power of s",
    )
    ledger.add(
        "complex-end",
        "equation",
        (equal(at(whole, {_S: 0}), fed(_C**8 * (_H / _ROOM**4))),),
        ("complex-scaled",),
        (at_least(_X, 0), less(_X, 1)),
        title="The criterion times a power of s, at the end s -> 0 of the manifold",
    )


def point_claims(ledger: Ledger, found: ComplexModes) -> None:
    """Exact points with feedback of the right phase: one unstable, and one stable of the same mode."""
    for name, one in (("complex-unstable", found.unstable), ("complex-stable", found.stable)):
        if one is not None:
            _point(ledger, found, name, one)


def _point(ledger: Ledger, found: ComplexModes, name: str, one: ComplexWitness) -> None:
    point_in_domain(ledger, name, one.point, (*mode_given(ledger), *gains_given(ledger)))
    here = {letter(x): Rational(y) for x, y in one.point if x in _shown(ledger)}
    values = ((_T, one.trace), (CRITERION, one.criterion))
    ledger.add(
        f"{name}-point",
        "equation",
        (equal(at(x, here), Rational(y)) for x, y in values),
        (*credit_uses(found), "complex-place", *_ALIGNED, f"{name}-domain"),
        title="Trace and criterion of a conformal mode at an exact point",
    )


def _shown(ledger: Ledger) -> set[str]:
    """The letters that trace and criterion are functions of."""
    own = {x for x in ledger.rule.domain.names if x != notation.w.name}
    return {*own, "u", "v", "s", "c"}
