"""The one way in which anything is refused, and the count of work."""

from __future__ import annotations

LIMIT = 6_000_000


class Refused(Exception):  # noqa: N818 - a verdict, not an error
    """The claim, or one attempt within it, is refused."""


class OutOfWork(Exception):  # noqa: N818 - a verdict, not an error
    """The claim takes too many elementary steps; no attempt may go on."""


class Work:
    """Counts elementary steps of one claim."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.left = limit

    def spend(self, steps: int = 1) -> None:
        """Pay for some steps."""
        self.left -= steps
        if self.left < 0:
            raise OutOfWork("too much work")
