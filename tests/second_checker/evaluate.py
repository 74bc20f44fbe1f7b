"""Formulas over the reals as rational functions: names unfolded, derivatives, evaluations."""

from collections.abc import Mapping
from typing import Protocol

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError
from tests.second_checker.library import MATRICES, View, dependent, relations_of
from tests.second_checker.powers import INDEX, LETTER, Powers, linear
from tests.second_checker.ratios import ONE, ZERO, Ratio, constant, variable

Env = Mapping[str, Ratio]


class Judge(Protocol):
    """What knows which functions are not zero."""

    def nonzero(self, value: Ratio) -> bool:
        """Whether a function is known to be nonzero."""

    def divides_a_fact(self, value: Ratio) -> bool:
        """Whether a function divides another that is known to be nonzero."""


class Evaluator:
    """Evaluates formulas of one claim and notes what that needed.

    `judge` is asked about every denominator; without one (evidence, facts) none is asked about.
    """

    def __init__(self, view: View, powers: Powers, judge: Judge | None = None) -> None:
        self.view = view
        self.powers = powers
        self.judge = judge
        self.unfolded: list[str] = []  # ids of claims
        self.letters: list[str] = []  # letters met
        self.looked: list[str] = []  # letters looked up in the environment
        self.stack: list[str] = []  # names being unfolded
        self.fresh: list[
            tuple[str, Ratio]
        ] = []  # letters of derivatives, and where these are taken
        self.obligations: list[
            f.Relation
        ] = []  # assumptions of unfolded equations, letters replaced
        self.frozen: set[tuple[str, str]] = set()  # a name, and what it is independent of

    def value(self, node: f.Node, env: Env) -> Ratio:  # noqa: PLR0912 (a case a node)
        """The function that a formula stands for."""
        match node:
            case f.Num(number):
                return constant(number)
            case f.Name():
                return self.name(node, env)
            case f.Neg(body):
                return -self.value(body, env)
            case f.Add(parts):
                total = ZERO
                for part in parts:
                    total = total + self.value(part, env)
                return total
            case f.Mul(parts):
                product = ONE
                for part in parts:
                    product = product * self.value(part, env)
                return product
            case f.Div(over, under):
                above = self.value(over, env)
                below = self.value(under, env)
                self.demand(under, below, env)
                return above / below
            case f.Pow(base, exponent):
                return self.power(base, exponent, env)
            case f.Deriv(name, body):
                return self.derivative(name, body, env)
            case f.At(body, values):
                return self.evaluation(body, dict(values), env)
            case f.Sum():
                return self.sum(node, env)
            case f.Lim():
                return self.limit(node, env)
        raise RejectedError("a transpose or diag(...) has no meaning for real numbers")

    def sum(self, node: f.Sum, env: Env) -> Ratio:  # noqa: ARG002 (see sums.py)
        """A sum; here there are none."""
        raise RejectedError("a sum where none may stand")

    def limit(self, node: f.Lim, env: Env) -> Ratio:  # noqa: ARG002 (see sums.py)
        """A limit; here there are none."""
        raise RejectedError("a limit where none may stand")

    def name(self, node: f.Name, env: Env) -> Ratio:
        """A letter, or the formula that a name stands for."""
        if node.text in self.view.given:
            body, inner = self.unfold(node, env)
            start = self.marks()
            self.stack.append(node.text)
            result = self.value(body, inner)
            self.stack.pop()
            parameter = self.view.given[node.text].parameter
            if parameter is not None:
                self.independent(parameter, start)
            return result
        if node.index is not None:
            raise RejectedError(f"the sequence {node.text} is not given")
        if node.text in MATRICES and node.text not in env:
            raise RejectedError(f"the matrix {node.text} is not a real number")
        return self.letter(node.text, env)

    def letter(self, text: str, env: Env) -> Ratio:
        """A letter, or what replaces it."""
        self.letters.append(text)
        if text in env:
            self.looked.append(text)
            return env[text]
        return variable((INDEX if text in f.INDICES else LETTER) + text)

    def unfold(self, node: f.Name, env: Env) -> tuple[f.Node, Env]:
        """The formula of a given name and the environment in which it stands."""
        given = self.view.given[node.text]
        if node.text in self.stack:
            raise RejectedError(f"unfolding {node.text} runs in a circle")
        self.unfolded.append(given.claim)
        if not given.defined:
            self.oblige(given.claim)
        if given.parameter is None:
            return given.formula, env
        if node.index is None:
            raise RejectedError(f"{node.text} without an index")
        index = self.value(node.index, env)
        linear(index, "a subscript")
        return given.formula, {**env, given.parameter: index}

    def power(self, base: f.Node, exponent: f.Node, env: Env) -> Ratio:
        """A power; a negative exponent makes the base a denominator."""
        bottom = self.value(base, env)
        top = self.value(exponent, env)
        coefficients, rest = linear(top, "an exponent")
        falls = rest < 0 or any(number < 0 for number in coefficients.values())
        if falls and not self.natural(top):
            self.demand(base, bottom, env)
        return self.powers.power(bottom, top)

    def natural(self, form: Ratio) -> bool:  # noqa: ARG002 (see sums.py)
        """Whether a linear form in indices is known to be at least 0."""
        return False

    def oblige(self, name: str) -> None:
        """The assumptions of a claim must hold where its equation is unfolded."""
        other = next(used for used in self.view.used if used.id == name)
        self.obligations.extend(sorted(relations_of(other.assumptions), key=repr))

    def demand(self, node: f.Node, value: Ratio, env: Env) -> None:
        """A denominator must be known to be nonzero."""
        if value.is_zero():
            raise RejectedError("a denominator is zero")
        if self.judge is not None and not self.known(node, value, env):
            raise RejectedError("a denominator is not known to be nonzero")

    def known(self, node: f.Node, value: Ratio, env: Env) -> bool:
        """Whether a denominator is known to be nonzero, as a whole or factor by factor."""
        if self.judge is None or self.judge.nonzero(self.settled(value)):
            return True
        match node:
            case f.Mul(parts):
                return all(self.known(part, self.value(part, env), env) for part in parts)
            case f.Pow(base, _):
                return self.known(base, self.value(base, env), env)
            case f.Neg(body) | f.Div(body, _):
                return self.known(body, self.value(body, env), env)
            case f.Name(text, _) if text in self.view.given:
                body, inner = self.unfold(node, env)
                self.stack.append(text)
                found = self.known(body, value, inner)
                self.stack.pop()
                return found
        return self.judge.divides_a_fact(self.settled(value))

    def settled(self, value: Ratio) -> Ratio:
        """A function with the letters of derivatives put where these are taken."""
        for letter, place in reversed(self.fresh):
            value = self.powers.substituted(value, {letter: place})
        return value

    def marks(self) -> tuple[int, int]:
        """How much has been met so far."""
        return len(self.letters), len(self.obligations)

    def independent(self, bound: str, marks: tuple[int, int]) -> None:
        """Nothing met since may depend on an index that is bound here without being unfolded."""
        self.letters_independent({bound}, marks)
        self.move_obligations({bound: None}, marks)

    def letters_independent(self, bound: set[str], marks: tuple[int, int]) -> None:
        """No letter met since may be defined through one that is bound here."""
        for text in set(self.letters[marks[0] :]):
            for letter in bound - {text}:
                if dependent(text):
                    raise RejectedError(f"{text} may depend on {letter}, which is bound")
                self.freeze(text, letter)

    def move_obligations(self, values: Mapping[str, f.Node | None], marks: tuple[int, int]) -> None:
        """The assumptions of equations unfolded since must hold where letters are replaced.

        A value None stands for all values of an index: then no assumption may restrict it.
        """
        moved = []
        for relation in self.obligations[marks[1] :]:
            shown = shown_in(relation)
            for letter, value in values.items():
                self.required_independent(shown, letter)
                if value is None and letter in shown:
                    raise RejectedError(f"an assumption of an equation restricts {letter}")
            changed = bool(shown & values.keys())
            moved.append(replaced_relation(relation, values) if changed else relation)
        self.obligations[marks[1] :] = moved

    def required_independent(self, shown: frozenset[str], bound: str) -> None:
        """No name in what is required may depend on a letter that is bound around it."""
        for text in shown - {bound}:
            if self.view.unknown(text):
                raise RejectedError(f"{text}, which is required, may depend on {bound}")
            self.freeze(text, bound)

    def freeze(self, text: str, bound: str) -> None:
        """A name and a bound letter must be independent; no definition may tell otherwise."""
        self.frozen.add((text, bound))
        if bound not in f.INDICES:
            self.frozen.add((bound, text))

    def derivative(self, name: str, body: f.Node, env: Env) -> Ratio:
        """The derivative by a letter at its value in the environment."""
        if name in self.view.given or name in f.INDICES or name in MATRICES or dependent(name):
            raise RejectedError(f"a derivative by {name}, which is not a real letter")
        self.frozen.add((name, ""))
        place = self.letter(name, env)
        symbol = f"{LETTER}{name} #{len(self.fresh)}"
        start = self.marks()
        self.fresh.append((symbol, place))
        inner = self.value(body, {**env, name: variable(symbol)})
        self.fresh.pop()
        self.letters_independent({name}, start)
        # What is assumed with <, > or \\ne holds nearby too; nothing else may restrict the letter.
        for relation in self.obligations[start[1] :]:
            shown = shown_in(relation)
            self.required_independent(shown, name)
            if relation.op not in {"<", ">", "!="} and name in shown:
                raise RejectedError(f"an assumption of an equation restricts {name}")
        for base, index in list(self.powers.known.values()):
            # x^n becomes n x^{n - 1}: then x is below a fraction unless n >= 1.
            if symbol in base.used() and not self.natural(variable(index) - ONE):
                self.demand(f.Num(1), base.substituted({symbol: place}), env)
        return self.powers.substituted(self.powers.derivative(inner, symbol), {symbol: place})

    def evaluation(self, body: f.Node, values: dict[str, f.Node], env: Env) -> Ratio:
        """A formula with letters replaced."""
        found = {}
        before = len(self.letters)
        for letter, node in values.items():
            taken = letter in self.view.given or letter in MATRICES
            if taken or dependent(letter):
                raise RejectedError(f"an evaluation replaces {letter}, which is not a letter")
            self.frozen.add((letter, ""))
            found[letter] = self.value(node, env)
            if letter in f.INDICES and not self.natural(found[letter]):
                raise RejectedError(f"an evaluation replaces the index {letter}")
        if values.keys() & set(self.letters[before:]):
            raise RejectedError("a value of an evaluation stands on one of its letters")
        start = self.marks()
        result = self.value(body, {**env, **found})
        self.letters_independent(set(values), start)
        self.move_obligations(values, start)
        return result


def shown_in(relation: f.Relation) -> frozenset[str]:
    """The names in a relation."""
    return f.free_names(relation.left) | f.free_names(relation.right)


def replaced_relation(relation: f.Relation, values: Mapping[str, f.Node | None]) -> f.Relation:
    """A relation with letters replaced by formulas."""
    inner = {letter: node for letter, node in values.items() if node is not None}

    def side(node: f.Node) -> f.Node:
        if f.has_binder(node):
            raise RejectedError("an assumption to be evaluated holds a sum or a derivative")
        return f.replaced(node, inner)

    return f.Relation(relation.op, side(relation.left), side(relation.right))
