"""Rules with kernels that no built-in rule has."""

from fractions import Fraction

from sympy import Integer

from symdyn import LearningRule, parameter
from symdyn.notation import m, tau, w, w_hat

gamma = parameter("gamma", -1, 1)
narrow = parameter("g_1", Fraction(1, 10), Fraction(9, 10))

CUSTOM = (
    LearningRule("two-timescale", "Two decays", "random", (w_hat**m + gamma**m) / 2),
    LearningRule("vanishing", "K(w_star) has a zero", "random", (1 - 2 * m) * w_hat**m),
    LearningRule("number", "No parameter", "random", Integer(3) / Integer(2) ** m),
    LearningRule("own-decay", "Diagonal", "random", (m + 1) * (w * narrow) ** m, diagonal=True),
    LearningRule("two-lags", "Horizon 2", "random", w_hat**m - 3 * w**m, horizon=2),
)
MORE = (
    LearningRule("cubic", "Cubic in the lag", "symmetric", (m**3 + 1) * (w * w_hat) ** m),
    LearningRule("alternating", "Signs", "symmetric", (-1) ** m * w_hat**m + m * (w / 2) ** m),
    LearningRule("six-lags", "Horizon 6", "symmetric", (m + 1) * w**m, horizon=6),
    LearningRule("some-lags", "tau lags", "random", m * w_hat**m + (w / 3) ** m, horizon=tau),
)
HALVED = LearningRule("halved", "Half of RFLO", "random", w_hat**m / 2)
