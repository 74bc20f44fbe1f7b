"""What the names of the notation mean for a rule, as plain data."""

from symdyn import notation
from symdyn.formula.wire import Json
from symdyn.notation import STATE
from symdyn.stages.analysis import Analysis
from symdyn.stages.setting.derive import mode_domain

__all__ = ["data"]


def data(analysis: Analysis) -> dict[str, Json]:
    """The state, and what the symbols mean that occur for this rule."""
    return {"state": [one.name for one in STATE], "symbols": _symbols(analysis)}


def _symbols(analysis: Analysis) -> dict[str, Json]:
    """What the names of the notation mean, those that occur for this rule."""
    hidden = {notation.c, notation.phi, notation.z}
    named = {*mode_domain(analysis.rule).names, "a", "b", "a_star", "b_star", "s", "T", "m"}
    if analysis.rule.horizon == notation.tau:
        named.add("tau")
    return {
        entry.symbol.name: entry.meaning.replace("c/s", "a_star*b_star/s")
        for entry in notation.NOTATION
        if entry.symbol not in hidden and entry.symbol.name in named
    }
