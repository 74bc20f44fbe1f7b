"""Alignment: in a common orthogonal basis, n dimensions become n uncoupled modes (a, b, w).

For aligned networks the mean updates keep the form Delta A = U (diagonal) P^T,
Delta B = P (diagonal) V^T, Delta W = P (diagonal) P^T.  This is derived by rewriting with
U^T U = P^T P = V^T V = I, for symbolic dimensions and symbolic powers.  The entries of the
diagonal matrices are the sums over one mode; an entry beyond the size of a matrix counts as zero,
so modes that an input or output does not reach stay as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Symbol

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ProofError
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.word_printing import word_text
from symdyn.exact.word_rewriting import Replacement, diagonal_entry, diagonal_part, substitute
from symdyn.exact.word_sums import Term, WordSum
from symdyn.exact.words import Letter
from symdyn.formula.matrix_words import letter_tree, words_tree
from symdyn.formula.nodes import Relation
from symdyn.rules.rule import LearningRule
from symdyn.stages.alignment.basis import (
    AlignedBasis,
    AlignmentStep,
    aligned_basis,
    lemma_step,
    reduction,
)
from symdyn.stages.alignment.counterexample import BasisCounterexample, find_counterexample
from symdyn.stages.alignment.equivariance import KERNEL_MODES, kernel_equivariance
from symdyn.stages.alignment.modal import ModalSum, ModalTerm, Range
from symdyn.stages.setting.derive import ERROR, FEEDBACK, MeanUpdates, mean_updates

__all__ = ["Alignment", "align"]

_FEEDBACK_MODES = Letter("phi", "o", "n", diagonal=True, latex=notation.latex_name(notation.phi))
_ERROR_MODES = Letter("e", "o", "i", diagonal=True)
_FACTORS = (notation.a, notation.b, notation.a_star, notation.b_star)
_BASES = (notation.w, notation.w_star)


@dataclass(frozen=True, repr=False)
class Alignment(Brief):
    """How a rule's mean updates reduce to modes, with the derivation.

    Parameters
    ----------
    rule : the learning rule
    reduces : "every basis" or "only P = I"; the latter is shown for P = I and refuted by an
        instance for another P
    modal : for each of a, b, w the sum over one mode that its mean update is
    cores : for each of a, b, w the diagonal matrix between the bases in the mean update
    steps : the derivation
    counterexample : an exact instance that does not reduce, or None
    """

    rule: LearningRule
    reduces: str
    modal: Mapping[Symbol, ModalSum]
    cores: Mapping[Symbol, WordSum]
    steps: tuple[AlignmentStep, ...]
    counterexample: BasisCounterexample | None = None

    def verify(self) -> None:
        """Recompute from the rule; raise ProofError where anything stated here differs."""
        for step in self.steps:
            step.verify()
        if self.counterexample is not None:
            self.counterexample.verify()
        again = align(self.rule)
        for name in ("reduces", "modal", "cores", "steps", "counterexample"):
            stated, derived = getattr(self, name), getattr(again, name)
            if stated != derived:
                raise ProofError(
                    f"alignment of {self.rule.name}: {name} is stated as {stated}, derived is "
                    f"{derived}"
                )


def align(rule: LearningRule) -> Alignment:
    """Reduce the mean updates of a rule to modes, by rewriting.

    Parameters
    ----------
    rule : the learning rule

    Returns
    -------
    The modal sums and the derivation.  A rule with diag(W), or a number of each unit, in its kernel
    reduces for P = I only, which comes with the reason and an exact counterexample for another basis.

    Raises
    ------
    ProofError if the updates do not reduce even for P = I.

    >>> from symdyn.rules import find_rule
    >>> align(find_rule("rflo")).reduces, align(find_rule("e-prop")).reduces
    ('every basis', 'only P = I')

    Source: Williams, Payeur & Lajoie (2026), section 3, after Proca et al. (2025).
    """
    updates = mean_updates(rule)
    try:
        derived = _derive(rule, updates, aligned_basis(updates.letters, rotated=True))
    except ProofError:
        if not rule.tells_units_apart:
            raise
        derived = _derive(rule, updates, aligned_basis(updates.letters, rotated=False))
        return Alignment(rule, "only P = I", *derived, find_counterexample(rule))
    return Alignment(rule, "every basis", *derived)


def _derive(
    rule: LearningRule, updates: MeanUpdates, basis: AlignedBasis
) -> tuple[Mapping[Symbol, ModalSum], Mapping[Symbol, WordSum], tuple[AlignmentStep, ...]]:
    lemmas = [one.lemma for one in basis.networks if one.lemma is not None]
    equivariance = kernel_equivariance(rule, updates, basis)
    k = LinearForm.of(notation.k)
    error_core = _core(basis.U, substitute(updates.error, basis.networks), basis.V)
    error_short = WordSum.letter(_ERROR_MODES, index=k)
    feedback_short = WordSum.letter(_FEEDBACK_MODES).transpose()
    feedback_core = _core(basis.P, substitute(updates.feedback, basis.networks), basis.U)
    steps = [
        _assumption(basis),
        lemma_step("Powers, by induction", lemmas),
        reduction(
            "Impulse-response error",
            (WordSum.letter(ERROR, index=k), updates.error),
            basis.networks,
            (basis.U, basis.V),
            error_core,
            error_short,
        ),
        reduction(
            "Feedback",
            (WordSum.letter(FEEDBACK), updates.feedback),
            basis.networks,
            (basis.P, basis.U),
            feedback_core,
            feedback_short,
        ),
        *equivariance.steps,
    ]
    aligned = (
        *basis.networks,
        equivariance.kernel,
        Replacement(ERROR, basis.U @ error_short @ basis.V.transpose(), notation.k),
        Replacement(FEEDBACK, basis.P @ feedback_short @ basis.U.transpose()),
    )
    error_modes = Replacement(_ERROR_MODES, error_core, notation.k)
    modal, cores = {}, {}
    for symbol, update, left, right in (
        (notation.a, updates.read_out, basis.U, basis.P),
        (notation.b, updates.input, basis.P, basis.V),
        (notation.w, updates.recurrent, basis.P, basis.P),
    ):
        core = _core(left, substitute(update, aligned), right)
        name = WordSum.letter(_update_letter(symbol, core))
        title = f"Mean update of {symbol.name.upper()}"
        steps.append(reduction(title, (name, update), aligned, (left, right), core))
        cores[symbol] = core
        modal[symbol] = _modal_sum(substitute(core, (error_modes,)))
    return modal, cores, tuple(steps)


def _assumption(basis: AlignedBasis) -> AlignmentStep:
    equations = tuple(
        Relation(letter_tree(one.letter), "=", words_tree(one.value)) for one in basis.networks
    )
    return AlignmentStep("Aligned networks", equations, ())


def _core(left: WordSum, value: WordSum, right: WordSum) -> WordSum:
    """The diagonal word sum D with value = left D right^T."""
    return diagonal_part(left.transpose() @ value @ right)


def _update_letter(symbol: Symbol, core: WordSum) -> Letter:
    name = symbol.name.upper()
    return Letter(f"Delta {name}", core.rows, core.columns, latex=rf"\Delta {name}")


def _modal_sum(core: WordSum) -> ModalSum:
    """The entry of a diagonal word sum, for one mode."""
    ranges = {term.ranges for term in core.terms}
    if len(ranges) != 1:
        raise ProofError(f"{len(ranges)} different sums in one mean update; expected one")
    spans = tuple(
        Range(span.index, span.bounds[0], truncated=len(span.bounds) > 1)
        for span in core.terms[0].ranges
    )
    return ModalSum(tuple(_modal_term(term) for term in core.terms), spans)


def _modal_term(term: Term) -> ModalTerm:
    entry = diagonal_entry(term)
    exponents = {factor.letter.name: form for factor, form in entry}
    indices = {factor.index for factor, _ in entry if factor.letter == KERNEL_MODES}
    factors = tuple(
        (symbol, exponents.pop(symbol.name).constant)
        for symbol in _FACTORS
        if symbol.name in exponents
    )
    bases = tuple(
        (symbol, exponents.pop(symbol.name)) for symbol in _BASES if symbol.name in exponents
    )
    credit = exponents.pop(KERNEL_MODES.name, None)
    feedback = exponents.pop(_FEEDBACK_MODES.name, None)
    single = all(form in (None, LinearForm(1)) for form in (credit, feedback))
    lag = LinearForm.of(notation.m)
    at_lag = all(form is not None and form - form.constant == lag for form in indices)
    at_lag = at_lag and not term.scalars
    if exponents or term.number.denominator != 1 or not (single and at_lag):
        raise ProofError(
            f"the word {word_text(term.word)} is not the product of one mode's factors"
        )
    return ModalTerm(
        int(term.number), factors, bases, credit=credit is not None, feedback=feedback is not None
    )
