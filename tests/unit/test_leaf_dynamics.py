"""The flow in the plane of b and w: against literal runs, finite differences and another formula for the focal value."""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from sympy import Expr, Rational, Symbol, diff, lambdify, symbols

from symdyn import LearningRule, analyse, notation, parameter
from symdyn.claims.chain import claims_of
from symdyn.claims.verifying import judge
from symdyn.errors import ProofError
from symdyn.exact.bridge import from_expr
from symdyn.exact.homogeneous import added, change, focal_value
from symdyn.report.wire import to_json
from symdyn.rules.registry import all_rules
from symdyn.stages.leaf_dynamics import focus as focus_module
from symdyn.stages.leaf_dynamics import laws
from symdyn.stages.leaf_dynamics.derive import Leaf, leaf_of
from symdyn.stages.leaf_dynamics.focus import Focus, foci_of
from symdyn.testing.evaluation import read
from symdyn.testing.subject import Subject
from tests.derived import derived

RULES = [entry.rule.name for entry in all_rules()]
b, w, c, w_star, a_hat, w_hat, level = symbols("b w c w_star a_hat w_hat H_0")
GAMMA = parameter("gamma", 0, 1)


def leaf(name: str) -> Leaf:
    found = leaf_of(derived(name))
    assert found is not None
    return found


def exact(value: Fraction) -> Rational:
    return Rational(value.numerator, value.denominator)


def slopes_at(found: Focus) -> tuple[Expr, Expr]:
    """db/dt and dw/dt of RFLO on the surface of a point, written out here from the sums of geometric series."""
    at = {name: exact(value) for name, value in found.point}
    feedback, decay, s, gain, teacher = (at[x] for x in ("a_hat", "w_hat", "s", "c", "w_star"))
    first = 2 * feedback * s - (gain / s) ** 2 - (teacher - decay) ** 2
    a = (first + b**2 + (w - decay) ** 2) / (2 * feedback)
    by_input = feedback * (a * b / (1 - w * decay) - gain / (1 - teacher * decay))
    by_w = (
        feedback
        * b
        * (
            a * b * w / ((1 - w**2) * (1 - w * decay))
            - gain * teacher / ((1 - w * teacher) * (1 - teacher * decay))
        )
    )
    return -by_input, -by_w


def test_which_rules_move_in_a_plane() -> None:
    found = {name for name in RULES if leaf_of(derived(name)) is not None}
    assert found == {"rflo", "feedback-alignment", "e-prop"}


@pytest.mark.parametrize("name", ["rflo", "feedback-alignment", "e-prop"])
def test_the_written_slopes_are_those_that_are_derived(name: str) -> None:
    found = leaf(name)
    field = found.height.field
    derived_slopes = (found.read_out, found.input_slope, found.recurrent_slope)
    for one, other in zip(
        (found.written_read_out, *found.written_slopes), derived_slopes, strict=True
    ):
        assert from_expr(field, one) == other


def test_slopes_found_by_hand() -> None:
    found = leaf("rflo")
    height = level + b**2 + (w - w_hat) ** 2
    first = a_hat * c / (1 - w_hat * w_star) - b * height / (2 * (1 - w_hat * w))
    assert (found.written_slopes[0] - first).simplify() == 0
    assert [one.expand() for one in found.edges] == [
        ((1 - w_hat) ** 2).expand(),
        ((1 + w_hat) ** 2).expand(),
    ]


def test_a_kernel_with_weight_and_decay_has_leaves_too() -> None:
    """kappa_m = 2 (gamma w)^m: V = (1 - gamma) w^2, and the weight 2."""
    kernel = 2 * (GAMMA * notation.w) ** notation.m
    found = leaf_of(analyse(LearningRule("both", "Weight and decay", "random", kernel)))
    assert found is not None
    gamma = Symbol("gamma")
    assert (
        found.written_read_out - (level + b**2 + (1 - gamma) * w**2) / (4 * a_hat)
    ).simplify() == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "kernel",
    [
        2 * (GAMMA * notation.w) ** notation.m,
        parameter("mu_1", 0, None) * GAMMA**notation.m,
        notation.w_hat**notation.m / 2,
    ],
)
def test_all_that_is_stated_of_leaves_is_proved_of_other_kernels(kernel: Expr) -> None:
    """With a weight that is a number or a letter, a decay that is fixed or follows w, and points of both kinds."""
    rule = LearningRule("other", "Another kernel", "random", kernel)
    claims = claims_of(rule)
    verdicts, *_ = judge(list(claims))
    own = [one for one in verdicts if one.startswith(("other.leaf", "other.focus"))]
    assert len(own) > 30
    assert {verdicts[one].status for one in own} == {"proved"}
    assert [one.value < 0 for one in foci_of(analyse(rule))] == [True, False]


def test_a_mode_stays_on_its_surface() -> None:
    """A run of (a, b, w) against one of (b, w) alone."""
    values = {"c": 0.8, "w_star": 0.4, "a_hat": 0.6, "w_hat": 0.3}
    module = derived("rflo")
    update = [
        lambdify(symbols("a b w"), module.update.limit[x].subs(values)) for x in notation.STATE
    ]
    start = (0.5, 0.7, -0.2)
    first = 2 * 0.6 * start[0] - start[1] ** 2 - (start[2] - 0.3) ** 2
    plane = [
        lambdify(symbols("b w"), one.subs({**values, "H_0": first}))
        for one in leaf("rflo").written_slopes
    ]
    full = solve_ivp(lambda _, y: [-f(*y) for f in update], (0, 5), start, rtol=1e-10, atol=1e-12)
    flat = solve_ivp(lambda _, y: [f(*y) for f in plane], (0, 5), start[1:], rtol=1e-10, atol=1e-12)
    assert full.y[1:, -1] == pytest.approx(flat.y[:, -1], rel=1e-7)


def test_the_points_are_on_the_edge_of_the_window() -> None:
    """Trace and determinant from the slopes written out here."""
    for found in foci_of(derived("rflo")):
        first, second = slopes_at(found)
        at = {b: exact(found.first), w: exact(dict(found.point)["w_star"])}
        assert (first.subs(at), second.subs(at)) == (0, 0)
        jacobian = [[diff(one, x).subs(at) for x in (b, w)] for one in (first, second)]
        assert jacobian[0][0] + jacobian[1][1] == 0
        determinant = jacobian[0][0] * jacobian[1][1] - jacobian[0][1] * jacobian[1][0]
        assert determinant == exact(found.determinant) > 0


def perko(first: Expr, second: Expr, at: dict[Symbol, Expr]) -> Rational:
    """The bracket of Andronov's formula, as Perko has it, over -b: it has the sign of the focal value."""

    def part(one: Expr, i: int, j: int) -> Expr:
        found = one
        for x, n in ((b, i), (w, j)):
            found = diff(found, x, n) if n else found
        return found.subs(at) / (1, 1, 2, 6)[i] / (1, 1, 2, 6)[j]

    p, q = (
        {(i, j): part(one, i, j) for i, j in product(range(4), repeat=2) if 0 < i + j < 4}
        for one in (first, second)
    )
    A, B, C = p[1, 0], p[0, 1], q[1, 0]
    bracket = (
        A * C * (p[1, 1] ** 2 + p[1, 1] * q[0, 2] + p[0, 2] * q[1, 1])
        + A * B * (q[1, 1] ** 2 + p[2, 0] * q[1, 1] + p[1, 1] * q[2, 0])
        + C**2 * (p[1, 1] * p[0, 2] + 2 * p[0, 2] * q[0, 2])
        - 2 * A * C * (q[0, 2] ** 2 - p[2, 0] * p[0, 2])
        - 2 * A * B * (p[2, 0] ** 2 - q[2, 0] * q[0, 2])
        - B**2 * (2 * p[2, 0] * q[2, 0] + q[1, 1] * q[2, 0])
        + (B * C - 2 * A**2) * (q[1, 1] * q[0, 2] - p[1, 1] * p[2, 0])
        - (A**2 + B * C)
        * (
            3 * (C * q[0, 3] - B * p[3, 0])
            + 2 * A * (p[2, 1] + q[1, 2])
            + (C * p[1, 2] - B * q[2, 1])
        )
    )
    return -bracket / B


def test_the_sign_is_that_of_another_formula() -> None:
    """At the points that are given, and at two where the sign is known from elsewhere."""
    found = foci_of(derived("rflo"))
    assert [one.value < 0 for one in found] == [True, False]
    for one in found:
        at = {b: exact(one.first), w: exact(dict(one.point)["w_star"])}
        assert perko(*slopes_at(one), at) * exact(one.value) > 0


def test_an_optimum_that_turns_attracts_or_repels_as_is_said() -> None:
    """A run of many turns from a little away: the form falls, or grows."""
    for found in foci_of(derived("rflo")):
        first, second = (lambdify((b, w), one) for one in slopes_at(found))
        place = np.array([float(found.first), float(dict(found.point)["w_star"])])

        def size(state: np.ndarray, found: Focus = found, place: np.ndarray = place) -> float:
            x, y = state - place
            forms = (found.square, found.cubic, found.quartic)
            return sum(
                float(k) * x ** (len(one) - 1 - n) * y**n
                for one in forms
                for n, k in enumerate(one)
            )

        start = place + np.array((0.0005, 0.0))
        period = 2 * np.pi / float(found.determinant) ** 0.5

        def slope(_: float, y: np.ndarray, first: Any = first, second: Any = second) -> list[float]:
            return [first(*y), second(*y)]

        path = solve_ivp(slope, (0, 40 * period), start, "DOP853", rtol=1e-12, atol=1e-15)
        change = size(path.y[:, -1]) - size(start)
        assert change * float(found.value) > 0
        assert abs(change) > 1e-4 * size(start)


def test_the_focal_value_of_known_flows() -> None:
    """x' = y + k x (x^2 + y^2), y' = -x + k y (x^2 + y^2): r' = k r^3, so that (r^2)' = 2 k (r^2)^2."""
    zero, one = Fraction(0), Fraction(1)
    for k in (Fraction(-3), Fraction(1, 7)):
        first = ((zero, one), (zero,) * 3, (k, zero, k, zero))
        second = ((-one, zero), (zero,) * 3, (zero, k, zero, k))
        square, _, _, value = focal_value(first, second)
        assert square == (1, 0, 1)
        assert value == 2 * k


def test_what_the_polynomial_changes_by() -> None:
    """All degrees of (q + p + h)' again, from the parts, at a flow with quadratic terms."""
    f = [tuple(map(Fraction, one)) for one in ((1, 2), (3, -1, 2), (1, 0, -2, 5))]
    g = [tuple(map(Fraction, one)) for one in ((-3, -1), (2, 2, -1), (0, 4, 1, 1))]
    q, p, h, value = focal_value(f, g)
    assert not any(change(q, f[0], g[0]))
    assert not any(added(change(q, f[1], g[1]), change(p, f[0], g[0])))
    fourth = added(change(q, f[2], g[2]), change(p, f[1], g[1]), change(h, f[0], g[0]))
    square = [sum(q[i] * q[k - i] for i in range(3) if 0 <= k - i < 3) for k in range(5)]
    assert list(fourth) == [value * one for one in square]


def test_what_is_no_rotation_has_no_focal_value() -> None:
    zero, one = Fraction(0), Fraction(1)
    with pytest.raises(ValueError, match="is no rotation"):
        focal_value(((one, zero), (), ()), ((zero, one), (), ()))


@pytest.mark.parametrize("seed", range(2))
def test_above_the_level_no_run_breaks_down(seed: int) -> None:
    """Random surfaces with H_0 + V(1), H_0 + V(-1) > 0, from starts close to the edge: w stays inside."""
    draw = np.random.default_rng(seed)
    slopes = [
        lambdify((b, w, c, w_star, a_hat, w_hat, level), one) for one in leaf("rflo").written_slopes
    ]
    for _ in range(6):
        decay, teacher = draw.uniform(-0.8, 0.8, 2)
        gain, feedback = draw.choice([-1, 1], 2) * draw.uniform(0.3, 1.5, 2)
        first = -((1 - abs(decay)) ** 2) * draw.uniform(0.2, 0.9)
        start = (draw.normal(), draw.choice([-1, 1]) * 0.98)
        fixed = (gain, teacher, feedback, decay, first)
        path = solve_ivp(
            lambda _, y, fixed=fixed: [one(*y, *fixed) for one in slopes],
            (0, 60),
            start,
            "LSODA",
            rtol=1e-8,
            atol=1e-10,
        )
        assert path.success
        assert np.abs(path.y[1]).max() < 1


def test_a_flow_that_leaves_the_surface_is_refused() -> None:
    analysis = derived("rflo")
    limit = {**analysis.update.limit, notation.a: analysis.update.limit[notation.a] + 1}
    with pytest.raises(ProofError, match="leaves the surfaces"):
        leaf_of(replace(analysis, update=replace(analysis.update, limit=limit)))


def test_the_law_refuses_another_flow(monkeypatch: pytest.MonkeyPatch) -> None:
    true = leaf("rflo")
    other = replace(
        true,
        end=replace(
            true.end, geometric=replace(true.end.geometric, ratio=-true.end.geometric.ratio)
        ),
    )
    monkeypatch.setattr(laws, "leaf_of", lambda _: other)
    with pytest.raises(ProofError, match="the slope is"):
        laws.LAWS[0].check(Subject(derived("rflo")))


@pytest.mark.parametrize("name", ["rflo", "feedback-alignment", "bptt"])
def test_the_law_holds(name: str) -> None:
    laws.LAWS[0].check(Subject(derived(name)))


def test_a_point_off_the_edge_of_the_window_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    analysis = derived("rflo")
    true = next(focus_module._candidates(analysis))
    monkeypatch.setattr(
        focus_module, "_candidates", lambda _: [{**true, "a_hat": true["a_hat"] * 2}]
    )
    with pytest.raises(ProofError, match="at the end of the window"):
        foci_of(analysis)


def test_the_wire_has_the_flow_and_the_points() -> None:
    sent = to_json(derived("rflo"))["leaf_dynamics"]
    assert isinstance(sent, dict)
    a_star, b_star = symbols("a_star b_star")
    for name, one in zip(
        ("input_slope", "recurrent_slope"), leaf("rflo").written_slopes, strict=True
    ):
        assert (read(str(sent[name])) - one.subs(c, a_star * b_star)).simplify() == 0
    points = sent["foci"]
    assert isinstance(points, list)
    assert [Fraction(str(one["value"])) < 0 for one in points] == [True, False]
    assert points[0]["at"]["a_hat"] == "-19/461"
    assert to_json(derived("bptt"))["leaf_dynamics"] is None
