r"""What the texts of one claim, each clear in itself, would say wrongly together.

A name has one meaning in a claim: what is defined is no letter elsewhere, numbers and matrices share no
name, and what is learned is not defined.  Letters are independent of one another: of y = x^2 the checker
proves that \partial_x y is 0, y being a letter; a reader would take 2 x.  So a name that something binds
is not tied by an equation among the hypotheses to another letter under the binder.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .claims import relations
from .definitions import Library
from .names import barred, clashes
from .sorts import is_index
from .terms import METER, Refused, Relation, Term, letters, subterms

__all__ = ["require_statement"]

Ids = Mapping[str, str]


def require_statement(
    library: Library,
    hypotheses: tuple[Relation, ...],
    goal: Any,
    all_ids: Ids,
    ids: Ids,
    words: Ids,
) -> None:
    """Refuse what reads otherwise; the names are those of `where`, of its shown part, of `matrices`."""
    numbers = [x for one in (*hypotheses, *relations(goal)) for x in one[1:]]
    matrices = [x for x, _ in goal[1:]] if goal[0] == "mode" else []
    matrices += goal[3].values() if goal[0] == "rank" else []
    if library.standing_on([*numbers, *matrices]) != {*ids.values(), *words.values()}:
        raise Refused("a claim shows the definitions that it stands on, and no others")
    bodies = {x: library.signature[x].body for x in (*ids.values(), *words.values())}
    hidden = all_ids.keys() - ids.keys()
    _require_no_letter([*numbers, *(bodies[x] for x in ids.values())], hidden)
    _require_no_letter([*matrices, *(bodies[x] for x in words.values())], all_ids.keys())
    if all_ids.keys() & words.keys():
        raise Refused(f"{min(all_ids.keys() & words.keys())} is a number and a matrix")
    if goal[0] == "rank" and (words.keys() & {"A", "W", "B"} or r"\eta" in all_ids):
        raise Refused("what is learned, and how fast, is not defined beside a rank")
    _require_no_letter([*numbers, *(bodies[x] for x in ids.values())], words.keys())
    given = relations(goal) if goal[0] == "iff" else []
    tying = [x for x in given if "sym" in {x[1][0], x[2][0]}]
    _require_untied(library, [*hypotheses, *tying], numbers, ids.values())


def _require_no_letter(terms: Iterable[Term], keys: Iterable[str]) -> None:
    """Refuse a letter that is defined, or looks like a value of a sequence or function that is."""
    taken = {*keys}
    for x in {y[1] for t in terms for y in letters(t)}:
        if clashes(x, taken):
            raise Refused(f"{x} is defined, and a letter where the definition is not meant")


def _require_untied(
    library: Library, hypotheses: Iterable[Relation], numbers: list[Term], ids: Iterable[str]
) -> None:
    groups: list[set[str]] = []
    sides = [(h[0], {x[1] for t in h[1:] for x in letters(t)}) for h in hypotheses]
    for operator, new in sides:
        indices = operator != "=" and all(is_index(x) for x in new)
        twice = indices and sum(len(new & x) > 1 for y, x in sides if y != "!=") > 1
        if operator != "!=" and (twice if indices else operator in {"=", "<=", ">="}):
            joined = new.union(*(g for g in groups if g & new))
            groups = [*(g for g in groups if not g & new), joined]
    mixed = [new for _, new in sides if any(map(is_index, new)) and not all(map(is_index, new))]
    if not mixed and all(len(group) < 2 for group in groups):
        return
    places = [*numbers, *(library.signature[x].body for x in ids)]
    found = [pair for t in places for pair in _binders(library, t)]
    for x in ids:
        symbol = library.signature[x]
        if symbol.style != "plain":
            found.append(({symbol.params[0][1]}, {one[1] for one in symbol.params[1:]}))
    METER.spend(len(found) * (1 + len(groups) + len(sides)))
    for names, inside in found:
        for group in groups:
            if group & names and group & (inside - names):
                raise Refused(
                    f"{min(group & names)} is bound, and a hypothesis ties it to a letter inside"
                )
        for new in mixed:
            tied = {y for y in new & names if is_index(y)}
            if tied:
                raise Refused(f"{min(tied)} is bound, and a letter of a hypothesis")


def _binders(library: Library, t: Term) -> Iterator[tuple[set[str], set[str]]]:
    """What each binder and each bar binds, and the letters inside."""
    for x, _ in subterms(t):
        if x[0] in {"sum", "lim", "d", "let"}:
            names = {*x[1]} if x[0] == "let" else {x[1]}
            yield names, {y[1] for y in letters(x[2] if x[0] == "d" else x[-1])}
        elif x[0] == "def" and (names := barred(library.signature, x)):
            own = library.signature[x[1]].style != "plain"
            yield names, {y[1] for arg in x[2][own:] for y in letters(arg)}
