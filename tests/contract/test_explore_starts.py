"""Several starts in the explorer, and the axes of its plane: set by hand, by keys and by the address."""

from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser

from tests.browsers import NEEDED, Opened

pytestmark = [pytest.mark.slow, NEEDED]

STATE = "() => JSON.parse(JSON.stringify(S))"
STARTS = "() => startsOf()"
THREE = "#focus=rflo&starts=-1,-1,0.2_2,0.3,0.5&place=2"
OF_THREE = [[-1, -1, 0.2], [1, 1, 0.6], [2, 0.3, 0.5]]
# Pixels of the plane's upper layer that differ from what is drawn without the starts beside the chosen one.
DRAWN = """() => {
    const canvas = document.querySelector('#plane canvas.over');
    const pixels = () => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    drawPlane();
    const all = pixels(), {others, place, box} = S;
    Object.assign(S, {others: [], place: 0, box: planeBox()});
    drawPlane();
    const one = pixels();
    Object.assign(S, {others, place, box});
    drawPlane();
    return all.filter((value, k) => value !== one[k]).length;
}"""


@pytest.fixture(scope="module")
def page(three: Path) -> Path:
    return three


def middle(opened: Opened, name: str) -> tuple[float, float]:
    """Where a point or a drawing has its middle."""
    place = opened.page.locator(name).bounding_box()
    assert place is not None
    return place["x"] + place["width"] / 2, place["y"] + place["height"] / 2


def drag(opened: Opened, name: str, right: float, down: float) -> None:
    x, y = middle(opened, name)
    opened.page.mouse.move(x, y)
    opened.page.mouse.down()
    opened.page.mouse.move(x + right, y + down, steps=4)
    opened.drawn()
    opened.page.mouse.up()
    opened.drawn()


def test_up_to_three_starts_run_together(browser: Browser, page: Path) -> None:
    with Opened(browser, page) as opened:
        assert opened.page.is_disabled("#remove-start")
        for count in (2, 3):
            opened.page.click("#add-start")
            opened.drawn()
            starts = opened.page.evaluate(STARTS)
            assert len(starts) == len({tuple(one) for one in starts}) == count
            assert opened.page.inner_text("#start-name") == f"Start {count} of {count}"
        assert opened.page.is_disabled("#add-start")
        assert opened.page.locator("#ends tbody tr").count() == 9
        assert opened.told == []
        assert opened.page.evaluate(DRAWN) > 1000
        for count in (2, 1):
            opened.page.click("#remove-start")
            opened.drawn()
            assert len(opened.page.evaluate(STARTS)) == count
        assert opened.page.locator(".handle.start").count() == 1
        assert opened.page.evaluate(DRAWN) == 0


def test_an_address_holds_the_starts(browser: Browser, page: Path) -> None:
    with Opened(browser, page, THREE) as opened:
        assert opened.page.evaluate(STARTS) == OF_THREE
        assert (
            opened.page.input_value("[aria-label='read-out strength at the start, as a number']")
            == "1"
        )
        state = opened.page.evaluate(STATE)
        opened.page.evaluate("() => writeAddress()")
        address = opened.page.evaluate("() => location.hash")
    with Opened(browser, page, address) as again:
        assert again.page.evaluate(STATE) == state
        rows = again.page.locator("#ends tbody tr").all_inner_texts()
        assert [row.split()[1] for row in rows] == ["1"] * 3 + ["2"] * 3 + ["3"] * 3


@pytest.mark.parametrize(
    "bad",
    [
        "starts=1,1,1",
        "starts=1,1",
        "starts=1,1,0.1_2,2,0.2_3,3,0.3",
        "starts=1,,0",
        "place=2",
        "place=4",
    ],
)
def test_an_address_with_other_starts_is_not_read(browser: Browser, page: Path, bad: str) -> None:
    with Opened(browser, page, f"#{bad}") as opened:
        assert opened.page.inner_text("#note").endswith(f"left out: {bad}.")
        assert opened.page.evaluate(STARTS) == [[1, 1, 0.6]]
        assert opened.told == []


@pytest.mark.parametrize("place", [1, 2, 3])
def test_each_start_is_dragged_and_moved_by_keys(browser: Browser, page: Path, place: int) -> None:
    name = "#handle-start" if place == 1 else f"#handle-start-{place}"
    with Opened(browser, page, THREE) as opened:
        drag(opened, name, 24, -30)
        dragged = opened.page.evaluate(STARTS)
        opened.page.keyboard.press("Shift+ArrowLeft")
        opened.drawn()
        moved = opened.page.evaluate(STARTS)
        for k, (before, between, after) in enumerate(zip(OF_THREE, dragged, moved, strict=True)):
            if k != place - 1:
                assert before == between == after
                continue
            assert between[0] > before[0]
            assert between[1] > before[1]
            assert after[0] < between[0]
            assert after[1] == pytest.approx(between[1], abs=1e-3)
        assert opened.page.inner_text("#start-name") == f"Start {place} of 3"
        assert opened.page.evaluate("() => startOf()") == moved[place - 1]


def test_a_start_in_the_other_plane_stays_on_its_surface(browser: Browser, page: Path) -> None:
    kept = "() => startsOf().map(x => BY_NAME.rflo.conserved(...x, givenTo(BY_NAME.rflo)))"
    with Opened(browser, page, THREE + "&plane=wb") as opened:
        before = opened.page.evaluate(kept)
        drag(opened, "#handle-start-3", -20, 15)
        assert opened.page.evaluate(STARTS)[2] != OF_THREE[2]
        assert opened.page.evaluate(kept) == pytest.approx(before, rel=1e-6)


def test_axes_stay_while_a_point_is_dragged(browser: Browser, page: Path) -> None:
    box = "() => planeBox()"
    with Opened(browser, page) as opened:
        before = opened.page.evaluate(box)
        drag(opened, "#handle-start", -120, 60)
        assert opened.page.evaluate(box) == before
        opened.page.click("#fit")
        opened.drawn()
        assert opened.page.evaluate(box) != before
        steps = "() => [document.getElementById('steps').plot.y.low, S.values.eta]"
        low, eta = opened.page.evaluate(steps)
        opened.page.locator("#handle-eta").scroll_into_view_if_needed()
        x, y = middle(opened, "#handle-eta")
        opened.page.mouse.move(x, y)
        opened.page.mouse.down()
        opened.page.mouse.move(x, y + 200, steps=3)
        opened.drawn()
        assert opened.page.evaluate(steps)[0] == low
        assert opened.page.evaluate(steps)[1] < eta
        opened.page.mouse.up()


def test_the_ground_is_moved_with_a_mouse(browser: Browser, page: Path) -> None:
    with Opened(browser, page) as opened:
        before = opened.page.evaluate("() => planeBox()")
        place = opened.page.locator("#plane").bounding_box()
        assert place is not None
        opened.page.mouse.move(place["x"] + 90, place["y"] + 40)
        opened.page.mouse.down()
        opened.page.mouse.move(place["x"] + 150, place["y"] + 10, steps=3)
        opened.page.mouse.up()
        opened.drawn()
        left, right, low, high = opened.page.evaluate("() => planeBox()")
        assert left < before[0]
        assert low < before[2]
        assert right - left == pytest.approx(before[1] - before[0], rel=1e-4)
        assert high - low == pytest.approx(before[3] - before[2], rel=1e-4)
        assert opened.page.evaluate(STARTS) == [[1, 1, 0.6]]


def test_a_link_to_a_view_leaves_the_state(browser: Browser, page: Path) -> None:
    with Opened(browser, page, THREE) as opened:
        state = opened.page.evaluate(STATE)
        opened.page.click("#jumps >> text=Pairs")
        opened.drawn()
        assert opened.page.evaluate("() => document.activeElement.id") == "view-pairs"
        assert opened.page.evaluate(STATE) == state
        assert "left out" not in opened.page.inner_text("#note")
