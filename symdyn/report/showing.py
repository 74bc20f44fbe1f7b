"""Equations of a report from the statements about a rule: each is a line of a claim, and knows it."""

from sympy import Basic

from symdyn.claims.statements import Statements
from symdyn.errors import ClaimError
from symdyn.formula.nodes import Junction, Node, Relation
from symdyn.report.content import Equation, Matrix

__all__ = ["one_side", "relations", "restated", "show", "show_matrix", "sides"]


def show(
    stated: Statements, label: str, name: str, place: int = 0, *, left: Node | Basic | None = None
) -> Equation:
    """A line of a claim as an equation; a definition is shown with the sign of equality.

    Parameters
    ----------
    stated : the statements about a rule
    label : of the equation
    name : of the claim, without that of the rule
    place : of the line in the claim
    left : what stands for the left-hand side by definition, such as da/dt for -Delta a

    >>> from symdyn import analyse, find_rule
    >>> from symdyn.formula.latex import latex
    >>> shown = show(Statements.of(analyse(find_rule("rflo"))), "loss", "loss.limit")
    >>> latex(shown.left), shown.claims
    ('L', ('loss.limit',))
    """
    (relation,) = relations(stated.line(name, place))
    return _equation(label, relation, (stated.id(name),), left)


def show_matrix(stated: Statements, label: str, left: Basic, name: str) -> Equation:
    """The lines of a claim on the entries of a 3 x 3 matrix as one equation."""
    entries = [one.right for place in range(9) for one in relations(stated.line(name, place))]
    rows = tuple(tuple(entries[start : start + 3]) for start in (0, 3, 6))
    return Equation(label, left, Matrix(rows), claims=(stated.id(name),))


def sides(stated: Statements, name: str) -> tuple[tuple[Relation, ...], tuple[Relation, ...]]:
    """What stands before and behind the sign of equivalence of a claim, alternatives in a row."""
    both = stated.line(name)
    if not (isinstance(both, Junction) and both.word == "iff"):
        raise ClaimError(f"the claim {name} is no equivalence; it has no sides to show")
    return relations(both.parts[0]), relations(both.parts[1])


def restated(
    stated: Statements,
    label: str,
    left: Node | Basic | None,
    right: Node | Basic | Matrix,
    *names: str,
    relation: str = "=",
) -> Equation:
    """What some claims say, in other letters: values that their lines were made from."""
    ids = tuple(stated.id(name) for name in names)
    return Equation(label, left, right, relation, ids)


def one_side(stated: Statements, label: str, name: str, relation: Relation) -> Equation:
    """A relation of one side of the equivalence of a claim."""
    return _equation(label, relation, (stated.id(name),), None)


def relations(node: Node) -> tuple[Relation, ...]:
    """The relations in a line, one after the other."""
    parts = node.parts if isinstance(node, Junction) else (node,)
    found: list[Relation] = []
    for part in parts:
        if isinstance(part, Junction):
            found += relations(part)
        elif isinstance(part, Relation):
            found.append(part)
    return tuple(found)


def _equation(
    label: str, relation: Relation, claims: tuple[str, ...], left: Node | Basic | None
) -> Equation:
    operator = "=" if relation.operator == ":=" else relation.operator
    return Equation(
        label, relation.left if left is None else left, relation.right, operator, claims
    )
