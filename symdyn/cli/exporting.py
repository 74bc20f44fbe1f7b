"""What `symdyn export` does."""

from pathlib import Path

from symdyn.cli.output import check_file, say, write_file
from symdyn.cli.progress import working
from symdyn.codegen import TARGETS, export
from symdyn.errors import SymdynError
from symdyn.rules.registry import find_rule
from symdyn.stages.analysis import analyse

__all__ = ["export_rule"]


def export_rule(name: str, target: str, output: Path | None) -> None:
    """Write a rule's dynamics as code, to a file or to standard output.

    Raises
    ------
    SymdynError for an unknown rule or target, or a file that cannot be written: before the work.
    """
    if target not in TARGETS:
        raise SymdynError(
            f"there is no code target {target!r}; choose one of {', '.join(sorted(TARGETS))}"
        )
    if output is not None:
        check_file(output)
    rule = find_rule(name)
    with working(f"Deriving {rule.name}"):
        source = export(analyse(rule), target)
    if output is None:
        say(source)
    else:
        write_file(output, source)
