"""The slow rate at both ends of the manifold.

Where d is small against t^2 the slow rate behaves as -d/t.  This quotient is s^p N/D with
polynomials N and D; its leading coefficient as s -> 0 is N/D at s = 0, and as s -> infinity the
same with s = 1/x at x = 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Expr, Symbol

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.exact.bridge import polynomial_to_expr
from symdyn.exact.layout import arrange, factors
from symdyn.exact.polynomials import lowest_degree
from symdyn.exact.rational import RationalFunction, field_over, generator
from symdyn.exact.substitution import substitute
from symdyn.formula.building import (
    Formula,
    apart,
    at,
    bracket,
    defined,
    equal,
    formula,
    letter,
    letters,
)
from symdyn.formula.nodes import Evaluation, Node
from symdyn.stages.rates.derive import Asymptote

__all__ = ["ENDS", "end_claims"]

ENDS = {"zero": letter("rho_0"), "infinity": letter("rho_1")}
_T, _D = letters("t d")
_S, _X = formula(notation.s), formula(notation.x)


@dataclass(frozen=True)
class _End:
    """One end: s there, or x = 1/s, which goes to 0; t and d in that letter."""

    ledger: Ledger
    where: str

    @property
    def far(self) -> bool:
        return self.where == "infinity"

    @property
    def letter(self) -> Symbol:
        return notation.x if self.far else notation.s

    @property
    def place(self) -> Formula:
        return _X if self.far else _S

    def there(self, quantity: Formula) -> Formula:
        """t or d in the letter of this end."""
        return at(quantity, {_S: 1 / _X}) if self.far else quantity

    def in_letter(self, element: RationalFunction) -> RationalFunction:
        """A function of s as one of the letter of this end."""
        field = field_over([*self.ledger.analysis.credit.adjoined.field.symbols, notation.x])
        put = {notation.s: 1 / generator(field, notation.x)} if self.far else {}
        return substitute(element, put, field)

    def shown(self, element: RationalFunction) -> Expr:
        """A polynomial as an expression, with the powers that the field has letters for."""
        return self.ledger.analysis.credit.adjoined.written_out(polynomial_to_expr(element))


def end_claims(ledger: Ledger, asymptote: Asymptote, where: str) -> None:
    """The leading term of -d/t at one end, and why it is that of the slow rate."""
    end = _End(ledger, where)
    spectrum = ledger.analysis.spectrum
    power = -asymptote.power if end.far else asymptote.power
    quotient = end.in_letter(-spectrum.determinant / spectrum.trace)
    reduced = quotient / generator(quotient.field, end.letter) ** power
    top, bottom = (bracket(end.shown(x)) for x in (reduced.numer, reduced.denom))
    if end.far:
        ledger.add(
            "rates.far",
            "sign",
            (apart(1 / _X, 0),),
            (),
            (apart(_X, 0),),
            title="Far out on a branch",
            lemma=True,
        )
    ledger.add(
        f"rate-denominator-{where}",
        "sign",
        _nonzero(end, reduced.denom),
        ("value-numerator",),
        (*ledger.everywhere(), apart(notation.c, 0)),
        title=f"Its denominator as s to {where}",
        lemma=True,
    )
    shift = end.place**power if power else None
    right = end.there(_T) * top if shift is None else end.there(_T) * shift * top
    ledger.add(
        f"rate-quotient-{where}",
        "equation",
        (equal(-_times_d(end.there(_D), bottom), right),),
        ("trace", "rates.far"),
        _beyond(end),
        title=f"The slow rate as -d/t, reduced, for the end s to {where}",
        lemma=True,
    )
    leading = at(top / bottom, {end.place: 0})
    if asymptote.power:
        leading = leading * _S**asymptote.power
    ledger.add(
        f"rate-definition-{where}",
        "definition",
        (defined(ENDS[where], leading),),
        title=f"Its leading term as s to {where}",
    )
    ledger.add(
        f"rate-{where}",
        "equation",
        (equal(ENDS[where], asymptote.coefficient * notation.s**asymptote.power),),
        (f"rate-definition-{where}", f"rate-denominator-{where}"),
        ledger.on_manifold(),
        title=f"The slow rate as s to {where}",
    )
    ledger.add(
        f"rate-small-{where}",
        "equation",
        _small(end),
        ("trace", "rates.far"),
        _beyond(end),
        title=f"d is small against t^2 as s to {where}",
        lemma=True,
    )
    ledger.add(
        f"rate-small-denominator-{where}",
        "sign",
        _below_small(end),
        ("value-numerator",),
        (*ledger.everywhere(), apart(notation.c, 0)),
        title=f"What the quotient has below as s to {where}",
        lemma=True,
    )


def _beyond(end: _End) -> tuple[Node, ...]:
    """What is assumed near an end, which is not reached."""
    return (*end.ledger.everywhere(), apart(end.place, 0), apart(notation.c, 0))


def _nonzero(end: _End, denominator: RationalFunction) -> Iterator[Node]:
    """A denominator at the end is not 0, and none of its factors is; each once."""
    adjoined = end.ledger.analysis.credit.adjoined
    last = substitute(denominator, {end.letter: denominator.field.zero})
    parts = (arrange(last), *(polynomial_to_expr(base) for base, _ in factors(last)[1]))
    yield from dict.fromkeys(apart(adjoined.written_out(one), 0) for one in parts)


def _small(end: _End) -> Iterator[Node]:
    r"""d is small against t^2: with t = N/D and d = n/m, d (N^2 m) = t^2 (D^2 n).

    The powers of s, or of x = 1/s, are taken out of D and m: there are more of them on the right.
    """
    t, d = _pair(end)
    shifted, trace = _without(t.denom, end.letter)
    lost, under = _without(d.denom, end.letter)
    power, over = _without(d.numer, end.letter)
    adjoined = end.ledger.analysis.credit.adjoined

    def shown(polynomial: RationalFunction) -> Formula:
        return bracket(adjoined.written_out(arrange(polynomial)))

    below = shown(t.numer) ** 2 * shown(under)
    first, second = end.there(_D), end.there(_T)
    square = bracket(second) ** 2 if end.far else second**2
    above = shown(trace) ** 2 * shown(over)
    yield equal(_times_d(first, below), square * end.place ** (2 * shifted + power - lost) * above)


def _below_small(end: _End) -> Iterator[Node]:
    """The numerator of t^2 and the denominator of d without powers of s, or x, are not 0 at the end."""
    t, d = _pair(end)
    _, under = _without(d.denom, end.letter)
    last = substitute(t.numer**2 * under, {end.letter: t.field.zero})
    yield apart(end.ledger.analysis.credit.adjoined.written_out(arrange(last.numer)), 0)


def _pair(end: _End) -> tuple[RationalFunction, RationalFunction]:
    """Trace and determinant in the letter of the end."""
    spectrum = end.ledger.analysis.spectrum
    return end.in_letter(spectrum.trace), end.in_letter(spectrum.determinant)


def _times_d(determinant: Formula, other: Formula) -> Formula:
    """d times a bracket: d comes last, an evaluation of it first."""
    first = isinstance(determinant.node, Evaluation)
    return determinant * other if first else other * determinant


def _without(polynomial: RationalFunction, letter: Symbol) -> tuple[int, RationalFunction]:
    """The largest power of a letter that divides a polynomial, and what is left."""
    power = lowest_degree(polynomial, letter)
    return power, polynomial / generator(polynomial.field, letter) ** power
