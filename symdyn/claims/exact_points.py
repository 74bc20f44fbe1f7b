r"""Exact points: what a formula is there, and what they show that no sign on a domain can."""

from fractions import Fraction
from typing import TYPE_CHECKING

from sympy import Expr, Rational, Symbol

from symdyn import notation
from symdyn.analysis.stability_witness import Witness
from symdyn.claims.updates import index_assumptions
from symdyn.printing.latex import latex

if TYPE_CHECKING:  # a report reads formulas from here, and proves nothing
    from symdyn.claims.ledger import Ledger

__all__ = ["at_point", "on_manifold", "point_claims", "point_in_domain", "values_at"]


def point_claims(ledger: "Ledger") -> None:
    """Points where the pair is complex, and where the kernel's first moment has either sign."""
    _complex_pair(ledger)
    _both_signs(ledger)


def _complex_pair(ledger: "Ledger") -> None:
    """A point with a phi > 0 where the discriminant is negative."""
    witness = ledger.analysis.optimal.complex_at
    if witness is None:
        return
    point_in_domain(ledger, "complex-point", witness)
    place = at_point(r"\left(t^{2} - 4 d\right)", ledger.analysis.optimal.radicand, witness)
    ledger.add(
        "complex-point",
        "sign",
        (f"{place} < 0",),
        ("trace", "setting.teacher", "complex-point-domain"),
        index_assumptions(ledger),
        title="A point where the pair is complex",
    )


def _both_signs(ledger: "Ledger") -> None:
    """A point where the first moment is positive and one where it is negative."""
    credit = ledger.analysis.credit
    if credit.moment_sign.sign != "both":
        return
    lines, domains = [], []
    for sign, relation, point in zip(
        ("positive", "negative"), "><", credit.moment_sign.points, strict=True
    ):
        witness = Witness(point)
        domains.append(f"moment-{sign}-domain")
        point_in_domain(ledger, f"moment-{sign}", witness)
        place = at_point(r"M_\star", credit.moment_expr, witness)
        lines.append(f"{place} {relation} 0")
    ledger.add(
        "moment-signs",
        "sign",
        lines,
        ("manifold-kernel", *domains),
        index_assumptions(ledger),
        title="Points where the first moment of the credit has either sign",
    )


def on_manifold(ledger: "Ledger") -> tuple[str, ...]:
    """The domain of a rule on the optimal manifold, where a = s and b = c / s."""
    return (*ledger.domain(), *index_assumptions(ledger), r"s \ne 0", r"c \ne 0")


def point_in_domain(ledger: "Ledger", name: str, witness: Witness) -> None:
    """What the trace assumes, at the point."""
    values = {
        notation.latex_name(Symbol(x)): latex(Rational(y.numerator, y.denominator))
        for x, y in witness.point
    }
    lines = []
    for line in on_manifold(ledger):
        words = line.split(" ")
        if values.keys() & {*words}:
            lines.append(" ".join(values.get(word, word) for word in words))
    ledger.add(f"{name}-domain", "sign", dict.fromkeys(lines), title=f"{name}: the domain")


def at_point(name: str, formula: Expr, witness: Witness) -> str:
    r"""A quantity at an exact point, \left. t \right|_{...}, with the whole gain c in a_star."""
    point = values_at(formula, witness)
    if notation.c in point:
        point |= {notation.a_star: point.pop(notation.c), notation.b_star: Rational(1)}
    order = sorted(point, key=notation.position)
    places = ", ".join(f"{notation.latex_name(x)} = {latex(point[x])}" for x in order)
    return rf"\left. {name} \right|_{{{places}}}"


def values_at(formula: Expr, witness: Witness) -> dict[Symbol, Rational]:
    """The values of the letters of a formula at an exact point."""
    values: dict[str, Fraction] = dict(witness.point)
    return {
        symbol: Rational(values[symbol.name].numerator, values[symbol.name].denominator)
        for symbol in formula.free_symbols
        if isinstance(symbol, Symbol)
    }
