r"""What makes a mode stable for an arbitrary kernel, and what it takes against the feedback.

On the optimal manifold trace and determinant are polynomials in the gain of the feedback q = a \varphi,
in b, K(w_star) and S = K(w_star) + w_star K'(w_star), over powers of 1 - w_star^2.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # a report reads formulas from here, and proves nothing
    from symdyn.claims.ledger import Ledger


__all__ = ["WINDOW_TERM", "WINDOW_WIDTH", "sufficiency_claims"]

_TEACHER = (r"-1 < w_\star < 1",)
_KERNEL = ("S > 0", r"K(w_\star) > 0")
_SUFFICIENT = (*_TEACHER, r"b \ne 0", "q > 0", r"K(w_\star) > 0")
WINDOW_TERM = r"S + \frac{w_\star^{2} K(w_\star)}{1 - w_\star^{2}}"
_SLOPE = r"(1 - w_\star^{2}) K(w_\star) + b^{2} Q"
# The bound that t < 0 sets to -q less the one that d > 0 sets, and their difference.
WINDOW_WIDTH = (
    rf"\frac{{b^{{2}}}}{{{_SLOPE}}} - \frac{{b^{{2}} S}}{{K(w_\star)^{{2}}}}",
    r"b^{2} \frac{K(w_\star) \bigl(K(w_\star) - (1 - w_\star^{2}) S\bigr) - b^{2} S Q}"
    rf"{{K(w_\star)^{{2}} \bigl({_SLOPE}\bigr)}}",
)


def sufficiency_claims(ledger: "Ledger") -> None:
    """Where a mode is stable, with a real pair, for q > 0, and the window for q < 0."""
    room, value = r"(1 - w_\star^{2})", r"K(w_\star)"
    ledger.add(
        "theory.gains",
        "definition",
        (r"q := a \varphi", r"M := w_\star K'(w_\star)", r"S := K(w_\star) + w_\star K'(w_\star)"),
        title="The gain of the feedback, the kernel's first moment, and the stretched kernel",
    )
    ledger.add(
        "theory.trace-by-gain",
        "equation",
        (
            rf"t = -\frac{{b^{{2}}}}{{1 - w_\star^{{2}}}} - q {value} - q b^{{2}} "
            rf"\left(\frac{{S}}{{1 - w_\star^{{2}}}} + \frac{{w_\star^{{2}} {value}}}{{{room}^{{2}}}}\right)",
            rf"d = q b^{{2}} \frac{{b^{{2}} S + q {value}^{{2}}}}{{{room}^{{2}}}}",
            rf"u v - d = q b^{{2}} \left(\frac{{q {value} M}}{{1 - w_\star^{{2}}}} "
            rf"+ \frac{{b^{{2}} w_\star^{{2}} {value}}}{{{room}^{{3}}}}\right)",
        ),
        ("theory.kernel", "theory.jacobian", "setting.trace", "setting.split", "theory.gains"),
        _TEACHER,
        title="Trace, determinant and coupling in the gain of the feedback",
    )
    trace = (
        rf"b^{{2}} {room} + q {value} {room}^{{2}} + q b^{{2}} S {room} "
        rf"+ q b^{{2}} w_\star^{{2}} {value}"
    )
    determinant = f"b^{{2}} S + q {value}^{{2}}"
    ledger.add(
        "theory.signs",
        "sign",
        (f"{trace} > 0", f"{determinant} > 0"),
        (),
        (*_SUFFICIENT, "S > 0"),
        title="Every term of the trace and of the determinant has one sign",
    )
    ledger.add(
        "theory.stable",
        "stability",
        (r"\operatorname{Re} \lambda_{\pm} < 0",),
        (
            "theory.trace-by-gain",
            "theory.signs",
            "theory.gains",
            "theory.kernel",
            "theory.spectrum",
        ),
        (*_SUFFICIENT, "S > 0"),
        evidence={"proofs": [_quotient(trace), _quotient("q", "b^{2}", determinant)]},
        title="What suffices for a mode to be stable",
    )
    coupling = rf"q {value} M {room}^{{2}} + b^{{2}} w_\star^{{2}} {value}"
    ledger.add(
        "theory.coupling-sign",
        "sign",
        (rf"{coupling} \ge 0",),
        (),
        (*_SUFFICIENT, r"M \ge 0"),
        title="No term of the coupling is negative",
    )
    _real(ledger, _quotient("q", "b^{2}", coupling, room="3"))
    ledger.add(
        "theory.window",
        "equation",
        (
            rf"-S {room} t = -\left(-q {value}^{{2}} - b^{{2}} S\right) "
            rf"- q {value} \bigl({value} - {room} S\bigr) "
            rf"+ q b^{{2}} S \left(S + \frac{{w_\star^{{2}} {value}}}{{1 - w_\star^{{2}}}}\right)",
        ),
        ("theory.trace-by-gain", "theory.gains", "theory.kernel"),
        _TEACHER,
        title="Where a mode can be stable against the sign of the feedback",
    )
    ledger.add(
        "theory.window-term",
        "definition",
        (f"Q := {WINDOW_TERM}",),
        title="What multiplies q b^2 in the trace",
    )
    ledger.add(
        "theory.window-width",
        "equation",
        (" = ".join(WINDOW_WIDTH),),
        ("theory.window-term",),
        (*_TEACHER, *_KERNEL),
        title="How wide the window is between the bounds of the trace and of the determinant",
    )


def _quotient(*facts: str, room: str = "2") -> dict[str, Any]:
    """A product of quantities whose signs are known, over a power of 1 - w_star^2."""
    factors = [(fact, "1") for fact in facts] + [(r"1 - w_\star^{2}", f"-{room}")]
    return {
        "constant": "1",
        "factors": [
            {"factor": one, "power": power, "terms": [["1", *_atoms(one)]]}
            for one, power in factors
        ],
    }


def _atoms(fact: str) -> list[list[str]]:
    return [["b", "2"]] if fact == "b^{2}" else [[fact, "1"]]


def _real(ledger: "Ledger", proof: dict[str, Any]) -> None:
    known = ("theory.kernel", "theory.jacobian", "setting.trace", "setting.split")
    ledger.add(
        "theory.coupling",
        "sign",
        (r"u v - d \ge 0",),
        (*known, "theory.coupling-sign", "theory.gains"),
        (*_SUFFICIENT, r"M \ge 0"),
        evidence={"proofs": [proof]},
        title="The coupling is not negative",
    )
    square = {
        "factor": "(u - v)^{2} + 4 (u v - d)",
        "power": "1",
        "terms": [["1", ["u - v", "2"]], ["4", ["u v - d", "1"]]],
    }
    ledger.add(
        "theory.real",
        "sign",
        (r"t^{2} - 4 d \ge 0",),
        ("theory.split", "theory.coupling"),
        (*_SUFFICIENT, r"M \ge 0"),
        evidence={"proofs": [{"constant": "1", "factors": [square]}]},
        title="What suffices for a real pair",
    )
