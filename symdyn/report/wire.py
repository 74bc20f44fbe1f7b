"""An analysis as plain data: the JSON object that `symdyn derive RULE --format json` prints.

Every expression is a string that SymPy parses, with the names of the notation; a_star*b_star is
written for c.  A parameter's name may be that of a SymPy function, such as gamma: give sympify
locals={name: Symbol(name) for name in the object's "parameters"}.
"""

from collections.abc import Iterable
from typing import TypeAlias

from sympy import Basic, Expr, Pow
from sympy.logic.boolalg import BooleanAtom
from sympy.printing.str import StrPrinter

from symdyn import notation
from symdyn.analysis.analysis import Analysis
from symdyn.analysis.fixed_points import Component
from symdyn.analysis.rank import RankBound
from symdyn.analysis.rates import Asymptote, Rates
from symdyn.analysis.stability import Stability
from symdyn.analysis.stability_witness import Witness
from symdyn.analysis.update import STATE, mode_domain
from symdyn.rules.rule import LearningRule

__all__ = ["Json", "rule_to_json", "to_json", "write"]

Json: TypeAlias = bool | int | str | list["Json"] | dict[str, "Json"] | None

_RANK_PROOFS = ("factorisation", "instance")
_TEACHER = {notation.c: notation.a_star * notation.b_star}


def write(expression: Basic) -> str:
    """An expression on the wire: low orders first, c as a_star*b_star.

    >>> from symdyn.notation import c, w, z
    >>> write(c / (1 - w * z))
    'a_star*b_star/(1 - w*z)'
    """
    return str(_PRINTER.doprint(expression.xreplace(_TEACHER)))


def to_json(analysis: Analysis) -> dict[str, Json]:
    """The analysis as one JSON object of strings, lists and truth values.

    Parameters
    ----------
    analysis : the analysis of a rule

    Returns
    -------
    A dictionary that `json.dumps` takes as it is.

    >>> from symdyn import analyse, find_rule
    >>> found = to_json(analyse(find_rule("rflo")))
    >>> found["parameters"]["a_hat"], found["rank"]["bound"]
    ('a_hat != 0', 'o')
    >>> found["update"]["limit"]["b"]
    'a_hat*(a*b/(1 - w*w_hat) - a_star*b_star/(1 - w_hat*w_star))'
    """
    update, optimal = analysis.update, analysis.optimal
    rank = analysis.rank
    return {
        **rule_to_json(analysis.rule),
        "state": [one.name for one in STATE],
        "symbols": _symbols(analysis),
        "alignment": _alignment(analysis),
        "update": {
            "finite": {one.name: write(update.finite[one]) for one in STATE},
            "limit": {one.name: write(update.limit[one]) for one in STATE},
        },
        "finite_conditions": {
            "nonzero": _list(update.finite_nonzero),
            "T_at_least": write(update.minimal_T),
        },
        "loss": {"finite": write(update.loss_finite), "limit": write(update.loss)},
        "is_gradient": update.is_gradient,
        "kernel_sums": _kernel_sums(analysis),
        "fixed_points": [_component(one) for one in analysis.fixed_points.components],
        "optimal": {
            "jacobian": [_list(row) for row in optimal.jacobian],
            "trace": write(optimal.trace),
            "determinant": write(optimal.determinant),
            "eigenvalues": _list(optimal.eigenvalues),
            "radicand": write(optimal.radicand),
            "proved_real": optimal.real,
            **_stability(optimal.stability),
            "summary": optimal.summary,
        },
        "rates": _rates(analysis.rates),
        "rank": {**_rank(rank.recurrent), "input": _rank(rank.input)},
        "locality": {
            "space": analysis.locality.space,
            "feedback": analysis.locality.feedback,
            "memory": analysis.locality.memory,
        },
    }


def _rank(bound: RankBound) -> dict[str, Json]:
    """The bound, and what proves it here: no certificate, so that no checker has confirmed it.

    `proved` says that the analysis has multiplied the left factors out to the update again, and has
    counted them; where the bound is full rank, that an exact instance reaches it.  The number of
    factors of a horizon tau is that of a horizon with a lag 0.
    """
    factors = bound.left_factors
    return {
        "bound": bound.bound,
        "proved": bound.proved,
        "proved_by": _RANK_PROOFS[factors is None] if bound.proved else None,
        "assuming": ["tau >= 1"] if factors is not None and factors.moving.coefficients else [],
    }


class _WirePrinter(StrPrinter):
    """SymPy's own text, ordered as people write: low degrees first, a plus sign in front."""

    def _as_ordered_terms(self, expr: Expr, order: str | None = None) -> list[Expr]:  # noqa: ARG002 - SymPy passes it
        found, _ = expr.as_terms()
        terms = [term for term, _ in sorted(found, key=_place)]
        lead = next((one for one in terms if not one.could_extract_minus_sign()), terms[0])
        return [lead, *(one for one in terms if one is not lead)]

    def _print_Pow(self, expr: Expr, rational: bool = False) -> str:
        if expr.exp.is_Integer and expr.exp < -1:
            return f"1/{self._print(Pow(expr.base, -expr.exp, evaluate=False))}"
        return str(super()._print_Pow(expr, rational))


def _place(term: tuple[Expr, tuple[object, tuple[int, ...], object]]) -> tuple[object, ...]:
    """The degree above the fraction bar, then the powers of the variables in their order."""
    shown, (_, powers, _) = term
    return sum(one for one in powers if one > 0), tuple(-one for one in powers), str(shown)


_PRINTER = _WirePrinter()


def _list(expressions: Iterable[Basic]) -> list[Json]:
    return [write(one) for one in expressions]


def rule_to_json(rule: LearningRule) -> dict[str, Json]:
    """A rule's definition as plain data, with the open domain of every parameter.

    >>> from symdyn import find_rule
    >>> rule_to_json(find_rule("tbptt"))["horizon"]
    1
    """
    return {
        "rule": rule.name,
        "title": rule.title,
        "feedback": rule.feedback,
        "kernel": write(rule.kernel),
        "horizon": rule.horizon if isinstance(rule.horizon, int | None) else str(rule.horizon),
        "diagonal": rule.diagonal,
        "parameters": _parameters(rule),
        "equals": dict(rule.equals),
        "references": list(rule.references),
    }


def _parameters(rule: LearningRule) -> dict[str, Json]:
    """The domain of everything that is neither state nor position nor number of steps."""
    teacher = notation.domain_of((notation.a_star, notation.b_star, notation.w_star))
    own = rule.domain.restrict(tuple(one.name for one in rule.parameters))
    found: dict[str, Json] = {
        name: interval.describe(name)
        for domain in (teacher, own)
        for name, interval in domain.entries
    }
    if rule.horizon == notation.tau:
        found["tau"] = "tau >= 1, an integer"
    return found


def _symbols(analysis: Analysis) -> dict[str, Json]:
    """What the names of the notation mean, those that occur for this rule."""
    hidden = {notation.c, notation.phi, notation.z}
    named = {*mode_domain(analysis.rule).names, "a", "b", "a_star", "b_star", "s", "T", "m"}
    if analysis.rule.horizon == notation.tau:
        named.add("tau")
    return {
        entry.symbol.name: entry.meaning.replace("c/s", "a_star*b_star/s")
        for entry in notation.NOTATION
        if entry.symbol not in hidden and entry.symbol.name in named
    }


def _alignment(analysis: Analysis) -> dict[str, Json]:
    alignment = analysis.alignment
    found: dict[str, Json] = {"reduces": alignment.reduces}
    case = alignment.counterexample
    if case is not None:
        found["counterexample"] = {
            "P": [[str(entry) for entry in row] for row in case.P.entries],
            "w": [str(one) for one in case.modes],
            "w_star": [str(one) for one in case.teacher_modes],
            "T": case.T,
            "parameters": {name: str(value) for name, value in case.values.items()},
            "entry": [case.row, case.column],
            "coupling": str(case.coupling),
        }
    return found


def _kernel_sums(analysis: Analysis) -> dict[str, Json]:
    credit = analysis.credit
    return {
        "K(z)": write(credit.general),
        "K'(z)": write(credit.slope),
        "K(w)": write(credit.student_expr),
        "K(w_star)": write(credit.teacher_expr),
        "K on the optimal manifold": write(credit.value_expr),
        "w_star*K' on the optimal manifold": write(credit.moment_expr),
    }


def _component(component: Component) -> dict[str, Json]:
    return {
        "name": component.name,
        "equations": _list(component.equations),
        "conditions": _list(component.conditions),
        "loss": write(component.loss),
        "eigenvalues": _list(component.eigenvalues),
        "stability": component.stability,
    }


def _stability(stability: Stability) -> dict[str, Json]:
    witnesses = {
        "stable_with_negative_gain": stability.stable_against_sign,
        "unstable_with_negative_gain": stability.unstable,
    }
    return {
        "stable_iff": _positive(stability.conditions),
        "cases": [
            {
                "where": None if case.assumption is None else f"{write(case.assumption)} > 0",
                "verdict": case.verdict,
                "stable_iff": _positive(case.conditions),
            }
            for case in stability.cases
        ],
        "witnesses": {name: _witness(one) for name, one in witnesses.items() if one is not None},
    }


def _positive(conditions: Iterable[Expr | BooleanAtom]) -> list[Json]:
    return [
        str(bool(one)) if isinstance(one, BooleanAtom) else f"{write(one)} > 0"
        for one in conditions
    ]


def _witness(witness: Witness) -> dict[str, Json]:
    """The exact point, with the whole gain c in a_star."""
    point = {("a_star" if name == "c" else name): value for name, value in witness.point}
    return {**{name: str(value) for name, value in point.items()}, "b_star": "1"}


def _rates(rates: Rates) -> dict[str, Json]:
    """The slow rate's ends, the factors that vanish where a rate is stationary, where smallest.

    The last two hold where each condition of `stationary_where` does.
    """
    apart: list[Json] = [f"{write(one)} != 0" for one in rates.always_stationary]
    return {
        "at_zero": _asymptote(rates.at_zero),
        "at_infinity": _asymptote(rates.at_infinity),
        "stationary": None if rates.stationary is None else _list(rates.stationary),
        "stationary_where": None if rates.stationary is None else apart,
        "slowest": None if rates.slowest is None else write(rates.slowest),
    }


def _asymptote(asymptote: Asymptote | None) -> Json:
    if asymptote is None:
        return None
    return {"coefficient": write(asymptote.coefficient), "power_of_s": asymptote.power}
