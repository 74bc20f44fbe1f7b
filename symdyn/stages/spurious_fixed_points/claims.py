"""A network that no update moves and whose loss is positive: each entry of the updates, and the loss."""

from sympy import Integer, Rational

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.formula.building import (
    Formula,
    defined,
    entry,
    equal,
    formula,
    letter,
    limit,
    total,
)
from symdyn.formula.nodes import Node, Relation
from symdyn.rules.rule import LearningRule
from symdyn.stages.spurious_fixed_points.derive import SpuriousPoint, spurious_point

__all__ = ["claims", "error", "vanishing_sums"]

_K, _M, _J, _T = (formula(x) for x in (notation.k, notation.m, notation.j, notation.T))


def claims(ledger: Ledger) -> None:
    """The error with its numbers, the entries of the updates with its sums, and its square."""
    found = spurious_point(ledger.analysis)
    if found is None:
        return
    ledger.add(
        "spurious-error",
        "definition",
        (error(found),),
        title="The error of a network of one output whose updates vanish",
    )
    count = ledger.lags().node
    for name, sums in vanishing_sums(ledger.rule, count, found, "spurious").items():
        ledger.add(
            name,
            "equation",
            (equal(one, 0) for one in sums),
            ("spurious-error",),
            title="No entry of these updates moves: up to factors, they are sums that vanish",
        )
    squares = total(_K, _T, entry(letter("e"), _K) ** 2 / 2)
    ledger.add(
        "spurious-loss",
        "equation",
        (equal(limit(_T, squares), Rational(found.loss)),),
        ("spurious-error",),
        title="The loss there is not zero",
    )


def error(found: SpuriousPoint) -> Relation:
    """The impulse-response error of the network, a sum of powers."""
    parts = [
        Rational(x) * Rational(y) ** notation.k
        for x, y in zip(
            (*found.b, *(-x for x in found.b_star)), (*found.w, *found.w_star), strict=True
        )
    ]
    return defined(entry(letter("e"), _K), sum(parts, start=Integer(0)))


def vanishing_sums(
    rule: LearningRule, count: Node, found: SpuriousPoint, name: str
) -> dict[str, list[Formula]]:
    """The sums that the entries of Delta A, and for each unit those of Delta B and Delta W, are multiples of.

    Where the kernel does not depend on w, all units have those of the first.

    Parameters
    ----------
    rule : the learning rule
    count : the number of its lags with credit
    found : the point
    name : the name of the first claim, which the others have with a number
    """
    e = letter("e")
    known = {one: Rational(x) for one, x in found.parameters}
    own = {x: known[x.name] for x in rule.kernel.free_symbols if x.name in known}
    lag = notation.m + rule.first_lag
    lags = count if rule.horizon != notation.tau else known[notation.tau.name] - rule.first_lag
    powers = [Rational(w) ** notation.k for w in found.w]
    sums = {name: [limit(_T, total(_K, _T, entry(e, _K) * one)) for one in powers]}
    units = found.w if rule.kernel.has(notation.w) else found.w[:1]
    for number, unit in enumerate(units, start=1):
        kernel = rule.kernel.xreplace({**own, notation.w: Rational(unit)})
        credit = formula(kernel.xreplace({notation.m: lag}))
        rows = [total(_M, lags, credit * entry(e, lag))]
        for w in found.w:
            later = credit * entry(e, notation.j + lag + 1) * Rational(w) ** notation.j
            inner = total(_J, formula(notation.T - lag - 1), later)
            rows.append(total(_M, lags, inner))
        sums[f"{name}-{number}"] = [limit(_T, one) for one in rows]
    return sums
