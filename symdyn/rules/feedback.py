"""Feedback that is learned: what changes R beside A, as in Kolen and Pollack's rule and weight mirrors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from sympy import Expr, S

from symdyn import notation
from symdyn.errors import RuleError, meant
from symdyn.rules.factors import Factors, factor

__all__ = ["FeedbackUpdate", "checked_update"]


@dataclass(frozen=True)
class FeedbackUpdate(Factors):
    """What a step takes from R, and from A beside its own update.

        Delta R = copied Delta A + decay R - followed A,
        A -> A - eta (Delta A + read_out_decay A),   R -> R - eta Delta R

    Each is 0, or a positive exact number times powers of parameters that are positive on their domain.

    Parameters
    ----------
    copied : how much of the read-out's update R gets, too (Kolen-Pollack: 1)
    decay : the rate at which R decays
    followed : how strongly R goes towards A (weight mirror); it takes a decay, which ends that
    read_out_decay : the rate at which A decays (Kolen-Pollack: that of R)

    Source: J. F. Kolen and J. B. Pollack, Backpropagation without weight transport, ICNN 3 (1994)
    1375-1380; M. Akrout et al., Deep learning without weight transport, NeurIPS 32 (2019).
    """

    copied: Expr = S.Zero
    decay: Expr = S.Zero
    followed: Expr = S.Zero
    read_out_decay: Expr = S.Zero

    @staticmethod
    def of(given: object) -> "FeedbackUpdate":
        """The update as a rule gives it: a mapping from the names above, of which those left out are 0.

        Raises
        ------
        RuleError for a name that there is not, a value that is not proved positive, a feedback that
        nothing is learned by, and one that grows without end.

        >>> FeedbackUpdate.of({"copied": 1})
        FeedbackUpdate(copied=1, decay=0, followed=0, read_out_decay=0)
        """
        if isinstance(given, FeedbackUpdate):
            return given
        names = [one.name for one in fields(FeedbackUpdate)]
        if not isinstance(given, Mapping):
            raise RuleError(
                f"feedback_update {given!r} is no mapping; learned feedback has one of "
                f"{', '.join(names)} to numbers: write {{'copied': 1}}"
            )
        for name in given:
            if name not in names:
                raise RuleError(
                    f"feedback_update names {name!r}; {meant(name, names)}it has {', '.join(names)}"
                )
        found = FeedbackUpdate(
            **{name: factor(f"the value of {name}", one) for name, one in given.items()}
        )
        found._require_learning()
        return found

    def _require_learning(self) -> None:
        if self.copied == 0 and self.followed == 0:
            raise RuleError(
                "feedback_update has copied = followed = 0, so that nothing is learned by R; give one of "
                'them, or feedback="random"'
            )
        if self.followed != 0 and self.decay == 0:
            raise RuleError(
                f"feedback_update has followed = {self.followed} and decay = 0: R would grow without end "
                "where A rests; give a decay"
            )

    def plain(self) -> tuple[Expr, Expr, Expr, Expr]:
        """The same four in plain symbols."""
        copied, decay, followed, own = map(notation.plain, self.all)
        return copied, decay, followed, own

    def of_both(
        self,
        read_out: tuple[Any, Any],
        feedback: Any,
        parameters: Mapping[str, Any],
        number: Callable[[Fraction], Any] = Fraction,
    ) -> tuple[Any, Any]:
        """What a step takes from the read-out and from the feedback, of a mode or of a network.

        Parameters
        ----------
        read_out : a and Delta a, or A and Delta A
        feedback : a_hat, or R
        parameters : a value for each of `parameters`, by name
        number : makes a number of their kind of a fraction

        >>> mirror = FeedbackUpdate.of({"followed": 1, "decay": 2})
        >>> mirror.of_both((Fraction(3), Fraction(1)), Fraction(5), {})
        (Fraction(1, 1), Fraction(7, 1))
        """
        value, update = read_out
        copied, decay, followed, own = self.values(parameters, number)
        return update + own * value, copied * update + decay * feedback - followed * value


def checked_update(
    given: object, feedback: str, *, one_rate: bool, credit: bool, counted: bool
) -> FeedbackUpdate | None:
    """What changes R, checked against the rest of a rule; None where the feedback is not learned.

    Parameters
    ----------
    given : what the rule gives
    feedback : the rule's feedback
    one_rate : whether all matrices learn at one rate
    credit : whether any lag has credit
    counted : whether the horizon is the symbol tau

    Raises
    ------
    RuleError where one does not fit the other.

    >>> checked_update(None, "random", one_rate=True, credit=True, counted=False) is None
    True
    """
    if feedback != "learned":
        if given is not None:
            raise RuleError(
                f"feedback_update is given beside feedback {feedback!r}; give "
                'feedback="learned", or leave it out'
            )
        return None
    learned = FeedbackUpdate.of(given)
    if not one_rate:
        raise RuleError(
            "learned feedback stands beside a leak or learning rates of the matrices, for which its mode of "
            "four numbers is not derived; leave these out"
        )
    if learned.read_out_decay != 0 and counted:
        raise RuleError(
            "a learned feedback with read_out_decay stands beside the horizon tau, for which where its mode "
            "rests is not proved; give an integer"
        )
    if not credit:
        raise RuleError(
            "the kernel gives no credit, so that no feedback is used; leave feedback_update out"
        )
    return learned
