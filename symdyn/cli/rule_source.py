"""A rule as the text of a Python file that holds it."""

import json
import re
from dataclasses import MISSING, fields
from fractions import Fraction
from textwrap import wrap

from sympy import Expr, Pow, Sum, Symbol, sstr

from symdyn import notation
from symdyn.errors import KernelError, RuleError
from symdyn.rules.convolution import convolve
from symdyn.rules.corrections import lag_of
from symdyn.rules.rates import MatrixRates
from symdyn.rules.rule import LearningRule

__all__ = ["kernel_text", "rule_source"]

_WIDTH = 88
_LEAKS = (
    "The units leak, h -> (1 - leak) h + leak (W h + B x), and w in a kernel is the pole: "
    "(1 - leak) I + leak W^T."
)
_OF_NOTATION = ("m", "tau", "w", "w_hat")
_MADE = {"at_lag", "convolve", "oscillation", "parameter"}
_TAKEN = ("LearningRule", "Rational", "rule", *_MADE)
_AS_SAID = ("name", "title", "feedback", "references")  # texts, in which no letter stands
_IN_CODE = (
    "kernel horizon first_lag diagonal per_unit rates leak weight_decay momentum feedback_update"
)
_WRITTEN = (*_AS_SAID, *_IN_CODE.split())


def rule_source(
    rule: LearningRule, name: str, title: str, like: str, comment: str, kernel: str = ""
) -> str:
    """The text of a file with the rule under another name.

    Parameters
    ----------
    rule : what is written
    name, title : those of the rule in the file
    like : what it is like, for the first line
    comment : a sentence that stands above the kernel
    kernel : how the kernel is written, if not as `kernel_text` writes it

    Raises
    ------
    RuleError for a rule with a field that no such file can hold.

    >>> from symdyn.rules import find_rule
    >>> text = rule_source(find_rule("decayed-rtrl"), "mine", "Mine", "decayed-rtrl", "A decay.")
    >>> print(text.splitlines()[5])
    gamma = parameter("gamma", 0, 1)
    """
    given = {
        "name": json.dumps(name),
        "title": json.dumps(title, ensure_ascii=False),
        "feedback": json.dumps(rule.feedback),
        "kernel": kernel or kernel_text(rule),
        "horizon": "tau" if rule.horizon == notation.tau else str(rule.horizon),
        "first_lag": str(rule.first_lag),
        "diagonal": str(rule.diagonal),
        **({"per_unit": f"({', '.join(rule.unit_names)},)"} if rule.per_unit else {}),
        **_of_steps(rule),
        **({} if rule.leak is None else {"leak": _text(rule.leak)}),
        "references": _tuple(rule.references),
        **_feedback_update(rule),
    }
    texts = " ".join(text for field, text in given.items() if field not in _AS_SAID)
    symbols = {one for expression in _expressions(rule) for one in expression.free_symbols}
    parameters = sorted(
        (one for one in symbols if isinstance(one, notation.Parameter)),
        key=lambda one: str(one.name),
    )
    own = [one for one in parameters if one.name not in _OF_NOTATION]
    _require_names(rule, [str(one.name) for one in own], {*_OF_NOTATION, *_TAKEN})
    lines = [f"{one.name} = {_domain(one)}" for one in own]
    words = {*re.findall(r"[A-Za-z_]\w*", " ".join([texts, *lines]))}
    used = sorted(_MADE & words)
    imports = ["from sympy import Rational"] if "Rational" in words else []
    imports.append(f"from symdyn import {', '.join(['LearningRule', *used])}")
    known = [one for one in _OF_NOTATION if one in words]
    if known:
        imports.append(f"from symdyn.notation import {', '.join(known)}")
    body = []
    for field, value in given.items():
        told = {"kernel": comment, "leak": _LEAKS}.get(field, "")
        body += [f"    # {line}" for line in wrap(told, _WIDTH - 6)]
        body.append(f"    {field}={value},")
    head = [f'"""{title}: a learning rule for symdyn, like {like}."""', ""]
    blocks = [*head, *imports, "", *lines, *([""] if lines else []), "rule = LearningRule("]
    _require_written(rule)
    return "\n".join([*blocks, *body, ")"]) + "\n"


def _expressions(rule: LearningRule) -> tuple[Expr, ...]:
    """What of a rule may hold parameters."""
    learned = () if rule.learned is None else rule.learned.all
    leak = () if rule.leak is None else (rule.leak,)
    rates = MatrixRates.of(rule.rates).all
    return (rule.kernel, *rates, *rule.decay.all, rule.beta, *leak, *learned)


def _of_steps(rule: LearningRule) -> dict[str, str]:
    """What a step makes of the updates, where it is not left out: rates and decay of the matrices, and momentum."""
    found = {}
    for name, given, usual in (
        ("rates", MatrixRates.of(rule.rates), 1),
        ("weight_decay", rule.decay, 0),
    ):
        each = (
            f'"{matrix}": {_text(one)}'
            for matrix, one in zip("ABW", given.all, strict=True)
            if one != usual
        )
        if not given.plain:
            found[name] = "{" + ", ".join(each) + "}"
    if rule.momentum != 0:
        found["momentum"] = _text(rule.beta)
    return found


def kernel_text(rule: LearningRule) -> str:
    """The kernel as Python: with convolve and at_lag for what they make, and exact fractions.

    >>> from symdyn.rules import find_rule
    >>> kernel_text(find_rule("e-prop-filtered"))
    'convolve(w**m, gamma**m)'
    """
    kernel = rule.kernel
    names: dict[Expr, Symbol] = {
        one: Symbol(f"convolve({', '.join(map(_text, _operands(one)))})")
        for one in kernel.atoms(Sum)
    }
    for one in kernel.xreplace(names).atoms(Pow):
        lag = lag_of(one)
        if lag is not None:
            names[one] = Symbol(f"at_lag({lag})")
    return _text(kernel.xreplace(names))


def _feedback_update(rule: LearningRule) -> dict[str, str]:
    """What changes a feedback that is learned, as the mapping that a rule file has."""
    learned = rule.learned
    if learned is None:
        return {}
    names = ("copied", "decay", "followed", "read_out_decay")
    kept = (f'"{name}": {_text(x)}' for name, x in zip(names, learned.all, strict=True) if x != 0)
    return {"feedback_update": f"{{{', '.join(kept)}}}"}


def _text(expression: Expr) -> str:
    """Python divides integers to decimals: a fraction that stands alone is a Rational."""
    return re.sub(r"(?<![\w*.)])(\d+)/(\d+)", r"Rational(\1, \2)", sstr(expression))


def _operands(found: Sum) -> tuple[Expr, Expr]:
    """What convolve was given for a sum."""
    own, later = found.function.as_independent(notation.m, as_Add=False)
    first, second = own.xreplace({notation.k: notation.m}), later.xreplace({notation.k: 0})
    for one, other in ((first, second), (second, second)):
        if convolve(one, other) == found:
            return one, other
    raise KernelError(
        f"the convolution {found} has no operands that can be read off it; write its rule file by hand"
    )


def _domain(symbol: Symbol) -> str:
    interval = notation.interval_of(symbol)
    if interval is None:
        return f'parameter("{symbol.name}")'
    ends = ", ".join(_number(one) for one in (interval.lower, interval.upper))
    return f'parameter("{symbol.name}", {ends}{", nonzero=True" if interval.nonzero else ""})'


def _number(value: Fraction | None) -> str:
    if value is None or value.denominator == 1:
        return str(value)
    return f"Rational({value.numerator}, {value.denominator})"


def _tuple(texts: tuple[str, ...]) -> str:
    if not texts:
        return "()"
    return (
        "("
        + "".join(f"\n        {json.dumps(one, ensure_ascii=False)}," for one in texts)
        + "\n    )"
    )


def _require_names(rule: LearningRule, names: list[str], taken: set[str]) -> None:
    """Refuse a parameter with a name that something else has in the file."""
    for name in names:
        if name in taken:
            raise RuleError(
                f"rule {rule.name} has the parameter {name!r}, a name that something else has in a file; "
                "copy its file, or name a rule without it"
            )


def _require_written(rule: LearningRule) -> None:
    """Refuse a rule that says more than is written: names with equal means are left out on purpose."""
    for one in fields(rule):
        if not one.init or one.name in (*_WRITTEN, "equals"):
            continue
        default = one.default if one.default is not MISSING else None
        if getattr(rule, one.name) != default:
            raise RuleError(
                f"rule {rule.name} has {one.name}={getattr(rule, one.name)!r}, which --like does not "
                "write; copy its file, or name a rule without it"
            )
