"""Where the closed form of a sum over finitely many lags is 0/0, and whether it is multiplied out.

The sum of r^m z^m over m < M is (1 - r^M z^M) / (1 - r z).  Where |r| < 1 the denominator has no zero
for |z| < 1.  A kernel with a horizon may have any ratio: then the quotient says nothing where
r z = 1, though the sum has a value there.  So does a filtered kernel where two ratios are equal: over
infinitely many lags their difference cancels, over those of a horizon it does not.
"""

from functools import lru_cache

from symdyn import notation
from symdyn.exact.domain import Domain
from symdyn.exact.factors import factor
from symdyn.exact.rational import RationalFunction, generator
from symdyn.exact.signs import sign_of
from symdyn.exact.substitution import substitute
from symdyn.rules.rule import LearningRule
from symdyn.stages.setting.derive import mode_domain

__all__ = ["is_multiplied_out", "poles_at", "removable_poles"]

# Up to this horizon the powers are multiplied out, as in K = 1 + w z; beyond it w^tau is kept as
# one symbol, so that the cost does not grow with the horizon.
EXPANDED_HORIZON = 3
# The same where the quotient would be 0/0 somewhere, which is worth longer formulas.
EXPANDED_HORIZON_AT_POLES = 12


def is_multiplied_out(rule: LearningRule) -> bool:
    """Whether sums over the kernel's lags are written term by term: there is no quotient then.

    >>> from symdyn import find_rule
    >>> [is_multiplied_out(find_rule(name)) for name in ("tbptt-3", "tbptt-4")]
    [True, False]
    """
    if not isinstance(rule.horizon, int):
        return False
    if rule.horizon <= EXPANDED_HORIZON:
        return True
    return rule.horizon <= EXPANDED_HORIZON_AT_POLES and bool(_poles(rule, True))


def removable_poles(rule: LearningRule) -> tuple[RationalFunction, ...]:
    """The factors by which a closed form in w and w_star is divided and which may vanish.

    There each quotient stands for its limit, which is what the sum is.

    >>> from symdyn.notation import m, parameter, tau
    >>> rho = parameter("rho", 0, None)
    >>> removable_poles(LearningRule("any", "Any ratio", "random", rho**m, horizon=tau))
    (rho*w - 1, rho*w_star - 1)
    """
    return () if is_multiplied_out(rule) else _poles(rule, False)


def poles_at(rule: LearningRule) -> tuple[RationalFunction, ...]:
    """The same for the closed form of K(z), where it is K(w), K(w_star) or K(z) itself."""
    return () if is_multiplied_out(rule) else _poles(rule, True)


def _keep(found: dict[RationalFunction, None], part: RationalFunction, domain: Domain) -> None:
    """Keep a factor that is not proved to be nonzero."""
    proof = sign_of(part, domain)
    if proof is None or proof.sign not in ("positive", "negative"):
        found[part] = None


@lru_cache(maxsize=64)  # every claim asks
def _poles(rule: LearningRule, at_argument: bool) -> tuple[RationalFunction, ...]:
    field, domain = rule.credit.field, mode_domain(rule)
    w, w_star, z = (generator(field, x) for x in (notation.w, notation.w_star, notation.z))
    found: dict[RationalFunction, None] = {}
    for ratio in rule.credit.growing:
        on_manifold = substitute(ratio, {notation.w: w_star})
        products = [ratio * w, ratio * w_star, on_manifold * w_star]
        for one in [*products, *([ratio * z] if at_argument else [])]:
            for part, _ in factor((1 - one).numer)[1] if one != 1 else ():
                _keep(found, part, domain)
    for difference in rule.credit.removable if rule.horizon is not None else ():
        for one in (difference, substitute(difference, {notation.w: w_star})):
            for part, _ in factor(one.numer)[1]:
                _keep(found, part, domain)
    return tuple(found)
