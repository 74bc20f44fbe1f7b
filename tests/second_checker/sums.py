"""Sums and limits, carried out with the entries of `evidence.sums`."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError
from tests.second_checker.evaluate import Env, Evaluator
from tests.second_checker.facts import Facts
from tests.second_checker.library import View
from tests.second_checker.powers import INDEX, Powers, is_generator, is_index, linear
from tests.second_checker.ratios import ONE, ZERO, Ratio, monomials, used_in, variable


@dataclass(frozen=True)
class Binder:
    """An index that runs below a bound; endless if the bound goes to infinity."""

    index: str
    bound: Ratio
    endless: bool


class Ledger:
    """The entries of `evidence.sums`, used up one for each formula."""

    def __init__(self, entries: Sequence[f.Node]) -> None:
        if any(f.has_binder(entry) for entry in entries):
            raise RejectedError("an entry of the sums holds a sum or a derivative")
        self.entries = list(entries)
        self.position = 0
        self.known: dict[object, f.Node] = {}

    def entry(self, key: object) -> f.Node:
        """The entry of a formula: that of its first occurrence."""
        if key not in self.known:
            if self.position == len(self.entries):
                raise RejectedError("the sums have too few entries")
            self.known[key] = self.entries[self.position]
            self.position += 1
        return self.known[key]

    def finish(self) -> None:
        """Every entry must have been used."""
        if self.position != len(self.entries):
            raise RejectedError("the sums have too many entries")


class Summing(Evaluator):
    """An evaluator that carries out sums and limits."""

    def __init__(self, view: View, powers: Powers, facts: Facts, ledger: Ledger) -> None:
        super().__init__(view, powers, facts)
        self.facts = facts
        self.ledger = ledger
        self.binders: list[Binder] = []
        self.limits: list[str] = []
        self.active: list[str] = []  # all bound indices, those outside of a limit too
        self.sums_allowed = True

    def settle_obligations(self) -> None:
        """What the unfolded equations assume must be assumed or stated here."""
        for relation in dict.fromkeys(self.obligations):
            if not self.facts.stated(relation):
                raise RejectedError("an equation is used where its assumptions are not known")

    def natural(self, form: Ratio) -> bool:
        return self.at_least_zero(form)

    def bind(self, letter: str) -> str:
        """A variable for a bound index, told apart from the free one and from outer ones."""
        stem = f"{INDEX}{letter} #"
        return f"{stem}{sum(name.startswith(stem) for name in self.active)}"

    def sum(self, node: f.Sum, env: Env) -> Ratio:
        if not self.sums_allowed:
            raise RejectedError("a sum under a limit that is not a factor")
        return self.nested(node, env, None)

    def limit(self, node: f.Lim, env: Env) -> Ratio:
        if not self.sums_allowed:
            raise RejectedError("a limit under a limit")
        symbol = self.bind(node.index)
        start = self.marks()
        outer, self.binders = self.binders, []
        self.limits.append(symbol)
        self.active.append(symbol)
        body, inner, names = self.to_sum(node.body, {**env, node.index: variable(symbol)})
        if body is None:
            raise RejectedError("a limit is not one of a sum")
        self.stack += names
        result = self.nested(body, inner, ONE)
        del self.stack[len(self.stack) - len(names) :]
        self.limits.pop()
        self.active.pop()
        self.binders = outer
        self.independent(node.index, start)
        if self.mentions(result, {symbol}):
            raise RejectedError("a limit still holds its index")
        return result

    def mentions(self, value: Ratio, indices: set[str]) -> bool:
        """Whether an index occurs, in a generator or by itself."""
        return any(
            name in indices or (is_generator(name) and self.powers.known[name][1] in indices)
            for name in value.used()
        )

    def to_sum(self, node: f.Node, env: Env) -> tuple[f.Sum | None, Env, list[str]]:
        """The sum that a formula is once names are unfolded, if it is one."""
        node, env, names = self.unfolded_name(node, env)
        return (node if isinstance(node, f.Sum) else None), env, names

    def unfolded_name(self, node: f.Node, env: Env) -> tuple[f.Node, Env, list[str]]:
        """What is no given name any more, and the names that were unfolded."""
        names: list[str] = []
        while isinstance(node, f.Name) and node.text in self.view.given:
            if node.text in names:
                raise RejectedError(f"unfolding {node.text} runs in a circle")
            names.append(node.text)
            node, env = self.unfold(node, env)
        return node, env, names

    def nested(self, node: f.Sum, env: Env, outer: Ratio | None) -> Ratio:
        """A sum; `outer` is the product of what stands before it under a limit, else None."""
        looked = len(self.looked)
        bound = self.value(node.bound, env)
        coefficients, _ = linear(bound, "a number of terms")
        growth = [coefficients.get(name, 0) for name in self.limits]
        endless = any(growth)
        if endless and (outer is None or growth[-1] <= 0 or any(growth[:-1])):
            raise RejectedError("a number of terms holds the index of a limit out of place")
        if outer is not None and not endless:
            running = {binder.index for binder in self.binders if binder.endless}
            if self.mentions(bound, running):
                raise RejectedError("a finite sum under a limit depends on an endless one")
        start = self.marks()
        symbol = self.bind(node.index)
        self.binders.append(Binder(symbol, bound, endless))
        self.active.append(symbol)
        inner = {**env, node.index: variable(symbol)}
        if outer is None:
            summand = self.value(node.body, inner)
        else:
            summand = self.under_limit(node.body, inner, outer)
        self.independent(node.index, start)
        seen = {name: env[name].key() for name in self.looked[looked:] if name in env}
        entry = self.ledger.entry((node, symbol, endless, tuple(sorted(seen.items()))))
        self.binders.pop()
        self.active.pop()
        return self.carried_out(entry, inner, (node.index, symbol), bound, summand, endless)

    def summand(self, node: f.Node) -> tuple[Ratio, Ratio, dict[str, Ratio]]:
        """The summand of a sum of at least one term, or of its limit; at 0; the bound index."""
        limit = ""
        node, env, names = self.unfolded_name(node, {})
        self.stack += names
        outer = self.marks()
        outer_index = node.index if isinstance(node, f.Lim) else ""
        if isinstance(node, f.Lim):
            limit = self.bind(node.index)
            env = {**env, node.index: variable(limit)}
            node, env, more = self.unfolded_name(node.body, env)
            names += more
            self.stack += more
            self.limits.append(limit)
            self.active.append(limit)
        found = node
        if not isinstance(found, f.Sum):
            raise RejectedError("a termwise proof is not of a sum")
        bound = self.value(found.bound, env)
        coefficients, _ = linear(bound, "a number of terms")
        if not self.at_least_zero(bound - ONE):
            raise RejectedError("a termwise proof of a sum that may have no term")
        if limit and coefficients.get(limit, 0) < 0:
            raise RejectedError("the number of terms falls")
        start, symbol = self.marks(), self.bind(found.index)
        self.binders.append(Binder(symbol, bound, limit in coefficients))
        self.active.append(symbol)
        term = self.value(found.body, {**env, found.index: variable(symbol)})
        self.independent(found.index, start)
        if limit:
            if self.mentions(term, {limit}):
                raise RejectedError("the index of a limit stands outside of the numbers of terms")
            self.decaying(term)
            self.limits.pop()
            self.active.pop()
            self.independent(outer_index, outer)
        self.binders.pop()
        self.active.pop()
        del self.stack[len(self.stack) - len(names) :]
        bound_index = {found.index: variable(symbol)}
        return term, self.powers.substituted(term, {symbol: ZERO}), bound_index

    def under_limit(self, body: f.Node, env: Env, outer: Ratio) -> Ratio:
        """The summand of a sum under a limit: a product, of which one factor may be a sum."""
        parts = list(body.parts) if isinstance(body, f.Mul) else [body]
        sums = [self.to_sum(part, env) for part in parts]
        places = [place for place, (found, _, _) in enumerate(sums) if found is not None]
        if len(places) > 1:
            raise RejectedError("a product of sums under a limit")
        product = ONE
        for place, part in enumerate(parts):
            if place not in places:
                product = product * self.without_sums(part, env)
        if not places:
            self.decaying(outer * product)
            return product
        found, inner, names = sums[places[0]]
        if found is None:
            raise RejectedError("a sum is missing")
        self.stack += names
        value = self.nested(found, inner, outer * product)
        del self.stack[len(self.stack) - len(names) :]
        return product * value

    def without_sums(self, node: f.Node, env: Env) -> Ratio:
        """The value of a formula that must not hold a sum or the index of a limit."""
        self.sums_allowed = False
        value = self.value(node, env)
        self.sums_allowed = True
        if self.mentions(value, set(self.limits)):
            raise RejectedError("the index of a limit stands outside of the numbers of terms")
        return value

    def decaying(self, value: Ratio) -> None:
        """Each term of the innermost summand must decay in each endless index."""
        for binder in self.binders:
            if binder.endless:
                self.decays(value, binder.index)

    def decays(self, value: Ratio, index: str) -> None:
        """Each term of a function must decay in an index."""
        below = monomials(value.den)
        generators = {name for name in used_in(value.den) if is_generator(name)}
        common = {name: min(powers.get(name, 0) for powers, _ in below) for name in generators}
        if any(powers.get(name, 0) != common[name] for powers, _ in below for name in generators):
            raise RejectedError("a denominator under a limit holds a power of an index")
        if any(map(is_index, used_in(value.den))):
            raise RejectedError("a denominator under a limit holds an index")
        for powers, _ in monomials(value.num):
            exponents = dict.fromkeys(common, 0) | {
                n: e for n, e in powers.items() if is_generator(n)
            }
            ratio = ONE
            for name, exponent in exponents.items():
                base, own = self.powers.known[name]
                power = exponent - common.get(name, 0)
                if own == index and power:
                    ratio = ratio * base**power
            self.contracting(self.settled(ratio), index)

    def contracting(self, ratio: Ratio, index: str) -> None:
        """The ratio must be known to lie in (-1, 1)."""
        if ratio.number() is None:
            terms = monomials(ratio.num)
            product = ratio.is_polynomial() and len(terms) == 1 and terms[0][1] == 1
            if product and all(self.facts.inside_unit(variable(name)) for name in terms[0][0]):
                return
            above = Ratio(ratio.num, ratio.num.context().constant(1))
            below = Ratio(ratio.den, ratio.den.context().constant(1))
            if self.facts.positive(below * below - above * above):
                return
        raise RejectedError(f"no decay in {index}")

    def carried_out(
        self,
        entry: f.Node,
        env: dict[str, Ratio],
        index: tuple[str, str],
        bound: Ratio,
        summand: Ratio,
        endless: bool,
    ) -> Ratio:
        """The sum that an entry q of the evidence gives, after q(n + 1) - q(n) is compared."""
        letter, symbol = index
        plain = Evaluator(self.view, self.powers)
        plain.fresh = self.fresh
        here = plain.value(entry, env)
        if not plain.value(entry, {**env, letter: variable(symbol) + ONE}) - here == summand:
            raise RejectedError("an entry of the sums does not telescope to its summand")
        self.plain_denominator(here)
        start = plain.value(entry, {**env, letter: ZERO})
        self.unfolded += plain.unfolded
        if not self.at_least_zero(bound):
            raise RejectedError("a number of terms is not known to be at least 0")
        if endless:
            self.decays(here, symbol)
            return -start
        return plain.value(entry, {**env, letter: bound}) - start

    def plain_denominator(self, value: Ratio) -> None:
        """Below q stand neither indices nor generators, but for powers of these alone."""
        terms = monomials(value.den)
        for name in used_in(value.den):
            if is_index(name):
                raise RejectedError("a denominator of an entry of the sums holds an index")
            if is_generator(name) and len({powers.get(name, 0) for powers, _ in terms}) != 1:
                raise RejectedError("a denominator of an entry of the sums holds a power x^n")

    def at_least_zero(self, form: Ratio) -> bool:
        """Whether a linear form is at least 0 wherever the bound indices run."""
        for binder in reversed(self.binders):
            coefficients, _ = linear(form, "a number of terms")
            if binder.index in coefficients:
                least = ZERO if coefficients[binder.index] > 0 else binder.bound - ONE
                form = form.substituted({binder.index: least})
        # What is assumed of the index of a limit holds of it in the end.
        form = form.substituted({name: variable(name.split(" #")[0]) for name in self.limits})
        if least_is_zero(form):
            return True
        found = [
            items for fact, items in self.facts.index_relations() if least_is_zero(form - fact)
        ]
        return self.facts.consult(found)


def least_is_zero(form: Ratio) -> bool:
    """Whether all coefficients of a linear form in indices are at least 0."""
    coefficients, rest = linear(form, "a number of terms")
    return rest >= 0 and all(number >= 0 for number in coefficients.values())
