r"""Trace, determinant and coupling on the optimal manifold in terms of the kernel.

On the optimal manifold a = s, b = c/s, w = w_star, and with the gain q = a phi
    -t = b^2/D + q K + q b^2 (S/D + w_star^2 K/D^2),   d = q b^2 (b^2 S + q K^2)/D^2,
D = 1 - w_star^2, K the kernel's sum, M its first moment and S = K + M there.
"""

from sympy import Expr, Symbol

from symdyn import notation
from symdyn.exact.layout import arrange_by
from symdyn.formula.building import Formula, equal, formula, letters
from symdyn.formula.nodes import Relation
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis

__all__ = ["by_kernel", "coupling", "gain", "manifold_lines"]

_COLLECTED = (notation.kernel_teacher, notation.kernel_moment, notation.kernel_derivative)
_S, _C, _W_STAR = (formula(x) for x in (notation.s, notation.c, notation.w_star))
_VALUE, _MOMENT, _STRETCHED = letters("K_star M_star S_star")
_SQUARE, _ROOM = _C**2 / _S**2, 1 - _W_STAR**2


def gain(rule: LearningRule) -> Formula:
    """a phi on the manifold."""
    return _S**2 if rule.symmetric else formula(notation.a_hat) * _S


def manifold_lines(rule: LearningRule) -> tuple[Relation, ...]:
    """Trace and determinant with K_star and S_star = K_star + M_star as letters."""
    t, d = letters("t d")
    q = gain(rule)
    inner = _STRETCHED / _ROOM + _W_STAR**2 * _VALUE / _ROOM**2
    trace = -(_C**2 / (_S**2 * _ROOM)) - q * _VALUE - q * _SQUARE * inner
    brackets = (_SQUARE * _STRETCHED + q * _VALUE**2) / _ROOM**2
    return equal(t, trace), equal(d, q * _SQUARE * brackets)


def coupling(rule: LearningRule) -> Formula:
    """u v - d with the kernel's value and first moment as letters."""
    q = gain(rule)
    first = q * _VALUE * _MOMENT / _ROOM
    return q * _SQUARE * (first + _SQUARE * (_W_STAR**2 * _VALUE / _ROOM**3))


def by_kernel(analysis: Analysis) -> tuple[Expr, ...]:
    r"""The parts of -t, t and d in s, with K_\star and M_\star as they are."""
    linear = analysis.theory.linearisation
    here = {
        notation.a: notation.s,
        notation.b: notation.c / notation.s,
        notation.phi: notation.s if analysis.rule.symmetric else notation.a_hat,
        notation.kernel_teacher: Symbol("K_star"),
        notation.kernel_moment: Symbol("M_star"),
    }
    gain, drift, determinant = (
        arrange_by(one, _COLLECTED).xreplace(here)
        for one in (linear.gain, linear.drift, linear.determinant)
    )
    return gain, drift, -gain - drift, determinant
