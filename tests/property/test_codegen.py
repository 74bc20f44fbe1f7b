"""Printed formulas and straight-line programs have the value of the formula they came from."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Add, Expr, Mul, Pow, Rational, Symbol

from symdyn.codegen import load_module
from symdyn.codegen.printing import PythonPrinter
from symdyn.codegen.program import Formula, straight_line

VARIABLES = tuple(map(Symbol, ("u", "v", "w")))
T = Symbol("T")
RESULTS = (Symbol("first"), Symbol("second"))


class ExactPrinter(PythonPrinter):
    """Python over exact fractions: a quotient of integers must not become a float."""

    def integer(self, value: int) -> str:
        return f"Fraction({value})"

    def quotient(self, numerator: int, denominator: int) -> str:
        return f"Fraction({numerator}, {denominator})"


def leaves() -> st.SearchStrategy[Expr]:
    numbers = st.fractions(-3, 3, max_denominator=4)
    return st.one_of(
        st.sampled_from(VARIABLES),
        numbers.map(lambda one: Rational(one.numerator, one.denominator)),
    )


def larger(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    several = st.lists(inner, min_size=2, max_size=3)
    exponents = st.one_of(
        st.integers(-4, 7).map(Rational),
        st.tuples(st.integers(1, 3), st.integers(-1, 2)).map(lambda pair: pair[0] * T + pair[1]),
    )
    return st.one_of(
        several.map(lambda parts: Add(*parts)),
        several.map(lambda parts: Mul(*parts)),
        st.tuples(inner, exponents).map(lambda pair: Pow(*pair)),
    )


formulas = st.recursive(leaves(), larger, max_leaves=10)
points = st.fixed_dictionaries(
    {one.name: st.fractions(Fraction(1, 3), 3, max_denominator=5) for one in VARIABLES}
    | {"T": st.integers(1, 4)}
)


def value(expression: Expr, point: dict[str, Fraction]) -> Fraction | None:
    """The exact value, or None where the formula divides by zero or holds an infinity."""
    number = expression.xreplace(
        {Symbol(name): Rational(str(Fraction(one))) for name, one in point.items()}
    )
    return Fraction(int(number.p), int(number.q)) if number.is_Rational else None


def run(lines: list[str], returned: str, point: dict[str, Fraction]) -> object:
    """The value of a generated function body at exact numbers."""
    body = [f"def function({', '.join(point)}):", *(f"    {line}" for line in lines)]
    module = load_module(
        "\n".join(["from fractions import Fraction", *body, f"    return {returned}"])
    )
    exact = {name: one if name == "T" else Fraction(one) for name, one in point.items()}
    return module.function(**exact)


@settings(max_examples=150)
@given(formulas, points)
def test_a_printed_formula_has_the_same_value(expression: Expr, point: dict[str, Fraction]) -> None:
    wanted = value(expression, point)
    if wanted is not None and all(value(one, point) is not None for one in subterms(expression)):
        assert run([], ExactPrinter().text(expression), point) == wanted


@settings(max_examples=150)
@given(formulas, formulas, points)
def test_a_program_computes_its_formulas(
    first: Expr, second: Expr, point: dict[str, Fraction]
) -> None:
    wanted = [value(one, point) for one in (first, second)]
    if any(value(one, point) is None for one in (*subterms(first), *subterms(second))):
        return
    program = straight_line(
        (), [Formula(symbol, one) for symbol, one in zip(RESULTS, (first, second), strict=True)], {}
    )
    printer = ExactPrinter(program.names)
    lines = [
        f"{program.names[one.symbol]} = {printer.text(one.value)}" for one in program.statements
    ]
    assert run(lines, "[first, second]", point) == wanted
    assert len(set(program.names.values())) == len(program.names)
    for one in program.statements:
        assert not any(
            power.exp.is_Integer and abs(power.exp) > 2 for power in one.value.atoms(Pow)
        )


def subterms(expression: Expr) -> list[Expr]:
    return [expression, *(one for part in expression.args for one in subterms(part))]
