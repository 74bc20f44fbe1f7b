"""A claim without the uses and assumptions that its proof did not look up, and with what it shows."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from symdyn.checker.claims import check
from symdyn.checker.names import key_of
from symdyn.checker.refute import refute
from symdyn.checker.terms import METER, Refused, letters, subterms
from symdyn.claims.certificates.encoding import terms_of
from symdyn.claims.certificates.scopes import Scopes, plain
from symdyn.claims.certificates.sequents import sequent
from symdyn.claims.claim import Claim
from symdyn.claims.evidence import ready_proof
from symdyn.claims.spectrum import (
    OF_FOUR,
    complex_spectrum_lines,
    pair_of_four_lines,
    spectrum_lines,
)
from symdyn.claims.tracing import Owner
from symdyn.formula.latex import latex
from symdyn.formula.reading import Node, read_line, read_relations
from symdyn.formula.trees import walk

__all__ = ["check_as_it_stands", "defined_names", "needed", "with_what_it_shows"]

COMPLEX = r"\Lambda_{\pm}"
MOMENTUM = (r"\lvert \nu \rvert", r"\lvert \nu_{\pm} \rvert")
_MOST_WORK = 1_900_000  # of the 2,000,000 steps of a check, which reads the certificate as well


def needed(scopes: Scopes, claim: Claim, owners: Collection[Owner]) -> Claim:
    """The claim with what its proof rests on alone, and the definitions of what it shows.

    Parameters
    ----------
    scopes, claim : the claim with its evidence, entered in the scopes
    owners : what the proof rests on, as `Tracing.rests_on` says

    A refutation keeps all of its assumptions, which hold at its witness.
    """
    says = sequent(scopes, claim.id)
    if says.refutation is not None:
        return _refuted_with(scopes, claim, _showing(scopes, claim, claim.assumptions))
    assumptions = tuple(x for x in claim.assumptions if x in owners)
    used = {says.uses[x if x >= 0 else ~x].claim for x in owners if isinstance(x, int)}
    used |= {*_showing(scopes, claim, assumptions)}
    if claim.kind == "stability" and not _of_any_pair(scopes, claim):
        used.add(_spectrum(scopes, claim))
    uses = tuple(x for x in claim.uses if x in used)
    return replace(claim, uses=uses, assumptions=assumptions)


def _showing(scopes: Scopes, claim: Claim, assumptions: Collection[str]) -> list[str]:
    """The claims used that define what a reader sees, and what the evidence is written in."""
    says = sequent(scopes, claim.id)
    terms = terms_of([says.goal, says.sums, says.proof])
    direct = {x[1] for t in terms[1:] for x, _ in subterms(t) if x[0] == "def"}
    shown = {key_of(scopes.signature[x]) for x in direct}
    shown |= {f"{x[1]}^T" for t in terms for x in letters(t) if x[0] == "mat"}
    shown |= _seen(scopes, replace(claim, assumptions=tuple(assumptions)))
    defining = (x for x in claim.uses if scopes.claims[x].kind in {"definition", "mode"})
    return [x for x in defining if shown & {*defined_names(scopes.claims[x])}]


def _of_any_pair(scopes: Scopes, claim: Claim) -> bool:
    """Whether a claim is on the roots for all numbers that its polynomial is written in, which are not defined."""
    if any(one in "".join(claim.statement) for one in MOMENTUM):
        return not {"t", "d", "y"} & {*scopes.scope(claim.id).definitions}
    return COMPLEX in "".join(claim.statement) and not {"t", "y", "d", "z"} & {
        *scopes.scope(claim.id).definitions
    }


def _spectrum(scopes: Scopes, claim: Claim) -> str:
    """The claim that t and d are those of the characteristic polynomial x (x^2 - t x + d) of J.

    Of a mode of four numbers it is x (x + r) (x^2 - t x + d), of another matrix.

    The checker is shown a polynomial; that its roots are eigenvalues is this other claim.  Of a complex
    pair it is the definition of the parts of t and d, which a claim for any kernel is on.
    """
    complex_pair = COMPLEX in "".join(claim.statement)
    real = (spectrum_lines(), *map(pair_of_four_lines, OF_FOUR))
    forms = (complex_spectrum_lines(),) if complex_pair else real
    wanted = [{x for line in one for x in read_relations(latex(line))} for one in forms]
    for name in claim.uses:
        used = scopes.claims[name]
        given = (
            used.statement if used.kind == ("definition" if complex_pair else "equation") else ()
        )
        said = {one for text in given for one in read_relations(text)}
        if any(one <= said for one in wanted):
            return name
    raise Refused("the spectrum is not among the claims used")


def check_as_it_stands(scopes: Scopes, claim: Claim) -> None:
    """What the checker will do with the certificate of a claim; raises Refused."""
    scopes.put(claim)
    METER.start()
    says = sequent(scopes, claim.id)
    judge = check if says.refutation is None else refute
    judge(says._replace(proof=ready_proof(says.proof)), scopes.signature, scopes.sequents)
    if METER.spent > _MOST_WORK:
        raise Refused("this takes more work than a check may")


def _refuted_with(scopes: Scopes, claim: Claim, shown: Collection[str]) -> Claim:
    """A refuted claim without the uses that its witness does not need, one after another."""
    for name in claim.uses if "witness" in claim.evidence else ():
        fewer = replace(claim, uses=tuple(x for x in claim.uses if x != name))
        try:
            if name not in shown:
                check_as_it_stands(scopes, fewer)
                claim = fewer
        except Refused:
            continue
    return claim


def with_what_it_shows(scopes: Scopes, claim: Claim) -> Claim:
    """The claim with the definitions below it of all names that a reader of it sees."""
    scopes.put(claim)
    given, seen = _given(scopes, claim), _seen(scopes, claim)
    more = [
        one
        for one in sorted(scopes.below(claim.id) - {claim.id, *claim.uses})
        if scopes.claims[one].kind == "definition"
        and not given.issuperset(names := {*defined_names(scopes.claims[one])})
        and names & seen
    ]
    return replace(claim, uses=(*claim.uses, *more))


def _given(scopes: Scopes, claim: Claim) -> set[str]:
    """The names to which an equation that is used gives a value."""
    found = {
        plain(left[1])
        for one in claim.uses
        if scopes.claims[one].kind == "equation"
        for text in scopes.claims[one].statement
        for _, left, _ in read_relations(text)
        if left[0] == "name"
    }
    return found | ({"K("} if "K(z)" in found else set())


def _seen(scopes: Scopes, claim: Claim) -> set[str]:
    """The names that a reader sees, in the lines of a claim and in the formulas of names in them.

    Whoever is told the value of a name by an equation that is used looks no further.
    """
    defined, given = scopes.scope(claim.id).definitions, _given(scopes, claim)
    seen, waiting = set[str](), [*_displayed(claim)]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            if name in defined and name not in given:
                waiting += _names(defined[name][1])
    return seen


def defined_names(claim: Claim) -> Iterator[str]:
    """The names that a claim gives: a sequence as e_, a function as K(, and U^T for U^T U = I."""
    for text in claim.statement:
        for operator, left, _ in read_line(text)[0]:
            if operator == "=" and left[0] == "*":
                yield f"{left[1][1][1]}^T"
            elif left[0] == "indexed":
                yield f"{left[1]}_"
            elif left[0] == "name":
                yield plain(left[1])
                if left[1].startswith("K(z"):
                    yield "K("


def _displayed(claim: Claim) -> set[str]:
    """The names in the lines of a claim; those of a mode's stability too, and what is learned."""
    lines = [*claim.statement, *claim.assumptions]
    sides = [x for text in lines for part in read_line(text) for _, *two in part for x in two]
    found = set(_names_of(sides))
    if claim.kind == "stability":
        found |= {"t", "d", "y", "z"} if COMPLEX in "".join(lines) else {"t", "d"}
    if claim.kind == "rank":
        found |= {r"\Delta A", r"\Delta W", r"\Delta B"}
    return found


def _names_of(sides: Iterable[Node]) -> Iterator[str]:
    for side in sides:
        yield from _names(side)


def _names(node: Node) -> set[str]:
    found = set[str]()
    for one in walk(node):
        if one[0] == "name":
            found.add(plain(one[1]))
            if one[1].startswith(("K(", "K'(")):
                found.add("K(")
        if one[0] == "indexed":
            found.add(f"{one[1]}_")
        if one[0] in {"top", "diag"}:
            found.add("I")
    return found
