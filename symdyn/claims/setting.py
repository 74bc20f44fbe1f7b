"""What all rules share: the networks, their modes, the loss, the limit and the Jacobian, as definitions."""

from symdyn.claims.claim import Claim

__all__ = ["ALIGNED", "STANDARD", "shared_definitions", "spectrum_lines"]

_PAPER = "Williams, Payeur & Lajoie (2026), section 2"
_STATE = ("a", "b", "w")
_MANIFOLD = r"a = s, b = \frac{c}{s}, w = w_\star"

TRACE = "J_{11} + J_{22} + J_{33}"
MINORS = (
    "J_{11} J_{22} - J_{12} J_{21} + J_{11} J_{33} - J_{13} J_{31} + J_{22} J_{33} - J_{23} J_{32}"
)
DETERMINANT = (
    "J_{11} (J_{22} J_{33} - J_{23} J_{32}) - J_{12} (J_{21} J_{33} - J_{23} J_{31})"
    " + J_{13} (J_{21} J_{32} - J_{22} J_{31})"
)
ALIGNED, STANDARD = "setting.aligned", "setting.standard"


def shared_definitions() -> tuple[Claim, ...]:
    """The definitions that the claims of every rule start from, in the order of the mathematics."""
    return (
        _definition(
            "setting.error",
            "Impulse-response error",
            r"E_{k} := A W^{k} B - A_\star W_\star^{k} B_\star",
        ),
        _definition(
            ALIGNED,
            "Aligned networks: diagonal between orthogonal bases",
            r"A := U a P^{\top}",
            r"W := P w P^{\top}",
            r"B := P b V^{\top}",
            r"A_\star := U a_\star P^{\top}",
            r"W_\star := P w_\star P^{\top}",
            r"B_\star := P b_\star V^{\top}",
            r"R := U \hat{a} P^{\top}",
            *(rf"{x}^{{\top}} {x} = I" for x in "UPV"),
        ),
        _definition(
            STANDARD,
            "Networks aligned with the standard basis of the hidden units, P = I",
            r"A := U a",
            r"W := w",
            r"B := b V^{\top}",
            r"A_\star := U a_\star",
            r"W_\star := w_\star",
            r"B_\star := b_\star V^{\top}",
            r"R := U \hat{a}",
            *(rf"{x}^{{\top}} {x} = I" for x in "UV"),
        ),
        _definition(f"{ALIGNED}-modes", "The update of one mode", *_modes("P")),
        _definition(f"{STANDARD}-modes", "The update of one mode", *_modes("")),
        _definition("setting.teacher", "The teacher's gain", r"c := a_\star b_\star"),
        _definition("setting.mode-error", "Error of a mode", r"e_{k} := a b w^{k} - c w_\star^{k}"),
        _definition(
            "setting.limit",
            "Long sequences",
            *(rf"\Delta {x} := \lim_{{T \to \infty}} \Delta_{{T}} {x}" for x in _STATE),
        ),
        _definition(
            "loss.definition", "Loss of a mode", r"L_{T} := \sum_{k<T} \frac{e_{k}^{2}}{2}"
        ),
        _definition("loss.long", "Loss for long sequences", r"L := \lim_{T \to \infty} L_{T}"),
        _definition(
            "setting.kernel",
            "The kernel's slope and its values at the two networks",
            r"K'(z) := \partial_{z} K(z)",
            r"K(w) := \left. K(z) \right|_{z = w}",
            r"K(w_\star) := \left. K(z) \right|_{z = w_\star}",
            r"K'(w_\star) := \left. K'(z) \right|_{z = w_\star}",
        ),
        _definition(
            "setting.manifold-kernel",
            "The kernel and its first moment on the optimal manifold",
            r"K_\star := \left. K(w_\star) \right|_{w = w_\star}",
            r"M_\star := \left. K'(w_\star) \right|_{w = w_\star} w_\star",
        ),
        _definition(
            "setting.stretched",
            "The kernel stretched by its moment",
            r"S_\star := K_\star + M_\star",
        ),
        _definition(
            "setting.jacobian",
            "The Jacobian of the flow on the optimal manifold a = s, b = c/s, w = w_star",
            *(
                rf"J_{{{row}{column}}} := \left. -\partial_{{{x}}} \Delta {y} \right|_{{{_MANIFOLD}}}"
                for row, y in enumerate(_STATE, start=1)
                for column, x in enumerate(_STATE, start=1)
            ),
        ),
        _definition("setting.trace", "Trace and sum of minors", f"t := {TRACE}", f"d := {MINORS}"),
        _definition(
            "setting.split",
            "The parts of the trace, and what couples them",
            "u := -J_{11} - J_{22}",
            "v := -J_{33}",
            "g := u v - d",
        ),
        _definition(
            "setting.saddle",
            "The Jacobian of the flow at a = b = 0",
            *(
                rf"H_{{{row}{column}}} := \left. -\partial_{{{x}}} \Delta {y} \right|_{{a = 0, b = 0}}"
                for row, y in enumerate(_STATE, start=1)
                for column, x in enumerate(_STATE, start=1)
            ),
        ),
    )


def spectrum_lines(matrix: str = "J", trace: str = "t", minors: str = "d") -> tuple[str, ...]:
    """The characteristic polynomial of a 3 x 3 matrix is x (x^2 - t x + d)."""
    return tuple(
        f"{left.replace('J_', matrix + '_')} = {right}"
        for left, right in ((TRACE, trace), (MINORS, minors), (DETERMINANT, "0"))
    )


def _modes(basis: str) -> tuple[str, ...]:
    left = rf"{basis}^{{\top}} " if basis else ""
    return (
        rf"\Delta_{{T}} a := U^{{\top}} \Delta A {basis}".rstrip(),
        rf"\Delta_{{T}} b := {left}\Delta B V",
        rf"\Delta_{{T}} w := {left}\Delta W {basis}".rstrip(),
    )


def _definition(name: str, title: str, *lines: str) -> Claim:
    return Claim(name, "definition", lines, title=title, source=_PAPER)
