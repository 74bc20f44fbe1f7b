"""Where two modes are stable together, as plain data, in the letters of the first mode i and the second j."""

from collections.abc import Iterable

from sympy import Expr, Symbol, symbols
from sympy.logic.boolalg import Boolean, BooleanAtom

from symdyn.formula.wire import Json, write
from symdyn.stages.analysis import Analysis
from symdyn.stages.cross_modes.derive import Pair, pair_of
from symdyn.stages.cross_modes.witness import PairWitness

__all__ = ["data"]

_S_J, _C_J = symbols("s_j c_j")
_AT_OPTIMUM = {
    Symbol("a_1"): Symbol("s_i"),
    Symbol("b_2"): _C_J / _S_J,
    Symbol("w_1"): Symbol("w_star_i"),
    Symbol("w_2"): Symbol("w_star_j"),
    Symbol("a_hat_1"): Symbol("a_hat_i"),
}


def data(analysis: Analysis) -> dict[str, Json]:
    """Trace and determinant of two modes at s_i and s_j, where they are stable, an unstable pair."""
    found = pair_of(analysis)
    return {"pairs": None if found is None else _pair(found)}


def _pair(found: Pair) -> dict[str, Json]:
    condition = () if found.condition is None else (found.condition,)
    return {
        "trace": _write(found.trace),
        "determinant": _write(found.determinant),
        "stable_iff": _positive(found.stable_where),
        "with_aligned_feedback": {"verdict": found.verdict, "stable_iff": _positive(condition)},
        "witness": None if found.witness is None else _witness(found.witness),
    }


def _write(expression: Expr) -> str:
    return write(expression.xreplace(_AT_OPTIMUM))


def _positive(conditions: Iterable[Expr | Boolean]) -> list[Json]:
    return [
        str(bool(one)) if isinstance(one, BooleanAtom) else f"{_write(one)} > 0"
        for one in conditions
    ]


def _witness(found: PairWitness) -> dict[str, Json]:
    """The exact point: position and gain of both modes at the optimum."""
    gains = [x * y for x, y in zip(found.a, found.b, strict=True)]
    both = {"s": found.a, "c": gains, "w_star": found.w, "a_hat": found.a_hat or ()}
    values = {
        f"{name}_{mode}": str(value)
        for name, pair in both.items()
        for mode, value in zip("ij", pair, strict=False)
    }
    return {**values, **{name: str(value) for name, value in found.parameters}}
