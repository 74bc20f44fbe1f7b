"""The rate at which the loss of a mode falls: by literal sums, at known states, and near the optimum."""

from fractions import Fraction

import numpy as np
import pytest
from sympy import Rational, simplify, symbols

from symdyn import LearningRule, analyse, notation, parameter
from symdyn.exact.bridge import to_expr
from symdyn.report.figures.descent import draw_descent
from symdyn.report.figures.plan import figures_of
from symdyn.report.wire import to_json
from symdyn.rules.registry import all_rules
from symdyn.stages.descent.derive import descent_of, rate_of
from symdyn.testing.literal import LiteralSums
from tests.derived import derived

RULES = [entry.rule.name for entry in all_rules()]
CREDITED = [name for name in RULES if not derived(name).credit.zero]
GAMMA = parameter("gamma", -1, 1)
a, b, w, a_hat, w_hat = symbols("a b w a_hat w_hat")
s, c, w_star = symbols("s c w_star")


def exact(value: Fraction) -> Rational:
    return Rational(value.numerator, value.denominator)


def rate(name: str, **values: str) -> Fraction:
    """The rate in closed form at a state with c = 1."""
    point = {notation.c: Rational(1), **{symbols(x): Rational(y) for x, y in values.items()}}
    found = rate_of(derived(name)).subs(point)
    return Fraction(int(found.p), int(found.q))


def slopes(name: str, point: dict[str, Fraction], steps: int) -> float:
    """The slope of the loss along the update, by a central difference of literal sums of fractions."""
    sums = LiteralSums(derived(name).rule, steps)
    update = dict(zip("abw", sums.update(point), strict=True))
    step = Fraction(1, 10**7)
    ahead, behind = (
        sums.loss({**point, **{x: point[x] + sign * step * update[x] for x in "abw"}})
        for sign in (1, -1)
    )
    return float((ahead - behind) / (2 * step))


def test_which_rules_have_the_loss_as_a_lyapunov_function() -> None:
    found = {name: descent_of(derived(name)) for name in RULES}
    assert found["readout-only"] is None
    assert {name for name, one in found.items() if one is not None and one.lyapunov} == {
        "bptt",
        "e-prop",
        "e-prop-symmetric",
        "feedback-alignment",
    }
    for one in found.values():
        # What does not turn near the optimum is the gradient but for the feedback, and no other rule's is.
        assert one is None or one.lyapunov is not bool(one.form.skew)
        assert one is None or (one.rising is None) is one.lyapunov


@pytest.mark.parametrize(
    ("name", "state", "value"),
    [
        ("tbptt", {"a": "7", "b": "9/56", "w": "1/2", "w_star": "4/5"}, Fraction(-277, 2352)),
        (
            "rflo",
            {"a": "7", "b": "9/56", "w": "1/2", "w_star": "4/5", "a_hat": "7", "w_hat": "0"},
            Fraction(-277, 2352),
        ),
        (
            "feedback-alignment",
            {"a": "2", "b": "5/8", "w": "1/2", "w_star": "4/5", "a_hat": "-1"},
            Fraction(-625, 648),
        ),
    ],
)
def test_the_loss_rises_at_known_states(name: str, state: dict[str, str], value: Fraction) -> None:
    assert rate(name, **state) == value
    point = {x: Fraction(y) for x, y in state.items()} | {
        "a_star": Fraction(1),
        "b_star": Fraction(1),
    }
    assert slopes(name, point, 60) == pytest.approx(float(value), rel=1e-4)


@pytest.mark.parametrize("name", CREDITED)
def test_the_states_that_are_given_are_exact(name: str) -> None:
    found = descent_of(derived(name))
    assert found is not None
    for one, sign in ((found.rising, 1), (found.opposed, -1)):
        if one is None:
            continue
        point = dict(one.point)
        assert one.value < 0
        phi = point["a"] if derived(name).rule.symmetric else point["a_hat"]
        assert phi * point["a"] * sign > 0
        literal = {**point, "a_star": point["c"], "b_star": Fraction(1)}
        assert slopes(name, literal, 60) == pytest.approx(float(one.value), rel=1e-3)


def test_bptt_has_the_excess_of_two_definite_matrices() -> None:
    """4 det(Gram) det(N) with Gram's determinant 1/D^4 and N's q B (q + B)/D^4."""
    found = descent_of(derived("bptt"))
    assert found is not None
    square, room = (c / s) ** 2, 1 - w_star**2
    assert simplify(to_expr(found.form.excess) - 4 * s**2 * square * (s**2 + square) / room**8) == 0


def test_where_the_form_of_tbptt_changes_its_sign() -> None:
    """At c = 1 and w_star = 4/5 the loss falls near the optimum for s^2 below 37.74."""
    found = descent_of(derived("tbptt"))
    assert found is not None
    excess = to_expr(found.form.excess).subs({c: 1, w_star: Rational(4, 5)})
    near, far = (excess.subs(s, Rational(x, 100)) for x in (614, 615))
    assert Fraction(614, 100) ** 2 < Fraction(3774, 100) < Fraction(615, 100) ** 2
    assert near > 0 > far


@pytest.mark.parametrize("name", ["tbptt", "rflo", "decayed-rtrl", "rflo-symmetric"])
def test_the_form_has_both_signs_where_it_is_said_to(name: str) -> None:
    """By its eigenvalues, in floating-point numbers, and beside a stable mode."""
    found = descent_of(derived(name))
    assert found is not None
    assert found.rising_near is not None
    at = {symbols(x): exact(y) for x, y in found.rising_near.point}
    f, g, h = (
        float(to_expr(one).subs(at))
        for one in (found.form.first, found.form.mixed, found.form.second)
    )
    low, high = np.linalg.eigvalsh([[f, g / 2], [g / 2, h]])
    assert low < 0 < high
    trace, determinant = (
        float(one.subs(at))
        for one in (derived(name).optimal.trace, derived(name).optimal.determinant)
    )
    assert trace < 0 < determinant


def test_a_kernel_without_a_proved_sign_is_left_open() -> None:
    kernel = notation.w_hat**notation.m - 2 * GAMMA**notation.m
    found = descent_of(analyse(LearningRule("signs", "Both signs", "random", kernel)))
    assert found is not None
    assert not found.near


def test_the_wire_has_the_form_and_the_states() -> None:
    sent = to_json(derived("rflo"))["descent"]
    assert sent["lyapunov"] is False
    assert Fraction(sent["rising"]["value"]) < 0
    assert set(sent["form"]) == {"first", "mixed", "second", "skew", "excess"}
    assert sent["form"]["skew"] == "(w_hat - w_star)/(1 - w_hat*w_star)**2"
    assert to_json(derived("readout-only"))["descent"] is None


def test_the_figure_shows_the_state_where_the_loss_rises() -> None:
    analysis = derived("rflo")
    found = descent_of(analysis)
    assert found is not None
    assert found.rising is not None
    panel = draw_descent(analysis, found.rising).axes[0]
    at = dict(found.rising.point)
    (dot,) = (line for line in panel.lines if line.get_marker() == "o")
    places = np.asarray(dot.get_data(), dtype=float).tolist()
    assert places == [[float(at["a"])], [float(at["w"])]]
    (low, high), (bottom, top) = panel.get_xlim(), panel.get_ylim()
    assert low < at["a"] < high
    assert bottom < at["w"] < top


@pytest.mark.parametrize(("name", "drawn"), [("rflo", True), ("feedback-alignment", False)])
def test_where_the_loss_falls_there_is_no_figure(name: str, drawn: bool) -> None:
    kinds = {one.kind for one in figures_of(derived(name))}
    assert ("descent" in kinds) == drawn
