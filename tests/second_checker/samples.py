"""Refutation by matrices: a rank above its bound, or an entry off the diagonal."""

from flint import fmpq, fmpq_mat

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError
from tests.second_checker.evaluate import Evaluator
from tests.second_checker.facts import Facts
from tests.second_checker.library import View, orthogonal_letter, relations_of
from tests.second_checker.matrices import (
    MatrixEvaluator,
    Point,
    Value,
    added,
    identity,
    multiplied,
    shape,
)
from tests.second_checker.powers import INDEX, LETTER, Powers
from tests.second_checker.rank import UNDEFINED, bound_of
from tests.second_checker.ratios import constant
from tests.second_checker.reading import (
    Certificate,
    Json,
    entries,
    formula,
    keys,
    natural,
    rational,
)
from tests.second_checker.witness import HOLDS
from tests.second_checker.wording import DIAGONAL, SIDES, WordRules, is_scalar

MAX_SIZE, MAX_UPDATES = 16, 3
LEARNED = ("A", "B", "W")
Free = set[tuple[str, str]]  # names that nothing may define


def read_matrices(data: Json, view: View) -> Point:
    """The letters with their matrices and numbers."""
    if not isinstance(data, dict):
        raise RejectedError("the matrices are not an object")
    found: Point = {}
    for key, rows in data.items():
        node = formula(key)
        if not isinstance(node, f.Name) or node.index is not None or node.text in view.definitions:
            raise RejectedError(f"{key} is not a letter")
        name = node.text
        if name in found or name == "I":
            raise RejectedError(f"{name} may not have this value")
        if isinstance(rows, str):
            number = rational(rows)
            if name in f.INDICES and (number.denominator != 1 or number < 0):
                raise RejectedError(f"the index {name} is {number}")
            if name in {"o", "n", "i"} and (number.denominator != 1 or number < 1):
                raise RejectedError(f"the dimension {name} is {number}")
            if name not in f.INDICES and not is_scalar(name):
                raise RejectedError(f"{name} is a number, not a matrix")
            found[name] = number
            continue
        if name in f.INDICES or is_scalar(name):
            raise RejectedError(f"{name} is a matrix, not a number")
        table = [[rational(entry) for entry in entries(row)] for row in entries(rows)]
        widths = {len(row) for row in table}
        if len(widths) != 1 or not {len(table), *widths} <= set(range(1, MAX_SIZE + 1)):
            raise RejectedError(f"the rows of {name}")
        found[name] = fmpq_mat(table)
    return found


def check_rank_witness(claim: Certificate, view: View, facts: Facts) -> tuple[set[str], Free]:
    """Check a refuted claim of the kind rank; the ids of the claims that it unfolds."""
    parts = keys(claim.evidence, {"matrices", "updates", "horizon", "rows", "columns", "minor"})
    if claim.assumptions or len(claim.lines) != 1:
        raise RejectedError("a refuted rank has one line and no assumptions")
    letter, bound = bound_of(claim.lines[0])
    point = read_matrices(parts["matrices"], view)
    updates, horizon = natural(parts["updates"]), natural(parts["horizon"])
    sizes = sizes_of(point)
    if not 1 <= updates <= MAX_UPDATES:
        raise RejectedError(f"{updates} updates")
    for name, number in {**sizes, "\\tau": horizon, "Z": updates}.items():
        if point.get(name, number) != number:
            raise RejectedError(f"{name} is {number}")
    rules = WordRules(view, facts.powers, facts, modes=False)
    for name in LEARNED:
        if f"\\Delta {name}" in view.given:
            rules.check(f.Name(f"\\Delta {name}"), {})
    change, unfolded = run(view, point, updates, letter)
    relations_hold(view, point)
    rows = [natural(row) for row in entries(parts["rows"])]
    columns = [natural(column) for column in entries(parts["columns"])]
    for found, size in ((rows, change.nrows()), (columns, change.ncols())):
        if sorted(set(found)) != found or not found or found[-1] >= size:
            raise RejectedError("rows or columns of a minor that are not increasing or not there")
    if len(rows) != len(columns):
        raise RejectedError("a minor that is not square")
    minor = fmpq_mat([[change[row, column] for column in columns] for row in rows]).det()
    if minor == 0 or minor != rational(parts["minor"]):
        raise RejectedError(f"the minor is {minor}")
    numbers = {LETTER + name: constant(size) for name, size in sizes.items()}
    numbers |= {INDEX + "Z": constant(updates), INDEX + "\\tau": constant(horizon)}
    allowed = Evaluator(view, Powers()).value(bound, {}).substituted(numbers).number()
    if allowed is None or len(rows) <= allowed:
        raise RejectedError(f"the rank {len(rows)} is not above the bound {allowed}")
    return unfolded, rules.frozen | UNDEFINED


def sizes_of(point: Point) -> dict[str, int]:
    """The numbers of neurons n, inputs i and outputs o, which all matrices must share."""
    shapes = {"A": "on", "W": "nn", "B": "ni", "R": "on", "\\Omega": "nn"}
    shapes |= {f"{name}_{{\\star}}": both for name, both in shapes.items() if name in "AWB"}
    found: dict[str, int] = {}
    for name, value in point.items():
        if not isinstance(value, fmpq_mat):
            continue
        if name not in shapes:
            raise RejectedError(f"the shape of {name} is not known")
        for letter, size in zip(shapes[name], shape(value), strict=True):
            if found.setdefault(letter, size) != size:
                raise RejectedError(f"the shape of {name} does not fit the others")
    if not {"A", "B", "W"} <= point.keys():
        raise RejectedError("A, B and W are not all there")
    return found


def run(view: View, point: Point, updates: int, letter: str) -> tuple[fmpq_mat, set[str]]:
    """W - W_0 (or B - B_0) after simultaneous updates of all that have one."""
    now = dict(point)
    unfolded: set[str] = set()
    met = {"\\eta", *LEARNED, "\\tau"}
    eta = now.get("\\eta")
    if not isinstance(eta, fmpq):
        raise RejectedError("there is no number for \\eta")
    for _ in range(updates):
        at = MatrixEvaluator(view, now)
        steps = {
            name: at.value(f.Name(f"\\Delta {name}"), {})
            for name in LEARNED
            if f"\\Delta {name}" in view.given
        }
        if letter not in steps:
            raise RejectedError(f"the update of {letter} is not defined")
        for name, step in steps.items():
            now[name] = added(now[name], multiplied(-eta, step))
        unfolded.update(at.unfolded)
        met |= at.met
    if point.keys() - met:
        raise RejectedError(f"matrices that are not needed: {sorted(point.keys() - met)}")
    last, first = now[letter], point[letter]
    if not isinstance(last, fmpq_mat) or not isinstance(first, fmpq_mat):
        raise RejectedError(f"{letter} is not a matrix")
    return last - first, unfolded


def relations_hold(view: View, point: Point) -> None:
    """Every relation that is given must hold at the matrices."""
    at = MatrixEvaluator(view, point)
    given = [*view.claim.assumptions, *(line for other in view.grounded for line in other.lines)]
    # An orthogonal letter that does not occur can be any.
    given = [line for line in given if orthogonal_letter(line) in {None, *point}]
    for relation in relations_of(tuple(given)):
        sides = at.value(relation.left, {}), at.value(relation.right, {})
        if not relation_holds(relation.op, *sides):
            raise RejectedError("a relation that is given does not hold at the matrices")


def relation_holds(op: str, left: Value, right: Value) -> bool:
    """Whether a relation holds between matrices or numbers."""
    if isinstance(left, fmpq) and isinstance(right, fmpq):
        return HOLDS[op](left, right)
    if op != "=":
        raise RejectedError("matrices are compared")
    difference = added(left, multiplied(fmpq(-1), right))
    return isinstance(difference, fmpq_mat) and difference == 0 * difference


def check_mode_witness(claim: Certificate, view: View, facts: Facts) -> tuple[set[str], Free]:
    """Check a refuted claim of the kind mode; the ids of the claims that it unfolds."""
    parts = keys(claim.evidence, {"matrices", "entry", "value"})
    match claim.lines[0]:
        case f.Line(((f.Relation("=", f.Name(name, None) as left, _),),), ()) if name in view.given:
            at = MatrixEvaluator(view, read_matrices(parts["matrices"], view))
        case _:
            raise RejectedError("the first line is not name = formula with a name that unfolds")
    proper_modes(at.point, view)
    rules = WordRules(view, facts.powers, facts, modes=True)
    rules.check(left, {})
    relations_hold(view, at.point)
    found = at.value(left, {})
    place = [natural(entry) for entry in entries(parts["entry"])]
    if not isinstance(found, fmpq_mat) or len(place) != 2 or place[0] == place[1]:
        raise RejectedError("the entry is not one off the diagonal of a matrix")
    if place[0] >= found.nrows() or place[1] >= found.ncols():
        raise RejectedError("the entry is not one of the matrix")
    value = found[place[0], place[1]]
    if value == 0 or value != rational(parts["value"]):
        raise RejectedError(f"the entry is {value}")
    if at.met != at.point.keys():
        raise RejectedError("matrices that are not needed")
    return set(at.unfolded), rules.frozen


def proper_modes(point: Point, view: View) -> None:
    """Orthogonal letters must be orthogonal, modes diagonal, and there are no other matrices."""
    sizes: dict[str, int] = {}
    for letter, value in point.items():
        if not isinstance(value, fmpq_mat):
            if letter in "oni" and sizes.setdefault(letter, int(value)) != value:
                raise RejectedError(f"{letter} is not the number of rows or columns")
            continue
        rows, columns = shape(value)
        sides = DIAGONAL.get(letter) or (SIDES.get(letter, ""),) * 2
        for side, size in zip(sides, (rows, columns), strict=True):
            if sizes.setdefault(side, size) != size:
                raise RejectedError(f"the shape of {letter} does not fit the others")
        if letter in view.orthogonal:
            if rows != columns or value.transpose() * value != identity(rows):
                raise RejectedError(f"{letter} is not orthogonal")
        elif letter not in DIAGONAL:
            raise RejectedError(f"{letter} is neither orthogonal nor a diagonal of modes")
        elif any(value[i, j] != 0 for i in range(rows) for j in range(columns) if i != j):
            raise RejectedError(f"{letter} is not diagonal")
