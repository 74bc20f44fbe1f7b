"""Chains of rules beyond the built-in ones: every claim proved, or refuted as it should be."""

import pytest
from sympy import Expr, Rational

from symdyn import LearningRule, parameter
from symdyn.claims.chain import claims_of
from symdyn.claims.claim import Claim
from symdyn.claims.hypotheses import hypotheses
from symdyn.claims.verifying import judge
from symdyn.notation import m, tau, w, w_hat
from tests.selection import in_turn, slow_but

GAMMA = parameter("gamma", -1, 1)
DELTA, MU, NU = (parameter(name, 0, 1) for name in ("delta", "mu", "xi"))
ALPHA, RHO = parameter("alpha", 0, Rational(9, 10)), parameter("rho", Rational(9, 10), 1)
BETA = parameter("beta", 0, None)
ADAPTIVE = ALPHA**m - BETA * (RHO**m - ALPHA**m) / (RHO - ALPHA)

ONE, TWO, MIXED = w_hat**m, (w_hat**m + GAMMA**m) / 2, MU * DELTA**m + (1 - MU) * w_hat**m
QUICK = {
    "one-3": (ONE, 3, "random"),
    "adaptive": (ADAPTIVE, None, "random"),
}
SLOW = {
    **{f"one-{n}": (ONE, n, "random") for n in (2, 4, 5, 6)},
    **{f"own-one-{n}": (ONE, n, "symmetric") for n in (2, 3, 4, 5, 6)},
    **{f"two-{n}": (TWO, n, "random") for n in (2, 3, 4, 5, 6)},
    **{f"own-two-{n}": (TWO, n, "symmetric") for n in (2, 3, 4, 5, 6)},
    **{f"mixed-{n}": (MIXED, n, "random") for n in (2, 4, 5, 6)},
    **{f"with-w-{n}": ((w**m + GAMMA**m) / 2, n, "random") for n in (2, 3, 4, 6)},
    "any-horizon": (TWO, tau, "random"),
    "own-any-horizon": (MIXED, tau, "symmetric"),
    "adaptive-2": (ADAPTIVE, 2, "random"),
    "own-adaptive": (ADAPTIVE, None, "symmetric"),
    "adaptive-w": (w**m - ADAPTIVE + ALPHA**m, None, "random"),
    "three-mixed": (MU * DELTA**m + (1 - MU) * GAMMA**m, None, "random"),
    "rising": ((1 + MU * m) * DELTA**m, None, "random"),
    "difference": ((RHO ** (m + 1) - ALPHA ** (m + 1)) / (RHO - ALPHA), None, "random"),
}


def chain(name: str, kernel: Expr, horizon: int | None, feedback: str) -> tuple[Claim, ...]:
    return claims_of(LearningRule(name, name, feedback, kernel, horizon=horizon))


def require_proved(made: tuple[Claim, ...]) -> None:
    """Nothing is left without proof; what is refuted is what the chain states to be refuted."""
    assert not [(one.id, one.evidence["gap"]) for one in made if "gap" in one.evidence]
    found = {name: verdict.status for name, verdict in judge(made)[0].items()}
    refuted = {name for name, status in found.items() if status == "refuted"}
    assert {name.split(".")[1] for name in refuted} <= {
        *("not-gradient", "rank-w-less", "rank-b-less")
    }
    assert set(found.values()) <= {"proved", "refuted"}


@pytest.mark.parametrize("name", slow_but(("one-3",), QUICK))
def test_the_whole_chain_is_proved(name: str) -> None:
    made = chain(name, *QUICK[name])
    require_proved(made)
    by_id = {one.id: one for one in made}
    if name == "one-3":
        for point in ("window-point", "unstable-point"):
            assert by_id[f"one-3.{point}"].assumptions == ()  # T is bound by the limit
    else:  # the network itself is divided by rho - alpha
        assert set(by_id["adaptive.modes"].assumptions) == {
            *(r"0 < \alpha < \frac{9}{10}", r"\frac{9}{10} < \rho < 1")
        }
        assert by_id["adaptive.rank-w"].assumptions


@pytest.mark.slow
@pytest.mark.parametrize("name", in_turn(SLOW, 5))
def test_the_whole_chain_of_many_rules_is_proved(name: str) -> None:
    require_proved(chain(name, *SLOW[name]))


def test_what_may_be_assumed_of_a_rule() -> None:
    rule = LearningRule("x", "x", "random", (1 - MU) * MU**m, horizon=4)
    assert hypotheses(rule) == (
        *("-1 < w < 1", r"-1 < w_\star < 1", r"0 < \mu < 1", r"\hat{a} \ne 0"),
        *(r"4 \le T", r"T \ge 1"),
    )
    assert hypotheses(LearningRule("y", "y", "symmetric", w_hat**m, horizon=tau))[-3:] == (
        *(r"\tau \ge 1", r"\tau \le T", r"T \ge 1"),
    )
