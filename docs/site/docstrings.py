"""Docstrings of this project as reStructuredText.

They are written as plain text: formulas such as eps_T h_T^T, a parameter as `name : what it is`, and an
indented formula below a line.  So stars and underscores are shown as they stand, sections become
fields, and what is indented is set as it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from sphinx.application import Sphinx

__all__ = ["converted", "setup"]

_RULE = re.compile(r"-{3,}\s*")
_LITERAL = re.compile(r"(`[^`\n]+`)")
_SPECIAL = re.compile(r"([\\*|`_])")
_BULLET = re.compile(r"\s*- ")
_PARAMETER = re.compile(r"(\S(?:.*?\S)?) : (.*)")
_ABOVE = ["Parameters", "Raises", "Returns"]


def converted(lines: Sequence[str]) -> list[str]:
    r"""The docstring as reStructuredText.

    >>> print("\n".join(converted(["x : a sum_", "", "Raises", "------", "KeyError for `x`."])).rstrip())
    x : a sum\_
    <BLANKLINE>
    <BLANKLINE>
    :Raises:
        KeyError for ``x``.
    """
    found: list[str] = []
    for title, body in _sections(lines):
        if not title:
            found += _text(body)
        elif title == "Examples":
            found += ["*Examples*", "", *_text(body)]
        else:
            section, rest = _until_an_example(body)
            inner = _parameters(section) if title == "Parameters" else _text(section)
            found += [f":{title}:", *(f"    {line}" if line else "" for line in inner), ""]
            found += _text(rest)
    return found


def _sections(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """The text above all headings, without a title, and each section with its own."""
    title, body = "", list[str]()
    for place, line in enumerate(lines):
        ruled = place + 1 < len(lines) and _RULE.fullmatch(lines[place + 1])
        if ruled and line.strip() in [*_ABOVE, "Examples"]:
            yield title, body
            title, body = line.strip(), []
        elif not _RULE.fullmatch(line):
            body.append(line)
    yield title, body


def _until_an_example(lines: list[str]) -> tuple[list[str], list[str]]:
    """A section and what stands behind it: an example, or text that follows an example."""
    for place, line in enumerate(lines):
        if line.startswith((">>>", "Source:")):
            return lines[:place], lines[place:]
    return lines, []


def _parameters(lines: list[str]) -> list[str]:
    found: list[str] = []
    for line in lines:
        if (named := _PARAMETER.fullmatch(line)) is not None and not line.startswith(" "):
            found += [f"**{_escaped(named[1])}** – {_escaped(named[2])}", ""]
        elif line.strip() and found:
            found[-2] += f" {_escaped(line.strip())}"
        elif line.strip():
            found += [_escaped(line.strip()), ""]
    return found[:-1]


def _text(lines: list[str]) -> list[str]:
    """Paragraphs, lists, examples and what is indented, each as it is meant."""
    found: list[str] = []
    inside = ""
    for line in lines:
        kind = _kind(line, inside)
        if kind != inside and kind and inside:
            found.append("")
        if kind == "set" and inside != "set":
            found += [".. code-block:: text", ""]
        found.append(
            f"    {line}" if kind == "set" else line if kind == "example" else _escaped(line)
        )
        inside = kind
    return [*found, ""]


def _kind(line: str, inside: str) -> str:
    if not line.strip():
        return ""
    if line.startswith(">>>") or inside == "example":
        return "example"
    if _BULLET.match(line) or (inside == "list" and line.startswith(" ")):
        return "list"
    return "set" if line.startswith(" ") else "text"


def _escaped(text: str) -> str:
    parts = _LITERAL.split(text)
    return "".join(
        f"`{part}`" if _LITERAL.fullmatch(part) else _SPECIAL.sub(r"\\\1", part) for part in parts
    )


def _process(*arguments: Any) -> None:
    lines: list[str] = arguments[-1]  # behind the application and what is documented
    lines[:] = converted(lines)


def _signature(*arguments: Any) -> tuple[str, str | None] | None:
    """Of a dataclass that takes its arguments by a wrapper, what the wrapper hands on."""
    _, what, _, value, _, signature, _ = arguments
    if what != "class" or not is_dataclass(value) or not (signature or "").startswith("(*"):
        return None
    told = [
        one.name if one.default is MISSING else f"{one.name}={one.default!r}"
        for one in fields(value)
        if one.init
    ]
    return f"({', '.join(told)})", None


def setup(app: Sphinx) -> dict[str, bool]:
    """Have docstrings converted when Sphinx reads them."""
    app.connect("autodoc-process-docstring", _process)
    app.connect("autodoc-process-signature", _signature)
    return {"parallel_read_safe": True}
