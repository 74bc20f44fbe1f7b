"""How the work of an analysis grows, counted in greatest common divisors and not in seconds."""

from itertools import pairwise

import pytest

from symdyn import Analysis, LearningRule, analyse, parameter
from symdyn.exact import polynomials, rational
from symdyn.notation import m
from symdyn.stages.stability.witness import complex_witness, opposed_witness


@pytest.fixture
def divisors(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the polynomials whose common divisors are asked for, from now on."""
    sizes: list[int] = []
    found = rational.gcd

    def counted(left, right):
        sizes.append(max(len(left), len(right)))
        return found(left, right)

    monkeypatch.setattr(rational, "gcd", counted)
    monkeypatch.setattr(polynomials, "gcd", counted)
    return sizes


def exponentials(count: int, name: str) -> LearningRule:
    kernel = sum(parameter(f"{name}{i}", -1, 1) ** m for i in range(count))
    return LearningRule("exponentials", "Exponentials", "random", kernel)


def searched(analysis: Analysis) -> int:
    """Run all searches for witnesses and return how many of them found one."""
    rule, credit, spectrum = analysis.rule, analysis.credit, analysis.spectrum
    window = analysis.optimal.stability.window
    found = [opposed_witness(rule, credit, spectrum, window, stable=one) for one in (True, False)]
    return sum(one is not None for one in (*found, complex_witness(rule, credit, spectrum)))


def test_searches_for_witnesses_put_numbers_into_numbers(divisors: list[int]) -> None:
    analysis = analyse(exponentials(5, "gamma"))
    assert divisors
    divisors.clear()
    assert searched(analysis) >= 2
    assert divisors == []


def test_the_work_grows_with_the_statements(divisors: list[int]) -> None:
    """One exponential more makes so many statements more; it never doubles the work."""
    analyse(exponentials(3, "alpha"))  # what all rules share is derived by now
    counts = []
    for count in (3, 4, 5, 6):
        divisors.clear()
        analyse(exponentials(count, "beta"))
        counts.append(len(divisors))
        assert max(divisors) < 200
    steps = [after - before for before, after in pairwise(counts)]
    assert max(steps) <= 500
    assert max(steps) <= 1.2 * min(steps)
