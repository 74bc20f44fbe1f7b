"""The end of learning, against flows that are written out here and integrated, and against all roots."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from sympy import Expr, Rational, Symbol, sqrt, symbols

from symdyn import find_rule
from symdyn.errors import ProofError
from symdyn.report.wire import to_json
from symdyn.stages.end_point import laws
from symdyn.stages.end_point.derive import end_point_of
from symdyn.testing.evaluation import read
from symdyn.testing.subject import Subject
from tests.derived import derived

S, C, W_STAR, A_HAT, W_HAT, START = symbols("s c w_star a_hat w_hat H_0")
TEACHER_C, TEACHER_W = 0.8, 0.4
A_OWN, W_OWN, DECAY = 0.6, 0.3, 0.5
Flow = Callable[[float, float, float], tuple[float, float, float]]


def flow(feedback: float | None, ratio: Callable[[float], float]) -> Flow:
    """-Delta for kappa_m = r^m, from E(z) = sum e_k z^k: the updates are its values at w and at r."""

    def error(z: float, a: float, b: float, w: float) -> float:
        return a * b / (1 - w * z) - TEACHER_C / (1 - TEACHER_W * z)

    def slope(a: float, b: float, w: float) -> tuple[float, float, float]:
        r, phi = ratio(w), a if feedback is None else feedback
        there, back = error(w, a, b, w), error(r, a, b, w)
        # (E(w) - E(r))/(w - r), each quotient by itself, so that w = r is no exception
        chord = a * b * w / ((1 - w**2) * (1 - w * r)) - TEACHER_C * TEACHER_W / (
            (1 - TEACHER_W * w) * (1 - TEACHER_W * r)
        )
        return -b * there, -phi * back, -phi * b * chord

    return slope


FLOWS: dict[str, tuple[Flow, dict[str, float]]] = {
    "bptt": (flow(None, lambda w: w), {}),
    "decayed-rtrl": (flow(None, lambda w: DECAY * w), {"gamma": DECAY}),
    "tbptt": (flow(None, lambda _: 0.0), {}),
    "rflo-symmetric": (flow(None, lambda _: W_OWN), {"w_hat": W_OWN}),
    "rflo": (flow(A_OWN, lambda _: W_OWN), {"a_hat": A_OWN, "w_hat": W_OWN}),
    "feedback-alignment": (flow(A_OWN, lambda w: w), {"a_hat": A_OWN}),
}
STARTS = list(product((-1.1, 0.35, 0.9), (-0.7, 0.25, 1.3), (-0.45, 0.55)))


def number(expression: Expr, values: dict[str, float]) -> float:
    found = expression.xreplace({Symbol(x): Rational(str(y)) for x, y in values.items()})
    return float(found.evalf(30))


def ends(name: str) -> list[tuple[tuple[float, float, float], tuple[float, float, float]]]:
    """Starts, and the ends of those runs that reach the optimal manifold."""
    slope, _ = FLOWS[name]
    found = []
    for start in STARTS:

        def edge(_: float, y: list[float]) -> float:
            return 0.999 - abs(y[2])

        edge.terminal = True  # type: ignore[attr-defined]  # SciPy reads this attribute
        path = solve_ivp(
            lambda _, y: slope(*y), (0, 900), start, "LSODA", rtol=1e-10, atol=1e-12, events=edge
        )
        a, b, w = map(float, path.y[:, -1])
        if abs(a * b - TEACHER_C) < 1e-6 and abs(w - TEACHER_W) < 1e-6:
            found.append((start, (a, b, w)))
    return found


@pytest.mark.parametrize("name", FLOWS)
def test_runs_end_at_a_root_of_the_polynomial(name: str) -> None:
    found = end_point_of(find_rule(name))
    assert found is not None
    _, own = FLOWS[name]
    reached = ends(name)
    assert len(reached) >= len(STARTS) // 2
    for start, (a, _, _) in reached:
        known = {"c": TEACHER_C, "w_star": TEACHER_W, **own}
        first = number(found.conserved.quantity, {**known, **dict(zip("abw", start, strict=True))})
        level = number(found.level, {**known, "H_0": first})
        if found.square is not None:
            assert number(found.square, {**known, "g": level}) == pytest.approx(a**2, rel=1e-6)
            continue
        assert found.others is not None
        roots = np.roots([2 * own["a_hat"], -level, 0, -(TEACHER_C**2)])
        real = sorted(x.real for x in roots if abs(x.imag) < 1e-9)
        assert min(abs(a - x) for x in real) < 1e-6 * (1 + abs(a))
        assert sum(x * own["a_hat"] > 0 for x in real) == 1
        assert a * own["a_hat"] > 0 or number(found.others, {**known, "g": level}) <= 0


@pytest.mark.parametrize("name", ["bptt", "decayed-rtrl", "tbptt", "rflo-symmetric"])
def test_the_sign_at_the_end_is_the_one_that_is_proved(name: str) -> None:
    """H > 0 keeps the sign of a; H + V(w) <= 0 at w = 1 and -1 keeps that of b."""
    found = end_point_of(find_rule(name))
    assert found is not None
    _, own = FLOWS[name]
    kept = {"read-out": 0, "input": 0}
    for start, (a, _, _) in ends(name):
        values = {**own, **dict(zip("abw", start, strict=True))}
        first = number(found.conserved.quantity, values)
        highest = max(
            number(-found.conserved.quantity, {**own, "a": 0, "b": 0, "w": end}) for end in (1, -1)
        )
        if first > 0:
            assert a * start[0] > 0
            kept["read-out"] += 1
        if first + highest < 0:
            assert a * TEACHER_C * start[1] > 0
            kept["input"] += 1
    assert kept["read-out"]
    assert kept["input"] or name in {"tbptt", "rflo-symmetric"}  # V is large: no such start


def test_polynomials_found_by_hand() -> None:
    rflo, bptt = end_point_of(find_rule("rflo")), end_point_of(find_rule("bptt"))
    assert rflo is not None
    assert bptt is not None
    level = START + (W_HAT - W_STAR) ** 2
    assert (
        rflo.polynomial.subs(Symbol("g"), level) - (2 * A_HAT * S**3 - level * S**2 - C**2)
    ).expand() == 0
    assert (rflo.level - level).expand() == 0
    assert bptt.polynomial == S**4 - Symbol("g") * S**2 - C**2
    assert bptt.level == START
    assert bptt.square is not None
    assert (bptt.square - (Symbol("g") + sqrt(Symbol("g") ** 2 + 4 * C**2)) / 2).simplify() == 0


@pytest.mark.parametrize("seed", range(4))
def test_the_bound_says_how_many_roots_there_are(seed: int) -> None:
    """All roots of 2 a_hat s^3 - g s^2 - c^2 by NumPy, at levels on both sides of the bound."""
    found = end_point_of(find_rule("rflo"))
    assert found is not None
    assert found.others is not None
    draw = np.random.default_rng(seed)
    counts = set()
    for _ in range(60):
        a_hat, c, level = (float(x) for x in draw.normal(size=3) * (1, 1, 3))
        bound = number(found.others, {"a_hat": a_hat, "c": c, "g": level})
        roots = np.roots([2 * a_hat, -level, 0, -(c**2)])
        real = [x.real for x in roots if abs(x.imag) < 1e-7 * (1 + abs(x))]
        sides = [sum(sign * a_hat * x > 0 for x in real) for sign in (1, -1)]
        assert sides == [1, 2 if bound < 0 else 0]
        counts.add(sides[1])
    assert counts == {0, 2}


@pytest.mark.parametrize("name", ["rflo", "feedback-alignment"])
def test_of_two_ends_against_the_feedback_one_is_unstable(name: str) -> None:
    """The determinant that the linearisation has, at both roots with a_hat s < 0."""
    found = end_point_of(find_rule(name))
    assert found is not None
    determinant = derived(name).optimal.determinant
    a_hat, c, level = -0.05, 0.3, -0.3
    roots = np.roots([2 * a_hat, -level, 0, -(c**2)])
    small, large = sorted(abs(x.real) for x in roots if a_hat * x.real < 0)
    values = {"a_hat": a_hat, "w_hat": 0.2, "w_star": 0.6, "c": c}
    assert number(determinant, {**values, "s": small}) < 0
    assert number(determinant, {**values, "s": large}) > 0


@pytest.mark.parametrize("name", ["readout-only", "tbptt-tau", "tbptt-2"])
def test_where_nothing_is_conserved_no_end_is_stated(name: str) -> None:
    assert end_point_of(find_rule(name)) is None
    assert to_json(derived(name))["end_point"] is None


def test_the_object_has_the_polynomial_in_the_start() -> None:
    sent = to_json(derived("feedback-alignment"))["end_point"]
    assert isinstance(sent, dict)
    a_star, b_star = symbols("a_star b_star")
    expected = 2 * A_HAT * S**3 - START * S**2 - a_star**2 * b_star**2
    assert (read(str(sent["polynomial"])) - expected).expand() == 0
    assert sent["square"] is None
    assert sent["supposes"] == "convergence to the optimal manifold"


@pytest.mark.parametrize("name", ["bptt", "rflo"])
@pytest.mark.parametrize("manifold", [True, False])
def test_the_law_refuses_another_level(
    name: str, manifold: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the points of the manifold exactly, and by the runs alone."""
    true = end_point_of(find_rule(name))
    assert true is not None
    other = replace(true, level=true.level + Rational(1, 1000))
    monkeypatch.setattr(laws, "end_point_of", lambda _: other)
    if not manifold:
        monkeypatch.setattr(laws, "manifold_points", lambda *_: ())
    said = "a point of the manifold" if manifold else "s at the end is"
    with pytest.raises(ProofError, match=said):
        laws.LAWS[0].check(Subject(derived(name)))
