"""What is stated where the diagonal of W is v I: the modes, two coupled ones, a network that leaves, and one that rests."""

from collections.abc import Mapping

from sympy import Expr, Rational, Symbol

from symdyn import notation
from symdyn.claims.hypotheses import assumption
from symdyn.claims.ledger import Ledger
from symdyn.formula.building import (
    Formula,
    apart,
    at,
    below,
    defined,
    entry,
    equal,
    formula,
    letter,
    letters,
    limit,
    total,
)
from symdyn.formula.matrix_words import words_tree
from symdyn.formula.nodes import Node
from symdyn.notation import STATE
from symdyn.stages.alignment.basis import ALIGNED
from symdyn.stages.alignment.claims import of_one_mode
from symdyn.stages.other_bases.derive import LEVEL, Level
from symdyn.stages.setting.claims import kernel_words, within_T
from symdyn.stages.setting.derive import mean_updates
from symdyn.stages.spurious_fixed_points.claims import error, vanishing_sums

__all__ = ["level_claims", "own_domain"]

_FIRST, _SECOND = letters("w_1 w_2")
_PHI, _M, _T = (formula(one) for one in (notation.phi, notation.m, notation.T))
_MODES = (below(-1, _FIRST, 1), below(-1, _SECOND, 1))


def level_claims(ledger: Ledger, level: Level) -> None:
    """The claims on the rule with v I for the diagonal of W."""
    _level(ledger, level)
    _pair(ledger, level)
    _leaves(ledger, level)
    _rests(ledger, level)


def own_domain(ledger: Ledger) -> tuple[Node, ...]:
    """The domain of the rule's own parameters."""
    return tuple(
        line
        for name, interval in ledger.rule.domain.entries
        if name != notation.w.name
        for line in assumption(Symbol(name), interval)
    )


def _level(ledger: Ledger, level: Level) -> None:
    """The rule with v I for diag(W): its definition in words, the kernel of a mode, the modes, the credit."""
    rule, analysis = level.analysis.rule, level.analysis
    updates = mean_updates(rule)
    filtered = rule.credit.filtered_terms and not updates.functions and not updates.late
    kernel = words_tree(updates.kernel) if filtered else kernel_words(rule)
    ledger.add(
        "basis-level",
        "definition",
        (
            defined(letter("Delta_A"), within_T(words_tree(updates.read_out))),
            defined(letter("Delta_B"), within_T(words_tree(updates.input))),
            defined(letter("Delta_W"), within_T(words_tree(updates.recurrent))),
            defined(entry(letter("K"), notation.m), kernel),
            defined(letter("F"), words_tree(updates.feedback)),
        ),
        title="The mean updates with v I for the diagonal of W",
    )
    ledger.add(
        "basis-level-letters",
        "definition",
        (
            defined(entry(letter("kappa"), notation.m), rule.kernel),
            defined(notation.phi, notation.a if rule.symmetric else notation.a_hat),
        ),
        title="Kernel and feedback of a mode where the diagonal of W is v I",
    )
    ledger.add(
        "basis-level-modes",
        "mode",
        (
            equal(
                letter(f"Delta_T_{one}"),
                of_one_mode(within_T(words_tree(analysis.alignment.cores[one]))),
            )
            for one in STATE
        ),
        (
            "basis-level",
            "basis-level-letters",
            ALIGNED,
            f"{ALIGNED}-modes",
            "setting.error",
            "setting.mode-error",
            "setting.teacher",
        ),
        title="Where the diagonal of W is v I each mode learns alone, in every basis",
    )


def _pair(ledger: Ledger, level: Level) -> None:
    """Two modes in a level basis: their credit, trace and determinant, and the case of two units."""
    rule = level.analysis.rule
    lag = notation.m + rule.first_lag
    value = level.analysis.credit.general.xreplace({notation.z: Symbol("w_1")})
    kernel = formula(rule.kernel.xreplace({notation.m: lag})) * _FIRST ** formula(lag)
    given = (*own_domain(ledger), below(-1, formula(LEVEL), 1), *_MODES, apart(_FIRST - _SECOND, 0))
    ledger.add(
        "basis-level-credit",
        "equation",
        (equal(limit(_T, total(_M, ledger.lags(), kernel)), value),),
        (),
        given,
        title="The credit of a mode where the diagonal of W is v I",
    )
    ledger.add(
        "basis-level-trace",
        "equation",
        (
            equal(at(letter(x), _put(level, {})), y)
            for x, y in (("t", level.pair.trace), ("d", level.pair.determinant))
        ),
        ("theory.pair-trace", "theory.pair"),
        given,
        title="Trace and determinant of two modes where the diagonal of W is v I",
    )
    if level.square is not None and level.pair.gap is not None:
        mean = (_FIRST + _SECOND) / 2
        gain = notation.phi * Symbol("a_1")
        fed = Symbol("a_1" if ledger.rule.symmetric else "a_hat_1")
        shown = formula(gain.xreplace({notation.phi: fed})) + letter("b_2") ** 2
        ledger.add(
            "basis-level-two",
            "equation",
            (
                equal(
                    at(level.pair.gap, {formula(LEVEL): mean}),
                    shown + Rational(level.square) * (_FIRST - _SECOND) ** 2,
                ),
            ),
            title="With two units what has the sign of the determinant is a sum with a square",
        )


def _leaves(ledger: Ledger, level: Level) -> None:
    """An exact point where two modes leave together."""
    found = level.leaves
    if found is None:
        return
    point = {Symbol(x): Rational(y) for x, y in found.point}
    values = {
        **{formula(one): point[one] for one in map(Symbol, ("a_1", "b_2", "w_1", "w_2"))},
        **_put(level, point),
    }
    ledger.add(
        "basis-level-point",
        "equation",
        (
            equal(at(letter(x), values), Rational(y))
            for x, y in (("t", found.trace), ("d", found.determinant))
        ),
        ("theory.pair-trace", "theory.pair"),
        title="Two modes that leave the optimum in a level basis",
    )


def _put(level: Level, point: Mapping[Symbol, Rational]) -> dict[Formula, Expr]:
    """The credit at the two modes, and the feedback of the first, at a point or in letters."""
    analysis = level.analysis
    fed = Symbol("a_1" if analysis.rule.symmetric else "a_hat_1")
    at_modes = [analysis.credit.general.xreplace({notation.z: Symbol(x)}) for x in ("w_1", "w_2")]
    values = zip(letters("k_1 k_2"), at_modes, strict=True)
    plain = {Symbol(x.name): y for x, y in point.items()}
    found = {one: notation.plain(value).xreplace(plain) for one, value in values}
    return {**found, _PHI: fed.xreplace(plain)}


def _rests(ledger: Ledger, level: Level) -> None:
    """A network with one output in a level basis: all its updates vanish, and its loss does not."""
    found = level.rests
    if found is None:
        return
    ledger.add(
        "basis-level-error",
        "definition",
        (error(found),),
        title="The error of a network of one output in a level basis",
    )
    count = ledger.lags().node
    sums = vanishing_sums(level.analysis.rule, count, found, "basis-level-rests")
    for name, rows in sums.items():
        ledger.add(
            name,
            "equation",
            (equal(one, 0) for one in rows),
            ("basis-level-error",),
            title="No entry of these updates moves in a level basis",
        )
    squares = total(notation.k, _T, entry(letter("e"), notation.k) ** 2 / 2)
    ledger.add(
        "basis-level-loss",
        "equation",
        (equal(limit(_T, squares), Rational(found.loss)),),
        ("basis-level-error",),
        title="The loss there is not zero",
    )
