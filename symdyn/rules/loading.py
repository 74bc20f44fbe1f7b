"""Load a rule from a Python file.  Running the file runs its code: it is the user's own."""

import importlib.util
from pathlib import Path
from types import ModuleType

from symdyn.errors import RuleFileError, RuleNotFoundError, SymdynError
from symdyn.rules.rule import LearningRule

__all__ = ["load_rule_file"]


def load_rule_file(location: str) -> LearningRule:
    """The rule in `path.py`, or the variable in `path.py:variable`.

    Without a variable, the file's `rule` is taken, or the only LearningRule in it.

    Raises
    ------
    RuleFileError if the file cannot be read or run; RuleNotFoundError if it holds no rule.
    """
    path, separator, variable = location.rpartition(":")
    if not separator or not path.endswith(".py"):
        path, variable = location, ""
    module = _run(Path(path))
    rules = {name: value for name, value in vars(module).items() if isinstance(value, LearningRule)}
    if variable:
        if variable in rules:
            return rules[variable]
        raise RuleNotFoundError(
            f"{path} has no LearningRule named {variable!r}; it has "
            f"{', '.join(sorted(rules)) or 'none'}"
        )
    if "rule" in rules:
        return rules["rule"]
    if len(rules) == 1:
        return next(iter(rules.values()))
    if not rules:
        raise RuleNotFoundError(
            f"{path} holds no LearningRule; define rule = LearningRule(...) in it"
        )
    raise RuleNotFoundError(
        f"{path} holds the rules {', '.join(sorted(rules))}; choose one with {path}:NAME"
    )


def _run(path: Path) -> ModuleType:
    if not path.is_file():
        raise RuleFileError(f"rule file {str(path)!r} does not exist; check the path")
    spec = importlib.util.spec_from_file_location(f"symdyn_rule_file_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise RuleFileError(f"rule file {str(path)!r} is not a Python file; name it NAME.py")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except SymdynError:
        raise
    except SyntaxError as error:
        place = f" in line {error.lineno}" if error.lineno else ""
        raise RuleFileError(
            f"rule file {str(path)!r} has a syntax error{place} ({error.msg}); correct it"
        ) from None
    except SystemExit as error:
        raise RuleFileError(
            f"rule file {str(path)!r} ended Python with status {error.code}; remove the exit"
        ) from None
    except Exception as error:  # noqa: BLE001 - a user's file may raise anything
        raise RuleFileError(
            f"rule file {str(path)!r} raised {type(error).__name__}: {error}; "
            "it must run on its own"
        ) from None
    return module
