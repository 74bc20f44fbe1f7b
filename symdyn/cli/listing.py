"""What `symdyn rules` shows."""

import json
from io import StringIO
from textwrap import wrap

from rich import box
from rich.console import Console
from rich.table import Table
from sympy import Expr, Integer

from symdyn import notation
from symdyn.cli.output import can_show_unicode, screen_width
from symdyn.cli.rule_forms import FORMS
from symdyn.formula.arrange import tree
from symdyn.formula.one_line import one_line
from symdyn.report.printing.ascii import to_ascii
from symdyn.report.wire import rule_to_json
from symdyn.rules.rates import MatrixRates
from symdyn.rules.registry import Found, all_rules

__all__ = ["rules_json", "rules_text"]

_WIDEST_KERNEL = 20
_LONG_KERNEL = 15  # characters; what follows a longer one stands below it


def rules_json() -> str:
    """One object with the list "rules", each with its definition, domain and origin, and "forms".

    >>> json.loads(rules_json())["rules"][0]["rule"]
    'bptt'
    """
    found = [{**rule_to_json(one.rule), "origin": one.origin} for one in all_rules()]
    forms = [{**rule_to_json(one.example()), "form": name} for name, one in FORMS.items()]
    known = {"rules": found, "forms": forms}
    return json.dumps(known, indent=2, ensure_ascii=not can_show_unicode())


def rules_text() -> str:
    """A table: name, feedback, kernel, title, and the names of rules with the same mean.

    >>> "rflo" in rules_text()
    True
    """
    unicode = can_show_unicode()
    table = Table(box=box.SIMPLE_HEAD if unicode else box.ASCII2, pad_edge=False, show_edge=False)
    for heading in ("Name", "Feedback"):
        table.add_column(heading, no_wrap=True)
    table.add_column("Credit at lag m", max_width=_WIDEST_KERNEL, overflow="fold")
    table.add_column("Rule", overflow="fold")
    for found in all_rules():
        table.add_row(*(cell if unicode else to_ascii(cell) for cell in _cells(found)))
    page = StringIO()
    console = Console(
        file=page, width=max(screen_width(), 80), color_system=None, markup=False, highlight=False
    )
    console.print(table)
    lines = (line.rstrip() for line in page.getvalue().splitlines())
    forms = [line if unicode else to_ascii(line) for line in _forms()]
    last = "symdyn derive NAME shows the results on a rule."
    return "\n".join([*lines, "", *forms, "", last])


def _forms() -> list[str]:
    """The forms that a file of one's own may have, with the source of those from the literature."""
    found = ["Further forms of rules, for a file by symdyn new-rule NAME --like FORM:"]
    for name, form in FORMS.items():
        told = [line for one in (form.title, *form.example().references) for line in wrap(one, 62)]
        places = (name, *[""] * (len(told) - 1))
        found += [f"  {place:14}  {line}" for place, line in zip(places, told, strict=True)]
    return found


def _cells(found: Found) -> tuple[str, ...]:
    rule = found.rule
    kernel = [_shown(rule.kernel)]
    if rule.first_lag:
        kernel.append(f"m >= {rule.first_lag}")
    if rule.horizon is not None:
        kernel.append(f"m < {_shown(rule.horizon)}")
    if rule.diagonal:
        kernel.append("diagonal")
    kernel += [f"{_shown(one)} per unit" for one in map(notation.plain, rule.per_unit)]
    between = ",\n" if len(kernel[0]) > _LONG_KERNEL else ", "
    told = [rule.title]
    if rule.equals:
        told.append(f"also named {', '.join(name for name, _ in rule.equals)}")
    if rule.leak is not None:
        told.append(f"in a network that leaks by {_shown(rule.leak)}, w being the pole")
    own = (("learning rates", MatrixRates.of(rule.rates)), ("weight decay", rule.decay))
    for what, of_matrices in own:
        if not of_matrices.plain:
            each = zip("ABW", of_matrices.all, strict=True)
            told.append(f"{what} {', '.join(f'{name} {_shown(one)}' for name, one in each)}")
    if rule.momentum != 0:
        told.append(f"momentum {_shown(rule.beta)}")
    if rule.learned is not None:
        names = ("copied", "decay", "followed", "read_out_decay")
        given = zip(names, rule.learned.all, strict=True)
        told.append(
            f"feedback is {', '.join(f'{name} {_shown(x)}' for name, x in given if x != 0)}"
        )
    if found.origin != "symdyn":
        told.append(found.origin)
    return rule.name, rule.feedback, between.join(kernel), "\n".join(told)


def _shown(value: Expr | int) -> str:
    return one_line(tree(Integer(value) if isinstance(value, int) else value))
