"""Polynomials as plain integer terms: denominators cleared, idle variables dropped."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import TypeAlias

from sympy import QQ, ZZ
from sympy.polys.rings import PolyElement

from symdyn.errors import ExactArithmeticError

__all__ = ["Terms", "integer_terms", "occurring_terms", "value_sign"]

Terms: TypeAlias = Mapping[tuple[int, ...], int]


def integer_terms(polynomial: PolyElement) -> tuple[int, dict[tuple[int, ...], int]]:
    """The least positive integer that clears the denominators, and the cleared coefficients.

    Parameters
    ----------
    polynomial : PolyElement
        Over ZZ or QQ.

    Raises
    ------
    ExactArithmeticError
        If the coefficients are neither integers nor rational numbers.

    Examples
    --------
    >>> from sympy.polys.rings import ring
    >>> R, x = ring("x", QQ)
    >>> integer_terms(x / 2 - x**2 / 3)
    (6, {(1,): 3, (2,): -2})
    """
    domain = polynomial.ring.domain
    if domain not in (ZZ, QQ):
        raise ExactArithmeticError(
            f"the polynomial {polynomial} has coefficients in {domain}: expected ZZ or QQ; clear "
            "the denominators and make every parameter a variable of the ring"
        )
    scale = lcm(*(int(domain.denom(c)) for c in polynomial.values()))
    return scale, {
        powers: int(domain.numer(c)) * (scale // int(domain.denom(c)))
        for powers, c in polynomial.items()
    }


def occurring_terms(
    polynomial: PolyElement,
) -> tuple[tuple[str, ...], dict[tuple[int, ...], int]]:
    """The names of the variables that occur, and the cleared terms in these alone.

    >>> from sympy.polys.rings import ring
    >>> R, x, y, z = ring("x y z", ZZ)
    >>> occurring_terms(z**2 - x)
    (('x', 'z'), {(0, 2): 1, (1, 0): -1})
    """
    _, terms = integer_terms(polynomial)
    used = [axis for axis in range(polynomial.ring.ngens) if any(powers[axis] for powers in terms)]
    names = tuple(str(polynomial.ring.symbols[axis]) for axis in used)
    return names, {tuple(powers[axis] for axis in used): c for powers, c in terms.items()}


def value_sign(terms: Terms, point: Sequence[Fraction]) -> int:
    """The sign (-1, 0 or 1) of an integer polynomial at an exact point.

    Integer arithmetic only: the value's common denominator is positive and left out.

    Parameters
    ----------
    terms : mapping of exponents to int
    point : sequence of Fraction
        One value for each entry of the exponents.

    Examples
    --------
    >>> value_sign({(2,): 4, (0,): -1}, (Fraction(1, 2),))
    0
    """
    tables = []
    for axis, q in enumerate(point):
        degree = max(powers[axis] for powers in terms)
        tables.append([q.numerator**k * q.denominator ** (degree - k) for k in range(degree + 1)])
    total = 0
    for powers, coefficient in terms.items():
        term = coefficient
        for table, power in zip(tables, powers, strict=True):
            term *= table[power]
        total += term
    return (total > 0) - (total < 0)
