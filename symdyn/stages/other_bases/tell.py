"""What credit through diag(W) does where the hidden units are not the modes, and what is not known of it."""

from collections.abc import Iterator
from fractions import Fraction

from sympy import Rational, Symbol

from symdyn.claims.statements import Statements
from symdyn.formula.arrange import tree
from symdyn.formula.nodes import Call, Name, Relation
from symdyn.report.content import Block, Equation, Piece, Section, Words
from symdyn.report.phrases import given_values, joined, prose, related
from symdyn.report.showing import one_side, show, sides
from symdyn.rules.rule import LearningRule
from symdyn.stages.cross_modes.derive import Verdict, pair_of
from symdyn.stages.invariants.network import network_identity
from symdyn.stages.invariants.network_words import network_quantity
from symdyn.stages.other_bases.derive import (
    LEVEL,
    Level,
    LevelNetwork,
    means_something,
    not_covered,
    other_bases,
)
from symdyn.stages.spurious_fixed_points.derive import SpuriousPoint
from symdyn.stages.stability.derive import Verdict as ModeVerdict

__all__ = ["tell"]

_TITLE = "Other bases of the hidden units"


def tell(stated: Statements) -> Section | None:
    """Two units turned, level bases, what leaves and what rests there; nothing for other rules."""
    analysis = stated.analysis
    if not means_something(analysis):
        return None
    found = other_bases(analysis)
    if found is None:
        return Section(_TITLE, (prose(not_covered(analysis.rule) or ""),), appendix=True)
    blocks = (
        *_turned(stated),
        *_kept(stated),
        *_level(stated),
        *_together(stated, found.level),
        *_leaves(stated, found.level),
        *_rests(stated, found.level),
        _open(),
    )
    return Section(_TITLE, blocks, appendix=True)


def _turned(stated: Statements) -> Iterator[Block]:
    yield prose(
        "Credit goes through the diagonal of $W$, and what that is depends on which directions the units stand for. "
        "An optimum is a fixed point whatever the basis is: every update is a sum over the error, which is zero there. "
        "Away from it, take networks that are aligned in a basis of two units turned by $(x, y)$, $x^{2} + y^{2} = 1$, "
        "with modes $w_{1}$ and $w_{2}$. The units' own weights are"
    )
    yield show(stated, "basis-unit-1", "basis-units", 0)
    yield show(stated, "basis-unit-2", "basis-units", 1)
    yield prose(
        r"so that $-1 < \rho_{1} < 1$ and $-1 < \rho_{2} < 1$. Their mean is that of the modes, and they are apart by"
    )
    yield show(stated, "basis-spread", "basis-spread", 1)
    yield prose(
        "The read-out learns mode by mode, for its update has no credit in it. The error $e_{k}$ of the first mode "
        r"moves $B$ in its own entry of $P^{\top} \Delta B \cdot V$, by $\Delta_{T} f$, and also in the second mode's row, by "
        r"$\Delta_{T} g$:"
    )
    yield show(stated, "basis-update-f", "basis-update", 0)
    yield show(stated, "basis-update-g", "basis-update", 1)
    yield prose(
        "where $a$, $b$, $c$ and $w_\\star$ are those of the first mode. For long sequences these are"
    )
    yield show(stated, "basis-own", "basis-own")
    yield show(stated, "basis-across", "basis-across")
    yield prose(
        r"So the first mode's credit is a mean of two kernels, that of either unit, and what couples the modes is "
        r"proportional to $\rho_{2} - \rho_{1}$. With $x$ and $y$ not zero this is zero exactly where"
    )
    for place, relation in enumerate(sides(stated, "basis-coupled")[1], start=1):
        yield one_side(stated, f"basis-coupled-{place}", "basis-coupled", relation)
    yield prose(
        "that is, for equal modes, and for units turned by half a right angle. In every other basis of two units with "
        "$x$ and $y$ not zero there are errors that turn an aligned network out of alignment."
    )


def _kept(stated: Statements) -> Iterator[Block]:
    """What each unit keeps in every basis, from the identity for full networks."""
    found = network_identity(stated.analysis.rule)
    if found is None or not found.conserved_by_unit:
        return
    yield prose(
        "One thing holds whatever the basis and the teacher are. In the identity that ties the three updates of a full "
        r"network together, (:network-identity), the product $\operatorname{diag}(W) \Delta W$ has on its diagonal half the "
        r"change of $\operatorname{diag}(W)^{2}$. So the flow keeps for each unit the entry on the diagonal of"
    )
    yield Equation("network-diagonal", None, network_quantity(found))
    yield prose("That identity has a certificate; what follows for its diagonal has none.")


def _level(stated: Statements) -> Iterator[Block]:
    yield prose(
        "A basis is level where the squares of all entries of $P$ are $1/n$, as for two units turned by half a right "
        "angle, and for four with the entries $1/2$ and $-1/2$ in orthogonal rows. Then the diagonal of ",
        r"$P w P^{\top}$ is $v I$ with the mean $v$ of the modes, and as this is so for every $w$, learning keeps it so. With $v I$ for "
        "the diagonal of $W$ the kernel is that of a rule with the ratio $v$,",
    )
    yield show(stated, "basis-level-kernel", "basis-level", 3)
    yield prose(
        "and by the same reduction as above, now in every such basis, each mode learns alone but for $v$, which is common "
        "to all and moves with them: the sums for a mode are those above with"
    )
    yield show(stated, "basis-level-kappa", "basis-level-letters", 0)
    yield prose(
        "In a level basis the rule is thus, at every moment, the one that has a fixed ratio in the place of the mode's "
        "own, and what is derived here for $P = I$ does not hold there. The basis decides whether credit knows the mode."
    )


def _together(stated: Statements, level: Level) -> Iterator[Block]:
    yield prose(
        r"At an optimum the error is zero, so that the linearised flow has the kernel with the ratio $v$, $v$ being the "
        r"mean of all modes there, with $-1 < v < 1$. Two coupled modes that differ, the first with $a_{1}$ and $w_{1}$, the second with $b_{2}$ and "
        r"$w_{2}$, have the trace and the determinant of the theorem for any kernel at"
    )
    yield show(stated, "basis-level-credit", "basis-level-credit")
    yield prose("that is,")
    yield show(stated, "basis-level-trace", "basis-level-trace", 0)
    yield show(stated, "basis-level-determinant", "basis-level-trace", 1)
    if level.square is not None:
        yield prose(
            r"For two units $v = (w_{1} + w_{2})/2$, and the sum that has the sign of the determinant is, with feedback of "
            "the right sign, positive:"
        )
        yield show(stated, "basis-level-two", "basis-level-two")
        yield prose("For more units it need not be.")


def _leaves(stated: Statements, level: Level) -> Iterator[Block]:
    found = level.leaves
    if found is None:
        yield prose("No network was found that leaves its optimum in a level basis of four units.")
        return
    known = pair_of(stated.analysis)
    always = known is not None and known.verdict == Verdict.ALWAYS
    yield prose(
        "Take four units in a level basis with ",
        *joined(_network(found)),
        ", so that ",
        related(LEVEL, Rational(found.level)),
        *_strengths(found),
        *_each(stated.analysis.rule, level),
        " the first two have",
    )
    yield show(stated, "basis-level-point-trace", "basis-level-point", 0)
    yield show(stated, "basis-level-point-determinant", "basis-level-point", 1)
    yield prose(
        "The product of two real eigenvalues is negative: this network leaves its optimum. ",
        "The same modes with $P = I$ are stable together, as all modes are there with feedback of the right sign."
        if always
        else "With $P = I$ it is not decided where modes are stable together under this rule.",
    )


def _strengths(found: LevelNetwork) -> Words:
    names = {"a": found.a, "b": found.b}
    names |= {} if found.a_hat is None else {"a_hat": found.a_hat}
    values = [
        (f"{name}_{place}", one)
        for name, both in names.items()
        for place, one in enumerate(both, start=1)
    ]
    return (", and with ", *joined(given_values((*values, *found.parameters))), ".")


def _each(rule: LearningRule, level: Level) -> Words:
    """That each mode is stable in the level basis, where the analysis of the level rule finds so."""
    if level.analysis.optimal.stability.cases[0].verdict != ModeVerdict.STABLE:
        return (" There",)
    why = "" if rule.symmetric else ", by the sign of its feedback"
    return (f" Each mode is stable in that basis{why}, and yet",)


def _network(found: LevelNetwork) -> Iterator[Piece]:
    yield Relation(Name(Symbol("w")), "=", _diagonal(found.w))


def _diagonal(values: tuple[Fraction, ...]) -> Call:
    return Call("diag", tuple(tree(Rational(one)) for one in values))


def _rests(stated: Statements, level: Level) -> Iterator[Block]:
    found = level.rests
    if found is None:
        yield prose(
            "Of networks with one output and two units in a level basis no fixed point was found that is not optimal."
        )
        return
    yield prose(
        "A fixed ratio makes few conditions where there are few outputs. With one output, two units turned by half a "
        "right angle and ",
        *joined(_weights(found)),
        r", in the coordinates of the modes and with $A P = A_\star = (1, 1)$, the error is",
    )
    yield show(stated, "basis-level-error", "basis-level-error")
    yield prose(
        "and the sums vanish that the entries of the updates of $A$ and, whatever the feedback is, of $B$ and $W$ are "
        "multiples of, such as"
    )
    for name, claim, place in (
        ("a", "basis-level-rests", 0),
        ("b", "basis-level-rests-1", 0),
        ("w", "basis-level-rests-1", 1),
    ):
        yield show(stated, f"basis-level-rests-{name}", claim, place)
    yield prose("This network rests, with the loss")
    yield show(stated, "basis-level-loss", "basis-level-loss")
    yield prose(
        "With $P = I$ the rule has no such point with two units among those that were tried."
    )


def _weights(found: SpuriousPoint) -> Iterator[Piece]:
    yield Relation(Name(Symbol("w")), "=", _diagonal(found.w))
    yield Relation(Name(Symbol("W_star")), "=", _diagonal(found.w_star))
    yield from given_values(found.parameters)


def _open() -> Block:
    return prose(
        "Not proved: where a network is stable, and which fixed points it has, in a basis that is neither the one of the "
        "modes nor level; how far a network that starts aligned there goes from alignment; and whether small weights grow "
        "towards one basis or another."
    )
