r"""The slow rate at both ends of the manifold, and where a rate is stationary.

Where d is small against t^2 the slow rate behaves as -d/t.  This quotient is s^p N/D with
polynomials N and D; its leading coefficient as s -> 0 is N/D at s = 0, and as s -> infinity the
same with s = 1/x at x = 0.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sympy import Add, Basic, Expr, Integer, Symbol

from symdyn import notation
from symdyn.analysis.analysis import Analysis
from symdyn.analysis.rates import Asymptote
from symdyn.claims.updates import index_assumptions
from symdyn.exact.bridge import polynomial_to_expr
from symdyn.exact.derivative import derivative
from symdyn.exact.layout import arrange, factors
from symdyn.exact.polynomials import lowest_degree
from symdyn.exact.rational import RationalFunction, field_over, generator
from symdyn.exact.substitution import substitute
from symdyn.printing.latex import latex

if TYPE_CHECKING:  # a report reads formulas from here, and proves nothing
    from symdyn.claims.ledger import Ledger

__all__ = ["ENDS", "STATIONARY", "equals_zero", "is_short", "rate_claims"]

ENDS = {"zero": r"\rho_{0}", "infinity": r"\rho_{1}"}
_MOST_TERMS = 8

STATIONARY = r"(\partial_{s} d)^{2} - t (\partial_{s} t) (\partial_{s} d) + (\partial_{s} t)^{2} d"


def rate_claims(ledger: "Ledger") -> None:
    """The ends of the slow rate, and the points where one of the two rates is stationary."""
    found = ledger.analysis.rates
    if found.at_zero is not None:
        _end(ledger, found.at_zero, "zero")
    if found.at_infinity is not None:
        _end(ledger, found.at_infinity, "infinity")
    if not ledger.analysis.credit.zero:
        ledger.add(
            "theory.stationary",
            "equation",
            (
                r"\left. \left(x^{2} - t x + d\right) \right|_{x = \frac{y}{z}} z^{2} "
                r"= y^{2} - t z y + z^{2} d",
            ),
            (),
            (r"z \ne 0",),
            title="Where y/z is an eigenvalue",
        )
    if is_short(found.stationary) and found.stationary:
        _stationary(ledger, found.stationary)
    if found.slowest is not None:
        slow = ENDS["zero"]
        ledger.add(
            "rate-largest",
            "sign",
            (rf"{slow}^{{2}} + t {slow} + d \le 0",),
            ("rate-zero", "trace"),
            (*ledger.domain(), *index_assumptions(ledger), r"s \ne 0", r"c \ne 0"),
            title="The slow rate is nowhere above its value at the ends",
        )


def _with_factors(element: RationalFunction) -> Iterator[Expr]:
    yield arrange(element)
    for base, _ in factors(element)[1]:
        yield polynomial_to_expr(base)


def is_short(stationary: tuple[Expr, ...] | None) -> bool:
    """Whether the conditions for a stationary rate are short enough to be stated."""
    return stationary is not None and all(
        len(Add.make_args(one)) <= _MOST_TERMS for one in stationary
    )


def _end(ledger: "Ledger", end: Asymptote, where: str) -> None:
    spectrum, frozen = ledger.analysis.spectrum, ledger.analysis.credit.frozen
    field = field_over([*frozen.field.symbols, notation.x])
    quotient = substitute(-spectrum.determinant / spectrum.trace, {}, field)
    letter, power = notation.s, end.power
    place, inverse, symbol = "s", "", ENDS["zero"]
    if where == "infinity":
        letter, power = notation.x, -end.power
        quotient = substitute(quotient, {notation.s: 1 / generator(field, notation.x)})
        inverse = r"s = \frac{1}{x}"
        place, symbol = "x", ENDS["infinity"]
    reduced = quotient / generator(field, letter) ** power
    top, bottom = (
        latex(frozen.thaw(polynomial_to_expr(x))) for x in (reduced.numer, reduced.denom)
    )
    d, t = (rf"\left. {x} \right|_{{{inverse}}}" if inverse else x for x in "dt")
    shift = "" if not power else f"{place}^{{{power}}} "
    back = "" if not end.power else f" s^{{{end.power}}}"
    domain = (*ledger.domain(), *index_assumptions(ledger), rf"{place} \ne 0", r"c \ne 0")
    if inverse:
        line = r"\frac{1}{x} \ne 0"
        ledger.add("rates.far", "sign", (line,), (), (r"x \ne 0",), title="Far out on a branch")
    last = substitute(reduced.denom, {letter: field.zero})
    ledger.add(
        f"rate-denominator-{where}",
        "sign",
        dict.fromkeys(rf"{latex(frozen.thaw(one))} \ne 0" for one in _with_factors(last)),
        (),
        (*ledger.domain(), *index_assumptions(ledger), r"c \ne 0"),
        title=f"Its denominator as s to {where}",
    )
    ledger.add(
        f"rate-quotient-{where}",
        "equation",
        (rf"-{_product(d, bottom)} = {t} {shift}\left({top}\right)",),
        ("trace", "rates.far"),
        domain,
        title=f"The slow rate as -d/t, reduced, for the end s to {where}",
    )
    ledger.add(
        f"rate-definition-{where}",
        "definition",
        (
            rf"{symbol} := \left. \left(\frac{{{top}}}{{{bottom}}}\right) "
            rf"\right|_{{{place} = 0}}{back}",
        ),
        title=f"Its leading term as s to {where}",
    )
    shown = latex(end.coefficient * notation.s**end.power)
    ledger.add(
        f"rate-{where}",
        "equation",
        (rf"{symbol} = {shown}",),
        (f"rate-definition-{where}", f"rate-denominator-{where}"),
        (*ledger.domain(), *index_assumptions(ledger), r"s \ne 0", r"c \ne 0"),
        title=f"The slow rate as s to {where}",
    )
    _small(ledger, where, place, inverse)


def _small(ledger: "Ledger", where: str, place: str, inverse: str) -> None:
    r"""d is small against t^2: with t = N/D and d = n/m, d (N^2 m) = t^2 (D^2 n).

    The powers of s, or of x = 1/s, are taken out of D and m: there are more of them on the right.
    """
    spectrum, frozen = ledger.analysis.spectrum, ledger.analysis.credit.frozen
    field = field_over([*frozen.field.symbols, notation.x])
    letter = notation.x if inverse else notation.s
    there = {notation.s: 1 / generator(field, notation.x)} if inverse else {}
    t, d = (substitute(one, there, field) for one in (spectrum.trace, spectrum.determinant))
    shifted, trace = _without(t.denom, letter)
    lost, under = _without(d.denom, letter)
    power, over = _without(d.numer, letter)

    def shown(polynomial: RationalFunction) -> str:
        return latex(frozen.thaw(arrange(polynomial)))

    below = rf"{shown(t.numer)}\right)^{{2}} \left({shown(under)}"
    above = rf"\left({shown(trace)}\right)^{{2}} \left({shown(over)}\right)"
    first, second = (rf"\left. {x} \right|_{{{inverse}}}" if inverse else x for x in "dt")
    square = rf"\left({second}\right)^{{2}}" if inverse else f"{second}^{{2}}"
    ledger.add(
        f"rate-small-{where}",
        "equation",
        (rf"{_product(first, below)} = {square} {place}^{{{2 * shifted + power - lost}}} {above}",),
        ("trace", "rates.far"),
        (*ledger.domain(), *index_assumptions(ledger), rf"{place} \ne 0", r"c \ne 0"),
        title=f"d is small against t^2 as s to {where}",
    )
    last = substitute(t.numer**2 * under, {letter: field.zero})
    ledger.add(
        f"rate-small-denominator-{where}",
        "sign",
        (rf"{shown(last.numer)} \ne 0",),
        (),
        (*ledger.domain(), *index_assumptions(ledger), r"c \ne 0"),
        title=f"What the quotient has below as s to {where}",
    )


def _product(determinant: str, other: str) -> str:
    """d times a bracket: d comes last, an evaluation of it first."""
    ordered = (determinant, rf"\left({other}\right)")
    return " ".join(ordered if "right|" in determinant else ordered[::-1])


def _without(polynomial: RationalFunction, letter: Symbol) -> tuple[int, RationalFunction]:
    """The largest power of a letter that divides a polynomial, and what is left."""
    power = lowest_degree(polynomial, letter)
    return power, polynomial / generator(polynomial.field, letter) ** power


def _stationary(ledger: "Ledger", kept: tuple[Expr, ...]) -> None:
    """The condition is a product; the factors that may vanish are the alternatives."""
    frozen = ledger.analysis.credit.frozen
    condition = _condition(ledger.analysis)
    field = condition.field
    apart = tuple(rf"{latex(one)} \ne 0" for one in ledger.analysis.rates.always_stationary)
    roots = [
        base
        for base, exponent in factors(condition)[1]
        for _ in range(exponent)
        if frozen.thaw(polynomial_to_expr(base)) in kept
    ]
    combination = field.one / condition
    for root in roots:
        combination *= root
    places = [kept.index(frozen.thaw(polynomial_to_expr(root))) for root in roots]

    def shown(element: RationalFunction) -> str:
        return latex(frozen.thaw(arrange(element)))

    sides = (map(latex, equals_zero(one)) for one in kept)
    different = [root for place, root in sorted(dict(zip(places, roots, strict=True)).items())]
    ledger.add(
        "stationary",
        "fixed-points",
        (
            rf"{STATIONARY} = 0 \iff "
            + r" \quad\text{or}\quad ".join(" = ".join(pair) for pair in sides),
        ),
        ("trace",),
        (*ledger.domain(), *index_assumptions(ledger), r"s \ne 0", r"c \ne 0", *apart),
        evidence={
            "cases": {
                "factors": [shown(root) for root in roots],
                "combination": [shown(combination)],
                "cases": [
                    {"alternative": str(place), "combinations": [["0", "1"]]} for place in places
                ],
            },
            "converse": [[[shown(condition / root)]] for root in different],
        },
        title="Where one of the two rates is stationary",
    )


def _condition(analysis: Analysis) -> RationalFunction:
    """Zero where a rate is stationary in s: lambda = d'/t' put into lambda^2 - t lambda + d."""
    t, d = analysis.spectrum.trace, analysis.spectrum.determinant
    dt, dd = derivative(t, notation.s), derivative(d, notation.s)
    return dd**2 - t * dt * dd + d * dt**2


def equals_zero(expression: Expr) -> tuple[Basic, Basic]:
    """The sides of the equation "expression = 0": what is subtracted stands on the right.

    >>> from symdyn.notation import a, b, c
    >>> equals_zero(a * b - c)
    (a*b, c)
    """
    terms = expression.as_ordered_terms()
    if len(terms) != 2:
        return expression, Integer(0)
    first, second = sorted(terms, key=lambda term: term.could_extract_minus_sign())
    if not second.could_extract_minus_sign():
        return expression, Integer(0)
    return first, -second
