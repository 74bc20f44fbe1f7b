"""What is conserved, against sums that are written out here and against the theory's own list."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from sympy import Expr, Rational, Symbol, expand, symbols

from symdyn import LearningRule, find_rule, parameter
from symdyn.errors import ProofError
from symdyn.notation import m, tau, w, w_hat
from symdyn.report.wire import to_json
from symdyn.stages.invariants import laws
from symdyn.stages.invariants.derive import invariants_of
from symdyn.testing.evaluation import read
from symdyn.testing.subject import Subject
from tests.derived import derived

gamma = parameter("gamma", -1, 1)
A, B, W, A_HAT, W_HAT, GAMMA = symbols("a b w a_hat w_hat gamma")

TWO_SCALES = LearningRule("two-scales", "Two time scales", "random", (w_hat**m + gamma**m) / 2)
LATE = LearningRule("late", "No credit at lag 0", "symmetric", m * w**m)
DELAYED = LearningRule("delayed", "From lag 2 on", "random", w_hat ** (m - 2), first_lag=2)
FADING = LearningRule("fading", "Less and less", "symmetric", w**m * (1 - m / tau), horizon=4)
TRIPLE = LearningRule("triple", "Three times the credit", "random", 3 * w_hat**m)
GROWING = LearningRule("growing", "A weight with w in it", "random", (1 + w) * (w / 2) ** m / 2)
QUOTIENT = LearningRule("quotient", "A ratio with w below", "symmetric", (w / (2 + w)) ** m)

# The rule, the kernel at a lag written as a function of w and the parameters, the horizon.
Kernel = Callable[[Fraction, dict[str, Fraction], int], Fraction]
RULES: dict[str, tuple[LearningRule, Kernel]] = {
    "bptt": (find_rule("bptt"), lambda x, _, k: x**k),
    "tbptt": (find_rule("tbptt"), lambda _x, _, k: Fraction(k == 0)),
    "tbptt-3": (find_rule("tbptt-3"), lambda x, _, k: x**k if k < 3 else Fraction(0)),
    "rflo": (find_rule("rflo"), lambda _x, p, k: p["w_hat"] ** k),
    "rflo-symmetric": (find_rule("rflo-symmetric"), lambda _x, p, k: p["w_hat"] ** k),
    "decayed-rtrl": (find_rule("decayed-rtrl"), lambda x, p, k: (p["gamma"] * x) ** k),
    "feedback-alignment": (find_rule("feedback-alignment"), lambda x, _, k: x**k),
    "e-prop": (find_rule("e-prop"), lambda x, _, k: x**k),
    "two-scales": (TWO_SCALES, lambda _x, p, k: (p["w_hat"] ** k + p["gamma"] ** k) / 2),
    "late": (LATE, lambda x, _, k: k * x**k),
    "delayed": (DELAYED, lambda _x, p, k: p["w_hat"] ** (k - 2) if k > 1 else Fraction(0)),
    "fading": (FADING, lambda x, _, k: x**k * (1 - Fraction(k, 4)) if k < 4 else Fraction(0)),
    "triple": (TRIPLE, lambda _x, p, k: 3 * p["w_hat"] ** k),
    "growing": (GROWING, lambda x, _, k: (1 + x) * (x / 2) ** k / 2),
    "quotient": (QUOTIENT, lambda x, _, k: (x / (2 + x)) ** k),
}
POINTS = [
    dict(
        zip(
            ("a", "b", "w", "c", "w_star", "a_hat", "w_hat", "gamma"),
            map(Fraction, one),
            strict=True,
        )
    )
    for one in (
        ("2", "-1/3", "1/2", "3/4", "-1/5", "-2/3", "1/2", "1/3"),  # w = w_hat
        ("-1/2", "5/3", "-3/4", "-2", "1/3", "4", "1/7", "4/5"),
        ("1/9", "7/2", "2/5", "1/6", "2/5", "1/2", "-5/6", "1/8"),  # w = w_star
    )
]
GEOMETRIC = [name for name in RULES if invariants_of(RULES[name][0]).geometric]
OTHERS = [name for name in RULES if name not in GEOMETRIC]


def sums(name: str, at: dict[str, Fraction], steps: int) -> tuple[Fraction, Fraction, Fraction]:
    """Delta a, Delta b and Delta w by the double sums of the definition."""
    rule, kernel = RULES[name]
    phi = at["a"] if rule.symmetric else at["a_hat"]
    errors = [at["a"] * at["b"] * at["w"] ** k - at["c"] * at["w_star"] ** k for k in range(steps)]
    lags = [kernel(at["w"], at, k) for k in range(steps)]
    first = sum((errors[k] * at["b"] * at["w"] ** k for k in range(steps)), Fraction(0))
    second = sum((lags[k] * phi * errors[k] for k in range(steps)), Fraction(0))
    third = sum(
        (
            lags[one] * phi * errors[one + 1 + two] * at["b"] * at["w"] ** two
            for one in range(steps)
            for two in range(steps - 1 - one)
        ),
        Fraction(0),
    )
    return first, second, third


def at_point(expression: Expr, at: dict[str, Fraction]) -> Fraction:
    values = {Symbol(x): Rational(y.numerator, y.denominator) for x, y in at.items()}
    found = expression.xreplace(values)
    return Fraction(int(found.p), int(found.q))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bptt", A**2 - B**2),
        ("e-prop-symmetric", A**2 - B**2),
        ("decayed-rtrl", A**2 - B**2 - (1 - GAMMA) * W**2),
        ("tbptt", A**2 - B**2 - W**2),
        ("rflo", 2 * A_HAT * A - B**2 - (W - W_HAT) ** 2),
        ("rflo-symmetric", A**2 - B**2 - (W - W_HAT) ** 2),
        ("feedback-alignment", 2 * A_HAT * A - B**2),
        ("e-prop", 2 * A_HAT * A - B**2),
        (TRIPLE, 6 * A_HAT * A - B**2 - (W - W_HAT) ** 2),
    ],
)
def test_the_quantity_is_the_one_found_by_hand(name: str | LearningRule, expected: Expr) -> None:
    found = invariants_of(find_rule(name) if isinstance(name, str) else name).conserved
    assert found is not None
    assert expand(found.quantity - expected) == 0


@pytest.mark.parametrize("name", GEOMETRIC)
@pytest.mark.parametrize("steps", [1, 2, 5])
def test_the_identity_holds_for_sums_that_are_written_out(name: str, steps: int) -> None:
    found = invariants_of(RULES[name][0])
    for at in POINTS:
        update = sums(name, at, steps)
        named = dict(zip(("Delta_a", "Delta_b", "Delta_w"), update, strict=True))
        assert found.modal is not None
        assert at_point(found.modal, {**at, **named}) == 0
        if found.conserved is not None:
            slopes = [at_point(found.conserved.quantity.diff(x), at) for x in (A, B, W)]
            assert sum(x * y for x, y in zip(slopes, update, strict=True)) == 0
            assert any(x * y for x, y in zip(slopes, update, strict=True))


def test_only_a_weight_without_w_and_a_ratio_without_quotients_are_integrated() -> None:
    for rule in (GROWING, QUOTIENT):
        found = invariants_of(rule)
        assert found.geometric is not None
        assert found.conserved is None


def weights(name: str, at: dict[str, Fraction], count: int) -> list[tuple[Fraction, ...]]:
    """g_0, g_1, ...: what the errors are weighted with in the three updates."""
    rule, kernel = RULES[name]
    phi = at["a"] if rule.symmetric else at["a_hat"]
    return [
        (
            at["b"] * at["w"] ** k,
            phi * kernel(at["w"], at, k),
            phi
            * at["b"]
            * sum((kernel(at["w"], at, j) * at["w"] ** (k - 1 - j) for j in range(k)), Fraction(0)),
        )
        for k in range(count)
    ]


def determinant(rows: list[tuple[Fraction, ...]]) -> Fraction:
    (p, q, r), (t, u, v), (x, y, z) = rows
    return p * (u * z - v * y) - q * (t * z - v * x) + r * (t * y - u * x)


@pytest.mark.parametrize("name", OTHERS)
def test_the_minor_is_that_of_three_effects_in_a_row(name: str) -> None:
    rule, _ = RULES[name]
    minor = invariants_of(rule).minor
    assert minor is not None
    place = int(minor.lag) - 1
    for at in POINTS:
        found = determinant(weights(name, at, place + 3)[place:])
        phi = at["a"] if rule.symmetric else at["a_hat"]
        stated = at_point(minor.value, at)
        assert found == at["w"] ** place * at["b"] ** 2 * phi**2 * stated
        assert stated != 0
        assert all(at_point(one, at) for one in minor.factors)


@pytest.mark.parametrize("name", GEOMETRIC)
def test_three_effects_of_a_geometric_kernel_are_dependent(name: str) -> None:
    for at, place in product(POINTS, range(4)):
        assert determinant(weights(name, at, place + 3)[place:]) == 0


def test_a_symbolic_horizon_has_the_minor_of_each_number() -> None:
    symbolic = invariants_of(find_rule("tbptt-tau")).minor
    assert symbolic is not None
    for horizon in (2, 3, 7):
        minor = invariants_of(find_rule(f"tbptt-{horizon}")).minor
        assert minor is not None
        assert symbolic.value.subs(tau, horizon) == minor.value
        assert symbolic.lag.subs(tau, horizon) == minor.lag


def test_without_credit_nothing_is_stated() -> None:
    found = invariants_of(find_rule("readout-only"))
    assert (found.geometric, found.conserved, found.minor, found.modal) == (None,) * 4


def test_the_object_has_the_identity_and_the_quantity() -> None:
    sent = to_json(derived("rflo"))["invariants"]
    assert isinstance(sent, dict)
    assert sent["ratio"] == "w_hat"
    assert sent["minor"] is None
    for key, expected in (
        ("conserved", 2 * A_HAT * A - B**2 - (W - W_HAT) ** 2),
        (
            "modal",
            A_HAT * Symbol("Delta_a") - B * Symbol("Delta_b") - (W - W_HAT) * Symbol("Delta_w"),
        ),
    ):
        assert expand(read(str(sent[key])) - expected) == 0
    other = to_json(derived("tbptt-tau"))["invariants"]
    assert isinstance(other, dict)
    assert other["modal"] is other["ratio"] is other["conserved"] is None
    assert read(str(other["minor"])) == W ** (2 * Symbol("tau") - 2)


@pytest.mark.parametrize("name", ["bptt", "rflo", "tbptt"])
def test_the_law_refuses_another_quantity(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    true = invariants_of(find_rule(name))
    assert true.conserved is not None
    double = true.conserved.weight.field(2)
    wrong = replace(true, conserved=replace(true.conserved, weight=double))
    monkeypatch.setattr(laws, "invariants_of", lambda _: wrong)
    with pytest.raises(ProofError, match="the slope of what is conserved is"):
        laws.LAWS[0].check(Subject(derived(name)))


def test_the_law_refuses_a_kernel_that_is_said_to_be_geometric(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(laws, "invariants_of", lambda _: invariants_of(find_rule("readout-only")))
    with pytest.raises(ProofError, match=r"span [23] dimensions, not 1"):
        laws.LAWS[0].check(Subject(derived("tbptt-tau")))


def test_a_step_changes_the_quantity_by_what_is_stated() -> None:
    """With sums that are written out: H after a step, from the quantity itself."""
    eta = Fraction(3, 7)
    for name, change in (
        ("bptt", lambda x, y, _z, _p: x**2 - y**2),
        ("rflo", lambda _x, y, z, _p: -(y**2) - z**2),
        ("decayed-rtrl", lambda x, y, z, p: x**2 - y**2 - (1 - p["gamma"]) * z**2),
        ("triple", lambda _x, y, z, _p: -(y**2) - z**2),
    ):
        found = invariants_of(RULES[name][0]).conserved
        assert found is not None
        for at in POINTS:
            update = sums(name, at, 4)
            moved = {x: at[x] - eta * y for x, y in zip("abw", update, strict=True)}
            gained = at_point(found.quantity, {**at, **moved}) - at_point(found.quantity, at)
            assert gained == eta**2 * change(*update, at)
