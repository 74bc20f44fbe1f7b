"""What a rule is: kernels that are read, kernels that are refused, and how rules are found."""

from fractions import Fraction

import pytest
from sympy import Float, Integer, Rational, Symbol, cos, exp, sin

from symdyn import LearningRule, all_rules, find_rule, parameter
from symdyn.errors import DomainError, KernelError, RuleError, RuleNotFoundError
from symdyn.notation import interval_of, m, position, tau, w, w_hat
from symdyn.rules import resolve

gamma = parameter("gamma", -1, 1)
positive = parameter("delta", 0, 1)
rate = parameter("gamma_2", 0, None)

KERNELS = {
    "sum": ((w_hat**m + gamma**m) / 2, lambda k, v: (v["w_hat"] ** k + v["gamma"] ** k) / 2),
    "polynomial": (m**3 * (w / 2) ** m, lambda k, v: k**3 * (v["w"] / 2) ** k),
    "alternating": ((-1) ** m * w_hat**m, lambda k, v: (-v["w_hat"]) ** k),
    "product": ((w * w_hat) ** m, lambda k, v: (v["w"] * v["w_hat"]) ** k),
    "shifted": (w ** (m + 2) + w ** (2 * m), lambda k, v: v["w"] ** (k + 2) + v["w"] ** (2 * k)),
    "average": (((1 + w) / 2) ** m, lambda k, v: ((1 + v["w"]) / 2) ** k),
    "divided": (w**m / (1 + positive), lambda k, v: v["w"] ** k / (1 + v["delta"])),
    "squared": ((m + w_hat) ** 2 * w**m, lambda k, v: (k + v["w_hat"]) ** 2 * v["w"] ** k),
    "half": (2 ** (-m) * w**m, lambda k, v: (v["w"] / 2) ** k),
    "nested": ((w**m) ** 2, lambda k, v: v["w"] ** (2 * k)),
}
POINT = {
    "w": Fraction(1, 3),
    "w_hat": Fraction(-2, 5),
    "gamma": Fraction(3, 7),
    "delta": Fraction(1, 4),
}


@pytest.mark.parametrize("name", KERNELS)
def test_a_kernel_keeps_its_values(name):
    kernel, expected = KERNELS[name]
    terms = LearningRule("mine", "Mine", "symmetric", kernel).credit.terms
    at = {Symbol(key): Rational(value.numerator, value.denominator) for key, value in POINT.items()}
    for lag in range(6):
        found = sum(
            (
                coefficient.subs(at) * lag**degree * term.ratio.subs(at) ** lag
                for term in terms
                for degree, coefficient in enumerate(term.coefficients)
            ),
            Integer(0),
        )
        assert Fraction(int(found.p), int(found.q)) == expected(lag, POINT)


@pytest.mark.parametrize("name", KERNELS)
def test_each_ratio_comes_with_a_proof_that_it_decays(name):
    credit = LearningRule("mine", "Mine", "symmetric", KERNELS[name][0]).credit
    assert len(credit.decay) == len(credit.shares()) == len(credit.terms)
    for proof in credit.decay:
        assert proof.gap.polynomial == proof.denominator**2 - proof.numerator**2
        assert proof.gap.sign == "positive"


REFUSED = {
    "growing": ((2 * w_hat) ** m, "it is"),
    "constant": (Integer(1), "ratio 1"),
    "polynomial alone": (m**2, "ratio 1"),
    "undeclared": (Symbol("g") ** m, "declare parameter"),
    "square in the exponent": (w ** (m**2), "exponent"),
    "lag in the base": (m**w_hat, "exponent"),
    "function": (sin(m) * w**m, "finite sum"),
    "exponential": (exp(-rate * m), r'write alpha\*\*m with alpha = parameter\("alpha", 0, 1\)'),
    "growing exponential": (exp(positive * m), r'parameter\("alpha", 0, None\).*with a horizon'),
    "exponential of a square": (exp(-(m**2)), r"a power r\*\*m of a parameter r"),
    "decimal": (Float("0.5") ** m, "exact"),
    "decimal factor": (w**m * 0.5, "exact"),
    "oscillation": (w_hat**m * cos(w_hat * m), r"write oscillation\(r, zeta, 4\)"),
    "zero base": (Integer(0) ** (m + 1), "write at_lag"),
    "pole": (w**m / gamma, "not proved nonzero"),
    "text": ("w**m", "SymPy expression"),
    "huge exponent": (w ** (10**9 * m), "at most"),
    "high degree": (m**40 * w**m, "at most"),
    "horizon in the kernel": (w**m / tau, "write horizon=tau"),
    "half exponent": (w ** (m / 2), "exponent"),
    "on the edge": (((1 + w_hat) / 2 + Rational(1, 2)) ** m, "ratio"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_kernel_that_is_not_of_the_form_is_refused(name):
    kernel, reason = REFUSED[name]
    with pytest.raises(KernelError, match=reason) as refusal:
        LearningRule("mine", "Mine", "random", kernel)
    assert "\n" not in str(refusal.value)
    assert str(refusal.value).startswith("rule mine: kernel")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"feedback": "weird"}, "use 'symmetric'"),
        ({"name": "My Rule"}, "hyphens"),
        ({"title": " "}, "short title"),
        ({"horizon": 0}, "positive integer"),
        ({"horizon": True}, "positive integer"),
        ({"horizon": Symbol("h")}, "symbol tau"),
        ({"diagonal": 1}, "True or False"),
        ({"references": "one"}, "tuple"),
    ],
)
def test_a_rule_with_a_wrong_field_is_refused(changes, reason):
    fields = {"name": "mine", "title": "Mine", "feedback": "random", "kernel": w**m, **changes}
    with pytest.raises(RuleError, match=reason):
        LearningRule(**fields)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("gamma", 1, 1), "empty"),
        (("gamma", 2, 1), "empty"),
        (("w_hat", 0, 1), "already has a meaning"),
        (("A", 0, 1), "already has a meaning"),
        (("t", 0, 1), "statements about every rule.*'t_1'"),
        (("e_1", 0, 1), "statements about every rule.*'gamma'"),
        (("x y", 0, 1), "letters"),
        (("__import__", 0, 1), "letters"),
        (("gamma", 0.5, 1), "Rational|Fraction"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused(arguments, reason):
    with pytest.raises((RuleError, DomainError), match=reason):
        parameter(*arguments)


def test_parameters_are_equal_when_name_and_domain_agree():
    assert parameter("gamma", -1, 1) == gamma
    assert parameter("gamma", 0, 1) != gamma
    assert interval_of(gamma).contains(Fraction(1, 2))
    with pytest.raises(KernelError, match="two parameters named gamma"):
        LearningRule("mine", "Mine", "random", gamma**m + parameter("gamma", 0, 1) ** m)


def test_what_to_write_for_an_exponential_is_a_kernel():
    alpha, growing = parameter("alpha", 0, 1), parameter("alpha", 0, None)
    assert LearningRule("mine", "Mine", "random", alpha**m).credit.decay
    assert LearningRule("mine", "Mine", "random", growing**m, horizon=tau).credit.growing


def test_the_zero_kernel_is_a_kernel():
    rule = LearningRule("mine", "Mine", "symmetric", 0)
    assert rule.credit.terms == ()
    assert not rule.credit.contains_w


def test_the_built_in_names_are_those_of_the_contract():
    names = {found.rule.name for found in all_rules() if found.origin == "symdyn"}
    assert names == {
        "bptt",
        "tbptt",
        "tbptt-tau",
        "rflo",
        "rflo-symmetric",
        "e-prop",
        "e-prop-filtered",
        "e-prop-symmetric",
        "feedback-alignment",
        "decayed-rtrl",
        "readout-only",
    }


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("snap-0", "tbptt"),
        ("snap-1", "e-prop-symmetric"),
        ("snap-1-random", "e-prop"),
        ("e-prop-lif", "rflo"),
        ("e-prop-lif-symmetric", "rflo-symmetric"),
        ("rtrl", "bptt"),
        ("uoro", "bptt"),
        ("kf-rtrl", "bptt"),
    ],
)
def test_rules_of_equal_mean_are_found_and_say_why(name, rule):
    found = resolve(name)
    assert found.rule.name == rule
    assert found.note.startswith(f"{name} equals {rule}: ")


def test_a_symbolic_horizon_is_set_by_name():
    rule = find_rule("tbptt-5")
    assert (rule.name, rule.horizon, rule.title) == ("tbptt-5", 5, "Truncated BPTT, horizon 5")
    assert find_rule("tbptt-1").horizon == 1
    assert find_rule("tbptt-tau").horizon == tau
    with pytest.raises(RuleError, match="no symbolic horizon"):
        find_rule("bptt").with_horizon(3)
    with pytest.raises(RuleNotFoundError, match="positive integer N, such as tbptt-5"):
        find_rule("tbptt-0")
    with pytest.raises(RuleNotFoundError, match="known are bptt"):
        find_rule("bptt-3")


def test_symbols_have_a_fixed_order():
    assert position(gamma) < position(w) < position(m)


def test_parameters_that_are_printed_alike_are_refused():
    one, other = parameter("gamma_1", 0, 1), parameter("gamma1", -1, 0)
    with pytest.raises(RuleError, match="'gamma1' and 'gamma_1' are printed alike"):
        LearningRule("alike", "Alike", "symmetric", one**m - other**m)
