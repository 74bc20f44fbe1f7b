"""A report shows each equation once; where it is needed again the text refers to it."""

from functools import cache

import pytest
from sympy import Symbol

from symdyn.claims.statements import Statements
from symdyn.report.answers import equations_in, told_sections
from symdyn.report.content import Block, Equation, Prose, Section, Table
from symdyn.report.document import rule_document
from symdyn.report.sections import sections
from symdyn.report.sections.once import once
from symdyn.rules.registry import all_rules
from tests.derived import derived

NAMES = tuple(found.rule.name for found in all_rules() if found.origin == "symdyn")


def equation(label: str) -> Equation:
    return Equation(label, Symbol(label), Symbol("x"))


def after(*blocks: Block, shown: tuple[str, ...] = ("one", "two")) -> tuple[Block, ...]:
    """What is left of a section behind one that has shown some equations."""
    first = Section("First", tuple(map(equation, shown)))
    return once((first, Section("Second", blocks)))[1].blocks


def test_the_sentence_that_led_to_them_goes_on_with_the_numbers() -> None:
    found = after(Prose(("They are",)), equation("one"), equation("two"), Prose(("Next.",)))
    assert found == (
        Prose(("They are", " ", "ref:one", " and ", "ref:two", ".")),
        Prose(("Next.",)),
    )


def test_what_is_new_stays_and_the_numbers_follow() -> None:
    found = after(Prose(("They are",)), equation("one"), equation("new"), Prose(("with x.",)))
    assert found == (
        Prose(("They are",)),
        equation("new"),
        Prose(("and ", "ref:one", " ", "with x.")),
    )


def test_a_sentence_goes_on_behind_several_references() -> None:
    found = after(
        Prose(("From",)),
        equation("one"),
        Prose(("follows",)),
        equation("two"),
        Prose(("at once.",)),
    )
    pieces = ("From", " ", "ref:one", " ", "follows", " ", "ref:two", " ", "at once.")
    assert found == (Prose(pieces),)


def test_where_nothing_was_shown_nothing_changes() -> None:
    blocks = (Prose(("It is",)), equation("new"), Prose(("and more.",)), Prose(("More.",)))
    assert after(*blocks) == blocks


@cache
def document(name: str) -> tuple[Section, ...]:
    return sections(derived(name))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_lost_and_nothing_stands_twice(name: str) -> None:
    told = equations_in(told_sections(Statements.of(derived(name))).values())
    written = equations_in(document(name))
    assert {one.label: one for one in written} == {one.label: one for one in told}
    assert len(written) == len(told)
    shown = [(one.left, one.relation, one.right) for one in equations_in(document(name)[:1])]
    assert len(shown) >= 6
    for one in written[len(shown) :]:
        assert (one.left, one.relation, one.right) not in shown, one.label


@pytest.mark.parametrize("name", NAMES)
def test_appendices_stand_behind_the_references(name: str) -> None:
    aside = [one for one in document(name) if one.appendix]
    long = [one for one in aside if one.title == "Long tables"]
    assert all(isinstance(block, Table) for one in long for block in one.blocks)
    assert not any(
        isinstance(block, Table) and block.aside
        for one in document(name)
        if one not in long
        for block in one.blocks
    )
    text = rule_document(derived(name))
    end = text.index(r"\end{thebibliography}")
    for one in document(name):
        if one.title != "References":
            assert (text.index(rf"\section{{{one.title}}}") > end) is one.appendix
    assert text.count(r"\appendix") == bool(aside)
