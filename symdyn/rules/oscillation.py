"""Kernels that oscillate, over finitely many lags: r^m cos(omega m) from its recurrence, without complex numbers."""

from sympy import Add, Expr, Integer, Rational, expand

from symdyn.errors import KernelError
from symdyn.rules.corrections import MAX_LAG, at_lag

__all__ = ["oscillation"]


def oscillation(ratio: Expr | int, cosine: Expr | int, lags: int) -> Expr:
    """The kernel ratio^m cos(omega m) at the lags m < lags, with cosine = cos(omega).

    It is exact: x_m = 2 ratio cosine x_{m - 1} - ratio^2 x_{m - 2} with x_0 = 1 and x_1 = ratio cosine has
    polynomials in both for its values.  Give a rule with it horizon=lags.

    Parameters
    ----------
    ratio : a SymPy expression, such as parameter("gamma", 0, 1) or w; what each lag is multiplied by
    cosine : the cosine of the angle that a lag turns by, such as parameter("zeta", -1, 1)
    lags : how many lags there are, an integer from 1 to 17

    Raises
    ------
    KernelError for a number of lags that is none of these, and for what is no SymPy expression.

    >>> from symdyn.notation import parameter
    >>> gamma, zeta = parameter("gamma", 0, 1), parameter("zeta", -1, 1)
    >>> oscillation(gamma, zeta, 3)
    0**m + 0**((m - 2)**2)*(2*gamma**2*zeta**2 - gamma**2) + 0**((m - 1)**2)*gamma*zeta
    """
    if isinstance(lags, bool) or not isinstance(lags, int) or not 1 <= lags <= MAX_LAG + 1:
        raise KernelError(
            f"oscillation has the lags {lags!r}; use an integer from 1 to {MAX_LAG + 1}, and horizon=lags"
        )
    given = {"ratio": ratio, "cosine": cosine}
    for name, one in given.items():
        if type(one) is not int and not isinstance(one, Expr):
            raise KernelError(
                f"oscillation has the {name} {one!r}, which is no SymPy expression; write it with "
                "w_hat from symdyn.notation, a parameter or a Rational"
            )
        if isinstance(one, Rational | int) and name == "cosine" and abs(one) > 1:
            raise KernelError(f"oscillation has the cosine {one}; a cosine lies between -1 and 1")
    turned = ratio * cosine
    credit: list[Expr] = [Integer(1), expand(turned)]
    while len(credit) < lags:
        credit.append(expand(2 * turned * credit[-1] - ratio**2 * credit[-2]))
    return Add(*(one * at_lag(lag) for lag, one in enumerate(credit[:lags])))
