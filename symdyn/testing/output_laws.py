"""Laws of what is handed on: the JSON object and the generated code say what was derived."""

import json
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from sympy import Expr
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from symdyn import notation
from symdyn.codegen import export, load_module
from symdyn.notation import STATE
from symdyn.report.wire import to_json
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis
from symdyn.stages.order import told_of
from symdyn.testing.evaluation import Number, decimals, read, value_of
from symdyn.testing.laws import Law, require, require_close
from symdyn.testing.linear_flow import MARGIN
from symdyn.testing.literal import LiteralSums, steps_to_sum
from symdyn.testing.points import Point, manifold_points, mode_points
from symdyn.testing.subject import Subject

__all__ = ["OUTPUT_LAWS"]


_DIGITS = 30
_MARGIN = Fraction(1, 10**20)
_ROUNDING = 1e-11
_MODE = ("a", "b", "w", "a_star", "b_star", "w_star")
_POSITION = ("s", "a_star", "b_star", "w_star")


def _wire(subject: Subject) -> int:
    """Every expression of the JSON object, read back, has the value of the formula."""
    analysis = subject.analysis
    numbers = decimals(_DIGITS)
    sent = json.loads(json.dumps(to_json(analysis)))
    points = list(_points(analysis))
    for text, formula in _sent(sent, analysis):
        if isinstance(formula, BooleanAtom):
            require(text == str(bool(formula)), f"the JSON condition {text!r} is wrong", {})
            continue
        understood = read(text)
        if isinstance(understood, Relational):
            understood = understood.gts - understood.lts
        for point in points:
            stated, meant = (value_of(one, point, numbers) for one in (understood, formula))
            margin = numbers.number(_MARGIN) * (1 + abs(meant))
            require_close(f"the JSON expression {text}", stated, meant, margin, point)
    return len(points)


def _points(analysis: Analysis) -> Iterator[Point]:
    """Values for every name that can occur: mode, position on the manifold, T and tau."""
    rule = analysis.rule
    positions = manifold_points(rule, analysis.optimal, 4)
    for mode, position in zip(mode_points(rule, 4), positions, strict=False):
        point = {**position, **mode, "T": 3 + mode.get("tau", Fraction(0))}
        if all(value_of(one, point) for one in analysis.update.finite_nonzero):
            yield point


def _sent(sent: Mapping[str, Any], analysis: Analysis) -> Iterator[tuple[str, Expr | BooleanAtom]]:
    """The expressions sent, each with the formula that it stands for."""
    update, optimal = analysis.update, analysis.optimal
    components = analysis.fixed_points.components
    for texts, component in zip(sent["fixed_points"], components, strict=True):
        yield from zip(texts["equations"], component.equations, strict=True)
        yield from zip(texts["conditions"], component.conditions, strict=True)
        yield texts["loss"], component.loss
    for variable in STATE:
        yield sent["update"]["finite"][variable.name], update.finite[variable]
        yield sent["update"]["limit"][variable.name], update.limit[variable]
    yield sent["loss"]["finite"], update.loss_finite
    yield sent["loss"]["limit"], update.loss
    if "flow" not in told_of(analysis.rule):
        return
    for rows, formulas in zip(sent["optimal"]["jacobian"], optimal.jacobian, strict=True):
        yield from zip(rows, formulas, strict=True)
    yield sent["optimal"]["trace"], optimal.trace
    yield sent["optimal"]["determinant"], optimal.determinant
    yield from zip(sent["optimal"]["eigenvalues"], optimal.eigenvalues, strict=True)
    yield from zip(sent["optimal"]["stable_iff"], optimal.stability.conditions, strict=True)


def _code(subject: Subject) -> int:
    """The exported NumPy module runs and gives the values of the definition."""
    rule = subject.analysis.rule
    module = load_module(export(subject.analysis, "numpy"))
    checks = 0
    for point in mode_points(rule, 5):
        mode = _arguments(rule, _MODE, point)
        feedback = point["a"] if rule.symmetric else point["a_hat"]
        size = 1 + abs(point["a"] * point["b"]) + abs(point["c"])
        margin = _ROUNDING * float(size**2 * (1 + abs(feedback)))
        steps, _ = steps_to_sum(rule, point)
        sums = LiteralSums(rule, steps, decimals(_DIGITS))
        rates = rule.matrix_rates.values(point)
        margin *= float(max(1, *rates, *rule.decay.values(point)))
        literal = _stepped(rule, point, sums.update(point))
        _require_values("limit", module.update(*mode), literal, margin, point)
        if rule.learned is not None:
            margin *= 1 + sum(rule.learned.values(point, float))
            taken = _with_feedback(rule, literal, point)
            _require_values("step", module.step(*mode), taken, margin, point)
        _require_values("limit loss", [module.loss(*mode)], [sums.loss(point)], margin, point)
        for steps in (1, 2, 5):
            sums = LiteralSums(rule, steps)
            at = {**point, "T": Fraction(steps)}
            _require_values(
                "update",
                module.update_finite(*mode, steps),
                _stepped(rule, point, sums.update(point)),
                margin,
                at,
            )
            _require_values(
                "loss", [module.loss_finite(*mode, steps)], [sums.loss(point)], margin, at
            )
        checks += 1
    for plain in subject.flows:
        flow = plain.rated(rule.matrix_rates.values(plain.point))
        margin = float(flow.margin()) * _ROUNDING / float(MARGIN)
        matrix = module.jacobian(*_arguments(rule, _MODE, flow.point))
        decayed = flow.decayed(rule.decay.values(flow.point))
        literal = [entry for row in decayed.matrix for entry in row]
        _require_values("Jacobian", matrix.ravel(), literal, margin, flow.point)
        pair = module.eigenvalues(*_arguments(rule, _POSITION, flow.point))
        trace, minors, _ = flow.invariants()
        found = [pair[0], pair[1] + pair[2], pair[1] * pair[2]]
        _require_values("spectrum", found, [0, trace, minors], margin, flow.point)
        checks += 1
    return checks


def _with_feedback(rule: LearningRule, literal: Iterable[Number], point: Point) -> list[Number]:
    """What a step takes from a, b, w and a learned feedback, of the literal sums."""
    x, y, z = map(float, literal)
    known = {name: float(value) for name, value in point.items()}
    if rule.learned is None:
        return [x, y, z]
    both = rule.learned.of_both((known["a"], x), known["a_hat"], known, float)
    return [both[0], y, z, both[1]]


def _stepped(rule: LearningRule, point: Point, updates: Iterable[Number]) -> list[Number]:
    """The literal updates times the learning rates of their matrices, with what decays."""
    parts = zip(
        rule.matrix_rates.values(point), rule.decay.values(point), STATE, updates, strict=True
    )
    found = []
    for rate, decay, x, update in parts:
        exact = isinstance(update, Fraction)
        learned = update * rate if exact else update * rate.numerator / rate.denominator
        lost = decay * point[x.name]
        found.append(learned + (lost if exact else type(update)(lost.numerator) / lost.denominator))
    return found


def _arguments(rule: LearningRule, names: tuple[str, ...], point: Point) -> list[float]:
    """The arguments of an exported function, in its order: these names, then the parameters."""
    given = [float(point[name]) for name in (*names, *(one.name for one in rule.parameters))]
    return [*given, int(point["tau"])] if rule.horizon == notation.tau else given


def _require_values(
    what: str, found: Iterable[complex], expected: Iterable[Number], margin: float, at: Point
) -> None:
    values = [complex(one) for one in expected]
    # A kernel whose ratio is large has large sums, of which float64 keeps as many digits.
    room = max(margin, _ROUNDING * max((abs(one) for one in values), default=0.0))
    for one, value in zip(found, values, strict=True):
        require_close(f"the exported {what}", complex(one), value, room, at)


OUTPUT_LAWS = (
    Law("JSON", "every expression sent reads back with the value of its formula", _wire),
    Law("exported code", "the NumPy module gives the values of the definition", _code),
)
