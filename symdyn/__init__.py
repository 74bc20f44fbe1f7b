"""symdyn derives, proves and explains how learning rules train linear recurrent networks.

A rule is data (a feedback and a credit kernel).  `analyse` derives its mean updates in closed
form, every fixed point, the Jacobian's eigenvalues, the exact stability region, the rates and the
rank of what is learned.
"""

from symdyn.analysis.analysis import Analysis, analyse
from symdyn.errors import SymdynError
from symdyn.notation import parameter
from symdyn.rules.registry import all_rules, find_rule
from symdyn.rules.rule import LearningRule

__all__ = [
    "Analysis",
    "LearningRule",
    "SymdynError",
    "all_rules",
    "analyse",
    "find_rule",
    "parameter",
]
