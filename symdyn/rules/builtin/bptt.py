"""Backpropagation through time: credit flows back through the transposed recurrent weights."""

from symdyn.notation import m, w
from symdyn.rules.rule import LearningRule

rule = LearningRule(
    name="bptt",
    title="Backpropagation through time (BPTT)",
    feedback="symmetric",
    kernel=w**m,
    references=(
        "P. J. Werbos, Backpropagation through time: what it does and how to do it, "
        "Proceedings of the IEEE 78 (1990) 1550-1560",
    ),
    equals=(
        ("rtrl", "real-time recurrent learning computes the same gradient forward in time"),
        ("uoro", "an unbiased estimate of the same gradient: equal in the mean"),
        ("kf-rtrl", "an unbiased estimate of the same gradient: equal in the mean"),
    ),
)
