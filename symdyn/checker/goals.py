r"""Goals, and the proofs that they accept.

    ("all", relation, ...)                           every relation holds
    ("iff", (relation, ...), ((relation, ...), ...)) the first hold exactly if all of one component do
    ("roots", region, direction, coefficients, conditions)
              all complex roots of x^n + c_{n-1} x^{n-1} + ... + c_0 are in the region: Re < 0
              ("half-plane") or |x| < 1 ("disc").  direction: "all" (they are), "not all", "iff"
              (exactly if all conditions are > 0), "if", "only if"
    ("mode", (matrix, number), ...), ("rank", letter, bounds, updates), ("words", equation, ...): see
              `modes.py`, `ranks.py` and `words.py`

CASES     From left to right: a product of factors is a combination of what vanishes, so one of them
          does; each that is not known to be nonzero is a case, and the kernel counts the cases
          (fixed-points-without-a-case).  In a leaf each equation of one component is a combination
          of what vanishes there.  From right to left: the equations letter = formula of a component
          are put in (what holds of the letter holds of the formula, which is equal to it), and each
          equation of the left side is a combination of the others.  Every cofactor means a number.
ROOTS     Routh-Hurwitz: all roots of a real polynomial with a positive leading coefficient have
          Re < 0 exactly if the leading minors of its Hurwitz matrix are > 0.  The disc is carried
          over by x = (1 + y) / (1 - y): all roots of p have |x| < 1 exactly if
          (1 - y)^n p((1 + y)/(1 - y)) has degree n, and all its roots Re < 0.  Its leading
          coefficient is (-1)^n p(-1): the first condition makes it positive, and it is positive if
          all roots are in the disc, being the product of all 1 + root.
RATIOS    For "iff": each condition of ROOTS is a ratio > 0 times one that is displayed.
SUPPOSE   For "if" and "only if": one side's conditions are in force while the others are proved.
NOT-ALL   A sum of ROOTS' conditions with weights >= 0, one of them > 0, is <= 0: one condition fails.
"""

from fractions import Fraction
from typing import Any

from .context import Context
from .modes import check_mode
from .ranks import check_rank
from .signs import prove, rational, require_zero
from .terms import METER, ONE, ZERO, Refused, Relation, Term, difference, letters, replace
from .words import check_word

__all__ = ["check_goal", "conditions"]


def check_goal(context: Context, goal: Any, proof: Any) -> None:
    """Refuse unless the proof proves the goal in this context."""
    if goal[0] == "all":
        for relation, one in zip(goal[1:], proof["proofs"], strict=True):
            prove(context, relation, one)
    elif goal[0] == "iff":
        _prove_iff(context, goal[1], goal[2], proof)
    elif goal[0] == "roots":
        _prove_roots(context, goal, proof)
    elif goal[0] == "mode":
        for word, formula in goal[1:]:
            check_mode(context, word, formula)
    elif goal[0] == "words":
        for relation, added in zip(goal[1:], proof["added"], strict=True):
            check_word(context, relation, added)
    else:
        check_rank(context, *goal[1:], by_lag=proof["by lag"])


def _combination(context: Context, target: Term, known: list[Term], cofactors: list[Term]) -> None:
    pairs = [("*", x, e) for x, e in zip(cofactors, known, strict=True) if x != ZERO]
    require_zero(context, difference(target, ("+", ZERO, *pairs)), "combination")


def _vanishes_nowhere(context: Context, t: Term) -> bool:
    return any(context.holds((operator, t, ZERO)) for operator in ("!=", ">", "<"))


def _prove_iff(
    context: Context,
    given: tuple[Relation, ...],
    components: tuple[tuple[Relation, ...], ...],
    proof: Any,
) -> None:
    """CASES."""
    for one in (given, *components):
        for operator, left, right in one:
            context.number(("+", left, right))
            if operator != "=":
                raise Refused("an equivalence is one of equations")

    def split(case: Any, known: list[Term]) -> None:
        METER.spend(10)
        if "component" in case:
            wanted = components[case["component"]]
            for (_, left, right), cofactors in zip(wanted, case["combinations"], strict=True):
                _combination(context, difference(left, right), known, cofactors)
            return
        _combination(context, ("*", ONE, *case["factors"]), known, case["combination"])
        waiting = [x for x in case["factors"] if not _vanishes_nowhere(context, x)]
        for factor, inner in zip(waiting, case["cases"], strict=True):
            split(inner, [*known, factor])

    equations = [difference(left, right) for _, left, right in given]
    split(proof["cases"], equations)
    for one, rows in zip(components, proof["converse"], strict=True):
        solved = [(x, context.closed(y)) for _, x, y in one if x[0] == "sym"]
        values = dict(solved)
        if len(values) < len(solved) or any(x in letters(y) for x in values for _, y in solved):
            raise Refused("a component solves for a letter twice, or in terms of another one")
        others = [difference(x, y) for _, x, y in one if x[0] != "sym"]
        moved = [replace(context.closed(x), values) for x in (*equations, *others)]
        for equation, cofactors in zip(moved[: len(equations)], rows, strict=True):
            _combination(context, equation, moved[len(equations) :], cofactors)


def conditions(region: str, coefficients: list[Term]) -> list[Term]:
    """ROOTS: terms that are all > 0 exactly if all roots are in the region; c_0, ..., c_n given."""
    n = len(coefficients) - 1
    if not 1 <= n <= 4:
        raise Refused("the roots of polynomials of degree 1 to 4 are decided")
    if region == "disc":
        columns = []
        for k in range(n + 1):  # the coefficients of (1 + y)^k (1 - y)^(n - k)
            row = [1, *[0] * n]
            for sign in [1] * k + [-1] * (n - k):
                row = [row[i] + (sign * row[i - 1] if i else 0) for i in range(n + 1)]
            columns.append([rational(Fraction(x)) for x in row])
        coefficients = [
            ("+", ZERO, *(("*", columns[k][i], coefficients[k]) for k in range(n + 1)))
            for i in range(n + 1)
        ]
    elif region != "half-plane":
        raise Refused(f"{region!r} is no region")

    def entry(i: int, j: int) -> Term:
        place = n - 1 - 2 * j + i
        return coefficients[place] if 0 <= place <= n else ZERO

    rows = [[entry(i, j) for j in range(n)] for i in range(n)]
    minors = [_determinant([row[:k] for row in rows[:k]]) for k in range(1, n)]
    leading = [coefficients[n]] if region == "disc" else []
    return [*leading, *minors, coefficients[0]]  # the last minor is c_0 times the one before


def _determinant(rows: list[list[Term]]) -> Term:
    if len(rows) == 1:
        return rows[0][0]
    terms: list[Term] = [ZERO]
    for j, x in enumerate(rows[0]):
        if x != ZERO:
            product = ("*", x, _determinant([row[:j] + row[j + 1 :] for row in rows[1:]]))
            terms.append(("neg", product) if j % 2 else product)
    return ("+", *terms)


def _prove_roots(context: Context, goal: Any, proof: Any) -> None:
    """ROOTS with RATIOS, SUPPOSE or NOT-ALL."""
    _, region, direction, coefficients, shown = goal
    for x in (*coefficients, *shown):
        context.number(x)
    needed = conditions(region, [*coefficients, ONE])
    wanted: list[Relation] = [(">", x, ZERO) for x in needed]
    if direction == "not all":
        weights = proof["weights"]
        wanted = [(">=", x, ZERO) for x in weights]
        wanted[proof["positive"]] = (">", weights[proof["positive"]], ZERO)
        total = ("+", ZERO, *(("*", x, y) for x, y in zip(weights, needed, strict=True)))
        wanted.append(("<=", total, ZERO))
    elif direction == "iff":
        for x, ratio, y in zip(needed, proof["ratios"], shown, strict=True):
            require_zero(context, difference(x, ("*", ratio, y)), "condition")
        wanted = [(">", ratio, ZERO) for ratio in proof["ratios"]]
    elif direction in {"if", "only if"}:
        context = context.under()
        for x in shown if direction == "if" else needed:
            context.suppose((">", x, ZERO))
        if direction == "only if":
            wanted = [(">", x, ZERO) for x in shown]
    elif direction != "all":
        raise Refused(f"{direction!r} is no direction")
    if bool(shown) != (direction in {"iff", "if", "only if"}):
        raise Refused("conditions are displayed for iff, if and only if")
    for relation, one in zip(wanted, proof["proofs"], strict=True):
        prove(context, relation, one)
