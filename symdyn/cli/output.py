"""Where results go: standard output, or a file that appears complete or not at all."""

import errno
import os
import re
import shutil
import sys
import unicodedata
from pathlib import Path

import click

from symdyn.errors import OutputError

__all__ = [
    "can_show_unicode",
    "check_file",
    "emphasis",
    "harmless",
    "one_line",
    "say",
    "screen_width",
    "write_file",
]

_WIDEST = 100
_PIPE_CLOSED = 141  # 128 + SIGPIPE, as a shell reports it
_PROBE = "w⋆ŵ ⎛─⎞ ᵀ ∑ −"
_EMPHASIS = re.compile("(\x1b\\[[01]m)")  # all that `emphasis` writes
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # control, format, surrogates, line and paragraph breaks


def say(text: str) -> None:
    """Write text to standard output, with a final line break.

    Of control sequences only those for bold text reach a terminal: titles, messages and the names
    of files may hold anything.  A reader that has gone away, as in `symdyn derive rflo | head`, ends the program quietly.

    Raises
    ------
    OutputError if standard output cannot be written, as on a full disk.
    """
    stream = sys.stdout
    if stream is None:
        raise OutputError("standard output is closed; give it a destination")
    encoding = stream.encoding or "ascii"
    safe = "".join(
        part if _EMPHASIS.fullmatch(part) else harmless(part) for part in _EMPHASIS.split(text)
    )
    shown = safe.encode(encoding, "replace").decode(encoding)
    try:
        stream.write(shown if shown.endswith("\n") else shown + "\n")
        stream.flush()
    except OSError as error:
        # What is left in the buffer cannot be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if error.errno == errno.EPIPE:
            raise click.exceptions.Exit(_PIPE_CLOSED) from None
        raise OutputError(
            f"standard output cannot be written ({error.strerror}); give it another destination"
        ) from None


def harmless(text: str) -> str:
    r"""Text with a space for each character that is not seen and may act on a terminal.

    Line breaks and tabs are kept.

    >>> harmless("proved\x1b[2K\u202e\n")
    'proved [2K \n'
    """
    unseen = {
        ord(x): " " for x in set(text) if x not in "\n\t" and unicodedata.category(x) in _UNSEEN
    }
    return text.translate(unseen)


def one_line(text: str) -> str:
    r"""`harmless` text on one line.

    >>> one_line("a\nproved      riemann.md")
    'a proved      riemann.md'
    """
    return harmless(text).replace("\n", " ").replace("\t", " ")


def can_show_unicode() -> bool:
    """Whether standard output's encoding has the characters that formulas need."""
    try:
        _PROBE.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def screen_width() -> int:
    """The terminal's columns, at most 100: longer lines of prose are hard to read."""
    return min(shutil.get_terminal_size((80, 24)).columns, _WIDEST)


def emphasis(text: str) -> str:
    """Bold text where standard output is a terminal and NO_COLOR is not set."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    if plain or sys.stdout is None or not sys.stdout.isatty():
        return text
    return click.style(text, bold=True)


def check_file(path: Path) -> None:
    """Refuse a path at which no file can be written, before any work is done.

    Raises
    ------
    OutputError with the reason.
    """
    folder = path.parent
    if path.is_dir():
        raise OutputError(f"output {str(path)!r} is a directory; name a file")
    if not folder.is_dir():
        problem = "is not a directory" if folder.exists() else "does not exist"
        raise OutputError(
            f"output {str(path)!r}: {str(folder)!r} {problem}; make that directory or name another"
        )
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise OutputError(f"output {str(path)!r} cannot be written; choose another place")


def write_file(path: Path, text: str | bytes, *, replace: bool = True) -> None:
    """Write a file under a temporary name and rename it, so that it is never half-written.

    Parameters
    ----------
    path : where to; a device such as /dev/null is written directly
    text : the content; text is written in UTF-8
    replace : False refuses to overwrite a file

    Raises
    ------
    OutputError if the file exists and may not be replaced, or cannot be written.
    """
    check_file(path)
    content = text.encode() if isinstance(text, str) else text
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
            return
        try:
            temporary.write_bytes(content)
            if replace:
                temporary.replace(target)
            else:
                target.hardlink_to(temporary)
        finally:
            temporary.unlink(missing_ok=True)
    except FileExistsError:
        raise OutputError(
            f"file {str(path)!r} exists already and is not overwritten; name another with -o"
        ) from None
    except OSError as error:
        raise OutputError(
            f"output {str(path)!r} cannot be written ({error.strerror}); choose another place"
        ) from None
