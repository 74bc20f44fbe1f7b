"""e-prop with random feedback: credit passes through each neuron's own recurrent weight.

The kernel diag(W)^m is that of SnAp-1.  e-prop for leaky integrate-and-fire units, whose eligibility
traces decay with the leak of the membrane and do not know W, has the kernel of RFLO.
"""

from symdyn.notation import m, w
from symdyn.rules.rule import LearningRule

rule = LearningRule(
    name="e-prop",
    title="e-prop with random feedback",
    feedback="random",
    kernel=w**m,
    diagonal=True,
    references=(
        "G. Bellec et al., A solution to the learning dilemma for recurrent networks of spiking "
        "neurons, Nature Communications 11 (2020) 3625",
    ),
    equals=(("snap-1-random", "it is SnAp-1 with a fixed random feedback"),),
)
