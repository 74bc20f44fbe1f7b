"""False variants of true claims: the prover proves none of them."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from symdyn.claims.certificates import certify
from symdyn.claims.claim import Claim
from symdyn.claims.proving import prove
from symdyn.claims.statements import Statements
from tests.derived import chain, derived
from tests.judged import statuses
from tests.soundness.certificates import write
from tests.soundness.mutations import false_like
from tests.soundness.points import failures, read, sample

RULES = ("rflo", "bptt")
KINDS = {"equation", "sign"}
TRIES = 60


@pytest.fixture(scope="module")
def true_claims() -> dict[str, Claim]:
    """The claims of two rules that are proved, by id."""
    claims = {claim.id: claim for rule in RULES for claim in chain(rule)}
    refuted = {"witness", "matrices"}
    return {name: one for name, one in claims.items() if not refuted & one.evidence.keys()}


def below(claim: Claim, claims: Mapping[str, Claim]) -> list[Claim]:
    """What a claim uses, directly or not, in order, and the claim."""
    found: dict[str, None] = {}
    waiting = [*claim.uses]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found[one] = None
            waiting += claims[one].uses
    return [*(claims[name] for name in claims if name in found), claim]


def is_false(claim: Claim, claims: Mapping[str, Claim], rng: Random, folder: Path) -> bool:
    """Whether a claim fails at a point where its assumptions hold."""
    made = certify(below(claim, claims))
    if claim.id not in made.texts:
        return False
    found = read(write(folder, made.texts)).get(claim.id)
    return found is not None and found.kind == "all" and bool(failures(found, 3, rng))


def false_variant(claims: Mapping[str, Claim], rng: Random, folder: Path) -> Claim:
    """A variant of a claim at random that is false."""
    names = [name for name, claim in claims.items() if claim.kind in KINDS]
    for _ in range(TRIES):
        claim = claims[rng.choice(names)]
        variant = replace(claim, statement=tuple(false_like(list(claim.statement), rng)))
        try:
            if is_false(variant, claims, rng, folder):
                return variant
        except (OverflowError, ZeroDivisionError):
            continue
    raise AssertionError("no variant is false")


def none_is_proved(claims: Mapping[str, Claim], folder: Path, size: int, seed: int) -> set[str]:
    """Ask for a proof of each variant; the kinds that there were."""
    rng = Random(seed)  # noqa: S311 - a sample
    found: set[str] = set()
    for _ in range(size):
        variant = false_variant(claims, rng, folder)
        others = {name: claim for name, claim in claims.items() if name != variant.id}
        *lemmas, result = prove(replace(variant, evidence={}), others)
        if "gap" not in result.evidence:
            # What the prover returns is what the checker accepts: ask that one, as a user would.
            known = {**others, **{one.id: one for one in lemmas}}
            assert statuses(below(result, known))[variant.id] != "proved", variant
        found.add(variant.kind)
    return found


@pytest.mark.parametrize("step", [16, pytest.param(1, marks=pytest.mark.slow)])
def test_the_claims_hold_at_points(true_claims, tmp_path, step):
    rng = Random(5)  # noqa: S311 - a sample
    claims = read(write(tmp_path, certify(true_claims.values()).texts))
    shown = [one for one in claims.values() if one.kind == "all"][::step]
    assert {one.id: found for one in shown if (found := failures(one, 2, rng))} == {}
    assert sum(sample(one, rng) is not None for one in shown) > 100 / step


def test_the_same_prover_proves_the_claims_themselves(true_claims):
    handed = {
        name
        for rule in RULES
        for name, one in Statements.of(derived(rule)).ledger.stated.items()
        if one.evidence  # its stage states the proof, none is searched
    }
    names = [
        name
        for name, one in true_claims.items()
        if one.kind in KINDS and one.evidence and name not in handed
    ]
    for name in names[::8]:
        others = {other: claim for other, claim in true_claims.items() if other != name}
        result = prove(replace(true_claims[name], evidence={}), others)[-1]
        assert "gap" not in result.evidence, name


def test_false_variants(true_claims, tmp_path):
    assert none_is_proved(true_claims, tmp_path, 40, 1) == KINDS


@pytest.mark.slow
def test_many_false_variants(true_claims, tmp_path):
    assert none_is_proved(true_claims, tmp_path, 200, 2) == KINDS


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("rflo.rank-w", r"\operatorname{rank}(W_{Z} - W_{0}) \le o - 1"),
        ("rflo.rank-b", r"\operatorname{rank}(B_{Z} - B_{0}) \le 0"),
        ("rflo.stable", r"\max \operatorname{Re} \lambda_{\pm} \ge 0"),
        ("bptt.stable", r"\max \operatorname{Re} \lambda_{\pm} \ge 0"),
    ],
)
def test_a_false_bound_or_stability(true_claims, name, statement):
    known = {other: claim for other, claim in true_claims.items() if other != name}
    claim = replace(true_claims[name], statement=(statement,), evidence={})
    assert "gap" in prove(claim, known)[-1].evidence


def test_a_component_dropped(true_claims):
    name = "bptt.fixed-points"
    claim = true_claims[name]
    (line,) = claim.statement
    equations, components = line.split(r"\iff")
    parts = components.split(r"\text{or}")
    assert len(parts) > 1
    known = {other: one for other, one in true_claims.items() if other != name}
    for place in range(len(parts)):
        fewer = r"\text{or}".join(parts[:place] + parts[place + 1 :])
        kept = replace(claim, statement=(rf"{equations} \iff {fewer}",), evidence={})
        assert "gap" in prove(kept, known)[-1].evidence
