"""e-prop with random feedback: credit passes through each neuron's own recurrent weight."""

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
)
