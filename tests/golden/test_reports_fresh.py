"""The reports in reports/ are what the program writes now; if not, the difference is shown."""

import csv
from difflib import unified_diff
from pathlib import Path

import pytest

from symdyn import all_rules, analyse
from symdyn.claims.chain import claims_of
from symdyn.report.writing import write_sources
from symdyn.simulation import validate
from symdyn.simulation.training.sample import sample_runs
from tests.derived import chain, derived

COMMITTED = Path(__file__).resolve().parents[2] / "reports"
LONGEST_DIFFERENCE = 80
REFUTED = {"not-gradient", "rank-b-less", "rank-w-less", "rotated"}


QUICK = ("rflo",)  # what is written of all at once, the comparison too, is a slow test


def stale(committed: Path, fresh: Path, *rules: str) -> str:
    """Every difference between the sources in two folders, of all or of some rules, or nothing."""
    kinds = ("*.tex", "*.csv")
    folders = (committed, fresh)
    names = sorted({path.name for one in folders for kind in kinds for path in one.glob(kind)})
    if rules:
        names = [x for one in rules for x in (f"{one}.tex", f"{one}-claims.csv")]
    lines: list[str] = []
    for name in names:
        old, new = (
            path.read_text(encoding="utf-8").splitlines() if path.exists() else []
            for path in (committed / name, fresh / name)
        )
        lines += unified_diff(old, new, f"reports/{name}", f"{name} as written now", "", "", 1, "")
    if not lines:
        return ""
    left_out = len(lines) - LONGEST_DIFFERENCE
    shown = [
        *lines[:LONGEST_DIFFERENCE],
        *([f"... and {left_out} lines more"] if left_out > 0 else []),
    ]
    return "\n".join(["reports/ is stale: run make report and look at git diff reports", *shown])


@pytest.mark.parametrize("name", QUICK)
def test_a_committed_report_is_fresh(name: str, tmp_path: Path) -> None:
    found = derived(name)
    write_sources(
        [found], tmp_path, {name: validate(found)}, {name: sample_runs(found)}, {name: chain(name)}
    )
    assert not (difference := stale(COMMITTED, tmp_path, name)), difference


@pytest.mark.slow
def test_the_committed_reports_are_fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYMDYN_NO_PLUGINS", "1")
    analyses = [analyse(found.rule) for found in all_rules()]
    validations = {one.rule.name: validate(one) for one in analyses}
    samples = {one.rule.name: sample_runs(one) for one in analyses}
    chains = {one.rule.name: claims_of(one.rule, one) for one in analyses}
    write_sources(analyses, tmp_path, validations, samples, chains)
    difference = stale(COMMITTED, tmp_path)
    assert not difference, difference


def test_of_what_the_committed_tables_list_nothing_is_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SYMDYN_NO_PLUGINS", "1")
    tables = sorted(COMMITTED.glob("*-claims.csv"))
    assert len(tables) == len(all_rules())
    refuted = set()
    for path in tables:
        with path.open(encoding="utf-8", newline="") as file:
            found = {row["claim"]: row["status"] for row in csv.DictReader(file)}
        assert set(found.values()) <= {"proved", "refuted"}, path
        refuted |= {name for name, status in found.items() if status == "refuted"}
    assert refuted == REFUTED


def test_a_stale_report_is_shown_as_a_difference(tmp_path: Path) -> None:
    for folder, texts in (
        ("old", {"a": "x\ny", "gone": "z"}),
        ("new", {"a": "x\nY", "added": "q"}),
    ):
        (tmp_path / folder).mkdir()
        for name, text in texts.items():
            (tmp_path / folder / f"{name}.tex").write_text(text)
    told = stale(tmp_path / "old", tmp_path / "new")
    assert told.startswith("reports/ is stale: run make report")
    for line in ("-y", "+Y", "--- reports/gone.tex", "-z", "+q"):
        assert line in told.splitlines()
    assert stale(tmp_path / "old", tmp_path / "old") == ""


@pytest.mark.parametrize("kind", ["tex", "claims"])
def test_of_one_rule_its_report_and_its_claims_are_compared(kind: str, tmp_path: Path) -> None:
    name = {"tex": "a.tex", "claims": "a-claims.csv"}[kind]
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(folder)
    assert f"--- reports/{name}" in stale(tmp_path / "old", tmp_path / "new", "a")
    assert not stale(tmp_path / "old", tmp_path / "new", "b")
