"""The explorer's functions in a browser have the exact values, found by other means, at random rational points."""

import re
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from sympy import Expr, diff

from symdyn import Analysis, analyse, notation
from symdyn.rules.registry import all_rules
from symdyn.stages.cross_modes.derive import pair_of
from symdyn.stages.invariants.derive import invariants_of
from symdyn.testing.evaluation import decimals, value_of
from tests.contract.test_explore import SIX, own_rule
from tests.derived import derived

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser

from tests.browsers import NEEDED, Opened, written

pytestmark = NEEDED

POINTS = 50
CLOSE = 1e-10  # of a value, or of the largest in its row where terms cancel
ROOT = decimals(30).root
PAIR = ("a_1", "b_2", "w_1", "w_2")
VALUES_AT = """points => points.map(({name, x, s, pair, given}) => {
    const rule = BY_NAME[name];
    const first = rule.conserved && rule.conserved(...x, given);
    return {
        flow: rule.flow(...x, given), loss: rule.loss(...x, given), jacobian: rule.jacobian(...x, given),
        transverse: rule.transverse(s, given), largest: optimumAt(rule, s, given).largest, conserved: first,
        readOut: rule.readOut && rule.readOut(x[1], x[2], first, Math.sign(x[0]), given),
        roots: rule.endPoint && endsOf(rule, [s, given.c / s, given.w_star], given).all,
        pair: rule.pair && rule.pair(...pair, given),
    };
})"""


def random_point(analysis: Analysis, random: Random) -> dict[str, Fraction]:
    """An exact point of the domain, by the names of the symbols."""

    def between(low: int, high: int) -> Fraction:
        return Fraction(random.randint(97 * low + 1, 97 * high - 1) or 5, 97)

    point = {name: between(-3, 3) for name in ("a", "b", "s", "c", "a_1", "b_2", "a_hat")}
    point |= {name: between(-1, 1) for name in ("w", "w_star", "w_1", "w_2")}
    for symbol in analysis.rule.parameters:
        interval = analysis.rule.domain.interval(symbol.name)
        low = int(interval.lower) if interval.lower is not None else -3
        high = int(interval.upper) if interval.upper is not None else low + 3
        point[symbol.name] = between(low, high)
    point["a_hat_1"] = point["a_hat"]
    if analysis.rule.horizon == notation.tau:
        point["tau"] = Fraction(random.randint(1, 6))
    return point


def slopes_of(analysis: Analysis) -> list[Expr]:
    """The derivatives of the velocity, row by row."""
    velocity = [-analysis.update.limit[x] for x in notation.STATE]
    return [diff(one, x) for one in velocity for x in notation.STATE]


def transverse(slopes: list[Expr], point: dict[str, Fraction]) -> tuple[Fraction, Fraction]:
    """Trace and second minor of the Jacobian at an optimum, the third eigenvalue being 0."""
    s, c = point["s"], point["c"]
    optimum = {**point, "a": s, "b": c / s, "w": point["w_star"]}
    J = [value_of(one, optimum) for one in slopes]
    d = sum(J[4 * i] * J[4 * j] - J[3 * i + j] * J[3 * j + i] for i, j in ((0, 1), (0, 2), (1, 2)))
    return J[0] + J[4] + J[8], d


def largest_step(t: Fraction, d: Fraction) -> float | None:
    """Up to which step a mode with this trace and determinant is stable; None where its flow is not."""
    if not t < 0 < d:
        return None
    radicand = t**2 - 4 * d
    return float(-t / d if radicand < 0 else 4 / (ROOT(radicand) - float(t)))


def exact_values(analysis: Analysis, point: dict[str, Fraction]) -> dict[str, list[float] | None]:
    """The values by other means: derivatives of the update, minors of the Jacobian, and the square root."""

    def row(*expressions: Expr) -> list[Fraction]:
        return [value_of(one, point) for one in expressions]

    velocity, slopes = [-analysis.update.limit[x] for x in notation.STATE], slopes_of(analysis)
    t, d = transverse(slopes, point)
    radicand = t**2 - 4 * d
    largest = largest_step(t, d)
    conserved, pair = invariants_of(analysis.rule).conserved, pair_of(analysis)
    found = {
        "flow": row(*velocity),
        "loss": row(analysis.update.loss),
        "jacobian": row(*slopes),
        "transverse": [t, d, radicand],
        "largest": None if largest is None else [largest],
        "conserved": None if conserved is None else row(conserved.quantity),
        "readOut": None if conserved is None else [point["a"]],
        "pair": None if pair is None else row(pair.trace, pair.determinant),
    }
    return {name: one if one is None else list(map(float, one)) for name, one in found.items()}


def require_exact(opened: Opened, analyses: list[Analysis], count: int) -> float:
    """Compare all functions at random points; the largest relative difference."""
    random = Random(7)  # noqa: S311 - a fixed sample
    points = [(one, random_point(one, random)) for one in analyses for _ in range(count)]
    asked = [
        {
            "name": one.rule.name,
            "x": [float(point[name]) for name in "abw"],
            "s": float(point["s"]),
            "pair": [float(point[name]) for name in PAIR],
            "given": {
                **{name: float(value) for name, value in point.items()},
                **{f"{name}_": float(value) for name, value in point.items()},
            },
        }
        for one, point in points
    ]
    worst = 0.0
    for (one, point), found in zip(points, opened.page.evaluate(VALUES_AT, asked), strict=True):
        for name, wanted in exact_values(one, point).items():
            if wanted is None:
                assert found[name] is None, (one.rule.name, name, point)
                continue
            got = found[name] if isinstance(found[name], list) else [found[name]]
            scale = max(map(abs, wanted))
            for x, y in zip(got, wanted, strict=True):
                worst = max(worst, abs(x - y) / scale if scale else abs(x))
                assert abs(x - y) <= CLOSE * scale, (one.rule.name, name, point)
        if found["roots"] is not None:
            s = float(point["s"])
            nearest = min(abs(root - s) for root in found["roots"])
            assert nearest <= 1e-6 * max(1, abs(s)), (one.rule.name, "an end", point)
    return worst


def test_the_functions_have_the_exact_values(browser: Browser, tmp_path: Path) -> None:
    analyses = [derived("rflo")]
    with Opened(browser, written(tmp_path, analyses)) as opened:
        assert require_exact(opened, analyses, 5) < CLOSE


@pytest.mark.slow
def test_all_functions_have_the_exact_values(browser: Browser, tmp_path: Path) -> None:
    """Of every rule that `symdyn rules` lists, of one with another horizon and of one with parameters of its own."""
    names = dict.fromkeys([*(one.rule.name for one in all_rules()), *SIX])
    analyses = [*(derived(name) for name in names), analyse(own_rule())]
    with Opened(browser, written(tmp_path, analyses)) as opened:
        for name in names:
            opened.page.click(f"[aria-label='Focus on {name}']")
            opened.drawn()
        assert opened.told == []
        assert not re.search(r"NaN|undefined|Infinity", opened.page.inner_text("body"))
        assert require_exact(opened, analyses, POINTS) < CLOSE
