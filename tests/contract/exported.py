"""The rules whose exported modules are tested, and these modules' texts."""

from functools import cache

import pytest

from symdyn import Analysis, LearningRule, all_rules, analyse, parameter
from symdyn.codegen import export
from symdyn.notation import m, tau, w, w_hat

gamma = parameter("gamma", -1, 1)

RULES = {found.rule.name: found.rule for found in all_rules() if found.origin == "symdyn"}
RULES |= {
    rule.name: rule
    for rule in (
        LearningRule("two-exponentials", "two exponentials", "random", (w_hat**m + gamma**m) / 2),
        LearningRule("cubic", "cubic", "symmetric", (1 - 2 * m + m**3 / 3) * w_hat**m),
        LearningRule("alternating", "alternating", "random", (-1) ** m * w_hat**m),
        LearningRule("horizon-5", "horizon 5", "symmetric", w**m, horizon=5),
        LearningRule(
            "linear-tau", "linear, tau", "random", (1 + m) * (w * w_hat) ** m, horizon=tau
        ),
    )
}
every_rule = pytest.mark.parametrize("name", RULES)


@cache
def analysis_of(name: str) -> Analysis:
    return analyse(RULES[name])


@cache
def source_of(name: str) -> str:
    return export(analysis_of(name))
