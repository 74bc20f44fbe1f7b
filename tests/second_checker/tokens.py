"""Cut a LaTeX formula into tokens, dropping what means nothing."""

import re
from dataclasses import dataclass

from tests.second_checker.clear import unspelled
from tests.second_checker.errors import RejectedError

MAX_FORMULA = 50_000
GREEK = frozenset(
    "\\" + name
    for name in (
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau "
        "upsilon phi chi psi omega varepsilon vartheta varpi varrho varsigma varphi "
        "Gamma Theta Lambda Xi Upsilon Phi Psi Omega"
    ).split()
)
DOTS = frozenset({"\\cdot", "\\times"})
WORDS = DOTS | frozenset(
    "\\" + name
    for name in (
        "frac sum lim partial operatorname hat text iff to infty top star pm Delta max ne le ge"
    ).split()
)
SIZES = frozenset(
    f"\\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")
)
PIECE = re.compile(r"\s*(?:(\\[A-Za-z]+|\\,)|([0-9]+)|(:=)|([A-Za-z])|([-+/^_(){}=<>,.|']))", re.A)


@dataclass(frozen=True)
class Token:
    """A piece of a formula: a command, number, letter, sign, open, close or the end."""

    kind: str
    text: str


def tokens(formula: str) -> list[Token]:  # noqa: PLR0912 (a case a kind of token)
    """The tokens of a formula, an `end` last."""
    if len(formula) > MAX_FORMULA:
        raise RejectedError("a formula has more than 50,000 characters")
    if not formula.isascii() or not formula.isprintable():
        raise RejectedError("a formula holds a character that is not printable ASCII")
    found: list[Token] = []
    raw = without_spaces(list(pieces(formula)))
    position = 0
    sizes: list[str] = []  # of the brackets that are open: what stands before their ends
    size = ""
    while position < len(raw):
        kind, text = raw[position]
        follower = raw[position + 1][1] if position + 1 < len(raw) else ""
        position += 1
        if text in {"\\left", "\\right"} and follower in {".", "|"}:
            if (text, follower) not in {("\\left", "."), ("\\right", "|")}:
                raise RejectedError(f"{text}{follower} means nothing here")
            found.append(Token("open" if follower == "." else "close", text + follower))
            position += 1
            if follower == ".":
                sizes.append("\\right|")
            elif not sizes or sizes.pop() != "\\right|":
                raise RejectedError("\\right| without its \\left.")
        elif text in {"\\left", "\\right"} | SIZES:
            if follower not in {"(", ")"} or (text, follower) in {
                ("\\left", ")"),
                ("\\right", "("),
            }:
                raise RejectedError(f"{text} stands before {follower!r}, not before a bracket")
            size = text
            continue
        elif kind == "command" and text not in GREEK | WORDS:
            raise RejectedError(f"the command {text} is not known")
        elif text in {".", "|"}:
            raise RejectedError(f"a stray {text!r}")
        else:
            if text == "(":
                sizes.append(
                    size.replace("left", "right").removesuffix("l") + "r" * (size[-1:] == "l")
                )
            elif text == ")" and (not sizes or sizes.pop() != size):
                raise RejectedError("brackets that do not pair")
            found.append(Token(kind, text))
        size = ""
    return [*found, Token("end", "")]


def without_spaces(raw: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pieces without thin spaces, and without \\quad, which stands next to few things."""
    visible = [piece for piece in raw if piece[1] != "\\,"]
    for one, two, three in zip(visible, visible[1:], visible[2:], strict=False):
        if two[1] == "," and one[0] == three[0] == "number":
            raise RejectedError("a comma between two numbers")
    unspelled("".join(text if kind == "letter" or text == "(" else "." for kind, text in visible))
    texts = ["", *(text for _, text in visible), ""]
    ends = text_ends(texts)
    for place, text in enumerate(texts):
        if texts[place : place + 5] == ["\\text", "{", "o", "r", "}"] and (
            texts[place - 1] != "\\quad" or texts[place + 5] != "\\quad"
        ):
            raise RejectedError("\\text{or} without \\quad on both sides")
        if text == "\\quad" and not (
            texts[place - 1] in {",", "\\iff"}
            or place - 1 in ends
            or texts[place + 1] in {",", "\\iff", "\\text"}
        ):
            raise RejectedError("\\quad stands next to neither a comma nor \\text nor \\iff")
    return [piece for piece in visible if piece[1] != "\\quad"]


def text_ends(texts: list[str]) -> set[int]:
    """The places of the braces that close a \\text{...}."""
    return {
        texts.index("}", place)
        for place, text in enumerate(texts)
        if text == "\\text" and "}" in texts[place:]
    }


def pieces(formula: str) -> list[tuple[str, str]]:
    """The raw pieces of a formula: pairs of kind and text."""
    found: list[tuple[str, str]] = []
    position = 0
    end = len(formula.rstrip(" \t\r\n"))
    while position < end:
        match = PIECE.match(formula, position)
        if match is None:
            raise RejectedError(f"cannot read {formula[position : position + 20]!r}")
        command, number, define, letter, sign = match.groups()
        position = match.end()
        if command:
            found.append(("command", command))
        elif number:
            if len(number) > 1 and number[0] == "0":
                raise RejectedError(f"a number that begins with 0: {number}")
            found.append(("number", number))
        elif letter:
            found.append(("letter", letter))
        else:
            found.append(("sign", define or sign))
            after = formula[position : position + 1]
            if sign == "," and not after.isspace() and not formula.startswith("\\quad", position):
                raise RejectedError("a comma is followed by neither a space nor \\quad")
    return found
