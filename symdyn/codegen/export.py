"""An analysis as source code in a target's language."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from sympy import Expr, Symbol

from symdyn import notation
from symdyn.codegen.formulas import (
    Definitions,
    component_formulas,
    component_names,
    finite_formulas,
    first_regular_step,
    flow_formulas,
    gradient_formulas,
    kernel_formula,
    limit_formulas,
    loss_formulas,
    manifold_formulas,
    stepped,
)
from symdyn.codegen.jacobian import flow_and_jacobian_formulas, without_flow
from symdyn.codegen.program import straight_line
from symdyn.codegen.statements import broken, listed, wrapped
from symdyn.codegen.targets import TARGETS, Target
from symdyn.errors import SymdynError
from symdyn.exact.domain import Interval
from symdyn.notation import STATE
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis
from symdyn.stages.matrix_rates.derive import in_own_units, rates_of_matrices
from symdyn.stages.weight_decay.derive import decay_of

__all__ = ["Parameter", "export", "render"]


@dataclass(frozen=True)
class Parameter:
    """A parameter of a rule as a template sees it; `integer` marks the horizon tau."""

    name: str
    meaning: str
    domain: str
    lower: str
    upper: str
    nonzero: bool
    integer: bool = False


def export(analysis: Analysis, target: str = "numpy") -> str:
    """The rule's dynamics as the source text of one module.

    Parameters
    ----------
    analysis : the result of `symdyn.analyse`
    target : a name in TARGETS

    Returns
    -------
    The source; the same text in every run.

    Raises
    ------
    SymdynError if there is no such target.

    >>> from symdyn import analyse, find_rule
    >>> print(export(analyse(find_rule("rflo"))).splitlines()[0])
    \"\"\"Mean dynamics of one mode under random feedback local online learning (RFLO).
    """
    if target not in TARGETS:
        raise SymdynError(
            f"there is no code target {target!r}; choose one of {', '.join(sorted(TARGETS))}"
        )
    return render(analysis, TARGETS[target])


def render(analysis: Analysis, target: Target, more: Mapping[str, object] | None = None) -> str:
    """What a target's template makes of an analysis, and of more that the template asks for.

    >>> from symdyn import analyse, find_rule
    >>> analysis = analyse(find_rule("bptt"))
    >>> render(analysis, TARGETS["c"]) == export(analysis, "c")
    True
    """
    writer = _Writer(analysis, target)
    environment = Environment(
        loader=PackageLoader("symdyn.codegen"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - source code, not HTML
    )
    return environment.get_template(target.template).render({**writer.content(), **(more or {})})


class _Writer:
    """Turns the formulas of one analysis into lines of source code."""

    def __init__(self, analysis: Analysis, target: Target) -> None:
        self.analysis = analysis
        self.target = target
        self.names: dict[Symbol, str] = {}
        used = {*target.reserved, *(entry.symbol.name for entry in notation.NOTATION)}
        for symbol in analysis.rule.parameters:
            known = notation.interval_of(symbol) is not None
            name = symbol.name if known else target.identifier(symbol.name, used)
            self.names[symbol] = name
            used.add(name)
        self.printer = target.printer(self.names)

    def content(self) -> dict[str, object]:
        """Everything that a template writes."""
        analysis, rule = self.analysis, self.analysis.rule
        quoted = self.target.statements.quoted
        finite = finite_formulas(analysis)
        flow_and_jacobian = flow_and_jacobian_formulas(analysis)
        parameters = self.parameters()
        limit = analysis.update.limit
        rates = dict(zip(STATE, rates_of_matrices(analysis), strict=True))
        decays = dict(zip(STATE, decay_of(analysis), strict=True))
        optimal = in_own_units(analysis)
        kernel, sums = kernel_formula(analysis)
        mode = (*STATE, notation.a_star, notation.b_star, notation.w_star)
        return {
            "rule": rule,
            "title": quoted(_in_a_sentence(rule.title)),
            "references": [quoted(one) for one in rule.references],
            "rates": {one.name: self.text(rate) for one, rate in rates.items() if rate != 1},
            "leak": "" if rule.leak is None else self.text(notation.plain(rule.leak)),
            "rated": {
                one.name: "" if rate == 1 else f"({self.text(rate)})*"
                for one, rate in rates.items()
            },
            "feedback": "a" if rule.symmetric else "a_hat",
            "learned": self.learned(),
            "horizon": rule.horizon,
            "first_lag": rule.first_lag,
            "least_horizon": rule.least_horizon,
            "counted": rule.horizon == notation.tau,
            "state": [variable.name for variable in STATE],
            "parameters": parameters,
            "arguments": [one.name for one in parameters],
            "real_arguments": [one.name for one in parameters if not one.integer],
            "near_arguments": [f"{one.name}[near]" for one in mode]
            + [one.name if one.integer else f"{one.name}[near]" for one in parameters],
            "kernel": self.text(kernel),
            "kernel_constant": not kernel.free_symbols,
            "filtered": [
                {
                    "name": one.name.name,
                    "arguments": [self.text(one.first), self.text(one.second), str(one.last)],
                    "summand": self.text(
                        one.first**notation.k * one.second ** (one.last - notation.k)
                    ),
                }
                for one in sums
            ],
            "update": self.lines(limit_formulas(analysis)),
            "decays": {one.name: self.text(decay) for one, decay in decays.items() if decay != 0},
            "update_formulas": {
                one.name: self.text(stepped(analysis, one, limit[one])) for one in STATE
            },
            "finite": self.lines(finite),
            "near": self.near(finite),
            "first_step": self.text(first_regular_step(analysis)),
            "always_regular": first_regular_step(analysis) == 1,
            "flow": self.lines(flow_formulas(analysis), like=None),
            "flow_and_jacobian": self.lines(flow_and_jacobian, like=None),
            "flow_and_jacobian_names": [one.symbol.name for one in flow_and_jacobian.results],
            "jacobian": self.lines(without_flow(flow_and_jacobian)),
            "manifold_lines": self.lines(manifold_formulas(analysis), like="s"),
            "manifold_formulas": {
                name: self.text(getattr(optimal, name)) for name in ("trace", "determinant")
            },
            "gradient": self.lines(gradient_formulas(analysis)),
            "components": self.lines(component_formulas(analysis)),
            "component_names": component_names(analysis),
            "loss": self.lines(loss_formulas(analysis, finite=False)),
            "loss_formula": self.text(analysis.update.loss),
            "loss_finite": self.lines(loss_formulas(analysis, finite=True)),
            "prefix": _prefix(rule.name),
            "broken": broken,
            "wrapped": wrapped,
            "listed": listed,
            "unread": _unread,
        }

    def parameters(self) -> list[Parameter]:
        """The rule's parameters in order, a symbolic horizon last."""
        rule = self.analysis.rule
        rows = []
        for symbol in rule.parameters:
            interval = rule.domain.interval(symbol.name)
            name = self.names[symbol]
            rows.append(
                Parameter(
                    name,
                    _meaning(symbol, rule),
                    interval.describe(name),
                    *_ends(interval),
                    interval.nonzero,
                )
            )
        if rule.horizon == notation.tau:
            rows.append(
                Parameter(
                    "tau",
                    _meaning(notation.tau, rule),
                    f"tau >= {rule.least_horizon}, an integer",
                    str(rule.least_horizon),
                    "None",
                    False,
                    True,
                )
            )
        return rows

    def learned(self) -> dict[str, str]:
        """What a step takes from a and a_hat, where the feedback is learned, by their names; else nothing."""
        learned = self.analysis.rule.learned
        if learned is None:
            return {}
        copied, decay, followed, own = learned.plain()
        update = Symbol("delta_a")
        of_feedback = copied * update + decay * notation.a_hat - followed * notation.a
        return {"a": self.text(update + own * notation.a), "a_hat": self.text(of_feedback)}

    def text(self, expression: Expr) -> str:
        """One expression in the target's language."""
        return self.printer.text(expression)

    def lines(self, formulas: Definitions, like: str | None = "a") -> list[str]:
        """The assignments that compute the results, no line longer than the width allows.

        A result that is a number gets the shape of the variable `like`, or stays a number for
        the template to give it a shape.
        """
        kept = {Symbol(f"reserved: {name}"): name for name in self.target.reserved}
        names = {**self.names, **kept}
        program = straight_line(
            formulas.intermediate, formulas.results, names, self.target.reciprocals
        )
        printer = self.target.printer(program.names)
        lines = []
        statements = self.target.statements
        for one in program.statements:
            text = printer.text(one.value)
            if not one.value.free_symbols:
                text = statements.number(text, like)
            lines.extend(statements.assignment(program.names[one.symbol], text))
        return lines

    def near(self, finite: Definitions) -> str:
        """The condition under which a closed form is not used."""
        divisors = [one.symbol.name for one in finite.results if "denominator" in one.symbol.name]
        return self.target.statements.any_small(divisors)


def _in_a_sentence(title: str) -> str:
    """A title with a small first letter, unless its first word is an acronym."""
    return title if title[1:2].isupper() or title[1:2] == "-" else title[0].lower() + title[1:]


def _prefix(name: str) -> str:
    """A rule's name as the first part of an identifier."""
    joined = name.replace("-", "_")
    return f"rule_{joined}" if joined[0].isdigit() else joined


def _unread(names: Iterable[str], texts: Sequence[str]) -> list[str]:
    """Those of the names that no text contains as a word."""
    read = set(re.findall(r"\w+", " ".join(texts)))
    return [one for one in names if one not in read]


def _meaning(symbol: Symbol, rule: LearningRule) -> str:
    if symbol == notation.a_hat and rule.learned is not None:
        return rule.meaning(symbol)
    for entry in notation.NOTATION:
        if entry.symbol.name == symbol.name:
            return entry.meaning
    return rule.meaning(symbol)


def _ends(interval: Interval) -> tuple[str, str]:
    lower, upper = (str(end) for end in (interval.lower, interval.upper))
    return lower, upper
