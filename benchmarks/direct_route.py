"""The direct route to RFLO with SymPy's own summation, solve, jacobian, eigenvals and simplify.

This is what one writes without symdyn: the modal sums of the definition handed to SymPy's general
solvers, the convergent branch of each Piecewise picked by hand.  It is the yardstick; it proves
nothing.
"""

from sympy import Expr, Matrix, Piecewise, oo, simplify, solve, summation, symbols

__all__ = ["rflo"]


def rflo() -> tuple[Matrix, list[dict[Expr, Expr]], Expr, Expr]:
    """The limit update, its fixed points, and the factored trace and determinant on a b = c."""
    a, b, w, w_star, c, a_hat, w_hat, s = symbols("a b w w_star c a_hat w_hat s", real=True)
    k, j, m = symbols("k j m", integer=True, nonnegative=True)

    def error(lag: Expr) -> Expr:
        return a * b * w**lag - c * w_star**lag

    read_out = _converged(summation((error(k) * b * w**k).expand(), (k, 0, oo)))
    entry = _converged(summation((w_hat**m * a_hat * error(m)).expand(), (m, 0, oo)))
    inner = _converged(summation((error(m + 1 + j) * b * w**j).expand(), (j, 0, oo)))
    recurrent = _converged(summation((w_hat**m * a_hat * inner).expand(), (m, 0, oo)))
    update = Matrix([simplify(read_out), simplify(entry), simplify(recurrent)])
    fixed_points = solve(list(update), [a, b, w], dict=True)
    matrix = (-update).jacobian([a, b, w]).subs({a: s, b: c / s, w: w_star})
    eigenvalues = [simplify(value) for value in matrix.eigenvals(multiple=True)]
    transverse = [value for value in eigenvalues if value != 0]
    trace = simplify(sum(transverse)).factor()
    determinant = simplify(transverse[0] * transverse[1]).factor()
    return update, fixed_points, trace, determinant


def _converged(total: Expr) -> Expr:
    """The branch in which each geometric series converges."""
    return total.replace(
        lambda part: isinstance(part, Piecewise), lambda part: part.args[0][0]
    ).doit()
