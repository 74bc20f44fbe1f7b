"""What is to be run: rules with settings, checked before any work."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from symdyn import notation
from symdyn.errors import SimulationError
from symdyn.rules.registry import find_rule
from symdyn.rules.rule import LearningRule
from symdyn.simulation.networks.mean_update import mean_update
from symdyn.simulation.networks.memory import require_memory
from symdyn.simulation.numba_support import require_numba
from symdyn.simulation.training.settings import Settings
from symdyn.simulation.training.start import draw

__all__ = [
    "Training",
    "definition",
    "parameter_names",
    "parameters_of_rules",
    "plan_of",
    "training_of",
]

_NAMES = frozenset(field.name for field in fields(Settings))


@dataclass(frozen=True)
class Training:
    """The runs of one rule at one setting; make it with `training_of`."""

    settings: Settings
    rule: LearningRule

    @cached_property
    def row(self) -> dict[str, Any]:
        """The columns that tell what was run: the settings, and the rule as it was defined."""
        return {**self.settings.row(), "definition": definition(self.rule)}


def definition(rule: LearningRule) -> str:
    """What a rule does, in one line; it shows when a rule file has changed.

    >>> definition(find_rule("rflo"))
    'K_m = w_hat**m, horizon None, feedback random, diagonal False'
    """
    first = f", first lag {rule.first_lag}" if rule.first_lag else ""
    leak = "" if rule.leak is None else f", leak {rule.leak}"
    units = f", per unit {', '.join(rule.unit_names)}" if rule.per_unit else ""
    return (
        f"K_m = {rule.kernel}, horizon {rule.horizon}, feedback {rule.feedback}, "
        f"diagonal {rule.diagonal}{first}{units}{leak}{_rates(rule)}{_feedback_update(rule)}"
    )


def _feedback_update(rule: LearningRule) -> str:
    """What changes a feedback that is learned, with the names that a rule file has for it."""
    learned = rule.learned
    if learned is None:
        return ""
    copied, decay, followed, own = learned.all
    return f", copied {copied}, decay {decay}, followed {followed}, read_out_decay {own}"


def _rates(rule: LearningRule) -> str:
    """The learning rates of the matrices, their decay and momentum, where there are such."""
    momentum = f", momentum {rule.momentum}" if rule.momentum != 0 else ""
    return momentum + "".join(
        f", {what} {', '.join(f'{name} {one}' for name, one in zip('ABW', given.all, strict=True))}"
        for what, given in (("rates", rule.matrix_rates), ("weight decay", rule.decay))
        if not given.plain
    )


def training_of(settings: Settings) -> Training:
    """The rule found, and the settings checked against it.

    Raises
    ------
    SymdynError for an unknown rule, or parameters that are missing or outside their domain.

    >>> training_of(Settings(rule="snap-0")).rule.name
    'tbptt'
    """
    if settings.T is not None and settings.batch is None:
        sizes = settings.units, settings.outputs, settings.inputs
        require_memory(settings.T, sizes, (), exact=False)
    rule = find_rule(settings.rule)
    wanted = parameter_names(rule)
    given = dict(settings.parameters)
    missing = [name for name in wanted if name not in given]
    if missing:
        domain = "an integer >= 1"
        if missing[0] != notation.tau.name:
            domain = rule.domain.interval(missing[0]).describe(missing[0])
        raise SimulationError(
            f"rule {rule.name} has the parameter {missing[0]} ({domain}) and no value for it; "
            f"give one, as in --parameter {missing[0]}=0.5"
        )
    # One update of one step of the first seed meets every check of rule, parameters and shapes.
    start = draw(settings, (settings.first_seed,))
    mean_update(rule, start.student, start.teacher, T=1, R=start.R, parameters=given)
    if settings.compiled:
        require_numba()
    if settings.start == "aligned" and not rule.symmetric and len(settings.start_modes[0]) == 4:
        zero = [mode for mode in settings.start_modes if mode[3] == 0]
        if zero:
            raise SimulationError(
                f"a_hat = 0 in the start mode {zero[0]} of rule {rule.name}, which has random "
                "feedback; expected another number: without feedback nothing is learned"
            )
    return Training(settings, rule)


def plan_of(
    rules: Sequence[str], values: Mapping[str, Any], parameters: Mapping[str, float]
) -> tuple[Training, ...]:
    """The same settings for several rules; each takes the parameters that it has.

    Parameters
    ----------
    rules : names or files
    values : of settings by name
    parameters : by name

    Raises
    ------
    SymdynError for an unknown rule, setting or parameter, and values outside their domain.

    >>> [one.settings.parameters for one in plan_of(["bptt", "rflo"], {}, {"w_hat": 0.5})]
    [(), (('w_hat', 0.5),)]
    """
    unknown = [name for name in values if name not in _NAMES]
    if unknown:
        raise SimulationError(
            f"there is no setting {unknown[0]!r}; choose from {', '.join(sorted(_NAMES))}"
        )
    wanted = parameters_of_rules(rules, parameters)
    base = Settings(rule="", **values)
    return tuple(
        training_of(
            replace(
                base,
                rule=rule,
                parameters=tuple(
                    (name, value) for name, value in parameters.items() if name in wanted[rule]
                ),
            )
        )
        for rule in dict.fromkeys(rules)
    )


def parameters_of_rules(rules: Sequence[str], given: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The parameters of each rule; refuses one that is given and that none of them has.

    >>> parameters_of_rules(["bptt", "rflo"], {"w_hat": 0.5})
    {'bptt': (), 'rflo': ('w_hat',)}
    """
    found = {name: parameter_names(find_rule(name)) for name in rules}
    known = dict.fromkeys(parameter for names in found.values() for parameter in names)
    remedy = f"choose from {', '.join(known)}" if known else "leave it out"
    for name in given:
        if name not in known:
            raise SimulationError(
                f"no rule of {', '.join(rules)} has a parameter {name!r}; {remedy}"
            )
    return found


def parameter_names(rule: LearningRule) -> tuple[str, ...]:
    """The names of what a rule's kernel, learning rates of matrices and horizon leave open.

    >>> parameter_names(find_rule("rflo"))
    ('w_hat',)
    """
    horizon = (notation.tau.name,) if rule.horizon == notation.tau else ()
    return (*(symbol.name for symbol in rule.own_parameters), *horizon)
