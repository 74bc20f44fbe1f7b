r"""The identity for full networks, which need not be aligned, by rewriting words of matrices.

With K_m = u J^m, where J is a multiple of a power of W^T, of diag(W) or of I, perhaps times numbers of
each unit, let
G(m, j) = K_m F E_{m+j} B^T (W^T)^j.  Then Delta W W^T + Delta B B^T is the sum of G(m, j) over m < T and
j < T - m, and J Delta W is the same without m = 0, which is u F Delta A.  So

    Delta W W^T - J Delta W = u F Delta A - Delta B B^T

for every T, student and teacher.  What is rewritten are the summands; that the ranges of the sums fit is
looked at, too.
"""

from dataclasses import dataclass
from fractions import Fraction

from sympy import Expr

from symdyn import notation
from symdyn.errors import ProofError
from symdyn.exact.bridge import polynomial_to_expr, to_expr
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.polynomials import coefficients_in, letters_of
from symdyn.exact.rational import RationalFunction
from symdyn.exact.word_rewriting import Identity, Replacement, substitute
from symdyn.exact.word_sums import Range, WordSum
from symdyn.exact.words import ONE, Factor, Word
from symdyn.rules.rule import LearningRule
from symdyn.stages.invariants.derive import Geometric, invariants_of
from symdyn.stages.setting.derive import (
    ERROR,
    FEEDBACK,
    KERNEL,
    MeanUpdates,
    mean_updates,
)
from symdyn.stages.setting.propagator import unit_letter

__all__ = ["NetworkIdentity", "network_identity"]

_M, _J, _T = (LinearForm.of(x) for x in (notation.m, notation.j, notation.T))
_ZERO = LinearForm(0)


@dataclass(frozen=True)
class NetworkIdentity:
    """Delta W W^T - J Delta W = u F Delta A - Delta B B^T, with J = factor D P^degree.

    Parameters
    ----------
    weight : u
    factor : 0 where only the lag 0 has credit
    degree : 0, where J is a multiple of I, or the power of the propagator P
    own : what D is the product of, diagonal matrices with a number of each unit: names and powers
    diagonal : whether P is diag(W); otherwise it is W^T
    symmetric : whether F is A^T; otherwise it is R^T
    steps : the identities of words behind it, verified
    """

    weight: Expr
    factor: Expr
    degree: int
    own: tuple[tuple[str, int], ...]
    diagonal: bool
    symmetric: bool
    steps: tuple[Identity, ...]

    @property
    def conserved(self) -> bool:
        """Whether J Delta W, with its transpose added, is the change of a function of W."""
        return self.degree == 0 or (self.degree == 1 and not self.diagonal)

    @property
    def conserved_by_unit(self) -> bool:
        """Whether this is so of the entries on the diagonal alone, where J is a multiple of diag(W)."""
        return self.degree == 1 and self.diagonal


def network_identity(rule: LearningRule) -> NetworkIdentity | None:
    """The identity for a kernel u r^m with r a product of w and parameters; None for any other.

    Raises
    ------
    ProofError if the words do not agree.

    >>> from symdyn import find_rule
    >>> [one.name for one in network_identity(find_rule("bptt")).steps][:2]
    ['K_0', 'K_(m+1)']
    """
    found = invariants_of(rule).geometric
    matrices = {notation.w.name, *rule.unit_names}
    if found is None or rule.horizon not in (None, 1):
        return None
    if any(one.name in matrices for one in letters_of(found.weight)):
        return None
    monomial = _monomial(found.ratio, rule.unit_names)
    if monomial is None:
        return None
    factor, degree, own = monomial
    updates = mean_updates(rule)
    propagator = _propagator(rule, updates, monomial)
    steps = (*_kernel(updates, found, propagator), *_summands(updates, propagator))
    for one in steps:
        one.verify()
    return NetworkIdentity(
        to_expr(found.weight), factor, degree, own, rule.diagonal, rule.symmetric, steps
    )


_Monomial = tuple[Expr, int, tuple[tuple[str, int], ...]]


def _monomial(ratio: RationalFunction, units: tuple[str, ...]) -> _Monomial | None:
    """The ratio as a factor, a power of w, and powers of what each unit has its own of."""
    if not ratio:
        return polynomial_to_expr(ratio), 0, ()
    matrices = [notation.w, *(one for one in ratio.field.symbols if one.name in units)]
    terms = coefficients_in(ratio.numer, matrices)
    if len(terms) > 1 or {*matrices} & {*letters_of(ratio.denom)}:
        return None
    (((degree, *powers), part),) = terms.items()
    own = zip((one.name for one in matrices[1:]), powers, strict=True)
    factor = polynomial_to_expr(part) / polynomial_to_expr(ratio.denom)
    held = tuple((name, power) for name, power in own if power)
    # Words do not know that diagonal matrices commute, so that one of them may have powers.
    return None if len(held) + bool(degree) > 1 else (factor, degree, held)


def _propagator(rule: LearningRule, updates: MeanUpdates, monomial: _Monomial) -> WordSum | None:
    """J as a word; None where only the lag 0 has credit."""
    factor, degree, own = monomial
    if not factor:
        return None
    letters = updates.letters
    letter = letters.diagonal if rule.diagonal else letters.recurrent
    power = Factor(letter, transposed=not rule.diagonal, exponent=LinearForm(degree))
    word = WordSum.of(Word.of(power)) if degree else WordSum.identity("n")
    for name, times in own:
        word = word @ WordSum.letter(unit_letter(name), LinearForm(times))
    return word.scale(Fraction(1), ((factor, ONE),))


def _kernel(
    updates: MeanUpdates, found: Geometric, propagator: WordSum | None
) -> tuple[Identity, ...]:
    """K_0 = u I, and J K_m = K_{m+1} where there is more than one lag."""
    kernel = updates.kernel
    unit = WordSum.identity("n").scale(Fraction(1), ((to_expr(found.weight), ONE),))
    first = Identity("K_0", kernel.substitute(notation.m, LinearForm(0)), unit)
    if propagator is None:
        return (first,)
    return (
        first,
        Identity("K_(m+1)", propagator @ kernel, kernel.substitute(notation.m, _M + 1)),
    )


def _summands(updates: MeanUpdates, propagator: WordSum | None) -> tuple[Identity, ...]:
    """The summands of the three updates in terms of G(m, j), over ranges that fit."""
    letters = updates.letters
    back = WordSum.letter(letters.recurrent).transpose()
    entry = WordSum.letter(letters.input).transpose()
    credit = WordSum.letter(KERNEL, index=_M) @ WordSum.letter(FEEDBACK)
    lagged = WordSum.letter(letters.recurrent, _J).transpose()
    G = credit @ WordSum.letter(ERROR, index=_M + _J) @ entry @ lagged
    read_out, inputs, recurrent = _inner(updates)
    first = credit.substitute(notation.m, _ZERO)
    found = (
        Identity("Delta W W^T", recurrent @ back, G.substitute(notation.j, _J + 1)),
        Identity("Delta B B^T", inputs @ entry, G.substitute(notation.j, _ZERO)),
        Identity(
            "u F Delta A",
            first @ read_out.substitute(notation.k, _J),
            G.substitute(notation.m, _ZERO),
        ),
    )
    if propagator is None:
        return found
    kernel = (Replacement(KERNEL, updates.kernel, notation.m),)
    later = substitute(G.substitute(notation.m, _M + 1), kernel)
    return (*found, Identity("J Delta W", propagator @ substitute(recurrent, kernel), later))


def _inner(updates: MeanUpdates) -> tuple[WordSum, WordSum, WordSum]:
    """What is summed in Delta A, Delta B and Delta W, once the ranges are those that the sums need.

    These are k < T, m < T, or m = 0 alone, and j < T - m - 1.
    """
    over_k, read_out = updates.read_out.summand()
    over_m, inputs = updates.input.summand()
    outer, inner = updates.recurrent.summand()
    over_j, recurrent = inner.summand()
    lags = (Range(notation.m, (_T,)), Range(notation.m, (_T, LinearForm(1))))
    known = (over_k, over_j) == (
        Range(notation.k, (_T,)),
        Range(notation.j, (_T - _M - 1,)),
    )
    if not known or outer != over_m or over_m not in lags:
        raise ProofError(
            f"the sums of the updates run over {over_k}, {over_m} and {over_j}; the identity for "
            "networks needs k < T, m < T and j < T - m - 1"
        )
    return read_out, inputs, recurrent
