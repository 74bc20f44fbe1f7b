"""How much the search for evidence may do: steps are counted, and a clock is never asked.

The checker counts its own work, and refuses at the same place on every machine.  So does the
search, whose polynomials are not the checker's: one that is given up here is given up everywhere.
"""

from typing import cast

from symdyn.checker.terms import Refused
from symdyn.claims.tracing import Tracing

__all__ = ["MOST_STEPS", "Effort"]

MOST_STEPS = 200_000


class Effort(Tracing):
    """A place in a proof that counts what the search for evidence does there."""

    steps: list[int]

    def under(self) -> "Effort":
        """A place inside of a binder, which shares the count."""
        return cast("Effort", super().under())

    def seek(self, steps: int) -> None:
        """Count steps of the search, each about a product of two terms.

        Raises
        ------
        Refused where the search has become too long.
        """
        self.steps[0] += steps
        if self.steps[0] > MOST_STEPS:
            raise Refused(
                f"the search was given up after {MOST_STEPS} steps: powers, numbers or the count "
                "of letters are too large for it; state the claim in smaller parts"
            )
