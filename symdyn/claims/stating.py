"""What the names in a derivation mean, and the proof of one claim that it states."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from symdyn.claims.claim import Claim
from symdyn.claims.documents import EVERYTHING, Document, Expectation
from symdyn.claims.proving import prove
from symdyn.errors import ClaimError, SymdynError
from symdyn.rules.registry import Found, all_rules, find_rule
from symdyn.rules.rule import LearningRule

__all__ = ["Names", "earlier", "find_rules", "prove_stated"]

Names = Mapping[tuple[Path, str], LearningRule]


def find_rules(documents: Sequence[Document], given: Sequence[LearningRule]) -> Names:
    """The rule that each name in each document means, by document and name.

    A rule given by the caller comes before one that is known by that name; a file is looked for
    beside the document.

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
                place = str(document.path.parent / name) if is_file else name
                try:
                    rule = places[place] if place in places else find_rule(place)
                    _require_own_name(rule, known)
                    _require_same(by_name.setdefault(rule.name, rule), rule)
                except SymdynError as error:
                    raise ClaimError(f"{document.path}:{one.line}: {error}") from None
                found[document.path, name] = places[place] = rule
    return found


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
) -> tuple[Claim, ...]:
    """A stated claim with its evidence, after the lemmas made for it.

    Parameters
    ----------
    document, one : the claim and where it stands
    chains : the claims of each rule that it or one of `earlier(document, one)` names
    before : what this function returned for all of `earlier(document, one)`

    Raises
    ------
    ClaimError if it uses a claim that is not there, or has the id of one that is.
    """
    known = {claim.id: claim for chain in (*chains.values(), before) for claim in chain}
    offered = [*(claim.id for rule in one.rules for claim in chains[rule]), *(x.id for x in before)]
    place = f"{document.path}:{one.line}"
    if one.claim.id in known:
        raise ClaimError(
            f"{place}: the claim id {one.claim.id!r} is that of a claim of its rules; "
            "choose another"
        )
    uses: list[str] = []
    for name in one.claim.uses:
        if name == EVERYTHING:
            uses += [other for other in offered if _holds(known[other])]
        elif name in offered:
            uses.append(name)
        else:
            raise ClaimError(f"{place}: {_not_there(document, one, name, offered)}")
    return prove(replace(one.claim, uses=tuple(dict.fromkeys(uses))), known, refute=True)


def _holds(claim: Claim) -> bool:
    """Whether anything could follow from a claim: it is neither refuted nor without proof."""
    return not {"witness", "matrices", "gap"} & claim.evidence.keys()


def _not_there(document: Document, one: Expectation, name: str, offered: Sequence[str]) -> str:
    said = f"claim {one.claim.id} uses {name!r}, which"
    if name in [other.claim.id for other in document.claims]:
        return f"{said} does not stand above it in the document; move that claim up"
    rules = f" and not of the chain of {', '.join(one.rules)}" if one.rules else ""
    close = get_close_matches(name, offered, 3)
    remedy = f"did you mean {' or '.join(close)}?" if close else "name its rule in 'rule: ...'"
    return f"{said} is no earlier claim of the document{rules}; {remedy}"
