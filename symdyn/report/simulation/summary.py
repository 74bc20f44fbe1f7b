"""What came out of training runs, for the terminal."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from symdyn.report.simulation.coloured import coloured_inputs
from symdyn.report.simulation.predicted import catapults, cycles, end_points
from symdyn.report.simulation.series import mean_modulus
from symdyn.report.simulation.text import aligned_columns, shown, stated
from symdyn.simulation.training.bounds import rank_bound_of
from symdyn.simulation.training.outcomes import Group, Row, groups_of, median
from symdyn.simulation.training.run import CONVERGED, DIVERGED, RAN
from symdyn.simulation.training.spectra import numerical_rank
from symdyn.simulation.training.wilson import wilson_interval

__all__ = ["summary"]

_VALUES = 6
_TOLERANCES = (1e-10, 1e-4, 1e-2)
_MOMENTS = (0.0, 0.1, 0.25, 0.5, 1.0)
_ALIGNMENTS = ("recurrent_alignment", "input_output_alignment", "feedback_alignment")


def summary(show: str, rows: Sequence[Row]) -> str:
    """The settings, how the runs ended, and what an experiment asks for.

    Parameters
    ----------
    show : "runs", "spectra", "alignment", "prediction", "modes", "end point", "catapult", "cycle" or
        "coloured input"
    rows : of the table
    """
    groups = groups_of(rows)
    special = _SPECIAL[show](groups)
    return "\n\n".join([stated(groups), _outcomes(groups), *special])


def _outcomes(groups: Sequence[Group]) -> str:
    rows = []
    for group in groups:
        runs = len(group.runs)
        low, high = wilson_interval(group.status[CONVERGED], runs)
        resting = ", ".join(f"{name} {count}" for name, count in group.components.most_common())
        rows.append(
            (
                group.title,
                f"{group.status[CONVERGED]} of {runs}",
                f"{low:.2f}-{high:.2f}",
                str(group.status[DIVERGED]),
                str(group.status[RAN]),
                shown(median(run[0]["converged_at"] for run in group.runs)),
                shown(group.relative_loss(), 2),
                resting or "-",
            )
        )
    headings = (
        "rule",
        "converged",
        "95 %",
        "diverged",
        "ran on",
        "step",
        "loss/first",
        "modes at rest",
    )
    return (
        "How the runs ended (95 %: Wilson interval; step, loss/first: medians; ran on: not "
        "converged in the steps)\n" + aligned_columns(headings, rows)
    )


def _runs(_: Sequence[Group]) -> Iterable[str]:
    return ()


def _spectra(groups: Sequence[Group]) -> Iterable[str]:
    rows = []
    for group in groups:
        spectra = [row["singular_values_W"] for row in group.ends]
        if not spectra:
            continue
        values = [median(one[k] for one in spectra) for k in range(min(_VALUES, len(spectra[0])))]
        ranks = [
            f"{min(found)}-{max(found)}" if min(found) < max(found) else f"{min(found)}"
            for found in (
                [numerical_rank(one, tolerance) for one in spectra] for tolerance in _TOLERANCES
            )
        ]
        text, number = rank_bound_of(group.settings, max(row["step"] for row in group.ends))
        bound = "none below n" if text == "n" else f"{text} = {number}"
        rows.append(
            (
                group.title,
                *[shown(value, 2) for value in values],
                *ranks,
                shown(median(row["effective_rank_W"] for row in group.ends)),
                bound,
            )
        )
    count = max((len(row) for row in rows), default=0) - 3 - len(_TOLERANCES)
    headings = (
        "rule",
        *[f"s{k + 1}" for k in range(count)],
        *[f"rank {tolerance:g}" for tolerance in _TOLERANCES],
        "effective",
        "proved bound",
    )
    yield (
        f"Singular values of W_Z - W_0 (the first {count}, medians over the seeds), its rank at "
        "tolerances relative to s1,\nits effective rank (exp of the entropy of the singular "
        "values), and the proved bound on its rank\n" + aligned_columns(headings, rows)
    )


def _alignment(groups: Sequence[Group]) -> Iterable[str]:
    for name in _ALIGNMENTS:
        rows = []
        for group in groups:
            cells = []
            for moment in _MOMENTS:
                found = [run[round(moment * (len(run) - 1))][name] for run in group.runs]
                cells.append(shown(median(mean_modulus(one) for one in found), 2))
            if set(cells) != {"-"}:
                rows.append((group.title, *cells))
        headings = ("rule", *[f"{moment:.0%}" for moment in _MOMENTS])
        yield (
            f"{name.replace('_', '-', name.count('_') - 1).replace('_', ' ').capitalize()}: mean "
            "modulus over the modes, median over the seeds, at parts of each run\n"
            + aligned_columns(headings, rows)
        )


def _prediction(groups: Sequence[Group]) -> Iterable[str]:
    rows = []
    for group in groups:
        for place, mode in enumerate(group.settings.teacher_modes):

            def distances(
                choose: Callable[[list[float]], float], group: Group = group, place: int = place
            ) -> list[float]:
                """One number a run, from the distances of this mode along it."""
                found = [
                    [row["distance"][place] for row in run if row["distance"] is not None]
                    for run in group.runs
                ]
                kept = [[value for value in one if value is not None] for one in found]
                return [choose(one) for one in kept if one]

            rows.append(
                (
                    group.title if place == 0 else "",
                    f"{mode[2]:g}",
                    shown(median(distances(max)), 2),
                    shown(median(distances(lambda one: one[-1])), 2),
                    str(len(distances(max))),
                )
            )
    headings = ("rule", "w_star", "largest", "at the end", "runs")
    yield (
        "Distance of the measured (a, b, w) from the flow that starts at the aligned part of the "
        "network (medians over the seeds)\n" + aligned_columns(headings, rows)
    )


def _modes(groups: Sequence[Group]) -> Iterable[str]:
    rows = []
    for group in groups:
        none = [None] * len(group.settings.teacher_modes)
        for place in range(len(none)):
            ends = [row for row in group.ends if row["a"] is not None]

            def mid(name: str, ends: Sequence[Row] = ends, place: int = place) -> str:
                return shown(median(row[name][place] for row in ends if row[name] is not None), 3)

            at_optimum = [row for row in ends if (row["component"] or none)[place] == "optimal"]
            opposed = sum(
                row["a_hat"] is not None and row["a"][place] * row["a_hat"][place] < 0
                for row in at_optimum
            )
            rows.append(
                (
                    group.title if place == 0 else "",
                    *[mid(name) for name in ("a", "b", "w")],
                    *[mid(f"predicted_{name}") for name in ("a", "b", "w")],
                    mid("a_hat"),
                    str(len(at_optimum) - opposed),
                    str(opposed),
                )
            )
    headings = (
        "rule",
        "a",
        "b",
        "w",
        "flow: a",
        "b",
        "w",
        "a_hat",
        "optimal, >0",
        "<0",
    )
    yield (
        "Where the modes are at the end (medians over the seeds), where the flow ends, and how many "
        "runs are at the optimum with\na a_hat > 0 (or symmetric feedback), and with a a_hat < 0\n"
        + aligned_columns(headings, rows)
    )


_SPECIAL: Mapping[str, Callable[[Sequence[Group]], Iterable[Any]]] = {
    "runs": _runs,
    "spectra": _spectra,
    "alignment": _alignment,
    "prediction": _prediction,
    "modes": _modes,
    "end point": end_points,
    "catapult": catapults,
    "cycle": cycles,
    "coloured input": coloured_inputs,
}
