"""What the flow of a mode conserves, as plain data."""

from sympy import Mul, Symbol

from symdyn import notation
from symdyn.exact.layout import arrange
from symdyn.formula.wire import Json, write, write_all
from symdyn.stages.analysis import Analysis
from symdyn.stages.invariants.derive import Invariants, invariants_of
from symdyn.stages.invariants.network import NetworkIdentity, network_identity

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """The identity as an expression that is 0, its integral, or the minor of the kernel.

    `modal` and `conserved` hold for every teacher; where `minor` is not 0 nothing is conserved for all.
    """
    found = _invariants(invariants_of(analysis.rule))
    return {"invariants": {**found, "network": _network(network_identity(analysis.rule))}}


def _network(found: NetworkIdentity | None) -> dict[str, Json] | None:
    """J in Delta W W^T - J Delta W = first F Delta A - Delta B B^T, and whether a matrix is conserved, or its diagonal."""
    if found is None:
        return None
    own = (Symbol(name) ** times for name, times in found.own)
    return {
        "propagator": write(Mul(found.factor, notation.w**found.degree, *own)),
        "w_stands_for": "diag(W)" if found.diagonal else "W^T",
        "conserves_a_matrix": found.conserved,
        "conserves_its_diagonal": found.conserved or found.conserved_by_unit,
    }


def _invariants(found: Invariants) -> dict[str, Json]:
    geometric, minor = found.geometric, found.minor
    conserved = found.conserved
    return {
        "modal": None if found.modal is None else write(found.modal),
        "ratio": None if geometric is None else write(arrange(geometric.ratio)),
        "first": None if geometric is None else write(arrange(geometric.weight)),
        "conserved": None if conserved is None else write(conserved.quantity),
        "minor": None if minor is None else write(minor.value),
        "minor_at_lag": None if minor is None else write(minor.lag),
        "minor_where_nonzero": None if minor is None else write_all(minor.factors),
    }
