"""Three rules in networks whose units leak."""

from sympy import Rational

from symdyn import LearningRule, parameter
from symdyn.notation import m, w

__all__ = ["BPTT", "E_PROP", "RFLO", "alpha", "beta"]

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
