"""Exponentials as adjoined transcendentals: w^tau is one more variable of a rational function field.

Where an index stays symbolic, each base to that index is algebraically independent of the rest,
so an identity that holds with a fresh variable in its place holds for every index.  The variable
keeps what is known of its size: |w| < 1 gives |w^tau| < 1 for tau >= 1.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from sympy import Expr, Pow, Symbol

from symdyn.exact.bridge import polynomial_to_expr
from symdyn.exact.domain import Domain, Interval
from symdyn.exact.exponential import ExponentialPolynomial
from symdyn.exact.factors import factor
from symdyn.exact.polynomials import is_letter
from symdyn.exact.rational import Field, RationalFunction, field_over
from symdyn.exact.signs import sign_of
from symdyn.exact.substitution import substitute

__all__ = ["Adjoined", "adjoin"]


@dataclass(frozen=True)
class Adjoined:
    """Rational functions in a field with symbols adjoined, what these mean, and their domain.

    `signs` are the symbols that stand for powers of -1: each is 1 or -1.
    """

    field: Field
    elements: tuple[RationalFunction, ...]
    meanings: Mapping[Symbol, Expr]
    domain: Domain
    signs: tuple[Symbol, ...] = ()

    def at_each_sign(self, element: RationalFunction) -> Iterator[RationalFunction]:
        """The element with every power of -1 replaced by 1 and by -1, in all combinations."""
        one = self.field.one
        for choice in product((one, -one), repeat=len(self.signs)):
            yield substitute(element, dict(zip(self.signs, choice, strict=True)))

    def written_out(self, expression: Expr) -> Expr:
        """The expression with what they stand for in the place of the adjoined symbols."""
        return expression.xreplace(dict(self.meanings))


def adjoin(totals: Sequence[ExponentialPolynomial], domain: Domain) -> Adjoined:
    """Write exponential polynomials in indices >= 1 as rational functions, their powers adjoined.

    A base that may vanish is adjoined as base^(n - s) where base^n is divided by base^s, so that the
    quotient has a value there; n > s then.

    Parameters
    ----------
    totals : exponential polynomials over one field
    domain : the open domain of the field's symbols that occur

    >>> from symdyn.exact.exponential import power
    >>> from symdyn.exact.rational import field_over, generator
    >>> from symdyn.exact.linear_forms import LinearForm
    >>> x, n = Symbol("x"), Symbol("n")
    >>> term = power(generator(field_over([x]), x), LinearForm.of(n))
    >>> adjoin([term], Domain((("x", Interval(-1, 1)),))).elements
    (x__n,)
    """
    found: dict[tuple[RationalFunction, Symbol], Symbol] = {}
    divided: dict[tuple[RationalFunction, Symbol], int] = {}
    indices: list[Symbol] = []
    for total in totals:
        found_here = total.indices() - set(indices) - set(total.field.symbols)
        indices.extend(sorted(found_here, key=lambda one: one.name))
        for (_, bases), value in total.terms:
            for base, form in bases:
                for index, times in form.coefficients:
                    name = str(base) if is_letter(base) else f"_base{len(found)}"
                    found.setdefault((base, index), Symbol(f"{name}__{index.name}"))
                    shift = -(_lowest_power(base, value, domain) // times) if times > 0 else 0
                    divided[base, index] = max(divided.get((base, index), 0), shift)
    field = field_over([*totals[0].field.symbols, *indices, *found.values()])
    intervals = [(index.name, Interval(Fraction(0), None)) for index in indices]
    intervals += [
        (symbol.name, _power_interval(base, domain)) for (base, _), symbol in found.items()
    ]
    images = dict(zip(field.symbols, field.gens, strict=True))
    elements = []
    for total in totals:
        element = field.zero
        for (powers, bases), value in total.terms:
            term = substitute(value, {}, field)
            for index, degree in powers:
                term *= images[index] ** degree
            for base, form in bases:
                constant = form.constant
                for index, coefficient in form.coefficients:
                    term *= images[found[base, index]] ** coefficient
                    constant += coefficient * divided[base, index]
                term *= substitute(base, {}, field) ** constant
            element += term
        elements.append(element)
    meanings = {
        symbol: Pow(polynomial_to_expr(base), index - divided[base, index])
        for (base, index), symbol in found.items()
    }
    signs = tuple(symbol for (base, _), symbol in found.items() if base == -1)
    extended = domain.extend(Domain(tuple(intervals)))
    return Adjoined(field, tuple(elements), meanings, extended, signs)


def _lowest_power(base: RationalFunction, value: RationalFunction, domain: Domain) -> int:
    """The power of a letter that may vanish in a coefficient, if it is below 0; else 0."""
    if not is_letter(base):
        return 0
    proof = sign_of(base, domain)
    if proof is not None and proof.sign in ("positive", "negative", "nonzero"):
        return 0
    powers = dict(factor(value.denom)[1])
    return -powers.get(base, 0)


def _power_interval(base: RationalFunction, domain: Domain) -> Interval:
    """What is known of base^index for every index >= 1."""
    if base == -1:
        return Interval(None, None, nonzero=True)
    below, above = sign_of(1 - base, domain), sign_of(1 + base, domain)
    positive = sign_of(base, domain)
    lower = Fraction(0) if positive is not None and positive.sign == "positive" else None
    bounded = all(proof is not None and proof.sign == "positive" for proof in (below, above))
    if not bounded:
        return Interval(lower, None)
    return Interval(Fraction(-1) if lower is None else lower, Fraction(1))
