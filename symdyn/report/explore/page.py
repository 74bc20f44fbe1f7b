"""The page: a template, a style, the functions of the rules and the code that draws, in one file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from symdyn.claims.statements import Statements
from symdyn.codegen.formulas import LOCAL
from symdyn.errors import OutputError
from symdyn.report.explore.formulas import VIEWS, Shown, formulas_of
from symdyn.report.explore.functions import functions_of
from symdyn.report.explore.sliders import Slider, keys_of, sliders_of
from symdyn.report.html.marking import plain
from symdyn.stages.analysis import Analysis
from symdyn.stages.cross_modes.derive import pair_of
from symdyn.stages.cross_modes.witness import PairWitness
from symdyn.stages.stability.witness import Witness

__all__ = ["SCRIPTS", "explorer", "require_names"]

SCRIPTS = tuple(
    f"{name}.js"
    for name in (
        "numbers",
        "integrate",
        "state",
        "scales",
        "draw",
        "levels",
        "handles",
        "starts",
        "plane",
        "course",
        "spectrum",
        "region",
        "pairs",
        "presets",
        "controls",
        "main",
    )
)
"""The code of the page, in the order in which it runs."""


@dataclass(frozen=True)
class _Rule:
    name: str
    title: str
    views: Mapping[str, tuple[Shown, ...]]


def explorer(
    analyses: Sequence[Analysis], statuses: Mapping[str, Mapping[str, str]] | None = None
) -> str:
    """The page on some rules.

    Parameters
    ----------
    analyses : what `symdyn.analyse` returns for each
    statuses : by the name of a rule, the checker's verdicts by the ids of claims

    Returns
    -------
    HTML that loads nothing; the same text in every run.

    Raises
    ------
    OutputError for two rules of one name, and for no rule.

    >>> from symdyn import analyse, find_rule
    >>> explorer([analyse(find_rule("bptt"))]).count("<script>")
    1
    """
    require_names([one.rule.name for one in analyses])
    rules = [one.rule for one in analyses]
    found = statuses or {}
    return (
        _environment()
        .get_template("explore.html.jinja")
        .render(
            script=_ready(_script(analyses, sliders_of(rules))),
            rules=[
                _Rule(
                    one.rule.name,
                    plain(one.rule.title),
                    formulas_of(Statements.of(one), found.get(one.rule.name)),
                )
                for one in analyses
            ],
            views=list(VIEWS),
            proved=bool(found),
        )
    )


def require_names(names: Sequence[str]) -> None:
    """Refuse rules of which a page cannot be made: none, and two of one name.

    Raises
    ------
    OutputError with the name.
    """
    if not names:
        raise OutputError("there is no rule to explore; name one that `symdyn rules` lists")
    twice = next((name for name in names if list(names).count(name) > 1), None)
    if twice is not None:
        raise OutputError(f"two rules are called {twice!r}; rename one or explore them apart")


def _script(analyses: Sequence[Analysis], sliders: Sequence[Slider]) -> str:
    rules = [one.rule for one in analyses]
    entries = ",\n".join(
        _entry(
            one,
            {name: key for x, key in keys_of(one.rule, rules).items() for name in _names(x.name)},
        )
        for one in analyses
    )
    own = [{**asdict(one), "meaning": plain(one.meaning)} for one in sliders]
    data = f"const SLIDERS = {_json(own)};\nconst RULES = [\n{entries}\n];"
    return "\n".join(['"use strict";', data, *map(_text, SCRIPTS)])


def _names(parameter: str) -> tuple[str, ...]:
    """How the functions call a parameter."""
    return (parameter, f"{parameter}_") if parameter in LOCAL else (parameter,)


def _entry(analysis: Analysis, keys: Mapping[str, str]) -> str:
    """A rule as an object of the script."""
    rule, stability, pair = analysis.rule, analysis.optimal.stability, pair_of(analysis)
    facts = {
        "name": rule.name,
        "title": plain(rule.title),
        "symmetric": rule.symmetric,
        "keys": dict(keys),
        "origin": any(
            {"a", "b"} == {str(x) for x in one.equations}
            for one in analysis.fixed_points.components
        ),
        "cases": [
            {"where": str(one.assumption or ""), "verdict": str(one.verdict)}
            for one in stability.cases
        ],
        "basis": analysis.alignment.reduces,
        "against": _numbers(stability.stable_against_sign),
        "leaving": _numbers(None if pair is None else pair.witness),
    }
    lines = [f"{name}: {_json(value)}" for name, value in facts.items()]
    lines += [f"{name}: {source}" for name, source in functions_of(analysis).items()]
    return "{" + ",\n".join(lines) + "}"


def _numbers(found: Witness | PairWitness | None) -> dict[str, float] | None:
    """An exact point as the page takes it; the page has the same feedback in both modes of a pair."""
    if found is None:
        return None
    return {"a_hat" if name == "a_hat_1" else name: float(x) for name, x in found.point}


def _json(value: object) -> str:
    """JSON that cannot end the script it stands in."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")


@cache
def _text(name: str) -> str:
    return files("symdyn.report.explore").joinpath("page", name).read_text(encoding="utf-8")


def _ready(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - our own code and style, and JSON without "<"


@cache
def _environment() -> Environment:
    return Environment(
        loader=ChoiceLoader(
            [PackageLoader("symdyn.report.explore", "page"), PackageLoader("symdyn.report")]
        ),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=True,
    )
