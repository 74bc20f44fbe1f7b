"""The second checker on signs, fixed points, and stability."""

import copy

import pytest

from tests.second_checker.stated import atoms, claim, proof

# ---- signs


@pytest.mark.parametrize(
    ("line", "assumptions", "one", "expected"),
    [
        ("x^{2} \\ge 0", [], proof("x", [], "2"), "proved"),
        ("x^{2} > 0", [], proof("x", [], "2"), "rejected"),
        ("x^{2} > 0", ["x \\ne 0"], proof("x", [], "2"), "proved"),
        ("x^{3} \\ge 0", [], proof("x", [], "3"), "rejected"),
        ("x^{3} \\ne 0", ["x \\ne 0"], proof("x", [], "3"), "proved"),
        ("-x > 0", ["x < 0"], proof("-x", [atoms(("-x", "1"))]), "proved"),
        ("x < 0", ["x < 0"], proof("-x", [atoms(("-x", "1"))]), "proved"),
        ("x > 0", ["x < 0"], proof("x", [atoms(("x", "1"))]), "rejected"),
        ("x > 0", ["x < 0"], proof("-x", [atoms(("-x", "1"))], constant="-1"), "rejected"),
        ("x > 0", ["x \\ge 0"], proof("x", [atoms(("x", "1"))]), "rejected"),
        ("x > 0", ["x \\ge 0", "x \\ne 0"], proof("x", [atoms(("x", "1"))]), "proved"),
        ("x y \\ge 0", ["x \\ge 0", "y > 0"], proof("x y", [atoms(("x", "1"), ("y", "1"))]),
         "proved"),
        ("x + 1 > 0", ["x \\ge 0"], proof("x + 1", [["1"], atoms(("x", "1"))]), "proved"),
        ("x - 1 > 0", ["x \\ge 0"], proof("x - 1", [["-1"], atoms(("x", "1"))]), "rejected"),
        ("x + 1 > 0", ["x > 0"], proof("x + 1", [atoms(("x", "1"))]), "rejected"),
        ("\\frac{1}{x} > 0", ["x > 0"], proof("x", [atoms(("x", "1"))], "-1"), "proved"),
        ("\\frac{1}{x^{2}} \\ge 0", [], proof("x", [], "-2"), "rejected"),
        ("1 > 0", [], proof("x", [], "0"), "rejected"),
        ("0 \\ge 0", [], {"constant": "0", "factors": []}, "proved"),
        ("0 > 0", [], {"constant": "0", "factors": []}, "rejected"),
        ("1 \\ne 0", [], {"constant": "1", "factors": []}, "proved"),
        ("1 = 1", [], {"constant": "0", "factors": []}, "rejected"),
        ("-1 < x^{m}", ["-1 < x < 1", "m \\ge 1"], "power", "proved"),
        ("x^{m} < 1", ["-1 < x < 1", "m \\ge 1"], "power", "proved"),
        ("x^{m} < 1", ["-1 < x < 1"], "power", "rejected"),
        ("x^{m} < 1", ["x < 1", "m \\ge 1"], "power", "rejected"),
        ("0 < x^{m}", ["x > 0", "m \\ge 1"], "power", "proved"),
        ("0 < x^{m}", ["-1 < x < 1", "m \\ge 1"], "power", "rejected"),
        ("x^{m} < 0", ["-1 < x < 1", "m \\ge 1"], "power", "rejected"),
        ("x > 0", ["x > 0"], "because", "rejected"),
    ],
)  # fmt: skip
def test_sign(status, line, assumptions, one, expected):
    found = status(claim("s", "sign", [line], assumptions, evidence={"proofs": [one]}))
    assert found == expected


def test_one_proof_for_each_relation(status):
    line = "0 < x < 2"
    good = [proof("x", [atoms(("x", "1"))]), proof("2 - x", [["1"], atoms(("1 - x", "1"))])]
    sign = claim("s", "sign", [line], ["0 < x < 1"], evidence={"proofs": good})
    assert status(sign) == "proved"
    assert status({**sign, "evidence": {"proofs": good[:1]}}) == "rejected"
    assert status({**sign, "evidence": {"proofs": good[::-1]}}) == "rejected"
    assert status({**sign, "assumptions": ["0 < x < 1", "y > 0"]}) == "rejected"


def test_fact_with_a_hidden_zero(status):
    # w^{T - 1} > 0 holds at T = 1 and w = 0, where w^{T} is 0.
    bad = claim("e", "equation", ["\\frac{w^{T}}{w^{T}} = 1"], ["w^{T - 1} > 0", "T \\ge 1"])
    assert status(bad) == "rejected"


# ---- fixed points


POINTS = claim(
    "points",
    "fixed-points",
    ["x y = 0, x (x - 1) = 0 \\iff x = 0 \\quad\\text{or}\\quad x = 1, y = 0"],
    evidence={
        "cases": {
            "factors": ["x", "x - 1"],
            "combination": ["0", "1"],
            "cases": [
                {"alternative": "0", "combinations": [["0", "0", "1"]]},
                {
                    "alternative": "1",
                    "combinations": [["0", "0", "1"], ["1", "0", "-y"]],
                },
            ],
        },
        "converse": [[[], []], [[], []]],
    },
)


def test_fixed_points(status):
    assert status(POINTS) == "proved"


@pytest.mark.parametrize(
    "line",
    [
        "x y = 0, x (x - 1) = 0 \\iff x = 0 \\quad\\text{or}\\quad x = 1, y = 1",
        "x y = 0, x (x - 1) = 0 \\iff x = 1, y = 0 \\quad\\text{or}\\quad x = 0",
        "x y = 0, x (x + 1) = 0 \\iff x = 0 \\quad\\text{or}\\quad x = 1, y = 0",
        "x y = 0, x (x - 1) = 0 \\iff x = 0",
        "x y = 0, x (x - 1) \\ge 0 \\iff x = 0 \\quad\\text{or}\\quad x = 1, y = 0",
    ],
)
def test_wrong_fixed_points(status, line):
    assert status({**POINTS, "statement": [line]}) == "rejected"


def test_fixed_points_drop_only_what_is_nonzero(status):
    line = "a x = 0 \\iff x = 0"
    evidence = {
        "cases": {
            "factors": ["a", "x"],
            "combination": ["1"],
            "cases": [{"alternative": "0", "combinations": [["0", "1"]]}],
        },
        "converse": [[[]]],
    }
    good = claim("p", "fixed-points", [line], ["a \\ne 0"], evidence=evidence)
    assert status(good) == "proved"
    assert status({**good, "assumptions": []}) == "rejected"
    # A cofactor 1 / a is not defined at a = 0.
    leaf = {"cases": {"alternative": "0", "combinations": [["\\frac{1}{a}"]]}, "converse": [[[]]]}
    assert status({**good, "evidence": leaf}) == "proved"
    assert status({**good, "evidence": leaf, "assumptions": []}) == "rejected"


def test_converse_with_an_equation_left_over(status):
    line = "x (a b - c) = 0, x - 1 = 0 \\iff x = 1, a b = c"
    evidence = {
        "cases": {
            "alternative": "0",
            "combinations": [["0", "1"], ["1", "-(a b - c)"]],
        },
        "converse": [[["1"], ["0"]]],
    }
    good = claim("p", "fixed-points", [line], evidence=evidence)
    assert status(good) == "proved"
    wrong = copy.deepcopy(evidence)
    wrong["converse"] = [[["2"], ["0"]]]
    assert status({**good, "evidence": wrong}) == "rejected"


# ---- stability


MATRIX = claim(
    "matrix",
    "definition",
    ["J_{11} := -p", "J_{12} := 0", "J_{13} := 0", "J_{21} := 0", "J_{22} := -q", "J_{23} := 0",
     "J_{31} := 0", "J_{32} := 0", "J_{33} := 0", "t := -p - q", "d := p q"],
)  # fmt: skip
SPECTRUM = claim(
    "spectrum",
    "equation",
    [
        "J_{11} + J_{22} + J_{33} = t",
        "J_{11} J_{22} - J_{12} J_{21} + J_{11} J_{33} - J_{13} J_{31}"
        " + J_{22} J_{33} - J_{23} J_{32} = d",
        "J_{11} (J_{22} J_{33} - J_{23} J_{32}) - J_{12} (J_{21} J_{33} - J_{23} J_{31})"
        " + J_{13} (J_{21} J_{32} - J_{22} J_{31}) = 0",
    ],
    uses=["matrix"],
)
BOTH = ["p > 0", "q > 0"]
STABLE = "\\operatorname{Re} \\lambda_{\\pm} < 0"
SUM_PROOF = proof("p + q", [atoms(("p", "1")), atoms(("q", "1"))])
PRODUCT_PROOF = proof("p q", [atoms(("p", "1"), ("q", "1"))])


def test_stable(status):
    good = claim("stable", "stability", [STABLE], BOTH, ["spectrum", "matrix"],
                 {"proofs": [SUM_PROOF, PRODUCT_PROOF]})  # fmt: skip
    assert status(MATRIX, SPECTRUM, good) == "proved"
    assert status(MATRIX, SPECTRUM, {**good, "assumptions": ["p > 0"]}) == "rejected"
    swapped = {"proofs": [PRODUCT_PROOF, SUM_PROOF]}
    assert status(MATRIX, SPECTRUM, {**good, "evidence": swapped}) == "rejected"
    # The first checker finds the claims used beside the file.
    assert status(good, first="proved") == "rejected"
    other = copy.deepcopy(SPECTRUM)
    other["statement"][1] = other["statement"][1].replace("- J_{12} J_{21}", "")
    assert status(MATRIX, other, good) == "rejected"


def test_stable_if_and_only_if(status):
    line = STABLE + " \\iff p + q > 0 \\quad\\text{and}\\quad 3 p q > 0"
    evidence = {
        "ratios": ["1", "1/3"],
        "proofs": [proof("1", [["1"]]), proof("1/3", [["1/3"]])],
    }
    good = claim("stable", "stability", [line], uses=["spectrum", "matrix"], evidence=evidence)
    assert status(MATRIX, SPECTRUM, good) == "proved"
    wrong = [line.replace("3 p q", "-3 p q")]
    assert status(MATRIX, SPECTRUM, {**good, "statement": wrong}) == "rejected"


def test_unstable(status):
    line = "\\max \\operatorname{Re} \\lambda_{\\pm} \\ge 0"
    evidence = {
        "weights": ["1", "0"],
        "proofs": [proof("1", [["1"]]), {"constant": "0", "factors": []},
                   proof("-p q", [atoms(("-p", "1"), ("q", "1"))])],
    }  # fmt: skip
    good = claim(
        "unstable", "stability", [line], ["p < 0", "q > 0"], ["spectrum", "matrix"], evidence
    )
    assert status(MATRIX, SPECTRUM, good) == "proved"
    assert status(MATRIX, SPECTRUM, {**good, "assumptions": BOTH}) == "rejected"
    zero = copy.deepcopy(good)
    zero["evidence"]["weights"] = ["0", "0"]
    assert status(MATRIX, SPECTRUM, zero) == "rejected"


def test_refuted_stability(status):
    refuted = claim("stable", "stability", [STABLE], ["p > 0"], ["spectrum", "matrix"],
                    {"witness": {"p": "1", "q": "-2"},
                     "values": ["1", "0", "1", "-2"]})  # fmt: skip
    assert status(MATRIX, SPECTRUM, refuted) == "refuted"
    holds = copy.deepcopy(refuted)
    holds["evidence"] = {"witness": {"p": "1", "q": "2"}, "values": ["1", "0", "-3", "2"]}
    assert status(MATRIX, SPECTRUM, holds) == "rejected"


# ---- refutation by numbers


REFUTED = claim(
    "refuted",
    "equation",
    ["\\sum_{m<T} x^{m} = x + 1"],
    ["x > 1"],
    evidence={"witness": {"x": "2", "T": "3"}, "values": ["2", "1", "7", "3"]},
)


def test_refuted_equation(status):
    assert status(REFUTED) == "refuted"


@pytest.mark.parametrize(
    "evidence",
    [
        {"witness": {"x": "2", "T": "2"}, "values": ["2", "1", "3", "3"]},
        {"witness": {"x": "1", "T": "3"}, "values": ["1", "1", "3", "2"]},
        {"witness": {"x": "2", "T": "3"}, "values": ["2", "1", "7", "4"]},
        {"witness": {"x": "2", "T": "3"}, "values": ["2", "1", "7"]},
        {"witness": {"x": "2", "T": "3", "y": "1"}, "values": ["2", "1", "7", "3"]},
        {"witness": {"x": "2"}, "values": ["2", "1", "7", "3"]},
        {"witness": {"x": "2", "T": "-3"}, "values": ["2", "1", "0", "3"]},
        {"witness": {"x": "4/2", "T": "3"}, "values": ["2", "1", "7", "3"]},
    ],
)
def test_bad_refutation(status, evidence):
    assert status({**REFUTED, "evidence": evidence}) == "rejected"


def test_witness_for_a_defined_name(status):
    given = claim("d", "definition", ["c := a^{2}"])
    other = claim("o", "definition", ["h := c"])
    line = claim("line", "equation", ["h = a^{2}"], uses=["d", "o"])
    # c is not unfolded here, but it is not free either: c + 1 = 0 has no solution.
    bad = claim("bad", "sign", ["c - h + 1 > 0"], uses=["line"],
                evidence={"witness": {"c": "-5", "a": "0"}, "values": ["-4", "0"]})  # fmt: skip
    assert status(given, other, line, bad) == "rejected"
