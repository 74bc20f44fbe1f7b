"""How many dimensions learning can change: bounds, and instances that reach them."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sympy import Symbol

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.exact.matrices import Matrix
from symdyn.formula.building import at_most
from symdyn.formula.nodes import Call, Name, Node, Number, Relation, Script, Sum
from symdyn.rules.per_unit import values_of_units
from symdyn.stages.rank.derive import RankBound
from symdyn.stages.rank.witness import RankWitness

__all__ = ["claims", "rank_of_change"]


def claims(ledger: Ledger) -> None:
    """The bounds on W and B, and that no smaller ones of their form hold."""
    rank = ledger.analysis.rank
    for bound in (rank.recurrent, rank.input):
        _bound(ledger, bound)
        for instance in (bound.witness, bound.sharpness):
            if instance is not None:
                _reached(ledger, bound, instance)


def rank_of_change(parameter: str) -> Node:
    """rank(W_Z - W_0), of the change of a matrix after Z updates."""
    last, first = (Script(Name(Symbol(parameter)), x) for x in (Name(Symbol("Z")), Number(0)))
    return Call("rank", (Sum(((1, last), (-1, first))),))


def _bound(ledger: Ledger, bound: RankBound) -> None:
    ledger.add(
        f"rank-{bound.parameter.lower()}",
        "rank",
        (_at_most(bound.parameter, part) for part in bound.bounds),
        ("definition",),
        title=f"Rank of the change of {bound.parameter}",
        source="Williams, Payeur & Lajoie (2026), Prop. 3.1, for RFLO",
    )


def _at_most(parameter: str, bound: Node) -> Relation:
    return at_most(rank_of_change(parameter), bound)


def _reached(ledger: Ledger, bound: RankBound, instance: RankWitness) -> None:
    """No smaller bound of the same form holds: it would be passed by an exact instance."""
    run = instance.run
    rows = run.student.W.shape[0] if bound.parameter == "W" else min(run.student.B.shape)
    name = "n" if bound.parameter == "W" or run.student.B.shape[0] == rows else "i"
    form: Node = Name(Symbol(name))
    if bound.left_factors is not None and len(instance.rows) < rows:
        form = bound.bounds[-1]
    terms = form.terms if isinstance(form, Sum) else ((1, form),)
    less = Sum((*terms, (-1, Number(1))))
    matrices: dict[str, Any] = {
        "A": _rows(run.student.A),
        "W": _rows(run.student.W),
        "B": _rows(run.student.B),
        notation.latex_name(Symbol("A_star")): _rows(run.teacher.A),
        notation.latex_name(Symbol("W_star")): _rows(run.teacher.W),
        notation.latex_name(Symbol("B_star")): _rows(run.teacher.B),
        "T": str(run.T),
        notation.latex_name(notation.eta): "1",
        **_values(ledger, run.values),
        **{
            notation.latex_name(Symbol(name)): _rows(Matrix.diagonal(of_units, n, n))
            for name in ledger.rule.unit_names
            for n in [run.student.W.shape[0]]
            for of_units in [values_of_units(run.values, name, n)]
        },
    }
    if run.feedback_matrix is not None:
        matrices["R"] = _rows(run.feedback_matrix)
    ledger.add(
        f"rank-{bound.parameter.lower()}-less",
        "rank",
        (_at_most(bound.parameter, less),),
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
    if ledger.rule.horizon == notation.tau:
        names.add(notation.tau.name)
    return {
        notation.latex_name(Symbol(name)): str(value)
        for name, value in values.items()
        if name in names
    }


def _rows(matrix: Matrix) -> list[list[str]]:
    return [[str(matrix[i, j]) for j in range(matrix.shape[1])] for i in range(matrix.shape[0])]
