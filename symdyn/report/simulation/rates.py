"""The learning rates of training runs beside the largest stable steps of modes, for the terminal."""

from collections.abc import Iterator, Sequence

from symdyn.report.simulation.text import aligned_columns, shown
from symdyn.simulation.training.learning_rates import SHARE, Rate, Unequal

__all__ = ["chosen_rates", "rates_that_differ"]

_WHERE = "at the teacher's modes, for T -> infinity"


def chosen_rates(rates: Sequence[Rate]) -> Iterator[str]:
    """Which rate each rule has, and of which largest step it is a part; nothing if none is.

    Parameters
    ----------
    rates : of all rules

    >>> from symdyn.simulation.training.learning_rates import RateRequest, with_rates
    >>> from symdyn.simulation.training.plan import plan_of
    >>> plan = plan_of(["bptt", "tbptt"], {"teacher_modes": ((1, 1, 0.6),)}, {})
    >>> print(*chosen_rates(with_rates(plan, RateRequest(True, {"tbptt": 0.1}))))
    Learning rates: of rules with eta auto 1/10 of the largest stable step at the teacher's modes, for T -> infinity
    (the smallest over modes and seeds), rounded down to two digits; networks may end where another is the largest
    rule    eta  largest stable  w_star  s  a_hat  seed
    bptt   0.03           0.309     0.6  1      -     -
    tbptt   0.1           given       -  -      -     -
    """
    if all(one.largest is None for one in rates):
        return
    rows = [_row(one) for one in rates]
    headings = ("rule", "eta", "largest stable", "w_star", "s", "a_hat", "seed")
    told = (
        f"Learning rates: of rules with eta auto {SHARE} of the largest stable step {_WHERE}\n"
        "(the smallest over modes and seeds), rounded down to two digits; networks may end where "
        f"another is the largest\n{aligned_columns(headings, rows)}"
    )
    standard = [
        one.training.settings.rule for one in rates if one.largest and one.largest.standard_only
    ]
    if standard:
        names = ", ".join(dict.fromkeys(standard))
        told += f"\nOf {names} the modes, and with them the step, are those of diagonal W alone."
    yield "\n".join([told, *map(_leaving, [one for one in rates if one.leaving])])


def _leaving(rate: Rate) -> str:
    settings = rate.training.settings
    return (
        f"{settings.title}: from {rate.leaving} of {settings.seeds} starts the modes' own updates leave "
        f"|w| < 1 on the way at this eta; a smaller one, --eta {settings.rule}=..., may keep them inside."
    )


def _row(rate: Rate) -> tuple[str, ...]:
    settings, largest = rate.training.settings, rate.largest
    if largest is None:
        return settings.title, shown(settings.eta), "given", *"----"
    return (
        settings.title,
        shown(settings.eta),
        shown(largest.size),
        shown(largest.w_star),
        shown(largest.s),
        shown(largest.a_hat),
        "-" if largest.seed is None else str(largest.seed),
    )


def rates_that_differ(found: Sequence[Unequal]) -> Iterator[str]:
    """A note where one learning rate is not the same part of the largest step of all rules."""
    if not found:
        return
    labels: dict[str, list[str]] = {}
    for one in found:
        (small, least), (large, most) = one.smallest, one.largest
        told = (
            f"eta {one.eta:g} is {one.eta / least:.0%} of {shown(least, 2)} under {small} and "
            f"{one.eta / most:.0%} of {shown(most, 2)} under {large}, a factor of {one.factor:.1f}"
        )
        labels.setdefault(told, []).append(one.variation)
    lines = (
        f"{'; '.join(names)}: {told}" if any(names) else told for told, names in labels.items()
    )
    yield "\n".join(
        [
            f"Note: rules at one eta whose largest stable steps differ ({_WHERE}):",
            *lines,
            "Step by step such rules are not comparable; --eta auto takes the same part for each.",
        ]
    )
