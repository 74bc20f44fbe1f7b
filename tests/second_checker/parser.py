"""A Pratt parser for formulas and lines: one table of prefixes, one loop of binding powers."""

from collections.abc import Callable

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError
from tests.second_checker.names import NameReader
from tests.second_checker.tokens import GREEK, Token, tokens

RELATIONS = {
    "=": "=",
    "\\ne": "!=",
    "<": "<",
    ">": ">",
    "\\le": "<=",
    "\\ge": ">=",
    ":=": ":=",
}
# Binding powers: a sum is read at 0, a product at 10, one operand of "/" or of a derivative at 20.
SUM, PRODUCT, FACTOR = 0, 10, 20
MAX_LEVELS = 60
STARTS = (
    frozenset({"(", "\\frac", "\\operatorname", "\\sum", "\\lim", "\\partial", "\\hat", "\\mathrm"})
    | {"\\Delta", "\\max"}
    | GREEK
)


class Parser(NameReader):
    """Reads one formula or line from its tokens."""

    def __init__(self, text: str) -> None:
        super().__init__(tokens(text))
        self.prefixes: dict[str, Callable[[], f.Node]] = {
            "(": self.bracket,
            "\\frac": self.fraction,
            "\\sum": self.summation,
            "\\lim": self.limit,
            "\\partial": self.derivative,
            "\\left.": self.evaluation,
        }

    def expression(self, power: int) -> f.Node:
        """A formula whose operators bind more tightly than `power`."""
        if power == SUM:
            self.deeper()
        negative = power == SUM and self.accept("-")
        left = self.expression(PRODUCT) if power == SUM else self.factor()
        if negative:
            left = f.Neg(left)
        slashed = False
        running: type | None = None  # what this loop built last, to which more can be appended
        while True:
            token = self.token
            if power == SUM and token.text in {"+", "-"}:
                self.advance()
                term = self.expression(PRODUCT)
                term = f.Neg(term) if token.text == "-" else term
                left = f.Add(
                    (*(left.parts if running and isinstance(left, f.Add) else (left,)), term)
                )
                running = f.Add
            elif power == PRODUCT and (token.text == "/" or self.starts(token)):
                last = left.parts[-1] if running and isinstance(left, f.Mul) else left
                numbers = token.kind == "number" and isinstance(last, f.Num) and not token.dot
                if slashed or numbers:
                    raise RejectedError(f"not clear without brackets: before {token.text!r}")
                if slashed := self.accept("/"):
                    left, running = f.Div(left, self.factor()), None
                    continue
                right = self.factor()
                left = f.Mul(
                    (*(left.parts if running and isinstance(left, f.Mul) else (left,)), right)
                )
                running = f.Mul
            else:
                break
        if power == SUM:
            self.levels -= 1
        return left

    def deeper(self) -> None:
        """One level down."""
        self.levels += 1
        if self.levels > MAX_LEVELS:
            raise RejectedError(f"a formula has more than {MAX_LEVELS} levels")

    def starts(self, token: Token) -> bool:
        """Whether a factor can start with the token."""
        return token.kind in {"number", "letter", "open"} or token.text in STARTS

    def factor(self) -> f.Node:
        """An atom with its powers."""
        token = self.token
        if token.kind == "number":
            self.advance()
            node: f.Node = f.Num(int(token.text))
        elif token.text in self.prefixes:
            self.advance()
            node = self.prefixes[token.text]()
        elif token.text == "\\operatorname" and self.peek_word() == "diag":
            self.operator_word()
            self.expect("(")
            node = f.Diag(self.bracket())
        elif self.starts(token):
            node = self.name()
        else:
            raise RejectedError(f"{token.text or 'the end'!r} where a formula should start")
        while self.accept("^"):
            self.expect("{")
            transposed = self.accept("\\top")
            node = f.Transpose(node) if transposed else f.Pow(node, self.expression(SUM))
            self.expect("}")
        return node

    def bracket(self) -> f.Node:
        """A formula up to the closing bracket."""
        node = self.expression(SUM)
        self.expect(")")
        return node

    def group(self) -> f.Node:
        """A formula in braces."""
        self.expect("{")
        node = self.expression(SUM)
        self.expect("}")
        return node

    def fraction(self) -> f.Node:
        """A fraction."""
        over = self.group()
        return f.Div(over, self.group())

    def summation(self) -> f.Node:
        """A sum, which takes the rest of the product."""
        self.expect("_")
        self.expect("{")
        index = self.index_letter()
        self.expect("<")
        bound = self.expression(SUM)
        self.expect("}")
        self.deeper()
        node = f.Sum(index, bound, self.expression(PRODUCT))
        self.levels -= 1
        return node

    def limit(self) -> f.Node:
        """A limit, which takes the rest of the product."""
        for text in ("_", "{"):
            self.expect(text)
        index = self.index_letter()
        for text in ("\\to", "\\infty", "}"):
            self.expect(text)
        self.deeper()
        node = f.Lim(index, self.expression(PRODUCT))
        self.levels -= 1
        return node

    def derivative(self) -> f.Node:
        """A derivative of one factor."""
        self.expect("_")
        self.expect("{")
        name = self.name()
        self.expect("}")
        if name.index is not None:
            raise RejectedError(f"a derivative by the indexed name {name.text}")
        self.deeper()
        node = f.Deriv(name.text, self.factor())
        self.levels -= 1
        return node

    def evaluation(self) -> f.Node:
        """A formula with letters replaced."""
        body = self.expression(SUM)
        for text in ("\\right|", "_", "{"):
            self.expect(text)
        values: list[tuple[str, f.Node]] = []
        for chain in self.chains():
            if len(chain) != 1 or chain[0].op != "=" or not isinstance(chain[0].left, f.Name):
                raise RejectedError("an evaluation is not at letter = value")
            if chain[0].left.index is not None:
                raise RejectedError("an evaluation replaces an indexed name")
            values.append((chain[0].left.text, chain[0].right))
        self.expect("}")
        if len({letter for letter, _ in values}) != len(values):
            raise RejectedError("an evaluation replaces a letter twice")
        return f.At(body, tuple(values))

    def chains(self) -> f.Chains:
        """Chains of relations, with commas or \\text{and} between them."""
        found = [self.chain()]
        while self.accept(",") or self.accept_text("and"):
            found.append(self.chain())
        return tuple(found)

    def chain(self) -> tuple[f.Relation, ...]:
        """One chain x < y < z as the relations x < y and y < z."""
        left = self.expression(SUM)
        found: list[f.Relation] = []
        while self.token.text in RELATIONS:
            sign = RELATIONS[self.token.text]
            self.advance()
            right = self.expression(SUM)
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


def parse_line(text: str) -> f.Line:
    """The parse tree of a line."""
    return Parser(text).line()


def parse_formula(text: str) -> f.Node:
    """The parse tree of a formula."""
    parser = Parser(text)
    node = parser.expression(SUM)
    parser.finish()
    return node
