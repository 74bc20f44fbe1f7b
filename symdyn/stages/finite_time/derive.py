r"""What a mode learns from sequences of T steps: its fixed points, and trace and determinant at an optimum.

On the optimal manifold the error vanishes at each lag, so that the Jacobian of the flow is that of the sums
in their first factor alone.  With x = b^2, q = a phi and sums over k < T of w = w_star,

    -t = x X + q Y + q x V,   d = q x ((x X + q Y) V - (x Z + q Y') U),
    X = sum w^{2k},  Z = sum k w^{2k-1},  Y = sum kappa_k w^k,  Y' = sum k kappa_k w^{k-1},
    U = sum q_k w^k,  V = sum k w^{k-1} q_k,  q_k = sum_{m<k} kappa_m w^{k-1-m}.

For a geometric kernel u r^m the determinant is q u x (q u + x) G with G = (X V - Z U)/u, which is positive
for each T >= 2 and all w, r in (-1, 1): `claims_theorem` shows why.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sympy import Expr

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import ProofError
from symdyn.exact.exponential import ExponentialPolynomial, power
from symdyn.exact.layout import arrange, arrange_exponentials
from symdyn.exact.linear_forms import LinearForm
from symdyn.exact.polynomials import letters_of
from symdyn.exact.rational import RationalFunction, generator
from symdyn.exact.signs import sign_of
from symdyn.rules.rule import LearningRule
from symdyn.stages.setting.derive import mode_domain
from symdyn.stages.setting.geometric import Geometric, geometric_kernel

__all__ = ["FiniteTime", "Sums", "finite_time", "optimum_sums"]

_K, _M, _J, _T = (LinearForm.of(x) for x in (notation.k, notation.m, notation.j, notation.T))


@dataclass(frozen=True, repr=False)
class Sums(Brief):
    """The six sums over the first T lags that the Jacobian at an optimum consists of, in w_star.

    Parameters
    ----------
    squares, slopes : X and Z, of the impulse response with itself and with its derivative
    credit, credit_slope : Y and Y', of the kernel with the two
    later, later_slope : U and V, of the credit that reaches the hidden state with the two
    """

    squares: ExponentialPolynomial
    slopes: ExponentialPolynomial
    credit: ExponentialPolynomial
    credit_slope: ExponentialPolynomial
    later: ExponentialPolynomial
    later_slope: ExponentialPolynomial


@dataclass(frozen=True, repr=False)
class FiniteTime(Brief):
    """What is known of a mode that learns from T steps.

    Parameters
    ----------
    geometric : the kernel as u r^m, or None where it is no geometric sequence
    complete : whether the fixed points for each T >= 2 are proved to be those of long sequences
    sums : the six sums at an optimum; None for a kernel with more than one lag before a horizon, or none
        at the first
    apart : what the closed forms divide by and may vanish: there they stand for their limits
    tails : what the updates of a and b for long sequences add to those for T steps; that of a alone where the
        kernel is no geometric sequence
    trace, determinant : of the transverse pair for T steps, at a = s, b = c/s, w = w_star; None without sums
    excess : G for a geometric kernel, or None
    """

    geometric: Geometric | None
    complete: bool
    sums: Sums | None
    apart: tuple[Expr, ...]
    tails: tuple[Expr, ...]
    trace: Expr | None
    determinant: Expr | None
    excess: Expr | None

    def _about(self) -> str:
        found = "the same fixed points" if self.complete else "the optimal manifold"
        return f"{found} for each T from 2 on"

    @property
    def local(self) -> bool:
        """Whether the first lag alone has credit."""
        return self.geometric is not None and not self.geometric.ratio


@lru_cache(maxsize=64)
def finite_time(rule: LearningRule) -> FiniteTime | None:
    """What a mode learns from T steps; None without credit.

    >>> from symdyn import find_rule
    >>> finite_time(find_rule("rflo")).complete, finite_time(find_rule("tbptt-2")).complete
    (True, False)
    >>> finite_time(find_rule("bptt")).excess.subs({"T": 2, "w_star": 0})
    1
    """
    if not rule.credit.sequence.terms:
        return None
    geometric = geometric_kernel(rule)
    complete = geometric is not None and _positive(rule, geometric.weight)
    tails = tuple(_tails(rule, geometric))
    sums = optimum_sums(rule, geometric)
    if sums is None:
        return FiniteTime(geometric, complete, None, (), tails, None, None, None)
    gain = notation.s**2 if rule.symmetric else notation.a_hat * notation.s
    x = notation.c**2 / notation.s**2
    wrt = {one: arrange_exponentials(getattr(sums, one)) for one in Sums.__dataclass_fields__}
    first = x * wrt["squares"] + gain * wrt["credit"]
    second = x * wrt["slopes"] + gain * wrt["credit_slope"]
    trace = -(first + gain * x * wrt["later_slope"])
    if geometric is None:
        determinant = gain * x * (first * wrt["later_slope"] - second * wrt["later"])
        return FiniteTime(None, complete, sums, (), tails, trace, determinant, None)
    here = geometric.at_teacher()
    excess = _excess(sums, here.ratio, here.weight)
    own = gain * arrange(here.weight)
    gap = generator(here.ratio.field, notation.w_star) - here.ratio if here.ratio else None
    apart = (arrange(gap),) if gap and letters_of(gap) else ()
    return FiniteTime(
        geometric, complete, sums, apart, tails, trace, own * x * (own + x) * excess, excess
    )


def _tails(rule: LearningRule, geometric: Geometric | None) -> Iterator[Expr]:
    """b sum e_k w^k and u phi sum e_k r^k over the lags k >= T, with e_k = a b w^k - c w_star^k."""
    field = rule.credit.field
    w, w_star = (generator(field, x) for x in (notation.w, notation.w_star))
    gain, a, b, c = notation.a * notation.b, notation.a, notation.b, notation.c
    yield b * (gain * _beyond(w, w) - c * _beyond(w_star, w))
    if geometric is not None and geometric.ratio:
        feedback = arrange(geometric.weight) * (a if rule.symmetric else notation.a_hat)
        ratio = geometric.ratio
        yield feedback * (gain * _beyond(w, ratio) - c * _beyond(w_star, ratio))


def _beyond(x: RationalFunction, y: RationalFunction) -> Expr:
    """The sum of (x y)^k over k >= T, for a product below 1 in modulus."""
    total = _total(power(x, _K) * power(y, _K), _T)
    return arrange_exponentials(total.without(notation.T) - total)


def _excess(sums: Sums, ratio: RationalFunction, weight: RationalFunction) -> Expr:
    """G from the sums, written as a difference of products of moduli.

    Raises ProofError if the two are not equal.
    """
    field = ratio.field
    w = generator(field, notation.w_star)
    room, other = 1 - w**2, 1 - ratio * w
    one = ExponentialPolynomial.constant(field.one)
    long = one - power(w, _T * 2)
    slope = (ExponentialPolynomial.index(field, notation.T) * power(w, _T - 1)).scale(room)
    if not ratio:
        large, small = one, power(w, _T - 1)
    else:
        large = one - power(ratio * w, _T)
        terms, _ = (power(w, _J) * power(ratio, _T - 1 - _J)).sum_over(notation.j, _T)
        small = terms.scale(other)
    below = room**2 * other**2
    stated = (long * large - slope * small).scale(1 / below)
    found = sums.squares * sums.later_slope - sums.slopes * sums.later
    if not (found.scale(1 / weight) - stated).is_zero():
        raise ProofError("what decides in finite time is no difference of products of moduli")
    first, second, third, fourth = map(arrange_exponentials, (long, large, slope, small))
    return (first * second - third * fourth) / arrange(below)


def _positive(rule: LearningRule, weight: RationalFunction) -> bool:
    """Whether the weight of a geometric kernel is positive on the whole domain."""
    found = sign_of(weight.numer * weight.denom, mode_domain(rule))
    return found is not None and found.sign == "positive"


def optimum_sums(rule: LearningRule, geometric: Geometric | None) -> Sums | None:
    """The six sums in closed form, where the kernel has credit at all lags or at the first alone."""
    kernel = rule.credit
    local = geometric is not None and not geometric.ratio
    if kernel.first or ((kernel.settled or rule.horizon is not None) and not local):
        return None
    field = kernel.field
    w = generator(field, notation.w_star)
    response = power(w, _K)
    slope = ExponentialPolynomial.index(field, notation.k) * power(w, _K - 1)
    if local and geometric is not None:
        weight = geometric.at_teacher().weight
        later = _total(power(w, _K * 2 + 1), _T - 1).scale(weight)
        later_slope = _total(slope * power(w, _K - 1), _T).scale(weight)
        credit = (ExponentialPolynomial.constant(weight), ExponentialPolynomial(field, ()))
    else:
        sequence = kernel.sequence.substitute({notation.w: w})
        lag = ExponentialPolynomial.index(field, notation.m)
        credit = (
            (sequence * power(w, _M)).sum_over(notation.m, _T)[0],
            (sequence * lag * power(w, _M - 1)).sum_over(notation.m, _T)[0],
        )
        reached, _ = (sequence * power(w, _K - _M - 1)).sum_over(notation.m, _K)
        later, later_slope = _total(reached * response, _T), _total(reached * slope, _T)
    found = (
        _total(response * response, _T),
        _total(response * slope, _T),
        *credit,
        later,
        later_slope,
    )
    return Sums(*found)


def _total(summand: ExponentialPolynomial, count: LinearForm) -> ExponentialPolynomial:
    """The sum over the lags k below a count."""
    return summand.sum_over(notation.k, count)[0]
