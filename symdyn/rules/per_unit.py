"""Parameters of a kernel of which each hidden unit has its own: a diagonal matrix of numbers in the place of one."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import islice

from sympy import Expr, Symbol

from symdyn import notation
from symdyn.errors import RuleError
from symdyn.exact.domain import Domain
from symdyn.rules.rates import MatrixRates

__all__ = ["numbered", "require_per_unit", "units_apart", "values_of_units"]


def require_per_unit(given: object, kernel: Expr, rates: MatrixRates, *, diagonal: bool) -> None:
    """Check the parameters that a rule says are one per unit against its kernel.

    Parameters
    ----------
    given : what the rule says, a tuple of parameters of the kernel
    kernel : the kernel
    rates : the learning rates, which are one for a matrix
    diagonal : whether w stands for diag(W)

    Raises
    ------
    RuleError for what is no parameter of the kernel, or stands beside W^T, with which diagonal
    matrices do not commute.

    >>> from symdyn.notation import m, w_hat
    >>> require_per_unit((w_hat,), w_hat**m, MatrixRates(), diagonal=False)
    """
    if not isinstance(given, tuple):
        raise RuleError(f"per_unit {given!r} is no tuple; write per_unit=(w_hat,)")
    own = {one.name: one for one in kernel.free_symbols}
    taken = {x.name for x in (notation.m, notation.tau, notation.w, notation.k)}
    for one in given:
        if not isinstance(one, Symbol) or one.name not in own or one.name in taken:
            raise RuleError(
                f"per_unit names {one!r}, which is no parameter of the kernel {kernel}; name w_hat or "
                "another one that stands in it"
            )
        if one.name in (rate.name for rate in rates.parameters):
            raise RuleError(
                f"per_unit names {one}, which a learning rate has too, and a rate is one number; give "
                "the rate another parameter"
            )
        if any(name in own for name in numbered(one.name, 9)):
            raise RuleError(
                f"per_unit names {one}, and the numbers of its units have the name of another parameter; "
                "rename that one"
            )
    if len({one.name for one in given}) < len(given):
        raise RuleError(f"per_unit {given} names a parameter twice; name each once")
    if given and notation.w.name in own and not diagonal:
        raise RuleError(
            f"the kernel {kernel} holds w, for W^T, beside a parameter of each unit, and the order of "
            "the two matters; write diagonal=True, where w stands for diag(W)"
        )


def numbered(name: str, units: int) -> list[str]:
    """The names of a parameter's value at each unit.

    >>> numbered("w_hat", 2)
    ['w_hat_1', 'w_hat_2']
    """
    return [f"{name}_{unit}" for unit in range(1, units + 1)]


def values_of_units(values: Mapping[str, Fraction], name: str, units: int) -> list[Fraction]:
    """A parameter's value at each unit: NAME_1, NAME_2, ... where they are given, NAME elsewhere.

    >>> values_of_units({"w_hat": Fraction(0), "w_hat_2": Fraction(1, 2)}, "w_hat", 2)
    [Fraction(0, 1), Fraction(1, 2)]
    """
    return [values[one] if one in values else values[name] for one in numbered(name, units)]


def units_apart(domain: Domain, names: tuple[str, ...], units: int) -> dict[str, Fraction]:
    """Values at each unit of parameters of which each has its own, all different.

    >>> from symdyn.notation import domain_of, w_hat
    >>> units_apart(domain_of((w_hat,)), ("w_hat",), 2)
    {'w_hat_1': Fraction(0, 1), 'w_hat_2': Fraction(-1, 2)}
    """
    found: dict[str, Fraction] = {}
    for name in names:
        inside = islice(domain.restrict((name,)).points(3 * units), 0, None, 3)
        found |= dict(zip(numbered(name, units), (one[name] for one in inside), strict=True))
    return found
