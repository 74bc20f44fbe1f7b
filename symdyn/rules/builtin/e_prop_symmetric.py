"""e-prop with the transposed read-out weights as feedback, which is SnAp-1.

e-prop for leaky integrate-and-fire units has the kernel of RFLO instead; see e_prop.py.
"""

from symdyn.notation import m, w
from symdyn.rules.rule import LearningRule

rule = LearningRule(
    name="e-prop-symmetric",
    title="e-prop with symmetric feedback",
    feedback="symmetric",
    kernel=w**m,
    diagonal=True,
    references=(
        "G. Bellec et al., A solution to the learning dilemma for recurrent networks of spiking "
        "neurons, Nature Communications 11 (2020) 3625",
        "J. Menick et al., Practical real time recurrent learning with a sparse approximation, "
        "ICLR (2021)",
    ),
    equals=(("snap-1", "the influence matrix restricted to a neuron's own weights uses diag(W)"),),
)
