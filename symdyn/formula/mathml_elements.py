"""The elements that MathML is made of, each as text."""

from html import escape

__all__ = [
    "between",
    "close",
    "element",
    "fence",
    "fenced",
    "gap",
    "infix",
    "joint",
    "leading",
    "math_element",
    "operator_sign",
    "raised",
    "row",
    "sign",
    "upright",
]

_SPACE = "\u00a0"  # a space at the end of a text that is not dropped
_OPERATORS = {
    "!=": "≠",
    "<=": "≤",
    ">=": "≥",
    "->": "→",
    "~": "∼",
    "in": "∈",
    "x": "×",
    "iff": "⇔",
}
_INDEXED = "<msub>", "</msub>"


def math_element(body: str, alttext: str, *, display: bool) -> str:
    """A `math` element around other elements; who draws no formula has its LaTeX to read."""
    shown = "block" if display else "inline"
    return (
        f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="{shown}" '
        f'alttext="{escape(alttext)}">{body}</math>'
    )


def element(name: str, *parts: str) -> str:
    """An element around others, or around text that is escaped.

    >>> element("mn", "2")
    '<mn>2</mn>'
    """
    return f"<{name}>{''.join(parts)}</{name}>"


def row(*parts: str) -> str:
    """Elements side by side, as one."""
    return element("mrow", *parts)


def sign(text: str) -> str:
    """An operator; the browser spaces it by what stands around it."""
    return element("mo", escape(text))


def close(text: str) -> str:
    """An operator that stands close to what is beside it."""
    return f'<mo lspace="0" rspace="0">{escape(text)}</mo>'


def infix(text: str) -> str:
    """An operator that is spaced as between two formulas also where a line starts with it."""
    return f'<mo form="infix">{escape(text)}</mo>'


def leading(text: str) -> str:
    """An operator with nothing in front of it, from which it would stand apart."""
    return f'<mo lspace="0">{escape(text)}</mo>'


def operator_sign(operator: str) -> str:
    """The character of a relation.

    >>> operator_sign("<="), operator_sign("<")
    ('≤', '<')
    """
    return _OPERATORS.get(operator, operator)


def upright(letter: str) -> str:
    """A letter that is not slanted."""
    return f'<mi mathvariant="normal">{letter}</mi>'


def gap(ems: float) -> str:
    """An empty place."""
    return f'<mspace width="{ems}em"></mspace>'


def fence(mark: str, form: str, *, tall: bool) -> str:
    """One of two brackets or bars, "prefix" or "postfix", which tells bars of one look apart.

    Only around what is tall does it stretch: browsers leave room for its largest size beside it.
    """
    return f'<mo fence="true" stretchy="{str(tall).lower()}" form="{form}">{mark}</mo>'


def fenced(opening: str, inside: str, closing: str, *, tall: bool) -> str:
    """An element between brackets or bars."""
    return row(fence(opening, "prefix", tall=tall), inside, fence(closing, "postfix", tall=tall))


def raised(base: str, exponent: str) -> str:
    """A base with an exponent, which stands above the index of a base that has one.

    >>> raised("<msub><mi>w</mi><mn>1</mn></msub>", "<mn>2</mn>")
    '<msubsup><mi>w</mi><mn>1</mn><mn>2</mn></msubsup>'
    """
    opening, closing = _INDEXED
    if base.startswith(opening) and base.endswith(closing):
        inside = base.removeprefix(opening).removesuffix(closing)
        return element("msubsup", inside, exponent)
    return element("msup", base, exponent)


def between(parts: list[str], link: str) -> list[str]:
    """The parts with a link between each two."""
    return [parts[0], *(piece for part in parts[1:] for piece in (link, part))]


def joint(word: str) -> str:
    """What stands between the formulas of a list."""
    if word == ",":
        return sign(",")
    if word == ";":
        return sign(",") + gap(2)
    if word == "iff":
        return sign(operator_sign(word))
    return element("mtext", f"{_SPACE}{_SPACE}{word}{_SPACE}{_SPACE}")
