"""For input that is correlated over time: the update of a mode, its fixed points, and where it is stable."""

from typing import Any

from symdyn import notation
from symdyn.claims.cases import branch, leaf
from symdyn.claims.ledger import Ledger
from symdyn.claims.spectrum import spectrum_lines
from symdyn.claims.stated import Stated, definition
from symdyn.exact.layout import arrange
from symdyn.exact.rational import RationalFunction
from symdyn.formula.building import (
    Formula,
    apart,
    at,
    below,
    defined,
    entry,
    equal,
    equivalent,
    formula,
    letter,
    limit,
    more,
    together,
    total,
)
from symdyn.formula.matrix_words import words_tree
from symdyn.formula.nodes import Node
from symdyn.notation import STATE
from symdyn.stages.alignment.claims import of_one_mode
from symdyn.stages.coloured_input.derive import CORRELATION, Coloured, coloured_input
from symdyn.stages.linearisation.claims_by_kernel import gain
from symdyn.stages.setting.claims import within_T
from symdyn.stages.setting.geometric import geometric_kernel
from symdyn.stages.stability.claims_any_kernel import STABLE

__all__ = ["claims", "shared"]

_A, _B, _C, _W = (formula(x) for x in (notation.a, notation.b, notation.c, notation.w))
_W_STAR, _PHI, _V = (formula(x) for x in (notation.w_star, notation.phi, CORRELATION))
_K, _J = formula(notation.k), formula(notation.j)
_UPDATES = tuple(letter(f"Delta_{x}") for x in STATE)
_INSIDE = below(-1, _V, 1)


def shared() -> tuple[Stated, ...]:
    """The errors of all lags, each weighted with the correlation of the inputs at the two."""
    # The index j is bound around an error in the update of w, so that another is needed here.
    before = letter("Z")
    errors = _A * _B * _W**before - _C * _W_STAR**before
    earlier = total(before, _K, errors * _V ** (_K - before))
    own = _A * _B * _W**_K / (1 - _V * _W) - _C * _W_STAR**_K / (1 - _V * _W_STAR)
    return (
        definition(
            "setting.coloured-error",
            "What the errors at all lags contribute to a lag, by the correlation of their inputs",
            defined(entry(letter("e"), _K), earlier + own),
        ),
    )


def claims(ledger: Ledger) -> None:
    """The update in closed form; for geometric kernels its fixed points, trace and determinant."""
    found = coloured_input(ledger.rule)
    if found is None:
        return
    given = (*ledger.domain(), _INSIDE)
    _update(ledger, found, given)
    _fixed_points(ledger, found, given)
    _optimum(ledger, found, given)


def _update(ledger: Ledger, found: Coloured, given: tuple[Node, ...]) -> None:
    cores = ledger.analysis.alignment.cores
    ahead = _A * _B * _W ** (_K + _J) - _C * _W_STAR ** (_K + _J)
    own = _A * _B * _W**_K / (1 - _V * _W) - _C * _W_STAR**_K / (1 - _V * _W_STAR)
    ledger.add(
        "theory.coloured-ahead",
        "equation",
        (equal(limit(notation.T, total(notation.j, notation.T, ahead * _V**_J)), own),),
        (),
        (below(-1, _W, 1), below(-1, _W_STAR, 1), _INSIDE),
        title="What the errors at a lag and at later ones contribute to it",
    )
    ledger.add(
        "coloured-definition",
        "definition",
        (
            defined(letter(f"Delta_T_{x}"), of_one_mode(within_T(words_tree(cores[x]))))
            for x in STATE
        ),
        title="The update of a mode, with the errors that are weighted by the correlation",
    )
    ledger.add(
        "coloured-update",
        "equation",
        (equal(x, found.update[y]) for x, y in zip(_UPDATES, STATE, strict=True)),
        ("letters", "setting.coloured-error", "coloured-definition", "setting.limit"),
        given,
        title="Mean update for correlated input and long sequences",
    )


def _fixed_points(ledger: Ledger, found: Coloured, given: tuple[Node, ...]) -> None:
    components = [together(equal(_A * _B, _C), equal(_W, _W_STAR))]
    if ledger.rule.symmetric:
        components.append(together(equal(_A, 0), equal(_B, 0)))
    proof = _Proof(ledger, found)
    ledger.add(
        "coloured-fixed-points",
        "fixed-points",
        (equivalent(together(*(equal(x, 0) for x in _UPDATES)), *components),),
        ("coloured-update", "letters"),
        (*given, apart(_C, 0)),
        evidence={"cases": proof.cases(), "converse": proof.converse()},
        title="All fixed points for each correlation of the input",
    )


class _Proof:
    """The tree of cases: sums that are linear in a b and c, whose determinant has few zeros."""

    def __init__(self, ledger: Ledger, found: Coloured) -> None:
        kernel = geometric_kernel(ledger.rule)
        if kernel is None:
            raise ValueError("a kernel that is no geometric sequence has no such proof")
        self.found, self.symmetric = found, ledger.rule.symmetric
        self.weight = [(formula(arrange(kernel.weight)), None)] if kernel.weight != 1 else []
        self.feedback = formula(arrange(kernel.weight)) * _PHI if self.weight else _PHI

    def cases(self) -> dict[str, Any]:
        """b phi c (w - w_star) times a numerator is a combination of the updates."""
        found, over = self.found, _denominator(self.found.general)
        numerator = _numerator(self.found.general)
        first, last = arrange(found.beyond * over), arrange(found.own * over)
        return branch(
            [
                (_B, self.no_input(())),
                (_PHI, self.no_feedback() if self.symmetric else None),
                *self.weight,
                (_C, None),
                (_W - _W_STAR, self.matched()),
                (numerator, None),
            ],
            [-(self.feedback * first), 0, formula(last)],
        )

    def no_input(self, before: tuple[int, ...]) -> dict[str, Any]:
        """Where b = 0 the teacher drives the update of b through the credit."""
        over = _denominator(self.found.teacher_credit)
        last = self.feedback * (_A * arrange(self.found.own_credit * over))
        row: list[Formula | int] = [0, -formula(arrange(over)), 0, *before, last]
        ended = leaf(1, (len(row), len(row) - 1), len(row) + 1) if self.symmetric else None
        numerator = _numerator(self.found.teacher_credit)
        return branch([(_PHI, ended), *self.weight, (_C, None), (numerator, None)], row)

    def no_feedback(self) -> dict[str, Any]:
        """Where a = phi = 0 nothing but the teacher drives the update of a."""
        teacher = self.found.response
        over = _denominator(teacher)
        last = _B**2 * arrange(self.found.own * over)
        return branch(
            [(_B, leaf(1, (3, 4), 5)), (_C, None), (_numerator(teacher), None)],
            [-formula(arrange(over)), 0, 0, last],
        )

    def matched(self) -> dict[str, Any]:
        """Where w = w_star the gain is the teacher's, or b = 0."""
        own = self.found.own
        over = _denominator(own)
        last = -(_B * (_C * arrange(self.found.mixed * over)))
        return branch(
            [
                (_B, self.no_input((0,))),
                (_numerator(own), None),
                (_A * _B - _C, leaf(0, (4, 3), 5)),
            ],
            [formula(arrange(over)), 0, 0, last],
        )

    def converse(self) -> list[list[list[Any]]]:
        """On the manifold each update is a multiple of a b - c; where a = b = 0 it is 0."""
        found, here = self.found, {_W: _W_STAR}
        factors = (
            _B * arrange(found.own),
            self.feedback * arrange(found.own_credit),
            self.feedback * (_B * arrange(found.beyond)),
        )
        rows: list[list[list[Any]]] = [[[at(one, dict(here))] for one in factors]]
        return [*rows, [[] for _ in STATE]] if self.symmetric else rows


def _numerator(element: RationalFunction) -> Formula:
    """What is above the bar, in factors."""
    return formula(arrange(element * element.denom))


def _denominator(element: RationalFunction) -> RationalFunction:
    """What is below the bar."""
    return element.denom


def _optimum(ledger: Ledger, found: Coloured, given: tuple[Node, ...]) -> None:
    """The spectrum, trace and determinant, and the signs of these where the feedback is right."""
    uses = ("coloured-update", "setting.jacobian", "setting.trace")
    place = (*given, apart(notation.s, 0), apart(_C, 0))
    ledger.add(
        "coloured-spectrum",
        "equation",
        spectrum_lines(),
        uses,
        place,
        title="For each correlation one eigenvalue is 0, the others are the roots of x^2 - t x + d",
    )
    ledger.add(
        "coloured-trace",
        "equation",
        (equal(letter("t"), found.trace), equal(letter("d"), found.determinant)),
        uses,
        place,
        title="Trace and determinant of a mode for correlated input",
    )
    if not found.stable:
        return
    right = () if ledger.rule.symmetric else (more(gain(ledger.rule), 0),)
    ledger.add(
        "coloured-stable",
        "stability",
        (STABLE,),
        ("coloured-trace", "coloured-spectrum"),
        (*place, *right),
        title="A mode is stable on the optimal manifold for each correlation of the input",
    )
