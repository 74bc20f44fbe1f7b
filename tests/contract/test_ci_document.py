"""docs/ci.md: its workflow and its hook are YAML, and their commands do here what the page says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.contract.scanning import ROOT
from tests.contract.test_readme import follow

yaml = pytest.importorskip("yaml", reason="PyYAML is not installed")
TEXT = (ROOT / "docs" / "ci.md").read_text("utf-8")
WORKFLOW, CONFIGURED = map(yaml.safe_load, re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.M | re.S))
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
STEPS = WORKFLOW["jobs"]["verify"]["steps"]
FALSE = "```claim\nid: mine.sign\nkind: sign\nsource: an example\nstate: -1 > 0\n```\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A user's project with the two claims of docs/documents.md."""
    (tmp_path / "derivations").mkdir()
    example = (ROOT / "docs" / "documents.md").read_text("utf-8")
    (tmp_path / "derivations" / "example.md").write_text(example, "utf-8")
    (tmp_path / "requirements.txt").write_text("symdyn\n")
    return tmp_path


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What a step's shell does, with the commands of this environment."""
    here = Path(sys.executable).parent
    return subprocess.run(
        [shutil.which("bash") or "/bin/bash", "-e", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": f"{here}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )


def commands() -> list[str]:
    return [step["run"] for step in STEPS if "run" in step]


def test_the_workflow_is_one_that_github_takes() -> None:
    assert WORKFLOW[True] == ["push", "pull_request"]  # YAML reads `on` as a truth value
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert WORKFLOW["jobs"]["verify"]["runs-on"] == "ubuntu-latest"
    for step in STEPS:
        assert len({"uses", "run"} & set(step)) == 1
        assert set(step) <= {"uses", "run", "with", "name"}
        assert re.fullmatch(r"actions/[a-z-]+@v\d+", step.get("uses", "actions/checkout@v4"))
    minimum = re.search(r'requires-python = ">=([\d.]+)"', (ROOT / "pyproject.toml").read_text())
    asked = next(
        step["with"]["python-version"] for step in STEPS if "python-version" in step.get("with", {})
    )
    assert minimum is not None
    assert [*map(int, asked.split("."))] >= [*map(int, minimum[1].split("."))]


def test_its_commands_run_in_order(project: Path) -> None:
    assert len(commands()) == 3
    for command in commands():  # the first has nothing to do: symdyn is here
        done = run(command, project)
        assert done.returncode == 0, done.stdout + done.stderr
    assert [path.name for path in (project / "certificates").iterdir()] == [
        "documents.positive.json"
    ]
    uploaded = next(step["with"]["path"] for step in STEPS if "upload" in step.get("uses", ""))
    assert (project / uploaded).is_dir()


def test_a_statement_that_is_not_so_fails_the_step_at_its_line(project: Path) -> None:
    (project / "derivations" / "false.md").write_text(f"# Mine\n\n{FALSE}", "utf-8")
    done = run(commands()[1], project)
    assert done.returncode == 1
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("::error"))
    assert "file=derivations/false.md,line=" in line
    assert "mine.sign" in line


def test_what_is_no_document_is_bad_input(project: Path) -> None:
    (project / "derivations" / "false.md").write_text(FALSE.replace("state", "stated"), "utf-8")
    assert run(commands()[1], project).returncode == 2


@pytest.mark.slow
def test_the_page_does_what_it_says(project: Path) -> None:
    assert follow(TEXT, project) == 1


def test_the_hook_is_called_for_by_a_document() -> None:
    required: dict[str, Any] = {"language": "python", "pass_filenames": False}
    assert required.items() <= HOOK.items()
    assert set(HOOK) == {*required, "id", "name", "description", "entry", "files"}
    assert CONFIGURED["repos"][0]["hooks"] == [{"id": HOOK["id"]}]
    assert re.search(HOOK["files"], "derivations/example.md")
    assert not re.search(HOOK["files"], "docs/derivations.md")


@pytest.mark.slow
def test_the_hook_lets_pass_what_comes_out_as_declared(project: Path) -> None:
    assert run(HOOK["entry"], project).returncode == 0
    (project / "derivations" / "false.md").write_text(f"# Mine\n\n{FALSE}", "utf-8")
    assert run(HOOK["entry"], project).returncode == 1
