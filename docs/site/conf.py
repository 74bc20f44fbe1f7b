"""How the pages in build/site are made: `make docs` calls Sphinx with this file.

The source folder is the whole project, so that README.md, docs/, derivations/ and examples/ are read
where they are and the links between them lead to the same places as on a forge.
"""

import logging
import os
import sys
from importlib.metadata import version as installed_version
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # the extensions beside this file
# Notebooks run in this Python, not in what a user's own kernels name, and leave nothing elsewhere.
os.environ["JUPYTER_PATH"] = str(HERE / "jupyter")
LEFT = HERE.parents[1] / "build" / "jupyter"
LEFT.mkdir(parents=True, exist_ok=True)
for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR"):
    os.environ.setdefault(name, str(LEFT))
logging.getLogger("traitlets").setLevel(logging.WARNING)

project = "symdyn"
author = "The symdyn developers"
copyright = author  # noqa: A001 - Sphinx' own name
version = release = installed_version("symdyn")

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "docstrings",
    "formulas",
    "claim_blocks",
    "commands",
    "drawings",
    "places",
    "symbols",
]
root_doc = "docs/index"
include_patterns = [
    "README.md",
    "CHANGELOG.md",
    "docs/*.md",
    "derivations/*.md",
    "examples/*.ipynb",
]
exclude_patterns = ["build", ".*", "docs/site", "reports", "symdyn", "tests", "benchmarks"]

smartquotes = False  # two hyphens are an option, not a dash
myst_enable_extensions = ["dollarmath", "colon_fence", "deflist"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
nb_execution_mode = "force"
nb_execution_in_temp = True
nb_merge_streams = True
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_mime_priority_overrides = [("html", "text/latex", None)]

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True}
autodoc_preserve_defaults = True
add_module_names = False

html_theme = "furo"
html_title = "symdyn"
html_math_renderer = "mathml"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_search_summary = False  # a page that is opened as a file cannot read the others
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
