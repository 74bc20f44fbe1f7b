"""The names of symbols for SymPy's own printer of LaTeX, which knows nothing of the notation."""

from sympy import Basic, Symbol

from symdyn import notation

__all__ = ["latex_names"]


def latex_names(*expressions: Basic) -> dict[Symbol, str]:
    r"""How the symbols of the notation, and those of some expressions, are written in the reports.

    The symbols themselves are SymPy's plain ones, equal to any other of the same name; so the printer
    is told.

    >>> from sympy import Symbol, latex
    >>> expression = notation.a_hat * notation.w_star**2 / Symbol("eta_max")
    >>> print(latex(expression), latex(expression, symbol_names=latex_names(expression)))
    \frac{a_{hat} w_{star}^{2}}{\eta_{max}} \frac{\hat{a} w_\star^{2}}{\eta_{\max}}
    """
    found = {entry.symbol: entry.latex for entry in notation.NOTATION}
    for expression in expressions:
        found.update({one: notation.latex_name(one) for one in expression.atoms(Symbol)})
    return found
