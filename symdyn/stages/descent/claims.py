r"""Where the loss falls along the flow of a mode: the rate, its form near an optimum, exact points where it rises.

A change (x, y, z) of (a, b, w) at a point of the optimal manifold changes the loss along the flow by
(x, y, z)^T H J (x, y, z) to second order, with the loss's curvature H and the flow's Jacobian J.
"""

from sympy import Expr, Integer, Rational

from symdyn import notation
from symdyn.claims.hypotheses import of_a_mode
from symdyn.claims.ledger import Ledger
from symdyn.claims.points import at_point, point_in_domain
from symdyn.claims.signed import signed
from symdyn.claims.spectrum import entries
from symdyn.claims.stated import Stated, definition
from symdyn.exact.bridge import to_expr
from symdyn.exact.layout import arrange
from symdyn.exact.polynomials import letters_of
from symdyn.exact.rational import RationalFunction
from symdyn.formula.building import (
    Formula,
    Part,
    added,
    apart,
    at,
    below,
    defined,
    equal,
    formula,
    letter,
    letters,
    more,
    partial,
)
from symdyn.notation import STATE
from symdyn.stages.analysis import Analysis
from symdyn.stages.descent.derive import Descent, RisingPoint, curvature_of, descent_of, rate_of
from symdyn.stages.kernel.claims import SUMS
from symdyn.stages.linearisation.claims_by_kernel import gain
from symdyn.stages.setting.claims import PAPER

__all__ = ["EXCESS", "RATE", "claims", "shared", "skew_is_written"]

RATE = letter("G")
_F, _G, _H, _SKEW, _D = letters("f g h X d")
EXCESS = 4 * _F * _H - _G**2
SLOPES = letters("r u v")
_CHANGES = letters("x y z")
_S, _C, _W_STAR = (formula(x) for x in (notation.s, notation.c, notation.w_star))
_ROOM = 1 - _W_STAR**2
_K_STAR = letter("K_star")


def shared() -> tuple[Stated, ...]:
    """The slopes, the rate, the loss's curvature, the form that it makes with the Jacobian, and what turns.

    The slopes are written out: a letter whose line differentiates by a may not stand beside an update,
    which depends on a.
    """
    a, b, w, c = (formula(x) for x in (notation.a, notation.b, notation.w, notation.c))
    away, across = 1 - w**2, 1 - w * _W_STAR
    error = a * b / away - c / across
    steepness = a * b * w / away**2 - c * _W_STAR / across**2
    values = (b * error, a * error, a * b * steepness)
    changes = zip(SLOPES, STATE, strict=True)
    fall = added(*(one * letter(f"Delta_{x}") for one, x in changes))
    names = dict(enumerate(STATE, start=1))
    place: dict[Formula, Part] = {
        formula(notation.a): _S,
        formula(notation.b): _C / _S,
        formula(notation.w): notation.w_star,
    }
    slope = at(notation.kernel_derivative, {formula(notation.w): _W_STAR})
    return (
        definition(
            "setting.slopes",
            "The slopes of the loss",
            *(defined(x, y) for x, y in zip(SLOPES, values, strict=True)),
        ),
        definition(
            "setting.descent",
            "The rate at which the loss falls along the flow",
            defined(RATE, fall),
        ),
        definition(
            "setting.curvature",
            "The curvature of the loss on the optimal manifold a = s, b = c/s, w = w_star",
            *(
                defined(
                    one,
                    at(partial(names[row], partial(names[column], letter("L"))), place),
                )
                for (row, column), one in entries("H").items()
            ),
        ),
        definition(
            "setting.form",
            "The coefficients of the rate near the optimal manifold",
            defined(_F, -_along(1, 1) * (_S**2 / _C**2)),
            defined(_G, -(_along(1, 3) + _along(3, 1)) * (_S / _C**2)),
            defined(_H, -_along(3, 3) / _C**2),
        ),
        definition(
            "setting.skew",
            "What turns about the optimum instead of descending",
            defined(_SKEW, slope * _ROOM - _W_STAR * _K_STAR),
            source=PAPER,
        ),
    )


def _along(row: int, column: int) -> Formula:
    """An entry of H J."""
    left, right = entries("H"), entries("J")
    return added(*(left[row, k] * right[k, column] for k in (1, 2, 3)))


def claims(ledger: Ledger) -> None:
    """The rate as a sum of squares or a state where it is negative; the form, and what it is positive by."""
    found = descent_of(ledger.analysis)
    if found is None:
        return
    _everywhere(ledger, found)
    _near(ledger, found)


def _everywhere(ledger: Ledger, found: Descent) -> None:
    uses = ("setting.descent", "setting.slopes", "update")
    phi = formula(notation.a if ledger.rule.symmetric else notation.a_hat)
    a = formula(notation.a)
    if found.lyapunov:
        squares = [letter(f"Delta_{x}") ** 2 for x in STATE]
        others = squares[1] + squares[2]
        share = others if ledger.rule.symmetric else a / phi * others
        ledger.add(
            "descent",
            "equation",
            (equal(RATE, squares[0] + share),),
            uses,
            ledger.everywhere(),
            title="The rate at which the loss falls is a sum of squares with weights 1 and a/phi",
        )
        if not ledger.rule.symmetric:
            ledger.add(
                "descent-weight",
                "sign",
                (more(a / phi, 0),),
                (),
                (*ledger.domain(), more(phi * a, 0)),
                title="The weight is positive where the feedback has the sign of the read-out",
            )
    rate = rate_of(ledger.analysis)
    ledger.add(
        "descent-rate",
        "equation",
        (equal(RATE, rate),),
        uses,
        ledger.everywhere(),
        title="The rate at which the loss falls",
    )
    for name, one in (("descent-rise", found.rising), ("descent-opposed", found.opposed)):
        if one is not None and ledger.rule.horizon != notation.tau:
            _point(ledger, name, rate, one)


def _point(ledger: Ledger, name: str, rate: Expr, found: RisingPoint) -> None:
    point_in_domain(ledger, name, found.point, (*ledger.domain(), *ledger.indices()))
    number = Rational(found.value)
    ledger.add(
        name,
        "equation",
        (equal(at_point(RATE, rate, found.point), number),),
        ("descent-rate", "setting.teacher", f"{name}-domain"),
        title="A state of a mode at which the loss rises",
    )


def _near(ledger: Ledger, found: Descent) -> None:
    given = (below(-1, notation.w_star, 1), apart(_S, 0), apart(_C, 0))
    curvature = curvature_of(ledger.analysis)
    ledger.add(
        "loss.slopes",
        "equation",
        (equal(partial(x, letter("L")), y) for x, y in zip(STATE, SLOPES, strict=True)),
        ("loss.limit", "setting.slopes"),
        of_a_mode(),
        title="The slopes of the loss",
    )
    ledger.add(
        "loss.curvature",
        "equation",
        (
            equal(one, arrange(curvature[row - 1][column - 1]))
            for (row, column), one in entries("H").items()
        ),
        ("setting.curvature", "loss.slopes"),
        (*of_a_mode(), *given),
        title="The curvature of the loss on the optimal manifold",
    )
    parts = ("setting.form", "loss.curvature", "jacobian")
    x, y, z = _CHANGES
    product = _C / _S * x + _S * y
    form = _F * product**2 + _G * product * (_C * z) + _H * (_C * z) ** 2
    changes = dict(enumerate(_CHANGES, start=1))
    fall, *others = (
        changes[row] * _along(row, column) * changes[column] for row, column in entries("J")
    )
    fall = -fall
    for one in others:
        fall = fall - one
    ledger.add(
        "descent-form",
        "equation",
        (equal(fall, form),),
        parts,
        ledger.on_manifold(),
        title="Near the manifold the loss falls by a form in two changes, that of a b and c times that of w",
    )
    _excess(ledger, found, parts)


def _excess(ledger: Ledger, found: Descent, parts: tuple[str, ...]) -> None:
    q = gain(ledger.rule)
    kernel = (*SUMS, "setting.manifold-kernel")
    if skew_is_written(ledger.analysis, found.form.skew):
        ledger.add(
            "descent-skew",
            "equation",
            (equal(_SKEW, arrange(found.form.skew) if found.form.skew else Integer(0)),),
            ("setting.skew", *kernel),
            ledger.everywhere(),
            title="What turns about the optimum, of this kernel",
        )
    turning = q * (_ROOM**2 + _W_STAR**2 * (_C**2 / _S**2)) * _SKEW
    ledger.add(
        "descent-excess",
        "equation",
        (equal(EXCESS, 4 * _D / _ROOM**4 - turning**2 / _ROOM**8),),
        (*parts, "setting.trace", "setting.skew", *kernel),
        ledger.on_manifold(),
        title="The form is positive where its first entry is, and the determinant exceeds a square",
    )
    _signs(ledger, found, q)


def _signs(ledger: Ledger, found: Descent, q: Formula) -> None:
    """Where a phi > 0 the first entry is positive; the excess is where nothing turns, and not far out else."""
    given = ledger.aligned()
    if not found.near:
        return
    share = (_ROOM**2 * _S**2 + _W_STAR**2 * _C**2) / (_S**2 * _ROOM**3)
    inner = _C**2 / (_S**2 * _ROOM**2) + q * _K_STAR * share
    credit = [[_S, "2"] if ledger.rule.symmetric else [q, "1"], [_K_STAR, "1"]]
    terms = [
        ["1", [_C, "2"], [_S, "-2"], [_ROOM, "-2"]],
        ["1", *credit, [_ROOM, "-1"]],
        ["1", *credit, [_W_STAR, "2"], [_C, "2"], [_S, "-2"], [_ROOM, "-3"]],
    ]
    ledger.add(
        "descent-first-value",
        "equation",
        (equal(_F, inner),),
        ("setting.form", "loss.curvature", "jacobian", "manifold-kernel"),
        ledger.on_manifold(),
        title="The first entry of the form in terms of the kernel",
    )
    ledger.add(
        "descent-first",
        "sign",
        (more(_F, 0),),
        ("descent-first-value", "value-sign"),
        given,
        evidence={"proofs": [signed("1", (inner, "1", terms))]},
        title="The first entry of the form",
    )
    if not found.form.skew:
        ledger.add(
            "descent-near",
            "sign",
            (more(EXCESS, 0),),
            ("setting.form", "loss.curvature", "jacobian"),
            given,
            title="The form is positive: the loss falls near every point of the manifold",
        )
    point = found.rising_near
    if point is not None and ledger.rule.horizon != notation.tau:
        point_in_domain(ledger, "descent-far", point.point)
        number = Rational(point.value)
        value = ledger.analysis.credit.adjoined.written_out(to_expr(found.form.excess))
        there = at_point(EXCESS, value, point.point)
        ledger.add(
            "descent-far",
            "equation",
            (equal(there, number),),
            ("setting.form", "loss.curvature", "jacobian", "setting.teacher", "descent-far-domain"),
            title="A point of the manifold near which the loss can rise",
        )


def skew_is_written(analysis: Analysis, skew: RationalFunction) -> bool:
    """Whether X has a closed form without powers to a horizon, which it would divide by w_star."""
    return not set(letters_of(skew)) & set(analysis.credit.adjoined.meanings)
