"""The order of the results, and how the parts of each are found: by the names of their files.

A stage is a folder.  Its files are its parts: `derive` has the values, `claims` the statements with
their evidence, `tell` the sentences that show them, `compare` those on several rules, `data` the values as
plain data, `laws` what a second method must find for any rule.  A part that a stage does not have is passed over.
"""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from symdyn.rules.rule import LearningRule

__all__ = [
    "APART",
    "IN_ANY_UNITS",
    "IN_WORDS",
    "ORDER",
    "WITHOUT_MOMENTUM",
    "WITH_DECAY",
    "WITH_FROZEN",
    "WITH_LEARNED",
    "folder_of",
    "parts",
    "stage_name",
    "told_of",
]

ORDER = (
    "setting",
    "alignment",
    "update",
    "gradient",
    "kernel",
    "flow",
    "fixed_points",
    "frozen",
    "linearisation",
    "stability",
    "leak",
    "matrix_rates",
    "cross_modes",
    "spurious_fixed_points",
    "rates",
    "step_size",
    "momentum",
    "finite_time",
    "coloured_input",
    "descent",
    "invariants",
    "learned_feedback",
    "sequence_loss",
    "weight_decay",
    "end_point",
    "leaf_dynamics",
    "complex_modes",
    "other_bases",
    "rank",
    "locality",
)


APART = frozenset(
    {
        "finite_time",
        "coloured_input",
        "sequence_loss",
        "leaf_dynamics",
        "complex_modes",
        "other_bases",
    }
)
"""Results on which no other rests and which the summary does not show, so that it is made without them."""

IN_WORDS = frozenset({"descent", "rank"})
"""Results on which no other rests and of which the summary says words alone, so that it needs no statement of them."""

IN_ANY_UNITS = frozenset(
    {
        "setting",
        "alignment",
        "update",
        "kernel",
        "frozen",
        "leak",
        "matrix_rates",
        "rank",
        "locality",
    }
)
"""The results that hold in all units of the weights, so that rates of the matrices change nothing."""

WITH_DECAY = frozenset({"setting", "alignment", "update", "kernel", "weight_decay", "locality"})
"""The results on the updates alone, and those on decay: all others are on the flow without decay."""

WITHOUT_MOMENTUM = frozenset({"step_size", "invariants", "rank"})
"""The results on steps without momentum: all others are on updates, or on the flow that small steps follow."""

WITH_FROZEN = frozenset({"setting", "alignment", "update", "kernel", "frozen", "leak"})
"""The results on a rule under which a matrix does not learn: what is found of the flow assumes that all do."""

WITH_LEARNED = frozenset({"setting", "alignment", "update", "kernel", "learned_feedback"})
"""The results on a rule whose feedback is learned: what is found of the flow of three numbers fixes it."""

_OF_SOME = frozenset({"frozen", "learned_feedback"})


def told_of(rule: LearningRule) -> frozenset[str]:
    """The stages that have results on a rule.

    >>> from symdyn.rules import find_rule
    >>> "stability" in told_of(find_rule("rflo")), "frozen" in told_of(find_rule("rflo"))
    (True, False)
    """
    if rule.learned is not None:
        return WITH_LEARNED
    return WITH_FROZEN if rule.matrix_rates.frozen else frozenset(ORDER) - _OF_SOME


def parts(
    kind: str, *, apart: bool = True, rule: LearningRule | None = None
) -> Iterator[ModuleType]:
    """The files of one kind, in the order of the mathematics.

    Parameters
    ----------
    kind : the name of the files
    apart : whether those of APART are among them, and the statements of those of IN_WORDS
    rule : they are those that have results on it; by default on a rule under which all matrices learn

    >>> [one.__name__ for one in parts("derive")][:2]
    ['symdyn.stages.setting.derive', 'symdyn.stages.alignment.derive']
    """
    told = frozenset(ORDER) - _OF_SOME if rule is None else told_of(rule)
    if not apart:
        told -= APART | IN_WORDS if kind == "claims" else APART
    for name in ORDER:
        if name not in told:
            continue
        place = f"symdyn.stages.{name}.{kind}"
        if find_spec(place) is not None:
            yield import_module(place)


def folder_of(part: ModuleType) -> str:
    """The stage that a part belongs to, as `ORDER` and the other lists here have it.

    >>> [folder_of(one) for one in parts("tell")][6]
    'fixed_points'
    """
    return part.__name__.split(".")[-2]


def stage_name(part: ModuleType) -> str:
    """The name of the stage that a part belongs to, as a section is asked for.

    >>> [stage_name(one) for one in parts("tell")][6]
    'fixed-points'
    """
    return folder_of(part).replace("_", "-")
