"""What `symdyn rocq` does."""

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from io import StringIO
from pathlib import Path

import click
from rich import box
from rich.console import Console
from rich.table import Table

from symdyn.claims.documents import Document
from symdyn.claims.verifying import Outcome, Progress, verify
from symdyn.cli.certificates import directory_for
from symdyn.cli.output import can_show_unicode, say, screen_width
from symdyn.cli.progress import counted
from symdyn.cli.verifying import documents_at
from symdyn.errors import ClaimError, OutputError
from symdyn.report.printing.ascii import to_ascii
from symdyn.rocq.coqc import ALLOWED, HOW_TO_GET_COQ, axioms_of, compile_project, has_coq
from symdyn.rocq.project import Exported, Project, project
from symdyn.rules.registry import all_rules, find_rule
from symdyn.rules.rule import LearningRule

__all__ = ["write_project"]

_FOLDER = Path("derivations")
_FAILED, _JOBS = 1, 2

_Show = Callable[[int, int | None, str], None]


def write_project(places: Sequence[str], output: Path, *, check: bool) -> None:
    """Write the claims of rules and documents as theorems for Coq, and let its kernel check them.

    Parameters
    ----------
    places : rules by name or file, documents and folders of documents; none for all rules that are
        known by name and the folder derivations, if there is one
    output : the directory of the project
    check : whether coqc is run

    Raises
    ------
    SymdynError for bad input, and where coqc is missing: before any work.  The exit status is 1 if
    a claim is not proved or refuted as it should be, or Coq does not accept a theorem.
    """
    if check and not has_coq():
        raise OutputError(HOW_TO_GET_COQ)
    papers = [Path(x) for x in places if x.endswith(".md") or Path(x).is_dir()]
    rules = [find_rule(x) for x in dict.fromkeys(places) if Path(x) not in papers]
    if not places:
        rules = [one.rule for one in all_rules()]
        papers = [_FOLDER] if _FOLDER.is_dir() else []
    documents = documents_at(papers)
    with directory_for(output):
        made = _exported(documents, rules)
        _write(output, made)
    axioms = _axioms(made, output) if check else None
    say(_told(made, axioms, output))
    if axioms is not None and not all(map(_accepted, axioms.values())):
        raise click.exceptions.Exit(_FAILED)


def _exported(documents: Sequence[Document], rules: Sequence[LearningRule]) -> Project:
    """The project of all claims, which are proved and checked first."""
    texts: dict[str, str] = {}
    with counted() as show:
        outcomes = verify(documents, rules, texts.update, jobs=_JOBS, progress=partial(_tell, show))
    for one in outcomes:
        if not one.as_expected:
            raise ClaimError(
                f"{one.id} is {one.status}, expected {one.expected}; symdyn verify shows all such"
            )
    return project(texts, {one.id: _group(one) for one in outcomes if one.id in texts})


def _tell(show: _Show, progress: Progress) -> None:
    show(progress.done, progress.total, ", ".join(progress.running))


def _group(one: Outcome) -> str:
    return one.document.stem if one.document else one.rule


def _write(output: Path, made: Project) -> None:
    """Write all files in a hidden directory first, so that none is there if one cannot be written."""
    staging = None
    try:
        staging = Path(tempfile.mkdtemp(prefix=".symdyn-", dir=output))
        for name, text in made.files.items():
            (staging / name).write_text(text, encoding="utf-8")
        for name in made.files:
            (staging / name).replace(output / name)
    except OSError as error:
        raise OutputError(
            f"the project cannot be written to {str(output)!r} ({error.strerror}); "
            "name another directory with -o"
        ) from None
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)


def _axioms(made: Project, output: Path) -> dict[str, tuple[str, ...] | str]:
    """By claim the axioms that its theorem stands on, or what Coq says against its file."""
    exported = [one for one in made.claims if one.theorem]
    with counted() as show:
        faults = compile_project(made, output, show)
        compiled = {one.theorem: one.module for one in exported if one.module not in faults}
        axioms = axioms_of(compiled, output, show)
    return {one.id: faults.get(one.module) or axioms[one.theorem] for one in exported}


def _accepted(found: tuple[str, ...] | str) -> bool:
    return not isinstance(found, str) and ALLOWED.issuperset(found)


def _verdict(one: Exported, axioms: Mapping[str, tuple[str, ...] | str]) -> str:
    if one.reason:
        return f"not exported: {one.reason}"
    found = axioms[one.id]
    if isinstance(found, str):
        return f"REFUSED: its file is not compiled: {found}"
    more = sorted({*found} - ALLOWED)
    if more:
        return f"REFUSED: it stands on {', '.join(more)}"
    names = ", ".join(sorted(name.rpartition(".")[2] for name in found))
    return f"proved by the kernel; axioms: {names or 'none'}"


def _told(made: Project, axioms: Mapping[str, tuple[str, ...] | str] | None, output: Path) -> str:
    """A table of all claims where Coq was asked, and how many there are of each kind."""
    exported = sum(1 for one in made.claims if one.theorem)
    told = f"{exported} exported"
    lines = []
    if axioms is not None:
        lines = [*_table([(one.id, _verdict(one, axioms)) for one in made.claims]), ""]
        good = sum(map(_accepted, axioms.values()))
        told = f"{good} proved by the kernel of Coq, {exported - good} refused"
    rest = f"{len(made.claims) - exported} not exported"
    lines.append(f"{len(made.claims)} claims: {told}, {rest}; project in {output}")
    shown = "\n".join(lines)
    return shown if can_show_unicode() else to_ascii(shown)


def _table(rows: Sequence[tuple[str, str]]) -> list[str]:
    style = box.SIMPLE_HEAD if can_show_unicode() else box.ASCII2
    table = Table(box=style, pad_edge=False, show_edge=False)
    table.add_column("Claim", overflow="fold")
    table.add_column("Coq", overflow="fold")
    for row in rows:
        table.add_row(*row)
    page, width = StringIO(), max(screen_width(), 80)
    Console(file=page, width=width, color_system=None, markup=False, highlight=False).print(table)
    return [line.rstrip() for line in page.getvalue().splitlines()]
