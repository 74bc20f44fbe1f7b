"""The source of one adaptive step of a rule's flow, for many modes at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from symdyn.codegen.export import render
from symdyn.codegen.names import python_identifier
from symdyn.codegen.printing import PythonPrinter
from symdyn.codegen.statements import ScalarStatements
from symdyn.codegen.targets import Target
from symdyn.stages.analysis import Analysis

__all__ = ["RosenbrockMethod", "step_source"]

_RESERVED = tuple(
    "SAFETY SHRINK GROW bind compiled select sqrt lanes flow jacobian begin "
    "advance begin_lane advance_lanes components lane rows t h t_end tolerance length step speed "
    "reach error size part whole accepted root factor moved remaining d r q "
    "move_a move_b move_w rate_a rate_b rate_w abs range GROWTH p n00 n11 n22 diagonal minors "
    "volume resolved".split()
) + tuple(
    f"{letter}{number}{tail}"
    for letter, tails in (("j", range(3)), ("m", range(3)), ("i", range(3)))
    for number in range(3)
    for tail in tails
)

_STEP = Target(
    "ensemble",
    "step of an ensemble",
    ".py",
    "ensemble.py.jinja",
    PythonPrinter,
    ScalarStatements(),
    python_identifier,
    _RESERVED,
    reciprocals=True,
)


@dataclass(frozen=True)
class RosenbrockMethod:
    """A stiffly accurate Rosenbrock method for y' = f(y) whose last stages form the error.

    With the matrix M = 1/(gamma h) - J, stage i solves

        M k_i = f(y + sum_(j < i) a_ij k_j) + sum_(j < i) c_ij k_j / h

    Behind the rows of a, each stage starts where the one before would have ended: a_i = a_(i-1)
    with 1 for k_(i-1).  The new state is the last stage's argument plus its k, which is also the
    estimate of the error.

    Parameters
    ----------
    name : for people
    order : of the new state; the embedded one is a lower one
    gamma : the diagonal
    weights : the rows a_i from the second stage on
    couplings : the rows c_i from the second stage on
    """

    name: str
    order: int
    gamma: float
    weights: Sequence[Sequence[float]]
    couplings: Sequence[Sequence[float]]


def step_source(analysis: Analysis, method: RosenbrockMethod) -> str:
    """The source of a module that steps the rule's flow; see its docstring.

    Parameters
    ----------
    analysis : the result of `symdyn.analyse`
    method : the Rosenbrock method to write out

    >>> from symdyn import analyse, find_rule
    >>> euler = RosenbrockMethod("two stages of Euler", 1, 1.0, [(1.0,)], [(0.0,)])
    >>> "def advance(" in step_source(analyse(find_rule("bptt")), euler)
    True
    """
    return render(analysis, _STEP, {"method": method, "assignment": _STEP.statements.assignment})
