"""The kernel proves what today's certificates prove, and none of what is made false in them."""

import json
import random

import pytest

from symdyn.claims.chain import claims_of
from symdyn.kernel import check_folder
from symdyn.kernel.terms import Refused
from symdyn.rules import find_rule
from tests.kernel.write import convert_all
from tests.soundness.certificates import FALSE

pytestmark = pytest.mark.slow

TURNED = {"<": r"\ge", ">": r"\le", r"\le": ">", r"\ge": "<", r"\ne": "="}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The chains of two rules as sequents."""
    certificates = {
        claim.id: dict(claim.data())
        for rule in ("rflo", "tbptt-tau")
        for claim in claims_of(find_rule(rule))
    }
    out = tmp_path_factory.mktemp("sequents")
    faults = convert_all(certificates, out)
    assert all("by matrices" in text for text in faults.values())
    return out


def statuses(folder):
    return {one.name: one for one in check_folder(folder)}


def test_all_is_accepted_through_its_text(folder):
    found = statuses(folder)
    assert len(found) > 100
    assert {one.status for one in found.values()} == {"proved", "refuted"}
    kinds = {*(next(iter(json.loads(x.read_text())["goal"])) for x in claims(folder))}
    assert kinds == {"all", "iff", "roots", "mode", "rank"}


def claims(folder):
    return [x for x in sorted(folder.glob("*.json")) if x.stem != "signature"]


def altered(goal, place):
    """A goal that is false if the goal is true; None for those that are not altered."""
    ((kind, body),) = goal.items()
    if kind == "all":
        text = body[place % len(body)]
        for old in (" = ", " < ", " > ", r" \le ", r" \ge ", r" \ne "):
            if old in text:
                new = (
                    f"{text} + 1" if old == " = " else text.replace(old, f" {TURNED[old.strip()]} ")
                )
                return {"all": [new if x == text else x for x in body]}
    if kind == "roots" and body["direction"] in {"all", "iff"}:
        negative = [x[1:] if x[0] == "-" else f"-{x}" for x in body["coefficients"]]
        return {"roots": {**body, "coefficients": negative}}
    if kind == "mode":
        return {"mode": [{**x, "diagonal": x["diagonal"] + " + 1"} for x in body]}
    if kind == "rank":
        sides = {"n", "i"}
        rest = [f"{x} - 1" for x in body["at_most"]]
        return {"rank": {**body, "at_most": rest}} if rest and sides else None
    return None


def test_mutations_are_refused(folder, tmp_path):
    """One side of a goal is changed, or a hypothesis left out: no such goal is proved."""
    rng = random.Random(5)  # noqa: S311
    original = {x.stem: json.loads(x.read_text()) for x in claims(folder)}
    for x in folder.glob("*.json"):
        (tmp_path / x.name).write_text(x.read_text())
    tried = 0
    for name in rng.sample(sorted(original), 60):
        data = original[name]
        goal = altered(data["goal"], rng.randrange(9)) if "proof" in data else None
        if goal is None:
            continue
        tried += 1
        (tmp_path / "mutant.json").write_text(json.dumps({**data, "id": "mutant", "goal": goal}))
        needed = {one for one in original if one not in below(original, name)}
        for one in needed:
            (tmp_path / f"{one}.json").unlink(missing_ok=True)
        assert statuses(tmp_path)["mutant"].status == "refused", (name, goal)
        for one in needed:
            (tmp_path / f"{one}.json").write_text(json.dumps(original[one]))
    assert tried > 30


def below(data, name):
    found, stack = set(), [name]
    while stack:
        one = stack.pop()
        if one not in found:
            found.add(one)
            stack += [use["claim"] for use in data[one]["uses"]]
    return found


# A false claim of today's format whose sequent says something else, which is true.
LETTER = "K(w) of no function becomes a letter k_1, which is the same at all w"
ROOTS = "the goal is about the roots of x^2 - t x + d; that they are eigenvalues is another claim"
TRUE = {
    "s17-derivative-at-the-edge": "f has no x among its arguments, so its derivative by x is 0",
    "s08-derivative-of-an-unknown": LETTER,
    "evaluation-under-an-assumption-on-what-depends-on-its-letter": LETTER,
    "spectrum-by-assumption": ROOTS,
    "stability-of-other-letters": ROOTS,
    "refuted-stability-of-another-form": "converted as Re < 0, which is false at the witness",
    "refuted-fixed-points-of-an-inequality": "false at the witness, and refuted rightly",
    "s15-equivalence-in-a-sign": "one text holds one relation: 1 > 0 is left",
}
FALSE_CASES = {x.stem: json.loads(x.read_text("utf-8")) for x in sorted(FALSE.glob("*.json"))}


@pytest.mark.parametrize("name", FALSE_CASES)
def test_a_false_claim_is_not_proved(name, tmp_path):
    """No sequent, or one that is refused, or one that is true for a reason that is listed."""
    case = FALSE_CASES[name]
    empty = {"assumptions": [], "uses": [], "evidence": {}}
    certificates = {one["id"]: {**empty, **one} for one in case["claims"]}
    try:
        faults = convert_all(certificates, tmp_path)
    except Exception as error:  # noqa: BLE001 - any reason why there is no sequent
        faults = {case["false"]: repr(error)}
    if case["false"] in faults or not (tmp_path / "signature.json").exists():
        return
    try:
        found = statuses(tmp_path).get(case["false"])
    except Refused:  # the signature: a definition hides an index
        return
    assert found is None or found.status in {"refused", "conditional"} or name in TRUE, found
