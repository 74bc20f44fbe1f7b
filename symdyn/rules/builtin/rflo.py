"""Random feedback local online learning: a scalar decay in place of the recurrent weights."""

from symdyn.notation import m, w_hat
from symdyn.rules.rule import LearningRule

rule = LearningRule(
    name="rflo",
    title="Random feedback local online learning (RFLO)",
    feedback="random",
    kernel=w_hat**m,
    references=(
        "J. M. Murray, Local online learning in recurrent networks with random feedback, "
        "eLife 8 (2019) e43299",
    ),
    equals=(
        (
            "e-prop-lif",
            "e-prop for leaky integrate-and-fire units has traces that decay with the leak alone",
        ),
    ),
)
