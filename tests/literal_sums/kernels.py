"""Rules, each with its kernel written by hand as a function of J and the lag m.

J is W^T, or diag(W) for diagonal rules.
"""

from fractions import Fraction

from sympy import Rational

from symdyn import LearningRule, all_rules, at_lag, convolve, parameter
from symdyn.notation import m, tau, w, w_hat
from tests.literal_sums.matrices import added, identity, inverse, power, product, times

gamma = parameter("gamma", -1, 1)
VALUES = {"w_hat": Fraction(-2, 3), "gamma": Fraction(3, 7), "tau": 3}


def multiple(number, weight=lambda _: 1):
    """K_m = weight(m) number^m, times the identity."""
    return lambda J, lag: times(weight(lag) * number**lag, identity(J))


def spread(ratio, weight=lambda _: 1):
    """K_m = weight(m) ratio^m for a ratio that is a function of J."""
    return lambda J, lag: times(Fraction(weight(lag)), power(ratio(J), lag))


def both(one, other):
    return lambda J, lag: added(one(J, lag), other(J, lag))


def through(first, second):
    """K_m = sum_k first^k second^(m - k) for ratios that are functions of J."""

    def kernel(J, lag):
        total = times(Fraction(0), identity(J))
        for k in range(lag + 1):
            total = added(total, product(power(first(J), k), power(second(J), lag - k)))
        return total

    return kernel


def until(horizon, kernel):
    return lambda J, lag: times(Fraction(lag < horizon), kernel(J, lag))


def after(first, kernel):
    return lambda J, lag: kernel(J, lag) if lag >= first else times(Fraction(0), identity(J))


def only(lag, kernel):
    return lambda J, at: kernel(J, at) if at == lag else times(Fraction(0), identity(J))


def same(J):
    return J


def quotient(J):
    """w / (13 + w); the entries of a row of J add up to at most 12."""
    return product(J, inverse(added(times(13, identity(J)), J)))


hat, g = VALUES["w_hat"], VALUES["gamma"]
# By the rule's name: K_m as a function of J = W^T, or diag(W) for diagonal rules, and of m.
KERNELS = {
    "bptt": spread(same),
    "tbptt": until(1, spread(same)),
    "tbptt-tau": until(VALUES["tau"], spread(same)),
    "rflo": multiple(hat),
    "rflo-symmetric": multiple(hat),
    "decayed-rtrl": spread(lambda J: times(g, J)),
    "e-prop": spread(same),
    "e-prop-filtered": through(same, lambda J: times(g, identity(J))),
    "e-prop-symmetric": spread(same),
    "feedback-alignment": spread(same),
    "readout-only": lambda J, _: times(Fraction(0), J),
}
PLUG_INS = {
    LearningRule("two", "T", "random", w_hat**m + gamma**m): both(multiple(hat), multiple(g)),
    LearningRule("moments", "M", "symmetric", (m**3 - m + 2) * w**m + m * w_hat**m): both(
        spread(same, lambda lag: lag**3 - lag + 2),
        multiple(hat, lambda lag: lag),
    ),
    LearningRule("in-w", "I", "random", (1 + w_hat * w) * ((w + w_hat) / 2) ** m): lambda J, lag: (
        product(
            added(identity(J), times(hat, J)),
            power(times(Fraction(1, 2), added(J, times(hat, identity(J)))), lag),
        )
    ),
    LearningRule(
        "over", "O", "symmetric", (w / (13 + w)) ** m + m**2 * (w**2) ** m, horizon=5
    ): until(5, both(spread(quotient), spread(lambda J: product(J, J), lambda lag: lag**2))),
    LearningRule(
        "diagonal", "D", "random", m * (w * gamma) ** m + (w / (13 + w)) ** m, diagonal=True
    ): both(spread(lambda J: times(g, J), lambda lag: lag), spread(quotient)),
    LearningRule(
        "window", "W", "symmetric", w**m + m * w_hat**m, horizon=tau, diagonal=True
    ): until(VALUES["tau"], both(spread(same), multiple(hat, lambda lag: lag))),
    # Filtered, by a ratio that is equal to another and by one that is not.
    LearningRule("twice", "F", "symmetric", convolve(w**m, w**m) + m * w_hat**m): both(
        through(same, same), multiple(hat, lambda lag: lag)
    ),
    LearningRule("leaks", "H", "random", 2 * convolve(w_hat**m, gamma**m), horizon=tau): until(
        VALUES["tau"],
        lambda J, lag: times(
            2, through(lambda J: times(hat, identity(J)), lambda J: times(g, identity(J)))(J, lag)
        ),
    ),
    # Corrected at single lags.
    LearningRule(
        "head", "N", "random", w**m + (gamma - 1) * at_lag(0) + w_hat * w * at_lag(2)
    ): both(
        spread(same),
        both(only(0, lambda J, _: times(g - 1, identity(J))), only(2, lambda J, _: times(hat, J))),
    ),
    LearningRule(
        "late-head", "Q", "symmetric", w_hat**m + 2 * at_lag(1), horizon=tau, diagonal=True
    ): until(VALUES["tau"], both(multiple(hat), only(1, multiple(1, lambda _: 2)))),
    # Of finitely many lags: any ratio, and the horizon in the kernel.
    LearningRule("box", "B", "random", 1, horizon=3): until(3, multiple(1)),
    LearningRule("growing", "G", "symmetric", (3 * w) ** m + 2**m, horizon=tau): until(
        VALUES["tau"], both(spread(lambda J: times(3, J)), multiple(2))
    ),
    LearningRule("late", "L", "random", w_hat ** (m - 2) + (m - 1) * w**m, first_lag=2): after(
        2, both(lambda J, lag: multiple(hat)(J, lag - 2), spread(same, lambda lag: lag - 1))
    ),
    LearningRule(
        "late-box", "K", "symmetric", (w - gamma) * (1 + m / tau), horizon=tau, first_lag=1
    ): after(
        1,
        until(
            VALUES["tau"],
            lambda J, lag: times(
                1 + Fraction(lag, VALUES["tau"]), added(J, times(g, identity(J)), -1)
            ),
        ),
    ),
    LearningRule("disjoint", "J", "symmetric", w**m * (1 - m / tau), horizon=tau): until(
        VALUES["tau"], spread(same, lambda lag: 1 - Fraction(lag, VALUES["tau"]))
    ),
}
CASES = [(found.rule, KERNELS[found.rule.name]) for found in all_rules()] + [*PLUG_INS.items()]

# For kernels put together at random: r as a function of J.
RATIOS = {
    w: same,
    -w / 2: lambda J: times(Fraction(-1, 2), J),
    w_hat: lambda J: times(hat, identity(J)),
    w * gamma: lambda J: times(g, J),
    Rational(1, 2): lambda J: times(Fraction(1, 2), identity(J)),
    (1 + w) / 3: lambda J: times(Fraction(1, 3), added(identity(J), J)),
    w**2: lambda J: product(J, J),
    w / (13 + w): quotient,
}
