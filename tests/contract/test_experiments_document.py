"""docs/experiments.md says what the experiments print: its console blocks are run and compared.

A block is a command and lines of its output in their order, each whole or without its last columns.
"""

import math
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from symdyn.simulation.training.catalogue import experiment_names
from tests.selection import in_turn

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "experiments.md"
BLOCK = re.compile(r"^```console\n\$ symdyn (.*)\n((?:.*\n)*?)```$", re.MULTILINE)
RANGE = re.compile(r"(\d+)-(\d+)")
COLUMN = re.compile(r" {2,}")
ROUNDING = 1e-10


def blocks(text: str) -> dict[str, list[str]]:
    """The lines below each command."""
    return {command: lines.splitlines() for command, lines in BLOCK.findall(text)}


def agrees(said: str, printed: str) -> bool:
    """Whether two cells are the same: counts exactly, ends of ranges to 1, other numbers to 10 %."""
    if said == printed:
        return True
    ranges = [RANGE.fullmatch(one) for one in (said, printed)]
    if ranges[0] and ranges[1]:
        ends = zip(ranges[0].groups(), ranges[1].groups(), strict=True)
        return all(abs(int(one) - int(other)) <= 1 for one, other in ends)
    if said.isdigit() and printed.isdigit():
        return False
    try:
        one, other = float(said), float(printed)
    except ValueError:
        return False
    return max(abs(one), abs(other)) < ROUNDING or math.isclose(one, other, rel_tol=0.1)


def missing(said: Sequence[str], printed: Sequence[str]) -> list[str]:
    """The lines that the output does not have, each looked for behind the one before."""
    rest = iter([COLUMN.split(line.strip()) for line in printed])
    for place, line in enumerate(said):
        cells = COLUMN.split(line.strip())
        for found in rest:
            if len(found) >= len(cells) and all(map(agrees, cells, found)):
                break
        else:
            return list(said[place:])
    return []


@pytest.mark.slow
@pytest.mark.parametrize("name", in_turn(experiment_names(), 6))
def test_the_document_says_what_an_experiment_prints(name: str, tmp_path: Path) -> None:
    command = f"simulate --experiment {name}"
    said = blocks(DOCUMENT.read_text(encoding="utf-8"))[command]
    result = subprocess.run(
        [sys.executable, "-m", "symdyn", *command.split()],
        cwd=tmp_path,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    left = missing(said, result.stdout.splitlines())
    assert not left, f"not printed in this place: {left[0]}\n{result.stdout}"


def test_every_experiment_has_a_block_with_numbers() -> None:
    found = blocks(DOCUMENT.read_text(encoding="utf-8"))
    assert sorted(found) == sorted(f"simulate --experiment {name}" for name in experiment_names())
    assert all(re.search(r"\d", "".join(lines[1:])) for lines in found.values())


PRINTED = (
    "rule             converged  ran on  rank  largest      tail",
    "rflo, gain 0.1    13 of 20       7  3-4     0.092  -1.1e-14",
    "bptt, gain 0.1    20 of 20       0  9-9     0.040   3.0e-12",
)


@pytest.mark.parametrize(
    "said",
    [
        PRINTED,
        PRINTED[1:],
        ["rflo, gain 0.1  13 of 20"],
        ["rflo, gain 0.1  13 of 20  7  3-5  0.095  2e-13"],
        ["rule  converged", "bptt, gain 0.1  20 of 20"],
    ],
)
def test_what_is_printed_is_found(said: Sequence[str]) -> None:
    assert missing(said, PRINTED) == []


@pytest.mark.parametrize(
    "said",
    [
        ["rflo, gain 0.1  12 of 20"],  # a count
        ["rflo, gain 0.1  13 of 20  8"],
        ["rflo, gain 0.1  13 of 20  7  3-6"],  # a rank
        ["rflo, gain 0.1  13 of 20  7  3-4  0.07"],  # another number
        ["rflo, gain 0.1  13 of 20  7  3-4  0.092  1e-9"],
        ["rflo, gain 0.8  13 of 20"],  # a name
        ["bptt, gain 0.1", "rflo, gain 0.1"],  # the order
        ["rflo, gain 0.1  13 of 20  7  3-4  0.092  -1.1e-14  5"],  # a column too many
    ],
)
def test_what_is_not_printed_is_missed(said: Sequence[str]) -> None:
    assert missing(said, PRINTED)
