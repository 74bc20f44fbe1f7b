"""A mode at an optimum that T steps lead to: trace and determinant in sums, and where it is stable."""

from typing import Any

from sympy import Expr, fraction

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.signed import alone, signed
from symdyn.claims.spectrum import spectrum_lines
from symdyn.exact.layout import arrange
from symdyn.exact.rational import RationalFunction, generator
from symdyn.formula.building import (
    Formula,
    apart,
    bracket,
    equal,
    formula,
    less,
    letters,
    more,
    total,
)
from symdyn.stages.finite_time.claims_cauchy import LONG
from symdyn.stages.finite_time.claims_products import OWN_CREDIT, RESPONSE
from symdyn.stages.finite_time.claims_theorem import EXCESS, theorem_name
from symdyn.stages.finite_time.claims_trace import SUM
from symdyn.stages.finite_time.derive import FiniteTime
from symdyn.stages.linearisation.claims_by_kernel import gain
from symdyn.stages.stability.claims_any_kernel import STABLE, UNSTABLE
from symdyn.stages.update.claims import SUMS

__all__ = ["at_optimum"]

_S, _C, _W_STAR = (formula(x) for x in (notation.s, notation.c, notation.w_star))
_T, _D = letters("t d")
_SQUARE = _C**2 / _S**2


def at_optimum(ledger: Ledger, found: FiniteTime) -> None:
    """The spectrum, trace and determinant, and what follows for each T >= 2."""
    _jacobian(ledger, found)
    _stable(ledger, found)


def _jacobian(ledger: Ledger, found: FiniteTime) -> None:
    """Its spectrum, and trace and determinant in sums."""
    uses = (*SUMS, "setting.finite-jacobian", "setting.trace")
    ledger.add(
        "finite-spectrum",
        "equation",
        spectrum_lines(),
        uses,
        ledger.on_manifold(),
        title="For each T one eigenvalue is 0, the others are the roots of x^2 - t x + d",
    )
    own, product = _own_gain(ledger, found), _own_product(ledger, found)
    k = formula(notation.k)
    response = bracket(total(notation.k, notation.T, _W_STAR ** (2 * k)))
    parts = (_SQUARE * response, _credited(own, found), product * SUM)
    by_sums = (
        _SQUARE * RESPONSE,
        own if found.local else own * OWN_CREDIT,
        product * SUM,
    )
    here = ("finite-optimum", "theory.finite-equal", theorem_name("sum", local=found.local))
    given = (*ledger.domain(), apart(_S, 0), apart(_C, 0), LONG)
    ledger.add(
        "finite-trace",
        "equation",
        (
            equal(_T, -parts[0] - parts[1] - parts[2]),
            equal(_D, product * ((own + _SQUARE) * EXCESS)),
        ),
        (*uses, *here, theorem_name("excess", local=found.local)),
        given,
        title="Trace and determinant of a mode for T steps",
    )
    ledger.add(
        "finite-trace-by-sums",
        "equation",
        (equal(_T, -by_sums[0] - by_sums[1] - by_sums[2]),),
        (*uses, *here, "theory.finite-response", "theory.finite-own-credit"),
        given,
        title="The trace of a mode for T steps in the sums that are positive",
    )
    if found.excess is not None:
        ledger.add(
            "finite-excess",
            "equation",
            (equal(EXCESS, found.excess),),
            (*here, theorem_name("excess", local=found.local)),
            (*ledger.domain(), *(apart(one, 0) for one in found.apart), LONG),
            title="What decides in finite time, at an optimum",
        )


def _own_product(ledger: Ledger, found: FiniteTime) -> Formula:
    """q b^2 times the credit at the first lag, with b = c/s."""
    phi = notation.s if ledger.rule.symmetric else notation.a_hat
    return formula(arrange(_weight(found)) * phi * notation.c**2 / notation.s)


def _own_gain(ledger: Ledger, found: FiniteTime) -> Formula:
    """q times the credit at the first lag."""
    weight = _weight(found)
    return gain(ledger.rule) if weight == 1 else formula(arrange(weight)) * gain(ledger.rule)


def _weight(found: FiniteTime) -> RationalFunction:
    if found.geometric is None:
        raise ValueError("a kernel that is no geometric sequence has no weight")
    return found.geometric.at_teacher().weight


def _weight_atoms(weight: Expr) -> tuple[str, list[Any]]:
    """A number, and the polynomials with powers that the weight is besides."""
    above, below = fraction(weight)
    if weight.is_Rational:
        return str(weight), []
    if below.is_Rational:
        return str(1 / below), [[formula(above), "1"]]
    return "1", [[formula(above), "1"], [formula(below), "-1"]]


def _credited(own: Formula, found: FiniteTime) -> Formula:
    """The gain times the sum of the kernel at an optimum, without its weight."""
    if found.geometric is None or not found.geometric.ratio:
        return own
    k, ratio = formula(notation.k), found.geometric.at_teacher().ratio
    equals = ratio == generator(ratio.field, notation.w_star)
    summand = _W_STAR ** (2 * k) if equals else formula(arrange(ratio)) ** k * _W_STAR**k
    return own * bracket(total(notation.k, notation.T, summand))


def _unstable(ledger: Ledger, found: FiniteTime, weight: list[Any]) -> None:
    """Against the sign of the feedback, up to b^2: the determinant is negative.

    The bracket that is positive is assumed to be so times s^2 and the denominator of the weight, as a polynomial.
    """
    own, against = _own_gain(ledger, found), gain(ledger.rule)
    rest = own + _SQUARE
    above, below = fraction(arrange(_weight(found)))
    scaled = formula(above * notation.a_hat * notation.s**3) + formula(below * notation.c**2)
    divided = [[_S, "-2"], *([] if below.is_Rational else [[formula(below), "-1"]])]
    factors = (
        (-own, "1", [[*weight, [-against, "1"]]]),
        (_SQUARE, "1", [["1", [_C, "2"], [_S, "-2"]]]),
        (rest, "1", [[str(1 / below) if below.is_Rational else "1", [scaled, "1"], *divided]]),
        (EXCESS, "1", alone(EXCESS)),
    )
    ledger.add(
        "finite-unstable",
        "stability",
        (UNSTABLE,),
        (
            "finite-trace",
            "finite-weight-optimum",
            "finite-weight-parts",
            "finite-inside-optimum",
            "finite-optimum",
            "theory.finite-equal",
            "finite-spectrum",
            theorem_name("positive", local=found.local),
        ),
        (
            *ledger.domain(),
            apart(_S, 0),
            apart(_C, 0),
            LONG,
            less(against, 0),
            more(scaled, 0),
        ),
        evidence={
            "weights": ["1", "0"],
            "proofs": [signed("1"), signed("0"), signed("1", *factors)],
        },
        title="Where a mode is stable for no T >= 2, against the sign of the feedback",
    )


def _stable(ledger: Ledger, found: FiniteTime) -> None:
    """Where a phi > 0 the trace is negative and the determinant positive, at each T >= 2."""
    own, local = _own_gain(ledger, found), found.local
    weight = arrange(_weight(found))
    factor, atoms = _weight_atoms(weight)
    atoms.append([_S, "2"] if ledger.rule.symmetric else [gain(ledger.rule), "1"])
    square = [[_C, "2"], [_S, "-2"]]
    minus = _SQUARE * RESPONSE + (own if local else own * OWN_CREDIT) + own * (_SQUARE * SUM)
    given = (*ledger.domain(), apart(_S, 0), apart(_C, 0), LONG)
    if not ledger.rule.symmetric:
        given = (*given, more(gain(ledger.rule), 0))
    terms = [
        ["1", *square, [RESPONSE, "1"]],
        [factor, *atoms, *([] if local else [[OWN_CREDIT, "1"]])],
        [factor, *atoms, *square, [SUM, "1"]],
    ]
    sides = own + _SQUARE
    names = [theorem_name(one, local=local) for one in ("positive", "sum-positive")]
    ledger.add(
        "finite-stable",
        "stability",
        (STABLE,),
        (
            "finite-spectrum",
            "finite-trace-by-sums",
            "finite-trace",
            "finite-weight-optimum",
            "finite-weight-parts",
            "finite-inside-optimum",
            "finite-optimum",
            "theory.finite-equal",
            *names,
            "theory.finite-response-positive",
            "theory.finite-own-credit-positive",
        ),
        given,
        evidence={
            "proofs": [
                signed("1", (minus, "1", terms)),
                signed(
                    "1",
                    (own, "1", [[factor, *atoms]]),
                    (_SQUARE, "1", [["1", *square]]),
                    (sides, "1", [[factor, *atoms], ["1", *square]]),
                    (EXCESS, "1", alone(EXCESS)),
                ),
            ]
        },
        title="A mode is stable on the optimal manifold for each T >= 2",
    )
    if not ledger.rule.symmetric:
        _unstable(ledger, found, [factor, *atoms[:-1]])
