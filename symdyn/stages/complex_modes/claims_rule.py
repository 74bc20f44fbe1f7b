r"""What the theory of conformal modes says of a rule: its credit in real letters, and where it is stable.

The mode is w_star = u + i v.  Where the phase of the feedback is that of the read-out, moduli alone enter:
s stands for that of a, c and \hat{a} for those of the teacher's gain and the feedback.
"""

from collections.abc import Iterator

from sympy import Expr, Symbol

from symdyn import notation
from symdyn.claims.hypotheses import assumption
from symdyn.claims.ledger import Ledger
from symdyn.claims.signed import alone, signed
from symdyn.exact.layout import arrange
from symdyn.formula.building import (
    Formula,
    apart,
    at_least,
    at_most,
    below,
    defined,
    equal,
    formula,
    less,
    letters,
    more,
)
from symdyn.formula.nodes import Node, Relation
from symdyn.stages.complex_modes.claims_pair import CRITERION, DAMPED, PAIR
from symdyn.stages.complex_modes.claims_stable import (
    FROZEN,
    REAL,
    frozen_evidence,
    gradient_evidence,
)
from symdyn.stages.complex_modes.derive import ComplexModes, Kind

__all__ = ["GAINS", "credit_uses", "gains_given", "mode_given", "rule_claims"]

GAINS = "complex-aligned"
_Q, _G, _X, _U, _V, _F, _H = letters("q g X u v f h")
_PARTS = letters("k_1 k_2 H_1 H_2")
_S, _C, _A_HAT = (formula(x) for x in (notation.s, notation.c, notation.a_hat))


def rule_claims(ledger: Ledger, found: ComplexModes) -> None:
    """Credit and gains of the rule, and the criterion where it is proved."""
    _definitions(ledger, found)
    if found.kind == Kind.REAL:
        _real(ledger, found)
        return
    _products(ledger, found)
    if found.kind == Kind.FROZEN and found.ratio is not None:
        _frozen(ledger, formula(arrange(found.ratio)))


def credit_uses(found: ComplexModes) -> tuple[str, ...]:
    """The definitions of the credit of a rule, each line before what it gives a value to."""
    if found.kind == Kind.REAL:
        return ("complex-credit-parts", *REAL)
    if found.kind == Kind.FROZEN:
        return (*FROZEN, "complex-credit-parts", "complex-place")
    return (
        "complex-credit-parts",
        "complex-place",
        "theory.complex-unit",
        "theory.complex-aligned",
    )


def own_given(ledger: Ledger) -> tuple[Node, ...]:
    """The domain of the rule's own parameters."""
    return tuple(
        line
        for name, interval in ledger.rule.domain.entries
        if name not in {notation.w.name, notation.a_hat.name}
        for line in assumption(Symbol(name), interval)
    )


def mode_given(ledger: Ledger) -> tuple[Node, ...]:
    """A mode in the unit disc, and the rule's own parameters."""
    return (*own_given(ledger), below(-1, _U, 1), below(-1, _V, 1), less(_U**2 + _V**2, 1))


def gains_given(ledger: Ledger) -> tuple[Node, ...]:
    """A place on the manifold, with feedback of the right phase."""
    aligned = () if ledger.rule.symmetric else (more(_S * _A_HAT, 0),)
    return (apart(_S, 0), apart(_C, 0), *aligned)


def _definitions(ledger: Ledger, found: ComplexModes) -> None:
    ledger.add(
        "complex-place",
        "definition",
        (defined(_X, _U**2 + _V**2),),
        title="The squared modulus of the mode w_star = u + i v",
    )
    ledger.add(
        "complex-credit-parts",
        "definition",
        _credit(found),
        title="Real and imaginary parts of the credit of a conformal mode",
    )
    ledger.add(
        GAINS,
        "definition",
        (
            defined(_Q, _S**2 if ledger.rule.symmetric else _A_HAT * _S),
            defined(_G, _C**2 / _S**2),
        ),
        title="The gains of feedback and input where the phase of the feedback is that of the read-out",
    )
    ledger.add(
        "complex-gain-signs",
        "sign",
        (more(_Q, 0), more(_G, 0)),
        (GAINS,),
        gains_given(ledger),
        title="The gains of a conformal mode are positive",
    )


def _credit(found: ComplexModes) -> Iterator[Node]:
    """What is not said of every rule of the kind."""
    if found.kind == Kind.FROZEN and found.ratio is not None:
        ratio = formula(arrange(found.ratio))
        yield defined(_F, 1 - ratio * _U)
        yield defined(_H, ratio * _V)
    elif found.kind == Kind.REAL and found.by_square is not None:
        for name, value in zip(_PARTS[::2], found.by_square, strict=True):
            yield defined(name, arrange(value))
    else:
        credit = found.credit
        values = (credit.value_parts, credit.stretched_parts)
        parts = (x for one in values for x in (one.real, one.imaginary))
        for name, value in zip(_PARTS, parts, strict=True):
            yield defined(name, arrange(value))


def _products(ledger: Ledger, found: ComplexModes) -> None:
    """The parts times the denominator are the numerator: two equations for each complex one."""
    k, m, H, M = _PARTS
    lines: list[Relation] = []
    for (real, turned), (top, bottom) in zip(((k, m), (H, M)), found.credit.quotients, strict=True):
        if found.kind == Kind.FROZEN and lines:
            lines += [equal(H, k**2 - m**2), equal(M, 2 * k * m)]
            continue
        sign = -1 if arrange(bottom.real).could_extract_minus_sign() else 1
        n, turning = formula(arrange(bottom.real * sign)), arrange(bottom.imaginary * sign)
        for parts, value in (((real, turned, -1), top.real), ((turned, real, 1), top.imaginary)):
            lines.append(
                equal(_times(n, parts[0], turning * parts[2], parts[1]), arrange(value * sign))
            )
    if found.kind == Kind.FROZEN and found.ratio is not None:
        _frozen_signs(ledger, formula(arrange(found.ratio)))
    if found.kind == Kind.OTHER:
        _denominators(ledger, found)
    ledger.add(
        "complex-product",
        "equation",
        lines,
        (*credit_uses(found), "complex-place", "complex-frozen-signs", "complex-denominators"),
        mode_given(ledger),
        title="The credit of a conformal mode, times its denominator, in real and imaginary parts",
    )


def _times(n: Formula, first: Formula, turning: Expr, second: Formula) -> Formula:
    """n times the first part, and what turns times the second."""
    if not turning:
        return n * first
    if turning.could_extract_minus_sign():
        return n * first - formula(-turning) * second
    return n * first + formula(turning) * second


def _denominators(ledger: Ledger, found: ComplexModes) -> None:
    """|1 - r w_star|^2 > 0 for each fixed ratio."""
    lines, proofs = [], []
    for one in found.fixed:
        ratio = formula(arrange(one))
        room, turned = 1 - ratio * _U, ratio * _V
        size = room**2 + turned**2
        lines.append(more(size, 0))
        proofs.append(signed("1", (size, "1", [["1", [room, "2"]], ["1", [turned, "2"]]])))
    if lines:
        ledger.add(
            "complex-denominators",
            "sign",
            lines,
            (),
            mode_given(ledger),
            evidence={"proofs": proofs},
            title="The denominators of the credit of a conformal mode",
        )


def _real(ledger: Ledger, found: ComplexModes) -> None:
    if not found.positive:
        return
    inside = (at_least(_X, 0), less(_X, 1))
    k, _, H, _ = _PARTS
    if found.gradient and not ledger.rule.symmetric:
        ledger.add(
            "complex-phase",
            "sign",
            (DAMPED, more(CRITERION, 0)),
            (PAIR, "theory.complex-unit", "theory.complex-real-credit", "complex-credit-parts"),
            (*inside, more(_Q, 0), more(_G, 0)),
            evidence=gradient_evidence(),
            title="Feedback of a phase within a right angle of the read-out's is enough",
        )
    ledger.add(
        "complex-credit-signs",
        "sign",
        (more(k, 0), more(H, 0)),
        ("complex-credit-parts",),
        (*own_given(ledger), *inside),
        title="The credit of a conformal mode is positive",
    )
    ledger.add(
        "complex-criterion",
        "sign",
        (DAMPED, more(CRITERION, 0)),
        (
            PAIR,
            *credit_uses(found),
            "theory.complex-real",
            "complex-credit-signs",
        ),
        (*own_given(ledger), *inside, more(_Q, 0), more(_G, 0)),
        title="Every conformal mode meets the criterion, wherever on the manifold it is",
    )


def _frozen_signs(ledger: Ledger, ratio: Formula) -> None:
    left = _X - (1 - _F) ** 2 - _H**2
    squares = [["1", [1 - ratio**2, "1"], [x, "2"]] for x in (_U, _V)]
    ledger.add(
        "complex-ratio-sign",
        "sign",
        (more(1 - ratio**2, 0),),
        (),
        mode_given(ledger),
        title="The ratio is below 1",
    )
    ledger.add(
        "complex-frozen-signs",
        "sign",
        (more(_F, 0),),
        ("complex-credit-parts", "complex-place"),
        mode_given(ledger),
        title="The real part of 1 - r w_star is positive",
    )
    ledger.add(
        "complex-frozen-room",
        "sign",
        (at_least(left, 0), at_least(_X, 0), less(_X, 1), more(_F**2 + _H**2, 0)),
        ("complex-credit-parts", "complex-place", "complex-ratio-sign", "complex-frozen-signs"),
        mode_given(ledger),
        evidence={
            "proofs": [
                signed("1", (left, "1", squares)),
                signed("1", (_X, "1", [["1", [_U, "2"]], ["1", [_V, "2"]]])),
                signed("1", (1 - _X, "1", [["1", [1 - _U**2 - _V**2, "1"]]])),
                signed("1", (_F**2 + _H**2, "1", [["1", [_F, "2"]], ["1", [_H, "2"]]])),
            ]
        },
        title="The place of 1 - r w_star for a ratio below 1",
    )


def _frozen(ledger: Ledger, ratio: Formula) -> None:
    narrow = _F**2 - _H**2
    own = ("complex-credit-parts", "complex-place")
    ledger.add(
        "complex-criterion",
        "sign",
        (DAMPED, more(CRITERION, 0)),
        (
            PAIR,
            *FROZEN,
            *own,
            "complex-frozen-signs",
            "complex-frozen-room",
        ),
        (*mode_given(ledger), more(_Q, 0), more(_G, 0), at_least(narrow, 0)),
        evidence=frozen_evidence(),
        title="A conformal mode within half a right angle meets the criterion, wherever on the manifold it is",
    )
    upper = (*mode_given(ledger), at_least(_V, 0), at_least(ratio, 0))
    near, far = 1 - ratio * (_U + _V), 1 - ratio * _U + ratio * _V
    known = ("complex-credit-parts", "complex-frozen-signs", "complex-angle-other")
    ledger.add(
        "complex-angle-other",
        "sign",
        (more(far, 0),),
        ("complex-credit-parts", "complex-frozen-signs"),
        upper,
        evidence={
            "proofs": [signed("1", (far, "1", [["1", [_F, "1"]], ["1", [ratio, "1"], [_V, "1"]]]))]
        },
        title="The sum of the parts of 1 - r w_star is positive",
    )
    ledger.add(
        "complex-angle",
        "sign",
        (at_least(narrow, 0),),
        known,
        (*upper, at_most(ratio * (_U + _V), 1)),
        evidence={"proofs": [signed("1", (near, "1", alone(near)), (far, "1", alone(far)))]},
        title="1 - r w_star is within half a right angle",
    )
    ledger.add(
        "complex-angle-beyond",
        "sign",
        (less(narrow, 0),),
        known,
        (*upper, more(ratio * (_U + _V), 1)),
        evidence={"proofs": [signed("1", (-near, "1", alone(-near)), (far, "1", alone(far)))]},
        title="1 - r w_star is beyond half a right angle",
    )
