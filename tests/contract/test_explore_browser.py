"""The explorer in a browser: edges, presets, addresses, runs, handles and manners."""

import json
from pathlib import Path
from typing import Any

import pytest

from symdyn import analyse
from tests.contract.test_explore import own_rule
from tests.derived import derived

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browsers import NEEDED, PHONE, WIDE, Opened, written

pytestmark = [pytest.mark.slow, NEEDED]

EVERY_PRESET = ["small", "detour", "window", "cycle", "catapult", "pair"]
SIDEWAYS = "() => document.documentElement.scrollWidth - window.innerWidth"
STATE = "() => JSON.parse(JSON.stringify(S))"
UNNAMED = """() => [...document.querySelectorAll('button, input, a, summary, [tabindex="0"]')].filter(one =>
    one.checkVisibility({visibilityProperty: true}) &&
    !(one.getAttribute('aria-label') || one.textContent.trim() || one.labels?.length)).map(one => one.outerHTML)"""

# Random states: each view is drawn, and every run ends for a reason and is at rest where that is said.
SWEEP = """count => {
    let seed = 7;
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    const among = list => list[Math.floor(random() * list.length)];
    const faults = [], reasons = {};
    let worst = 0;
    for (let i = 0; i < count; i++) {
        S = {...defaults(), rules: NAMES.filter(() => random() < 0.5), focus: among(NAMES), mode: among(['flow', 'steps']),
             others: random() < 0.2 ? [[1, -1, 0.5]] : [], plane: among(['ab', 'wb']), axis: among(['log', 'linear']), cursor: random()};
        if (!S.rules.includes(S.focus)) S.rules = NAMES.filter(name => name === S.focus || S.rules.includes(name));
        for (const key of Object.keys(S.values)) {
            const one = NUMBERS[key];
            S.values[key] = nearest(key, one.logarithmic ? one.least * (one.most / one.least) ** random() : one.least + random() * (one.most - one.least));
        }
        try {
            VIEWS.forEach(view => view.draw());
            updateControls();
        } catch (error) {
            faults.push(error.stack);
        }
        for (const rule of shownRules()) {
            const run = runOf(rule);
            reasons[run.status] = (reasons[run.status] || 0) + 1;
            const fine = run.status in REASONS && [...run.end, run.last, ...run.loss].every(Number.isFinite) && run.w.every(w => Math.abs(w) < 1);
            const moving = Math.max(...rule.flow(...run.end, givenTo(rule)).map(Math.abs));
            if (!fine || (run.optimal && moving > 1e-3)) faults.push([rule.name, run.status, run.end, moving, toAddress()]);
            const ends = endsOf(rule, startOf(), givenTo(rule));
            const drift = S.mode === 'flow' && rule.conserved && !run.broken
                ? Math.abs(rule.conserved(...run.end, givenTo(rule)) - rule.conserved(...startOf(), givenTo(rule))) : 0;
            if (drift > 1e-5) faults.push([rule.name, 'drift', drift, toAddress()]);
            worst = Math.max(worst, drift);
            if (S.mode === 'flow' && ends && run.optimal && Math.min(...ends.all.map(s => Math.abs(s - run.end[0]))) > 1e-4 * Math.max(1, Math.abs(run.end[0]))) {
                faults.push([rule.name, 'ends elsewhere', run.end, ends.all, toAddress()]);
            }
        }
        const told = (id, place) => [...document.querySelectorAll(`#${id} tbody tr`)].map(row => row.cells[place].innerText);
        const label = (id, words) => document.getElementById(id).getAttribute('aria-label').includes(words);
        const optima = told('optima', 4), steps = told('optima', 5), pairs = told('pair', 3);
        shownRules().filter(rule => rule.pair).forEach((rule, k) => {
            const box = document.getElementById(mapId(rule));
            if (sizes.get(box.id)?.[0] > 0 && !label(`handle-pair-${rule.place}`, `: ${pairs[k]}.`)) faults.push([rule.name, 'label of the pair', pairs[k], toAddress()]);
        });
        const k = S.rules.indexOf(S.focus);
        const verdict = optima[k] === 'two zero eigenvalues' ? 'not hyperbolic' : optima[k] !== 'stable' ? 'unstable' : steps[k].endsWith('outward') ? 'step too large' : 'stable';
        if (!label('handle-region', `: ${verdict}.`)) faults.push(['label of the region', verdict, toAddress()]);
        if (!label('handle-s', `s = ${written(S.values.s)} `) || !label('handle-start', `a = ${written(startsOf()[0][0])},`)) faults.push(['label', toAddress()]);
        if (/NaN|undefined/.test(document.querySelector('main').innerText)) faults.push(['text', toAddress()]);
    }
    return [faults, reasons, worst];
}"""

# Beside an edge of the region the sign of the trace, or of the determinant, changes.
EDGES = """name => {
    const rule = BY_NAME[name], faults = [];
    let count = 0;
    for (const w_star of [-0.7, 0.2, 0.8]) for (const c of [-1.3, 0.1, 1]) for (let k = 0; k < 60; k++) {
        const s = 0.05 * 400 ** (k / 60), given = givenTo(rule, {c, w_star});
        const found = edgesAt(rule, s, given);
        for (const [kind, place] of [['t', 0], ['d', 1]]) for (const root of found[kind]) {
            const at = part => rule.transverse(s, {...given, a_hat: part * root})[place];
            if (!(at(1 - 1e-6) * at(1 + 1e-6) < 0)) faults.push([kind, s, root, w_star, c]);
            count += 1;
        }
    }
    return [faults, count];
}"""


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rule with parameters of its own, one with a horizon, one without credit."""
    names = ("tbptt-tau", "readout-only", "e-prop")
    analyses = [analyse(own_rule()), *(derived(name) for name in names)]
    return written(tmp_path_factory.mktemp("mixed"), analyses)


def test_a_page_is_silent_and_asks_for_nothing(browser: Browser, six: Path, mixed: Path) -> None:
    for path in (six, mixed):
        with Opened(browser, path) as opened:
            opened.page.wait_for_load_state("networkidle")
            for name in opened.page.evaluate("() => NAMES"):
                opened.page.click(f"[aria-label='Focus on {name}']")
                opened.drawn()
                shown = opened.page.locator("[data-rule]:not([hidden])").count()
                assert shown == 5
            assert opened.told == []
            asked = [one for one in opened.asked if not one.startswith("data:")]
            assert asked == [path.as_uri()]
            assert opened.page.locator("math").count() > 60


@pytest.mark.parametrize("name", EVERY_PRESET)
def test_a_preset_holds_and_its_address_restores_it(browser: Browser, six: Path, name: str) -> None:
    with Opened(browser, six) as opened:
        assert opened.page.evaluate("() => OFFERED.map(one => one.name)") == EVERY_PRESET
        title = opened.page.evaluate("name => PRESETS.find(one => one.name === name).title", name)
        opened.page.click(f"#presets >> text={title}")
        opened.drawn()
        said = opened.page.inner_text("#note")
        assert said.count(". ") == 1
        assert said.endswith(".")
        assert "–" not in said
        assert "NaN" not in said
        opened.page.evaluate("() => writeAddress()")
        state, address = opened.page.evaluate(STATE), opened.page.evaluate("() => location.hash")
        assert opened.told == []
    for short in (address, f"#preset={name}"):
        with Opened(browser, six, short) as again:
            assert again.page.evaluate(STATE) == state
            assert again.page.inner_text("#note") == said


def test_presets_of_other_rules_come_from_what_is_found_of_them(
    browser: Browser, mixed: Path
) -> None:
    """The exact points of the analysis, for a rule of one's own."""
    with Opened(browser, mixed) as opened:
        offered = opened.page.evaluate("() => OFFERED.map(one => one.name)")
        assert offered == ["small", "window", "large", "pair"]
        for title in ("Stable against", "A step", "Stable modes"):
            opened.page.click(f"#presets >> text={title}")
            opened.drawn()
            assert "two-timescale" in opened.page.inner_text("#note")
        assert opened.told == []


@pytest.mark.parametrize("more", ["a_hat=0.3", "mode=steps", "a=0.9"])
def test_a_preset_is_left_with_its_numbers(browser: Browser, six: Path, more: str) -> None:
    with Opened(browser, six, "#preset=detour") as opened:
        opened.page.evaluate("() => writeAddress()")
        whole = opened.page.evaluate("() => location.hash")
        key = more.partition("=")[0]
        kept = [one for one in whole.removeprefix("#").split("&") if not one.startswith(f"{key}=")]
    with Opened(browser, six, "#" + "&".join([*kept, more])) as opened:
        assert opened.page.evaluate("() => S.preset") == ""
        assert "crosses" not in opened.page.inner_text("main") + opened.page.inner_text("#note")


def test_a_preset_whose_sentences_do_not_hold_is_not_offered(browser: Browser, six: Path) -> None:
    with Opened(browser, six) as opened:
        found = opened.page.evaluate("""() => PRESETS.map(preset => {
            const {values, ...state} = preset.state();
            const moved = {...values, c: -0.3, a_hat: 0.7, a: -0.01, b: 2, eta: 0.001, T: 1, a_1: 2, w_1: 0.1, s: 0.1};
            return isOffered({...preset, state: () => ({...state, values: moved})});
        })""")
        assert not any(found)


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("#c=0", "c=0"),
        ("#w_star=1", "w_star=1"),
        ("#a=1e9&eta=-1", "a=1e9, eta=-1"),
        ("#focus=nothing&rules=bptt,what", "focus=nothing, rules=bptt,what"),
        ("#box=1,0,0,1", "box=1,0,0,1"),
        ("#x=<script>alert(1)</script>", "x=<script>alert(1)</script>"),
        ("#mode=fast&c=&cursor=2", "mode=fast, c=, cursor=2"),
        ("#__proto__=1&constructor=2", "__proto__=1, constructor=2"),
    ],
)
def test_what_an_address_may_not_hold_is_left_out(
    browser: Browser, six: Path, address: str, left: str
) -> None:
    with Opened(browser, six, address) as opened:
        assert opened.page.inner_text("#note").endswith(f"left out: {left}.")
        assert opened.page.evaluate(STATE) == opened.page.evaluate(
            "() => JSON.parse(JSON.stringify(defaults()))"
        )
        assert opened.told == []


def test_a_field_refuses_what_is_outside_the_domain(browser: Browser, six: Path) -> None:
    with Opened(browser, six) as opened:
        field = opened.page.get_by_label("teacher's recurrent strength, as a number")
        before = opened.page.evaluate("() => S.values.w_star")
        for bad in ("1", "-1.5", "x", "", "1e400", "Infinity"):
            field.fill(bad)
            opened.drawn()
            assert field.get_attribute("aria-invalid") == "true"
            assert "< 1" in opened.page.inner_text("#note")
            assert opened.page.evaluate("() => S.values.w_star") == before
        field.blur()
        opened.drawn()
        assert field.get_attribute("aria-invalid") is None
        assert field.input_value() == str(before)
        field.fill("-0.25")
        opened.drawn()
        assert opened.page.evaluate("() => S.values.w_star") == -0.25


def test_every_point_moves_by_keyboard(browser: Browser, six: Path) -> None:
    with Opened(browser, six, "#focus=rflo") as opened:
        moved = {
            "start": ["a", "b"], "s": ["s"], "eta": ["eta"], "region": ["s", "a_hat"], "pair-0": ["w_1", "w_2"]
        }  # fmt: skip
        for name, keys in moved.items():
            button = opened.page.locator(f"#handle-{name}")
            button.scroll_into_view_if_needed()
            before = opened.page.evaluate(STATE)["values"]
            said = button.get_attribute("aria-label")
            button.focus()
            for key in ("ArrowRight", "Shift+ArrowUp"):
                opened.page.keyboard.press(key)
                opened.drawn()
            after = opened.page.evaluate(STATE)["values"]
            assert {key for key in before if before[key] != after[key]} == set(keys), name
            assert button.get_attribute("aria-label") != said


def test_a_point_is_dragged(browser: Browser, six: Path) -> None:
    with Opened(browser, six) as opened:
        place = opened.page.locator("#handle-start").bounding_box()
        assert place is not None
        x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
        opened.page.mouse.move(x, y)
        opened.page.mouse.down()
        opened.page.mouse.move(x + 60, y - 40, steps=6)
        opened.page.mouse.up()
        opened.drawn()
        values = opened.page.evaluate(STATE)["values"]
        assert values["a"] > 1.01
        assert values["b"] > 1.01


@pytest.mark.parametrize("name", ["rflo", "feedback-alignment"])
def test_a_sign_changes_at_every_edge(browser: Browser, six: Path, name: str) -> None:
    with Opened(browser, six) as opened:
        faults, count = opened.page.evaluate(EDGES, name)
        assert faults == []
        assert count > 300


def test_random_states_are_drawn_and_runs_end_for_a_reason(
    browser: Browser, six: Path, mixed: Path
) -> None:
    for path, count in ((six, 350), (mixed, 150)):
        with Opened(browser, path) as opened:
            faults, reasons, drift = opened.page.evaluate(SWEEP, count)
            assert faults == [], json.dumps(faults[:5], indent=1)
            assert drift < 1e-5
            assert reasons["rest"] > 0.3 * sum(reasons.values())
            assert opened.told == []


@pytest.mark.parametrize("address", ["", "#preset=window", "#preset=cycle"])
@pytest.mark.parametrize("size", [PHONE, {"width": 320, "height": 640}, WIDE])
def test_the_page_is_never_wider_than_the_screen(
    browser: Browser, six: Path, size: dict[str, int], address: str
) -> None:
    with Opened(browser, six, address, viewport=size) as opened:
        assert opened.page.evaluate(SIDEWAYS) <= 0
        assert opened.page.evaluate(UNNAMED) == []


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (WIDE, "dark"), (PHONE, "dark")])
def test_axe_finds_nothing_serious(
    browser: Browser, six: Path, size: dict[str, int], scheme: Any
) -> None:
    with Opened(browser, six, "#preset=detour", viewport=size, color_scheme=scheme) as opened:
        found = Axe().run(opened.page).response["violations"]
        serious = [
            (one["id"], [node["html"] for node in one["nodes"]][:3])
            for one in found
            if one["impact"] in {"serious", "critical"}
        ]
        assert serious == []
        ground = opened.page.evaluate(
            "() => getComputedStyle(document.documentElement).backgroundColor"
        )
        assert (sum(map(int, ground[4:-1].split(","))) > 600) == (scheme == "light")


def test_the_witnesses_of_the_presets_have_the_known_values(browser: Browser, six: Path) -> None:
    """The numbers that other calculations have found: an exact pair, an end, a landing and the breadth of a cycle."""
    with Opened(browser, six, "#preset=pair") as opened:
        found = opened.page.evaluate("() => pairAt(BY_NAME.tbptt, S.values.w_1, S.values.w_2).slow")
        assert found == pytest.approx(0.00241, abs=5e-6)
    with Opened(browser, six, "#preset=detour") as opened:
        assert opened.page.evaluate("() => runIn('rflo').end[0]") == pytest.approx(-0.627, abs=5e-4)
    with Opened(browser, six, "#preset=catapult") as opened:
        landing, largest = opened.page.evaluate(
            "() => { const s = runIn('bptt').end[0]; return [s, optimumAt(BY_NAME.bptt, s, givenTo(BY_NAME.bptt)).largest]; }"
        )
        assert landing**2 + 1 / landing**2 == pytest.approx(2.12, abs=5e-3)
        assert largest > 0.3
    with Opened(browser, six, "#preset=cycle") as opened:
        low, high = opened.page.evaluate(
            "() => { const run = runIn('rflo'), late = run.w.filter((_, k) => run.t[k] > 0.6 * run.last); return [Math.min(...late), Math.max(...late)]; }"
        )
        assert (low, high) == (pytest.approx(0.8840, abs=2e-4), pytest.approx(0.9090, abs=2e-4))
