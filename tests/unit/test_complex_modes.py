"""Conformal modes: the pair by complex sums, the criterion against eigenvalues, the exact points, the edge."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from sympy import Expr, Rational

from symdyn import LearningRule, analyse, notation, parameter
from symdyn.claims.chain import claims_of
from symdyn.errors import ProofError
from symdyn.exact.evaluation import evaluate
from symdyn.report.figures.plan import figures_of
from symdyn.report.wire import to_json
from symdyn.rules.registry import all_rules
from symdyn.stages.complex_modes import laws
from symdyn.stages.complex_modes.derive import PARTS, Kind, complex_modes, parts_of_pair
from symdyn.stages.complex_modes.derive import not_covered as why_not
from symdyn.stages.complex_modes.edge import chord, shown_ratios
from symdyn.stages.complex_modes.pairs import Complex
from symdyn.stages.complex_modes.phase import out_of_phase
from symdyn.testing.subject import Subject
from tests.derived import derived
from tests.selection import slow_but

RULES = [entry.rule.name for entry in all_rules()]
COVERED = [entry.rule.name for entry in all_rules() if why_not(entry.rule) is None]
GAMMA = parameter("gamma", -1, 1)


def pair_at(value: complex, stretched: complex, q: complex, g: float, size: float) -> np.ndarray:
    """The stated eigenvalues, in floating-point numbers."""
    numbers = (q.real, q.imag, g, size, value.real, value.imag, stretched.real, stretched.imag)
    at = {x.name: Fraction(y) for x, y in zip(PARTS, numbers, strict=True)}
    trace, determinant = (
        complex(float(evaluate(one.real, at)), float(evaluate(one.imaginary, at)))
        for one in parts_of_pair(derived("bptt").theory.flow)
    )
    return np.sort_complex(np.roots([1, -trace, determinant]))


def literal_pair(ratio: complex, w: complex, a: complex, b: complex, fed: complex) -> np.ndarray:
    """The eigenvalues besides 0 of -sum_k conj(g_k) grad e_k for a kernel ratio^m, term by term."""
    k = np.arange(400)
    lags = ratio**k
    back = np.conj(w) ** k
    inner = np.concatenate([[0], np.convolve(lags, back)[:399]])
    rows = np.array([np.conj(b) * back, fed * lags, fed * np.conj(b) * inner])
    slopes = k * np.concatenate([[0], w ** k[:-1]])
    columns = np.array([b * w**k, a * w**k, a * b * slopes])
    found = np.linalg.eigvals(-rows @ columns.T)
    return np.sort_complex(found[np.argsort(abs(found))][1:])


@pytest.mark.slow
def test_which_rules_are_covered_and_what_is_proved_of_them() -> None:
    found = {name: complex_modes(derived(name)) for name in RULES}
    kinds = {name: None if one is None else one.kind for name, one in found.items()}
    assert {name for name, one in kinds.items() if one == Kind.REAL} == {
        "bptt",
        "decayed-rtrl",
        "feedback-alignment",
        "tbptt",
    }
    assert {name for name, one in kinds.items() if one == Kind.FROZEN} == {"rflo", "rflo-symmetric"}
    assert {name for name, one in kinds.items() if one is None} == {
        "e-prop",
        "e-prop-filtered",
        "e-prop-symmetric",
        "readout-only",
        "tbptt-tau",
    }
    for one in found.values():
        assert one is None or one.positive is (one.kind == Kind.REAL)
        assert one is None or (one.unstable is None) is (one.kind == Kind.REAL)


@pytest.mark.parametrize("ratio", [0.6, -0.4, 0.3 + 0.2j])
def test_the_pair_is_that_of_complex_sums(ratio: complex) -> None:
    w, a, b, fed = 0.5 + 0.6j, 0.7 - 0.3j, -0.4 + 1.1j, 0.2 + 0.9j
    value = 1 / (1 - ratio * w)
    stated = pair_at(value, value**2, a * fed, abs(b) ** 2, abs(w) ** 2)
    assert stated == pytest.approx(literal_pair(ratio, w, a, b, fed), rel=1e-9)


def test_the_criterion_decides_as_the_eigenvalues_do() -> None:
    rng = np.random.default_rng(7)
    seen = set()
    for _ in range(400):
        t, y, d, z = rng.normal(size=4)
        stable = np.roots([1, -(t + 1j * y), d + 1j * z]).real.max() < 0
        assert (t < 0 < t**2 * d + t * y * z - z**2) == stable
        seen.add(bool(stable))
    assert seen == {True, False}


@pytest.mark.parametrize("name", ["rflo", "rflo-symmetric"])
def test_the_exact_points_are_what_they_are_said_to_be(name: str) -> None:
    found = complex_modes(derived(name))
    assert found is not None
    for one, stable in ((found.unstable, False), (found.stable, True)):
        assert one is not None
        at = {x: float(y) for x, y in one.point}
        assert (at["u"], at["v"], at["w_hat"]) == (0.6, 0.6, 0.9)
        assert at["w_hat"] * (at["u"] + at["v"]) > 1
        w, a = at["u"] + 1j * at["v"], at["s"]
        pair = literal_pair(at["w_hat"], w, a, 1 / a, at.get("a_hat", a))
        assert bool(pair.real.max() < 0) is stable
        assert (one.trace < 0 < one.criterion) is stable


def test_out_of_phase_both_ends_attract_and_a_mode_between_them_leaves() -> None:
    found = out_of_phase(derived("rflo"))
    assert found is not None
    at = {x: float(y) for x, y in found.point}
    w, gain = at["u"] + 1j * at["v"], at["rho_1"] + 1j * at["rho_2"]
    value = 1 / (1 - at["w_hat"] * w)
    assert [(gain * x).real for x in (value, value**2)] == pytest.approx(
        [float(found.far), float(found.near)]
    )
    largest = {
        s: literal_pair(at["w_hat"], w, s, 1 / s, gain).real.max() for s in (0.02, at["s"], 50.0)
    }
    assert largest[at["s"]] > 0
    assert max(largest[0.02], largest[50.0]) < 0
    assert out_of_phase(derived("rflo-symmetric")) is None
    assert out_of_phase(derived("feedback-alignment")) is None


def test_beyond_a_right_angle_of_an_end_that_end_repels() -> None:
    """The limits that are stated, by complex sums: phases a little within and beyond."""
    w, ratio = -0.3 + 0.4j, 0.6
    value = 1 / (1 - ratio * w)
    for s, credit in ((1e-3, value**2), (1e3, value)):
        edge = np.pi / 2 - np.angle(credit)
        for shift, stable in ((-0.05, True), (0.05, False)):
            gain = np.exp(1j * (edge + shift))
            pair = pair_at(value, value**2, s * gain, 1 / s**2, abs(w) ** 2)
            assert bool(pair.real.max() < 0) is stable


def test_within_half_a_right_angle_no_mode_leaves_and_beyond_it_some_do() -> None:
    rng = np.random.default_rng(11)
    checked = 0
    while checked < 60:
        w = np.sqrt(rng.uniform(0.4, 0.95)) * np.exp(1j * rng.uniform(0, np.pi / 2))
        ratio, q = rng.uniform(0.6, 0.98), 10 ** rng.uniform(-4, 2)
        if ratio * (w.real + w.imag) > 1:
            continue
        value = 1 / (1 - ratio * w)
        assert pair_at(value, value**2, complex(q), 1 / q, abs(w) ** 2).real.max() < 0
        checked += 1
    for ratio, turn in product((0.8, 0.9, 0.95), (35, 45, 55)):
        w = 0.97 * np.exp(1j * np.radians(turn))
        assert ratio * (w.real + w.imag) > 1
        value = 1 / (1 - ratio * w)
        assert pair_at(value, value**2, 1e-4 + 0j, 1e4, abs(w) ** 2).real.max() > 0


def test_the_chords_of_the_figure_are_where_the_condition_vanishes() -> None:
    found = complex_modes(derived("rflo"))
    assert found is not None
    assert found.condition is not None
    ratios = shown_ratios(derived("rflo").rule, notation.w_hat)
    assert ratios
    for ratio in ratios:
        ends = chord(float(ratio))
        for share in (0.0, 0.3, 1.0):
            u, v = (share * x + (1 - share) * y for x, y in zip(*ends, strict=True))
            at = {"w_hat": ratio, "u": Fraction(u), "v": Fraction(v)}
            assert abs(evaluate(found.condition, at)) < 1e-12
    drawn = {name: [one.kind for one in figures_of(derived(name))] for name in ("rflo", "bptt")}
    assert "disc" in drawn["rflo"]
    assert "disc" not in drawn["bptt"]


@pytest.mark.parametrize("name", slow_but(["rflo", "feedback-alignment"], COVERED, 2))
def test_the_law_holds_and_a_wrong_pair_breaks_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (law,) = laws.LAWS
    assert law.check(Subject(derived(name))) >= 2
    trace, determinant = parts_of_pair(derived("bptt").theory.flow)
    wrong = Complex(determinant.real, determinant.imaginary + determinant.real.field(1))
    monkeypatch.setattr(laws, "parts_of_pair", lambda _: (trace, wrong))
    with pytest.raises(ProofError, match="eigenvalues of a conformal mode"):
        law.check(Subject(derived(name)))


@pytest.mark.parametrize(
    ("kernel", "settings", "kind"),
    [
        pytest.param(
            (notation.w_hat**notation.m + GAMMA**notation.m) / 2,
            {},
            Kind.OTHER,
            marks=pytest.mark.slow,
        ),
        (notation.w_hat**notation.m, {"first_lag": 2}, Kind.OTHER),
        (notation.w_hat**notation.m, {"horizon": 3}, Kind.OTHER),
        ((notation.w_hat * notation.w) ** notation.m * (1 + notation.m), {}, Kind.REAL),
        (Rational(9, 10) ** notation.m, {}, Kind.FROZEN),
        (((notation.w + notation.w_hat) / 2) ** notation.m, {}, None),
    ],
)
def test_rules_of_ones_own(kernel: Expr, settings: dict[str, int], kind: Kind | None) -> None:
    rule = LearningRule("own", "Own", "random", kernel, **settings)
    analysis = analyse(rule)
    found = complex_modes(analysis)
    assert (found is None) is (kind is None)
    if found is None:
        assert "for a complex one" in (why_not(rule) or "")
        return
    assert found.kind == kind
    (law,) = laws.LAWS
    assert law.check(Subject(analysis)) >= 2


@pytest.mark.slow
@pytest.mark.parametrize("name", COVERED)
def test_all_claims_on_conformal_modes_are_proved(name: str) -> None:
    found = [one for one in claims_of(derived(name).rule) if "complex" in one.id]
    assert len(found) > 20
    assert not [one.id for one in found if "gap" in one.evidence]


def test_the_wire_has_the_pair_and_the_points() -> None:
    sent = to_json(derived("rflo"))["complex_modes"]
    assert set(sent) == {
        "kernel",
        "trace",
        "determinant",
        "stable_if_aligned",
        "unstable_at",
        "stable_at",
        "out_of_phase_at",
    }
    assert Fraction(sent["unstable_at"]["criterion"]) < 0 < Fraction(sent["stable_at"]["criterion"])
    assert to_json(derived("bptt"))["complex_modes"]["stable_if_aligned"] == []
    assert set(to_json(derived("e-prop"))["complex_modes"]) == {"not_covered"}
