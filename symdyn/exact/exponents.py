"""What a term of an exponential polynomial is made of besides its coefficient: powers and exponentials.

A base that is 0 stands for one value of an index: 0^(m - 2) is 1 at m = 2 and counts as 0 elsewhere.  Each
such term is settled: whatever else of it depends on m is taken at m = 2, so that products of two
are 0 or one of them, and equal terms have equal keys.
"""

from collections.abc import Iterable

from sympy import Symbol

from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.rational import Field, RationalFunction

__all__ = ["Bases", "Key", "Powers", "multiplied", "normal_bases", "settled", "single_lag"]

Bases = tuple[tuple[RationalFunction, LinearForm], ...]
Powers = tuple[tuple[Symbol, int], ...]
Key = tuple[Powers, Bases]


def normal_bases(bases: Iterable[tuple[RationalFunction, LinearForm]]) -> Bases:
    """Merge equal bases, sort them, and reduce exponents of -1 modulo 2 (indices are integers)."""
    merged: dict[RationalFunction, LinearForm] = {}
    single: dict[LinearForm, RationalFunction] = {}
    for base, form in bases:
        if not base:
            single[form] = base
        else:
            merged[base] = merged[base] + form if base in merged else form
    kept = [(base, form) for form, base in single.items()]
    for base, form in merged.items():
        exponent = form
        if base == -1:
            exponent = LinearForm.build(0, {index: value % 2 for index, value in form.coefficients})
        if exponent.coefficients:
            kept.append((base, exponent))
    return tuple(sorted(kept, key=lambda pair: (str(pair[0]), str(pair[1]))))


def multiplied(left: Key, right: Key) -> Key:
    """The key of a product, which is not yet settled."""
    powers = dict(left[0])
    for index, degree in right[0]:
        powers[index] = powers.get(index, 0) + degree
    ordered = tuple(sorted(powers.items(), key=lambda pair: pair[0].name))
    return ordered, normal_bases([*left[1], *right[1]])


def single_lag(bases: Bases, index: Symbol) -> int | None:
    """The one value of the index at which a settled term stands; None where it stands at all."""
    for base, form in bases:
        if not base and form.coefficient(index):
            return -form.constant
    return None


def settled(field: Field, key: Key, value: RationalFunction) -> tuple[Key, RationalFunction]:
    """The term with each index put in that stands at a single value of it; 0 where two values differ."""
    fixed: dict[Symbol, int] = {}
    while True:
        powers, bases = key
        found = next(
            (form for base, form in bases if not base and fixed.keys().isdisjoint(_indices(form))),
            None,
        )
        if found is None:
            return key, value
        if not found.coefficients:
            if found.constant:
                return ((), ()), field.zero
            key = powers, tuple(one for one in bases if one[0] or one[1] != found)
            continue
        ((index, _),) = found.coefficients
        fixed[index] = -found.constant
        value *= field(fixed[index] ** dict(powers).get(index, 0))
        moved = []
        for base, form in bases:
            kept = not base and form == found
            put = form if kept else form.substitute(index, LinearForm(fixed[index]))
            if base:
                value *= base**put.constant
                put = put - put.constant
            moved.append((base, put))
        key = tuple(one for one in powers if one[0] != index), normal_bases(moved)


def _indices(form: LinearForm) -> frozenset[Symbol]:
    return frozenset(index for index, _ in form.coefficients)
