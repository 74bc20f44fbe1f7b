"""What a claim sees of the claims it uses: names, assumptions, definitions of the whole closure."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError
from tests.second_checker.reading import Certificate

FIXED = ("\\operatorname{", "\\max ")
FOREVER = f.INDICES | frozenset("Ioni")  # what no claim can define
CHANGES = frozenset({"\\Delta A", "\\Delta B", "\\Delta W"})
STATES = frozenset({*"ABWRUVPIF", "\\Omega", "A_{\\star}", "B_{\\star}", "W_{\\star}"})
MATRICES = STATES | CHANGES
MATRIX = "a matrix"
ORTHOGONAL = frozenset("UPV")
DEPENDENT = frozenset({"N_{a}", "N_{b}", "N_{w}", "L_{T}"})


@dataclass(frozen=True)
class Given:
    """What a name stands for: the claim that says so, the formula, the letter of its index."""

    claim: str
    formula: f.Node
    parameter: str | None
    defined: bool


def orthogonal_letter(line: f.Line) -> str | None:
    """The letter X of a line X^T X = I, else None."""
    match line:
        case f.Line(
            ((f.Relation("=", f.Mul((f.Transpose(f.Name(x, None)), f.Name(y, None))), one),),), ()
        ):
            return x if x == y and one == f.Name("I") and x in ORTHOGONAL else None
    return None


def definition(line: f.Line) -> tuple[str, str | None, f.Node] | None:
    """Name, letter of the index and formula of a line `name := formula`, else None."""
    relations = line.relations()
    if line.alternatives or len(relations) != 1 or relations[0].op != ":=":
        return None
    left = relations[0].left
    if not isinstance(left, f.Name):
        return None
    if left.index is None:
        return left.text, None, relations[0].right
    if isinstance(left.index, f.Name) and left.index.text in f.INDICES:
        return left.text, left.index.text, relations[0].right
    return None


def check_definitions(claim: Certificate) -> None:
    """The rules for a claim of the kind definition."""
    if claim.assumptions or claim.uses or claim.evidence:
        raise RejectedError("a definition has assumptions, uses or evidence")
    names: set[str] = set()
    for line in claim.lines:
        found = definition(line)
        name = found[0] if found else orthogonal_letter(line)
        if name is None:
            raise RejectedError("a line of a definition is neither name := formula nor X^T X = I")
        if has_own_meaning(name):
            raise RejectedError(f"the name {name} has a meaning of its own")
        if name in names:
            raise RejectedError(f"the name {name} is given twice")
        names.add(name)
    transitive(definitions_in([claim]))


class View:
    """The names that a claim unfolds, and what is defined anywhere below it."""

    def __init__(self, claim: Certificate, library: Mapping[str, Certificate]) -> None:
        self.claim = claim
        self.used = [library[name] for name in claim.uses]
        self.closure = closure(claim, library)
        self.definitions = definitions_in(self.closure)
        self.given: dict[str, Given] = {}
        self.orthogonal: dict[str, str] = {}
        for other in self.used:
            self.add_names(other)
        self.depends = transitive(self.definitions)
        orthogonal = {
            letter
            for other in self.closure
            for line in other.lines
            if other.kind == "definition" and (letter := orthogonal_letter(line))
        }
        for name in orthogonal:
            if name in self.definitions:
                raise RejectedError(f"the orthogonal letter {name} is defined")
        self.matrices = orthogonal | {"I"}
        self.grounded = self.grounded_claims()

    def add_names(self, other: Certificate) -> None:
        """The names that a used claim gives."""
        for line in other.lines:
            if other.kind == "definition":
                found = definition(line)
                if found is None:
                    letter = orthogonal_letter(line) or ""
                    if letter in self.orthogonal:
                        raise RejectedError(f"two used claims make {letter} orthogonal")
                    self.orthogonal[letter] = other.id
                    continue
                self.give(found[0], Given(other.id, found[2], found[1], defined=True))
            elif other.kind in {"equation", "mode"}:
                relations = line.relations()
                left = relations[0].left
                if len(relations) == 1 and isinstance(left, f.Name) and left.index is None:
                    self.give(left.text, Given(other.id, relations[0].right, None, defined=False))

    def give(self, name: str, given: Given) -> None:
        """A name that no claim has given yet."""
        if name in self.given:
            raise RejectedError(f"the name {name} is given twice")
        if has_own_meaning(name):
            raise RejectedError(f"the name {name} has a meaning of its own")
        self.given[name] = given

    def grounded_claims(self) -> list[Certificate]:
        """The used claims whose assumptions are ours, or lines of claims grounded before them."""
        known = relations_of(self.claim.assumptions)
        found: list[Certificate] = []
        waiting = list(self.used)
        while ready := [x for x in waiting if relations_of(x.assumptions) <= known]:
            for other in ready:
                known |= relations_of(other.lines)
                found.append(other)
                waiting.remove(other)
        return found

    def depends_on(self, name: str, letter: str) -> bool:
        """Whether a name is defined through a letter, or shows it as an argument."""
        return letter in self.depends.get(name, frozenset()) | arguments(name)

    def check_frozen(self, frozen: set[tuple[str, str]]) -> None:
        """No name that was taken to be independent of a letter depends on it."""
        for name, letter in sorted(frozen):
            if letter == MATRIX and name in self.word_names():
                raise RejectedError(f"{name}, which commutes here, stands for a matrix")
            if self.depends_on(name, letter) or (not letter and name in self.definitions):
                raise RejectedError(f"{name} depends on {letter}, which is bound")

    def word_names(self) -> set[str]:
        """The names that stand for matrices, and of which no mode is stated."""
        stated = {
            relation.left.text
            for other in self.closure
            for line in (other.lines if other.kind == "mode" else ())
            for relation in line.relations()
            if isinstance(relation.left, f.Name)
        }
        rest = {name: below for name, below in self.definitions.items() if name not in stated}
        found: set[str] = set()
        while new := {n for n, below in rest.items() if below & (MATRICES | found)} - found:
            found |= new
        return found

    def sequence_letters(self) -> set[tuple[str, str]]:
        """The names in the formula of a sequence, none of which may depend on its index."""
        return {
            (name, given.parameter)
            for given in self.given.values()
            if given.parameter is not None
            for name in f.free_names(given.formula) - {given.parameter}
        }

    def unknown(self, name: str) -> bool:
        """Whether a name depends on others, and nothing says how."""
        return dependent(name) and name not in self.given


def has_own_meaning(name: str) -> bool:
    """Whether no claim can define a name."""
    return name in FOREVER or name.startswith(FIXED)


def dependent(name: str) -> bool:
    """Whether a name that is not given has a meaning that no checker knows."""
    return "(" in name or name in DEPENDENT or name.startswith(("\\Delta", *FIXED))


def arguments(name: str) -> frozenset[str]:
    """The letters that a name shows in itself: those of K(w), \\Delta_{T} a, L_{T}."""
    found: set[str] = set()
    if name.startswith(("K(", "K'(")):
        found.add(name[name.index("(") + 1 : -1])
    if name.startswith("\\Delta"):
        found.add(name.split(" ")[1])
    if "_{" in name:
        found.update(name.split("_{", 1)[1].split("}", maxsplit=1)[0].split(" "))
    return frozenset(found)


def relations_of(lines: tuple[f.Line, ...]) -> set[f.Relation]:
    """The relations of the lines without an equivalence."""
    return {
        relation
        for line in lines
        if not line.alternatives
        for relation in line.relations()
        if relation.op != ":="
    }


def closure(claim: Certificate, library: Mapping[str, Certificate]) -> list[Certificate]:
    """All claims that a claim uses, directly or not."""
    found: dict[str, Certificate] = {}
    waiting = list(claim.uses)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = library[name]
            waiting.extend(library[name].uses)
    return list(found.values())


def definitions_in(claims: list[Certificate]) -> dict[str, frozenset[str]]:
    """For each name that claims define, the names in its formula; none is defined twice."""
    found: dict[str, frozenset[str]] = {}
    for claim in claims:
        if claim.kind != "definition":
            continue
        for line in claim.lines:
            parts = definition(line)
            if parts is None:
                continue
            name, parameter, formula = parts
            if name in found:
                raise RejectedError(f"the name {name} is defined twice")
            found[name] = f.free_names(formula) - {parameter or ""}
    return found


def transitive(definitions: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """For each defined name all names below it; a name below itself is an error."""
    done: dict[str, frozenset[str]] = {}
    rest = dict(definitions)
    while rest:
        ready = [name for name, below in rest.items() if not below & rest.keys()]
        if not ready:
            raise RejectedError(f"the definition of {min(rest)} runs in a circle")
        for name in ready:
            below = rest.pop(name)
            shown = frozenset().union(*(arguments(part) for part in below))
            done[name] = below.union(shown, *(done.get(part, frozenset()) for part in below))
    return done
