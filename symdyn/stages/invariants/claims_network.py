"""What ties the three updates of a full network together, and what its flow keeps, as claims on matrices."""

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.formula.building import (
    Formula,
    bracket,
    defined,
    entry,
    equal,
    formula,
    letter,
    total,
    transposed,
)
from symdyn.stages.invariants.network import NetworkIdentity, network_identity
from symdyn.stages.invariants.network_words import (
    network_second_order,
    network_sides,
    quantity_at,
)

__all__ = ["KEPT", "network_claims"]

KEPT, _NEXT = letter("Q"), letter("Q_1")
_A, _W, _B = _MATRICES = (letter("A"), letter("W"), letter("B"))
_UPDATES = tuple(letter(f"Delta_{x}") for x in "AWB")
_ETA = formula(notation.eta)
_WORDS = ("definition", "setting.error")


def network_claims(ledger: Ledger) -> None:
    """The identity of matrices, and the matrix that an update changes in the second order alone."""
    found = network_identity(ledger.rule)
    if found is None:
        return
    ledger.add(
        "network-propagator",
        "words",
        (equal(*network_sides(found)),),
        _WORDS,
        evidence=_added(found, _by_lags()),
        title="The three updates of a full network are tied together",
    )
    if found.conserved:
        _kept(ledger, found)


def _kept(ledger: Ledger, found: NetworkIdentity) -> None:
    """Q after a step theta - eta Delta theta: its first order is the identity and its transpose."""
    moved = (bracket(x - _ETA * y) for x, y in zip(_MATRICES, _UPDATES, strict=True))
    ledger.add(
        "network-quantity",
        "definition",
        (
            defined(KEPT, quantity_at(found, *_MATRICES)),
            defined(_NEXT, quantity_at(found, *moved)),
        ),
        title="A matrix that the flow of a network keeps, and its value after an update of size eta",
    )
    first = _by_lags()
    ledger.add(
        "network-kept",
        "words",
        (equal(_NEXT - KEPT, _ETA**2 * network_second_order(found)),),
        ("network-quantity", *_WORDS),
        evidence=_added(found, -(_ETA * first), -(_ETA * transposed(first))),
        title="An update changes it in the second order of eta alone",
    )


def _by_lags() -> Formula:
    """The sum of G(m, j) over j < T - m: what telescopes in the sum over m."""
    m, j, T = (formula(one) for one in (notation.m, notation.j, notation.T))
    credit = entry(letter("K"), m) * letter("F") * entry(letter("E"), m + j)
    return total(j, T - m, credit * transposed(_B) * bracket(transposed(_W)) ** j)


def _added(found: NetworkIdentity, *words: Formula) -> dict[str, list[list[Formula]]]:
    """Sums over m < T that are to be telescoped; where only the lag 0 has credit nothing is."""
    if not found.factor:
        return {"added": [[]]}
    return {"added": [[total(notation.m, notation.T, one) for one in words]]}
