"""An analysis as source code in a target's language."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from jinja2 import Environment, PackageLoader, StrictUndefined
from sympy import Expr, Symbol

from symdyn import notation
from symdyn.analysis.analysis import Analysis
from symdyn.analysis.update import STATE
from symdyn.codegen.formulas import (
    Definitions,
    finite_formulas,
    first_regular_step,
    jacobian_formulas,
    kernel_formula,
    limit_formulas,
    loss_formulas,
    manifold_formulas,
)
from symdyn.codegen.names import python_identifier
from symdyn.codegen.printing import ExpressionPrinter, PythonPrinter
from symdyn.codegen.program import straight_line
from symdyn.errors import SymdynError
from symdyn.exact.domain import Interval

__all__ = ["TARGETS", "Parameter", "Target", "export"]

WIDTH = 99

# Every name that the NumPy template binds or reads; a parameter of the same name gets an underscore.
_NUMPY_NAMES = tuple(
    "np GUARD PARAMETERS ValueError complex float int range T tau c k m s "
    "kernel update update_finite flow jacobian eigenvalues loss loss_finite "
    "value error power credit near sums matrix total trace determinant radicand gain drift "
    "coupling root rising large small upper lower".split()
)


@dataclass(frozen=True)
class Target:
    """A language: how its expressions are printed, the template of a module, the names it uses.

    Parameters
    ----------
    name : as on the command line
    title : for people
    suffix : of a file of generated code
    template : file name in symdyn/codegen/templates
    printer : from a table of names to the printer of its expressions
    identifier : from a parameter's name and the names already used to one that the language allows
    reserved : names that the template uses itself
    """

    name: str
    title: str
    suffix: str
    template: str
    printer: Callable[[Mapping[Symbol, str]], ExpressionPrinter]
    identifier: Callable[[str, Iterable[str]], str]
    reserved: tuple[str, ...]


TARGETS: Mapping[str, Target] = {
    "numpy": Target(
        "numpy",
        "NumPy module",
        ".py",
        "numpy.py.jinja",
        PythonPrinter,
        python_identifier,
        _NUMPY_NAMES,
    )
}


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
    writer = _Writer(analysis, TARGETS[target])
    environment = Environment(
        loader=PackageLoader("symdyn.codegen"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - source code, not HTML
    )
    return environment.get_template(TARGETS[target].template).render(writer.content())


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

    def content(self) -> dict[str, object]:
        """Everything that a template writes."""
        analysis, rule = self.analysis, self.analysis.rule
        finite = finite_formulas(analysis)
        parameters = self.parameters()
        limit = analysis.update.limit
        mode = (*STATE, notation.a_star, notation.b_star, notation.w_star)
        return {
            "rule": rule,
            "title": _inside_docstring(_in_a_sentence(rule.title)),
            "references": [_inside_docstring(one) for one in rule.references],
            "feedback": "a" if rule.symmetric else "a_hat",
            "horizon": rule.horizon,
            "state": [variable.name for variable in STATE],
            "parameters": parameters,
            "arguments": [one.name for one in parameters],
            "real_arguments": [one.name for one in parameters if not one.integer],
            "near_arguments": [f"{one.name}[near]" for one in mode]
            + [one.name if one.integer else f"{one.name}[near]" for one in parameters],
            "kernel": self.text(kernel_formula(analysis)),
            "kernel_value": self.value(kernel_formula(analysis), like="w"),
            "update": self.lines(limit_formulas(analysis)),
            "update_formulas": {one.name: self.text(limit[one]) for one in STATE},
            "finite": self.lines(finite),
            "near": self.near(finite),
            "first_step": self.text(first_regular_step(analysis)),
            "jacobian": self.lines(jacobian_formulas(analysis)),
            "manifold_lines": self.lines(manifold_formulas(analysis), like="s"),
            "manifold_formulas": {
                name: self.text(getattr(analysis.optimal, name))
                for name in ("trace", "determinant")
            },
            "loss": self.lines(loss_formulas(analysis, finite=False)),
            "loss_formula": self.text(analysis.update.loss),
            "loss_finite": self.lines(loss_formulas(analysis, finite=True)),
            "broken": _broken,
            "wrapped": _wrapped,
            "listed": _listed,
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
                    _meaning(symbol),
                    interval.describe(name),
                    *_ends(interval),
                    interval.nonzero,
                )
            )
        if rule.horizon == notation.tau:
            rows.append(
                Parameter(
                    "tau", _meaning(notation.tau), "tau >= 1, an integer", "1", "None", False, True
                )
            )
        return rows

    def text(self, expression: Expr) -> str:
        """One expression in the target's language."""
        return self.target.printer(self.names).text(expression)

    def value(self, expression: Expr, like: str) -> str:
        """An expression as a value of the shape of a variable."""
        text = self.text(expression)
        return text if expression.free_symbols else f"np.full_like({like}, {text}, dtype=float)"

    def lines(self, formulas: Definitions, like: str = "a") -> list[str]:
        """The assignments that compute the results, no line longer than the width allows.

        A result that is a number gets the shape of the variable `like`.
        """
        kept = {Symbol(f"reserved: {name}"): name for name in self.target.reserved}
        names = {**self.names, **kept}
        program = straight_line(formulas.intermediate, formulas.results, names)
        printer = self.target.printer(program.names)
        lines = []
        for one in program.statements:
            text = printer.text(one.value)
            if not one.value.free_symbols:
                text = f"np.zeros_like({like})" if text == "0" else f"np.full_like({like}, {text})"
            lines.extend(_assignment(program.names[one.symbol], text))
        return lines

    def near(self, finite: Definitions) -> list[str]:
        """The assignment of the condition under which a closed form is not used."""
        divisors = [one.symbol.name for one in finite.results if "denominator" in one.symbol.name]
        return _assignment("near", " | ".join(f"(np.abs({one}) < GUARD)" for one in divisors))


def _inside_docstring(text: str) -> str:
    """The text of a rule's author on one line, unable to end the docstring or to escape from it."""
    return " ".join(text.replace("\\", "\\\\").replace('"', '\\"').split())


def _in_a_sentence(title: str) -> str:
    """A title with a small first letter, unless its first word is an acronym."""
    return title if title[1:2].isupper() or title[1:2] == "-" else title[0].lower() + title[1:]


def _assignment(name: str, text: str) -> list[str]:
    line = f"{name} = {text}"
    if len(line) <= WIDTH - 8:
        return [line]
    return [f"{name} = (", *_broken(text, 4), ")"]


def _broken(text: str, indent: int) -> list[str]:
    """A formula in lines, broken before the operator that stands in the fewest brackets."""
    lines, width = [], WIDTH - 8 - indent
    while len(text) > width and (places := _operators(text)):
        cut = min((position > width, rank, -position) for position, rank in places)[2]
        if -cut > width:
            cut = -min(position for position, _ in places)
        lines.append(text[:-cut].rstrip())
        text = text[-cut:].lstrip()
    return [" " * indent + line for line in (*lines, text)]


def _operators(text: str) -> list[tuple[int, int]]:
    """Where a line may break, each with a rank: sums before products, outer before inner."""
    depth, places = 0, []
    for position, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if position and text[position : position + 3] in (" + ", " - ", " | "):
            places.append((position, 2 * depth))
        elif position > 8 and letter in "*/" and "*" not in text[position - 1] + text[position + 1]:
            places.append((position, 2 * depth + 3))
    return places


def _wrapped(text: str, indent: int = 0) -> list[str]:
    margin = " " * indent
    return wrap(
        text,
        WIDTH,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _listed(head: str, names: Sequence[str], tail: str, indent: int) -> str:
    """A definition or a call, its arguments on lines of their own where one line is too short."""
    margin = " " * indent
    line = f"{margin}{head}({', '.join(names)}){tail}"
    if len(line) <= WIDTH:
        return line
    inner = _wrapped(", ".join(names), indent + 4)
    return "\n".join([f"{margin}{head}(", *inner, f"{margin}){tail}"])


def _meaning(symbol: Symbol) -> str:
    for entry in notation.NOTATION:
        if entry.symbol.name == symbol.name:
            return entry.meaning
    return "parameter of the kernel"


def _ends(interval: Interval) -> tuple[str, str]:
    lower, upper = (str(end) for end in (interval.lower, interval.upper))
    return lower, upper
