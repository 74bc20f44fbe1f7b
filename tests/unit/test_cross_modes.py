"""Two modes together: the block against full networks, the verdicts, and the exact points."""

from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pytest
from sympy import Expr, Integer, Rational, Symbol, simplify, sympify

from symdyn import LearningRule, analyse, notation, parameter
from symdyn.exact.bridge import to_expr
from symdyn.report.wire import to_json
from symdyn.rules.registry import all_rules
from symdyn.simulation import Network, mean_update, network_jacobian
from symdyn.stages.cross_modes.derive import Verdict, pair_of
from symdyn.stages.stability.derive import Verdict as ModeVerdict
from symdyn.testing.evaluation import value_of
from tests.derived import derived

RULES = [entry.rule.name for entry in all_rules()]
WITH_CREDIT = [name for name in RULES if name != "readout-only"]
SIZES = [(3, 3), (2, 3), (3, 2), (2, 2), (1, 3)]
OWN = {
    "rflo": {"w_hat": 0.3},
    "rflo-symmetric": {"w_hat": -0.4},
    "decayed-rtrl": {"gamma": 0.7},
    "e-prop-filtered": {"gamma": 0.5},
    "tbptt-tau": {"tau": 3},
}
Array = np.ndarray[Any, np.dtype[np.float64]]


def orthogonal(rng: np.random.Generator, size: int) -> Array:
    return np.asarray(np.linalg.qr(rng.normal(size=(size, size)))[0])


def modes(rng: np.random.Generator, o: int, i: int) -> dict[str, Array]:
    """Three modes; those beyond the outputs have no read-out and feedback, those beyond the inputs no input."""
    reach = np.arange(3)
    return {
        "a": rng.uniform(0.3, 1, 3) * (reach < o),
        "b": rng.uniform(0.3, 1, 3) * (reach < i),
        "a_hat": rng.uniform(0.3, 1, 3) * (reach < o),
        "w": rng.uniform(-0.6, 0.6, 3),
    }


def rectangle(values: Array, rows: int, columns: int) -> Array:
    found = np.zeros((rows, columns))
    size = min(rows, columns)
    found[range(size), range(size)] = values[:size]
    return found


def jacobian(name: str, o: int, i: int, seed: int) -> tuple[Array, Array]:
    """The Jacobian of -Delta in aligned bases, by differences and from the blocks of all pairs of modes."""
    rule, own = derived(name).rule, OWN.get(name, {})
    rng = np.random.default_rng(seed)
    U, P, V = (orthogonal(rng, size) for size in (o, 3, i))
    if rule.diagonal:
        P = np.eye(3)
    at = modes(rng, o, i)
    a, b = rectangle(at["a"], o, 3), rectangle(at["b"], 3, i)
    w, a_hat = np.diag(at["w"]), rectangle(at["a_hat"], o, 3)
    places = [(x, r, c) for x, m in (("a", a), ("b", b), ("w", w)) for r, c in np.ndindex(m.shape)]

    def network(x: Array, y: Array, z: Array) -> Network:
        return Network(A=U @ x @ P.T, B=P @ y @ V.T, W=P @ z @ P.T)

    def updates(place: tuple[str, int, int], shift: float) -> Array:
        moved = {"a": a.copy(), "b": b.copy(), "w": w.copy()}
        moved[place[0]][place[1:]] += shift
        student = network(moved["a"], moved["b"], moved["w"])
        R = U @ a_hat @ P.T
        dA, dW, dB = mean_update(rule, student, network(a, b, w), T=None, R=R, parameters=own)
        found = {"a": U.T @ dA @ P, "b": P.T @ dB @ V, "w": P.T @ dW @ P}
        return np.array([found[x][r, c] for x, r, c in places])

    h = 1e-6
    literal = [(updates(one, -h) - updates(one, h)) / (2 * h) for one in places]
    blocks = {
        (r, c): block(
            name, {key: float(x[r]) for key, x in at.items()}, float(at["b"][c]), at["w"][c]
        )
        for r, c in np.ndindex(3, 3)
    }
    index = {"a": 0, "b": 1, "w": 2}
    assembled = [
        [
            blocks[one[1:]][index[one[0]]][index[other[0]]] if one[1:] == other[1:] else 0.0
            for other in places
        ]
        for one in places
    ]
    return np.array(literal).T, np.array(assembled)


def block(name: str, first: dict[str, float], b: float, w: float) -> list[list[float]]:
    found = pair_of(derived(name))
    assert found is not None
    values: dict[str, Any] = {
        **{key: Fraction(x).limit_denominator(10**12) for key, x in OWN.get(name, {}).items()},
        **{f"{key}_1": Fraction(x) for key, x in first.items()},
        "b_2": Fraction(b),
        "w_2": Fraction(w),
    }
    if values["w_2"] == values["w_1"]:  # the limit, for an entry may have w_1 - w_2 below the bar
        values["w_2"] += Fraction(1, 10**12)
    return [[float(value_of(entry, values)) for entry in row] for row in found.jacobian]


@pytest.mark.parametrize("name", WITH_CREDIT)
@pytest.mark.parametrize(("o", "i"), SIZES)
def test_the_jacobian_of_a_network_of_three_modes_falls_into_the_blocks(
    name: str, o: int, i: int
) -> None:
    """Those of two modes, and with both modes the same those of one, in random aligned bases."""
    literal, assembled = jacobian(name, o, i, seed=10 * o + i)
    np.testing.assert_allclose(literal, assembled, atol=2e-7, rtol=2e-7)


@pytest.mark.parametrize("name", WITH_CREDIT)
def test_two_equal_modes_are_one(name: str) -> None:
    """Trace and determinant of a pair are those of a mode where both modes are the same."""
    found, optimal = pair_of(derived(name)), derived(name).optimal
    assert found is not None
    same: dict[Symbol, Expr] = {
        Symbol("a_1"): notation.s,
        Symbol("b_2"): notation.c / notation.s,
        Symbol("w_1"): notation.w_star,
        Symbol("a_hat_1"): notation.a_hat,
    }
    horizon = {notation.tau: Rational(3)}
    for pair, mode in ((found.trace, optimal.trace), (found.determinant, optimal.determinant)):
        for whole in ("1/3", "-2/5"):
            near = {Symbol("w_2"): notation.w_star + Rational(1, 10**12)}
            at = {
                notation.s: Rational(3, 7),
                notation.c: Rational(2, 3),
                notation.w_star: Rational(whole),
            }
            at |= {x: Rational(1, 5) for x in derived(name).rule.terms.parameters}
            at |= {notation.a_hat: Rational(4, 3), notation.w_hat: Rational(1, 5)}
            left = pair.xreplace(horizon).xreplace(same | near).xreplace(at)
            assert abs(float(left - mode.xreplace(horizon).xreplace(at))) < 1e-9


VERDICTS = {
    "bptt": Verdict.ALWAYS,
    "tbptt": Verdict.CONDITIONAL,
    "tbptt-tau": Verdict.OPEN,
    "rflo": Verdict.CONDITIONAL,
    "decayed-rtrl": Verdict.CONDITIONAL,
    "e-prop": Verdict.ALWAYS,
    "e-prop-filtered": Verdict.OPEN,
    "e-prop-symmetric": Verdict.ALWAYS,
    "feedback-alignment": Verdict.ALWAYS,
    "rflo-symmetric": Verdict.CONDITIONAL,
}


def test_of_which_rules_two_stable_modes_are_stable_together() -> None:
    found = {name: pair_of(derived(name)) for name in RULES}
    assert found.pop("readout-only") is None
    assert {name: pair.verdict for name, pair in found.items() if pair is not None} == VERDICTS
    for name, pair in found.items():
        assert pair is not None
        assert (pair.witness is None) is (VERDICTS[name] == Verdict.ALWAYS)
        assert (pair.condition is None) is (VERDICTS[name] != Verdict.CONDITIONAL)


@pytest.mark.parametrize("name", [x for x, one in VERDICTS.items() if one != Verdict.ALWAYS])
def test_the_exact_point_is_a_network_that_leaves_though_its_modes_are_stable(name: str) -> None:
    """All eigenvalues of a full network of the two modes, by differences of its mean update."""
    found = pair_of(derived(name))
    assert found is not None
    assert found.witness is not None
    pair, rule = found.witness, derived(name).rule
    assert derived(name).optimal.stability.cases[0].verdict == ModeVerdict.STABLE
    own: dict[str, Any] = dict(pair.parameters)
    a, b, w = (np.diag([float(x) for x in one]) for one in (pair.a, pair.b, pair.w))
    R = np.diag([float(x) for x in pair.a_hat]) if pair.a_hat else None
    teacher = Network(A=a, B=b, W=w)

    def updates(flat: Array) -> Array:
        x, y, z = flat.reshape(3, 2, 2)
        dA, dW, dB = mean_update(rule, Network(A=x, B=y, W=z), teacher, T=None, R=R, parameters=own)
        return np.concatenate([dA.ravel(), dB.ravel(), dW.ravel()])

    optimum = np.concatenate([a.ravel(), b.ravel(), w.ravel()])
    shifts = 1e-6 * np.eye(12)
    found_jacobian = (
        np.array([updates(optimum - x) - updates(optimum + x) for x in shifts]).T / 2e-6
    )
    rates = np.sort(np.linalg.eigvals(found_jacobian).real)
    alone = [[0, 4, 8], [3, 7, 11]]
    for mode in alone:  # of one mode by itself none grows
        assert np.linalg.eigvals(found_jacobian[np.ix_(mode, mode)]).real.max() < 1e-8
    assert rates[-1] > 1e-5
    data = to_json(derived(name))["pairs"]
    assert isinstance(data, dict)
    sent = data["witness"]
    assert isinstance(sent, dict)
    assert sent["w_star_i"] == str(pair.w[0])
    assert sent["c_j"] == str(pair.a[1] * pair.b[1])


def test_what_is_on_the_wire_has_the_letters_of_two_optima() -> None:
    sent = to_json(derived("rflo"))["pairs"]
    assert isinstance(sent, dict)
    names = {"s_i", "s_j", "c_j", "w_star_i", "w_star_j", "a_hat_i", "w_hat"}
    read = partial(_letters, parameters=("w_hat",))
    assert read(sent["trace"]) == read(sent["determinant"]) == names
    assert isinstance(sent["stable_iff"], list)
    assert len(sent["stable_iff"]) == 2
    assert to_json(derived("bptt"))["pairs"]["stable_iff"] == []  # type: ignore[index, call-overload]
    assert to_json(derived("readout-only"))["pairs"] is None


def _letters(text: object, parameters: tuple[str, ...]) -> set[str]:
    assert isinstance(text, str)
    locals_ = {name: Symbol(name) for name in parameters}
    return {x.name for x in sympify(text, locals=locals_).free_symbols}


def test_two_time_constants_are_not_decided_and_have_an_unstable_pair() -> None:
    gamma = parameter("gamma", -1, 1)
    kernel = (notation.w_hat**notation.m + gamma**notation.m) / 2
    found = pair_of(analyse(LearningRule("two", "Two decays", "random", kernel)))
    assert found is not None
    assert found.verdict == Verdict.OPEN
    assert found.condition is None
    assert simplify(found.trace - sum(found.jacobian[x][x] for x in range(3))) == 0


@pytest.mark.parametrize("name", WITH_CREDIT)
def test_a_further_input_decays_at_the_rate_of_read_out_and_credit(name: str) -> None:
    """The column of B beyond the units moves by itself, with -a phi K(w): the network of one unit, exactly."""
    found, rule, own = derived(name), derived(name).rule, OWN.get(name, {})
    a, w, a_hat = Fraction(3, 2), Fraction(-2, 5), Fraction(-1, 3)
    parameters = {key: Fraction(x).limit_denominator(100) for key, x in own.items()}
    network = Network(A=[[a]], W=[[w]], B=[[Fraction(1, 4), Fraction(0)]])
    R = None if rule.symmetric else [[a_hat]]
    last = network_jacobian(rule, network, R=R, parameters=parameters)[-1]
    credit = found.credit.adjoined.written_out(to_expr(found.credit.value))
    steps = {notation.tau: Integer(int(own.get("tau", 1)))}
    rate = (
        a
        * (a if rule.symmetric else a_hat)
        * value_of(credit.xreplace(steps), {**parameters, "w_star": w})
    )
    assert [*last] == [*[0] * (len(last) - 1), -rate]
