"""What several commands say of a rule, and how many processes they may use."""

__all__ = ["MOST_JOBS", "RULE_HELP"]

MOST_JOBS = 1024
RULE_HELP = (
    "RULE is a name that `symdyn rules` lists, or a file: my_rule.py or my_rule.py:variable. "
    "A rule file is Python, and its code is run."
)
