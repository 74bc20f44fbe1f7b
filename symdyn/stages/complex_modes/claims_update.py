r"""The update of a conformal mode from the sums of the rule, and the flow that it makes near the manifold.

The conjugate of a letter is a letter of its own, with the number 1: a derivative in a letter leaves its
conjugate alone.  What is proved for all real values of both is an identity of rational functions, and holds
for complex numbers and their conjugates too.
"""

from collections.abc import Mapping

from sympy import Symbol

from symdyn import notation
from symdyn.claims.hypotheses import assumption
from symdyn.claims.ledger import Ledger
from symdyn.claims.spectrum import entries, pair_for, spectrum_lines
from symdyn.exact.bridge import to_expr
from symdyn.exact.layout import arrange
from symdyn.formula.building import (
    Formula,
    Part,
    apart,
    at,
    below,
    defined,
    entry,
    equal,
    formula,
    letter,
    letters,
    limit,
    partial,
    total,
)
from symdyn.formula.matrix_words import words_tree
from symdyn.formula.nodes import Name, Node, rewritten
from symdyn.notation import STATE
from symdyn.stages.alignment.claims import of_one_mode
from symdyn.stages.complex_modes.derive import (
    CONJUGATE,
    ComplexModes,
    Kind,
    transverse_pair,
)
from symdyn.stages.setting.claims import within_T

__all__ = ["update_claims"]

_T, _D, _Q, _G, _X = letters("t d q g X")
_K, _M, _S = letters("K_star M S_star")
_BACK: Mapping[Node, Node] = {Name(x): Name(y) for x, y in CONJUGATE.items()}
_A, _B, _W, _A_HAT = (formula(x) for x in CONJUGATE.values())
_STAR, _PLACE, _C = (formula(x) for x in (notation.w_star, notation.s, notation.c))


def update_claims(ledger: Ledger, found: ComplexModes) -> None:
    """Update, kernel, linearisation and its pair, each with conjugates as letters."""
    _definitions(ledger)
    _credit(ledger, found)
    _still(ledger)
    _linear(ledger, found)


def _phi(ledger: Ledger) -> Formula:
    return _A if ledger.rule.symmetric else _A_HAT


def _domain(ledger: Ledger) -> tuple[Node, ...]:
    """What may be assumed of w_star and the conjugate of w, the rule's parameters, T and tau."""
    lines: list[Node] = [below(-1, _STAR, 1), below(-1, _W, 1)]
    for name, interval in ledger.rule.domain.entries:
        symbol = next((y for x, y in CONJUGATE.items() if x.name == name), None)
        if symbol == CONJUGATE[notation.w]:
            continue
        lines.extend(assumption(Symbol(name) if symbol is None else symbol, interval))
    return (*lines, *ledger.indices())


def _on_manifold(ledger: Ledger) -> tuple[Node, ...]:
    return (*_domain(ledger), apart(_PLACE, 0), apart(_C, 0))


def _conjugated(node: Node) -> Node:
    return rewritten(node, lambda one: _BACK.get(one, one))


def _definitions(ledger: Ledger) -> None:
    """The kernel, the feedback, the update and its linearisation on the manifold."""
    rule, cores = ledger.rule, ledger.analysis.alignment.cores
    kernel = rule.kernel.xreplace({notation.w: CONJUGATE[notation.w]})
    ledger.add(
        "complex-letters",
        "definition",
        (
            defined(entry(letter("kappa"), notation.m), kernel),
            defined(notation.phi, _phi(ledger)),
        ),
        title="Kernel and feedback with conjugates: a letter with the number 1 is the conjugate of that without",
    )
    sums = (_conjugated(of_one_mode(within_T(words_tree(cores[x])))) for x in STATE)
    ledger.add(
        "complex-update",
        "definition",
        (defined(letter(f"Delta_T_{x}"), one) for x, one in zip(STATE, sums, strict=True)),
        title="The update of a conformal mode: what stands around the error is conjugated",
    )
    place: dict[Formula, Part] = {
        formula(notation.a): _PLACE,
        formula(notation.b): _C / _PLACE,
        formula(notation.w): _STAR,
    }
    names = dict(enumerate(STATE, start=1))
    ledger.add(
        "complex-flow",
        "definition",
        (
            *(
                defined(letter(f"Delta_{x}"), limit(notation.T, letter(f"Delta_T_{x}")))
                for x in STATE
            ),
            *(
                defined(one, at(-partial(names[column], letter(f"Delta_{names[row]}")), place))
                for (row, column), one in entries("J").items()
            ),
        ),
        title="The linearised flow of a conformal mode at a = s, b = c/s, w = w_star",
    )


def _credit(ledger: Ledger, found: ComplexModes) -> None:
    """K_star as the sum over lags, and S_star, in closed form."""
    m = formula(notation.m + ledger.rule.first_lag)
    sum_ = total(notation.m, ledger.lags(), entry(letter("kappa"), m) * _STAR**m)
    ledger.add(
        "complex-credit",
        "definition",
        (
            defined(_K, limit(notation.T, sum_) if ledger.rule.horizon is None else sum_),
            defined(_M, partial(_STAR, _K)),
            defined(_S, _K + _STAR * _M),
        ),
        title="The kernel of a conformal mode on the manifold, K_star = K(w_star), its slope M, and S_star",
    )
    credit = found.credit
    ledger.add(
        "complex-values",
        "equation",
        (equal(_K, arrange(credit.value)),),
        ("complex-letters", "complex-credit"),
        _domain(ledger),
        title="The kernel of a conformal mode in closed form",
    )
    ledger.add(
        "complex-slope",
        "equation",
        (equal(_M, arrange(credit.slope)),),
        ("complex-letters", "complex-credit", "complex-values"),
        _domain(ledger),
        title="The slope of the kernel of a conformal mode in closed form",
    )
    if found.kind == Kind.FROZEN:
        ledger.add(
            "complex-stretched",
            "equation",
            (equal(_S, _K**2),),
            ("complex-letters", "complex-credit", "complex-values", "complex-slope"),
            _domain(ledger),
            title="With a fixed ratio S_star is the square of K_star",
        )


def _still(ledger: Ledger) -> None:
    """On the manifold the update is zero, whatever the conjugates are."""
    place: dict[Formula, Part] = {
        formula(notation.a): _PLACE,
        formula(notation.b): _C / _PLACE,
        formula(notation.w): _STAR,
    }
    ledger.add(
        "complex-still",
        "equation",
        (equal(at(letter(f"Delta_{x}"), place), 0) for x in STATE),
        ("complex-letters", "complex-update", "complex-flow", "setting.mode-error"),
        _on_manifold(ledger),
        title="On the manifold the update is zero for all values of the conjugates: the flow is complex linear",
    )


def _linear(ledger: Ledger, found: ComplexModes) -> None:
    """The Jacobian in terms of K_star and S_star, its zero eigenvalue, and the pair."""
    matrix, _ = transverse_pair(ledger.analysis.theory.flow)
    own = {
        notation.a: notation.s,
        notation.b: notation.c / notation.s,
    }
    e = entries("J")
    ledger.add(
        "complex-jacobian",
        "equation",
        (
            equal(one, to_expr(matrix[row - 1][column - 1]).xreplace(own).factor())
            for (row, column), one in e.items()
        ),
        (
            "complex-letters",
            "complex-update",
            "complex-flow",
            "complex-credit",
            "complex-values",
            "complex-slope",
            "setting.mode-error",
        ),
        _on_manifold(ledger),
        title="The Jacobian of a conformal mode",
    )
    ledger.add(
        "complex-direction",
        "equation",
        (equal(_PLACE * e[i, 1] - _C / _PLACE * e[i, 2], 0) for i in (1, 2, 3)),
        ("complex-jacobian",),
        _on_manifold(ledger),
        title="Along the manifold nothing moves",
    )
    ledger.add(
        "complex-gains",
        "definition",
        (
            defined(_Q, _PLACE * notation.phi),
            defined(_G, _C / _PLACE * _B),
            defined(_X, _STAR * _W),
        ),
        title="The gains of feedback and input, and |w_star|^2",
    )
    if found.by_square is not None:
        ledger.add(
            "complex-real",
            "equation",
            (equal(x, arrange(y)) for x, y in zip((_K, _S), found.by_square, strict=True)),
            (
                "complex-gains",
                "complex-letters",
                "complex-credit",
                "complex-values",
                "complex-slope",
            ),
            _domain(ledger),
            title="The credit of a conformal mode is a function of |w_star|^2, and real",
        )
    pair = pair_for(_Q, _G, _X, _K, _S)
    uses = (
        "complex-jacobian",
        "setting.trace",
        "complex-gains",
        "complex-letters",
        "complex-credit",
        "complex-values",
        "complex-slope",
    )
    ledger.add(
        "complex-spectrum",
        "equation",
        (*spectrum_lines(), equal(_T, pair[0]), equal(_D, pair[1])),
        uses,
        _on_manifold(ledger),
        title="The other eigenvalues of a conformal mode are the roots of x^2 - t x + d",
    )
