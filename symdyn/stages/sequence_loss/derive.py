r"""The mean update of a mode for a loss that is the mean of the losses after 1, 2, ..., T steps.

It is the mean of the updates for so many steps.  The lag k occurs in those for more than k steps, T - k of
them, so that the error e_k has the weight 1 - k/T in each sum:

    X_1 = b sum (1 - k/T) e_k w^k,  X_2 = phi sum (1 - k/T) e_k kappa_k,  X_3 = phi b sum (1 - k/T) e_k q_k

over k < T, with q_k = sum_{m<k} kappa_m w^{k-1-m}, for the updates of a, b and w.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sympy import Expr, Symbol

from symdyn import notation
from symdyn.brief import Brief
from symdyn.exact.exponential import ExponentialPolynomial, power
from symdyn.exact.layout import arrange, arrange_exponentials
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.rational import generator
from symdyn.rules.rule import LearningRule
from symdyn.stages.setting.geometric import Geometric, geometric_kernel

__all__ = ["SequenceLoss", "sequence_loss"]

_K, _M, _T = (LinearForm.of(x) for x in (notation.k, notation.m, notation.T))


@dataclass(frozen=True, repr=False)
class SequenceLoss(Brief):
    """What a mode learns from a loss at each output.

    Parameters
    ----------
    geometric : the kernel as u r^m, or None where it is no geometric sequence
    update : of a, b and w in closed form; None for a kernel with more than one lag before a horizon, with
        none at the first, or with corrections
    """

    geometric: Geometric | None
    update: Mapping[Symbol, Expr] | None

    def _about(self) -> str:
        return "the same optima for each T, from a loss at every output"


@lru_cache(maxsize=64)
def sequence_loss(rule: LearningRule) -> SequenceLoss | None:
    """What a mode learns from a loss at each of T outputs; None without credit.

    >>> from symdyn import find_rule
    >>> found = sequence_loss(find_rule("tbptt"))
    >>> found.update[notation.b]
    a*(a*b - c)
    """
    kernel = rule.credit
    if not kernel.sequence.terms:
        return None
    geometric = geometric_kernel(rule)
    local = geometric is not None and not geometric.ratio
    if kernel.first or ((kernel.settled or rule.horizon is not None) and not local):
        return SequenceLoss(geometric, None)
    w = generator(kernel.field, notation.w)
    own, sequence = power(w, _K), kernel.sequence
    reached, _ = (sequence * power(w, _K - _M - 1)).sum_over(notation.m, _K)
    gain, b = notation.a * notation.b, notation.b
    phi = notation.a if rule.symmetric else notation.a_hat
    parts: list[list[Expr]] = [[], [], []]
    for x in (w, generator(kernel.field, notation.w_star)):
        parts[0].append(_weighted(power(x, _K) * own, notation.k))
        if local and geometric is not None:
            parts[1].append(arrange(geometric.weight))
            later = (power(x, _K + 1) * own).scale(geometric.weight)
            parts[2].append(_weighted(later, notation.k, first=1))
        else:
            parts[1].append(_weighted(power(x, _M) * sequence, notation.m))
            parts[2].append(_weighted(power(x, _K) * reached, notation.k))
    factors = (b, phi, phi * b)
    update = {
        one: factor * (gain * student - notation.c * teacher)
        for one, factor, (student, teacher) in zip(notation.STATE, factors, parts, strict=True)
    }
    return SequenceLoss(geometric, update)


def _weighted(summand: ExponentialPolynomial, index: Symbol, *, first: int = 0) -> Expr:
    """The sum of (1 - k/T) times a summand over the lags k from the first one to below T.

    The index counts from 0; it is k - first.
    """
    field = summand.field
    steps, one = (ExponentialPolynomial.index(field, x) for x in (notation.T, index))
    weight = steps - one - ExponentialPolynomial.constant(field.one).scale(field.one * first)
    total, _ = (summand * weight).sum_over(index, _T - first)
    return arrange_exponentials(total) / notation.T
