"""What `symdyn derive` shows: the derivation as text, as LaTeX or as data."""

import json

from symdyn.cli.output import can_show_unicode, emphasis, screen_width
from symdyn.cli.progress import working
from symdyn.errors import OutputError
from symdyn.report.printing.ascii import to_ascii
from symdyn.report.screen import screen
from symdyn.report.sections import sections
from symdyn.report.wire import to_json
from symdyn.rules.registry import Found, resolve
from symdyn.stages.analysis import Analysis, analyse

__all__ = ["derivation"]


def derivation(name: str, form: str, width: float | None = None) -> str:
    """The derivation of the rule of that name.

    Parameters
    ----------
    name : a rule's name, or a file
    form : "text", "latex" or "json"
    width : ems of a line, for LaTeX; None for a report's

    Raises
    ------
    SymdynError for an unknown rule, or a width with another form.

    >>> json.loads(derivation("snap-0", "json"))["note"][:19]
    'snap-0 equals tbptt'
    """
    if width is not None and form != "latex":
        raise OutputError(
            f"--width {width:g} was given with --format {form}; it is that of LaTeX: add "
            "--format latex, or leave it out"
        )
    found = resolve(name)
    with working(f"Deriving {found.rule.name}"):
        analysis = analyse(found.rule)
        if width is not None:
            return _as_latex(found, analysis, width)
        return _FORMS[form](found, analysis)


def _as_text(found: Found, analysis: Analysis) -> str:
    unicode = can_show_unicode()
    heading = [emphasis(found.rule.title), *([found.note] if found.note else [])]
    shown = "\n".join(heading)
    body = screen(sections(analysis), screen_width(), unicode=unicode, emphasise=emphasis)
    return f"{shown if unicode else to_ascii(shown)}\n\n{body}"


def _as_latex(found: Found, analysis: Analysis, width: float | None = None) -> str:
    from symdyn.report.equations import equations_body

    if width is None:
        return equations_body(found.rule, sections(analysis))
    return equations_body(found.rule, sections(analysis), width)


def _as_json(found: Found, analysis: Analysis) -> str:
    data = to_json(analysis)
    if found.note:
        data = {"rule": data["rule"], "note": found.note, **data}
    return json.dumps(data, indent=2, ensure_ascii=not can_show_unicode())


_FORMS = {"text": _as_text, "latex": _as_latex, "json": _as_json}
