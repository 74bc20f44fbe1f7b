"""The kernel as the dynamics see it: K(w), K(w_star), its first moment, and their signs.

Everything downstream needs the kernel only through its generating function
K(z) = sum_m kappa_m z^m at z = w and z = w_star, and, on the optimal manifold, through
M(z) = sum_m m kappa_m z^m = z K'(z).
"""

from dataclasses import dataclass

from sympy import Expr, Symbol
from sympy.polys.fields import FracElement

from symdyn import notation
from symdyn.analysis.update import kernel_sum, mode_domain
from symdyn.exact.domain import Domain
from symdyn.exact.exponential import ExponentialPolynomial
from symdyn.exact.fields import generator, substitute
from symdyn.exact.frozen import Frozen, freeze
from symdyn.exact.layout import arrange_exponential, arrange_sum
from symdyn.exact.signs import SignProof, sign_of
from symdyn.rules.rule import LearningRule

__all__ = ["Credit", "Fact", "TermwiseProof", "credit_of", "quotient_sign"]


@dataclass(frozen=True)
class TermwiseProof:
    """A sum of p(m) x^m over m = 0, 1, ... is positive term by term.

    Every x >= 0, every coefficient of p >= 0 and the first term is positive: the same holds for
    any horizon >= 1, and for p(m) weighted by m + 1.
    """

    ratios: tuple[SignProof, ...]
    coefficients: tuple[SignProof, ...]
    first: SignProof


@dataclass(frozen=True)
class Fact:
    """A sign on the whole domain ("positive", "nonnegative", ..., "unknown") with its proof.

    `proof` holds the proofs for numerators and denominators, or a termwise proof.
    """

    sign: str
    proof: tuple[SignProof, ...] | TermwiseProof = ()


@dataclass(frozen=True)
class Credit:
    """The kernel's generating function where it is needed.

    `student` is K(w), `teacher` K(w_star) with the kernel's own w in place; `value` and `moment`
    are K and w_star K' on the optimal manifold, where the kernel's w is w_star.  The formulas
    `general`, `student_expr`, ... are for printing.
    """

    zero: bool
    student_sum: ExponentialPolynomial
    teacher_sum: ExponentialPolynomial
    general: Expr
    slope: Expr
    student_expr: Expr
    teacher_expr: Expr
    value_expr: Expr
    slope_expr: Expr
    moment_expr: Expr
    frozen: Frozen
    student: FracElement
    teacher: FracElement
    value: FracElement
    moment: FracElement
    teacher_sign: Fact
    value_sign: Fact
    stretched_sign: Fact
    moment_sign: Fact


def credit_of(rule: LearningRule) -> Credit:
    """Sum the kernel's generating function and decide the signs that the stability needs.

    `stretched_sign` is the sign of K + w_star K' = sum_m (m + 1) kappa_m w_star^m.
    """
    field = rule.credit.field
    w, w_star = generator(field, notation.w), generator(field, notation.w_star)
    here = {notation.z: w_star, notation.w: w_star}
    at_z, slope, moment_at_z = zip(*_sums_by_ratio(rule), strict=True)
    student = _total(at_z, {notation.z: w})
    teacher = _total(at_z, {notation.z: w_star})
    value, moment = _total(at_z, here), _total(moment_at_z, here)
    frozen = freeze([student, teacher, value, moment], mode_domain(rule))
    termwise = _termwise(rule)
    value_sign = _known(quotient_sign(frozen.elements[2], frozen), termwise)
    return Credit(
        zero=not rule.credit.sequence.terms,
        student_sum=student,
        teacher_sum=teacher,
        general=_arranged(at_z, {}),
        slope=_arranged(slope, {}),
        student_expr=_arranged(at_z, {notation.z: w}),
        teacher_expr=_arranged(at_z, {notation.z: w_star}),
        value_expr=_arranged(at_z, here),
        slope_expr=_arranged(slope, here),
        moment_expr=_arranged(moment_at_z, here),
        frozen=frozen,
        student=frozen.elements[0],
        teacher=frozen.elements[1],
        value=frozen.elements[2],
        moment=frozen.elements[3],
        teacher_sign=quotient_sign(frozen.elements[1], frozen),
        value_sign=value_sign,
        stretched_sign=_known(
            quotient_sign(frozen.elements[2] + frozen.elements[3], frozen), termwise
        ),
        moment_sign=_known(
            quotient_sign(frozen.elements[3], frozen),
            Fact("nonnegative", termwise.proof) if termwise.proof else termwise,
        ),
    )


def quotient_sign(element: FracElement, frozen: Frozen) -> Fact:
    """The sign of a rational function on the domain, from those of its two parts.

    Where powers of -1 occur, each combination of their values must give the same sign.
    """
    if not element:
        return Fact("zero")
    found = [_plain_sign(one, frozen.domain) for one in frozen.at_each_sign(element)]
    if any(sign != found[0][0] for sign, _ in found):
        return Fact("unknown")
    return Fact(found[0][0], tuple(proof for _, proofs in found for proof in proofs))


def _plain_sign(element: FracElement, domain: Domain) -> tuple[str, tuple[SignProof, ...]]:
    if not element:
        return "zero", ()
    upper, lower = sign_of(element.numer, domain), sign_of(element.denom, domain)
    if upper is None or lower is None or lower.sign not in ("positive", "negative"):
        return "unknown", ()
    sign = upper.sign if lower.sign == "positive" else _OPPOSITE[upper.sign]
    return sign, (upper, lower)


_OPPOSITE = {
    "positive": "negative",
    "negative": "positive",
    "nonnegative": "nonpositive",
    "nonpositive": "nonnegative",
    "nonzero": "nonzero",
}


def _known(first: Fact, second: Fact) -> Fact:
    return second if first.sign in ("unknown", "nonzero") else first


def _termwise(rule: LearningRule) -> Fact:
    """Whether every lag's credit is nonnegative on the optimal manifold, the first positive."""
    field, domain = rule.credit.field, mode_domain(rule)
    w_star = generator(field, notation.w_star)
    ratios, coefficients, first = [], [], field.zero

    def at_teacher(element: FracElement) -> FracElement:
        return substitute(element, {notation.w: w_star})

    for (powers, bases), value in rule.credit.sequence.terms:
        ratio = w_star
        for base, form in bases:
            ratio *= at_teacher(field(base)) ** form.coefficient(notation.m)
        ratios.append(_product_sign(ratio, domain))
        coefficients.append(_product_sign(at_teacher(value), domain))
        if not powers:
            first += at_teacher(value)
    start = _product_sign(first, domain) if first else None
    nonnegative = ("positive", "nonnegative")
    known = [one for one in (*ratios, *coefficients, start) if one is not None]
    if len(known) < len(ratios) + len(coefficients) + 1 or not start:
        return Fact("unknown")
    if any(one.sign not in nonnegative for one in known) or start.sign != "positive":
        return Fact("unknown")
    return Fact(
        "positive",
        TermwiseProof(tuple(known[: len(ratios)]), tuple(known[len(ratios) : -1]), start),
    )


def _product_sign(element: FracElement, domain: Domain) -> SignProof | None:
    """The sign of numerator times denominator, which is the sign of the quotient."""
    return sign_of(element.numer * element.denom, domain)


def _sums_by_ratio(
    rule: LearningRule,
) -> list[tuple[ExponentialPolynomial, ExponentialPolynomial, ExponentialPolynomial]]:
    """K(z), K'(z) and z K'(z) of each ratio's share of the kernel; at least one, perhaps zero."""
    field = rule.credit.field
    z, lag = generator(field, notation.z), ExponentialPolynomial.index(field, notation.m)
    weights = (None, lag.scale(1 / z), lag)
    shares = rule.credit.by_ratio() or (rule.credit.sequence,)
    return [
        tuple(kernel_sum(rule, z, weight, share)[0] for weight in weights)  # type: ignore[misc]
        for share in shares
    ]


def _total(
    parts: tuple[ExponentialPolynomial, ...], values: dict[Symbol, FracElement]
) -> ExponentialPolynomial:
    total = ExponentialPolynomial(parts[0].field, ())
    for part in parts:
        total = total + part.substitute(values)
    return total


def _arranged(parts: tuple[ExponentialPolynomial, ...], values: dict[Symbol, FracElement]) -> Expr:
    """One summand a ratio, or all over one denominator, whichever is shorter."""
    summed = arrange_sum([arrange_exponential(part.substitute(values)) for part in parts])
    joined = arrange_sum([arrange_exponential(_total(parts, values))])
    return min(summed, joined, key=lambda one: one.count_ops())
