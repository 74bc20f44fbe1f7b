"""Integer linear forms in index variables, such as 2 T - 2 - m."""

from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Add, Expr, Integer, Symbol

__all__ = ["LinearForm"]


@dataclass(frozen=True)
class LinearForm:
    """constant + sum of coefficient * index; coefficients are nonzero and sorted by name.

    >>> T, m = Symbol("T"), Symbol("m")
    >>> LinearForm.of(T) - LinearForm.of(m) - 1
    LinearForm(constant=-1, coefficients=((T, 1), (m, -1)))
    """

    constant: int = 0
    coefficients: tuple[tuple[Symbol, int], ...] = ()

    @staticmethod
    def of(index: Symbol, coefficient: int = 1) -> "LinearForm":
        """The form coefficient * index."""
        return LinearForm.build(0, {index: coefficient})

    @staticmethod
    def build(constant: int, coefficients: Mapping[Symbol, int]) -> "LinearForm":
        """A form in canonical order, zeros dropped."""
        kept = sorted(
            ((index, value) for index, value in coefficients.items() if value),
            key=lambda pair: pair[0].name,
        )
        return LinearForm(constant, tuple(kept))

    def coefficient(self, index: Symbol) -> int:
        """The coefficient of an index, 0 if it does not occur."""
        found: int = dict(self.coefficients).get(index, 0)
        return found

    def __add__(self, other: "LinearForm | int") -> "LinearForm":
        if isinstance(other, int):
            return LinearForm(self.constant + other, self.coefficients)
        merged = dict(self.coefficients)
        for index, value in other.coefficients:
            merged[index] = merged.get(index, 0) + value
        return LinearForm.build(self.constant + other.constant, merged)

    def __neg__(self) -> "LinearForm":
        return self * -1

    def __sub__(self, other: "LinearForm | int") -> "LinearForm":
        return self + (-other)

    def __mul__(self, factor: int) -> "LinearForm":
        return LinearForm.build(
            self.constant * factor, {index: value * factor for index, value in self.coefficients}
        )

    def substitute(self, index: Symbol, value: "LinearForm") -> "LinearForm":
        """The form with the index replaced by another form."""
        coefficient = self.coefficient(index)
        rest = {key: number for key, number in self.coefficients if key != index}
        return LinearForm.build(self.constant, rest) + value * coefficient

    def to_expr(self) -> Expr:
        """The form as a SymPy expression."""
        return Add(
            Integer(self.constant), *(Integer(value) * index for index, value in self.coefficients)
        )
