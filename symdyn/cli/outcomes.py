"""The outcomes of `symdyn verify`: a table, JSON, JUnit XML, or GitHub's workflow commands."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from rich import box
from rich.console import Console
from rich.table import Table

from symdyn.claims.documents import STATUSES, Document
from symdyn.claims.verifying import Outcome
from symdyn.cli.output import can_show_unicode, emphasis, one_line, screen_width
from symdyn.report.printing.ascii import to_ascii

__all__ = ["FORMATS", "Format"]

Format = Callable[[Sequence[Document], Sequence[Outcome]], str]
_NARROWEST_SOURCE = 24
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _as_json(_: Sequence[Document], outcomes: Sequence[Outcome]) -> str:
    claims = [
        {
            "id": one.id,
            "kind": one.kind,
            "statement": list(one.statement),
            "assumptions": list(one.assumptions),
            "status": one.status,
            "expected": one.expected,
            "source": one.source,
            "uses": list(one.uses),
            "message": one.message,
            "document": one.document.as_posix() if one.document else None,
            "line": one.line or None,
            "rule": one.rule or None,
            **({"second_opinion": one.opinion} if one.opinion else {}),
        }
        for one in outcomes
    ]
    return json.dumps({"claims": claims}, indent=2, ensure_ascii=not can_show_unicode())


def _as_text(documents: Sequence[Document], outcomes: Sequence[Outcome]) -> str:
    table = Table(
        box=box.SIMPLE_HEAD if can_show_unicode() else box.ASCII2, pad_edge=False, show_edge=False
    )
    rows = _rows(outcomes, {document.path: document.title for document in documents})
    table.add_column("Claim", overflow="fold")
    # Whatever else has to give way, the status is there in full.
    longest = max((len(status) for _, status, _ in rows), default=0)
    table.add_column("Status", no_wrap=True, min_width=longest)
    width = max(screen_width(), 80)
    taken = sum(max((len(row[column]) for row in rows), default=0) + 2 for column in (0, 1))
    # A column of single words helps nobody; the other formats have the sources, too.
    columns = 3 if width - taken >= _NARROWEST_SOURCE else 2
    if columns > 2:
        table.add_column("Source")
    for row in rows:
        if not row[1]:
            table.add_section()
        table.add_row(*row[:columns])
    page = StringIO()
    Console(file=page, width=width, color_system=None, markup=False, highlight=False).print(table)
    lines = [line.rstrip() for line in page.getvalue().splitlines()]
    wrong = [one for one in outcomes if not one.as_expected]
    lines += ["", *(emphasis(_fault(one)) for one in wrong)]
    opinions = Counter(f"{one.opinion} where {one.status}" for one in outcomes if one.opinion)
    if opinions:
        said = ", ".join(f"{count} {text}" for text, count in sorted(opinions.items()))
        lines.append(f"second opinion of z3 on a counterexample: {said}")
    lines.append(f"{_counted(outcomes)}; {_summary(wrong)}")
    shown = "\n".join(lines)
    return shown if can_show_unicode() else to_ascii(shown)


def _status(one: Outcome) -> str:
    return _word(one) if one.as_expected else f"{one.status}, expected {one.expected}"


def _word(one: Outcome) -> str:
    """The status for people: a definition that is in order is no theorem."""
    is_definition = one.kind == "definition" and one.status == "proved"
    return "definition" if is_definition else one.status


def _fault(one: Outcome) -> str:
    """One line that an editor can follow to the place."""
    place = f"{one_line(str(one.document))}:{one.line}: " if one.document else ""
    reason = f": {' '.join(one.message.split())}" if one.message else ""
    return f"{place}{one.id} is {one.status}, expected {one.expected}{reason}"


def _summary(wrong: Sequence[Outcome]) -> str:
    return f"{len(wrong)} not as expected" if wrong else "all as expected"


def _counted(outcomes: Sequence[Outcome], *, short: bool = False) -> str:
    """How many claims have each status, such as 12 claims: 9 proved, 1 refuted, 2 definitions."""
    counts = Counter(_word(one) for one in outcomes)
    told = [f"{counts[name]} {name}" for name in (*STATUSES, "rejected") if counts[name]]
    if counts["definition"]:
        told.append(f"{counts['definition']} definition{'s' if counts['definition'] > 1 else ''}")
    parts = ", ".join(told)
    if short:
        return parts
    return f"{len(outcomes)} {'claim' if len(outcomes) == 1 else 'claims'}: {parts}"


def _rows(outcomes: Sequence[Outcome], titles: Mapping[Path, str]) -> list[tuple[str, str, str]]:
    """Claim, status and source; a rule's chain is one row, a document one above its claims."""
    rows: list[tuple[str, str, str]] = []
    for number, (heading, group) in enumerate(_groups(outcomes).items()):
        document = group[0].document
        chain = "what its chain adds" if number else "the chain of the rule"
        rows.append(
            (one_line(heading), "", titles[document])
            if document
            else (heading, _counted(group, short=True), chain)
        )
        rows += [
            (f"  {one.id}", _status(one), one.source)
            for one in group
            if document or not one.as_expected
        ]
    return rows


def _groups(outcomes: Sequence[Outcome]) -> Mapping[str, list[Outcome]]:
    """The outcomes by rule and by document, in order."""
    groups: dict[str, list[Outcome]] = {}
    for one in outcomes:
        groups.setdefault(str(one.document or one.rule), []).append(one)
    return groups


def _as_junit(_: Sequence[Document], outcomes: Sequence[Outcome]) -> str:
    wrong = [one for one in outcomes if not one.as_expected]
    root = Element("testsuites", _totals("symdyn verify", outcomes, wrong))
    for heading, group in _groups(outcomes).items():
        failed = [one for one in group if not one.as_expected]
        suite = SubElement(root, "testsuite", _totals(heading, group, failed))
        for one in group:
            place = (
                {"file": _for_xml(one.document.as_posix()), "line": str(one.line)}
                if one.document
                else {}
            )
            told = {"classname": _for_xml(heading), "name": _case(one), **place}
            case = SubElement(suite, "testcase", {**told, "time": f"{one.seconds:.3f}"})
            properties = SubElement(case, "properties")
            for name, value in (("kind", one.kind), ("status", one.status)):
                SubElement(properties, "property", {"name": name, "value": value})
            if not one.as_expected:
                failure = SubElement(
                    case, "failure", {"type": one.status, "message": _for_xml(_fault(one))}
                )
                failure.text = _for_xml("\n".join([*_said(one), one.message]))
    indent(root)
    encoding = "unicode" if can_show_unicode() else "us-ascii"
    text = tostring(root, encoding=encoding)
    body = text if isinstance(text, str) else text.decode("ascii")
    return body if body.startswith("<?xml") else f'<?xml version="1.0" encoding="utf-8"?>\n{body}'


def _case(one: Outcome) -> str:
    """The name of a test: one that passes and is no proof must not look like a proof."""
    word = _word(one)
    if not one.as_expected or word == "proved":
        return one.id
    return f"{one.id} [{word}]" if word == "definition" else f"{one.id} [{word} as expected]"


def _said(one: Outcome) -> list[str]:
    """What a claim states, after what it assumes."""
    return [*(f"assume: {text}" for text in one.assumptions), *one.statement]


def _totals(name: str, outcomes: Sequence[Outcome], failed: Sequence[Outcome]) -> dict[str, str]:
    return {
        "name": _for_xml(name),
        "tests": str(len(outcomes)),
        "failures": str(len(failed)),
        "errors": "0",
        "time": f"{sum(one.seconds for one in outcomes):.3f}",
    }


def _for_xml(text: str) -> str:
    """Text without the characters that XML cannot hold at all."""
    return _NO_XML.sub("?", text)


def _as_github(_: Sequence[Document], outcomes: Sequence[Outcome]) -> str:
    """Each fault as an annotation of the line that states the claim, then a summary."""
    wrong = [one for one in outcomes if not one.as_expected]
    lines = []
    for one in wrong:
        properties = {"title": f"{one.id} is {one.status}, expected {one.expected}"}
        if one.document:
            properties = {"file": one.document.as_posix(), "line": str(one.line), **properties}
        told = ",".join(f"{name}={_escaped(text, ':,')}" for name, text in properties.items())
        body = "\n".join([*_said(one), *([one.message] if one.message else [])])
        lines.append(f"::error {told}::{_escaped(body)}")
    return "\n".join([*lines, f"{_counted(outcomes)}; {_summary(wrong)}"])


def _escaped(text: str, more: str = "") -> str:
    """Percent signs and line breaks, and in a property colons and commas, as GitHub wants them."""
    return "".join(f"%{ord(x):02X}" if x in f"%\r\n{more}" else x for x in text)


FORMATS: Mapping[str, Format] = {
    "text": _as_text,
    "json": _as_json,
    "junit": _as_junit,
    "github": _as_github,
}
