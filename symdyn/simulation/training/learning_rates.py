"""A learning rate for each rule: as given, or a part of the largest stable step of a mode."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from symdyn.errors import SimulationError
from symdyn.simulation.training.mode_updates import seeds_that_leave
from symdyn.simulation.training.plan import Training
from symdyn.simulation.training.stable_step import StableStep, largest_stable_step

__all__ = ["SHARE", "Rate", "RateRequest", "Unequal", "unequal_rates", "with_rates"]

# Of the largest stable step at the teacher's modes.  On the way there, and where a network ends
# elsewhere on the manifold, less is stable.
SHARE = Fraction(1, 10)
_DIGITS = 2
# Rules whose largest stable steps differ by less are comparable at one learning rate.
_APART = 2


@dataclass(frozen=True)
class RateRequest:
    """The learning rates that were asked for beside the one of the settings.

    Parameters
    ----------
    auto : whether rules that are not in `own` have theirs computed
    own : by a rule's name or file its learning rate, or None for a computed one
    """

    auto: bool = False
    own: Mapping[str, float | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.auto or bool(self.own)


@dataclass(frozen=True)
class Rate:
    """The runs of a rule with their learning rate.

    Parameters
    ----------
    training : with the rate
    largest : the largest stable step, where the rate is a part of it
    leaving : of then so many seeds the modes, updated alone, leave |w| < 1 on the way
    """

    training: Training
    largest: StableStep | None = None
    leaving: int = 0


@dataclass(frozen=True)
class Unequal:
    """Two rules at one learning rate: whose modes have the smallest, and the largest, stable step."""

    variation: str
    eta: float
    smallest: tuple[str, float]
    largest: tuple[str, float]

    @property
    def factor(self) -> float:
        """How many times the smallest step the largest is."""
        return self.largest[1] / self.smallest[1]


def with_rates(plan: Sequence[Training], request: RateRequest) -> tuple[Rate, ...]:
    """The plan with the learning rates that were asked for.

    Raises
    ------
    SimulationError for a rule that is not in the plan or is named twice, a rate that is not a positive
    number, and a rule from whose modes none can be taken.

    >>> from symdyn.simulation.training.plan import plan_of
    >>> plan = plan_of(["bptt", "tbptt"], {"teacher_modes": ((1, 1, 0.0),)}, {})
    >>> [one.training.settings.eta for one in with_rates(plan, RateRequest(True, {"tbptt": 0.3}))]
    [0.1, 0.3]
    """
    _check(plan, request)
    return tuple(_rate(training, request) for training in plan)


def _names(training: Training) -> tuple[str, str]:
    """What a rule may be called: as on the command line, or as it calls itself."""
    return training.settings.rule, training.rule.name


def _check(plan: Sequence[Training], request: RateRequest) -> None:
    seen: dict[str, str] = {}
    for name, eta in request.own.items():
        meant = {training.settings.rule for training in plan if name in _names(training)}
        if not meant:
            known = ", ".join(dict.fromkeys(training.settings.rule for training in plan))
            raise SimulationError(
                f"eta is given for {name!r}, which is no rule of this run; choose from {known}"
            )
        for rule in meant:
            if rule in seen:
                raise SimulationError(
                    f"eta of rule {rule} is given twice, as {seen[rule]!r} and {name!r}; give it once"
                )
            seen[rule] = name
        if eta is not None and not (0 < eta < math.inf):
            raise SimulationError(
                f"eta = {eta!r} of rule {name} is not a number above 0; choose one that is"
            )


def _rate(training: Training, request: RateRequest) -> Rate:
    named = [name for name in _names(training) if name in request.own]
    given = request.own[named[0]] if named else None
    if given is not None:
        return Rate(_with_eta(training, given))
    if not named and not request.auto:
        return Rate(training)
    largest = _largest(training)
    found = _with_eta(training, _rounded_down(float(SHARE) * largest.size))
    # A finite T knows no |w| < 1.
    leaving = seeds_that_leave(found) if training.settings.T is None else 0
    return Rate(found, largest, leaving)


def _with_eta(training: Training, eta: float) -> Training:
    return replace(training, settings=replace(training.settings, eta=eta))


def _largest(training: Training) -> StableStep:
    settings = training.settings
    if settings.teacher != "aligned":
        raise SimulationError(
            f"eta auto is a part of the largest stable step at the modes of an aligned teacher, and "
            f"the teacher is {settings.teacher}; give a number, as in --eta {settings.rule}=0.01"
        )
    if settings.correlation:
        raise SimulationError(
            f"eta auto is a part of the largest stable step for white noise, and the input has the correlation "
            f"{settings.correlation:g}; give a number, as in --eta {settings.rule}=0.01"
        )
    found = largest_stable_step(training)
    if found is None:
        raise SimulationError(
            f"eta auto is a part of the largest stable step, and none was found for rule {settings.rule} at the "
            f"teacher's modes; give a safe one, as in --eta {settings.rule}=0.01"
        )
    return found


def _rounded_down(value: float) -> float:
    """A number with two digits that is not larger.

    >>> _rounded_down(0.003789), _rounded_down(0.1)
    (0.0037, 0.1)
    """
    places = _DIGITS - 1 - math.floor(math.log10(value))
    digits = math.floor(Fraction(value) * Fraction(10) ** places)
    return float(digits / Fraction(10) ** places)


def unequal_rates(plan: Sequence[Training]) -> tuple[Unequal, ...]:
    """Where rules at one learning rate differ, by a factor of two or more, in the largest stable step of modes.

    Rules for which none is known, teachers that have no modes, and correlated input are passed over.

    >>> from symdyn.simulation.training.plan import plan_of
    >>> plan = plan_of(["bptt", "tbptt"], {"teacher_modes": ((1, 1, 0.9),)}, {})
    >>> [(one.smallest[0], one.largest[0]) for one in unequal_rates(plan)]
    [('bptt', 'tbptt')]
    """
    groups: dict[tuple[str, float], list[Training]] = {}
    for one in plan:
        if one.settings.teacher == "aligned" and not one.settings.correlation:
            groups.setdefault((one.settings.variation, one.settings.eta), []).append(one)
    found = []
    for (variation, eta), group in groups.items():
        if len(group) < 2:
            continue
        steps = [(one.settings.rule, largest_stable_step(one)) for one in group]
        sizes = sorted(((name, one.size) for name, one in steps if one), key=lambda pair: pair[1])
        if len(sizes) > 1 and sizes[-1][1] >= _APART * sizes[0][1]:
            found.append(Unequal(variation, eta, sizes[0], sizes[-1]))
    return tuple(found)
