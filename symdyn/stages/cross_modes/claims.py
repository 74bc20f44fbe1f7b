r"""Where two modes of which each is stable are stable together: the block that couples them.

    e_k := f b_2 w_2^k + g a_1 w_1^k + h a_1 b_2 (w_1^k - w_2^k)/(w_1 - w_2)

is the change of the impulse-response error in the row of the first mode and the column of the second,
to first order in the changes f, g and h of A, B and W there.  It stands in the sums of an update where
the error of a mode does: what is in front of it is the first mode's, and what is behind it the second's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Symbol

from symdyn import notation
from symdyn.claims.hypotheses import assumption
from symdyn.claims.ledger import Ledger
from symdyn.claims.points import at_point, values_at
from symdyn.claims.signed import signed
from symdyn.claims.spectrum import entries, spectrum_lines
from symdyn.errors import ProofError
from symdyn.exact.layout import arrange
from symdyn.formula.building import (
    Formula,
    apart,
    at_most,
    defined,
    entry,
    equal,
    formula,
    letter,
    letters,
    limit,
    more,
    partial,
)
from symdyn.formula.matrix_words import words_tree
from symdyn.formula.nodes import Name, Node, Product, Script, rewritten
from symdyn.notation import STATE
from symdyn.stages.alignment.claims import of_one_mode
from symdyn.stages.cross_modes.claims_any_kernel import BOTH, claims_for_any_kernel
from symdyn.stages.cross_modes.derive import FIRST, Pair, of_two, pair_of
from symdyn.stages.setting.claims import within_T
from symdyn.stages.setting.removable import removable_poles
from symdyn.stages.stability.claims_any_kernel import STABLE, UNSTABLE

__all__ = ["claims"]

_MOST_TERMS = 2  # of a kernel with which the whole block is one claim
_T, _D, _F, _G, _H = letters("t d f g h")
_Q = formula(notation.q)
_A, _B, _W, _V, _A_HAT = letters("a_1 b_2 w_1 w_2 a_hat_1")
_CHANGES = (_F, _G, _H)
_BEHIND: dict[Name, Node] = {Name(notation.b): _B.node, Name(notation.w): _V.node}


def claims(ledger: Ledger) -> None:
    """The block for any kernel; for this rule from its sums, and where two modes are stable together."""
    found = pair_of(ledger.analysis)
    if found is None:
        return
    claims_for_any_kernel(ledger)
    _definitions(ledger)
    _block(ledger, found)
    _region(ledger, found)
    _witness(ledger, found)


def _domain(ledger: Ledger) -> tuple[Node, ...]:
    """What may be assumed of two modes: both recurrent strengths, the rule's parameters, T and tau."""
    lines: list[Node] = [*BOTH]
    for name, interval in ledger.rule.domain.entries:
        symbol = FIRST.get(Symbol(name), Symbol(name))
        if symbol != FIRST[notation.w]:
            lines.extend(assumption(symbol, interval))
    poles = (apart(of_two(arrange(one)), 0) for one in removable_poles(ledger.rule))
    return (*lines, *poles, *ledger.indices())


def _definitions(ledger: Ledger) -> None:
    """The change of the error, the updates with it in place of the error, and the block."""
    k = formula(notation.k)
    changes = (_B * _V**k, _A * _W**k, _A * _B * ((_W**k - _V**k) / (_W - _V)))
    error = _F * changes[0] + _G * changes[1] + _H * changes[2]
    rule, cores = ledger.rule, ledger.analysis.alignment.cores
    ledger.add(
        "pair-letters",
        "definition",
        (
            defined(entry(letter("kappa"), notation.m), of_two(rule.kernel)),
            defined(notation.phi, _A if rule.symmetric else _A_HAT),
            defined(entry(letter("e"), k), error),
        ),
        title="Kernel and feedback of the first mode, and the error that a change couples to it",
    )
    ledger.add(
        "pair-update",
        "definition",
        (
            defined(letter(f"Delta_T_{x}"), _behind(within_T(words_tree(cores[y]))))
            for x, y in zip("fgh", STATE, strict=True)
        ),
        title="The update in the first mode's row and the second mode's column",
    )
    limits = [
        defined(letter(f"Delta_{x}"), limit(notation.T, letter(f"Delta_T_{x}"))) for x in "fgh"
    ]
    slopes = (
        defined(one, -partial(_CHANGES[column - 1], letter(f"Delta_{'fgh'[row - 1]}")))
        for (row, column), one in entries("J").items()
    )
    ledger.add(
        "pair-block",
        "definition",
        (*limits, *slopes),
        title="The block of the flow's Jacobian that couples the two modes",
    )


def _behind(core: Node) -> Node:
    """A sum over one mode with the second mode's letters behind the error.

    Raises ProofError where a letter of the network stands in front of the error.
    """

    def put(node: Node) -> Node:
        factors = node.factors if isinstance(node, Product) else ()
        place = next((x for x, one in enumerate(factors) if _is_error(one)), None)
        if place is None:
            return node
        if any(rewritten(one, _of_second) != one for one in factors[:place]):
            raise ProofError("a letter of the network stands in front of the error: of which mode?")
        return Product((*factors[:place], *(rewritten(x, _of_second) for x in factors[place:])))

    return rewritten(of_one_mode(core), put)


def _of_second(node: Node) -> Node:
    return _BEHIND.get(node, node) if isinstance(node, Name) else node


def _is_error(one: Node) -> bool:
    return isinstance(one, Script) and one.base == Name(Symbol("e"))


def _block(ledger: Ledger, found: Pair) -> None:
    e = entries("J")
    by_rows = found.long or len(ledger.rule.credit.terms) > _MOST_TERMS
    rows = {f"pair-change-{i}": (i,) for i in (1, 2, 3)} if by_rows else {"pair-change": (1, 2, 3)}
    for name, places in rows.items():
        ledger.add(
            name,
            "equation",
            (
                equal(letter(f"Delta_{'fgh'[i - 1]}"), _linear(found.jacobian[i - 1]))
                for i in places
            ),
            ("pair-letters", "pair-update", "pair-block"),
            _domain(ledger),
            title="The update of a small change" + (f", row {places[0]}" if by_rows else ""),
        )
    ledger.add(
        "pair-jacobian",
        "equation",
        (equal(one, found.jacobian[i - 1][j - 1]) for (i, j), one in e.items()),
        (*rows, "pair-block"),
        _domain(ledger),
        title="The block of two modes",
    )
    ledger.add(
        "pair-direction",
        "equation",
        (equal(_A * e[i, 1] - _B * e[i, 2] + (_W - _V) * e[i, 3], 0) for i in (1, 2, 3)),
        ("pair-jacobian",),
        _domain(ledger),
        title="Along a change of basis nothing moves: J (a_1, -b_2, w_1 - w_2) = 0",
    )
    ledger.add(
        "pair-spectrum",
        "equation",
        spectrum_lines(),
        ("pair-jacobian", "setting.trace"),
        _domain(ledger),
        title="One eigenvalue of two modes is 0, the others are the roots of x^2 - t x + d",
    )
    ledger.add(
        "pair-trace",
        "equation",
        (equal(_T, found.trace), equal(_D, found.determinant)),
        ("pair-jacobian", "setting.trace"),
        _domain(ledger),
        title="Trace and determinant of two modes",
    )


def _linear(row: Sequence[Expr]) -> Formula:
    """Minus a row of the block times (f, g, h): what is a sum once need not be one for each slope."""
    first, second, third = (formula(-one) * x for one, x in zip(row, _CHANGES, strict=True))
    return first + second + third


def _region(ledger: Ledger, found: Pair) -> None:
    """Where the feedback of the first mode has the right sign: -t > 0, and d has that of the gap."""
    if found.gap is None:
        return
    gap = formula(found.gap)
    given = [*_domain(ledger), apart(_A, 0), apart(_B, 0)]
    gain = _Factor(_A**2, _A, "2") if ledger.rule.symmetric else _Factor(_A * _A_HAT)
    if not ledger.rule.symmetric:
        given.append(more(gain.factor, 0))
    parts = [formula(x) for pair in found.positive for x in pair if x != 1]
    ledger.add(
        "pair-signs",
        "sign",
        (more(one, 0) for one in dict.fromkeys(parts)),
        (),
        given,
        title="Numerators and denominators of trace and determinant, but for the gap",
    )
    damped, rest = (
        (*(_Factor(formula(x), power=y) for x, y in zip(pair, ("1", "-1"), strict=True) if x != 1),)
        for pair in found.positive
    )
    gains = (gain, _Factor(_B**2, _B, "2"), *rest)
    known: tuple[str, ...] = ("pair-trace", "pair-spectrum", "pair-signs")
    if found.condition is None:
        squares = [["1", gain.atom], ["1", [_B, "2"]], ["1", [_W - _V, "2"]]]
        ledger.add(
            "pair-gap",
            "sign",
            (more(gap, 0),),
            (),
            given,
            evidence={"proofs": [_proof(_Factor(gap, terms=squares))]},
            title="The gap is a sum with a square",
        )
        known = (*known, "pair-gap")
    else:
        less_than_none = [_proof(), _proof(constant="0")]
        ledger.add(
            "pair-unstable",
            "stability",
            (UNSTABLE,),
            known,
            (*given, at_most(gap, 0)),
            evidence={
                "weights": ["1", "0"],
                "proofs": [*less_than_none, _proof(*gains, _Factor(-gap))],
            },
            title="Where two modes are not stable together",
        )
        given.append(more(gap, 0))
    ledger.add(
        "pair-stable",
        "stability",
        (STABLE,),
        known,
        given,
        evidence={"proofs": [_proof(*damped), _proof(*gains, _Factor(gap))]},
        title="Where two modes are stable together",
    )


@dataclass(frozen=True)
class _Factor:
    """A factor of a quantity whose sign is shown, and why the factor has one.

    Parameters
    ----------
    factor : the factor
    base, even : the factor is this to an even power, or has a sign that is known
    power : 1 or -1
    terms : the factor as a sum of terms that have a sign; None where it is its own
    """

    factor: Formula
    base: Formula | None = None
    even: str = "1"
    power: str = "1"
    terms: list[Any] | None = None

    @property
    def atom(self) -> list[Any]:
        """What is known to have a sign, and its power."""
        return [self.factor if self.base is None else self.base, self.even]


def _proof(*factors: _Factor, constant: str = "1") -> dict[str, Any]:
    """A constant times factors whose signs are known."""
    parts = (
        (one.factor, one.power, [["1", one.atom]] if one.terms is None else one.terms)
        for one in factors
    )
    return signed(constant, *parts)


def _witness(ledger: Ledger, found: Pair) -> None:
    """Trace and determinant at the exact point, but for a horizon that is a letter."""
    if found.witness is None or ledger.rule.horizon == notation.tau:
        return
    point = found.witness.point
    ledger.add(
        "pair-point",
        "equation",
        (
            equal(at_point(x, y, point), y.xreplace(values_at(y, point)))
            for x, y in ((_T, found.trace), (_D, found.determinant))
        ),
        ("pair-trace",),
        title="Two modes that are each stable, and not together",
    )
