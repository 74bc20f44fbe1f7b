"""Formulas as MathML, written when the pages are: reading them needs no script and no network."""

import re

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

__all__ = ["mathml", "setup"]

_LOGGER = logging.getLogger(__name__)
# What the converter calls otherwise.
_OTHER_NAMES = {r"\iff": r"\Longleftrightarrow", r"\dots": r"\ldots"}
_COMMAND = re.compile(r"\\[A-Za-z]+")
_OPERATOR = re.compile(r"(\\operatorname\{\w+\})(?!\s*(\\left)?\()")  # set close to what follows it


def mathml(text: str, *, block: bool) -> str:
    r"""A formula as MathML.

    Raises
    ------
    MathError for a command that is not known.

    >>> mathml(r"a \iff b", block=False).count("⟺")
    1
    """
    text = _COMMAND.sub(lambda match: _OTHER_NAMES.get(match[0], match[0]), text.strip())
    return tex2mathml(_OPERATOR.sub(r"\1\,", text), as_block=block)


def _written(node: nodes.Node, *, block: bool) -> str:
    try:
        return mathml(node.astext(), block=block)
    except MathError as error:
        _LOGGER.warning("formula %r: %s", node.astext(), error, location=node)
        return ""


def _inline(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(f'<span class="formula">{_written(node, block=False)}</span>')
    raise nodes.SkipNode


def _block(self: HTML5Translator, node: nodes.math_block) -> None:
    # A wide one is moved sideways in its own box, which the keyboard reaches.
    self.body.append(f'<div class="formula" tabindex="0">{_written(node, block=True)}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Give Sphinx the renderer `mathml`."""
    app.add_html_math_renderer(
        "mathml", inline_renderers=(_inline, None), block_renderers=(_block, None)
    )
    return {"parallel_read_safe": True, "parallel_write_safe": True}
