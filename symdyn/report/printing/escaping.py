r"""Plain text as LaTeX text: what a rule's author writes never becomes a command."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

__all__ = ["UNSET", "escape", "unset_letters"]

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
    "\u00ad": r"\-",
    "\u2010": "-",
    "\u2011": r"\mbox{-}",
    "\u2012": "--",
    "\u2015": "---",
    "\u2032": r"\ensuremath{{}^\prime}",
    "ø": r"\o{}",
    "Ø": r"\O{}",
    "ł": r"\l{}",
    "Ł": r"\L{}",
    "æ": r"\ae{}",
    "Æ": r"\AE{}",
    "œ": r"\oe{}",
    "Œ": r"\OE{}",
    "ß": r"\ss{}",
    **{
        letter: rf"\text{name}{{}}"
        for letter, name in (
            pair.split("=")
            for pair in "¢=cent £=sterling ¤=currency ¥=yen ¦=brokenbar §=section ©=copyright "
            "ª=ordfeminine ®=registered °=degree ¶=paragraph ·=periodcentered º=ordmasculine "
            "²=twosuperior ³=threesuperior ¹=onesuperior ¼=onequarter ½=onehalf "
            "¾=threequarters ‖=bardbl †=dagger ‡=daggerdbl •=bullet ‰=perthousand €=euro "
            "№=numero ™=trademark".split()
        )
    },
    **{
        letter: rf"\ensuremath{{{name}}}"
        for letter, name in (
            ("±", r"\pm"),
            ("÷", r"\div"),
            ("µ", r"\mu"),
            ("¬", r"\neg"),
            ("≤", r"\le"),
            ("≥", r"\ge"),
            ("≠", r"\ne"),
            ("≈", r"\approx"),
            ("←", r"\gets"),
            ("√", r"\surd"),
            ("∂", r"\partial"),
            ("∈", r"\in"),
            ("∑", r"\sum"),
            ("ℓ", r"\ell"),
        )
    },
}
# Letters of the encoding T1 that are no letter with an accent; TeX takes them in UTF-8.
_LETTERS = frozenset("¡«»¿ÐÞðþĐđıĲĳŊŋȷẞ‚„‹›ȘșȚțǄǅǆǇǈǉǊǋǌ")
# Of T1's accents those above the letter, and those below.
_ABOVE = dict(
    zip(
        "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c",
        "`'^~=u.\"rHv",
        strict=True,
    )
)
_BELOW = {"\u0323": "d", "\u0326": "textcommabelow", "\u0327": "c", "\u0328": "k", "\u0331": "b"}
_DOTLESS = {"i": r"\i", "j": r"\j"}
# What a second accent may stand above: in T1 these are single letters.
_SINGLE = frozenset("âêôÂÊÔăĂüÜõÕ")
# A longer word, such as a link, may be broken.
_LONGEST_WORD = 25
_BREAKS = "/.:-_?&="

UNSET = "[?]"


def escape(text: str) -> str:
    r"""Text for a LaTeX document in the encoding T1.

    Parameters
    ----------
    text : any characters; letters that T1 has are set as themselves, each other run of letters is
        [?] (`unset_letters` says which they are), white space is one space

    >>> print(escape("50 % of w_hat & more"), escape("Dominé, Đorđević, 学学"))
    50 \% of w\_hat \& more Dominé, Đorđević, [?]
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        _breakable(part) if len(part) > _LONGEST_WORD else _set(part)
        for part in re.split(r"(\s)\s*", composed)
    )


def unset_letters(texts: Iterable[str]) -> tuple[str, ...]:
    """The letters of some texts in whose place `escape` writes [?], in order, each once.

    >>> unset_letters(["Łukasz", "学 and 学"])
    ('学',)
    """
    letters = dict.fromkeys(unicodedata.normalize("NFC", " ".join(texts)))
    return tuple(one for one in letters if _escaped(one) is None)


def _set(text: str) -> str:
    """A run of letters that cannot be set is one mark."""
    pieces: list[str] = []
    for letter in text:
        written = _escaped(letter)
        if written is not None:
            pieces.append(written)
        elif pieces[-1:] != [UNSET]:
            pieces.append(UNSET)
    return "".join(pieces)


def _breakable(word: str) -> str:
    """A long word, which may be broken behind its signs, or anywhere if it has none."""
    pieces, since = "", 0
    for letter in word:
        written = _escaped(letter)
        if written is None and pieces.endswith(UNSET):
            continue
        pieces, since = pieces + (UNSET if written is None else written), since + 1
        if letter in _BREAKS or since >= _LONGEST_WORD:
            pieces, since = pieces + r"\allowbreak{}", 0
    return pieces


def _escaped(letter: str) -> str | None:
    """The letter in LaTeX, or None where T1 has none."""
    if letter in _WRITTEN:
        return _WRITTEN[letter]
    if letter.isspace():
        return " "
    if letter in _LETTERS or (letter.isascii() and letter.isprintable()):
        return letter
    base, *marks = list(unicodedata.normalize("NFD", letter))
    if letter < "\u0180" and base.isascii() and marks and letter.isprintable():
        return letter
    return _accented(base, marks)


def _accented(base: str, marks: Sequence[str]) -> str | None:
    """A letter under and over its accents, of which T1 can stack two where it has the lower."""
    above = [one for one in marks if one in _ABOVE]
    below = [one for one in marks if one in _BELOW]
    whole = base.isascii() and base.isalpha()
    if not (whole or base in "æÆøØ") or not marks or len(above) + len(below) < len(marks):
        return None
    if len(above) > 2 or (
        len(above) == 2 and unicodedata.normalize("NFC", base + above[0]) not in _SINGLE
    ):
        return None
    text = (_DOTLESS.get(base) if above else None) or _WRITTEN.get(base, base)
    for mark in above:
        text = rf"\{_ABOVE[mark]}{{{text}}}"
    for mark in below:
        text = rf"\{_BELOW[mark]}{{{text}}}"
    return text
