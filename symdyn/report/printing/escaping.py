r"""Plain text as LaTeX text: what a rule's author writes never becomes a command."""

import unicodedata

__all__ = ["escape"]

_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
        "upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi "
        "Omega".split(),
        strict=True,
    )
)
_WRITTEN = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "`": r"\textasciigrave{}",
    '"': "''",
    **{letter: f"\\{letter}" for letter in "{}$&%#_"},
    **{letter: rf"\ensuremath{{{letter}}}" for letter in "<>|"},
    **{letter: rf"\ensuremath{{\{name}}}" for letter, name in _GREEK.items()},
    "−": r"\ensuremath{-}",
    "×": r"\ensuremath{\times}",
    "→": r"\ensuremath{\to}",
    "∞": r"\ensuremath{\infty}",
    "ŵ": r"\ensuremath{\hat{w}}",
    "–": "--",
    "—": "---",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "…": r"\dots{}",
    "\u00a0": "~",
    "ø": r"\o{}",
    "Ø": r"\O{}",
    "ł": r"\l{}",
    "Ł": r"\L{}",
    "æ": r"\ae{}",
    "Æ": r"\AE{}",
    "œ": r"\oe{}",
    "Œ": r"\OE{}",
    "ß": r"\ss{}",
}


def escape(text: str) -> str:
    r"""Text for a LaTeX document.

    Parameters
    ----------
    text : any characters; accented Latin letters stay as they are, a character that pdfLaTeX
        cannot set is named by its code point, white space is one space

    >>> print(escape("50 % of w_hat & more"), escape("Dominé, 学"))
    50 \% of w\_hat \& more Dominé, [U+5B66]
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join(_escaped(letter) for letter in composed)


def _escaped(letter: str) -> str:
    if letter in _WRITTEN:
        return _WRITTEN[letter]
    if letter.isspace():
        return " "
    base = unicodedata.normalize("NFD", letter)[0]
    if letter.isprintable() and letter < "\u0180" and base.isascii():
        return letter
    return f"[U+{ord(letter):04X}]"
