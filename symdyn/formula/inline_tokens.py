"""Cuts the LaTeX of a formula in a sentence into tokens; what prints nothing is left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from symdyn.errors import FormulaError

__all__ = ["Token", "pieces"]

_TOKEN = re.compile(
    r"""(?P<space> \s+ | \\[,;!\ ] )
    | (?P<size> \\(?:left|right|[bB]igg?[lr]?)\s*(?=[()] | \|(?!\s*_) | \\[{}] | \\[lr]vert(?![A-Za-z])) )
    | (?P<wide> (?:,\s*)\\q?quad(?![A-Za-z]) )
    | (?P<join> (?:\\quad\s*)?\\text\{\s*(?P<word>and|or)\s*\}(?:\s*\\quad(?![A-Za-z]))? )
    | (?P<number> [0-9]+(?:\.[0-9]+)? )
    | (?P<constant> \\mathrm\{[ei]\} | \\pi(?![A-Za-z]) | \\infty(?![A-Za-z]) | \\text\{(?:true|false)\} )
    | (?P<words> \\text\{\s*(?P<told>[A-Za-z\ ]*[A-Za-z])\s*\} )
    | (?P<name> \\frac\s*\{\s*\\mathrm\{d\}\s*(?P<moved>[abw])\s*\}\s*\{\s*\\mathrm\{d\}\s*t\s*\}
        | (?P<largest>\\max\s*)?\\operatorname\{Re\}\s*\\(?P<pair>[lL]ambda)_\{\\pm\}
        | \\Delta(?P<finite>\s*_\s*\{T\})?\s*(?P<changed>[A-Za-z] | \\theta(?![A-Za-z]))
        | \\hat\s*\{\s*(?P<hat>[A-Za-z])\s*\}
        | (?P<teacher>y\s*\^\s*(?:\{\s*\\star\s*\}|\\star(?![A-Za-z])))
        | \\mathrm\{[A-Za-z]{2,}\}
        | [A-Za-z]
        | \\(?:alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|rho
            |sigma|tau|upsilon|phi|varphi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon
            |Phi|Psi|Omega)(?![A-Za-z]) )
    | (?P<head> \\left\s*\. | \\mathrm\{E\} | \\(?:frac|sqrt|sum|lim|partial)(?![A-Za-z]) )
    | (?P<function> \\(?:min|max|exp|log|det)(?![A-Za-z]) | \\mathcal\{N\}
        | \\operatorname\{(?P<operator>(?:[A-Za-z]|\\_)+)\} | \{(?P<letter>[A-Za-z]'*)\}(?=\() )
    | (?P<primes> '+ )
    | (?P<values> \\right\s*\|\s*_ )
    | (?P<mark> \\[A-Za-z]+ | \\[{}] | := | [-+/^_=<>(){}\[\]|,] )
    """,
    re.VERBOSE,
)
_LONGEST = 10_000


@dataclass(frozen=True)
class Token:
    """What stands together: its kind, its text in one spelling, and whether a space is in front.

    The kinds are number, name, constant, function, head, words, primes, mark and end.
    """

    kind: str
    text: str
    spaced: bool = False


def pieces(text: str) -> list[Token]:
    r"""The tokens of a formula, the last of them of the kind "end".

    Raises
    ------
    FormulaError for a character or a command that begins no token.

    >>> [token.text for token in pieces(r"\left(a,\ \hat{a}\right)_{12}")]
    ['(', 'a', ',', '\\hat{a}', ')', '_', '{', '12', '}', '']
    """
    if len(text) > _LONGEST:
        raise FormulaError(
            f"a formula of {len(text)} characters in a sentence; set one of more than {_LONGEST} apart"
        )
    return [*_cut(text), Token("end", "")]


def _cut(text: str) -> Iterator[Token]:
    place, spaced = 0, False
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise FormulaError(
                f"the formula {text[:80]!r} has {text[place : place + 20]!r}, which begins nothing that "
                "symdyn.formula.inline reads; write it with the commands that it names"
            )
        place = match.end()
        kind = _kind(match)
        if kind == "space":
            spaced = True
        elif kind != "size":
            yield Token(
                "mark" if kind in ("wide", "join", "values") else kind, _spelled(match), spaced
            )
            spaced = False


def _kind(match: re.Match[str]) -> str:
    groups = ("space", "size", "wide", "join", "number", "constant", "words", "name", "head")
    others = ("function", "primes", "values", "mark")
    return next(group for group in (*groups, *others) if match[group] is not None)


def _spelled(match: re.Match[str]) -> str:
    """One spelling of a token: names as the notation writes them."""
    if match["wide"]:
        return ";"
    if match["values"]:
        return r"\right|_"
    if match["moved"]:
        return rf"\frac{{\mathrm{{d}} {match['moved']}}}{{\mathrm{{d}} t}}"
    if match["changed"]:
        return rf"\Delta{'_{T}' if match['finite'] else ''} {match['changed']}"
    if match["hat"]:
        return rf"\hat{{{match['hat']}}}"
    if match["teacher"]:
        return r"y^{\star}"
    if r"\operatorname{Re}" in match[0]:
        front = r"\max " if match["largest"] else ""
        return rf"{front}\operatorname{{Re}} \{match['pair']}_{{\pm}}"
    if match["operator"]:
        return match["operator"].replace(r"\_", "_")
    if match["head"] and match[0].startswith(r"\left"):
        return r"\left."
    return match["word"] or match["told"] or match["letter"] or match[0]
