"""Functions of the propagator as words of matrices: W^T or diag(W), and diagonal matrices with a number of each unit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sympy import Expr, Integer, Symbol

from symdyn import notation
from symdyn.exact.bridge import polynomial_to_expr
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.polynomials import coefficients_in
from symdyn.exact.rational import RationalFunction
from symdyn.exact.word_sums import WordSum
from symdyn.exact.words import Factor, Letter, Word

__all__ = ["KernelFunction", "PolynomialsInPropagator", "is_of_units", "unit_letter"]


def unit_letter(name: str) -> Letter:
    r"""The diagonal matrix of a parameter of which each hidden unit has its own.

    >>> unit_letter("w_hat").latex
    '\\operatorname{diag}(\\hat{w})'
    """
    shown = notation.latex_name(Symbol(name))
    return Letter(
        f"diag({name})", "n", "n", diagonal=True, latex=rf"\operatorname{{diag}}({shown})"
    )


def is_of_units(letter: Letter) -> bool:
    """Whether a letter is such a diagonal matrix.

    >>> is_of_units(unit_letter("gamma")), is_of_units(Letter("diag(W)", "n", "n"))
    (True, False)
    """
    of_weights = letter.name == "diag(W)" or letter.name.startswith("diag(W_")
    return letter.name.startswith("diag(") and not of_weights


@dataclass(frozen=True)
class KernelFunction:
    """A letter f_number(J) for a polynomial in the propagator J, where J = W^T or diag(W).

    A parameter of which each unit has its own is a matrix in it too, and so is a polynomial in several.
    """

    number: int
    letter: Letter
    value: WordSum


class PolynomialsInPropagator:
    """Writes rational functions of w as words in J, collecting the letters this needs.

    A parameter of which each unit has its own is a matrix as J is; where there is one, all commute.
    """

    def __init__(self, matrices: Mapping[Symbol, Factor]) -> None:
        self.matrices = matrices
        self.found: list[KernelFunction] = []

    def power(self, element: RationalFunction, exponent: LinearForm) -> WordSum:
        """The rational function at w = J, to a power."""
        divisor = dict(self._terms(element.denom))
        none = (0,) * len(self.matrices)
        if divisor.keys() == {none}:
            return self._polynomial(element.numer, divisor[none], exponent)
        below = self._polynomial(element.denom, Integer(1), -exponent, inverted=True)
        return self._polynomial(element.numer, Integer(1), exponent) @ below

    def _polynomial(
        self,
        polynomial: RationalFunction,
        divisor: Expr,
        exponent: LinearForm,
        *,
        inverted: bool = False,
    ) -> WordSum:
        terms = tuple(self._terms(polynomial))
        value = WordSum.zero("n", "n")
        for degrees, coefficient in terms:
            one = ((coefficient / divisor, LinearForm(1)),)
            value = value + self._product(degrees, LinearForm(1)).scale(Fraction(1), one)
        if exponent == LinearForm(1):
            return value
        if len(terms) == 1:
            degrees, coefficient = terms[0]
            scalars = ((coefficient / divisor, exponent),)
            return self._product(degrees, exponent).scale(Fraction(1), scalars)
        # The domain was proved to keep denominators from zero, so they have inverses.
        return WordSum.letter(self._letter(value, inverted), exponent)

    def _terms(self, polynomial: RationalFunction) -> Iterator[tuple[tuple[int, ...], Expr]]:
        """The coefficients of the products of matrices, as expressions in the rule's parameters."""
        found = coefficients_in(polynomial, list(self.matrices))
        for degrees, part in sorted(found.items()):
            yield degrees, polynomial_to_expr(part)

    def _product(self, degrees: tuple[int, ...], exponent: LinearForm) -> WordSum:
        """The matrices to these degrees, the whole to a power."""
        found = WordSum.identity("n")
        for factor, degree in zip(self.matrices.values(), degrees, strict=True):
            power = Factor(factor.letter, factor.transposed, exponent * degree)
            found = found @ WordSum.of(Word.of(power))
        return found

    def word(self, exponent: LinearForm) -> WordSum:
        """The propagator to a power."""
        factor = self.matrices[notation.w]
        return WordSum.of(Word.of(Factor(factor.letter, factor.transposed, exponent)))

    def _letter(self, value: WordSum, inverted: bool) -> Letter:
        for known in self.found:
            if known.value == value and known.letter.invertible == inverted:
                return known.letter
        number = len(self.found) + 1
        held = {factor.letter: factor for factor in self.matrices.values()}
        of = [held[one] for one in held if one in value.letters]
        names = ", ".join(one.letter.name for one in of)
        shown = ", ".join(one.letter.latex + (r"^{\top}" if one.transposed else "") for one in of)
        name, written = f"f{number}({names})", f"f_{{{number}}}({shown})"
        letter = Letter(name, "n", "n", invertible=inverted, latex=written)
        self.found.append(KernelFunction(number, letter, value))
        return letter
