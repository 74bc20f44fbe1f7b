"""The checker's context, which knows what holds at one place of a proof, and whose it is.

The checker says whether a proof holds.  Here it is noted which hypotheses and which of the claims
offered were looked up, so that the prover can leave the others out.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from symdyn.checker.claims import Claim as Sequent
from symdyn.checker.claims import Use, put_in_force
from symdyn.checker.claims import activate as activate_all
from symdyn.checker.context import Context, Rewriting, moved, turned
from symdyn.checker.polynomials import Polynomial, Quotient
from symdyn.checker.terms import ONE, ZERO, Definition, Relation, Term, letters

__all__ = ["Owner", "Tracing", "activate"]

# The text of an assumption; the place of a use in its claim, or ~place where the use only rewrites:
# then its hypotheses have to hold for the values matched alone.
Owner = int | str
Note = Owner | tuple[Owner, ...]  # one of several that say the same


def activate(
    place: "Tracing", uses: Sequence[Use], proved: Mapping[str, Sequent]
) -> list[tuple[str, Relation]]:
    """Put in force what the instances say whose hypotheses hold, and note whose it is.

    Returns
    -------
    The claim and its first hypothesis that does not hold, for each instance that is not in force.
    """

    def put(number: int, use: Use) -> bool:
        with _Owning(place, number):
            return put_in_force(place, use, proved)

    return [(use.claim, _gap(place, use, proved)) for use in activate_all(place, uses, proved, put)]


def _gap(place: "Tracing", use: Use, proved: Mapping[str, Sequent]) -> Relation:
    """The first hypothesis of an instance that is not known to hold; 0 = 1 for a value without sense."""
    hypotheses = (moved(h, use.values) for h in proved[use.claim].hypotheses)
    return next((h for h in hypotheses if not place.holds(h)), ("=", ZERO, ONE))


class _Owning:
    """A block in which what is put in force belongs to one owner, and rests on what is used there."""

    def __init__(self, place: "Tracing", owner: Owner) -> None:
        self.place, self.owner = place, owner

    def __enter__(self) -> None:
        self.before, self.place.used[0] = self.place.used[0], set()
        self.place.owner[0] = self.owner

    def __exit__(self, *_: object) -> None:
        self.place.needs.setdefault(self.owner, set()).update(self.place.used[0])
        self.place.used[0] = self.before
        self.place.owner[0] = ""


class Tracing(Context):
    """A context that notes the owners of what is looked up there: assumptions and uses."""

    def __init__(
        self, signature: Mapping[str, Definition], sums: tuple[Term, ...], unfolds: frozenset[str]
    ) -> None:
        super().__init__(signature, sums, unfolds)
        self.used: list[set[Note]] = [set()]
        self.owner: list[Owner] = [""]
        self.needs: dict[Owner, set[Note]] = {}
        self.owners: dict[Relation, Owner] = {}
        self.signs: dict[tuple[Any, str], tuple[Owner, ...]] = {}
        self.natural_owners: list[Owner] = [""]
        self.closing: dict[Term, set[Note]] = {}
        self.valuing: dict[tuple[bool, int], set[Note]] = {}
        self.points: list[Term] = []  # where the derivatives are taken that stand around

    def under(self) -> "Tracing":
        """A place inside of a binder."""
        child = cast("Tracing", super().under())
        child.owners, child.signs = {**self.owners}, {**self.signs}
        child.natural_owners, child.closing, child.valuing = [*self.natural_owners], {}, {}
        return child

    def given(self, owner: Owner, relation: Relation) -> None:
        """Put a relation in force that belongs to an owner."""
        with _Owning(self, owner):
            self.suppose(relation)

    def rests_on(self) -> set[Owner]:
        """The owners of all that was used, and of what let these in force.

        Where several owners say the same, one that is used anyway is taken, or else the first.
        """
        found, waiting, choices = set[Owner](), [*self.used[0]], list[tuple[Owner, ...]]()
        while waiting or choices:
            if not waiting:
                choice = choices.pop(0)
                waiting = [] if found & {*choice} else [choice[0]]
                continue
            one = waiting.pop()
            if isinstance(one, tuple):
                choices.append(one)
            elif one not in found:
                found.add(one)
                waiting += self.needs.get(one, ())
        return found

    def suppose(self, relation: Relation) -> None:
        """Put a relation in force; what is said near the point of a derivative is said of the point."""
        known, owner = turned(relation), self.owner[0]
        if owner == "" and self.points:
            fresh = {x for side in known[1:] for x in letters(side) if "#" in x[1]}
            newest = max(fresh, key=lambda x: int(x[1].partition("#")[2]), default=ZERO)
            owner = self.owners.get(moved(known, {newest: self.points[-1]}), "")
        self.owners.setdefault(known, owner)
        super().suppose(relation)
        self.natural_owners += [owner] * (len(self.naturals) - len(self.natural_owners))

    def _learn(self, relation: Relation) -> None:
        """Learn a fact; what several relations say belongs to each of them."""
        super()._learn(relation)
        known, self.facts = self.facts, {}
        super()._learn(relation)
        for key, signs in self.facts.items():
            for sign in signs:
                owners = (*self.signs.get((key, sign), ()), self.owners.get(relation, ""))
                self.signs[key, sign] = tuple(dict.fromkeys(owners))
        self.facts = known

    def _derivative(self, t: Term) -> Term:
        self.points.append(self.closed(t[3]))
        try:
            return super()._derivative(t)
        finally:
            self.points.pop()

    def rewritten(self, one: Rewriting, values: Mapping[Term, Term]) -> Term:
        """What a rewriting gives; the claim that offers it is used."""
        self._note(~one.place)
        return super().rewritten(one, values)

    def _note(self, *owners: Owner) -> None:
        """One of these is used."""
        if "" not in owners:
            self.used[0].add(owners[0] if len(owners) == 1 else owners)

    def known_sign(self, polynomial: Polynomial, *signs: str) -> bool:
        """Whether the polynomial has one of the signs."""
        if not super().known_sign(polynomial, *signs):
            return False
        if not polynomial.keys() <= {0}:
            key = self.ring.primitive(polynomial)
            self._note(*next((self.signs[key, x] for x in signs if (key, x) in self.signs), ("",)))
        return True

    def is_natural(self, form: Mapping[str, int] | None) -> bool:
        """Whether a linear form is natural: by one relation in force at most."""
        known = self.naturals
        if not super().is_natural(form):
            return False
        for one, owner in zip(known, self.natural_owners, strict=True):
            self.naturals = [one]
            found = super().is_natural(form)
            self.naturals = known
            if found:
                self._note(owner)
                break
        return True

    def holds(self, relation: Relation) -> bool:
        """Whether a relation is in force."""
        if not super().holds(relation):
            return False
        operator, left, right = turned(relation)
        same = [(operator, left, right)]
        same += [(operator, right, left)] if operator in {"!=", "="} else []
        same += [(">", left, right)] if operator in {">=", "!="} else []
        owner = next((self.owners[x] for x in same if x in self.owners), "")
        others: tuple[Owner, ...] = ()
        if (
            left[0] == "sym" and right == ZERO
        ):  # a product that is not 0 says it of its letters, too
            others = self.signs.get((self.ring.primitive(self.ring.generator(left)), operator), ())
        self._note(owner, *(x for x in others if x != owner))
        return True

    def closed(self, t: Term) -> Term:
        """The term without binders; what this rests on is kept with it."""
        if t in self.memory and t in self.closing:
            self.used[0] |= self.closing[t]
            return super().closed(t)
        before, self.used[0] = self.used[0], set()
        try:
            return super().closed(t)
        finally:
            self.closing[t] = self.used[0]
            self.used[0] = before | self.used[0]

    def value(self, t: Term) -> Quotient:
        """The value; what its denominators rest on is kept with it."""
        if t[0] in {"sym", "def", "num"}:
            return super().value(t)
        key, known = (self.lax, id(t)), self.loosely if self.lax else self.valued
        if key[1] in known:
            self.used[0] |= self.valuing.get(key, set())
            return super().value(t)
        before, self.used[0] = self.used[0], set()
        try:
            return super().value(t)
        finally:
            self.valuing[key] = self.used[0]
            self.used[0] = before | self.used[0]
