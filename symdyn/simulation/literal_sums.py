"""The mean update of one mode by its definition, term by term, and a bound on what is cut off.

    e_k     = a b w^k - c w_star^k
    Delta a = sum_{k < T} e_k b w^k
    Delta b = sum_{m < T} kappa_m phi e_m
    Delta w = sum_{m < T} kappa_m phi sum_{j < T-1-m} e_{m+1+j} b w^j

No closed form is used: this is what the closed forms are measured against.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeAlias

from sympy import Expr, Rational, Symbol

from symdyn import notation
from symdyn.rules.rule import LearningRule

__all__ = ["LiteralMode", "Number", "literal_mode", "literal_update", "tail_bound"]

# An int, a Fraction, or an mpmath number; mpmath publishes no types.
Number: TypeAlias = Any


@dataclass(frozen=True)
class LiteralMode:
    """One mode at exact numbers; the credit at lag first + m is sum of p[d] m^d r^m over (r, p).

    To it come what `corrections` adds at single m, and p[d] m^d sum_{k <= m + late} x^k y^(m + late - k) over the (x, y, p, late) of `filtered`.
    """

    a: Fraction
    b: Fraction
    w: Fraction
    c: Fraction
    w_star: Fraction
    feedback: Fraction
    kernel: tuple[tuple[Fraction, tuple[Fraction, ...]], ...]
    horizon: int | None
    first: int = 0
    filtered: tuple[tuple[Fraction, Fraction, tuple[Fraction, ...], int], ...] = ()
    corrections: tuple[tuple[int, Fraction], ...] = ()

    def credit(self, lag: int) -> Fraction:
        """kappa_m."""
        if lag < self.first or (self.horizon is not None and lag >= self.horizon):
            return Fraction(0)
        after = lag - self.first
        total = dict(self.corrections).get(after, Fraction(0))
        total += sum(
            (
                coefficient * after**degree * ratio**after
                for ratio, coefficients in self.kernel
                for degree, coefficient in enumerate(coefficients)
            ),
            Fraction(0),
        )
        for x, y, coefficients, late in self.filtered:
            last = after + late
            through = sum((x**k * y ** (last - k) for k in range(last + 1)), Fraction(0))
            total += sum(one * after**degree * through for degree, one in enumerate(coefficients))
        return total

    def credits(self, count: int, number: Any = Fraction) -> list[Number]:
        """kappa_m for m < count in another arithmetic; what is filtered is summed as it comes in."""
        plain = replace(self, filtered=())
        found = [number(plain.credit(lag)) for lag in range(count)]
        end = count if self.horizon is None else min(count, self.horizon)
        for first, second, coefficients, late in self.filtered:
            x, y = number(first), number(second)
            power = through = number(Fraction(1))
            for last in range(end - self.first + late):
                after = last - late
                if after >= 0:
                    weights = (one * after**degree for degree, one in enumerate(coefficients))
                    found[self.first + after] += number(sum(weights, Fraction(0))) * through
                power = x * power
                through = y * through + power
        return found


def literal_mode(rule: LearningRule, values: Mapping[str, Fraction | int]) -> LiteralMode:
    """A rule's mode at exact numbers.

    Parameters
    ----------
    values : by name: a, b, w, a_star, b_star, w_star, the rule's parameters, tau if it has it

    >>> from symdyn import find_rule
    >>> point = dict.fromkeys("a b w a_star b_star w_star".split(), Fraction(1, 2))
    >>> literal_mode(find_rule("bptt"), point).credit(3)
    Fraction(1, 8)
    """
    exact = {Symbol(name): Rational(one) for name, one in values.items()}

    def number(expression: Expr) -> Fraction:
        value = expression.xreplace(exact)
        return Fraction(int(value.p), int(value.q))

    horizon = values[notation.tau.name] if rule.horizon == notation.tau else rule.horizon
    return LiteralMode(
        Fraction(values["a"]),
        Fraction(values["b"]),
        Fraction(values["w"]),
        Fraction(values["a_star"]) * Fraction(values["b_star"]),
        Fraction(values["w_star"]),
        Fraction(values["a"] if rule.symmetric else values["a_hat"]),
        tuple(
            (number(term.ratio), tuple(number(one) for one in term.coefficients))
            for term in rule.credit.plain_terms
        ),
        None if horizon is None else int(horizon),
        rule.first_lag,
        tuple(
            (
                number(one.first),
                number(one.second),
                tuple(number(x) for x in one.coefficients),
                one.late,
            )
            for one in rule.credit.filtered_terms
        ),
        tuple((lag, number(added)) for lag, added in rule.credit.corrections.items()),
    )


def literal_update(mode: LiteralMode, T: int, number: Any = Fraction) -> tuple[Number, ...]:
    """Delta a, Delta b, Delta w over T steps, summed as they are defined.

    Parameters
    ----------
    mode : the mode
    T : number of time steps
    number : the arithmetic: Fraction for exact sums, or an mpmath conversion

    >>> half = Fraction(1, 2)
    >>> mode = LiteralMode(half, half, half, half, half, half, ((half, (Fraction(1),)),), None)
    >>> literal_update(mode, 1)
    (Fraction(-1, 8), Fraction(-1, 8), Fraction(0, 1))
    """
    a, b, w, c, w_star, feedback = (
        number(one) for one in (mode.a, mode.b, mode.w, mode.c, mode.w_star, mode.feedback)
    )
    powers = _powers(w, T)
    errors = [
        a * b * own - c * other for own, other in zip(powers, _powers(w_star, T), strict=True)
    ]
    kappas = mode.credits(T, number)
    return (
        sum(error * b * power for error, power in zip(errors, powers, strict=True)),
        sum(credit * feedback * error for credit, error in zip(kappas, errors, strict=True)),
        sum(
            kappas[m] * feedback * sum(errors[m + 1 + j] * b * powers[j] for j in range(T - 1 - m))
            for m in range(T)
        ),
    )


def tail_bound(mode: LiteralMode, T: int) -> Fraction | None:
    """A proved bound on |Delta(T -> infinity) - Delta(T)| in each component; None if T is too small.

    With |e_k| <= E mu^k for E = |a b| + |c|, mu = max(|w|, |w_star|), with |kappa_m| <= P(m) R^m for
    P the polynomial of all absolute coefficients and R the largest |ratio|, and with
    rho = max(R, |w|), what is left out is at most

        sum_{k >= T} |b| E (mu |w|)^k,   sum_{m >= T} |phi| E P(m) (mu R)^m,
        sum_{k >= T} |phi b| E k P(k) rho^(k-1) mu^k   (k = m + 1 + j),

    and sum_{k >= T} k^d x^k <= T^d x^T / (1 - x (1 + 1/T)^d) once the ratio (1 + 1/T)^d x of its
    first two terms is below 1, because the later ratios are smaller still.  Of finitely many lags
    whose credit does not decay, |kappa_m| <= P R^m holds for R = 1/2 and a constant P.  The sum of
    x^k y^(M - k) over k <= M is at most (M + 1) R^M, and what is added at a single lag has a bound c R^m.
    """
    size = abs(mode.a * mode.b) + abs(mode.c)
    own, largest = abs(mode.w), max(abs(mode.w), abs(mode.w_star))
    ratios = [one for one, _ in mode.kernel]
    ratios += [one for x, y, *_ in mode.filtered for one in (x, y)]
    ratio = max(map(abs, ratios), default=Fraction(0))
    polynomial = _absolute_sum(
        [
            *(coefficients for _, coefficients in mode.kernel),
            *(_times_lags(p, late, ratio) for *_, p, late in mode.filtered),
        ]
    )
    if mode.corrections:  # |c| at m is |c| R^-m times R^m, for any R
        ratio = ratio or Fraction(1, 2)
        polynomial = polynomial or [Fraction(0)]
        polynomial[0] += sum(abs(added) / ratio**lag for lag, added in mode.corrections)
    if ratio >= 1 and mode.horizon is not None:
        ratio = Fraction(1, 2)
        polynomial = [max(abs(mode.credit(lag)) / ratio**lag for lag in range(mode.horizon))]
    elif mode.first and ratio:
        polynomial = [one / ratio**mode.first for one in polynomial]  # |kappa_m| is smaller still
    slowest = max(ratio, own)
    shifted = [Fraction(0), *polynomial]
    tails = (
        abs(mode.b) * size * _tail([Fraction(1)], largest * own, T),
        abs(mode.feedback) * size * _tail(polynomial, largest * ratio, T),
        abs(mode.feedback * mode.b) * size * _tail(shifted, slowest * largest, T) / slowest
        if slowest
        else Fraction(0),
    )
    return None if any(one == _UNBOUNDED for one in tails) else max(tails)


_UNBOUNDED = float("inf")


def _tail(polynomial: Sequence[Fraction], x: Fraction, T: int) -> Number:
    total = Fraction(0)
    for degree, coefficient in enumerate(polynomial):
        growth = x * Fraction(T + 1, T) ** degree
        if growth >= 1:
            return _UNBOUNDED
        total += coefficient * T**degree * x**T / (1 - growth)
    return total


def _times_lags(coefficients: Sequence[Fraction], late: int, ratio: Fraction) -> list[Fraction]:
    """The coefficients of p(m) (m + late + 1) R^late, of absolute values."""
    found = [Fraction(0)] * (len(coefficients) + 1)
    for degree, one in enumerate(coefficients):
        found[degree] += abs(one) * (late + 1) * ratio**late
        found[degree + 1] += abs(one) * ratio**late
    return found


def _absolute_sum(polynomials: Sequence[Sequence[Fraction]]) -> list[Fraction]:
    length = max((len(one) for one in polynomials), default=0)
    return [
        sum((abs(one[degree]) for one in polynomials if degree < len(one)), Fraction(0))
        for degree in range(length)
    ]


def _powers(base: Number, count: int) -> list[Number]:
    found = [base**0]
    while len(found) < count:
        found.append(found[-1] * base)
    return found[:count]
