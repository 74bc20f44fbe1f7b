"""Equations of a report by their labels, and those of a result by its name, as LaTeX."""

from symdyn.claims.statements import Statements
from symdyn.errors import OutputError, meant
from symdyn.report.answers import equations_in, told_sections
from symdyn.report.content import Equation
from symdyn.report.markup import equation_lines
from symdyn.stages.analysis import Analysis

__all__ = ["equation_latex", "equations_latex"]

_ONE_LINE = 1e6
_MOST_NEAR = 3


def equation_latex(equation: Equation) -> str:
    r"""An equation on one line.

    >>> from symdyn.notation import a, b
    >>> equation_latex(Equation("product", a, a * b, ">"))
    'a > a b'
    """
    lines = equation_lines(equation, _ONE_LINE)
    return " ".join(" ".join(line.replace("&", "", 1).split()) for line in lines)


def equations_latex(analysis: Analysis, name: str) -> str:
    r"""What `Analysis.latex` returns.

    >>> from symdyn import analyse, find_rule
    >>> print(equations_latex(analyse(find_rule("rflo")), "flow").splitlines()[0])
    \begin{aligned}
    """
    told = told_sections(Statements.of(analysis))
    single = {one.label: one for one in equations_in(told.values())}
    several = {
        stage: found for stage, section in told.items() if (found := equations_in([section]))
    }
    wanted = "-".join(str(name).lower().replace("_", " ").split())
    if wanted in single:
        return equation_latex(single[wanted])
    if wanted in several:
        lines = (line for one in several[wanted] for line in equation_lines(one, _ONE_LINE))
        body = " \\\\\n".join(lines)
        return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"
    if wanted in told:
        raise OutputError(
            f"the result {wanted} of {analysis.rule.name} has no equation; those that have some are "
            f"{', '.join(several)}"
        )
    near = meant(wanted, [*single, *several], _MOST_NEAR).rstrip()
    remedy = near or f"results are {', '.join(several)}"
    raise OutputError(f"no equation or result {name!r} of {analysis.rule.name}; {remedy}")
