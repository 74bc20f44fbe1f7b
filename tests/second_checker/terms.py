"""Terms: hash-consed trees, so that equal terms are one object."""

from __future__ import annotations

from typing import Any

from tests.second_checker.errors import Refused

MAX_NODES = 100_000
MAX_LEVELS = 120
MAX_SYMBOL_LEVEL = 60


class Term:
    """A node: n number, l letter, s symbol, + - * / ^, sum lim D eval, T diag for matrices."""

    __slots__ = ("__weakref__", "args", "depth", "free", "size", "symbol_level", "tag")

    tag: str
    args: tuple[Any, ...]
    free: frozenset[str]
    size: int
    depth: int
    symbol_level: int

    def __init__(self, tag: str, args: tuple[Any, ...]) -> None:
        self.tag = tag
        self.args = args
        parts = list(children(tag, args))
        self.size = 1 + sum(part.size for part in parts)
        self.depth = 1 + max((part.depth for part in parts), default=0)
        if self.size > MAX_NODES or self.depth > MAX_LEVELS:
            raise Refused("a term is too large")
        self.free = _free(tag, args)
        own = args[0].level if tag == "s" else 0
        self.symbol_level = max((part.symbol_level for part in parts), default=0)
        self.symbol_level = max(self.symbol_level, own)


class Definition:
    """A defined symbol; kind is name, seq or fun. Its parameters are letters."""

    __slots__ = ("formula", "key", "kind", "level", "name", "params")

    def __init__(self, name: str, kind: str, params: tuple[str, ...], formula: Term) -> None:
        self.name, self.kind, self.params, self.formula = name, kind, params, formula
        self.key = name + {"name": "", "seq": "_", "fun": "("}[kind]
        self.level = 1 + formula.symbol_level
        if self.level > MAX_SYMBOL_LEVEL:
            raise Refused("too many definitions on top of one another")


_TERMS: dict[tuple[Any, ...], Term] = {}
_DEFINITIONS: dict[tuple[Any, ...], Definition] = {}


def forget() -> None:
    """Drop all terms, between runs."""
    _TERMS.clear()
    _DEFINITIONS.clear()


def make(tag: str, *args: Any) -> Term:
    """The one term with this tag and these arguments."""
    key = (tag, *args)
    found = _TERMS.get(key)
    if found is None:
        found = _TERMS[key] = Term(tag, args)
    return found


def define(name: str, kind: str, params: tuple[str, ...], formula: Term) -> Definition:
    """The one definition with this name, these parameters and this formula."""
    key = (name, kind, params, formula)
    found = _DEFINITIONS.get(key)
    if found is None:
        found = _DEFINITIONS[key] = Definition(name, kind, params, formula)
    return found


def number(value: int) -> Term:
    """The term of an integer."""
    return make("n", value) if value >= 0 else make("-", make("n", -value))


def letter(name: str) -> Term:
    """The term of a letter."""
    return make("l", name)


def children(tag: str, args: tuple[Any, ...]) -> tuple[Term, ...]:
    """All terms directly in a node."""
    found: tuple[Term, ...] = args
    if tag in ("n", "l"):
        found = ()
    elif tag == "s":
        found = args[1]
    elif tag in ("+", "*"):
        found = args[0]
    elif tag in ("sum", "lim", "D"):
        found = args[1:]
    elif tag == "eval":
        found = (args[0], *tuple(value for _, value in args[1]))
    return found


def _free(tag: str, args: tuple[Any, ...]) -> frozenset[str]:
    none: frozenset[str] = frozenset()
    if tag == "l":
        return frozenset(args)
    if tag == "sum":
        return none.union(args[1].free, args[2].free - {args[0]})
    if tag == "lim":
        return none.union(args[1].free - {args[0]})
    if tag == "D":
        return none.union(args[1].free - {args[0]}, args[2].free)
    if tag == "eval":
        inner = none.union(args[0].free - {name for name, _ in args[1]})
        return inner.union(*(value.free for _, value in args[1]))
    return none.union(*(part.free for part in children(tag, args)))


_COUNTER = [0]


def fresh_name() -> str:
    """A name that no text can hold."""
    _COUNTER[0] += 1
    return f"#{_COUNTER[0]}"


def substitute(term: Term, env: dict[str, Term], memo: dict[Term, Term] | None = None) -> Term:
    """Put closed terms in for letters, without capture; evaluations are carried out."""
    if memo is None:
        memo = {}
    found = memo.get(term)
    if found is None:
        found = memo[term] = _substitute(term, env, memo)
    return found


def _open(name: str, body: Term, env: dict[str, Term]) -> tuple[str, Term]:
    """Substitute under a binder, renaming it if a value holds its name."""
    inner = {key: value for key, value in env.items() if key != name and key in body.free}
    if any(name in value.free for value in inner.values()):
        new = fresh_name()
        inner[name] = letter(new)
        return new, substitute(body, inner)
    return name, substitute(body, inner)


def _substitute(term: Term, env: dict[str, Term], memo: dict[Term, Term]) -> Term:
    tag, args = term.tag, term.args
    if tag == "l":
        return env.get(args[0], term)
    if tag == "n":
        return term

    def go(part: Term) -> Term:
        return substitute(part, env, memo)

    if tag == "s":
        return make("s", args[0], tuple(go(part) for part in args[1]), args[2])
    if tag in ("+", "*"):
        return make(tag, tuple(go(part) for part in args[0]))
    if tag == "sum":
        name, body = _open(args[0], args[2], env)
        return make("sum", name, go(args[1]), body)
    if tag == "lim":
        name, body = _open(args[0], args[1], env)
        return make("lim", name, body)
    if tag == "D":
        name, body = _open(args[0], args[1], env)
        return make("D", name, body, go(args[2]))
    if tag == "eval":
        inner = dict(env)
        inner.update((name, go(value)) for name, value in args[1])
        body = substitute(args[0], inner)
        idle = tuple((fresh_name(), inner[name]) for name, _ in args[1] if name not in args[0].free)
        return make("eval", body, idle) if idle else body
    return make(tag, *(go(part) for part in args))
