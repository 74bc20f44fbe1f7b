"""What proves a sign: a product of factors, each a weighted sum of what is known to be positive."""

from typing import Any

from symdyn.trial.formulas import linear, substitute
from symdyn.trial.meaning import Context
from symdyn.trial.reading import INDICES, Node, Refused, rational, read

__all__ = ["difference", "fraction", "prove_relation"]

_ZERO, _ONE = ("number", 0), ("number", 1)


def difference(left: Node, right: Node) -> Node:
    """left - right."""
    return ("+", left, ("neg", right))


def prove_relation(context: Context, relation: tuple[str, Node, Node], proof: Any) -> None:
    """Sign of left - right: constant * product of factor^power, each factor a weighted sum.

    A factor's weights are positive; what they multiply are facts, and even powers of anything.
    """
    operator, left, right = relation
    if operator in {"<", "<="}:
        operator, left, right = operator.replace("<", ">"), right, left
    if proof == "power":
        _prove_power(context, operator, left, right)
        return
    if "termwise" in proof:
        _prove_termwise(context, operator, left, right, proof["termwise"])
        return
    if proof.keys() != {"constant", "factors"}:
        raise Refused(f"a proof has not the keys {sorted(proof)}")
    product: list[Node] = [fraction(proof["constant"])]
    sign, strict, known = (1 if rational(proof["constant"]) >= 0 else -1), True, True
    if not rational(proof["constant"]) and operator != ">=":
        raise Refused("the constant of a proof is 0")
    for part in proof["factors"]:
        factor, power = read(part["factor"]), _whole(part["power"])
        product.append(("^", factor, _integer(power)))
        if part["terms"]:
            strong = _expand(context, factor, part["terms"])
        else:
            strong, known = (
                context.nonzero(context.value(context.closed(factor)).top),
                known and power % 2 == 0,
            )
        strict = strict and strong
    context.require_zero(difference(difference(left, right), ("*", *product)), "product of factors")
    proved = {">": strict and known and sign > 0, ">=": known and sign > 0, "!=": strict}
    if not proved.get(operator):
        raise Refused(f"the signs of the factors do not give {operator} 0")


def _expand(context: Context, factor: Node, terms: Any) -> bool:
    """Check factor * scale = sum of weight * product of atoms; whether one term is positive."""
    total, strict = [], False
    for weight, *atoms in terms:
        positive = True
        product = [fraction(weight)]
        for text, exponent in atoms:
            atom = read(text)
            power = _whole(exponent)
            product.append(("^", atom, _integer(power)))
            top = _polynomial(context, atom)
            if not context.known_sign(top, ">") and power % 2 == 0:
                positive = positive and context.nonzero(top)
            elif not context.known_sign(top, ">"):
                positive = False
                if not context.known_sign(top, ">="):
                    raise Refused(f"{text} > 0 is not known")
        if rational(weight) <= 0:
            raise Refused(f"the weight {weight} is not positive")
        strict = strict or positive
        total.append(("*", *product))
    context.require_zero(difference(factor, ("+", *total)), "weighted sum")
    return strict


def _polynomial(context: Context, node: Node) -> dict[int, int]:
    """The formula as a polynomial over a positive integer; its sign is that of the polynomial."""
    top, bottom = context.value(context.closed(node))
    if any(len(key) > 1 for key in bottom):
        raise Refused(f"{node!r:.99} has a denominator, whose sign counts too")
    return top


def _prove_termwise(context: Context, operator: str, left: Node, right: Node, proofs: Any) -> None:
    """A sum over n < N of terms >= 0 is >= 0, and > 0 if N >= 1 and the first is; so is its limit."""
    while (body := context.unfold(left)) is not None:
        left = body
    limit, total = (left[1], left[2]) if left[0] == "lim" else ("", left)
    form = linear(total[2]) if total[0] == "sum" else None
    before, context.required = context.required, set()
    if form is None or right != _ZERO or operator not in {">", ">="}:
        raise Refused("a termwise proof is for a sum > 0 or >= 0")
    # An endless sum has a first term in the end, if no outer index can take it away.
    endless = bool(limit) and limit in form
    if not (endless and all(x > 0 for x in form.values())) and (
        endless or not context.is_natural({**form, "": form.get("", 0) - 1})
    ):
        raise Refused("a termwise proof is for a sum of at least one term")
    term = context.bound(context.closed(total[3]), total[1])
    context.denominators(term, [(total[1], form, total[2])])
    if limit:
        context.bound(term, limit)
        context.require_decay(term, [total[1]] if endless else [], limit)
    first = substitute(term, {total[1]: _ZERO})
    goals = [(">=", term, _ZERO), *([(">", first, _ZERO)] if operator == ">" else [])]
    for goal, proof in zip(goals, proofs, strict=True):
        prove_relation(context, goal, proof)
    for relation in context.required:
        for index in (total[1], *([limit] if limit else [])):
            context.moved(relation, index)
    context.required |= before


def _prove_power(context: Context, operator: str, left: Node, right: Node) -> None:
    """-1 < x^n < 1 for -1 < x < 1 and an index n >= 1; x^n > 0 for x > 0."""
    (power, other) = (left, right) if left[0] == "^" else (right, left)
    sign = 1 if left[0] == "^" else -1
    index = power[2] if power[0] == "^" else _ZERO
    base = _polynomial(context, power[1])
    natural = context.given.get((">=", index, _ONE))
    ends: list[Node] = [("neg", _ONE), _ZERO] if sign == 1 else [_ONE]
    if (
        operator != ">"
        or other not in ends
        or natural is None
        or index[:1] != ("name",)
        or index[1] not in INDICES
    ):
        raise Refused(r"a power is bounded by -1, 0 or 1, for an index that is given as \ge 1")
    if not (context.in_unit(base) if other != _ZERO else context.known_sign(base, ">")):
        raise Refused("the base of the power is not known to have this bound")
    context.used.add(natural)


def _integer(value: int) -> Node:
    return ("number", value) if value >= 0 else ("neg", ("number", -value))


def _whole(text: str) -> int:
    value = rational(text)
    if value.denominator != 1:
        raise Refused(f"the exponent {text} is not an integer")
    return int(value)


def fraction(text: str) -> Node:
    """The formula of a rational number."""
    value = rational(text)
    top = _integer(value.numerator)
    return top if value.denominator == 1 else ("/", top, ("number", value.denominator))
