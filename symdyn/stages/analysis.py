"""From a rule to everything that follows: the stages in order, and their results as formulas."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sympy import Symbol

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ProofError
from symdyn.exact.exponential import ExponentialPolynomial
from symdyn.exact.substitution import substitute
from symdyn.notation import STATE
from symdyn.rules.rule import LearningRule
from symdyn.stages.alignment.derive import Alignment, align
from symdyn.stages.alignment.modal import ModalSum
from symdyn.stages.fixed_points.derive import FixedPoints, find_fixed_points
from symdyn.stages.fixed_points.theorem import FixedPointTheorem, fixed_point_theorem
from symdyn.stages.flow.derive import GeneralFlow, general_flow
from symdyn.stages.frozen.derive import with_frozen
from symdyn.stages.kernel.derive import Credit, credit_of
from symdyn.stages.learned_feedback.kinds import with_learned_feedback
from symdyn.stages.linearisation.derive import Spectrum, spectrum_of
from symdyn.stages.linearisation.general import Linearisation, linearise_on_optimal_manifold
from symdyn.stages.locality.derive import Locality, locality_of
from symdyn.stages.plots import Plots
from symdyn.stages.presenting import (
    OptimalManifold,
    Presenter,
    UpdateFormulas,
    by_kernel,
    optimal_manifold,
    update_formulas,
)
from symdyn.stages.rank.derive import RankAnalysis, rank_bounds
from symdyn.stages.rates.derive import Rates, rates_of
from symdyn.stages.stability.derive import stability_of
from symdyn.stages.stability.sufficiency import SufficiencyTheorem, sufficiency_theorem
from symdyn.stages.update.derive import MeanUpdate, mean_update
from symdyn.views import view

__all__ = ["Analysis", "OptimalManifold", "Theory", "UpdateFormulas", "analyse", "theory"]


@dataclass(frozen=True, repr=False)
class Theory(Brief):
    """What holds for every kernel: the flow of a mode, its fixed points, linearisation, stability."""

    flow: GeneralFlow
    fixed_points: FixedPointTheorem
    linearisation: Linearisation
    sufficiency: SufficiencyTheorem


@dataclass(frozen=True, repr=False)
class Analysis(Brief):
    """Everything derived for one rule, stage by stage; formulas are SymPy expressions.

    They use c for a_star b_star.  The exact objects behind them are kept with their evidence.

    >>> from symdyn import analyse, find_rule
    >>> [component.name for component in analyse(find_rule("rflo")).fixed_points.components]
    ['optimal']
    """

    rule: LearningRule
    theory: Theory
    alignment: Alignment
    evidence: MeanUpdate
    update: UpdateFormulas
    credit: Credit
    spectrum: Spectrum
    fixed_points: FixedPoints
    optimal: OptimalManifold
    rates: Rates
    rank: RankAnalysis
    locality: Locality

    def latex(self, name: str) -> str:
        r"""An equation of the report in LaTeX, or those of a result, below each other.

        Parameters
        ----------
        name : the label of an equation, such as "determinant", or the name of a result, such as
            "rates"; where both have the name, as "kernel", it is the equation

        Raises
        ------
        OutputError for a name of neither, with those that are near.

        >>> from symdyn import find_rule
        >>> print(analyse(find_rule("bptt")).latex("determinant"))
        d = \frac{c^{2} (s^{4} + c^{2})}{s^{2} (1 - w_\star^{2})^{4}}
        """
        written: str = view("equations")(self, name)
        return written

    def function(self, name: str) -> Callable[..., Any]:
        """A formula as a NumPy function of numbers or arrays, by the symbols' names as keywords.

        Parameters
        ----------
        name : "update", "flow", "jacobian", "loss" or "gradient", that of the loss, functions of a mode
            (a, b, w); "trace", "determinant" or "eigenvalues", functions of the place s on the optimal manifold.
            All are functions of the teacher (a_star, b_star, w_star) and of the rule's parameters, too

        Raises
        ------
        OutputError for another name.

        >>> from symdyn import find_rule
        >>> trace = analyse(find_rule("bptt")).function("trace")
        >>> float(trace(s=1, a_star=1, b_star=1, w_star=0))
        -3.0
        """
        made: Callable[..., Any] = view("function")(self, name)
        return made

    @property
    def plot(self) -> Plots:
        """The figures of the report, with numbers of one's own; see Plots.

        >>> from symdyn import find_rule
        >>> analyse(find_rule("bptt")).plot
        <Plots: of bptt, eigenvalues(), region(), flow()>
        """
        return Plots(self, self.rule.name)

    def alone(self) -> "Analysis":
        """The analysis of the same rule with one learning rate for all matrices, without weight decay and momentum.

        All results on the flow are those of this one; rates of matrices are units to it, and what decay and
        momentum make of it is derived beside it.  Code that is exported from it computes this flow.
        """
        return replace(self, rule=self.rule.alone())

    def _about(self) -> str:
        return f"{self.rule.name}, {self.rule.title}"

    def _repr_html_(self) -> str:
        written: str = view("analysis as html")(self)
        return written

    def _repr_latex_(self) -> str:
        written: str = view("analysis as latex")(self)
        return written


def theory(alignment: Alignment) -> Theory:
    """The theorem for an arbitrary kernel, from the modal sums of an aligned rule."""
    # The first lag and a horizon cut the sum over the kernel's lags, for which K stands: the sum
    # itself drops out.
    first = alignment.rule.first_lag
    moved = {symbol: one.moved(notation.m, first) for symbol, one in alignment.modal.items()}
    sums = (
        (symbol, ModalSum(one.terms, tuple(replace(x, truncated=False) for x in one.ranges)))
        for symbol, one in moved.items()
    )
    return _theory(tuple(sums))


@lru_cache(maxsize=8)  # rules differ in their kernels and horizons, which do not enter
def _theory(sums: tuple[tuple[Symbol, ModalSum], ...]) -> Theory:
    flow = general_flow(dict(sums))
    linear = linearise_on_optimal_manifold(flow)
    return Theory(flow, fixed_point_theorem(flow), linear, sufficiency_theorem(linear))


def analyse(rule: LearningRule) -> Analysis:
    """Derive a rule's mean dynamics: closed forms, rank; of a mode, fixed points and stability.

        d(a, b, w)/dt = -Delta(a, b, w)

    Parameters
    ----------
    rule : the learning rule

    Returns
    -------
    An Analysis; its stages are attributes in the order of the mathematics.

    Raises
    ------
    ProofError if a step cannot be proved on the rule's domain.

    >>> from symdyn import find_rule
    >>> analyse(find_rule("bptt")).optimal.determinant
    c**2*(c**2 + s**4)/(s**2*(1 - w_star**2)**4)

    Source: Williams, Payeur & Lajoie (2026), Eqs. 19-22 and 28-29 for BPTT, tBPTT and RFLO.
    """
    alignment = align(rule)
    general = theory(alignment)
    evidence = mean_update(rule, alignment.modal)
    credit = credit_of(rule)
    _require_agreement(general.flow, evidence, credit)
    spectrum = spectrum_of(rule, general.linearisation, credit)
    stability = stability_of(rule, general.linearisation, credit, spectrum, general.sufficiency)
    show = Presenter(rule, credit)
    optimal = optimal_manifold(general.linearisation, spectrum, stability, show)
    fixed = find_fixed_points(rule, general.flow, credit, optimal.summary)
    fixed = with_learned_feedback(rule, with_frozen(rule, credit, fixed))
    return Analysis(
        rule,
        general,
        alignment,
        evidence,
        update_formulas(rule, general.flow, evidence, show),
        credit,
        spectrum,
        show.fixed_points(fixed),
        optimal,
        rates_of(rule, general.linearisation, spectrum, credit),
        rank_bounds(rule),
        locality_of(rule),
    )


def _require_agreement(flow: GeneralFlow, evidence: MeanUpdate, credit: Credit) -> None:
    """The limit summed directly is the general update with this kernel's K in place."""
    for variable in STATE:
        for place, share in enumerate(evidence.limit_shares[variable]):
            total = share
            parts = {
                notation.kernel_student: credit.student_shares[place],
                notation.kernel_teacher: credit.teacher_shares[place],
                None: ExponentialPolynomial.constant(share.field.one),
            }
            for coefficient, kernel in by_kernel(flow.update[variable]):
                total = total - parts[kernel].scale(substitute(coefficient, {}, share.field))
            if total.is_zero():
                continue
            raise ProofError(
                f"two derivations of Delta {variable} differ by {total.to_expr()}; "
                "the limit of the finite sum is not the general update"
            )
