"""From today's certificates to sequents.  Nothing here is trusted: the kernel judges what comes out."""

import re
from typing import Any

from symdyn.checker.reading import read as read_old
from symdyn.checker.reading import read_line, read_relations
from symdyn.kernel.claims import Claim, Use, relations
from symdyn.kernel.display import RESERVED, key_of
from symdyn.kernel.sorts import SHAPES, add_definition
from symdyn.kernel.terms import Definition, Term, abstract, letters, subterms

MATRICES = {*"RUVPIF", r"\Omega", "A", "B", "W", r"A_\star", r"W_\star", r"B_\star"}
MATRICES |= {r"\DeltaA", r"\DeltaB", r"\DeltaW", r"\Delta A", r"\Delta B", r"\Delta W"}
VALUES = {"K(w)": "k_{1}", r"K(w_\star)": "k_{2}", r"K'(w_\star)": "k_{3}"}
DEPENDENT = re.compile(r"\{T\}|\\Delta|N_|operatorname")


class Skipped(Exception):  # noqa: N818
    """What has no sequent."""


def plain(name: str) -> str:
    return re.sub(r"(\\Delta(?:_\{T\})?)(?=[a-zA-Z])", r"\1 ", re.sub(r"\s+", "", name))


def old_names(node: Any) -> set[str]:
    found, stack = set(), [node]
    while stack:
        one = stack.pop()
        found |= {one[1]} if one[0] == "name" else {"I"} if one[0] in {"top", "diag"} else set()
        stack += [x for x in one[1:] if isinstance(x, tuple)]
        if one[0] == "at":
            stack += [value for _, value in one[2:]]
    return found


class Converter:
    def __init__(self, certificates: dict[str, Any]) -> None:
        self.certificates = certificates
        self.signature: dict[str, Definition] = {}
        self.interned: dict[Any, str] = {}
        self.scopes: dict[str, Scope] = {}
        self.converted: dict[str, Claim] = {}

    def below(self, name: str) -> set[str]:
        found: set[str] = set()
        stack = [name]
        while stack:
            one = stack.pop()
            if one not in found:
                found.add(one)
                stack += self.certificates[one]["uses"]
        return found

    def intern(self, definition: Definition) -> str:
        """The id of a symbol that means this, made where there is none."""
        entry = (key_of(definition), definition.params, definition.body)
        if entry not in self.interned:
            key = f"{entry[0]}.{sum(one[0] == entry[0] for one in self.interned)}"
            add_definition(self.signature, key, definition)
            self.interned[entry] = key
        return self.interned[entry]

    def scope(self, name: str) -> "Scope":
        if name not in self.scopes:
            self.scopes[name] = Scope(self, self.definitions(name))
        return self.scopes[name]

    def definitions(self, name: str) -> dict[str, Any]:
        """What all claims below define: {name: (formal or None, body)}, matrices aside."""
        found: dict[str, Any] = {}
        lines = []
        for one in sorted(self.below(name)):
            data = self.certificates[one]
            if (
                data["kind"] in {"definition", "mode"}
                and not {"gap", "matrices"} & data["evidence"].keys()
            ):
                for text in data["statement"]:
                    lines += [
                        x for x in read_line(text)[0] if x[0] == ":=" or data["kind"] == "mode"
                    ]
        numbers = {x[1][1] for x in lines if not old_names(x[2]) & MATRICES and x[1][0] == "name"}
        for _, left, right in lines:
            if old_names(right) & (MATRICES - numbers) or left[1] in MATRICES - numbers:
                continue
            key, formal = plain(left[1]), None
            if left[0] == "indexed":
                key, formal = left[1] + "_", left[2][1]
            elif key == "K(z)":
                key, formal = "K(", "z"
            if found.setdefault(key, (formal, right)) != (formal, right):
                raise Skipped(f"{key} is defined twice")
        for old, letter in VALUES.items():
            if old in found:
                body = found.pop(old)
                if "K(" not in found and body[1] != ("name", letter):
                    found[letter] = body
        found.pop("K'(z)", None)
        return found


class Scope:
    def __init__(self, converter: Converter, definitions: dict[str, Any]) -> None:
        self.converter, self.definitions = converter, definitions
        self.ids: dict[str, str] = {}
        self.busy: set[str] = set()

    def symbol(self, key: str) -> str:
        if key not in self.ids:
            if key in self.busy:
                raise Skipped("a circle of definitions")
            self.busy.add(key)
            formal, body = self.definitions[key]
            captured: set[str] = set()
            self.capture(body, {formal} - {None}, captured)
            t = self.term(body, captured)
            own = [("sym", formal)] if formal else []
            params = (*own, *sorted(letters(t) - {*own}))
            style = {"_": "indexed", "(": "function"}.get(key[-1], "plain")
            name = key.rstrip("_(")
            self.ids[key] = self.converter.intern(Definition(name, params, style, t))
            self.busy.discard(key)
        return self.ids[key]

    def key(self, name: str) -> str:
        """The key of a name that the scope defines, or the letter that it is."""
        name = plain(name)
        if name.startswith(("K(", "K'(")):
            return "K(" if "K(" in self.definitions else VALUES[name]
        return name

    def capture(self, node: Any, bound: set[Any], captured: set[str]) -> None:
        """The names that depend on what a binder around them binds; the others stay letters."""
        tag = node[0]
        if tag in {"name", "indexed"}:
            key = self.key(node[1]) if tag == "name" else node[1] + "_"
            if key in self.definitions:
                found = self.converter.signature[self.symbol(key)]
                here = letters(self.term(node if tag == "name" else (*node[:2], ("number", 0))))
                depends = {x[1] for x in here} & bound or (bound and DEPENDENT.search(key))
                if tag == "name" and (depends or key == "K(" or RESERVED.fullmatch(key)):
                    captured.add(key)
                for param in found.params[found.style != "plain" :]:
                    self.capture(("name", param[1]), bound, captured)
            return
        if tag in {"sum", "lim", "d"}:
            bound = bound | {node[1]}
        elif tag == "at":
            for _, value in node[2:]:
                self.capture(value, bound, captured)
            self.capture(node[1], bound | {name for name, _ in node[2:]}, captured)
            return
        for x in node[1:]:
            if isinstance(x, tuple):
                self.capture(x, bound, captured)

    def rest(self, key: str, only: set[str] | None) -> tuple[Term, ...]:
        found = self.converter.signature[self.symbol(key)]
        params = found.params[found.style != "plain" :]
        return tuple(self.term(("name", x[1]), only) for x in params)

    def term(self, node: Any, only: set[str] | None = None) -> Term:  # noqa: PLR0912
        """`only` these names are symbols, the others letters."""
        tag = node[0]
        if tag == "number":
            return ("num", node[1])
        if tag == "name":
            name, key = plain(node[1]), self.key(node[1])
            if key == "K(":
                at = ("sym", re.sub(r"K'?\(|\)", "", name))
                rest = self.rest(key, only)
                if name[1] != "'":
                    return ("def", self.symbol(key), (at, *rest))
                return ("d", "z", ("def", self.symbol(key), (("var", 0), *rest)), at)
            if key in self.definitions and (only is None or key in only):
                return ("def", self.symbol(key), self.rest(key, only))
            if node[1] in MATRICES and key not in self.definitions:
                raise Skipped("a matrix")
            return ("sym", key)
        if tag == "indexed":
            key = node[1] + "_"
            if key not in self.definitions:
                raise Skipped(f"{key} is not defined")
            return ("def", self.symbol(key), (self.term(node[2], only), *self.rest(key, only)))
        if tag in {"+", "*", "neg", "/", "^"}:
            return (tag, *(self.term(x, only) for x in node[1:]))
        if tag == "sum":
            body = abstract(self.term(node[3], only), (node[1],))
            return ("sum", node[1], self.term(node[2], only), body)
        if tag == "lim":
            return ("lim", node[1], abstract(self.term(node[2], only), (node[1],)))
        if tag == "d":
            if node[1] in self.definitions:
                raise Skipped("a derivative by a defined name")
            return ("d", node[1], abstract(self.term(node[2], only), (node[1],)), ("sym", node[1]))
        if tag == "at":
            names = tuple(name for name, _ in node[2:])
            if any(name in self.definitions for name in names):
                raise Skipped("an evaluation of a defined name")
            values = tuple(self.term(value, only) for _, value in node[2:])
            return ("let", names, values, abstract(self.term(node[1], only), names))
        raise Skipped(f"no {tag} of numbers")

    def relation(self, relation: Any) -> Any:
        return (relation[0], self.term(relation[1]), self.term(relation[2]))

    def text(self, text: str) -> Term:
        return self.term(read_old(text))

    def sign(self, p: Any) -> Any:
        if p == "power":
            return p
        if "termwise" in p:
            one = [self.sign(x) for x in p["termwise"]]
            return {"termwise": [*one, *one[:1]][:2]}
        factors = [
            [
                self.text(f["factor"]),
                int(f["power"]),
                [[t[0], [[self.text(a), int(e)] for a, e in t[1:]]] for t in f["terms"]],
            ]
            for f in p["factors"]
        ]
        return {"constant": p["constant"], "factors": factors}

    def case(self, c: Any) -> Any:
        if "alternative" in c:
            rows = [[self.text(x) for x in row] for row in c["combinations"]]
            return {"component": int(c["alternative"]), "combinations": rows}
        return {
            "factors": [self.text(x) for x in c["factors"]],
            "combination": [self.text(x) for x in c["combination"]],
            "cases": [self.case(x) for x in c["cases"]],
        }


def convert(converter: Converter, name: str) -> Claim:
    """The sequent of a certificate, its evidence as JSON with terms for texts."""
    data = converter.certificates[name]
    scope = converter.scope(name)
    lines = [read_line(text) for text in data["statement"]]
    hypotheses = tuple(
        scope.relation(x) for text in data["assumptions"] for x in read_relations(text)
    )
    evidence, kind, refuting = data["evidence"], data["kind"], "witness" in data["evidence"]
    if "matrices" in evidence or "gap" in evidence:
        raise Skipped("refuted by matrices, or not proved")
    proof: Any = {}
    if kind in {"equation", "sign"}:
        goal: Any = ("all", *(scope.relation(x) for line in lines for x in line[0]))
        if not refuting:
            signs = [scope.sign(p) for p in evidence.get("proofs", [])]
            proof = {"proofs": signs if kind == "sign" else [None] * (len(goal) - 1)}
    elif kind == "fixed-points":
        (given, *components) = lines[0]
        rows = tuple(tuple(scope.relation(x) for x in one) for one in components)
        goal = ("iff", tuple(scope.relation(x) for x in given), rows)
        if not refuting:
            converse = [
                [[scope.text(x) for x in row] for row in one] for one in evidence["converse"]
            ]
            proof = {"cases": scope.case(evidence["cases"]), "converse": converse}
    elif kind == "stability":
        (first, *_), *cases = lines[0]
        t, d = scope.term(("name", "t")), scope.term(("name", "d"))
        shown = tuple(scope.term(x[1]) for x in cases[0]) if cases else ()
        direction = "not all" if first[0] == ">=" else "iff" if cases else "all"
        goal = ("roots", "half-plane", direction, (d, ("neg", t)), shown)
        if not refuting:
            signs = [scope.sign(x) for x in evidence["proofs"]]
            proof = {"proofs": signs}
            if direction == "not all":
                p, q = (scope.text(x) for x in evidence["weights"])
                signs = [signs[1], signs[0], signs[2]]
                proof = {"weights": [q, p], "positive": 1, "proofs": signs}
            elif cases:
                proof["ratios"] = [scope.text(x) for x in evidence["ratios"]]
    else:
        return convert_matrices(converter, name, hypotheses)
    unfolds, uses = _uses(converter, name, goal)
    sums = tuple(scope.text(q) for q in evidence.get("sums", []))
    witness = {scope.key(x): v for x, v in evidence.get("witness", {}).items()}
    refutation = {"witness": witness} if refuting else None
    return Claim(name, hypotheses, goal, uses, unfolds, sums, proof, refutation)


def convert_matrices(converter: Converter, name: str, hypotheses: Any) -> Claim:
    """The sequent of a mode or a rank: words over matrices."""
    data, words = converter.certificates[name], Words(converter, name)
    goals: list[Any] = []
    for _, body in words.definitions.values():  # T - 1 - m terms for m < \tau: natural if \tau <= T
        if body[0] == "sum" and body[2] in (("name", r"\tau"), ("number", 1)):
            least = ("<=", words.term(body[2]), ("sym", "T"))
            hypotheses = (*hypotheses, *([least] if least not in hypotheses else []))
    proof: dict[str, Any] = {}
    for text in data["statement"]:
        ((_, left, right),) = read_line(text)[0]
        if data["kind"] == "rank":
            goals.append(words.term(right))
            continue
        word = words.term(words.definitions[plain(left[1])][1])
        goals.append((word, converter.scope(name).term(right)))
    if data["kind"] == "mode":
        goal: Any = ("mode", *goals)
    else:
        letter = "W" if "(W_" in data["statement"][0] else "B"
        updates = {
            x: words.term(("name", rf"\Delta{x}"))
            for x in "AWB"
            if rf"\Delta {x}" in words.definitions
        }
        goal = ("rank", letter, tuple(goals), updates)
        proof = {"by_lag": True} if data["evidence"]["by-lag"] == "1" else {}
    return Claim(name, hypotheses, goal, (), frozenset(), (), proof, None)


class Words:
    """Matrix words: every name that is defined below is a symbol, the others are letters."""

    def __init__(self, converter: Converter, name: str) -> None:
        self.converter = converter
        self.definitions: dict[str, Any] = {}
        for one in sorted({*converter.below(name), "setting.error"} & {*converter.certificates}):
            data = converter.certificates[one]
            for text in data["statement"] if data["kind"] == "definition" else []:
                for operator, left, right in read_line(text)[0]:
                    if operator == ":=" and left[0] == "indexed":
                        self.definitions[left[1] + "_"] = (left[2][1], right)
                    elif operator == ":=":
                        self.definitions[plain(left[1])] = (None, right)

    def symbol(self, key: str) -> str:
        formal, body = self.definitions[key]
        t = self.term(body)
        own = [("sym", formal)] if formal else []
        params = (*own, *sorted(letters(t) - {*own}))
        style = "indexed" if formal else "plain"
        return self.converter.intern(Definition(key.rstrip("_"), params, style, t))

    def term(self, node: Any) -> Term:
        tag = node[0]
        if tag == "number":
            return ("num", node[1])
        if tag in {"name", "indexed"}:
            key = plain(node[1]) + "_" * (tag == "indexed")
            if key in self.definitions:
                symbol = self.symbol(key)
                params = self.converter.signature[symbol].params
                own = (self.term(node[2]),) if tag == "indexed" else ()
                return ("def", symbol, (*own, *params[len(own) :]))
            if tag == "indexed":
                raise Skipped(f"{key} is not defined")
            return ("mat" if key in SHAPES else "sym", key)
        if tag == "sum":
            return ("sum", node[1], self.term(node[2]), abstract(self.term(node[3]), (node[1],)))
        if tag in {"+", "*", "neg", "/", "^", "top", "diag"}:
            return (tag, *(self.term(x) for x in node[1:]))
        raise Skipped(f"no {tag} of matrices")


def _uses(converter: Converter, name: str, goal: Any) -> tuple[frozenset[str], tuple[Use, ...]]:
    scope, unfolds = converter.scope(name), set()
    uses: list[Use] = []
    for used in converter.certificates[name]["uses"]:
        data = converter.certificates[used]
        if data["kind"] in {"definition", "mode"}:
            for text in data["statement"]:
                for _, left, _ in read_line(text)[0]:
                    key = left[1] + "_" if left[0] == "indexed" else ""
                    key = key or (scope.key(left[1]) if left[0] == "name" else "")
                    if key in scope.definitions:
                        unfolds.add(scope.symbol(key))
            continue
        claim = converter.converted.get(used)
        if claim is None or claim.goal[0] != "all":
            continue
        sides = [x for r in (*claim.hypotheses, *relations(claim.goal)) for x in r[1:]]
        free = {x[1] for side in sides for x in letters(side)}
        values = {
            ("sym", x): scope.term(("name", x)) for x in sorted(free) if x in scope.definitions
        }
        uses.append(Use(used, values))
        for t in [x for r in goal[1:] for x in r[1:]] if goal[0] == "all" else []:
            for x, _ in subterms(t):
                if x[0] == "let" and free & {*x[1]}:
                    given = {
                        ("sym", n): v
                        for n, v in zip(x[1], x[2], strict=True)
                        if n in free and all(y[0] != "var" for y, _ in subterms(v))
                    }
                    more = Use(
                        used, {**values, **{n: v for n, v in given.items() if not letters(v)}}
                    )
                    if more not in uses:
                        uses.append(more)
    return frozenset(unfolds), tuple(uses)
