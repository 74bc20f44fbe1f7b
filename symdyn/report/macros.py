r"""The notation as LaTeX macros, for fragments that a paper of one's own inputs.

A fragment writes \sdwstar where the reports write w_\star: whoever inputs it can define these
macros otherwise before symdyn-macros.tex is read.
"""

import re

from symdyn import notation

__all__ = ["MACROS", "macro_definitions", "macro_file", "with_macros"]

MACROS: tuple[tuple[str, str, str], ...] = (
    *(
        ("sd" + entry.symbol.name.replace("_", ""), entry.latex, entry.meaning)
        for entry in notation.NOTATION
        if entry.symbol
        in (
            notation.a_hat,
            notation.w_hat,
            notation.a_star,
            notation.b_star,
            notation.w_star,
            notation.phi,
        )
    ),
    ("sdAstar", r"A_\star", "teacher's read-out matrix"),
    ("sdWstar", r"W_\star", "teacher's recurrent matrix"),
    ("sdBstar", r"B_\star", "teacher's input matrix"),
    ("sdtop", r"\top", "transpose"),
)
"""Name, definition and meaning of each macro."""

_PATTERN = re.compile(
    "|".join(
        rf"(?P<{name}>{'' if shown[0] == chr(92) else '(?<![A-Za-z])'}{re.escape(shown)}(?![A-Za-z]))"
        for name, shown, _ in MACROS
    )
)


def macro_file() -> str:
    """The file symdyn-macros.tex."""
    lines = [
        "% The notation of symdyn's fragments. Define a macro before this file is read to change it;",
        r"% keep a superscript in braces, as in \newcommand{\sdwstar}{{w^{*}}}.",
    ]
    return "\n".join([*lines, macro_definitions()]) + "\n"


def macro_definitions() -> str:
    r"""A line for each macro, which keeps a definition that is there.

    >>> print(macro_definitions().splitlines()[0])
    \providecommand{\sdahat}{\hat{a}} % random feedback strength of the mode
    """
    return "\n".join(
        rf"\providecommand{{\{name}}}{{{shown}}} % {meaning}" for name, shown, meaning in MACROS
    )


def with_macros(formula: str) -> str:
    r"""A formula with the macros in place of what they stand for.

    >>> print(with_macros(r"\frac{c w_\star}{1 - w w_\star} \hat{a}^{2}"))
    \frac{c \sdwstar}{1 - w \sdwstar} \sdahat^{2}
    """
    return _PATTERN.sub(lambda found: f"\\{found.lastgroup}", formula)
