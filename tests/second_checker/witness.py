"""Refutation by numbers: every assumption holds at a point and the statement does not."""

from collections.abc import Callable, Mapping

from flint import fmpq

from tests.second_checker import formulas as f
from tests.second_checker import stability
from tests.second_checker.errors import RejectedError
from tests.second_checker.evaluate import Env, Evaluator
from tests.second_checker.library import MATRICES, View, dependent
from tests.second_checker.powers import Powers
from tests.second_checker.ratios import ZERO, Ratio, constant
from tests.second_checker.reading import Certificate, Json, entries, formula, keys, rational

MAX_TERMS = 2000
HOLDS: dict[str, Callable[[fmpq, fmpq], bool]] = {
    "=": lambda x, y: bool(x == y),
    "!=": lambda x, y: bool(x != y),
    "<": lambda x, y: bool(x < y),
    ">": lambda x, y: bool(x > y),
    "<=": lambda x, y: bool(x <= y),
    ">=": lambda x, y: bool(x >= y),
}


class NumberJudge:
    """Knows that numbers other than 0 are not 0, and nothing else."""

    def nonzero(self, value: Ratio) -> bool:
        """Whether the value is a number other than 0."""
        return value.number() not in (None, 0)

    def divides_a_fact(self, value: Ratio) -> bool:  # noqa: ARG002 - there are no facts
        """Numbers are known, and nothing else."""
        return False


class AtPoint(Evaluator):
    """Evaluates formulas at numbers: sums are added up term by term."""

    def __init__(self, view: View, point: Mapping[str, Ratio]) -> None:
        super().__init__(view, Powers(), NumberJudge())
        self.point = dict(point)
        self.met: set[str] = set()

    def letter(self, text: str, env: Env) -> Ratio:
        self.letters.append(text)
        if text in env:
            return env[text]
        if text not in self.point:
            raise RejectedError(f"the witness has no value for {text}")
        self.met.add(text)
        return self.point[text]

    def sum(self, node: f.Sum, env: Env) -> Ratio:
        number = self.value(node.bound, env).number()
        if number is None or number.denominator != 1 or not 0 <= number <= MAX_TERMS:
            raise RejectedError("a number of terms is not a natural number at the witness")
        start = self.marks()
        total = ZERO
        for index in range(int(number.numerator)):
            total = total + self.value(node.body, {**env, node.index: constant(index)})
        self.independent(node.index, start)
        return total

    def settle_obligations(self) -> None:
        """What the unfolded equations assume must hold at the witness."""
        for relation in dict.fromkeys(self.obligations):
            if not self.holds(relation):
                raise RejectedError("an equation is used where its assumptions do not hold")

    def number(self, node: f.Node) -> fmpq:
        """The number that a formula is at the witness."""
        found = self.value(node, {}).number()
        if found is None:
            raise RejectedError("a formula is not a number at the witness")
        return found

    def sides(self, relation: f.Relation) -> list[fmpq]:
        """Both sides of a relation."""
        return [self.number(relation.left), self.number(relation.right)]

    def holds(self, relation: f.Relation) -> bool:
        """Whether a relation holds at the witness."""
        return HOLDS[relation.op](*self.sides(relation))


def check_witness(claim: Certificate, view: View, frozen: set[tuple[str, str]]) -> set[str]:
    """Check a refutation by numbers; the ids of the claims that it unfolds."""
    parts = keys(claim.evidence, {"witness", "values"})
    if not isinstance(parts["witness"], dict):
        raise RejectedError("the witness is not an object")
    at = AtPoint(view, point_of(parts["witness"], view))
    values: list[fmpq] = []
    for line in claim.assumptions:
        for relation in line.relations():
            values += at.sides(relation)
            if not at.holds(relation):
                raise RejectedError("an assumption does not hold at the witness")
    if claim.kind == "stability":
        holds = stability_holds(claim, view, at, values)
    else:
        every = [line_holds(line, at, values) for line in claim.lines]
        holds = all(every)
    at.settle_obligations()
    frozen |= at.frozen | {(name, "") for name in at.point}
    if holds:
        raise RejectedError("the statement holds at the witness")
    if [rational(value) for value in entries(parts["values"])] != values:
        raise RejectedError(f"the values at the witness are {[str(value) for value in values]}")
    if at.met != at.point.keys():
        raise RejectedError(f"the witness has a value too many: {sorted(at.point.keys() - at.met)}")
    return set(at.unfolded)


def point_of(data: dict[str, Json], view: View) -> dict[str, Ratio]:
    """The letters and their numbers."""
    found: dict[str, Ratio] = {}
    for name, value in data.items():
        node = formula(name)
        if not isinstance(node, f.Name) or node.index is not None or node.text in view.given:
            raise RejectedError(f"the witness gives a value to {name}, which is not a letter")
        if node.text in view.definitions or node.text in MATRICES:
            raise RejectedError(f"the witness gives a value to {name}, which is defined")
        if dependent(node.text):
            raise RejectedError(f"the witness gives a value to {name}, which has a meaning")
        number = rational(value)
        if node.text in f.INDICES and (number.denominator != 1 or number < 0):
            raise RejectedError(f"the witness gives the index {name} the value {number}")
        if node.text in {"o", "n", "i"} and (number.denominator != 1 or number < 1):
            raise RejectedError(f"the witness gives the dimension {name} the value {number}")
        if node.text in found:
            raise RejectedError(f"the witness gives two values to {name}")
        found[node.text] = constant(number)
    return found


def line_holds(line: f.Line, at: AtPoint, values: list[fmpq]) -> bool:
    """Whether a line holds at the witness; the numbers met are appended."""

    def chains_hold(chains: f.Chains) -> bool:
        found = []
        for relation in (relation for chain in chains for relation in chain):
            values.extend(at.sides(relation))
            found.append(at.holds(relation))
        return all(found)

    left = chains_hold(line.chains)
    if not line.alternatives:
        return left
    components = [chains_hold(chains) for chains in line.alternatives]
    return left == any(components)


def stability_holds(claim: Certificate, view: View, at: AtPoint, values: list[fmpq]) -> bool:
    """Whether a statement on stability holds at the witness."""
    polynomial = stability.characteristic(view)
    at.unfolded.append(polynomial.claim)
    form = stability.form_of(claim.lines)
    t, d = at.number(polynomial.t), at.number(polynomial.d)
    values += [t, d]
    stable = t < 0 and d > 0
    if form == "negative":
        return stable
    if form == "largest":
        return not stable
    found = []
    for node in stability.conditions(claim.lines[0]):
        number = at.number(node)
        values += [number, fmpq(0)]
        found.append(number > 0)
    return bool(stable == all(found))
