"""What stands in front in the words of an update: n x o factors, of which some do not change from update to update."""

from dataclasses import dataclass

from symdyn import notation
from symdyn.brief import Brief
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.word_sums import Range, WordSum
from symdyn.exact.words import Letter
from symdyn.formula.matrix_words import total_over, words_tree
from symdyn.formula.nodes import Bracket, Name, Node, Product, Sum
from symdyn.stages.setting.derive import RANDOM_FEEDBACK
from symdyn.stages.setting.propagator import is_of_units

__all__ = ["LeftFactor", "LeftFactorCount", "closed", "is_steady"]


@dataclass(frozen=True, repr=False)
class LeftFactor(Brief):
    """One group of words of an update: left times quotient, summed over the lag in `span` if any."""

    left: WordSum
    quotient: WordSum
    span: Range | None

    @property
    def fixed(self) -> bool:
        """Whether the left factor is the same at every update."""
        return all(map(is_steady, self.left.letters))

    @property
    def lag(self) -> tuple[Node, ...]:
        """The lag that the left factor follows, if any."""
        return () if self.span is None else (Name(self.span.index),)

    def applied_to(self, part: Node) -> Node:
        """The left factor times what stands behind it, summed over the lags if they move it."""
        product = Product((closed(words_tree(self.left)), part))
        return product if self.span is None else total_over((self.span,), product)

    def product(self, part: WordSum | None = None) -> WordSum:
        """The words of the group, multiplied out; or the left factor times another part."""
        total = self.left @ (self.quotient if part is None else part)
        return total if self.span is None else total.sum_over(self.span)


@dataclass(frozen=True)
class LeftFactorCount:
    """How many different n x o left factors occur: fixed ones, and moving ones at each update."""

    fixed: LinearForm
    moving: LinearForm

    def at(self, lags: int) -> tuple[int, int]:
        """Both numbers where the horizon tau is so long."""
        found = (
            one.substitute(notation.tau, LinearForm(lags)) for one in (self.fixed, self.moving)
        )
        fixed, moving = (one.constant for one in found)
        return fixed, moving


def is_steady(letter: Letter) -> bool:
    """Whether a matrix is the same at every update: R, and a number of each unit."""
    return letter == RANDOM_FEEDBACK or is_of_units(letter)


def closed(node: Node) -> Node:
    """A sum in brackets."""
    return Bracket(node) if isinstance(node, Sum) else node
