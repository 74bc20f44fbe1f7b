"""Where on the optimal manifold a mode is stable under this rule, and where it is not."""

from sympy import Expr

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.points import at_point, point_in_domain, values_at
from symdyn.formula.building import (
    both,
    equal,
    equivalent,
    formula,
    less,
    letters,
    more,
)
from symdyn.formula.nodes import Node
from symdyn.stages.stability.claims_any_kernel import STABLE, UNSTABLE, sufficient_claims
from symdyn.stages.stability.derive import StabilityCase, Verdict

__all__ = ["claims"]

_ALIGNED = notation.a_hat * notation.s
_T, _D = letters("t d")


def claims(ledger: Ledger) -> None:
    """What suffices for any kernel, the verdicts for each sign, the region, the window."""
    sufficient_claims(ledger)
    if ledger.analysis.credit.zero:
        return
    for case in ledger.analysis.optimal.stability.cases:
        _case(ledger, case)
    _region(ledger)
    _window(ledger)


def _case(ledger: Ledger, case: StabilityCase) -> None:
    """What follows for one sign of the gain q."""
    opposed = case.assumption == -_ALIGNED
    tail = "-opposed" if opposed else ""
    window = ledger.analysis.optimal.stability.window
    given = ledger.on_manifold()
    if not ledger.rule.symmetric:
        given = (*given, less(_ALIGNED, 0) if opposed else more(_ALIGNED, 0))
    by_signs = ("trace-by-kernel", "value-sign", "stretched-sign")
    if case.verdict == Verdict.STABLE:
        ledger.add(
            f"stable{tail}",
            "stability",
            (STABLE,),
            (*by_signs, "spectrum"),
            given,
            otherwise=("trace", "spectrum"),
            title="A mode is stable on the optimal manifold",
        )
    elif case.verdict in {Verdict.UNSTABLE, Verdict.NEVER_STABLE}:
        ledger.add(
            f"unstable{tail}",
            "stability",
            (UNSTABLE,),
            ("trace", "manifold-kernel", "setting.stretched", "spectrum"),
            given,
            title="A mode is not stable on the optimal manifold",
        )
    elif case.verdict == Verdict.CONDITIONAL and opposed and window is not None:
        lower, upper = case.conditions
        ledger.add(
            "window",
            "stability",
            (_exactly(upper, lower),),
            ("trace", "manifold-kernel", "value-sign", "stretched-sign", "spectrum"),
            given,
            title="Where a mode is stable against the sign of the feedback",
        )
    elif case.verdict == Verdict.CONDITIONAL and len(case.conditions) == 2:
        determinant, trace = case.conditions
        ledger.add(
            f"region{tail}",
            "stability",
            (_exactly(trace, determinant),),
            ("trace", "spectrum"),
            given,
            title="Where a mode is stable on the optimal manifold",
        )


def _exactly(trace: Expr, determinant: Expr) -> Node:
    """A mode is stable where both are positive; the first has the sign of -t, the second that of d."""
    return equivalent(STABLE, both(more(trace, 0), more(determinant, 0)))


def _region(ledger: Ledger) -> None:
    """The region for both signs of the feedback in one piece."""
    found = ledger.analysis.optimal.stability
    conditions = [one for one in found.conditions if isinstance(one, Expr)]
    if len(found.cases) < 2 or len(conditions) != 2:
        return
    determinant, trace = conditions
    ledger.add(
        "region",
        "stability",
        (_exactly(trace, determinant),),
        ("trace", "spectrum"),
        ledger.on_manifold(),
        title="Where a mode is stable on the optimal manifold",
    )


def _window(ledger: Ledger) -> None:
    found = ledger.analysis.optimal.stability
    if found.window is None:
        return
    upper, lower = _ALIGNED + found.window.upper, -_ALIGNED - found.window.lower
    ledger.add(
        "window",
        "stability",
        (_exactly(upper, lower),),
        ("trace", "manifold-kernel", "value-sign", "stretched-sign", "spectrum"),
        (*ledger.on_manifold(), less(_ALIGNED, 0)),
        title="What the stability of a mode against the sign of the feedback takes",
    )
    value, stretched = letters("K_star S_star")
    room = 1 - formula(notation.w_star) ** 2
    ledger.add(
        "window-opening",
        "equation",
        (equal(value - room * stretched, found.window.opening),),
        ("manifold-kernel", "setting.stretched"),
        ledger.everywhere(),
        title="Where a mode can be stable against the sign of the feedback",
    )
    optimal = ledger.analysis.optimal
    for name, witness, title in (
        ("window-point", found.stable_against_sign, "A point in the window"),
        ("unstable-point", found.unstable, "A point beyond the window"),
    ):
        if witness is None:
            continue
        point_in_domain(ledger, name, witness.point)
        values = ((_T, optimal.trace), (_D, optimal.determinant))
        ledger.add(
            name,
            "equation",
            (
                equal(at_point(x, y, witness.point), y.xreplace(values_at(y, witness.point)))
                for x, y in values
            ),
            ("trace", "setting.teacher", f"{name}-domain"),
            title=title,
        )
