"""Exact rational matrices of concrete size, for witnesses and brute-force checks."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from flint import fmpq, fmpq_mat

from symdyn.errors import ExactArithmeticError

__all__ = ["Matrix"]


class Matrix:
    """An immutable matrix of rational numbers.

    Parameters
    ----------
    entries : rows of int or Fraction, all of one length, at least one of each

    Raises
    ------
    ExactArithmeticError for no or unequal rows, and for operands whose shapes do not match.

    >>> Matrix([[1, 2], [3, 4]]) @ Matrix([[1], [Fraction(1, 2)]])
    Matrix([[2], [5]])
    """

    __slots__ = ("_held",)
    _held: fmpq_mat

    def __init__(self, entries: Iterable[Sequence[int | Fraction]]) -> None:
        rows = [[fmpq(x.numerator, x.denominator) for x in row] for row in entries]
        if not rows or not rows[0] or len({len(row) for row in rows}) > 1:
            raise ExactArithmeticError(
                f"rows of lengths {[len(row) for row in rows]} are no matrix; "
                "give at least one row, all of one length"
            )
        self._held = fmpq_mat(rows)

    @staticmethod
    def _of(held: fmpq_mat) -> "Matrix":
        made = Matrix.__new__(Matrix)
        made._held = held
        return made

    @staticmethod
    def zero(rows: int, columns: int) -> "Matrix":
        """The zero matrix."""
        return Matrix([[0] * columns] * rows)

    @staticmethod
    def diagonal(values: Sequence[int | Fraction], rows: int, columns: int) -> "Matrix":
        """The rectangular diagonal matrix with these entries; those beyond its size are left out.

        >>> Matrix.diagonal([1, 2], 2, 3)
        Matrix([[1, 0, 0], [0, 2, 0]])
        """
        return Matrix([[values[i] if i == j else 0 for j in range(columns)] for i in range(rows)])

    @staticmethod
    def identity(size: int) -> "Matrix":
        """The identity matrix."""
        return Matrix.diagonal([1] * size, size, size)

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of rows and columns."""
        return self._held.nrows(), self._held.ncols()

    @property
    def entries(self) -> tuple[tuple[Fraction, ...], ...]:
        """The entries as rows of fractions."""
        return tuple(tuple(_fraction(x) for x in row) for row in self._held.tolist())

    def __getitem__(self, place: tuple[int, int]) -> Fraction:
        return _fraction(self._held[place])

    def __add__(self, other: "Matrix") -> "Matrix":
        self._require(self.shape == other.shape, other, "sum")
        return Matrix._of(self._held + other._held)

    def __sub__(self, other: "Matrix") -> "Matrix":
        self._require(self.shape == other.shape, other, "difference")
        return Matrix._of(self._held - other._held)

    def __matmul__(self, other: "Matrix") -> "Matrix":
        self._require(self.shape[1] == other.shape[0], other, "product")
        return Matrix._of(self._held * other._held)

    def scale(self, number: int | Fraction) -> "Matrix":
        """The matrix times a number."""
        return Matrix._of(self._held * fmpq(number.numerator, number.denominator))

    def transpose(self) -> "Matrix":
        """The transposed matrix."""
        return Matrix._of(self._held.transpose())

    def diagonal_part(self) -> "Matrix":
        """The matrix with all entries off the main diagonal set to zero."""
        rows, columns = self.shape
        return Matrix.diagonal([self[i, i] for i in range(min(rows, columns))], rows, columns)

    def inverse(self) -> "Matrix":
        """The inverse; raises ExactArithmeticError where there is none.

        >>> Matrix([[2, 1], [1, 1]]).inverse()
        Matrix([[1, -1], [-1, 2]])
        """
        if not self.determinant():
            raise ExactArithmeticError(f"{self} has no inverse: its determinant is 0")
        return Matrix._of(self._held.inv())

    def characteristic_polynomial(self) -> tuple[Fraction, ...]:
        """The coefficients of det(z - M), the constant one first.

        >>> Matrix([[1, 2], [3, 4]]).characteristic_polynomial()
        (Fraction(-2, 1), Fraction(-5, 1), Fraction(1, 1))
        """
        self._require_square("characteristic polynomial")
        return tuple(_fraction(one) for one in self._held.charpoly().coeffs())

    def determinant(self) -> Fraction:
        """The determinant of a square matrix.

        >>> Matrix([[1, 2], [3, 4]]).determinant()
        Fraction(-2, 1)
        """
        self._require_square("determinant")
        return _fraction(self._held.det())

    def minor(self, rows: Sequence[int], columns: Sequence[int]) -> Fraction:
        """The determinant of the submatrix of these rows and columns; 1 if there are none."""
        if len(rows) != len(columns):
            raise ExactArithmeticError(
                f"{len(rows)} rows and {len(columns)} columns have no minor; choose equally many"
            )
        if not rows:
            return Fraction(1)
        held = self._held
        return Matrix._of(fmpq_mat([[held[i, j] for j in columns] for i in rows])).determinant()

    def pivots(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Rows and columns of a largest nonzero minor; how many there are is the rank.

        >>> Matrix([[0, 0], [1, 2], [2, 4]]).pivots()
        ((1,), (0,))
        """
        return _pivot_columns(self._held.transpose()), _pivot_columns(self._held)

    def kernel(self) -> tuple[tuple[Fraction, ...], ...]:
        """A basis of the columns x with M x = 0.

        >>> Matrix([[1, 2, 0]]).kernel()
        ((Fraction(-2, 1), Fraction(1, 1), Fraction(0, 1)), (Fraction(0, 1), Fraction(0, 1), Fraction(1, 1)))
        """
        reduced, rank = self._held.rref()
        pivots, columns = _pivot_columns(self._held), self.shape[1]
        basis = []
        for free in (j for j in range(columns) if j not in pivots):
            found = [Fraction(int(j == free)) for j in range(columns)]
            for row in range(rank):
                found[pivots[row]] = -_fraction(reduced[row, free])
            basis.append(tuple(found))
        return tuple(basis)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Matrix) and self.entries == other.entries

    def __hash__(self) -> int:
        return hash(self.entries)

    def __repr__(self) -> str:
        rows = ", ".join(f"[{', '.join(map(str, row))}]" for row in self.entries)
        return f"Matrix([{rows}])"

    def _require(self, fits: bool, other: "Matrix", operation: str) -> None:
        if not fits:
            raise ExactArithmeticError(
                f"no {operation} of matrices of shapes {self.shape} and {other.shape}; "
                "make the dimensions match"
            )

    def _require_square(self, what: str) -> None:
        rows, columns = self.shape
        if rows != columns:
            raise ExactArithmeticError(
                f"a {rows} x {columns} matrix has no {what}; give a square one"
            )


def _fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _pivot_columns(held: fmpq_mat) -> tuple[int, ...]:
    """Where the rows of the reduced echelon form start."""
    reduced, size = held.rref()
    return tuple(next(j for j in range(reduced.ncols()) if reduced[i, j] != 0) for i in range(size))
