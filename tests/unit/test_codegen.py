"""Printing, naming and sharing of formulas, and what is taken from an analysis."""

import sys
from fractions import Fraction

import pytest
from sympy import Expr, Function, Integer, Rational, Symbol, sqrt

from symdyn import LearningRule, analyse, find_rule
from symdyn.codegen import export, jacobian, load_module, statements
from symdyn.codegen.formulas import (
    denominators,
    finite_formulas,
    first_regular_step,
    kernel_formula,
)
from symdyn.codegen.jacobian import flow_and_jacobian_formulas
from symdyn.codegen.names import c_identifier, describe, python_identifier, unused
from symdyn.codegen.printing import PythonPrinter
from symdyn.codegen.program import Formula, straight_line
from symdyn.errors import ExactArithmeticError
from symdyn.notation import T, a, b, c, m, s, tau, w, w_hat, w_star

x, y, z = Symbol("x"), Symbol("y"), Symbol("z")


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (1 / (1 - w**2), "1/(1 - w**2)"),
        (-a * b / (1 - w) / 2, "-a*b/(2*(1 - w))"),
        (Rational(-3, 2) * a, "-3*a/2"),
        (Rational(1, 3) + 0 * a, "1/3"),
        (Integer(-2) + 0 * a, "-2"),
        (a - b, "a - b"),
        (-a - b, "-a - b"),
        (w**2 - 1, "w**2 - 1"),
        (w_hat - w, "w_hat - w"),
        (c**2 + s**4, "c**2 + s**4"),
        (a * (b - 1), "a*(b - 1)"),
        (a / (b * (1 - w) ** 2), "a/(b*(1 - w)**2)"),
        (w ** (T - 1), "w**(T - 1)"),
        (w ** (2 * T + 1), "w**(2*T + 1)"),
        ((-w) ** m, "(-w)**m"),
        ((w / 2) ** m, "(w/2)**m"),
        (w ** (T - tau), "w**(T - tau)"),
        (sqrt(a + 1), "np.emath.sqrt(1 + a)"),
        (1 / sqrt(a), "1/np.emath.sqrt(a)"),
        ((a + b) ** 2 - a / (b - 1), "(a + b)**2 - a/(b - 1)"),
        ((a**2) ** T, "(a**2)**T"),
    ],
)
def test_formulas_in_python(expression: Expr, text: str) -> None:
    assert PythonPrinter().text(expression) == text


def test_names_of_symbols_can_be_given() -> None:
    assert PythonPrinter({w: "omega"}).text(1 - w * w_star) == "1 - omega*w_star"


def test_what_cannot_be_printed_is_refused() -> None:
    with pytest.raises(ExactArithmeticError, match=r"sin\(a\) has no source code; use sums"):
        PythonPrinter().text(1 + Function("sin")(a))


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        (a * b, "a_b"),
        (w**2, "w_squared"),
        (w**3, "w_cubed"),
        (w**7, "w_to_7"),
        (w**T, "w_to_T"),
        (w ** (2 * T), "w_to_2T"),
        (w ** (T - 1), "w_to_T_minus_1"),
        (1 - w * w_star, "gap_w_w_star"),
        (a / b, "a_over_b"),
        (w_hat - w, "w_hat_minus_w"),
        (a - b - c, None),
        (1 / b, "over_b"),
        (a + b, None),
        (3 * a, None),
        (w**-2, None),
        (2 - w, None),
        (a * b * c * s * w * w_hat * w_star**9 * T * tau * m, None),
    ],
)
def test_a_temporary_says_what_it_is(expression: Expr, name: str | None) -> None:
    names = {one: one.name for one in expression.free_symbols}
    assert describe(expression, names) == name


def test_identifiers() -> None:
    assert python_identifier("lambda", ()) == "lambda_"
    assert python_identifier("np", ["np", "np_"]) == "np__"
    taken = (
        "linux",
        "unix",
        "bool",
        "nullptr",
        "typeof",
        "constexpr",
        "class",
        "I",
        "EOF",
        "PRIu8",
    )
    assert [c_identifier(one, ()) for one in taken] == [f"{one}_" for one in taken]
    assert [c_identifier(one, ()) for one in ("gamma", "G", "rho_1")] == ["gamma", "G", "rho_1"]
    assert unused("part", []) == "part"
    assert unused("part", ["part", "part_2", "part_4"]) == "part_3"


def program_text(*formulas: Formula, definitions: tuple[Formula, ...] = ()) -> list[str]:
    program = straight_line(definitions, formulas, {})
    printer = PythonPrinter(program.names)
    return [
        f"{program.names[one.symbol]} = {printer.text(one.value)}" for one in program.statements
    ]


def test_what_is_shared_is_computed_once() -> None:
    gap = 1 - w * w_star
    assert program_text(Formula(x, a / gap), Formula(y, b / gap**2)) == [
        "gap_w_w_star = 1 - w*w_star",
        "x = a/gap_w_w_star",
        "y = b/gap_w_w_star**2",
    ]


def test_powers_become_products() -> None:
    assert program_text(Formula(x, w**5), Formula(y, a * w**2)) == [
        "w_squared = w**2",
        "w_to_4 = w_squared**2",
        "x = w*w_to_4",
        "y = a*w_squared",
    ]


def test_symbolic_powers_are_taken_once() -> None:
    assert program_text(Formula(x, w ** (2 * T) + w**T), Formula(y, w ** (3 * T - 1))) == [
        "w_to_T = w**T",
        "w_to_2T = w_to_T**2",
        "x = w_to_2T + w_to_T",
        "y = w**(T - 1)*w_to_2T",
    ]


def test_opposite_signs_share_one_difference() -> None:
    text = program_text(Formula(x, a / (1 - w**2)), Formula(y, b * (w**2 - 1)))
    assert text == ["gap_w_squared = 1 - w**2", "x = a/gap_w_squared", "y = -b*gap_w_squared"]


def test_definitions_come_first_and_keep_their_names() -> None:
    text = program_text(
        Formula(x, z * a + z**2 * b), definitions=(Formula(z, (a + b) ** 2), Formula(y, 1 - z))
    )
    assert text[0] == "z = (a + b)**2"
    assert text[1:] == ["y = 1 - z", "x = a*z + b*z**2"]


def test_a_number_is_a_program() -> None:
    assert program_text(Formula(x, Integer(0)), Formula(y, Integer(0))) == ["x = 0", "y = 0"]


def test_no_temporary_takes_a_given_name() -> None:
    program = straight_line((), (Formula(x, T**2 * (1 + a * b) + a * b),), {Symbol("other"): "a_b"})
    assert [program.names[one.symbol] for one in program.statements] == ["a_b_2", "x"]


def test_denominators_of_nested_quotients() -> None:
    found = set(denominators(a * (b / (1 - w) - c * (w + 1 / s) / (1 - w_star)) / b))
    assert found == {b * (1 - w), b * (1 - w_star), b * s * (1 - w_star)}
    assert set(denominators(a * b + 1)) == set()


def test_largest_denominators_stand_for_their_factors() -> None:
    results = finite_formulas(analyse(find_rule("rflo"))).results
    found = {one.value for one in results if one.symbol.name.startswith("denominator")}
    assert found == {
        (1 - w**2) * (1 - w * w_hat) * (w_hat - w),
        (1 - w * w_star) * (1 - w_hat * w_star) * (w_hat - w),
    }


@pytest.mark.parametrize(
    ("name", "step"), [("bptt", "1"), ("rflo", "1"), ("tbptt-5", "5"), ("tbptt-tau", "tau")]
)
def test_the_least_time_of_a_closed_form(name: str, step: str) -> None:
    assert str(first_regular_step(analyse(find_rule(name)))) == step


def test_the_kernel_at_a_lag() -> None:
    rule = LearningRule("mixed", "mixed", "symmetric", (1 + m) * (-w) ** m + w_hat**m / 2)
    value = kernel_formula(analyse(rule))[0].xreplace(
        {m: Integer(3), w: Rational(1, 2), w_hat: Rational(2, 3)}
    )
    assert value == -4 * Fraction(1, 8) + Fraction(8, 27) / 2


def test_the_slopes_of_the_kernel_do_not_divide_by_w() -> None:
    """d/dw of w**(2 tau) is written 2 tau w**(2 tau - 1), finite at w = 0."""
    analysis = analyse(find_rule("tbptt-tau"))
    found = flow_and_jacobian_formulas(analysis)
    for one in (*found.intermediate, *found.results):
        assert not any(
            w in below.free_symbols and below.subs(w, 0) == 0 for below in denominators(one.value)
        )


def test_a_loaded_module_stays_to_itself() -> None:
    module = load_module("import math\nROOT = math.sqrt(4)\n", "somewhere")
    assert module.ROOT == 2
    assert module.__name__ == "somewhere"
    assert "somewhere" not in sys.modules


class CountingPrinter(PythonPrinter):
    """Counts how many expressions are written."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def _write(self, expression: Expr) -> tuple[str, int]:
        self.count += 1
        return super()._write(expression)


def test_each_subexpression_is_written_once_however_deep_it_stands() -> None:
    expression: Expr = a
    for level in range(12):
        expression = (expression * b + Rational(10**40 + level, 3**50)) * w
    printer = CountingPrinter()
    printer.text(expression)
    # A product and a sum a level, each also without its sign, the number, and the three names.
    assert printer.count <= 6 * 12 + 10
    before = printer.count
    printer.text(expression)
    assert printer.count == before


def test_a_formula_is_read_once_however_many_lines_it_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = " + ".join(f"{10**40 + one}*w**{one}" for one in range(300))
    read = []
    operators = statements._operators
    monkeypatch.setattr(
        statements, "_operators", lambda piece: read.append(len(piece)) or operators(piece)
    )
    lines = statements.broken(text, 4)
    assert read == [len(text)]
    assert len(lines) > 100
    assert " ".join(line.strip() for line in lines) == text
    assert max(map(len, lines)) <= statements.WIDTH - 8


def test_a_formula_without_a_place_to_break_stays_on_its_line() -> None:
    assert statements.broken("x" * 200, 4) == [" " * 4 + "x" * 200]
    name = "x" * 120
    assert statements.broken(f"{name} + {name}", 0) == [name, f"+ {name}"]
    assert statements.broken(f"{name}*{name}", 0) == [name, f"*{name}"]


def test_the_rows_of_the_jacobian_are_derived_once_an_export(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows, count = jacobian._rows, []
    monkeypatch.setattr(jacobian, "_rows", lambda analysis: count.append(1) or rows(analysis))
    export(analyse(find_rule("rflo")), "c")
    assert count == [1]
