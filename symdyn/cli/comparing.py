"""What `symdyn compare` shows: in which results several rules differ."""

import json
from collections.abc import Mapping, Sequence

from symdyn.cli.output import can_show_unicode, emphasis, screen_width
from symdyn.cli.progress import working
from symdyn.errors import OutputError
from symdyn.formula.wire import Json
from symdyn.report.differences import differences_section, differences_text
from symdyn.report.wire import to_json
from symdyn.rules.registry import Found, resolve
from symdyn.stages.analysis import Analysis, analyse

__all__ = ["comparison", "flat"]

_FEWEST = 2
_MORE = (
    "symdyn derive RULE shows the results on one rule, symdyn report RULE RULE ...\n"
    "writes reports on each of them and on all, --format latex or json a table."
)


def comparison(names: Sequence[str], form: str) -> str:
    """The differences between the rules of these names.

    Parameters
    ----------
    names : of rules, or files; at least two that are not the same
    form : "text", "latex" or "json"

    Raises
    ------
    SymdynError for an unknown rule, or fewer than two different rules.

    >>> json.loads(comparison(("bptt", "tbptt"), "json"))["differences"]["horizon"]
    {'bptt': None, 'tbptt': 1}
    """
    found = [resolve(name) for name in names]
    analyses = []
    for rule in dict.fromkeys(one.rule for one in found):
        with working(f"Deriving {rule.name}"):
            analyses.append(analyse(rule))
    _require_several(names, analyses)
    return {"text": _as_text, "latex": _as_latex, "json": _as_json}[form](found, analyses)


def _require_several(names: Sequence[str], analyses: Sequence[Analysis]) -> None:
    if len(analyses) < _FEWEST:
        found = (
            f"{' and '.join(names)} are all {analyses[0].rule.name}"
            if names[1:]
            else "one rule was given"
        )
        raise OutputError(
            f"different rules are compared, and {found if names else 'none was given'}; name two or more"
        )
    called = [one.rule.name for one in analyses]
    for name in called:
        if called.count(name) > 1:
            raise OutputError(f"two rules are called {name!r}; rename one to tell them apart")


def _as_text(found: Sequence[Found], analyses: Sequence[Analysis]) -> str:
    unicode = can_show_unicode()
    body = differences_text(analyses, screen_width(), unicode=unicode, emphasise=emphasis)
    notes = [one.note for one in found if one.note]
    return "\n".join([*notes, *([""] if notes else []), body, "", _MORE])


def _as_latex(_found: Sequence[Found], analyses: Sequence[Analysis]) -> str:
    from symdyn.report.markup import Writer

    section = differences_section(analyses)
    name = "-".join(one.rule.name for one in analyses)
    head = (
        "% Differences between rules, derived by symdyn: an excerpt to \\input.\n"
        "% It needs \\usepackage{amsmath,array,booktabs,longtable}."
    )
    return f"{head}\n\n{Writer.of(name, [section]).blocks(section.blocks)}\n"


def _as_json(_found: Sequence[Found], analyses: Sequence[Analysis]) -> str:
    values = {one.rule.name: flat(to_json(one)) for one in analyses}
    keys = dict.fromkeys(key for one in values.values() for key in one)
    absent: Json = None
    table = {key: {name: one.get(key, absent) for name, one in values.items()} for key in keys}
    differences = {
        key: row for key, row in table.items() if len(set(map(json.dumps, row.values()))) > 1
    }
    data = {"rules": [*values], "differences": differences}
    return json.dumps(data, indent=2, ensure_ascii=not can_show_unicode())


def flat(data: Mapping[str, Json]) -> dict[str, Json]:
    """Nested objects as one, keys joined by dots.

    >>> flat({"update": {"limit": {"a": "0"}}, "rule": "x"})
    {'update.limit.a': '0', 'rule': 'x'}
    """
    found: dict[str, Json] = {}
    for key, value in data.items():
        if isinstance(value, dict):
            found |= {f"{key}.{inner}": one for inner, one in flat(value).items()}
        else:
            found[key] = value
    return found
