"""Readout only: the recurrent and input weights stay as they are (a reservoir)."""

from symdyn.rules.rule import LearningRule

rule = LearningRule(
    name="readout-only",
    title="Readout only",
    feedback="symmetric",
    kernel=0,
    references=(
        "H. Jaeger and H. Haas, Harnessing nonlinearity: predicting chaotic systems and saving "
        "energy in wireless communication, Science 304 (2004) 78-80",
    ),
)
