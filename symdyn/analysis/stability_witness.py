"""Exact points that show on which side of the stability region a claim fails."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from sympy import Expr

from symdyn import notation
from symdyn.analysis.credit import Credit
from symdyn.analysis.spectrum import Spectrum
from symdyn.errors import ExactArithmeticError
from symdyn.exact.fields import evaluate
from symdyn.rules.rule import LearningRule

__all__ = ["Witness", "opposed_witness"]


@dataclass(frozen=True)
class Witness:
    """An exact rational point where every expression of `positive` is positive."""

    point: tuple[tuple[str, Fraction], ...]
    positive: tuple[Expr, ...]


def opposed_witness(
    rule: LearningRule, credit: Credit, spectrum: Spectrum, *, stable: bool
) -> Witness | None:
    """A rational point with a_hat s < 0 that is stable, or one that is not.

    The determinant needs |q| > b^2 up to the kernel's factors, and a small b helps the trace, so
    s = 1 and small c with q a little beyond -c^2 are tried at points spread over the parameters.
    Sampling proposes; the exact signs at the point decide.
    """
    if credit.frozen.meanings:
        return None
    positive = (spectrum.determinant, -spectrum.trace)
    for point in _candidates(rule, stable):
        try:
            values = [evaluate(one, point) for one in positive]
        except ExactArithmeticError:
            continue
        if all(value > 0 for value in values) is stable and all(values):
            names = [*rule.domain.names, "w_star", "s", "c"]
            kept = tuple((name, point[name]) for name in names if name != "w")
            return Witness(kept, (-notation.a_hat * notation.s,))
    return None


def _candidates(rule: LearningRule, stable: bool) -> Iterator[dict[str, Fraction]]:
    domain = rule.domain.extend(notation.domain_of((notation.w_star,)))
    origin = {symbol.name: Fraction(0) for symbol in rule.credit.field.symbols}
    small = (Fraction(1, 10), Fraction(1, 2), Fraction(1, 50))
    beyond = (Fraction(11, 10), Fraction(2), Fraction(3, 2), Fraction(10))
    for point, c, factor in product(domain.points(60), small, beyond):
        gain = -(c**2) * (factor if stable else 1 / factor)
        yield {**origin, **point, "s": Fraction(1), "c": c, "a_hat": gain}
