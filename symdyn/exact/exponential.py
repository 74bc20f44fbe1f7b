"""Exponential polynomials: finite sums of coefficient * T^i m^j * r^T q^m, summed exactly.

The coefficients are rational functions; the bases r, q are pairwise coprime irreducible
polynomials, primes and -1.  Unique factorisation makes the bases multiplicatively independent,
so the representation is canonical: two exponential polynomials are equal as functions of the
indices exactly when their terms agree, and a base product is 1 exactly when it is empty.

A term may be one at a single value of an index alone: `at_lag`, 0 to the power m - 2 that is 1 at
m = 2 and stands for 0 elsewhere.  Whatever else depends on that index is taken there at once.

A sum over an index telescopes; what shows it is returned as evidence.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sympy import Add, Expr, Mul, Pow, Symbol, factorint

from symdyn.errors import ExactArithmeticError
from symdyn.exact.bridge import polynomial_to_expr, to_expr
from symdyn.exact.derivative import derivative
from symdyn.exact.exponents import Bases, Key, multiplied, normal_bases, settled, single_lag
from symdyn.exact.factors import factor
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.polynomials import coefficients_in
from symdyn.exact.rational import Field, RationalFunction, generator
from symdyn.exact.substitution import substitute
from symdyn.exact.telescoping import Telescoping, antidifference

__all__ = ["ExponentialPolynomial", "power"]


@dataclass(frozen=True)
class ExponentialPolynomial:
    """A finite sum of coefficient * powers of indices * bases to linear forms in the indices.

    `terms` is sorted and has no zero coefficient; build values with `power`, `constant` and
    arithmetic.  An index may be a letter of the field as well, such as a horizon that stands in
    coefficients: its powers are kept there.
    """

    field: Field
    terms: tuple[tuple[Key, RationalFunction], ...]

    @staticmethod
    def constant(value: RationalFunction) -> "ExponentialPolynomial":
        """A value that depends on no index."""
        return _collect(value.field, [(((), ()), value)])

    @staticmethod
    def index(field: Field, index: Symbol) -> "ExponentialPolynomial":
        """The index itself, as a polynomial of degree one."""
        return _collect(field, [((((index, 1),), ()), field.one)])

    @staticmethod
    def at_lag(field: Field, index: Symbol, lag: int) -> "ExponentialPolynomial":
        """1 where the index is `lag`, and 0 elsewhere."""
        form = LinearForm.of(index) - lag
        return _collect(field, [(((), ((field.zero, form),)), field.one)])

    def __add__(self, other: "ExponentialPolynomial") -> "ExponentialPolynomial":
        return _collect(self.field, [*self.terms, *other.terms])

    def __sub__(self, other: "ExponentialPolynomial") -> "ExponentialPolynomial":
        return self + other.scale(-self.field.one)

    def __mul__(self, other: "ExponentialPolynomial") -> "ExponentialPolynomial":
        return _collect(
            self.field,
            (
                (multiplied(left, right), x * y)
                for left, x in self.terms
                for right, y in other.terms
            ),
        )

    def scale(self, factor: RationalFunction) -> "ExponentialPolynomial":
        """The product with a rational function free of indices."""
        return _collect(self.field, ((key, value * factor) for key, value in self.terms))

    def is_zero(self) -> bool:
        """Whether this is the zero function of the indices."""
        return not self.terms

    def indices(self) -> frozenset[Symbol]:
        """The indices that occur."""
        return frozenset(
            index
            for (powers, bases), _ in self.terms
            for index in (
                *(index for index, _ in powers),
                *(index for _, form in bases for index, _ in form.coefficients),
            )
        )

    def sum_over(
        self, index: Symbol, count: LinearForm
    ) -> tuple["ExponentialPolynomial", tuple[Telescoping, ...]]:
        """The sum over index = 0 .. count - 1, with the telescoping evidence for each ratio.

        The identity holds for every integer count >= 0 wherever no denominator vanishes; what stands
        at a single value of the index is counted once, so that the count has to be above that value.

        >>> from symdyn.exact.rational import field_over, generator
        >>> x, n, N = Symbol("x"), Symbol("n"), Symbol("N")
        >>> field = field_over([x])
        >>> total, _ = power(generator(field, x), LinearForm.of(n)).sum_over(n, LinearForm.of(N))
        >>> total.to_expr()
        x**N/(x - 1) - 1/(x - 1)
        """
        if index in self.field.places:
            raise ExactArithmeticError(
                f"the index {index} is a letter of the field, so that its powers stand in "
                "coefficients; sum over another symbol"
            )
        groups: dict[Key, dict[int, RationalFunction]] = {}
        pieces: list[tuple[Key, RationalFunction]] = []
        for (powers, bases), value in self.terms:
            if single_lag(bases, index) is not None:
                kept = tuple(one for one in bases if one[0] or not one[1].coefficient(index))
                pieces.append(((powers, kept), value))
                continue
            degree = dict(powers).get(index, 0)
            rest = tuple(pair for pair in powers if pair[0] != index)
            groups.setdefault((rest, bases), {})[degree] = value
        evidence = []
        for (powers, bases), by_degree in groups.items():
            ratio = _ratio(self.field, bases, index)
            summand = tuple(
                by_degree.get(degree, self.field.zero) for degree in range(max(by_degree) + 1)
            )
            step = Telescoping(ratio, summand, antidifference(ratio, summand))
            step.verify()
            evidence.append(step)
            moved, constant, at_zero = _split_index(self.field, bases, index, count)
            end = _polynomial_at(self.field, step.antidifference, count)
            pieces.extend(
                (multiplied((powers, moved), key), value * constant) for key, value in end.terms
            )
            pieces.append(((powers, at_zero), -step.antidifference[0]))
        return _collect(self.field, pieces), tuple(evidence)

    def decaying_ratios(self, index: Symbol) -> tuple[RationalFunction, ...]:
        """The distinct ratios x of the terms that contain index as p(index) x^index."""
        found: list[RationalFunction] = []
        for (powers, bases), _ in self.terms:
            if index in dict(powers) or any(form.coefficient(index) for _, form in bases):
                ratio = _ratio(self.field, bases, index)
                if ratio not in found:
                    found.append(ratio)
        return tuple(found)

    def without(self, index: Symbol) -> "ExponentialPolynomial":
        """The terms free of the index: the limit index -> oo once every ratio decays."""
        return _collect(
            self.field,
            (
                (key, value)
                for key, value in self.terms
                if index not in dict(key[0])
                and not any(form.coefficient(index) for _, form in key[1])
            ),
        )

    def substitute(self, values: Mapping[Symbol, RationalFunction]) -> "ExponentialPolynomial":
        """Replace symbols of the field by nonzero elements of it, in coefficients and bases."""
        total = ExponentialPolynomial(self.field, ())
        for (powers, bases), value in self.terms:
            term = _collect(self.field, [((powers, ()), substitute(value, values))])
            for base, form in bases:
                put = power(substitute(base, values), form) if base else _single(self.field, form)
                term = term * put
            total = total + term
        return total

    def by_degree(self, symbol: Symbol) -> "dict[int, ExponentialPolynomial]":
        """The parts of each degree in a symbol that occurs in numerators only."""
        pieces: dict[int, list[tuple[Key, RationalFunction]]] = {}
        for key, value in self.terms:
            if value.bottom.degrees()[self.field.place(symbol)] > 0:
                raise ExactArithmeticError(
                    f"{symbol} occurs in the denominator {value.denom}; it has no degree there"
                )
            for (degree,), part in coefficients_in(value.numer, [symbol]).items():
                lifted = part * generator(self.field, symbol) ** degree
                pieces.setdefault(degree, []).append((key, lifted / value.denom))
        return {degree: _collect(self.field, part) for degree, part in pieces.items()}

    def derivative(self, symbol: Symbol) -> "ExponentialPolynomial":
        """The partial derivative by a symbol of the field: d r^f = f r^f r'/r."""
        pieces = ExponentialPolynomial(self.field, ())
        for key, value in self.terms:
            term = _collect(self.field, [(key, self.field.one)])
            pieces = pieces + term.scale(derivative(value, symbol))
            for base, form in key[1]:
                slope = derivative(base, symbol)
                if slope:
                    exponent = _polynomial_at(self.field, (self.field.zero, self.field.one), form)
                    pieces = pieces + (term * exponent).scale(value * slope / base)
        return pieces

    def at(self, index: Symbol, value: int) -> "ExponentialPolynomial":
        """The value at an integer index."""
        form = LinearForm(value)
        letter = {index: self.field(value)} if index in self.field.places else {}
        total = ExponentialPolynomial(self.field, ())
        for (powers, bases), element in self.terms:
            coefficient = substitute(element, letter) if letter else element
            degree = dict(powers).get(index, 0)
            rest = tuple(pair for pair in powers if pair[0] != index)
            term = _collect(self.field, [((rest, ()), coefficient * self.field(value**degree))])
            for base, exponent in bases:
                put = exponent.substitute(index, form)
                term = term * (power(base, put) if base else _single(self.field, put))
            total = total + term
        return total

    def single_lags(self, index: Symbol) -> dict[int, RationalFunction]:
        """The values that stand at single values of the index, and at no other."""
        found = {}
        for (_, bases), value in self.terms:
            lag = single_lag(bases, index)
            if lag is not None:
                found[lag] = value
        return found

    def value(self) -> RationalFunction:
        """The rational function that this is, once no index is left."""
        if not self.terms:
            return self.field.zero
        if self.indices():
            raise ExactArithmeticError(
                f"{self.to_expr()} still depends on {sorted(map(str, self.indices()))}; "
                "sum over or fix these indices first"
            )
        return self.terms[0][1]

    def to_expr(self) -> Expr:
        """The sum as a SymPy expression, one quotient a term."""
        return Add(*(to_expr(value) * exponential_to_expr(key) for key, value in self.terms))


def power(ratio: RationalFunction, exponent: LinearForm) -> ExponentialPolynomial:
    """ratio ** exponent; a zero ratio is allowed for no exponent but the constant 0 or more."""
    field = ratio.field
    if not ratio:
        if exponent.coefficients or exponent.constant < 0:
            raise ExactArithmeticError("0 to a symbolic power; remove the term with ratio 0")
        return ExponentialPolynomial.constant(field.one if not exponent.constant else ratio)
    indexed = LinearForm(0, exponent.coefficients)
    value = ratio**exponent.constant
    if not indexed.coefficients:
        return ExponentialPolynomial.constant(value)
    bases = [(base, indexed * multiplicity) for base, multiplicity in _irreducibles(ratio)]
    return _collect(field, [(((), normal_bases(bases)), value)])


def exponential_to_expr(key: Key) -> Expr:
    """The index powers and exponentials of one term, each base to its linear form."""
    powers, bases = key
    return Mul(
        *(Pow(index, degree) for index, degree in powers),
        *(
            Pow(polynomial_to_expr(base), form.to_expr() if base else form.to_expr() ** 2)
            for base, form in bases
        ),
    )


def _irreducibles(ratio: RationalFunction) -> Iterator[tuple[RationalFunction, int]]:
    """The bases that a ratio is a product of, each with a constant above 0, if it has one: 1 - x, not x - 1."""
    for polynomial, sign in ((ratio.numer, 1), (ratio.denom, -1)):
        content, factors = factor(polynomial)
        for base, multiplicity in factors:
            turned = _constant(base) < 0
            content *= (-1) ** multiplicity if turned else 1
            yield -base if turned else base, sign * multiplicity
        for prime, multiplicity in factorint(int(content)).items():
            yield ratio.field(int(prime)), sign * multiplicity


def _constant(polynomial: RationalFunction) -> Fraction:
    """What a polynomial is where all letters are 0."""
    return sum((Fraction(x) for powers, x in polynomial.terms() if not any(powers)), Fraction(0))


def _collect(field: Field, pieces: Iterable[tuple[Key, RationalFunction]]) -> ExponentialPolynomial:
    totals: dict[Key, RationalFunction] = {}
    for piece in pieces:
        key, value = settled(field, *_in_field(field, *piece))
        totals[key] = totals[key] + value if key in totals else value
    kept = [(key, value) for key, value in totals.items() if value]
    return ExponentialPolynomial(field, tuple(sorted(kept, key=lambda pair: str(pair[0]))))


def _in_field(field: Field, key: Key, value: RationalFunction) -> tuple[Key, RationalFunction]:
    """Powers of an index that is a letter of the field belong to the coefficient."""
    powers, bases = key
    if not any(index in field.places for index, _ in powers):
        return key, value
    for index, degree in powers:
        if index in field.places:
            value *= generator(field, index) ** degree
    return (tuple(pair for pair in powers if pair[0] not in field.places), bases), value


def _single(field: Field, form: LinearForm) -> ExponentialPolynomial:
    """1 where the form is 0, and 0 elsewhere."""
    return _collect(field, [(((), ((field.zero, form),)), field.one)])


def _ratio(field: Field, bases: Bases, index: Symbol) -> RationalFunction:
    product = field.one
    for base, form in bases:
        product *= base ** form.coefficient(index)
    return product


def _split_index(
    field: Field, bases: Bases, index: Symbol, count: LinearForm
) -> tuple[Bases, RationalFunction, Bases]:
    """The bases with the index set to count, the constant that splits off, and set to 0."""
    at_zero = normal_bases((base, form.substitute(index, LinearForm())) for base, form in bases)
    constant = field.one
    moved = []
    for base, form in bases:
        if not base:
            moved.append((base, form))
            continue
        new = form.substitute(index, count)
        constant *= base**new.constant
        moved.append((base, LinearForm(0, new.coefficients)))
    return normal_bases(moved), constant, at_zero


def _polynomial_at(
    field: Field, coefficients: tuple[RationalFunction, ...], form: LinearForm
) -> ExponentialPolynomial:
    """The polynomial at a linear form in indices, by Horner's scheme."""
    point = ExponentialPolynomial.constant(field(form.constant))
    for index, number in form.coefficients:
        point = point + ExponentialPolynomial.index(field, index).scale(field(number))
    total = ExponentialPolynomial(field, ())
    for value in reversed(coefficients):
        total = total * point + ExponentialPolynomial.constant(value)
    return total
