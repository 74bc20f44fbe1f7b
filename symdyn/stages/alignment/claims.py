"""Aligned networks stay aligned, and each mode learns alone: the claim, and where it is false."""

from fractions import Fraction
from typing import Any

from sympy import Symbol

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.stated import Stated, definition
from symdyn.formula.building import (
    Formula,
    defined,
    entry,
    equal,
    formula,
    letter,
    letters,
    transposed,
)
from symdyn.formula.matrix_words import letter_tree, words_tree
from symdyn.formula.nodes import Bracket, Node, Relation, Sum, Transpose, rewritten
from symdyn.rules.per_unit import values_of_units
from symdyn.stages.alignment.basis import ALIGNED, STANDARD, AlignedBasis, aligned_basis
from symdyn.stages.setting.claims import PAPER, within_T
from symdyn.stages.setting.derive import network_letters

__all__ = ["claims", "of_one_mode", "shared"]

_UNITS = [["1", "0"], ["0", "1"]]


def shared() -> tuple[Stated, ...]:
    """Aligned networks in both bases, what the update of a mode is, and the error of a mode."""
    a, b, w, c, w_star = (
        formula(one) for one in (notation.a, notation.b, notation.w, notation.c, notation.w_star)
    )
    error = a * b * w**notation.k - c * w_star**notation.k
    return (
        definition(
            ALIGNED,
            "Aligned networks: diagonal between orthogonal bases",
            *_networks(aligned_basis(network_letters(), rotated=True)),
            *_orthogonal("UPV"),
            source=PAPER,
        ),
        definition(
            STANDARD,
            "Networks aligned with the standard basis of the hidden units, P = I",
            *_networks(aligned_basis(network_letters(), rotated=False)),
            *_orthogonal("UV"),
            source=PAPER,
        ),
        definition(
            f"{ALIGNED}-modes", "The update of one mode", *_modes(letter("P")), source=PAPER
        ),
        definition(f"{STANDARD}-modes", "The update of one mode", *_modes(None), source=PAPER),
        definition(
            "setting.teacher",
            "The teacher's gain",
            defined(c, formula(notation.a_star) * notation.b_star),
            source=PAPER,
        ),
        definition(
            "setting.mode-error",
            "Error of a mode",
            defined(entry(letter("e"), notation.k), error),
            source=PAPER,
        ),
    )


def _networks(basis: AlignedBasis) -> tuple[Relation, ...]:
    return tuple(defined(letter_tree(one.letter), words_tree(one.value)) for one in basis.networks)


def _orthogonal(frames: str) -> tuple[Relation, ...]:
    return tuple(equal(transposed(x) * x, letter("I")) for x in map(letter, frames))


def _modes(hidden: Formula | None) -> tuple[Relation, ...]:
    """An update of a mode is the diagonal of that of the matrix between the bases."""
    U, V = letters("U V")
    frames = {"a": (U, hidden), "b": (hidden, V), "w": (hidden, hidden)}
    found = []
    for name, (left, right) in frames.items():
        update = letter(f"Delta_{name.upper()}")
        update = update if left is None else transposed(left) * update
        update = update if right is None else update * right
        found.append(defined(letter(f"Delta_T_{name}"), update))
    return tuple(found)


def claims(ledger: Ledger) -> None:
    """The update of a mode, and the instance in which a rotated basis couples two modes."""
    frame = STANDARD if ledger.rule.tells_units_apart else ALIGNED
    ledger.add(
        "modes",
        "mode",
        (_mode(ledger, symbol) for symbol in ledger.analysis.alignment.cores),
        (
            "definition",
            "letters",
            frame,
            f"{frame}-modes",
            "setting.error",
            "setting.mode-error",
            "setting.teacher",
        ),
        title="Aligned networks stay aligned, and each mode learns alone",
        source="Saxe et al. (2014); Williams, Payeur & Lajoie (2026), section 3",
    )
    _rotated(ledger)


def _mode(ledger: Ledger, symbol: Symbol) -> Relation:
    core = ledger.analysis.alignment.cores[symbol]
    return equal(letter(f"Delta_T_{symbol}"), of_one_mode(within_T(words_tree(core))))


def of_one_mode(node: Node) -> Node:
    """A product of diagonal matrices for one diagonal entry: what is transposed is a number."""

    def plain(one: Node) -> Node:
        if isinstance(one, Transpose):
            return one.base
        if isinstance(one, Bracket) and not isinstance(one.body, Sum):
            return one.body
        return one

    return rewritten(node, plain)


def _rotated(ledger: Ledger) -> None:
    """In a rotated basis diag(W), or a number of each unit, couples the modes."""
    found = ledger.analysis.alignment.counterexample
    if found is None:
        return

    def diagonal(values: tuple[Fraction, Fraction]) -> list[list[str]]:
        return [[str(values[0]), "0"], ["0", str(values[1])]]

    at = {Symbol(name): str(value) for name, value in found.values.items()}
    kept = {*ledger.rule.terms.parameters, *({ledger.rule.horizon} - {None})}
    matrices: dict[str, Any] = {
        **dict.fromkeys(("U", "V", "a", "b"), _UNITS),
        notation.latex_name(notation.b_star): _UNITS,
        notation.latex_name(notation.a_star): [["2", "0"], ["0", "2"]],
        "P": [[str(found.P[i, j]) for j in range(2)] for i in range(2)],
        "w": diagonal(found.modes),
        notation.latex_name(notation.w_star): diagonal(found.teacher_modes),
        "T": str(found.T),
        **{notation.latex_name(x): value for x, value in at.items() if x in kept},
        **{
            notation.latex_name(Symbol(name)): diagonal((first, second))
            for name in ledger.rule.unit_names
            for first, second in [values_of_units(found.values, name, 2)]
        },
    }
    if not ledger.rule.symmetric:
        matrices[notation.latex_name(notation.a_hat)] = _UNITS
    shown = ("definition", "letters", "setting.mode-error", "setting.teacher")
    ledger.add(
        "rotated",
        "mode",
        (_mode(ledger, notation.b),),
        (*shown, ALIGNED, f"{ALIGNED}-modes", "setting.error"),
        evidence={
            "matrices": matrices,
            "entry": [str(found.row), str(found.column)],
            "value": str(found.coupling),
        },
        title="In a rotated basis modes would stay uncoupled, which is false",
    )
