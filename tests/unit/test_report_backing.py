"""The comparisons behind equations of another form: each notices what is wrong."""

from fractions import Fraction

import pytest

from symdyn.claims.claim import Claim
from symdyn.errors import FormulaError
from symdyn.formula.reading import read
from tests.provenance import eigenvalues
from tests.provenance.exact_values import one_relation, same, value
from tests.provenance.learned_change import follows

X = ("name", "x")
ENTRIES = [[f"H_{{{i}{j}}}" for j in (1, 2, 3)] for i in (1, 2, 3)]
TRACE = "H_{11} + H_{22} + H_{33}"
MINORS = (
    "H_{11} H_{22} - H_{12} H_{21} + H_{11} H_{33} - H_{13} H_{31} + H_{22} H_{33} - H_{23} H_{32}"
)
DETERMINANT = (
    "H_{11} (H_{22} H_{33} - H_{23} H_{32}) - H_{12} (H_{21} H_{33} - H_{23} H_{31})"
    " + H_{13} (H_{21} H_{32} - H_{22} H_{31})"
)


def spectrum(trace: str, minors: str, determinant: str = DETERMINANT) -> Claim:
    lines = (f"{TRACE} = {trace}", f"{MINORS} = {minors}", f"{determinant} = 0")
    return Claim("x.spectrum", "equation", lines)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("(x + y)^{2}", "x^{2} + 2 x y + y^{2}", True),
        ("(x + y)^{2}", "x^{2} - 2 x y + y^{2}", False),
        (r"\frac{1 - x^{2 T}}{1 - x^{2}} (1 - x)", r"\frac{1 - x^{2 T}}{1 + x}", True),
        (r"\frac{1 - x^{T}}{1 - x^{2}} (1 - x)", r"\frac{1 - x^{2 T}}{1 + x}", False),
        ("x", "y", False),
    ],
)
def test_formulas_are_the_same_where_their_values_are(
    left: str, right: str, expected: bool
) -> None:
    assert same(read(left), read(right)) is expected


def test_what_has_no_value_is_refused() -> None:
    for text in (r"\frac{1}{x}", "x^{-1}", r"2^{\frac{1}{2}}", "y", r"\partial_{y} x"):
        with pytest.raises(FormulaError):
            value(read(text), {X: Fraction(0)})
    with pytest.raises(FormulaError, match="2 relations"):
        one_relation("x = y = 1")


@pytest.mark.parametrize(
    ("shown", "trace", "minors", "expected"),
    [
        (r"\lambda = 0,\ \pm \frac{c}{1 - w}", "0", r"-\frac{c^{2}}{(1 - w)^{2}}", True),
        (r"\lambda = 0,\ \pm \frac{c}{1 + w}", "0", r"-\frac{c^{2}}{(1 - w)^{2}}", False),
        (r"\lambda = 0,\ \pm c \sqrt{\frac{2}{1 - w}}", "0", r"-\frac{2 c^{2}}{1 - w}", True),
        (r"\lambda = 0,\ \pm c \sqrt{\frac{2}{1 - w}}", "0", r"\frac{2 c^{2}}{1 - w}", False),
        (r"\lambda = 0,\ \pm c \sqrt{\frac{3}{1 - w}}", "0", r"-\frac{2 c^{2}}{1 - w}", False),
        (r"\lambda = 0,\ 0,\ -b^{2}", "-b^{2}", "0", True),
        (r"\lambda = 0,\ 0,\ b^{2}", "-b^{2}", "0", False),
        (r"\lambda = 0,\ -b^{2}", "-b^{2}", "0", False),
        (r"\mu = 0,\ 0,\ -b^{2}", "-b^{2}", "0", False),
    ],
)
def test_listed_eigenvalues_have_the_coefficients_that_are_claimed(
    shown: str, trace: str, minors: str, expected: bool
) -> None:
    assert eigenvalues.listed(shown, [spectrum(trace, minors)]) is expected


def test_a_claim_on_something_else_is_no_characteristic_polynomial() -> None:
    wrong = spectrum("0", "0", DETERMINANT.replace(" - ", " + ", 1))
    with pytest.raises(FormulaError, match="characteristic polynomial"):
        eigenvalues.listed(r"\lambda = 0,\ 0,\ 0", [wrong])
    with pytest.raises(FormulaError, match="more than one square root"):
        eigenvalues.listed(r"\lambda = 0,\ \sqrt{2},\ \sqrt{3}", [spectrum("0", "0")])


RULE = {
    "definition": Claim(
        "x.definition",
        "definition",
        (
            r"\Delta W := \sum_{m<\tau} K_{m} F E_{m}",
            r"K_{m} := \left(\frac{1}{2}\right)^{m} I + (W^{\top})^{m}",
            r"F := R^{\top}",
        ),
    ),
    "error": Claim("setting.error", "definition", (r"E_{k} := A W^{k} B",)),
}
LEARNED = {
    "update": r"\Delta W_{Z} = R^{\top} Y_{Z, 1} + \sum_{m<\tau} (W_{Z}^{\top})^{m} R^{\top} Y_{Z, 2, m}",
    "part-1": r"Y_{Z, 1} = \sum_{m<\tau} \left(\frac{1}{2}\right)^{m} A_{Z} W_{Z}^{m} B_{Z}",
    "part-2": r"Y_{Z, 2, m} = A_{Z} W_{Z}^{m} B_{Z}",
    "part-3": r"Q_{0} = 0, Q_{Z + 1} = Q_{Z} - \eta Y_{Z, 1}",
    "part-4": r"S_{0} = 0, S_{Z + 1} = S_{Z} - \eta \sum_{m<\tau} (W_{Z}^{\top})^{m} R^{\top} Y_{Z, 2, m}",
    "change": r"W_{Z} - W_{0} = R^{\top} Q_{Z} + S_{Z}",
}


def test_what_is_learned_follows_by_induction() -> None:
    assert follows("W", LEARNED, RULE)


@pytest.mark.parametrize(
    ("label", "old", "new"),
    [
        ("update", "R^", "A_{Z}^"),
        ("update", r"\Delta W", r"\Delta B"),
        ("part-1", "1}{2}", "1}{3}"),
        ("part-1", "W_{Z}^{m}", "W_{Z}^{m + 1}"),
        ("part-2", "= A", "= -A"),
        ("part-3", "Q_{0} = 0", "Q_{0} = 1"),
        ("part-3", r"\eta", r"2 \eta"),
        ("part-4", r"\tau", r"\tau + 1"),
        ("change", "+ S", "- S"),
        ("change", "W_{0}", "W_{Z}"),
        ("change", " = ", r" \le "),
    ],
)
def test_one_wrong_line_takes_them_all(label: str, old: str, new: str) -> None:
    changed = {**LEARNED, label: LEARNED[label].replace(old, new, 1)}
    assert changed != LEARNED
    assert not follows("W", changed, RULE)


def test_a_matrix_without_the_number_of_its_update_is_refused() -> None:
    with pytest.raises(FormulaError, match="without the number"):
        follows("W", {**LEARNED, "part-2": r"Y_{Z, 2, m} = A W_{Z}^{m} B_{Z}"}, RULE)
