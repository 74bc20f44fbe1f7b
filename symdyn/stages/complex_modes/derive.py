r"""A conformal mode: read-out, input and recurrence turn a plane of units by one complex number each.

Where A, W and B act on pairs of outputs, units and inputs as alpha I + beta J with J the quarter turn, they
are complex numbers a, b, w, and a transpose is a conjugate.  An update is a sum over the lags of the error
e_k := a b w^k - c w_star^k times conjugates of what stands around it, with the conjugate of w in the kernel.
So it is linear in c, an update of a mode is a b G(w) - c G(w_star) for one function G of its argument; on the
manifold a b = c, w = w_star, where the error is 0, its change is that of the error alone: with the columns
    b G(w_star),   a G(w_star),   a b G'(w_star).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sympy import Symbol

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ProofError
from symdyn.exact.bridge import from_expr
from symdyn.exact.derivative import derivative
from symdyn.exact.domain import Domain, Interval
from symdyn.exact.exponential import ExponentialPolynomial
from symdyn.exact.polynomials import letters_of
from symdyn.exact.rational import Field, RationalFunction, field_over, generator
from symdyn.exact.signs import sign_of
from symdyn.exact.substitution import substitute
from symdyn.notation import STATE
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis
from symdyn.stages.complex_modes.pairs import Complex, complex_value
from symdyn.stages.complex_modes.witness import ComplexWitness, witness_of
from symdyn.stages.flow.derive import GeneralFlow
from symdyn.stages.flow.jacobian import characteristic_polynomial

__all__ = [
    "CONJUGATE",
    "PARTS",
    "ComplexModes",
    "Credit",
    "Kind",
    "Transverse",
    "complex_modes",
    "not_covered",
    "parts_of_pair",
    "transverse_pair",
]

MOST_LAGS = 8  # of a kernel whose powers of a complex number are written out
MOST_RATIOS = 3  # of a kernel whose parts are written over one denominator
# The conjugates of what is conjugated in an update.
CONJUGATE = {x: Symbol(f"{x.name}_1") for x in (*STATE, notation.a_hat)}
_W, _BACK = notation.w_star, CONJUGATE[notation.w]
_U, _V, _G, _Q, _X = map(Symbol, "u v g q X".split())
PARTS = tuple(map(Symbol, "q r g X k_1 k_2 H_1 H_2".split()))
_VALUE, _SLOPE, _STRETCHED = map(Symbol, "K_star M S_star".split())


class Kind(StrEnum):
    """What the kernel is like on the manifold, which decides what is proved."""

    REAL = "real credit"
    FROZEN = "a fixed ratio"
    OTHER = "another kernel"


@dataclass(frozen=True)
class Transverse:
    """Trace and determinant of the transverse pair for any kernel, in q, g, K_star, S_star, w_star, w_1."""

    trace: RationalFunction
    determinant: RationalFunction


@dataclass(frozen=True)
class Credit:
    """K_star = K(w_star) with conjugates in the kernel, and S_star = K_star + w_star K'(w_star).

    Parameters
    ----------
    value, slope, stretched : K_star, K'(w_star) and S_star as functions of w_star, its conjugate w_1 and
        the rule's parameters
    square : |w_star|^2 = u^2 + v^2
    value_parts, stretched_parts : with w_star = u + i v and w_1 = u - i v
    quotients : numerator and denominator of each, in the same letters, before they are made real
    """

    value: RationalFunction
    slope: RationalFunction
    stretched: RationalFunction
    square: RationalFunction
    value_parts: Complex
    stretched_parts: Complex
    quotients: tuple[tuple[Complex, Complex], ...]


@dataclass(frozen=True, repr=False)
class ComplexModes(Brief):
    """The transverse pair of a conformal mode under a rule.

    Parameters
    ----------
    credit : the kernel there
    ratio : of a kernel 1/(1 - ratio w_star), the ratio, which is free of w; else None
    kind : what is proved
    by_square : of real credit, K_star and S_star as functions of X = |w_star|^2; else None
    positive : whether these are proved to be positive
    fixed : the ratios of the kernel that are free of w, where infinitely many lags have credit
    unstable, stable : a mode at an exact point with aligned phases, or None where none was found
    """

    credit: Credit
    ratio: RationalFunction | None
    kind: Kind
    by_square: tuple[RationalFunction, RationalFunction] | None
    positive: bool
    fixed: tuple[RationalFunction, ...]
    unstable: ComplexWitness | None
    stable: ComplexWitness | None

    @property
    def gradient(self) -> bool:
        """Whether the credit is the gradient's own, 1/(1 - X)."""
        if self.by_square is None:
            return False
        value = self.by_square[0]
        return value == 1 / (1 - generator(value.field, _X))

    @property
    def condition(self) -> RationalFunction | None:
        """What is >= 0 exactly where a mode with a fixed ratio r is stable at every place: f^2 - h^2.

        It is the real part of (1 - r w_star)^2, for feedback of the right phase.
        """
        if self.kind != Kind.FROZEN:
            return None
        bottom = self.credit.quotients[0][1]
        return bottom.real**2 - bottom.imaginary**2

    def _about(self) -> str:
        return f"conformal modes, {self.kind}"


def transverse_pair(
    flow: GeneralFlow,
) -> tuple[tuple[tuple[RationalFunction, ...], ...], Transverse]:
    """The flow's Jacobian at a point of the manifold for any kernel, and its transverse pair.

    The Jacobian is written with the slope M of K(z) at w_star.

    Raises ProofError if the eigenvalue along the manifold is not zero.
    """
    a, b, phi = notation.a, notation.b, notation.phi
    back = CONJUGATE[b]
    field = field_over([a, b, phi, back, _W, _BACK, _VALUE, _SLOPE, _STRETCHED, _Q, _G])
    value, stretched, here = (generator(field, x) for x in (_VALUE, _STRETCHED, _W))
    behind = {
        b: generator(field, back),
        notation.w: generator(field, _BACK),
        notation.kernel_teacher: value,
        notation.kernel_derivative: generator(field, _SLOPE),
    }
    read, enter = generator(field, a), generator(field, b)
    matrix = []
    for symbol in STATE:
        of_argument = -derivative(flow.update[symbol], notation.c)
        slope = derivative(of_argument, _W) + derivative(
            of_argument, notation.kernel_teacher
        ) * flow.gen(notation.kernel_derivative)
        at, sloping = (substitute(one, behind, field) for one in (of_argument, slope))
        matrix.append((-enter * at, -read * at, -read * enter * sloping))
    polynomial = characteristic_polynomial(tuple(matrix))
    if polynomial.determinant:
        raise ProofError(f"along the manifold the determinant is {polynomial.determinant}, not 0")
    gains = {
        a: generator(field, _Q),
        phi: field.one,
        b: generator(field, _G),
        back: field.one,
        _SLOPE: (stretched - value) / here,
    }
    trace, minors = (substitute(x, gains) for x in (polynomial.trace, polynomial.minors))
    return tuple(matrix), Transverse(trace, minors)


def not_covered(rule: LearningRule) -> str | None:
    """Why nothing is said of conformal modes under a rule, in one sentence; None where it is."""
    if not rule.credit.sequence.terms:
        return "Without credit the recurrent weights stay, and no mode turns otherwise than at the start."
    if rule.diagonal:
        return (
            "The diagonal of a block that turns is its real part alone: credit through the diagonal of $W$ is "
            "no function of the complex mode, and its conformal modes are not covered."
        )
    if rule.per_unit:
        return "The two units of a mode that turns may have different numbers in the kernel: it is not covered."
    if rule.horizon == notation.tau:
        return (
            "Powers of complex numbers are not written out for a horizon that is a letter: give the horizon a "
            "value, as in tbptt-5."
        )
    if rule.credit.growing:
        return (
            "Of a kernel whose ratios need not decay conformal modes are not covered: its sums are quotients that "
            "are 0/0 at some modes."
        )
    if len(_ratios(rule.credit.sequence)) > MOST_RATIOS:
        return "Real and imaginary parts are written out for a kernel of a few ratios alone."
    if rule.horizon is None and not all(map(_decays_in_the_disc, _ratios(rule.credit.sequence))):
        return (
            "That the credit decays is proved for real $w$: for a complex one it is known where the ratio is "
            "a multiple of a power of $w$ alone."
        )
    if isinstance(rule.horizon, int) and rule.horizon - rule.first_lag > MOST_LAGS:
        return "Powers of a complex number are written out for a horizon of a few lags alone."
    return None


def complex_modes(analysis: Analysis) -> ComplexModes | None:
    """The transverse pair of a conformal mode under a rule; None where `not_covered` says why.

    >>> from symdyn import analyse, find_rule
    >>> found = complex_modes(analyse(find_rule("rflo")))
    >>> str(found.kind), found.ratio
    ('a fixed ratio', w_hat)
    """
    rule = analysis.rule
    if not_covered(rule) is not None:
        return None
    own = [
        Symbol(name)
        for name in rule.domain.names
        if Symbol(name) not in {notation.w, notation.a_hat}
    ]
    general = field_over([*own, _W, _BACK])
    written = analysis.credit.general.xreplace({notation.w: _BACK, notation.z: _W})
    value = from_expr(general, written)
    slope = derivative(value, _W)
    stretched = value + generator(general, _W) * slope
    field = field_over([*own, _U, _V])
    here = _turned(field)[_W]
    quotients = tuple(complex_value(one, _turned(field), field) for one in (value, stretched))
    parts = [top / bottom for top, bottom in quotients]
    credit = Credit(value, slope, stretched, here.square(), parts[0], parts[1], quotients)
    ratio = _fixed_ratio(value)
    kind = Kind.OTHER if ratio is None else Kind.FROZEN
    squares = None
    if not parts[0].imaginary and not parts[1].imaginary:
        kind, squares = Kind.REAL, _by_square(own, value, stretched)
    points: tuple[ComplexWitness | None, ComplexWitness | None] = (None, None)
    if kind != Kind.REAL:
        points = witness_of(rule, parts_of_pair(analysis.theory.flow), parts[0], parts[1])
    positive = squares is not None and all(_positive(rule, one) for one in squares)
    return ComplexModes(credit, ratio, kind, squares, positive, _fixed(rule), *points)


def _by_square(
    own: Sequence[Symbol], *values: RationalFunction
) -> tuple[RationalFunction, RationalFunction] | None:
    """Functions of w_star w_1 alone as functions of X."""
    field = field_over([*own, _X])
    found = []
    for value in values:
        one = generator(value.field, _W)
        if one * derivative(value, _W) != generator(value.field, _BACK) * derivative(value, _BACK):
            return None
        found.append(substitute(value, {_W: generator(field, _X), _BACK: field.one}, field))
    return found[0], found[1]


def _positive(rule: LearningRule, value: RationalFunction) -> bool:
    """Whether a function of X and the rule's parameters is proved to be positive for 0 <= X < 1.

    Domains are open: the end X = 0, which is w_star = 0, is asked for by itself.
    """
    own = tuple(x for x in rule.domain.names if x not in {notation.w.name, notation.a_hat.name})
    square = Domain(((_X.name, Interval(Fraction(0), Fraction(1))),))
    domain, product = rule.domain.restrict(own), value.numer * value.denom
    at_zero = substitute(product, {_X: product.field.zero}, product.field)
    return _is_positive(product, domain.extend(square)) and _is_positive(at_zero, domain)


def _is_positive(value: RationalFunction, domain: Domain) -> bool:
    proof = sign_of(value, domain)
    return proof is not None and proof.sign == "positive"


def _fixed(rule: LearningRule) -> tuple[RationalFunction, ...]:
    if rule.horizon is not None:
        return ()
    return tuple(x for x in _ratios(rule.credit.sequence) if notation.w not in letters_of(x))


def parts_of_pair(flow: GeneralFlow) -> tuple[Complex, Complex]:
    """Trace t + i y and determinant d + i z of the pair for any kernel.

    The letters are those of `PARTS`: the gains q + i r and g, X = |w_star|^2, K_star = k_1 + i k_2 and
    S_star = H_1 + i H_2.
    """
    _, pair = transverse_pair(flow)
    field = field_over(PARTS)
    q, r, g, square, *credit = (generator(field, x) for x in PARTS)
    values = {
        _Q: Complex(q, r),
        _G: Complex.of(g),
        # Of w_star and its conjugate the product alone stands in what is real here.
        _W: Complex.of(square),
        _BACK: Complex.of(field.one),
        _VALUE: Complex(credit[0], credit[1]),
        _STRETCHED: Complex(credit[2], credit[3]),
    }
    trace, determinant = (complex_value(x, values, field) for x in (pair.trace, pair.determinant))
    return trace[0] / trace[1], determinant[0] / determinant[1]


def _turned(field: Field) -> Mapping[Symbol, Complex]:
    here = Complex(generator(field, _U), generator(field, _V))
    return {_W: here, _BACK: here.conjugate()}


def _fixed_ratio(value: RationalFunction) -> RationalFunction | None:
    """r, where K_star = 1/(1 - r w_star) with r free of w."""
    if not value:
        return None
    ratio = (1 - 1 / value) / generator(value.field, _W)
    return None if {_W, _BACK} & set(letters_of(ratio)) else ratio


def _ratios(sequence: ExponentialPolynomial) -> tuple[RationalFunction, ...]:
    found: dict[RationalFunction, None] = {}
    for (_, bases), _value in sequence.terms:
        ratio = sequence.field.one
        for base, form in bases:
            ratio *= base ** form.coefficient(notation.m)
        found[ratio] = None
    return tuple(one for one in found if one)  # 0 stands for a single lag


def _decays_in_the_disc(ratio: RationalFunction) -> bool:
    """Whether a ratio that is below 1 for -1 < w < 1 is so for |w| < 1: a multiple of a power of w.

    At w -> 1 the multiple is at most 1.
    """
    w = generator(ratio.field, notation.w)
    slope = derivative(ratio, notation.w)
    if not slope:
        return True
    degree = w * slope / ratio
    return not letters_of(degree)
