"""A claim of a derivation document as a frame with its formulas, and the block itself below them.

The statement is shown as it is written in the document.  Whether it holds is said by `symdyn verify`
alone, so a frame says no more than what the document declares.
"""

import re
from collections.abc import Iterator

from docutils import nodes
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

__all__ = ["fields", "setup"]

_FIELD = re.compile(r"([a-z]+): ?(.*)")


def fields(text: str) -> Iterator[tuple[str, str]]:
    r"""The fields of a claim block in order; a line that is indented goes on with the one before.

    >>> list(fields("id: one\nstate: r\n  > 0"))
    [('id', 'one'), ('state', 'r > 0')]
    """
    name, value = "", ""
    for line in text.splitlines():
        if line.startswith("  "):
            value += f" {line.strip()}"
            continue
        if name:
            yield name, value
        if (match := _FIELD.fullmatch(line)) is not None:
            name, value = match.groups()
    if name:
        yield name, value


class Frames(SphinxTransform):
    """Puts the frames where the blocks are."""

    default_priority = 400

    def apply(self) -> None:
        """Replace each block of the language `claim`."""
        for block in list(self.document.findall(nodes.literal_block)):
            if block.get("language") == "claim":
                block.replace_self(_frame(block))


def _frame(block: nodes.literal_block) -> nodes.container:
    found = list(fields(block.astext()))
    one = dict(found)
    frame = nodes.container(classes=["claim"])
    title = nodes.paragraph(classes=["claim-title"])
    title += nodes.strong(text=one.get("title", one["id"]))
    declared = one.get("expected", "proved")
    kind = one["kind"] if declared == "proved" else f"{one['kind']}, declared {declared}"
    title += nodes.inline(text=f" {kind}", classes=["claim-kind"])
    frame += title
    assumed = [_formula(value) for name, value in found if name == "assume"]
    if assumed:
        line = nodes.paragraph()
        line += nodes.Text("Assuming ")
        for place, formula in enumerate(assumed):
            line += [nodes.Text(", "), formula] if place else [formula]
        frame += line
    for name, value in found:
        if name == "state":
            frame += nodes.math_block(value, value, nowrap=True, number=None)
    told = [f"{name} {one[name]}" for name in ("rule", "uses", "source") if name in one]
    frame += nodes.paragraph(
        "",
        "",
        nodes.literal(text=one["id"]),
        nodes.Text("; ".join(["", *told])),
        classes=["claim-id"],
    )
    return frame


def _formula(text: str) -> nodes.Node:
    return nodes.literal(text=text) if text == "domain" else nodes.math(text, text)


def setup(app: Sphinx) -> dict[str, bool]:
    """Have Sphinx frame claims."""
    app.add_lexer("claim", TextLexer)
    app.add_transform(Frames)
    return {"parallel_read_safe": True}
