"""What is said of a feedback that is learned, against the sums of the rule in numbers."""

import re
from fractions import Fraction

import numpy as np

from symdyn import LearningRule, analyse, find_rule, parameter
from symdyn.claims.statements import Statements
from symdyn.exact.bridge import value_of
from symdyn.formula.one_line import one_line
from symdyn.notation import m, w_hat
from symdyn.report.content import Prose
from symdyn.stages.learned_feedback import tell
from symdyn.stages.learned_feedback.derive import learned_feedback
from symdyn.stages.setting import tell as setting

delta, gamma = parameter("delta", 0, None), parameter("gamma", 0, None)
COPIED, TWICE, FADING, MIRROR, DECAYED = (
    LearningRule(f"learned-{place}", "Learned", "learned", w_hat**m, feedback_update=update)
    for place, update in enumerate(
        (
            {"copied": 1},
            {"copied": 2},
            {"copied": 2, "decay": delta},
            {"followed": gamma, "decay": delta},
            {"copied": 1, "decay": delta, "read_out_decay": delta},
        )
    )
)


def said(rule: LearningRule) -> str:
    """The answers and the section on learned feedback, its equations left out."""
    analysis = analyse(rule)
    answered = [words for _, words in tell.answers(analysis)]
    section = tell.tell(Statements.of(analysis))
    told = [one.pieces for one in section.blocks if isinstance(one, Prose)]
    return " ".join(
        "".join(one if isinstance(one, str) else one_line(one) for one in words)
        for words in (*answered, *told)
    )


def step(decay: float, w_hat: float, w_star: float, state: list[float]) -> np.ndarray:
    """What a step takes from a, b, w and a_hat under RFLO and a feedback that is copied and decays; c = 1."""
    x, y, z, fed = state
    room, cross = 1 - z * z, 1 - z * w_star
    own, other = 1 - w_hat * z, 1 - w_hat * w_star
    of_a = x * y * y / room - y / cross
    of_b = fed * (x * y / own - 1 / other)
    of_w = fed * y * (x * y * z / (own * room) - w_star / (other * cross))
    return np.array([of_a, of_b, of_w, of_a + decay * fed])


def test_an_optimum_without_feedback_rests_and_what_comes_near_ends_beside_it() -> None:
    """The eigenvalues from differences of the sums, in numbers; so it is no point at which learning dies."""
    at = [2.0, 0.5, 0.5, 0.0]
    assert not step(2.0, -0.5, 0.5, at).any()
    jacobian = np.empty((4, 4))
    for place in range(4):
        ends = [[*at], [*at]]
        ends[0][place] += 1e-6
        ends[1][place] -= 1e-6
        more, less = (step(2.0, -0.5, 0.5, one) for one in ends)
        jacobian[:, place] = (less - more) / 2e-6
    found = np.sort(np.linalg.eigvals(jacobian).real)
    assert np.allclose(found, [-2, -1 / 3, 0, 0], atol=1e-8)
    text = said(FADING)
    assert "Of the optimal manifold only the points with â = 0 are among them" in text
    assert "at a loss that is not zero where w ≠ w⋆." in text
    assert "dies where d > 0 and w ≠ w⋆" in text
    assert "a mode that comes near ends beside it, in general at a small loss that is not 0" in text
    assert not re.search(r"manifold is not among|dies exactly|not zero\.", text)
    own = learned_feedback(analyse(FADING))
    assert own is not None
    # the product of -2 and -1/3, by the formula that is shown
    point = {
        "delta": Fraction(2),
        "b": Fraction(1, 2),
        "w": Fraction(1, 2),
        "w_star": Fraction(1, 2),
    }
    assert own.optimal_without is not None
    assert value_of(own.optimal_without, point) == Fraction(2, 3)


def test_where_nothing_decays_a_point_without_feedback_that_attracts_is_no_optimum() -> None:
    """At w = w_star the determinant is 0, so that d > 0 alone says that the loss is not."""
    own = learned_feedback(analyse(COPIED))
    assert own is not None
    assert own.optimal_without is None
    text = said(COPIED)
    assert "learned feedback dies where d > 0 with" in text
    assert "at a loss that is not zero." in text
    assert "only the points with â = 0" not in text
    assert "No point of the optimal manifold is among them, for on it A decays." in said(DECAYED)


def test_what_a_step_acts_on_is_said() -> None:
    assert "A step makes of y " in said(MIRROR) + " "
    assert "u be entries" not in said(MIRROR)
    assert "makes of the difference y − x" in said(COPIED)
    assert "makes of the difference y − 2 x" in said(FADING)
    # R less 2 A does not change: what is left of R besides a constant is 2 A.
    assert "the feedback is 2 times the read-out's, but for a constant" in said(TWICE)


def test_a_mode_of_four_numbers_is_stable_by_all_its_transverse_eigenvalues() -> None:
    for rule, many in ((MIRROR, "all"), (find_rule("rflo"), "both")):
        section = setting.tell(Statements.of(analyse(rule)))
        *_, last = section.blocks
        assert isinstance(last, Prose)
        assert f"if {many} transverse eigenvalues" in "".join(map(str, last.pieces))
