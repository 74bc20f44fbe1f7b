r"""Cuts the LaTeX of a formula into tokens, and refuses what does not look like what it is.

A token is a kind (number, name or mark) and a text; names come in one spelling.
"""

import re
from typing import Any, TypeAlias

from symdyn.errors import FormulaError

__all__ = ["INDICES", "SEQUENCES", "SQUARES", "Node", "Token", "tokens"]

Node: TypeAlias = tuple[Any, ...]
Token: TypeAlias = tuple[str, str]

INDICES = frozenset({"T", r"\tau", "m", "j", "k", "Z"})
SQUARES = frozenset({*"RUVPIF", r"\Omega"})  # matrices that take no subscript
SEQUENCES = frozenset({"E", "e", "K", r"\kappa"})
_LONGEST = 50_000
_TOKEN = re.compile(
    r"""\s*(?: (?P<number>0(?![0-9])|[1-9][0-9]{0,3999})
    | (?P<skip>\\(?:left|right|(?:big|Big|bigg|Bigg)[lr])\s*(?=[()])|\\,|(?<=,)\\\ )
    | (?P<quad>\\quad(?![A-Za-z]))
    | (?P<name>\\operatorname\{rank\}\s*\(\s*(?P<side>[WB])_\{Z\}\s*-\s*(?P=side)_\{0\}\s*\)
      | \\lvert\s*\\[mn]u_\{\\pm\}\s*\\rvert | \\lvert\s*\\nu\s*\\rvert
      | (?:\\max\s*)?\\operatorname\{Re\}\s*\\[lL]ambda_\{\\pm\}
      | K'?\s*(?:\\left|\\[bB]igg?l)?\s*\(\s*(?:w_\\star|w_\{\\star\}|w|z)\s*(?:\\right|\\[bB]igg?r)?\s*\)
      | \\Delta\s*[ABWabwfgh](?!\s*[_^{]) | \\Delta_\{T\}\s*[abwfgh](?!\s*[_^{]) | N_\{[abw]\} | L_\{T\}
      | (?:\\hat\s*\{\s*[a-z]\s*\} | [A-Za-z] | \\(?:alpha|beta|gamma|delta|epsilon|zeta|eta
        |theta|iota|kappa|lambda|mu|nu|xi|rho|sigma|tau|upsilon|phi|varphi|chi|psi|omega|Gamma|Theta
        |Lambda|Xi|Upsilon|Phi|Psi|Omega)(?![A-Za-z]))
        (?:\s*_\s*(?:\\star(?![A-Za-z])|[0-9](?![0-9])|\{\s*\\star\s*\}|\{[-+0-9A-Za-z\\\s]+\}))?)
    | (?P<mark>:=|\\operatorname\{diag\}|\\text\{(?:and|or)\}|\\sum_|\\lim_|\\partial_|\\left\.
      |\\right\|_|\\[A-Za-z]+|,(?=\s|\\quad|\\\ )|[-+*/^=<>(){}]) )""",
    re.VERBOSE,
)
_BESIDE = {",", r"\text{and}", r"\text{or}", r"\iff"}
# Before a bracket these are functions, whatever else they are.
_FUNCTIONS = re.compile(
    r"(?:[EeKLNfghlpqruv]|\\hat\{[fghlpqruv]\}|\\kappa|\\Gamma|\\zeta)(?:_.*)?|K'"
    r"|[FG](?:_(?!\{[0-9]{2}\}).*)?"  # G_{12} is an entry of a matrix
)
_SPELLED_IN_FRONT = re.compile(r"(?:abs|sgn|sec|csc|cot|var|cov)\(")
_WORDS = re.compile("ln|log|sin|cos|tan|exp|max|min|det|dim|sup|inf|lim|mod|arg|deg|ker|gcd")


def tokens(text: str) -> list[Token]:
    """The tokens of a formula between ("start", "") and ("end", ""), without what is space."""
    if len(text) > _LONGEST:
        raise FormulaError(f"a formula of {len(text)} characters; at most {_LONGEST} are read")
    short = text[:80]
    if not (text.isascii() and text.isprintable()):
        raise FormulaError(f"a character that is not printable ASCII in {short!r}")
    text, place, found = re.sub(" +", " ", text).strip(), 0, [("start", "")]
    open_brackets: list[str] = []  # for each the size that its end must have
    size = ""
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise FormulaError(f"cannot read {text[place : place + 30]!r} in {short!r}")
        kind, word = str(match.lastgroup), match[0].strip()
        place = match.end()
        if kind == "skip":
            size += _closing(word)
            continue
        _pair(word, size, open_brackets, short)
        size = ""
        if kind == "name" and re.search("[0-9] +[0-9]", word):
            raise FormulaError(f"two numbers side by side in a subscript in {short!r}")
        found.append((kind, _spelled(word) if kind == "name" else word))
    found.append(("end", ""))
    _require_clear(found, short)
    return [token for token in found if token[0] != "quad"]


def _closing(text: str) -> str:
    r"""What stands before the end of a bracket that has this before it: \right for \left."""
    sized = re.match(r"\\(left|right|big|Big)", text)
    return text[1:].replace("left", "right").replace("gl", "gr") if sized else ""


def _pair(text: str, size: str, open_brackets: list[str], short: str) -> None:
    r"""A bracket after \left (or \bigl) is closed by one after \right (or \bigr)."""
    if text in {"(", r"\left."}:
        open_brackets.append(size if text == "(" else text)
    elif text in {")", r"\right|_"}:
        wanted = open_brackets.pop() if open_brackets else None
        if wanted != (size if text == ")" else r"\left."):
            raise FormulaError(f"the brackets do not pair in {short!r}")


def _require_clear(found: list[Token], short: str) -> None:
    """Refuse tokens side by side that read as something else."""
    for start, (kind, word), end in zip(found, found[1:], found[2:], strict=False):
        before, after = start[1], end[1]
        if kind == "quad" and not {before, after} & _BESIDE:
            raise FormulaError(rf"\quad stands alone in {short!r}")
        if word == r"\text{or}" and (start[0], end[0]) != ("quad", "quad"):
            raise FormulaError(rf"\text{{or}} without \quad on both sides in {short!r}")
        if after == "(" and _FUNCTIONS.fullmatch(word):
            raise FormulaError(
                rf"{word} before a bracket reads as a function in {short!r}: "
                r"write \cdot between them if it is a factor"
            )
        if (start[0], word, end[0]) == ("number", ",", "number"):
            raise FormulaError(f"a comma between two numbers in {short!r}")
    letters = "".join(word if len(word) == 1 and word.isalpha() else " " for _, word in found)
    row = "".join(word if len(word) == 1 else " " for _, word in found)
    if spelled := _WORDS.search(letters) or _SPELLED_IN_FRONT.search(row):
        raise FormulaError(f"the letters {spelled[0]} spell a function in {short!r}")


def _spelled(text: str) -> str:
    r"""A name without spaces, in one spelling: x_1 as x_{1}, x_{\star} as x_\star, K(w) plain."""
    text = "".join(text.split()).replace(r"_{\star}", r"_\star")
    if text[:1] == "K" and text[-1:] == ")":
        text = re.sub(r"\\(left|right|[bB]igg?[lr])", "", text)
    return re.sub(r"_([0-9])$", r"_{\1}", text)
