"""What a claim may take for granted: its assumptions and the lines of the claims it uses."""

from dataclasses import dataclass
from math import gcd, lcm

from flint import fmpq, fmpq_mpoly

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError
from tests.second_checker.evaluate import Evaluator
from tests.second_checker.library import View, relations_of
from tests.second_checker.powers import INDEX, Powers, is_generator, is_index, linear
from tests.second_checker.ratios import ONE, Ratio, constant, monomials, variable

Item = tuple[str, str]  # ("assumption", its number) or ("claim", its id)


@dataclass(frozen=True)
class Fact:
    """A polynomial that is > 0, >= 0 or != 0, primitive and as it is stated, and what says so."""

    value: Ratio
    stated: Ratio
    op: str
    items: frozenset[Item]


class Facts:
    """The facts of a claim, and a record of those that were consulted."""

    def __init__(self, view: View, powers: Powers) -> None:
        self.view = view
        self.powers = powers
        self.consulted: list[tuple[frozenset[Item], ...]] = []
        self.facts: list[Fact] = []
        sources: list[tuple[Item, tuple[f.Line, ...]]] = [
            (("assumption", str(number)), (line,))
            for number, line in enumerate(view.claim.assumptions)
        ]
        # The lines of a claim hold for all letters only if all that it assumes is known here.
        sources += [(("claim", other.id), other.lines) for other in view.grounded]
        self.sources = sources
        for item, lines in sources:
            for line in lines:
                for relation in () if line.alternatives else line.relations():
                    self.add(item, relation)

    def add(self, item: Item, relation: f.Relation) -> None:
        """A relation as a fact, if it is a usable one."""
        if relation.op in {"=", ":="}:
            return
        evaluator = Evaluator(self.view, self.powers)
        try:
            value = evaluator.value(relation.left, {}) - evaluator.value(relation.right, {})
        except RejectedError:
            return
        known = {relation for _, lines in self.sources for relation in relations_of(lines)}
        if not known.issuperset(evaluator.obligations):
            return
        items = frozenset({item, *(("claim", name) for name in evaluator.unfolded)})
        sign = -1 if relation.op in {"<", "<="} else 1
        op = {"<": ">", "<=": ">="}.get(relation.op, relation.op)
        if len(monomials(value.den)) == 1:  # a polynomial, exponents perhaps negative
            stated = constant(sign) * value
            self.facts.append(Fact(primitive(stated), stated, op, items))
            if op != ">=" and not any(map(is_generator, value.used())):
                # Where p / x is defined and not 0, p is not 0; but w^{n} / w is 1 at n = 1, w = 0.
                above = over_one(value.num)
                self.facts.append(Fact(primitive(above), above, "!=", items))

    def consult(self, found: list[frozenset[Item]]) -> bool:
        """Note that one of these was needed."""
        if found:
            self.consulted.append(tuple(found))
        return bool(found)

    def matching(
        self, value: Ratio, ops: str, *, signs: tuple[int, ...] = (1,)
    ) -> list[frozenset[Item]]:
        """The facts that say value > 0 and so on, or this of its negative."""
        wanted = [primitive(constant(sign) * value) for sign in signs]
        return [
            fact.items
            for fact in self.facts
            if fact.op in ops.split() and any(fact.value == one for one in wanted)
        ]

    def positive(self, value: Ratio) -> bool:
        """Whether a fact says that the value is > 0."""
        return self.consult(self.matching(value, ">"))

    def nonnegative(self, value: Ratio) -> bool:
        """Whether a fact says that the value is > 0 or >= 0; indices are."""
        if any(is_index(name) and value == variable(name) for name in value.used()):
            return True
        return self.consult(self.matching(value, "> >="))

    def nonzero(self, value: Ratio) -> bool:
        """Whether a number, a product of nonzero letters, or a fact up to sign."""
        if value.is_zero():
            return False
        if value.number() is not None:
            return True
        poly = over_one(value.num)
        if self.consult(self.matching(poly, "> !=", signs=(1, -1))):
            return True
        terms = monomials(value.num)
        if len(terms) != 1:
            return False
        needed = []
        for name in terms[0][0]:
            base = self.powers.known[name][0] if is_generator(name) else variable(name)
            if base.number() is None:
                found = self.matching(base, "> !=", signs=(1, -1)) or self.products_of(base)
                if not found:
                    return False
                needed.append(found)
        for found in needed:
            self.consult(found)
        return True

    def products_of(self, letter: Ratio) -> list[frozenset[Item]]:
        """The facts that say that a product of letters with this one is not zero."""
        found = []
        for fact in self.facts:
            terms = monomials(fact.value.num)
            if fact.op == ">=" or len(terms) != 1 or not fact.value.is_polynomial():
                continue
            names = terms[0][0].keys()
            if letter.used() <= names and not any(map(is_generator, names)):
                found.append(fact.items)
        return found

    def divides_a_fact(self, value: Ratio) -> bool:
        """Whether it divides p of a fact p > 0 or p != 0, whose quotient was not reduced."""
        above = over_one(value.num)
        return self.consult(
            [
                fact.items
                for fact in self.facts
                if fact.op in {">", "!="}
                and above.used() <= fact.value.used()
                and (over_one(fact.value.num) / above).is_polynomial()
            ]
        )

    def inside_unit(self, value: Ratio) -> bool:
        """Whether facts say -1 < value < 1."""
        below = self.matching(ONE - value, ">")
        above = self.matching(ONE + value, ">")
        return bool(below and above) and self.consult(below) and self.consult(above)

    def index_relations(self) -> list[tuple[Ratio, frozenset[Item]]]:
        """The facts of the form p >= 0 with p linear in indices."""
        found = []
        for fact in self.facts:
            if fact.op in {">", ">="} and all(name.startswith(INDEX) for name in fact.value.used()):
                try:
                    linear(fact.stated, "a relation")
                except RejectedError:
                    continue
                found.append((fact.stated, fact.items))
        return found

    def stated(self, relation: f.Relation) -> bool:
        """Whether a relation is assumed or of a used claim, formula for formula."""
        found = [item for item, lines in self.sources if relation in relations_of(lines)]
        return self.consult([frozenset({item}) for item in found])


def primitive(value: Ratio) -> Ratio:
    """The positive multiple whose numerator has integer coefficients without a common divisor."""
    numbers = [number for _, number in monomials(value.num)]
    below = lcm(*(int(number.denominator) for number in numbers))
    shared = gcd(*(int(number * below) for number in numbers))
    return constant(fmpq(below, shared or 1)) * value


def over_one(poly: fmpq_mpoly) -> Ratio:
    """A polynomial as a function."""
    return Ratio(poly, poly.context().constant(1))


def nothing_idle(
    view: View, consulted: list[tuple[frozenset[Item], ...]], always: set[Item]
) -> None:
    """Every used claim and every assumption must be needed.

    Signs may go unneeded here, where quotients are in lowest terms and have fewer factors below.
    """
    needed = set(always).union(*(choice[0] for choice in consulted))
    choices: list[tuple[frozenset[Item], ...]] = []
    names = {other.id: other for other in view.used}
    done: set[str] = set()

    def settle() -> None:
        while True:
            waiting = [one for kind, one in needed if kind == "claim" and one not in done]
            if not waiting:
                return
            for name in waiting:
                done.add(name)
                choices.extend(suppliers(view, names[name].assumptions))
            needed.update(*(choice[0] for choice in choices))

    settle()
    idle = {("claim", one.id) for one in view.used if one.kind != "sign"} - needed
    idle |= {("assumption", str(number)) for number in range(len(view.claim.assumptions))} - needed
    if idle:
        raise RejectedError(f"not needed: {sorted(idle)}")


def suppliers(view: View, lines: tuple[f.Line, ...]) -> list[tuple[frozenset[Item], ...]]:
    """For each assumption of a needed claim, where it can be taken from."""
    found = []
    for one in relations_of(lines):
        places = [
            frozenset({("assumption", str(number))})
            for number, ours in enumerate(view.claim.assumptions)
            if one in relations_of((ours,))
        ]
        places += [
            frozenset({("claim", other.id)})
            for other in view.used
            if one in relations_of(other.lines)
        ]
        if places:
            found.append(tuple(places[:1]))
    return found
