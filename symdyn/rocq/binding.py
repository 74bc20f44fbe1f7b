"""Whether a theorem that Coq holds is the claim: its statement and hypotheses, and every definition."""

from collections.abc import Callable, Mapping
from typing import Any

from symdyn.checker.claims import Claim
from symdyn.checker.sorts import is_index, linear
from symdyn.checker.terms import ZERO, Definition, Relation, Term, instantiate
from symdyn.rocq.readback import Node

__all__ = ["Binding"]

_OPERATORS = {"<>": "!="}
_REGIONS = {"all_left": "half-plane", "all_inside": "disc"}
_Letters = Mapping[str, Term]


class Binding:
    """Compares what Coq holds with what certificates say.

    Parameters
    ----------
    signature : the symbols of the certificates
    definition : what Coq holds under a name, as it was read back; None if there is no such definition
    """

    def __init__(
        self, signature: Mapping[str, Definition], definition: Callable[[str], Node | None]
    ) -> None:
        self.signature, self.definition = signature, definition
        self.symbols: dict[tuple[str, str], bool] = {}

    def holds(self, claim: Claim, said: Node) -> bool:
        """Whether a statement is the claim: all of its letters, its hypotheses in order, its goal."""
        letters: dict[str, Term] = {}
        if said[0] == "forall":
            letters = {x: ("type", y) for x, y in said[1]}
            if len(letters) < len(said[1]):
                return False
            said = said[2]
        match = _Match(self, letters)
        for one in claim.hypotheses:
            if said[0] != "->" or not match.relation(said[1], one):
                return False
            said = said[2]
        return self._goal(match, said, claim.goal) and match.complete()

    def _goal(self, match: "_Match", said: Node, goal: Any) -> bool:
        if goal[0] == "all":
            return match.all(said, goal[1:])
        if goal[0] == "iff":
            if said[0] != "<->" or not match.all(said[1], goal[1]):
                return False
            return match.some(said[2], goal[2])
        if goal[0] == "roots":
            return self._roots(match, said, goal)
        return False

    @staticmethod
    def _roots(match: "_Match", said: Node, goal: Any) -> bool:
        _, region, direction, coefficients, shown = goal
        if direction == "not all":
            if said[0] != "~":
                return False
            said = said[1]
        elif direction == "iff":
            wanted: list[Relation] = [(">", x, ZERO) for x in shown]
            if said[0] != "<->" or not match.all(said[2], wanted):
                return False
            said = said[1]
        elif direction != "all":
            return False
        if said[0] != "call" or said[1][0] != "name" or _REGIONS.get(said[1][1]) != region:
            return False
        (listed,) = said[2]
        same = listed[0] == "list" and len(listed[1]) == len(coefficients)
        return same and all(map(match.number, listed[1], coefficients))

    def symbol(self, name: str, key: str) -> bool:
        """Whether a definition of Coq is that of a symbol."""
        if (name, key) not in self.symbols:
            self.symbols[name, key] = False  # no definition stands on itself
            one, found = self.signature[key], self.definition(name)
            if found is None:
                return False
            letters: tuple[tuple[str, str], ...] = ()
            while found[0] == "fun" and len(letters) < len(one.params):
                letters, found = (*letters, *found[1]), found[2]
            types = [y for _, y in letters]
            wanted = ["nat" if is_index(x[1]) else "R" for x in one.params]
            names = dict(zip((x for x, _ in letters), one.params, strict=False))
            same = types == wanted and len(names) == len(letters)
            self.symbols[name, key] = same and _Match(self, names).number(found, one.body)
        return self.symbols[name, key]


class _Match:
    """A comparison of two trees; `letters` are the bound names of Coq, each with what it stands for."""

    def __init__(self, binding: Binding, letters: _Letters) -> None:
        self.binding, self.letters = binding, dict(letters)

    def complete(self) -> bool:
        """Whether each letter that is bound stands for one."""
        return all(x[0] != "type" for x in self.letters.values())

    def letter(self, name: str, t: Term) -> bool:
        """Whether a name of Coq stands for a letter, from now on if it did for none."""
        found = self.letters.get(name)
        if found is None:
            return False
        if found[0] != "type":
            return found == t
        sort = "nat" if t[0] == "sym" and is_index(t[1]) else "R"
        if found[1] != sort or t in self.letters.values():
            return False
        self.letters[name] = t
        return True

    def all(self, said: Node, wanted: Any) -> bool:
        """Whether this is a conjunction of these relations, in order."""
        *others, last = wanted
        for one in others:
            if said[0] != "/\\" or not self.relation(said[1], one):
                return False
            said = said[2]
        return self.relation(said, last)

    def some(self, said: Node, wanted: Any) -> bool:
        """Whether this is a disjunction of these conjunctions, in order."""
        *others, last = wanted
        for one in others:
            if said[0] != "\\/" or not self.all(said[1], one):
                return False
            said = said[2]
        return self.all(said, last)

    def relation(self, said: Node, wanted: Relation) -> bool:
        """Whether this is the relation."""
        if len(said) != 3 or _OPERATORS.get(said[0], said[0]) != wanted[0]:
            return False
        return self.number(said[1], wanted[1]) and self.number(said[2], wanted[2])

    # ---- terms

    def number(self, said: Node, t: Term) -> bool:
        """Whether this is the term, as a real number."""
        tag = t[0]
        if tag == "exact":
            return self.number(said, t[1])
        if tag == "num":
            return said == t
        if tag == "neg":
            return said[0] == "neg" and self.number(said[1], t[1])
        if tag == "sym":
            if is_index(t[1]):
                shown = said[0] == "call" and said[1] == ("name", "INR") and len(said[2]) == 1
                return shown and said[2][0][0] == "name" and self.letter(said[2][0][1], t)
            return said[0] == "name" and self.letter(said[1], t)
        if tag == "+":
            *others, last = t[1:]
            if not others:
                return self.number(said, last)
            sign, last = ("-", last[1]) if last[0] == "neg" else ("+", last)
            rest = ("+", *others) if len(others) > 1 else others[0]
            return said[0] == sign and self.number(said[1], rest) and self.number(said[2], last)
        if tag == "*":
            *others, last = t[1:]
            rest = ("*", *others) if len(others) > 1 else others[0]
            return said[0] == "*" and self.number(said[1], rest) and self.number(said[2], last)
        if tag == "/":
            return said[0] == "/" and self.number(said[1], t[1]) and self.number(said[2], t[2])
        if tag == "^":
            return self._power(said, t)
        return self._call(said, t)

    def _power(self, said: Node, t: Term) -> bool:
        form = linear(t[2])
        if form is None:
            return False
        turned = bool(form) and max(form.values()) <= 0
        if turned:
            if said[0] != "inv":
                return False
            said, form = said[1], {x: -n for x, n in form.items()}
        return said[0] == "^" and self.number(said[1], t[1]) and self.natural(said[2], form)

    def natural(self, said: Node, wanted: Mapping[str, int]) -> bool:
        """Whether a natural number is a form: first all that is added, then what is taken away."""
        found: dict[str, int] = {}
        parts: list[tuple[int, Node]] = []
        while said[0] in {"+", "-"} and len(said) == 3:
            parts.append((1 if said[0] == "+" else -1, said[2]))
            said = said[1]
        parts.append((1, said))
        parts.reverse()
        signs = [sign for sign, _ in parts]
        if signs != sorted(signs, reverse=True):
            return False
        names = [x for x in sorted(wanted) if x]
        for sign, shown in parts:
            count, one = 1, shown
            if one[0] == "*" and one[1][0] == "num":
                count, one = one[1][1], one[2]
            if one[0] == "num":
                key, count = "", count * one[1]
            elif one[0] == "name":
                likely = [x for x in names if x.strip("\\") == one[1]]
                names = [*likely, *(x for x in names if x not in likely)]
                key = next((x for x in names if self.letter(one[1], ("sym", x))), "?")
            else:
                return False
            found[key] = found.get(key, 0) + sign * count
        return {x: n for x, n in found.items() if n} == dict(wanted)

    def _call(self, said: Node, t: Term) -> bool:
        tag = t[0]
        head: Node = said[1] if said[0] == "call" else said
        args: tuple[Node, ...] = said[2] if said[0] == "call" else ()
        if tag == "def":
            if head[0] != "name" or head[1] in self.letters:
                return False
            params = self.binding.signature[t[1]].params
            if len(args) != len(t[2]) or not self.binding.symbol(head[1], t[1]):
                return False
            return all(map(self.argument, args, params, t[2]))
        if tag == "let":
            given = [("sym", x) for x in t[1]]
            return (
                len(args) == len(t[2])
                and all(map(self.argument, args, given, t[2]))
                and (self.under(head, t[1], t[3]))
            )
        if tag == "sum" and head == ("name", "Sum") and len(args) == 2:
            form = linear(t[2])
            return (
                form is not None
                and self.natural(args[0], form)
                and self.under(args[1], (t[1],), t[3])
            )
        if tag == "lim" and head == ("name", "Lim") and len(args) == 1:
            return self.under(args[0], (t[1],), t[2])
        if tag == "d" and head == ("name", "Der") and len(args) == 2:
            return self.under(args[0], (t[1],), t[2]) and self.number(args[1], t[3])
        return False

    def argument(self, said: Node, param: Term, t: Term) -> bool:
        """Whether this is the argument of a parameter."""
        if not is_index(param[1]):
            return self.number(said, t)
        form = linear(t)
        return form is not None and self.natural(said, form)

    def under(self, said: Node, hints: tuple[str, ...], body: Term) -> bool:
        """Whether this is a function with that body."""
        if said[0] != "fun" or len(said[1]) != len(hints):
            return False
        sorts = ["nat" if is_index(x) else "R" for x in hints]
        if [y for _, y in said[1]] != sorts:
            return False
        fresh = [("sym", f"{x}#{len(self.letters)}.{n}") for n, x in enumerate(hints)]
        before = self.letters
        self.letters = {**before, **{x: y for (x, _), y in zip(said[1], fresh, strict=True)}}
        same = self.number(said[2], instantiate(body, tuple(fresh)))
        learned = {x: y for x, y in self.letters.items() if x in before and x not in dict(said[1])}
        self.letters = {**before, **learned}
        return same
