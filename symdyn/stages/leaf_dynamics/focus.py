r"""Points where an optimum turns from an attractor into a repeller on its leaf: t = 0 while d > 0.

There the linearised flow on the leaf is a rotation, and what it leaves open is decided by terms of third order: a
polynomial q + p + h in the distances from the optimum, whose part q of second order is positive, changes along the
flow, at another speed, as nu q^2 up to terms of fifth order.  For nu < 0 the optimum still attracts, for nu > 0 it repels.
Everything is exact, so that the sign of nu is that of a rational number; it is known of these points alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from sympy import Symbol

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ExactArithmeticError, ProofError
from symdyn.exact.bridge import value_of
from symdyn.exact.homogeneous import Form, added, change, focal_value
from symdyn.exact.polynomials import letters_of
from symdyn.exact.rational import RationalFunction, field_over
from symdyn.exact.substitution import substitute
from symdyn.stages.analysis import Analysis
from symdyn.stages.leaf_dynamics.derive import Leaf, leaf_of
from symdyn.stages.setting.parameter_points import parameter_points

__all__ = ["Focus", "foci_of", "slopes_at"]

_TEACHERS = tuple(
    Fraction(*one) for one in ((9, 10), (-9, 10), (4, 5), (-4, 5), (19, 20), (-19, 20))
)
_GAINS = tuple(Fraction(*one) for one in ((1, 10), (1, 2), (1, 4), (1, 1)))
_PLACES = tuple(Fraction(*one) for one in ((1, 1), (2, 1), (4, 1)))
_ORDER = 4


@dataclass(frozen=True, repr=False)
class Focus(Brief):
    """An exact point of the optimal manifold with t = 0 and d > 0, and what third order decides there.

    Parameters
    ----------
    point : the values by name
    determinant : d
    crossing : the slope of t in a_hat
    square, cubic, quartic : q, p and h by the powers of the distances x of b and y of w
    value : nu
    rest : how the polynomial changes otherwise, by degrees from the fifth on
    """

    point: tuple[tuple[str, Fraction], ...]
    determinant: Fraction
    crossing: Fraction
    square: Form
    cubic: Form
    quartic: Form
    value: Fraction
    rest: tuple[Form, ...]

    @property
    def first(self) -> Fraction:
        """b at the optimum."""
        at = dict(self.point)
        return at["c"] / at["s"]

    def _about(self) -> str:
        where = ", ".join(f"{name} = {x}" for name, x in self.point)
        return f"{'attracts' if self.value < 0 else 'repels'} at {where}"


def foci_of(analysis: Analysis) -> tuple[Focus, ...]:
    """One point with nu < 0 and one with nu > 0, as far as a grid has them; none without a window.

    >>> from symdyn import analyse, find_rule
    >>> [one.value < 0 for one in foci_of(analyse(find_rule("rflo")))]
    [True, False]
    >>> foci_of(analyse(find_rule("feedback-alignment")))
    ()
    """
    leaf = leaf_of(analysis)
    if leaf is None:
        return ()
    found: dict[bool, Focus] = {}
    for point in _candidates(analysis):
        one = _focus(analysis, leaf, point)
        if one.value:
            found.setdefault(one.value < 0, one)
        if len(found) == 2:
            break
    return tuple(found[sign] for sign in (True, False) if sign in found)


def slopes_at(
    leaf: Leaf, point: Mapping[str, Fraction]
) -> tuple[RationalFunction, RationalFunction]:
    """The polynomial flow in the plane of b and w, on the leaf of a point of the optimal manifold."""
    field = field_over([notation.b, notation.w])
    s, c, w_star = (point[x] for x in ("s", "c", "w_star"))
    level = value_of(leaf.end.conserved.quantity, {**point, "a": s, "b": c / s, "w": w_star})
    values = {Symbol(name): field(x) for name, x in point.items()}
    values[notation.first_value] = field(level)
    known = {x: values[x] for x in leaf.height.field.symbols if x in values}
    first, second = (
        substitute(one * leaf.speed, known, field)
        for one in (leaf.input_slope, leaf.recurrent_slope)
    )
    return first, second


def _candidates(analysis: Analysis) -> Iterator[dict[str, Fraction]]:
    """Points of the manifold where t = 0: a_hat s is the window's end there, if the window is open."""
    window = analysis.optimal.stability.window
    if window is None or window.opening_sign.sign in ("zero", "negative", "nonpositive"):
        return
    own = list(parameter_points(analysis.rule, zero=True))
    for gain, place, values, w_star in product(_GAINS, _PLACES, own, _TEACHERS):
        here = {**values, "w_star": w_star, "c": gain, "s": place}
        try:
            lower, upper = (value_of(one, here) for one in (window.lower, window.upper))
        except ExactArithmeticError:
            continue
        if lower < upper:
            yield {**here, notation.a_hat.name: -upper / place}


def _focus(analysis: Analysis, leaf: Leaf, point: dict[str, Fraction]) -> Focus:
    optimal = analysis.optimal
    trace, determinant, crossing = (
        value_of(one, point)
        for one in (optimal.trace, optimal.determinant, optimal.trace.diff(notation.a_hat))
    )
    if trace or determinant <= 0:
        raise ProofError(
            f"{analysis.rule.name}: t = {trace} and d = {determinant} at the end of the window"
        )
    first, second = _by_degree(slopes_at(leaf, point), point["c"] / point["s"], point["w_star"])
    *forms, value = focal_value(first[1:4], second[1:4])
    rest: dict[int, list[Form]] = {}
    for form in forms:
        for pair in zip(first[1:], second[1:], strict=True):
            changed = change(form, *pair)
            rest.setdefault(len(changed) - 1, []).append(changed)
    square, cubic, quartic = forms
    return Focus(
        tuple(point.items()),
        determinant,
        crossing,
        square,
        cubic,
        quartic,
        value,
        tuple(added(*rest[degree]) for degree in sorted(rest) if degree > _ORDER),
    )


def _by_degree(
    slopes: tuple[RationalFunction, RationalFunction], b: Fraction, w: Fraction
) -> tuple[list[Form], list[Form]]:
    """The homogeneous parts of a polynomial flow in the distances from a fixed point, from degree 0 on."""
    field = field_over([notation.b, notation.w])
    x, y = field.gens
    moved = [substitute(one, {notation.b: b + x, notation.w: w + y}, field) for one in slopes]
    if any(letters_of(one.denom) for one in moved):
        raise ProofError("the flow on a leaf is no polynomial one at this speed")
    degree = max(sum(powers) for one in moved for powers, _ in one.numer.terms())
    found = []
    for one in moved:
        values = dict(one.numer.terms())
        ((_, below),) = one.denom.terms()
        found.append(
            [
                tuple(Fraction(int(values.get((n - k, k), 0)), int(below)) for k in range(n + 1))
                for n in range(degree + 1)
            ]
        )
    first, second = found
    if any(first[0]) or any(second[0]):
        raise ProofError("the optimum is no fixed point of the flow on its leaf")
    return first, second
