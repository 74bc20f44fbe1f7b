"""Commands in processes of their own, without the start of an interpreter and its imports.

The process is a copy of this one that has imported the command line already.  What depends on a
cold start is tested with real commands elsewhere; Numba's threads do not survive the copying.
"""

import os
import subprocess
import sys
import traceback
import warnings
from collections.abc import Mapping, Sequence
from importlib import import_module
from multiprocessing import forkserver
from pathlib import Path
from pkgutil import iter_modules
from tempfile import TemporaryFile

import symdyn.cli
from symdyn.cli import main

for module in iter_modules(symdyn.cli.__path__, "symdyn.cli."):
    import_module(module.name)  # what commands import when they run


def symdyn(
    arguments: Sequence[str],
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """What `symdyn` does in a folder, with these settings besides those of this process."""
    with TemporaryFile() as out, TemporaryFile() as err:
        child = os.fork()
        if not child:
            _run(list(arguments), folder, environment or {}, out.fileno(), err.fileno())
        _, status = os.waitpid(child, 0)
        shown = []
        for file in (out, err):
            file.seek(0)
            shown.append(file.read().decode("utf-8"))
    return subprocess.CompletedProcess(
        arguments, os.waitstatus_to_exitcode(status), shown[0], shown[1]
    )


def _run(
    arguments: list[str], folder: Path | None, environment: Mapping[str, str], out: int, err: int
) -> None:
    status = 1
    try:
        warnings.simplefilter("default")
        forkserver._forkserver = forkserver.ForkServer()  # that of the parent is no child of ours
        os.chdir(folder or ".")
        os.environ.update(environment)
        for ours, theirs in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (err, 2)):
            os.dup2(ours, theirs)
        encoding = os.environ.get("PYTHONIOENCODING", "utf-8")
        sys.stdin, sys.stdout, sys.stderr = (
            os.fdopen(place, mode, encoding=encoding)
            for place, mode in ((0, "r"), (1, "w"), (2, "w"))
        )
        sys.argv = ["symdyn", *arguments]
        status = main(arguments)
    except SystemExit as end:
        status = int(end.code or 0)
    except BaseException:  # noqa: BLE001 - as the interpreter does
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
