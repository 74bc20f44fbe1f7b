"""W_Z - W_0 as left factors times something, by words and induction on the number of updates.

Every word of an update starts with the kernel and the feedback, together an n x o matrix.
Collected by this prefix, Delta W = sum L Y with n x o factors L: words such as (W^T)^m A^T if the
kernel is multiplied out, or K_m F, one a lag.  A factor that does not change
from update to update, such as R^T, is pulled out of the sum over updates: W_Z - W_0 = R^T Q_Z with
Q_0 = 0 and Q_{Z+1} = Q_Z - eta Y_Z.  A number of each unit does not change either, and its powers
give a factor a lag.  The others count once an update and lag.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sympy import Symbol

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ProofError
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.word_printing import word_sum_text
from symdyn.exact.word_rewriting import Identity, Replacement, left_quotient, substitute
from symdyn.exact.word_sums import Range, Scalars, Term, WordSum
from symdyn.exact.words import Letter, Word
from symdyn.formula.matrix_words import words_tree
from symdyn.formula.nodes import (
    Bracket,
    Junction,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Script,
    Sum,
)
from symdyn.stages.rank.left_factors import LeftFactor, LeftFactorCount, is_steady
from symdyn.stages.setting.derive import KERNEL, MeanUpdates

__all__ = ["Factorisation", "factorise"]

_Z = Symbol("Z")


@dataclass(frozen=True, repr=False)
class Factorisation(Brief):
    """The left factors of one parameter's updates.

    Parameters
    ----------
    parameter : "W" or "B"
    kernel : what the letter K_m stands for, where the factors refer to it
    increment : Delta W or Delta B after Z updates
    factors : the groups; their products add up to the increment
    """

    parameter: str
    kernel: Replacement
    increment: WordSum
    factors: tuple[LeftFactor, ...]

    @property
    def groups(self) -> Identity:
        """The increment is the sum of the groups."""
        total = WordSum.zero(self.increment.rows, self.increment.columns)
        for factor in self.factors:
            total = total + factor.product()
        return Identity(f"Delta {self.parameter}", self.increment, total)

    @property
    def base(self) -> Identity:
        """The claim for no update: W_0 = W_0 + L Q_0 + S_0 with Q_0 = 0 and S_0 = 0."""
        zeros = [
            Replacement(letter, WordSum.zero(letter.rows, letter.columns), index)
            for letter, index in (*self._indexed("0"), (self._rest("0"), None))
        ]
        start = WordSum.letter(self._start())
        return Identity(
            f"{self.parameter} after 0 updates", substitute(self._claim("0"), zeros), start
        )

    @property
    def step(self) -> Identity:
        """The claim at Z minus eta Delta is the claim at Z + 1."""
        following = []
        moved = WordSum.zero(self.increment.rows, self.increment.columns)
        fixed = [factor for factor in self.factors if factor.fixed]
        for factor, (now, index), (after, _) in zip(
            fixed, self._indexed("Z"), self._indexed("Z+1"), strict=True
        ):
            value = _entry(now, index) - _times_eta(factor.quotient)
            following.append(Replacement(after, value, index))
        for factor in self.factors:
            if not factor.fixed:
                moved = moved + factor.product()
        rest = WordSum.letter(self._rest("Z")) - _times_eta(moved)
        following.append(Replacement(self._rest("Z+1"), rest))
        return Identity(
            f"{self.parameter} after Z + 1 updates",
            self._claim("Z") - _times_eta(self.increment),
            substitute(self._claim("Z+1"), following),
        )

    def verify(self) -> None:
        """Raise ProofError unless the groups add up and the induction holds."""
        for factor in self.factors:
            left = factor.left
            if (left.rows, left.columns) != ("n", "o"):
                raise ProofError(
                    f"the left factor {word_sum_text(left)} is {left.rows} x {left.columns}, "
                    "not n x o"
                )
        self.groups.verify()
        self.base.verify()
        self.step.verify()

    def count(self, horizon: int | LinearForm | None) -> LeftFactorCount | None:
        """The number of different left factors, or None if it grows with T.

        Multiples of one word count once, a sum of different words as one factor of its own.  So does a
        kernel that is a sum over lags of its own, at each lag.

        Parameters
        ----------
        horizon : how many lags there are: an integer, a form in a symbol >= 1, or None
        """
        found: dict[object, bool] = {}
        families = {True: 0, False: 0}
        for factor in self.factors:
            lags = range(1)
            summed = factor.left.letters >= {KERNEL} and any(
                term.ranges for term in self.kernel.value.terms
            )
            if factor.span is not None:
                if horizon is None:
                    return None
                if isinstance(horizon, int):
                    lags = range(horizon)
                else:
                    families[factor.fixed and not summed] += 1
            for lag in lags:
                words = self._words_at(factor, lag)
                if words:
                    alone = len(words) == 1 and not summed
                    key = next(iter(words)) if alone else (factor.left, lag)
                    letters = {one.letter for word in words for one in word.factors}
                    found[key] = all(map(is_steady, letters)) and not summed
        fixed = sum(found.values())
        later = horizon - 1 if isinstance(horizon, LinearForm) else LinearForm(0)
        return LeftFactorCount(
            later * families[True] + fixed, later * families[False] + (len(found) - fixed)
        )

    def equations(self) -> tuple[Node, ...]:
        """The update, what its parts are, the recursions, and the change after Z updates."""
        name = Name(Symbol(self.parameter))
        now, later = Name(_Z), Sum(((1, Name(_Z)), (1, Number(1))))
        change = Sum(((1, Script(name, now)), (-1, Script(name, Number(0)))))
        update = Script(Name(Symbol(f"Delta_{self.parameter}")), now)
        if not self.factors:
            return (Relation(update, "=", Number(0)), Relation(change, "=", Number(0)))
        moving = [factor for factor in self.factors if not factor.fixed]
        parts = [self._part(number) for number in range(len(self.factors))]
        products = {
            factor: factor.applied_to(part)
            for factor, part in zip(self.factors, parts, strict=True)
        }
        definitions: list[Node] = [
            Relation(part, "=", words_tree(factor.quotient))
            for factor, part in zip(self.factors, parts, strict=True)
        ]
        kept = [one for one in self.factors if one.fixed]
        numbers = {
            one: (Number(k),) if len(kept) > 1 else () for k, one in enumerate(kept, start=1)
        }
        recursions = [
            _recursion("Q", part, later, (*numbers[factor], *factor.lag))
            for factor, part in zip(self.factors, parts, strict=True)
            if factor.fixed
        ]
        learned = [
            factor.applied_to(_script("Q", now, (*numbers[factor], *factor.lag))) for factor in kept
        ]
        total: list[Node] = [*learned]
        if moving:
            total.append(Script(Name(Symbol("S")), now))
            moved = _plus([products[one] for one in moving])
            recursions.append(_recursion("S", Bracket(moved), later))
        return (
            Relation(update, "=", _plus([*products.values()])),
            *definitions,
            *recursions,
            Relation(change, "=", _plus(total)),
        )

    def _part(self, number: int) -> Script:
        """The name of what is left of an update behind one of its left factors."""
        factor = self.factors[number]
        tags: list[Node] = [Name(_Z)]
        tags += [Number(number + 1)] if len(self.factors) > 1 else []
        tags += [Name(notation.m)] if factor.span is not None else []
        index = tags[0] if len(tags) == 1 else Junction(",", tuple(tags))
        return Script(Name(Symbol("Y")), index)

    def _words_at(self, factor: LeftFactor, lag: int) -> frozenset[Word]:
        """The words of a left factor at one lag; none if it vanishes there."""
        here = factor.left.substitute(notation.m, LinearForm(lag))
        return frozenset(term.word for term in substitute(here, (self.kernel,)).terms)

    def _claim(self, subscript: str) -> WordSum:
        total = WordSum.letter(self._start())
        fixed = [factor for factor in self.factors if factor.fixed]
        for factor, (letter, index) in zip(fixed, self._indexed(subscript), strict=True):
            total = total + factor.product(_entry(letter, index))
        return total + WordSum.letter(self._rest(subscript))

    def _start(self) -> Letter:
        return Letter(f"{self.parameter}_0", self.increment.rows, self.increment.columns)

    def _indexed(self, subscript: str) -> tuple[tuple[Letter, Symbol | None], ...]:
        """The parts Q that stand behind fixed left factors, each with the lag that it follows."""
        columns = self.increment.columns
        fixed = [factor for factor in self.factors if factor.fixed]
        return tuple(
            (Letter(f"Q{place}_{subscript}", "o", columns), factor.span and factor.span.index)
            for place, factor in enumerate(fixed)
        )

    def _rest(self, subscript: str) -> Letter:
        return Letter(f"S_{subscript}", self.increment.rows, self.increment.columns)


def factorise(updates: MeanUpdates, parameter: str, *, by_lag: bool) -> Factorisation:
    """Collect the words of an update by their left factor: all up to the feedback.

    Parameters
    ----------
    updates : the mean updates
    parameter : "W" or "B"
    by_lag : True keeps the kernel K_m as it is, False multiplies it out

    Returns
    -------
    The factorisation, not verified yet.

    >>> from symdyn.stages.setting.derive import mean_updates
    >>> from symdyn.rules import find_rule
    >>> found = factorise(mean_updates(find_rule("rflo"), "Z"), "W", by_lag=False)
    >>> [word_sum_text(factor.left) for factor in found.factors]
    ['R^T']
    """
    definitions = updates.definitions()
    kernel = next(one for one in definitions if one.letter == KERNEL)
    used = [one for one in definitions if one is not kernel or not by_lag]
    update = {"W": updates.recurrent, "B": updates.input}[parameter]
    increment = substitute(update, used)
    feedback = updates.feedback.terms[0].word.factors[0]
    groups: dict[Word, list[Term]] = {}
    for term in increment.terms:
        end = term.word.factors.index(feedback) + 1
        groups.setdefault(Word("n", "o", term.word.factors[:end]), []).append(term)
    merged: dict[tuple[WordSum, Range | None], WordSum] = {}
    for word, terms in groups.items():
        total = WordSum(increment.rows, increment.columns, tuple(terms))
        span = None
        if notation.m in word.indices():
            span, total = total.summand()
        scale, quotient = _without_constants(left_quotient(total, word))
        left = WordSum.of(word).scale(*scale)
        known = merged.get((quotient, span))
        merged[quotient, span] = left if known is None else known + left
    factors = tuple(LeftFactor(left, quotient, span) for (quotient, span), left in merged.items())
    return Factorisation(parameter, kernel, increment, factors)


def _without_constants(quotient: WordSum) -> tuple[tuple[Fraction, Scalars], WordSum]:
    """Take out the number of the first term and the scalars without index that all terms share."""
    first = quotient.terms[0]
    shared = tuple(
        (base, form)
        for base, form in first.scalars
        if not form.coefficients
        and not base.has_free(notation.m)
        and all((base, form) in term.scalars for term in quotient.terms)
    )
    inverse = tuple((base, -form) for base, form in shared)
    return (first.number, shared), quotient.scale(1 / first.number, inverse)


def _plus(terms: Sequence[Node]) -> Node:
    return terms[0] if len(terms) == 1 else Sum(tuple((1, one) for one in terms))


def _recursion(letter: str, part: Node, later: Node, tags: tuple[Node, ...] = ()) -> Node:
    """X_0 = 0, X_{Z+1} = X_Z - eta part."""
    step = Product((Name(notation.eta), part))
    now = Sum(((1, _script(letter, Name(_Z), tags)), (-1, step)))
    start = Relation(_script(letter, Number(0), tags), "=", Number(0))
    return Junction(";", (start, Relation(_script(letter, later, tags), "=", now)))


def _script(letter: str, update: Node, tags: tuple[Node, ...]) -> Script:
    """A letter at an update, perhaps one of several, and at a lag."""
    return Script(Name(Symbol(letter)), Junction(",", (update, *tags)) if tags else update)


def _entry(letter: Letter, index: Symbol | None) -> WordSum:
    return WordSum.letter(letter, index=None if index is None else LinearForm.of(index))


def _times_eta(total: WordSum) -> WordSum:
    return total.scale(Fraction(1), ((notation.eta, LinearForm(1)),))
