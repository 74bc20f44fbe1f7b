"""Certificates below every limit of size whose check would take long, or much memory."""

from tests.soundness.hostile import CASES, Files, case, equation, instance

__all__ = ["CASES"]


def letters(count: int) -> str:
    """A sum of so many letters, in brackets."""
    return f"({' + '.join(f'{x}_{{{i}}}' for x in 'xy' for i in range(count // 2))})"


@case
def a_long_circle_of_definitions() -> Files:
    lines = [f"x_{{{i}}} := x_{{{i + 1}}}" for i in range(14_000)]
    return equation("x_{0} = 1", where=[*lines, "x_{14000} := x_{0}"])


@case
def powers_of_one() -> Files:
    formula = letters(180) * 2
    for _ in range(20):
        formula = f"({formula})^{{1}}"
    return equation(f"{formula} = 0")


@case
def long_relations_of_indices() -> Files:
    bounds = [f"{'T + ' * 4000}{i} \\ge 0" for i in range(4)]
    return equation(" + ".join(["x^{m - j}"] * 1500) + " = 0", hypotheses=bounds)


@case
def large_coefficients() -> Files:
    square = f"g := (2^{{4096}})^{{15}} {letters(180)} {letters(180)}"
    return equation(" + ".join(["g"] * 24) + " = 0", where=[square])


@case
def long_monomials() -> Files:
    return equation(f"{letters(180)} {letters(180)} {letters(30)} = 0")


@case
def zero_over_many() -> Files:
    return equation(" + ".join(f"\\frac{{0}}{{x + {i}}}" for i in range(1000, 3000)) + " = 1")


@case
def a_product_of_many_quotients() -> Files:
    return equation(" ".join(f"\\frac{{1}}{{x + {i}}}" for i in range(1000, 3000)) + " = 1")


@case
def an_evaluation_of_many_letters() -> Files:
    values = ", ".join(f"x_{{{i}}} = 1" for i in range(2100))
    body = " + ".join(f"x_{{{i}}}" for i in range(2100))
    return equation(f"\\left. ({body}) \\right|_{{{values}}} = 1")


@case
def a_deep_derivative() -> Files:
    lines = [f"y_{{{i}}} := (y_{{{i + 1}}} + 1) x" for i in range(480)]
    return equation("\\partial_{x} y_{0} = 0", where=lines[::-1])


@case
def powers_of_a_long_base_at_an_instance() -> Files:
    base = " + ".join(["x"] * 12_000)
    update = rf"\sum_{{m<64}} \sum_{{j<64}} \sum_{{k<4}} ({base})^{{m}} A"
    return instance(update, {"R": [["1"]], "x": "0"})
