"""All fixed points: the identities for an arbitrary kernel, the components, their loss and spectrum."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from sympy import Expr, Integer

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.spectrum import entries, spectrum_lines
from symdyn.claims.stated import Stated, definition
from symdyn.exact.ideals import Membership
from symdyn.exact.layout import arrange
from symdyn.formula.building import (
    Formula,
    Part,
    apart,
    at,
    defined,
    equal,
    formula,
    letter,
    partial,
)
from symdyn.formula.nodes import Relation, Sum
from symdyn.notation import STATE
from symdyn.stages.fixed_points.claims_proof import FixedPointProof
from symdyn.stages.fixed_points.derive import Component
from symdyn.stages.fixed_points.theorem import FixedPointTheorem
from symdyn.stages.flow.claims import BOTH, NUMERATORS
from symdyn.stages.setting.claims import PAPER

__all__ = ["claims", "proof_identities", "shared", "spectrum_claim"]

_A, _B, _W, _C = (formula(x) for x in (notation.a, notation.b, notation.w, notation.c))
_W_STAR = formula(notation.w_star)
_STUDENT, _TEACHER = formula(notation.kernel_student), formula(notation.kernel_teacher)
_COMPONENTS = (
    (_A * _B - _C, _W - _W_STAR, _STUDENT - _TEACHER),
    (_B, formula(notation.phi)),
    (_B, _TEACHER),
    (_A * _B * (1 - _W * _W_STAR) - _C * (1 - _W**2), _STUDENT, _TEACHER),
)
# The letters of the state that the equations of a component solve for, and a letter for its Jacobian.
_PLACES: dict[str, dict[Formula, Part]] = {
    "optimal": {_A: _C / _B, _W: _W_STAR},
    "non-optimal": {_A: 0, _B: 0},
    "no-input": {_B: 0},
    "balanced": {_A: _C * (1 - _W**2) / (_B * (1 - _W * _W_STAR))},
}
_LETTERS = {"non-optimal": "H", "no-input": "G", "balanced": "H"}


def shared() -> tuple[Stated, ...]:
    """The Jacobian at a = b = 0."""
    title = "The Jacobian of the flow at a = b = 0"
    return (definition("setting.saddle", title, *_jacobian("non-optimal"), source=PAPER),)


def claims(ledger: Ledger) -> None:
    """The theorem for an arbitrary kernel, this rule's components, their loss and spectrum."""
    _identities(ledger)
    _theorem(ledger)
    _components(ledger)
    for component in ledger.analysis.fixed_points.components:
        _loss(ledger, component)
        if component.name != "optimal" and component.eigenvalues and _solved(component):
            _spectrum(ledger, component)


def _identities(ledger: Ledger) -> None:
    found = ledger.analysis.theory.fixed_points
    known = ("theory.kernel", "theory.numerators")
    ledger.add(
        "theory.identities",
        "equation",
        proof_identities(found).values(),
        known,
        BOTH,
        title="Why there are no other fixed points, for an arbitrary kernel",
    )
    ledger.add(
        "theory.vanishing",
        "equation",
        _vanishing(found),
        known,
        BOTH,
        title="Why these are fixed points, for an arbitrary kernel",
        lemma=True,
    )


def _vanishing(found: FixedPointTheorem) -> Iterator[Relation]:
    """The numerators as sums of what vanishes on a component, each once."""
    numerators = tuple(NUMERATORS.values())
    yield from dict.fromkeys(
        equal(_combination(one, names, 1), numerators[place % 3])
        for place, (one, names) in enumerate(
            zip(found.vanishing, (x for x in _COMPONENTS for _ in STATE), strict=True)
        )
    )


def proof_identities(found: FixedPointTheorem) -> dict[str, Relation]:
    """The identities of the proof by name."""
    n_a, n_b, n_w = NUMERATORS.values()
    return {
        "product": _identity(found.product, (n_a, n_b, n_w)),
        "no-input": _identity(found.no_input, (n_b, _B)),
        "no-feedback": _identity(found.no_feedback, (n_a, _A)),
        "matched": _identity(found.matched, (n_a, _W - _W_STAR)),
        "dark": _identity(found.dark, (n_a, n_b, _TEACHER)),
    }


def _identity(found: Membership, names: tuple[Formula, ...]) -> Relation:
    """target = sum of cofactor * name, turned so that the left side has no leading minus."""
    target = arrange(found.target)
    turned = -1 if target.could_extract_minus_sign() else 1
    return equal(turned * target, _combination(found, names, turned))


def _combination(found: Membership, names: tuple[Formula, ...], turned: int) -> Formula:
    """The sum of cofactor * name, positive terms first."""
    terms: dict[int, list[Formula]] = {1: [], -1: []}
    for cofactor, name in zip(found.cofactors, names, strict=True):
        factor = turned * arrange(cofactor)
        if factor.could_extract_minus_sign():
            terms[-1].append(_term(-factor, name))
        elif factor != 0:
            terms[1].append(_term(factor, name))
    signed = tuple((sign, one.node) for sign in (1, -1) for one in terms[sign])
    return Formula(signed[0][1] if len(signed) == 1 and signed[0][0] > 0 else Sum(signed))


def _term(factor: Expr, name: Formula) -> Formula:
    return name if factor == 1 else formula(factor) * name


@dataclass(frozen=True)
class _AnyKernel(FixedPointProof):
    """The case distinction for an arbitrary kernel with K(w_star) != 0."""

    own_feedback: bool

    @property
    def symmetric(self) -> bool:
        return self.own_feedback

    @property
    def zero(self) -> bool:
        return False


def _theorem(ledger: Ledger) -> None:
    chord = letter("k_2") + letter("h") * (_W - _W_STAR)
    ledger.add(
        "theory.chord",
        "definition",
        (defined(_STUDENT, chord), defined(_TEACHER, letter("k_2"))),
        title="An arbitrary kernel: h is the slope between its values at the two networks",
    )
    ledger.add(
        "theory.symmetric",
        "definition",
        (defined(notation.phi, notation.a),),
        title="Symmetric feedback",
    )
    for name, symmetric in (("random", False), ("symmetric", True)):
        proof = _AnyKernel(ledger, vanishes=False, own_feedback=symmetric)
        ledger.add(
            f"theory.fixed-points-{name}",
            "fixed-points",
            (proof.statement(),),
            ("theory.chord", "theory.update", *(("theory.symmetric",) if symmetric else ())),
            (
                *BOTH,
                apart(_C, 0),
                apart(_TEACHER, 0),
                *(() if symmetric else (apart(notation.phi, 0),)),
            ),
            evidence=proof.evidence,
            title=f"All fixed points for an arbitrary kernel and {name} feedback",
        )


def _components(ledger: Ledger) -> None:
    credit = ledger.analysis.credit
    vanishes = not credit.zero and credit.teacher_sign.sign not in {"positive", "negative"}
    proof = FixedPointProof(ledger, vanishes=vanishes)
    ledger.add(
        "fixed-points",
        "fixed-points",
        (proof.statement(),),
        ("update", "kernel-values", "letters", "teacher-sign"),
        (*ledger.everywhere(), apart(_C, 0)),
        evidence=proof.evidence,
        title="All fixed points",
        source="Williams, Payeur & Lajoie (2026), section 4",
    )


def _loss(ledger: Ledger, component: Component) -> None:
    apart_from = () if component.name == "no-input" else (apart(_B, 0),)
    manifold = component.name in {"optimal", "non-optimal"}
    ledger.add(
        f"loss-{component.name}",
        "equation",
        (equal(at(letter("L"), _PLACES[component.name]), component.loss),),
        ("loss.limit",),
        (*ledger.domain(), *apart_from),
        title=f"Loss on the {component.name} manifold"
        if manifold
        else f"Loss on the component {component.name}",
    )


def _solved(component: Component) -> bool:
    """Whether the letters put in solve all its equations, which K(w_star) = 0 would add to."""
    return not component.conditions and len(component.equations) == len(_PLACES[component.name])


def spectrum_claim(component: Component) -> str:
    """The name of the claim on the eigenvalues of the flow on a component that is not optimal."""
    return "saddle" if component.name == "non-optimal" else f"spectrum-{component.name}"


def _spectrum(ledger: Ledger, component: Component) -> None:
    """The characteristic polynomial from the eigenvalues, one of which is 0."""
    name = component.name
    total, minors = _symmetric_functions(component.eigenvalues)
    lines = spectrum_lines(_LETTERS[name], total, minors)
    if name == "non-optimal":
        ledger.add(
            spectrum_claim(component),
            "equation",
            lines,
            ("update", "setting.saddle", "kernel-values"),
            ledger.on_manifold(),
            title="At a = b = 0 one eigenvalue is 0, the others are a pair r, -r",
        )
        return
    ledger.add(
        f"jacobian-{name}",
        "definition",
        _jacobian(name),
        title=f"The Jacobian of the flow on the component {name}",
    )
    apart_from = () if name == "no-input" else (apart(_B, 0),)
    ledger.add(
        spectrum_claim(component),
        "equation",
        lines,
        ("update", f"jacobian-{name}"),
        (*ledger.domain(), *apart_from, apart(_C, 0)),
        title=f"Two eigenvalues are 0 on the component {name}",
    )


def _symmetric_functions(eigenvalues: Sequence[Expr]) -> tuple[Expr, Expr]:
    """The sum of some eigenvalues, and that of the products of two."""
    pairs = (x * y for x, y in combinations(eigenvalues, 2))
    return sum(eigenvalues, start=Integer(0)), sum(pairs, start=Integer(0))


def _jacobian(component: str) -> tuple[Relation, ...]:
    """The entries of the Jacobian of the flow on a component."""
    names = dict(enumerate(STATE, start=1))
    return tuple(
        defined(
            entry,
            at(-partial(names[column], letter(f"Delta_{names[row]}")), _PLACES[component]),
        )
        for (row, column), entry in entries(_LETTERS[component]).items()
    )
