"""Equivariance of the credit kernel: K_m = P kappa_m P^T when W = P w P^T.

The kernel is a sum of p(m) r^m in the propagator J = W^T or diag(W).  Powers of W^T are conjugated
by P, by induction; so are polynomials, by linearity with P P^T = I, and inverses.  diag(P w P^T) is
no word in P and w, so a kernel in diag(W) has this property for P = I only; so has one in which each
unit has a number of its own, a diagonal matrix that P does not turn.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Symbol

from symdyn import notation
from symdyn.errors import ProofError
from symdyn.exact.bridge import from_expr
from symdyn.exact.exponential import ExponentialPolynomial, power
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.rational import Field, RationalFunction, generator
from symdyn.exact.word_rewriting import Replacement, diagonal_entry, diagonal_part, substitute
from symdyn.exact.word_sums import WordSum
from symdyn.exact.words import Letter
from symdyn.rules.corrections import lag_of
from symdyn.rules.rule import LearningRule
from symdyn.stages.alignment.basis import (
    STUDENT_MODES,
    AlignedBasis,
    AlignmentStep,
    lemma_step,
    reduction,
    with_powers,
)
from symdyn.stages.setting.derive import KERNEL, MeanUpdates
from symdyn.stages.setting.propagator import unit_letter

__all__ = ["KERNEL_MODES", "Equivariance", "kernel_equivariance"]

KERNEL_MODES = Letter("kappa", "n", "n", diagonal=True, latex=r"\kappa")


@dataclass(frozen=True)
class Equivariance:
    """The derivation, and with it K_m = P kappa_m P^T as a replacement."""

    steps: tuple[AlignmentStep, ...]
    kernel: Replacement


def kernel_equivariance(
    rule: LearningRule, updates: MeanUpdates, basis: AlignedBasis
) -> Equivariance:
    r"""Show that the kernel is diagonal in the aligned basis, with the rule's kernel as entries.

    Parameters
    ----------
    rule : the learning rule
    updates : the rule's mean updates, with its kernel as words in the propagator
    basis : the aligned networks

    Raises
    ------
    ProofError if the kernel contains diag(W) and the basis is not the standard one, or if an entry
    of kappa_m is not the kernel at the mode's w.

    >>> from symdyn.stages.alignment.basis import aligned_basis
    >>> from symdyn.stages.setting.derive import mean_updates
    >>> from symdyn.rules import find_rule
    >>> rule = find_rule("decayed-rtrl")
    >>> updates = mean_updates(rule)
    >>> shown = kernel_equivariance(rule, updates, aligned_basis(updates.letters, rotated=True))
    >>> from symdyn.formula.latex import latex
    >>> print(latex(shown.steps[-1].equations[0]))
    K_{m} = \gamma^{m} (W^{\top})^{m} = P (\gamma^{m} w^{m}) P^{\top}
    """
    letters = updates.letters
    w = WordSum.letter(STUDENT_MODES[1])
    aligned = list(basis.networks)
    modes = [with_powers(letters.recurrent, w), with_powers(letters.diagonal, w)]
    both = (basis.P, basis.P)
    steps: list[AlignmentStep] = []
    field = rule.terms.field
    entries = {STUDENT_MODES[1]: generator(field, notation.w)}

    sums = (updates.kernel, *(function.value for function in updates.functions))
    for name in rule.unit_names:
        own = unit_letter(name)
        if not any(own in total.letters for total in sums):
            continue
        if WordSum.identity("n") != basis.P:
            raise ProofError(f"{own.name} between P^T and P is no word in diagonal letters")
        entries[own] = generator(field, Symbol(name))
    if any(letters.diagonal in total.letters for total in sums):
        recurrent = substitute(WordSum.letter(letters.recurrent), basis.networks)
        aligned.append(with_powers(letters.diagonal, diagonal_part(recurrent)))
    for function in updates.functions:
        letter = Letter(
            f"f{function.number}(w)",
            "n",
            "n",
            diagonal=True,
            invertible=function.letter.invertible,
            latex=f"f_{{{function.number}}}(w)",
        )
        short = WordSum.letter(letter)
        definition = (WordSum.letter(function.letter), function.value)
        core = substitute(function.value, modes)
        entries[letter] = _entry(field, core, entries).value()
        title = "A polynomial in the propagator"
        steps.append(reduction(title, definition, aligned, both, core, short))
        conjugate = with_powers(function.letter, basis.P @ short @ basis.P.transpose())
        if conjugate.lemma is not None:
            steps.append(lemma_step("Its powers, by induction", (conjugate.lemma,)))
        aligned.append(conjugate)
        modes.append(with_powers(function.letter, short))

    m = LinearForm.of(notation.m) + updates.late
    short = WordSum.letter(KERNEL_MODES, index=m)
    definition = (WordSum.letter(KERNEL, index=m), updates.kernel)
    core = substitute(updates.kernel, modes)
    steps.append(reduction("Credit kernel", definition, aligned, both, core, short))
    _require_kernel(rule, core, entries)
    entry = WordSum.letter(KERNEL_MODES, index=LinearForm.of(notation.m))
    kernel = Replacement(KERNEL, basis.P @ entry @ basis.P.transpose(), notation.m)
    return Equivariance(tuple(steps), kernel)


def _entry(
    field: Field, core: WordSum, entries: Mapping[Letter, RationalFunction]
) -> ExponentialPolynomial:
    """The diagonal entry of a word sum, as a function of the lag m."""
    total = ExponentialPolynomial(field, ())
    for term in core.terms:
        value = ExponentialPolynomial.constant(field(term.number))
        for base, form in term.scalars:
            lag_alone = lag_of(base)
            if lag_alone is not None:
                value = value * ExponentialPolynomial.at_lag(field, notation.m, lag_alone)
            elif base.has(notation.m):
                lag = ExponentialPolynomial.index(field, notation.m)
                lag = lag + ExponentialPolynomial.constant(field(int(base - notation.m)))
                for _ in range(form.constant):
                    value = value * lag
            else:
                value = value * power(from_expr(field, base), form)
        for factor, form in diagonal_entry(term):
            value = value * power(entries[factor.letter], form)
        for span in term.ranges:
            value, _ = value.sum_over(span.index, span.bounds[0])
        total = total + value
    return total


def _require_kernel(
    rule: LearningRule, core: WordSum, entries: Mapping[Letter, RationalFunction]
) -> None:
    stated = rule.terms.sequence
    if rule.terms.from_zero is not None:
        core = core.substitute(notation.m, LinearForm.of(notation.m) + rule.first_lag)
    if rule.horizon == 1:
        first = (from_expr(stated.field, term.coefficients[0]) for term in rule.terms.terms)
        corrected = stated.single_lags(notation.m).get(0, stated.field.zero)
        stated = ExponentialPolynomial.constant(sum(first, corrected))
    found = _entry(stated.field, core, entries)
    if found != stated:
        raise ProofError(
            f"rule {rule.name}: an entry of the aligned kernel is {found.to_expr()}, "
            f"the kernel is {stated.to_expr()}"
        )
