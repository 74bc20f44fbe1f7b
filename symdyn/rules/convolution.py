"""Kernels filtered by another: the sum that stands in a rule's kernel for it."""

from sympy import Expr, Integer, Sum

from symdyn import notation
from symdyn.errors import KernelError

__all__ = ["convolve"]


def convolve(first: Expr | int, second: Expr | int) -> Expr:
    """The kernel sum_{k <= m} first_k second_{m - k}: one trace that another filters.

    It is a sum, not a quotient, so that it has a value where both decay at the same rate, too.

    Parameters
    ----------
    first, second : SymPy expressions in the lag m, such as w**m; each a sum of multiples of r**m

    Raises
    ------
    KernelError for an operand that is no expression, or that is a convolution itself.

    >>> from symdyn.notation import m, w, w_hat
    >>> convolve(w**m, w_hat**m)
    Sum(w**k*w_hat**(-k + m), (k, 0, m))
    """
    parts = []
    for one in (first, second):
        part = Integer(one) if type(one) is int else one
        if not isinstance(part, Expr):
            raise KernelError(
                f"convolve has the operand {one!r}, which is no SymPy expression; write it with m, "
                "w, w_hat from symdyn.notation"
            )
        if part.has(Sum):
            raise KernelError(
                f"convolve has the operand {part}, which is a convolution itself; a kernel is "
                "filtered once: convolve two sums of multiples of r**m"
            )
        parts.append(part)
    if parts[1].has(notation.w) and not parts[0].has(notation.w):
        parts.reverse()  # the sum is the same
    later = parts[1].xreplace({notation.m: notation.m - notation.k})
    own = parts[0].xreplace({notation.m: notation.k})
    return Sum(own * later, (notation.k, 0, notation.m))
