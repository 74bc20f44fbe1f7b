"""Cut a LaTeX formula into tokens, dropping what means nothing."""

import re
from dataclasses import dataclass

from tests.second_checker.errors import RejectedError

GREEK = frozenset(
    "\\" + name
    for name in (
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
        "upsilon phi chi psi omega varepsilon vartheta varpi varrho varsigma varphi ell "
        "Gamma Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
    ).split()
)
WORDS = frozenset(
    "\\" + name
    for name in (
        "frac sum lim partial operatorname hat mathrm text iff to infty top star pm Delta max "
        "ne le ge"
    ).split()
)
SPACES = frozenset({"\\,", "\\quad"})
DOTS = frozenset({"\\cdot", "\\times"})
SIZES = frozenset(
    f"\\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")
)
PIECE = re.compile(r"\s*(?:(\\[A-Za-z]+|\\,)|([0-9]+)|(:=)|([A-Za-z])|([-+/^_(){}=<>,.|']))", re.A)


@dataclass(frozen=True)
class Token:
    """A piece of a formula; `dot` tells that a multiplication sign stood before it."""

    kind: str
    text: str
    dot: bool = False


def tokens(formula: str) -> list[Token]:  # noqa: PLR0912 - one case a kind of token
    """The tokens of a formula, an `end` last; kinds: command, number, letter, sign, open, close."""
    if len(formula) > 50_000:
        raise RejectedError("a formula has more than 50,000 characters")
    if not formula.isascii():
        raise RejectedError("a formula holds a character that is not ASCII")
    found: list[Token] = []
    raw = list(pieces(formula))
    position, dot = 0, False
    sizes: list[str] = []  # of the brackets that are open: what stands before their ends
    size = ""
    while position < len(raw):
        kind, text = raw[position]
        follower = raw[position + 1][1] if position + 1 < len(raw) else ""
        position += 1
        if text in SPACES:
            continue
        if text in DOTS:
            dot = True
            continue
        if text in {"\\left", "\\right"} and follower in {".", "|"}:
            if (text, follower) not in {("\\left", "."), ("\\right", "|")}:
                raise RejectedError(f"{text}{follower} means nothing here")
            found.append(Token("open" if follower == "." else "close", text + follower, dot))
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
            found.append(Token(kind, text, dot))
        dot, size = False, ""
    return [*found, Token("end", "")]


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
        if command:
            found.append(("command", command))
        elif number:
            found.append(("number", number))
        elif letter:
            found.append(("letter", letter))
        else:
            found.append(("sign", define or sign))
        position = match.end()
    return found
