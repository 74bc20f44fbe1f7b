"""What `symdyn derive` shows: the results, a section or the whole derivation, as text, LaTeX or data."""

import json
import textwrap
from dataclasses import dataclass

from symdyn.claims.statements import Statements
from symdyn.cli.output import can_show_unicode, emphasis, screen_width
from symdyn.cli.progress import working
from symdyn.errors import OutputError, meant
from symdyn.formula.wire import Json
from symdyn.report.answers import told_sections
from symdyn.report.content import Section
from symdyn.report.glance import SUBJECT, glance, glance_data, glance_sections
from symdyn.report.printing.ascii import to_ascii
from symdyn.report.screen import Page, numbers_of
from symdyn.rules.registry import Found, resolve
from symdyn.stages.analysis import Analysis, analyse

__all__ = ["Part", "derivation"]

_LIST = "list"
_MORE = (
    "More: --full shows the derivation, --section NAME a part of it (--section list",
    "says which there are); --format latex or json gives it to other programs.",
)


@dataclass(frozen=True)
class Part:
    """What is asked for of a derivation: the results, one section, all of it, or what is usual.

    >>> Part(section="rank").asked
    ['--section']
    """

    summary: bool = False
    section: str | None = None
    full: bool = False

    @property
    def asked(self) -> list[str]:
        """The options that ask for a part."""
        given = {"--summary": self.summary, "--section": self.section, "--full": self.full}
        return [option for option, value in given.items() if value not in (None, False)]


def derivation(name: str, form: str, width: float | None = None, part: Part | None = None) -> str:
    """The derivation of the rule of that name, or a part of it.

    Parameters
    ----------
    name : a rule's name, or a file
    form : "text", "latex" or "json"
    width : ems of a line, for LaTeX; None for a report's
    part : what is asked for; usual are the results as text, and everything in another form

    Raises
    ------
    SymdynError for an unknown rule or section, two parts at once, or a width with another form.

    >>> json.loads(derivation("snap-0", "json"))["note"][:19]
    'snap-0 equals tbptt'
    """
    if width is not None and form != "latex":
        raise OutputError(
            f"--width {width:g} was given with --format {form}; it is that of LaTeX: add "
            "--format latex, or leave it out"
        )
    part = part or Part()
    if len(part.asked) > 1:
        raise OutputError(f"{' and '.join(part.asked)} ask for different parts; keep one of them")
    found = resolve(name)
    with working(f"Deriving {found.rule.name}"):
        analysis = analyse(found.rule)
        if part.section == _LIST:
            return _listed(analysis)
        if form == "latex":
            return _as_latex(analysis, part, width)
        return (_as_json if form == "json" else _as_text)(found, analysis, part)


def _as_text(found: Found, analysis: Analysis, part: Part) -> str:
    unicode = can_show_unicode()
    note = textwrap.wrap(found.note or "", screen_width())
    heading = [emphasis(found.rule.title), *note]
    if not unicode:
        heading = [to_ascii(line) for line in heading]
    if part.section is None and not part.full:
        return glance(
            analysis,
            [*heading, SUBJECT],
            _MORE,
            screen_width(),
            unicode=unicode,
            emphasise=emphasis,
        )
    from symdyn.report.sections import sections

    whole = sections(analysis)
    shown = whole if part.section is None else (_section(analysis, part.section),)
    page = Page(screen_width(), unicode, emphasis, numbers_of(whole))
    return "\n".join([*heading, "", page.document(shown)])


def _as_latex(analysis: Analysis, part: Part, width: float | None) -> str:
    from symdyn.report.equations import equations_body

    if part.summary:
        shown = glance_sections(analysis)
    elif part.section is not None:
        shown = (_section(analysis, part.section),)
    else:
        shown = tuple(told_sections(Statements.of(analysis)).values())
    if width is None:
        return equations_body(analysis.rule, shown)
    return equations_body(analysis.rule, shown, width)


def _as_json(found: Found, analysis: Analysis, part: Part) -> str:
    from symdyn.report.wire import to_json

    data: dict[str, Json]
    if part.summary:
        data = {"rule": found.rule.name, "summary": glance_data(analysis)}
    elif part.section is not None:
        _section(analysis, part.section)
        data = to_json(analysis, part.section)
    else:
        data = to_json(analysis)
    if isinstance(leaf := data.get("leaf_dynamics"), dict):
        # It loads SciPy, which nothing else that is derived needs.
        from symdyn.report.cycle_data import cycle_data

        data["leaf_dynamics"] = {**leaf, "cycle": cycle_data(analysis)}
    if found.note:
        data = {"rule": data["rule"], "note": found.note, **data}
    return json.dumps(data, indent=2, ensure_ascii=not can_show_unicode())


def _listed(analysis: Analysis) -> str:
    """The names of the sections with their titles."""
    told = told_sections(Statements.of(analysis))
    widest = max(map(len, told))
    lines = (f"{name:{widest}}  {section.title}" for name, section in told.items())
    return "\n".join(lines)


def _section(analysis: Analysis, name: str) -> Section:
    """The section of that name, whole.

    Raises
    ------
    OutputError for a name that no section has.
    """
    told = told_sections(Statements.of(analysis))
    wanted = name.strip().lower().replace("_", "-").replace(" ", "-")
    if wanted in told:
        return told[wanted]
    raise OutputError(f"no section {name!r}; {meant(wanted, told)}sections are {', '.join(told)}")
