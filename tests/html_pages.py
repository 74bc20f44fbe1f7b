"""Pages in HTML, read back: the elements, their text, and what a page is made of."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

from symdyn.claims.claim import Claim
from symdyn.report.assembly import Document, report_on
from symdyn.report.html.page import render_page
from symdyn.report.judged import Judged
from tests.derived import chain, derived

MATH = "{http://www.w3.org/1998/Math/MathML}math"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><path id="p" d="M 0 0 L 2 1"/></svg>'
)


def judged(claims: Sequence[Claim], statuses: Mapping[str, str] | None = None) -> Judged:
    """All claims proved, but for those with a status of their own."""
    return Judged(tuple(claims), {one.id: (statuses or {}).get(one.id, "proved") for one in claims})


def document(name: str, statuses: Mapping[str, str] | None = None) -> Document:
    """The report on a rule, with its claims."""
    return report_on(derived(name), judged=judged(chain(name), statuses))


def written(one: Document, folder: Path) -> str:
    """The page of a document, with drawings of one line and a certificate for each claim."""
    for figure in one.figures:
        (folder / f"{figure.name}.svg").write_text(SVG)
    claims = one.judged.claims if one.judged else ()
    files = {claim.id: f"certificates/{one.name}/{claim.id}.json" for claim in claims}
    return render_page(one, folder, files)


def read(page: str) -> ElementTree.Element:
    """The elements of a page, which is strict XML behind its first line."""
    head, _, rest = page.partition("\n")
    assert head == "<!DOCTYPE html>"
    return ElementTree.fromstring(rest)  # noqa: S314 - our own text


def by_id(root: ElementTree.Element, name: str) -> ElementTree.Element:
    (found,) = (one for one in root.iter() if one.get("id") == name)
    return found


def of_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in root.iter() if name in (one.get("class") or "").split()]


def text_of(element: ElementTree.Element) -> str:
    """The text of an element with each formula as its LaTeX between dollar signs."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: ElementTree.Element) -> Iterator[str]:
    if element.tag == MATH:
        yield f"${element.get('alttext')}$"
    else:
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""
