"""No parameter can be taken for a letter of the statements that a rule's chain of claims makes."""

import pytest

from symdyn import LearningRule, parameter
from symdyn.errors import RuleError
from symdyn.formula.tokens import tokens
from symdyn.notation import latex_name, m
from tests.derived import chain

RULES = ("rflo", "bptt", "tbptt-tau", "e-prop")
LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
).split()
STEMS = (*LATIN, *GREEK)


@pytest.fixture(scope="module")
def displayed() -> frozenset[str]:
    """Every name that the chains of rules without parameters of their own display."""
    return frozenset(
        word
        for rule in RULES
        for claim in chain(rule)
        for text in (*claim.statement, *claim.assumptions)
        for kind, word in tokens(text)
        if kind == "name"
    )


def allowed(name: str) -> str | None:
    """How a parameter of that name is printed; None where it is refused."""
    try:
        return latex_name(parameter(name, 0, 1))
    except RuleError:
        return None


@pytest.mark.parametrize("digits", ["", "1", "_0", "_1", "_2", "_3", "_11"])
def test_no_parameter_has_a_name_of_the_chain(digits, displayed):
    shown = {f"{stem}{digits}": allowed(f"{stem}{digits}") for stem in STEMS}
    assert len([name for name in shown.values() if name]) > 20
    assert {name: text for name, text in shown.items() if text in displayed} == {}


@pytest.mark.parametrize("first", LATIN)
def test_no_name_of_two_letters_is_of_the_chain(first, displayed):
    shown = [allowed(first + second) for second in LATIN]
    assert not {text for text in shown if text} & displayed


def test_what_is_suggested_in_the_place_of_a_name_can_be_used():
    for name in (
        "t",
        "g",
        "y",
        "e_1",
        "k_1",
        "rho_1",
        "nu",
        "omega_1",
        "lambda",
        "class",
        "E",
        "eta",
        "tau",
        "A",
    ):
        with pytest.raises(RuleError) as refused:
            parameter(name, 0, 1)
        other = str(refused.value).rsplit("'", 2)[1]
        rule = LearningRule("own", "Own", "symmetric", parameter(other, 0, 1) ** m)
        assert [one.name for one in rule.parameters] == [other]
