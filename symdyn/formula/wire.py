"""Expressions on the wire: text that SymPy parses, with the names of the notation.

a_star*b_star is written for c.  A parameter's name may be that of a SymPy function, such as gamma: give
sympify locals={name: Symbol(name)}.
"""

from collections.abc import Iterable
from typing import TypeAlias

from sympy import Basic, Expr, Pow
from sympy.printing.str import StrPrinter

from symdyn import notation

__all__ = ["Json", "write", "write_all"]

Json: TypeAlias = bool | int | str | list["Json"] | dict[str, "Json"] | None

_TEACHER = {notation.c: notation.a_star * notation.b_star}


def write(expression: Basic) -> str:
    """An expression on the wire: low orders first, c as a_star*b_star.

    >>> from symdyn.notation import c, w, z
    >>> write(c / (1 - w * z))
    'a_star*b_star/(1 - w*z)'
    """
    return str(_PRINTER.doprint(expression.xreplace(_TEACHER)))


def write_all(expressions: Iterable[Basic]) -> list[Json]:
    """Several expressions on the wire.

    >>> from symdyn.notation import a, b
    >>> write_all((a, a * b))
    ['a', 'a*b']
    """
    return [write(one) for one in expressions]


class _WirePrinter(StrPrinter):
    """SymPy's own text, ordered as people write: low degrees first, a plus sign in front."""

    def _as_ordered_terms(self, expr: Expr, order: str | None = None) -> list[Expr]:  # noqa: ARG002 - SymPy passes it
        found, _ = expr.as_terms()
        terms = [term for term, _ in sorted(found, key=_place)]
        lead = next((one for one in terms if not one.could_extract_minus_sign()), terms[0])
        return [lead, *(one for one in terms if one is not lead)]

    def _print_Pow(self, expr: Expr, rational: bool = False) -> str:
        if expr.exp.is_Integer and expr.exp < -1:
            return f"1/{self._print(Pow(expr.base, -expr.exp, evaluate=False))}"
        return str(super()._print_Pow(expr, rational))


def _place(term: tuple[Expr, tuple[object, tuple[int, ...], object]]) -> tuple[object, ...]:
    """The degree above the fraction bar, then the powers of the variables in their order."""
    shown, (_, powers, _) = term
    return sum(one for one in powers if one > 0), tuple(-one for one in powers), str(shown)


_PRINTER = _WirePrinter()
