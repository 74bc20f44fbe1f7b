"""Evidence for signs: factors, and weighted sums of products of what is known to be positive."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import gcd
from typing import Any

from sympy import Symbol

from symdyn.checker.context import Context, turned
from symdyn.checker.sorts import is_index, linear
from symdyn.checker.terms import ONE, ZERO, Relation, Term, difference, instantiate, replace
from symdyn.claims.effort import Effort
from symdyn.claims.letters import Letter, facts
from symdyn.claims.letters import letters as letters_of
from symdyn.claims.translation import Translation, product
from symdyn.exact.domain import Domain, Interval
from symdyn.exact.factors import factor
from symdyn.exact.polynomials import is_letter, term_count
from symdyn.exact.rational import RationalFunction, field_over
from symdyn.exact.sign_proof import FactorSign
from symdyn.exact.signs import sign_of
from symdyn.exact.substitution import substitute

__all__ = ["prove_sign"]

# A change of letters: q = sign * x * y in the place of x, and the term that q stands for.
Change = tuple[Term, int, int, int]


def prove_sign(context: Effort, relation: Relation) -> Any | None:
    """The evidence for one relation, or None if none is found; docs/certificates.md, goal "all"."""
    operator, left, right = turned(relation)
    if (operator, left, right) in context.relations and context.holds(relation):
        return "known"
    if _is_power(left) or _is_power(right):
        return "power"
    if right == ZERO and operator in {">", ">="}:
        found = _termwise(context, left, operator) or _by_parts(context, left, operator)
        if found is not None:
            return found
    value = context.loose(difference(left, right))
    translation = Translation(context.ring, context.bases)
    element = translation.element(value.top)
    for key, exponent in value.bottom.items():
        context.seek(_size(element) * len(key) ** exponent)
        element /= translation.element(dict(key)) ** exponent
    for change in _changes(context, translation):
        found = _factors(context, translation, element, change, operator)
        if found is not None:
            return found
    return None


def _is_power(t: Term) -> bool:
    return t[0] == "^" and t[2][0] == "sym" and is_index(t[2][1])


def _by_parts(context: Effort, symbol: Term, operator: str) -> Any | None:
    """A sum of several terms, each of this sign: shorter than over one denominator."""
    parts = _summands(context.closed(symbol)) if symbol[0] == "def" else []
    if len(parts) < 2:
        return None
    terms = []
    for part in parts:
        proof = prove_sign(context, (operator, part, ZERO))
        if not isinstance(proof, dict) or "factors" not in proof or proof["constant"][0] == "-":
            return None
        terms.append([proof["constant"], [[one, power] for one, power, _ in proof["factors"]]])
    return {"constant": "1", "factors": [[symbol, 1, terms]]}


def _summands(t: Term) -> list[Term]:
    """The terms of a formula, a sum in its products multiplied out; quotients stay whole."""
    if t[0] == "+":
        return [part for x in t[1:] for part in _summands(x)]
    if t[0] in {"neg", "exact"}:
        return [(t[0], part) for part in _summands(t[1])]
    if t[0] == "*":
        split = [_summands(x) for x in t[1:]]
        if sum(len(parts) > 1 for parts in split) == 1:
            place = next(i for i, parts in enumerate(split) if len(parts) > 1)
            return [("*", *t[1 : place + 1], part, *t[place + 2 :]) for part in split[place]]
    return [t]


def _termwise(context: Effort, t: Term, operator: str) -> Any | None:
    """Proofs that each term of a sum, or of the limit of one, is >= 0 and the first > 0."""
    outer = context.under()
    while t[0] in {"def", "lim"}:
        if t[0] == "lim":
            letter = outer.letter(t[1])
            outer.large.add(letter[1])
            t = instantiate(t[2], (letter,))
            continue
        step = outer.unfolded(t)
        if step is None:
            return None
        t = step
    if t[0] != "sum":
        return None
    inner, form = outer.under(), linear(outer.closed(t[2]))
    index = inner.letter(t[1])
    inner.ranges.append((index[1], form or {}))
    inner.hints["sym", t[1]] = index
    term = inner.closed(instantiate(t[3], (index,)))
    proofs = [prove_sign(inner, (">=", term, ZERO))]
    if operator == ">":
        proofs.append(prove_sign(outer, (">", replace(term, {index: ZERO}), ZERO)))
    return None if None in proofs else {"termwise": [*proofs, *proofs[:1]][:2]}


def _changes(context: Context, translation: Translation) -> Iterator[Change | None]:
    """None, then each fact +- x y > 0 read as a new letter q = +- x y in the place of x."""
    yield None
    for polynomial, sign in facts(context):
        if len(polynomial) == 1 and sign == ">":
            ((monomial, number),) = polynomial.items()
            names = list(context.ring.exponents(monomial).items())
            if len(names) == 2 and all(e == 1 for _, e in names) and abs(number) == 1:
                places = [translation.names.index(name) for name, _ in names]
                for x, y in (places, places[::-1]):
                    yield translation.term(translation.element(polynomial)), x, y, number


def _factors(
    context: Effort,
    translation: Translation,
    element: RationalFunction,
    change: Change | None,
    operator: str,
) -> Any | None:
    letters = letters_of(context, translation)
    field = translation.field
    if change is not None:
        shown, x, y, sign = change
        q, divisor = field.gens[x], field.gens[y]
        context.seek(_size(element))
        element = substitute(element, {field.symbols[x]: sign * q / divisor})
        letters[x] = Letter(Interval(Fraction(0), None), (shown, Fraction(1)), None)
    domain = Domain(tuple((f"g{i}", letter.interval) for i, letter in sorted(letters.items())))
    constant, parts = Fraction(1), []
    if not element:
        return None
    for polynomial, way in ((element.numer, 1), (element.denom, -1)):
        context.seek(_factoring(polynomial))
        number, found = factor(polynomial)
        constant *= Fraction(number) ** way
        for part, multiplicity in found:
            oriented, terms = _terms(context, translation, part, multiplicity, domain, letters)
            if terms is None or (operator != "!=" and not terms and multiplicity % 2):
                return None
            if operator in {">", "!="} and not terms and _may_vanish(part, letters):
                return None
            if oriented != part and multiplicity % 2:
                constant = -constant
            parts.append((oriented, way * multiplicity, terms))
    factors = []
    for part, power, terms in parts:
        back = part
        if change is not None:
            whole = change[3] * field.gens[change[1]] * field.gens[change[2]]
            back = substitute(back, {field.symbols[change[1]]: whole})
        factors.append([translation.term(back), power, terms])
    return {"constant": str(constant), "factors": factors}


def _size(element: RationalFunction) -> int:
    """The terms above and below."""
    return term_count(element.numer) + term_count(element.denom)


def _factoring(polynomial: RationalFunction) -> int:
    """About the products that factoring takes: of dense polynomials of its degrees, at one point."""
    terms = polynomial.terms()
    degree = max((sum(powers) for powers, _ in terms), default=0)
    size = max((abs(value).bit_length() for _, value in terms), default=0)
    return len(terms) * (1 + degree) * (1 + size // 64)


def _terms(
    context: Context,
    translation: Translation,
    part: RationalFunction,
    multiplicity: int,
    domain: Domain,
    letters: Mapping[int, Letter],
) -> tuple[RationalFunction, list[Any] | None]:
    """The factor, perhaps with its sign changed, and its weighted sum; empty for an even power."""
    positive = [translation.element(x) for x, sign in facts(context) if sign == ">"]
    for sign in (1, -1):
        if any(one == part * sign for one in positive):
            return part * sign, [["1", [[translation.term(part * sign), 1]]]]
    if multiplicity % 2 == 0:
        return part, []
    if term_count(part) > 2:
        found = _in_one_monomial(translation, part, letters)
        if found is not None:
            return found
    proof = sign_of(part, domain)
    if proof is None or len(proof.factors) != 1:
        for sign in (1, -1):
            term = translation.term(part * sign)
            if context.is_natural(context.form(context.loose(term).top)):  # tau - m for m < tau
                return part * sign, [["1", [[term, 1]]]]
        return part, [] if is_letter(part) and _nonzero(part, letters) else None
    (item,) = proof.factors
    if item.sign == "nonzero":
        return part, []
    return item.polynomial, _weights(item, translation, letters)


_UNIT = Interval(Fraction(-1), Fraction(1))


def _in_one_monomial(
    translation: Translation, part: RationalFunction, letters: Mapping[int, Letter]
) -> tuple[RationalFunction, list[Any]] | None:
    """A polynomial in one product y of letters from (-1, 1), expanded in 1 - y and 1 + y."""
    vectors = [monomial for monomial, _ in part.terms() if any(monomial)]
    step = vectors[0]
    common = gcd(*step)
    base = tuple(exponent // common for exponent in step)
    if sum(base) < 2 or any(
        exponent and not _inside(letters.get(place)) for place, exponent in enumerate(base)
    ):
        return None
    first = next(place for place, exponent in enumerate(base) if exponent)
    terms: dict[tuple[int, ...], int] = {}
    for monomial, value in part.terms():
        degree = monomial[first] // base[first]
        if monomial != tuple(degree * exponent for exponent in base):
            return None
        terms[(degree,)] = value
    inner = field_over([Symbol("y")]).from_terms(terms)
    proof = sign_of(inner, Domain((("y", _UNIT),)))
    if (
        proof is None
        or len(proof.factors) != 1
        or proof.factors[0].sign not in {"positive", "nonnegative"}
    ):
        return None
    (item,) = proof.factors
    sign = 1 if item.polynomial == inner else -1
    y = product(translation.monomial(enumerate(base)))
    ends: list[Term] = [y, ("+", y, ONE), ("+", ONE, ("neg", y))]
    rows = []
    for (exponents,), weight in item.weights:
        powers = (2 * exponents[0], *exponents[1:])
        atoms = [[one, n] for one, n in zip(ends, powers, strict=True) if n]
        rows.append([str(Fraction(weight, item.scale)), atoms])
    return part * sign, rows


def _inside(letter: Letter | None) -> bool:
    """Whether the letter lies in (-1, 1)."""
    return letter is not None and letter.interval.within(-1, 1)


def _nonzero(part: RationalFunction, letters: Mapping[int, Letter]) -> bool:
    return letters[part.field.gens.index(part)].interval.nonzero


def _may_vanish(part: RationalFunction, letters: Mapping[int, Letter]) -> bool:
    """Whether a letter may be zero for all that is said of it alone."""
    if not is_letter(part):
        return False
    known = letters.get(part.field.gens.index(part))
    return known is None or (not known.interval.nonzero and known.interval.contains(0))


def _weights(
    item: FactorSign, translation: Translation, letters: Mapping[int, Letter]
) -> list[Any]:
    """The expansion over v^2, q v - p and r - s v in terms of the facts behind these."""
    rows: list[Any] = []
    places = [int(name[1:]) for name in item.variables]
    for exponents, weight in item.weights:
        scale, atoms = Fraction(weight, item.scale), list[Any]()
        for place, (squares, low, high) in zip(places, exponents, strict=True):
            known = letters[place]
            if squares:
                atoms.append([translation.power(translation.names[place], 1), 2 * squares])
            for atom, power in ((known.below, low), (known.above, high)):
                if power and atom is not None:
                    atoms.append([atom[0], power])
                    scale *= atom[1] ** power
        rows.append([str(scale), atoms])
    return rows
