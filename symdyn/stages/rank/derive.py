"""How many dimensions learning can change: bounds on the rank of W_Z - W_0 and B_Z - B_0.

A bound follows from the factorisation into n x o left factors: a product has at most the rank of
its inner dimension.  With f left factors that stay fixed and g that move with each update, Z
updates change at most o (f + Z g) dimensions.  Whether the bound is reached, or that there is none
below full rank, is shown by an exact instance with a nonzero minor.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sympy import Symbol

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ProofError
from symdyn.exact.linear_forms import LinearForm
from symdyn.formula.matrix_words import form_tree
from symdyn.formula.nodes import (
    Call,
    Name,
    Node,
    Number,
    Product,
    Sum,
    bracketed,
    multiply,
)
from symdyn.rules.rule import LearningRule
from symdyn.stages.rank.factorisation import Factorisation, factorise
from symdyn.stages.rank.left_factors import LeftFactorCount
from symdyn.stages.rank.witness import RankWitness, Sizes, find_witness
from symdyn.stages.setting.derive import MeanUpdates, mean_updates

__all__ = ["RankAnalysis", "RankBound", "rank_bounds"]

_SYMBOLIC_HORIZON = 2
_SMALL_COUNT = 4
_LARGEST_RANK = 12


@dataclass(frozen=True, repr=False)
class RankBound(Brief):
    """A bound on the rank of the change of W or B after Z updates, for all n, o, i, T, Z, eta.

    Parameters
    ----------
    rule : the learning rule
    parameter : "W" or "B"
    bound : in n, o, i, Z, tau, as an expression that SymPy parses; "n" (or "Min(n, i)") says that
        there is no bound below full rank
    formula : the same as a tree
    left_factors : how many n x o left factors there are, or None if that grows with T
    factorisation : the words behind it
    witness : where there is no bound below full rank, an instance that reaches it
    sharpness : where there is a bound other than 0, an instance that reaches it; None if none was
        found, so that a smaller bound may hold
    """

    rule: LearningRule
    parameter: str
    bound: str
    formula: Node
    left_factors: LeftFactorCount | None
    factorisation: Factorisation
    witness: RankWitness | None
    sharpness: RankWitness | None

    def _about(self) -> str:
        return f"the change of {self.parameter} under {self.rule.name}, at most {self.bound}"

    @property
    def bounds(self) -> tuple[Node, ...]:
        """The bounds of which the smallest counts."""
        found = self.formula
        return found.arguments if isinstance(found, Call) else (found,)

    @property
    def proved(self) -> bool:
        """Whether `verify` succeeds and there is a bound, or a witness that there is none."""
        try:
            self.verify()
        except ProofError:
            return False
        return self.left_factors is not None or self.witness is not None

    def verify(self) -> None:
        """Recompute from the rule; raise ProofError where anything stated here differs."""
        self.factorisation.verify()
        updates = mean_updates(self.rule, "Z")
        factorisation, count = _fewest_factors(self.rule, updates, self.parameter)
        bound, formula = _bound_text(self.parameter, count)
        for name, derived in (
            ("factorisation", factorisation),
            ("left_factors", count),
            ("bound", bound),
            ("formula", formula),
        ):
            if getattr(self, name) != derived:
                raise ProofError(
                    f"rank of {self.parameter} under {self.rule.name}: {name} is stated as "
                    f"{getattr(self, name)}, derived is {derived}"
                )
        for instance in (self.witness, self.sharpness):
            if instance is not None:
                instance.verify()
                self._require_reached(instance)

    def _require_reached(self, instance: RankWitness) -> None:
        run = instance.run
        (o, n), i = run.student.A.shape, run.student.B.shape[1]
        reached = n if self.parameter == "W" else min(n, i)
        if self.left_factors is not None:
            lags = int(run.values[notation.tau.name])
            fixed, moving = self.left_factors.at(lags)
            reached = min(reached, o * (fixed + run.updates * moving))
        expected = (self.rule, self.parameter, reached)
        if (run.rule, instance.parameter, instance.rank) != expected:
            raise ProofError(
                f"an instance shows rank {instance.rank} of {instance.parameter} under "
                f"{run.rule.name}; expected {reached} of {self.parameter} under {self.rule.name}"
            )


@dataclass(frozen=True, repr=False)
class RankAnalysis(Brief):
    """The bounds for the recurrent and the input weights; the short names are those for W."""

    recurrent: RankBound
    input: RankBound

    def _about(self) -> str:
        bounds = ((one.parameter, one.bound) for one in (self.recurrent, self.input))
        return ", ".join(f"the change of {name} at most {bound}" for name, bound in bounds)

    @property
    def bound(self) -> str:
        """The bound on the rank of W_Z - W_0."""
        return self.recurrent.bound

    @property
    def proved(self) -> bool:
        """Whether the statement about W is proved."""
        return self.recurrent.proved

    def verify(self) -> None:
        """Verify both bounds; raises ProofError."""
        self.recurrent.verify()
        self.input.verify()


def rank_bounds(rule: LearningRule) -> RankAnalysis:
    """Bound the rank of the weight changes under a rule, or show that nothing bounds it.

    Parameters
    ----------
    rule : the learning rule

    Returns
    -------
    For W and B: the bound, its factorisation and the instances.

    >>> from symdyn.rules import find_rule
    >>> [rank_bounds(find_rule(name)).bound for name in ("rflo", "tbptt", "bptt")]
    ['o', 'Min(n, Z*o)', 'n']

    Source: Williams, Payeur & Lajoie (2026), proposition 3.1, for RFLO.
    """
    updates = mean_updates(rule, "Z")
    return RankAnalysis(_bound(rule, updates, "W"), _bound(rule, updates, "B"))


def _bound(rule: LearningRule, updates: MeanUpdates, parameter: str) -> RankBound:
    factorisation, count = _fewest_factors(rule, updates, parameter)
    factorisation.verify()
    text = _bound_text(parameter, count)
    witness = sharpness = None
    if count is None:
        witness = _full_rank(rule, parameter)
    else:
        sharpness = _sharpness(rule, parameter, count)
    return RankBound(rule, parameter, *text, count, factorisation, witness, sharpness)


def _full_rank(rule: LearningRule, parameter: str) -> RankWitness | None:
    """An instance with one output whose change has rank n = 3; longer ones if short ones have none.

    A kernel that skips lags needs more steps, or more updates, to reach every direction.
    """
    inputs = 1 if parameter == "W" else 3
    for steps, updates in ((6, 1), (10, 1), (8, 2)):
        T = max(steps + rule.first_lag, _lags(rule))
        tau = rule.least_horizon
        sizes = Sizes(n=3, o=1, i=inputs, T=T, updates=updates, tau=tau)
        found = find_witness(rule, parameter, sizes, 3)
        if found is not None:
            return found
    return None


def _bound_text(parameter: str, count: LeftFactorCount | None) -> tuple[str, Node]:
    """The bound as text and as a formula: full rank, o columns a left factor, or the smaller."""
    full = ("n",) if parameter == "W" else ("n", "i")
    if count is None:
        return _minimum(full)
    columns = _columns(count)
    few = count.moving == LinearForm(0) and count.fixed in (LinearForm(0), LinearForm(1))
    return columns if few else _minimum(full, columns)


def _fewest_factors(
    rule: LearningRule, updates: MeanUpdates, parameter: str
) -> tuple[Factorisation, LeftFactorCount | None]:
    """By words or by lags, whichever leaves fewer moving left factors."""
    horizon = rule.horizon
    end = horizon if horizon is None or isinstance(horizon, int) else LinearForm.of(horizon)
    lags = None if end is None else end - rule.first_lag
    ways = (True,) if _filters_weights(rule) else (False, True)
    candidates = [factorise(updates, parameter, by_lag=by_lag) for by_lag in ways]
    counted = [(one, one.count(lags)) for one in candidates]
    bounded = [(one, count) for one, count in counted if count is not None]
    if not bounded:
        return candidates[0], None
    return min(bounded, key=lambda pair: _growth(pair[1]))


def _filters_weights(rule: LearningRule) -> bool:
    """Whether powers of matrices stand in a sum of their own, one for each lag."""
    ratios = [x for one in rule.credit.filtered_terms for x in (one.first, one.second)]
    names = {notation.w.name, *rule.unit_names}
    return any(one.name in names for ratio in ratios for one in ratio.free_symbols)


def _growth(count: LeftFactorCount) -> tuple[int, int, int, int]:
    """What matters first for large tau and Z: factors a lag, moving factors, fixed factors."""
    moving, fixed = (
        sum(number for _, number in one.coefficients) for one in (count.moving, count.fixed)
    )
    return moving, count.moving.constant, fixed, count.fixed.constant


def _minimum(full: tuple[str, ...], columns: tuple[str, Node] | None = None) -> tuple[str, Node]:
    texts = (*full, *((columns[0],) if columns else ()))
    shown = (*(Name(Symbol(x)) for x in full), *((columns[1],) if columns else ()))
    if len(texts) == 1:
        return texts[0], shown[0]
    return f"Min({', '.join(texts)})", Call("Min", shown)


def _columns(count: LeftFactorCount) -> tuple[str, Node]:
    """The inner dimension o (fixed + Z moving), as text and as a formula."""
    nothing = LinearForm(0)
    if count.moving == nothing:
        return _times(count.fixed)
    text, shown = _times(count.moving, "Z")
    if count.fixed == nothing:
        return text, shown
    first, first_shown = _times(count.fixed)
    return f"{first} + {text}", Sum(((1, first_shown), (1, shown)))


def _times(number: LinearForm, updates: str = "") -> tuple[str, Node]:
    """number * o, or number * Z * o, for a number that may hold the horizon."""
    if not number.coefficients:
        return _multiple(number.constant, updates)
    names = ("Z", "o") if updates else ("o",)
    ((horizon, each),) = number.coefficients
    inner = f"{each}*{horizon}" if each > 1 else str(horizon)
    if number.constant:
        sign = "+" if number.constant > 0 else "-"
        inner = f"({inner} {sign} {abs(number.constant)})"
    factors = (*(Name(Symbol(x)) for x in names), bracketed(form_tree(number)))
    return "*".join((*names, inner)), _product(factors)


def _product(factors: Iterable[Node]) -> Node:
    """The factors side by side, those of a product among them."""
    return multiply(
        tuple(x for one in factors for x in (one.factors if isinstance(one, Product) else (one,)))
    )


def _multiple(number: int, updates: str = "") -> tuple[str, Node]:
    """number * o, or number * Z * o."""
    if number == 0:
        return "0", Number(0)
    names = ("Z", "o") if updates else ("o",)
    counted = (Number(number),) if number > 1 else ()
    return (
        "*".join((*((str(number),) if number > 1 else ()), *names)),
        multiply((*counted, *(Name(Symbol(x)) for x in names))),
    )


def _lags(rule: LearningRule) -> int:
    """Steps that a run needs for the whole of an integer horizon, and for a lag with credit."""
    return rule.horizon if isinstance(rule.horizon, int) else rule.least_horizon


def _sharpness(rule: LearningRule, parameter: str, count: LeftFactorCount) -> RankWitness | None:
    """An instance that reaches the bound; None for the bound 0 or if none is found.

    Where o (f + Z g) is too large for an instance, it is n that the instance reaches.
    """
    symbolic = _SYMBOLIC_HORIZON + rule.least_horizon - 1
    lags = rule.horizon if isinstance(rule.horizon, int) else symbolic
    fixed, moving = count.at(lags)
    if not moving and not fixed:
        return None
    o = 2 if not moving and fixed == 1 else 1
    updates = 2 if moving <= _SMALL_COUNT else 1
    columns = o * (fixed + updates * moving)
    rank = min(columns, _LARGEST_RANK)
    n = columns + 1 if columns == rank else rank
    inputs = n if parameter == "B" else o
    sizes = Sizes(
        n, o, inputs, T=max(rank + 3 + rule.first_lag, _lags(rule)), updates=updates, tau=lags
    )
    return find_witness(rule, parameter, sizes, rank)
