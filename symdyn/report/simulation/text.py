"""Numbers and tables of training runs as plain text."""

from collections.abc import Sequence
from dataclasses import fields

from symdyn.simulation.training.outcomes import Group
from symdyn.simulation.training.settings import Settings

__all__ = ["aligned_columns", "shown", "stated"]

_LABELS = frozenset(
    {"rule", "variation", "parameters", "first_seed", "together", "compiled", "go_on"}
)


def aligned_columns(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table: the first column to the left, the others to the right.

    >>> print(aligned_columns(("rule", "runs"), [("bptt", "20")]))
    rule  runs
    bptt    20
    """
    lines = [headings, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(headings))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def shown(value: float | None, digits: int = 3) -> str:
    """A number with so many significant digits, and a dash for none.

    >>> shown(0.012345), shown(1.0), shown(None), shown(3.2e-17)
    ('0.0123', '1', '-', '3.2e-17')
    """
    return "-" if value is None else f"{value:.{digits}g}"


def stated(groups: Sequence[Group]) -> str:
    """The settings that all groups share, then what differs by variation, then the parameters.

    >>> group = Group(Settings(rule="rflo", parameters=(("w_hat", 0.5),)), ())
    >>> stated([group]).splitlines()[-1]
    'Parameters: rflo w_hat=0.5.'
    """
    first = groups[0].settings
    by_rule = _by_rule(groups)
    left_out = _left_out(first) | ({"eta"} if by_rule else set())
    names = [field.name for field in fields(Settings) if field.name not in left_out]
    varying = [
        name for name in names if len({getattr(group.settings, name) for group in groups}) > 1
    ]
    told = [f"Settings: {_told(first, [name for name in names if name not in varying])}."]
    if varying:
        by_variation = {group.settings.variation: group.settings for group in groups}
        for label, one in by_variation.items():
            # A label that is a place in a grid, such as "eta 0.01, T 50", says some itself.
            more = _unless_in(label, _told(one, varying).split("; "))
            told += [f"{label}: {'; '.join(more)}."] if more else []
    parameters: dict[str, None] = {}
    for group in groups:
        found = [f"{name} {value:g}" for name, value in group.settings.parameters]
        rest = [one.replace(" ", "=") for one in _unless_in(group.settings.variation, found)]
        if rest:
            parameters[f"{group.title} {', '.join(rest)}"] = None
    told += [f"Learning rates: {'; '.join(by_rule)}."] if by_rule else []
    return "\n".join(told + ([f"Parameters: {'; '.join(parameters)}."] if parameters else []))


def _by_rule(groups: Sequence[Group]) -> list[str]:
    """The learning rate of each group, where rules of one variation have their own; else nothing."""
    rates: dict[str, set[float]] = {}
    for group in groups:
        rates.setdefault(group.settings.variation, set()).add(group.settings.eta)
    if all(len(one) == 1 for one in rates.values()):
        return []
    return list(dict.fromkeys(f"{group.title} eta={group.settings.eta:g}" for group in groups))


def _unless_in(label: str, told: Sequence[str]) -> list[str]:
    return [one for one in told if one not in label.split(", ")]


def _left_out(settings: Settings) -> frozenset[str]:
    """Labels, and the settings that say nothing about such a start or teacher."""
    idle: frozenset[str] = _LABELS
    if settings.teacher != "random":
        idle |= {"teacher_units", "teacher_radius"}
    return idle | ({"scale", "gain"} if settings.start == "aligned" else {"noise"})


def _told(settings: Settings, names: Sequence[str]) -> str:
    values = {name: settings.time if name == "T" else getattr(settings, name) for name in names}
    return "; ".join(
        f"{name} {_plain(value)}" for name, value in values.items() if value not in (None, ())
    )


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(f"({', '.join(f'{one:g}' for one in mode)})" for mode in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
