"""How fast learning converges along the optimal manifold."""

from collections.abc import Iterator

from sympy import Integer, Symbol

from symdyn.claims.statements import Statements
from symdyn.formula.inline import inline
from symdyn.formula.nodes import Name, Relation, Sum
from symdyn.report.basis import basis_mark, marked
from symdyn.report.content import Block, Section, Words
from symdyn.report.phrases import joined, prose, related
from symdyn.report.showing import one_side, restated, show, sides
from symdyn.stages.analysis import Analysis
from symdyn.stages.linearisation.tell import transverse_pair
from symdyn.stages.rates.claims import condition_for_stationary, is_short

__all__ = ["answers", "tell"]


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """The slow rate, and what it is at both ends of the manifold."""
    if analysis.credit.zero:
        found: Words = ("of the read-out ", inline("-t"), "; nothing else converges")
        yield "Slow rate", (*found, *basis_mark(analysis))
        return
    ends: Words = ()
    if analysis.rates.at_zero is not None and analysis.rates.at_infinity is not None:
        limits = (inline(r"s \to 0"), " and as ", inline(r"\lvert s \rvert \to \infty"))
        ends = ("which as ", *limits, " is", "ref:rate-at-zero", "ref:rate-at-infinity")
    yield "Slow rate", ("of a mode", *basis_mark(analysis), "ref:slow-rate", *ends)


def tell(stated: Statements) -> Section:
    """The slow rate, its behaviour at both ends of the manifold, its stationary points."""
    return marked(_section(stated), stated.analysis)


def _section(stated: Statements) -> Section:
    if stated.analysis.credit.zero:
        told = prose(
            "The read-out converges at the rate $-t$ of (:trace); the other two directions do not "
            "converge at all."
        )
        return Section("Rates of convergence", (told,))
    return Section("Rates of convergence", (*_slow_rate(stated), *_stationary(stated)))


def _slow_rate(stated: Statements) -> Iterator[Block]:
    yield prose(
        "Near a point of the manifold where a mode is stable, and where its pair is real, its distance to "
        "the manifold finally shrinks at the slower of the two transverse rates (where it is complex, at "
        "the rate $-t/2$ that both share),"
    )
    rho, root = Name(Symbol("rho")), Name(Symbol("lambda_plus"))
    yield restated(
        stated,
        "slow-rate",
        Relation(rho, "=", Sum(((-1, root),))),
        transverse_pair(-1, -1),
        "theory.rates",
        "theory.slow-rate",
    )
    found = stated.analysis.rates
    if found.at_zero is None or found.at_infinity is None:
        return
    branch = "" if stated.analysis.rule.symmetric else r" (on the branch with $\hat{a} s > 0$)"
    yield prose(
        r"At the ends of a branch $d$ is small against $t^{2}$, so that $\rho$, which is $-d/t$ times "
        r"$2/(1 + \sqrt{1 - 4 d/t^{2}})$, behaves as $-d/t$. "
        rf"The leading powers of $s$ give, as $s \to 0$ and as $\lvert s \rvert \to \infty${branch},"
    )
    yield show(stated, "rate-at-zero", "rate-zero")
    yield show(stated, "rate-at-infinity", "rate-infinity")


def _stationary(stated: Statements) -> Iterator[Block]:
    r"""Where a rate stops to change with s: d'^2 - t t' d' + d t'^2 = 0."""
    yield prose(
        r"Differentiating $\lambda^{2} - t \lambda + d = 0$ by $s$ shows that where one of the two "
        r"rates is stationary in $s$, $\lambda = \partial_{s} d / \partial_{s} t$ is an eigenvalue, so that"
    )
    condition = condition_for_stationary()
    name = "stationary" if stated.has("stationary") else "theory.stationary"
    yield restated(stated, "stationary", condition.left, condition.right, name)
    analysis = stated.analysis
    factors = analysis.rates.stationary
    if factors is None or not is_short(factors):
        yield prose("a condition that has no short form for this rule.")
        return
    if not factors:
        yield prose("which has no solution for this rule.")
        return
    several = len(factors) > 1
    apart = joined(related(one, Integer(0), "!=") for one in analysis.rates.always_stationary)
    yield prose(
        *(("Where ", *apart, ", after") if apart else ("After",)),
        " division by factors without a real zero, this "
        + ("says that one of the following holds:" if several else "is the condition"),
    )
    for place, factor in enumerate(sides(stated, "stationary")[1], start=1):
        yield one_side(stated, f"stationary-{place}", "stationary", factor)
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
