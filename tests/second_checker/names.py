"""Names in formulas, spelled one way, and the handling of tokens that the parser stands on."""

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError
from tests.second_checker.tokens import GREEK, Token

LETTERS_OF_K = ("w", "w_{\\star}", "z")
SEQUENCES = frozenset({"E", "e", "K", "\\kappa"})
STARRED_ONLY = frozenset("ABW")
PLAIN = frozenset({*"RUVPIF", "\\Omega"}) | (f.INDICES - {"k", "Z"})
STAR = "\\star"
DEPENDENT = {"N": "abw", "L": "T"}
CHANGING = {"\\Delta": "abwABW", "\\Delta_{T}": "abw"}
REAL_PARTS = "\\operatorname{Re} \\lambda_{\\pm}"


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

    def expect_all(self, *texts: str) -> None:
        """Move past these tokens."""
        for text in texts:
            self.expect(text)

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

    def sum(self) -> f.Node:
        """A formula: see parser.py."""
        raise NotImplementedError

    def name(self) -> f.Name:
        """A name, as the grammar of names has it."""
        token = self.advance()
        if token.text == "\\operatorname":
            return self.operator_name()
        if token.text == "\\max":
            self.expect("\\operatorname")
            return self.real_parts("\\max ")
        if token.text == "\\Delta":
            return f.Name(self.increment())
        if token.text == "K" and (special := self.generating_function()):
            return f.Name(special)
        text = token.text
        if text == "\\hat":
            self.expect("{")
            under = self.advance()
            if under.kind != "letter" or not under.text.islower():
                raise RejectedError(f"a hat over {under.text!r}")
            self.expect("}")
            text = f"\\hat{{{under.text}}}"
        elif token.kind != "letter" and text not in GREEK:
            raise RejectedError(f"{text or 'the end'!r} is not a name")
        if text == "e" and self.token.text != "_":
            raise RejectedError("e without a subscript is the number e to a reader")
        return self.with_subscript(text) if self.accept("_") else f.Name(text)

    def with_subscript(self, text: str) -> f.Name:
        """A name with the subscript that follows."""
        braces = self.accept("{")
        token = self.token
        if not braces and token.kind == "number" and len(token.text) > 1:
            raise RejectedError("a subscript of more than one digit needs braces")
        if text in SEQUENCES and token.text != STAR:
            index = self.sum() if braces else self.single()
        else:
            index = None
            self.advance()
            allowed = token.text == STAR and text not in PLAIN | {"k"}
            allowed |= token.kind == "number" and text not in PLAIN | STARRED_ONLY
            allowed |= braces and token.text in [*DEPENDENT.get(text, "")]
            if not allowed or (len(token.text) > 1 and token.text[0] == "0"):
                raise RejectedError(f"{token.text!r} as the subscript of {text}")
        if braces:
            self.expect("}")
        return f.Name(f"{text}_{{{token.text}}}") if index is None else f.Name(text + "_{.}", index)

    def single(self) -> f.Node:
        """A subscript without braces: a digit or an index."""
        token = self.advance()
        if token.kind == "number":
            return f.Num(int(token.text))
        if token.text not in f.INDICES:
            raise RejectedError(f"{token.text!r} as the subscript of a sequence")
        return f.Name(token.text)

    def increment(self) -> str:
        """The rest of a name that starts with a Delta."""
        text = "\\Delta"
        if self.accept("_"):
            self.expect_all("{", "T", "}")
            text += "_{T}"
        token = self.advance()
        if token.text not in [*CHANGING[text]]:
            raise RejectedError(f"{text} stands before {token.text!r}")
        if self.token.text in {"_", "^"}:
            raise RejectedError(f"{text} stands before a letter with a subscript or an exponent")
        return f"{text} {token.text}"

    def generating_function(self) -> str:
        """K(w), K(w_\\star), K(z) or one with a prime, if that is what stands here."""
        place = self.place
        prime = "'" if self.accept("'") else ""
        if self.accept("("):
            for letter in LETTERS_OF_K:
                start = self.place
                try:
                    if self.name() == f.Name(letter) and self.accept(")"):
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
        if self.token.text == "{" and self.found[self.place + 1].text == "R":
            return self.real_parts("")
        if self.word() != "rank":
            raise RejectedError("an operator that is not known")
        self.expect("(")
        letter = self.advance().text
        if letter not in {"W", "B"}:
            raise RejectedError(f"the rank of {letter!r}")
        self.expect_all("_", "{", "Z", "}", "-", letter, "_", "{", "0", "}", ")")
        return f.Name(f"\\operatorname{{rank}}({letter}_{{Z}}-{letter}_{{0}})")

    def real_parts(self, before: str) -> f.Name:
        """The real parts of the eigenvalues, behind \\operatorname."""
        if self.word() != "Re":
            raise RejectedError("an operator that is not known")
        self.expect_all("\\lambda", "_", "{", "\\pm", "}")
        return f.Name(before + REAL_PARTS)
