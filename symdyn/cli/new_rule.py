"""What `symdyn new-rule` writes: a rule file to start from."""

import re
from pathlib import Path

from symdyn.cli.output import say, write_file
from symdyn.cli.rule_forms import FORMS
from symdyn.cli.rule_source import rule_source
from symdyn.errors import RuleError, RuleNotFoundError, meant
from symdyn.rules.registry import all_rules, resolve

__all__ = ["like_file", "rule_file", "write_rule_file"]

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
# convolve(w**m, gamma**m), from symdyn, is one such trace filtered by another, and at_lag(2) is 1 at
# the lag 2 alone.

# A parameter with its open domain; None for no bound, nonzero=True leaves out 0.
gamma = parameter("gamma", 0, 1)

rule = LearningRule(
    name="NAME",
    title="TITLE",
    # "symmetric": the error comes back through A^T.  "random": through a fixed R^T.  "learned": through
    # an R^T that changes as feedback_update={"copied": 1} says; see symdyn new-rule --like learned.
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
    # Parameters of the kernel of which each hidden unit has its own: (w_hat,).
    per_unit=(),
    # Learning rates of matrices that do not learn at 1: {"W": gamma} slows W, {"W": 0} keeps it as it is.
    rates={},
    # None, or alpha for units that leak, h -> (1 - alpha) h + alpha (W h + B x); w is then the pole.
    leak=None,
    # Matrices that decay by themselves: with {"A": gamma} a step takes eta*gamma*A off A besides.
    weight_decay={},
    # A step repeats this part of the last: 0, Rational(9, 10) or a parameter between 0 and 1.
    momentum=0,
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


def like_file(name: str, like: str) -> str:
    """The text of a rule file like a form or like a rule, whose results it has under another name.

    Raises
    ------
    RuleNotFoundError for a name that is neither, RuleError for a rule that cannot be written.

    >>> 'kernel=convolve(w_hat**m, alpha**m)' in like_file("mine", "filtered")
    True
    """
    title = " ".join(name.split("-")).capitalize()
    form = FORMS.get(like)
    if form is not None:
        named = f"the form {like}"
        return rule_source(form.example(), name, title, named, form.comment, form.kernel)
    try:
        rule = resolve(like).rule
    except RuleNotFoundError:
        near = meant(like, [*FORMS, *_rule_names()])
        raise RuleNotFoundError(
            f"--like {like!r} is neither a rule nor a form; {near}forms are {', '.join(FORMS)}, and "
            "symdyn rules lists the rules"
        ) from None
    return rule_source(rule, name, title, rule.name, "What carries credit m steps back.")


def _rule_names() -> list[str]:
    found = (one.rule for one in all_rules())
    return [name for rule in found for name in (rule.name, *(other for other, _ in rule.equals))]


def write_rule_file(name: str, output: Path | None, like: str | None = None) -> None:
    """Write a rule file that works at once.

    Parameters
    ----------
    name : lower-case words joined by hyphens or underscores
    output : the file; NAME.py in the current directory if None
    like : a form or a rule that it is like; a file with more comments if None

    Raises
    ------
    RuleError for a name that is malformed or taken, RuleNotFoundError for one that it is to be like
    and is not known, OutputError for a file that exists.
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
    text = rule_file(own, str(path)) if like is None else like_file(own, like)
    write_file(path, text, replace=False)
    say(f"{path} holds the rule {own}: see it with symdyn derive {path}")
