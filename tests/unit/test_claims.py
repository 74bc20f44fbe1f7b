"""Chains of claims, and the search behind them: what the checker says of what they produce."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symdyn import LearningRule, all_rules, analyse, convolve, find_rule, parameter
from symdyn.checker.display import display
from symdyn.checker.names import Names
from symdyn.checker.reading import read
from symdyn.claims import chain
from symdyn.claims.certificates.words import matrices_of
from symdyn.claims.chain import claims_of
from symdyn.claims.claim import Claim
from symdyn.claims.ledger import Ledger
from symdyn.claims.proving import prove
from symdyn.claims.searching import Searching
from symdyn.claims.statements import Statements, statements_of
from symdyn.claims.translation import Translation
from symdyn.errors import ClaimError
from symdyn.formula.nodes import Node, Number
from symdyn.notation import m, w, w_hat
from tests.derived import chain as chain_of
from tests.derived import derived
from tests.judged import statuses
from tests.selection import slow_but

QUICK = ("rflo",)
UNIT = ("-1 < w < 1", r"-1 < w_\star < 1")
gamma = parameter("gamma", -1, 1)
delta = parameter("delta", 0, 1)


def unexpected(claims: tuple[Claim, ...]) -> dict[str, str]:
    """The claims that are neither proved nor refuted as their evidence says."""
    instances = {claim.id for claim in claims if {"witness", "matrices"} & claim.evidence.keys()}
    found = statuses(claims)
    assert found.keys() == {claim.id for claim in claims}
    return {
        name: status
        for name, status in found.items()
        if status != ("refuted" if name in instances else "proved")
    }


@pytest.mark.parametrize("name", slow_but(QUICK, [one.rule.name for one in all_rules()], 4))
def test_the_chain_of_a_built_in_rule_is_proved(name: str) -> None:
    """All at once they are compared with the tables of claims in reports/, where each has its status."""
    assert unexpected(chain_of(name)) == {}


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(
            LearningRule("two", "Two exponentials", "random", (w_hat**m + gamma**m) / 2),
            marks=pytest.mark.slow,
        ),
        pytest.param(
            LearningRule("mixed", "A base that is a sum", "random", ((1 + w) / 2) ** m),
            marks=pytest.mark.slow,
        ),
        pytest.param(
            LearningRule("short", "A weighted horizon", "symmetric", (1 + m) * (gamma * w) ** m, 3),
            marks=pytest.mark.slow,
        ),
        LearningRule("signs", "Credit of both signs", "symmetric", w_hat**m - 2 * gamma**m),
        pytest.param(
            LearningRule(
                "synapse", "diag(W)", "random", (delta * w) ** m + w_hat**m, 4, diagonal=True
            ),
            marks=pytest.mark.slow,
        ),
    ],
    ids=lambda rule: rule.name,
)
def test_the_chain_of_an_unseen_rule_is_proved(rule: LearningRule) -> None:
    claims = claims_of(rule)
    assert unexpected(claims) == {}
    names = {claim.id.removeprefix(f"{rule.name}.") for claim in claims}
    assert {"modes", "update", "fixed-points", "spectrum", "trace", "rank-w"} <= names


@pytest.mark.parametrize(
    "kernel",
    [(w * w_hat) ** m * (m - 2), w_hat**m + gamma**m, convolve(w_hat**m, w**m)],
    ids=["product", "constant", "filtered"],
)
def test_modes_learn_alone_where_a_decay_stands_beside_the_recurrent_weights(kernel) -> None:
    stated = statements_of(analyse(LearningRule("beside", "Beside", "random", kernel))).stated
    needed, waiting = set[str](), ["beside.modes"]
    while waiting:
        needed.add(name := waiting.pop())
        waiting += stated[name].claim.uses
    claims = [one.claim for name, one in stated.items() if name in needed]
    assert statuses(claims)["beside.modes"] == "proved"


def test_a_claim_keeps_what_it_needs_alone() -> None:
    known = {"a.fact": Claim("a.fact", "sign", ("1 > 0",))}
    stated = Claim("a.b", "sign", ("1 - w > 0",), (*UNIT, "c > 0"), ("a.fact",))
    (found,) = prove(stated, known)
    assert (found.assumptions, found.uses) == (("-1 < w < 1",), ())


def test_signs_that_a_proof_needs_become_a_claim_of_their_own() -> None:
    stated = Claim("a.b", "equation", (r"\frac{1 - w w_\star}{1 - w w_\star} = 1",), UNIT)
    signs, found = prove(stated, {})
    assert signs.id == "a.b.signs"
    assert signs.kind == "sign"
    assert found.uses == ("a.b.signs",)
    (gap,) = prove(replace(stated, assumptions=("-1 < w < 1",)), {})
    assert "nonzero" in gap.evidence["gap"]


def test_a_false_claim_is_refuted_first_and_a_true_one_proved() -> None:
    (false,) = prove(Claim("a.b", "sign", ("w > 0",), UNIT[:1]), {}, refute=True)
    assert false.evidence["witness"].keys() == {"w"}
    (true,) = prove(Claim("a.c", "sign", ("w^{2} < 1",), UNIT[:1]), {}, refute=True)
    assert true.evidence.keys() == {"proofs"}


def test_a_sum_is_found_and_a_wrong_one_is_not() -> None:
    line = r"\sum_{m<T} m w^{m} = \frac{w - w^{T + 1} - T w^{T} (1 - w)}{(1 - w)^{2}}"
    *_, found = prove(Claim("a.b", "equation", (line,), UNIT[:1]), {})
    assert len(found.evidence["sums"]) == 1
    *_, wrong = prove(Claim("a.b", "equation", (line.replace("w -", "w +", 1),), UNIT[:1]), {})
    assert wrong.evidence.keys() == {"gap"}


@pytest.mark.parametrize(
    ("name", "kind"), [("No Capital", "sign"), ("", "sign"), ("a/b", "sign"), ("a.b", "theorem")]
)
def test_a_claim_is_refused_at_construction(name: str, kind: str) -> None:
    with pytest.raises(ClaimError):
        Claim(name, kind, ("1 > 0",))


terms = st.dictionaries(
    st.tuples(st.integers(-2, 3), st.integers(-2, 2), st.integers(-1, 2)),
    st.integers(-9, 9).filter(bool),
    min_size=1,
    max_size=5,
)


@given(terms)
@settings(max_examples=60, deadline=None)
def test_what_the_search_writes_the_checker_reads_back(
    exponents: dict[tuple[int, ...], int],
) -> None:
    place = Searching({}, (), frozenset())
    letters = [("sym", "w"), ("sym", r"\hat{a}")]
    place.loose(("+", *letters, ("^", letters[0], ("sym", "m"))))
    names = [*letters, ("power", letters[0], "m")]
    total: dict[int, int] = {}
    for powers, value in exponents.items():
        monomial = 0
        for name, exponent in zip(names, powers, strict=True):
            monomial += next(iter(place.ring.generator(name))) * exponent
        total[monomial] = value
    translation = Translation(place.ring, place.bases)
    term = translation.term(translation.element(total))
    value = place.loose(read(display(term, Names({}, {})), Names({}, {})))
    assert not value.bottom
    assert value.top == total


@given(st.tuples(*[st.integers(-6, 6)] * 3), st.integers(1, 6), st.booleans())
@settings(max_examples=40, deadline=None)
def test_a_sign_is_proved_only_where_it_holds(
    numbers: tuple[int, ...], excess: int, holds: bool
) -> None:
    q, r, s = numbers
    lowest = min(q * x + r * x * y + s for x in (-1, 1) for y in (-1, 1))  # at corners
    p = abs(q) + abs(r) + abs(s) + excess if holds else -lowest - excess
    line = f"({p}) + ({q}) w + ({r}) w w_\\star + ({s}) w_\\star^{{2}} > 0"
    *_, found = prove(Claim("a.b", "sign", (line,), UNIT), {})
    assert found.evidence.keys() == ({"proofs"} if holds else {"gap"})


@pytest.mark.parametrize(
    ("uses", "used", "otherwise"),
    [
        (("first", "missing"), ("second",), False),
        (("first", "second"), ("first", "second"), True),
    ],
)
def test_what_is_used_otherwise_is_used_where_one_use_is_missing(
    uses: tuple[str, ...], used: tuple[str, ...], otherwise: bool
) -> None:
    """The definitions that every claim may use are not counted among those of `uses`."""
    ledger = Ledger(derived("bptt"))
    for name in ("powers", "horizon", "first", "second"):
        ledger.add(name, "definition", ())
    ledger.add("claim", "equation", (), iter(uses), otherwise=("second",))
    stated = ledger.stated["bptt.claim"]
    assert stated.claim.uses == tuple(f"bptt.{one}" for one in (*used, "powers", "horizon"))
    assert (stated.otherwise is not None) is otherwise


def test_a_lemma_is_not_even_made_where_none_is_asked_for() -> None:
    def statement() -> Iterator[Node]:
        made.append(True)
        yield Number(1)

    made: list[bool] = []
    for lemmas, names in ((False, []), (True, ["bptt.lemma"])):
        ledger = Ledger(derived("bptt"), lemmas=lemmas)
        ledger.add("lemma", "equation", statement(), lemma=True)
        assert [*ledger.stated] == names
        assert made == [True] * lemmas


def test_a_name_that_is_not_stated_is_refused_with_where_the_names_are() -> None:
    with pytest.raises(ClaimError, match=r"named 'trce' .* `symdyn verify --list bptt` has the"):
        Statements.of(derived("bptt")).claim("trce")


def test_what_refutes_a_claim_on_matrices_has_one_order_in_the_file() -> None:
    numbers = {"columns": ["0"], "rows": ["1"], "updates": "2"}
    assert list(matrices_of({"matrices": {}, **numbers})) == [
        "matrices",
        "updates",
        "rows",
        "columns",
    ]


def test_a_theorem_is_proved_once_and_again_where_it_rests_on_something_else() -> None:
    first = claims_of(find_rule("readout-only"))
    known = dict(chain._THEOREMS)
    assert any(name.startswith("theory.") for name in known)
    assert claims_of(find_rule("readout-only")) == first
    assert all(chain._THEOREMS[name] is one for name, one in known.items())
    name, one = next((name, one) for name, one in known.items() if one.below)
    chain._THEOREMS[name] = replace(one, below=())
    assert claims_of(find_rule("readout-only")) == first
    assert chain._THEOREMS[name] == one
    chain._THEOREMS.clear()
    assert claims_of(find_rule("readout-only")) == first
