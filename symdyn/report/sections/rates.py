"""How fast learning converges along the optimal manifold."""

from collections.abc import Iterator

from sympy import Integer

from symdyn import notation
from symdyn.analysis.analysis import Analysis
from symdyn.analysis.rates import Asymptote
from symdyn.claims.rates import ENDS, STATIONARY, is_short
from symdyn.report.content import Block, Equation, Section
from symdyn.report.printing.plain import named
from symdyn.report.sections.phrases import equals_zero, inline, joined, prose

__all__ = ["rates"]


def rates(analysis: Analysis) -> Section:
    """The slow rate, its behaviour at both ends of the manifold, its stationary points."""
    if analysis.credit.zero:
        told = prose(
            "The read-out converges at the rate $-t$ of (:trace); the other two directions do not "
            "converge at all."
        )
        return Section("Rates of convergence", (told,))
    return Section("Rates of convergence", (*_slow_rate(analysis), *_stationary(analysis)))


def _slow_rate(analysis: Analysis) -> Iterator[Block]:
    yield prose(
        "Near a point of the manifold where a mode is stable, and where its pair is real, its distance to "
        "the manifold finally shrinks at the slower of the two transverse rates (where it is complex, at "
        "the rate $-t/2$ that both share),"
    )
    yield Equation(
        "slow-rate",
        named(r"\rho = -\lambda_{+}"),
        named(r"\frac{1}{2} \left(-t - \sqrt{t^{2} - 4 d}\right)"),
    )
    found = analysis.rates
    if found.at_zero is None or found.at_infinity is None:
        return
    branch = "" if analysis.rule.symmetric else r" (on the branch with $\hat{a} s > 0$)"
    yield prose(
        r"At the ends of a branch $d$ is small against $t^{2}$, so that $\rho$, which is $-d/t$ times "
        r"$2/(1 + \sqrt{1 - 4 d/t^{2}})$, behaves as $-d/t$. "
        rf"The leading powers of $s$ give, as $s \to 0$ and as $\lvert s \rvert \to \infty${branch},"
    )
    yield _asymptote("rate-at-zero", ENDS["zero"], found.at_zero)
    yield _asymptote("rate-at-infinity", ENDS["infinity"], found.at_infinity)


def _asymptote(label: str, name: str, found: Asymptote) -> Equation:
    return Equation(label, named(name), found.coefficient * notation.s**found.power)


def _stationary(analysis: Analysis) -> Iterator[Block]:
    r"""Where a rate stops to change with s: d'^2 - t t' d' + d t'^2 = 0."""
    yield prose(
        r"Differentiating $\lambda^{2} - t \lambda + d = 0$ by $s$ shows that where one of the two "
        r"rates is stationary in $s$, $\lambda = \partial_{s} d / \partial_{s} t$ is an eigenvalue, so that"
    )
    yield Equation("stationary", named(STATIONARY), named("0"))
    factors = analysis.rates.stationary
    if factors is None or not is_short(factors):
        yield prose("a condition that has no short form for this rule.")
        return
    if not factors:
        yield prose("which has no solution for this rule.")
        return
    several = len(factors) > 1
    apart = joined(inline(one, Integer(0), r"\ne") for one in analysis.rates.always_stationary)
    yield prose(
        *(("Where ", *apart, ", after") if apart else ("After",)),
        " division by factors without a real zero, this "
        + ("says that one of the following holds:" if several else "is the condition"),
    )
    for place, factor in enumerate(factors, start=1):
        left, right = equals_zero(factor)
        yield Equation(f"stationary-{place}", left, right)
    yield from _slowest(analysis)


def _slowest(analysis: Analysis) -> Iterator[Block]:
    """Where the slow rate is smallest, if that is proved."""
    slowest = analysis.rates.slowest
    if slowest is None:
        return
    yield prose(
        r"This is where learning is slowest: both ends have the same rate $\rho_{0}$, the polynomial "
        r"$\lambda^{2} - t \lambda + d$ is nowhere positive at $\lambda = -\rho_{0}$, so that the slow "
        r"rate never exceeds $\rho_{0}$, and on each branch there is one stationary point."
    )
