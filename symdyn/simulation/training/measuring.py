"""What is measured of a stack of networks at one step."""

from typing import Any

import numpy as np

from symdyn.rules.rule import LearningRule
from symdyn.simulation.networks.network import Array
from symdyn.simulation.training.frame import frame_of
from symdyn.simulation.training.spectra import effective_rank, numerical_rank, singular_values
from symdyn.simulation.training.stack import Stack

__all__ = ["measured", "numbers"]


def measured(rule: LearningRule, stack: Stack, signs: Array) -> list[dict[str, Any]]:
    """The columns that depend on the weights alone, one dictionary a seed.

    Parameters
    ----------
    rule : the learning rule
    stack : the networks
    signs : what `frame_of` takes; not read where the teacher has no modes
    """
    found: list[dict[str, Any]] = [{} for _ in stack.seeds]
    student, first = stack.student, stack.start.student
    for name in ("W", "B"):
        values = singular_values(getattr(student, name) - getattr(first, name))
        for row, one in zip(found, values.tolist(), strict=True):
            row[f"singular_values_{name}"] = one
            row[f"rank_{name}"] = numerical_rank(one)
            row[f"effective_rank_{name}"] = effective_rank(one)
    U, V = stack.start.output_basis, stack.start.input_basis
    if U is None or V is None:
        return found
    frame = frame_of(rule, student, stack.R, (U, V), signs)
    columns = {
        "a": frame.a,
        "b": frame.b,
        "w": frame.w,
        "a_hat": frame.a_hat,
        "recurrent_alignment": frame.recurrent,
        "input_output_alignment": frame.input_output,
        "feedback_alignment": frame.feedback,
    }
    for name, column in columns.items():
        for place, row in enumerate(found):
            row[name] = None if column is None else numbers(column[place])
    return found


def numbers(values: Array) -> list[float | None]:
    """A list of numbers, None where there is none.

    >>> numbers(np.array([1.0, np.nan]))
    [1.0, None]
    """
    return [float(value) if np.isfinite(value) else None for value in values]
