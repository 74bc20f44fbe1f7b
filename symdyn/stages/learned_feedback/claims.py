"""What changes a feedback that is learned, where a mode rests then, and what its flow does there."""

from sympy import Expr

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.exact.layout import arrange
from symdyn.formula.building import (
    Formula,
    Part,
    added,
    apart,
    at,
    bracket,
    defined,
    equal,
    equivalent,
    formula,
    letter,
    letters,
    more,
    partial,
    together,
)
from symdyn.formula.nodes import Node, Sum
from symdyn.notation import STATE
from symdyn.stages.fixed_points.derive import Component
from symdyn.stages.flow.claims import claims as flow_claims
from symdyn.stages.invariants.claims import identity
from symdyn.stages.invariants.derive import invariants_of
from symdyn.stages.learned_feedback.claims_cases import Cases, of_feedback
from symdyn.stages.learned_feedback.claims_spectrum import spectra_claims
from symdyn.stages.learned_feedback.derive import LearnedFeedback, learned_feedback
from symdyn.stages.learned_feedback.kinds import Kind
from symdyn.stages.linearisation.claims import claims as linearisation_claims
from symdyn.stages.stability.claims import claims as stability_claims

__all__ = ["DIFFERENCE", "claims", "kernel_apart"]

DIFFERENCE = "learned-difference"
_C, _STAR = formula(notation.c), formula(notation.w_star)
_K_STAR, _H = formula(notation.kernel_teacher), letter("H")


def claims(ledger: Ledger) -> None:
    """The difference of the two matrices, all fixed points with their loss and spectrum, what is conserved."""
    found = learned_feedback(ledger.analysis)
    if found is None:
        return
    cases = Cases(ledger.analysis)
    _difference(ledger, found)
    _positive_sum(ledger, cases)
    ledger.add(
        "learned-fixed-points",
        "fixed-points",
        (
            equivalent(
                together(*(equal(one, 0) for one in cases.given())),
                *(together(*one) for one in cases.components()),
            ),
        ),
        ("update", "kernel-values", "letters", "teacher-sign", "learned-sum"),
        (*ledger.everywhere(), apart(_C, 0), *kernel_apart(ledger)),
        evidence=lambda: {"cases": cases.tree(), "converse": cases.converse()},
        title="All fixed points of a mode whose feedback is learned",
    )
    for component in ledger.analysis.fixed_points.components:
        _loss(ledger, component)
    if found.kind == Kind.COPIED:  # there it is the pair of a fixed feedback of the same value
        flow_claims(ledger)
        linearisation_claims(ledger)
        stability_claims(ledger)
    spectra_claims(ledger, cases, found)
    _conserved(ledger, found)


def kernel_apart(ledger: Ledger) -> tuple[Node, ...]:
    """That K(w_star) is not 0, where its sign is not known."""
    known = ledger.analysis.credit.teacher_sign.sign in {"positive", "negative"}
    return () if known else (apart(_K_STAR, 0),)


def _positive_sum(ledger: Ledger, cases: Cases) -> None:
    """What a is divided by, where it is a sum."""
    _, _, followed, own = cases.zero
    if cases.zero[0] or followed or own:
        return
    ledger.add(
        "learned-sum",
        "sign",
        (more(cases.back, 0),),
        (),
        ledger.domain(),
        title="What drives the feedback at a = b = 0",
    )


def _difference(ledger: Ledger, found: LearnedFeedback) -> None:
    """For an entry x of A, u of Delta A and y of R: y - copied x after a step of size eta."""
    x, y, u = letters("x y u")
    eta, (copied, decay, _, own) = formula(notation.eta), found.update.plain()
    of_a = added(u, formula(own) * x) if own != 0 else u
    of_r = of_feedback(found.update, (u, x, y))
    many = None if copied in (0, 1) else formula(copied)
    before, after = y, y - eta * _closed(of_r)
    if copied != 0:
        moved = bracket(x - eta * _closed(of_a))
        before = before - (x if many is None else many * x)
        after = after - (moved if many is None else many * moved)
    changed = before if decay == 0 else (1 - eta * decay) * before
    if found.left.could_extract_minus_sign():
        changed = changed - eta * formula(-found.left) * x
    elif found.left != 0:
        changed = changed + eta * formula(found.left) * x
    ledger.add(
        DIFFERENCE,
        "equation",
        (equal(after, changed),),
        (),
        (),
        title=f"What a step makes of each entry of {_of_both(copied)}",
    )


def _of_both(copied: Expr) -> str:
    """R less copied A, in words."""
    if copied == 0:
        return "R"
    return "R - A" if copied == 1 else "R less a multiple of A"


def _closed(part: Formula) -> Formula:
    """A sum in brackets."""
    return bracket(part) if isinstance(part.node, Sum) else part


def _loss(ledger: Ledger, component: Component) -> None:
    a, b, w = (formula(x) for x in STATE)
    places: dict[str, dict[Formula, Part]] = {
        "optimal": {a: _C / b, w: _STAR},
        "silent": {a: 0, b: 0},
        "no-input": {b: 0},
        "no-feedback": {a: _C * (1 - w**2) / (b * (1 - w * _STAR))},
    }
    ledger.add(
        f"learned-loss-{component.name}",
        "equation",
        (equal(at(letter("L"), places[component.name]), component.loss),),
        ("loss.limit",),
        (*ledger.domain(), apart(b, 0)),
        title=f"Loss where a mode rests: {component.name}",
    )


def _conserved(ledger: Ledger, found: LearnedFeedback) -> None:
    """The identity of the three updates has an integral, with a_hat - copied a constant."""
    geometric = invariants_of(ledger.rule).geometric
    if found.conserved is None or geometric is None:
        return
    tied = identity(ledger, geometric, "Delta")
    ledger.add(
        "learned-identity",
        "equation",
        (tied,),
        ("update",),
        ledger.everywhere(),
        title="The three updates for long sequences are tied together",
    )
    ledger.add(
        "learned-quantity",
        "definition",
        (defined(_H, found.conserved),),
        title="The integral of the identity, with the feedback moving as the read-out does",
    )
    copied = found.update.plain()[0]
    moves = [partial(x, _H) * letter(f"Delta_{x}") for x in STATE]
    by_feedback = partial(notation.a_hat, _H)
    by_feedback = by_feedback if copied == 1 else by_feedback * formula(copied)
    moves.append(by_feedback * letter("Delta_a"))
    ledger.add(
        "learned-conserved",
        "equation",
        (equal(added(*moves), 0),),
        ("learned-quantity", "learned-identity"),
        ledger.everywhere(),
        evidence={"proofs": [{"by": [["2", tied]]}]},
        title="The flow of a mode does not change it",
    )
    _end(ledger, found)


def _end(ledger: Ledger, found: LearnedFeedback) -> None:
    """What the conserved quantity is on the optimal manifold, where a_hat - copied a is x."""
    conserved = invariants_of(ledger.rule).conserved
    if conserved is None:
        return
    s, x, copied = notation.s, notation.x, found.update.plain()[0]
    place: dict[Formula, Part] = {
        formula(notation.a): s,
        formula(notation.b): notation.c / s,
        formula(notation.w): _STAR,
        formula(notation.a_hat): copied * s + x,
    }
    weight, recurrent = arrange(conserved.weight), arrange(conserved.recurrent)
    at_teacher = recurrent.xreplace({notation.w: notation.w_star})
    ledger.add(
        "learned-end",
        "equation",
        (
            equal(
                at(_H, place),
                weight * (copied * s**2 + 2 * x * s) - notation.c**2 / s**2 - at_teacher,
            ),
        ),
        ("learned-quantity",),
        ledger.on_manifold(),
        title="What is conserved fixes where on the optimal manifold a mode ends",
    )
