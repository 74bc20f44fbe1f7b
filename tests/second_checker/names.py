"""Names in formulas, spelled one way, and the handling of tokens that the parser stands on."""

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError
from tests.second_checker.tokens import GREEK, Token

LETTERS_OF_K = ("w", "w_{\\star}", "z")
LAG_LETTERS = frozenset({"m", "j", "k"})


class NameReader:
    """The tokens of a formula and a place in them."""

    def __init__(self, found: list[Token]) -> None:
        self.found = found
        self.place = 0
        self.levels = 0

    @property
    def token(self) -> Token:
        """The token at the place."""
        return self.found[self.place]

    @property
    def before(self) -> Token:
        """The token before the place."""
        return self.found[self.place - 1]

    def advance(self) -> Token:
        """Move on by one token and return the one left behind."""
        token = self.token
        if token.kind == "end":
            raise RejectedError("the formula ends too early")
        self.place += 1
        return token

    def accept(self, text: str) -> bool:
        """Move past a token if it is this one."""
        if self.token.text != text or self.token.kind == "end":
            return False
        self.place += 1
        return True

    def expect(self, text: str) -> None:
        """Move past this token."""
        if not self.accept(text):
            raise RejectedError(f"{self.token.text or 'the end'!r} where {text!r} should be")

    def finish(self) -> None:
        """Nothing may be left."""
        if self.token.kind != "end":
            raise RejectedError(f"{self.token.text!r} where the formula should end")

    def word(self) -> str:
        """The letters in a pair of braces."""
        self.expect("{")
        letters = ""
        while self.token.kind == "letter":
            letters += self.advance().text
        self.expect("}")
        return letters

    def peek_word(self) -> str:
        """The word of an operator, without moving."""
        place = self.place
        word = self.operator_word()
        self.place = place
        return word

    def operator_word(self) -> str:
        """The word of an operator."""
        self.expect("\\operatorname")
        return self.word()

    def accept_text(self, word: str) -> bool:
        """Move past \\text{word} if it is there."""
        place = self.place
        if self.accept("\\text") and self.word() == word:
            return True
        self.place = place
        return False

    def index_letter(self) -> str:
        """One of the six indices."""
        text = self.advance().text
        if text not in f.INDICES:
            raise RejectedError(f"{text!r} is not an index")
        return text

    def name(self) -> f.Name:
        """A name, as the grammar of names has it."""
        token = self.advance()
        if token.text == "\\operatorname":
            self.place -= 1
            return self.operator_name()
        if token.text == "\\max":
            return f.Name("\\max " + self.operator_name().text)
        if token.text == "\\Delta":
            return f.Name(self.increment())
        if token.text == "K":
            special = self.generating_function()
            if special:
                return f.Name(special)
        if token.text == "\\hat":
            text = f"\\hat{{{self.simple_in_braces()}}}"
        elif token.text == "\\mathrm":
            text = f"\\mathrm{{{self.word()}}}"
            if text == "\\mathrm{}":
                raise RejectedError("an empty name")
        elif token.kind == "letter" or token.text in GREEK:
            text = token.text
        else:
            raise RejectedError(f"{token.text!r} is not a name")
        return self.subscripted(text)

    def simple_in_braces(self) -> str:
        """One letter or Greek letter in braces."""
        self.expect("{")
        token = self.advance()
        if token.kind != "letter" and token.text not in GREEK:
            raise RejectedError(f"a hat over {token.text!r}")
        self.expect("}")
        return token.text

    def subscripted(self, text: str) -> f.Name:
        """A name with the subscript that follows, if one does."""
        if not self.accept("_"):
            return f.Name(text)
        if self.token.text != "{":
            token = self.advance()
            if token.text in LAG_LETTERS:
                return f.Name(text + "_{.}", f.Name(token.text))
            if token.kind == "number" and len(token.text) > 1:
                raise RejectedError("a subscript of more than one digit needs braces")
            return f.Name(f"{text}_{{{self.plain_subscript([token])}}}")
        inner = self.inside_braces()
        if any(token.text in LAG_LETTERS for token in inner) and "\\mathrm" not in {
            token.text for token in inner
        }:
            index = self.reread(inner)
            return f.Name(text + "_{.}", index)
        return f.Name(f"{text}_{{{self.plain_subscript(inner)}}}")

    def reread(self, inner: list[Token]) -> f.Node:
        """The formula that some tokens make."""
        outer = self.found, self.place
        self.found, self.place = [*inner, Token("end", "")], 0
        node = self.expression(0)
        self.finish()
        self.found, self.place = outer
        return node

    def expression(self, power: int) -> f.Node:
        """A formula: see parser.py."""
        raise NotImplementedError(power)

    def inside_braces(self) -> list[Token]:
        """The tokens in a pair of braces."""
        self.expect("{")
        depth = 1
        inner: list[Token] = []
        while True:
            token = self.advance()
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            if depth == 0:
                return inner
            inner.append(token)

    def plain_subscript(self, inner: list[Token]) -> str:
        """The text of a subscript that holds no index."""
        pieces = []
        for token in inner:
            if token.kind in {"number", "letter"} or token.text in GREEK | {
                "\\star",
                "\\pm",
                "\\infty",
            }:
                # A space ends a command: "\\tau w" is not "\\tauw".
                pieces.append(token.text)
            else:
                raise RejectedError(f"{token.text!r} in a subscript")
        if not pieces:
            raise RejectedError("an empty subscript")
        return " ".join(pieces)

    def increment(self) -> str:
        """The rest of a name that starts with a Delta."""
        text = "\\Delta"
        if self.accept("_"):
            for piece in ("{", "T", "}"):
                self.expect(piece)
            text += "_{T}"
        token = self.advance()
        if token.kind != "letter" or token.dot:
            raise RejectedError(f"{text} stands before {token.text!r}, not before a letter")
        if self.token.text == "_":
            raise RejectedError(f"{text} stands before a letter with a subscript")
        return f"{text} {token.text}"

    def generating_function(self) -> str:
        """K(w), K(w_\\star), K(z) or one with a prime, if that is what stands here."""
        place = self.place
        prime = "'" if self.accept("'") else ""
        dotted = self.token.dot
        if self.accept("("):
            for letter in LETTERS_OF_K:
                start = self.place
                try:
                    if self.name() == f.Name(letter) and self.accept(")"):
                        if dotted:  # K times a letter
                            break
                        return f"K{prime}({letter})"
                except RejectedError:
                    pass
                self.place = start
        if prime:
            raise RejectedError("a prime that is not that of K'(w), K'(w_\\star) or K'(z)")
        self.place = place
        return ""

    def operator_name(self) -> f.Name:
        """The real part of the eigenvalues, or a rank."""
        word = self.operator_word()
        if word == "Re":
            for text in ("\\lambda", "_", "{", "\\pm", "}"):
                self.expect(text)
            return f.Name("\\operatorname{Re} \\lambda_{\\pm}")
        if word == "rank":
            self.expect("(")
            depth, inner = 1, ""
            while depth:
                token = self.advance()
                depth += {"(": 1, ")": -1}.get(token.text, 0)
                inner += token.text if depth else ""
            return f.Name(f"\\operatorname{{rank}}({inner})")
        raise RejectedError(f"the operator {word!r} is not known")
