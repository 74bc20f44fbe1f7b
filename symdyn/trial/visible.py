r"""A statement rests on nothing that its reader does not see.

The reader sees the statement, the assumptions and the names that the used claims give.  What is left
of these is a letter, and must be one: defined nowhere below.  A name hides no index that is bound
where it stands, and K(w), K'(z) and their like are the values of one function.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from symdyn.trial.meaning import Context
from symdyn.trial.reading import INDICES, Node, Refused

__all__ = [
    "MADE_OF_MATRICES",
    "definitions_shown",
    "free_letters",
    "letters_for_numbers",
    "require_free_letters",
    "require_nothing_hidden",
    "require_one_kernel",
]

MADE_OF_MATRICES = "^"  # stands for every matrix where a letter is said not to depend on something
_PLACES = ("w", r"w_\star", "z")
_CHORD = ("+", ("name", "w"), ("neg", ("name", r"w_\star")))


def require_free_letters(context: Context, lines: Any, defined: Iterable[str]) -> None:
    """What a line shows, with the names unfolded that the used claims give, is defined nowhere below."""
    left = free_letters(context, lines)
    for name in defined:
        if name in left:
            raise Refused(
                f"{name} is defined by a claim below that this one does not use: "
                "name it in uses, so that a reader sees what is meant"
            )


def require_nothing_hidden(context: Context, lines: Any) -> None:
    """No sum, limit or evaluation binds an index that stands, unseen, in the formula of a name."""
    shown = _shown(context, lines)
    bodies: dict[str, tuple[str, Node]] = {
        name: ("", context.names[name][0]) for name in shown & context.names.keys()
    }
    for name in shown:
        if name.endswith("_") and name[:-1] in context.functions:
            formal, body, _ = context.functions[name[:-1]]
            bodies[name] = (formal, body)
    hidden = _hidden(context, bodies)
    for formal, body in bodies.values():
        _walk(body, hidden)
        _require_bound(body, formal, hidden)
    for line in lines:
        for relations in line:
            for _, *sides in relations:
                for side in sides:
                    _walk(side, hidden)


def free_letters(context: Context, lines: Any) -> set[str]:
    """The names that some lines show, or what these stand for, and that no used claim gives."""
    given = {*context.names, *(f"{name}_" for name in context.functions)}
    return _shown(context, lines, context.numbers) - given


def definitions_shown(context: Context, lines: Any) -> set[str]:
    """The used claims that define a name that some lines show: a reader needs them."""
    shown = _shown(context, lines, context.numbers)
    found = {owner for name, (_, owner) in context.names.items() if name in shown - context.numbers}
    return found | {owner for name, (*_, owner) in context.functions.items() if f"{name}_" in shown}


def letters_for_numbers(context: Context, lines: Any) -> set[tuple[str, str]]:
    """The letters that a claim on numbers takes to commute: below it, none is made of matrices."""
    return {(name, MADE_OF_MATRICES) for name in _shown(context, lines) - context.names.keys()}


def _shown(context: Context, lines: Any, whole: Collection[str] = ()) -> set[str]:
    """The names of some lines and of what they stand for; some names are left as they are."""
    found = set[str]()
    waiting = [side for line in lines for part in line for _, *both in part for side in both]
    while waiting:
        new = _occurring(waiting.pop()) - found
        found |= new
        context.ring.spend(10 + len(new))
        for name in new:
            if name in context.names and name not in whole:
                waiting.append(context.names[name][0])
            elif name.endswith("_") and name[:-1] in context.functions:
                waiting.append(context.functions[name[:-1]][1])
    return found


def _occurring(node: Node) -> set[str]:
    """The names that are displayed in a formula, those that are bound too; a sequence as E_."""
    found, waiting = set[str](), [node]
    while waiting:
        one = waiting.pop()
        if one[0] in {"name", "sum", "lim", "d"}:
            found.add(one[1])
        elif one[0] == "indexed":
            found.add(f"{one[1]}_")
        elif one[0] == "at":
            found |= {name for name, _ in one[2:]}
            waiting += [value for _, value in one[2:]]
            one = one[:2]
        waiting += [x for x in one[1:] if isinstance(x, tuple)]
    return found


def _free(node: Node) -> set[str]:
    r"""The indices that are free in a formula as it is displayed: T in \Delta_{T} a, too."""
    if node[0] == "name":
        return {node[1]} & INDICES | ({"T"} if "{T}" in node[1] else set())
    if node[0] == "at":
        values = set[str]().union(*(_free(value) for _, value in node[2:]))
        return (_free(node[1]) - {name for name, _ in node[2:]}) | values
    if node[0] == "lim":
        return _free(node[2]) - {node[1]}
    if node[0] == "sum":
        return _free(node[2]) | (_free(node[3]) - {node[1]})
    return set[str]().union(*(_free(x) for x in node[1:] if isinstance(x, tuple)))


def _hidden(context: Context, bodies: Mapping[str, tuple[str, Node]]) -> dict[str, set[str]]:
    """For each name the indices that its formula holds, or one below it, and that it does not show."""
    hidden = {
        name: _free(body) - {formal} - ({"T"} if "{T}" in name else set())
        for name, (formal, body) in bodies.items()
    }
    users: dict[str, list[str]] = {}
    for name, (_, body) in bodies.items():
        for one in _occurring(body) & bodies.keys():
            users.setdefault(one, []).append(name)
    waiting = list(bodies)
    while waiting:
        one = waiting.pop()
        for user in users.get(one, ()):
            context.ring.spend(1)
            new = hidden[one] - hidden[user] - ({"T"} if "{T}" in user else set())
            if new:
                hidden[user] |= new
                waiting.append(user)
    return hidden


def _walk(node: Node, hidden: Mapping[str, set[str]]) -> None:
    """Look at each place of a formula where a letter is bound."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one[0] in {"sum", "lim"}:
            _require_bound(one[-1], one[1], hidden)
        if one[0] == "at":
            for name, _ in one[2:]:
                _require_bound(one[1], name, hidden)
            waiting += [one[1], *(value for _, value in one[2:])]
            continue
        waiting += [x for x in one[1:] if isinstance(x, tuple)]


def _require_bound(body: Node, index: str, hidden: Mapping[str, set[str]]) -> None:
    for name in _occurring(body) & hidden.keys():
        if index in hidden[name]:
            raise Refused(f"{name} hides the index {index}, which is bound where it stands")


def require_one_kernel(lines: Any, defined: Iterable[str]) -> None:
    r"""K(w), K(w_\star), K'(z) and their like, as far as they are defined, are of one function.

    If K(z) or K'(z) is defined, K'(z) is its derivative and the others are values of the two.  If not,
    they are numbers of which nothing is known, or K(w) is the chord from K(w_\star).
    """
    bodies: dict[str, Node] = {
        left[1]: body
        for line in lines
        for _, left, body in line[0]
        if left[0] == "name" and left[1].startswith(("K(", "K'("))
    }
    if "K(z)" in bodies or "K'(z)" in bodies:
        wanted = {"K'(z)": ("d", "z", ("name", "K(z)"))} | {
            f"K{prime}({x})": ("at", ("name", f"K{prime}(z)"), ("z", ("name", x)))
            for prime in ("", "'")
            for x in _PLACES[:2]
        }
        for name, body in bodies.items():
            if name != "K(z)" and body != wanted[name]:
                raise Refused(f"{name} and K(z) are not of one kernel")
        return
    taken = {*_PLACES, *INDICES, *defined}
    letters: list[str] = []
    for name, formula in sorted(bodies.items(), reverse=True):
        body = formula
        start = bodies.get(r"K(w_\star)")
        if name == "K(w)" and body[0] == "+" and len(body) == 3 and body[1] == start:
            factors = body[2][1:] if body[2][0] == "*" else ()
            slopes = [x for x in factors if x != _CHORD]
            if len(factors) != 2 or len(slopes) != 1 or len(bodies) > 2:
                raise Refused(f"{name} is not the chord of one kernel")
            body = slopes[0]
        if body[0] != "name" or body[1] in taken:
            raise Refused(f"{name} is not known to be the value of one kernel with the others")
        taken.add(str(body[1]))
        letters.append(str(body[1]))
