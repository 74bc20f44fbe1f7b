"""The flow linearised numerically: the Jacobian of -Delta by differences of the literal sums."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sympy import Expr

from symdyn.stages.analysis import Analysis
from symdyn.testing.evaluation import Arithmetic, Number, decimals, value_of
from symdyn.testing.literal import LiteralSums, steps_to_sum
from symdyn.testing.points import Point

__all__ = ["DIGITS", "MARGIN", "LinearFlow"]

DIGITS = 45
# Central differences: an error of the order of the step squared.
_STEP = Fraction(1, 10**12)
MARGIN = Fraction(1, 10**14)


@dataclass(frozen=True)
class LinearFlow:
    """The 3 x 3 Jacobian of -Delta(a, b, w) at an exact point."""

    numbers: Arithmetic
    point: Point
    matrix: tuple[tuple[Number, ...], ...]

    @staticmethod
    def at(analysis: Analysis, point: Point, T: int | None = None) -> "LinearFlow":
        """Take the differences at a point, of the sums over T steps; of long sums for None.

        >>> from symdyn import analyse, find_rule
        >>> half = dict.fromkeys(("a", "b", "w", "a_star", "b_star", "w_star"), Fraction(1, 2))
        >>> flow = LinearFlow.at(analyse(find_rule("readout-only")), half)
        >>> round(float(flow.matrix[0][0]), 6)
        -0.333333
        """
        numbers = decimals(DIGITS)
        # Where a or b vanishes so does what later steps add to an update, and not its slope.
        beside = {**point, **{x: abs(point[x]) + 1 for x in ("a", "b")}}
        steps = steps_to_sum(analysis.rule, beside)[0] if T is None else T
        sums = LiteralSums(analysis.rule, steps, numbers)
        across = numbers.number(2 * _STEP)
        columns = []
        for variable in ("a", "b", "w"):
            ahead, behind = (
                sums.update({**point, variable: point[variable] + shift})
                for shift in (_STEP, -_STEP)
            )
            columns.append([(x - y) / across for x, y in zip(behind, ahead, strict=True)])
        return LinearFlow(numbers, point, tuple(zip(*columns, strict=True)))

    def rated(self, rates: Sequence[Fraction]) -> "LinearFlow":
        """The flow in which a, b and w go at rates of their own: the rows times these."""
        rows = zip(map(self.numbers.number, rates), self.matrix, strict=True)
        return replace(self, matrix=tuple(tuple(x * entry for entry in row) for x, row in rows))

    def decayed(self, decays: Sequence[Fraction]) -> "LinearFlow":
        """The flow from which a, b and w decay besides: the diagonal less these."""
        lost = [self.numbers.number(one) for one in decays]
        matrix = (
            tuple(x - lost[row] if row == column else x for column, x in enumerate(line))
            for row, line in enumerate(self.matrix)
        )
        return replace(self, matrix=tuple(matrix))

    def value(self, formula: Expr) -> Number:
        """A formula's value at this point, in the same numbers."""
        return value_of(formula, self.point, self.numbers)

    def margin(self) -> Number:
        """How far a derived value may lie from one found by differences."""
        largest = max(abs(entry) for row in self.matrix for entry in row)
        return self.numbers.number(MARGIN) * (1 + largest) ** 3

    def invariants(self) -> tuple[Number, Number, Number]:
        """The elementary symmetric functions of the eigenvalues: sum, pairs, product."""
        (p, q, r), (u, v, w), (x, y, z) = self.matrix
        minors = (p * v - q * u) + (p * z - r * x) + (v * z - w * y)
        determinant = p * (v * z - w * y) - q * (u * z - w * x) + r * (u * y - v * x)
        return p + v + z, minors, determinant

    def transverse_rates(self) -> tuple[Number, Number] | None:
        """The real parts of the eigenvalues other than the one nearest to zero.

        A second zero, as where only the read-out learns, counts as zero.  None where a real part
        is too small to tell from zero and too large to be it.
        """
        _, first, second = sorted(self.numbers.eigenvalues(self.matrix), key=abs)
        size = 1 + abs(second)
        rates = [first.real, second.real]
        if abs(first) < 1e-8 * size:
            rates[0] = self.numbers.number(Fraction(0))
        if any(0 < abs(rate) < 1e-6 * size for rate in rates):
            return None
        return rates[0], rates[1]

    def multipliers(self, step: Number) -> tuple[Number, Number]:
        """The moduli of the eigenvalues of I + step J other than the one nearest to 1."""
        rows = [
            [step * entry + (row == column) for column, entry in enumerate(entries)]
            for row, entries in enumerate(self.matrix)
        ]
        values = self.numbers.eigenvalues(rows)
        _, first, second = sorted(values, key=lambda value: abs(value - 1))
        return abs(first), abs(second)
