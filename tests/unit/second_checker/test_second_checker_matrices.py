"""The second checker on modes and ranks."""

import pytest

from tests.second_checker.stated import Claim, claim

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
    # As numbers x y = y x; a name that is so given is no matrix word.
    swapped = claim("swap", "equation", ["h = y x"], uses=["h"])
    names = claim("h", "definition", ["h := x y"])
    assert status(names, swapped) == "proved"
    bad = claim("mode", "mode", ["h = x y"], uses=["swap"])
    assert status(names, swapped, bad) == "rejected"
    matrices = claim("swap", "equation", ["h = y W"], uses=["h"])
    assert status(claim("h", "definition", ["h := W y"]), matrices) == "rejected"


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


RANK = "\\operatorname{rank}(W_{Z} - W_{0}) \\le "


@pytest.mark.parametrize(
    ("kernel", "feedback", "top", "bound", "by_lag", "expected"),
    [
        ("\\hat{w}^{m} I", "R^{\\top}", "T", "o", "0", "proved"),
        ("\\hat{w}^{m} I", "R^{\\top}", "T", "o - 1", "0", "rejected"),
        ("\\hat{w}^{m} I", "A^{\\top}", "T", "o", "0", "rejected"),
        ("\\hat{w}^{m} I", "A^{\\top}", "T", "o Z", "0", "proved"),
        ("\\hat{w}^{m} W_\\star", "R^{\\top}", "T", "o", "0", "rejected"),
        ("w^{m}", "R^{\\top}", "T", "o", "0", "rejected"),
        ("(W^{\\top})^{m}", "A^{\\top}", "3", "3 o Z", "0", "proved"),
        ("(W^{\\top})^{m}", "A^{\\top}", "3", "2 o Z", "0", "rejected"),
        ("(W^{\\top})^{m}", "A^{\\top}", "\\tau", "o Z \\tau", "0", "proved"),
        ("(W^{\\top})^{m}", "A^{\\top}", "\\tau", "o Z \\tau", "1", "proved"),
        ("(W^{\\top})^{m}", "A^{\\top}", "\\tau - 5", "o (\\tau - 5) Z", "1", "rejected"),
        ("(W^{\\top})^{m}", "A^{\\top}", "T", "o Z T", "0", "rejected"),
        ("I + (W^{\\top})^{m}", "R^{\\top}", "2", "o (1 + Z)", "0", "proved"),
        ("I + (W^{\\top})^{m}", "R^{\\top}", "2", "o (1 + 2 Z)", "0", "rejected"),
        ("I + (W^{\\top})^{m}", "R^{\\top}", "\\tau", "o (1 + Z \\tau)", "0", "proved"),
        ("(W^{\\top})^{m}", "R^{\\top}", "\\tau", "o (1 + (\\tau - 1) Z)", "0", "rejected"),
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


# ---- what may occur in words


@pytest.mark.parametrize(
    ("word", "diagonal", "assumptions", "expected"),
    [
        ("\\frac{W}{x}", "\\frac{w}{x}", ["x \\ne 0"], "proved"),
        ("\\frac{W}{x}", "\\frac{w}{x}", [], "rejected"),
        ("\\frac{W}{T}", "\\frac{w}{T}", ["T \\ge 1"], "rejected"),
        ("W^{m - 1}", "w^{m - 1}", ["m \\ge 1"], "proved"),
        ("W^{m - 1}", "w^{m - 1}", [], "rejected"),
        ("\\sum_{m<T} W^{T - m - 1}", "\\sum_{j<T} w^{T - j - 1}", [], "proved"),
        ("\\sum_{m<T} W^{T - m - 2}", "\\sum_{j<T} w^{T - j - 2}", [], "rejected"),
        ("x_{1} W \\hat{w}", "x_{1} \\hat{w} w", [], "proved"),
        ("x_\\star W", "x_\\star w", [], "rejected"),
        ("W \\Delta B V", "w \\Delta B", [], "rejected"),
        ("E_{0} W", "E_{0} w", [], "rejected"),
        ("N_{a} W", "N_{a} w", [], "rejected"),
        ("(\\left. x \\right|_{x = 1}) W", "w", [], "rejected"),
        ("(\\partial_{x} x) W", "w", [], "rejected"),
    ],
)
def test_what_occurs_in_a_word(status, word, diagonal, assumptions, expected):
    given = claim("word", "definition", [f"y := P^{{\\top}} ({word}) P"])
    mode = claim("mode", "mode", [f"y = {diagonal}"], assumptions, ["word", "frames"])
    assert status(given, FRAMES, mode) == expected


@pytest.mark.parametrize(
    ("front", "rest", "bound", "assumptions", "expected"),
    [
        ("W^{\\top} A^{\\top}", "B", "o Z", [], "proved"),
        ("2 x^{T} W^{\\top} A^{\\top}", "B", "o Z", [], "proved"),
        ("x A^{\\top}", "B", "o Z", [], "proved"),
        ("A^{\\top}", "B", "o Z", [], "proved"),
        ("A^{\\top}", "B", "o", [], "rejected"),
        ("W^{\\top} W^{\\top} A^{\\top}", "B", "o Z", [], "rejected"),
        ("\\frac{W^{\\top}}{x} A^{\\top}", "B", "o Z", ["x \\ne 0"], "proved"),
        ("\\frac{W^{\\top}}{x} A^{\\top}", "B", "o Z", [], "rejected"),
        ("W^{\\top} A^{\\top}", "\\frac{1}{x}", "o Z", ["x \\ne 0"], "proved"),
        ("W^{\\top} A^{\\top}", "\\frac{1}{x}", "o Z", [], "rejected"),
        ("W^{\\top} A^{\\top}", "W^{T - 1}", "o Z", ["T \\ge 1"], "proved"),
        ("W^{\\top} A^{\\top}", "W^{T - 1}", "o Z", [], "rejected"),
        ("W^{\\top} A^{\\top}", "w", "o Z", [], "rejected"),
        ("W^{\\top} A^{\\top}", "S", "o Z", [], "rejected"),
        ("W^{\\top} A^{\\top}", "\\Delta A", "o Z", [], "rejected"),
        ("W^{\\top} A^{\\top}", "P", "o Z", [], "proved"),
        ("W^{\\top} A^{\\top}", "E_{0}", "o Z", [], "proved"),
        ("E_{0} A^{\\top}", "B", "o Z", [], "rejected"),
    ],
)
def test_what_occurs_in_an_update(status, front, rest, bound, assumptions, expected):
    given = claim("update", "definition", [f"\\Delta W := {front} {rest} A"])
    rank = claim("rank", "rank", [RANK + bound], assumptions, ["update"], {"by-lag": "0"})
    assert status(given, rank) == expected


def test_a_lag_in_the_scalars_alone(status):
    given = claim(
        "update", "definition", ["\\Delta W := \\sum_{m<\\tau} x^{m} W^{\\top} A^{\\top} B^{m} A"]
    )
    one = claim("rank", "rank", [RANK + "o Z"], uses=["update"], evidence={"by-lag": "0"})
    assert status(given, one) == "proved"
    assert status(given, {**one, "evidence": {"by-lag": "1"}}) == "rejected"
    many = {**one, "statement": [RANK + "o \\tau Z"], "evidence": {"by-lag": "1"}}
    assert status(given, many) == "proved"
    assert status(given, {**many, "evidence": {"by-lag": "0"}}) == "rejected"
