"""An analysis as plain data: the JSON object that `symdyn derive RULE --format json` prints.

Every expression is a string that SymPy parses; see symdyn.formula.wire.  Each stage gives its own keys.
"""

from typing import Any

from symdyn import notation
from symdyn.formula.wire import Json, write
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis
from symdyn.stages.order import parts, stage_name

__all__ = ["Json", "rule_to_json", "to_json", "write"]


def to_json(analysis: Analysis, section: str | None = None) -> dict[str, Json]:
    """The analysis as one JSON object of strings, lists and truth values.

    Parameters
    ----------
    analysis : the analysis of a rule
    section : the name of the one stage whose keys are wanted beside those of the rule; or None

    Returns
    -------
    A dictionary that `json.dumps` takes as it is.

    >>> from symdyn import analyse, find_rule
    >>> found = to_json(analyse(find_rule("rflo")))
    >>> found["parameters"]["a_hat"], found["rank"]["bound"]
    ('a_hat != 0', 'o')
    >>> found["update"]["limit"]["b"]
    'a_hat*(a*b/(1 - w*w_hat) - a_star*b_star/(1 - w_hat*w_star))'
    """
    found: dict[str, Any] = rule_to_json(analysis.rule)
    for stage in parts("data", rule=analysis.rule):
        if section not in (None, stage_name(stage)):
            continue
        for key, value in stage.data(analysis).items():
            known = found.get(key)
            found[key] = {**known, **value} if isinstance(known, dict) else value
    return found


def rule_to_json(rule: LearningRule) -> dict[str, Json]:
    """A rule's definition as plain data, with the open domain of every parameter.

    >>> from symdyn import find_rule
    >>> rule_to_json(find_rule("tbptt"))["horizon"]
    1
    """
    return {
        "rule": rule.name,
        "title": rule.title,
        "feedback": rule.feedback,
        "kernel": write(rule.kernel),
        "horizon": rule.horizon if isinstance(rule.horizon, int | None) else str(rule.horizon),
        "first_lag": rule.first_lag,
        "diagonal": rule.diagonal,
        **({"per_unit": list(rule.unit_names)} if rule.per_unit else {}),
        "parameters": _parameters(rule),
        "equals": dict(rule.equals),
        "references": list(rule.references),
        **_leak(rule),
        **_rates(rule),
        **_feedback_update(rule),
    }


def _feedback_update(rule: LearningRule) -> dict[str, Json]:
    """What changes a feedback that is learned."""
    learned = rule.learned
    if learned is None:
        return {}
    names = ("copied", "decay", "followed", "read_out_decay")
    return {"feedback_update": dict(zip(names, map(write, learned.plain()), strict=True))}


def _leak(rule: LearningRule) -> dict[str, Json]:
    """The leak of the network's units, where they have one."""
    return {} if rule.leak is None else {"leak": {"leak": write(notation.plain(rule.leak))}}


def _rates(rule: LearningRule) -> dict[str, Json]:
    """The learning rates of the matrices and their decay, where there are such."""
    found: dict[str, Json] = {}
    for key, inner, given in (
        ("matrix_rates", "rates", rule.matrix_rates),
        ("weight_decay", "decay", rule.decay),
    ):
        if not given.plain:
            values = map(write, map(notation.plain, given.all))
            found[key] = {inner: dict(zip("ABW", values, strict=True))}
    return found


def _parameters(rule: LearningRule) -> dict[str, Json]:
    """The domain of everything that is neither state nor position nor number of steps."""
    teacher = notation.domain_of((notation.a_star, notation.b_star, notation.w_star))
    own = rule.domain.restrict(tuple(one.name for one in rule.parameters))
    found: dict[str, Json] = {
        name: interval.describe(name)
        for domain in (teacher, own)
        for name, interval in domain.entries
    }
    if rule.horizon == notation.tau:
        found["tau"] = f"tau >= {rule.least_horizon}, an integer"
    return found
