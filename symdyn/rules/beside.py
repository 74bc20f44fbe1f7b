"""What a rule says beside its kernel: learning rates, a leak, decay, momentum, an update of its feedback, numbers of units."""

from dataclasses import dataclass

from sympy import Expr, Symbol

from symdyn import notation
from symdyn.errors import RuleError
from symdyn.rules.decay import WeightDecay
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
    decay : how fast the matrices decay by themselves
    momentum : the part of the last step that each repeats
    """

    rates: MatrixRates
    leak: Expr | None
    learned: FeedbackUpdate | None
    per_unit: tuple[Symbol, ...]
    decay: WeightDecay
    momentum: Expr

    @property
    def _meanings(self) -> dict[str, tuple[Symbol, ...]]:
        """The parameters of each part, by what they are."""
        leak, momentum = self.leak, self.momentum
        return {
            "leak of the units": (leak,) if isinstance(leak, notation.Parameter) else (),
            "parameter of a learning rate": self.rates.parameters,
            "parameter of a weight decay": self.decay.parameters,
            "momentum": (momentum,) if isinstance(momentum, notation.Parameter) else (),
            "parameter of the update of the feedback": (
                () if self.learned is None else self.learned.parameters
            ),
        }

    @property
    def parameters(self) -> tuple[Symbol, ...]:
        """The parameters of all parts, each once.

        >>> alpha = notation.parameter("alpha", 0, 1)
        >>> Beside(MatrixRates(), alpha, None, (), WeightDecay(), alpha).parameters
        (alpha,)
        """
        return tuple(dict.fromkeys(x for given in self._meanings.values() for x in given))

    def meaning(self, name: str, credit: Kernel) -> str:
        """What a parameter of a rule is one of, if its leak, its kernel or another part has it.

        >>> from symdyn.rules import find_rule
        >>> rflo = find_rule("rflo")
        >>> rflo.beside.meaning("w_hat", rflo.credit)
        'parameter of the kernel'
        """
        leak, *others = self._meanings.items()
        of_kernel = ("parameter of the kernel", credit.parameters)
        for meaning, given in (leak, of_kernel, *others):
            if name in (one.name for one in given):
                return meaning
        raise RuleError(f"{name} is no parameter of the rule; name one of its own")

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
        self._require_described(bool(credit.sequence.terms))

    def _require_described(self, credit: bool) -> None:
        """Refuse parts of which nothing is derived together, or without credit."""
        given = {
            "weight_decay": not self.decay.plain,
            "momentum": self.momentum != 0,
            "leak": self.leak is not None,
            "per_unit": bool(self.per_unit),
            "learned feedback": self.learned is not None,
            "rates": not self.rates.plain,
        }
        together = [name for name, there in given.items() if there]
        allowed = {"rates", "leak"}, {"rates", "per_unit"}, {"rates", "momentum"}
        if len(together) > 1 and not any(set(together) <= both for both in allowed):
            raise RuleError(
                f"{' and '.join(together)} stand beside each other, and nothing is derived of them together; "
                "leave one out"
            )
        frozen = f"the rate 0 of {', '.join(self.rates.frozen)}" if self.rates.frozen else ""
        if frozen and given["momentum"]:
            raise RuleError(
                f"momentum stands beside {frozen}, and is described without; leave one out"
            )
        # Where nothing is credited the read-out alone learns, and these would say so of B and W.
        idle = {frozen: "the rates"} if frozen else {}
        idle |= {name: name for name in ("weight_decay", "momentum") if given[name]}
        for what, remedy in idle.items() if not credit else ():
            raise RuleError(
                f"the kernel gives no credit, so that neither B nor W learns, beside {what}; leave "
                f"{remedy} out"
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
                    "a rate or beside it; declare it once"
                )


def _require_own_letters(parameters: tuple[Symbol, ...]) -> None:
    """Refuse a parameter of the name that a weight of a network that leaks has."""
    for one in parameters:
        if one.name in OWN_LETTERS:
            raise RuleError(
                f"the parameter {one.name!r} stands beside a leak, where it is the "
                f"{OWN_LETTERS[one.name]}; rename the parameter"
            )
