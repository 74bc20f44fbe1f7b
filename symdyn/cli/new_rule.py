"""What `symdyn new-rule` writes: a rule file to start from."""

import re
from pathlib import Path

from symdyn.cli.output import say, write_file
from symdyn.errors import RuleError
from symdyn.rules.registry import all_rules

__all__ = ["rule_file", "write_rule_file"]

_NAME = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")

_TEMPLATE = '''"""TITLE: a learning rule for symdyn.

    symdyn derive FILE
    symdyn report FILE -o reports
    symdyn export FILE --target numpy -o dynamics.py
"""

from symdyn import LearningRule, parameter
from symdyn.notation import m, w, w_hat

# The credit kernel K_m says what carries credit m steps back.  It is written in
#   m       the lag, 0, 1, 2, ...; in an exponent or in a polynomial in front
#   w       the transposed recurrent matrix W^T (or diag(W), with diagonal=True below)
#   w_hat   a decay with -1 < w_hat < 1
#   numbers and parameters of your own, which stand for multiples of the identity.
# It must be a finite sum of p(m)*r**m with |r| < 1 on the whole domain, or, with a horizon, any r.
# convolve(w**m, gamma**m), from symdyn, is one such trace filtered by another.

# A parameter with its open domain; None for no bound, nonzero=True leaves out 0.
gamma = parameter("gamma", 0, 1)

rule = LearningRule(
    name="NAME",
    title="TITLE",
    # "symmetric": the error comes back through A^T.  "random": through a fixed R^T.
    feedback="random",
    # Here: most credit decays at the rate gamma, some of it passes through W.
    kernel=(3 * gamma**m + (w * w_hat) ** m) / 4,
    # None, or keep the lags m < horizon only: an integer, or tau from symdyn.notation.  With a
    # horizon any r will do, and tau may stand in the kernel: w**m*(1 - m/tau).
    horizon=None,
    # Credit begins at this lag; for an error that comes two steps late w_hat**(m - 2) and 2.
    first_lag=0,
    # True: w stands for diag(W), each neuron's own recurrent weight.
    diagonal=False,
    # Learning rates of matrices that do not learn at 1: {"W": gamma} slows W, {"W": 0} keeps it as it is.
    rates={},
    # Where the rule comes from, one citation a string.
    references=(),
)
'''


def rule_file(name: str, file: str) -> str:
    """The text of a rule file.

    >>> 'name="two-timescale"' in rule_file("two-timescale", "two_timescale.py")
    True
    """
    title = " ".join(name.split("-")).capitalize()
    return _TEMPLATE.replace("NAME", name).replace("TITLE", title).replace("FILE", file)


def write_rule_file(name: str, output: Path | None) -> None:
    """Write a rule file that works at once.

    Parameters
    ----------
    name : lower-case words joined by hyphens or underscores
    output : the file; NAME.py in the current directory if None

    Raises
    ------
    RuleError for a name that is malformed or taken, OutputError for a file that exists.
    """
    if not _NAME.fullmatch(name):
        raise RuleError(
            f"rule name {name!r} is not lower-case letters and digits joined by hyphens or "
            "underscores; use a name such as two-timescale"
        )
    path = output or Path(f"{name}.py")
    if path.suffix != ".py":
        raise RuleError(f"rule file {str(path)!r} does not end in .py; name it so")
    own = name.replace("_", "-")
    for found in all_rules():
        if own in (found.rule.name, *(other for other, _ in found.rule.equals)):
            raise RuleError(f"rule name {own!r} is already taken by {found.origin}; use another")
    write_file(path, rule_file(own, str(path)), replace=False)
    say(f"{path} holds the rule {own}: see it with symdyn derive {path}")
