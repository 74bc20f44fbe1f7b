r"""The two manifolds: Jacobian, spectrum, and where on the optimal one a mode is stable.

On the optimal manifold a = s, b = c/s, w = w_star, and with the gain q = a phi
    -t = b^2/D + q K + q b^2 (S/D + w_star^2 K/D^2),   d = q b^2 (b^2 S + q K^2)/D^2,
D = 1 - w_star^2, K the kernel's sum and S = K + w_star K' there.
"""

from sympy import Expr

from symdyn import notation
from symdyn.analysis.stability import StabilityCase
from symdyn.claims.ledger import Ledger
from symdyn.claims.setting import spectrum_lines
from symdyn.claims.updates import index_assumptions
from symdyn.printing.latex import latex

__all__ = ["manifold_claims"]

_STABLE = r"\operatorname{Re} \lambda_{\pm} < 0"
_UNSTABLE = r"\max \operatorname{Re} \lambda_{\pm} \ge 0"
_ALIGNED = r"\hat{a} s"


def manifold_claims(ledger: Ledger) -> None:
    """The linearised flow on both manifolds, and where on the optimal one a mode is stable."""
    _linearisation(ledger)
    if ledger.analysis.credit.zero:
        return
    if ledger.rule.symmetric:
        _saddle(ledger)
    for case in ledger.analysis.optimal.stability.cases:
        _stability(ledger, case)
    _real_pair(ledger)


def _domain(ledger: Ledger, sign: str = "") -> tuple[str, ...]:
    r"""The domain on the manifold; for random feedback perhaps with a sign of \hat{a} s."""
    opposed = (f"{_ALIGNED} {sign} 0",) if sign and not ledger.rule.symmetric else ()
    return (*ledger.domain(), *index_assumptions(ledger), r"s \ne 0", r"c \ne 0", *opposed)


def _linearisation(ledger: Ledger) -> None:
    optimal = ledger.analysis.optimal
    entries = {
        f"J_{{{row}{column}}}": entry
        for row, line in enumerate(optimal.jacobian, start=1)
        for column, entry in enumerate(line, start=1)
    }
    ledger.add(
        "jacobian",
        "equation",
        (f"{name} = {latex(entry)}" for name, entry in entries.items()),
        ("update", "setting.jacobian"),
        _domain(ledger),
        title="Jacobian of the flow on the optimal manifold",
    )
    ledger.add(
        "spectrum",
        "equation",
        spectrum_lines(),
        ("jacobian", "setting.trace"),
        _domain(ledger),
        title="One eigenvalue is 0, the others are the roots of x^2 - t x + d",
    )
    ledger.add(
        "trace",
        "equation",
        (
            f"t = {latex(optimal.trace)}",
            f"d = {latex(optimal.determinant)}",
            f"t^{{2}} - 4 d = {latex(optimal.radicand)}",
        ),
        ("jacobian", "setting.trace"),
        _domain(ledger),
        title="Trace, determinant and discriminant of the transverse pair",
        source="Williams, Payeur & Lajoie (2026), Eqs. 28-29",
    )
    if not ledger.analysis.credit.zero:
        _by_kernel(ledger)


def _by_kernel(ledger: Ledger) -> None:
    gain = "s^{2}" if ledger.rule.symmetric else _ALIGNED
    square, room = r"\frac{c^{2}}{s^{2}}", r"(1 - w_\star^{2})"
    ledger.add(
        "trace-by-kernel",
        "equation",
        (
            rf"t = -\frac{{c^{{2}}}}{{s^{{2}} {room}}} - {gain} K_\star - {gain} {square} "
            rf"\left(\frac{{S_\star}}{{{room}}} + \frac{{w_\star^{{2}} K_\star}}{{{room}^{{2}}}}\right)",
            rf"d = {gain} {square} \frac{{{square} S_\star + {gain} K_\star^{{2}}}}{{{room}^{{2}}}}",
        ),
        ("trace", "manifold-kernel", "setting.stretched"),
        _domain(ledger),
        title="Trace and determinant in terms of the kernel",
    )


def _saddle(ledger: Ledger) -> None:
    ledger.add(
        "saddle",
        "equation",
        spectrum_lines("H", "0", r"-\frac{c^{2} K(w_\star)}{1 - w w_\star}"),
        ("update", "setting.saddle", "kernel-values"),
        _domain(ledger),
        title="At a = b = 0 one eigenvalue is 0, the others are a pair r, -r",
    )


def _stability(ledger: Ledger, case: StabilityCase) -> None:
    """What follows for one sign of the gain q."""
    opposed = case.assumption == -notation.a_hat * notation.s
    sign = "<" if opposed else ">"
    tail = "-opposed" if opposed else ""
    signs = ledger.proved("value-sign") and ledger.proved("stretched-sign")
    uses: tuple[str, ...] = ("trace",)
    if signs:
        uses = ("trace-by-kernel", "value-sign", "stretched-sign")
    window = ledger.analysis.optimal.stability.window
    if case.verdict == "stable":
        _conclude(
            ledger, f"stable{tail}", _STABLE, uses, sign, "A mode is stable on the optimal manifold"
        )
    elif case.verdict in {"unstable", "never stable"}:
        uses = ("trace", "manifold-kernel", "setting.stretched")
        _conclude(
            ledger,
            f"unstable{tail}",
            _UNSTABLE,
            uses,
            sign,
            "A mode is not stable on the optimal manifold",
        )
    elif case.verdict == "conditional" and opposed and window is not None:
        lower, upper = case.conditions
        uses = ("trace", "manifold-kernel", "value-sign", "stretched-sign")
        title = "Where a mode is stable against the sign of the feedback"
        _conclude(ledger, "window", _exactly(upper, lower), uses, sign, title)
    elif case.verdict == "conditional" and len(case.conditions) == 2:
        determinant, trace = case.conditions
        title = "Where a mode is stable on the optimal manifold"
        _conclude(ledger, f"region{tail}", _exactly(trace, determinant), ("trace",), sign, title)


def _exactly(trace: Expr, determinant: Expr) -> str:
    """A mode is stable where both are positive; the first has the sign of -t, the second that of d."""
    return rf"{_STABLE} \iff {latex(trace)} > 0 \quad\text{{and}}\quad {latex(determinant)} > 0"


def _conclude(
    ledger: Ledger, name: str, line: str, uses: tuple[str, ...], sign: str, title: str
) -> None:
    ledger.add(name, "stability", (line,), (*uses, "spectrum"), _domain(ledger, sign), title=title)


def _real_pair(ledger: Ledger) -> None:
    """t^2 - 4 d = (u - v)^2 + 4 g with g >= 0 where the gain is positive."""
    optimal = ledger.analysis.optimal
    if not optimal.real:
        return
    ledger.add(
        "split",
        "equation",
        (
            f"u = {latex(optimal.gain)}",
            f"v = {latex(optimal.drift)}",
            f"g = {latex(optimal.coupling)}",
        ),
        ("jacobian", "setting.trace", "setting.split"),
        _domain(ledger),
        title="The parts of trace and determinant",
    )
    gain = "s^{2}" if ledger.rule.symmetric else _ALIGNED
    square, room = r"\frac{c^{2}}{s^{2}}", r"(1 - w_\star^{2})"
    ledger.add(
        "coupling-by-kernel",
        "equation",
        (
            rf"g = {gain} {square} \left(\frac{{{gain} K_\star M_\star}}{{{room}}} "
            rf"+ {square} \frac{{w_\star^{{2}} K_\star}}{{{room}^{{3}}}}\right)",
        ),
        ("split", "manifold-kernel"),
        _domain(ledger),
        title="The coupling in terms of the kernel",
    )
    known = ("coupling-by-kernel", "value-sign", "moment-sign")
    uses = known if ledger.proved("moment-sign") else ("split",)
    ledger.add("coupling", "sign", (r"g \ge 0",), uses, _domain(ledger, ">"), title="The coupling")
    ledger.add(
        "trace-split",
        "equation",
        ("t = -u - v", "d = u v - g"),
        ("setting.trace", "setting.split"),
        title="Trace and determinant from their parts",
    )
    whole = {
        "factor": "(u - v)^{2} + 4 g",
        "power": "1",
        "terms": [["1", ["u - v", "2"]], ["4", ["g", "1"]]],
    }
    ledger.add(
        "real",
        "sign",
        (r"t^{2} - 4 d \ge 0",),
        ("trace-split", "coupling"),
        _domain(ledger, ">"),
        evidence={"proofs": [{"constant": "1", "factors": [whole]}]},
        title="The transverse pair is real",
    )
