r"""What the texts of one claim, each clear in itself, would say wrongly together.

A name has one meaning in a claim: what is defined is no letter elsewhere, numbers and matrices share no
name, and what is learned is not defined.  Letters are independent of one another: of y = x^2 the checker
proves that \partial_x y is 0, y being a letter; a reader would take 2 x.  So a name that something binds
is not tied by a hypothesis to another letter under the binder, and what is solved for has no derivative.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from .claims import relations
from .context import turned
from .definitions import Library
from .names import SPECIAL, barred, clashes, hints
from .sorts import is_index, linear, plus
from .terms import (
    METER,
    Definition,
    Refused,
    Relation,
    Term,
    difference,
    letters,
    parts,
    subterms,
)

__all__ = ["require_statement"]

Ids = Mapping[str, str]
Signature = Mapping[str, Definition]
_LEARNED = frozenset({"A", "W", "B", r"\eta"})
_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSUVWXY")


def require_statement(
    library: Library,
    hypotheses: tuple[Relation, ...],
    goal: Any,
    all_ids: Ids,
    ids: Ids,
    words: Ids,
) -> None:
    """Refuse what reads otherwise; the names are those of `where`, of its shown part, of `matrices`."""
    given, wanted = _sides(hypotheses), _sides(relations(goal))
    numbers, signature = [*given, *wanted], library.signature
    matrices = [x for x, _ in goal[1:]] if goal[0] == "mode" else []
    matrices += goal[3].values() if goal[0] == "rank" else []
    matrices += _sides(goal[1:]) if goal[0] == "words" else []
    if library.standing_on([*numbers, *matrices]) != {*ids.values(), *words.values()}:
        raise Refused("a claim shows the definitions that it stands on, and no others")
    if both := _plain(all_ids) & _plain(words):
        raise Refused(f"{min(both)} is a number and a matrix")
    if goal[0] == "rank" and _LEARNED & (_plain(all_ids) | _plain(words)):
        raise Refused("what is learned, and how fast, is not defined beside a rank")
    lines = library.with_lines([*numbers, *matrices])
    _require_legible(signature, lines, {*all_ids.values(), *words.values()})
    _require_possible(hypotheses)
    shown = library.with_lines(numbers)
    _require_no_letter(shown, {*(all_ids.keys() - ids.keys()), *words})
    _require_no_letter(library.with_lines(matrices), all_ids.keys())
    for t in (*numbers, *matrices):
        for _, names, _ in _binders(signature, t):
            if any(clashes(name, {*all_ids, *words}) for name in names):
                raise Refused(f"{min(names)} is bound or replaced, and defined")
    if goal[0] == "roots":
        _require_no_letter(shown, {"x"})  # the polynomial's own
    if goal[0] in {"mode", "rank"}:
        _require_no_letter(numbers, {"k"})  # the place of an entry; the number of an update
    if goal[0] == "rank":  # the step of an update, which is another at each
        _require_no_letter(lines, {r"\eta"})
    _require_rational(signature, library.with_lines(given))
    tying = [*hypotheses]
    if goal[0] == "iff" or (goal[0] == "roots" and goal[4]):
        _require_algebraic(signature, library.with_lines(wanted))
        tying += [x for x in relations(goal) if _solves(x)]
    shown += library.with_lines(matrices) if goal[0] == "words" else []
    _require_untied(signature, tying, shown, ids.values())


def _require_legible(signature: Signature, terms: list[Term], ids: Iterable[str]) -> None:
    r"""Refuse names that differ in a glyph alone, and a letter J that \partial_w takes for a number.

    A pole w and the weight \omega behind it stand together, but not under one binder.
    """
    names = {y for x in ids for y in (signature[x].name, *(z[1] for z in signature[x].params))}
    names |= {x[1] for t in terms for x in letters(t)}.union(*map(hints, terms))
    bases = {x.partition("_")[0] for x in names}
    if bases >= {r"\phi", r"\varphi"}:
        raise Refused(r"\phi and \varphi look like one letter")
    for tag, bound, under in (x for t in terms for x in _binders(signature, t)):
        below = {x[1] for x in letters(under)}
        if len({x.replace(r"\omega", "w") for x in below | bound}) < len(below | bound):
            raise Refused(r"w and \omega look like one letter, and stand under one binder")
        twins = {"v" + x[3:] for x in bound if x.startswith(r"\nu")}
        twins |= {r"\nu" + x[1:] for x in bound if x.startswith("v")}
        if twins & (below | bound):
            raise Refused(r"v and \nu look like one letter, and one of them is bound")
        seen = below if tag in {"d", "lim"} else _bare(signature, under, bound)
        if tag != "sum" and (capital := _CAPITALS & (seen - bound)):
            raise Refused(f"{min(capital)} looks like what depends on {min(bound)}")


def _require_possible(hypotheses: Iterable[Relation]) -> None:
    r"""Refuse 0 < \tau < 1, which does not look like a contradiction; a real number may be there."""
    natural: set[frozenset[tuple[str, int]]] = set()
    for operator, left, right in map(turned, hypotheses):
        form = linear(difference(left, right)) if operator in {">", ">="} else None
        if form is not None:
            least = plus(form, {"": 1}, -1 if operator == ">" else 0)
            natural |= {frozenset(one.items()) for one in (least, *({x: 1} for x in form if x))}
    METER.spend(sum(map(len, natural)))
    if any(frozenset(plus({"": -1}, dict(one), -1).items()) in natural for one in natural):
        raise Refused("no natural numbers are as the hypotheses say")


def _plain(keys: Iterable[str]) -> set[str]:
    """The names of definitions, whether of one value, a sequence or a function."""
    return {x.rstrip("_(") for x in keys}


def _solves(one: Relation) -> bool:
    """Whether an equation says what a letter is, as y - x^2 = 0 does, or ties indices."""
    terms = [x for side in one[1:] for x in (side[1:] if side[0] == "+" else (side,))]
    heads = [y for x in terms for y in (x[1:] if x[0] in {"neg", "*", "/"} else (x,))]
    return any(x[0] == "sym" for x in heads) or any(
        is_index(x[1]) for side in one[1:] for x in letters(side)
    )


def _sides(given: Iterable[Relation]) -> list[Term]:
    return [x for one in given for x in one[1:]]


def _require_no_letter(terms: Iterable[Term], taken: Collection[str]) -> None:
    """Refuse a letter that is one of the names, or looks like a value of a sequence or function."""
    for x in {y[1] for t in terms for y in letters(t)}:
        if clashes(x, taken):
            raise Refused(f"{x} is a letter, and means something else in this claim")


def _require_rational(signature: Signature, terms: Iterable[Term]) -> None:
    r"""Refuse hypotheses that tie letters out of sight, as \partial_x y > 0 and 0^{y - x^2} > 0 do.

    What is left ties nothing by < or > or !=: it holds at all points around one at which it holds.
    """
    for t in terms:
        power = any(x[0] == "^" and x[2][0] != "num" for x, _ in subterms(t))
        taken = any(x[0] == "def" and signature[x[1]].style != "plain" for x, _ in subterms(t))
        if power or taken or any(_binders(signature, t)):
            raise Refused("a hypothesis is a relation of quotients of polynomials")


def _require_algebraic(signature: Signature, terms: Iterable[Term]) -> None:
    r"""Refuse to solve \partial_x y = y, in which y would be a function, or to give it a first value."""
    for t in terms:
        for tag, names, under in _binders(signature, t):
            if tag not in {"sum", "lim"} and (found := _bare(signature, under, names) - names):
                raise Refused(f"{min(found)} may be a function where a goal solves for it")


def _bare(signature: Signature, t: Term, names: set[str], around: int = 0) -> set[str]:
    """The letters that a text shows, and those behind a symbol that holds nothing of what is bound."""
    METER.spend(1)
    if t[0] == "sym":
        return {t[1]}
    inside = [(x, around + n) for x, n in parts(t)]
    if t[0] == "def":
        held = ((x[0] == "sym" and x[1] in names) or (x[0] == "var" and x[1] >= n + around)
                for x, n in subterms(t))  # fmt: skip
        if not any(held):
            return {x[1] for x in letters(t)}
        found = signature[t[1]]
        shown = barred(signature, t) | {x[1] for x in found.params[: found.style != "plain"]}
        inside = [(y, around) for x, y in zip(found.params, t[2], strict=True) if x[1] in shown]
    return set[str]().union(*(_bare(signature, x, names, n) for x, n in inside))


def _require_untied(
    signature: Signature, tying: list[Relation], shown: Iterable[Term], ids: Iterable[str]
) -> None:
    """Refuse that a name is bound over a letter that is tied to it.

    Indices are tied by <, > and != too, as in k < m < k + 2; one inequality, as of a window and a
    number of steps, leaves two of them free, but not one below that grows without end.
    """
    groups: list[set[str]] = []
    of_two = [x for x in tying if x[0] not in {"=", "!="} and all(_is_index(y) for y in x[1:])]
    found = [one for t in shown for one in _binders(signature, t)] if tying else []
    endless = {name for tag, names, _ in found if tag == "lim" for name in names}
    for one in tying:
        new = {x[1] for t in one[1:] for x in letters(t)}
        for name in [x for x in new if SPECIAL.fullmatch(x)]:  # it shows what it depends on
            new |= {*"abwfgh"} | ({"T"} if "{T}" in name else set())
        ties = any(map(is_index, new)) or one[0] in {"=", "<=", ">="}
        alone = [one] == of_two and turned(one)[2][1] not in endless
        if ties and not alone:
            new = new.union(*(g for g in groups if g & new))
            groups = [*(g for g in groups if not g & new), new]
    if all(len(group) < 2 for group in groups):
        return
    bound = [(names, {x[1] for x in letters(under)}) for _, names, under in found]
    for x in ids:
        if signature[x].style != "plain":
            own, *others = [one[1] for one in signature[x].params]
            bound.append(({own}, {*others}))
    METER.spend(len(bound) * (1 + len(groups)))
    for names, under in bound:
        for group in groups:
            if group & names and group & (under - names):
                raise Refused(f"{min(group & names)} is bound over a letter that is tied to it")


def _is_index(t: Term) -> bool:
    return t[0] == "sym" and is_index(t[1])


def _binders(signature: Signature, t: Term) -> Iterator[tuple[str, set[str], Term]]:
    """What each binder and each bar binds, and what stands under it."""
    for x, _ in subterms(t):
        if x[0] in {"sum", "lim", "d"}:
            yield x[0], {x[1]}, x[2 if x[0] == "d" else -1]
        elif x[0] == "let":
            yield x[0], {*x[1]}, x[-1]
        elif x[0] == "def" and (names := barred(signature, x)):
            pairs = zip(signature[x[1]].params, x[2], strict=True)
            yield x[0], names, ("def", x[1], tuple(p if p[1] in names else y for p, y in pairs))
