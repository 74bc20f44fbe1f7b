"""Where rules are found: the built-in files, installed plug-ins, and files on disk."""

import os
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from symdyn.errors import PluginError, RuleNotFoundError, meant
from symdyn.rules import builtin
from symdyn.rules.hints import hint
from symdyn.rules.loading import load_rule_file
from symdyn.rules.rule import LearningRule

__all__ = ["ENTRY_POINT_GROUP", "Found", "all_rules", "find_rule", "resolve"]

ENTRY_POINT_GROUP = "symdyn.rules"
_READING_ORDER = ("bptt", "tbptt", "tbptt-tau", "rflo")
_WITH_HORIZON = re.compile(r"(.+)-([1-9][0-9]{0,5})")


@dataclass(frozen=True)
class Found:
    """A rule, where it came from, and what to know: why the name means this rule, if it is another."""

    rule: LearningRule
    origin: str
    note: str = ""


def all_rules() -> tuple[Found, ...]:
    """Every rule known by name: the built-in ones, then plug-ins in order of name.

    Plug-ins are the entry points of the group "symdyn.rules"; SYMDYN_NO_PLUGINS=1 leaves them out.

    >>> [found.rule.name for found in all_rules()][:2]
    ['bptt', 'tbptt']
    """
    found = sorted(_builtin_rules(), key=_reading_order)
    taken = {name: "symdyn" for one in found for name in _names(one.rule)}
    for plugin in _plugin_rules():
        for name in _names(plugin.rule):
            if name in taken:
                raise PluginError(
                    f"rule name {name!r} of {plugin.origin} is already taken by {taken[name]}; "
                    "rename one, or set SYMDYN_NO_PLUGINS=1 to leave plug-ins out"
                )
            taken[name] = plugin.origin
        found.append(plugin)
    return tuple(found)


def resolve(name: str) -> Found:
    """The rule of that name, with its origin and, for a rule of equal mean, the reason.

    A name is that of a rule, of a rule it equals, NAME-5 for a rule NAME-tau with symbolic
    horizon, or a file: `path.py` or `path.py:variable`.  A rule file is Python: finding a rule in
    it runs its code.

    >>> resolve("snap-0").rule.name
    'tbptt'
    """
    if name.endswith(".py") or ".py:" in name:
        rule = load_rule_file(name)
        return Found(rule, name, hint(rule))
    alone = _builtin_rule(name)
    if alone is not None and not _plug_ins():
        return alone
    known = all_rules()
    for found in known:
        if found.rule.name == name:
            return found
    for found in known:
        for other, reason in found.rule.equals:
            if other == name:
                return Found(found.rule, found.origin, f"{name} equals {found.rule.name}: {reason}")
    match = _WITH_HORIZON.fullmatch(name)
    for found in known:
        if match and found.rule.name == f"{match[1]}-tau":
            return Found(found.rule.with_horizon(int(match[2])), found.origin)
    for found in known:
        stem = found.rule.name.removesuffix("tau")
        if stem.endswith("-") and name.startswith(stem):
            raise RuleNotFoundError(
                f"no rule {name!r}; {stem}N needs a positive integer N, such as {stem}5"
            )
    raise RuleNotFoundError(
        f"no rule {name!r}; {_meant(name, known)}known are {', '.join(found.rule.name for found in known)}; "
        "or give a file such as my_rule.py or my_rule.py:variable"
    )


def _meant(name: str, known: tuple[Found, ...]) -> str:
    """A question after a name that is nearly that of a rule, or nothing."""
    plain = name.strip().lower().replace("_", "-")
    names = [one for found in known for one in _names(found.rule)]
    if match := _WITH_HORIZON.fullmatch(plain):
        stems = [one.removesuffix("tau") for one in names if one.endswith("-tau")]
        names = [f"{stem}{match[2]}" for stem in stems] + names
    return meant(plain, names)


def find_rule(name: str) -> LearningRule:
    """The rule of that name; see `resolve`.

    >>> find_rule("rflo").title
    'Random feedback local online learning (RFLO)'
    """
    return resolve(name).rule


def _builtin_rules() -> Iterator[Found]:
    for module in pkgutil.iter_modules(builtin.__path__, builtin.__name__ + "."):
        yield Found(import_module(module.name).rule, "symdyn")


def _builtin_rule(name: str) -> Found | None:
    """The built-in rule of that name if its file has that name too: no other file is run for it."""
    module = name.replace("-", "_")
    if not any(one.name == module for one in pkgutil.iter_modules(builtin.__path__)):
        return None
    rule = import_module(f"{builtin.__name__}.{module}").rule
    return Found(rule, "symdyn") if rule.name == name else None


def _plug_ins() -> list[EntryPoint]:
    if os.environ.get("SYMDYN_NO_PLUGINS") == "1":
        return []
    return sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda one: one.name)


def _plugin_rules() -> Iterator[Found]:
    for point in _plug_ins():
        yield Found(_load_plugin(point), f"plug-in {point.value}")


def _load_plugin(point: EntryPoint) -> LearningRule:
    remedy = "fix or uninstall that package, or set SYMDYN_NO_PLUGINS=1"
    try:
        rule = point.load()
    except Exception as error:
        raise PluginError(
            f"plug-in {point.value} does not load ({type(error).__name__}: {error}); {remedy}"
        ) from error
    if not isinstance(rule, LearningRule):
        raise PluginError(
            f"plug-in {point.value} is a {type(rule).__name__}, not a LearningRule; {remedy}"
        )
    return rule


def _names(rule: LearningRule) -> tuple[str, ...]:
    return (rule.name, *(name for name, _ in rule.equals))


def _reading_order(found: Found) -> tuple[int, str]:
    name = found.rule.name
    place = _READING_ORDER.index(name) if name in _READING_ORDER else len(_READING_ORDER)
    return place, name
