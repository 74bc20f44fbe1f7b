"""Where networks of several modes are stable: two modes may leave an optimum that each of them keeps."""

from collections.abc import Iterator
from fractions import Fraction

from sympy import Expr, Integer, Symbol

from symdyn import notation
from symdyn.claims.points import values_at
from symdyn.claims.statements import Statements
from symdyn.formula.building import formula, letter, letters, more
from symdyn.report.basis import basis_mark, marked
from symdyn.report.content import Block, Equation, Piece, Section, Words
from symdyn.report.phrases import given_values, joined, prose, related
from symdyn.report.showing import restated, show
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis
from symdyn.stages.cross_modes.derive import Pair, Verdict, pair_of
from symdyn.stages.cross_modes.witness import PairWitness
from symdyn.stages.stability.derive import Verdict as ModeVerdict

__all__ = ["answers", "tell"]

_T, _D = letters("t d")
_EVALUATED = r" (The values are evaluated exactly, and have no certificate: the claims are about any $\tau$.)"


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """Where networks are stable at an aligned optimum, with the condition for each two of their modes."""
    found = pair_of(analysis)
    if found is not None:
        yield "Stable networks", tuple(_in_short(analysis, found))


def _in_short(analysis: Analysis, found: Pair) -> Iterator[Piece]:
    each: Words = ("where each mode is",)
    if not analysis.rule.symmetric:
        right = related(notation.a_hat * notation.s, Integer(0), ">")
        stable = analysis.optimal.stability.cases[0].verdict == ModeVerdict.STABLE
        each = ("where ", right, " in each mode") if stable else (*each, ", with ", right)
    mark = basis_mark(analysis)
    if found.verdict == Verdict.ALWAYS:
        yield from (*each, *mark)
    elif found.verdict == Verdict.CONDITIONAL:
        own = joined((notation.plain(one),) for one in analysis.rule.per_unit)
        first: Words = (", with the first's ", *own) if own else ()
        yield from (*each, " and, for each two, in both orders", *first, *mark, "ref:pair-region")
    elif found.witness is not None:
        yield from ("not everywhere ", *each, *mark, ": an exact network of two modes leaves")
        if analysis.rule.horizon != notation.tau:  # a claim states it
            yield from (", with the determinant", "ref:pair-point-determinant")
    else:
        yield from ("not decided", *mark)


def tell(stated: Statements) -> Section:
    """The block that couples two modes, its eigenvalues, and where they attract."""
    found = pair_of(stated.analysis)
    title = "Stability of networks"
    if found is None:
        told = prose(
            "Without credit the directions in which $B$ and $W$ change are not attracted, in a mode and "
            "in a network."
        )
        return marked(Section(title, (told,)), stated.analysis)
    blocks = (*_coupling(stated), *_any_kernel(stated), *_this_rule(stated, found))
    return marked(Section(title, (*blocks, *_verdict(stated, found))), stated.analysis)


def _coupling(stated: Statements) -> Iterator[Block]:
    yield prose(
        "That each mode of a network is stable does not make the network stable, for a perturbation may "
        "couple modes. At an aligned optimum, in the bases $U$, $P$ and $V$, take a small change $f$, $g$ "
        "and $h$ of $A$, $B$ and $W$ in the row of one mode, which has $a_1$ and $w_1$, and in the column "
        "of another, which has $b_2$ and $w_2$. To first order the flow carries it on by itself: it "
        "reaches no other entry. So a network with as many inputs as units is stable, in all directions "
        "but those in which it computes the same, exactly where every mode is and every two modes are, in "
        "both orders. With more inputs than units it is so exactly where, besides, "
        r"$a_1 \varphi K(w_1) > 0$ in every mode: at that rate the mode forgets an input that is no mode's. "
        r"This is said of networks all of whose modes have $c \ne 0$. The error is zero at an optimum, and "
        "an update changes by the change of the error alone, which is"
    )
    yield show(stated, "pair-error", "pair-letters", 2)
    yield prose(
        "What stands in front of the error in the updates, feedback and kernel, is the first mode's, and what "
        "stands behind it the second's:"
    )
    for place, name in enumerate("fgh"):
        yield show(stated, f"pair-update-{name}", "pair-update", place)


def _any_kernel(stated: Statements) -> Iterator[Block]:
    yield prose(
        r"In the limit of long sequences this is a block of three rows. One of its eigenvalues is 0, in the "
        r"direction $(a_1, -b_2, w_1 - w_2)$: there a change of basis mixes the two modes, and the network "
        r"computes the same. The two others have for any kernel, with the values $k_1 = K(w_1)$ and "
        r"$k_2 = K(w_2)$ of the first mode's generating function and $q = a_1 \varphi$, the sum and the product"
    )
    yield show(stated, "general-pair-trace", "theory.pair-trace", 0)
    yield show(stated, "general-pair-determinant", "theory.pair-trace", 1)
    yield prose(
        "where $w_1$ and $w_2$ differ; where they are equal the limit holds, for the block is continuous "
        "in both. With two equal modes $t$ and $d$ are those of one mode."
    )


def _this_rule(stated: Statements, found: Pair) -> Iterator[Block]:
    feedback = letter("a_1" if stated.analysis.rule.symmetric else "a_hat_1")
    if found.verdict == Verdict.OPEN:
        return
    own = joined((notation.plain(one),) for one in stated.analysis.rule.per_unit)
    yield prose(
        "For this rule, with ",
        related(notation.phi, feedback.node),
        *((" and with the first mode's ", *own, ", whatever the second's is") if own else ()),
        ",",
    )
    yield show(stated, "pair-trace", "pair-trace", 0)
    yield show(stated, "pair-determinant", "pair-trace", 1)


def _verdict(stated: Statements, found: Pair) -> Iterator[Block]:
    symmetric = stated.analysis.rule.symmetric
    right = formula(Symbol("a_1")) * Symbol("a_1" if symmetric else "a_hat_1")
    sign: tuple[Piece, ...] = ("Where ", more(right, 0), ", ") if not symmetric else ()
    if found.verdict == Verdict.ALWAYS:
        told = (
            "the trace is negative, and the bracket in the determinant is a sum with a square: two modes "
            "are stable together, for every value of the parameters."
        )
        yield prose(*sign, told if sign else told[0].upper() + told[1:])
        return
    if found.verdict == Verdict.CONDITIONAL and found.gap is not None:
        told = "the trace is negative, and two modes are stable together exactly where"
        yield prose(*sign, told if sign else told[0].upper() + told[1:])
        known = ("pair-stable", "pair-unstable")
        yield restated(stated, "pair-region", found.gap, Integer(0), *known, relation=">")
    elif found.verdict == Verdict.OPEN:
        yield prose(
            "Where two modes are stable together under this rule is not decided: no condition was found "
            "from which the signs of trace and determinant follow."
        )
    if found.witness is not None:
        yield from _witness(stated, found, found.witness)
    else:
        yield prose("No two modes were found that are each stable, and not together.")


def _witness(stated: Statements, found: Pair, pair: PairWitness) -> Iterator[Block]:
    names = {"w": pair.w, "a": pair.a, "b": pair.b}
    names |= {} if pair.a_hat is None else {"a_hat": pair.a_hat}
    values = [
        (f"{name}_{place}", one)
        for name, both in names.items()
        for place, one in enumerate(both, start=1)
    ]
    why = "by the sign of its feedback" if pair.a_hat else "as every mode is under this rule"
    yield prose(
        "Two modes of which each is stable need not be stable together. At the exact point ",
        *joined(given_values((*values, *pair.parameters))),
        f" each mode is stable, {why}, and yet",
    )
    for name, value in (("trace", found.trace), ("determinant", found.determinant)):
        yield _value(stated, name, value, pair.point)
    yield prose(
        "The product of two real eigenvalues is negative, so that one is positive: this network leaves the "
        "optimum, though each of its modes is stable.",
        *(() if stated.has("pair-point") else (_EVALUATED,)),
    )


def _at_point(rule: LearningRule) -> str:
    """The label of what holds at the exact point; no claim states it where the horizon is a letter."""
    return "pair-value" if rule.horizon == notation.tau else "pair-point"


def _value(
    stated: Statements, name: str, value: Expr, point: tuple[tuple[str, Fraction], ...]
) -> Equation:
    """Trace or determinant at the point."""
    place = ("trace", "determinant").index(name)
    label = f"{_at_point(stated.analysis.rule)}-{name}"
    if stated.has("pair-point"):
        return show(stated, label, "pair-point", place)
    return Equation(label, (_T, _D)[place].node, value.xreplace(values_at(value, point)))
