"""Certificates below every limit of size whose check would take long, or much memory."""

import json

from tests.soundness.hostile import CASES, FORMAT, Files, case, equation, instance, rank

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


def used(line: str, *goal: str, count: int = 1, where: tuple[str, ...] = ()) -> Files:
    """A claim of a line, and one of equations that it uses so many times."""
    first = equation("0 = 0", where=[*where])["hostile"]
    given = {**json.loads(first), "id": "given", "goal": {"all": [*goal]}}
    given["proof"] = {"proofs": [None] * len(goal)}
    uses = [{"claim": "given", "with": {}}] * count
    second = equation(line, where=[*where] if "f" in line else [], uses=uses)
    return {**second, "given": json.dumps(given)}


@case
def an_equation_of_a_symbol_with_itself_under_a_sum() -> Files:
    return used(r"\sum_{k<3} f = 0", "f = f", where=("f := 2",))


@case
def an_equation_of_a_symbol_with_itself_under_a_limit() -> Files:
    return used(r"\lim_{T \to \infty} f = 3", "f = f", where=("f := 2",))


@case
def many_uses_of_many_equations() -> Files:
    return used("0 = 1", *["f = 0"] * 4400, count=2000, where=("f := 0",))


@case
def many_claims_that_are_used() -> Files:
    names = [f"{i:x}" for i in range(8000)]
    empty = {name: json.dumps({"format": FORMAT, "id": name, "uses": []}) for name in names}
    return {**empty, **equation("0 = 1", uses=[{"claim": name, "with": {}} for name in names])}


@case
def a_long_power_of_a_long_number() -> Files:
    power = rf"\left(\frac{{1}}{{{'9' * 3900}}}\right)^{{4096}}"
    line = rf"1 = {power} \cdot {power}"
    return equation(line, refutation={"witness": {}})


@case
def powers_of_powers_of_a_matrix() -> Files:
    word = "(" * 100 + "W" + "^{64})" * 100
    matrix = [["1/25"] * 25] * 25
    return instance(" ".join([word] * 15), {"W": matrix, "R": matrix, "A": matrix, "B": matrix})


@case
def a_symbol_of_large_matrices_many_times() -> Files:
    matrix = [[f"{i + j}/1000000000000057" for i in range(1, 41)] for j in range(40)]
    word = r"\sum_{k<64} \sum_{j<64} \sum_{m<8} F A"
    given = {"A": matrix, "W": matrix, "B": matrix, "R": matrix}
    symbol = r"F := \left(A A^{\top} + R R^{\top}\right)^{0}"
    refutation = {"matrices": {**given, r"\eta": "1"}, "updates": 1, "rows": [0], "columns": [0]}
    return rank(word, "0", matrices=[symbol], refutation=refutation)


@case
def a_hypothesis_many_times() -> Files:
    return equation("0 = 1", hypotheses=["j < k"] * 30_000)


@case
def monomials_that_share_a_hash() -> Files:
    others = " + ".join(f"{x}_{{{i}}}" for x in "yz" for i in range(1, 8))
    product = r"(u^{2} + v)^{63} (u^{128} + v^{64})^{31} (s + v^{2})^{10}"
    return equation(f"u + {others} + v + s + {product} = u")


@case
def long_numbers_of_terms() -> Files:
    factors = r" \cdot ".join(["9" * 3990] * 12)
    lines = [f"f_{{0}} := {factors}", f"f_{{1}} := {' '.join(['f_{0}'] * 200)}"]
    return equation(r"\sum_{k<f_{1}} 1 = 0", where=lines)


@case
def entries_with_long_denominators() -> Files:
    rows = [[f"1/{10**400 + 60 * i + j}" for j in range(60)] for i in range(60)]
    goal = {"mode": [{"matrix": "P", "diagonal": "1"}]}
    claim = {**json.loads(equation("1 = 1")["hostile"]), "goal": goal}
    del claim["proof"]
    refutation = {"matrices": {"P": rows}, "entry": [0, 1]}
    return {"hostile": json.dumps({**claim, "refutation": refutation})}
