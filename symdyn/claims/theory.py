r"""What holds for an arbitrary kernel, shared by all rules: a mode's flow, fixed points, spectrum, stability.

The kernel enters through three letters, K(w), K(w_star) and K'(w_star); its feedback through \varphi.
On the optimal manifold the total slopes of K(w) and K(w_star) in w are h + K'(w_star) and h, because
a change of w inside the kernel itself moves both alike; the slope of \varphi in a is f.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sympy import Expr

from symdyn import notation
from symdyn.analysis.general import FixedPointTheorem
from symdyn.analysis.update import STATE
from symdyn.claims.fixed_points import FixedPointProof
from symdyn.claims.setting import spectrum_lines
from symdyn.claims.sufficiency import sufficiency_claims
from symdyn.exact.ideals import Membership
from symdyn.exact.layout import arrange, arrange_by
from symdyn.exact.rational import RationalFunction
from symdyn.printing.latex import latex

if TYPE_CHECKING:  # a report reads formulas from here, and proves nothing
    from symdyn.claims.ledger import Ledger

__all__ = ["NUMERATORS", "identity", "proof_identities", "theory_claims"]

NUMERATORS = tuple(rf"N_{{{symbol.name}}}" for symbol in STATE)
_UPDATE = (notation.kernel_student, notation.kernel_teacher, notation.c)
_KERNEL = (notation.kernel_teacher, notation.kernel_moment, notation.kernel_derivative)
_BOTH = ("-1 < w < 1", r"-1 < w_\star < 1")
_TEACHER = (_BOTH[1],)
_MANIFOLD = r"w = w_\star, c = a b, k_{1} = k_{2}"
_COMPONENTS = (
    ("(a b - c)", r"(w - w_\star)", r"\bigl(K(w) - K(w_\star)\bigr)"),
    ("b", r"\varphi"),
    ("b", r"K(w_\star)"),
    (r"\bigl(a b (1 - w w_\star) - c (1 - w^{2})\bigr)", "K(w)", r"K(w_\star)"),
)


def theory_claims(ledger: "Ledger") -> None:
    """The theorem for an arbitrary kernel, from its flow to what suffices for a mode to be stable."""
    _flow(ledger)
    _identities(ledger)
    _fixed_points(ledger)
    _linearisation(ledger)
    sufficiency_claims(ledger)


def _flow(ledger: "Ledger") -> None:
    flow = ledger.analysis.theory.flow
    ledger.add(
        "theory.kernel",
        "definition",
        ("K(w) := k_{1}", r"K(w_\star) := k_{2}", r"K'(w_\star) := k_{3}"),
        title="An arbitrary kernel: its values at the two networks and its slope are letters",
    )
    ledger.add(
        "theory.update",
        "definition",
        (
            rf"\Delta {x} = {latex(arrange_by(y, _UPDATE))}".replace("=", ":=")
            for x, y in flow.update.items()
        ),
        title="The update for an arbitrary kernel",
    )
    cleared = (flow.update[x].denom for x in STATE)
    ledger.add(
        "theory.clearing",
        "definition",
        (
            rf"{name} := \Delta {x}" + (f" {_factor(one)}" if one != 1 else "")
            for name, x, one in zip(NUMERATORS, STATE, cleared, strict=True)
        ),
        title="The update cleared of its denominators",
    )
    ledger.add(
        "theory.numerators",
        "equation",
        (
            f"{name} = {latex(arrange_by(flow.numerator(x), _UPDATE))}"
            for name, x in zip(NUMERATORS, STATE, strict=True)
        ),
        ("theory.kernel", "theory.update", "theory.clearing"),
        _BOTH,
        title="The update cleared of its denominators, as polynomials",
    )


def _factor(element: RationalFunction) -> str:
    text = latex(arrange(element))
    return text if text.startswith("(") else f"({text})"


def _identities(ledger: "Ledger") -> None:
    found = ledger.analysis.theory.fixed_points
    ledger.add(
        "theory.identities",
        "equation",
        (f"{latex(left)} = {right}" for left, right in proof_identities(found).values()),
        ("theory.kernel", "theory.numerators"),
        _BOTH,
        title="Why there are no other fixed points, for an arbitrary kernel",
    )
    lines = (
        f"{_combination(one, names, 1)} = {NUMERATORS[place % 3]}"
        for place, (one, names) in enumerate(
            zip(found.vanishing, (x for x in _COMPONENTS for _ in STATE), strict=True)
        )
    )
    ledger.add(
        "theory.vanishing",
        "equation",
        dict.fromkeys(lines),
        ("theory.kernel", "theory.numerators"),
        _BOTH,
        title="Why these are fixed points, for an arbitrary kernel",
    )


@dataclass(frozen=True)
class _AnyKernel(FixedPointProof):
    """The case distinction for an arbitrary kernel with K(w_star) != 0."""

    own_feedback: bool

    @property
    def symmetric(self) -> bool:
        return self.own_feedback

    @property
    def zero(self) -> bool:
        return False


def _fixed_points(ledger: "Ledger") -> None:
    ledger.add(
        "theory.chord",
        "definition",
        (r"K(w) := k_{2} + h \cdot (w - w_\star)", r"K(w_\star) := k_{2}"),
        title="An arbitrary kernel: h is the slope between its values at the two networks",
    )
    ledger.add(
        "theory.symmetric",
        "definition",
        (r"\varphi := a",),
        title="Symmetric feedback",
    )
    for name, symmetric in (("random", False), ("symmetric", True)):
        proof = _AnyKernel(ledger, vanishes=False, own_feedback=symmetric)
        ledger.add(
            f"theory.fixed-points-{name}",
            "fixed-points",
            (proof.statement(),),
            ("theory.chord", "theory.update", *(("theory.symmetric",) if symmetric else ())),
            (*_BOTH, r"c \ne 0", r"K(w_\star) \ne 0", *(() if symmetric else (r"\varphi \ne 0",))),
            evidence={"cases": proof.cases(), "converse": proof.converse()},
            title=f"All fixed points for an arbitrary kernel and {name} feedback",
        )


def proof_identities(found: FixedPointTheorem) -> dict[str, tuple[Expr, str]]:
    """The identities of the proof by name: the left side, and the right side as LaTeX."""
    n_a, n_b, _ = NUMERATORS
    return {
        "product": identity(found.product, NUMERATORS),
        "no-input": identity(found.no_input, (n_b, "b")),
        "no-feedback": identity(found.no_feedback, (n_a, "a")),
        "matched": identity(found.matched, (n_a, r"(w - w_\star)")),
        "dark": identity(found.dark, (n_a, n_b, r"K(w_\star)")),
    }


def identity(found: Membership, names: tuple[str, ...]) -> tuple[Expr, str]:
    """target = sum of cofactor * name, turned so that the left side has no leading minus."""
    target = arrange(found.target)
    turned = -1 if target.could_extract_minus_sign() else 1
    return turned * target, _combination(found, names, turned)


def _combination(found: Membership, names: tuple[str, ...], turned: int) -> str:
    """The sum of cofactor * name, positive terms first."""
    terms: dict[str, list[str]] = {"": [], "-": []}
    for cofactor, name in zip(found.cofactors, names, strict=True):
        factor = turned * arrange(cofactor)
        if factor.could_extract_minus_sign():
            terms["-"].append(_term(-factor, name))
        elif factor != 0:
            terms[""].append(_term(factor, name))
    text = " + ".join(terms[""]) + "".join(f" - {term}" for term in terms["-"])
    return text.strip()


def _term(factor: Expr, name: str) -> str:
    if factor == 1:
        return name
    return rf"({latex(factor)}) {name}" if factor.is_Add else f"{latex(factor)} {name}"


def _linearisation(ledger: "Ledger") -> None:
    linear = ledger.analysis.theory.linearisation
    ledger.add(
        "theory.linearisation",
        "definition",
        _jacobian_definition(),
        title="The Jacobian of the flow on the optimal manifold a b = c, w = w_star",
    )
    ledger.add(
        "theory.jacobian",
        "equation",
        (
            f"J_{{{row}{column}}} = {latex(arrange_by(entry, _KERNEL))}"
            for row, line in enumerate(linear.matrix, start=1)
            for column, entry in enumerate(line, start=1)
        ),
        ("theory.kernel", "theory.update", "theory.linearisation"),
        _TEACHER,
        title="The Jacobian for an arbitrary kernel",
    )
    uses = ("theory.kernel", "theory.jacobian", "setting.trace")
    ledger.add(
        "theory.spectrum",
        "equation",
        spectrum_lines(),
        uses,
        _TEACHER,
        title="One eigenvalue is 0, the others are the roots of x^2 - t x + d",
    )
    u, v, d, g = (
        latex(arrange_by(one, _KERNEL))
        for one in (linear.gain, linear.drift, linear.determinant, linear.coupling)
    )
    ledger.add(
        "theory.trace",
        "equation",
        (f"u = {u}", f"v = {v}", f"d = {d}", f"u v - d = {g}"),
        (*uses, "setting.split"),
        _TEACHER,
        title="The parts of the trace, the determinant and what couples the parts",
    )
    ledger.add(
        "theory.direction",
        "equation",
        (f"a J_{{{row}1}} - b J_{{{row}2}} = 0" for row in (1, 2, 3)),
        ("theory.kernel", "theory.jacobian"),
        _TEACHER,
        title="Along the manifold nothing moves: J (a, -b, 0) = 0",
    )
    ledger.add(
        "theory.quadratic",
        "equation",
        (
            r"\left(x - \frac{1}{2} (t + r)\right) \left(x - \frac{1}{2} (t - r)\right) "
            r"= x^{2} - t x + \frac{1}{4} (t^{2} - r^{2})",
        ),
        title="The roots of x^2 - t x + d, where r^2 = t^2 - 4 d",
    )
    square = "r^{2} = t^{2} - 4 d"
    rates = [rf"\frac{{1}}{{2}} (-t {sign} r)" for sign in "-+"]
    ledger.add(
        "theory.rates",
        "equation",
        [rf"\left({rate}\right)^{{2}} + t \left({rate}\right) + d = 0" for rate in rates],
        (),
        (square,),
        evidence={"proofs": [{"by": [[r"\frac{1}{4}", square]]}] * 2},
        title="The rates of a real pair: x^2 - t x + d vanishes at minus each of them",
    )
    ledger.add(
        "theory.slow-rate",
        "sign",
        (rf"{rates[0]} \le {rates[1]}",),
        (),
        (r"r \ge 0",),
        title="The slow rate of a real pair is the one with minus the root",
    )
    ledger.add(
        "theory.split",
        "equation",
        ("t = -u - v", "d = u v - g", "t^{2} - 4 d = (u - v)^{2} + 4 (u v - d)"),
        ("setting.trace", "setting.split"),
        title="Trace and discriminant from their parts",
    )


def _jacobian_definition() -> Iterator[str]:
    along = {
        notation.a: r"-\partial_{a} %s - f \partial_{\varphi} %s",
        notation.b: r"-\partial_{b} %s",
        notation.w: r"-\partial_{w} %s - (h + k_{3}) \partial_{k_{1}} %s - h \partial_{k_{2}} %s",
    }
    for row, y in enumerate(STATE, start=1):
        for column, x in enumerate(STATE, start=1):
            body = along[x].replace("%s", rf"\Delta {y}")
            yield rf"J_{{{row}{column}}} := \left. \left({body}\right) \right|_{{{_MANIFOLD}}}"
