"""Rules in networks whose units leak."""

from sympy import Rational

from symdyn import LearningRule, parameter
from symdyn.notation import m, w

__all__ = ["BPTT", "E_PROP", "RESERVOIR", "RFLO", "TRAINED", "alpha", "beta"]

alpha, beta = parameter("alpha", 0, 1), parameter("beta", 0, None)
BPTT = LearningRule("leaky-bptt", "BPTT in a leaky network", "symmetric", w**m, leak=alpha)
RFLO = LearningRule("leaky-rflo", "RFLO in a leaky network", "random", (1 - alpha) ** m, leak=alpha)
E_PROP = LearningRule(
    "leaky-e-prop",
    "e-prop in a leaky network",
    "random",
    w**m,
    diagonal=True,
    leak=Rational(1, 5),
    rates={"B": beta, "W": 3},
)
RESERVOIR = LearningRule(
    "leaky-reservoir",
    "Leaky units with fixed recurrent weights",
    "random",
    (1 - alpha) ** m,
    leak=alpha,
    rates={"W": 0},
)
TRAINED = LearningRule(
    "leaky-loop",
    "Leaky units with trained recurrent weights alone",
    "symmetric",
    w**m,
    leak=Rational(1, 4),
    rates={"A": 0, "B": 0},
)
