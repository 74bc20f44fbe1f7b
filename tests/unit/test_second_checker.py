"""The second checker: hand-written certificates of every kind, sound ones and corrupted ones."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from tests.second_checker import explained, verdicts

Claim = dict[str, Any]


def claim(
    name: str,
    kind: str,
    statement: list[str],
    assumptions: list[str] | None = None,
    uses: list[str] | None = None,
    evidence: Any = None,
) -> Claim:
    return {
        "format": "symdyn-certificate-1",
        "id": name,
        "kind": kind,
        "statement": statement,
        "assumptions": assumptions or [],
        "uses": uses or [],
        "evidence": evidence or {},
        "title": "",
        "source": "",
    }


@pytest.fixture
def status(tmp_path: Path):
    """The status of the last of some claims, after a check that no claim before it is rejected."""

    def judged(*claims: Claim, before: str = "proved") -> str:
        paths = []
        for one in claims:
            path = tmp_path / f"{one['id']}.json"
            path.write_text(json.dumps(one))
            paths.append(path)
        found = verdicts(paths)
        reasons = explained(paths)
        for one in claims[:-1]:
            assert found[one["id"]] == before, reasons[one["id"]]
        return found[claims[-1]["id"]]

    return judged


def atoms(*pairs: tuple[str, str]) -> list[Any]:
    return ["1", *([atom, power] for atom, power in pairs)]


def proof(factor: str, terms: list[Any], power: str = "1", constant: str = "1") -> Claim:
    return {
        "constant": constant,
        "factors": [{"factor": factor, "power": power, "terms": terms}],
    }


UNIT = ["-1 < x < 1"]
SERIES = claim("series", "definition", ["f := \\lim_{T \\to \\infty} \\sum_{m<T} x^{m}"])
GEOMETRIC = claim(
    "geometric",
    "equation",
    ["f = \\frac{1}{1 - x}"],
    UNIT,
    ["series"],
    {"sums": ["\\frac{x^{m}}{x - 1}"]},
)


# ---- definitions and files


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
        ("53^{m} = 53^{m}", "rejected"),
        ("(a - b)^{m} (a + b)^{m} = (a^{2} - b^{2})^{m}", "proved"),
        ("\\partial_{x} x^{m} = m x^{m - 1}", "rejected"),
        ("\\partial_{x} x^{3} y = 3 x^{2} y", "proved"),
        ("\\left. \\partial_{x} (x y) \\right|_{y = x} = x", "proved"),
        ("\\left. \\partial_{x} (x y) \\right|_{y = x} = 2 x", "rejected"),
        ("\\left. x y \\right|_{x = y, y = x} = x y", "proved"),
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
                  ["\\left. \\left. f \\right|_{x = y} \\right|_{y = 2} = -1"],
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
    moved = claim("moved", "equation", ["\\left. h + c \\right|_{a = 0} = b + c"], uses=["line"])
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
    assert status(claim("d", "definition", ["x := x + 1"]),
                  claim("e", "equation", ["x = x + 1"], uses=["d"])) == "rejected"  # fmt: skip


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
    ["x y = 0, x (x - 1) = 0 \\iff x = 0 \\text{or} x = 1, y = 0"],
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
        "x y = 0, x (x - 1) = 0 \\iff x = 0 \\text{or} x = 1, y = 1",
        "x y = 0, x (x - 1) = 0 \\iff x = 1, y = 0 \\text{or} x = 0",
        "x y = 0, x (x + 1) = 0 \\iff x = 0 \\text{or} x = 1, y = 0",
        "x y = 0, x (x - 1) = 0 \\iff x = 0",
        "x y = 0, x (x - 1) \\ge 0 \\iff x = 0 \\text{or} x = 1, y = 0",
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
     "J_{31} := 0", "J_{32} := 0", "J_{33} := 0"],
)  # fmt: skip
SPECTRUM = claim(
    "spectrum",
    "equation",
    [
        "J_{11} + J_{22} + J_{33} = -p - q",
        "J_{11} J_{22} - J_{12} J_{21} + J_{11} J_{33} - J_{13} J_{31}"
        " + J_{22} J_{33} - J_{23} J_{32} = p q",
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
    good = claim("stable", "stability", [STABLE], BOTH, ["spectrum"],
                 {"proofs": [SUM_PROOF, PRODUCT_PROOF]})  # fmt: skip
    assert status(MATRIX, SPECTRUM, good) == "proved"
    assert status(MATRIX, SPECTRUM, {**good, "assumptions": ["p > 0"]}) == "rejected"
    swapped = {"proofs": [PRODUCT_PROOF, SUM_PROOF]}
    assert status(MATRIX, SPECTRUM, {**good, "evidence": swapped}) == "rejected"
    assert status(good) == "rejected"
    other = copy.deepcopy(SPECTRUM)
    other["statement"][1] = other["statement"][1].replace("- J_{12} J_{21}", "")
    assert status(MATRIX, other, good) == "rejected"


def test_stable_if_and_only_if(status):
    line = STABLE + " \\iff p + q > 0 \\quad\\text{and}\\quad 3 p q > 0"
    evidence = {
        "ratios": ["1", "1/3"],
        "proofs": [proof("1", [["1"]]), proof("1/3", [["1/3"]])],
    }
    good = claim("stable", "stability", [line], uses=["spectrum"], evidence=evidence)
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
    good = claim("unstable", "stability", [line], ["p < 0", "q > 0"], ["spectrum"], evidence)
    assert status(MATRIX, SPECTRUM, good) == "proved"
    assert status(MATRIX, SPECTRUM, {**good, "assumptions": BOTH}) == "rejected"
    zero = copy.deepcopy(good)
    zero["evidence"]["weights"] = ["0", "0"]
    assert status(MATRIX, SPECTRUM, zero) == "rejected"


def test_refuted_stability(status):
    refuted = claim("stable", "stability", [STABLE], ["p > 0"], ["spectrum"],
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


# ---- modes and ranks


FRAMES = claim(
    "frames",
    "definition",
    ["A := U a P^{\\top}", "W := P w P^{\\top}", "B := P b V^{\\top}",
     "U^{\\top} U = I", "P^{\\top} P = I", "V^{\\top} V = I"],
)  # fmt: skip
READ = claim("read", "definition", ["y := U^{\\top} \\sum_{k<T} A W^{k} (B + B) V"])


def test_mode(status):
    good = claim("mode", "mode", ["y = \\sum_{j<T} 2 a b w^{j}"], uses=["frames", "read"])
    assert status(FRAMES, READ, good) == "proved"
    for wrong in (
        "y = \\sum_{j<T} a b w^{j}",
        "y = \\sum_{j<T - 1} 2 a b w^{j}",
        "y = 2 a b w^{T}",
        "z = z",
    ):
        assert status(FRAMES, READ, {**good, "statement": [wrong]}) == "rejected", wrong


@pytest.mark.parametrize(
    ("word", "diagonal"),
    [
        ("A W B", "a w b"),
        ("U^{\\top} W V", "w"),
        ("U^{\\top} A^{2} P", "a^{2}"),
        ("\\operatorname{diag}(W)", "w"),
        ("U^{\\top} (A + W) P", "a + w"),
        ("P^{\\top} (B + 1) V", "b + 1"),
    ],
)
def test_words_whose_frames_do_not_fit(status, word, diagonal):
    given = claim("word", "definition", [f"y := {word}"])
    bad = claim("mode", "mode", [f"y = {diagonal}"], uses=["word", "frames"])
    assert status(given, FRAMES, bad) == "rejected"


def test_a_mode_does_not_unfold_equations_of_numbers(status):
    # As numbers X Y = Y X; as matrices this is not so.
    swapped = claim("swap", "equation", ["H = H_{1} W"], uses=["h"])
    names = claim("h", "definition", ["H := W H_{1}"])
    assert status(names, swapped) == "proved"
    bad = claim("mode", "mode", ["H = H_{1} w"], uses=["swap", "frames"])
    assert status(names, swapped, FRAMES, bad) == "rejected"


def test_refuted_mode(status):
    given = claim("word", "definition", ["y := W"])
    good = claim("mode", "mode", ["y = w"], uses=["word", "frames"], evidence={
        "matrices": {"P": [["3/5", "-4/5"], ["4/5", "3/5"]], "w": [["1", "0"], ["0", "0"]]},
        "entry": ["0", "1"],
        "value": "12/25",
    })  # fmt: skip
    assert status(given, FRAMES, good) == "refuted"
    for key, value in (
        ("entry", ["0", "0"]),
        ("value", "0"),
        ("matrices", {**good["evidence"]["matrices"], "P": [["1", "1"], ["0", "1"]]}),
        ("matrices", {**good["evidence"]["matrices"], "w": [["1", "1"], ["0", "0"]]}),
    ):
        wrong = {**good, "evidence": {**good["evidence"], key: value}}
        assert status(given, FRAMES, wrong) == "rejected", (key, value)


def update(kernel: str, feedback: str, top: str = "T") -> Claim:
    return claim(
        "update",
        "definition",
        [
            f"\\Delta W := \\sum_{{m<{top}}} \\sum_{{j<T - m - 1}}"
            " K_{m} F E_{j + m + 1} B^{\\top} (W^{\\top})^{j}",
            f"K_{{m}} := {kernel}",
            f"F := {feedback}",
        ],
    )


RANK = "\\operatorname{rank}(W_{K} - W_{0}) \\le "


@pytest.mark.parametrize(
    ("kernel", "feedback", "top", "bound", "by_lag", "expected"),
    [
        ("\\hat{w}^{m} I", "R^{\\top}", "T", "o", "0", "proved"),
        ("\\hat{w}^{m} I", "R^{\\top}", "T", "o - 1", "0", "rejected"),
        ("\\hat{w}^{m} I", "A^{\\top}", "T", "o", "0", "rejected"),
        ("\\hat{w}^{m} I", "A^{\\top}", "T", "o K", "0", "proved"),
        ("\\hat{w}^{m} W_\\star", "R^{\\top}", "T", "o", "0", "rejected"),
        ("w^{m}", "R^{\\top}", "T", "o", "0", "rejected"),
        ("(W^{\\top})^{m}", "A^{\\top}", "3", "3 o K", "0", "proved"),
        ("(W^{\\top})^{m}", "A^{\\top}", "3", "2 o K", "0", "rejected"),
        ("(W^{\\top})^{m}", "A^{\\top}", "\\tau", "o K \\tau", "0", "proved"),
        ("(W^{\\top})^{m}", "A^{\\top}", "\\tau", "o K \\tau", "1", "proved"),
        ("(W^{\\top})^{m}", "A^{\\top}", "\\tau - 5", "o K (\\tau - 5)", "1", "rejected"),
        ("(W^{\\top})^{m}", "A^{\\top}", "T", "o K T", "0", "rejected"),
        ("I + (W^{\\top})^{m}", "R^{\\top}", "2", "o (1 + 2 K)", "0", "proved"),
        ("(\\hat{w} I + W)^{2}", "R^{\\top}", "2", "o", "0", "rejected"),
        ("I", "B^{\\top}", "T", "o", "0", "rejected"),
        ("(W^{\\top})^{m}", "A^{\\top}", "T", "n", "0", "rejected"),
    ],
)
def test_rank(status, kernel, feedback, top, bound, by_lag, expected):
    rank = claim("rank", "rank", [RANK + bound], uses=["update"], evidence={"by-lag": by_lag})
    assert status(update(kernel, feedback, top), rank) == expected


def test_rank_of_a_square_matrix(status):
    assert status(claim("rank", "rank", [RANK + "n"], evidence={"by-lag": "0"})) == "proved"
    assert status(claim("rank", "rank", [RANK + "i"], evidence={"by-lag": "0"})) == "rejected"


def test_refuted_rank(status):
    given = claim("update", "definition", ["\\Delta W := A^{\\top} B^{\\top}"])
    matrices = {
        "A": [["1", "0"], ["0", "1"]],
        "B": [["1", "2"], ["3", "4"]],
        "W": [["0", "0"], ["0", "0"]],
        "\\eta": "1",
    }
    evidence = {"matrices": matrices, "updates": "1", "horizon": "1", "rows": ["0", "1"],
                "columns": ["0", "1"], "minor": "-2"}  # fmt: skip
    good = claim("rank", "rank", [RANK + "n - 1"], uses=["update"], evidence=evidence)
    assert status(given, good) == "refuted"
    assert status(given, {**good, "statement": [RANK + "n"]}) == "rejected"
    for key, value in (
        ("minor", "2"),
        ("rows", ["0", "2"]),
        ("rows", ["0"]),
        ("columns", ["1", "0"]),
        ("updates", "0"),
        ("matrices", {**matrices, "\\eta": "0"}),
        ("matrices", {**matrices, "R": [["1", "0"], ["0", "1"]]}),
        ("matrices", {**matrices, "B": [["1", "2"], ["2", "4"]]}),
    ):
        wrong = {**good, "evidence": {**evidence, key: value}}
        assert status(given, wrong) == "rejected", (key, value)
