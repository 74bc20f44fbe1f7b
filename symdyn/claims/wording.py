"""What the checker refuses, said in sentences, with formulas as an author of a document writes them.

The checker stands alone and shows formulas as its own trees.  Here these are put back into LaTeX,
and a remedy is added where one is known.
"""

import re
from collections.abc import Callable
from typing import Any

from symdyn.trial.reading import Node

__all__ = ["formula", "relation", "sentence"]

_SHOWN = {"<": "<", ">": ">", "=": "=", ":=": ":=", "<=": r"\le", ">=": r"\ge", "!=": r"\ne"}
_TAGS = "number|name|indexed|neg|top|diag|sum|lim|exact|at|d|[-+*/^]|<=|>=|!=|:=|[<>=]"
_TREE = re.compile(rf"\('(?:{_TAGS})',")
_LONGEST = 1000
_CUT = r"\ldots"


def formula(node: Any) -> str:
    r"""A tree of the checker's as LaTeX; what is cut off is \ldots.

    >>> print(formula(("+", ("^", ("name", "w"), ("number", 2)), ("neg", ("name", "c")))))
    w^{2} - c
    """
    if not isinstance(node, tuple) or not node:
        return _CUT
    tag, *parts = node
    if tag == "+":
        return " + ".join(formula(part) for part in parts).replace("+ -", "- ") or _CUT
    if tag == "*":
        return " ".join(_factor(part) for part in parts) or _CUT
    if tag == "at" and parts:
        pairs = [part for part in parts[1:] if isinstance(part, tuple) and len(part) == 2]
        places = ", ".join(rf"{_name(x)} = {formula(y)}" for x, y in pairs)
        return rf"\left. {_factor(parts[0])} \right|_{{{places or _CUT}}}"
    shown = _ATOMS.get(tag)
    if shown is None:
        return _CUT
    wanted = shown.__code__.co_argcount
    return shown(*parts[:wanted], *[None] * (wanted - len(parts)))


def _name(text: Any) -> str:
    return _CUT if text is None else re.sub(r"^(\\Delta(?:_\{T\})?)(?=[A-Za-z])", r"\1 ", str(text))


def _factor(node: Any) -> str:
    text = formula(node)
    return rf"\left({text}\right)" if isinstance(node, tuple) and node[0] in {"+", "neg"} else text


def _base(node: Any) -> str:
    alone = isinstance(node, tuple) and node[0] in {"name", "number", "indexed"}
    return formula(node) if alone else rf"\left({formula(node)}\right)"


_ATOMS: dict[str, Callable[..., str]] = {
    "number": lambda value: _CUT if value is None else str(value),
    "name": lambda text: _name(text),  # noqa: PLW0108 - its arguments are counted
    "indexed": lambda name, index: rf"{_name(name)}_{{{formula(index)}}}",
    "neg": lambda part: f"-{_factor(part)}",
    "exact": lambda part: formula(part),  # noqa: PLW0108
    "/": lambda top, bottom: rf"\frac{{{formula(top)}}}{{{formula(bottom)}}}",
    "^": lambda base, power: rf"{_base(base)}^{{{formula(power)}}}",
    "top": lambda part: rf"{_base(part)}^{{\top}}",
    "diag": lambda part: rf"\operatorname{{diag}}({formula(part)})",
    "sum": lambda index, count, body: rf"\sum_{{{_name(index)}<{formula(count)}}} {_factor(body)}",
    "lim": lambda index, body: rf"\lim_{{{_name(index)} \to \infty}} {_factor(body)}",
    "d": lambda letter, body: rf"\partial_{{{_name(letter)}}} {_factor(body)}",
}


def relation(tree: tuple[str, Node, Node]) -> str:
    r"""A relation as LaTeX.

    >>> print(relation(("!=", ("name", "s"), ("number", 0))))
    s \ne 0
    """
    operator, left, right = tree
    return f"{formula(left)} {_SHOWN[operator]} {formula(right)}"


def sentence(refusal: str) -> str:
    r"""A refusal of the checker's with formulas in LaTeX, and with a remedy.

    >>> print(sentence("('!=', ('name', 's'), ('number', 0)) is assumed by a claim that is used, and not given here"))
    s \ne 0 is assumed by a claim that is used, and not given here; add 'assume: s \ne 0', or what it follows from
    """
    text = _without_trees(refusal[:_LONGEST])
    text = re.sub(r"\{'[^{}]*\}(?= >= 0)", lambda found: _linear_text(found[0]), text)
    text = re.sub(r"\(frozenset\(\{[^{}]*\}\), '(\\?\w+)'\)", r"(\\ldots)^{\1}", text)
    text = re.sub(r"\('?(-?[^'(), ]+)'?, '(\\?\w+)'\)", r"\1^{\2}", text)
    text = re.sub(r"\^(-?\d+)", r"^{\1}", text)
    text = re.sub(r"\[('[^\[\]]*')\]", lambda found: found[1].replace("'", ""), text)
    text = re.sub(r"\+ -1 (?=[\\A-Za-z(])", "- ", text).replace("+ -", "- ")
    text = re.sub(r"(^|[( ])-1 (?=[\\A-Za-z])", r"\1-", text)
    if text.startswith(_NO_EVIDENCE):
        return (
            "no evidence is found for a claim of this kind by itself, but from a like claim of a chain; "
            "name a rule that has one in 'rule: ...'"
        )
    for pattern, remedy in _REMEDIES:
        found = re.search(pattern, text)
        if found and remedy:
            return f"{text}; {found.expand(remedy)}"
    return text


_NO_EVIDENCE = "the evidence of a claim of this kind has not the keys"
_REMEDIES = (
    (
        r"^(?P<x>.*) is assumed by a claim that is used, and not given here$",
        r"add 'assume: \g<x>', or what it follows from",
    ),
    (
        r"the denominator (?P<x>.*) is not known to be nonzero$",
        r"assume that it is not 0, or what this follows from",
    ),
    (r"has two equations: (?P<x>\S+), (?P<y>\S+)$", r"leave \g<x> or \g<y> out of uses"),
    (r"with an index is defined by no claim used$", "add the claim that defines it to uses"),
    (
        r"the number of terms may be negative.* is not given$",
        "assume it, such as 'assume: T \\\\ge 1'",
    ),
    (r"^the spectrum is not among the claims used", "add RULE.spectrum to uses"),
    (r"^no proof was found for [^;]*$", "assume what it follows from, or add a claim to uses"),
    (r"^no decay in .*> 0 is not known$", "assume it, or what it follows from"),
    (r"is refuted; nothing follows from it$", "leave it out of uses"),
    (r"more arithmetic than a check may take$", "state the claim in smaller parts"),
)


def _without_trees(text: str) -> str:
    """The text with LaTeX in the place of each tree, also of one whose end has been cut off."""
    found = _TREE.search(text)
    if not found:
        return text
    tree, end, _ = _parsed(text, found.start())
    operator, *sides = tree
    shown = formula(tree)
    if operator in _SHOWN:
        left, right = (sides[place] if len(sides) > place else None for place in (0, 1))
        shown = f"{formula(left)} {_SHOWN[operator]} {formula(right)}"
    return text[: found.start()] + shown + _without_trees(text[end:])


def _parsed(text: str, place: int) -> tuple[Any, int, bool]:
    """The tuple, string or number at a place, where it ends, and whether it is whole.

    What is cut off is None, and nothing behind the cut is taken for a part of it.
    """
    if text[place : place + 1] != "(":
        found = _LEAF.match(text, place)
        if found:
            return _leaf(found[0]), found.end(), True
        part = re.compile(r"['\"]?[^\s,()]*").match(text, place)
        return None, part.end() if part else place, False
    items: list[Any] = []
    place += 1
    while text[place : place + 1] != ")":
        item, place, whole = _parsed(text, place)
        items.append(item)
        if not whole:
            return tuple(items), place, False
        behind = re.compile(r",? ?").match(text, place)
        place = behind.end() if behind else place
    return tuple(items), place + 1, True


_LEAF = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|-?\d+(?=[,)])")
_TERM = re.compile(r"('(?:[^'\\]|\\.)*'): (-?\d+)")
_FORM = re.compile(rf"\{{(?:{_TERM.pattern}(?:, (?!\}}))?)*\}}")


def _leaf(shown: str) -> str | int:
    """A string in quotes, or an integer, as Python shows them."""
    if shown[0] not in "'\"":
        return int(shown)
    return re.sub(r"\\(.)", r"\1", shown[1:-1])


def _linear_text(shown: str) -> str:
    """A linear form in indices, such as {'T': 1, '': -1}, as T - 1."""
    if not _FORM.fullmatch(shown):
        return shown
    form = {_leaf(name): int(value) for name, value in _TERM.findall(shown)}
    terms = [f"{value} {name}".strip() for name, value in form.items() if value]
    text = re.sub(r"(?<![\d.])(-?)1 (?=[\\A-Za-z])", r"\1", " + ".join(terms) or "0")
    return text.replace("+ -", "- ")
