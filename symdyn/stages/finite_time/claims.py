"""For each number of steps T: the same fixed points, and where a mode is stable at an optimum."""

from typing import Any

from sympy import Integer, Symbol, fraction

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.spectrum import entries
from symdyn.claims.stated import Stated, definition
from symdyn.exact.layout import arrange
from symdyn.exact.rational import RationalFunction
from symdyn.exact.word_sums import WordSum
from symdyn.formula.arrange import raised
from symdyn.formula.building import (
    Formula,
    Part,
    at,
    below,
    defined,
    equal,
    formula,
    letter,
    letters,
    more,
    partial,
)
from symdyn.formula.matrix_words import words_tree
from symdyn.formula.nodes import Name, Node, Script, rewritten
from symdyn.notation import STATE
from symdyn.stages.alignment.claims import of_one_mode
from symdyn.stages.finite_time.claims_fixed_points import fixed_points
from symdyn.stages.finite_time.claims_optimum import at_optimum
from symdyn.stages.finite_time.claims_tail import near
from symdyn.stages.finite_time.claims_theorem import theorem
from symdyn.stages.finite_time.claims_trace import trace_theorem
from symdyn.stages.finite_time.derive import FiniteTime, finite_time
from symdyn.stages.setting.claims import PAPER, within_T
from symdyn.stages.setting.geometric import Geometric
from symdyn.stages.update.claims import SUMS

__all__ = ["claims", "shared"]

_A, _B, _W, _S, _C = (
    formula(x) for x in (notation.a, notation.b, notation.w, notation.s, notation.c)
)
_W_STAR = formula(notation.w_star)
_Z, _H, _R = letters("z h r")


def shared() -> tuple[Stated, ...]:
    """The Jacobian of the flow that T steps make, on the optimal manifold."""
    place: dict[Formula, Part] = {_A: _S, _B: _C / _S, _W: _W_STAR}
    names = dict(enumerate(STATE, start=1))
    return (
        definition(
            "setting.finite-jacobian",
            "The Jacobian of the flow of T steps on the optimal manifold a = s, b = c/s, w = w_star",
            *(
                defined(one, at(-partial(names[column], letter(f"Delta_T_{names[row]}")), place))
                for (row, column), one in entries("J").items()
            ),
            source=PAPER,
        ),
    )


def claims(ledger: Ledger) -> None:
    """The manifold for every kernel; for geometric ones all fixed points, trace and determinant."""
    found = finite_time(ledger.rule)
    if found is None:
        return
    _manifold(ledger)
    _tails(ledger, found)
    if found.geometric is None or not found.complete:
        return
    local = found.local
    theorem(ledger, local=local)
    trace_theorem(ledger, local=local)
    _letters(ledger, found.geometric)
    fixed_points(ledger, found)
    at_optimum(ledger, found)
    near(ledger, found)
    ledger.add(
        "finite-one-step",
        "equation",
        (equal(at(letter("Delta_T_w"), {formula(notation.T): Integer(1)}), 0),),
        SUMS,
        ledger.domain(),
        title="From one step the recurrent strength does not learn",
    )


def _manifold(ledger: Ledger) -> None:
    """The error vanishes at each lag where the student is the teacher, whatever the kernel.

    Where w = w_star it is a b - c times w_star^k, so that an update is a b - c times the same sums with
    that power in the place of the error.
    """
    gain, here = equal(_A * _B, _C), {_W: _W_STAR}
    cores = ledger.analysis.alignment.cores
    ledger.add(
        "finite-manifold",
        "equation",
        (equal(at(letter(f"Delta_T_{x}"), dict(here)), 0) for x in STATE),
        SUMS,
        (*ledger.everywhere(), gain),
        evidence={
            "proofs": [{"by": [[at(_driven(cores[x]), dict(here)), gain]]} for x in STATE],
        },
        title="The optimal manifold is one of fixed points for each T",
    )


def _driven(core: WordSum) -> Node:
    """The sums of an update with w_star^k in the place of the error e_k."""

    def put(node: Node) -> Node:
        if isinstance(node, Script) and node.base == Name(Symbol("e")):
            return raised(Name(notation.w_star), node.index)
        return node

    return rewritten(of_one_mode(within_T(words_tree(core))), put)


def _tails(ledger: Ledger, found: FiniteTime) -> None:
    """What the lags beyond T would add to the updates of a and b."""
    ledger.add(
        "finite-tails",
        "equation",
        (
            equal(letter(f"Delta_{x}") - letter(f"Delta_T_{x}"), one)
            for x, one in zip(STATE, found.tails, strict=False)
        ),
        (*SUMS, "setting.limit"),
        ledger.everywhere(),
        title="What the updates for long sequences add to those for T steps",
    )


def _letters(ledger: Ledger, found: Geometric) -> None:
    """What z, h and r of the theorem are for a mode, and at an optimum."""
    here = found.at_teacher()
    ledger.add(
        "finite-letters",
        "definition",
        (
            defined(_Z, notation.w),
            defined(_H, notation.w_star),
            *_ratio(found.ratio),
        ),
        title="The numbers of the theorem for a mode: student, teacher and credit",
    )
    ledger.add(
        "finite-optimum",
        "definition",
        (defined(_Z, notation.w_star), *_ratio(here.ratio)),
        title="The numbers of the theorem at an optimum: the teacher and its credit",
    )
    for tail, one in (("", found), ("-optimum", here)):
        if one.ratio:
            ledger.add(
                f"finite-inside{tail}",
                "sign",
                (below(-1, arrange(one.ratio), 1),),
                (),
                ledger.domain(),
                title="The ratio of the credit lies in (-1, 1)",
            )
        if one.weight != 1:
            ledger.add(
                f"finite-weight{tail}",
                "sign",
                (more(arrange(one.weight), 0),),
                (),
                ledger.domain(),
                title="The credit at the first lag is positive",
            )
    parts = fraction(arrange(here.weight))
    if not parts[1].is_Rational:
        ledger.add(
            "finite-weight-parts",
            "sign",
            (more(one, 0) for one in parts if not one.is_Rational),
            (),
            ledger.domain(),
            title="The credit at the first lag is a quotient of positive numbers",
        )


def _ratio(ratio: RationalFunction) -> tuple[Any, ...]:
    return (defined(_R, arrange(ratio)),) if ratio else ()
