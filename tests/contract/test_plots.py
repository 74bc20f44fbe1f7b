"""Figures of one's own numbers: what is drawn is what the exported code says, and bad numbers are refused."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.figure import Figure
from sympy import Rational

from symdyn import LearningRule, analyse, parameter
from symdyn.errors import OutputError
from symdyn.notation import m, tau, w
from symdyn.stages.plots import Plots
from tests.derived import derived

PNG = b"\x89PNG\r\n"


def lines_of(figure: Figure, name: str) -> list[tuple[np.ndarray, np.ndarray]]:
    """The lines of that label, one in each panel."""
    found = [one for panel in figure.axes for one in panel.get_lines() if one.get_label() == name]
    return [(np.asarray(one.get_xdata()), np.asarray(one.get_ydata())) for one in found]


def title_of(figure: Figure) -> str:
    return figure.get_suptitle()


def test_the_eigenvalues_are_those_of_the_function() -> None:
    analysis = derived("rflo")
    figure = analysis.plot.eigenvalues(
        c=2, w_star=Fraction(-1, 2), w_hat=0.25, a_hat=Rational(1, 2)
    )
    computed = analysis.function("eigenvalues")
    numbers = {"a_star": 1, "b_star": 2, "w_star": -0.5, "w_hat": 0.25, "a_hat": 0.5}
    for place, name in ((1, r"$\lambda_{+}$"), (2, r"$\lambda_{-}$")):
        drawn = lines_of(figure, name)
        assert [bool((s > 0).all()) for s, _ in drawn] == [False, True]
        for s, y in drawn:
            real = ~np.isnan(y)
            assert real.any()
            wanted = computed(s=s, **numbers)[:, place].real
            np.testing.assert_allclose(y[real], wanted[real])
    assert r"$\hat{w} = 0.25$" in title_of(figure)
    assert r"$w_\star = -0.5$" in title_of(figure)


@pytest.mark.parametrize(("name", "shown"), [("rflo", r"$\hat{a}$"), ("bptt", r"$w_\star$")])
def test_the_region_leaves_out_what_varies(name: str, shown: str) -> None:
    figure = derived(name).plot.region(c=0.5)
    assert figure.axes[0].get_ylabel() == shown
    assert shown.strip("$") not in title_of(figure)
    assert "$c = 0.5$" in title_of(figure)


@pytest.mark.parametrize("c", [0.1, 4, -1])
def test_the_flow_is_drawn_where_the_manifold_is(c: float) -> None:
    figure = derived("tbptt").plot.flow(c=c)
    panel = figure.axes[0]
    drawn = [one for one in panel.get_lines() if one.get_linewidth() == 2.0]
    assert len(drawn) == 2
    for one in drawn:
        a, b = (np.asarray(values) for values in (one.get_xdata(), one.get_ydata()))
        np.testing.assert_allclose(a * b, c)
        (low, high), (bottom, top) = panel.get_xlim(), panel.get_ylim()
        inside = (low < a) & (a < high) & (bottom < b) & (b < top)
        assert inside.mean() > 0.3
    assert [one.get_text() for one in figure.legends[0].get_texts()] == ["optimal manifold"]


def test_a_rule_under_which_nothing_is_stable_has_a_region() -> None:
    gamma = parameter("gamma", -1, 1)
    wrong = analyse(LearningRule("wrong", "The wrong sign", "symmetric", -(gamma**m)))
    figure = wrong.plot.region(gamma=0)
    assert len(figure.axes) == 1  # no bar of colours


def test_a_figure_is_shown_in_the_style_of_the_reports() -> None:
    with rc_context({"xtick.labelsize": 30}):
        figure = derived("tbptt").plot.eigenvalues()
        shown = figure._repr_png_()
        assert {one.get_fontsize() for one in figure.axes[0].get_xticklabels()} == {8}
    assert isinstance(figure, Figure)
    assert shown.startswith(PNG)


def test_the_numbers_that_are_not_given_are_the_reports() -> None:
    assert "$c = 1$" in title_of(derived("tbptt-tau").plot.eigenvalues())
    assert r"$\tau = 3$" in title_of(derived("tbptt-tau").plot.eigenvalues())
    assert r"$\tau = 5$" in title_of(derived("tbptt-tau").plot.eigenvalues(tau=5))


def test_a_parameter_may_have_any_name() -> None:
    own = LearningRule("own", "Own", "symmetric", parameter("self", -1, 1) ** m * w**m)
    assert "= 0.5" in title_of(analyse(own).plot.eigenvalues(self=0.5))


@pytest.mark.parametrize("kind", ["eigenvalues", "region", "flow"])
@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({"w_hat": 2}, "w_hat = 2 is outside -1 < w_hat < 1; give a number inside"),
        ({"w_star": -1}, "w_star = -1 is outside -1 < w_star < 1"),
        ({"wstar": 0.5}, "no number wstar=; write w_star=; it has c, w_star"),
        ({"c": 0}, "c = 0 is outside c != 0"),
        ({"c": "x"}, "c = 'x' is not a finite number; give an integer, a float or a Fraction"),
        ({"c": float("nan")}, "c = nan is not a finite number"),
        ({"c": float("inf")}, "c = inf is not a finite number"),
        ({"c": True}, "c = True is not a finite number"),
        ({"c": [1, 2]}, "c = [1, 2] is not a finite number"),
        ({"c": 1j}, "c = 1j is not a finite number"),
    ],
)
def test_a_bad_number_is_refused(kind: str, numbers: Mapping[str, object], message: str) -> None:
    with pytest.raises(OutputError) as refused:
        getattr(derived("rflo").plot, kind)(**numbers)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "numbers", "message"),
    [
        ("rflo", {"a_hat": 1}, "a_hat is what varies in this figure; leave it out"),
        ("bptt", {"w_star": 0.5}, "w_star is what varies in this figure"),
        ("readout-only", {}, "readout-only gives no credit"),
        ("tbptt-tau", {"tau": 2.5}, "tau = 2.5 is not an integer from 1 on"),
        ("tbptt-tau", {"tau": 0}, "tau = 0 is not an integer from 1 on"),
    ],
)
def test_what_a_region_cannot_be_drawn_of(
    name: str, numbers: Mapping[str, object], message: str
) -> None:
    with pytest.raises(OutputError, match=message.partition(";")[0]):
        derived(name).plot.region(**numbers)


def test_a_late_rule_takes_a_horizon_behind_its_first_lag() -> None:
    late = LearningRule("late", "Late", "symmetric", w**m, horizon=tau, first_lag=2)
    plot: Plots = analyse(late).plot
    assert r"$\tau = 5$" in title_of(plot.eigenvalues())
    with pytest.raises(OutputError, match="tau = 2 is not an integer from 3 on"):
        plot.eigenvalues(tau=2)
