r"""How wide a LaTeX formula will be, from its source alone.

The estimate is in ems of the text font and is meant to be a little too large: widths are those of
Computer Modern's math italic, rounded up, binary and relation signs carry their spaces even in
exponents, and text is not narrower inside nested fractions.
"""

import re

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_SCRIPT = 0.72
_DELIMITER = 0.8

_COMMANDS = {
    r"\frac": 2,
    r"\sqrt": 1,
    r"\hat": 1,
    r"\bar": 1,
    r"\tilde": 1,
    r"\dot": 1,
    r"\mathrm": 1,
    r"\mathbf": 1,
    r"\boldsymbol": 1,
    r"\operatorname": 1,
    r"\text": 1,
}
_WIDTHS = {
    r"\quad": 1.0,
    r"\qquad": 2.0,
    r"\,": 0.17,
    r"\;": 0.28,
    r"\cdot": 0.75,
    r"\times": 1.25,
    r"\le": 1.35,
    r"\ge": 1.35,
    r"\ne": 1.35,
    r"\pm": 1.25,
    r"\to": 1.6,
    r"\sim": 1.35,
    r"\in": 1.25,
    r"\iff": 2.8,
    r"\infty": 1.0,
    r"\star": 0.5,
    r"\min": 1.65,
    r"\max": 1.85,
    r"\exp": 1.65,
    r"\log": 1.45,
    r"\det": 1.45,
    r"\lim": 1.45,
    r"\lvert": 0.35,
    r"\rvert": 0.35,
    "+": 1.25,
    "-": 1.25,
    "=": 1.35,
    "<": 1.35,
    ">": 1.35,
    "/": 0.52,
    "(": 0.4,
    ")": 0.4,
    ",": 0.46,
    "'": 0.3,
    "&": 0.0,
    "i": 0.4,
    "j": 0.45,
    "l": 0.35,
    "m": 0.9,
    "w": 0.77,
    "M": 1.1,
    "W": 1.1,
}
_SIZED = {
    r"\left",
    r"\right",
    r"\bigl",
    r"\bigr",
    r"\Bigl",
    r"\Bigr",
    r"\biggl",
    r"\biggr",
    r"\Biggl",
    r"\Biggr",
}


def latex_width(source: str) -> float:
    r"""The width of a formula in ems, estimated a little too large.

    Parameters
    ----------
    source : LaTeX of the grammar in `symdyn.formula.latex`, or a name of the notation

    >>> latex_width("a b") < latex_width(r"a b + w") < latex_width(r"\frac{a b + w}{c}")
    True
    """
    tokens = [token for token in _TOKEN.findall(source) if not token.isspace()]
    return _row(tokens, 0, len(tokens))


def _row(tokens: list[str], start: int, stop: int) -> float:
    total = 0.0
    at = start
    while at < stop:
        width, at = _item(tokens, at, stop)
        total += width
    return total


def _item(tokens: list[str], at: int, stop: int) -> tuple[float, int]:
    first = tokens[at]
    if first in ("^", "_"):
        width, after = _item(tokens, at + 1, stop)
        return _SCRIPT * width + 0.07, after
    if first == "{":
        end = _closing(tokens, at, stop)
        return _row(tokens, at + 1, end), end + 1
    if first in _SIZED:
        bar = tokens[at + 1] in (r"\lvert", r"\rvert")
        return (_WIDTHS[r"\lvert"] if bar else _DELIMITER), at + 2
    if first in _COMMANDS:
        return _command(tokens, at, stop)
    return _glyph(first), at + 1


def _glyph(token: str) -> float:
    if token in _WIDTHS:
        return _WIDTHS[token]
    if token.startswith("\\"):
        return 0.9 if token[1].isupper() else 0.68
    return 0.5 if token.isdigit() else 0.62 if token.islower() else 0.9


def _command(tokens: list[str], at: int, stop: int) -> tuple[float, int]:
    widths = []
    after = at + 1
    for _ in range(_COMMANDS[tokens[at]]):
        width, after = _item(tokens, after, stop)
        widths.append(width)
    margin = {r"\frac": 0.25, r"\sqrt": 1.05}.get(tokens[at], 0.0)
    return max(widths) + margin, after


def _closing(tokens: list[str], at: int, stop: int) -> int:
    depth = 0
    for index in range(at, stop):
        depth += (tokens[index] == "{") - (tokens[index] == "}")
        if depth == 0:
            return index
    return stop
