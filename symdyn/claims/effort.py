"""How much the search for evidence may do: steps are counted, and a clock is never asked.

The checker counts its own work, and refuses at the same place on every machine.  So does the
search, whose polynomials are not the checker's: one that is given up here is given up everywhere.
"""

from collections.abc import Iterator

from symdyn.claims.translation import Translation, letter
from symdyn.exact.rational import RationalFunction
from symdyn.trial.meaning import Context
from symdyn.trial.reading import Refused

__all__ = ["MOST_STEPS", "Effort"]

MOST_STEPS = 200_000


class Effort(Context):
    """A check in progress that counts what the search behind it does."""

    steps = 0

    def squares(self, translation: Translation) -> Iterator[tuple[str, RationalFunction]]:
        """The squares of names that are given as != 0 and stand for products of letters."""
        for operator, left, right in list(self.given):
            if operator == "!=" and right == ("number", 0) and left[0] == "name":
                top = self.value(("exact", self.closed(left))).top
                if left[1] in self.names and len(top) == 1:
                    yield rf"{letter(left[1])}^{{2}}", translation.element(top) ** 2

    def seek(self, steps: int) -> None:
        """Count steps of the search, each about a product of two terms.

        Raises
        ------
        Refused where the search has become too long.
        """
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise Refused(
                f"the search was given up after {MOST_STEPS} steps: powers, numbers or the count "
                "of letters are too large for it; state the claim in smaller parts"
            )
