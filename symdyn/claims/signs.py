"""Evidence for signs: factors, and weighted sums of products of what is known to be positive."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import gcd
from typing import Any

from sympy import Symbol

from symdyn.claims.effort import Effort
from symdyn.claims.letters import Letter
from symdyn.claims.letters import letters as letters_of
from symdyn.claims.translation import Translation, letter
from symdyn.exact.domain import Domain, Interval
from symdyn.exact.factors import factor
from symdyn.exact.polynomials import is_letter, term_count
from symdyn.exact.rational import RationalFunction, field_over
from symdyn.exact.sign_proof import FactorSign
from symdyn.exact.signs import sign_of
from symdyn.exact.substitution import substitute as substitute_letters
from symdyn.trial.formulas import substitute
from symdyn.trial.meaning import Context
from symdyn.trial.reading import Node

__all__ = ["prove_sign"]


def prove_sign(context: Effort, relation: tuple[str, Node, Node]) -> Any | None:
    """The evidence for one relation, or None if none is found; docs/certificates.md, kind sign."""
    operator, left, right = relation
    if operator in {"<", "<="}:
        left, right = right, left
    if "power" in {left[0], right[0]} or "^" in {left[0], right[0]}:
        bounded = _power(left, right)
        if bounded is not None:
            return bounded
    total = left
    while (body := context.unfold(total)) is not None:
        total = body
    if total[0] in {"sum", "lim"} and right == ("number", 0):
        return _termwise(context, total[2] if total[0] == "lim" else total, operator)
    if left[0] == "name" and right == ("number", 0) and operator in {">", ">="}:
        by_parts = _by_parts(context, left, operator)
        if by_parts is not None:
            return by_parts
    value = context.value(("exact", context.closed(("+", left, ("neg", right)))))
    translation = Translation(context.ring, context.bases)
    element = translation.element(value.top)
    for key, exponent in value.bottom.items():
        context.seek(_size(element) * len(key) ** exponent)
        element /= translation.element(dict(key)) ** exponent
    for change in _changes(context, translation):
        found = _factors(context, translation, element, change, operator)
        if found is not None:
            return found
    return _with_products(context, translation, element, operator)


def _with_products(
    context: Effort, translation: Translation, element: RationalFunction, operator: str
) -> Any | None:
    """A proof that takes out the squares that a name != 0 stands for, such as (a b)^2 for c."""
    known, rest = [], element
    for text, square in context.squares(translation):
        power = _times(rest, square.numer)
        if power:
            known.append({"factor": text, "power": str(power), "terms": [["1", [text, "1"]]]})
            rest /= square**power
    found = _factors(context, translation, rest, None, operator) if known else None
    return found and {**found, "factors": [*known, *found["factors"]]}


def _times(element: RationalFunction, square: RationalFunction) -> int:
    """The largest power of a product of letters that divides; negative for the denominator."""
    ((exponents, _),) = square.terms()
    places = [place for place, exponent in enumerate(exponents) if exponent]
    for polynomial, way in ((element.numer, 1), (element.denom, -1)):
        power: int = min(
            min(powers[place] for powers, _ in polynomial.terms()) // exponents[place]
            for place in places
        )
        if power:
            return way * power
    return 0


def _by_parts(context: Effort, name: Node, operator: str) -> Any | None:
    """A sum of several terms, each of this sign: shorter than over one denominator."""
    parts = _summands(context.closed(name))
    if len(parts) < 2:
        return None
    terms = []
    for part in parts:
        proof = prove_sign(context, (operator, part, ("number", 0)))
        if proof is None or "factors" not in proof or not proof["constant"][0].isdigit():
            return None
        atoms = [[one["factor"], one["power"]] for one in proof["factors"]]
        terms.append([proof["constant"], *atoms])
    return {"constant": "1", "factors": [{"factor": letter(name[1]), "power": "1", "terms": terms}]}


def _summands(node: Node) -> list[Node]:
    """The terms of a formula, a sum in its products multiplied out; quotients stay whole."""
    if node[0] == "+":
        return [part for x in node[1:] for part in _summands(x)]
    if node[0] in {"neg", "exact"}:
        return [(node[0], part) for part in _summands(node[1])]
    if node[0] == "*":
        split = [_summands(x) for x in node[1:]]
        if sum(len(parts) > 1 for parts in split) == 1:
            place = next(i for i, parts in enumerate(split) if len(parts) > 1)
            return [("*", *node[1 : place + 1], part, *node[place + 2 :]) for part in split[place]]
    return [node]


def _termwise(context: Effort, total: Node, operator: str) -> Any | None:
    """Proofs that each term of a sum is >= 0 and the first > 0."""
    term = context.closed(total[3])
    first = substitute(term, {total[1]: ("number", 0)})
    goals = [(">=", term), (">", first)][: 2 if operator == ">" else 1]
    proofs = [prove_sign(context, (sign, x, ("number", 0))) for sign, x in goals]
    return None if None in proofs else {"termwise": proofs}


def _power(left: Node, right: Node) -> str | None:
    power = left if left[0] == "^" else right
    return "power" if power[0] == "^" and power[2] in {("name", r"\tau"), ("name", "T")} else None


def _changes(
    context: Context, translation: Translation
) -> Iterator[tuple[str, int, int, int] | None]:
    """None, then each fact +- x y > 0 read as a new letter q = +- x y in the place of x."""
    yield None
    for fact in context.facts:
        if len(fact.polynomial) == 1 and fact.sign == ">":
            ((monomial, number),) = fact.polynomial.items()
            names = list(context.ring.exponents(monomial).items())
            if len(names) == 2 and all(e == 1 for _, e in names) and abs(number) == 1:
                places = [translation.names.index(name) for name, _ in names]
                for x, y in (places, places[::-1]):
                    yield (
                        f"{'-' if number < 0 else ''}"
                        + translation.tex(translation.element(fact.polynomial)).removeprefix("-"),
                        x,
                        y,
                        int(number),
                    )


def _factors(
    context: Effort,
    translation: Translation,
    element: RationalFunction,
    change: tuple[str, int, int, int] | None,
    operator: str,
) -> Any | None:
    letters = letters_of(context, translation)
    field = translation.field
    if change is not None:
        text, x, y, sign = change
        q, divisor = field.gens[x], field.gens[y]
        context.seek(_size(element))
        element = substitute_letters(element, {field.symbols[x]: sign * q / divisor})
        letters[x] = Letter(Interval(Fraction(0), None), (text, Fraction(1)), None)
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
    shown = []
    for part, power, terms in parts:
        back = part
        if change is not None:
            product = change[3] * field.gens[change[1]] * field.gens[change[2]]
            back = substitute_letters(back, {field.symbols[change[1]]: product})
        shown.append({"factor": translation.tex(back), "power": str(power), "terms": terms})
    return {"constant": str(constant), "factors": shown}


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
) -> tuple[RationalFunction, list[list[Any]] | None]:
    """The factor, perhaps with its sign changed, and its weighted sum; empty for an even power."""
    for sign in (1, -1):
        for fact in context.facts:
            text = translation.tex(translation.element(fact.polynomial))
            if fact.sign == ">" and translation.element(fact.polynomial) == part * sign:
                return part * sign, [["1", [text, "1"]]]
    if multiplicity % 2 == 0:
        return part, []
    if term_count(part) > 2:
        found = _in_one_monomial(translation, part, letters)
        if found is not None:
            return found
    proof = sign_of(part, domain)
    if proof is None or len(proof.factors) != 1:
        return part, [] if is_letter(part) and _nonzero(part, letters) else None
    (item,) = proof.factors
    if item.sign == "nonzero":
        return part, []
    return item.polynomial, _weights(item, translation, letters)


_UNIT = Interval(Fraction(-1), Fraction(1))


def _in_one_monomial(
    translation: Translation, part: RationalFunction, letters: Mapping[int, Letter]
) -> tuple[RationalFunction, list[list[Any]]] | None:
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
    shown = " ".join(translation.monomial(enumerate(base)))
    rows = []
    for (exponents,), weight in item.weights:
        atoms = [
            [text, str(n)]
            for text, n in zip(
                (shown, f"{shown} + 1", f"-{shown} + 1"),
                (2 * exponents[0], *exponents[1:]),
                strict=True,
            )
            if n
        ]
        rows.append([str(Fraction(weight, item.scale)), *atoms])
    return part * sign, rows


def _inside(letter: Letter | None) -> bool:
    """Whether the letter lies in (-1, 1)."""
    return (
        letter is not None
        and letter.interval.lower is not None
        and letter.interval.upper is not None
        and letter.interval.lower >= -1
        and letter.interval.upper <= 1
    )


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
) -> list[list[Any]]:
    """The expansion over v^2, q v - p and r - s v in terms of the facts behind these."""
    rows: list[list[Any]] = []
    places = [int(name[1:]) for name in item.variables]
    for exponents, weight in item.weights:
        scale, atoms = Fraction(weight, item.scale), list[list[str]]()
        for place, (squares, low, high) in zip(places, exponents, strict=True):
            known = letters[place]
            if squares:
                atoms.append([translation.power(translation.names[place], 1), str(2 * squares)])
            for atom, power in ((known.below, low), (known.above, high)):
                if power and atom is not None:
                    atoms.append([atom[0], str(power)])
                    scale *= atom[1] ** power
        rows.append([str(scale), *atoms])
    return rows
