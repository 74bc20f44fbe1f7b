"""Letters replaced by rational functions, and values brought into a larger field."""

from collections.abc import Mapping, Sequence

from flint import fmpz, fmpz_mpoly
from sympy import Symbol

from symdyn.errors import ExactArithmeticError
from symdyn.exact.divisors import require_small
from symdyn.exact.rational import Field, RationalFunction, cancelled, generator

__all__ = ["substitute"]


def substitute(
    element: RationalFunction,
    values: Mapping[Symbol, RationalFunction],
    field: Field | None = None,
) -> RationalFunction:
    """Replace letters by values of `field`; letters not named keep their name there.

    Numerator and denominator are each put over the product of the images' denominators, so that
    one greatest common divisor is enough.

    Raises
    ------
    ExactArithmeticError
        If the denominator vanishes identically, a value is of another field, or a letter that
        occurs is not in `field`.

    >>> from symdyn.exact.rational import field_over
    >>> x, y = field_over([Symbol("x"), Symbol("y")]).gens
    >>> substitute((x + 1) / x, {Symbol("x"): 1 / y})
    y + 1
    """
    source, target = element.field, field or element.field
    for value in values.values():
        if value.field is not target:
            raise ExactArithmeticError(
                f"{value} is a function of {value.field}: expected one of {target}; bring it there "
                "with substitute(value, {}, field)"
            )
    images: list[RationalFunction | None] = []
    occurring = zip(source.symbols, element.top.degrees(), element.bottom.degrees(), strict=True)
    for symbol, up, down in occurring:
        if up <= 0 and down <= 0:
            images.append(None)
        else:
            images.append(values[symbol] if symbol in values else generator(target, symbol))
    return _at(element, images, target)


def _at(
    element: RationalFunction, images: Sequence[RationalFunction | None], target: Field
) -> RationalFunction:
    nothing = target.zero.top
    tops = [nothing if image is None else image.top for image in images]
    bottoms = {
        place: image.bottom
        for place, image in enumerate(images)
        if image is not None and not image.is_polynomial
    }
    top, up = _image(element.top, tops, bottoms, target)
    bottom, down = _image(element.bottom, tops, bottoms, target)
    if not bottom:
        raise ExactArithmeticError(
            f"the denominator {element.denom} vanishes under this substitution; "
            "the substituted values are a pole"
        )
    for place, divisor in bottoms.items():
        surplus = down[place] - up[place]
        if surplus > 0:
            top = top * divisor**surplus
        elif surplus < 0:
            bottom = bottom * divisor**-surplus
    if element.is_polynomial and not bottoms:
        require_small(top)
        return RationalFunction(target, top, target.unit)
    return cancelled(target, top, bottom)


def _image(
    polynomial: fmpz_mpoly,
    tops: Sequence[fmpz_mpoly],
    bottoms: Mapping[int, fmpz_mpoly],
    target: Field,
) -> tuple[fmpz_mpoly, dict[int, int]]:
    """The polynomial at the images times a power of each image's denominator, and these powers."""
    degrees = polynomial.degrees()
    highest = {place: max(int(degrees[place]), 0) for place in bottoms}
    if not any(highest.values()):
        return polynomial.compose(*tops, ctx=target.context), highest
    groups: dict[tuple[int, ...], dict[tuple[int, ...], fmpz]] = {}
    for powers, coefficient in zip(polynomial.monoms(), polynomial.coeffs(), strict=True):
        rest = list(powers)
        for place in bottoms:
            rest[place] = 0
        key = tuple(int(powers[place]) for place in bottoms)
        groups.setdefault(key, {})[tuple(rest)] = coefficient
    total = target.zero.top
    context = polynomial.context()
    for exponents, terms in groups.items():
        part = context.from_dict(terms).compose(*tops, ctx=target.context)
        for (place, divisor), exponent in zip(bottoms.items(), exponents, strict=True):
            if exponent:
                part = part * tops[place] ** exponent
            if highest[place] - exponent:
                part = part * divisor ** (highest[place] - exponent)
        total = total + part
    return total, highest
