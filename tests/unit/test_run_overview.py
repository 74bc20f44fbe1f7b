"""The picture of training runs: its bands, its curves, its words, and that no name covers another."""

import statistics
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from symdyn import find_rule
from symdyn.report.figures.style import SEQUENCE, styled
from symdyn.report.simulation.bands import band_of
from symdyn.report.simulation.label_places import spread
from symdyn.report.simulation.overview import MOST_CURVES, MOST_MODES, draw_overview
from symdyn.simulation.training.plan import plan_of
from symdyn.simulation.training.run import Subject, train

SMALL = {"units": 4, "outputs": 2, "inputs": 2, "steps": 60, "every": 10, "seeds": 3, "eta": 0.05}


def rows_of(rules: Sequence[str], **values: Any) -> list[dict[str, Any]]:
    return [
        {**training.row, **row}
        for training in plan_of(
            rules, {**SMALL, **values}, {"w_hat": 0.5} if "rflo" in rules else {}
        )
        for row in train(
            training.settings, Subject.of(training.rule), range(training.settings.seeds)
        )
    ]


def drawn(rows: Sequence[dict[str, Any]]) -> Figure:
    with styled():
        return draw_overview(rows)


def words_of(figure: Figure) -> str:
    return " ".join(text.get_text() for text in figure.findobj(Text)).replace("\n", " ")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return rows_of(["bptt", "rflo"])


def run(losses: Sequence[float | None], status: str) -> list[dict[str, Any]]:
    return [{"step": 10 * k, "loss": one, "status": status} for k, one in enumerate(losses)]


def test_a_band_has_the_median_and_the_quartiles() -> None:
    stream = np.random.default_rng(0)
    runs = [run([float(x) for x in stream.random(3)], "ran") for _ in range(9)]
    band = band_of(runs, lambda row: row["loss"], grows=True)
    for place in range(3):
        column = [one[place]["loss"] for one in runs]
        quartiles = statistics.quantiles(column, n=4, method="inclusive")
        found = [band.low[place], band.middle[place], band.high[place]]
        assert found == pytest.approx(quartiles)


def test_a_run_that_converged_keeps_its_loss_and_one_that_diverged_has_none() -> None:
    runs = [run([4, 1], "converged"), run([4, 2, 2], "ran"), run([4], "diverged")]
    band = band_of(runs, lambda row: row["loss"], grows=True)
    assert band.steps.tolist() == [0, 10, 20]
    assert band.low.tolist() == [4, 1, 1]
    assert band.middle.tolist() == [4, 2, 2]
    assert band.high.tolist() == [4, np.inf, np.inf]
    left = band_of(runs, lambda row: row["loss"], grows=False)
    assert left.high.tolist() == [4, 2, 2]
    lost = band_of([*runs, run([None], "diverged")], lambda row: row["loss"], grows=True)
    assert np.isnan(lost.middle[1:]).all()


@pytest.mark.parametrize("seed", range(20))
def test_labels_do_not_overlap_and_keep_their_order(seed: int) -> None:
    stream = np.random.default_rng(seed)
    places, sizes = stream.random(6).tolist(), (0.15 * stream.random(6)).tolist()
    found = spread(places, sizes)
    order = np.argsort(places)
    for one, other in pairwise(order):
        assert found[one] + sizes[one] / 2 <= found[other] - sizes[other] / 2 + 1e-12
    assert min(x - size / 2 for x, size in zip(found, sizes, strict=True)) >= -1e-12
    assert max(x + size / 2 for x, size in zip(found, sizes, strict=True)) <= 1 + 1e-12


def test_the_curves_are_the_medians_of_the_rows(rows: list[dict[str, Any]]) -> None:
    panel = drawn(rows).axes[0]
    assert panel.get_ylabel() == "loss"
    for rule, colour in zip(("bptt", "rflo"), SEQUENCE, strict=False):
        (line, *_) = [one for one in panel.lines if to_hex(one.get_color()) == colour]
        for step, middle in zip(line.get_xdata(), line.get_ydata(), strict=True):
            found = [row["loss"] for row in rows if row["rule"] == rule and row["step"] == step]
            if len(found) == SMALL["seeds"]:
                assert middle == pytest.approx(statistics.median(found))
        (label,) = [text for text in panel.texts if text.get_text() == rule]
        assert to_hex(label.get_color()) == colour


def test_the_modes_and_the_flow_are_those_of_one_network(rows: list[dict[str, Any]]) -> None:
    panels = {panel.get_ylabel(): panel for panel in drawn(rows).axes[-3:]}
    run = [row for row in rows if row["rule"] == "rflo" and row["seed"] == 0]
    for letter in "abw":
        lines = panels[f"${letter}$"].lines
        for place in range(2):
            for line, name in zip(
                lines[2 * place :], (letter, f"predicted_{letter}"), strict=False
            ):
                by_step = {row["step"]: row[name][place] for row in run}
                assert line.get_ydata().tolist() == [by_step[x] for x in line.get_xdata()]


def test_the_picture_says_what_was_run(rows: list[dict[str, Any]]) -> None:
    told = words_of(drawn(rows))
    for part in (
        "bptt, rflo",
        "4 units",
        "seeds 0 to 2",
        "η = 0.05",
        "T → ∞",
        "range over 3 seeds",
    ):
        assert part in told
    for part in ("recurrent alignment", "input/output alignment", "feedback alignment"):
        assert part in told
    other = words_of(drawn(rows_of(["bptt"], T=7, batch=5, seeds=1, first_seed=4, eta=0.01)))
    for part in ("T = 7", "batches of 5", "seed 4", "η = 0.01", "one seed"):
        assert part in other
    assert "feedback alignment" not in other


def test_rates_of_rules_stand_beside_their_curves(rows: list[dict[str, Any]]) -> None:
    changed = [{**row, "eta": 0.01} if row["rule"] == "rflo" else row for row in rows]
    told = words_of(drawn(changed))
    assert "bptt, η = 0.05" in told
    assert "rflo, η = 0.01" in told


def test_runs_that_diverge_are_counted_beside_their_curve() -> None:
    values = {"teacher_modes": ((1, 1, 0.9),), "eta": 0.4}
    found = rows_of(["bptt"], **values)
    lost = len({row["seed"] for row in found if row["status"] == "diverged"})
    assert lost
    figure = drawn(found)
    assert f"{lost} of 3 diverged" in words_of(figure)
    low, high = figure.axes[0].get_ylim()
    assert np.isfinite([low, high]).all()
    assert high / low < 1e12


def test_a_teacher_without_modes_has_a_loss_alone() -> None:
    figure = drawn(rows_of(["bptt"], teacher="random"))
    assert len(figure.axes) == 1
    assert "The teacher is random" in words_of(figure)


def test_names_of_many_curves_do_not_overlap_and_the_rest_is_told(
    rows: list[dict[str, Any]],
) -> None:
    count = MOST_CURVES + 2
    many = [
        {**row, "variation": rf"$\no$ name_{k}"}
        for k in range(count)
        for row in rows
        if row["rule"] == "bptt"
    ]
    figure = drawn(many)
    boxes = sorted(
        (text.get_window_extent() for text in figure.axes[0].texts), key=lambda box: box.y0
    )
    assert len(boxes) == MOST_CURVES
    assert all(one.y1 <= other.y0 + 1 for one, other in pairwise(boxes))
    assert all(box.x1 <= figure.bbox.x1 for box in boxes)
    told = words_of(figure)
    assert f"The first {MOST_CURVES} of {count} are drawn." in told
    assert f"Modes are shown of {MOST_MODES} of the {MOST_CURVES} curves." in told


def test_a_rule_is_drawn_that_never_moves() -> None:
    assert find_rule("readout-only").credit.terms == ()
    assert drawn(rows_of(["readout-only"], steps=1, every=1)).axes
