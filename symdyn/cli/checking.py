"""What `symdyn check` does: it runs the independent checker, and nothing else of symdyn."""

from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

import click

from symdyn.checker.__main__ import main
from symdyn.cli.output import say
from symdyn.cli.progress import working
from symdyn.errors import ClaimError

__all__ = ["check_certificates"]

_BAD_INPUT = 2


def check_certificates(paths: Sequence[str]) -> None:
    """Show what `python -m symdyn.checker` shows, and exit with its status where that is not 0.

    Raises
    ------
    ClaimError where there is nothing to check.
    """
    shown, refusal = StringIO(), StringIO()
    with working("Checking certificates"), redirect_stdout(shown), redirect_stderr(refusal):
        status = main(list(paths))
    if status == _BAD_INPUT:
        raise ClaimError(refusal.getvalue().strip())
    say(shown.getvalue())
    if status:
        raise click.exceptions.Exit(status)
