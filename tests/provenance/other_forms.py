r"""Equations that lead to a claim or restate it in a form that certificates do not have.

Each of these labels has a comparison: the statement of the claims is computed from what is displayed,
or what is displayed from the definitions.  No label has an id without one.
"""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from sympy import Rational

from symdyn.claims.claim import Claim
from symdyn.errors import FormulaError
from symdyn.formula.latex import latex
from symdyn.formula.reading import read_relations
from tests.provenance import eigenvalues, ends, steps
from tests.provenance.aligned_forms import aligned
from tests.provenance.exact_values import one_relation
from tests.provenance.learned_change import follows

__all__ = ["OTHER_FORM", "behind"]

Claims: TypeAlias = Mapping[str, Claim]  # by the name without that of the rule
Texts: TypeAlias = Mapping[str, tuple[str, ...]]  # the lines displayed, by label

_RANK = re.compile("rank-([wb])-(?:update|part-[0-9]+|change)")


class Form(NamedTuple):
    """The claims behind a label, the claims that are looked at as well, and the comparison."""

    names: tuple[str, ...]
    agrees: Callable[[str, Texts, Claims], bool]
    needs: tuple[str, ...] = ()


def behind(label: str, texts: Texts, claims: Claims) -> tuple[str, ...]:
    """The names of the claims behind an equation of another form; empty if it does not agree.

    Parameters
    ----------
    label : of the equation
    texts : the lines that the equations of the report display, by label
    claims : by their names without that of the rule
    """
    form = _form(label)
    if form is None or not all(name in claims for name in (*form.names, *form.needs)):
        return ()
    try:
        return form.names if form.agrees(label, texts, claims) else ()
    except FormulaError:
        return ()


def _form(label: str) -> Form | None:
    learned = _RANK.fullmatch(label)
    if learned is None:
        return OTHER_FORM.get(label)
    return Form((f"rank-{learned[1]}",), _learned, ("definition", "setting.error"))


def _with_lines(compare: Callable[..., bool], *names: str) -> Callable[[str, Texts, Claims], bool]:
    """A comparison of one displayed line with the lines of some claims."""

    def agrees(label: str, texts: Texts, claims: Claims) -> bool:
        return compare(" ".join(texts[label]), [claims[name] for name in names])

    return agrees


def _aligned(label: str, texts: Texts, claims: Claims) -> bool:
    frames = next(
        name for name in ("setting.aligned", "setting.standard") if name in claims["modes"].uses
    )
    known = {
        "frames": claims[frames],
        "error": claims["setting.error"],
        "mode-error": claims["setting.mode-error"],
        **{name: claims[name] for name in ("definition", "letters", "modes")},
    }
    return aligned(label, " ".join(texts[label]), known)


def _learned(label: str, texts: Texts, claims: Claims) -> bool:
    """All the equations on one matrix together: one that is changed takes the ids of the others."""
    start, letter = label[: len("rank-w-")], label[len("rank-")].upper()
    shown = {
        one.removeprefix(start): " ".join(lines)
        for one, lines in texts.items()
        if one.startswith(start) and _RANK.fullmatch(one)
    }
    known = {"definition": claims["definition"], "error": claims["setting.error"]}
    return "change" in shown and follows(letter, shown, known)


def _one_condition(label: str, texts: Texts, claims: Claims) -> bool:
    """A mode is stable where the condition holds, which one claim assumes; unstable where it is turned."""
    if sum(one.startswith("stable-") for one in texts) != 1:
        return False
    turned = {">": "<", "<": ">"}
    return _assumed(" ".join(texts[label]), claims["stable"], claims["unstable-opposed"], turned)


def _pair(label: str, texts: Texts, claims: Claims) -> bool:
    """Two modes are stable where the condition holds, which one claim assumes; the other, that it does not."""
    known = claims["pair-stable"], claims["pair-unstable"]
    return _assumed(" ".join(texts[label]), *known, {">": "<="})


def _assumed(text: str, holds: Claim, fails: Claim, turned: Mapping[str, str]) -> bool:
    operator, left, right = one_relation(text)
    assumed = [
        {one for text in claim.assumptions for one in read_relations(text)}
        for claim in (holds, fails)
    ]
    other = (turned.get(operator, ""), left, right)
    return (operator, left, right) in assumed[0] and other in assumed[1]


def _to_second_order(label: str, texts: Texts, claims: Claims) -> bool:
    """G near the manifold, for which the claim has the second-order change; the law of descent is on both."""
    shown = one_relation(" ".join(texts[label]))
    stated = one_relation(" ".join(claims[label].statement))
    return shown == (stated[0], ("name", "G"), stated[2])


def _basis(label: str, texts: Texts, claims: Claims) -> bool:
    rows = claims["rotated"].evidence.get("matrices", {}).get("P", ())
    return texts[label] == tuple(
        f"P_{{{i}{j}}} = {_number(entry)}"
        for i, row in enumerate(rows, start=1)
        for j, entry in enumerate(row, start=1)
    )


def _entry(label: str, texts: Texts, claims: Claims) -> bool:
    evidence = claims["rotated"].evidence
    if not {"entry", "value"} <= evidence.keys():
        return False
    row, column = (int(place) + 1 for place in evidence["entry"])
    name = rf"(P^{{\top}} \Delta B \cdot V)_{{{row}{column}}}"
    return texts[label] == (f"{name} = {_number(evidence['value'])}",)


def _number(text: str) -> str:
    value = Fraction(text)
    return latex(Rational(value.numerator, value.denominator))


_ALIGNED = Form(("modes",), _aligned, ("definition", "letters", "setting.error"))

OTHER_FORM: Mapping[str, Form] = {
    **dict.fromkeys(
        (
            "powers-student",
            "powers-teacher",
            "error-aligned",
            "feedback-aligned",
            "kernel-aligned",
            "update-a-aligned",
            "update-b-aligned",
            "update-w-aligned",
        ),
        _ALIGNED,
    ),
    "counterexample-basis": Form(("rotated",), _basis),
    "counterexample": Form(("rotated",), _entry),
    "characteristic": Form(
        ("theory.spectrum",), _with_lines(eigenvalues.characteristic, "theory.spectrum")
    ),
    "eigenvalues": Form(
        ("theory.quadratic",), _with_lines(eigenvalues.quadratic, "theory.quadratic")
    ),
    "largest-step": Form(
        ("theory.step-allowed", "theory.step-needed", "step"),
        _with_lines(steps.largest_for_a_real_pair, "theory.step-needed"),
    ),
    "largest-step-complex": Form(
        ("theory.step-complex", "step"), _with_lines(steps.largest_for_a_complex_pair, "step")
    ),
    "descent-form": Form(("descent-form",), _to_second_order),
    "end-square": Form(
        ("end-unique", "end-root", "end-root-positive"),
        _with_lines(ends.positive_root, "end-unique", "end-root", "end-root-positive"),
    ),
    "slow-rate": Form(
        ("theory.rates", "theory.slow-rate"),
        _with_lines(eigenvalues.slowest, "theory.rates", "theory.slow-rate"),
    ),
    "stationary": Form(
        ("theory.stationary",), _with_lines(eigenvalues.stationary, "theory.stationary")
    ),
    "eigenvalues-non-optimal": Form(
        ("saddle",), _with_lines(eigenvalues.listed, "saddle", "kernel-values"), ("kernel-values",)
    ),
    "eigenvalues-no-input": Form(
        ("spectrum-no-input",), _with_lines(eigenvalues.listed, "spectrum-no-input")
    ),
    "eigenvalues-balanced": Form(
        ("spectrum-balanced",), _with_lines(eigenvalues.listed, "spectrum-balanced")
    ),
    "pair-region": Form(("pair-stable", "pair-unstable"), _pair),
    "stable-1": Form(("stable", "unstable-opposed"), _one_condition),
}
