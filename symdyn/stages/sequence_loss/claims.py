"""From a loss at every output: the optima for each T, the identity of the three updates, and what is kept."""

from collections.abc import Mapping

from sympy import Symbol

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.exact.layout import arrange
from symdyn.exact.word_sums import WordSum
from symdyn.formula.arrange import raised
from symdyn.formula.building import (
    Formula,
    added,
    at,
    bracket,
    defined,
    equal,
    formula,
    letters,
    more,
    partial,
)
from symdyn.formula.matrix_words import words_tree
from symdyn.formula.nodes import Name, Node, Relation, Script, rewritten
from symdyn.notation import STATE
from symdyn.stages.alignment.claims import of_one_mode
from symdyn.stages.invariants.claims import QUANTITY
from symdyn.stages.invariants.derive import invariants_of
from symdyn.stages.sequence_loss.derive import SequenceLoss, sequence_loss
from symdyn.stages.setting.claims import within_T
from symdyn.stages.update.claims import SUMS

__all__ = ["claims"]

_ERROR = Name(Symbol("e"))
_UPDATES = letters("X_1 X_2 X_3")
_A, _B, _C, _W = (formula(x) for x in (notation.a, notation.b, notation.c, notation.w))
_T = formula(notation.T)
_USES = ("sequence-mean", *SUMS)


def claims(ledger: Ledger) -> None:
    """For every kernel the manifold; for a geometric one the identity, and its integral where it has one."""
    found = sequence_loss(ledger.rule)
    if found is None:
        return
    cores = ledger.analysis.alignment.cores
    ledger.add(
        "sequence-mean",
        "definition",
        (defined(x, _weighted(cores[one], {})) for x, one in zip(_UPDATES, STATE, strict=True)),
        title="The mean of the updates after 1, 2, ..., T steps",
    )
    _manifold(ledger, cores)
    if found.geometric is not None:
        _identity(ledger, found)


def _weighted(core: WordSum, here: dict[Formula, Formula], *, driven: bool = False) -> Node:
    """The sums of an update with the weight 1 - k/T at e_k; `driven` has w_star^k for e_k."""

    def put(node: Node) -> Node:
        if not (isinstance(node, Script) and node.base == _ERROR):
            return node
        error = raised(Name(notation.w_star), node.index) if driven else node
        return (bracket(1 - formula(node.index) / _T) * error).node

    found = rewritten(of_one_mode(within_T(words_tree(core))), put)
    return at(found, dict(here)).node if here else found


def _manifold(ledger: Ledger, cores: Mapping[Symbol, WordSum]) -> None:
    """The error vanishes at each lag, so that an update is a b - c times the sums without it."""
    gain, here = equal(_A * _B, _C), {_W: formula(notation.w_star)}
    ledger.add(
        "sequence-manifold",
        "equation",
        (equal(at(x, dict(here)), 0) for x in _UPDATES),
        _USES,
        (*ledger.everywhere(), more(_T, 0), gain),
        evidence={
            "proofs": [{"by": [[_weighted(cores[x], here, driven=True), gain]]} for x in STATE]
        },
        title="From a loss at every output the optimal manifold is one of fixed points for each T",
    )


def _identity(ledger: Ledger, found: SequenceLoss) -> None:
    line = _tied(ledger, found)
    ledger.add(
        "sequence-propagator",
        "equation",
        (line,),
        _USES,
        (*ledger.everywhere(), more(_T, 0)),
        title="From a loss at every output the three updates are tied together as from one",
    )
    if invariants_of(ledger.rule).conserved is None:
        return
    along = added(*(partial(x, QUANTITY) * y for x, y in zip(STATE, _UPDATES, strict=True)))
    ledger.add(
        "sequence-conserved",
        "equation",
        (equal(along, 0),),
        ("conserved-quantity", "sequence-propagator"),
        (*ledger.everywhere(), more(_T, 0)),
        evidence={"proofs": [{"by": [["2", line]]}]},
        title="From a loss at every output the flow keeps what it keeps from one",
    )


def _tied(ledger: Ledger, found: SequenceLoss) -> Relation:
    """u phi X_1 - b X_2 = (w - r) X_3."""
    geometric = found.geometric
    if geometric is None:
        raise ValueError("a kernel that is no geometric sequence has no identity")
    feedback = notation.a if ledger.rule.symmetric else notation.a_hat
    x, y, z = _UPDATES
    left = formula(arrange(geometric.weight) * feedback) * x - _B * y
    return equal(left, formula(arrange(geometric.gap)) * z if geometric.gap else 0)
