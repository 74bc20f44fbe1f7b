"""What exact matrices refuse, and what they say."""

import pytest

from symdyn.errors import ExactArithmeticError
from symdyn.exact.matrices import Matrix


@pytest.mark.parametrize("asked", ["determinant", "inverse", "characteristic_polynomial"])
def test_a_matrix_that_is_not_square_is_refused_as_that(asked: str) -> None:
    with pytest.raises(
        ExactArithmeticError, match=r"^a 2 x 3 matrix has no .*; give a square one$"
    ):
        getattr(Matrix([[1, 2, 3], [4, 5, 6]]), asked)()
