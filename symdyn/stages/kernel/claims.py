"""The kernel's generating function: its closed form, its values, their signs."""

from typing import Any

from sympy import Expr

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.points import at_point, point_in_domain
from symdyn.claims.signed import alone
from symdyn.claims.stated import Stated, definition
from symdyn.exact.bridge import polynomial_to_expr
from symdyn.exact.factors import factor
from symdyn.exact.layout import arrange
from symdyn.formula.building import (
    Formula,
    at,
    at_least,
    at_most,
    defined,
    entry,
    equal,
    formula,
    less,
    letter,
    letters,
    limit,
    more,
    partial,
    total,
)
from symdyn.stages.kernel.derive import Fact, TermwiseProof
from symdyn.stages.setting.claims import PAPER

__all__ = ["SUMS", "claims", "shared"]

# What gives K(z), K(w), K(w_star) and the slopes as formulas.
SUMS = ("kernel", "setting.kernel")
_OF_Z, _SLOPE = letter("K(z)"), letter("K'(z)")
_RELATIONS = {"positive": more, "negative": less, "nonnegative": at_least, "nonpositive": at_most}


def shared() -> tuple[Stated, ...]:
    """Slope and values of the generating function, and what the manifold makes of them."""
    z, w_star = formula(notation.z), formula(notation.w_star)
    student, teacher, slope = (
        formula(one)
        for one in (
            notation.kernel_student,
            notation.kernel_teacher,
            notation.kernel_derivative,
        )
    )
    value, moment, stretched = letters("K_star M_star S_star")
    here = {formula(notation.w): w_star}
    return (
        definition(
            "setting.kernel",
            "The kernel's slope and its values at the two networks",
            defined(_SLOPE, partial(z, _OF_Z)),
            defined(student, at(_OF_Z, {z: notation.w})),
            defined(teacher, at(_OF_Z, {z: w_star})),
            defined(slope, at(_SLOPE, {z: w_star})),
            source=PAPER,
        ),
        definition(
            "setting.manifold-kernel",
            "The kernel and its first moment on the optimal manifold",
            defined(value, at(teacher, here)),
            defined(moment, at(slope, here) * w_star),
            source=PAPER,
        ),
        definition(
            "setting.stretched",
            "S_star = K_star + M_star",
            defined(stretched, value + moment),
            source=PAPER,
        ),
    )


def claims(ledger: Ledger) -> None:
    """K(z) in closed form, K(w), K(w_star) and the slope, and their signs."""
    credit = ledger.analysis.credit
    in_z = ledger.everywhere_at_argument()
    ledger.add(
        "kernel-sum",
        "definition",
        (defined(_OF_Z, _over_lags(ledger, _kappa(ledger) * formula(notation.z) ** _lag(ledger))),),
        title="The kernel's generating function",
    )
    ledger.add(
        "kernel",
        "equation",
        (equal(_OF_Z, credit.general),),
        ("kernel-sum", "letters"),
        in_z,
        title="The kernel's generating function in closed form",
    )
    ledger.add(
        "kernel-values",
        "equation",
        (
            equal(notation.kernel_student, credit.student_expr),
            equal(notation.kernel_teacher, credit.teacher_expr),
        ),
        SUMS,
        ledger.everywhere(),
        title="The kernel at student and teacher",
    )
    ledger.add(
        "manifold-kernel",
        "equation",
        (
            equal(letter("K_star"), credit.value_expr),
            equal(letter("M_star"), credit.moment_expr),
        ),
        (*SUMS, "setting.manifold-kernel"),
        ledger.everywhere(),
        title="The kernel and its first moment on the optimal manifold",
    )
    if credit.zero:
        return
    _signs(ledger)
    ledger.add(
        "kernel-slope",
        "equation",
        (equal(_SLOPE, credit.slope),),
        SUMS,
        in_z,
        title="The slope of the kernel's generating function",
    )
    _both_signs(ledger)


def _lag(ledger: Ledger) -> Formula:
    """m, counted from the first lag."""
    return formula(notation.m + ledger.rule.first_lag)


def _kappa(ledger: Ledger) -> Formula:
    return entry(letter("kappa"), _lag(ledger))


def _over_lags(ledger: Ledger, body: Formula) -> Formula:
    """The sum over the lags of the kernel."""
    found = total(notation.m, ledger.lags(), body)
    return limit(notation.T, found) if ledger.rule.horizon is None else found


def _signs(ledger: Ledger) -> None:
    credit = ledger.analysis.credit
    on_manifold = ("manifold-kernel",)
    stretched = ("manifold-kernel", "setting.stretched")
    at_teacher = formula(notation.kernel_teacher)
    value, moment, whole = letters("K_star M_star S_star")
    facts: tuple[tuple[str, Formula, Fact, tuple[str, ...], str], ...] = (
        ("teacher", at_teacher, credit.teacher_sign, ("kernel-values",), "Credit at the teacher"),
        ("value", value, credit.value_sign, on_manifold, "Credit on the optimal manifold"),
        (
            "stretched",
            whole,
            credit.stretched_sign,
            stretched,
            "K_star + M_star on the optimal manifold",
        ),
        ("moment", moment, credit.moment_sign, on_manifold, "First moment of the credit"),
    )
    for name, quantity, fact, uses, title in facts:
        if fact.sign not in _RELATIONS:
            continue
        known = uses
        if isinstance(fact.proof, TermwiseProof):
            _sum_of(ledger, name, quantity, uses)
            known = (f"{name}-sum", "letters")
        statement = (_RELATIONS[fact.sign](quantity, 0),)
        ledger.add(f"{name}-sign", "sign", statement, known, ledger.everywhere(), title=title)
    _numerator(ledger)


def _numerator(ledger: Ledger) -> None:
    """The numerator N of K_star = N/D is positive, where the sum's terms show that K_star > 0.

    K_star D = N, and D is a product of squares and the horizon.  Elsewhere the factors of N show it.
    """
    credit = ledger.analysis.credit
    if not isinstance(credit.value_sign.proof, TermwiseProof) or credit.value.is_polynomial:
        return
    shown = credit.adjoined.written_out
    constant, found = factor(credit.value.denom)
    factors = [_positive(letter("K_star"))]
    for part, power in found:
        expression = shown(polynomial_to_expr(part))
        if power % 2 and expression != notation.tau:
            return
        terms = _positive(expression)["terms"] if power % 2 else []
        factors.append({"factor": formula(expression), "power": str(power), "terms": terms})
    numerator, below = (
        formula(shown(arrange(x))) for x in (credit.value.numer, credit.value.denom)
    )
    product = equal(letter("K_star") * below, numerator)
    ledger.add(
        "value-product",
        "equation",
        (product,),
        ("manifold-kernel",),
        ledger.everywhere(),
        title="The credit on the optimal manifold times its denominator",
    )
    evidence = {"constant": str(constant), "factors": factors, "by": [[formula(-1), product]]}
    ledger.add(
        "value-numerator",
        "sign",
        (more(numerator, 0),),
        ("value-product", "value-sign"),
        ledger.everywhere(),
        evidence={"proofs": [evidence]},
        title="The numerator of the credit on the optimal manifold",
    )


def _positive(fact: Formula | Expr) -> dict[str, Any]:
    """A factor that is known to be positive."""
    shown = formula(fact)
    return {"factor": shown, "power": "1", "terms": alone(shown)}


def _sum_of(ledger: Ledger, name: str, quantity: Formula, uses: tuple[str, ...]) -> None:
    """The quantity as a sum over lags, whose terms show its sign."""
    m, w_star = _lag(ledger), formula(notation.w_star)
    term = at(_kappa(ledger), {formula(notation.w): w_star})
    weighted = {"value": term, "stretched": term * (m + 1), "moment": term * m}[name]
    ledger.add(
        f"{name}-sum",
        "equation",
        (equal(quantity, _over_lags(ledger, weighted * w_star**m)),),
        (*uses, "letters"),
        ledger.everywhere(),
        title="As a sum over lags",
    )


def _both_signs(ledger: Ledger) -> None:
    """A point where the first moment is positive and one where it is negative."""
    credit = ledger.analysis.credit
    if credit.moment_sign.sign != "both":
        return
    lines, domains = [], []
    for sign, relation, point in zip(
        ("positive", "negative"), (more, less), credit.moment_sign.points, strict=True
    ):
        domains.append(f"moment-{sign}-domain")
        point_in_domain(ledger, f"moment-{sign}", point)
        lines.append(relation(at_point(letter("M_star"), credit.moment_expr, point), 0))
    ledger.add(
        "moment-signs",
        "sign",
        lines,
        ("manifold-kernel", *domains),
        ledger.indices(),
        title="Points where the first moment of the credit has either sign",
    )
