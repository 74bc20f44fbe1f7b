"""Networks of Fractions: what is read as one, what is refused, and when sums converge."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Rational

from symdyn import LearningRule, find_rule
from symdyn.errors import SimulationError
from symdyn.exact.unit_disk import roots_inside
from symdyn.notation import m, w
from symdyn.simulation import Network, mean_update
from symdyn.simulation.training.loss import loss

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


def scalar(w=HALF, a=1, b=1):
    return Network(A=[[a]], W=[[w]], B=[[b]])


def diagonal(*entries):
    n = len(entries)
    return Network(A=[[1] * n], W=np.diag(np.array(entries, dtype=object)), B=[[1]] * n)


def full(*rows, b=(1, 2)):
    return Network(A=[[1, HALF]], W=rows, B=[[x] for x in b])


@pytest.mark.parametrize(
    "entry",
    [HALF, Rational(1, 2), np.array(HALF, dtype=object)[()]],
    ids=["Fraction", "SymPy", "NumPy object"],
)
def test_rational_entries_make_a_network_of_fractions(entry):
    network = Network(A=[[1, entry]], W=np.eye(2, dtype=np.int64), B=[[10**30], [np.int64(2)]])
    assert network.exact
    for matrix in (network.A, network.W, network.B):
        assert all(type(one) is Fraction for one in matrix.flat)
    assert network.A.tolist() == [[1, HALF]]
    assert network.B.tolist() == [[10**30], [2]]


def test_numpy_integers_do_not_stay_64_bits_wide():
    network = Network(A=[[HALF]], W=[[HALF]], B=np.array([[np.int64(2**62)]], dtype=object))
    assert (network.B**3).item() == 2**186


def test_integers_alone_are_floats():
    network = Network(A=[[1]], W=[[0]], B=[[2]])
    assert not network.exact
    assert network.A.dtype == np.float64


FLOATS = Network(A=[[1.0]], W=[[0.5]], B=[[1.0]])
REFUSED_ENTRIES = [
    (([[1]], [[HALF]], [[1.0]]), "B has entries of type float64 beside a matrix of Fractions"),
    (([[1]], [[HALF]], [[Fraction(1), 0.1]]), "B has the entry 0.1 of type float; expected floats"),
    (([[1]], [[HALF]], [[Fraction(1), True]]), "B has the entry True of type bool"),
    (([[1]], [[HALF]], [[Fraction(1), "x"]]), "B has the entry 'x' of type str"),
    (([[1]], [[HALF]], [[Fraction(1), [1]]]), "B is ragged"),
    (([[1]], [[HALF]], [[Fraction(1), 1j]]), "B has the entry 1j of type complex"),
    (([[1]], [[HALF]], [Fraction(1)]), r"B has shape \(1,\); expected a matrix"),
]


@pytest.mark.parametrize(("matrices", "message"), REFUSED_ENTRIES)
def test_what_is_no_fraction_is_refused(matrices, message):
    with pytest.raises(SimulationError, match=message) as caught:
        Network(**dict(zip("AWB", matrices, strict=True)))
    assert "\n" not in str(caught.value)
    assert "expected" in str(caught.value)


QUOTIENT = LearningRule("quotient", "Quotient", "symmetric", (w / (3 + w)) ** m)
DIAGONAL = LearningRule("diagonal", "D", "symmetric", (w / (3 + w)) ** m, diagonal=True)
TURN = full([Fraction(3, 5), Fraction(4, 5)], [Fraction(-4, 5), Fraction(3, 5)])
JORDAN = Network(A=[[1, 0, 0]], W=[[1, 1, 0], [0, 1, 1], [0, 0, 1]], B=[[HALF]] * 3)
SEEDS = Network(A=[[1]], W=[[[HALF]], [[Fraction(-5, 4)]]], B=[[1]])
HUGE = Fraction(10**400)
SKEW = full([3, Fraction(5, 2)], [Fraction(-7, 2), Fraction(-29, 10)])  # radius 0.22, diagonal 3
REFUSED = [
    (("bptt", scalar(), FLOATS), {"T": 2}, "the student has Fractions as entries and the teacher"),
    (("bptt", FLOATS, scalar()), {"T": 2}, "the teacher has Fractions as entries and the student"),
    (
        ("e-prop", scalar(), scalar()),
        {"T": 2, "R": [[0.5]]},
        "R has entries of type float64 beside",
    ),
    (("e-prop", FLOATS, FLOATS), {"T": 2, "R": [[HALF]]}, "R has Fractions as entries beside matr"),
    (
        ("bptt", scalar(), scalar()),
        {"T": 2, "compiled": True},
        "compiled=True with networks of Fractions; expected float64",
    ),
    (
        ("rflo", scalar(), scalar()),
        {"T": 2, "R": [[1]], "parameters": {"w_hat": Fraction(1)}},
        r"w_hat = Fraction\(1, 1\) is outside its domain -1 < w_hat < 1",
    ),
    ((QUOTIENT, scalar(Fraction(-3)), scalar()), {"T": 2}, r"not defined at this W\^T: it divides"),
    ((DIAGONAL, scalar(Fraction(-3)), scalar()), {"T": 2}, r"not defined at this diag\(W\)"),
    (("bptt", scalar(Fraction(5, 4)), scalar()), {"T": None}, "the spectral radius of W is 1.25"),
    (("bptt", SEEDS, scalar()), {"T": None}, "the spectral radius of W is 1.25; expected below 1"),
    (("tbptt", full([0, 0], [0, HALF]), TURN), {"T": None}, "the spectral radius of W_star is 1;"),
    (("bptt", scalar(HUGE), scalar()), {"T": None}, "the spectral radius of W is inf; e"),
    (
        ("e-prop", full([HUGE, -HUGE], [HUGE, -HUGE]), scalar()),
        {"T": None, "R": [[1, 1]]},
        "modulus inf at this W and the spectral radius of W_star is 0.5; expected a product",
    ),
    (("bptt", scalar(), JORDAN), {"T": None}, "the spectral radius of W_star is 1;"),
    (
        ("e-prop", SKEW, diagonal(HALF, Fraction(9, 10))),
        {"T": None, "R": [[1, 1]]},
        r"modulus 3 at this W and the spectral radius of W_star is 0\.9",
    ),
]


@pytest.mark.parametrize(("arguments", "given", "message"), REFUSED)
def test_refusals_are_one_line_with_the_value(arguments, given, message):
    name, *networks = arguments
    rule = find_rule(name) if isinstance(name, str) else name
    with pytest.raises(SimulationError, match=message) as caught:
        mean_update(rule, *networks, **given)
    assert "\n" not in str(caught.value)


def test_parameters_are_exact_and_floats_the_fractions_they_are():
    networks = (scalar(), scalar(THIRD))

    def recurrent(value):
        _, dW, _ = mean_update(
            find_rule("rflo"), *networks, T=3, R=[[1]], parameters={"w_hat": value}
        )
        return dW.item()

    # Delta w = E_1 + E_2 / 2 + w_hat E_2 with E_1 = 1/6, E_2 = 5/36.
    for value in (THIRD, Rational(1, 3), 0.1, 0.5):
        assert recurrent(value) == Fraction(17, 72) + Fraction(value) * Fraction(5, 36)
    assert recurrent(0.1) != recurrent(Fraction(1, 10))
    # In float64 this one is 1, and outside the domain.
    assert recurrent(1 - Fraction(1, 10**30)) < Fraction(17 + 10, 72)


def test_equal_numbers_of_both_kinds_stay_apart():
    """1/2 == 0.5, and what is kept from one update to the next is kept for one kind."""
    for kind, number in ((Fraction, HALF), (float, 0.5), (Fraction, HALF)):
        network = scalar() if kind is Fraction else FLOATS
        updates = mean_update(
            find_rule("rflo"), network, network, T=3, R=[[1]], parameters={"w_hat": number}
        )
        assert {type(update.item()) for update in updates} == {kind}


def test_a_radius_next_to_one_is_decided_exactly():
    """Sum_k (w^2k - (w w_star)^k) for w = 1 - 10^-40, which float64 does not tell from 1."""
    near = 1 - Fraction(1, 10**40)
    for student in (scalar(near), Network(A=[[1, 0]], W=[[near, 9], [0, near]], B=[[1], [0]])):
        dA, _, _ = mean_update(find_rule("bptt"), student, scalar(HALF), T=None)
        assert dA[0, 0] == 1 / (1 - near**2) - 1 / (1 - near / 2)
    with pytest.raises(SimulationError, match="W is 1; expected below 1 for T -> infinity"):
        mean_update(find_rule("bptt"), scalar(1 + Fraction(1, 10**40)), scalar(), T=None)


def test_products_below_one_converge_where_a_diagonal_entry_is_above():
    teacher = diagonal(Fraction(1, 4), Fraction(-1, 8))
    limit = mean_update(find_rule("e-prop"), SKEW, teacher, T=None, R=[[1, HALF]])
    floats = [
        Network(**{name: getattr(one, name).astype(float) for name in "AWB"})
        for one in (SKEW, teacher)
    ]
    wanted = mean_update(find_rule("e-prop"), *floats, T=None, R=[[1, 0.5]])
    for one, other in zip(limit, wanted, strict=True):
        assert np.linalg.norm(one.astype(float) - other) <= 1e-13 * np.linalg.norm(other)


def test_long_sums_of_fractions_stay_sums():
    """In float64 the limit replaces them, which here would be another number."""
    dA, _, _ = mean_update(find_rule("bptt"), scalar(), scalar(HALF, 2), T=300)
    assert dA.item() == -sum(Fraction(1, 4**k) for k in range(300))


def test_the_loss_is_exact():
    networks = (scalar(), scalar(THIRD, 2))
    squares = [(HALF**k - 2 * THIRD**k) ** 2 for k in range(4)]
    assert loss(*networks, 4).item() == sum(squares) / 2
    # Sum_k (1/4)^k - 4 (1/6)^k + 4 (1/9)^k = 4/3 - 24/5 + 9/2
    assert loss(*networks, None).item() == (Fraction(4, 3) - Fraction(24, 5) + Fraction(9, 2)) / 2


@settings(max_examples=100, deadline=None)
@given(st.lists(st.fractions(-2, 2, max_denominator=9), min_size=1, max_size=3), st.booleans())
def test_roots_inside_the_unit_circle(roots, pair):
    """Of a product of factors z - r, and of z^2 - 2 r z + 1 - 1/9 or 1: modulus known exactly."""
    polynomial = [Fraction(1)]
    for root in roots:
        polynomial = times(polynomial, [-root, Fraction(1)])
    assert roots_inside(polynomial) is all(abs(root) < 1 for root in roots)
    if pair:  # conjugate roots of modulus^2 = c where r^2 < c
        for c in (Fraction(8, 9), Fraction(1)):
            turned = times(polynomial, [c, Fraction(1, 3), Fraction(1)])
            assert roots_inside(turned) is (c < 1 and all(abs(root) < 1 for root in roots))


def times(one, other):
    product = [Fraction(0)] * (len(one) + len(other) - 1)
    for j, x in enumerate(one):
        for k, y in enumerate(other):
            product[j + k] += x * y
    return product
