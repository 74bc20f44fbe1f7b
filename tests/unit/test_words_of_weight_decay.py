"""What is said of weight decay, against the sums of the rule in numbers."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from sympy import Matrix, Rational, symbols

from symdyn import LearningRule, analyse, parameter
from symdyn.claims.statements import Statements
from symdyn.exact.bridge import value_of
from symdyn.formula.one_line import one_line
from symdyn.notation import m, w_hat
from symdyn.report.content import Piece, Prose
from symdyn.report.phrases import prose
from symdyn.stages.weight_decay.derive import decayed
from symdyn.stages.weight_decay.tell import answers, tell, where_it_leads

xi = parameter("xi", 0, None)


def said(rule: LearningRule) -> str:
    """The section on weight decay, its equations left out."""
    blocks = tell(Statements.of(analyse(rule))).blocks
    return " ".join(_shown(one.pieces) for one in blocks if isinstance(one, Prose))


def _shown(pieces: Sequence[Piece]) -> str:
    return "".join(one if isinstance(one, str) else one_line(one) for one in pieces)


def with_decay(feedback: str, **decay: Any) -> LearningRule:
    return LearningRule("my", "My", feedback, w_hat**m, weight_decay=decay)


def literal_drift(a_hat: Fraction, decays: tuple[int, int]) -> tuple[Fraction, Fraction, Fraction]:
    """Trace, determinant and drift of RFLO with w_hat = 0 at s = 1, w_star = -5/7 and c = 1/10.

    The Jacobian is that of the sums over lags, written out for this rule; the drift is what the left null vector
    takes the decays of a and b to, over what it takes the direction (-a, b, 0) to.
    """
    a, b, z = symbols("a b w")
    c, star = Rational(1, 10), Rational(-5, 7)
    room, cross = 1 - z**2, 1 - z * star
    taken = (
        a * b**2 / room - b * c / cross,
        a_hat * (a * b - c),
        a_hat * b * (a * b * z / room - c * star / cross),
    )
    at = {a: 1, b: c, z: star}
    assert [one.subs(at) for one in taken] == [0, 0, 0]
    jacobian = Matrix([[-one.diff(x).subs(at) for x in (a, b, z)] for one in taken])
    (left,) = jacobian.T.nullspace()
    lost = -decays[0] * left[0] * 1 - decays[1] * left[1] * c
    other = (jacobian.trace() ** 2 - (jacobian**2).trace()) / 2
    drift = lost / (-left[0] + left[1] * c)
    return Fraction(str(jacobian.trace())), Fraction(str(other)), Fraction(str(drift))


def test_the_drift_has_the_sign_that_is_said_on_each_side_of_the_feedback() -> None:
    """Under random feedback a mode in the window of the wrong side drifts the other way where B alone decays."""
    signs = {}
    formulas = {name: decayed(analyse(with_decay("random", **{name: 1}))) for name in "AB"}
    for a_hat in (Rational(-1, 64), Rational(1, 64)):
        for name, decays in (("A", (1, 0)), ("B", (0, 1))):
            trace, determinant, drift = literal_drift(a_hat, decays)
            assert trace < 0 < determinant
            signs[name, a_hat > 0] = drift > 0
            at = {"a_hat": Fraction(str(a_hat)), "s": Fraction(1), "c": Fraction(1, 10)}
            at |= {"w_star": Fraction(-5, 7), "w_hat": Fraction(0)}
            found = formulas[name]
            assert value_of(found.drift, at) == drift
            x, y, _ = (value_of(one, at) for one in found.shares)
            assert a_hat * (x + y) > 0
            assert (x + y > 0) == (a_hat > 0)
    assert signs == {("A", False): True, ("A", True): True, ("B", False): True, ("B", True): False}
    assert _leads("random", B=1).startswith(
        "Where a mode is stable â s (y + x) > 0. There, if S⋆ > 0, r has the sign of −â s"
    )
    assert "There, if K(w⋆) ≠ 0, r > 0:" in _leads("random", A=1)
    assert "There, if S⋆ > 0, r < 0:" in _leads("symmetric", B=1)
    both = _leads("random", A=1, B=1)
    assert both.startswith("With â s > 0, and where K(w⋆) and S⋆ are positive, y + x > 0")
    assert both.endswith("where a mode is stable there y + x < 0, and r > 0.")
    assert "r has the sign of â s times its numerator" in _leads("random", B=1, W=1)


def _leads(feedback: str, **decay: Any) -> str:
    return _shown(prose(*where_it_leads(analyse(with_decay(feedback, **decay)))).pieces)


def test_a_mode_is_said_to_be_forgotten_where_both_decay() -> None:
    """With W alone the trace at a = b = 0 is 0: where K(w_star) < 0 the pair is imaginary, and forgets nothing."""
    topics = {
        name: [topic for topic, _ in answers(analyse(with_decay("symmetric", **decay)))]
        for name, decay in {"W": {"W": xi}, "A": {"A": xi}, "AB": {"A": xi, "B": xi}}.items()
    }
    assert topics["W"] == topics["A"] == ["Weight decay"]
    assert topics["AB"] == ["Weight decay", "Forgotten"]


def test_what_decays_is_compared_only_where_both_decay() -> None:
    alone, both = (
        said(with_decay("symmetric", B=xi)),
        said(with_decay("random", B=2 * xi, W=xi / 3)),
    )
    assert "bracket" not in alone + both
    assert "So where φ b c K(w⋆) > 0, a mode" in alone
    assert "by more than the recurrent weight, in that 2 ξ b² > (ξ (1 − w²))/3, and φ b c" in both


def test_each_letter_of_the_section_is_told() -> None:
    text = said(with_decay("symmetric", A=xi, B=xi))
    assert "S⋆ = K⋆ + M⋆" in text
    assert "with H₂₂, H₂₃ and H₃₃ for its second derivatives by b twice, by b and w" in text
    assert "G₁, G₂ and G₃ the right sides" in text
    assert "Let H be what the flow without decay conserves" in text
