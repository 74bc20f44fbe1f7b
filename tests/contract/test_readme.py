"""The README's Python blocks run and its `symdyn` commands succeed, in the order of reading.

A block whose first line is a comment with a file name, such as `# my_rule.py`, is that file: it is
written to the working directory for the commands that follow.  In a `console` block each line
`$ symdyn ...` is run, and lines below it, where there are any, occur in what it prints; the numbers
of equations are left out.
"""

import doctest
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

README = Path(__file__).resolve().parents[2] / "README.md"
FENCED = re.compile(r"^```(python|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EQUATION_NUMBER = re.compile(r" {2,}\(\d+\)$")
FILE_NAME = re.compile(r"# (\w+\.py)\n")


def follow(text: str, folder: Path) -> int:
    """Do in `folder` what a README says and return the number of its blocks."""
    names: dict[str, object] = {"__name__": "readme"}
    blocks = FENCED.findall(text)
    for number, (language, block) in enumerate(blocks, start=1):
        if language == "console":
            run_commands(block, folder)
        elif (named := FILE_NAME.match(block)) is not None:
            (folder / named[1]).write_text(block, encoding="utf-8")
        elif ">>>" in block:
            run_examples(block, f"README block {number}", names)
        else:
            exec(compile(block, f"README block {number}", "exec"), names)  # noqa: S102
    return len(blocks)


def run_examples(block: str, title: str, names: dict[str, object]) -> None:
    """Run a block of >>> examples; what one defines is there for the next."""
    examples = doctest.DocTestParser().get_doctest(block, names, title, None, 0)
    report: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(examples, out=report.append, clear_globs=False)
    names.update(examples.globs)
    assert not report, "".join(report)


def run_commands(block: str, folder: Path) -> None:
    """Run each `$ symdyn ...` of a console block and compare what it prints."""
    for entry in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, expected = entry.partition("\n")
        words = shlex.split(command, comments=True)
        if words[:1] != ["symdyn"]:
            continue
        script = Path(sys.executable).with_name("symdyn")
        result = subprocess.run(
            [script, *words[1:]], cwd=folder, capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, f"{command}\n{result.stderr}"
        printed = {EQUATION_NUMBER.sub("", line).strip() for line in result.stdout.splitlines()}
        missing = [line for line in expected.splitlines() if line.strip() not in printed]
        assert not missing, f"{command} does not print\n" + "\n".join(missing)


def test_the_readme_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)  # as for a session started in that directory
    assert follow(README.read_text(encoding="utf-8"), tmp_path) > 0


@pytest.mark.parametrize(
    ("block", "error"),
    [
        ("```python\nimport symdyn\n1 / 0\n```\n", ZeroDivisionError),
        ("```python\n>>> 1 + 1\n3\n```\n", AssertionError),
        ("```console\n$ symdyn no-such-command\n```\n", AssertionError),
    ],
)
def test_a_wrong_block_is_seen(block: str, error: type[BaseException], tmp_path: Path) -> None:
    with pytest.raises(error):
        follow(f"# Title\n\n{block}", tmp_path)


def test_blocks_see_what_stands_above(tmp_path: Path) -> None:
    text = "```python\nx = 1\n```\n```python\n>>> y = x + 1\n```\n```python\n>>> x + y\n3\n```\n"
    text += "```python\n# rule.py\nrule = 1 / 0\n```\n"
    assert follow(text, tmp_path) == 4
    assert (tmp_path / "rule.py").read_text().endswith("rule = 1 / 0\n")


def test_every_extra_has_a_line_of_its_own() -> None:
    project = tomllib.loads((README.parent / "pyproject.toml").read_text(encoding="utf-8"))
    text = README.read_text(encoding="utf-8")
    table = re.search(r"^\| extra \|.*?\n\n", text, re.MULTILINE | re.DOTALL)
    assert table is not None
    named = re.findall(r"^\| `(\w+)` \|", table[0], re.MULTILINE)
    assert sorted(named) == sorted(project["project"]["optional-dependencies"])
