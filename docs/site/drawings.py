"""Figures that are drawn when the pages are made, by what stands above them.

In a page `{drawing} NAME.svg` holds one command line of symdyn that writes NAME.svg, behind a dollar
sign, or Python whose last line is a figure.  Both are shown, and below them what they draw.
"""

import ast
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

__all__ = ["drawn", "setup"]


def drawn(name: str, text: str) -> bytes:
    """The picture that a command or a piece of Python draws.

    Raises
    ------
    ValueError with what the command says, or where the text is neither.
    """
    if not text.startswith("$ symdyn "):
        return _by_python(name, text)
    words = shlex.split(text.removeprefix("$ symdyn "))
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "symdyn", *words]
        made = subprocess.run(  # noqa: S603 - a page of this project
            command, cwd=folder, capture_output=True, text=True, check=False
        )
        picture = Path(folder) / name
        if made.returncode or not picture.is_file():
            raise ValueError(f"{text!r} does not write {name}: {made.stderr}")
        return picture.read_bytes()


def _by_python(name: str, text: str) -> bytes:
    from symdyn.report.figures.style import encoded  # noqa: PLC0415 - Matplotlib is slow to load

    program = ast.parse(text, name)
    last = program.body.pop()
    if not isinstance(last, ast.Expr):
        raise ValueError(f"the last line of what draws {name} is no figure: {ast.unparse(last)}")
    names: dict[str, object] = {}
    exec(compile(program, name, "exec"), names)  # noqa: S102 - a page of this project
    figure = eval(compile(ast.Expression(last.value), name, "eval"), names)  # noqa: S307
    return encoded(figure, "svg")


class Drawing(SphinxDirective):
    """What draws a figure, and the figure."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar = {"alt": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Draw the figure into the folder of what Sphinx has read, and show it."""
        text, name = "\n".join(self.content), self.arguments[0]
        place = Path(self.env.doctreedir) / "drawings" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            place.write_bytes(drawn(name, text))
        except ValueError as error:
            raise self.error(str(error)) from error
        language = "console" if text.startswith("$") else "python"
        relative = os.path.relpath(place, Path(self.env.doc2path(self.env.docname)).parent)
        image = nodes.image(uri=relative, alt=self.options["alt"])
        return [nodes.literal_block(text, text, language=language), nodes.figure("", image)]


def setup(app: Sphinx) -> dict[str, bool]:
    """Give Sphinx the directive `drawing`."""
    app.add_directive("drawing", Drawing)
    return {"parallel_read_safe": True}
