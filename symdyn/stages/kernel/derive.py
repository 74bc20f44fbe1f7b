"""The kernel as the dynamics see it: K(w), K(w_star), its first moment, and their signs.

Everything downstream needs the kernel only through its generating function
K(z) = sum_m kappa_m z^m at z = w and z = w_star, and, on the optimal manifold, through
M(z) = sum_m m kappa_m z^m = z K'(z).
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from sympy import Expr, Integer, Symbol

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ExactArithmeticError
from symdyn.exact.adjoined import Adjoined, adjoin
from symdyn.exact.domain import Domain, Interval
from symdyn.exact.evaluation import evaluate
from symdyn.exact.exponential import ExponentialPolynomial
from symdyn.exact.layout import arrange_exponentials
from symdyn.exact.rational import RationalFunction, field_over, generator
from symdyn.exact.signs import SignProof, sign_of
from symdyn.exact.substitution import substitute
from symdyn.rules.rule import LearningRule
from symdyn.stages.setting.derive import mode_domain
from symdyn.stages.update.derive import kernel_sum, total_of

__all__ = ["Credit", "Fact", "TermwiseProof", "credit_of", "quotient_sign"]


# Up to so many ratios the kernel's sums are written over one denominator.
JOINED_RATIOS = 2

Shares = tuple[ExponentialPolynomial, ...]
Point = tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True, repr=False)
class TermwiseProof(Brief):
    """A sum of p(m) x^m over the kernel's lags is positive term by term.

    Every x >= 0, every p(m) >= 0 at the lags that are kept, and the first term is positive: the same
    holds for any horizon >= 1, and for p(m) weighted by m + 1.
    """

    ratios: tuple[SignProof, ...]
    coefficients: tuple[SignProof, ...]
    first: SignProof


@dataclass(frozen=True, repr=False)
class Fact(Brief):
    """A sign on the whole domain ("positive", "nonnegative", ..., "unknown") with its proof.

    `proof` holds the proofs for numerators and denominators, or a termwise proof.  Where the sign
    is "both", `points` are an exact point with a positive value and one with a negative value.
    """

    sign: str
    proof: tuple[SignProof, ...] | TermwiseProof = ()
    points: tuple[Point, ...] = ()

    def _about(self) -> str:
        return f"{self.sign} on the whole domain" if self.sign != "unknown" else "no sign is proved"


@dataclass(frozen=True, repr=False)
class Credit(Brief):
    """The kernel's generating function where it is needed.

    `student` is K(w), `teacher` K(w_star) with the kernel's own w in place; `value` and `moment`
    are K and w_star K' on the optimal manifold, where the kernel's w is w_star.  The formulas
    `general`, `student_expr`, ... are for printing; the shares are K(w) and K(w_star) by ratio.
    """

    zero: bool
    student_shares: Shares
    teacher_shares: Shares
    general: Expr
    slope: Expr
    student_expr: Expr
    teacher_expr: Expr
    value_expr: Expr
    slope_expr: Expr
    moment_expr: Expr
    adjoined: Adjoined
    student: RationalFunction
    teacher: RationalFunction
    value: RationalFunction
    moment: RationalFunction
    teacher_sign: Fact
    value_sign: Fact
    stretched_sign: Fact
    moment_sign: Fact


def credit_of(rule: LearningRule) -> Credit:
    """Sum the kernel's generating function and decide the signs that a mode's stability needs.

    `stretched_sign` is the sign of K + w_star K' = sum_m (m + 1) kappa_m w_star^m.
    """
    field = rule.credit.field
    w, w_star = generator(field, notation.w), generator(field, notation.w_star)
    here = {notation.z: w_star, notation.w: w_star}
    at_z, slope, moment_at_z = zip(*_sums_by_ratio(rule), strict=True)
    student = _at(at_z, {notation.z: w})
    teacher = _at(at_z, {notation.z: w_star})
    value, moment = _at(at_z, here), _at(moment_at_z, here)
    stretched = tuple(one + two for one, two in zip(value, moment, strict=True))
    domain = mode_domain(rule)
    termwise = None if rule.first_lag else _termwise(rule)  # K = 0 at w_star = 0
    positive = Fact("positive", termwise) if termwise else Fact("unknown")
    nonnegative = Fact("nonnegative", termwise) if termwise else Fact("unknown")
    teacher_sign = _sign_of_sum(teacher, domain)
    value_sign = _known(_sign_of_sum(value, domain), positive)
    moment_sign = _known(_sign_of_sum(moment, domain), nonnegative)
    formulas = tuple(_arranged(rule, one) for one in (student, teacher, value, moment))
    if len(value) <= JOINED_RATIOS:
        adjoined = adjoin([total_of(one) for one in (student, teacher, value, moment)], domain)
    else:
        signs = (Fact("unknown"), teacher_sign, value_sign, moment_sign)
        adjoined = _opaque(rule, domain, formulas, signs)
    adjoined = _at_own_horizon(rule, adjoined)
    return Credit(
        zero=not rule.credit.sequence.terms,
        student_shares=student,
        teacher_shares=teacher,
        general=_arranged(rule, at_z),
        slope=_arranged(rule, slope),
        student_expr=formulas[0],
        teacher_expr=formulas[1],
        value_expr=formulas[2],
        slope_expr=_arranged(rule, _at(slope, here)),
        moment_expr=formulas[3],
        adjoined=adjoined,
        student=adjoined.elements[0],
        teacher=adjoined.elements[1],
        value=adjoined.elements[2],
        moment=adjoined.elements[3],
        teacher_sign=teacher_sign,
        value_sign=value_sign,
        stretched_sign=_known(_sign_of_sum(stretched, domain), positive),
        moment_sign=_or_both(moment_sign, adjoined.elements[3], adjoined),
    )


def _at_own_horizon(rule: LearningRule, adjoined: Adjoined) -> Adjoined:
    """With an integer horizon, formulas are read back with its value in place of tau."""
    if not isinstance(rule.horizon, int):
        return adjoined
    value = {notation.tau: Integer(rule.horizon)}
    meanings = {symbol: meaning.xreplace(value) for symbol, meaning in adjoined.meanings.items()}
    return replace(adjoined, meanings=meanings | value)


def quotient_sign(
    element: RationalFunction, adjoined: Adjoined, domain: Domain | None = None
) -> Fact:
    """The sign of a rational function on a domain, from those of its two parts.

    The domain is that of `adjoined` unless another is given.  Where powers of -1 occur, each combination of their values must give the same sign.
    """
    if not element:
        return Fact("zero")
    found = [_plain_sign(one, domain or adjoined.domain) for one in adjoined.at_each_sign(element)]
    if any(sign != found[0][0] for sign, _ in found):
        return Fact("unknown")
    return Fact(found[0][0], tuple(proof for _, proofs in found for proof in proofs))


def _plain_sign(element: RationalFunction, domain: Domain) -> tuple[str, tuple[SignProof, ...]]:
    if not element:
        return "zero", ()
    upper, lower = sign_of(element.numer, domain), sign_of(element.denom, domain)
    if upper is None or lower is None or lower.sign not in ("positive", "negative"):
        return "unknown", ()
    sign = upper.sign if lower.sign == "positive" else _OPPOSITE[upper.sign]
    return sign, (upper, lower)


_AT_LEAST_ZERO = ("positive", "nonnegative")
_OPPOSITE = {
    "positive": "negative",
    "negative": "positive",
    "nonnegative": "nonpositive",
    "nonpositive": "nonnegative",
    "nonzero": "nonzero",
}


def _known(first: Fact, second: Fact) -> Fact:
    return second if first.sign in ("unknown", "nonzero") else first


def _or_both(fact: Fact, element: RationalFunction, adjoined: Adjoined) -> Fact:
    """Where no sign is proved, two exact points of opposite sign show that there is none."""
    if fact.sign != "unknown" or adjoined.meanings:
        return fact
    origin = {symbol.name: Fraction(0) for symbol in adjoined.field.symbols}
    found: dict[bool, Point] = {}
    for point in adjoined.domain.points(60):
        try:
            value = evaluate(element, {**origin, **point})
        except ExactArithmeticError:
            continue
        if value:
            found.setdefault(value > 0, tuple(point.items()))
    return Fact("both", points=(found[True], found[False])) if len(found) == 2 else fact


def _sign_of_sum(parts: Shares, domain: Domain) -> Fact:
    """The sign of a sum over one denominator, or from summands that have the same sign."""
    if len(parts) <= JOINED_RATIOS:
        adjoined = adjoin([total_of(parts)], domain)
        return quotient_sign(adjoined.elements[0], adjoined)
    adjoined = adjoin(parts, domain)
    facts = [quotient_sign(element, adjoined) for element in adjoined.elements]
    proof = tuple(one for fact in facts if isinstance(fact.proof, tuple) for one in fact.proof)
    signs = {fact.sign for fact in facts} - {"zero"}
    for strict, weak in (("positive", "nonnegative"), ("negative", "nonpositive")):
        if signs <= {strict, weak}:
            return Fact(strict if strict in signs else weak, proof)
    return Fact("unknown")


def _opaque(
    rule: LearningRule, domain: Domain, formulas: tuple[Expr, ...], signs: tuple[Fact, ...]
) -> Adjoined:
    """The kernel's four sums as variables of their own, of which only the sign is used.

    With many ratios a common denominator would be exponentially long; the theory needs the sums
    as such, and reads them back as formulas.
    """
    symbols = notation.kernel_sums
    field = field_over([*rule.credit.field.symbols, *symbols])
    intervals = {
        "positive": Interval(Fraction(0), None),
        "negative": Interval(None, Fraction(0)),
    }
    entries = tuple(
        (symbol.name, intervals.get(fact.sign, Interval(None, None)))
        for symbol, fact in zip(symbols, signs, strict=True)
    )
    elements = tuple(generator(field, symbol) for symbol in symbols)
    meanings = dict(zip(symbols, formulas, strict=True))
    return Adjoined(field, elements, meanings, domain.extend(Domain(entries)))


def _termwise(rule: LearningRule) -> TermwiseProof | None:
    """Whether every lag's credit is nonnegative on the optimal manifold, the first positive."""
    field, domain = rule.credit.field, mode_domain(rule)
    w_star = generator(field, notation.w_star)
    by_ratio: dict[RationalFunction, dict[int, RationalFunction]] = {}
    for (powers, bases), value in rule.credit.sequence.terms:
        ratio = w_star
        for base, form in bases:
            at_teacher = substitute(base, {notation.w: w_star})
            ratio *= at_teacher ** form.coefficient(notation.m)
        degree = dict(powers).get(notation.m, 0)
        by_ratio.setdefault(ratio, {})[degree] = substitute(value, {notation.w: w_star})
    first = sum((one.get(0, field.zero) for one in by_ratio.values()), field.zero)
    start = _product_sign(first, domain) if first else None
    ratios = [_product_sign(ratio, domain) for ratio in by_ratio]
    values = [_at_lags(rule, one) for one in by_ratio.values()]
    known = [one for one in ratios if one is not None and one.sign in _AT_LEAST_ZERO]
    kept = [one for one in values if one is not None]
    if start is None or start.sign != "positive" or len(known) + len(kept) < 2 * len(ratios):
        return None
    return TermwiseProof(tuple(known), tuple(one for each in kept for one in each), start)


def _at_lags(
    rule: LearningRule, coefficients: dict[int, RationalFunction]
) -> tuple[SignProof, ...] | None:
    """Why sum_d p_d m^d >= 0 at the lags that are kept: each p_d is, or the sum for 0 < m < horizon.

    A polynomial that is >= 0 on an open interval is so at its ends.
    """
    domain = mode_domain(rule)
    found = [_product_sign(one, domain) for one in coefficients.values()]
    proofs = tuple(one for one in found if one is not None and one.sign in _AT_LEAST_ZERO)
    if len(proofs) == len(found):
        return proofs
    if rule.horizon is None:
        return None
    field = field_over([*rule.credit.field.symbols, notation.m, notation.k])
    m = generator(field, notation.m)
    later = {notation.tau: m + generator(field, notation.k)} if rule.credit.uses_horizon else {}
    total = field.zero
    for degree, value in coefficients.items():
        total += substitute(value, later, field) * m**degree
    last = Fraction(rule.horizon) if isinstance(rule.horizon, int) else None
    lags = ((notation.m.name, Interval(Fraction(0), last)), (notation.k.name, Interval(0, None)))
    proof = _product_sign(total, domain.extend(Domain(lags))) if total else None
    return (proof,) if proof is not None and proof.sign in _AT_LEAST_ZERO else None


def _product_sign(element: RationalFunction, domain: Domain) -> SignProof | None:
    """The sign of numerator times denominator, which is the sign of the quotient."""
    return sign_of(element.numer * element.denom, domain)


def _sums_by_ratio(
    rule: LearningRule,
) -> list[tuple[ExponentialPolynomial, ExponentialPolynomial, ExponentialPolynomial]]:
    """K(z), K'(z) and z K'(z) of each ratio's share of the kernel; at least one, perhaps zero."""
    field = rule.credit.field
    z, lag = generator(field, notation.z), ExponentialPolynomial.index(field, notation.m)
    lag = lag + ExponentialPolynomial.constant(field(rule.first_lag))
    return [
        (
            kernel_sum(rule, share, z)[0],
            kernel_sum(rule, share, z, lag.scale(1 / z))[0],
            kernel_sum(rule, share, z, lag)[0],
        )
        for share in rule.credit.shares()
    ]


def _at(parts: Shares, values: dict[Symbol, RationalFunction]) -> Shares:
    return tuple(part.substitute(values) for part in parts)


def _arranged(rule: LearningRule, parts: Shares) -> Expr:
    """One summand a ratio, or all over one denominator where that is shorter."""
    best = arrange_exponentials(*parts)
    if 1 < len(parts) <= JOINED_RATIOS:
        joined = arrange_exponentials(total_of(parts))
        best = min(best, joined, key=lambda one: one.count_ops())
    if isinstance(rule.horizon, int):
        return best.xreplace({notation.tau: Integer(rule.horizon)})
    return best
