"""From a rule's definition to its closed forms: matrix words, modes, finite sums, limits, the loss."""

import re
from typing import TYPE_CHECKING

from symdyn import notation
from symdyn.analysis.update import STATE
from symdyn.claims.setting import ALIGNED, STANDARD
from symdyn.printing.latex import latex

if TYPE_CHECKING:  # a report reads formulas from here, and proves nothing
    from symdyn.claims.ledger import Ledger

__all__ = ["horizon", "index_assumptions", "update_claims"]

# A bare w in the kernel's LaTeX, not the one in \hat{w} or w_\star.
_PROPAGATOR = re.compile(r"(?<![\\A-Za-z])(?<!\\hat\{)w(?![A-Za-z_])")


def update_claims(ledger: "Ledger") -> None:
    """Definition, modes, closed forms for finite T, limits, loss, gradient."""
    _definition(ledger)
    _powers(ledger)
    _modes(ledger)
    _finite(ledger)
    _limit(ledger)
    _loss(ledger)
    _gradient(ledger)


def horizon(ledger: "Ledger") -> str:
    """The number of lags: T, or the horizon, which is at most T."""
    return ledger.horizon()


def index_assumptions(ledger: "Ledger") -> tuple[str, ...]:
    """What may be assumed of T and the horizon."""
    return ledger.indices()


def _definition(ledger: "Ledger") -> None:
    rule = ledger.rule
    kernel = latex(rule.kernel)
    matrix = r"\operatorname{diag}(W)" if rule.diagonal else r"(W^{\top})"
    words, found = _PROPAGATOR.subn(lambda _: matrix, kernel)
    if not found:
        words = rf"\left({kernel}\right) I"
    lags = horizon(ledger)
    ledger.add(
        "definition",
        "definition",
        (
            r"\Delta A := \sum_{k<T} E_{k} B^{\top} (W^{\top})^{k}",
            rf"\Delta B := \sum_{{m<{lags}}} K_{{m}} F E_{{m}}",
            rf"\Delta W := \sum_{{m<{lags}}}\sum_{{j<T - m - 1}} K_{{m}} F E_{{j + m + 1}} B^{{\top}} (W^{{\top}})^{{j}}",
            f"K_{{m}} := {words}",
            rf"F := {'A' if rule.symmetric else 'R'}^{{\top}}",
        ),
        title=f"Mean updates of {rule.title}",
        source="; ".join(rule.references[:1]),
    )
    ledger.add(
        "letters",
        "definition",
        (
            rf"\kappa_{{m}} := {kernel}",
            rf"\varphi := {'a' if rule.symmetric else latex(notation.a_hat)}",
        ),
        title="Kernel and feedback of a mode",
    )


def _powers(ledger: "Ledger") -> None:
    """Powers of letters in (-1, 1) to the horizon lie there too."""
    if ledger.rule.horizon is None or isinstance(ledger.rule.horizon, int):
        return
    bounded = [
        line
        for line in ledger.domain()
        if line.startswith(("-1 <", "0 <")) and line.endswith("< 1")
    ]
    ledger.add(
        "powers",
        "sign",
        (
            rf"{low} < {name}^{{\tau}} < 1"
            for low, name, _ in (line.split(" < ") for line in bounded)
        ),
        (),
        (*bounded, *index_assumptions(ledger)),
        title="Powers to the horizon",
    )


def _modes(ledger: "Ledger") -> None:
    frame = STANDARD if ledger.rule.diagonal else ALIGNED
    lags = horizon(ledger)
    ledger.add(
        "modes",
        "mode",
        (
            r"\Delta_{T} a = \sum_{k<T} e_{k} b w^{k}",
            rf"\Delta_{{T}} b = \sum_{{m<{lags}}} \kappa_{{m}} \varphi e_{{m}}",
            rf"\Delta_{{T}} w = \sum_{{m<{lags}}}\sum_{{j<T - m - 1}} \kappa_{{m}} \varphi e_{{j + m + 1}} b w^{{j}}",
        ),
        (
            "definition",
            "letters",
            frame,
            f"{frame}-modes",
            "setting.error",
            "setting.mode-error",
            "setting.teacher",
        ),
        title="Aligned networks stay aligned, and each mode learns alone",
        source="Saxe et al. (2014); Williams, Payeur & Lajoie (2026), section 3",
    )


_SUMS = ("modes", "letters", "setting.mode-error")


def _finite(ledger: "Ledger") -> None:
    update = ledger.analysis.update
    apart = tuple(rf"{latex(one)} \ne 0" for one in update.finite_nonzero)
    ledger.add(
        "update-finite",
        "equation",
        (rf"\Delta_{{T}} {x} = {latex(update.finite[x])}" for x in STATE),
        _SUMS,
        (*ledger.domain(), *index_assumptions(ledger), *apart),
        title="Mean update after T steps",
    )


def _limit(ledger: "Ledger") -> None:
    update = ledger.analysis.update
    ledger.add(
        "update",
        "equation",
        (rf"\Delta {x} = {latex(update.limit[x])}" for x in STATE),
        (*_SUMS, "setting.limit"),
        (*ledger.domain(), *index_assumptions(ledger)),
        title="Mean update for long sequences",
        source="Williams, Payeur & Lajoie (2026), Eqs. 19-22",
    )


def _loss(ledger: "Ledger") -> None:
    update = ledger.analysis.update
    domain = ledger.domain()
    ledger.add(
        "loss.finite",
        "equation",
        (f"L_{{T}} = {latex(update.loss_finite)}",),
        ("loss.definition", "setting.mode-error"),
        (*domain, r"T \ge 1"),
        title="Loss of a mode after T steps",
    )
    ledger.add(
        "loss.limit",
        "equation",
        (f"L = {latex(update.loss)}",),
        ("loss.definition", "loss.long", "setting.mode-error"),
        domain,
        title="Loss of a mode for long sequences",
    )


def _gradient(ledger: "Ledger") -> None:
    if not ledger.analysis.update.is_gradient:
        ledger.add(
            "not-gradient",
            "equation",
            (rf"\Delta {x} = \partial_{{{x}}} L" for x in STATE),
            ("update", "loss.limit"),
            (*ledger.domain(), *index_assumptions(ledger)),
            evidence={"witness": {}},
            title="The mean update is the gradient of the loss, which is false",
        )
        return
    for name, update, loss in (
        ("gradient-finite", r"\Delta_{T}", "L_{T}"),
        ("gradient", r"\Delta", "L"),
    ):
        tail = "-finite" if "finite" in name else ""
        ledger.add(
            name,
            "equation",
            (rf"{update} {x} = \partial_{{{x}}} {loss}" for x in STATE),
            (f"update{tail}", "loss.finite" if tail else "loss.limit"),
            (*ledger.domain(), *index_assumptions(ledger)),
            title="The mean update is the gradient of the loss",
        )
