"""The fuzzer's own reading and values, against numbers worked out by hand."""

from fractions import Fraction
from random import Random

import pytest

from tests.soundness.evidence.decay import NoLimitError
from tests.soundness.evidence.drawing import Draw
from tests.soundness.evidence.exact import Place, Seen, UndefinedError, number
from tests.soundness.evidence.formulas import show
from tests.soundness.evidence.reading import line
from tests.soundness.evidence.reporting import KINDS
from tests.soundness.evidence.sums import claim
from tests.soundness.evidence.truth import judged

POINT = {
    "w": Fraction(1, 2),
    "v": Fraction(3),
    "k": Fraction(2),
    "m": Fraction(2),
    "g": Fraction(7),
}


def value(text: str, seen: Seen | None = None) -> Fraction:
    ((_, _, node),) = line(f"0 = {text}")[0]
    return number(node, Place(seen or Seen(), POINT))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\sum_{j < 3} (j + w^{j})", Fraction(19, 4)),
        (r"\sum_{j < k} \sum_{m < j + 1} m", 1),
        (r"\lim_{T \to \infty} \sum_{j < T} j w^{j}", 2),
        (r"\lim_{T \to \infty} \sum_{j < T} \sum_{m < T - j} w^{j} (\frac{1}{3})^{m}", 3),
        (r"\lim_{T \to \infty} \sum_{j < 2} w^{j}", Fraction(3, 2)),
        (r"\left. (w^{k} + v) \right|_{w = v, k = 3}", 30),
        (r"\frac{v}{2} - w / v", Fraction(4, 3)),
        (r"(w^{m})^{k} - (w^{k})^{m}", 0),
    ],
)
def test_values(text, expected):
    assert value(text) == expected


def test_a_derivative_is_exact_but_for_a_small_error():
    assert abs(value(r"\partial_{w} (w^{4} v + \frac{1}{w})") - Fraction(-5, 2)) < Fraction(
        1, 10**20
    )


def test_a_sum_binds_the_index_that_is_displayed_and_none_in_the_formula_of_a_name():
    seen = Seen({"h": ("^", ("v", "v"), ("v", "k"))}, {"E": ("k", ("*", ("v", "k"), ("v", "h")))})
    assert value(r"\sum_{k < 2} h", seen) == 18
    assert value(r"\sum_{k < 3} E_{k + 1}", seen) == 54
    assert value(r"\left. (h) \right|_{v = 2}", seen) == 4


def test_what_has_no_value():
    with pytest.raises(NoLimitError):
        value(r"\lim_{T \to \infty} \sum_{j < T} (w^{j} + 1)")
    with pytest.raises(UndefinedError):
        value(r"\frac{1}{2 w - 1}")
    with pytest.raises(UndefinedError):
        value(r"\sum_{j < k - 3} w")


def test_a_false_claim_is_seen_to_be_false_and_a_true_one_true():
    rng = Random(0)  # noqa: S311 - a fixed sample
    true = claim("c", "sign", [r"w^{2} + 1 > 2 w"], assumptions=[r"w \ne 1"])
    assert judged(true, {}, rng).points == 3
    assert judged({**true, "assumptions": []}, {}, rng, wanted=40).false == {"w": 1}
    points = claim("c", "fixed-points", [r"(x - 2) (x + v) = 0 \iff x = 2"])
    assert judged(points, {}, rng).false is not None


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_drawn_is_read_as_it_was_meant(kind):
    for seed in range(20):
        for one in KINDS[kind](Draw(seed)):
            for text in one["statement"]:
                for part in line(text):
                    for _, *sides in part:
                        for side in sides:
                            assert line(f"0 = {show(side)}")[0][0][2] == side
