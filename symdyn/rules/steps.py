"""What a step may make of the updates together: rates, decay and momentum beside each other."""

from sympy import Expr

from symdyn.errors import RuleError
from symdyn.rules.decay import WeightDecay
from symdyn.rules.kernel import Kernel
from symdyn.rules.rates import MatrixRates

__all__ = ["require_described"]


def require_described(
    rates: MatrixRates, decay: WeightDecay, momentum: Expr, credit: Kernel
) -> None:
    """Refuse what is not described; a message goes on behind the name of the rule.

    Raises
    ------
    RuleError for rates beside decay, for momentum beside decay or a frozen matrix, and for any of these but positive
    rates where there is no credit.
    """
    if rates.frozen and not credit.terms:
        raise RuleError(
            " gives no credit, so that neither B nor W learns, and the rate 0 of "
            f"{', '.join(rates.frozen)}; leave the rates out"
        )
    if momentum != 0 and (rates.frozen or not decay.plain or not credit.terms):
        raise RuleError(
            " has momentum= beside weight_decay=, a rate of 0 or a kernel that gives no credit, and is described "
            "without; leave one out"
        )
    if decay.plain:
        return
    if not rates.plain:
        raise RuleError(
            " has rates= and weight_decay=, of which one alone is described; leave one out"
        )
    if not credit.terms:
        raise RuleError(
            " gives no credit, so that B and W would decay and not learn; leave weight_decay= out"
        )
