"""What formulas in plain text are written with: signs, names of functions, scripts in Unicode where there are glyphs."""

import re

__all__ = ["FUNCTIONS", "SIGNS", "plain_script", "script"]

FUNCTIONS = {"Min": "min", "Max": "max", "Normal": "N"}
"""Functions that are not written as a node calls them."""

SIGNS = {1: "+", -1: "-", 0: "+-"}
"""How the sign of a term is written."""

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
_BINARY = re.compile(r"\s*([=<>+−≥≤±])\s*")
_PLAIN_BINARY = re.compile(r"\s*((?:[=<>+-]|[<>]=|\+-)(?![=>-]))\s*")


def script(body: str, *, upper: bool) -> str:
    """A text as a superscript or a subscript; behind ^ or _ where a glyph is missing.

    >>> script("k + 1", upper=False), script("T", upper=True), script("m<T", upper=False)
    ('ₖ₊₁', '^T', '_{m<T}')
    """
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


def plain_script(body: str, *, upper: bool) -> str:
    """A text as an exponent or an index in ASCII: behind ^ or _, in brackets if it is no word.

    >>> plain_script("k + 1", upper=False), plain_script("T", upper=True)
    ('_{k+1}', '^T')
    """
    inside = _PLAIN_BINARY.sub(r"\1", body.strip())
    mark, opening, closing = ("^", "(", ")") if upper else ("_", "{", "}")
    return mark + (inside if inside.isalnum() else f"{opening}{inside}{closing}")
