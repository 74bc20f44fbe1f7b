"""The mean update of a full network at exact rational matrices, by the literal double sums.

This is the brute-force side of the project: witnesses are computed with it and closed forms are
tested against it, so it follows the definition and nothing derived from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sympy import Expr

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ExactArithmeticError
from symdyn.exact.bridge import from_expr
from symdyn.exact.matrices import Matrix
from symdyn.exact.rational import RationalFunction
from symdyn.rules.per_unit import values_of_units
from symdyn.rules.rule import LearningRule

__all__ = ["ExactNetwork", "TrainingRun", "full_mean_update", "kernel_matrices"]


@dataclass(frozen=True, repr=False)
class ExactNetwork(Brief):
    """A linear network with exact entries: read-out A (o x n), recurrent W (n x n), input B (n x i).

    Raises
    ------
    ExactArithmeticError if the shapes do not match.

    >>> ExactNetwork(Matrix([[1, 0]]), Matrix.identity(2), Matrix([[1], [2]])).B.shape
    (2, 1)
    """

    A: Matrix
    W: Matrix
    B: Matrix

    def __post_init__(self) -> None:
        n = self.A.shape[1]
        if self.W.shape != (n, n) or self.B.shape[0] != n:
            raise ExactArithmeticError(
                f"A, W, B have shapes {self.A.shape}, {self.W.shape}, {self.B.shape}; "
                "expected o x n, n x n, n x i"
            )


def full_mean_update(
    rule: LearningRule,
    student: ExactNetwork,
    teacher: ExactNetwork,
    T: int,
    feedback_matrix: Matrix | None,
    values: Mapping[str, Fraction],
) -> tuple[Matrix, Matrix, Matrix]:
    """The mean updates Delta A, Delta B, Delta W of a full network.

        Delta A = sum_{k < T} E_k B^T (W^T)^k
        Delta B = sum_{m < M} K_m F E_m
        Delta W = sum_{m < M} K_m F sum_{j < T-1-m} E_{m+1+j} B^T (W^T)^j

    with E_k = A W^k B - A* W*^k B* and M = T, or min(T, horizon).

    Parameters
    ----------
    rule : the learning rule
    student, teacher : networks with equal numbers of inputs and outputs
    T : number of time steps, at least 1
    feedback_matrix : R (o x n), F = R^T; used by rules with random feedback only
    values : the rule's parameters by name, with "tau" if the horizon is symbolic; of a parameter of
        which each unit has its own NAME_1, NAME_2, ..., or NAME where all have one value

    Returns
    -------
    Delta A, Delta B, Delta W, exact.

    Raises
    ------
    ExactArithmeticError for shapes that do not match, a missing feedback matrix or T < 1.

    >>> from symdyn.rules import find_rule
    >>> one, half = Matrix([[1]]), Matrix([[Fraction(1, 2)]])
    >>> full_mean_update(
    ...     find_rule("bptt"), ExactNetwork(one, half, one), ExactNetwork(one, half, half), 2, None, {}
    ... )
    (Matrix([[5/8]]), Matrix([[5/8]]), Matrix([[1/4]]))
    """
    if T < 1:
        raise ExactArithmeticError(f"T = {T} time steps; use at least 1")
    back = student.A if rule.symmetric else feedback_matrix
    if back is None:
        raise ExactArithmeticError(
            f"rule {rule.name} has random feedback and no feedback matrix; give R, o x n"
        )
    F, Bt = back.transpose(), student.B.transpose()
    powers = _powers(student.W, T)
    back_powers = [power.transpose() for power in powers]
    E = [
        student.A @ power @ student.B - teacher.A @ teacher_power @ teacher.B
        for power, teacher_power in zip(powers, _powers(teacher.W, T), strict=True)
    ]
    credit = [K @ F for K in kernel_matrices(rule, student.W, T, values)]

    dA = Matrix.zero(*student.A.shape)
    for k in range(T):
        dA = dA + E[k] @ (Bt @ back_powers[k])
    dB = Matrix.zero(*student.B.shape)
    dW = Matrix.zero(*student.W.shape)
    for m, credit_m in enumerate(credit):
        dB = dB + credit_m @ E[m]
        for j in range(T - 1 - m):
            dW = dW + credit_m @ (E[m + 1 + j] @ (Bt @ back_powers[j]))
    return dA, dB, dW


def kernel_matrices(
    rule: LearningRule, W: Matrix, T: int, values: Mapping[str, Fraction]
) -> list[Matrix]:
    """The kernel K_m for the lags m below the horizon, `w` read as W^T or diag(W), and units apart.

    Raises
    ------
    ExactArithmeticError if a denominator of the kernel is singular at this W.

    >>> from symdyn.rules import find_rule
    >>> kernel_matrices(find_rule("tbptt-2"), Matrix([[0, 1], [2, 0]]), 3, {})[1]
    Matrix([[0, 2], [1, 0]])
    """
    J = W.diagonal_part() if rule.diagonal else W.transpose()
    n = J.shape[0]
    kept = T
    if rule.horizon is not None:
        horizon = rule.horizon if isinstance(rule.horizon, int) else int(values["tau"])
        kept = min(T, horizon)
    kernel = rule.terms
    K = [Matrix.zero(n, n)] * kept
    for term in kernel.plain_terms:
        ratio = _matrix_function(rule, term.ratio, J, values)
        coefficients = [_matrix_function(rule, p, J, values) for p in term.coefficients]
        power = Matrix.identity(n)
        for lag in range(rule.first_lag, kept):
            for degree, p in enumerate(coefficients):
                K[lag] = K[lag] + (p @ power).scale((lag - rule.first_lag) ** degree)
            power = power @ ratio
    for place, added in kernel.corrections.items():
        if rule.first_lag + place < kept:
            lag = rule.first_lag + place
            K[lag] = K[lag] + _matrix_function(rule, added, J, values)
    for filtered in kernel.filtered_terms:
        first, second = (
            _matrix_function(rule, x, J, values) for x in (filtered.first, filtered.second)
        )
        coefficients = [_matrix_function(rule, p, J, values) for p in filtered.coefficients]
        through, power = Matrix.identity(n), Matrix.identity(n)
        for last in range(kept - rule.first_lag + filtered.late):
            lag = last - filtered.late + rule.first_lag
            for degree, p in enumerate(coefficients if lag >= rule.first_lag else ()):
                K[lag] = K[lag] + (p @ through).scale((lag - rule.first_lag) ** degree)
            power = power @ first
            through = second @ through + power
    return K


@dataclass(frozen=True, repr=False)
class TrainingRun(Brief):
    """A concrete training run with exact numbers: theta <- theta - eta Delta theta, some times.

    Parameters
    ----------
    rule : the learning rule
    student, teacher : the networks at the start
    T : number of time steps
    feedback_matrix : R (o x n), or None
    values : the rule's parameters by name
    eta : learning rate
    updates : how many

    >>> from symdyn.rules import find_rule
    >>> one, half = Matrix([[1]]), Matrix([[Fraction(1, 2)]])
    >>> student, teacher = ExactNetwork(one, half, one), ExactNetwork(one, half, half)
    >>> TrainingRun(find_rule("bptt"), student, teacher, 2, None, {}).result().W
    Matrix([[1/4]])
    """

    rule: LearningRule
    student: ExactNetwork
    teacher: ExactNetwork
    T: int
    feedback_matrix: Matrix | None
    values: Mapping[str, Fraction]
    eta: Fraction = Fraction(1)
    updates: int = 1

    def result(self) -> ExactNetwork:
        """The student after all updates."""
        student = self.student
        for _ in range(self.updates):
            dA, dB, dW = full_mean_update(
                self.rule, student, self.teacher, self.T, self.feedback_matrix, self.values
            )
            student = ExactNetwork(
                student.A - dA.scale(self.eta),
                student.W - dW.scale(self.eta),
                student.B - dB.scale(self.eta),
            )
        return student


def _powers(matrix: Matrix, count: int) -> list[Matrix]:
    powers = [Matrix.identity(matrix.shape[0])]
    while len(powers) < count:
        powers.append(powers[-1] @ matrix)
    return powers


def _matrix_function(
    rule: LearningRule, expression: Expr, J: Matrix, values: Mapping[str, Fraction]
) -> Matrix:
    """A rational function of w at w = J; numerator and denominator commute."""
    element = from_expr(rule.terms.field, expression)
    below = _matrix_polynomial(rule, element.denom, J, values)
    return _matrix_polynomial(rule, element.numer, J, values) @ below.inverse()


def _of_units(name: str, J: Matrix, values: Mapping[str, Fraction]) -> Matrix:
    n = J.shape[0]
    return Matrix.diagonal(values_of_units(values, name, n), n, n)


def _matrix_polynomial(
    rule: LearningRule, polynomial: RationalFunction, J: Matrix, values: Mapping[str, Fraction]
) -> Matrix:
    total = Matrix.zero(*J.shape)
    for monomial, coefficient in polynomial.terms():
        number = Fraction(coefficient)
        power = Matrix.identity(J.shape[0])
        for symbol, exponent in zip(polynomial.field.symbols, monomial, strict=True):
            if symbol == notation.w or (exponent and symbol.name in rule.unit_names):
                matrix = J if symbol == notation.w else _of_units(symbol.name, J, values)
                for _ in range(exponent):
                    power = power @ matrix
            elif exponent:
                number *= values[symbol.name] ** exponent
        total = total + power.scale(number)
    return total
