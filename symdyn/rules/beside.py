"""What a rule says beside its kernel: learning rates, a leak, an update of its feedback, numbers of each unit."""

from dataclasses import dataclass

from sympy import Expr, Symbol

from symdyn import notation
from symdyn.errors import RuleError
from symdyn.rules.feedback import FeedbackUpdate
from symdyn.rules.kernel import Kernel
from symdyn.rules.leak import OWN_LETTERS
from symdyn.rules.rates import MatrixRates

__all__ = ["Beside"]


@dataclass(frozen=True)
class Beside:
    """The parts of a rule beside its kernel and its feedback, each checked in itself.

    Parameters
    ----------
    rates : the learning rates of the matrices
    leak : of the network's units, or None
    learned : what changes a feedback that is learned, or None
    per_unit : the parameters of the kernel of which each hidden unit has its own
    """

    rates: MatrixRates
    leak: Expr | None
    learned: FeedbackUpdate | None
    per_unit: tuple[Symbol, ...]

    @property
    def parameters(self) -> tuple[Symbol, ...]:
        """The parameters of the leak, of the learning rates and of the feedback's update, each once.

        >>> alpha = notation.parameter("alpha", 0, 1)
        >>> Beside(MatrixRates(), alpha, None, ()).parameters
        (alpha,)
        """
        leak = (self.leak,) if isinstance(self.leak, notation.Parameter) else ()
        feedback = () if self.learned is None else self.learned.parameters
        return tuple(dict.fromkeys((*leak, *self.rates.parameters, *feedback)))

    def require_fitting(self, credit: Kernel) -> None:
        """Refuse what does not go together, or not with the kernel.

        Raises
        ------
        RuleError for two parameters that are printed alike, or have one name and two domains; for a
        name that a leak needs; and for what nothing is derived of.
        """
        self._require_distinct((*credit.parameters, *map(notation.plain, self.parameters)))
        self._require_one_domain(credit)
        if self.leak is not None:
            _require_own_letters((*credit.parameters, *self.parameters))
        if self.per_unit and (self.leak is not None or self.learned is not None):
            raise RuleError(
                "per_unit stands beside a leak or learned feedback, and nothing is derived of both; "
                "leave one out"
            )
        if self.rates.frozen and not credit.terms:
            raise RuleError(
                "the kernel gives no credit, so that neither B nor W learns, beside the rate 0 of "
                f"{', '.join(self.rates.frozen)}; leave the rates out"
            )

    @staticmethod
    def _require_distinct(parameters: tuple[Symbol, ...]) -> None:
        """Refuse parameters of different names that are printed alike, as gamma1 and gamma_1."""
        shown: dict[str, str] = {}
        for one in parameters:
            other = shown.setdefault(notation.latex_name(one), one.name)
            if other != one.name:
                raise RuleError(
                    f"the parameters {other!r} and {one.name!r} are printed alike; rename one"
                )

    def _require_one_domain(self, credit: Kernel) -> None:
        """Refuse two parameters of one name with different domains, in the kernel or outside of it."""
        known = dict(credit.domain.entries)
        for one in self.parameters:
            own = notation.interval_of(one)
            if own is not None and known.setdefault(one.name, own) != own:
                raise RuleError(
                    f"there are two parameters named {one.name} with different domains, in the kernel, in "
                    "a rate, as the leak or in the feedback's update; declare it once"
                )


def _require_own_letters(parameters: tuple[Symbol, ...]) -> None:
    """Refuse a parameter of the name that a weight of a network that leaks has."""
    for one in parameters:
        if one.name in OWN_LETTERS:
            raise RuleError(
                f"the parameter {one.name!r} stands beside a leak, where it is the "
                f"{OWN_LETTERS[one.name]}; rename the parameter"
            )
