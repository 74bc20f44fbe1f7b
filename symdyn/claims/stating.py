"""What the names in a derivation mean, and the proof of one claim that it states."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from symdyn.claims.choosing import prove_from_all, undefined_names
from symdyn.claims.claim import Claim
from symdyn.claims.documents import DOMAIN, EVERYTHING, Document, Expectation
from symdyn.claims.hypotheses import hypotheses
from symdyn.claims.proving import prove
from symdyn.claims.shared import shared_definitions
from symdyn.errors import ClaimError, SymdynError, meant
from symdyn.rules.registry import Found, all_rules, find_rule
from symdyn.rules.rule import LearningRule

__all__ = ["Names", "earlier", "find_rules", "prove_stated"]

Names = Mapping[tuple[Path, str], LearningRule]


def find_rules(documents: Sequence[Document], given: Sequence[LearningRule]) -> Names:
    """The rule that each name in each document means, by document and name.

    A rule given by the caller comes before one that is known by that name; a file is looked for
    beside the document, and in the root of its project: the nearest folder above with pyproject.toml
    or .git.

    Raises
    ------
    ClaimError with file and line for a name that no rule has; for two rules of one name, also
    where one of them is known by that name and not used.
    """
    known = {
        name: found
        for found in all_rules()
        for name in (found.rule.name, *(name for name, _ in found.rule.equals))
    }
    by_name: dict[str, LearningRule] = {}
    for rule in given:
        _require_own_name(rule, known)
        _require_same(by_name.setdefault(rule.name, rule), rule)
    places = dict(by_name)
    found: dict[tuple[Path, str], LearningRule] = {}
    for document in documents:
        for one in document.claims:
            for name in one.rules:
                is_file = name.endswith(".py") or ".py:" in name
                try:
                    place = _rule_file(document.path, name) if is_file else name
                    rule = places[place] if place in places else find_rule(place)
                    _require_own_name(rule, known)
                    _require_same(by_name.setdefault(rule.name, rule), rule)
                except SymdynError as error:
                    raise ClaimError(f"{document.path}:{one.line}: {error}") from None
                found[document.path, name] = places[place] = rule
    return found


def _rule_file(document: Path, name: str) -> str:
    """The file that a document means: beside it, or at this path from the root of its project."""
    file, colon, variable = name.partition(".py:")
    relative = Path(f"{file}.py" if colon else file)
    beside = document.parent / relative
    root = _project(document)
    below = root / relative if root and not name.startswith(("./", "../")) else beside
    if root and not below.resolve().is_relative_to(root):
        below = beside
    two = beside.is_file() and below.is_file() and not beside.samefile(below)
    if two:
        raise ClaimError(
            f"rule file {name!r} is in two places, {str(beside)!r} and {str(below)!r}; rename one, "
            f"or write './{name}' for the one beside the document"
        )
    if not beside.exists() and not below.exists():
        places = dict.fromkeys((str(beside), str(below)))
        raise ClaimError(
            f"rule file {name!r} does not exist, neither as {' nor as '.join(map(repr, places))}; "
            "check the path, which is relative to the document or to the root of the project"
            if len(places) > 1
            else f"rule file {str(beside)!r} does not exist; check the path, which is relative to the "
            "document"
        )
    found = beside if beside.exists() else below
    return f"{found}:{variable}" if colon else str(found)


def _project(document: Path) -> Path | None:
    """The nearest folder above a document that holds pyproject.toml or .git."""
    folders = document.resolve().parents
    return next(
        (x for x in folders if (x / "pyproject.toml").exists() or (x / ".git").exists()), None
    )


def _require_same(one: LearningRule, other: LearningRule) -> None:
    if one != other:
        raise ClaimError(f"two different rules are named {one.name!r}; rename one")


def _require_own_name(rule: LearningRule, known: Mapping[str, Found]) -> None:
    """Refuse another rule under a known name: its claims would have the ids of the known rule's."""
    found = known.get(rule.name)
    if found and found.rule != rule:
        raise ClaimError(
            f"rule name {rule.name!r} is already taken by {found.origin}; rename the rule"
        )


def earlier(document: Document, one: Expectation) -> tuple[Expectation, ...]:
    """The claims that stand before this one and that it may use, directly or through others."""
    wanted = set(one.claim.uses)
    found: list[Expectation] = []
    for other in reversed(document.claims[: document.claims.index(one)]):
        if {other.claim.id, EVERYTHING} & wanted:
            found.append(other)
            wanted |= set(other.claim.uses)
    return tuple(reversed(found))


def prove_stated(
    document: Document,
    one: Expectation,
    chains: Mapping[str, Sequence[Claim]],
    before: Sequence[Claim],
    domains: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Claim, ...]:
    """A stated claim with its evidence, after the lemmas made for it.

    Parameters
    ----------
    document, one : the claim and where it stands
    chains : the claims of each rule that it or one of `earlier(document, one)` names
    before : what this function returned for all of `earlier(document, one)`
    domains : what `hypotheses` returned for each rule that the claim names; None to look it up

    Raises
    ------
    ClaimError if it uses a claim that is not there, or has the id of one that is.
    """
    if DOMAIN in one.claim.assumptions and domains is None:
        names = find_rules([replace(document, claims=(one,))], ())
        domains = {name: hypotheses(rule) for (_, name), rule in names.items()}
    known = {claim.id: claim for chain in (*chains.values(), before) for claim in chain}
    offered = [*(claim.id for rule in one.rules for claim in chains[rule]), *(x.id for x in before)]
    place = f"{document.path}:{one.line}"
    if one.claim.id in known:
        raise ClaimError(
            f"{place}: the claim id {one.claim.id!r} is that of a claim of its rules; "
            "choose another"
        )
    for name in one.claim.uses:
        if name != EVERYTHING and name not in offered:
            raise ClaimError(f"{place}: {_not_there(document, one, name, offered)}")
    assumptions = [
        line
        for text in one.claim.assumptions
        for line in (
            [line for name in one.rules for line in (domains or {})[name]]
            if text == DOMAIN
            else [text]
        )
    ]
    claim = replace(one.claim, assumptions=tuple(dict.fromkeys(assumptions)))
    known = {**{one.claim.id: one.claim for one in shared_definitions()}, **known}
    if EVERYTHING not in claim.uses:
        return _with_hint(prove(claim, known, refute=True), claim, known, offered)
    named = [name for name in claim.uses if name != EVERYTHING]
    first = [*named, *(other.id for other in reversed(before))]
    own = [name for name in offered if name not in first]
    own.sort(key=lambda name: name.split(".")[0] in {"setting", "theory", "loss", "rates"})
    return prove_from_all(claim, known, [*dict.fromkeys([*first, *own])])


def _with_hint(
    made: tuple[Claim, ...], claim: Claim, known: Mapping[str, Claim], offered: Sequence[str]
) -> tuple[Claim, ...]:
    """The same, and where there is no proof, which claims define what is displayed."""
    gap = made[-1].evidence.get("gap")
    hint = undefined_names(claim, known, offered) if gap else ""
    said = f"{gap}; {hint}" if gap and hint else gap
    return (*made[:-1], replace(made[-1], evidence={"gap": said})) if gap else made


def _not_there(document: Document, one: Expectation, name: str, offered: Sequence[str]) -> str:
    said = f"claim {one.claim.id} uses {name!r}, which"
    if name in [other.claim.id for other in document.claims]:
        return f"{said} does not stand above it in the document; move that claim up"
    rules = f" and not of the chain of {', '.join(one.rules)}" if one.rules else ""
    remedy = meant(name, offered, 3).rstrip() or "name its rule in 'rule: ...'"
    return f"{said} is no earlier claim of the document{rules}; {remedy}"
