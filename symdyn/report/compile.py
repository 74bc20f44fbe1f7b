"""Run latexmk on a document, and read what TeX has to say about it."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from symdyn.errors import OutputError
from symdyn.outside import run_outside

__all__ = ["HOW_TO_GET_TEX", "compile_pdf", "has_tex", "log_faults"]

HOW_TO_GET_TEX = (
    "no PDF was made because latexmk or pdflatex is not installed; install TeX (on Debian: apt-get "
    "install latexmk texlive-latex-recommended texlive-latex-extra lmodern) and run this again"
)
WORST_BOX = 5.0
_SECONDS = 180
_LINE_WIDTH = 10_000
_UNSETTLED = "Label(s) may have changed"

_OVERFULL = re.compile(r"^Overfull \\[hv]box \(([0-9.]+)pt too (?:wide|high)\).*", re.MULTILINE)
_UNDERFULL = re.compile(r"^Underfull \\[hv]box \(badness 10000\).*", re.MULTILINE)
_WARNING = re.compile(
    r"^LaTeX Warning: (?:.*undefined.*|.*multiply.defined.*|Label\(s\) may have changed.*)|"
    r"^Package \w+ Warning: .*(?:\n\(\w+\) .*)*",
    re.MULTILINE,
)


def has_tex() -> bool:
    """Whether latexmk and pdflatex are installed."""
    return all(shutil.which(program) for program in ("latexmk", "pdflatex"))


def compile_pdf(source: Path) -> Path:
    """Make the PDF of a LaTeX file beside it; the files that TeX leaves stay there too.

    Parameters
    ----------
    source : NAME.tex, with everything it reads below its directory

    Returns
    -------
    NAME.pdf

    Raises
    ------
    OutputError if TeX stops with an error or does not finish.
    """
    command = [
        "latexmk",
        "-norc",
        "-pdf",
        "-interaction=nonstopmode",
        "-halt-on-error",
        "-latexoption=-no-shell-escape",
        source.name,
    ]
    done = _run(command, source)
    log = source.with_suffix(".log")
    said = log.read_text(errors="replace") if log.exists() else ""
    if not done.returncode and _UNSETTLED in said:
        done = _run([*command, "-g"], source)  # latexmk may stop one run too early
    if done.returncode:
        reason = next(
            (line for line in done.stdout.splitlines() if line.startswith("!")), "no reason given"
        )
        raise OutputError(f"TeX stopped at {source.name} ({reason}); this is a fault of symdyn")
    return source.with_suffix(".pdf")


def _run(command: Sequence[str], source: Path) -> subprocess.CompletedProcess[str]:
    # A log without line breaks of its own can be searched.
    environment = {**os.environ, "max_print_line": str(_LINE_WIDTH)}
    late = f"TeX did not finish {source.name}; run latexmk on it by hand to see why"
    return run_outside(command, source.parent, _SECONDS, late, environment)


def log_faults(log: str) -> tuple[str, ...]:
    r"""What a reader of the PDF would notice: undefined references, labels twice, bad boxes.

    Parameters
    ----------
    log : contents of NAME.log

    Returns
    -------
    The lines that say so; boxes too wide or too high by up to 5 pt are left out.

    >>> log_faults("Overfull \\hbox (7.5pt too wide) in paragraph at lines 3--4")
    ('Overfull \\hbox (7.5pt too wide) in paragraph at lines 3--4',)
    """
    wide = (found[0] for found in _OVERFULL.finditer(log) if float(found[1]) > WORST_BOX)
    others = (found[0] for pattern in (_UNDERFULL, _WARNING) for found in pattern.finditer(log))
    return (*wide, *others)
