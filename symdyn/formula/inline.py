r"""Reads the short formulas of sentences, between dollar signs, into trees.

The reader of statements, `symdyn.formula.reading`, knows what every letter is and refuses the rest.
A sentence also speaks of networks, of dimensions and of functions in general, and is no statement, so
that this reader takes any letter for a name::

    formula  := list { ( "\quad\text{and}\quad" | "\quad\text{or}\quad" | "\iff" ) list }
    list     := item { ( "," | ", \qquad" ) item }
    item     := relation [ "\text{" words "}" ]
    relation := [ sign ] sum { sign sum }
    sum      := [ "+" | "-" | "\pm" ] product { ( "+" | "-" | "\pm" ) product }
    product  := factor { [ "\cdot" ] factor } [ "/" factor ]

A letter with a bracket behind it, without a space, is a function: p(k) is one, p (k) a product.
Nothing is reordered, and the LaTeX of the tree is what was read, but for spaces, sizes of brackets
and braces that print nothing.
"""

from collections.abc import Callable

from symdyn.errors import FormulaError, RuleError
from symdyn.formula.arrange import raised
from symdyn.formula.inline_tokens import Token, pieces
from symdyn.formula.nodes import (
    Absolute,
    Bracket,
    Call,
    Compared,
    Constant,
    Decimal,
    Evaluation,
    Fraction,
    Junction,
    Limit,
    Mean,
    Name,
    Node,
    Norm,
    Number,
    Partial,
    Power,
    Product,
    Relation,
    Remark,
    Root,
    Script,
    Set,
    Slash,
    Sum,
    Total,
    Transpose,
)
from symdyn.notation import symbol_of

__all__ = ["inline"]

_RELATIONS = {
    **{sign: sign for sign in ("=", ":=", "<", ">")},
    r"\ne": "!=",
    r"\le": "<=",
    r"\ge": ">=",
    r"\to": "->",
    r"\sim": "~",
    r"\in": "in",
    r"\times": "x",
}
_SIGNS = {"+": 1, "-": -1, r"\pm": 0}
_CONSTANTS = {
    r"\pi": "pi",
    r"\infty": "infinity",
    r"\mathrm{e}": "e",
    r"\mathrm{i}": "i",
    r"\text{true}": "true",
    r"\text{false}": "false",
}
_FUNCTIONS = {
    r"\min": "Min",
    r"\max": "Max",
    r"\exp": "exp",
    r"\log": "log",
    r"\det": "det",
    r"\mathcal{N}": "Normal",
}
_CLOSED = {"(": ")", r"\{": r"\}", r"\lvert": r"\rvert", r"\lVert": r"\rVert", "|": "|"}
_DEEPEST = 20


def inline(text: str) -> Node:
    r"""The tree of a formula in a sentence or in a cell of a table.

    Parameters
    ----------
    text : LaTeX without dollar signs, in the grammar of this module

    Returns
    -------
    A tree whose LaTeX is the text, up to what does not show.

    Raises
    ------
    FormulaError for what is not in the grammar.

    >>> from symdyn.formula.latex import latex
    >>> print(latex(inline(r"\theta \to \theta - \eta \, \Delta \theta")))
    \theta \to \theta - \eta \Delta \theta
    >>> inline("p(k)")
    Call(name='p', arguments=(Name(symbol=k),))
    """
    return _Reader(text).whole()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.depth, self.in_bars = text, 0, False
        self.tokens = pieces(text)[::-1]

    @property
    def next(self) -> Token:
        return self.tokens[-1]

    def eat(self, *texts: str) -> str:
        return self.tokens.pop().text if self.next.text in texts and self.next.kind != "end" else ""

    def need(self, text: str) -> None:
        if not self.eat(text):
            raise self.refusal(f"{text!r}")

    def refusal(self, wanted: str) -> FormulaError:
        found = "its end" if self.next.kind == "end" else repr(self.next.text)
        return FormulaError(
            f"the formula {self.text[:80]!r} has {found} where {wanted} is expected; "
            "write it as symdyn.formula.inline says"
        )

    def whole(self) -> Node:
        node = self.formula()
        if self.next.kind != "end":
            raise self.refusal("its end")
        return node

    def formula(self) -> Node:
        """What may stand alone or between brackets, lists included."""
        return self.joined(r"\iff", "iff", lambda: self.joined("or", "or", self.conjunction))

    def conjunction(self) -> Node:
        return self.joined("and", "and", lambda: self.joined(";", ";", self.listed))

    def listed(self) -> Node:
        return self.joined(",", ",", self.item)

    def joined(self, mark: str, word: str, part: Callable[[], Node]) -> Node:
        parts = [part()]
        while self.eat(mark):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Junction(word, tuple(parts))

    def item(self) -> Node:
        if self.next.text in _RELATIONS:
            return Compared(_RELATIONS[self.tokens.pop().text], self.sum())
        node = self.sum()
        while sign := self.eat(*_RELATIONS):
            node = Relation(node, _RELATIONS[sign], self.sum())
        return Remark(node, self.tokens.pop().text) if self.next.kind == "words" else node

    def sum(self) -> Node:
        sign = self.eat(*_SIGNS)
        terms = [(_SIGNS.get(sign, 1), self.product())]
        while following := self.eat(*_SIGNS):
            terms.append((_SIGNS[following], self.product()))
        return terms[0][1] if len(terms) == 1 and sign in ("", "+") else Sum(tuple(terms))

    def product(self) -> Node:
        factors = [self.factor()]
        while self.eat(r"\cdot") or self.opens():
            factors.append(self.factor())
        node = factors[0] if len(factors) == 1 else Product(tuple(factors))
        if not self.eat("/"):
            return node
        node = Slash(node, self.factor())
        if self.opens() or self.next.text == "/":
            raise self.refusal("a bracket around the quotient")
        return node

    def opens(self) -> bool:
        if self.next.text == "|":
            return not self.in_bars
        return (
            self.next.kind in ("number", "name", "function", "constant", "head")
            or self.next.text in _CLOSED
        )

    def factor(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise FormulaError(
                f"the formula {self.text[:80]!r} is nested more than {_DEEPEST} deep; split it"
            )
        node = self.atom()
        if isinstance(node, Bracket) and self.eat("_"):
            node = Script(node, self.argument())
        self.depth -= 1
        return self.power(node) if self.eat("^") else node

    def power(self, base: Node) -> Node:
        """A power or a transpose; what needs a bracket in front of the exponent is not guessed at."""
        braces = bool(self.eat("{"))
        if self.eat(r"\top"):
            node: Node = Transpose(base)
        else:
            node = raised(base, self.formula() if braces else self.single())
        if braces:
            self.need("}")
        if isinstance(node, Power) and node.base != base:
            raise self.refusal("a bracket around what has the exponent, in front of this")
        return node

    def argument(self) -> Node:
        """An index: what stands in braces, or one letter or digit without them."""
        return self.enclosed("{", "}") if self.next.text == "{" else self.single()

    def single(self) -> Node:
        """One letter or digit; TeX takes no more where no braces stand."""
        kind, text = self.next.kind, self.next.text
        if not (kind == "name" or (kind == "number" and len(text) == 1)):
            raise self.refusal("one letter, one digit, or braces")
        self.tokens.pop()
        return self.named(text) if kind == "name" else Number(int(text))

    def enclosed(self, opening: str, closing: str) -> Node:
        self.need(opening)
        outside, self.in_bars = self.in_bars, opening == "|"
        node = self.formula()
        self.in_bars = outside
        self.need(closing)
        return node

    def atom(self) -> Node:
        token = self.next
        if token.text in _CLOSED:
            node = self.enclosed(token.text, _CLOSED[token.text])
            if token.text == r"\{":
                return Set(node)
            if token.text == r"\lVert":
                return Norm(node)
            return Bracket(node) if token.text == "(" else Absolute(node)
        if token.kind == "number":
            digits = self.tokens.pop().text
            return Decimal(digits) if "." in digits else Number(int(digits))
        if token.kind == "constant":
            return Constant(_CONSTANTS[self.tokens.pop().text])
        if token.kind == "function":
            return self.call()
        if token.kind == "head":
            return self.headed()
        if token.kind != "name":
            raise self.refusal("a number, a letter or a bracket")
        return self.name()

    def call(self) -> Node:
        text = self.tokens.pop().text
        return Call(_FUNCTIONS.get(text, text), self.arguments())

    def arguments(self) -> tuple[Node, ...]:
        inside = self.enclosed("(", ")")
        several = isinstance(inside, Junction) and inside.word == ","
        return inside.parts if isinstance(inside, Junction) and several else (inside,)

    def headed(self) -> Node:
        head = self.tokens.pop().text
        if head == r"\frac":
            return Fraction(self.enclosed("{", "}"), self.enclosed("{", "}"))
        if head == r"\sqrt":
            return Root(self.enclosed("{", "}"))
        if head == r"\mathrm{E}":
            return Mean(self.enclosed("[", "]") if self.next.text == "[" else self.factor())
        if head == r"\left.":
            return self.evaluation()
        self.need("_")
        if head == r"\partial":
            return Partial(self.letter(self.argument()), self.factor())
        bounds = self.argument()
        match bounds:
            case Relation(Name() as index, "->", Constant("infinity")) if head == r"\lim":
                return Limit(index, self.product())
            case Relation(Name() as index, "<", count) if head == r"\sum":
                return Total(index, count, self.product())
            case Name() if head == r"\sum":
                return Total(bounds, None, self.product())
        raise self.refusal(r"a sum over m<T or m, or a limit T \to \infty, in front of this")

    def evaluation(self) -> Node:
        body = self.sum()
        self.need(r"\right|_")
        inside = self.enclosed("{", "}")
        pairs: list[tuple[Name, Node]] = []
        for part in inside.parts if isinstance(inside, Junction) else (inside,):
            match part:
                case Relation(Name() as name, "=", value):
                    pairs.append((name, value))
                case _:
                    raise self.refusal("a letter with its value behind the bar, in front of this")
        return Evaluation(body, tuple(pairs))

    def letter(self, node: Node) -> Name:
        if not isinstance(node, Name):
            raise self.refusal("a letter alone in front of this")
        return node

    def name(self) -> Node:
        r"""A letter with what belongs to its name; then an index, or arguments."""
        text = self.tokens.pop().text
        if self.next.kind == "primes" or self.called(text):
            primes = self.tokens.pop().text if self.next.kind == "primes" else ""
            if not self.called(text):
                raise self.refusal("a bracket behind a prime")
            return Call(text + primes, self.arguments())
        if not self.eat("_"):
            return self.named(text)
        index, length = self.raw_index()
        try:
            found = symbol_of(rf"{text}_\star" if index == r"\star" else f"{text}_{{{index}}}")
        except RuleError:
            return Script(self.named(text), self.argument())
        del self.tokens[-length:]
        return Name(found)

    def called(self, text: str) -> bool:
        return len(text) == 1 and self.next.text == "(" and not self.next.spaced

    def named(self, text: str) -> Name:
        try:
            return Name(symbol_of(text))
        except RuleError as error:
            raise FormulaError(f"{error}, in {self.text[:80]!r}") from None

    def raw_index(self) -> tuple[str, int]:
        """The index that comes next, as it is written, and how many tokens it has."""
        depth = 0
        texts: list[str] = []
        for token in reversed(self.tokens):
            texts.append(token.text)
            depth += (token.text == "{") - (token.text == "}")
            if depth == 0:
                break
        return "".join(texts).removeprefix("{").removesuffix("}"), len(texts)
