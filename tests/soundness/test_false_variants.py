"""False variants of true claims: the prover proves none of them."""

from pathlib import Path
from random import Random

import pytest

from symdyn.claims.claim import Claim as Stated
from symdyn.claims.proving import prove
from tests.second_checker.errors import RejectedError
from tests.second_checker.parser import parse_line
from tests.second_checker.reading import read_certificate
from tests.soundness.certificates import first_status, write
from tests.soundness.mutations import false_like
from tests.soundness.points import holds, library, random_point

RULES = ("rflo", "bptt")
KINDS = {"equation", "sign"}
TRIES = 40
HANDED = {"theory.coupling", "theory.real"}  # the theory states their proofs, none is searched


@pytest.fixture(scope="module")
def true_claims(chain):
    """The claims of two rules that are proved, as data, by id."""
    claims = {name: claim for rule in RULES for name, claim in chain(rule).items()}
    return {
        name: claim
        for name, claim in claims.items()
        if not claim["evidence"].keys() & {"witness", "matrices"}
    }


@pytest.fixture(scope="module")
def read(true_claims, tmp_path_factory):
    """The same as the second checker reads them."""
    return library(true_claims, Path(tmp_path_factory.mktemp("true")))


def false_variant(claims, read, rng: Random, folder: Path):
    """A variant of a claim at random that is false at a point where its assumptions hold."""
    names = [name for name, claim in claims.items() if claim["kind"] in KINDS]
    for _ in range(TRIES):
        name = rng.choice(names)
        variant = {**claims[name], "statement": false_like(claims[name]["statement"], rng)}
        try:
            for line in variant["statement"]:
                parse_line(line)
            (path,) = write(folder, [variant])
            claim = read_certificate(path)
        except RejectedError:
            continue
        for _ in range(6):
            if holds(claim, read, random_point(rng)) is False:
                return variant
    return None


def none_is_proved(claims, read, folder: Path, size: int, seed: int) -> dict[str, int]:
    """Ask for a proof of each variant; how many of each kind there were."""
    rng = Random(seed)  # noqa: S311 - a sample
    known = {name: stated(claim) for name, claim in claims.items()}
    found: dict[str, int] = {}
    for _ in range(size):
        variant = false_variant(claims, read, rng, folder)
        assert variant is not None
        others = {name: claim for name, claim in known.items() if name != variant["id"]}
        *lemmas, result = prove(stated({**variant, "evidence": {}}), others)
        if "gap" not in result.evidence:
            # What the prover returns is what the checker accepts: ask that one, as a user would.
            whole = {**claims, **{one.id: dict(one.data()) for one in (*lemmas, result)}}
            paths = write(folder, whole.values())
            assert first_status(paths)[variant["id"]] != "proved", variant
        found[variant["kind"]] = found.get(variant["kind"], 0) + 1
    return found


def stated(claim) -> Stated:
    """A claim as data as the prover takes it."""
    return Stated(
        claim["id"],
        claim["kind"],
        tuple(claim["statement"]),
        tuple(claim["assumptions"]),
        tuple(claim["uses"]),
        claim["evidence"],
    )


def test_the_claims_hold_at_points(read):
    rng = Random(5)  # noqa: S311 - a sample
    points = [random_point(rng) for _ in range(4)]
    proved = [one for one in read.values() if one.kind in KINDS and "proofs" in one.evidence]
    said = [holds(claim, read, point) for claim in proved for point in points]
    assert False not in said
    assert said.count(True) > 50


def test_the_same_prover_proves_the_claims_themselves(true_claims):
    known = {name: stated(claim) for name, claim in true_claims.items()}
    names = [name for name, one in true_claims.items() if one["kind"] in KINDS and one["evidence"]]
    for name in (one for one in names[::8] if one not in HANDED):
        others = {other: claim for other, claim in known.items() if other != name}
        result = prove(stated({**true_claims[name], "evidence": {}}), others)[-1]
        assert "gap" not in result.evidence, name


def test_false_variants(true_claims, read, tmp_path):
    found = none_is_proved(true_claims, read, tmp_path, 100, 1)
    assert found.keys() == KINDS


@pytest.mark.slow
def test_a_thousand_false_variants(true_claims, read, tmp_path):
    found = none_is_proved(true_claims, read, tmp_path, 1_000, 2)
    assert found.keys() == KINDS


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
    known = {other: stated(claim) for other, claim in true_claims.items() if other != name}
    claim = stated({**true_claims[name], "statement": [statement], "evidence": {}})
    assert "gap" in prove(claim, known)[-1].evidence


def test_a_component_dropped(true_claims):
    name = "bptt.fixed-points"
    claim = true_claims[name]
    (line,) = claim["statement"]
    equations, components = line.split(r"\iff")
    parts = components.split(r"\text{or}")
    assert len(parts) > 1
    known = {other: stated(one) for other, one in true_claims.items() if other != name}
    for place in range(len(parts)):
        fewer = r"\text{or}".join(parts[:place] + parts[place + 1 :])
        kept = stated({**claim, "statement": [rf"{equations} \iff {fewer}"]})
        assert "gap" in prove(kept, known)[-1].evidence
