"""Proofs of single relations."""

from __future__ import annotations

from typing import Any

from tests.second_checker.arithmetic import Value
from tests.second_checker.context import Context, Env, Relation
from tests.second_checker.errors import Refused
from tests.second_checker.evaluation import close, value_of
from tests.second_checker.reader import read_relation, read_term
from tests.second_checker.scope import Scope
from tests.second_checker.series import check_decay, count_of, head
from tests.second_checker.shapes import as_count, as_list, as_rational, keys
from tests.second_checker.terms import Term, number


class Prover:
    """Proves relations in a context, reading evidence with the names of a scope."""

    def __init__(self, context: Context, scope: Scope) -> None:
        self.context = context
        self.scope = scope

    def text(self, text: Any, env: Env | None = None) -> Value:
        """The value of a text of the evidence."""
        return value_of(self.context, read_term(text, self.scope), env)

    def difference(self, relation: Relation, env: Env | None = None) -> Value:
        """Left less right; both sides have a value."""
        return self.context.arena.subtract(
            value_of(self.context, relation[1], env), value_of(self.context, relation[2], env)
        )

    def prove(self, relation: Relation, proof: Any, env: Env | None = None) -> None:
        """Refuse unless the proof shows the relation."""
        if isinstance(proof, dict) and "termwise" in proof:
            self.termwise(relation, proof, env)
            return
        difference = self.difference(relation, env)
        if relation[0] == "=":
            if proof is not None:
                keys(proof, {"by"})
                difference = self.context.arena.subtract(
                    difference, self.combination(proof["by"], env)
                )
            if difference.coefficient:
                raise Refused("an equation does not come out")
        elif proof == "known":
            closed = tuple(
                close(self.context, side, env or self.context.root) for side in relation[1:]
            )
            if not self.context.holds((relation[0], closed[0], closed[1])):
                raise Refused("a relation is not known")
        elif proof == "power":
            self.power(relation, env)
        else:
            self.product(relation[0], difference, proof, env)

    def combination(self, rows: Any, env: Env | None) -> Value:
        """The sum of cofactors times differences of equations that hold."""
        parts = []
        for row in as_list(rows):
            cofactor, text = as_list(row, 2)
            operator, left, right = read_relation(text, self.scope)
            left, right = (
                close(self.context, side, env or self.context.root) for side in (left, right)
            )
            if operator != "=" or not self.context.holds(("=", left, right)):
                raise Refused("an equation is not known to hold")
            parts.append(
                self.context.arena.multiply(
                    self.text(cofactor, env), self.difference(("=", left, right))
                )
            )
        return self.context.arena.add(*parts)

    def power(self, relation: Relation, env: Env | None) -> None:
        """x^n > 0, -1 < x^n or x^n < 1."""
        operator, left, right = relation
        minus_one = number(-1)
        if (operator, right) == (">", number(0)):
            term, positive = left, True
        elif (operator, left) == ("<", minus_one):
            term, positive = right, False
        elif (operator, right) == ("<", number(1)):
            term, positive = left, False
        else:
            raise Refused("not a relation of a power")
        if term.tag != "^":
            raise Refused("not a power")
        context, arena = self.context, self.context.arena
        form = context.linear(value_of(context, term.args[1], env))
        if form is None or not context.natural(form):
            raise Refused("an exponent is not known to be natural")
        base = value_of(context, term.args[0], env)
        if positive:
            if ">" not in context.sign(base):
                raise Refused("a base is not known to be positive")
            return
        if not context.natural((form[0] - 1, form[1])):
            raise Refused("an exponent is not known to be at least 1")
        for side in (base, arena.negate(base)):
            if ">" not in context.sign(arena.add(arena.one, side)):
                raise Refused("a base is not known to lie in (-1, 1)")

    def product(self, operator: str, difference: Value, proof: Any, env: Env | None) -> None:
        """The difference is a number times powers of factors with known signs."""
        context, arena = self.context, self.context.arena
        keys(proof, {"constant", "factors"}, {"by"})
        constant = as_rational(proof["constant"])
        if operator in ("<", "<="):
            difference = arena.negate(difference)
        strict = True
        parts = [arena.number(constant)]
        for entry in as_list(proof["factors"]):
            text, exponent, terms = as_list(entry, 3)
            exponent = as_count(exponent, negative=True)
            factor = self.text(text, env)
            if terms == []:
                good = context.nonzero_value(factor)
                if exponent % 2 and not (good and operator == "!="):
                    raise Refused("a factor has no sign")
            else:
                good = self.weighted(factor, terms, env)
            if exponent < 0 and not good:
                raise Refused("a factor below is not known to be nonzero")
            strict = strict and good
            parts.append(arena.integer_power(factor, exponent))
        shown = arena.multiply(*parts)
        if "by" in proof:
            shown = arena.add(shown, self.combination(proof["by"], env))
        if arena.subtract(difference, shown).coefficient:
            raise Refused("a difference is not the product shown")
        enough = {
            ">": strict and constant > 0,
            "<": strict and constant > 0,
            ">=": constant >= 0,
            "<=": constant >= 0,
            "!=": strict and constant != 0,
        }
        if not enough.get(operator, False):
            raise Refused("the factors do not show the relation")

    def weighted(self, factor: Value, terms: Any, env: Env | None) -> bool:
        """A factor is a sum of terms that are >= 0; is it known to be > 0?"""
        context, arena = self.context, self.context.arena
        strict = False
        total = []
        for entry in as_list(terms):
            weight, atoms = as_list(entry, 2)
            number_weight = as_rational(weight)
            if number_weight <= 0:
                raise Refused("a weight is not positive")
            parts = [arena.number(number_weight)]
            all_strict = True
            for pair in as_list(atoms):
                text, exponent = as_list(pair, 2)
                exponent = as_count(exponent, negative=True)
                atom = self.text(text, env)
                if any(e < 0 for e in atom.factors.values()):
                    raise Refused("an atom is no polynomial")
                signs = context.sign(atom)
                if exponent % 2 and ">=" not in signs:
                    raise Refused("an atom is not known to be positive")
                positive = ">" in signs or (exponent % 2 == 0 and context.nonzero_value(atom))
                if exponent < 0 and not positive:
                    raise Refused("an atom below is not known to be nonzero")
                all_strict = all_strict and (positive or exponent == 0)
                parts.append(arena.integer_power(atom, exponent))
            strict = strict or all_strict
            total.append(arena.multiply(*parts))
        if arena.subtract(factor, arena.add(*total)).coefficient:
            raise Refused("a factor is not the sum of its terms")
        return strict

    def termwise(self, relation: Relation, proof: Any, env: Env | None) -> None:
        """A sum, or a limit of one, is > 0 or >= 0 since its terms are."""
        context, arena = self.context, self.context.arena
        keys(proof, {"termwise"})
        each, first = as_list(proof["termwise"], 2)
        operator, left, right = relation
        if operator in ("<", "<="):
            operator, left, right = operator.replace("<", ">"), right, left
        if operator not in (">", ">=") or right is not number(0):
            raise Refused("not a sum that is > 0 or >= 0")
        term, inner = head(context, left, env or context.root, rewriting=True)
        endless = None
        if term.tag == "lim":
            opened = context.open("lim")
            endless = opened.args[0]
            inner = inner.extended({term.args[0]: opened})
            term, inner = head(context, term.args[1], inner)
        if term.tag != "sum":
            raise Refused("not a sum")
        name, count, body = term.args
        form = count_of(context, count, inner)
        if not context.natural((form[0] - 1, form[1])):
            raise Refused("a sum is not known to have a term")
        opened = context.open("sum", form)
        term_env = inner.extended({name: opened})
        summand = value_of(context, body, term_env)
        if endless is not None:
            if not form[1].get(endless) or any(
                arena.keys[at][-1] == endless for at in arena.slots(summand)
            ):
                raise Refused("not a limit of a sum")
            check_decay(context, summand, opened.args[0])
        self.shown(body, ">=", each, term_env)
        if operator == ">":
            self.shown(body, operator, first, inner.extended({name: number(0)}))

    def shown(self, body: Term, operator: str, proof: Any, env: Env) -> None:
        """The body of a sum is > 0 or >= 0."""
        self.prove((operator, body, number(0)), proof, env)
