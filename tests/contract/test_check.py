"""`symdyn check` is the independent checker under another name, and is quick to start."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import symdyn
from symdyn.claims.claim import Claim
from tests.judged import certificates

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {
    "symdyn check": (str(Path(sys.executable).with_name("symdyn")), "check"),
    "python -m symdyn check": (sys.executable, "-m", "symdyn", "check"),
    "python -m symdyn.checker": (sys.executable, "-m", "symdyn.checker"),
}
PROVED = Claim("one.proved", "equation", ("(x + 1)^{2} = x^{2} + 2 x + 1",))
REFUTED = Claim(
    "one.refuted", "sign", ("x > 0",), evidence={"witness": {"x": "-1"}, "values": ["-1", "0"]}
)
FALSE = Claim("one.false", "equation", ("x = x + 1",))
GAP = Claim("one.gap", "sign", ("x^{2} + 1 > 0",), evidence={"gap": "not found"})


def run(command: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMANDS[command], *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("claims", "arguments", "status", "shows"),
    [
        ([PROVED, REFUTED], ["."], 0, ("proved      one.proved", "refuted     one.refuted")),
        ([PROVED, FALSE], ["one.proved.json"], 0, ("proved      one.proved",)),
        ([PROVED, FALSE], ["."], 1, ("proved      one.proved", "rejected    one.false")),
        ([GAP], ["one.gap.json"], 1, ("unproved    one.gap  not found",)),
        ([PROVED], ["one.proved.json", "missing.json"], 2, ()),
        ([], ["."], 2, ()),
        ([], [], 2, ()),
    ],
)
def test_both_commands_say_the_same(
    claims: list[Claim], arguments: list[str], status: int, shows: tuple[str, ...], tmp_path: Path
) -> None:
    certificates(tmp_path, claims)
    one, two, three = (run(command, *arguments, cwd=tmp_path) for command in COMMANDS)
    assert (one.returncode, two.returncode, three.returncode) == (status,) * 3
    assert one.stdout == two.stdout == three.stdout
    lines = one.stdout.splitlines()
    if status < 2:
        assert lines.pop().startswith(f"{len(shows)} claim")
    assert [
        line[: len(part)] for line, part in zip(sorted(lines), sorted(shows), strict=True)
    ] == sorted(shows)
    if status < 2:
        assert one.stderr == three.stderr == ""
    else:
        assert one.stderr == f"symdyn: error: {three.stderr}"
        assert three.stderr.count("\n") == 1


def test_a_certificate_that_was_tampered_with_is_named(tmp_path: Path) -> None:
    (path,) = certificates(tmp_path, [PROVED])
    certificate = json.loads(path.read_text())
    certificate["goal"]["all"] = ["(x + 1)^{2} = x^{2} + 3 x + 1"]
    path.write_text(json.dumps(certificate))
    result = run("symdyn check", ".", cwd=tmp_path)
    assert result.returncode == 1
    assert result.stdout.startswith("rejected    one.proved  ")


@pytest.mark.parametrize("content", [b"hello", b"\xff", b""])
def test_a_file_that_is_no_json_is_told_so(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "some.json"
    file.write_bytes(content)
    result = run("symdyn check", file.name, cwd=tmp_path)
    assert result.returncode == 1
    assert result.stdout.startswith("rejected    some  it is no JSON (")
    assert "give certificates, which symdyn verify writes" in result.stdout


def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    certificates(tmp_path, [PROVED])
    process = subprocess.Popen(
        [*COMMANDS["symdyn check"], str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 141


LOADED = """
import sys
{statement}
print(*sorted({{name.partition(".")[0] for name in sys.modules}}), file=sys.stderr)
"""


def loaded(statement: str, cwd: Path) -> set[str]:
    """The packages that are in memory after a statement."""
    script = LOADED.format(statement=statement)
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=cwd, capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


def test_the_checker_starts_without_sympy(tmp_path: Path) -> None:
    certificates(tmp_path, [PROVED])
    heavy = {"sympy", "flint", "mpmath", "numpy", "rich", "pytest"}
    assert heavy < loaded("import sympy, numpy, rich, pytest", tmp_path)  # they would be seen
    for statement in (
        "import symdyn",
        "import symdyn.checker",
        "import symdyn.pytest_plugin as p; sys.modules.pop('pytest')",
        "from symdyn.cli import main; main(['check', '.'])",
    ):
        found = loaded(statement, tmp_path)
        assert "symdyn" in found
        assert not heavy & found, statement
    assert "click" not in loaded("import symdyn.checker.__main__", tmp_path)


COUNTED = """
import sys
from _lsprof import Profiler
from itertools import count
before = set(sys.modules)
profiler = Profiler(count().__next__)  # instead of a clock
profiler.enable(subcalls=False, builtins=True)
from symdyn.cli import main
main(["check", "."])
profiler.disable()
calls = sum(entry.callcount for entry in profiler.getstats())
print(calls, len(set(sys.modules) - before), file=sys.stderr)
"""


def test_one_certificate_is_checked_quickly_from_a_cold_start(tmp_path: Path) -> None:
    """Twice the calls and modules of today: 78,000 and 109, most of them for reading arguments."""
    certificates(tmp_path, [PROVED])
    done = subprocess.run(
        [sys.executable, "-c", COUNTED], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    calls, modules = map(int, done.stderr.split())
    assert 0 < calls < 160_000
    assert 0 < modules < 220


def test_public_names_are_imported_when_they_are_asked_for() -> None:
    assert set(symdyn.__all__) <= set(dir(symdyn))
    assert symdyn.find_rule("rflo") == symdyn.find_rule("rflo")
    with pytest.raises(AttributeError, match="module 'symdyn' has no attribute 'find_rules'"):
        symdyn.find_rules  # noqa: B018
    with pytest.raises(ImportError, match="find_rules"):
        exec("from symdyn import find_rules")  # noqa: S102
    names: dict[str, object] = {}
    exec("from symdyn import *", names)  # noqa: S102
    assert set(symdyn.__all__) <= set(names)


def test_the_checker_runs_out_of_a_copied_folder_without_any_package(tmp_path: Path) -> None:
    (tmp_path / "claims").mkdir()
    certificates(tmp_path / "claims", [PROVED, REFUTED])
    shutil.copytree(ROOT / "symdyn" / "checker", tmp_path / "alone")
    result = subprocess.run(
        [sys.executable, "-S", "-O", "-m", "alone", "claims"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": ""},
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.endswith("2 claims: 1 proved, 1 refuted\n")
