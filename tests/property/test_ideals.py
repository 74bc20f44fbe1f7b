"""Membership in ideals: every combination is found, and SymPy's bases agree where there is none."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Symbol, groebner

from symdyn.exact.bridge import to_expr
from symdyn.exact.ideals import express
from symdyn.exact.rational import RationalFunction, field_over

X, Y, Z = map(Symbol, "xyz")
FIELD = field_over([X, Y, Z])
POWERS = st.tuples(*[st.integers(0, 2)] * 3).filter(lambda one: sum(one) <= 2)
POLYNOMIALS = st.dictionaries(POWERS, st.integers(-3, 3).filter(bool), min_size=1, max_size=3)


def polynomial(terms: dict[tuple[int, ...], int]) -> RationalFunction:
    return FIELD.from_terms(terms)


@given(st.lists(st.tuples(POLYNOMIALS, POLYNOMIALS), min_size=1, max_size=3), st.integers(1, 5))
@settings(max_examples=60)
def test_a_combination_is_found(
    parts: list[tuple[dict[tuple[int, ...], int], dict[tuple[int, ...], int]]], scale: int
) -> None:
    generators = tuple(polynomial(one) for one, _ in parts)
    target = sum(
        (one * polynomial(by) for one, (_, by) in zip(generators, parts, strict=True)), FIELD.zero
    ) * Fraction(1, scale)
    found = express(target, generators)
    assert found is not None
    found.verify()
    assert (found.target, found.generators) == (target, generators)


@given(st.lists(POLYNOMIALS, min_size=1, max_size=2), POLYNOMIALS)
@settings(max_examples=60)
def test_sympy_agrees_whether_there_is_one(
    generators: list[dict[tuple[int, ...], int]], target: dict[tuple[int, ...], int]
) -> None:
    ideal = [polynomial(one) for one in generators]
    wanted = groebner([to_expr(one) for one in ideal], X, Y, Z, order="grevlex")
    found = express(polynomial(target), tuple(ideal))
    assert (found is not None) == wanted.contains(to_expr(polynomial(target)))
