"""The program: all commands in the order in which they are listed."""

import click

from symdyn.cli.commands import compare, derive, explore, export, new_rule, report, rules
from symdyn.cli.proof_commands import check, rocq, verify
from symdyn.cli.training_commands import simulate, sweep

__all__ = ["program"]


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="symdyn", message="symdyn %(version)s")
@click.pass_context
def program(context: click.Context) -> None:
    """Derive how a learning rule trains linear recurrent networks.

    From a rule's feedback and credit kernel follow its mean updates in closed form, every fixed
    point of a mode, the spectrum, the exact region where a mode is stable, the rates and the rank of
    what is learned.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


_COMMANDS = (
    rules,
    derive,
    compare,
    report,
    export,
    explore,
    simulate,
    sweep,
    new_rule,
    verify,
    check,
    rocq,
)
for _command in _COMMANDS:
    program.add_command(_command)
