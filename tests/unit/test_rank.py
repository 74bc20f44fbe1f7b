"""Rank bounds against the exact rank of full updates, and tampered proofs."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from sympy import Expr, Rational, Symbol, sympify

from symdyn import analyse
from symdyn.claims.statements import Statements
from symdyn.errors import ProofError
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.matrices import Matrix
from symdyn.exact.word_sums import WordSum
from symdyn.exact.words import Letter
from symdyn.formula.latex import latex
from symdyn.notation import m, parameter, tau, w, w_hat
from symdyn.report.content import Prose
from symdyn.rules import LearningRule, all_rules, find_rule
from symdyn.stages.rank.derive import RankBound, rank_bounds
from symdyn.stages.rank.factorisation import Factorisation
from symdyn.stages.rank.tell import own_rates, tell
from symdyn.stages.rank.witness import RankWitness
from symdyn.stages.setting.exact_networks import ExactNetwork, TrainingRun, full_mean_update

gamma = parameter("gamma", -1, 1)
VALUES = {"w_hat": Fraction(-2, 3), "gamma": Fraction(1, 2)}
OWN = (
    LearningRule("two-words", "T", "random", w**2 * gamma**m + w_hat**m / 2),
    LearningRule("mixed", "M", "random", ((w + w_hat) / 2) ** m + m * gamma**m, horizon=2),
    LearningRule("fixed-start", "F", "random", w**m, horizon=3),
    LearningRule("fixed-start-tau", "F", "random", w**m, horizon=tau),
    LearningRule("diagonal-short", "D", "symmetric", w**m, horizon=2, diagonal=True),
    LearningRule("diagonal-w-free", "D", "random", w_hat**m, diagonal=True),
    LearningRule("shared", "S", "symmetric", (w / 3 + 1) * gamma**m + m * w**3 * gamma**m),
    LearningRule("shared-now", "N", "random", gamma**m * (w**2 + 1 / (2 - gamma)), horizon=1),
    LearningRule("vanishing", "V", "random", m * w_hat**m, horizon=1),
    LearningRule("long", "L", "symmetric", w**m, horizon=64),
    LearningRule("two-windows", "W", "random", w**m * (1 - m / tau) + w_hat**m, horizon=tau),
    LearningRule("quotient", "Q", "symmetric", (w / (30 + w)) ** m, horizon=2),
)
RULES = tuple(found.rule for found in all_rules()) + OWN


def exact_rank(matrix: Matrix) -> int:
    """Return the rank by elimination with fractions."""
    rows = [list(row) for row in matrix.entries]
    rank = 0
    for column in range(matrix.shape[1]):
        pivot = next((r for r in range(rank, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for r in range(rank + 1, len(rows)):
            factor = rows[r][column] / rows[rank][column]
            rows[r] = [x - factor * y for x, y in zip(rows[r], rows[rank], strict=True)]
        rank += 1
    return rank


def _filled(numbers: Iterator[Fraction], rows: int, columns: int) -> Matrix:
    return Matrix([[next(numbers) for _ in range(columns)] for _ in range(rows)])


def evaluated(text: str, **sizes: int) -> int:
    names = {name: Symbol(name) for name in ("n", "o", "i", "Z", "tau")}
    expression: Expr = sympify(text, locals=names)
    return int(expression.subs({names[name]: value for name, value in sizes.items()}))


def run(rule: LearningRule, seed: int, o: int, n: int, i: int, T: int, K: int) -> TrainingRun:
    generator = np.random.default_rng(seed)

    def draw(rows: int, columns: int) -> Matrix:
        return Matrix(generator.integers(-2, 3, size=(rows, columns)).tolist())

    student, teacher = (ExactNetwork(draw(o, n), draw(n, n), draw(n, i)) for _ in range(2))
    values = {**VALUES, "tau": Fraction(2)}
    eta = Fraction(1, 3)
    return TrainingRun(rule, student, teacher, T, draw(o, n), values, eta=eta, updates=K)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize(
    ("o", "n", "i", "T", "K"), [(1, 4, 2, 5, 1), (1, 5, 3, 4, 2), (2, 5, 1, 3, 2), (1, 6, 6, 5, 3)]
)
def test_no_run_exceeds_the_bound(
    rule: LearningRule, o: int, n: int, i: int, T: int, K: int
) -> None:
    found = rank_bounds(rule)
    case = run(rule, 7 * n + K, o, n, i, T, K)
    end = case.result()
    change_w, change_b = end.W - case.student.W, end.B - case.student.B
    sizes = {"o": o, "n": n, "i": i, "Z": K, "tau": 2}
    assert exact_rank(change_w) <= evaluated(found.recurrent.bound, **sizes)
    assert exact_rank(change_b) <= evaluated(found.input.bound, **sizes)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_bound_is_proved_and_reached(rule: LearningRule) -> None:
    found = rank_bounds(rule)
    found.verify()
    for bound in (found.recurrent, found.input):
        assert bound.proved
        if bound.bound == "0":
            assert bound.witness is None
            assert bound.sharpness is None
            continue
        assert (bound.witness is None) != (bound.sharpness is None)
        instance = bound.witness or bound.sharpness
        assert instance is not None
        case = instance.run
        o, n = case.student.A.shape
        i = case.student.B.shape[1]
        sizes = {"o": o, "n": n, "i": i, "Z": case.updates, "tau": int(case.values["tau"])}
        reached = evaluated(bound.bound, **sizes)
        end = case.result()
        change = end.W - case.student.W if bound.parameter == "W" else end.B - case.student.B
        assert exact_rank(change) == reached == instance.rank


@pytest.mark.parametrize(
    ("name", "recurrent", "entry"),
    [
        ("rflo", "o", "o"),
        ("diagonal-w-free", "o", "o"),
        ("rflo-symmetric", "Min(n, Z*o)", "Min(n, i, Z*o)"),
        ("tbptt", "Min(n, Z*o)", "Min(n, i, Z*o)"),
        ("tbptt-tau", "Min(n, Z*o*tau)", "Min(n, i, Z*o*tau)"),
        ("fixed-start", "Min(n, o + 2*Z*o)", "Min(n, i, o + 2*Z*o)"),
        ("two-words", "Min(n, o + Z*o)", "Min(n, i, o + Z*o)"),
        ("shared", "Min(n, 2*Z*o)", "Min(n, i, 2*Z*o)"),
        ("shared-now", "Min(n, Z*o)", "Min(n, i, Z*o)"),
        ("two-windows", "Min(n, o + Z*o*(tau - 1))", "Min(n, i, o + Z*o*(tau - 1))"),
        ("readout-only", "0", "0"),
        ("vanishing", "0", "0"),
        ("bptt", "n", "Min(n, i)"),
        ("e-prop", "n", "Min(n, i)"),
        ("feedback-alignment", "n", "Min(n, i)"),
    ],
)
def test_bounds_of_theory_section_5(name: str, recurrent: str, entry: str) -> None:
    found = rank_bounds(next(rule for rule in RULES if rule.name == name))
    assert (found.recurrent.bound, found.input.bound) == (recurrent, entry)


def test_sharpness_is_below_full_rank_where_sizes_allow() -> None:
    for name in ("rflo", "tbptt", "tbptt-tau", "rflo-symmetric"):
        for bound in (rank_bounds(find_rule(name)).recurrent, rank_bounds(find_rule(name)).input):
            assert bound.sharpness is not None
            assert bound.sharpness.rank < bound.sharpness.run.student.W.shape[0]


def test_rflo_moves_along_the_fixed_feedback_only() -> None:
    # Proposition 3.1: W_Z - W_0 = R^T Q_Z, so every column is a combination of the rows of R.
    case = run(find_rule("rflo"), 1, o=2, n=5, i=3, T=4, K=3)
    assert case.feedback_matrix is not None
    change = (case.result().W - case.student.W).entries
    back = case.feedback_matrix.transpose().entries
    both = Matrix([left + right for left, right in zip(back, change, strict=True)])
    assert exact_rank(both) == exact_rank(Matrix(back)) == 2


def rflo_factorisation() -> Factorisation:
    return rank_bounds(find_rule("rflo")).recurrent.factorisation


def test_a_tampered_factorisation_is_rejected() -> None:
    found = rflo_factorisation()
    (factor,) = found.factors
    other = WordSum.letter(Letter("S", "o", "n")).transpose()
    wide = WordSum.letter(Letter("X", "n", "n"))
    n_by_n = WordSum.letter(Letter("Y", "n", "n"))
    changes = (
        {"factors": ()},
        {"factors": (factor, factor)},
        {"factors": (replace(factor, quotient=factor.quotient.scale(Fraction(2))),)},
        {"factors": (replace(factor, quotient=WordSum.zero("o", "n")),)},
        {"factors": (replace(factor, left=other),)},
        {"increment": found.increment.scale(Fraction(-1))},
    )
    for change in changes:
        with pytest.raises(ProofError, match=" is not "):
            replace(found, **change).verify()
    # The identity matrix on the left would prove nothing: left factors are n x o.
    with pytest.raises(ProofError, match="X is n x n, not n x o"):
        replace(
            found,
            increment=wide @ n_by_n,
            factors=(replace(factor, left=wide, quotient=n_by_n),),
        ).verify()


def test_a_moving_factor_is_not_taken_for_fixed() -> None:
    moving = rank_bounds(find_rule("rflo-symmetric")).recurrent.factorisation
    fixed = rflo_factorisation()
    assert [factor.fixed for factor in moving.factors] == [False]
    assert [factor.fixed for factor in fixed.factors] == [True]
    count = moving.count(None)
    assert count is not None
    assert (count.fixed, count.moving) == (LinearForm(0), LinearForm(1))


def changed(bound: RankBound, /, **change: object) -> RankBound:
    return replace(bound, **change)


def test_a_tampered_bound_is_rejected() -> None:
    rflo, bptt = (rank_bounds(find_rule(name)).recurrent for name in ("rflo", "bptt"))
    tbptt = rank_bounds(find_rule("tbptt")).recurrent
    assert rflo.sharpness is not None
    assert bptt.witness is not None
    smaller = replace(
        bptt.witness,
        rows=(0,),
        columns=(0,),
        minor=minor_of(bptt.witness, (0,), (0,)),
    )
    everything = (0, 1, 2)
    assert minor_of(rflo.sharpness, everything, everything) == 0
    too_large = replace(rflo.sharpness, rows=everything, columns=everything, minor=Fraction(0))
    tampered = (
        changed(rflo, bound="1"),
        changed(tbptt, bound="o"),
        changed(tbptt, left_factors=rflo.left_factors),
        changed(rflo, factorisation=tbptt.factorisation),
        changed(rflo, rule=find_rule("bptt")),
        changed(rflo, sharpness=replace(rflo.sharpness, minor=rflo.sharpness.minor + 1)),
        changed(bptt, witness=smaller),
        changed(bptt, witness=rank_bounds(find_rule("feedback-alignment")).recurrent.witness),
        changed(bptt, witness=rank_bounds(find_rule("bptt")).input.witness),
        changed(rflo, sharpness=too_large),
    )
    with pytest.raises(ProofError, match="expected equal and nonzero"):
        too_large.verify()
    for bound in tampered:
        with pytest.raises(ProofError):
            bound.verify()


def minor_of(witness: RankWitness, rows: tuple[int, ...], columns: tuple[int, ...]) -> Fraction:
    change = witness.run.result().W - witness.run.student.W
    return change.minor(rows, columns)


def test_proved_is_computed() -> None:
    rflo, bptt = (rank_bounds(find_rule(name)).recurrent for name in ("rflo", "bptt"))
    (factor,) = rflo.factorisation.factors
    doubled = replace(factor, quotient=factor.quotient.scale(Fraction(2)))
    broken = replace(rflo.factorisation, factors=(doubled,))
    assert not changed(rflo, factorisation=broken).proved
    assert bptt.witness is not None
    assert not changed(bptt, witness=replace(bptt.witness, minor=Fraction(0))).proved
    assert not changed(bptt, witness=None).proved
    assert not changed(rflo, bound="1").proved


def test_the_factorisation_reads_like_proposition_3_1() -> None:
    lines = [latex(one) for one in rflo_factorisation().equations()]
    assert lines[0] == r"\Delta W_{Z} = R^{\top} Y_{Z}"
    assert lines[-2] == r"Q_{0} = 0, \qquad Q_{Z + 1} = Q_{Z} - \eta Y_{Z}"
    assert lines[-1] == r"W_{Z} - W_{0} = R^{\top} Q_{Z}"


def test_a_section_on_ranks_says_that_its_steps_are_those_of_one_rate() -> None:
    rule = LearningRule("own", "R", "random", w_hat**m, rates={"A": Rational(1, 4)})
    _, block, *_ = tell(Statements.of(analyse(rule))).blocks
    assert isinstance(block, Prose)
    assert "The bounds hold at the rates of this rule, too" in " ".join(map(str, block.pieces))
    assert not [*own_rates(find_rule("rflo"))]


@pytest.mark.parametrize("feedback", ["random", "symmetric"])
def test_steps_at_own_rates_are_steps_of_one_rate_in_other_units(feedback: str) -> None:
    """Exactly, over two updates of networks that are not aligned: rates 1/4, 1/9 and 1 are units 2 and 3, and eta/36."""
    rates = (Fraction(1, 4), Fraction(1, 9), Fraction(1))
    rule = LearningRule("own", "R", feedback, w_hat**m + w**m)
    numbers = (Fraction(x, 5) for x in itertools.cycle((3, -1, 2, 4, -2, 1, -3)))
    student, teacher = (
        ExactNetwork(*(_filled(numbers, *shape) for shape in ((1, 3), (3, 3), (3, 1))))
        for _ in range(2)
    )
    R, eta = _filled(numbers, 1, 3), Fraction(1, 2)
    fed = R if feedback == "random" else None

    def in_units(one: ExactNetwork) -> ExactNetwork:
        return ExactNetwork(one.A.scale(2), one.W, one.B.scale(3))

    def step(
        one: ExactNetwork, to: ExactNetwork, back: Matrix | None, by: tuple[Fraction, ...]
    ) -> ExactNetwork:
        dA, dB, dW = full_mean_update(rule, one, to, 4, back, VALUES)
        A, W, B = (
            x - d.scale(y)
            for x, d, y in ((one.A, dA, by[0]), (one.W, dW, by[2]), (one.B, dB, by[1]))
        )
        return ExactNetwork(A, W, B)

    own, other = student, in_units(student)
    for _ in range(2):
        own = step(own, teacher, fed, tuple(eta * one for one in rates))
        back = None if fed is None else fed.scale(2)
        other = step(other, in_units(teacher), back, (eta / 36,) * 3)
        assert other == in_units(own)
    assert own.W != student.W


@pytest.mark.parametrize("kernel", [w_hat**m, w_hat**m + m * w_hat**m])
def test_the_bound_holds_at_own_rates(kernel: Expr) -> None:
    """Two outputs, two updates: R^T is all that stands on the left, whatever the rates."""
    rule = LearningRule("own", "R", "random", kernel)
    numbers = (Fraction(x, 3) for x in itertools.cycle((2, -1, 1, 3, -2, 1, -3)))
    student, teacher = (
        ExactNetwork(*(_filled(numbers, *shape) for shape in ((2, 4), (4, 4), (4, 4))))
        for _ in range(2)
    )
    R, now = _filled(numbers, 2, 4), student
    for _ in range(2):
        dA, dB, dW = full_mean_update(rule, now, teacher, 3, R, VALUES)
        now = ExactNetwork(
            now.A - dA.scale(Fraction(1, 2)),
            now.W - dW.scale(Fraction(3, 7)),
            now.B - dB.scale(Fraction(5)),
        )
    assert exact_rank(now.W - student.W) == exact_rank(now.B - student.B) == 2
