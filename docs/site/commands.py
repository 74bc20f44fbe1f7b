"""The command line as a page: what `--help` says of each command, read from the commands themselves."""

import re
from collections.abc import Iterator
from inspect import cleandoc

import click
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from symdyn.cli.program import program

__all__ = ["setup"]

_LITERAL = re.compile(r"`([^`]+)`")


class Commands(SphinxDirective):
    """A section for each command: its help, its usage, its options and its epilogue."""

    def run(self) -> list[nodes.Node]:
        """The sections, in the order in which the commands are written."""
        parent = click.Context(program, info_name="symdyn")
        return [_command(one, parent) for one in program.commands.values()]


def _command(command: click.Command, parent: click.Context) -> nodes.section:
    context = click.Context(command, info_name=command.name, parent=parent)
    title = f"symdyn {command.name}"
    section = nodes.section(ids=[nodes.make_id(title)], names=[nodes.fully_normalize_name(title)])
    section += nodes.title(text=title)
    first, *more = cleandoc(command.help or "").split("\n\n")
    section += _paragraph(first)
    usage = " ".join([title, *command.collect_usage_pieces(context)])
    section += nodes.literal_block(usage, usage, language="text")
    section += [_paragraph(text) for text in more]
    options = nodes.definition_list()
    for names, told in _options(command, context):
        term = nodes.term("", "", nodes.literal(text=names))
        told_of = nodes.definition("", *([_paragraph(told)] if told else []))
        options += nodes.definition_list_item("", term, told_of)
    if options.children:
        section += options
    if command.epilog:
        section += _paragraph(command.epilog)
    return section


def _options(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    """Each option but --help: its names with what stands for the value, and what help says."""
    for one in command.get_params(context):
        record = one.get_help_record(context)
        if isinstance(one, click.Option) and record is not None and "--help" not in one.opts:
            yield record


def _paragraph(text: str) -> nodes.paragraph:
    paragraph = nodes.paragraph()
    for place, part in enumerate(_LITERAL.split(" ".join(text.split()))):
        paragraph += nodes.literal(text=part) if place % 2 else nodes.Text(part)
    return paragraph


def setup(app: Sphinx) -> dict[str, bool]:
    """Give Sphinx the directive `commands`."""
    app.add_directive("commands", Commands)
    return {"parallel_read_safe": True}
