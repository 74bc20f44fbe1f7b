r"""Two modes that a perturbation couples: the off-diagonal block of the linearised flow at an optimum.

At an aligned optimum the error is zero, so that only its change enters the change of an update.  In the
entry of the first mode's row and the second mode's column it is, to first order,
    e_k = f b v^k + g a w^k + h a b (w^k - v^k)/(w - v),
with a and w of the first mode, b and v of the second, and the changes f of A, g of B and h of W in
that entry.  What stands in front of the error in an update, the feedback and the kernel, is the first
mode's, and what stands behind it the second's.  An update of a mode is a b G(w) - c G(w_star) for one
function G of its argument, so that the block of the update is
    b G(v),   a G(w),   a b (G(w) - G(v))/(w - v),
whatever the kernel.  Its kernel is (a, -b, w - v): the change of basis that mixes the two modes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sympy import Add, Expr, Mul, Pow, Symbol, true
from sympy.logic.boolalg import Boolean, BooleanAtom

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ProofError
from symdyn.exact.bridge import from_expr, polynomial_to_expr
from symdyn.exact.derivative import derivative
from symdyn.exact.domain import Domain, Interval
from symdyn.exact.layout import arrange, factors
from symdyn.exact.polynomials import letters_of
from symdyn.exact.rational import RationalFunction, field_over, generator
from symdyn.exact.signs import sign_of
from symdyn.exact.substitution import substitute
from symdyn.notation import STATE
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis
from symdyn.stages.cross_modes.witness import PairWitness, unstable_pair
from symdyn.stages.flow.derive import GeneralFlow
from symdyn.stages.flow.jacobian import characteristic_polynomial
from symdyn.stages.kept import kept
from symdyn.stages.kernel.derive import Credit
from symdyn.stages.stability.derive import Verdict as ModeVerdict
from symdyn.stages.stability.derive import residual

__all__ = [
    "FIRST",
    "LONGEST_ENTRY",
    "SECOND",
    "Block",
    "Pair",
    "Verdict",
    "block_for_any_kernel",
    "of_two",
    "pair_of",
]

LONGEST_ENTRY = 24  # terms; longer differences of two functions are not multiplied out

# The letters of a mode, as they are written where there are two: those of the first, and those of the
# second.  Of the block, which is linear in what it carries from one to the other, no others occur.
FIRST = {
    notation.a: Symbol("a_1"),
    notation.w: Symbol("w_1"),
    notation.a_hat: Symbol("a_hat_1"),
}
SECOND = {notation.b: Symbol("b_2"), notation.w_star: Symbol("w_2")}
_AT_FIRST, _AT_SECOND = notation.kernel_student, notation.kernel_teacher


class Verdict(StrEnum):
    """What is proved of two modes of which each is stable, with feedback of the right sign."""

    ALWAYS = "stable"
    CONDITIONAL = "stable exactly where its condition holds"
    OPEN = "not decided"


@dataclass(frozen=True)
class Block:
    """The block of -Delta for any kernel; its trace and the sum of its principal minors.

    The first mode's w is w here and the second's w_star, so that K(w) and K(w_star) are the values of
    the first mode's kernel at the two.
    """

    matrix: tuple[tuple[RationalFunction, ...], ...]
    trace: RationalFunction
    determinant: RationalFunction


@dataclass(frozen=True, repr=False)
class Pair(Brief):
    """The transverse pair of two coupled modes of a rule, in a_1, b_2, w_1, w_2 and the parameters.

    Parameters
    ----------
    jacobian : the block of -Delta
    long : whether an entry is; then those of the last column are stated by the others
    trace, determinant : of the two eigenvalues besides 0
    stable_where : what is positive exactly where the pair is stable, whatever the sign of the feedback
    gap : the sum a_1 phi_1 + b_2^2 + ... that has the sign of the determinant where a_1 phi_1 > 0
    positive : numerators and denominators of -t, and of the determinant over a_1 phi_1 b_2^2 and the
        gap, which are positive where a_1 phi_1 > 0
    verdict : what is proved where a_1 phi_1 > 0; where it is open there is no gap
    witness : an exact unstable pair of two modes that are each stable, or None
    """

    jacobian: tuple[tuple[Expr, ...], ...]
    long: bool
    trace: Expr
    determinant: Expr
    stable_where: tuple[Expr | Boolean, ...]
    gap: Expr | None
    positive: tuple[tuple[Expr, Expr], ...]
    verdict: Verdict
    witness: PairWitness | None

    def _about(self) -> str:
        return f"two coupled modes with a_1 phi_1 > 0, {self.verdict}"

    @property
    def condition(self) -> Expr | None:
        """What is positive where two modes are stable together, for a_1 phi_1 > 0; None if nothing is."""
        return self.gap if self.verdict == Verdict.CONDITIONAL else None


def block_for_any_kernel(flow: GeneralFlow) -> Block:
    """The block from the update for an arbitrary kernel, which is linear in c.

    Raises ProofError if a change of basis is not in the kernel of the block.
    """
    a, b, first, second = (
        flow.gen(x) for x in (notation.a, notation.b, notation.w, notation.w_star)
    )
    matrix = []
    for symbol in STATE:
        of_argument = -derivative(flow.update[symbol], notation.c)
        here = {notation.w: second, notation.w_star: first, _AT_SECOND: flow.gen(_AT_FIRST)}
        at_first = substitute(of_argument, here)
        at_second = substitute(of_argument, {notation.w: second})
        slope = (at_first - at_second) / (first - second)
        matrix.append((-b * at_second, -a * at_first, -a * b * slope))
    for row in matrix:
        if row[0] * a - row[1] * b + row[2] * (first - second):
            raise ProofError("a change of basis moves the aligned optimum to first order")
    polynomial = characteristic_polynomial(tuple(matrix))
    if polynomial.determinant:
        raise ProofError(f"the determinant of a pair is {polynomial.determinant}, not 0")
    return Block(tuple(matrix), polynomial.trace, polynomial.minors)


def of_two(expression: Expr) -> Expr:
    """An expression in a and w of the first mode and b and w_star of the second, with their numbers.

    >>> of_two(notation.a * notation.b + notation.w_star)
    a_1*b_2 + w_2
    """
    return expression.xreplace({**FIRST, **SECOND})


@kept
def pair_of(analysis: Analysis) -> Pair | None:
    """The pair of a rule; None for a rule without credit, whose recurrent weights stay.

    >>> from symdyn import analyse, find_rule
    >>> pair_of(analyse(find_rule("tbptt"))).condition
    a_1**2 + b_2**2 - w_2*(w_1 - w_2)
    """
    credit, rule = analysis.credit, analysis.rule
    if credit.zero:
        return None
    block = block_for_any_kernel(analysis.theory.flow)
    show = _Writer(rule, credit)
    trace, determinant = (show.gains(one) for one in (block.trace, block.determinant))
    verdict, gap, positive = _verdict(determinant, trace, show)
    witness = None
    aligned = analysis.optimal.stability.cases[0]
    if verdict != Verdict.ALWAYS and aligned.verdict == ModeVerdict.STABLE:
        witness = unstable_pair(rule, credit, determinant)
    exact = [tuple(show.exact(one) for one in row) for row in block.matrix]
    long = max(len(row[2].numer.terms()) for row in exact) > LONGEST_ENTRY
    matrix = tuple(show.row(row, long) for row in exact)
    return Pair(
        matrix,
        long,
        Add(*(matrix[place][place] for place in range(3))),
        show.determinant(determinant),
        _stable_where(determinant, trace, show, verdict, gap),
        gap,
        positive,
        verdict,
        witness,
    )


@dataclass(frozen=True)
class _Writer:
    """Writes the block with the rule's kernel, and with the numbers of the two modes."""

    rule: LearningRule
    credit: Credit

    def gains(self, element: RationalFunction) -> RationalFunction:
        """A function of the block in which a and phi occur as q = a phi alone."""
        field = field_over([*self.credit.adjoined.field.symbols, notation.q])
        return substitute(
            element,
            {
                notation.a: generator(field, notation.q),
                notation.phi: field.one,
                **self._values(),
            },
            field,
        )

    def _values(self) -> Mapping[Symbol, RationalFunction]:
        field = field_over([*self.credit.adjoined.field.symbols, notation.q])
        return {
            _AT_FIRST: substitute(self.credit.student, {}, field),
            _AT_SECOND: substitute(self.credit.teacher, {}, field),
        }

    def exact(self, element: RationalFunction) -> RationalFunction:
        """An entry of the block with the rule's feedback and kernel."""
        field = self.credit.adjoined.field
        a, phi = (generator(field, x) for x in (notation.a, self.feedback))
        values = {notation.a: a, notation.phi: phi}
        values |= {_AT_FIRST: self.credit.student, _AT_SECOND: self.credit.teacher}
        return substitute(element, values, field)

    def row(self, row: tuple[RationalFunction, ...], long: bool) -> tuple[Expr, ...]:
        """A row of the block, its entries factored; a long last one as what the others make of it."""
        shown = [self.shown(arrange(one)) for one in row]
        if long:
            a, b, w, v = (of_two(x) for x in (notation.a, notation.b, notation.w, notation.w_star))
            shown[2] = (b * shown[1] - a * shown[0]) / (w - v)
        return tuple(shown)

    def determinant(self, element: RationalFunction) -> Expr:
        """The determinant, with what a gain adds to in a factor apart from what it adds to."""
        zero = element.field.zero
        coefficient, found = factors(element)
        shown: list[Expr] = [coefficient]
        for base, exponent in found:
            bare = substitute(base, {notation.q: zero, notation.b: zero})
            split = self.shown(polynomial_to_expr(base - bare)) + self.shown(arrange(bare))
            shown.append(Pow(split, exponent))
        return Mul(*shown)

    @property
    def feedback(self) -> Symbol:
        """phi of the first mode."""
        return notation.a if self.rule.symmetric else notation.a_hat

    def shown(self, expression: Expr) -> Expr:
        """With powers to the horizon, q, and the modes' numbers written out."""
        exact = self.credit.adjoined.written_out(expression)
        return of_two(exact.xreplace({notation.q: notation.a * self.feedback}))

    def domain(self, sign: int | None) -> Domain:
        """The open domain of a pair, where the gain of the feedback q has a sign, or is not 0."""
        gain = (
            Interval(Fraction(0), None) if sign or self.rule.symmetric else Interval(nonzero=True)
        )
        nonzero = Interval(nonzero=True)
        domain = self.credit.adjoined.domain.with_(notation.b.name, nonzero)
        return domain.with_(notation.q.name, gain)


def _stable_where(
    determinant: RationalFunction,
    trace: RationalFunction,
    show: _Writer,
    verdict: Verdict,
    gap: Expr | None,
) -> tuple[Expr | Boolean, ...]:
    """What remains of d > 0 and -t > 0 for feedback of either sign, without factors of constant sign."""
    if show.rule.symmetric and verdict != Verdict.OPEN:
        return () if verdict == Verdict.ALWAYS or gap is None else (gap,)
    found = (residual(one, show.domain(None)) for one in (determinant, -trace))
    return tuple(
        one if isinstance(one, BooleanAtom) else show.shown(one) for one in found if one != true
    )


def _verdict(
    determinant: RationalFunction, trace: RationalFunction, show: _Writer
) -> tuple[Verdict, Expr | None, tuple[tuple[Expr, Expr], ...]]:
    """Whether trace and determinant have the right signs for q = a phi > 0; the gap, and what it leaves."""
    unknown = (Verdict.OPEN, None, ())
    domain = show.domain(1)
    damped = sign_of(-trace.numer * trace.denom, domain)
    left = residual(determinant, domain)
    if damped is None or damped.sign != "positive" or isinstance(left, BooleanAtom):
        return unknown
    gap = from_expr(trace.field, left)
    q, b = (generator(trace.field, x) for x in (notation.q, notation.b))
    rest = gap - q - b**2
    if gap.denom != 1 or {notation.q, notation.b} & set(letters_of(rest)):
        return unknown
    # The factors of even multiplicity are squares, whatever the signs of the others.
    coefficient, found = factors(rest)
    square = coefficient > 0 and all(exponent % 2 == 0 for _, exponent in found)
    written = show.shown(polynomial_to_expr(gap - rest) + arrange(rest))
    parts = (-trace, determinant / (q * b**2 * gap))
    shown = [sign_of(one.numer, domain) for one in parts]
    if any(one is None for one in shown):
        return unknown
    signs = [1 if one is not None and one.sign == "positive" else -1 for one in shown]
    positive = tuple(
        (show.shown(arrange(one.numer * sign)), show.shown(arrange(one.denom * sign)))
        for one, sign in zip(parts, signs, strict=True)
    )
    return Verdict.ALWAYS if square else Verdict.CONDITIONAL, written, positive
