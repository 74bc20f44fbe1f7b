"""The identity of the three updates, what the flow conserves, and where nothing is conserved."""

from sympy import Expr, Symbol

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.exact.layout import arrange
from symdyn.exact.rational import RationalFunction, field_over, generator
from symdyn.formula.building import (
    Formula,
    added,
    apart,
    bracket,
    defined,
    entry,
    equal,
    equivalent,
    formula,
    letter,
    letters,
    partial,
    together,
)
from symdyn.formula.nodes import Relation
from symdyn.notation import STATE
from symdyn.stages.invariants.claims_network import network_claims
from symdyn.stages.invariants.derive import (
    Conserved,
    Geometric,
    HankelMinor,
    Square,
    invariants_of,
)
from symdyn.stages.update.claims import SUMS

__all__ = ["QUANTITY", "claims", "identity", "three_in_a_row"]

QUANTITY, NEXT = letter("H"), letter("H_1")
_B, _PHI = formula(notation.b), formula(notation.phi)


def claims(ledger: Ledger) -> None:
    """For a geometric kernel the identity and its integral; for any other the minor."""
    found = invariants_of(ledger.rule)
    if found.geometric is not None:
        _propagator(ledger, found.geometric)
    if found.conserved is not None:
        _conserved(ledger, found.conserved.quantity)
        _step(ledger, found.conserved)
    if found.minor is not None:
        _minor(ledger, found.minor)
    network_claims(ledger)


def identity(ledger: Ledger, found: Geometric, prefix: str) -> Relation:
    """u phi Delta a - b Delta b = (w - r) Delta w, for T steps or in the limit."""
    feedback = notation.a if ledger.rule.symmetric else notation.a_hat
    x, y, z = (letter(f"{prefix}_{one}") for one in STATE)
    left = formula(arrange(found.weight) * feedback) * x - _B * y
    return equal(left, formula(arrange(found.gap)) * z if found.gap else 0)


def _propagator(ledger: Ledger, found: Geometric) -> None:
    """From the sums; where w = r both sides vanish, and no denominator is left."""
    ledger.add(
        "propagator",
        "equation",
        (identity(ledger, found, "Delta_T"),),
        SUMS,
        ledger.everywhere(),
        title="The three updates after T steps are tied together",
    )
    ledger.add(
        "propagator-long",
        "equation",
        (identity(ledger, found, "Delta"),),
        ("update",),
        ledger.everywhere(),
        title="The three updates for long sequences are tied together",
    )


def _conserved(ledger: Ledger, quantity: Expr) -> None:
    ledger.add(
        "conserved-quantity",
        "definition",
        (defined(QUANTITY, quantity),),
        title="The integral of the identity",
    )
    for name, prefix, source, how in (
        ("conserved", "Delta_T", "propagator", "after T steps"),
        ("conserved-long", "Delta", "propagator-long", "for long sequences"),
    ):
        ledger.add(
            name,
            "equation",
            (equal(_along(prefix), 0),),
            ("conserved-quantity", source),
            ledger.everywhere(),
            evidence={"proofs": [{"by": [["2", ledger.stated[ledger.own(source)].lines[0]]]}]},
            title=f"The update {how} does not change it to first order",
        )


def _step(ledger: Ledger, found: Conserved) -> None:
    """H after a step theta - eta Delta_T theta, where it is of the second degree."""
    if found.square is None:
        return
    eta = formula(notation.eta)
    after, change = _after(found, found.square)
    ledger.add(
        "conserved-next",
        "definition",
        (defined(NEXT, after),),
        title="The quantity after an update of size eta",
    )
    ledger.add(
        "conserved-step",
        "equation",
        (equal(NEXT, change),),
        ("conserved-next", "conserved-quantity", "propagator"),
        ledger.everywhere(),
        evidence={
            "proofs": [{"by": [[-(2 * eta), ledger.stated[ledger.own("propagator")].lines[0]]]}]
        },
        title="An update of a finite size changes it in the second order",
    )


def _after(found: Conserved, square: Square) -> tuple[Formula, Formula]:
    """H at the moved state, and H with what the step adds: the first order is the identity."""
    eta, weight, steepness = formula(notation.eta), found.weight, square.steepness
    a, b, w = (formula(one) - eta * letter(f"Delta_T_{one}") for one in STATE)
    x, y, z = (bracket(letter(f"Delta_T_{one}")) ** 2 for one in STATE)
    w = w - arrange(square.centre) if square.centre else w
    twice = 2 * weight * generator(weight.field, notation.a_hat)
    after = _times(weight, bracket(a) ** 2) if found.symmetric else _times(twice, bracket(a))
    after = after - bracket(b) ** 2
    after = after - _times(steepness, bracket(w) ** 2) if steepness else after
    if found.symmetric:
        change = _times(weight, x) - y
        change = change - _times(steepness, z) if steepness else change
        return after, QUANTITY + eta**2 * change
    return after, QUANTITY - eta**2 * (y + _times(steepness, z) if steepness else y)


def _times(element: RationalFunction, factor: Formula) -> Formula:
    """A product in which the number 1 is not seen."""
    return factor if element == 1 else formula(arrange(element)) * factor


def _along(prefix: str) -> Formula:
    """The slope of H in the direction of an update."""
    return added(*(partial(x, QUANTITY) * letter(f"{prefix}_{x}") for x in STATE))


def three_in_a_row() -> tuple[Relation, ...]:
    """A gradient (x, y, z) is orthogonal to g_l, g_{l+1} and g_{l+2}.

    With r = w^l, q = q_l and the kernel's values f, g, h at the three lags; q_{l+1} = w q_l + kappa_l.
    """
    w = formula(notation.w)
    x, y, z, r, q, f, g, h = letters("x y z r q f g h")
    return tuple(
        equal(power * _B * x + _PHI * value * y + _PHI * _B * inner * z, 0)
        for power, value, inner in (
            (r, f, q),
            (r * w, g, w * q + f),
            (r * w**2, h, w**2 * q + w * f + g),
        )
    )


def _minor(ledger: Ledger, found: HankelMinor) -> None:
    given = (*ledger.everywhere(), *(apart(one, 0) for one in found.factors))
    kappa, lag = letter("kappa"), found.lag
    here = entry(kappa, lag)
    minor = here**2 if found.alone else here**2 - entry(kappa, lag - 1) * entry(kappa, lag + 1)
    ledger.add(
        "hankel",
        "equation",
        (equal(minor, found.value) if found.alone is None else equal(here, found.alone),),
        ("letters",),
        given,
        title="A minor of the kernel's Hankel matrix"
        if found.alone is None
        else "Credit beside a lag without any: its square is a minor of the kernel's Hankel matrix",
    )
    if found.product and found.even:
        # For a letter as horizon the lag's value is a product of powers, which are known not to be 0.
        powers = not lag.is_number
        ledger.add(
            "hankel-apart",
            "sign",
            (apart(here if powers else minor, 0),),
            ("letters",),
            given,
            title="Where that minor is not zero",
            evidence={"proofs": ["known"]} if powers else None,
        )
    _independent(ledger)


def _independent(ledger: Ledger) -> None:
    """The three equations are solved by their inverse matrix, divided by w^l b^2 phi^2 times the minor."""
    x, y, z, r, f, g, h = letters("x y z r f g h")
    ledger.add(
        "theory.independent",
        "fixed-points",
        (equivalent(together(*three_in_a_row()), together(*(equal(one, 0) for one in (x, y, z)))),),
        (),
        tuple(apart(one, 0) for one in (_B, _PHI, r, g**2 - f * h)),
        evidence={
            "cases": {"alternative": "0", "combinations": _inverse()},
            "converse": [[[], [], []]],
        },
        title="The effects of three errors in a row are independent",
    )


def _inverse() -> list[list[Formula]]:
    """x, y and z as combinations of the three equations."""
    field = field_over([*map(Symbol, "rqfgh"), notation.b, notation.w, notation.phi])
    r, q, f, g, h, b, w, phi = field.gens
    rows = [
        (r * b, phi * f, phi * b * q),
        (r * w * b, phi * g, phi * b * (w * q + f)),
        (r * w**2 * b, phi * h, phi * b * (w**2 * q + w * f + g)),
    ]
    adjugate = [
        [
            rows[(j + 1) % 3][(i + 1) % 3] * rows[(j + 2) % 3][(i + 2) % 3]
            - rows[(j + 1) % 3][(i + 2) % 3] * rows[(j + 2) % 3][(i + 1) % 3]
            for j in range(3)
        ]
        for i in range(3)
    ]
    determinant = sum((rows[0][j] * adjugate[j][0] for j in range(3)), field.zero)
    return [[formula(arrange(one / determinant)) for one in row] for row in adjugate]
