"""The comparison with an earlier commit, with numbers given in the place of measurements."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.before import MEASURED, Tree, rows, table


def tree(root: Path, lines: int) -> Tree:
    (root / "symdyn").mkdir(parents=True)
    (root / "symdyn" / "one.py").write_text("x = 1\n" * lines)
    return Tree(root, root / "out")


@pytest.fixture
def trees(tmp_path: Path) -> tuple[Tree, Tree]:
    return tree(tmp_path / "then", 6), tree(tmp_path / "now", 4)


def test_each_command_has_a_row_with_its_least_value_and_the_ratio(
    trees: tuple[Tree, Tree],
) -> None:
    then, now = trees
    left = {then: [8.0, 9.0, 10.0], now: [5.0, 4.0, 6.0]}
    given = {
        one: {" ".join(make(one)): list(left[one]) for make in MEASURED.values()} for one in trees
    }
    found = list(rows(then, now, 3, lambda one, command: given[one][" ".join(command)].pop(0)))
    assert found == [*((name, 8.0, 4.0) for name in MEASURED), ("lines of Python in symdyn/", 6, 4)]
    assert not any(values for commands in given.values() for values in commands.values())

    shown = StringIO()
    Console(file=shown, width=100).print(table("a title", found))
    for name in MEASURED:
        (line,) = [one for one in shown.getvalue().splitlines() if name in one]
        assert [cell.strip() for cell in line.strip("│").split("│")[1:]] == ["8.00", "4.00", "2.00"]
    (line,) = [one for one in shown.getvalue().splitlines() if "lines of Python" in one]
    assert [cell.strip() for cell in line.strip("│").split("│")[1:]] == ["6", "4", "1.50"]


def test_the_trees_take_turns(trees: tuple[Tree, Tree]) -> None:
    then, now = trees
    seen: list[Tree] = []

    def seconds(one: Tree, _: list[str]) -> float:
        seen.append(one)
        return 1.0

    list(rows(then, now, 2, seconds))
    assert seen == [then, now] * len(MEASURED) + [now, then] * len(MEASURED)


def test_what_is_checked_is_what_was_written(trees: tuple[Tree, Tree]) -> None:
    for one in trees:
        *_, verify, check = (make(one) for make in MEASURED.values())
        assert verify[-1] == check[-1] == str(one.out / "verified")
