"""Assignments as a language writes them, no line longer than the width allows."""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from textwrap import wrap

__all__ = [
    "CStatements",
    "NumpyStatements",
    "ScalarStatements",
    "Statements",
    "broken",
    "listed",
    "wrapped",
]

WIDTH = 99


class Statements(ABC):
    """What differs between languages in the lines of a straight-line program."""

    @abstractmethod
    def assignment(self, name: str, text: str) -> list[str]:
        """The lines that give a name its value."""

    @abstractmethod
    def number(self, text: str, like: str | None) -> str:
        """A result that is a number, of the shape of the variable `like` if one is given."""

    @abstractmethod
    def any_small(self, names: Sequence[str]) -> str:
        """The condition that one of these values is below GUARD in size."""

    @abstractmethod
    def quoted(self, text: str) -> str:
        """The text of a rule's author on one line, unable to end the comment it stands in."""


class ScalarStatements(Statements):
    """Python on numbers."""

    def assignment(self, name: str, text: str) -> list[str]:
        """Write the value in brackets where it takes more than a line.

        >>> ScalarStatements().assignment("a_b", "a*b")
        ['a_b = a*b']
        """
        line = f"{name} = {text}"
        if len(line) <= WIDTH - 8:
            return [line]
        return [f"{name} = (", *broken(text, 4), ")"]

    def number(self, text: str, like: str | None) -> str:  # noqa: ARG002 - a number has no shape
        """Write a float, so that a function returns one type.

        >>> ScalarStatements().number("0", "a"), ScalarStatements().number("1/2", "a")
        ('0.0', '1/2')
        """
        return text if "/" in text else f"{text}.0"

    def any_small(self, names: Sequence[str]) -> str:
        """Write a condition on numbers.

        >>> ScalarStatements().any_small(["x", "y"])
        'abs(x) < GUARD or abs(y) < GUARD'
        """
        return " or ".join(f"abs({one}) < GUARD" for one in names)

    def quoted(self, text: str) -> str:
        r"""Escape what could end a docstring.

        >>> print(ScalarStatements().quoted('a "b" c'))
        a \"b\" c
        """
        return " ".join(text.replace("\\", "\\\\").replace('"', '\\"').split())


class NumpyStatements(ScalarStatements):
    """Python on NumPy arrays."""

    def number(self, text: str, like: str | None) -> str:
        """Write an array, or a number where no variable is given.

        >>> NumpyStatements().number("0", "a"), NumpyStatements().number("0", None)
        ('np.zeros_like(a)', '0.0')
        """
        if like is None:
            return super().number(text, like)
        return f"np.zeros_like({like})" if text == "0" else f"np.full_like({like}, {text})"

    def any_small(self, names: Sequence[str]) -> str:
        """Write a condition on arrays.

        >>> NumpyStatements().any_small(["x", "y"])
        '(np.abs(x) < GUARD) | (np.abs(y) < GUARD)'
        """
        return " | ".join(f"(np.abs({one}) < GUARD)" for one in names)


class CStatements(Statements):
    """C99 on doubles."""

    def assignment(self, name: str, text: str) -> list[str]:
        """Write a constant.

        >>> CStatements().assignment("a_b", "a*b")
        ['const double a_b = a*b;']
        """
        line = f"const double {name} = {text};"
        if len(line) <= WIDTH - 8:
            return [line]
        first, *others = broken(f"{text};", 4)
        return [f"const double {name} =", first, *others]

    def number(self, text: str, like: str | None) -> str:  # noqa: ARG002 - a number has no shape
        """Write the number; the printer has made it a double."""
        return text

    def any_small(self, names: Sequence[str]) -> str:
        """Write a condition on doubles.

        >>> CStatements().any_small(["x", "y"])
        'fabs(x) < GUARD || fabs(y) < GUARD'
        """
        return " || ".join(f"fabs({one}) < GUARD" for one in names)

    def quoted(self, text: str) -> str:
        """Part what could end a comment, start another or be a trigraph.

        >>> CStatements().quoted("a */ b /* c ??/")
        'a * / b / * c ? ? /'
        """
        parted = re.sub(r"(?<=[*?/])(?=[*?/])", " ", text)
        return " ".join(parted.split())


def broken(text: str, indent: int) -> list[str]:
    """A formula in lines, broken before the operator that stands in the fewest brackets."""
    width = WIDTH - 8 - indent
    if len(text) <= width:
        return [" " * indent + text]
    lines, start, ahead = [], 0, _operators(text)
    while len(text) - start > width:
        # Of the operators behind the start, those that leave a line of this width.
        within = []
        while ahead and ahead[-1][0] - start <= width:
            within.append(ahead.pop())
        usable = [one for one in within if one[0] - start > one[2]]
        if usable:
            cut = min((rank, -position) for position, rank, _ in usable)[1] * -1
        elif ahead:
            cut = ahead[-1][0]
        else:
            break
        ahead.extend(one for one in reversed(within) if one[0] > cut)
        if ahead and ahead[-1][0] == cut:
            ahead.pop()
        lines.append(text[start:cut].rstrip())
        start = cut + (text[cut] == " ")
    return [" " * indent + line for line in (*lines, text[start:])]


def _operators(text: str) -> list[tuple[int, int, int]]:
    """Where a line may break, from right to left: the place, its rank, and what must be before it.

    Sums rank before products, outer before inner; a product keeps a few letters on its line.
    """
    depth, places = 0, []
    for position, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if position and (
            text[position : position + 3] in (" + ", " - ", " | ")
            or text[position : position + 4] in (" or ", " || ")
        ):
            places.append((position, 2 * depth, 0))
        elif letter in "*/" and position > 8 and "*" not in text[position - 1] + text[position + 1]:
            places.append((position, 2 * depth + 3, 8))
    return places[::-1]


def wrapped(text: str, indent: int = 0) -> list[str]:
    """A paragraph in lines."""
    margin = " " * indent
    return wrap(
        text,
        WIDTH,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )


def listed(head: str, names: Sequence[str], tail: str, indent: int) -> str:
    """A definition or a call, its arguments on lines of their own where one line is too short.

    >>> listed("f", ["double a", "int T"], ";", 0)
    'f(double a, int T);'
    """
    margin = " " * indent
    line = f"{margin}{head}({', '.join(names)}){tail}"
    if len(line) <= WIDTH:
        return line
    whole = ", ".join(one.replace(" ", "\0") for one in names)  # a type stays with its name
    inner = [one.replace("\0", " ") for one in wrapped(whole, indent + 4)]
    return "\n".join([f"{margin}{head}(", *inner, f"{margin}){tail}"])
