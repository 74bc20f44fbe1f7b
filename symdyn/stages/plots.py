"""The figures of a report, asked for from an analysis with numbers of one's own."""

from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from symdyn.brief import Brief
from symdyn.views import view

if TYPE_CHECKING:  # Matplotlib is not needed to derive anything
    from matplotlib.figure import Figure

__all__ = ["Number", "Plots"]

# SymPy publishes no types: its Rational, which is one more, would make anything a Number here.
Number: TypeAlias = int | float | Fraction


class Plots(Brief):
    """The figures of one rule; each is a Matplotlib figure in the style of the reports.

    Numbers are given by the names of the symbols: the teacher's c (which is a_star*b_star) and w_star,
    and the rule's parameters.  Those that are not given are what the report takes: c = 1,
    w_star = 3/5, a_hat = 1, tau = 3 more than the first lag, any other at three quarters of its domain.

    Parameters
    ----------
    analysis : what `symdyn.analyse` returns
    rule : the name of its rule
    """

    def __init__(self, analysis: object, rule: str) -> None:
        self._analysis = analysis
        self._rule = rule

    def eigenvalues(self, /, **numbers: Number) -> "Figure":
        """The two transverse eigenvalues along the optimal manifold, one panel for each branch.

        Parameters
        ----------
        numbers : c, w_star and the rule's parameters

        Raises
        ------
        OutputError for a name that nothing has, and for a number outside its domain.

        >>> from symdyn import analyse, find_rule
        >>> len(analyse(find_rule("rflo")).plot.eigenvalues(w_star=0.9, w_hat=-0.5).axes)
        2
        """
        figure: Figure = view("eigenvalues")(self._analysis, numbers)
        return figure

    def region(self, /, **numbers: Number) -> "Figure":
        """Where on the optimal manifold a mode is stable, with the slow rate there.

        The plane is (s, a_hat) for random feedback and (s, w_star) for symmetric feedback.  For random
        feedback c = 1/10 and w_star = 9/10 where they are not given.

        Parameters
        ----------
        numbers : c, w_star and the rule's parameters, but for the one that varies

        Raises
        ------
        OutputError for a name that nothing has, a number outside its domain, and a rule without credit.

        >>> from symdyn import analyse, find_rule
        >>> analyse(find_rule("bptt")).plot.region(c=2).axes[0].get_xlabel()
        '$s$'
        """
        figure: Figure = view("region")(self._analysis, numbers)
        return figure

    def flow(self, /, **numbers: Number) -> "Figure":
        """The flow of one mode from a grid of starting points with w = 0, seen in (a, b) and (a, w).

        Under random feedback a path that ends off the optimal manifold has reached abs(w) = 1.

        Parameters
        ----------
        numbers : c, w_star and the rule's parameters

        Raises
        ------
        OutputError for a name that nothing has, and for a number outside its domain.

        >>> from symdyn import analyse, find_rule
        >>> len(analyse(find_rule("tbptt")).plot.flow(c=-1).axes)
        2
        """
        figure: Figure = view("flow")(self._analysis, numbers)
        return figure

    def _about(self) -> str:
        return f"of {self._rule}, eigenvalues(), region(), flow()"
