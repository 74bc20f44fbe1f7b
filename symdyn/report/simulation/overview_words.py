"""The words in the picture of training runs: its title, its caption, and the names of its curves."""

from collections.abc import Sequence

from symdyn.report.simulation.bands import spread_words
from symdyn.simulation.training.outcomes import Group, Row
from symdyn.simulation.training.run import CONVERGED, DIVERGED

__all__ = ["caption", "label", "shown_run", "title"]

_LONGEST = 30


def title(groups: Sequence[Group]) -> str:
    r"""Which rules were trained, on what networks, with which seeds and steps.

    >>> from symdyn.simulation.training.settings import Settings
    >>> one = Settings(rule="bptt", T=50)
    >>> title([Group(one, ())])
    'Training of bptt\n16 units, 4 outputs, 4 inputs, T = 50, seeds 0 to 19, η = 0.01, mean updates'
    """
    every = [one.settings for one in groups]
    rules = ", ".join(dict.fromkeys(_short(one.rule) for one in every))
    told = [
        f"{_values([getattr(one, name) for one in every])} {name}"
        for name in ("units", "outputs", "inputs")
    ]
    times = ["∞" if one.T is None else str(one.T) for one in every]
    told.append("T → ∞" if set(times) == {"∞"} else f"T = {_values(times)}")
    told.append(_values([_seeds(one.first_seed, one.seeds) for one in every]))
    rates = {one.eta for one in every}
    told.append(f"η = {every[0].eta:g}" if len(rates) == 1 else "η beside each curve")
    kinds = ["mean updates" if one.batch is None else f"batches of {one.batch}" for one in every]
    return f"Training of {rules}\n{', '.join([*told, _values(kinds)])}"


def label(group: Group, among: Sequence[Group]) -> str:
    """The name of a curve, with what it does not share with the others, and how many runs diverged."""
    told = _short(group.title)
    rate = f"{group.settings.eta:g}"
    if len({one.settings.eta for one in among}) > 1 and f"eta {rate}" not in told:
        told += f", η = {rate}"
    lost = group.status[DIVERGED]
    return f"{told}\n{lost} of {len(group.runs)} diverged" if lost else told


def shown_run(group: Group) -> tuple[Row, ...]:
    """The run whose modes are drawn: the first seed that did not diverge, or the first."""
    kept = (run for run in group.runs if run[0]["status"] != DIVERGED)
    return next(kept, group.runs[0])


def caption(every: Sequence[Group], shown: Sequence[Group], modes: Sequence[Group]) -> str:
    """What lines, bands and dashes are, and what is left out."""
    spreads = " or ".join(dict.fromkeys(spread_words(len(one.runs)) for one in shown))
    told = [f"Loss and alignment: {spreads}." if modes else f"Loss: {spreads}."]
    if any(one.status[DIVERGED] for one in shown):
        told.append("A run that has diverged counts as an infinite loss (x: half have)")
        told[-1] += " and is left out of the alignment." if modes else "."
    stopped = any(
        one.status[CONVERGED] and not one.settings.go_on and len(one.runs) for one in shown
    )
    if stopped:
        told.append("A run that has converged stops and keeps its last value (dotted: all have).")
    if modes:
        told.append("Alignment: mean modulus over the modes, in the colours of the loss.")
        seeds = _values([str(shown_run(one)[0]["seed"]) for one in modes])
        told.append(
            f"Modes a, b, w: measured in the network of seed {seeds}, a shade a mode; black and dashed: "
            "the flow that was derived for the rule, from the aligned part of that network."
        )
    elif shown[0].settings.teacher != "aligned":
        told.append(
            f"The teacher is {shown[0].settings.teacher}, so that there are no modes and no alignment."
        )
    if len(shown) < len(every):
        told.append(f"The first {len(shown)} of {len(every)} are drawn.")
    if modes and len(modes) < len(shown):
        told.append(f"Modes are shown of {len(modes)} of the {len(shown)} curves.")
    return " ".join(told)


def _values(found: Sequence[object]) -> str:
    return " or ".join(str(one) for one in dict.fromkeys(found))


def _seeds(first: int, count: int) -> str:
    return f"seed {first}" if count == 1 else f"seeds {first} to {first + count - 1}"


def _short(name: str) -> str:
    """The end of a name that is as long as a path may be."""
    return name if len(name) <= _LONGEST else f"…{name[1 - _LONGEST :]}"
