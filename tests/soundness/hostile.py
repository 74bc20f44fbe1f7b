"""Certificates made to hurt a checker: it must refuse them soon, in little memory."""

import itertools
import json
from collections.abc import Callable
from typing import Any

Files = dict[str, str]
FORMAT = "symdyn-claim-2"
CASES: dict[str, Callable[[], Files]] = {}


def case(make: Callable[[], Files]) -> Callable[[], Files]:
    """Register a case by the name of its function."""
    CASES[make.__name__.replace("_", "-")] = make
    return make


def claim(goal: Any, **more: Any) -> Files:
    """A certificate `hostile`; what is left out is empty."""
    data: dict[str, Any] = {
        "format": FORMAT,
        "id": "hostile",
        "title": "",
        "where": [],
        "also": [],
        "matrices": [],
        "hypotheses": [],
        "goal": goal,
        "uses": [],
        "unfold": [],
        "sums": [],
        **more,
    }
    if not {"refutation", "gap"} & data.keys():
        data.setdefault("proof", {"proofs": [None]})
    return {data["id"]: json.dumps(data)}


def equation(line: str, **more: Any) -> Files:
    """A claim that two formulas are equal."""
    return claim({"all": [line]}, **more)


def sign(line: str, proof: Any, *hypotheses: str) -> Files:
    """A claim on a sign."""
    return claim({"all": [line]}, hypotheses=[*hypotheses], proof={"proofs": [proof]})


def mode(word: str, diagonal: str, **more: Any) -> Files:
    """A claim that a matrix is diagonal."""
    return claim({"mode": [{"matrix": word, "diagonal": diagonal}]}, proof={}, **more)


def rank(update: str, bound: str, **more: Any) -> Files:
    """A bound on the rank of what W learns."""
    goal = {"rank": {"of": "W", "at_most": [bound], "updates": {"W": update}}}
    return claim(goal, **{"proof": {}, **more} if "refutation" not in more else more)


def instance(update: str, matrices: Any, **more: Any) -> Files:
    """A refuted rank by matrices."""
    given = {"A": [["1"]], "W": [["1"]], "B": [["1"]], r"\eta": "1", **matrices}
    refutation = {"matrices": given, "updates": 1, "rows": [0], "columns": [0], **more}
    return rank(update, "0", refutation=refutation)


@case
def fifty_megabytes() -> Files:
    return {"hostile": '{"format": "' + "x" * 50_000_000 + '"}'}


@case
def nested_lists() -> Files:
    return {"hostile": "[" * 200_000 + "]" * 200_000}


@case
def nested_evidence() -> Files:
    proof = '{"a": ' * 50_000 + '"1"' + "}" * 50_000
    return {"hostile": equation("1 = 1")["hostile"].replace('{"proofs": [null]}', proof)}


@case
def numbers_for_strings() -> Files:
    proof = {"constant": 1, "factors": []}
    return sign("1 > 0", proof)


@case
def truth_for_a_string() -> Files:
    return sign("1 > 0", {"constant": True, "factors": []})


@case
def nothing_for_a_string() -> Files:
    return {"hostile": equation("1 = 1")["hostile"].replace('"title": ""', '"title": null')}


@case
def not_a_number() -> Files:
    return {"hostile": equation("1 = 1")["hostile"].replace('"title": ""', '"title": NaN')}


@case
def a_key_twice() -> Files:
    return {"hostile": equation("1 = 1")["hostile"].replace('"title"', '"uses": [], "title"')}


@case
def a_key_twice_in_the_evidence() -> Files:
    whole = sign("1 > 0", {"constant": "1", "factors": []})["hostile"]
    return {"hostile": whole.replace('"constant": "1"', '"constant": "-1", "constant": "1"')}


@case
def bytes_that_are_no_text() -> Files:
    return {"hostile": "\udcff\udcfe" + equation("1 = 1")["hostile"]}


@case
def a_billion_as_an_exponent() -> Files:
    return equation("w^{1000000000} = w^{1000000000}")


@case
def a_billion_as_an_exponent_of_a_number() -> Files:
    return equation("3^{1000000000} = 3^{1000000000}")


@case
def a_tower() -> Files:
    return equation("((((3^{4096})^{40})^{40})^{40})^{40} = 1")


@case
def many_large_numbers() -> Files:
    return equation("((3^{4096})^{40})" * 3000 + " = 1")


@case
def a_large_power_of_a_sum() -> Files:
    return equation("(1 + w + a)^{3000} = 1")


@case
def a_tower_of_sums() -> Files:
    return equation("((((1 + w + a)^{60})^{60})^{60})^{60} = 1")


@case
def a_large_power_below() -> Files:
    return equation(r"\frac{1}{(1 + w + a)^{3000}} = 1", hypotheses=["1 + w + a > 0"])


@case
def an_exponent_with_an_exponent() -> Files:
    return sign("1 > 0", {"constant": "1e999999999", "factors": []})


@case
def a_number_of_a_million_digits() -> Files:
    return sign("1 > 0", {"constant": "9" * 400_000, "factors": []})


@case
def a_formula_of_49_999_characters() -> Files:
    return equation("+".join(["a b"] * 12_000) + " = 0")


@case
def a_statement_of_many_long_lines() -> Files:
    return claim({"all": ["+".join(["a"] * (20_000 + k)) + " = 0" for k in range(9)]})


@case
def a_formula_of_50_001_characters() -> Files:
    return equation("a" * 50_001 + " = 0")


@case
def deep_brackets() -> Files:
    return equation("(" * 20_000 + "a" + ")" * 20_000 + " = a")


@case
def deep_exponents() -> Files:
    return equation("a^{" * 10_000 + "1" + "}" * 10_000 + " = a")


@case
def deep_sums() -> Files:
    return equation(r"\sum_{m<T} " * 4_000 + "1 = 1")


@case
def deep_derivatives() -> Files:
    return equation(r"\partial_{x} " * 4_000 + "x = 1")


@case
def forty_derivatives() -> Files:
    return equation(r"\partial_{x} " * 40 + r"(x^{40} y (x + y) (x - y)) = 1")


@case
def a_derivative_of_a_long_product() -> Files:
    return equation(r"\partial_{x} (" + "x " * 20_000 + ") = 1")


@case
def definitions_that_double() -> Files:
    lines = ["x_{0} := x + 1", *(f"x_{{{k + 1}}} := x_{{{k}}} x_{{{k}}}" for k in range(60))]
    return equation("x_{60} = 1", where=lines)


@case
def definitions_that_double_below_a_sum() -> Files:
    lines = ["x_{0} := x + 1", *(f"x_{{{k + 1}}} := x_{{{k}}} + x_{{{k}}}" for k in range(60))]
    return equation(r"\sum_{m<T} x_{60} = 1", where=lines, sums=["x_{60} m"])


@case
def indices_that_double() -> Files:
    sequences = ["E", "e", "K", r"\kappa"]
    many = " + ".join(["k"] * 64)
    lines = [f"{x}_{{k}} := {y}_{{{many}}} + {y}_{{k}}" for x, y in itertools.pairwise(sequences)]
    lines.append(r"\kappa_{k} := x^{k}")
    big = " + ".join(["m"] * 5_000)
    return equation(f"E_{{{big}}} = 1", where=lines[::-1])


@case
def definitions_that_double_in_a_mode() -> Files:
    lines = ["x_{0} := W", *(f"x_{{{k + 1}}} := x_{{{k}}} x_{{{k}}}" for k in range(60))]
    return mode("x_{60}", "w", matrices=[r"W := P w P^{\top}", *lines])


@case
def sums_that_double_in_a_mode() -> Files:
    lines = [
        "x_{0} := w + I",
        *(f"x_{{{k + 1}}} := x_{{{k}}} (x_{{{k}}} + I)" for k in range(12)),
    ]
    return mode("x_{12}", "w", matrices=lines)


@case
def a_kernel_with_many_terms() -> Files:
    kernel = "(" + r"(I + W^{\top}) " * 40 + ")"
    return rank(rf"\sum_{{m<3}} {kernel} A^{{\top}} A", "o")


@case
def many_letters() -> Files:
    return equation("+".join(f"a_{{{k}}}" for k in range(6_000)) + " = 0")


@case
def many_powers() -> Files:
    return equation(" ".join(f"(a + {k})^{{m}}" for k in range(1_000)) + " = 0")


@case
def many_large_primes() -> Files:
    return equation(" ".join(f"{10**3_000 + k}^{{m}}" for k in range(12)) + " = 0")


@case
def a_power_of_two_in_a_power() -> Files:
    return equation(" ".join(f"{2**10_000}^{{m}}" for k in range(15)) + " = 0")


@case
def a_large_instance() -> Files:
    rows = [[str(i * j % 7 - 3) for j in range(16)] for i in range(16)]
    matrices = {"A": rows[:1], "W": rows, "B": rows}
    update = r"\sum_{m<64} \sum_{j<64} \sum_{k<64} W^{m} W^{j} W^{k} A^{\top} A"
    return instance(update, matrices)


@case
def an_instance_with_large_powers() -> Files:
    return instance(r"((W^{64})^{64})^{64} A^{\top} A", {"W": [["3"]]})


@case
def an_instance_with_large_numbers() -> Files:
    rows = [["9" * 900 + f"/{10**900 + 1 + i + j}" for j in range(16)] for i in range(16)]
    return instance(r"W^{64} A^{\top} A", {"A": rows[:1], "W": rows, "B": rows})


@case
def many_updates() -> Files:
    return instance(r"W^{3} A^{\top} A", {}, updates=1_000_000_000)


@case
def a_large_sum_in_an_instance() -> Files:
    return instance(r"\sum_{m<T} W^{m} A^{\top} A", {"T": "1000000000"})


@case
def a_circle_of_uses() -> Files:
    one = equation("1 = 1", id="one", uses=[{"claim": "hostile", "with": {}}])
    return {**one, **equation("1 = 1", uses=[{"claim": "one", "with": {}}])}


@case
def a_path_among_the_uses() -> Files:
    return equation("1 = 1", uses=[{"claim": "../../etc/passwd", "with": {}}])


@case
def an_unknown_goal() -> Files:
    return claim({"oracle": ["1 = 1"]})


@case
def backtracking() -> Files:
    return equation("\\left " * 8_000 + "x = x")


@case
def spaces() -> Files:
    return equation(" " * 49_000 + "x = x y")


@case
def spaces_in_a_call() -> Files:
    return equation("K" + " " * 16_000 + "(" + " " * 16_000 + "w" + " " * 16_000 + "x = x y")


@case
def an_open_subscript() -> Files:
    return equation("E_{" * 16_000 + " = x")


@case
def branches_of_fixed_points() -> Files:
    case: Any = {"component": 0, "combinations": [["1"]]}
    for _ in range(400):
        case = {"factors": ["x"], "combination": ["1"], "cases": [case]}
    goal = {"iff": {"left": ["x = 0"], "components": [["x = 1"]]}}
    return claim(goal, proof={"cases": case, "converse": [[["1"]]]})
