"""The lines that the explorer draws, and what they part, against exact values beside them."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from symdyn import Analysis, analyse
from symdyn.stages.cross_modes.derive import pair_of
from symdyn.testing.evaluation import value_of
from tests.contract.test_explore import own_rule
from tests.derived import derived

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser

from tests.browsers import NEEDED, Opened, written
from tests.contract.test_explore_values import largest_step, slopes_of, transverse
from tests.selection import in_turn

pytestmark = [pytest.mark.slow, NEEDED]

NAMES = ("bptt", "tbptt", "decayed-rtrl", "rflo", "feedback-alignment", "two-timescale")
MOST = 25  # pieces of a line that are looked at
CLOSE = 1e-5  # to the level, of the value at an end of a piece
BESIDE = 2.5  # pixels

# What is drawn alone on a canvas; for some pieces of the line its ends, and for the points on both sides of
# the middle whether they are filled.  A point is told by the values of the axes.
PIECES = """([draw, most, beside]) => {
    const rule = focused();
    const [id, drawn, frame] = draw === 'pairs'
        ? [mapId(rule), p => [pairMap(p, rule)], [PAIR_CELLS, PAIR_CELLS]]
        : ['region', p => withFeedback(rule)
            ? [tooLarge(p, rule, 0.5 + p.y.gap + 1e-9, 1), tooLarge(p, rule, 0, 0.5 - p.y.gap - 1e-9)]
            : [tooLarge(p, rule, 0, 1)], CELLS];
    const box = document.getElementById(id), before = box.plot;
    const margin = draw === 'pairs' ? PAIR_MARGIN : REGION_MARGIN;
    const p = plot(id, before.x, before.y, {margin, over: true});
    const parts = drawn(p);
    const image = p.g.getImageData(0, 0, box.querySelector('.over').width, box.querySelector('.over').height);
    const filled = (x, y) => image.data[4 * (Math.round(y - 0.5) * image.width + Math.round(x - 0.5)) + 3] > 0;
    const halves = parts.length === 1 ? [[0, 1]] : [[0.5 + p.y.gap + 1e-9, 1], [0, 0.5 - p.y.gap - 1e-9]];
    const found = parts.flatMap((part, k) => part.points.map(ends => ends.map(([i, j]) => {
        const [low, high] = halves[k];
        return [p.left + i / frame[0] * p.width, p.top + (1 - low - (high - low) * j / frame[1]) * p.height];
    })));
    const inside = ([x, y]) => x > p.left + 4 && x < p.right - 4 && y > p.top + 4 && y < p.bottom - 4
        && (parts.length === 1 || Math.abs(y - p.top - p.height / 2) > p.y.gap * p.height + 4);
    const told = ([x, y]) => [p.atX(x), p.atY(y)];
    const whole = found.filter(([one, other]) => inside(one) && inside(other) && Math.hypot(one[0] - other[0], one[1] - other[1]) > 2);
    const step = Math.max(1, Math.floor(whole.length / most));
    return whole.filter((_, k) => k % step === 0).map(([one, other]) => {
        const middle = [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
        const length = Math.hypot(other[0] - one[0], other[1] - one[1]);
        const normal = [(other[1] - one[1]) / length * beside, (one[0] - other[0]) / length * beside];
        const sides = [1, -1].map(side => [middle[0] + side * normal[0], middle[1] + side * normal[1]]);
        return {ends: [one, other].map(told), sides: sides.map(at => ({at: told(at), filled: filled(...at)}))};
    });
}"""
# The zeros of trace and determinant that are drawn.
EDGES = """most => {
    const rule = focused(), p = document.getElementById('region').plot;
    const {edges, bounds} = edgesOf(p, rule);
    const found = edges.flatMap((one, k) => ['t', 'd'].flatMap(kind => one[kind].flatMap((root, branch) =>
        bounds[kind][k][branch] ? [{kind, s: p.x.from((k + 0.5) / edges.length), root}] : [])));
    const step = Math.max(1, Math.floor(found.length / most));
    return found.filter((_, k) => k % step === 0);
}"""


@pytest.fixture(scope="module")
def analyses() -> dict[str, Analysis]:
    built_in = [derived(name) for name in NAMES if name != "two-timescale"]
    return {one.rule.name: one for one in [*built_in, analyse(own_rule())]}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, analyses: dict[str, Analysis]) -> Path:
    return written(tmp_path_factory.mktemp("levels"), list(analyses.values()))


def point_of(opened: Opened, **more: float) -> dict[str, Fraction]:
    """The numbers that the page gives to the rule in focus, with others, exactly."""
    given = opened.page.evaluate("() => ({...S.values, ...givenTo(focused())})")
    return {name: Fraction(x) for name, x in {**given, **more}.items() if x is not None}


def is_stable_in_steps(t: Fraction, d: Fraction, eta: Fraction) -> bool:
    """Whether both eigenvalues of I + eta J are inside the unit circle, by Jury's conditions."""
    trace, determinant = 2 + eta * t, 1 + eta * t + eta**2 * d
    return determinant < 1 and abs(trace) < 1 + determinant


def pieces(opened: Opened, drawing: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = opened.page.evaluate(PIECES, [drawing, MOST, BESIDE])
    return found


@pytest.mark.parametrize("eta", in_turn(["0.02", "0.1", "0.5"], 3))
@pytest.mark.parametrize("name", NAMES)
def test_the_line_of_the_largest_step_has_that_value(
    browser: Browser, page: Path, analyses: dict[str, Analysis], name: str, eta: str
) -> None:
    """At its ends the largest step is eta; beside it a step is too large where the plane is tinted, and nowhere else."""
    slopes, level = slopes_of(analyses[name]), Fraction(eta)
    second = "w_star" if analyses[name].rule.symmetric else "a_hat"
    with Opened(browser, page, f"#focus={name}&eta={eta}") as opened:
        found = pieces(opened, "region")
        assert len(found) > 5
        both = set()
        for piece in found:
            for s, value in piece["ends"]:
                point = point_of(opened, s=s) | {second: Fraction(value)}
                step = largest_step(*transverse(slopes, point))
                assert step == pytest.approx(float(eta), rel=CLOSE), point
            stable = []
            for side in piece["sides"]:
                point = point_of(opened, s=side["at"][0]) | {second: Fraction(side["at"][1])}
                t, d = transverse(slopes, point)
                stable.append(is_stable_in_steps(t, d, level))
                assert side["filled"] == (t < 0 < d and not stable[-1]), (side, float(t), float(d))
            both.add(tuple(stable))
        assert both <= {(True, False), (False, True)}


@pytest.mark.parametrize("name", ["tbptt", "rflo", "two-timescale"])
def test_the_line_of_the_pairs_parts_stable_from_unstable(
    browser: Browser, page: Path, analyses: dict[str, Analysis], name: str
) -> None:
    pair = pair_of(analyses[name])
    assert pair is not None
    with Opened(browser, page, f"#focus={name}&a_hat=0.3") as opened:
        found = pieces(opened, "pairs")
        assert len(found) > 5
        for piece in found:
            verdicts = []
            for side in piece["sides"]:
                w_1, w_2 = side["at"]
                point = point_of(opened, w_1=w_1, w_2=w_2)
                t, d = (value_of(one, point) for one in (pair.trace, pair.determinant))
                verdicts.append(t < 0 < d)
                assert side["filled"] != verdicts[-1], (side, float(t), float(d))
            assert sorted(verdicts) == [False, True]


@pytest.mark.parametrize("name", ["rflo", "two-timescale"])
@pytest.mark.parametrize("address", ["", "&c=0.1&w_star=0.9", "&c=-2&w_star=-0.5"])
def test_a_sign_changes_at_every_edge_that_is_drawn(
    browser: Browser, page: Path, analyses: dict[str, Analysis], name: str, address: str
) -> None:
    with Opened(browser, page, f"#focus={name}{address}") as opened:
        slopes = slopes_of(analyses[name])
        found = opened.page.evaluate(EDGES, 2 * MOST)
        assert len(found) > MOST
        for edge in found:
            root = Fraction(edge["root"])
            place = 0 if edge["kind"] == "t" else 1
            off = [
                transverse(slopes, point_of(opened, s=edge["s"]) | {"a_hat": part * root})
                for part in (1 - Fraction(1, 10**6), 1 + Fraction(1, 10**6))
            ]
            assert off[0][place] * off[1][place] < 0, edge
