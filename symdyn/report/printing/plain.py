r"""Short LaTeX formulas as one line of Unicode, for terminals.

Matrix words, sums over lags and definitions are written once, in LaTeX, by whoever derives them;
this gives the same formula to a reader without TeX.  Formulas that are SymPy expressions have a
layout of their own in `symdyn.printing.terminal`.
"""

import re
import unicodedata
from dataclasses import dataclass

from symdyn.errors import OutputError
from symdyn.report.content import Named

__all__ = ["named", "plain_text"]

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
).split()
# Marks from the private use area, replaced when the line is put together.
_WIDE, _OPEN_BAR, _CLOSE_BAR = "\ue000", "\ue001", "\ue002"
_COMMANDS = {
    **{
        rf"\{name}": letter
        for name, letter in zip(_GREEK, "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ", strict=True)
    },
    r"\varphi": "φ",
    r"\varepsilon": "ε",
    r"\ell": "ℓ",
    r"\star": "⋆",
    r"\top": "ᵀ",
    r"\partial": "∂",
    r"\infty": "∞",
    r"\cdot": "·",
    r"\times": "×",
    r"\cdots": "⋯",
    r"\dots": "…",
    r"\ldots": "…",
    r"\sum": "∑",
    r"\min": "min",
    r"\max": "max",
    r"\det": "det",
    r"\ker": "ker",
    r"\lim": "lim",
    r"\lvert": _OPEN_BAR,
    r"\rvert": _CLOSE_BAR,
    r"\lVert": _OPEN_BAR * 2,
    r"\rVert": _CLOSE_BAR * 2,
    r"\sim": " ~ ",
    r"\le": " ≤ ",
    r"\ge": " ≥ ",
    r"\ne": " ≠ ",
    r"\in": " ∈ ",
    r"\to": " → ",
    r"\pm": " ± ",
    r"\quad": _WIDE,
    r"\qquad": _WIDE,
    r"\ ": " ",
    r"\,": "",
    r"\;": " ",
    r"\{": "{",
    r"\}": "}",
    r"\left": "",
    r"\right": "",
    **{rf"\{size}{side}": "" for size in ("big", "Big", "bigg", "Bigg") for side in "lr"},
}
_ACCENTS = {r"\hat": "\u0302", r"\bar": "\u0304", r"\tilde": "\u0303", r"\dot": "\u0307"}
_TRANSPARENT = {r"\mathrm", r"\mathcal", r"\text", r"\operatorname"}
_SUPERSCRIPTS = dict(
    zip(
        "0123456789+-abcdefghijklmnoprstuvwxyzᵀ⋆",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ⋆",
        strict=True,
    )
)
_SUBSCRIPTS = dict(
    zip("0123456789+-±aehijklmnoprstuvx⋆", "₀₁₂₃₄₅₆₇₈₉₊₋±ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ⋆", strict=True)
)
_SIMPLE = re.compile(r"[\w\u0300-\u036f⋆ᵀ]+")
_BINARY = re.compile(r"\s*([=<>+−≥≤±])\s*")


_FINAL = (
    (re.compile(r" {2,}"), " "),
    (re.compile(rf"{_OPEN_BAR * 2} *"), "‖"),
    (re.compile(rf" *{_CLOSE_BAR * 2}"), "‖"),
    (re.compile(rf"{_OPEN_BAR} *"), "|"),
    (re.compile(rf" *{_CLOSE_BAR}"), "|"),
    (re.compile(rf" *{_WIDE} *"), "   "),
)


def named(latex: str) -> Named:
    r"""A formula in both scripts, from its LaTeX.

    >>> named(r"W_\star^{k}").unicode
    'W⋆ᵏ'
    """
    return Named(latex, plain_text(latex))


def plain_text(latex: str) -> str:
    r"""One line of Unicode for a LaTeX formula of matrix words, sums and names.

    Raises
    ------
    OutputError for a command that has no Unicode form here.

    >>> plain_text(r"\Delta B = \sum_{m<T} K_{m} F E_{m}")
    'ΔB = ∑_{m<T} Kₘ F Eₘ'
    >>> plain_text(r"\frac{1}{2} \gamma^{m}\, (W^{\top})^{m}")
    '1/2 γᵐ (Wᵀ)ᵐ'
    """
    reader = _Reader(_TOKEN.findall(latex.replace(r"\left. ", "")))
    text, _ = reader.row(0, len(reader.tokens))
    for pattern, shown in _FINAL:
        text = pattern.sub(shown, text)
    return text.strip()


@dataclass(frozen=True)
class _Reader:
    tokens: list[str]

    def row(self, start: int, stop: int) -> tuple[str, int]:
        parts: list[str] = []
        at = start
        while at < stop:
            token = self.tokens[at]
            if token in ("^", "_"):
                body, at = self.argument(at + 1, stop)
                parts.append(_script(body, upper=token == "^"))
                continue
            text, at = self.item(at, stop)
            if text == " " and parts and parts[-1] == "Δ":
                continue
            parts.append(text)
        return "".join(parts), at

    def item(self, at: int, stop: int) -> tuple[str, int]:
        token = self.tokens[at]
        if token == "{":
            end = self.closing(at, stop)
            return self.row(at + 1, end)[0], end + 1
        if token == r"\frac":
            above, at = self.argument(at + 1, stop)
            below, at = self.argument(at, stop)
            return f"{_closed(above)}/{_closed(below)}", at
        if token == r"\sqrt":
            body, at = self.argument(at + 1, stop)
            return f"√{_closed(body)}", at
        if token in _ACCENTS:
            body, at = self.argument(at + 1, stop)
            return unicodedata.normalize("NFC", body + _ACCENTS[token]), at
        if token in _TRANSPARENT:
            return self.argument(at + 1, stop)
        if token.startswith("\\"):
            if token not in _COMMANDS:
                raise OutputError(
                    f"the LaTeX command {token} has no plain form; add it to symdyn.report.printing.plain"
                )
            return _COMMANDS[token], at + 1
        return {"-": "−", "'": "′"}.get(token, " " if token.isspace() else token), at + 1

    def argument(self, at: int, stop: int) -> tuple[str, int]:
        while at < stop and self.tokens[at].isspace():
            at += 1
        return self.item(at, stop)

    def closing(self, at: int, stop: int) -> int:
        depth = 0
        for index in range(at, stop):
            depth += (self.tokens[index] == "{") - (self.tokens[index] == "}")
            if depth == 0:
                return index
        raise OutputError(f"unbalanced braces in the formula {''.join(self.tokens)}")


def _closed(body: str) -> str:
    return body if _SIMPLE.fullmatch(body) else f"({body})"


def _script(body: str, *, upper: bool) -> str:
    table = _SUPERSCRIPTS if upper else _SUBSCRIPTS
    body = body.strip()
    tight = _BINARY.sub(r"\1", body).replace("−", "-")
    if all(letter in table for letter in tight):
        return "".join(table[letter] for letter in tight)
    mark = "^" if upper else "_"
    if len(body) == 1:
        return mark + body
    opening, closing = ("(", ")") if upper else ("{", "}")
    inside = _BINARY.sub(r"\1", body)
    return f"{mark}{opening}{inside}{closing}"
