"""The pytest plug-in: `pytest derivations/` runs each claim of each document as a test.

Every Markdown file that pytest meets and that holds claim blocks is collected; a test is named by
its claim's id, such as derivations/05-stability.md::rflo.stable.  A test that passes though nothing
is proved by it, for its claim is a definition or declared false, is reported as that.  pytest loads
this file in every session, so the rest of symdyn is imported where a claim is met, and not before.

The rules that a document names may be files, which are run as Python code.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from symdyn.claims.recognition import may_hold_claims
from symdyn.errors import ClaimError

if TYPE_CHECKING:
    from symdyn.checker import Verdict
    from symdyn.claims.claim import Claim
    from symdyn.claims.documents import Document, Expectation
    from symdyn.rules.rule import LearningRule

__all__ = [
    "ClaimItem",
    "DerivationFile",
    "pytest_collect_file",
    "pytest_report_teststatus",
    "pytest_terminal_summary",
]

_STATUS, _KIND = "symdyn-status", "symdyn-kind"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "DerivationFile | None":
    """Collect a Markdown file that holds a claim block, or what looks like one."""
    if file_path.suffix == ".md" and may_hold_claims(file_path.read_bytes()):
        return DerivationFile.from_parent(parent, path=file_path)
    return None


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Call a test that passes and proves nothing by what it is: the list of tests is read alone."""
    word = _word(report)
    if word in ("", "proved"):
        return None
    told = word if word == "definition" else f"{word} as expected"
    return "passed", ".", f"PASSED ({told})"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """A line with how many claims that passed are proved, and how many are something else."""
    counts = Counter(_word(report) for report in terminalreporter.stats.get("passed", ()))
    definitions = counts.pop("definition", 0)
    told = [
        f"{count} {word}{'' if word == 'proved' else ' as expected'}"
        for word, count in sorted(counts.items())
        if word
    ]
    if definitions:
        told.append(f"{definitions} definition{'s' if definitions > 1 else ''}")
    if told:
        terminalreporter.write_line(f"claims that passed: {', '.join(told)}")


def _word(report: pytest.TestReport) -> str:
    """The status of a claim that passed, "definition" for one that is in order; else empty."""
    if report.when != "call" or not report.passed:
        return ""
    told = dict(report.user_properties)
    status = told.get(_STATUS, "")
    return "definition" if (told.get(_KIND), status) == ("definition", "proved") else str(status)


class DerivationFile(pytest.File):
    """A derivation document as a collector of tests."""

    def collect(self) -> Iterator["ClaimItem"]:
        """A test for each claim, in the order of the document."""
        from symdyn.claims.documents import read_document

        try:
            document = read_document(self.path)
        except ClaimError as error:
            raise self.CollectError(str(error)) from None
        if not document.claims:
            raise self.CollectError(f"{self.path}: there is no claim here that can be read")
        for one in document.claims:
            yield ClaimItem.from_parent(self, name=one.claim.id, document=document, one=one)


class ClaimItem(pytest.Item):
    """A stated claim as a test: it is proved, and checked, and its status is the expected one."""

    def __init__(self, *, document: "Document", one: "Expectation", **settings: Any) -> None:
        super().__init__(**settings)
        self.document = document
        self.one = one

    def runtest(self) -> None:
        """Prove the claim and let the checker judge it.

        Raises
        ------
        ClaimError if its status is not the one that the document declares, or a name in it means
        nothing.
        """
        session = self.config.stash.setdefault(_SESSION, _Session())
        verdict = session.verdict(self.document, self.one)
        claim = self.one.claim
        self.user_properties += [(_KIND, claim.kind), (_STATUS, verdict.status)]
        if verdict.status != self.one.expected:
            lines = [
                f"{self.name} is {verdict.status}, expected {self.one.expected}",
                *(f"  assume: {text}" for text in claim.assumptions),
                *(f"  state: {text}" for text in claim.statement),
                f"  source: {claim.source}",
                *([f"  {verdict.message}"] if verdict.message else []),
                f"{self.document.path}:{self.one.line}",
            ]
            raise ClaimError("\n".join(lines))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What was stated, expected and found, without a traceback through symdyn."""
        if isinstance(excinfo.value, ClaimError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the claim is stated; pytest counts lines from 0."""
        return self.path, self.one.line - 1, f"claim {self.name}"


class _Session:
    """The chains and proofs of a pytest session, each made once."""

    def __init__(self) -> None:
        self.rules: dict[tuple[Path, str], LearningRule] = {}
        self.chains: dict[LearningRule, tuple[Claim, ...]] = {}
        self.proofs: dict[tuple[Path, str], tuple[Claim, ...]] = {}

    def verdict(self, document: "Document", one: "Expectation") -> "Verdict":
        """The checker's verdict on a claim, from the certificates of it and of all below it."""
        from symdyn.claims.stating import earlier
        from symdyn.claims.verifying import judge

        lines = (*earlier(document, one), one)
        known = {
            claim.id: claim
            for part in (
                *(chain for other in lines for chain in self.chains_of(document, other).values()),
                *(self.proof(document, other) for other in lines),
            )
            for claim in part
        }
        below: dict[str, Claim] = {}
        waiting = [one.claim.id]
        while waiting:
            name = waiting.pop()
            below[name] = known[name]
            waiting += [used for used in known[name].uses if used not in below]
        return judge(list(below.values()))[0][one.claim.id]

    def chains_of(self, document: "Document", one: "Expectation") -> dict[str, tuple["Claim", ...]]:
        """The chain of each rule that a claim names."""
        from symdyn.claims.chain import claims_of
        from symdyn.claims.stating import find_rules

        if any((document.path, name) not in self.rules for name in one.rules):
            self.rules |= find_rules([replace(document, claims=(one,))], ())
        found = {name: self.rules[document.path, name] for name in one.rules}
        for rule in found.values():
            if rule not in self.chains:
                self.chains[rule] = claims_of(rule)
        return {name: self.chains[rule] for name, rule in found.items()}

    def proof(self, document: "Document", one: "Expectation") -> tuple["Claim", ...]:
        """A claim with its evidence, after its lemmas."""
        from symdyn.claims.stating import earlier, prove_stated

        key = document.path, one.claim.id
        if key not in self.proofs:
            before = earlier(document, one)
            chains: dict[str, tuple[Claim, ...]] = {}
            for other in (*before, one):
                chains |= self.chains_of(document, other)
            stated = [claim for other in before for claim in self.proof(document, other)]
            self.proofs[key] = prove_stated(document, one, chains, stated)
        return self.proofs[key]


_SESSION = pytest.StashKey[_Session]()
