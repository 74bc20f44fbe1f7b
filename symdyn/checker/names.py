r"""Names: what they may be, which of them are symbols in a text, and what they hide.

A letter that the line of a symbol leaves free is given its value by another line.  A reader then puts
the formula in; so a value that a binder in the symbol's line would catch is refused: with f := \partial_y (x y)
and x := y the text f = y would be proved, which reads as 2 y.
"""

import re
from collections.abc import Collection, Mapping

from .sorts import SHAPES, is_index, is_per_unit
from .terms import METER, Definition, Refused, Relation, Term, letters, subterms

__all__ = [
    "LETTER",
    "RESERVED",
    "SCALAR",
    "SPECIAL",
    "Names",
    "barred",
    "clashes",
    "hints",
    "key_of",
    "named",
]

GREEK = (
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|rho|sigma|tau|phi|varphi"
    "|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Upsilon|Phi|Psi|Omega"
)  # not \iota and \upsilon, which look like i and v
LETTER = re.compile(  # L_{2} would be a value of L_{T}
    rf"(?![LN]_\{{)(?:[A-Za-z]|\\hat\{{[a-z]\}}|\\(?:{GREEK}))"
    r"(?:_(?:\\star|\{(?:0|[1-9][0-9]*)\}))?"
)
SPECIAL = re.compile(r"\\Delta(?:_\{T\})? [abwfgh]|N_\{[abw]\}|L_\{T\}")  # no binder around
CHANGE = re.compile(r"\\Delta [ABW]")  # of a matrix
SEQUENCE = re.compile(rf"(?:[A-Za-z]|\\(?:{GREEK}))_")
FUNCTION = re.compile(r"[A-Z]\(")
SCALAR = re.compile(r"(?:\\hat\{[a-z]\}|[a-z]|\\[a-z]+)(?:_\{[0-9]+\})?")  # in matrix texts
RESERVED = re.compile(r"(?:[eiABFIPRUVW]|\\Delta|\\Omega)(?:_.*)?")  # no free letters
MATRIX = re.compile(r"(?![PUV]$)(?:[A-Z]|\\Omega)(?:_.*)?")  # what a matrix may be defined as
_ENDS = {"plain": "", "indexed": "_", "function": "("}


def key_of(definition: Definition) -> str:
    """The name of a symbol, e_ for a sequence and K( for a function."""
    return definition.name + _ENDS[definition.style]


class Names:
    """Which names are symbols in a text, of numbers or of matrices; all others are letters."""

    def __init__(
        self, signature: Mapping[str, Definition], ids: Mapping[str, str], *, matrix: bool = False
    ) -> None:
        self.signature, self.ids, self.matrix = signature, ids, matrix
        self.read: dict[str, Term] = {}  # texts that were read
        self.shown: dict[str, Term] = {}  # and those that are the display of what was read
        self.relations: dict[str, Relation] = {}
        self._binds: dict[str, set[str]] = {}
        for name, key in ids.items():
            METER.spend(10)
            form = {"_": SEQUENCE, "(": FUNCTION}.get(name[-1], LETTER)
            if key not in signature or key_of(signature[key]) != name:
                raise Refused(f"{name} is not the name of {key}")
            if not form.fullmatch(name) and not (CHANGE if matrix else SPECIAL).fullmatch(name):
                raise Refused(f"{name!r} is no name of a symbol")
            if is_index(name.rstrip("_(")) or re.match(r"e(?!_$)|I|\\Delta(?!.* )", name):
                raise Refused(f"{name} is no symbol")
            if matrix and not MATRIX.fullmatch(name) and not CHANGE.fullmatch(name):
                raise Refused(f"{name} is no matrix that a claim may define")
            self.require_no_other(name)

    def require_no_other(self, name: str) -> None:
        """Refuse a name that is that of a function too, or looks like an entry of a sequence."""
        if f"{name}(" in self.ids:
            raise Refused(f"{name} is a function, and no letter")
        if "_{" in name and f"{name.partition('_')[0]}_" in self.ids:
            raise Refused(f"{name} looks like an entry of a sequence")

    def resolve(self, name: str, bound: tuple[str, ...]) -> Term:
        """What a name means under these binders, the last being the innermost."""
        METER.spend(2)
        if name in bound:
            if name in self.ids or (self.matrix and name in SHAPES):
                raise Refused(f"{name} is bound, and is a symbol or a matrix")
            return ("var", bound[::-1].index(name))
        if name in self.ids:
            found = self.signature[self.ids[name]]
            if self.matrix and found.shape is None:
                raise Refused(f"{name} is a number that is defined; a matrix text holds none")
            return ("def", self.ids[name], tuple(self.param(x, bound) for x in found.params))
        self.require_no_other(name)
        return ("mat", name) if self.matrix and name in SHAPES else ("sym", name)

    def param(self, param: Term, bound: tuple[str, ...]) -> Term:
        """What the name of a parameter means."""
        if param == ("mat", param[1]) and not self.matrix:
            return param
        found = self.resolve(param[1], bound)
        return ("mat", found[1]) if is_per_unit(param) and found[0] == "sym" else found

    def binds(self, key: str) -> set[str]:
        """The names that the line of a symbol binds, and the lines below it."""
        if key not in self._binds:
            found = self.signature[key]
            result = {found.params[0][1]} if found.style != "plain" else set()
            result |= hints(found.body)
            for x, _ in subterms(found.body):
                if x[0] == "def":
                    below = self.signature[x[1]]
                    pairs = list(zip(below.params, x[2], strict=True))[below.style != "plain" :]
                    result |= {param[1] for param, arg in pairs if arg != param}
                    result |= self.binds(x[1])
            self._binds[key] = result
        return self._binds[key]

    def seen(self, t: Term, bound: tuple[str, ...]) -> set[str]:
        """The names that the text of a term shows, and the lines of its symbols."""
        result, below = named(t, bound), {x[1] for x, _ in subterms(t) if x[0] == "def"}
        waiting = list(below)
        while waiting:
            found = self.signature[waiting.pop()]
            result.add(found.name)
            more = {x[1] for x, _ in subterms(found.body) if x[0] == "def"} - below
            below |= more
            waiting += more
        return result

    def require_own(self, key: str, own: Term, bound: tuple[str, ...]) -> None:
        """Refuse a subscript, or what is in brackets, that a binder in the symbol's line catches."""
        hidden = self.seen(own, bound) & (self.binds(key) - {self.signature[key].params[0][1]})
        if hidden:
            raise Refused(f"{self.signature[key].name} binds {min(hidden)}, and is taken at it")

    def require_uncaught(
        self, key: str, pairs: list[tuple[Term, Term]], barred: set[str], bound: tuple[str, ...]
    ) -> None:
        """Refuse values of a symbol's parameters that something in its line, or its bar, catches."""
        found, caught = self.signature[key], self.binds(key) | barred
        for param, arg in pairs:
            if not caught or (arg == param and not barred):
                continue
            if any(SPECIAL.fullmatch(x[1]) for x in letters(arg)):
                raise Refused(
                    f"{found.name} binds something, and {param[1]} shows what it depends on"
                )
            inside = named(arg, bound) if param[1] in barred else self.seen(arg, bound)
            hidden = inside & (self.binds(key) if param[1] in barred else caught)
            if hidden and (arg[0] == "def" or param[1] in barred):
                raise Refused(f"{param[1]} stands on {min(hidden)}, which {found.name} binds")


def hints(t: Term) -> set[str]:
    """The names that binders in a term bind."""
    found = [x[1] for x, _ in subterms(t) if x[0] in {"sum", "lim", "d", "let"}]
    return {x for one in found for x in ([one] if isinstance(one, str) else one)}


def barred(signature: Mapping[str, Definition], t: Term) -> set[str]:
    """The names that the bar of a symbol replaces, those that another line defines so aside."""
    found = signature[t[1]]
    pairs = list(zip(found.params, t[2], strict=True))[found.style != "plain" :]
    return {
        param[1]
        for param, arg in pairs
        if arg != param and (arg[0] != "def" or signature[arg[1]].name != param[1])
    }


def clashes(name: str, keys: Collection[str]) -> bool:
    """Whether a letter is also defined, or looks like a value of a sequence or function that is."""
    entry = f"{name.partition('_')[0]}_" if "_{" in name else name
    return name in keys or f"{name}(" in keys or entry in keys


def named(t: Term, bound: tuple[str, ...]) -> set[str]:
    """The names that the text of a term shows: its letters, and what binders around it bind."""
    free = {bound[-1 - x[1] + n] for x, n in subterms(t) if x[0] == "var" and x[1] >= n}
    return free | {x[1] for x in letters(t)}
