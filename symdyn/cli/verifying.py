"""What `symdyn verify` does."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path

import click

from symdyn.claims.documents import Document, read_document, respelled
from symdyn.claims.recognition import may_hold_claims
from symdyn.claims.scheduling import processors
from symdyn.claims.smt import available
from symdyn.claims.verifying import Progress, verify
from symdyn.cli.certificates import directory_for, write_certificates
from symdyn.cli.outcomes import FORMATS
from symdyn.cli.output import one_line, say, write_file
from symdyn.cli.progress import counted
from symdyn.errors import ClaimError
from symdyn.rules.registry import find_rule

__all__ = ["documents_at", "verify_all"]

_FOLDER = Path("derivations")
_NOT_AS_EXPECTED = 1


def verify_all(
    places: Sequence[Path],
    rules: Sequence[str],
    directory: Path | None,
    form: str,
    jobs: int | None,
    *,
    ask: bool = False,
    write: bool = False,
) -> None:
    """Prove and check derivations and rules, and show every status.

    Parameters
    ----------
    places : documents and folders of documents; none for the folder derivations, if there is one
    rules : names or files of rules whose chains are verified as well
    directory : where certificates are written in the end; None for nowhere
    form : a key of FORMATS
    jobs : how many processes to use; None for as many as there are processors
    ask : whether z3 is asked for a second opinion
    write : whether lines that are not written as they are displayed are written anew

    Raises
    ------
    SymdynError for bad input, before any proof where that can be known.  The exit status is 1 if
    a status is not the expected one.
    """
    if not places and not rules and not _FOLDER.is_dir():
        raise ClaimError(
            f"there is no folder {str(_FOLDER)!r} here; name a document, a folder, or a rule "
            "with --rule"
        )
    if not places and _FOLDER.is_dir():
        places = [_FOLDER]
    documents = documents_at(places)
    found = [find_rule(name) for name in dict.fromkeys(rules)]
    if not found and not any(document.claims for document in documents):
        raise _no_claim(", ".join(map(str, places)), ", or name a rule with --rule")
    if ask and not available():
        raise ClaimError("z3 is not installed; install symdyn[smt], or leave out --second-opinion")
    kept = nullcontext() if directory is None else directory_for(directory)
    with kept, _live() as progress:
        outcomes = verify(
            documents,
            found,
            _forget if directory is None else partial(write_certificates, directory),
            jobs=jobs or processors(),
            progress=progress,
            ask=ask,
            respell=partial(_respell, documents) if write else None,
        )
    say(FORMATS[form](documents, outcomes))
    if not all(outcome.as_expected for outcome in outcomes):
        raise click.exceptions.Exit(_NOT_AS_EXPECTED)


def _respell(documents: Sequence[Document], spellings: Mapping[str, Mapping[str, str]]) -> None:
    """Write the lines of documents as they are displayed."""
    for document in documents:
        own = {one.claim.id: spellings.get(one.claim.id, {}) for one in document.claims}
        count = sum(map(len, own.values()))
        if count:
            write_file(document.path, respelled(document.path, own))
            told = f"{count} line{'s' * (count > 1)} written anew"
            click.echo(f"{one_line(str(document.path))}: {told}", err=True)


def _forget(_: Mapping[str, str]) -> None:
    """No directory was named for the certificates."""


def documents_at(places: Sequence[Path]) -> tuple[Document, ...]:
    """The documents that are named and those of the folders that are named, each once.

    Raises
    ------
    ClaimError for what does not exist, is no Markdown, or is a folder without documents, and for a
    document that is named and states nothing; in a folder there may be such.
    """
    paths: dict[Path, Path] = {}
    named = {place.resolve() for place in places if not place.is_dir()}
    for place in places:
        inside = _derivations_in(place) if place.is_dir() else [place]
        if not inside:
            raise ClaimError(f"folder {str(place)!r} holds no document; put NAME.md files in it")
        for path in inside:
            if path.suffix != ".md":
                raise ClaimError(
                    f"derivation {str(path)!r} does not end in .md; name a Markdown file"
                )
            paths.setdefault(path.resolve(), path)
    documents = tuple(read_document(path) for path in paths.values())
    for document in documents:
        if document.path.resolve() in named and not document.claims:
            raise _no_claim(str(document.path))
    return documents


def _derivations_in(folder: Path) -> list[Path]:
    """The Markdown files of a folder that hold a claim block, or what looks like one."""
    found = []
    for path in sorted(folder.glob("*.md")):
        try:
            if path.is_file() and may_hold_claims(path.read_bytes()):
                found.append(path)
        except OSError as error:
            raise ClaimError(f"derivation {str(path)!r} cannot be read: {error.strerror}") from None
    return found


def _no_claim(where: str, otherwise: str = "") -> ClaimError:
    return ClaimError(
        f"{where}: there is no claim here; state one in a block that begins with "
        f"```claim{otherwise}"
    )


@contextmanager
def _live() -> Iterator[Callable[[Progress], None]]:
    """How much is done and what is going on, on standard error."""
    with counted() as show:
        yield lambda progress: show(progress.done, progress.total, ", ".join(progress.running))
