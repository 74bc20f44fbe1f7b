"""Write the pages of reports that are assembled: one on each rule, and an index with the comparison."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from symdyn.report.assembly import Document
from symdyn.report.html.page import INDEX, Link, render_page
from symdyn.report.judged import Judged

__all__ = ["INDEX", "write_pages"]

_CERTIFICATES = "certificates"


def write_pages(
    reports: Sequence[Document],
    comparison: Document | None,
    folder: Path,
    drawings: Path,
    told: Callable[[str], None],
) -> list[Path]:
    """Write NAME.html for each report on a rule, and index.html.

    Parameters
    ----------
    reports : on rules, at least one
    comparison : of these rules, or None
    folder : where to; it has certificates/NAME/ID.json
    drawings : the folder with each figure as NAME.svg
    told : called with the name of each page before it is made

    Returns
    -------
    The pages, the index last.
    """
    addresses = {one.name: f"{one.name}.html" for one in reports}
    files = {name: _certificates(folder, name) for name in addresses}
    pages = []
    for one in reports:
        told(addresses[one.name])
        text = render_page(one, drawings, files[one.name])
        pages.append(_write(folder / addresses[one.name], text))
    told(INDEX)
    listed = [Link(addresses[one.name], one.subtitle) for one in reports]
    shared = {name: path for one in reversed(reports) for name, path in files[one.name].items()}
    text = render_page(_index(reports, comparison), drawings, shared, addresses, listed)
    return [*pages, _write(folder / INDEX, text)]


def _index(reports: Sequence[Document], comparison: Document | None) -> Document:
    """The comparison with the claims behind its equations; without one a title alone."""
    if comparison is None:
        return replace(reports[0], sections=(), figures=(), references=(), judged=None)
    return replace(comparison, judged=_shared(comparison, reports))


def _shared(comparison: Document, reports: Sequence[Document]) -> Judged | None:
    """What the equations of the comparison rest on, of the claims of all rules."""
    chains = [one.judged for one in reports if one.judged is not None]
    claims = {claim.id: claim for chain in chains for claim in chain.claims}
    needed: set[str] = set()
    waiting = [name for one in comparison.equations for name in one.claims if name in claims]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += claims[name].uses
    if not needed:
        return None
    statuses = {name: status for chain in chains for name, status in chain.statuses.items()}
    found = tuple(claim for name, claim in claims.items() if name in needed)
    return Judged(found, {claim.id: statuses[claim.id] for claim in found})


def _certificates(folder: Path, name: str) -> dict[str, str]:
    """The files of a rule's certificates, by the id of the claim."""
    return {
        path.stem: path.relative_to(folder).as_posix()
        for path in sorted((folder / _CERTIFICATES / name).glob("*.json"))
    }


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
