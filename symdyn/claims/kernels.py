"""The kernel's generating function: its closed form, its values, its signs, and the update in it."""

from typing import TYPE_CHECKING

from symdyn import notation
from symdyn.analysis.credit import TermwiseProof
from symdyn.analysis.update import STATE
from symdyn.claims.updates import horizon, index_assumptions
from symdyn.exact.layout import arrange_by
from symdyn.printing.latex import latex

if TYPE_CHECKING:  # a report reads formulas from here, and proves nothing
    from symdyn.claims.ledger import Ledger

__all__ = ["SUMS", "kernel_claims"]

# What gives K(z), K(w), K(w_star) and the slopes as formulas.
SUMS = ("kernel", "setting.kernel")


def kernel_claims(ledger: "Ledger") -> None:
    """K(z) in closed form, K(w) and K(w_star), the update in terms of them, and the signs."""
    credit = ledger.analysis.credit
    lags = horizon(ledger)
    total = rf"\sum_{{m<{lags}}} \kappa_{{m}} z^{{m}}"
    endless = r"\lim_{T \to \infty} " if ledger.rule.horizon is None else ""
    domain = (*ledger.domain(), *index_assumptions(ledger))
    ledger.add(
        "kernel-sum",
        "definition",
        (f"K(z) := {endless}{total}",),
        title="The kernel's generating function",
    )
    ledger.add(
        "kernel",
        "equation",
        (f"K(z) = {latex(credit.general)}",),
        ("kernel-sum", "letters"),
        (*domain, "-1 < z < 1"),
        title="The kernel's generating function in closed form",
    )
    ledger.add(
        "kernel-values",
        "equation",
        (
            f"K(w) = {latex(credit.student_expr)}",
            rf"K(w_\star) = {latex(credit.teacher_expr)}",
        ),
        SUMS,
        domain,
        title="The kernel at student and teacher",
    )
    ledger.add(
        "manifold-kernel",
        "equation",
        (rf"K_\star = {latex(credit.value_expr)}", rf"M_\star = {latex(credit.moment_expr)}"),
        (*SUMS, "setting.manifold-kernel"),
        domain,
        title="The kernel and its first moment on the optimal manifold",
    )
    ledger.add(
        "update-by-kernel",
        "equation",
        _general(ledger),
        ("update", "kernel-values", "letters"),
        domain,
        title="The update as that of an arbitrary kernel",
    )
    _signs(ledger, domain)


def _general(ledger: "Ledger") -> tuple[str, ...]:
    r"""The update for an arbitrary kernel, in K(w), K(w_star) and \varphi."""
    kernels = (notation.kernel_student, notation.kernel_teacher)
    update = ledger.analysis.theory.flow.update
    return tuple(rf"\Delta {x} = {latex(arrange_by(update[x], kernels))}" for x in STATE)


_RELATIONS = {"positive": ">", "negative": "<", "nonnegative": r"\ge", "nonpositive": r"\le"}


def _signs(ledger: "Ledger", domain: tuple[str, ...]) -> None:
    credit = ledger.analysis.credit
    if credit.zero:
        return
    stretched = ("manifold-kernel", "setting.stretched")
    for name, letter, fact, uses, title in (
        (
            "teacher-sign",
            r"K(w_\star)",
            credit.teacher_sign,
            ("kernel-values",),
            "Credit at the teacher",
        ),
        (
            "value-sign",
            r"K_\star",
            credit.value_sign,
            ("manifold-kernel",),
            "Credit on the optimal manifold",
        ),
        (
            "stretched-sign",
            r"S_\star",
            credit.stretched_sign,
            stretched,
            "Stretched credit on the optimal manifold",
        ),
        (
            "moment-sign",
            r"M_\star",
            credit.moment_sign,
            ("manifold-kernel",),
            "First moment of the credit",
        ),
    ):
        if fact.sign not in _RELATIONS:
            continue
        by_lags = isinstance(fact.proof, TermwiseProof)
        if by_lags:
            _sum_of(ledger, name, letter, uses, domain)
        known = (name.replace("sign", "sum"), "letters") if by_lags else uses
        statement = (f"{letter} {_RELATIONS[fact.sign]} 0",)
        ledger.add(name, "sign", statement, known, domain, title=title)


def _sum_of(
    ledger: "Ledger", name: str, letter: str, uses: tuple[str, ...], domain: tuple[str, ...]
) -> None:
    """The quantity as a sum over lags, whose terms show its sign."""
    weight = {"value-sign": "", "stretched-sign": "(m + 1) ", "moment-sign": "m "}[name]
    endless = r"\lim_{T \to \infty} " if ledger.rule.horizon is None else ""
    total = rf"{endless}\sum_{{m<{horizon(ledger)}}} \left. \kappa_{{m}} \right|_{{w = w_\star}} {weight}w_\star^{{m}}"
    ledger.add(
        name.replace("sign", "sum"),
        "equation",
        (f"{letter} = {total}",),
        (*uses, "letters"),
        domain,
        title="As a sum over lags",
    )
