"""Plug-ins: an installed distribution adds rules by name; what breaks the registry is refused."""

import json
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from symdyn.rules import builtin

RULE = """
from symdyn import LearningRule
from symdyn.notation import m, w_hat

{variable} = LearningRule({name!r}, "From a plug-in", "random", (m + 1) * w_hat**m{more})
"""


def install(site: Path, package: str, source: str, entry: str) -> None:
    """Put a distribution with one module and one entry point where Python finds it."""
    (site / f"{package}.py").write_text(source)
    info = site / f"{package}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[symdyn.rules]\n{entry}\n")


def run(site: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "SYMDYN_NO_PLUGINS"}
    return subprocess.run(
        [sys.executable, "-m", "symdyn", *arguments],
        env={**kept, "PYTHONPATH": str(site), **environment},
        cwd=site,
        capture_output=True,
        text=True,
        check=False,
    )


def refusal(result: subprocess.CompletedProcess[str]) -> str:
    assert result.returncode == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    return line


@pytest.fixture
def site(tmp_path: Path) -> Path:
    install(
        tmp_path,
        "lingering",
        RULE.format(variable="rule", name="lingering-credit", more=""),
        "lingering = lingering:rule",
    )
    return tmp_path


def test_a_plugin_is_listed_with_where_it_comes_from(site: Path) -> None:
    found = json.loads(run(site, "rules", "--format", "json").stdout)["rules"]
    (one,) = [rule for rule in found if rule["rule"] == "lingering-credit"]
    assert one["origin"] == "plug-in lingering:rule"
    assert {rule["origin"] for rule in found if rule is not one} == {"symdyn"}
    listed = run(site, "rules").stdout
    assert "lingering-credit" in listed
    assert "plug-in lingering:rule" in listed


def test_a_plugin_is_derived_by_name(site: Path) -> None:
    derived = json.loads(run(site, "derive", "lingering-credit", "--format", "json").stdout)
    assert derived["rule"] == "lingering-credit"
    assert derived["kernel_sums"]["K(z)"] == "1/(1 - w_hat*z)**2"
    results = run(site, "derive", "lingering-credit", PYTHONIOENCODING="utf-8").stdout
    assert results.startswith("From a plug-in\n")
    assert "Fixed points     the optimal manifold" in results


def test_plugins_can_be_left_out(site: Path) -> None:
    listed = run(site, "rules", SYMDYN_NO_PLUGINS="1")
    assert listed.returncode == 0
    assert "lingering-credit" not in listed.stdout
    left_out = run(site, "derive", "lingering-credit", SYMDYN_NO_PLUGINS="1")
    assert "no rule 'lingering-credit'" in refusal(left_out)


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("rflo", ""),
        ("rtrl", ""),  # another name of bptt
        ("lingering-credit", ""),
        ("another", ", equals=(('bptt', 'not at all'),)"),
    ],
)
def test_a_duplicate_name_is_refused(site: Path, name: str, more: str) -> None:
    source = RULE.format(variable="rule", name=name, more=more)
    install(site, "rival", source, "rival = rival:rule")
    line = refusal(run(site, "rules"))
    taken = "bptt" if more else name
    assert f"rule name {taken!r} of plug-in" in line
    assert "already taken by" in line
    assert "SYMDYN_NO_PLUGINS=1" in line
    assert run(site, "rules", SYMDYN_NO_PLUGINS="1").returncode == 0


@pytest.mark.parametrize(
    ("source", "entry", "reason"),
    [
        ("rule = 3\n", "broken = broken:rule", "is a int, not a LearningRule"),
        ("raise RuntimeError('not today')\n", "broken = broken:rule", "RuntimeError: not today"),
        ("rule = (\n", "broken = broken:rule", "SyntaxError"),
        ("", "broken = broken:rule", "AttributeError"),
        ("", "broken = no_such_module:rule", "ModuleNotFoundError"),
    ],
)
def test_a_broken_plugin_is_refused(site: Path, source: str, entry: str, reason: str) -> None:
    install(site, "broken", source, entry)
    line = refusal(run(site, "rules"))
    assert line.startswith("symdyn: error: plug-in ")
    assert reason in line
    assert "fix or uninstall that package, or set SYMDYN_NO_PLUGINS=1" in line


def test_a_builtin_rule_is_found_without_the_files_of_others() -> None:
    names = [one.name.replace("_", "-") for one in pkgutil.iter_modules(builtin.__path__)]
    code = "import sys; from symdyn import find_rule\n" + "".join(
        f"assert find_rule({name!r}).name == {name!r}\n"
        f"print(sum(x.startswith({builtin.__name__ + '.'!r}) for x in sys.modules))\n"
        for name in names
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "SYMDYN_NO_PLUGINS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.split() == [str(place) for place in range(1, len(names) + 1)]
