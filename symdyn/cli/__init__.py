"""The command line: rules, derive, report, export, new-rule."""

from symdyn.cli.entry import main, run

__all__ = ["main", "run"]
