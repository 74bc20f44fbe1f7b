r"""What vanishes where a mode rests, for an arbitrary kernel, multiplied by what it is divided by.

    BALANCE = a b (1 - w w*) - c (1 - w^2),  CREDIT = a b K(w) - c K(w*),
    RECURRENT = a b w (1 - w w*) K(w) - c w* (1 - w^2) K(w*)

For long sequences Delta a = b BALANCE/BELOW, Delta b = phi CREDIT and Delta w = phi b RECURRENT/BELOW, where
BELOW = (1 - w^2) (1 - w w*) and phi is the feedback.
"""

from symdyn import notation
from symdyn.formula.building import formula

__all__ = ["BALANCE", "BELOW", "CREDIT", "CROSS", "RECURRENT", "ROOM"]

_A, _B, _W, _C, _STAR, _K, _K_STAR = (
    formula(x)
    for x in (
        notation.a,
        notation.b,
        notation.w,
        notation.c,
        notation.w_star,
        notation.kernel_student,
        notation.kernel_teacher,
    )
)
ROOM, CROSS = 1 - _W**2, 1 - _W * _STAR
BELOW = ROOM * CROSS
BALANCE = _A * _B * CROSS - _C * ROOM
CREDIT = _A * _B * _K - _C * _K_STAR
RECURRENT = _A * _B * _W * CROSS * _K - _C * _STAR * ROOM * _K_STAR
