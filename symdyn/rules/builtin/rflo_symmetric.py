"""RFLO's scalar eligibility trace with the transposed read-out weights as feedback."""

from symdyn.notation import m, w_hat
from symdyn.rules.rule import LearningRule

rule = LearningRule(
    name="rflo-symmetric",
    title="RFLO with symmetric feedback",
    feedback="symmetric",
    kernel=w_hat**m,
    references=(
        "J. M. Murray, Local online learning in recurrent networks with random feedback, "
        "eLife 8 (2019) e43299",
    ),
    equals=(
        (
            "e-prop-lif-symmetric",
            "e-prop for leaky integrate-and-fire units has traces that decay with the leak alone",
        ),
    ),
)
