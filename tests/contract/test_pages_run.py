"""Every block of every page is run by a test, or is listed here with the reason why not.

The pages of FOLLOWED are followed here: files that a block names in its first line are written, examples
and commands run in the order of reading.  What Sphinx makes of a directive, test_site sees.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.scanning import ROOT
from tests.contract.test_readme import follow
from tests.selection import slow_but

FOLLOWED = ("tutorial", "plug-in", "paper", "simulate", "sweeps")
# The languages of a page whose blocks another test runs.
RUN_ELSEWHERE = {
    "README.md": ({"python", "console"}, "test_readme"),
    "docs/ci.md": ({"yaml", "console"}, "test_ci_document"),
    "docs/documents.md": ({"claim"}, "test_verify"),
    "docs/explore.md": ({"console"}, "test_explore"),
    "docs/experiments.md": ({"console"}, "test_experiments_document"),
    "docs/networks.md": ({"python"}, "test_networks_document"),
    "docs/python.md": ({"python"}, "test_python_document"),
    "docs/rules.md": ({"python"}, "test_rules_document"),
}
# Blocks by page and first line.
NOT_RUN = {
    ("README.md", "make report"): "it writes to reports/ for minutes; the tests call its command",
    (
        "README.md",
        "symdyn verify --rule my_rule.py --certificates proofs   # your rule's whole chain, or what is missing",
    ): "the first two are run in tutorial.md, the last two by test_derivations",
    (
        "docs/explore.md",
        "symdyn explore bptt tbptt rflo decayed-rtrl feedback-alignment -o explore.html",
    ): "it writes the picture of the README with a browser",
    (
        "docs/explore.md",
        "SYMDYN_UPDATE_GOLDEN=1 python -m pytest tests/contract/test_explore_pictures.py",
    ): "it writes the pictures that this test compares",
    (
        "docs/rocq.md",
        "symdyn rocq bptt rflo -o proofs           # a project: _CoqProject, Makefile, the library, one file a rule",
    ): "it needs coqc for minutes; test_rocq_kernel runs it on a rule",
    ("docs/rocq.md", "Definition f_of (S : R) (w : R) : R :="): "test_rocq prints these very lines",
    ("docs/sweeps.md", "dask scheduler &"): "test_sweep starts a scheduler and workers of its own",
}
FILE = re.compile(r"(?:#|%) (\w+\.\w+)\n")
FENCE = re.compile(r"^(`{3,}|:{3,})(\S*)[^\n]*\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


def pages() -> list[str]:
    found = [ROOT / "README.md", ROOT / "CHANGELOG.md"]
    found += sorted((ROOT / "docs").glob("*.md")) + sorted((ROOT / "derivations").glob("*.md"))
    return [path.relative_to(ROOT).as_posix() for path in found]


def blocks(page: str) -> Iterator[tuple[str, str]]:
    """The language of each block, with what is in it."""
    for _, language, block in FENCE.findall((ROOT / page).read_text("utf-8")):
        yield language, block


def why_not_seen(page: str, language: str, block: str) -> str:
    """Nothing for a block that a test runs, a directive, or one that is listed; else what it is."""
    if language.startswith("{"):  # the pages are made of it
        return ""
    if page.startswith("derivations/") and language == "claim":  # test_derivations
        return ""
    if language in RUN_ELSEWHERE.get(page, (set(), ""))[0]:
        return ""
    if Path(page).stem in FOLLOWED and (language in {"python", "console"} or FILE.match(block)):
        return ""
    if language == "toml" and "[project.entry-points" in block:
        return ""
    first = block.partition("\n")[0]
    return "" if (page, first) in NOT_RUN else f"{page}: {language or 'a block'}: {first}"


def test_every_block_is_run_or_listed() -> None:
    unseen = [why_not_seen(page, *one) for page in pages() for one in blocks(page)]
    assert [one for one in unseen if one] == []
    there = {(page, block.partition("\n")[0]) for page in pages() for _, block in blocks(page)}
    assert set(NOT_RUN) <= there
    for page, (languages, test) in RUN_ELSEWHERE.items():
        assert languages <= {language for language, _ in blocks(page)}
        assert Path(page).name in (Path(__file__).parent / f"{test}.py").read_text("utf-8")


@pytest.mark.parametrize(
    ("page", "language", "block"),
    [
        ("docs/new.md", "console", "$ symdyn rules\n"),
        ("docs/python.md", "sh", "make\n"),
        ("docs/paper.md", "latex", "\\input{nothing}\n"),
    ],
)
def test_a_block_that_nothing_runs_is_seen(page: str, language: str, block: str) -> None:
    assert why_not_seen(page, language, block)


@pytest.mark.slow
@pytest.mark.parametrize("name", FOLLOWED)
def test_a_page_does_what_it_says(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    page = f"docs/{name}.md"
    for language, block in blocks(page):
        if language in {"toml", "latex"} and (named := FILE.match(block)) is not None:
            (tmp_path / named[1]).write_text(block, "utf-8")
    assert follow((ROOT / page).read_text("utf-8"), tmp_path) > 0
    for document in tmp_path.glob("*.tex"):
        typeset(document)


def typeset(document: Path) -> None:
    if shutil.which("latexmk") is None:
        pytest.skip("latexmk is not installed")
    command = ["latexmk", "-pdf", "-interaction=nonstopmode", "-halt-on-error", document.name]
    made = subprocess.run(command, cwd=document.parent, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout[-2000:]


@pytest.mark.parametrize("page", slow_but(["docs/plug-in.md"], ["README.md", "docs/plug-in.md"]))
def test_the_entry_point_makes_the_rule_known(page: str, tmp_path: Path) -> None:
    (settings,) = (tomllib.loads(block) for language, block in blocks(page) if language == "toml")
    ((name, target),) = settings["project"]["entry-points"]["symdyn.rules"].items()
    module, _, variable = target.partition(":")
    (source,) = (
        block for language, block in blocks(page) if FILE.match(block) and language == "python"
    )
    assert f"\n{variable} = " in source
    file = tmp_path / f"{module.replace('.', '/')}.py"
    file.parent.mkdir()
    file.write_text(source, "utf-8")
    info = tmp_path / "my_package-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: my-package\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[symdyn.rules]\n{name} = {target}\n")
    kept = {key: value for key, value in os.environ.items() if key != "SYMDYN_NO_PLUGINS"}
    listed = subprocess.run(
        [sys.executable, "-m", "symdyn", "rules"],
        env={**kept, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert name in listed.stdout
