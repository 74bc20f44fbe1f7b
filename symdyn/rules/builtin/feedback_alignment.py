"""Feedback alignment through time: BPTT's kernel behind a fixed random feedback."""

from symdyn.notation import m, w
from symdyn.rules.rule import LearningRule

rule = LearningRule(
    name="feedback-alignment",
    title="Feedback alignment through time",
    feedback="random",
    kernel=w**m,
    references=(
        "T. P. Lillicrap et al., Random synaptic feedback weights support error backpropagation "
        "for deep learning, Nature Communications 7 (2016) 13276",
    ),
)
