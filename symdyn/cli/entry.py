"""The boundary of the command line: what a user did wrong is one line and exit status 2."""

import gc
import sys
from collections.abc import Sequence
from errno import ENAMETOOLONG
from typing import NoReturn

import click

from symdyn.cli.output import harmless
from symdyn.cli.program import program
from symdyn.errors import SymdynError

__all__ = ["BAD_INPUT", "INTERRUPTED", "main", "run"]

BAD_INPUT = 2
INTERRUPTED = 130

# Allocations between two collections of garbage: more than a short command makes, see `run`.
_ALLOCATIONS = 250_000

# A value of thousands of digits is shown by its ends.
_LONGEST, _SHOWN, _KEPT = 300, 60, 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : the words after `symdyn`; those of this process if left out

    Returns
    -------
    The exit status: 0 all well, 2 bad input, 130 interrupted.  Any other exception is a defect of
    symdyn and keeps its traceback.

    >>> main(["--version"]) == 0  # doctest: +ELLIPSIS
    symdyn ...
    True
    """
    try:
        status = program.main(args=arguments, prog_name="symdyn", standalone_mode=False)
    except click.UsageError as error:
        return _refuse(f"{error.format_message().rstrip('.')}; see {_help_command(error)}")
    except click.ClickException as error:
        return _refuse(error.format_message())
    except SymdynError as error:
        return _refuse(str(error))
    except MemoryError as error:
        told = f" ({error})" if str(error) else ""
        return _refuse(f"there is not enough memory{told}; ask for smaller networks or fewer steps")
    except OSError as error:
        if error.errno != ENAMETOOLONG:
            raise
        return _refuse(f"the name {error.filename!r} is too long for a file; choose a shorter one")
    except click.Abort:
        return INTERRUPTED
    return status if isinstance(status, int) else 0


def run() -> NoReturn:
    """Run `main` as the program of this process, and end the process with its status.

    Terms and expressions refer to their parts and never back, so looking for circles among them
    finds next to none, and takes a fifth of the time of a short command.  It is done rarely, and not
    at all over what is there at the end.
    """
    gc.set_threshold(_ALLOCATIONS)
    status = main()
    gc.freeze()
    sys.exit(status)


def _help_command(error: click.UsageError) -> str:
    path = error.ctx.command_path if error.ctx else "symdyn"
    return f"{path} --help"


def _refuse(message: str) -> int:
    """One line, whatever the message holds; a word that fills a screen is cut."""
    words = [
        f"{one[:_SHOWN]}...{one[-_KEPT:]}" if len(one) > _LONGEST else one
        for one in harmless(message).split()
    ]
    click.echo(f"symdyn: error: {' '.join(words)}", err=True)
    return BAD_INPUT
