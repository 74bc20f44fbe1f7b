"""A parser for formulas and lines: one method for each rule of the grammar."""

from tests.second_checker import formulas as f
from tests.second_checker.clear import clear, is_function, one_meaning, plain_relations
from tests.second_checker.errors import RejectedError
from tests.second_checker.names import NameReader
from tests.second_checker.tokens import DOTS, GREEK, Token, tokens

RELATIONS = {
    "=": "=",
    "\\ne": "!=",
    "<": "<",
    ">": ">",
    "\\le": "<=",
    "\\ge": ">=",
    ":=": ":=",
}
MAX_LEVELS = 60
STARTS = frozenset({"(", "\\frac", "\\operatorname", "\\hat", "\\Delta", "\\max"}) | GREEK
LAST = frozenset({"\\sum", "\\lim", "\\partial"})


class Parser(NameReader):
    """Reads one formula or line from its tokens."""

    def __init__(self, text: str) -> None:
        super().__init__(tokens(text))

    def sum(self) -> f.Node:
        """A sum of products."""
        self.deeper()
        negative = self.accept("-")
        first = self.product()
        parts: list[f.Node] = [f.Neg(first) if negative else first]
        while self.token.text in {"+", "-"}:
            negative = self.advance().text == "-"
            if self.token.text == "\\left.":
                raise RejectedError("an evaluation behind a term")
            term = self.product()
            parts.append(f.Neg(term) if negative else term)
        self.levels -= 1
        return parts[0] if len(parts) == 1 else f.Add(tuple(parts))

    def product(self) -> f.Node:  # noqa: PLR0912 (a case a kind of factor)
        """A product: an evaluation may come first; a sum, limit or derivative last."""
        parts: list[f.Node] = []
        if self.accept("\\left."):
            parts.append(self.evaluation())
        slashed = False  # whether a quotient is complete
        factors = 0
        while True:
            token = self.token
            if token.text in DOTS | {"/"}:
                if not factors or slashed:
                    raise RejectedError(f"{token.text} does not stand between two factors")
                self.advance()
                if not self.starts(self.token):
                    raise RejectedError(f"{token.text} does not stand between two factors")
                right = self.factor()
                if token.text == "/":
                    parts, slashed = [f.Div(f.product_of(parts), right)], True
                else:
                    parts.append(right)
            elif self.starts(token) or token.text in LAST:
                if slashed:
                    raise RejectedError(f"a factor after a quotient: {token.text!r}")
                last = parts[-1] if factors else None
                if token.text in LAST:
                    parts.append(self.last())
                    break
                if self.unclear(last, token):
                    raise RejectedError(f"not clear as it stands: before {token.text!r}")
                right = self.factor()
                head = last.base if isinstance(last, f.Pow) else last
                if isinstance(head, f.Num) and token.text == "\\frac" and is_numbers(right):
                    raise RejectedError("a number before a fraction of two numbers")
                parts.append(right)
            else:
                break
            factors += 1
        if not parts:
            raise RejectedError(f"{self.token.text or 'the end'!r} where a formula should start")
        return f.product_of(parts)

    def unclear(self, last: f.Node | None, token: Token) -> bool:
        """Whether two factors side by side read as something else."""
        if token.kind == "number" and last is not None and not isinstance(last, f.Pow):
            return True
        return token.text == "(" and self.before.text != ")" and is_function(last)

    def deeper(self) -> None:
        """One level down."""
        self.levels += 1
        if self.levels > MAX_LEVELS:
            raise RejectedError(f"a formula has more than {MAX_LEVELS} levels")

    def starts(self, token: Token) -> bool:
        """Whether a factor can start with the token."""
        return token.kind in {"number", "letter"} or token.text in STARTS

    def factor(self) -> f.Node:
        """An atom, perhaps with one exponent."""
        fraction = self.token.text == "\\frac"
        node = self.atom()
        if self.accept("^"):
            self.expect("{")
            label = [token.text for token in self.found[self.place : self.place + 4]]
            if fraction or (label[0] == "(" and label[2:] == [")", "}"]):
                raise RejectedError("an exponent that reads as something else")
            transposed = self.accept("\\top")
            node = f.Transpose(node) if transposed else f.Pow(node, self.sum())
            self.expect("}")
        return node

    def atom(self) -> f.Node:
        """A number, a name, a bracket, a fraction or diag(...)."""
        token = self.token
        if token.kind == "number":
            self.advance()
            return f.Num(int(token.text))
        if self.accept("("):
            return self.bracket()
        if self.accept("\\frac"):
            return self.fraction()
        if token.text == "\\operatorname" and self.peek_word() == "diag":
            self.operator_word()
            self.expect("(")
            return f.Diag(self.bracket())
        return self.name()

    def bracket(self) -> f.Node:
        """A formula up to the closing bracket."""
        node = self.sum()
        self.expect(")")
        return node

    def group(self) -> f.Node:
        """A formula in braces."""
        self.expect("{")
        node = self.sum()
        self.expect("}")
        return node

    def fraction(self) -> f.Node:
        """A numerator and a denominator."""
        over = self.group()
        return f.Div(over, self.group())

    def last(self) -> f.Node:
        """A sum, a limit or a derivative, which takes the rest of the product."""
        sign = self.advance().text
        self.expect("_")
        self.expect("{")
        self.deeper()
        node: f.Node
        if sign == "\\sum":
            index = self.index_letter()
            self.expect("<")
            bound = self.sum()
            self.expect("}")
            node = f.Sum(index, bound, self.summand())
        elif sign == "\\lim":
            index = self.index_letter()
            for text in ("\\to", "\\infty", "}"):
                self.expect(text)
            node = f.Lim(index, self.summand())
        else:
            name = self.letter_in_braces()
            inner = self.last() if self.token.text in LAST else self.factor()
            node = f.Deriv(name, inner)
        self.levels -= 1
        return node

    def summand(self) -> f.Node:
        """What is summed; its first evaluation, if there is one, is at no index."""
        node = self.product()
        first = node.parts[0] if isinstance(node, f.Mul) else node
        if isinstance(first, f.At) and any(letter in f.INDICES for letter, _ in first.values):
            raise RejectedError("an evaluation at an index behind a sum")
        return node

    def letter_in_braces(self) -> str:
        """The name by which a derivative is taken, its opening brace being read."""
        name = self.name()
        self.expect("}")
        if name.index is not None:
            raise RejectedError(f"a derivative by the sequence {name.text}")
        return name.text

    def evaluation(self) -> f.Node:
        """A formula with letters replaced, its \\left. being read."""
        self.deeper()
        negative = self.accept("-")
        if self.accept("\\partial"):
            self.expect("_")
            self.expect("{")
            name = self.letter_in_braces()
            body: f.Node = f.Deriv(name, self.factor())
        else:
            body = self.atom()
        for text in ("\\right|", "_", "{"):
            self.expect(text)
        values: list[tuple[str, f.Node]] = []
        while not values or self.accept(","):
            letter = self.name()
            if letter.index is not None:
                raise RejectedError(f"an evaluation replaces the sequence {letter.text}")
            self.expect("=")
            values.append((letter.text, self.sum()))
        self.expect("}")
        self.levels -= 1
        letters = {letter for letter, _ in values}
        if len(letters) != len(values):
            raise RejectedError("an evaluation replaces a letter twice")
        if any(letters & f.all_names(value) for _, value in values):
            raise RejectedError("a value of an evaluation contains one of its letters")
        return f.At(f.Neg(body) if negative else body, tuple(values))

    def chains(self) -> f.Chains:
        """Chains of relations, with commas or \\text{and} between them."""
        found = [self.chain()]
        while self.accept(",") or self.accept_text("and"):
            found.append(self.chain())
        return tuple(found)

    def chain(self) -> tuple[f.Relation, ...]:
        """One chain x < y < z as the relations x < y and y < z."""
        left = self.sum()
        found: list[f.Relation] = []
        while self.token.text in RELATIONS:
            sign = RELATIONS[self.token.text]
            self.advance()
            right = self.sum()
            found.append(f.Relation(sign, left, right))
            left = right
        if not found:
            raise RejectedError("a relation is missing")
        return tuple(found)

    def line(self) -> f.Line:
        """A whole line."""
        chains = self.chains()
        alternatives: list[f.Chains] = []
        if self.accept("\\iff"):
            alternatives.append(self.chains())
            while self.accept_text("or"):
                alternatives.append(self.chains())
        self.finish()
        return f.Line(chains, tuple(alternatives))


def is_numbers(node: f.Node) -> bool:
    """Whether a factor is a fraction of two numbers, perhaps with an exponent."""
    while isinstance(node, f.Pow):
        node = node.base
    return isinstance(node, f.Div) and all(
        isinstance(part.body if isinstance(part, f.Neg) else part, f.Num)
        for part in (node.over, node.under)
    )


def parse_line(text: str) -> f.Line:
    """The parse tree of a line."""
    line = Parser(text).line()
    plain_relations(line)
    return line


def parse_formula(text: str) -> f.Node:
    """The parse tree of a formula."""
    parser = Parser(text)
    node = parser.sum()
    parser.finish()
    clear(node)
    one_meaning([node])
    return node
