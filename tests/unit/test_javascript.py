"""Formulas as JavaScript: names that the language has taken, and what it cannot write otherwise."""

import pytest
from sympy import Symbol, sqrt

from symdyn.codegen.javascript import JavaScriptPrinter, arrow_function, javascript_identifier
from symdyn.codegen.program import Formula
from symdyn.exact.domain import Interval
from symdyn.notation import Parameter, a, tau, w

VALUE = Symbol("value")


def test_a_sign_never_stands_in_front_of_an_infix_power() -> None:
    """`-w ** tau` is a syntax error in JavaScript."""
    text = JavaScriptPrinter().text(1 - w**tau - a ** (2 * tau))
    assert "**" not in text
    assert text.count("Math.pow") == 2


@pytest.mark.parametrize("name", ["delete", "given", "out", "Math", "value", "square"])
def test_a_parameter_may_have_any_name(name: str) -> None:
    """A name that is taken, here also by a result, is read from `given` under another one."""
    square = Formula(Symbol("square"), a**2)
    gain = Parameter(name, Interval(-1, 1))
    source = arrow_function([a], [Formula(VALUE, a * gain), square])
    assert source.splitlines()[1] == f"  const {{{name}: {name}_}} = given;"
    assert f"const value = {name}_*a;" in source


def test_a_root_and_a_single_result() -> None:
    source = arrow_function([a, w], [Formula(VALUE, sqrt(a**2 + w))])
    assert source.splitlines()[0] == "(a, w, given) => {"
    assert source.splitlines()[-2] == "  return value;"
    assert "Math.sqrt(" in source


def test_an_identifier_is_not_taken_twice() -> None:
    assert javascript_identifier("class", ["class_"]) == "class__"
