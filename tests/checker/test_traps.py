"""False claims and misleading texts that the kernel refuses, each beside what it accepts."""

import json
import os

import pytest

from symdyn.checker import check_files
from tests.checker.sequents import judge, sequent, symbol, use
from tests.soundness.certificates import second_status

NATURAL = {"constant": "1", "factors": [["m", 1, [["1", [["m", 1]]]]]]}
POSITIVE = {"constant": "1", "factors": []}
F = symbol("f", "x - x")
SERIES = symbol("f", r"\lim_{T \to \infty} \sum_{m<T} x^{m}")
SLOPE = r"\partial_{x} f = \frac{1}{\left(1 - x\right)^{2}}"
INSIDE = "-1 < x; x < 1"
GEOMETRIC = {"unfold": ["f"], "sums": [r"\frac{x^{m}}{x - 1}"]}
G = symbol("g", "w^{k}")
HALF = {"-1 < w; w < 1": ""}


def proves(tmp_path, symbols, *claims):
    return judge(tmp_path / "case", symbols, *claims)[claims[-1]["id"]].startswith("proved")


TRUE = [
    ([F], sequent("u", ["f = 0"], unfold=["f"])),
    ([SERIES], sequent("u", [r"f = \frac{1}{1 - x}"], INSIDE, **GEOMETRIC)),
    ([], sequent("u", [r"m \ge 0"], proofs=[NATURAL])),
    ([], sequent("u", [r"b \left(\frac{a b}{1 - w^{2}} - c\right) = -b c + \frac{a b^{2}}{1 - w^{2}}"],
                 r"1 - w^{2} \ne 0")),
    ([], sequent("u", [r"\frac{x}{x} = 1"], r"x \ne 0")),
    ([symbol("K(z)", r"\frac{1}{1 - w z}")],
     sequent("u", [r"K'(z) = \frac{w}{\left(1 - w z\right)^{2}}"], r"1 - w z \ne 0", unfold=["K("])),
    ([symbol("K(z)", "5")], sequent("u", ["K'(w) = 0"], unfold=["K("])),
    ([], sequent("u", [r"z^{2} - t z + d = 0"], r"r^{2} = t^{2} - 4 d; r \ge 0; z = \frac{t + r}{2}",
                 proofs=[{"by": [[r"z - t + \frac{t + r}{2}", r"z = \frac{t + r}{2}"],
                                 [r"\frac{1}{4}", "r^{2} = t^{2} - 4 d"]]}])),
]  # fmt: skip


@pytest.mark.parametrize("place", range(len(TRUE)))
def test_what_is_true_is_proved(place, tmp_path):
    symbols, claim = TRUE[place]
    assert judge(tmp_path, symbols, claim)["u"] == "proved"


@pytest.mark.parametrize(
    ("symbols", "claims"),
    [
        # a value that means nothing is put in
        ([F], [TRUE[0][1], sequent("v", [r"\left. f \right|_{x = \frac{1}{0}} = 0"], uses=[use("u")])]),
        ([], [TRUE[2][1], sequent("v", [r"w \ge 0"], uses=[use("u", m="w")], proofs=["known"])]),
        ([], [TRUE[2][1], sequent("v", [r"-1 \ge 0"], uses=[use("u", m="-1")], proofs=["known"])]),
        # what is not discharged, and circles
        ([], [sequent("u", ["w > 0"], uses=[use("u")], proofs=["known"])]),
        ([], [sequent("u", ["w > 0"], "w > 0", proofs=["known"]),
              sequent("v", ["w > 0"], uses=[use("u")], proofs=["known"])]),
        ([], [sequent("u", ["w > 0", "c > 0"], "c > 0", proofs=["known", "known"]),
              sequent("t", ["w > 0", "c > 0"], "w > 0", proofs=["known", "known"]),
              sequent("v", ["w > 0"], uses=[use("u"), use("t")], proofs=["known"])]),
        # sums and limits
        ([], [sequent("u", [r"\lim_{T \to \infty} \sum_{k<T} \left(-1\right)^{k} = \frac{1}{2}"],
                      sums=[r"-\frac{1}{2} (-1)^{k}"])]),
        ([], [sequent("u", [r"\lim_{T \to \infty} \sum_{m<T} \left(\frac{1}{2}\right)^{m} = 3"],
                      sums=[r"-2 (\frac{1}{2})^{m} - 1"])]),
        ([], [sequent("u", [r"\lim_{T \to \infty} \sum_{k<T} \left(w w^{k} v^{m}"
                            r" \cdot \left(v^{k}\right)^{m} - w^{k} \left(v^{k}\right)^{m}\right) = -1"],
                      "-1 < w; w < 1", sums=[r"w^{k} (v^{k})^{m}"])]),
        ([], [sequent("u", [r"\lim_{T \to \infty} \sum_{k<T} 0 = -1"], "-1 < w; w < 1",
                      sums=[r"\frac{(w^{m})^{k}}{(w^{k})^{m}}"])]),
        ([], [sequent("u", [r"\sum_{k<T - 5} 1 = T - 5"], sums=["k"])]),
        # binders do not capture, and hide no index
        ([G], [sequent("u", [r"\sum_{j<2} g = 2 g"], sums=["j g"]),
               sequent("v", [r"\sum_{k<2} g = 2 g"], sums=["k g"])]),
        ([], [sequent("u", [r"k \ge 1"], r"k \ge 1", proofs=["known"]),
              sequent("v", [r"\sum_{k<T} k > 0"], r"T \ge 1", uses=[use("u")],
                      proofs=[{"termwise": ["known", "known"]}])]),
        # denominators
        ([], [sequent("u", [r"\frac{x}{x} = 1"])]),
        ([], [sequent("u", [r"\left. \partial_{x} \left(\frac{1}{x} x\right) \right|_{x = 0} = 0"])]),
        ([], [sequent("u", [r"\left. \partial_{x} x^{m} \right|_{x = 0} = 0"])]),
        ([], [sequent("u", ["0^{m} = 0"])]),
        # a derivative where the claim holds on one side alone
        ([SERIES], [sequent("u", [r"f = \frac{1}{1 - x}"], INSIDE + r"; x \ge 0", **GEOMETRIC),
                    sequent("v", [SLOPE], INSIDE + r"; x \ge 0", uses=[use("u")])]),
        ([SERIES], [TRUE[1][1], sequent("v", [r"\left. f \right|_{x = 2} = -1"], uses=[use("u")])]),
        # a hypothesis on a defined letter does not reach what has another value for it
        ([symbol("w", r"\frac{1}{2}")],
         [sequent("u", ["1 - w^{2} > 0"], proofs=[POSITIVE])]),
        # one kernel: K(w) and K'(z) belong together
        ([symbol("K(z)", "5")], [sequent("u", ["K'(z) = 7"], unfold=["K("])]),
        ([symbol("K(z)", "5")], [sequent("u", ["K(z) > K'(z) + 6"], unfold=["K("],
                                            proofs=[POSITIVE])]),
        # strict relations, and equations that are not in force
        ([], [sequent("u", ["x^{2} > 0"], proofs=[{"constant": "1", "factors": [["x", 2, []]]}])]),
        ([], [sequent("u", ["0 > 0"], proofs=[{"constant": "0", "factors": []}])]),
        ([], [sequent("u", ["x = 0"], proofs=[{"by": [["1", "x = 0"]]}])]),
        ([], [sequent("u", ["1 = 0"], "x = 1", proofs=[{"by": [[r"\frac{1}{x - 1}", "x = 1"]]}])]),
    ],
)  # fmt: skip
def test_what_is_false_is_not_proved(symbols, claims, tmp_path):
    assert not proves(tmp_path, symbols, *claims)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("f(x + y) = f(x) + f(y)", r"f \cdot \left(x + y\right) = f x + f y"),
        ("v a r (2 x) = 2 v a r (x)", r"v a \cdot r \cdot \left(2 x\right)"),
        ("a / b = c", r"\frac{a}{b} = c"),
        ("x2 = 2 x", r"x \cdot 2 = 2 x"),
        ("2 3 = 6", r"2 \cdot 3 = 6"),
        (r"2 \frac{1}{2} = 1", r"2 \cdot \frac{1}{2} = 1"),
        ("b(x) = x b", "b x = x b"),
        ("d x = x d", r"d \cdot x = x d"),
        ("e > 2", None),
        ("i > 0", None),
        (r"\not w = w", None),
        (r"\sum_{k<T} k = k", None),
        ("x_{01} = x_{1}", None),
        ("K(w) = K w", None),
        (r"\alpha(x + 1) = \alpha x + \alpha", r"\alpha \cdot \left(x + 1\right)"),
        ("a % b = a", None),
        ("x y = y x, 1 < 0", None),
    ],
)
def test_a_text_with_another_reading_is_refused_and_told_its_spelling(text, right, tmp_path):
    found = judge(tmp_path, [], sequent("u", [text]))["u"]
    assert found.startswith("rejected")
    if right:
        assert right in found.replace("\\\\", "\\")


def test_matrices_do_not_commute(tmp_path):
    for text in (r"W \Omega = \Omega W", "A w = w A"):
        assert judge(tmp_path, [], sequent("u", [text]))["u"].startswith("rejected")


def test_a_claim_on_numbers_does_not_show_matrices_of_the_same_names(tmp_path):
    """x y = y x holds of real letters; with x and y shown as matrices it would not."""
    claim = sequent("u", ["x y = y x"])
    assert judge(tmp_path, [], claim)["u"] == "proved"
    words = [_word(x)[0] for x in "xy"]
    (tmp_path / "u.json").write_text(json.dumps({**claim, "matrices": words}), encoding="utf-8")
    (found,) = check_files([tmp_path / "u.json"])
    assert found.status == "rejected"


def _word(name):
    return symbol(name, r"U a P^{\top}", matrix=True)


OWN = r"\operatorname{diag}\left(\hat{w}\right)"  # a number of each unit


def test_no_hypothesis_is_on_what_has_a_number_of_each_unit(tmp_path):
    goal = {"mode": [{"matrix": OWN, "diagonal": r"\hat{w}"}]}
    for given, verdict in (("0 < x", "proved"), (r"0 < \hat{w}", "rejected")):
        claim = sequent("u", goal, hypotheses=given, proof={})
        assert judge(tmp_path, [], claim)["u"].startswith(verdict)


@pytest.mark.parametrize(
    ("word", "diagonal", "verdict"),
    [
        (r"U^{\top} U a", "a", "proved"),
        (r"a a^{\top} + I", "a^{2} + 1", "proved"),
        ("U a", "a", "rejected"),
        (r"P^{\top} W P", "w", "rejected"),
        (r"a^{\top} w", "a w", "rejected"),
        ("a + 1", "a + 1", "rejected"),
        ("a^{2}", "a^{2}", "rejected"),
        ("w", "w + 1", "rejected"),
        (r"\operatorname{diag}\left(P w P^{\top}\right)", "w", "rejected"),
        (r"\sum_{m<T} w^{m}", r"\sum_{m<T} w^{m}", "proved"),
        (r"\sum_{m<T - 1} w^{m}", r"\sum_{m<T - 1} w^{m}", "rejected"),
        (r"\sum_{m<T} w^{m}", r"\sum_{m<T} w^{j}", "rejected"),
        (rf"\left({OWN}\right)^{{2}} \hat{{a}}^{{\top}}", r"\hat{a} \hat{w}^{2}", "proved"),
        (rf"\left({OWN}\right)^{{2}} \hat{{a}}^{{\top}}", r"\hat{a} \gamma^{2}", "rejected"),
        (rf"P^{{\top}} {OWN} P", r"\hat{w}", "rejected"),
        (rf"P {OWN} P^{{\top}}", r"\hat{w}", "rejected"),
        (rf"\hat{{w}} {OWN}", r"\hat{w}^{2}", "rejected"),
        (rf"{OWN} + \hat{{w}} I", r"2 \hat{w}", "rejected"),
        (r"\operatorname{diag}\left(2\right)", "2", "rejected"),
        (r"\operatorname{diag}\left(T\right)", "T", "rejected"),
        (r"\operatorname{diag}\left(a\right)", "a", "rejected"),
    ],
)
def test_modes(word, diagonal, verdict, tmp_path):
    goal = {"mode": [{"matrix": word, "diagonal": diagonal}]}
    assert judge(tmp_path, [], sequent("u", goal, proof={}))["u"].startswith(verdict)


FIXED = r"\Omega R^{\top} A"
# A kernel with a number in front of W^m, which is a sum: the left factors are W^m R^T, one for each lag.
FADED = r"\sum_{m<\tau} \left(x^{m} I + W^{m} \cdot \left(1 - \frac{m}{2}\right)\right) R^{\top} A"


@pytest.mark.parametrize(
    ("of", "bounds", "updates", "verdict"),
    [
        ("W", ["n"], {}, "proved"),
        ("B", ["i"], {}, "proved"),
        ("W", ["o"], {"W": FIXED}, "proved"),
        ("W", ["Z o"], {"W": r"\Omega A^{\top} A"}, "proved"),
        ("W", ["o"], {"W": r"\Omega A^{\top} A"}, "rejected"),
        ("W", ["o"], {"W": r"W R^{\top} A"}, "rejected"),
        ("W", ["i"], {}, "rejected"),
        ("W", ["n - 1"], {}, "rejected"),
        ("W", ["o"], {"W": r"\Omega^{k} R^{\top} A"}, "rejected"),
        ("W", ["o"], {"B": FIXED}, "rejected"),
        ("W", ["T o"], {"W": r"\sum_{m<T} \Omega^{m} R^{\top} A"}, "rejected"),
        ("W", [r"o \tau"], {"W": r"\sum_{m<\tau} \Omega^{m} R^{\top} A"}, "proved"),
        ("W", ["o"], {"W": r"\Omega^{x} R^{\top} A"}, "rejected"),
        ("W", ["o"], {"W": rf"\left({OWN}\right)^{{2}} R^{{\top}} A"}, "proved"),
        ("W", ["o"], {"W": rf"{OWN} A^{{\top}} A"}, "rejected"),
        ("W", ["o"], {"W": rf"\sum_{{m<T}} \left({OWN}\right)^{{m}} R^{{\top}} A"}, "rejected"),
        (
            "W",
            [r"o \tau"],
            {"W": rf"\sum_{{m<\tau}} \left({OWN}\right)^{{m}} R^{{\top}} A"},
            "proved",
        ),
        ("W", ["o"], {"W": rf"\hat{{w}} {OWN} R^{{\top}} A"}, "rejected"),
        ("W", ["o"], {"W": r"\Omega^{-1} R^{\top} A"}, "rejected"),
        ("W", ["o"], {"W": r"\Omega^{T - 1} R^{\top} A"}, "rejected"),
        ("W", ["o"], {"W": r"\Omega R^{\top} A W^{T - 1}"}, "rejected"),
        ("W", ["o"], {"W": r"\Omega R^{\top} \frac{A}{x}"}, "rejected"),
        ("W", ["o"], {"W": r"\Omega R^{\top} A", "B": r"\frac{B}{0}"}, "rejected"),
        ("W", [r"o + Z o \cdot \left(\tau - 1\right)"], {"W": FADED}, "proved"),
        ("W", [r"o + Z o \cdot \left(\tau - 2\right)"], {"W": FADED}, "rejected"),
        ("W", [r"Z o \cdot \left(\tau - 1\right)"], {"W": FADED}, "rejected"),
        ("W", ["o"], {"W": FADED}, "rejected"),
    ],
)
def test_ranks(of, bounds, updates, verdict, tmp_path):
    goal = {"rank": {"of": of, "at_most": bounds, "updates": updates}}
    given = r"\tau \ge 1; \tau \le T" if FADED in updates.values() else ""
    claim = sequent("u", goal, given, proof={})
    assert judge(tmp_path, [], claim)["u"].startswith(verdict)
    (second,) = second_status([tmp_path / "u.json"]).values()
    assert second == verdict


@pytest.mark.parametrize("kind", ["device", "pipe", "large", "folder"])
def test_only_regular_files_of_a_bounded_size_are_opened(kind, tmp_path):
    path = tmp_path / "u.json"
    if kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.write_text(" " * 600_000, encoding="utf-8")
    assert judge(tmp_path, [])["u"].startswith("rejected")


def test_a_claim_with_too_much_work_is_refused(tmp_path):
    power = " ".join([r"\left(a + b + c + x + y + z\right)^{7}"] * 3)
    told = judge(tmp_path, [], sequent("u", [f"{power} = 0"]))["u"]
    assert "work" in told or "too many terms" in told
