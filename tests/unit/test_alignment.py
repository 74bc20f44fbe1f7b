"""Alignment against full networks: the modal sums are the entries of the exact full update."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from sympy import Expr, Integer, Rational, Symbol

from symdyn.errors import ProofError
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.matrices import Matrix
from symdyn.exact.word_sums import WordSum
from symdyn.notation import a, b, m, parameter, plain, tau, w, w_hat
from symdyn.rules import LearningRule, all_rules, find_rule
from symdyn.stages.alignment.basis import aligned_basis
from symdyn.stages.alignment.counterexample import BasisCounterexample
from symdyn.stages.alignment.derive import Alignment, align
from symdyn.stages.alignment.equivariance import kernel_equivariance
from symdyn.stages.alignment.modal import ModalSum, ModalTerm
from symdyn.stages.setting.derive import mean_updates, words_latex
from symdyn.stages.setting.exact_networks import ExactNetwork, full_mean_update

gamma = parameter("gamma", -1, 1)
VALUES = {
    "w_hat": Fraction(-2, 3),
    "gamma": Fraction(1, 2),
    "a_hat": Fraction(3),
    "tau": Fraction(2),
}
OWN = (
    LearningRule("polynomial", "P", "random", m**3 * (-gamma) ** m + w**2 * (w * w_hat) ** m),
    LearningRule("mean", "M", "symmetric", ((w + w_hat) / 2) ** m, horizon=3),
    LearningRule("quotient", "Q", "random", (w / (3 + w)) ** m / (2 - w), horizon=tau),
    LearningRule("now", "N", "random", (1 + m + w) * w_hat**m, horizon=1),
    LearningRule("diagonal-w-free", "D", "random", w_hat**m, diagonal=True),
    LearningRule("diagonal-mean", "DM", "symmetric", ((w + gamma) / 2) ** m, diagonal=True),
    LearningRule("diagonal-now", "DN", "symmetric", w**m, horizon=1, diagonal=True),
)
RULES = tuple(found.rule for found in all_rules()) + OWN
STANDARD_ONLY = {"e-prop", "e-prop-filtered", "e-prop-symmetric", "diagonal-mean"}


def reflection(numbers: tuple[int, ...]) -> Matrix:
    """Return I - 2 v v^T / v^T v."""
    v = Matrix([[x] for x in numbers])
    norm = (v.transpose() @ v)[0, 0]
    return Matrix.identity(len(numbers)) - (v @ v.transpose()).scale(Fraction(2) / norm)


def rotation(size: int) -> Matrix:
    return reflection(tuple(range(1, size + 1))) @ reflection((2,) * size)


def test_the_test_bases_are_orthogonal_and_not_trivial() -> None:
    for size in (2, 3, 4):
        basis = rotation(size)
        assert basis.transpose() @ basis == Matrix.identity(size)
        assert all(x for row in basis.entries for x in row)


MODES = {
    "a": (Fraction(1), Fraction(-2), Fraction(1, 2), Fraction(3)),
    "b": (Fraction(2), Fraction(1, 3), Fraction(-1), Fraction(1)),
    "w": (Fraction(1, 2), Fraction(-1, 3), Fraction(1, 4), Fraction(2, 3)),
    "a_star": (Fraction(1, 2), Fraction(2), Fraction(-1), Fraction(1)),
    "b_star": (Fraction(-1), Fraction(3), Fraction(1), Fraction(2)),
    "w_star": (Fraction(1, 3), Fraction(1, 2), Fraction(-1, 2), Fraction(0)),
    "a_hat": (Fraction(3), Fraction(-1), Fraction(2), Fraction(1, 2)),
}


def full_update_in_modes(
    rule: LearningRule, sizes: tuple[int, int, int], T: int, P: Matrix
) -> tuple[Matrix, Matrix, Matrix]:
    """Return U^T Delta A P, P^T Delta B V, P^T Delta W P of an aligned full network."""
    o, n, i = sizes
    U, V = rotation(o) if o > 1 else Matrix([[-1]]), rotation(i) if i > 1 else Matrix([[1]])
    Ut, Pt, Vt = U.transpose(), P.transpose(), V.transpose()

    def network(star: str) -> ExactNetwork:
        return ExactNetwork(
            U @ Matrix.diagonal(MODES["a" + star], o, n) @ Pt,
            P @ Matrix.diagonal(MODES["w" + star], n, n) @ Pt,
            P @ Matrix.diagonal(MODES["b" + star], n, i) @ Vt,
        )

    R = U @ Matrix.diagonal(MODES["a_hat"], o, n) @ Pt
    dA, dB, dW = full_mean_update(rule, network(""), network("_star"), T, R, VALUES)
    return Ut @ dA @ P, Pt @ dB @ V, Pt @ dW @ P


def fraction(expression: Expr) -> Fraction:
    return Fraction(int(expression.p), int(expression.q))


def kernel_at(rule: LearningRule, lag: int, recurrent: Fraction) -> Fraction:
    """Return the kernel as the rule states it, with numbers put in."""
    values = {Symbol(name): Rational(x.numerator, x.denominator) for name, x in VALUES.items()}
    values[w] = Rational(recurrent.numerator, recurrent.denominator)
    stated = Integer(rule.kernel) if isinstance(rule.kernel, int) else plain(rule.kernel)
    return fraction(stated.subs(m, lag).doit().subs(values))


def number(form: LinearForm, at: dict[Symbol, int]) -> int:
    return form.constant + sum(value * at[index] for index, value in form.coefficients)


def modal_value(rule: LearningRule, modal: ModalSum, mode: dict[str, Fraction], T: int) -> Fraction:
    """Return a modal sum at numbers, added up term by term."""
    horizon = T
    if rule.horizon is not None:
        horizon = rule.horizon if isinstance(rule.horizon, int) else int(VALUES["tau"])
    phi = mode["a"] if rule.symmetric else mode["a_hat"]

    def add_up(depth: int, at: dict[Symbol, int]) -> Fraction:
        if depth < len(modal.ranges):
            span = modal.ranges[depth]
            count = number(span.count, at)
            count = min(count, horizon) if span.truncated else count
            steps = (add_up(depth + 1, {**at, span.index: x}) for x in range(count))
            return sum(steps, Fraction(0))
        return sum((one_term(term, at) for term in modal.terms), Fraction(0))

    def one_term(term: ModalTerm, at: dict[Symbol, int]) -> Fraction:
        value = Fraction(term.coefficient)
        for symbol, exponent in term.factors:
            value *= mode[symbol.name] ** exponent
        for symbol, form in term.exponents:
            value *= mode[symbol.name] ** number(form, at)
        if term.credit:
            value *= kernel_at(rule, at[m], mode["w"])
        return value * phi if term.feedback else value

    return add_up(0, {Symbol("T"): T})


def assert_modes_are_uncoupled(
    rule: LearningRule, found: Alignment, sizes: tuple[int, int, int], T: int, P: Matrix
) -> None:
    o, n, i = sizes
    present = {"a": min(o, n), "b": min(n, i), "w": n}
    for symbol, update in zip((a, b, w), full_update_in_modes(rule, sizes, T, P), strict=True):
        for row, column in product(range(update.shape[0]), range(update.shape[1])):
            expected = Fraction(0)
            if row == column:
                mode = {
                    name: values[row] if row < present[name[0]] else Fraction(0)
                    for name, values in MODES.items()
                }
                expected = modal_value(rule, found.modal[symbol], mode, T)
            assert update[row, column] == expected


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize(
    ("sizes", "T"), [((2, 3, 2), 4), ((1, 2, 3), 3), ((3, 2, 1), 2), ((2, 4, 4), 1)]
)
def test_full_networks_reduce_to_modes(
    rule: LearningRule, sizes: tuple[int, int, int], T: int
) -> None:
    found = align(rule)
    standard = rule.name in STANDARD_ONLY
    assert found.reduces == ("only P = I" if standard else "every basis")
    P = Matrix.identity(sizes[1]) if standard else rotation(sizes[1])
    assert_modes_are_uncoupled(rule, found, sizes, T, P)


@pytest.mark.parametrize("name", sorted(STANDARD_ONLY))
def test_a_diagonal_rule_couples_modes_in_a_rotated_basis(name: str) -> None:
    rule = next(rule for rule in RULES if rule.name == name)
    found = align(rule)
    case = found.counterexample
    assert case is not None
    case.verify()
    with pytest.raises(AssertionError):
        assert_modes_are_uncoupled(rule, found, (2, 3, 2), 4, rotation(3))


def input_update_by_hand(case: BasisCounterexample) -> Matrix:
    """Return P^T Delta B of e-prop at T = 2: P^T (R^T E_0 + diag(W) R^T E_1)."""
    P, Pt = case.P, case.P.transpose()
    W = P @ Matrix.diagonal(case.modes, 2, 2) @ Pt
    W_star = P @ Matrix.diagonal(case.teacher_modes, 2, 2) @ Pt
    E_0 = Pt @ P - (Pt @ P).scale(2)
    E_1 = Pt @ W @ P - (Pt @ W_star @ P).scale(2)
    D = Matrix([[W[0, 0], 0], [0, W[1, 1]]])
    return Pt @ (P @ E_0 + D @ P @ E_1)


def e_prop_counterexample() -> BasisCounterexample:
    case = align(find_rule("e-prop")).counterexample
    assert case is not None
    assert case.T == 2
    return case


def test_the_counterexample_by_hand() -> None:
    case = e_prop_counterexample()
    assert input_update_by_hand(case)[case.row, case.column] == case.coupling != 0


def test_a_tampered_counterexample_is_rejected() -> None:
    case = e_prop_counterexample()
    skew = replace(case, P=Matrix([[1, 1], [0, 1]]))
    changes = (
        {"coupling": case.coupling + 1},
        {"coupling": Fraction(0)},
        {"P": Matrix.identity(2)},
        {"P": Matrix.identity(2), "coupling": Fraction(0)},
        {"column": case.row, "coupling": input_update_by_hand(case)[case.row, case.row]},
        {"P": skew.P, "coupling": input_update_by_hand(skew)[case.row, case.column]},
        {"rule": find_rule("bptt")},
    )
    for change in changes:
        with pytest.raises(ProofError):
            replace(case, **change).verify()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_derivation_verifies(rule: LearningRule) -> None:
    found = align(rule)
    found.verify()
    titles = [step.title for step in found.steps]
    assert {"Aligned networks", "Powers, by induction", "Credit kernel"} <= set(titles)
    assert all(step.equations for step in found.steps)


def test_a_tampered_alignment_is_rejected() -> None:
    found = align(find_rule("rflo"))
    update = found.modal[b]
    flipped = replace(update.terms[0], coefficient=-update.terms[0].coefficient)
    wrong = {**found.modal, b: replace(update, terms=(flipped, *update.terms[1:]))}
    step = found.steps[-1]
    identity = replace(step.identities[0], right=step.identities[0].right.scale(Fraction(2)))
    changes = (
        {"modal": wrong},
        {"reduces": "only P = I"},
        {"steps": found.steps[:-1]},
        {"steps": (*found.steps[:-1], replace(step, identities=(identity,)))},
        {"rule": find_rule("tbptt-3")},
    )
    for change in changes:
        with pytest.raises(ProofError):
            replace(found, **change).verify()


def test_a_kernel_that_is_not_the_rules_is_rejected() -> None:
    rule = find_rule("decayed-rtrl")
    updates = mean_updates(find_rule("bptt"))
    basis = aligned_basis(updates.letters, rotated=True)
    with pytest.raises(ProofError, match="an entry of the aligned kernel"):
        kernel_equivariance(rule, updates, basis)


def test_a_basis_that_is_not_orthogonal_is_rejected() -> None:
    updates = mean_updates(find_rule("bptt"))
    basis = aligned_basis(updates.letters, rotated=True)
    broken = replace(basis, P=WordSum.identity("n"))
    (step,) = kernel_equivariance(find_rule("bptt"), updates, broken).steps
    with pytest.raises(ProofError, match="Credit kernel"):
        step.verify()


def test_the_definition_reads_like_the_theory() -> None:
    updates = mean_updates(find_rule("tbptt-tau"))
    assert words_latex(updates.error) == r"A W^{k} B - A_\star W_\star^{k} B_\star"
    assert words_latex(updates.read_out) == r"\sum_{k<T} E_{k} B^{\top} (W^{\top})^{k}"
    assert words_latex(updates.recurrent) == (
        r"\sum_{m<\min(T, \tau)}\sum_{j<T - m - 1} K_{m} F E_{j + m + 1} B^{\top} (W^{\top})^{j}"
    )
    assert words_latex(updates.kernel) == r"(W^{\top})^{m}"
    assert words_latex(updates.feedback) == r"A^{\top}"
