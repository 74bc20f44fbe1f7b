"""The status of each claim: its evidence, and the claims that it uses."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError
from tests.second_checker.facts import Facts, Item, nothing_idle
from tests.second_checker.library import View, check_definitions
from tests.second_checker.modes import WordEvaluator
from tests.second_checker.points import PointsProver
from tests.second_checker.powers import Powers
from tests.second_checker.rank import bound_of, check_rank
from tests.second_checker.reading import Certificate, entries, formula, keys, read_certificate, text
from tests.second_checker.samples import check_mode_witness, check_rank_witness
from tests.second_checker.signs import SignProver, check_signs
from tests.second_checker.stability import check_stability, form_of
from tests.second_checker.sums import Ledger, Summing
from tests.second_checker.visible import check_visible, definitions_seen
from tests.second_checker.witness import check_witness

PROVED, REFUTED, CONDITIONAL, UNPROVED, REJECTED = (
    "proved refuted conditional unproved rejected".split()
)


@dataclass(frozen=True)
class Verdict:
    """A status and the reason for it."""

    status: str
    reason: str = ""


def explained(paths: list[Path]) -> dict[str, Verdict]:
    """For each id (for an unreadable file, its name without the ending) the verdict."""
    found: dict[str, Verdict] = {}
    library: dict[str, Certificate] = {}
    for path in paths:
        name = path.name.removesuffix(".json")
        if name in library or name in found:
            library.pop(name, None)
            found[name] = Verdict(REJECTED, "two files have this id")
            continue
        try:
            library[name] = read_certificate(path)
        except RejectedError as error:
            found[name] = Verdict(REJECTED, str(error))
        except (OSError, RecursionError, ValueError) as error:
            found[name] = Verdict(REJECTED, f"the file cannot be read: {error}")
    waiting = dict(library)
    frozen: dict[str, set[tuple[str, str]]] = {}
    while waiting:
        ready = [
            claim
            for claim in waiting.values()
            if all(other in found or other not in library for other in claim.uses)
        ]
        if not ready:
            break
        for claim in ready:
            found[claim.id] = judged(claim, library, found, frozen)
            del waiting[claim.id]
    for name in waiting:
        found[name] = Verdict(REJECTED, "claims use one another in a circle")
    return found


def verdicts(paths: list[Path]) -> dict[str, str]:
    """The status of each claim: proved, refuted, conditional, unproved or rejected."""
    return {name: verdict.status for name, verdict in sorted(explained(paths).items())}


def judged(
    claim: Certificate,
    library: Mapping[str, Certificate],
    found: Mapping[str, Verdict],
    frozen: dict[str, set[tuple[str, str]]],
) -> Verdict:
    """The verdict on a claim whose used claims have theirs."""
    below = []
    for name in claim.uses:
        if name not in library or found[name].status in {REJECTED, REFUTED}:
            why = found[name].status if name in found else "not there"
            return Verdict(REJECTED, f"it uses {name}, which is {why}")
        below.append(found[name].status)
    try:
        frozen[claim.id] = set()
        status = checked(claim, library, frozen[claim.id])
        if claim.kind != "definition":
            view = View(claim, library)
            frozen[claim.id] |= view.sequence_letters()
            if status != UNPROVED:
                frozen[claim.id] |= check_visible(claim, view)
            for other in (claim, *view.closure):
                view.check_frozen(frozen.get(other.id, set()))
    except RejectedError as error:
        return Verdict(REJECTED, str(error))
    except RecursionError:
        return Verdict(REJECTED, "the formulas run too deep")
    except (ArithmeticError, LookupError, ValueError) as error:
        return Verdict(REJECTED, f"cannot be computed: {error}")
    if status != UNPROVED and set(below) & {CONDITIONAL, UNPROVED}:
        return Verdict(CONDITIONAL, f"it would be {status}, but it uses what is not proved")
    return Verdict(status)


def checked(
    claim: Certificate, library: Mapping[str, Certificate], frozen: set[tuple[str, str]]
) -> str:
    """What the evidence shows of a claim; what was taken to be independent of what is noted."""
    if claim.kind == "definition":
        check_definitions(claim)
        return PROVED
    if claim.lines:  # a statement that is too long to be read has none
        check_form(claim)
    view = View(claim, library)
    if "gap" in claim.evidence:
        if not text(keys(claim.evidence, {"gap"})["gap"]):
            raise RejectedError("a gap without a reason")
        return UNPROVED
    needed: set[Item] = set()
    if "witness" in claim.evidence or "matrices" in claim.evidence:
        ids = refuted(claim, view, frozen, Facts(view, Powers()))
        needed = {("assumption", str(number)) for number in range(len(claim.assumptions))}
        ids |= definitions_seen(claim, view)
        nothing_idle(view, [], needed | {("claim", name) for name in ids})
        return REFUTED
    powers = Powers()
    facts = Facts(view, powers)
    ids = proved(claim, view, powers, facts, frozen) | definitions_seen(claim, view)
    nothing_idle(view, facts.consulted, {("claim", name) for name in ids})
    return PROVED


def check_form(claim: Certificate) -> None:
    """The form of the lines that a kind asks for, whatever the evidence is."""
    wanted = {
        "equation": {"="},
        "sign": {">", ">=", "<", "<=", "!="},
        "mode": {"="},
    }
    for line in claim.lines:
        if claim.kind in wanted:
            if line.alternatives or (claim.kind != "sign" and len(line.chains) != 1):
                raise RejectedError(f"a line is not one of the kind {claim.kind}")
            if not {relation.op for relation in line.relations()} <= wanted[claim.kind]:
                raise RejectedError(f"a line is not one of the kind {claim.kind}")
        elif claim.kind == "rank":
            bound_of(line)
    if claim.kind == "stability":
        form_of(claim.lines)
    if claim.kind == "fixed-points":
        check_points_form(claim.lines)


def check_points_form(lines: tuple[f.Line, ...]) -> None:
    """One line: equations, and components of equations."""
    if len(lines) != 1 or not lines[0].alternatives:
        raise RejectedError("fixed points are not one line with an equivalence")
    for chains in (lines[0].chains, *lines[0].alternatives):
        if any(relation.op != "=" for chain in chains for relation in chain):
            raise RejectedError("a fixed point is not given by equations")


def refuted(claim: Certificate, view: View, frozen: set[tuple[str, str]], facts: Facts) -> set[str]:
    """Check a refutation; the ids of the claims that it unfolds."""
    if claim.kind in {"rank", "mode"}:
        check = check_rank_witness if claim.kind == "rank" else check_mode_witness
        ids, free = check(claim, view, facts)
        frozen |= free
        return ids
    return check_witness(claim, view, frozen)


def proved(
    claim: Certificate,
    view: View,
    powers: Powers,
    facts: Facts,
    frozen: set[tuple[str, str]],
) -> set[str]:
    """Check a proof; the ids of the claims that it unfolds."""
    ids: set[str] = set()
    if claim.kind == "rank":
        ids, free = check_rank(claim.lines, claim.evidence, view, facts)
        frozen |= free
        return ids
    if claim.kind == "mode":
        keys(claim.evidence, set())
        words = WordEvaluator(view, powers, facts)
        for line in claim.lines:
            words.check(line)
        frozen |= words.frozen
        words.rules.numbers.settle_obligations()
        return set(words.unfolded) | words.rules.unfolded
    if claim.kind == "equation":
        return equation(claim, view, powers, facts, frozen)
    evidence = dict(claim.evidence)
    sums = entries(evidence.pop("sums", []))
    evaluator = Summing(view, powers, facts, Ledger([formula(entry) for entry in sums]))
    prover = SignProver(evaluator, facts)
    if claim.kind == "sign":
        check_signs(claim.lines, keys(evidence, {"proofs"})["proofs"], prover)
    elif claim.kind == "fixed-points":
        PointsProver(prover, facts).check(claim.lines[0], evidence)
    else:
        ids.add(check_stability(claim.lines, evidence, view, prover))
    evaluator.ledger.finish()
    evaluator.settle_obligations()
    frozen |= evaluator.frozen
    return ids | set(evaluator.unfolded)


def equation(
    claim: Certificate,
    view: View,
    powers: Powers,
    facts: Facts,
    frozen: set[tuple[str, str]],
) -> set[str]:
    """Check a claim of the kind equation; the ids of the claims that it unfolds."""
    sums = keys(claim.evidence, {"sums"})["sums"] if claim.evidence else []
    ledger = Ledger([formula(entry) for entry in entries(sums)])
    evaluator = Summing(view, powers, facts, ledger)
    for line in claim.lines:
        relations = line.relations()
        value = evaluator.value(relations[0].left, {})
        for relation in relations:
            if evaluator.value(relation.right, {}) != value:
                raise RejectedError("the two sides of an equation differ")
    ledger.finish()
    evaluator.settle_obligations()
    frozen |= evaluator.frozen
    return set(evaluator.unfolded)
