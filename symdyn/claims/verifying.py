"""From derivations and rules to a status for every claim: prove, let the checker decide, store.

The chain of each rule is derived once.  A stated claim is proved when the chains of its rules and
the earlier claims that it may use are there.  No status is taken from the prover: the certificates
are written as files, and `symdyn.checker` reads them from there.  These files are the run's own;
what is stored elsewhere, where another run may write too, is never judged.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from symdyn.checker import Verdict, check_files
from symdyn.claims.certificates import Certified, certify
from symdyn.claims.certificates.scopes import Scopes
from symdyn.claims.chain import claims_of
from symdyn.claims.claim import Claim
from symdyn.claims.definitions import definition_gap
from symdyn.claims.documents import Document, Expectation
from symdyn.claims.hypotheses import hypotheses
from symdyn.claims.refuting import opinion
from symdyn.claims.scheduling import Result, Task, run_tasks
from symdyn.claims.stating import Names, earlier, find_rules, prove_stated
from symdyn.claims.wording import sentence
from symdyn.errors import ClaimError, OutputError
from symdyn.rules.rule import LearningRule

__all__ = ["Outcome", "Progress", "Respell", "Store", "judge", "verify"]

Store = Callable[[Mapping[str, str]], object]
Respell = Callable[[Mapping[str, Mapping[str, str]]], object]


@dataclass(frozen=True)
class Progress:
    """How many of the steps are done, and what is being worked on."""

    done: int
    total: int
    running: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """A claim's status as the checker found it, and the status that was expected.

    Parameters
    ----------
    id, kind, statement, assumptions, source, uses : of the claim, as its certificate has them
    status, message : the checker's verdict; "rejected" is never expected
    expected : what the document declares; for a claim of a rule's chain and for a lemma, refuted
        if it comes with a witness and proved otherwise
    seconds : of the proof; a claim of a chain has an equal share of the chain's
    rule : whose chain it is from (the first, if several share it); empty for a stated one
    document, line : where it is stated; None and 0 for a claim of a chain
    opinion : what z3 says of a counterexample, where it was asked; see `ask_z3`
    """

    id: str
    kind: str
    status: str
    expected: str
    source: str
    uses: tuple[str, ...]
    message: str
    seconds: float
    statement: tuple[str, ...]
    assumptions: tuple[str, ...]
    rule: str = ""
    document: Path | None = None
    line: int = 0
    opinion: str = ""

    @property
    def as_expected(self) -> bool:
        """Whether the status is the one that was expected."""
        return self.status == self.expected


@dataclass(frozen=True)
class _Entry:
    """A claim with evidence, before it is judged."""

    claim: Claim
    expected: str
    seconds: float
    rule: str = ""
    document: Path | None = None
    line: int = 0

    @property
    def origin(self) -> str:
        return f"{self.document}:{self.line}" if self.document else f"the rule {self.rule}"


def verify(
    documents: Sequence[Document],
    rules: Sequence[LearningRule],
    store: Store,
    *,
    jobs: int,
    progress: Callable[[Progress], None],
    ask: bool = False,
    respell: Respell | None = None,
) -> tuple[Outcome, ...]:
    """Prove and check every claim of the documents, of the rules they name, and of further rules.

    Parameters
    ----------
    documents : claims stated by hand
    rules : to verify whatever the documents use; where a document names a rule, one of these comes
        before one that is known by that name
    store : given every certificate by its id once all are judged, to keep them
    jobs : how many processes to use
    progress : told of every step that begins or ends
    ask : whether z3 is asked for a second opinion on each stated claim, which changes no status
    respell : given the lines that are written otherwise than they are displayed, by claim, to write
        them anew; if left out, such a claim is rejected

    Returns
    -------
    The outcomes of the rules' chains, rules in order, then those of the documents' claims, in
    order; a claim that several chains share is there once.

    Raises
    ------
    ClaimError for a claim that names an unknown rule or claim, and where two claims have one id.
    """
    _require_different_ids(documents)
    names = find_rules(documents, rules)
    chains = {rule.name: rule for rule in (*rules, *names.values())}
    tasks = {_chain_name(rule): _chain_task(rule) for rule in chains.values()}
    for document in documents:
        tasks |= {one.claim.id: _stated_task(document, one, names) for one in document.claims}
    total = len(tasks) + 1

    def tell(done: int, running: tuple[str, ...]) -> None:
        progress(Progress(done, total, running))

    results = run_tasks(tasks, jobs=jobs, progress=tell)
    entries = _different(_entries(tuple(chains.values()), documents, results))
    tell(len(tasks), ("the checker",))
    made = [entry.claim for entry in entries]
    stated = [entry.claim.id for entry in entries if entry.document]
    verdicts, certified = judge(made, stated, jobs=jobs)
    for name, spellings in certified.spellings.items() if respell is None else ():
        verdicts[name] = _misspelt(verdicts[name], spellings)
    store(certified.texts)
    if respell is not None:
        respell(certified.spellings)
    tell(total, ())
    outcomes = tuple(_outcome(entry, verdicts[entry.claim.id]) for entry in entries)
    if not ask:
        return outcomes
    scopes = Scopes({entry.claim.id: entry.claim for entry in entries})
    return tuple(
        replace(one, opinion=opinion(scopes, one.id)[0]) if one.document else one
        for one in outcomes
    )


def judge(
    claims: Sequence[Claim], stated: Collection[str] = (), *, jobs: int = 1
) -> tuple[dict[str, Verdict], Certified]:
    """The checker's verdict on each claim, by id, read from files that nobody else writes to.

    A definition has no file: the claims that stand on it show it.  It is in order if it is one.

    Parameters
    ----------
    claims : each after those that it uses
    stated : the ids of those whose spelling is wanted
    jobs : how many processes check; each reads what its claims use

    Returns
    -------
    The verdicts, and the certificates that were judged.

    Raises
    ------
    OutputError if there is no room for these files.

    >>> judge([Claim("square", "equation", ("(x + 1)^{2} = x^{2} + 2 x + 1",))])[0]["square"].status
    'proved'
    """
    made = certify(claims, stated)
    try:
        with TemporaryDirectory(prefix="symdyn-") as folder:
            paths = [Path(folder, f"{name}.json") for name in made.texts]
            for path, text in zip(paths, made.texts.values(), strict=True):
                path.write_text(text, encoding="utf-8")
            parts = _parts(paths, jobs)
            tasks = {f"part {i}": Task.of(check_files, part) for i, part in enumerate(parts)}
            found = run_tasks(tasks, jobs=jobs, progress=lambda _, __: None)
            verdicts = {one.id: one for result in found.values() for one in result.value}
    except OSError as error:
        raise OutputError(
            f"the certificates cannot be written to a temporary directory ({error.strerror}); "
            "make room there, or set TMPDIR to another"
        ) from None
    for claim in claims:
        if claim.kind == "definition":
            verdicts[claim.id] = _definition(claim)
        elif claim.id in made.reasons:
            gap = claim.evidence.get("gap")
            status = "unproved" if gap else "rejected"
            verdicts[claim.id] = Verdict(
                claim.id, status, gap or made.reasons[claim.id], claim.uses
            )
    return verdicts, made


def _parts(paths: Sequence[Path], jobs: int) -> list[list[Path]]:
    """Files of about equal number in all, those of one rule or document together: they use each other."""
    groups: dict[str, list[Path]] = {}
    for path in paths:
        groups.setdefault(path.name.partition(".")[0], []).append(path)
    parts: list[list[Path]] = [[] for _ in range(jobs)]
    for group in sorted(groups.values(), key=len, reverse=True):
        min(parts, key=len).extend(group)
    return [part for part in parts if part]


def _misspelt(verdict: Verdict, spellings: Mapping[str, str]) -> Verdict:
    """What was accepted is rejected if it is not written as it is displayed."""
    if not spellings or verdict.status == "rejected":
        return verdict
    line, spelling = next(iter(spellings.items()))
    told = (
        f"{line} is written {spelling}: there is one spelling, so that nobody reads anything else "
        "into it; `symdyn verify --write` puts it there"
    )
    return verdict._replace(status="rejected", message=told)


def _definition(claim: Claim) -> Verdict:
    """A definition states nothing; it is rejected if it is none."""
    gap = definition_gap(claim)
    return Verdict(claim.id, "rejected" if gap else "proved", gap, claim.uses)


def _chain_name(rule: LearningRule) -> str:
    """The name of a task; no claim has it, for it has a space."""
    return f"rule {rule.name}"


def _chain_task(rule: LearningRule) -> Task:
    return Task.of(claims_of, rule)


def _stated_task(document: Document, one: Expectation, names: Names) -> Task:
    before = earlier(document, one)
    chains = {
        name: _chain_name(names[document.path, name])
        for other in (*before, one)
        for name in other.rules
    }
    stated = [other.claim.id for other in before]
    domains = {name: hypotheses(names[document.path, name]) for name in one.rules}

    def arguments(values: Mapping[str, Any]) -> tuple[Any, ...]:
        return (
            document,
            one,
            {name: values[task] for name, task in chains.items()},
            [claim for task in stated for claim in values[task]],
            domains,
        )

    return Task(prove_stated, arguments, (*dict.fromkeys(chains.values()), *stated))


def _entries(
    rules: Sequence[LearningRule], documents: Sequence[Document], results: Mapping[str, Result]
) -> Iterator[_Entry]:
    for rule in rules:
        result = results[_chain_name(rule)]
        for claim in result.value:
            yield _Entry(claim, _expected(claim), result.seconds / len(result.value), rule.name)
    for document in documents:
        for one in document.claims:
            result = results[one.claim.id]
            *lemmas, claim = result.value
            for lemma in lemmas:
                yield _Entry(lemma, _expected(lemma), 0.0, "", document.path, one.line)
            yield _Entry(claim, one.expected, result.seconds, "", document.path, one.line)


def _expected(claim: Claim) -> str:
    return "refuted" if {"witness", "matrices"} & claim.evidence.keys() else "proved"


def _different(entries: Iterator[_Entry]) -> list[_Entry]:
    """The entries without the repetitions of what several chains share."""
    found: dict[str, _Entry] = {}
    for entry in entries:
        other = found.setdefault(entry.claim.id, entry)
        if other is not entry and (other.claim != entry.claim or entry.document):
            raise ClaimError(
                f"{entry.origin} and {other.origin} both have a claim {entry.claim.id!r}; "
                "give each claim an id of its own"
            )
    return list(found.values())


def _outcome(entry: _Entry, verdict: Verdict) -> Outcome:
    claim = entry.claim
    return Outcome(
        id=claim.id,
        kind=claim.kind,
        status=verdict.status,
        expected=entry.expected,
        source=claim.source,
        uses=claim.uses,
        message=sentence(verdict.message),
        seconds=entry.seconds,
        statement=claim.statement,
        assumptions=claim.assumptions,
        rule=entry.rule,
        document=entry.document,
        line=entry.line,
    )


def _require_different_ids(documents: Sequence[Document]) -> None:
    places: dict[str, str] = {}
    for document in documents:
        for one in document.claims:
            place = f"{document.path}:{one.line}"
            other = places.setdefault(one.claim.id, place)
            if other != place:
                raise ClaimError(
                    f"{place}: the claim id {one.claim.id!r} is that of {other} as well; "
                    "give each claim an id of its own"
                )
