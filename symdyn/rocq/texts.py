"""Terms as Coq displays them, in the words of the certificate's definitions."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from symdyn.checker.sorts import is_index, linear
from symdyn.checker.terms import Definition, Relation, Term, instantiate, letters
from symdyn.errors import NotExportedError
from symdyn.rocq.names import free_name, identifier

__all__ = ["Writer", "natural", "sort"]

# How tightly Coq's notations bind: what is looser than its place asks for gets brackets.
_SUM, _PRODUCT, _SIGN, _POWER, _CALL, _ATOM = 50, 40, 35, 30, 10, 0
_OPERATORS = {"!=": "<>"}


def sort(name: str) -> str:
    """The type of a letter."""
    return "nat" if is_index(name) else "R"


def natural(form: Mapping[str, int], name: Callable[[str], str] = identifier) -> str:
    """A linear form in indices as a natural number: first what is added, then what is taken away."""

    def terms(sign: int) -> list[str]:
        found = []
        for index, count in sorted(form.items(), key=lambda x: (x[0] == "", x[0])):
            if count * sign > 0:
                number = [str(abs(count))] if not index or abs(count) > 1 else []
                found.append(" * ".join([*number, *([name(index)] if index else [])]))
        return found

    return " - ".join([" + ".join(terms(1)) or "0", *terms(-1)])


@dataclass(frozen=True)
class Writer:
    """Writes terms.

    Parameters
    ----------
    signature : the symbols of all certificates
    symbols : the name of each in Coq; those that are not there cannot be written
    """

    signature: Mapping[str, Definition]
    symbols: Mapping[str, str]

    def term(self, t: Term, around: int = _SUM, bound: Mapping[str, str] | None = None) -> str:
        """A term as a real number; `bound` has the names of the letters that binders opened."""
        text, level = self._term(t, bound or {})
        return f"({text})" if level > around else text

    def relation(self, relation: Relation, bound: Mapping[str, str] | None = None) -> str:
        """A relation between real numbers."""
        operator, left, right = relation
        one, other = self.term(left, bound=bound), self.term(right, bound=bound)
        return f"{one} {_OPERATORS.get(operator, operator)} {other}"

    def index(self, t: Term, bound: Mapping[str, str] | None = None) -> str:
        """A term as a natural number."""
        form = linear(t)
        if form is None:
            raise NotExportedError("an index is given by no linear form")
        return natural(form, lambda x: self._letter(x, bound or {}))

    def symbol(self, key: str) -> str:
        """The name of a symbol."""
        if key not in self.symbols:
            raise NotExportedError("a symbol of matrices stands in it")
        return self.symbols[key]

    def definition(self, key: str) -> str:
        """The line that defines a symbol."""
        one = self.signature[key]
        if any(x[0] == "mat" for x in one.params):
            raise NotExportedError("a symbol of matrices stands in it")
        params = "".join(f" ({identifier(x[1])} : {sort(x[1])})" for x in one.params)
        return f"Definition {self.symbol(key)}{params} : R :=\n  {self.term(one.body)}."

    def applied(
        self,
        function: str,
        params: Iterable[Term],
        args: Iterable[Term],
        bound: Mapping[str, str] | None = None,
    ) -> str:
        """A function at arguments of the sorts of its parameters."""
        return self._call(function, params, args, bound or {})[0]

    def _letter(self, name: str, bound: Mapping[str, str]) -> str:
        return bound.get(name) or identifier(name)

    def _term(self, t: Term, bound: Mapping[str, str]) -> tuple[str, int]:
        tag = t[0]
        if tag == "num":
            return str(t[1]), _ATOM
        if tag == "sym":
            name = self._letter(t[1], bound)
            return (f"INR {name}", _CALL) if is_index(t[1]) else (name, _ATOM)
        if tag == "exact":
            return self._term(t[1], bound)
        if tag == "neg":
            return f"- {self.term(t[1], _POWER, bound)}", _SIGN
        if tag == "+":
            text = self.term(t[1], _SUM, bound)
            for x in t[2:]:
                inner = x[1] if x[0] == "neg" else x
                text += f" {'-' if x[0] == 'neg' else '+'} {self.term(inner, _PRODUCT, bound)}"
            return text, _SUM
        if tag == "*":
            rest = [self.term(x, _POWER, bound) for x in t[2:]]
            return " * ".join([self.term(t[1], _PRODUCT, bound), *rest]), _PRODUCT
        if tag == "/":
            return (
                f"{self.term(t[1], _PRODUCT, bound)} / {self.term(t[2], _POWER, bound)}",
                _PRODUCT,
            )
        if tag == "^":
            return self._power(t, bound)
        if tag == "def":
            return self._call(self.symbol(t[1]), self.signature[t[1]].params, t[2], bound)
        return self._binder(t, bound), _CALL

    def _power(self, t: Term, bound: Mapping[str, str]) -> tuple[str, int]:
        form = linear(t[2])
        if form is None:
            raise NotExportedError("an exponent is no linear form in indices")
        base = self.term(t[1], _CALL, bound)
        if form and max(form.values()) <= 0:
            turned = {name: -count for name, count in form.items()}
            return f"/ {base} ^ {self._exponent(turned, bound)}", _SIGN
        return f"{base} ^ {self._exponent(form, bound)}", _POWER

    def _exponent(self, form: Mapping[str, int], bound: Mapping[str, str]) -> str:
        text = natural(form, lambda x: self._letter(x, bound))
        return f"({text})" if " " in text else text

    def _call(
        self,
        function: str,
        params: Iterable[Term],
        args: Iterable[Term],
        bound: Mapping[str, str],
    ) -> tuple[str, int]:
        written = []
        for param, arg in zip(params, args, strict=True):
            if param[0] == "mat":
                raise NotExportedError("a symbol of matrices stands in it")
            if is_index(param[1]):
                text = self.index(arg, bound)
                written.append(f"({text})" if " " in text else text)
            else:
                written.append(self.term(arg, _ATOM, bound))
        return " ".join([function, *written]), _CALL if written else _ATOM

    def _binder(self, t: Term, bound: Mapping[str, str]) -> str:
        tag = t[0]
        if tag == "let":
            names, body = self._opened(t[1], t[3], bound)
            binders = " ".join(f"({bound_name} : {sort(x)})" for x, bound_name in names.values())
            function = f"(fun {binders} => {self.term(body, bound=_inside(names, bound))})"
            return self._call(function, [("sym", x) for x in t[1]], t[2], bound)[0]
        if tag not in {"sum", "lim", "d"}:
            raise NotExportedError("it is a claim on matrices")
        names, body = self._opened((t[1],), t[3] if tag == "sum" else t[2], bound)
        ((_, name),) = names.values()
        function = f"(fun {name} => {self.term(body, bound=_inside(names, bound))})"
        if tag == "lim":
            return f"Lim {function}"
        if tag == "sum":
            count = self.index(t[2], bound)
            return f"Sum {f'({count})' if ' ' in count else count} {function}"
        return f"Der {function} {self.term(t[3], _ATOM, bound)}"

    def _opened(
        self, hints: tuple[str, ...], body: Term, bound: Mapping[str, str]
    ) -> tuple[dict[str, tuple[str, str]], Term]:
        """For each binder a letter, with its hint and its name, which nothing else has; the body."""
        found: dict[str, tuple[str, str]] = {}
        shown = {self._letter(x[1], bound) for x in letters(body) if x[0] == "sym"}
        for hint in hints:
            name = free_name(identifier(hint), {*shown, *(x for _, x in found.values())})
            found[f"{hint}#{name}'{len(bound) + len(found)}"] = (hint, name)
        return found, instantiate(body, tuple(("sym", x) for x in found))


def _inside(names: Mapping[str, tuple[str, str]], bound: Mapping[str, str]) -> dict[str, str]:
    return {**bound, **{letter: name for letter, (_, name) in names.items()}}
