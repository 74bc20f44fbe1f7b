"""e-prop with eligibility traces that the leak of the read-out filters.

Where a read-out leaks, an error says of each trace what it was some steps ago, and the trace is filtered
with the same leak: Bellec et al. (2020), the learning rule of leaky read-outs.  As in `e-prop` the trace is
that of units whose state passes through their own recurrent weight; the read-out of the network here has
no leak, so that it is the filter alone that is described.
"""

from symdyn.notation import m, parameter, w
from symdyn.rules.convolution import convolve
from symdyn.rules.rule import LearningRule

gamma = parameter("gamma", 0, 1)

rule = LearningRule(
    name="e-prop-filtered",
    title="e-prop with filtered eligibility traces",
    feedback="random",
    kernel=convolve(w**m, gamma**m),
    diagonal=True,
    references=(
        "G. Bellec et al., A solution to the learning dilemma for recurrent networks of spiking "
        "neurons, Nature Communications 11 (2020) 3625",
    ),
)
