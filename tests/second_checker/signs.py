"""Signs of functions, proved as a constant times powers of sums of known terms."""

from collections.abc import Iterable

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError
from tests.second_checker.facts import Facts
from tests.second_checker.ratios import ZERO, Ratio, constant
from tests.second_checker.reading import Json, entries, formula, integer, keys, rational, text
from tests.second_checker.sums import Summing

MAX_POWER = 200


class SignProver:
    """Checks proofs that a function is > 0, >= 0 or != 0."""

    def __init__(self, evaluator: Summing, facts: Facts) -> None:
        self.evaluator = evaluator
        self.facts = facts
        self.bound: dict[str, Ratio] = {}  # the index of a sum whose terms are looked at

    def function(self, data: Json) -> Ratio:
        """A formula of the evidence; its denominators must be known to be nonzero too."""
        return self.evaluator.value(formula(data), self.bound)

    def check(self, proof: Json, value: Ratio, op: str) -> None:
        """The proof must show `value op 0`, where op is >, >= or !=."""
        parts = keys(proof, {"constant", "factors"})
        number = rational(parts["constant"])
        if (
            (op == "!=" and number == 0)
            or (op == ">" and number <= 0)
            or (op == ">=" and number < 0)
        ):
            raise RejectedError(f"the constant {number} is no proof of {op} 0")
        product = constant(number)
        for factor in entries(parts["factors"]):
            product = product * self.factor(factor, op)
        if product != value:
            raise RejectedError("a proof of a sign is one of another function")

    def factor(self, data: Json, op: str) -> Ratio:
        """A factor f^n, which is of the sign that is needed."""
        fields = keys(data, {"factor", "power", "terms"})
        base = self.function(fields["factor"])
        power = integer(fields["power"])
        if power == 0 or abs(power) > MAX_POWER:
            raise RejectedError(f"the power {power} of a factor")
        terms = entries(fields["terms"])
        # A negative power needs a base that is not zero, and so do > and !=.
        strict = op != ">=" or power < 0
        if terms:
            positive = self.sum_of_terms(terms, base)
            if strict and not positive:
                raise RejectedError("no term of a factor is known to be positive")
        else:
            if power % 2 and op != "!=":
                raise RejectedError("a factor of odd power without terms")
            if not self.facts.nonzero(base) and strict:
                raise RejectedError("a factor without terms is not known to be nonzero")
        return base**power

    def sum_of_terms(self, terms: Iterable[Json], base: Ratio) -> bool:
        """The terms, none negative, must add up to the base; whether one is positive."""
        total, positive = ZERO, False
        for term in terms:
            weight, *atoms = entries(term)
            number = rational(weight)
            if number <= 0:
                raise RejectedError(f"the weight {number} of a term")
            product, sure = constant(number), True
            for atom in atoms:
                pair = entries(atom)
                if len(pair) != 2:
                    raise RejectedError("an atom is not a formula and an exponent")
                value, exponent = self.function(pair[0]), integer(pair[1])
                if exponent == 0 or abs(exponent) > MAX_POWER:
                    raise RejectedError(f"the exponent {exponent} of an atom")
                if exponent % 2 and not self.facts.nonnegative(value):
                    raise RejectedError("an atom of odd exponent is not known to be >= 0")
                if exponent < 0 and not self.is_nonzero(value):
                    raise RejectedError("an atom below a fraction is not known to be nonzero")
                sure = self.is_nonzero(value) and sure
                product = product * value**exponent
            total = total + product
            positive = positive or sure
        if total != base:
            raise RejectedError("the terms of a factor do not add up to it")
        return positive

    def is_nonzero(self, value: Ratio) -> bool:
        """Whether an atom is > 0 by a fact or known to be nonzero."""
        return self.facts.positive(value) or self.facts.nonzero(value)

    def check_termwise(self, relation: f.Relation, proofs: list[Json]) -> None:
        """The proof "termwise": a sum of at least one term, or its limit, is >= 0 or > 0."""
        if relation.op in {"<", "<="}:
            op = {"<": ">", "<=": ">="}[relation.op]
            relation = f.Relation(op, relation.right, relation.left)
        if relation.right != f.Num(0) or relation.op not in {">", ">="}:
            raise RejectedError("a termwise proof of another relation")
        term, first, self.bound = self.evaluator.summand(relation.left)
        goals = [(term, ">="), (first, ">")][: 2 if relation.op == ">" else 1]
        if len(goals) != len(proofs):
            raise RejectedError("not one proof for each part of a termwise proof")
        for proof, (value, op) in zip(proofs, goals, strict=True):
            self.check(proof, value, op)
        self.bound = {}

    def check_power(self, relation: f.Relation) -> None:
        """The proof "power": -1 < x^{n}, x^{n} < 1 or 0 < x^{n}."""
        if relation.op == ">":
            relation = f.Relation("<", relation.right, relation.left)
        match relation:
            case f.Relation("<", f.Neg(f.Num(1)), f.Pow(base, exponent)):
                known = self.facts.inside_unit
            case f.Relation("<", f.Pow(base, exponent), f.Num(1)):
                known = self.facts.inside_unit
            case f.Relation("<", f.Num(0), f.Pow(base, exponent)):
                known = self.facts.positive
            case _:
                raise RejectedError('the proof "power" is not one of this relation')
        if not isinstance(exponent, f.Name) or exponent.text not in f.INDICES:
            raise RejectedError('the exponent of the proof "power" is not an index')
        if not known(self.evaluator.value(base, {})):
            raise RejectedError('the base of the proof "power" is not known to be small enough')
        if not self.facts.stated(f.Relation(">=", exponent, f.Num(1))):
            raise RejectedError('the proof "power" needs n >= 1')


def signed(relation: f.Relation, evaluator: Summing) -> tuple[Ratio, str]:
    """A relation as a function and one of >, >=, != that it is to be to 0."""
    if relation.op in {"=", ":="}:
        raise RejectedError("a sign is an equality")
    value = evaluator.value(relation.left, {}) - evaluator.value(relation.right, {})
    if relation.op in {"<", "<="}:
        return -value, {"<": ">", "<=": ">="}[relation.op]
    return value, relation.op


def check_signs(lines: tuple[f.Line, ...], proofs: Json, prover: SignProver) -> None:
    """The claim of the kind sign: one proof for each relation, in order."""
    relations = [relation for line in lines for relation in line.relations()]
    given = entries(proofs)
    if any(line.alternatives for line in lines):
        raise RejectedError("a sign with an equivalence")
    if len(given) != len(relations):
        raise RejectedError("not one proof for each relation")
    for relation, proof in zip(relations, given, strict=True):
        if isinstance(proof, dict) and "termwise" in proof:
            prover.check_termwise(relation, entries(keys(proof, {"termwise"})["termwise"]))
            continue
        value, op = signed(relation, prover.evaluator)
        if isinstance(proof, str):
            if text(proof) != "power":
                raise RejectedError(f"the proof {proof!r} is not known")
            prover.check_power(relation)
        else:
            prover.check(proof, value, op)
