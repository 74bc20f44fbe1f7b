"""What `symdyn export` does: code, or the equations as macros for a paper."""

from pathlib import Path

from symdyn.cli.output import check_file, say, write_file
from symdyn.cli.progress import working
from symdyn.codegen import TARGETS, export
from symdyn.errors import OutputError, SymdynError
from symdyn.report.paper import COLUMNS, LATEX_MACROS, equation_macros
from symdyn.rules.registry import find_rule
from symdyn.stages.analysis import analyse

__all__ = ["export_rule"]


def export_rule(name: str, target: str, output: Path | None, style: str | None = None) -> None:
    """Write a rule's dynamics as code or as macros of LaTeX, to a file or to standard output.

    Raises
    ------
    SymdynError for an unknown rule, target or style, a style for code, or a file that cannot be written:
    before the work.
    """
    if target not in (*TARGETS, LATEX_MACROS):
        known = ", ".join([*sorted(TARGETS), LATEX_MACROS])
        raise SymdynError(f"there is no target {target!r}; choose one of {known}")
    if style is not None and target != LATEX_MACROS:
        raise OutputError(
            f"--style {style} was given with --target {target}; it is that of a paper: add "
            f"--target {LATEX_MACROS}, or leave it out"
        )
    if style is not None and style not in COLUMNS:
        raise OutputError(f"there is no style {style!r}; choose one of {', '.join(COLUMNS)}")
    if output is not None:
        check_file(output)
    rule = find_rule(name)
    with working(f"Deriving {rule.name}"):
        analysis = analyse(rule)
        if target == LATEX_MACROS:
            source = equation_macros(analysis, style or "article")
        else:
            source = export(analysis, target)
    if output is None:
        say(source)
    else:
        write_file(output, source)
