"""Full networks: batches, seeds and shapes, what is refused, and the parts of the method."""

import re

import numpy as np
import pytest

from symdyn import LearningRule, SymdynError, all_rules, find_rule, parameter
from symdyn.errors import SimulationError
from symdyn.notation import m, w
from symdyn.simulation import Network, mean_update, numba_support
from symdyn.simulation.networks import mean_update as module
from symdyn.simulation.networks.decay import powers_vanish
from symdyn.simulation.networks.squarings import Squarings
from symdyn.simulation.networks.windows import hankel_pays

PARAMETERS = {"rflo": {"w_hat": 0.5}, "rflo-symmetric": {"w_hat": -0.5}, "tbptt-tau": {"tau": 5}}
PARAMETERS["decayed-rtrl"] = {"gamma": 0.75}
PARAMETERS["e-prop-filtered"] = {"gamma": 0.5}
RULES = [found.rule for found in all_rules()]


def network(generator, sizes, seeds=(), radius=0.8):
    n, o, i = sizes
    W = generator.normal(size=(*seeds, n, n))
    W *= radius / np.abs(np.linalg.eigvals(W)).max(axis=-1)[..., None, None]
    A, B = generator.normal(size=(*seeds, o, n)), generator.normal(size=(*seeds, n, i))
    return Network(A=A, W=W, B=B)


def seed_of(network, k):
    return Network(A=network.A[k], W=network.W[k], B=network.B[k])


@pytest.mark.parametrize("T", [1, 6, 300, None])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_batch_is_the_loop_over_its_seeds(rule, T):
    generator = np.random.default_rng(0)
    student = network(generator, (4, 2, 3), (5,))
    teacher, R = network(generator, (3, 2, 3), (5,)), generator.normal(size=(5, 2, 4))
    given = {"T": T, "parameters": PARAMETERS.get(rule.name)}
    batch = mean_update(rule, student, teacher, R=R, **given)
    shared = mean_update(rule, student, seed_of(teacher, 0), R=R[0], **given)
    for k in range(5):
        one = mean_update(rule, seed_of(student, k), seed_of(teacher, k), R=R[k], **given)
        other = mean_update(rule, seed_of(student, k), seed_of(teacher, 0), R=R[0], **given)
        for found, wanted in ((batch, one), (shared, other)):
            for stack, single in zip(found, wanted, strict=True):
                np.testing.assert_allclose(stack[k], single, rtol=0, atol=1e-13 * norm(single))


def norm(array):
    return max(float(np.linalg.norm(array)), 1e-300)


@pytest.mark.parametrize("sizes", [(16, 1, 1), (13, 2, 3)], ids=str)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_compiled_updates_are_those_of_numpy(rule, sizes):
    """Rows of 16 take the unrolled loops only, rows of 13 what is left of them too."""
    n, o, i = sizes
    generator = np.random.default_rng(4)
    student, teacher = network(generator, sizes, (3,)), network(generator, (4, o, i))
    given = {"T": 50, "R": generator.normal(size=(o, n)), "parameters": PARAMETERS.get(rule.name)}
    wanted = mean_update(rule, student, teacher, **given)
    found = mean_update(rule, student, teacher, **given, compiled=True)
    for one, other in zip(found, wanted, strict=True):
        assert np.linalg.norm(one - other) <= 1e-13 * np.linalg.norm(other)
    again = mean_update(rule, student, teacher, **given, compiled=True)
    assert all((one == other).all() for one, other in zip(found, again, strict=True))


def test_compiled_updates_without_a_compiler_are_refused(monkeypatch):
    monkeypatch.setattr(numba_support, "find_spec", lambda _: None)
    with pytest.raises(SimulationError, match=r"install symdyn\[numba\] or leave it out"):
        mean_update(find_rule("bptt"), ONE, ONE, T=3, compiled=True)


@pytest.mark.parametrize("compiled", [False, True], ids=["numpy", "numba"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_shapes_follow_the_seeds_of_any_argument(rule, compiled):
    generator = np.random.default_rng(1)
    given = {"T": 4, "parameters": PARAMETERS.get(rule.name), "compiled": compiled}
    one, many = network(generator, (4, 2, 3)), network(generator, (5, 2, 3), (2, 1))
    R = generator.normal(size=(3, 2, 4))
    dA, dW, dB = mean_update(rule, one, many, R=R, **given)
    seeds = (2, 1) if rule.symmetric else (2, 3)
    assert (dA.shape, dW.shape, dB.shape) == ((*seeds, 2, 4), (*seeds, 4, 4), (*seeds, 4, 3))
    assert all(update.dtype == np.float64 for update in (dA, dW, dB))


def test_the_arguments_are_not_changed():
    generator = np.random.default_rng(2)
    student, teacher = network(generator, (4, 2, 3)), network(generator, (4, 2, 3))
    kept = [getattr(one, name).copy() for one in (student, teacher) for name in "AWB"]
    for T in (5, None):
        mean_update(find_rule("bptt"), student, teacher, T=T)
    now = [getattr(one, name) for one in (student, teacher) for name in "AWB"]
    assert all((one == other).all() for one, other in zip(kept, now, strict=True))


@pytest.mark.parametrize("T", [7, None])
def test_the_optimum_is_a_fixed_point(T):
    generator = np.random.default_rng(3)
    student = network(generator, (6, 2, 2))
    P = np.linalg.qr(generator.normal(size=(6, 6)))[0]
    teacher = Network(A=student.A @ P.T, W=P @ student.W @ P.T, B=P @ student.B)
    R = generator.normal(size=(2, 6))
    for rule in RULES:
        given = {"T": T, "R": R, "parameters": PARAMETERS.get(rule.name)}
        assert all(
            np.abs(one).max() < 1e-12 for one in mean_update(rule, student, teacher, **given)
        )


def test_rflo_keeps_its_rank_in_floating_point():
    generator = np.random.default_rng(4)
    student, teacher = network(generator, (12, 2, 3)), network(generator, (12, 2, 3))
    R = generator.normal(size=(2, 12))
    for T in (9, None):
        _, dW, dB = mean_update(
            find_rule("rflo"), student, teacher, T=T, R=R, parameters={"w_hat": 0.5}
        )
        for update in (dW, dB):
            singular = np.linalg.svd(update, compute_uv=False)
            assert singular[1] > 1e-3 * singular[0]
            assert singular[2] < 1e-14 * singular[0]


def test_a_student_outside_the_unit_circle_has_finite_updates():
    generator = np.random.default_rng(5)
    student, teacher = network(generator, (3, 1, 1), radius=1.5), network(generator, (3, 1, 1))
    long = mean_update(find_rule("tbptt"), student, teacher, T=200)
    assert all(np.isfinite(update).all() for update in long)
    with pytest.raises(SimulationError, match=r"T = 4000 steps overflows: .* radius is 1\.5;"):
        mean_update(find_rule("bptt"), student, teacher, T=4000)


def test_long_sums_use_the_limit_only_where_nothing_is_lost(monkeypatch):
    generator = np.random.default_rng(6)
    teacher = network(generator, (3, 1, 1))
    used = []
    for name in ("finite_update", "infinite_update"):
        original = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda *a, name=name, original=original: used.append(name) or original(*a)
        )
    for radius, T in ((0.8, 50), (0.8, 1000), (0.999, 1000), (1.0, 1000)):
        student = network(generator, (3, 1, 1), radius=radius)
        mean_update(find_rule("bptt"), student, teacher, T=T)
    assert used == ["finite_update", "infinite_update", "finite_update", "finite_update"]
    late = LearningRule("late", "Late", "symmetric", m**8 * (99 * w / 100) ** m)
    mean_update(late, network(generator, (3, 1, 1), radius=0.95), teacher, T=800)
    assert used[-1] == "finite_update"


def test_what_is_lost_in_rounding():
    halves, ones = Squarings.of(np.array([[0.5]])), Squarings.of(np.eye(1))
    assert powers_vanish(64, 0, halves, halves)
    assert not powers_vanish(63, 0, halves, ones)
    assert not powers_vanish(64, 20, halves, ones)
    assert not powers_vanish(0, 0, halves, halves)


def test_the_route_depends_on_the_sizes():
    assert hankel_pays((64, 1, 1), 100, 100, (6, 0))
    assert not hankel_pays((16, 8, 8), 1000, 1000, (10, 0))
    assert hankel_pays((16, 8, 8), 1000, 1, (0, 0))
    assert not hankel_pays((5000, 8, 8), 10_000, 10_000, (0, 0))
    # Windows to the end are cheap, but not those with weights m.
    assert not hankel_pays((16, 1, 1), 50, 50, (1, 0))
    assert hankel_pays((16, 1, 1), 50, 50, (1, 1))


ONE = Network(A=[[1.0, 0.5]], W=[[0.5, 0.25], [0.0, -0.5]], B=[[1.0], [2.0]])
WIDE = Network(A=[[1.0, 0.5], [0.0, 1.0]], W=ONE.W, B=ONE.B)
SKEW = Network(A=ONE.A, W=[[3.0, 2.5], [-3.5, -2.9]], B=ONE.B)  # radius 0.22, diagonal 3
SLOW = Network(A=ONE.A, W=0.9 * np.eye(2), B=ONE.B)
gamma = parameter("gamma", -1, 1)
QUOTIENT = LearningRule("quotient", "Quotient", "symmetric", (w / (3 + w)) ** m)


def scaled(factor):
    return Network(A=ONE.A, W=factor * np.eye(2), B=ONE.B)


SEEDS = Network(A=ONE.A, W=[0.5 * np.eye(2), 1.25 * np.eye(2)], B=ONE.B)
TURN = Network(A=ONE.A, W=[[0.6, 0.8], [-0.8, 0.6]], B=ONE.B)  # a rotation: radius 1
HUGE = Network(A=ONE.A, W=[[0.5, 1e200], [0.0, 0.5]], B=ONE.B)
REFUSED = [
    (("bptt", ONE, scaled(1.0)), {"T": None}, "the spectral radius of W_star is 1; expected below"),
    (("bptt", scaled(-1.5), ONE), {"T": None}, "the spectral radius of W is 1.5; expected below 1"),
    (("bptt", ONE, TURN), {"T": None}, "W_star is .*; expected below 1 for T -> infinity"),
    (("bptt", HUGE, ONE), {"T": None}, "W is 0.5, but its powers do not shrink in float64;"),
    (("tbptt", SEEDS, ONE), {"T": None}, "the spectral radius of W is 1.25"),
    (("readout-only", scaled(3), ONE), {"T": None}, "the spectral radius of W is 3"),
    (("e-prop", SKEW, SLOW), {"T": None, "R": ONE.A}, "modulus 3 at this W and .* W_star is 0.9"),
    (("bptt", ONE, ONE), {"T": 0}, "T = 0 time steps; expected an integer of at least 1, or None"),
    (("bptt", ONE, ONE), {"T": 2.5}, "T = 2.5"),
    (("bptt", ONE, ONE), {"T": True}, "T = True"),
    (("bptt", ONE, WIDE), {"T": 2}, r"\(outputs, inputs\) = \(1, 1\) and \(2, 1\); expected the s"),
    (("bptt", "W", ONE), {"T": 2}, "the student is of type str; expected a Network"),
    (("e-prop", ONE, ONE), {"T": 2}, "random feedback and R is None; expected R of shape"),
    (("e-prop", ONE, ONE), {"T": 2, "R": [[1.0]]}, r"R has shape \(1, 1\); expected .* n = 2, as"),
    (
        ("bptt", ONE, ONE),
        {"T": 2, "R": [[1.0]]},
        r"pass one \(or none: rule bptt feeds back A\^T\)",
    ),
    (("e-prop", SEEDS, ONE), {"T": 2, "R": np.ones((3, 1, 2))}, r"axes \(2,\), \(\) and \(3,\)"),
    (("rflo", ONE, ONE), {"T": 2, "R": ONE.A}, r"\[\] were given, but rule rflo has \['w_hat'\]"),
    (("bptt", ONE, ONE), {"T": 2, "parameters": {"a_hat": 1}}, r"\['a_hat'\] were given, but"),
    (
        ("rflo", ONE, ONE),
        {"T": 2, "R": ONE.A, "parameters": {"w_hat": 1.0}},
        "w_hat = 1.0 is outside its domain -1 < w_hat < 1",
    ),
    (
        ("rflo", ONE, ONE),
        {"T": 2, "R": ONE.A, "parameters": {"w_hat": float("nan")}},
        "w_hat = nan is outside its domain",
    ),
    (("bptt", ONE, ONE), {"compiled": True}, "compiled=True with T = None; expected a finite T"),
    (("tbptt-tau", ONE, ONE), {"T": 2, "parameters": {"tau": 1.5}}, "tau = 1.5 is no horizon"),
    (("tbptt-tau", ONE, ONE), {"T": 2, "parameters": {"tau": float("inf")}}, "tau = inf is no"),
    (("tbptt-tau", ONE, ONE), {"T": 2}, r"but rule tbptt-tau has \['tau'\]"),
    ((QUOTIENT, scaled(-3), ONE), {"T": 2}, r"not defined at this W\^T: it divides by a singular"),
]


@pytest.mark.parametrize(("arguments", "given", "message"), REFUSED)
def test_refusals_are_one_line_with_the_value(arguments, given, message):
    name, *networks = arguments
    rule = find_rule(name) if isinstance(name, str) else name
    with pytest.raises(SimulationError, match=message) as caught:
        mean_update(rule, *networks, **given)
    assert "\n" not in str(caught.value)
    assert re.search("expected|choose|pass", str(caught.value))


@pytest.mark.parametrize(
    ("matrices", "message"),
    [
        (([[1.0]], ONE.W, ONE.B), r"shapes \(1, 1\), \(2, 2\), \(2, 1\); expected \(..., o, n\)"),
        ((ONE.A, [[1.0, 2.0]], ONE.B), "give all three the same n"),
        ((ONE.A, ONE.W, [1.0, 2.0]), r"B has shape \(2,\); expected a matrix"),
        ((ONE.A, ONE.W, np.ones((2, 0))), r"B has shape \(2, 0\)"),
        ((ONE.A, [[float("inf"), 0], [0, 0]], ONE.B), "W has the entry inf; expected finite"),
        (([[1j, 0]], ONE.W, ONE.B), "A has entries of type complex128; expected real"),
        (([["x", "y"]], ONE.W, ONE.B), "A has entries of type <U1"),
        (([[1, 2], [3]], ONE.W, ONE.B), "A is ragged"),
        ((np.ones((2, 1, 2)), np.ones((3, 2, 2)), ONE.B), "leading axes do not broadcast"),
    ],
)
def test_a_network_is_checked_when_it_is_made(matrices, message):
    with pytest.raises(SymdynError, match=message):
        Network(**dict(zip("AWB", matrices, strict=True)))


def test_products_below_one_converge_where_a_diagonal_entry_is_above():
    student, teacher = SKEW, Network(A=[[1.0, -1.0]], W=0.25 * np.eye(2), B=ONE.B)
    limit = mean_update(find_rule("e-prop"), student, teacher, T=None, R=ONE.A)
    finite = mean_update(find_rule("e-prop"), student, teacher, T=35, R=ONE.A)
    longer = mean_update(find_rule("e-prop"), student, teacher, T=140, R=ONE.A)
    for one, two, three in zip(limit, longer, finite, strict=True):
        assert np.linalg.norm(one - two) < 1e-13 * np.linalg.norm(one)
        assert np.linalg.norm(one - three) < 1e-2 * np.linalg.norm(one)


def test_what_does_not_matter_is_not_read():
    wanted = mean_update(find_rule("bptt"), ONE, SLOW, T=3)
    found = mean_update(find_rule("bptt"), ONE, SLOW, T=np.int64(3), R=5 * ONE.A, parameters={})
    assert all((one == two).all() for one, two in zip(found, wanted, strict=True))
    given = {"T": 3, "R": ONE.A}
    wanted = mean_update(find_rule("e-prop"), ONE, SLOW, **given)
    found = mean_update(find_rule("e-prop"), ONE, SLOW, **given, parameters={"a_hat": 7.0})
    assert all((one == two).all() for one, two in zip(found, wanted, strict=True))


@pytest.mark.parametrize("T", [9, None])
@pytest.mark.parametrize("diagonal", [True, False])
@pytest.mark.parametrize("kernel", [m**2 * w**m, m * (w / 2) ** m + w**m])
def test_a_network_without_memory_or_read_out(kernel, diagonal, T):
    rule = LearningRule("silent", "Silent", "symmetric", kernel, diagonal=diagonal)
    for student in (scaled(0.0), Network(A=0 * ONE.A, W=[[0.0, 1.0], [0.0, 0.0]], B=ONE.B)):
        dA, dW, dB = mean_update(rule, student, SLOW, T=T)
        # K_m vanishes for m > 1, and with A = 0 no credit flows back at all.
        E = [student.A @ student.B - SLOW.A @ SLOW.B, -SLOW.A @ SLOW.W @ SLOW.B]
        np.testing.assert_allclose(
            dA,
            E[0] @ student.B.T
            + (E[1] + student.A @ student.W @ student.B) @ (student.W @ student.B).T,
        )
        first = 1 if kernel.subs({m: 0, w: 1}) == 1 else 0
        np.testing.assert_allclose(dB, first * student.A.T @ E[0], atol=1e-300)
        np.testing.assert_allclose(dW, first * student.A.T @ E[1] @ student.B.T, atol=1e-300)
