"""Formulas that an analysis gives by name: as LaTeX, and as NumPy functions that hold exact values."""

import inspect
import pickle
from collections.abc import Mapping
from fractions import Fraction
from random import Random

import numpy as np
import pytest
import sympy
from sympy import Expr, Rational, Symbol, diff

from symdyn import Analysis, LearningRule, analyse, latex_names, notation, parameter
from symdyn.claims.statements import Statements
from symdyn.codegen.functions import FUNCTIONS
from symdyn.errors import OutputError
from symdyn.notation import STATE, m, w
from symdyn.report.answers import equations_in, told_sections
from symdyn.report.glance import glance_data
from symdyn.rules.registry import all_rules
from tests.contract.exported import RULES, analysis_of
from tests.derived import derived
from tests.selection import slow_but

QUICK = ["rflo", "tbptt-tau", "two-exponentials", "readout-only"]
POINTS = 3


def points(analysis: Analysis, names: tuple[str, ...], seed: int) -> Mapping[str, Fraction]:
    """A rational point inside the domain, and the horizon where it is a letter."""
    random = Random(seed)  # noqa: S311 - points, no secrets

    def drawn(low: int, high: int) -> Fraction:
        return Fraction(random.randint(8 * low + 1, 8 * high - 1), 8) or Fraction(1, 3)

    found = {}
    for name in names:
        rule = analysis.rule
        if name in {"w", "w_star"}:
            found[name] = drawn(-1, 1)
        elif name == "tau":
            found[name] = Fraction(rule.least_horizon + random.randint(0, 4))
        elif name in {one.name for one in rule.parameters} and name != "a_hat":
            found[name] = rule.domain.interval(name).at(Fraction(random.randint(1, 8), 9))
        else:
            found[name] = drawn(-2, 2)
    return found


def exact(expression: Expr, point: Mapping[str, Fraction]) -> float:
    """The value by SymPy's rational arithmetic."""
    values = {Symbol(name): Rational(x.numerator, x.denominator) for name, x in point.items()}
    values[notation.c] = values[notation.a_star] * values[notation.b_star]
    found = notation.plain(expression).xreplace(values)
    assert isinstance(found, Rational), found
    return float(found)


def formulas(analysis: Analysis, name: str) -> list[Expr]:
    """What a function computes, as the analysis has it."""
    flow = [-analysis.update.limit[one] for one in STATE]
    return {
        "update": [-one for one in flow],
        "flow": flow,
        "jacobian": [diff(one, variable) for one in flow for variable in STATE],
        "loss": [analysis.update.loss],
        "gradient": [diff(analysis.update.loss, variable) for variable in STATE],
        "trace": [analysis.optimal.trace],
        "determinant": [analysis.optimal.determinant],
    }[name]


@pytest.mark.parametrize("name", slow_but(QUICK, RULES))
@pytest.mark.parametrize("quantity", [one for one in FUNCTIONS if one != "eigenvalues"])
def test_a_function_holds_exact_values(name: str, quantity: str) -> None:
    analysis = analysis_of(name)
    function = analysis.function(quantity)
    arguments = tuple(inspect.signature(function).parameters)
    found = [points(analysis, arguments, seed) for seed in range(POINTS)]
    if "tau" in arguments:  # one horizon for all
        found = [{**one, "tau": found[0]["tau"]} for one in found]
    values = {
        one: int(found[0][one]) if one == "tau" else np.array([float(x[one]) for x in found])
        for one in arguments
    }
    computed = np.asarray(function(**values))
    shape = (POINTS, 9) if quantity == "jacobian" else (-1, POINTS)
    rows = computed.reshape(shape).T if quantity == "jacobian" else computed.reshape(shape)
    wanted = [[exact(one, point) for point in found] for one in formulas(analysis, quantity)]
    np.testing.assert_allclose(rows, wanted, rtol=1e-9, atol=1e-12)
    assert not np.all(rows == 0) or not np.any(wanted)


@pytest.mark.parametrize("name", slow_but(QUICK, RULES))
def test_eigenvalues_have_the_trace_and_the_determinant(name: str) -> None:
    analysis = analysis_of(name)
    eigenvalues, trace, determinant = map(
        analysis.function, ("eigenvalues", "trace", "determinant")
    )
    point = points(analysis, tuple(inspect.signature(trace).parameters), 5)
    values = {one: int(x) if one == "tau" else float(x) for one, x in point.items()}
    found = eigenvalues(**values)
    assert found.shape == (3,)
    np.testing.assert_allclose(found.sum(), trace(**values), rtol=1e-9)
    np.testing.assert_allclose(found[1] * found[2], determinant(**values), rtol=1e-9)


def test_a_function_takes_arrays_that_broadcast() -> None:
    trace = derived("rflo").function("trace")
    numbers = {"a_star": 1, "b_star": 1.0, "w_star": Fraction(1, 2), "w_hat": Rational(1, 3)}
    found = trace(s=np.ones((4, 1)), a_hat=np.ones(3), **numbers)
    assert found.shape == (4, 3)
    assert len({float(one) for one in found.ravel()}) == 1
    assert trace(s=1, a_hat=1, **numbers) == found[0, 0]


def test_a_name_of_python_is_a_name_of_the_rule() -> None:
    """A parameter keeps its name on the wire, whatever the generated code calls it."""
    rule = LearningRule("odd", "Odd", "symmetric", parameter("np", -1, 1) ** m)
    analysis = analyse(rule)
    trace = analysis.function("trace")
    point = {"s": 1, "a_star": 1, "b_star": 1, "w_star": 0.5, "np": 0.25}
    assert {*point} == {*inspect.signature(trace).parameters}
    values = {name: Fraction(value) for name, value in point.items()}
    assert trace(**point) == pytest.approx(exact(analysis.optimal.trace, values))


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("trace", {"s": 1}, "was called without a_star, b_star, w_star; give a_star=..."),
        ("trace", {"sq": 1}, "no argument sq=; write s=; its arguments are s, a_star"),
        ("trace", {"gamma": 1}, "no argument gamma=; its arguments are s"),
        ("trace", dict.fromkeys(("s", "a_star", "b_star", "w_star"), "x"), "s = 'x' is not real"),
        ("trace", dict.fromkeys(("s", "a_star", "b_star", "w_star"), 1j), "s = 1j is not real"),
        ("determinent", {}, "no function 'determinent'; did you mean determinant? functions are"),
        ("__import__('os')", {}, "functions are update, flow, jacobian"),
    ],
)
def test_a_bad_call_is_refused(name: str, values: Mapping[str, object], message: str) -> None:
    with pytest.raises(OutputError) as refused:
        derived("bptt").function(name)(**values)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("tau", [0, 2.5, True, "3", [1, 2]])
def test_a_bad_horizon_is_refused(tau: object) -> None:
    with pytest.raises(OutputError, match="is not an integer from 1 on"):
        derived("tbptt-tau").function("trace")(s=1, a_star=1, b_star=1, w_star=0.5, tau=tau)


@pytest.mark.parametrize("name", slow_but(["tbptt"], [one.rule.name for one in all_rules()], 3))
def test_every_result_has_its_equations(name: str) -> None:
    analysis = derived(name)
    told = told_sections(Statements.of(analysis))
    labels = [one.label for one in equations_in(told.values())]
    for label in labels[::12]:
        assert "&" not in analysis.latex(label).partition(r"\begin{pmatrix}")[0]
    for stage, section in list(told.items())[::3]:
        if equations_in([section]) and stage not in labels:
            first, *lines, last = analysis.latex(stage).splitlines()
            assert (first, last) == (r"\begin{aligned}", r"\end{aligned}")
            assert len(lines) >= len(equations_in([section]))


def test_latex_is_the_reports() -> None:
    analysis = derived("rflo")
    for answer in glance_data(analysis)[:6]:
        assert isinstance(answer, dict)
        equations = answer["equations"]
        assert isinstance(equations, list)
        for one in equations:
            assert isinstance(one, dict)
            assert analysis.latex(str(one["label"])) == one["latex"]
    jacobian = analysis.latex("jacobian")
    assert jacobian.count(" & ") == 6  # of the matrix; those that align lines are left out
    assert analysis.latex("update_a") == analysis.latex("Update a") == analysis.latex("update-a")
    assert analysis.latex("kernel") == r"K_{m} = \hat{w}^{m} I"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("determinent", "did you mean determinant or "),
        ("stabilty", "did you mean stability"),
        ("xyzzy", "results are setting, alignment, update"),
        ("", "results are setting"),
        (None, "no equation or result None of rflo"),
    ],
)
def test_an_unknown_name_is_refused(name: str, message: str) -> None:
    with pytest.raises(OutputError) as refused:
        derived("rflo").latex(name)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_result_of_words_alone_is_refused() -> None:
    with pytest.raises(
        OutputError, match="the result locality of rflo has no equation; those that"
    ):
        derived("rflo").latex("locality")


def test_sympy_writes_the_names_of_the_reports() -> None:
    names = latex_names()
    for entry in notation.NOTATION:
        assert sympy.latex(entry.symbol, symbol_names=names) == entry.latex
    optimal = derived("rflo").optimal
    for one in (optimal.determinant, optimal.trace, *optimal.eigenvalues):
        text = sympy.latex(one, symbol_names=latex_names(one))
        assert "hat}" not in text.replace(r"\hat{", "")
        assert "star}" not in text.replace(r"w_\star", "")
    gamma = parameter("gamma_1", -1, 1)
    assert latex_names(gamma * w)[gamma] == r"\gamma_{1}"


def test_symbols_stay_sympys_own() -> None:
    for entry in notation.NOTATION:
        assert type(entry.symbol) is Symbol
        assert entry.symbol == Symbol(entry.symbol.name)
        assert hash(entry.symbol) == hash(Symbol(entry.symbol.name))
        assert pickle.loads(pickle.dumps(entry.symbol)) == entry.symbol  # noqa: S301 - our own
