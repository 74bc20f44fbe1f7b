"""A claim as it stands in its file: its names, hypotheses and goal."""

from __future__ import annotations

from typing import Any

from tests.second_checker.errors import Refused
from tests.second_checker.lines import (
    Relation,
    read_definitions,
    relation_line,
    term_line,
)
from tests.second_checker.shapes import as_texts, keys
from tests.second_checker.shapes_of_matrices import NUMBER, shape
from tests.second_checker.statements import (
    require_legible,
    require_possible,
    require_rational,
    require_solvable,
    require_unbound,
    require_untied,
    solves,
    symbols_of,
    with_lines,
)
from tests.second_checker.terms import Definition, Term, number

NEEDED = {
    "format",
    "id",
    "where",
    "matrices",
    "also",
    "hypotheses",
    "goal",
    "uses",
    "unfold",
    "sums",
}
ENDS = ("proof", "refutation", "gap")
GOALS = ("all", "iff", "roots", "mode", "rank", "words")
DIRECTIONS = ("all", "not all", "iff", "if", "only if")


class Claim:
    """The statement of one file, read and checked."""

    def __init__(self, data: Any) -> None:
        ends = [end for end in ENDS if end in data]
        keys(data, NEEDED | set(ends), {"title", "source"})
        if len(ends) != 1:
            raise Refused("not one of proof, refutation and gap")
        for key in ("title", "source", "gap"):
            if not isinstance(data.get(key, ""), str):
                raise Refused("not a text")
        self.data = data
        self.end = ends[0]
        self.uses: list[dict[str, Any]] = self._uses(data["uses"])
        self.scope = read_definitions(as_texts(data["where"]))
        self.matrices = read_definitions(as_texts(data["matrices"]), matrix=True)
        also = as_texts(data["also"])
        if len(set(also)) != len(also) or not set(also) <= {
            known.key for known in self.scope.all()
        }:
            raise Refused("also holds something else than names")
        self.statement = self.scope.without(set(also))
        if (
            not isinstance(data["goal"], dict)
            or len(data["goal"]) != 1
            or next(iter(data["goal"])) not in GOALS
        ):
            raise Refused("not a goal")
        ((self.kind, self.goal),) = data["goal"].items()
        self.hypotheses: list[Relation] = []
        self.relations: list[Relation] = []
        self.components: list[list[Relation]] = []
        self.coefficients: list[Term] = []
        self.conditions: list[Term] = []
        self.modes: list[tuple[Term, Term]] = []
        self.updates: dict[str, Term] = {}
        self.equations: list[Relation] = []
        self.hypotheses = [
            relation_line(text, self.statement) for text in as_texts(data["hypotheses"])
        ]
        getattr(self, "_read_" + self.kind)()
        self._check_names({known.key for known in self.scope.all()}, also)
        self._check_reading()

    def _uses(self, uses: Any) -> list[dict[str, Any]]:
        if not isinstance(uses, list):
            raise Refused("uses are no list")
        for use in uses:
            keys(use, {"claim", "with"})
            if not isinstance(use["claim"], str) or not isinstance(use["with"], dict):
                raise Refused("not a use")
            if not all(isinstance(text, str) for text in use["with"].values()):
                raise Refused("not a text")
        return uses

    def _read_all(self) -> None:
        self.relations = [relation_line(text, self.statement) for text in as_texts(self.goal)]
        if not self.relations:
            raise Refused("no goal")

    def _read_iff(self) -> None:
        keys(self.goal, {"left", "components"})
        self.relations = [self._equation(text) for text in as_texts(self.goal["left"])]
        if not isinstance(self.goal["components"], list):
            raise Refused("not a list")
        self.components = [
            [self._equation(text) for text in as_texts(part)] for part in self.goal["components"]
        ]
        if not self.relations or not self.components or not all(self.components):
            raise Refused("no equations")

    def _equation(self, text: str) -> Relation:
        relation = relation_line(text, self.statement)
        if relation[0] != "=":
            raise Refused("not an equation")
        return relation

    def _read_roots(self) -> None:
        keys(self.goal, {"region", "direction", "coefficients", "conditions"})
        if (
            self.goal["region"] not in ("half-plane", "disc")
            or self.goal["direction"] not in DIRECTIONS
        ):
            raise Refused("not a region, or not a direction")
        self.coefficients = [
            term_line(text, self.statement) for text in as_texts(self.goal["coefficients"])
        ]
        self.conditions = [
            term_line(text, self.statement) for text in as_texts(self.goal["conditions"])
        ]
        if not 1 <= len(self.coefficients) <= 4:
            raise Refused("not a degree from 1 to 4")
        if bool(self.conditions) != (self.goal["direction"] in ("iff", "if", "only if")):
            raise Refused("conditions do not fit the direction")

    def _read_mode(self) -> None:
        if not isinstance(self.goal, list) or not self.goal:
            raise Refused("no modes")
        for entry in self.goal:
            keys(entry, {"matrix", "diagonal"})
            self.modes.append(
                (
                    term_line(entry["matrix"], self.matrices),
                    term_line(entry["diagonal"], self.statement),
                )
            )

    def _read_rank(self) -> None:
        keys(self.goal, {"of", "at_most", "updates"})
        if self.goal["of"] not in ("W", "B") or not as_texts(self.goal["at_most"]):
            raise Refused("no bound of W or B")
        if not isinstance(self.goal["updates"], dict) or not set(self.goal["updates"]) <= {
            "A",
            "W",
            "B",
        }:
            raise Refused("not updates")
        self.updates = {
            name: term_line(text, self.matrices) for name, text in self.goal["updates"].items()
        }

    def _read_words(self) -> None:
        self.equations = [relation_line(text, self.matrices) for text in as_texts(self.goal)]
        if not self.equations or any(operator != "=" for operator, *_ in self.equations):
            raise Refused("no equations of words")

    def matrix_terms(self) -> list[Term]:
        """All terms of matrices in the statement."""
        sides = [side for _, *two in self.equations for side in two]
        return [*self.updates.values(), *(matrix for matrix, _ in self.modes), *sides]

    def number_terms(self) -> list[Term]:
        """All terms of numbers in the statement."""
        pairs = [
            *self.hypotheses,
            *self.relations,
            *(one for part in self.components for one in part),
        ]
        return (
            [side for relation in pairs for side in relation[1:]]
            + self.coefficients
            + self.conditions
            + [diagonal for _, diagonal in self.modes]
        )

    def letters(self) -> set[str]:
        """All letters of the statement."""
        return set().union(*(term.free for term in self.number_terms()))

    def _check_names(self, all_keys: set[str], also: list[str]) -> None:
        found: set[Definition] = set()
        for term in self.number_terms():
            symbols_of(term, found)
        if {known.key for known in found} != all_keys - set(also):
            raise Refused("the definitions are not those that the statement stands on")
        found = set()
        for term in self.matrix_terms():
            symbols_of(term, found)
        if {known.key for known in found} != {known.key for known in self.matrices.all()}:
            raise Refused("the matrices are not those that the goal stands on")
        if any(shape(known.formula) == NUMBER for known in self.matrices.all()):
            raise Refused("a matrix is defined as a number")
        texts = self.matrix_terms()
        if set().union(*(term.free for term in texts)) & set(self.scope.named):
            raise Refused("a letter of the matrices is a name of a number")
        numbers, matrices = ({known.name for known in x.all()} for x in (self.scope, self.matrices))
        if numbers & matrices:
            raise Refused("a name is one of a number and of a matrix")
        if self.kind == "rank" and (numbers | matrices) & {"A", "W", "B", "\\eta"}:
            raise Refused("what a rank is about is defined beside it")
        if self.letters() & set(also):
            raise Refused("a name needed by the evidence alone is a letter of the statement")

    def _check_reading(self) -> None:
        """What the texts say together."""
        terms = self.number_terms()
        words = self.matrix_terms()
        defined = {known.key for known in (*self.scope.all(), *self.matrices.all())}
        require_unbound([*terms, *words], defined)
        if self.kind == "roots" and any("x" in term.free for term in with_lines(terms)):
            raise Refused("x is the unknown of a polynomial")
        if self.kind in ("mode", "rank") and any("k" in term.free for term in terms):
            raise Refused("k is the place of an entry, or the number of an update")
        if self.kind == "rank":
            lined = [*with_lines(terms), *with_lines(words)]
            if any("\\eta" in term.free for term in lined):
                raise Refused("eta is the step of an update")
        require_legible([*terms, *words], [*self.scope.all(), *self.matrices.all()])
        require_possible(self.hypotheses)
        require_rational(self.hypotheses)
        solved = [one for part in (self.relations, *self.components) for one in part]
        solved += [("=", term, number(0)) for term in (*self.coefficients, *self.conditions)]
        tying = list(self.hypotheses)
        if self.kind == "iff" or self.conditions:
            require_solvable([side for one in solved for side in one[1:]])
            tying += [one for one in solved if solves(one)]
        require_untied(tying, [*terms, *words] if self.kind == "words" else terms)

    def unfold_keys(self) -> list[str]:
        """The names to unfold, which are names of the file."""
        texts = as_texts(self.data["unfold"])
        if len(set(texts)) != len(texts) or not set(texts) <= {
            known.key for known in self.scope.all()
        }:
            raise Refused("unfold holds something else than names")
        return texts
