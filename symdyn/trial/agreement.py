"""What stands below a claim fits together: one meaning a name, and none that nobody sees."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from symdyn.trial.formulas import variables
from symdyn.trial.meaning import Context
from symdyn.trial.reading import Refused, read_line
from symdyn.trial.values import MATRICES
from symdyn.trial.visible import MADE_OF_MATRICES, require_free_letters, require_one_kernel

__all__ = ["agree", "defined_names", "in_order", "shown_lines"]

_T = TypeVar("_T")


def defined_names(claim: Any) -> list[str]:
    """The names that a definition gives; a sequence as E_."""
    return [name for name, _ in _meanings(tuple(claim["statement"]))]


def shown_lines(claim: Any) -> list[Any]:
    """The statement and the assumptions of a claim, read."""
    return [read_line(text) for text in (*claim["statement"], *claim["assumptions"])]


def agree(name: str, claims: Any, frozen: Any, context: Context) -> None:
    """What a claim shows and what was taken as constant fit the definitions below it: one a name."""
    below, queue = dict[str, None](), [name]
    while queue:
        one = queue.pop()
        queue += claims[one]["uses"] if one not in below else []
        below[one] = None
    meaning: dict[str, frozenset[str]] = {}
    for one in below:
        lines = claims[one]["statement"] if claims[one]["kind"] == "definition" else []
        for key, names in _meanings(tuple(lines)):
            if key in meaning:
                raise Refused(f"{key} is defined twice among {sorted(below)}")
            meaning[key] = names
    needs = {key: names & meaning.keys() for key, names in meaning.items()}
    order = in_order(needs, {key: [key] for key in meaning})
    if len(order) < len(meaning):
        raise Refused(f"{min(meaning.keys() - set(order))} is defined in terms of itself")
    for key in meaning:
        if f"{key}^T" in meaning:
            raise Refused(f"{key} is defined, and orthogonal too")
    if claims[name]["kind"] != "definition":
        require_free_letters(context, shown_lines(claims[name]), meaning)
        lines = [
            x
            for one in below
            if claims[one]["kind"] == "definition"
            for x in shown_lines(claims[one])
        ]
        require_one_kernel(lines, meaning)
    # A reduction to modes says which number a matrix word is.
    modes = {
        left[1]
        for one in below
        if claims[one]["kind"] == "mode"
        for text in claims[one]["statement"]
        for _, left, _ in read_line(text)[0]
    }
    reached: dict[str, set[str]] = {}
    for one in below:
        for letter, variable in frozen.get(one, ()):
            if letter in meaning and letter not in reached:
                reached[letter] = _reached(letter, meaning)
                words = {x: below for x, below in meaning.items() if x not in modes}
                made = letter in words and _reached(letter, words) & MATRICES
                reached[letter] |= {MADE_OF_MATRICES} if made else set()
                context.ring.spend(len(reached[letter]))
            if variable in reached.get(letter, ()) or (variable == "" and letter in meaning):
                raise Refused(f"{one} takes {letter} to be free of {variable or 'any definition'}")


@lru_cache(maxsize=1024)
def _meanings(lines: tuple[str, ...]) -> tuple[tuple[str, frozenset[str]], ...]:
    """The names and sequences that a definition gives, and what each stands on; X^T for X^T X = I."""
    found = []
    for text in lines:
        ((_, left, body),) = read_line(text)[0]
        key = f"{left[1][1][1]}^T" if left[0] == "*" else _key(left)
        found.append((key, frozenset(variables(body))))
    return tuple(found)


def _key(left: Any) -> str:
    return f"{left[1]}_" if left[0] == "indexed" else str(left[1])


def in_order(needs: Mapping[str, Collection[_T]], gives: Mapping[str, list[_T]]) -> list[str]:
    """Items in an order in which each comes after what it needs; without those that cannot."""
    users: dict[_T, list[str]] = {}
    for name, wanted in needs.items():
        for one in wanted:
            users.setdefault(one, []).append(name)
    left = {name: len(wanted) for name, wanted in needs.items()}
    order = [name for name, count in left.items() if not count]
    for name in order:
        for one in gives[name]:
            for user in users.pop(one, ()):
                left[user] -= 1
                order += [] if left[user] else [user]
    return order


def _reached(letter: str, meaning: dict[str, frozenset[str]]) -> set[str]:
    found, stack = set[str](), [letter]
    while stack:
        new = meaning.get(stack.pop(), frozenset()) - found
        found |= new
        stack += new
    return found
