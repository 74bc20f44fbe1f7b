"""Claims of the kind mode: names that unfold to matrix words, and their diagonals."""

from collections.abc import Mapping

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError
from tests.second_checker.facts import Facts
from tests.second_checker.library import MATRICES, View
from tests.second_checker.powers import INDEX, LETTER, Powers, linear
from tests.second_checker.ratios import ONE, Ratio, constant, variable
from tests.second_checker.words import Word, WordAlgebra, equal

DIAGONAL = {"a": ("o", "n"), "b": ("n", "i"), "w": ("n", "n"), "\\hat{a}": ("o", "n")}
DIAGONAL |= {f"{letter}_{{\\star}}": DIAGONAL[letter] for letter in "abw"}
SIDES = {"U": "o", "P": "n", "V": "i"}
DIMENSIONS = frozenset("oni")
WordEnv = Mapping[str, Ratio]


class WordEvaluator:
    """Evaluates formulas as matrix words."""

    def __init__(self, view: View, powers: Powers, facts: Facts) -> None:
        self.view = view
        self.facts = facts
        self.algebra = WordAlgebra(powers)
        self.unfolded: list[str] = []
        self.letters: list[str] = []
        self.frozen: set[tuple[str, str]] = set()
        self.framed = True  # False for a stated diagonal, which is a formula of numbers
        self.stack: list[str] = []

    def word(self, node: f.Node, env: WordEnv) -> Word:  # noqa: PLR0912 (a case a node)
        """The word that a formula stands for."""
        algebra = self.algebra
        match node:
            case f.Num(number):
                return algebra.scalar(constant(number))
            case f.Name():
                return self.name(node, env)
            case f.Neg(body):
                return algebra.negative(self.word(body, env))
            case f.Add(parts):
                total = self.word(parts[0], env)
                for part in parts[1:]:
                    total = algebra.add(total, self.word(part, env))
                return total
            case f.Mul(parts):
                product = self.word(parts[0], env)
                for part in parts[1:]:
                    product = algebra.times(product, self.word(part, env))
                return product
            case f.Div(over, under):
                return self.quotient(over, under, env)
            case f.Pow(base, exponent):
                top = self.index_form(exponent, env)
                coefficients, rest = linear(top, "an exponent")
                word = self.word(base, env)
                if rest < 0 or any(number < 0 for number in coefficients.values()):
                    self.invertible(word)
                return algebra.power(word, top)
            case f.Transpose(body):
                return algebra.transpose(self.word(body, env))
            case f.Diag(body):
                word = self.word(body, env)
                if word.frames not in (None, ("n", "n")):
                    raise RejectedError("diag(...) of a matrix that is not n x n")
                return word
            case f.Sum(index, bound, body):
                return self.sum(index, bound, body, env)
        raise RejectedError("a limit, a derivative or an evaluation of matrices")

    def name(self, node: f.Name, env: WordEnv) -> Word:
        """A letter, or the word that a defined name unfolds to."""
        text = node.text
        if text in self.view.given:
            return self.unfold(node, env)
        if node.index is not None:
            raise RejectedError(f"the indexed name {text} is not defined")
        self.letters.append(text)
        if text not in f.INDICES:
            self.frozen.add((text, ""))  # nothing may say later that it is another matrix
        if text in env:
            return self.algebra.scalar(env[text])
        if text in self.view.definitions:
            raise RejectedError(f"the name {text} is defined, but not by a used claim")
        if text == "I":
            return self.algebra.scalar(ONE)
        if text in self.view.orthogonal:
            self.unfolded.append(self.view.orthogonal[text])
            return self.algebra.orthogonal(text, SIDES[text])
        if text in MATRICES:
            raise RejectedError(f"the matrix {text} is not aligned")
        if text in DIAGONAL and self.framed:
            return self.algebra.diagonal(variable(LETTER + text), DIAGONAL[text])
        return self.algebra.scalar(variable((INDEX if text in f.INDICES else LETTER) + text))

    def unfold(self, node: f.Name, env: WordEnv) -> Word:
        """The word of a defined name."""
        given = self.view.given[node.text]
        if not given.defined:
            raise RejectedError(f"{node.text} is given by an equation of numbers, not of matrices")
        if node.text in self.stack:
            raise RejectedError(f"unfolding {node.text} runs in a circle")
        self.unfolded.append(given.claim)
        inner = dict(env)
        if given.parameter is not None:
            if node.index is None:
                raise RejectedError(f"{node.text} without an index")
            inner[given.parameter] = self.index_form(node.index, env)
        start = len(self.letters)
        self.stack.append(node.text)
        word = self.word(given.formula, inner)
        self.stack.pop()
        if given.parameter is not None:
            self.independent(given.parameter, start)
        return word

    def index_form(self, node: f.Node, env: WordEnv) -> Ratio:
        """A linear form in indices."""
        word = self.word(node, env)
        if word.frames is not None:
            raise RejectedError("a matrix where an index should be")
        value = self.algebra.plain(word)
        linear(value, "a subscript, exponent or number of terms")
        return value

    def quotient(self, over: f.Node, under: f.Node, env: WordEnv) -> Word:
        """A word over a diagonal matrix or number that is known to be invertible."""
        above, below = self.word(over, env), self.word(under, env)
        value = self.invertible(below)
        if above.frames and (below.frames or above.frames[0] != above.frames[1]):
            raise RejectedError("a quotient of matrices, or of one that is not square")
        return self.algebra.times(above, Word(below.frames, (((), ONE / value),)))

    def invertible(self, word: Word) -> Ratio:
        """The diagonal of a word that is known to be nonzero."""
        if word.frames is not None and word.frames[0] != word.frames[1]:
            raise RejectedError("a denominator that is not square")
        value = self.algebra.plain(word)
        if not self.facts.nonzero(value):
            raise RejectedError("a denominator is not known to be nonzero")
        return value

    def sum(self, index: str, bound: f.Node, body: f.Node, env: WordEnv) -> Word:
        """A sum over an index."""
        top = self.index_form(bound, env)
        symbol = self.algebra.fresh()
        start = len(self.letters)
        word = self.word(body, {**env, index: variable(symbol)})
        self.independent(index, start)
        return self.algebra.summed(word, symbol, top)

    def independent(self, index: str, start: int) -> None:
        """No letter met since may be defined through the index."""
        self.frozen |= {(text, index) for text in set(self.letters[start:]) - {index}}

    def check(self, line: f.Line) -> None:
        """One line `name = formula`."""
        match line:
            case f.Line(((f.Relation("=", f.Name(text, None) as left, right),),), ()):
                if text not in self.view.given:
                    raise RejectedError(f"the name {text} does not unfold")
            case _:
                raise RejectedError("a line of a mode claim is not name = formula")
        found = self.word(left, {})
        self.framed = False
        stated = self.word(right, {})
        self.framed = True
        if stated.frames is not None:
            raise RejectedError(f"the diagonal of {text} is stated by matrices")
        if found.frames is not None and not DIMENSIONS.issuperset(found.frames):
            raise RejectedError(f"{text} is not diagonal as it stands")
        if not equal(self.algebra.normal_form(found), self.algebra.normal_form(stated)):
            raise RejectedError(f"the diagonal of {text} is another one")
