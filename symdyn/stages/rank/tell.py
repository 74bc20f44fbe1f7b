"""How many dimensions learning changes: the factorisation, the bound, the instances."""

from collections.abc import Iterator
from fractions import Fraction

from sympy import Rational, Symbol

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.matrices import Matrix
from symdyn.formula.arrange import tree
from symdyn.formula.inline import inline
from symdyn.formula.nodes import Bracket, Junction, Name, Node, Number, Relation, Script
from symdyn.report.content import Block, Equation, Section, Strong, Table, Words
from symdyn.report.phrases import given_values, joined, of_units, prose, related
from symdyn.report.showing import restated
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis
from symdyn.stages.rank.claims import rank_of_change
from symdyn.stages.rank.derive import RankBound
from symdyn.stages.rank.witness import RankWitness

__all__ = ["answers", "own_rates", "rank_inequality", "rank_words", "tell"]

_WEIGHTS = {"W": "recurrent", "B": "input"}
_LONGEST_INTEGER = 24
_LARGEST_SHOWN = 3


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """The bounds, in short."""
    recurrent, entering = map(rank_words, (analysis.rank.recurrent, analysis.rank.input))
    found = ("of the change, ", inline("W"), ": ", *recurrent, "; ", inline("B"), ": ", *entering)
    yield "Rank", found


def rank_words(bound: RankBound) -> Words:
    """The bound on the rank, or that there is none."""
    if bound.left_factors is None:
        return ("full rank occurs",)
    if bound.bound == "0":
        return ("does not learn",)
    reached = " (reached)" if bound.sharpness is not None else ""
    return ("at most ", bound.formula, reached)


def tell(stated: Statements) -> Section:
    """The rank of the change of W and of B after Z updates."""
    found = stated.analysis.rank
    return Section(
        "Rank of the learned change",
        (
            prose(
                "Alignment is not assumed in this section: the networks are arbitrary, and the "
                r"dimensions, $T$, the learning rate $\eta$ and the number $Z$ of updates are symbols."
            ),
            *own_rates(stated.analysis.rule),
            *_bound(stated, found.recurrent),
            *_bound(stated, found.input),
        ),
    )


def own_rates(rule: LearningRule) -> Iterator[Block]:
    """That the steps are those of one rate, and why the bounds hold at the rule's own, where it has some.

    Parameters
    ----------
    rule : the learning rule
    """
    if rule.matrix_rates.plain:
        return
    yield prose(
        r"The steps of this section, and its instances, are those at which all matrices learn at one rate: a step "
        r"takes $\eta$ times its mean update from each. The bounds hold at the rates of this rule, too. There a step "
        "takes $\\eta$ times the rate of a matrix times its mean update from it, so that in the change of $W$ and of "
        "$B$ the rate multiplies what stands behind the left factors, and their number stays. What reaches a bound at "
        "one rate does so at these, too, in other units of the matrices and another $\\eta$: the section on the "
        "learning rate for each matrix has the units."
    )


def rank_inequality(bound: RankBound) -> Relation:
    """The bound as a formula, rank(W_Z - W_0) <= bound."""
    return Relation(rank_of_change(bound.parameter), "<=", bound.formula)


def _bound(stated: Statements, bound: RankBound) -> Iterator[Block]:
    name = bound.parameter
    label = f"rank-{name.lower()}"
    increment, *definitions, claim = bound.factorisation.equations()
    if bound.bound == "0":
        yield prose(Strong(f"The {_WEIGHTS[name]} weights."), " They do not learn:")
        yield _step(stated, f"{label}-change", claim, label)
        return
    yield prose(
        Strong(f"The {_WEIGHTS[name]} weights."),
        " Every product in the update starts with the kernel and the feedback, together an "
        r"$n \times o$ matrix. Collected by this left factor the update after $Z$ steps is",
    )
    yield _step(stated, f"{label}-update", increment, label)
    if definitions:
        yield prose("with")
        for place, definition in enumerate(definitions, start=1):
            yield _step(stated, f"{label}-part-{place}", definition, label)
    fixed = bound.left_factors is not None and bound.left_factors.fixed != LinearForm(0)
    pulled = " the left factors that stay the same being pulled out of the sum," if fixed else ""
    yield prose(f"By induction on the number $Z$ of updates,{pulled} the change is")
    yield _step(stated, f"{label}-change", claim, label)
    yield from _consequence(stated, bound, label)


def _step(stated: Statements, label: str, shown: Node, name: str) -> Equation:
    """A step towards a claim, with its left-hand side apart; two in a row stay as they are."""
    if isinstance(shown, Relation):
        return restated(stated, label, shown.left, shown.right, name)
    return restated(stated, label, None, shown, name)


def _consequence(stated: Statements, bound: RankBound, label: str) -> Iterator[Block]:
    yield prose(_reason(bound))
    yield restated(stated, f"{label}-bound", None, rank_inequality(bound), label)
    instance = bound.witness if bound.left_factors is None else bound.sharpness
    if instance is not None:
        yield from _instance(instance, label)
    else:
        yield prose(
            "No instance that reaches this bound was found, so a smaller one may hold as well."
        )


def _reason(bound: RankBound) -> str:
    count = bound.left_factors
    if count is None:
        return (
            "The number of left factors grows with $T$, which bounds the rank by the size of the "
            "matrix only:"
        )
    if count.moving == LinearForm(0):
        return (
            "The left factors do not depend on the update. The rank of a product is at most its "
            "inner dimension, so for every number of updates"
        )
    return (
        "Each update brings left factors of its own. The rank of a product is at most its inner "
        "dimension, so"
    )


def _instance(found: RankWitness, label: str) -> Iterator[Block]:
    """The run, its sizes and the minor; the matrices if they are small."""
    run = found.run
    (o, n), i = run.student.A.shape, run.student.B.shape[1]
    pairs: dict[str, int | Fraction] = {
        "n": n,
        "o": o,
        "i": i,
        "T": run.T,
        "Z": run.updates,
        "eta": run.eta,
    }
    sizes = given_values(pairs.items())
    kept = [*run.rule.credit.parameters]
    if run.rule.horizon == notation.tau:
        kept.append(notation.tau)
    values = [
        (of_units(symbol, run.values, n),)
        if symbol.name in run.rule.unit_names
        else (related(symbol, Rational(run.values[symbol.name])),)
        for symbol in kept
    ]
    yield prose(
        "with equality in an exact instance. With ",
        *joined([*sizes, *values]),
        " the minor of ",
        inline(f"{found.parameter}_{{{run.updates}}} - {found.parameter}_{{0}}"),
        f" in the rows {_places(found.rows)} and the columns {_places(found.columns)} is "
        f"{_integer(found.minor)}",
        *((" (Table ", f"ref:{label}-instance", ").") if n <= _LARGEST_SHOWN else (".",)),
    )
    if n <= _LARGEST_SHOWN:
        yield from _matrices(found, label)


def _places(indices: tuple[int, ...]) -> str:
    *most, last = (str(index + 1) for index in indices)
    return f"{', '.join(most)} and {last}" if most else last


def _integer(minor: Fraction) -> str:
    """The minor, or its size where it is long."""
    if minor.denominator == 1 and len(str(minor)) <= _LONGEST_INTEGER:
        return f"${minor}$, which is not zero"
    if minor.denominator == 1:
        return f"a nonzero integer of {len(str(abs(minor)))} digits"
    return "a nonzero fraction"


def _matrices(found: RankWitness, label: str) -> Iterator[Block]:
    """The matrices of the instance, row by row."""
    run = found.run
    student = {letter: Script(Name(Symbol(letter)), Number(0)) for letter in "AWB"}
    shown: tuple[tuple[Node, Matrix | None], ...] = (
        (student["A"], run.student.A),
        (student["W"], run.student.W),
        (student["B"], run.student.B),
        (Name(Symbol("A_star")), run.teacher.A),
        (Name(Symbol("W_star")), run.teacher.W),
        (Name(Symbol("B_star")), run.teacher.B),
        (Name(Symbol("R")), run.feedback_matrix),
    )
    rows = tuple((name, _rows(matrix)) for name, matrix in shown if matrix is not None)
    caption = f"The instance for the {_WEIGHTS[found.parameter]} weights, each matrix row by row."
    yield Table(f"{label}-instance", caption, ("Matrix", "Rows"), rows, aside=True)


def _rows(matrix: Matrix) -> Node:
    """The rows one after the other, each in brackets."""
    rows, columns = matrix.shape
    found = (
        Bracket(Junction(",", tuple(tree(Rational(matrix[i, j])) for j in range(columns))))
        for i in range(rows)
    )
    return Junction(",", tuple(found))
