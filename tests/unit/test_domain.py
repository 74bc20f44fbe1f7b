"""Intervals and their products: exact, open, never empty."""

import pickle
from fractions import Fraction
from itertools import pairwise

import pytest
from sympy import Float, Rational, Symbol, oo

from symdyn.errors import DomainError
from symdyn.exact.domain import Domain, Interval

UNIT = Interval(-1, 1)
POSITIVE = Interval(0, None)
NONZERO = Interval(nonzero=True)


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        (Fraction(-1, 2), Fraction(3)),
        (Rational(-1, 2), 3),
        (Rational(-1, 2), Rational(3)),
    ],
)
def test_every_exact_number_gives_the_same_interval(lower, upper):
    interval = Interval(lower, upper)
    assert interval == Interval(Fraction(-1, 2), Fraction(3))
    assert type(interval.lower) is Fraction
    assert type(interval.upper) is Fraction


def test_infinite_ends_are_none_or_sympy_infinities():
    assert Interval(-oo, oo) == Interval(None, None) == Interval()
    assert Interval(0, oo) == POSITIVE


@pytest.mark.parametrize(
    ("lower", "upper", "value", "remedy"),
    [
        (1, 1, "(1, 1)", "widen"),
        (Fraction(1, 2), Fraction(1, 3), "(1/2, 1/3)", "widen"),
        (0.1, 1, "0.1", "Rational(1, 10)"),
        (0, Float("0.5"), "0.5", "Rational(1, 2)"),
        ("0", 1, "'0'", "Rational(0, 1)"),
        (oo, None, "oo", "None"),
        (None, -oo, "-oo", "None"),
        (float("nan"), None, "nan", "exact"),
        (True, 2, "True", "exact"),
        (Symbol("x"), 2, "x", "exact"),
    ],
)
def test_empty_and_inexact_intervals_are_refused(lower, upper, value, remedy):
    with pytest.raises(DomainError) as caught:
        Interval(lower, upper)
    message = str(caught.value)
    assert value in message
    assert remedy in message
    assert "\n" not in message


def test_nonzero_must_be_a_truth_value():
    with pytest.raises(DomainError, match="'yes' is not a truth value"):
        Interval(0, 1, nonzero="yes")


def test_the_ends_are_outside():
    assert not UNIT.contains(-1)
    assert not UNIT.contains(1)
    assert UNIT.contains(Fraction(999, 1000))
    assert not POSITIVE.contains(0)
    assert POSITIVE.contains(10**9)
    assert not NONZERO.contains(0)
    assert NONZERO.contains(-3)
    assert Interval(None, 2).contains(-(10**9))
    assert not Interval(None, 2).contains(2)


def test_removing_a_zero_that_is_outside_changes_nothing():
    assert Interval(0, 1, nonzero=True) == Interval(0, 1)
    assert Interval(-3, -1, nonzero=True) == Interval(-3, -1)
    assert Interval(-1, 1, nonzero=True) != UNIT


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        (UNIT, "-1 < v < 1"),
        (Interval(Fraction(1, 2), 3), "1/2 < v < 3"),
        (POSITIVE, "v > 0"),
        (Interval(None, Fraction(-1, 3)), "v < -1/3"),
        (NONZERO, "v != 0"),
        (Interval(-1, None, nonzero=True), "v > -1, v != 0"),
        (Interval(), "real"),
    ],
)
def test_description(interval, text):
    assert interval.describe("v") == text


@pytest.mark.parametrize(
    "interval",
    [
        UNIT,
        Interval(0, 1),
        Interval(Fraction(1, 2), 3),
        POSITIVE,
        Interval(-2, None),
        Interval(None, 2),
        Interval(),
        NONZERO,
        Interval(-1, 1, nonzero=True),
        Interval(None, 2, nonzero=True),
    ],
)
def test_positions_map_increasingly_into_the_interval(interval):
    values = [interval.at(Fraction(k, 100)) for k in range(1, 100)]
    assert all(interval.contains(value) for value in values)
    if not interval.nonzero:
        assert all(low < high for low, high in pairwise(values))
    lowest, highest = interval.at(Fraction(1, 10**6)), interval.at(1 - Fraction(1, 10**6))
    if interval.lower is None:
        assert lowest < -(10**5)
    else:
        assert lowest - interval.lower < Fraction(1, 10**5)
    if interval.upper is None:
        assert highest > 10**5
    else:
        assert interval.upper - highest < Fraction(1, 10**5)


@pytest.mark.parametrize("t", [Fraction(0), Fraction(1), Fraction(3, 2)])
def test_positions_outside_are_refused(t):
    with pytest.raises(DomainError, match="0 < t < 1"):
        UNIT.at(t)


def test_domain_holds_its_variables_in_order():
    domain = Domain((("w", UNIT), ("a_hat", NONZERO)))
    assert domain.names == ("w", "a_hat")
    assert domain.interval("a_hat") == NONZERO
    assert domain.describe() == "-1 < w < 1, a_hat != 0"
    assert Domain((("x", Interval()),)).describe() == "x real"
    assert hash(domain) == hash(Domain((("w", UNIT), ("a_hat", NONZERO))))
    assert pickle.loads(pickle.dumps(domain)) == domain  # noqa: S301


def test_domain_refuses_unknown_repeated_and_unnamed_variables():
    domain = Domain((("w", UNIT),))
    with pytest.raises(DomainError, match="gamma has no domain"):
        domain.interval("gamma")
    with pytest.raises(DomainError, match="w has two domains"):
        Domain((("w", UNIT), ("w", POSITIVE)))
    with pytest.raises(DomainError, match="non-empty string"):
        Domain((("", UNIT),))
    with pytest.raises(DomainError, match="expected an Interval"):
        Domain((("w", (-1, 1)),))


def test_domains_are_extended_narrowed_and_restricted():
    domain = Domain((("w", UNIT),)).with_("x", POSITIVE)
    assert domain.with_("w", Interval(0, 1)).entries == (("w", Interval(0, 1)), ("x", POSITIVE))
    assert domain.restrict(("x",)).entries == (("x", POSITIVE),)
    other = Domain((("x", POSITIVE), ("y", NONZERO)))
    assert domain.extend(other).names == ("w", "x", "y")
    with pytest.raises(DomainError, match=r"x has two domains, x > 0 and x < 0"):
        domain.extend(Domain((("x", Interval(None, 0)),)))


def test_a_point_must_give_every_variable_a_value_inside():
    domain = Domain((("w", UNIT), ("x", POSITIVE)))
    assert domain.contains({"w": Fraction(0), "x": Fraction(1), "other": Fraction(7)})
    assert not domain.contains({"w": Fraction(0)})
    assert not domain.contains({"w": Fraction(1), "x": Fraction(1)})


def test_sample_points_lie_inside_cover_both_signs_and_come_near_every_corner():
    domain = Domain(
        (("w", UNIT), ("v", Interval(-1, 1, nonzero=True)), ("x", POSITIVE), ("a", NONZERO))
    )
    points = list(domain.points(120))
    assert points == list(domain.points(120))
    assert len({tuple(point.values()) for point in points}) == 120
    assert all(domain.contains(point) for point in points)
    assert {point["a"] > 0 for point in points} == {True, False}
    near = {
        (point["w"] > 0, point["v"] > 0)
        for point in points
        if min(abs(point["w"]), abs(point["v"])) > Fraction(7, 8)
    }
    assert near == {(True, True), (True, False), (False, True), (False, False)}
    assert min(point["x"] for point in points) < Fraction(1, 50)
    assert max(point["x"] for point in points) > 50
    assert max(q.denominator for point in points for q in point.values()) < 10**5


def test_one_in_three_sample_points_is_spread_evenly():
    interior = [point["w"] for point in Domain((("w", UNIT),)).points(96)][::3]
    for quarter in range(4):
        low = Fraction(quarter, 2) - 1
        inside = [q for q in interior if low < q < low + Fraction(1, 2)]
        assert 6 <= len(inside) <= 10


def test_a_domain_without_variables_has_one_point():
    assert list(Domain().points(10)) == [{}]
    assert list(Domain().points(0)) == []
