"""How many dimensions learning can change: bounds, instances that reach them, and coupled modes."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sympy import Symbol

from symdyn import notation
from symdyn.analysis.rank import RankBound
from symdyn.analysis.rank_witness import RankWitness
from symdyn.claims.ledger import Ledger
from symdyn.claims.setting import ALIGNED
from symdyn.claims.updates import horizon
from symdyn.exact.matrices import Matrix

__all__ = ["rank_claims"]


def rank_claims(ledger: Ledger) -> None:
    """The bounds on W and B, sharpness, and the instance where modes are coupled, if there is one."""
    rank = ledger.analysis.rank
    for bound in (rank.recurrent, rank.input):
        _bound(ledger, bound)
        for instance in (bound.witness, bound.sharpness):
            if instance is not None:
                _reached(ledger, bound, instance)
    _coupled(ledger)


def _rank(parameter: str) -> str:
    return rf"\operatorname{{rank}}({parameter}_{{Z}} - {parameter}_{{0}})"


def _bound(ledger: Ledger, bound: RankBound) -> None:
    text = (
        bound.bound_latex.removeprefix(r"\min(").removesuffix(")")
        if "min" in bound.bound_latex
        else bound.bound_latex
    )
    lines = tuple(rf"{_rank(bound.parameter)} \le {part.strip()}" for part in _parts(text))
    name = f"rank-{bound.parameter.lower()}"
    ledger.add(
        name,
        "rank",
        lines,
        ("definition",),
        title=f"Rank of the change of {bound.parameter}",
        source="Williams, Payeur & Lajoie (2026), Prop. 3.1, for RFLO",
    )


def _parts(text: str) -> list[str]:
    """The arguments of a minimum, split at the commas outside brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _reached(ledger: Ledger, bound: RankBound, instance: RankWitness) -> None:
    """No smaller bound of the same form holds: it would be passed by an exact instance."""
    run = instance.run
    rows = run.student.W.shape[0] if bound.parameter == "W" else min(run.student.B.shape)
    form = "n" if bound.parameter == "W" else ("n" if run.student.B.shape[0] == rows else "i")
    if bound.left_factors is not None and len(instance.rows) < rows:
        form = _parts(
            bound.bound_latex.removeprefix(r"\min(").removesuffix(")")
            if "min" in bound.bound_latex
            else bound.bound_latex
        )[-1].strip()
    matrices: dict[str, Any] = {
        "A": _rows(run.student.A),
        "W": _rows(run.student.W),
        "B": _rows(run.student.B),
        r"A_\star": _rows(run.teacher.A),
        r"W_\star": _rows(run.teacher.W),
        r"B_\star": _rows(run.teacher.B),
        "T": str(run.T),
        r"\eta": "1",
        **_values(ledger, run.values),
    }
    if run.feedback_matrix is not None:
        matrices["R"] = _rows(run.feedback_matrix)
    ledger.add(
        f"rank-{bound.parameter.lower()}-less",
        "rank",
        (rf"{_rank(bound.parameter)} \le {form} - 1",),
        ("definition", "setting.error"),
        evidence={
            "matrices": matrices,
            "updates": str(run.updates),
            "horizon": str(run.values[notation.tau.name]),
            "rows": [str(x) for x in instance.rows],
            "columns": [str(x) for x in instance.columns],
            "minor": str(instance.minor),
        },
        title=f"A smaller bound on the rank of the change of {bound.parameter} is false",
    )


def _values(ledger: Ledger, values: Mapping[str, Fraction]) -> dict[str, str]:
    names = {symbol.name for symbol in ledger.rule.terms.parameters}
    if horizon(ledger) == notation.latex_name(notation.tau):
        names.add(notation.tau.name)
    return {
        notation.latex_name(Symbol(name)): str(value)
        for name, value in values.items()
        if name in names
    }


def _rows(matrix: Matrix) -> list[list[str]]:
    return [[str(matrix[i, j]) for j in range(matrix.shape[1])] for i in range(matrix.shape[0])]


def _coupled(ledger: Ledger) -> None:
    """In a rotated basis diag(W) couples the modes."""
    found = ledger.analysis.alignment.counterexample
    if found is None:
        return
    unit, double = [["1", "0"], ["0", "1"]], [["2", "0"], ["0", "2"]]

    def diagonal(values: tuple[Fraction, Fraction]) -> list[list[str]]:
        return [[str(values[0]), "0"], ["0", str(values[1])]]

    matrices: dict[str, Any] = {
        **dict.fromkeys(("U", "V", "a", "b", r"b_\star"), unit),
        r"a_\star": double,
        "P": _rows(found.P),
        "w": diagonal(found.modes),
        r"w_\star": diagonal(found.teacher_modes),
        "T": str(found.T),
        **_values(ledger, found.values),
    }
    if not ledger.rule.symmetric:
        matrices[r"\hat{a}"] = unit
    shown = ("definition", "letters", "setting.mode-error", "setting.teacher")
    ledger.add(
        "rotated",
        "mode",
        (rf"\Delta_{{T}} b = \sum_{{m<{horizon(ledger)}}} \kappa_{{m}} \varphi e_{{m}}",),
        (*shown, ALIGNED, f"{ALIGNED}-modes", "setting.error"),
        evidence={
            "matrices": matrices,
            "entry": [str(found.row), str(found.column)],
            "value": str(found.coupling),
        },
        title="In a rotated basis modes would stay uncoupled, which is false",
    )
