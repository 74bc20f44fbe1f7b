"""Formulas and prose in ASCII, for terminals that cannot show anything else."""

import re
import unicodedata

__all__ = ["to_ascii"]

_SUPERSCRIPTS = dict(
    zip(
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ",
        "0123456789+-()abcdefghijklmnoprstuvwxyzT",
        strict=True,
    )
)
_SUBSCRIPTS = dict(
    zip("₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-aehijklmnoprstuvx", strict=True)
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξπρστυφχψωΓΘΛΞΠΣΥΦΨΩ",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
        "upsilon phi chi psi omega Gamma Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split(),
        strict=True,
    )
)
_WORDS = {
    **_GREEK,
    "Δ": "Delta ",
    "⋆": "_star",
    "ℓ": "l",
    "∂": "d",
    "∞": "oo",
    "∑": "sum",
    "√": "sqrt",
    "·": "*",
    "×": "x",
    "⋯": "...",
    "…": "...",
    "‖": "||",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "∈": "in",
    "→": "->",
    "±": "+-",
    "−": "-",
    "–": "-",
    "—": "-",
    "─": "-",
    "′": "'",
    "’": "'",
    "“": '"',
    "”": '"',
}
_ACCENTS = {"\u0302": "_hat", "\u0303": "_tilde", "\u0304": "_bar", "\u0307": "_dot"}
_RAISED = re.compile(f"[{''.join(_SUPERSCRIPTS)}]+")
_LOWERED = re.compile(f"[{''.join(_SUBSCRIPTS)}]+")


def to_ascii(text: str) -> str:
    """The text with names spelled out and exponents after a caret; accents of prose are dropped.

    >>> to_ascii("ΔB = ∑_{m<T} ŵᵐ W⋆ᵏ (Wᵀ)²")
    'Delta B = sum_{m<T} w_hat^m W_star^k (W^T)^2'
    """
    text = _RAISED.sub(lambda run: _script("^", run[0], _SUPERSCRIPTS), text)
    text = _LOWERED.sub(lambda run: _script("_", run[0], _SUBSCRIPTS), text)
    text = "".join(_WORDS.get(letter, letter) for letter in text)
    spelled = "".join(_ACCENTS.get(mark, mark) for mark in unicodedata.normalize("NFD", text))
    plain = "".join(mark for mark in spelled if not unicodedata.combining(mark))
    return plain.encode("ascii", "replace").decode("ascii")


def _script(mark: str, run: str, table: dict[str, str]) -> str:
    body = "".join(table[letter] for letter in run)
    return mark + (body if len(body) == 1 or body.isalnum() else f"({body})")
