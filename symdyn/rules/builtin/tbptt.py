"""One-step truncated BPTT: only the last step's credit is kept."""

from symdyn.notation import m, w
from symdyn.rules.rule import LearningRule

rule = LearningRule(
    name="tbptt",
    title="Truncated BPTT, horizon 1",
    feedback="symmetric",
    kernel=w**m,
    horizon=1,
    references=(
        "R. J. Williams and J. Peng, An efficient gradient-based algorithm for on-line training "
        "of recurrent network trajectories, Neural Computation 2 (1990) 490-501",
    ),
    equals=(
        ("snap-0", "the influence matrix restricted to no recurrent step is the last step alone"),
        ("tbptt-1", "the horizon of tbptt is 1"),
    ),
)
