"""What the printers emit, read back: the value is kept, whatever the layout."""

import os
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import TypeAlias, TypeVar

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import (
    QQ,
    Abs,
    Add,
    And,
    Basic,
    Eq,
    Expr,
    Ge,
    Gt,
    Integer,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    N,
    Ne,
    Or,
    Pow,
    Rational,
    S,
    Symbol,
    exp,
    log,
    oo,
    pi,
    sqrt,
)
from sympy.polys.fields import FracElement

from symdyn.formula.boxes import Box, display_width
from symdyn.formula.latex import latex, latex_lines, latex_width
from symdyn.formula.terminal import align_equations, render
from symdyn.notation import NOTATION, T, a, a_hat, b, b_star, kernel_teacher, latex_name, tau, w
from symdyn.notation import kernel_moment as moment
from symdyn.notation import w_star as ws
from tests.property.latex_reader import DECAY, GAMMA, SYMBOLS, read

ROOT = Path(__file__).resolve().parents[2]
FIELD = QQ.frac_field(a, w, ws)
Number = TypeVar("Number", Rational, FracElement)

Leaves: TypeAlias = st.SearchStrategy[Expr]
KEEP = st.booleans()
COEFFICIENTS = st.sampled_from([Rational(*pair) for pair in ((1,), (-1,), (3,), (1, 2), (-5, 3))])


def sums(depth: int, leaves: Leaves, exponents: Leaves) -> st.SearchStrategy[Expr]:
    """Sums of terms, each with a coefficient; some in an arrangement that SymPy would undo."""
    terms = st.lists(products(depth, leaves, exponents), min_size=2, max_size=3)
    return st.builds(lambda x, n, keep: Add(*x, n, evaluate=keep), terms, COEFFICIENTS, KEEP)


def products(depth: int, leaves: Leaves, exponents: Leaves) -> st.SearchStrategy[Expr]:
    """Products of powers of leaves and, above depth 0, of sums and products."""
    bases = leaves
    if depth:
        below = (depth - 1, leaves, exponents)
        bases = st.one_of(leaves, sums(*below), products(*below))
    powers = st.builds(lambda x, n, keep: Pow(x, n, evaluate=keep), bases, exponents, KEEP)
    factors = st.lists(powers, min_size=1, max_size=3)
    return st.builds(lambda x, n, keep: Mul(n, *x, evaluate=keep), factors, COEFFICIENTS, KEEP)


WHOLE = st.sampled_from([Integer(n) for n in (1, 1, 1, 2, 3, -1, -2)])
SMALL = sums(1, st.sampled_from((a, w, ws)), st.sampled_from([Integer(n) for n in (1, 1, 2, -1)]))
DEEP = sums(2, st.sampled_from(SYMBOLS), WHOLE)
VALUES = {symbol: Rational(i - 4, i + 1) for i, symbol in enumerate(SYMBOLS, start=5)}


def in_field(expression: Expr) -> FracElement:
    """The element of QQ(a, w, w_star), unevaluated arrangements included."""
    return _evaluated(expression, FIELD.from_sympy)


def at_point(expression: Expr) -> Rational:
    """The exact value where the symbols have the VALUES."""
    return _evaluated(expression, lambda leaf: VALUES.get(leaf, leaf))


def _evaluated(expression: Expr, leaf: Callable[[Expr], Number]) -> Number:
    if not expression.args:
        return leaf(expression)
    if expression.is_Pow:
        base = _evaluated(expression.base, leaf)
        assume(expression.exp >= 0 or base != 0)
        return base ** int(expression.exp)
    values = [_evaluated(part, leaf) for part in expression.args]
    return sum(values, leaf(S.Zero)) if expression.is_Add else prod(values, start=leaf(S.One))


@given(SMALL)
def test_a_rational_function_reads_back_as_itself(expression: Expr) -> None:
    assert not in_field(expression) - in_field(read(latex(expression)))


@given(DEEP)
def test_a_nested_rational_function_reads_back_with_its_exact_value(expression: Expr) -> None:
    assert at_point(expression) == at_point(read(latex(expression)))


@given(DEEP, st.integers(8, 40))
def test_broken_lines_read_back_as_the_expression(expression: Expr, width: int) -> None:
    value = at_point(expression)
    lines = latex_lines("y", expression, width)
    assert all(line.count("&") == 1 for line in lines)
    joined = r" \\ ".join(lines).replace("y &=", "", 1).replace(r"&\qquad =", "", 1)
    joined = joined.replace(r"& y \\", "", 1)
    assert at_point(read(joined)) == value


@settings(max_examples=40)
@given(st.lists(st.sampled_from(SYMBOLS), min_size=3, max_size=40), st.integers(12, 40))
def test_no_line_of_short_terms_is_wider_than_asked(symbols: list[Symbol], width: int) -> None:
    # Products of three, each narrower than any of these widths, with powers to tell them apart.
    terms = [x**i * (1 - y / 7) for i, (x, y) in enumerate(pairwise(symbols), start=2)]
    for line in latex_lines("y", Mul(a, Add(*terms), evaluate=False), width):
        assert latex_width(line) <= width + 1e-9  # sums of decimals
    text = align_equations([("y", Mul(a, Add(*terms), evaluate=False))], 2 * width)
    assert all(display_width(line) <= 2 * width for line in text.splitlines())


EXPONENTS = st.builds(
    lambda p, q, r: p * T + q * tau + r, st.integers(-2, 2), st.integers(0, 1), st.integers(-2, 2)
)
POWERS = sums(1, st.sampled_from((a, w, ws, T, Integer(2), Rational(2, 3), Integer(-1))), EXPONENTS)
POINT = {a: Rational(3, 5), w: Rational(-2, 7), ws: Rational(1, 3), T: 3, tau: 2}


@given(POWERS)
def test_symbolic_powers_keep_their_exact_value(expression: Expr) -> None:
    try:
        value = expression.xreplace({key: S(number) for key, number in POINT.items()}).doit()
    except (ZeroDivisionError, OverflowError):
        assume(False)
        raise
    assume(value.is_Rational and not expression.has(S.ComplexInfinity, S.NaN))
    assume(max(abs(value.p), value.q) < 10**60)
    again = read(latex(expression)).xreplace({key: S(number) for key, number in POINT.items()})
    assert again.doit() == value


@pytest.mark.parametrize(
    "expression",
    [
        sqrt(1 - w * ws) / 3 - 1 / sqrt(2 + a_hat),
        (1 - w) ** Rational(-3, 2) + (a + 3) ** Rational(2, 3),
        Abs(a - b) ** 3 * Abs(w / ws - a * (1 - b)),
        Min(a, 2 * b, 1 - w) - Max(a * b, Min(w, ws)),
        exp(a / b - 1) * log(1 + b) * pi,
        w ** (T / 2) * ws ** ((T + 1) / 3) * 2**T * 3**tau,
        kernel_teacher**2 * (kernel_teacher - GAMMA) ** DECAY,
        sqrt(a + sqrt(b + sqrt(w + 2))) * (a - b**2) ** 2 * sqrt(pi),
    ],
    ids=str,
)
def test_other_functions_keep_their_value(expression: Expr) -> None:
    values = dict(zip(SYMBOLS, (Rational(p, 7) for p in (3, 2, 1, 5, 4, 6, 9, 2, 3)), strict=True))
    values |= {T: Integer(3), tau: Integer(4)}
    expected = N(expression.xreplace(values), 40)
    for source in (latex(expression), " ".join(latex_lines(None, expression, 9))):
        assert abs(N(read(source).xreplace(values), 40) - expected) < Rational(1, 10**30)


@pytest.mark.parametrize(
    "statement",
    [
        Gt(a_hat * a, 0),
        And(Le(a, b), Or(Ne(w, ws), Lt(Abs(w), 1), Ge(a, a_hat))),
        Or(And(Gt(a, 0), Gt(b, 0)), And(Lt(a, 0), Lt(b, 0))),
        Eq(a * b, b_star),
        Lt(-oo, a),
    ],
    ids=str,
)
def test_statements_read_back_as_themselves(statement: Basic) -> None:
    assert read(latex(statement)) == statement
    assert read(r" \\ ".join(latex_lines(None, statement, 8))) == statement


def test_the_reader_refuses_what_is_outside_the_grammar() -> None:
    for source in (r"a 2", r"\frac{a}{b", r"\left(a]", r"a \unknown b", r"(a + b", "a = b = c"):
        with pytest.raises(AssertionError):
            read(source)


def test_the_reader_tells_different_formulas_apart() -> None:
    assert read(r"a (1 - w)^{2}") != read(r"(a (1 - w))^{2}")
    assert read(r"w^{T/2 - 1}") == w ** (T / 2 - 1)


@given(SMALL | DEEP | POWERS, st.booleans())
def test_boxes_are_rectangles(expression: Expr, unicode: bool) -> None:
    box = render(expression, unicode=unicode)
    assert isinstance(box, Box)
    assert {display_width(line) for line in box.lines} == {box.width}
    assert 0 <= box.baseline < box.height
    assert unicode or str(box).isascii()


@settings(max_examples=40)
@given(SMALL | DEEP, st.integers(6, 80), st.booleans())
def test_equations_have_no_trailing_spaces_and_one_sign_of_equality(
    expression: Expr, width: int, unicode: bool
) -> None:
    lines = align_equations([("y", expression)], width, unicode=unicode).splitlines()
    assert all(line == line.rstrip() for line in lines)
    assert sum(line.count("=") for line in lines) == 1


PROGRAM = """
from sympy import *
from symdyn.notation import *
from symdyn.formula.latex import latex, latex_lines
from symdyn.formula.terminal import render
names = [Symbol(f"{stem}_{i}") for stem in ("gamma", "kappa", "rho") for i in (2, 10)]
terms = [x * w**i / (1 - y * w_star) ** (i % 3) for i, x in enumerate(names) for y in names]
for formula in (
    Add(*terms), Mul(*[1 - x for x in names]) / Mul(*[a - x * T for x in names]),
    Min(*names), And(*[Gt(x, y) for x, y in zip(names, names[1:])]), Add(*names) ** T,
):
    print(latex(formula), *latex_lines("y", formula), render(formula), sep="\\n")
"""


def test_hash_seeds_do_not_show() -> None:
    outputs = set()
    for seed in ("0", "1", "77"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-c", PROGRAM]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, env=environment)
        outputs.add(done.stdout)
    (output,) = outputs
    assert output.decode().index("gamma_{2}".replace("gamma", r"\gamma")) > 0


def test_every_symbol_of_the_notation_is_read_back_from_its_own_name() -> None:
    # w_\star K'(w_\star) is one symbol of the notation; in brackets where it has an exponent.
    for entry in NOTATION:
        assert latex(entry.symbol) == entry.latex
    assert latex(moment**2) == rf"\bigl({latex_name(moment)}\bigr)^{{2}}"
