"""The second checker on names, sums, facts and status: sound certificates and corrupted ones."""

import copy
import json

import pytest

from tests.second_checker import verdicts
from tests.second_checker.stated import GEOMETRIC, SERIES, UNIT, atoms, claim, proof


def test_definition(status):
    assert status(claim("d", "definition", ["a := b c", "P^{\\top} P = I"])) == "proved"


@pytest.mark.parametrize(
    "lines",
    [
        ["a = b"],
        ["a := b", "a := c"],
        ["m := 1"],
        ["I := 2"],
        ["\\operatorname{Re} \\lambda_{\\pm} := -1"],
        ["P^{\\top} Q = I"],
        ["E_{m + 1} := 1"],
        ["E_{0} := 1"],
        ["E_{k} := 1", "E_{m} := 1"],
        ["n := 1"],
        ["o := 1"],
        ["x := x + 1"],
        ["E_{k} := E_{k + 1}"],
        ["x := y", "y := x"],
        [],
    ],
)
def test_bad_definition(status, lines):
    assert status(claim("d", "definition", lines)) == "rejected"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"id": "d"', '"id": "e"'),
        ('"title": ""', '"title": 1'),
        ('"title": ""', '"title": null'),
        ('"title": "", ', ""),
        ('"title": ""', '"title": "", "title": ""'),
        ('"title": ""', '"title": "", "note": ""'),
        ("certificate-1", "certificate-2"),
        ('"a := b"', '"a := b", "a  :=  b"'),
        ('"a := b"', '"a := b", "a := b"'),
        ("a := b", "a := \\\\foo"),
        ("a := b", "a := b^2"),
        ("a := b", "a := 1 2"),
        ("a := b", "a := b \\u00b7 c"),
        ("a := b", "a := " + "(" * 61 + "b" + ")" * 61),
        ("a := b", "a := " + "b +" * 20_000 + "b"),
        ('"definition"', '"theorem"'),
    ],
)
def test_bad_file(tmp_path, old, new):
    text = json.dumps(claim("d", "definition", ["a := b"]))
    path = tmp_path / "d.json"
    path.write_text(text)
    assert verdicts([path]) == {"d": "proved"}
    assert old in text
    path.write_text(text.replace(old, new))
    assert verdicts([path]) == {"d": "rejected"}


def test_too_many_bytes_and_broken_json(tmp_path):
    path = tmp_path / "d.json"
    path.write_text(json.dumps(claim("d", "definition", ["a := b"])) + " " * 500_000)
    assert verdicts([path]) == {"d": "rejected"}
    path.write_text("{")
    assert verdicts([path]) == {"d": "rejected"}
    path.write_text("[" * 100_000)
    assert verdicts([path]) == {"d": "rejected"}


# ---- equations


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("(a + b)^{2} = a^{2} + 2 a b + b^{2}", "proved"),
        ("(a + b)^{2} = a^{2} + b^{2}", "rejected"),
        ("x^{m + 2} y^{2 m} = x^{2} x^{m} (y^{2})^{m}", "proved"),
        ("6^{m} = 2^{m} 3^{m} = 12^{m} / 2^{m}", "proved"),
        ("53^{m} = 53^{m}", "proved"),
        ("53^{m} = 59^{m}", "rejected"),
        ("(a - b)^{m} (a + b)^{m} = (a^{2} - b^{2})^{m}", "proved"),
        ("\\partial_{x} x^{m} = m x^{m - 1}", "rejected"),
        ("\\partial_{x} (x^{3} y) = 3 x^{2} y", "proved"),
        ("y \\partial_{x} x^{3} = 3 x^{2} y", "proved"),
        ("\\partial_{x} x^{3} y = 3 x^{2} y", "rejected"),
        ("\\left. \\partial_{x} (x y) \\right|_{y = x} = x", "proved"),
        ("\\left. \\partial_{x} (x y) \\right|_{y = x} = 2 x", "rejected"),
        ("\\left. (x y) \\right|_{x = a, y = b} = a b", "proved"),
        ("\\left. (x y) \\right|_{x = a, y = x} = a x", "rejected"),
        ("\\left. (x y) \\right|_{x = y, y = x} = x y", "rejected"),
        ("\\left. x y \\right|_{x = a} = a y", "rejected"),
        ("\\frac{x}{x} = 1", "rejected"),
        ("\\frac{0}{x} = 0", "rejected"),
        ("0^{m} = 0", "rejected"),
        ("\\partial_{w} K(w) = 0", "rejected"),
        ("\\frac{1}{0} = \\frac{1}{0}", "rejected"),
        ("a < b", "rejected"),
        ("a^{b} = a^{b}", "rejected"),
        ("\\operatorname{diag}(a) = a", "rejected"),
    ],
)
def test_equation(status, line, expected):
    assert status(claim("e", "equation", [line])) == expected


def test_derivative_of_an_index_power(status):
    line = "\\partial_{x} x^{m} = m x^{m - 1}"
    assert status(claim("e", "equation", [line], ["m \\ge 1"])) == "proved"
    assert status(claim("e", "equation", [line], ["x \\ne 0"])) == "proved"
    assert status(claim("e", "equation", [line], ["m \\ge 0"])) == "rejected"


def test_names_unfold(status):
    given = claim("d", "definition", ["g := a^{2}", "E_{k} := x^{k} + \\sum_{j<2} k"])
    line = "g E_{m + 1} = a^{2} (x x^{m} + 2 m + 2)"
    # The sum over j of k does not depend on j; its telescoping entry is j k at k = m + 1.
    evidence = {"sums": ["j (m + 1)"]}
    assert status(given, claim("e", "equation", [line], uses=["d"], evidence=evidence)) == "proved"
    assert status(claim("e", "equation", [line], evidence=evidence)) == "rejected"


def test_geometric_series(status):
    assert status(SERIES, GEOMETRIC) == "proved"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("statement", ["f = \\frac{1}{1 + x}"]),
        ("statement", ["f = \\frac{2}{1 - x}"]),
        ("assumptions", ["-1 < x < 2"]),
        ("assumptions", ["x < 1"]),
        ("assumptions", [*UNIT, "y > 0"]),
        ("uses", []),
        ("uses", ["series", "nothing"]),
        ("evidence", {"sums": ["\\frac{x^{m}}{x - 1} + 5"]}),
        ("evidence", {"sums": ["\\frac{x^{m}}{x + 1}"]}),
        ("evidence", {"sums": ["\\frac{x^{m}}{x - 1}", "0"]}),
        ("evidence", {"sums": []}),
        ("evidence", {}),
        ("evidence", {"sums": ["\\frac{x^{m}}{x - 1}"], "more": "0"}),
        ("evidence", {"gap": "why", "sums": []}),
    ],
)
def test_corrupted_series(status, key, value):
    bad = {**copy.deepcopy(GEOMETRIC), key: value}
    assert status(SERIES, bad) == "rejected"


def test_endless_sum_needs_an_entry_that_decays(status):
    # The entry plus a constant telescopes as well, and would give 1 / (1 - x) - 5.
    bad = {
        **GEOMETRIC,
        "statement": ["f = \\frac{1}{1 - x} - 5"],
        "evidence": {"sums": ["\\frac{x^{m}}{x - 1} + 5"]},
    }
    assert status(SERIES, bad) == "rejected"


def test_finite_sum_inside_an_endless_one(status):
    # sum_j<m 4^j 2^-m grows with m although 2^-m decays.
    given = claim("d", "definition", [
        "f := \\lim_{T \\to \\infty} \\sum_{m<T} \\sum_{j<m} x^{j} y^{m}",
    ])  # fmt: skip
    entries = ["\\frac{x^{j} y^{m}}{x - 1}",
               "\\frac{1}{x - 1} (\\frac{x^{m} y^{m}}{x y - 1} - \\frac{y^{m}}{y - 1})"]  # fmt: skip
    bad = claim("e", "equation",
                ["f = \\frac{1}{x - 1} (\\frac{1}{1 - x y} - \\frac{1}{1 - y})"],
                ["-1 < y < 1", "x - 1 > 0", "1 - x y \\ne 0"], ["d"],
                {"sums": entries})  # fmt: skip
    assert status(given, bad) == "rejected"


def test_finite_sums(status):
    line = "\\sum_{m<T} \\sum_{j<T - m - 1} 1 = \\frac{T (T - 1)}{2}"
    entries = ["j", "m (T - 1) - \\frac{m (m - 1)}{2}"]
    good = claim("e", "equation", [line], evidence={"sums": entries})
    assert status(good) == "proved"
    # With more terms outside, the number of terms inside is negative: the formula is false.
    line = "\\sum_{m<T + 2} \\sum_{j<T - m - 1} 1 = \\frac{(T + 2) (T - 3)}{2}"
    assert status({**good, "statement": [line]}) == "rejected"


def test_number_of_terms_by_a_relation(status):
    line = "\\sum_{m<T - \\tau} 1 = T - \\tau"
    good = claim("e", "equation", [line], ["\\tau \\le T"], evidence={"sums": ["m"]})
    assert status(good) == "proved"
    assert status({**good, "assumptions": []}) == "rejected"
    assert status({**good, "assumptions": ["T \\le \\tau"]}) == "rejected"


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("\\sum_{m<T} \\frac{1}{m + 1} = 0", "0"),
        ("\\sum_{m<T} y = T y", "m y + \\frac{1}{m - 3}"),
        ("\\sum_{m<T} y = T y + 1", "m y + \\frac{x^{m}}{x^{m}}"),
        ("\\sum_{m<T} y = T y", "\\frac{m y (x^{m} - 1)}{x^{m} - 1} + \\frac{0}{x^{0} - 1}"),
        ("\\sum_{m<y} 1 = y", "m"),
        ("\\sum_{m<T / 2} 1 = T / 2", "m"),
    ],
)
def test_bad_sums(status, line, entry):
    assert status(claim("e", "equation", [line], evidence={"sums": [entry]})) == "rejected"


def test_equal_formulas_share_an_entry(status):
    line = "\\sum_{m<T} m + \\sum_{m<T} m = T (T - 1)"
    entry = "\\frac{m (m - 1)}{2}"
    assert status(claim("e", "equation", [line], evidence={"sums": [entry]})) == "proved"
    assert status(claim("e", "equation", [line], evidence={"sums": [entry] * 2})) == "rejected"


def test_inner_index_does_not_capture(status):
    # E_m is 2 m, not 0 + 1.
    good = claim("e", "equation", ["\\sum_{m<T} E_{m} = T (T - 1)"], uses=["d"])
    captured = {**good, "statement": ["\\sum_{m<T} E_{m} = T"]}
    given = claim("d", "definition", ["E_{k} := \\sum_{j<2} k"])
    entries = {"sums": ["j m", "m (m - 1)"]}
    assert status(given, {**good, "evidence": entries}) == "proved"
    assert status(given, {**captured, "evidence": entries}) == "rejected"
    # With m bound twice an entry cannot name the outer m, so none telescopes.
    twice = claim("d", "definition", ["E_{k} := \\sum_{m<2} k"])
    for entry in ("m", "m^{2}", "\\frac{m (m - 1)}{2}"):
        for claimed in (good, captured):
            bad = {**claimed, "evidence": {"sums": [entry, "m (m - 1)"]}}
            assert status(twice, bad) == "rejected"


# ---- what used claims bring


def test_evaluation_moves_the_assumptions(status):
    at = claim("at", "equation", ["\\left. f \\right|_{x = y} = \\frac{1}{1 - y}"],
               ["-1 < y < 1"], ["geometric"])  # fmt: skip
    assert status(SERIES, GEOMETRIC, at) == "proved"
    outside = claim("at", "equation", ["\\left. f \\right|_{x = 2} = -1"], uses=["geometric"])
    assert status(SERIES, GEOMETRIC, outside) == "rejected"
    twice = claim("at", "equation",
                  ["\\left. (\\left. f \\right|_{x = y}) \\right|_{y = 2} = -1"],
                  ["-1 < y < 1"], ["geometric"])  # fmt: skip
    assert status(SERIES, GEOMETRIC, twice) == "rejected"
    beside = claim("at", "equation", ["f - \\left. f \\right|_{x = 0} = f - 1"],
                   ["-1 < 0 < 1"], ["geometric"])  # fmt: skip
    assert status(SERIES, GEOMETRIC, beside) == "rejected"


def test_assumption_hidden_in_a_name(status):
    radius = claim("radius", "definition", ["g := 1 - x^{2}"])
    hidden = claim("hidden", "equation", ["f = \\frac{1}{1 - x}"], ["g > 0", "1 - x \\ne 0"],
                   ["series", "radius"], {"sums": ["\\frac{x^{m}}{x - 1}"]})  # fmt: skip
    assert status(SERIES, radius, hidden) == "proved"
    at = claim("at", "equation", ["\\left. f \\right|_{x = 2} = -1"], ["g > 0", "1 - 2 \\ne 0"],
               ["hidden"])  # fmt: skip
    assert status(SERIES, radius, hidden, at) == "rejected"


def test_letters_that_depend_on_a_bound_one(status):
    inner = claim("inner", "definition", ["c := a^{2}"])
    outer = claim("outer", "definition", ["h := b + c"])
    line = claim("line", "equation", ["h = b + a^{2}"], uses=["inner", "outer"])
    assert status(inner, outer, line) == "proved"
    # Where nothing says what c is, it is a letter of its own.
    free = claim("free", "equation", ["\\partial_{a} (h + c) = 0"], uses=["outer"])
    assert status(outer, free) == "proved"
    bound = claim("bound", "equation", ["\\partial_{a} (h + c) = 2 a"], uses=["line"])
    assert status(inner, outer, line, bound) == "rejected"
    moved = claim("moved", "equation", ["\\left. (h + c) \\right|_{a = 0} = b + c"], uses=["line"])
    assert status(inner, outer, line, moved) == "rejected"
    both = claim("both", "equation", ["\\partial_{a} (h + c) = 4 a"], uses=["line", "inner"])
    assert status(inner, outer, line, both) == "proved"


def test_definitions_in_a_circle(status):
    one = claim("d1", "definition", ["x := y + 1"])
    two = claim("d2", "definition", ["y := x"])
    above = claim("above", "sign", ["x - y > 0"], uses=["d1"],
                  evidence={"proofs": [proof("1", [["1"]])]})  # fmt: skip
    below = claim("below", "sign", ["y - x \\ge 0"], uses=["d2"],
                  evidence={"proofs": [{"constant": "0", "factors": []}]})  # fmt: skip
    terms = [atoms(("x - y", "1")), atoms(("y - x", "1"))]
    absurd = claim("absurd", "sign", ["0 > 0"], uses=["above", "below"],
                   evidence={"proofs": [proof("0", terms)]})  # fmt: skip
    assert status(one, above) == "proved"
    assert status(two, below) == "proved"
    assert status(one, two, above, below, absurd) == "rejected"


def test_two_definitions_of_a_name(status):
    one = claim("d1", "definition", ["x := 1"])
    two = claim("d2", "definition", ["x := 2"])
    first = claim("first", "equation", ["y x = y"], uses=["d1"])
    second = claim("second", "equation", ["y x = 2 y"], uses=["first", "d2"])
    assert status(one, first) == "proved"
    assert status(one, two, first, second) == "rejected"


def test_assumptions_that_discharge_one_another(status):
    one = claim("one", "sign", ["2 x > 0"], ["x > 0"],
                evidence={"proofs": [proof("x", [atoms(("x", "1"))], constant="2")]})  # fmt: skip
    two = claim("two", "sign", ["x > 0"], ["2 x > 0"],
                evidence={"proofs": [proof("x", [["1/2", ["2 x", "1"]]])]})  # fmt: skip
    both = claim("both", "sign", ["x > 0"], uses=["one", "two"],
                 evidence={"proofs": [proof("x", [atoms(("x", "1"))])]})  # fmt: skip
    assert status(one, two, both) == "rejected"
    assert status(one, two, {**both, "assumptions": ["x > 0"], "uses": []}) == "proved"


def test_assumption_proved_by_another_claim(status):
    square = claim("square", "sign", ["1 + y^{2} > 0"],
                   evidence={"proofs": [proof("1 + y^{2}", [["1"], ["1", ["y", "2"]]])]})  # fmt: skip
    need = claim("need", "equation", ["\\frac{x + x y^{2}}{1 + y^{2}} = x"], ["1 + y^{2} > 0"])
    name = claim("name", "definition", ["u := 0"])
    line = claim("line", "equation", ["u = \\frac{0}{1 + y^{2}}"], ["1 + y^{2} > 0"], ["name"])
    last = claim("last", "equation", ["u = 0"], uses=["line", "square"])
    assert status(square, need) == "proved"
    assert status(name, line, square, last) == "proved"
    assert status(name, line, {**last, "uses": ["line"]}) == "rejected"


def test_status_of_what_rests_on_others(status):
    gap = claim("gap", "sign", ["x > 0"], evidence={"gap": "not found"})
    assert status(gap) == "unproved"
    rests = claim("rests", "sign", ["2 x > 0"], uses=["gap"],
                  evidence={"proofs": [proof("x", [atoms(("x", "1"))], constant="2")]})  # fmt: skip
    assert status(gap, rests, before="unproved") == "conditional"
    refuted = claim("gap", "sign", ["x > 0"],
                    evidence={"witness": {"x": "0"}, "values": ["0", "0"]})  # fmt: skip
    assert status(refuted, rests, before="refuted") == "rejected"
    assert status(rests) == "rejected"
    circle = claim("gap", "sign", ["x > 0"], uses=["rests"], evidence={"gap": "not found"})
    assert status(circle, rests, before="rejected") == "rejected"
    assert status({**gap, "uses": ["gap"]}) == "rejected"
