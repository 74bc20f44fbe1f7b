"""Which claims a statement uses, where all may be used: `uses: *` in a document.

Several claims of a chain give one name, such as d in terms of the parameters and d in terms of the
kernel, and no proof may use two of them.  So consistent choices are made, the likeliest first, and
the first that gives a proof is taken.  What is proved is what is displayed, from the claims listed
with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from symdyn.claims.certificates.scopes import Scopes
from symdyn.claims.claim import OF_MATRICES, Claim
from symdyn.claims.proving import prove
from symdyn.formula.reading import Node, read_line, read_relations
from symdyn.formula.trees import variables

__all__ = ["prove_from_all", "undefined_names"]

_MOST_CHOICES = 8


def prove_from_all(
    claim: Claim, known: Mapping[str, Claim], offered: Sequence[str]
) -> tuple[Claim, ...]:
    """What `prove` returns for the first consistent choice of claims that settles this one.

    Parameters
    ----------
    claim : as stated; its `uses` are replaced
    known : the claims by id
    offered : ids of the claims to choose from; of those that give one name the first is preferred
    """
    holding = [
        name
        for name in offered
        if _holds(known[name])
        and all(one not in variables(body) for one, body in _bodies(known[name]).items())
    ]
    gives = {name: _given(known[name]) for name in holding}
    made: tuple[Claim, ...] = ()
    scopes = Scopes(known)
    for number, uses in enumerate(_choices(claim, holding, gives, known)):
        chosen: tuple[str, ...] = ()
        for name in uses:  # what defines a name otherwise than those before it is left out
            chosen = (*chosen, name) if scopes.agree((*chosen, name)) else chosen
        found = prove(replace(claim, uses=chosen), scopes, refute=not number)
        if "gap" not in found[-1].evidence:
            return found
        made = made or found
    return made


def undefined_names(claim: Claim, known: Mapping[str, Claim], offered: Sequence[str]) -> str:
    """Which claims would give the displayed names that nothing used gives; empty for none."""
    used = set().union(*(_given(known[name]) for name in claim.uses if name in known))
    shown = _displayed(claim) - used
    hints = []
    for name in sorted(shown):
        by = [one for one in offered if name in _given(known[one]) and _holds(known[one])]
        if by:
            hints.append(f"{name} is a letter here: add {' or '.join(by[:3])} to uses")
    return "; ".join(hints[:3])


def _holds(claim: Claim) -> bool:
    """Whether anything could follow from a claim: it is neither refuted nor without proof."""
    return not {"witness", "matrices", "gap"} & claim.evidence.keys()


def _given(claim: Claim) -> set[str]:
    """The names and sequences that a claim gives, as the checker takes them."""
    return set(_bodies(claim))


def _bodies(claim: Claim) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for text in claim.statement:
        parts = read_line(text)
        for operator, left, right in parts[0] if len(parts) == 1 else ():
            named = operator == ":=" and left[0] in {"name", "indexed"}
            equal = operator == "=" and claim.kind in {"equation", "mode"} and left[0] == "name"
            if named or equal:
                found[_key(left)] = right
    return found


def _key(node: Node) -> str:
    return f"{node[1]}_" if node[0] == "indexed" else str(node[1])


def _displayed(claim: Claim) -> set[str]:
    """The names and sequences of the statement and of what it assumes."""
    relations = [r for text in claim.statement for part in read_line(text) for r in part]
    relations += [r for text in claim.assumptions for r in read_relations(text)]
    return {name for _, left, right in relations for name in variables(("+", left, right))}


def _choices(
    claim: Claim,
    offered: Sequence[str],
    gives: Mapping[str, set[str]],
    known: Mapping[str, Claim],
) -> Iterator[tuple[str, ...]]:
    """Consistent lists of claims: those that give the names, then all that give no other."""
    if claim.kind in OF_MATRICES:
        offered = [name for name in offered if known[name].kind == "definition"]
    facts = [name for name in offered if not gives[name]]
    for number, chosen in enumerate(_givers(claim, offered, gives, known)):
        if number >= _MOST_CHOICES:
            return
        taken = set().union(*(gives[name] for name in chosen))
        rest = list(chosen)
        for name in offered if claim.kind in OF_MATRICES else ():
            if not gives[name] & taken:
                rest.append(name)
                taken |= gives[name]
        yield tuple(dict.fromkeys([*rest, *facts]))


def _givers(
    claim: Claim,
    offered: Sequence[str],
    gives: Mapping[str, set[str]],
    known: Mapping[str, Claim],
) -> Iterator[list[str]]:
    """For each claim that gives a displayed name, all that follows from beginning with it."""
    wanted = _displayed(claim)
    firsts = [None, *(name for name in offered if gives[name] & wanted)]
    seen: list[set[str]] = []
    for first in firsts:
        chosen = [first] if first else list[str]()
        waiting = sorted(wanted) if not first else [*sorted(wanted), *_below(known[first])]
        while waiting:
            name = waiting.pop(0)
            taken = set().union(*(gives[one] for one in chosen))
            if name in taken:
                continue
            giver = next(
                (one for one in offered if name in gives[one] and not gives[one] & taken), None
            )
            if giver:
                chosen.append(giver)
                waiting += _below(known[giver])
        if set(chosen) not in seen:
            seen.append(set(chosen))
            yield chosen
    for deep in list(seen):
        shallow = {name for name in deep if gives[name] & wanted}
        if shallow not in seen:
            seen.append(shallow)
            yield [name for name in offered if name in shallow]


def _below(claim: Claim) -> list[str]:
    return sorted({name for body in _bodies(claim).values() for name in variables(body)})
