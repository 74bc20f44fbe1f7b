"""Truncated BPTT with a symbolic horizon tau; `tbptt-5` names the rule at tau = 5."""

from symdyn.notation import m, tau, w
from symdyn.rules.rule import LearningRule

rule = LearningRule(
    name="tbptt-tau",
    title="Truncated BPTT, horizon tau",
    feedback="symmetric",
    kernel=w**m,
    horizon=tau,
    references=(
        "R. J. Williams and J. Peng, An efficient gradient-based algorithm for on-line training "
        "of recurrent network trajectories, Neural Computation 2 (1990) 490-501",
    ),
)
