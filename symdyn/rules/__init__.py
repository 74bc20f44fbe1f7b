"""Learning rules: what one is, the built-in ones, and where others are found."""

from symdyn.rules.registry import Found, all_rules, find_rule, resolve
from symdyn.rules.rule import LearningRule

__all__ = ["Found", "LearningRule", "all_rules", "find_rule", "resolve"]
