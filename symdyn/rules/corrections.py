"""Corrections of a kernel at single lags, as 1 at lag 0 in front of a trace: how they are written.

`at_lag(2)` is 0 to the power (m - 2)^2: 1 at the lag 2 and 0 at every other, in ordinary notation.  In a
rule's kernel each lag that is corrected stands once, with what is added there.
"""

from sympy import Dummy, Expr, Integer, Pow, Sum, Symbol

from symdyn import notation
from symdyn.errors import ExactArithmeticError, KernelError
from symdyn.exact.bridge import from_expr, to_expr
from symdyn.exact.rational import field_over

__all__ = ["MAX_LAG", "at_lag", "corrected", "lag_of"]

MAX_LAG = 16


def at_lag(lag: int) -> Expr:
    """1 at one lag and 0 at every other: for kernels that differ from a trace at single lags.

    Parameters
    ----------
    lag : an integer from 0 to 16

    Raises
    ------
    KernelError for anything else.

    >>> from symdyn.notation import m, w
    >>> w**m + 2 * at_lag(1)
    2*0**((m - 1)**2) + w**m
    """
    if isinstance(lag, bool) or not isinstance(lag, int) or not 0 <= lag <= MAX_LAG:
        raise KernelError(f"at_lag has the lag {lag!r}; use an integer from 0 to {MAX_LAG}")
    return _power_of_zero(lag)


def _power_of_zero(lag: int) -> Expr:
    exponent = notation.m if not lag else (notation.m - lag) ** 2
    return Pow(Integer(0), exponent, evaluate=False)


def lag_of(expression: Expr) -> int | None:
    """The lag of an `at_lag`, which may be counted from another lag; None for any other expression.

    >>> lag_of(at_lag(3)), lag_of(at_lag(3).xreplace({notation.m: notation.m + 1}))
    (3, 2)
    """
    if not isinstance(expression, Pow) or expression.base != 0:
        return None
    exponent = expression.exp
    square = isinstance(exponent, Pow) and exponent.exp == 2
    lag = notation.m - (exponent.base if square else exponent)
    return int(lag) if isinstance(lag, Integer) and (square or lag == 0) else None


def corrected(kernel: Expr) -> tuple[Expr, dict[int, Expr]]:
    """The kernel with each corrected lag once, and what is added there; what is 0 is left out.

    >>> from symdyn.notation import m, w
    >>> corrected(m * w**m * (1 + at_lag(2)) + at_lag(3) - at_lag(3))
    (2*0**((m - 2)**2)*w**2 + m*w**m, {2: 2*w**2})
    """
    powers = [one for one in kernel.atoms(Pow) if one.base == 0 and one.exp.free_symbols]
    if any(one.has(*powers) for one in kernel.atoms(Sum) if powers):
        raise KernelError(
            f"kernel {kernel} filters what stands at a single lag; filter what is left, and add the "
            "correction with what the filter makes of it: alpha**m for at_lag(0)"
        )
    marks = {one: Dummy() for one in powers}
    lags = {one: lag_of(one) for one in powers}
    for one, lag in lags.items():
        if lag is None:
            raise KernelError(
                f"kernel {kernel} contains {one}, a power of zero; for credit at a single lag write "
                "at_lag(2), from symdyn"
            )
    if not powers:
        return kernel, {}
    marked = kernel.xreplace(marks)
    elsewhere = marked.xreplace(dict.fromkeys(marks.values(), Integer(0)))
    found = {}
    for one, lag in sorted(lags.items(), key=lambda pair: pair[1] or 0):
        if lag is None:
            continue
        here = {mark: Integer(other == one) for other, mark in marks.items()}
        added = (marked.xreplace(here) - elsewhere).xreplace({notation.m: Integer(lag)})
        if added.has(Sum):
            added = added.doit()
        value = _simplified(added)
        if value != 0:
            found[lag] = value
    total = elsewhere
    for lag, value in found.items():
        total = total + value * _power_of_zero(lag)
    return total, found


def _simplified(value: Expr) -> Expr:
    """The value in lowest terms; as it is where it is no quotient of polynomials, which is refused later."""
    names = {one: Symbol(one.name) for one in value.free_symbols if isinstance(one, Symbol)}
    try:
        field = field_over(sorted(set(names.values()), key=str))
        found = to_expr(from_expr(field, value.xreplace(names)))
    except (ExactArithmeticError, ZeroDivisionError):
        return value
    return found.xreplace({plain: own for own, plain in names.items()})
