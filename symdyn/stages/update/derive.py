"""The mean updates of one mode in closed form: finite T, T -> infinity, and any kernel at once.

With e_k = a b w^k - c w_star^k, kernel kappa_m and feedback phi, the definition reads
    Delta a = sum_{k < T} e_k b w^k
    Delta b = sum_{m < T} kappa_m phi e_m
    Delta w = sum_{m < T} kappa_m phi sum_{j < T-1-m} e_{m+1+j} b w^j.
The sums are carried out exactly; the limit drops the terms whose ratio is proved below 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sympy import Symbol

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ProofError
from symdyn.exact.domain import Domain
from symdyn.exact.exponential import ExponentialPolynomial, power
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.rational import Field, RationalFunction, generator
from symdyn.exact.signs import ModulusProof, magnitude_below_one
from symdyn.exact.telescoping import Telescoping
from symdyn.rules.rule import LearningRule
from symdyn.stages.alignment.modal import ModalSum, ModalTerm
from symdyn.stages.setting.derive import mode_domain
from symdyn.stages.setting.removable import is_multiplied_out

__all__ = [
    "MeanUpdate",
    "kernel_sum",
    "limit_in_time",
    "loss_in_closed_form",
    "mean_update",
    "total_of",
    "update_for_any_kernel",
]


@dataclass(frozen=True, repr=False)
class MeanUpdate(Brief):
    """The mean update Delta of (a, b, w) in closed form, with its evidence.

    Each is a tuple of shares, one a ratio of the kernel, whose sum is the update: they are kept
    apart because a common denominator would grow exponentially with the number of ratios.
    `finite_shares` hold for every T (every T >= horizon if there is one) wherever no denominator
    vanishes; `limit_shares` are T -> infinity.  `steps` are the telescoping identities, `decay`
    the proofs that the dropped ratios are below 1 in modulus.
    """

    finite_shares: Mapping[Symbol, tuple[ExponentialPolynomial, ...]]
    limit_shares: Mapping[Symbol, tuple[ExponentialPolynomial, ...]]
    steps: tuple[Telescoping, ...]
    decay: tuple[ModulusProof, ...]

    @property
    def finite(self) -> dict[Symbol, ExponentialPolynomial]:
        """The shares of the finite update added up."""
        return {variable: total_of(parts) for variable, parts in self.finite_shares.items()}

    @property
    def limit(self) -> dict[Symbol, ExponentialPolynomial]:
        """The shares of the limit added up."""
        return {variable: total_of(parts) for variable, parts in self.limit_shares.items()}


def total_of(parts: tuple[ExponentialPolynomial, ...]) -> ExponentialPolynomial:
    """The sum of at least one exponential polynomial."""
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def mean_update(rule: LearningRule, sums: Mapping[Symbol, ModalSum]) -> MeanUpdate:
    """Carry out the modal sums of a rule.

    Parameters
    ----------
    rule : the learning rule
    sums : for each of a, b, w its modal sum, as derived by alignment

    Raises
    ------
    ProofError if a ratio is not proved below 1 in modulus on the domain.
    """
    finite, limit = {}, {}
    steps: list[Telescoping] = []
    decay: dict[RationalFunction, ModulusProof] = {}
    for variable, modal in sums.items():
        credited = any(term.credit for term in modal.terms)
        totals, ends = [], []
        for share in rule.credit.shares() if credited else (rule.credit.sequence,):
            total, evidence = _sum_out(rule, modal, share)
            steps.extend(evidence)
            end, proofs = limit_in_time(total, mode_domain(rule))
            decay.update(proofs)
            totals.append(total)
            ends.append(end)
        finite[variable], limit[variable] = tuple(totals), tuple(ends)
    return MeanUpdate(finite, limit, tuple(steps), tuple(decay.values()))


def loss_in_closed_form(
    rule: LearningRule,
) -> tuple[ExponentialPolynomial, ExponentialPolynomial]:
    """The loss L_T = 1/2 sum_{k < T} e_k^2 of one mode for finite T, and its limit."""
    return _loss(rule.credit.field, mode_domain(rule))


@lru_cache(maxsize=64)  # asked for by each component of the fixed points
def _loss(field: Field, domain: Domain) -> tuple[ExponentialPolynomial, ExponentialPolynomial]:
    error = _error(field, LinearForm.of(notation.k))
    total, _ = (error * error).sum_over(notation.k, LinearForm.of(notation.T))
    total = total.scale(1 / field(2))
    return total, limit_in_time(total, domain)[0]


def kernel_sum(
    rule: LearningRule,
    sequence: ExponentialPolynomial,
    argument: RationalFunction,
    weight: ExponentialPolynomial | None = None,
) -> tuple[ExponentialPolynomial, tuple[Telescoping, ...]]:
    """sum_m sequence_m weight(m) argument^(m + first) over the lags, in the limit T -> infinity.

    `sequence` is the kernel or one ratio's share of it, counted from the first lag on.
    """
    index, first = notation.m, rule.first_lag
    summand = sequence * power(argument, LinearForm.of(index) + first)
    if weight is not None:
        summand = summand * weight
    truncated = rule.horizon is not None
    symbol = notation.tau if truncated else notation.T
    total, steps = summand.sum_over(index, LinearForm.of(symbol) - first)
    if truncated:
        return _at_horizon(rule, total), steps
    return limit_in_time(total, mode_domain(rule))[0], steps


def limit_in_time(
    total: ExponentialPolynomial, domain: Domain
) -> tuple[ExponentialPolynomial, dict[RationalFunction, ModulusProof]]:
    """The limit T -> infinity, with a proof that each dropped ratio is below 1 in modulus."""
    proofs = {}
    for ratio in total.decaying_ratios(notation.T):
        proof = magnitude_below_one(ratio.numer, ratio.denom, domain)
        if proof is None:
            raise ProofError(
                f"the ratio {ratio} is not proved below 1 in modulus on {domain.describe()}; "
                "the limit T -> oo is not known to exist"
            )
        proofs[ratio] = proof
    return total.without(notation.T), proofs


def update_for_any_kernel(
    field: Field, sums: Mapping[Symbol, ModalSum]
) -> dict[Symbol, RationalFunction]:
    """The limit update in terms of K(w) and K(w_star), for an arbitrary kernel.

    Summing over the inner index leaves, in the limit, multiples of w^m and w_star^m; the kernel
    turns sum_m kappa_m w^m into K(w) and sum_m kappa_m w_star^m into K(w_star), by definition.

    Parameters
    ----------
    field : a field that contains the symbols K_student and K_teacher
    sums : the modal sums of any rule (their form does not depend on the kernel)
    """
    domain = notation.domain_of((notation.w, notation.w_star))
    values = {
        notation.w: generator(field, notation.kernel_student),
        notation.w_star: generator(field, notation.kernel_teacher),
    }
    result = {}
    for variable, modal in sums.items():
        total = _summand(field, modal, None)
        credited = any(term.credit for term in modal.terms)
        for one in reversed(modal.ranges[1:] if credited else modal.ranges):
            total, _ = total.sum_over(one.index, one.count)
        total, _proofs = limit_in_time(total, domain)
        result[variable] = _apply_kernel(total, values) if credited else total.value()
    return result


def _apply_kernel(
    total: ExponentialPolynomial, values: Mapping[Symbol, RationalFunction]
) -> RationalFunction:
    field = total.field
    result = field.zero
    for (powers, bases), value in total.terms:
        if powers or len(bases) != 1 or bases[0][1] != LinearForm.of(notation.m):
            raise ProofError(
                f"the term {total.to_expr()} is not a multiple of w^m or w_star^m; "
                "the update is not linear in the kernel"
            )
        result += value * values[Symbol(str(bases[0][0]))]
    return result


def _sum_out(
    rule: LearningRule, modal: ModalSum, sequence: ExponentialPolynomial
) -> tuple[ExponentialPolynomial, tuple[Telescoping, ...]]:
    total = _summand(rule.credit.field, modal, sequence)
    steps: list[Telescoping] = []
    for one in reversed(modal.ranges):
        count = one.count
        if one.truncated and rule.horizon is not None:
            count = LinearForm.of(notation.tau) - rule.first_lag
        total, evidence = total.sum_over(one.index, count)
        steps.extend(evidence)
    return _at_horizon(rule, total), tuple(steps)


def _at_horizon(rule: LearningRule, total: ExponentialPolynomial) -> ExponentialPolynomial:
    if isinstance(rule.horizon, int) and is_multiplied_out(rule):
        return total.at(notation.tau, rule.horizon)
    return total


def _summand(
    field: Field, modal: ModalSum, sequence: ExponentialPolynomial | None
) -> ExponentialPolynomial:
    total = ExponentialPolynomial(field, ())
    for term in modal.terms:
        value = _product(field, term)
        if term.credit and sequence is not None:
            value = value * sequence
        total = total + value
    return total


def _product(field: Field, term: ModalTerm) -> ExponentialPolynomial:
    powers = dict(term.factors)
    starred = powers.pop(notation.a_star, 0)
    if starred != powers.pop(notation.b_star, 0):
        raise ProofError(
            f"the term {term} has a_star and b_star to different powers; "
            "the teacher acts through c = a_star b_star only"
        )
    if starred:
        powers[notation.c] = starred
    if term.feedback:
        powers[notation.phi] = 1
    coefficient = field(term.coefficient)
    for symbol, exponent in powers.items():
        coefficient *= generator(field, symbol) ** exponent
    value = ExponentialPolynomial.constant(coefficient)
    for base, form in term.exponents:
        value = value * power(generator(field, base), form)
    return value


def _error(field: Field, lag: LinearForm) -> ExponentialPolynomial:
    a, b, c = (generator(field, x) for x in (notation.a, notation.b, notation.c))
    student = power(generator(field, notation.w), lag).scale(a * b)
    return student - power(generator(field, notation.w_star), lag).scale(c)
