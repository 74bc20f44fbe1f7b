"""Looks through the source of this project for what a rule finds."""

import ast
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Rule = Callable[[ast.Module], Iterator[tuple[int, str]]]


def last_name(node: ast.expr) -> str:
    """Return f for the expressions f, x.f and x.y.f, and nothing for any other."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def faults(rule: Rule, sources: Mapping[str, str]) -> list[str]:
    """Return what a rule finds, as path:line: name."""
    return [
        f"{path}:{line}: {name}"
        for path, source in sources.items()
        for line, name in rule(ast.parse(source))
    ]


def sources_of(*folders: str) -> dict[str, str]:
    """Return the source of every Python file in these folders by its path from the root."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
    }
