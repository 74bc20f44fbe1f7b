"""What may occur in the matrix words of the kinds mode and rank."""

import re

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError
from tests.second_checker.evaluate import Env
from tests.second_checker.facts import Facts
from tests.second_checker.library import STATES, View
from tests.second_checker.powers import Powers, linear
from tests.second_checker.ratios import Ratio, variable
from tests.second_checker.sums import Binder, Ledger, Summing

DIAGONAL = {"a": ("o", "n"), "b": ("n", "i"), "w": ("n", "n"), "\\hat{a}": ("o", "n")}
DIAGONAL |= {f"{letter}_{{\\star}}": DIAGONAL[letter] for letter in "abw"}
SIDES = {"U": "o", "P": "n", "V": "i"}
SMALL = re.compile(r"(\\?[a-z]+)(_\{[0-9]+\})?|\\hat\{[a-z]\}", re.A)
INPUTS = "E_{.}"  # in an update, what stands behind the feedback: any matrices


def is_scalar(name: str) -> bool:
    """Whether a letter of a word stands for a number."""
    return bool(SMALL.fullmatch(name)) and name not in DIAGONAL and name not in f.INDICES


class WordRules:
    """Looks through a word, with names unfolded, for what may not occur there."""

    def __init__(self, view: View, powers: Powers, facts: Facts, *, modes: bool) -> None:
        self.view = view
        self.modes = modes  # whether the kind is mode, else rank
        self.numbers = Summing(view, powers, facts, Ledger([]))
        self.frozen: set[tuple[str, str]] = set()  # names that nothing may define
        self.unfolded: set[str] = set()
        self.stack: list[str] = []
        self.seen: set[object] = set()

    def check(self, node: f.Node, env: Env) -> None:
        """Look through a formula."""
        match node:
            case f.Num():
                return
            case f.Name():
                self.name(node, env)
            case f.Div(over, under):
                self.check(over, env)
                self.check(under, env)
                self.scalars(under)
                self.numbers.demand(under, self.numbers.value(under, env), env)
            case f.Pow(base, exponent):
                self.check(base, env)
                self.exponent(self.index_form(exponent, env))
            case f.Sum(index, bound, body):
                top = self.index_form(bound, env)
                symbol = self.numbers.bind(index)
                self.numbers.active.append(symbol)
                self.numbers.binders.append(Binder(symbol, top, endless=False))
                self.check(body, {**env, index: variable(symbol)})
                self.numbers.active.pop()
                self.numbers.binders.pop()
            case f.Lim() | f.Deriv() | f.At():
                raise RejectedError("a limit, a derivative or an evaluation of matrices")
            case _:
                for part in f.children(node):
                    self.check(part, env)

    def index_form(self, node: f.Node, env: Env) -> Ratio:
        """An exponent, a subscript or a number of terms."""
        self.check(node, env)
        value = self.numbers.value(node, env)
        linear(value, "a subscript, exponent or number of terms")
        return value

    def exponent(self, form: Ratio) -> None:
        """An exponent must be at least 0."""
        coefficients, rest = linear(form, "an exponent")
        falls = rest < 0 or any(number < 0 for number in coefficients.values())
        if falls and not self.numbers.natural(form):
            raise RejectedError("an exponent in a word is not known to be at least 0")

    def name(self, node: f.Name, env: Env) -> None:
        """A name: unfolded, or one of those that have a meaning in words."""
        text = node.text
        if text in self.view.given:
            self.unfold(node, env)
            return
        if node.index is not None:
            if self.modes or text != INPUTS:
                raise RejectedError(f"the sequence {text} is not given")
            self.index_form(node.index, env)
        elif text in {"m", "j", "k", "Z"} and text not in env and not self.modes:
            raise RejectedError(f"{text} in an update might be its number")
        elif text not in f.INDICES | {"I"}:
            matrices = DIAGONAL.keys() | self.view.orthogonal.keys() if self.modes else STATES
            if not is_scalar(text) and text not in matrices:
                raise RejectedError(f"{text} has no meaning in a word")
        if text not in f.INDICES | {"I"}:
            self.frozen.add((text, ""))

    def unfold(self, node: f.Name, env: Env) -> None:
        """Look through the formula of a name."""
        given = self.view.given[node.text]
        if not given.defined:
            raise RejectedError(f"{node.text} is given by an equation of numbers, not of matrices")
        if node.text in self.stack:
            raise RejectedError(f"unfolding {node.text} runs in a circle")
        self.unfolded.add(given.claim)
        inner = dict(env)
        if given.parameter is not None:
            if node.index is None:
                raise RejectedError(f"{node.text} without an index")
            inner[given.parameter] = self.index_form(node.index, env)
        values = tuple(sorted((letter, value.key()) for letter, value in inner.items()))
        around = tuple((binder.index, binder.bound.key()) for binder in self.numbers.binders)
        if (node.text, values, around) in self.seen:
            return
        self.seen.add((node.text, values, around))
        self.stack.append(node.text)
        self.check(given.formula, inner)
        self.stack.pop()

    def scalars(self, node: f.Node) -> None:
        """What is divided by holds nothing but numbers and scalars, indices in exponents aside."""
        match node:
            case f.Name(text) if text in self.view.given:
                self.scalars(self.view.given[text].formula)
            case f.Name(text):
                if not is_scalar(text):
                    raise RejectedError(f"a word divides by {text}, which is not a scalar")
            case f.Pow(base, _):
                self.scalars(base)
            case f.Sum():
                raise RejectedError("a word divides by a sum")
            case _:
                for part in f.children(node):
                    self.scalars(part)
