"""Links to a folder of the project lead to the page about it, and the site's own address to its start.

What the theme leaves out for those who use a keyboard or have pages read to them is added in the end.
"""

from pathlib import Path

from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

__all__ = ["setup"]

_PAGES = {"derivations": "docs/theory", "examples": "docs/examples", "docs": "docs/index"}
_START = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>symdyn</title>
<meta http-equiv="refresh" content="0; url={address}"></head>
<body><p><a href="{address}">symdyn</a></p></body></html>
"""
# A heading without a level; a box that is moved sideways, out of reach for the keyboard.
_COMPLETED = {
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    "<pre>": '<pre tabindex="0">',
    '<div class="cell_output docutils container">': '<div class="cell_output docutils container" tabindex="0">',
    '<div class="table-wrapper docutils container">': '<div class="table-wrapper docutils container" tabindex="0">',
}


class Folders(SphinxTransform):
    """Turns a link to a folder into one to its page."""

    default_priority = 400

    def apply(self) -> None:
        """Change the links of one document."""
        for link in self.document.findall(pending_xref):
            page = _PAGES.get(link["reftarget"].rstrip("/").rpartition("/")[2])
            if link["reftype"] == "myst" and link["reftarget"].endswith("/") and page:
                link.update_all_atts(
                    {"refdomain": "std", "reftype": "doc", "reftarget": f"/{page}"}, replace=True
                )


def _finish(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for path in out.rglob("*.html"):
        text = path.read_text("utf-8")
        for written, completed in _COMPLETED.items():
            text = text.replace(written, completed)
        path.write_text(text, "utf-8")
    address = app.builder.get_target_uri(app.config.root_doc)
    (out / "index.html").write_text(_START.format(address=address), "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Have Sphinx change links here, and write index.html in the end."""
    app.add_transform(Folders)
    app.connect("build-finished", _finish)
    return {"parallel_read_safe": True}
