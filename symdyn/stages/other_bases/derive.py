r"""Credit through diag(W) where the hidden units are not the modes: two units turned, and level bases.

Aligned networks have W = P w P^T.  Between the bases the credit is P^T kappa_m(diag(W)) P, and entry k of
diag(W) is the mean of the modes weighted with the squares of row k of P.  In a basis of two units, turned by
(x, y) with x^2 + y^2 = 1, these are

    rho_1 = x^2 w_1 + y^2 w_2,   rho_2 = y^2 w_1 + x^2 w_2,

the error of the first mode moves its own entry of B with x^2 kappa_m(rho_1) + y^2 kappa_m(rho_2), and the entry in
the second mode's row with x y (kappa_m(rho_2) - kappa_m(rho_1)).

A basis is level where all squares are 1/n: then diag(W) = v I with the mean v of the modes, at every W that is
aligned there.  A matrix v I turns with every basis, so that the rule is, there, the one that has v for w in its
kernel.  Entries 1/sqrt(n) and -1/sqrt(n) make such a basis for n = 2 and n = 4.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import product

from sympy import Expr, Symbol

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ExactArithmeticError
from symdyn.exact.bridge import from_expr, value_of
from symdyn.exact.domain import Interval
from symdyn.exact.evaluation import evaluate
from symdyn.exact.layout import arrange
from symdyn.exact.polynomials import letters_of
from symdyn.exact.rational import field_over, generator
from symdyn.exact.substitution import substitute
from symdyn.parameters import Parameter
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis, analyse
from symdyn.stages.cross_modes.derive import Pair, pair_of
from symdyn.stages.kept import kept
from symdyn.stages.setting.parameter_points import parameter_points
from symdyn.stages.spurious_fixed_points.derive import SpuriousPoint, point_with, students

__all__ = [
    "LEVEL",
    "RESTING_UNITS",
    "UNITS",
    "Level",
    "LevelNetwork",
    "OtherBases",
    "credit_at",
    "level_basis",
    "level_rule",
    "means_something",
    "not_covered",
    "other_bases",
]

LEVEL = Symbol("v")  # no parameter of a rule has this name
UNITS = tuple(Symbol(f"rho_{one}") for one in (1, 2))  # the entries of diag(W)
RESTING_UNITS = 2  # of the level basis in which a network that rests is looked for
_ROOTS = tuple(Fraction(one, 5) for one in (4, 2, 3, 1, -1, -2, -3, -4))
_GAINS = tuple(Fraction(1, one) for one in (5, 10, 20))


@dataclass(frozen=True)
class LevelNetwork:
    """Four modes at an optimum in a level basis; the first two leave it together.

    Parameters
    ----------
    w : of the four modes
    level : their mean
    a, b : of the first and the second mode; those of the others are 1
    a_hat : the strengths of their feedback, None where it is symmetric
    parameters : the rule's own, by name
    trace, determinant : of the pair, in the row of the first and the column of the second
    """

    w: tuple[Fraction, ...]
    level: Fraction
    a: tuple[Fraction, Fraction]
    b: tuple[Fraction, Fraction]
    a_hat: tuple[Fraction, Fraction] | None
    parameters: tuple[tuple[str, Fraction], ...]
    trace: Fraction
    determinant: Fraction

    @property
    def point(self) -> tuple[tuple[str, Fraction], ...]:
        """The values of what the block of the two modes is made of."""
        own = () if self.a_hat is None else (("a_hat_1", self.a_hat[0]),)
        return (
            ("w_1", self.w[0]),
            ("w_2", self.w[1]),
            ("a_1", self.a[0]),
            ("b_2", self.b[1]),
            *own,
            *self.parameters,
            (LEVEL.name, self.level),
        )


@dataclass(frozen=True, repr=False)
class Level(Brief):
    """What the rule is in a level basis.

    Parameters
    ----------
    analysis : of the rule with v for w in its kernel
    pair : two coupled modes of it
    square : with two units, a positive multiple of (w_1 - w_2)^2 is added to the gains in the sum that has the
        sign of the determinant; None where another term is
    leaves : an exact network that leaves its optimum, or None where none was found
    rests : an exact network with one output that no update moves at a positive loss, or None
    """

    analysis: Analysis
    pair: Pair
    square: Fraction | None
    leaves: LevelNetwork | None
    rests: SpuriousPoint | None

    def _about(self) -> str:
        return f"{self.analysis.rule.name}, with the ratio {LEVEL}"


@dataclass(frozen=True, repr=False)
class OtherBases(Brief):
    """What is known of a rule with credit through diag(W) where the units are not the modes.

    Parameters
    ----------
    student, teacher : K(w_1) and K(w_star) of a unit with rho_1, of one with rho_2, and the second less the first over
        rho_2 - rho_1
    level : what the rule is in a level basis
    """

    student: tuple[Expr, Expr, Expr]
    teacher: tuple[Expr, Expr, Expr]
    level: Level

    def _about(self) -> str:
        return "two units turned, and level bases"


def not_covered(rule: LearningRule) -> str | None:
    """Why nothing is said of other bases for a rule that tells the units apart; None where it is."""
    if rule.per_unit:
        return (
            "Where each unit has a number of its own in the kernel, other bases are not covered: modes do not "
            "learn alone there, as an exact instance shows, and what is left of them is not described."
        )
    if rule.horizon is not None:
        return "Of a kernel with a horizon other bases are not covered."
    return None


@kept
def other_bases(analysis: Analysis) -> OtherBases | None:
    """What is known; None for a rule that does not go through diag(W), or is not covered.

    >>> from symdyn import analyse, find_rule
    >>> found = other_bases(analyse(find_rule("e-prop")))
    >>> found.student[2], found.level.leaves.level
    (w_1/((-rho_1*w_1 + 1)*(-rho_2*w_1 + 1)), Fraction(1, 10))
    """
    rule = analysis.rule
    if not means_something(analysis) or not_covered(rule) is not None:
        return None
    first = Symbol("w_1")
    return OtherBases(
        credit_at(analysis, first), credit_at(analysis, notation.w_star), _level(rule)
    )


def means_something(analysis: Analysis) -> bool:
    """Whether the basis of the units makes a difference: the kernel holds diag(W), or a number of each."""
    if analysis.alignment.counterexample is not None and analysis.rule.per_unit:
        return True
    return analysis.rule.diagonal and notation.w in analysis.credit.general.free_symbols


def credit_at(analysis: Analysis, place: Symbol) -> tuple[Expr, Expr, Expr]:
    """K(place) of a unit with rho_1, of one with rho_2, and their difference over that of the two."""
    general = analysis.credit.general
    own = sorted(general.free_symbols - {notation.w, notation.z}, key=lambda one: one.name)
    field = field_over([*UNITS, place, *own])
    first, second = (
        from_expr(field, general.xreplace({notation.w: one, notation.z: place})) for one in UNITS
    )
    spread = from_expr(field, UNITS[1] - UNITS[0])
    return arrange(first), arrange(second), arrange((second - first) / spread)


@cache
def level_rule(rule: LearningRule) -> LearningRule:
    """The rule with v for w in its kernel, which is what it is where diag(W) = v I."""
    domain = notation.interval_of(notation.w)
    ratio = Parameter(LEVEL.name, domain if domain is not None else Interval())
    return replace(
        rule,
        name=f"{rule.name}-level",
        kernel=rule.kernel.xreplace({notation.w: ratio}),
        diagonal=False,
        equals=(),
    )


def _level(rule: LearningRule) -> Level:
    analysis = analyse(level_rule(rule))
    pair = pair_of(analysis)
    if pair is None:
        raise ValueError(f"{rule.name} has credit, and two modes are coupled by it")
    return Level(analysis, pair, _square(pair), _leaving(rule, pair), _resting(rule, analysis))


def _leaving(rule: LearningRule, pair: Pair) -> LevelNetwork | None:
    """The first point of a grid, with aligned feedback and two equal modes beside, where d < 0."""
    one = Fraction(1)
    for gain, modes in product(_GAINS, product(_ROOTS, repeat=3)):
        first, second, other = modes
        level = (first + second + 2 * other) / 4
        if first == second or not level:
            continue
        for values in parameter_points(rule):
            here = {"w_1": first, "w_2": second, "a_1": gain, "b_2": gain, "a_hat_1": gain}
            here |= {**values, LEVEL.name: level}
            try:
                trace, determinant = (value_of(x, here) for x in (pair.trace, pair.determinant))
            except ExactArithmeticError:
                continue
            if determinant < 0:
                fed = None if rule.symmetric else (gain, gain)
                return LevelNetwork(
                    (first, second, other, other),
                    level,
                    (gain, one),
                    (one, gain),
                    fed,
                    tuple(values.items()),
                    trace,
                    determinant,
                )
    return None


def _resting(rule: LearningRule, analysis: Analysis) -> SpuriousPoint | None:
    """A point with one output in a level basis, whose level is the mean of the modes."""
    level = sum(students(RESTING_UNITS), start=Fraction(0)) / RESTING_UNITS
    points = (
        point_with(analysis, RESTING_UNITS, {**values, LEVEL.name: level})
        for values in parameter_points(rule)
    )
    return next((one for one in points if one is not None), None)


def _square(pair: Pair) -> Fraction | None:
    """What multiplies (w_1 - w_2)^2 in the gap of two modes whose mean is v, if nothing else is added to it."""
    if pair.gap is None:
        return None
    gap = notation.plain(pair.gap)
    own = sorted(gap.free_symbols, key=lambda one: one.name)
    field = field_over(own)
    first, second = (generator(field, Symbol(one)) for one in ("w_1", "w_2"))
    values = {Symbol(one): field.zero for one in ("a_1", "b_2", "a_hat_1") if Symbol(one) in own}
    values |= {LEVEL: (first + second) / 2} if LEVEL in own else {}
    quotient = substitute(from_expr(field, gap), values, field) / (first - second) ** 2
    if letters_of(quotient):
        return None
    value = evaluate(quotient, {})
    return value if value > 0 else None


def level_basis(units: int) -> tuple[tuple[int, ...], ...]:
    """The signs of the entries of a level basis of 2 or 4 units, whose rows are orthogonal.

    >>> level_basis(4)[1]
    (1, -1, 1, -1)
    """
    rows: tuple[tuple[int, ...], ...] = ((1,),)
    while len(rows) < units:
        rows = (*((*one, *one) for one in rows), *((*one, *(-x for x in one)) for one in rows))
    return rows
