"""Whether a claim is true at random points, as its reader takes it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from tests.soundness.certificates import Data as Claim
from tests.soundness.evidence.decay import NoLimitError, UnjudgedError
from tests.soundness.evidence.exact import (
    KERNEL,
    Place,
    Seen,
    UndefinedError,
    free_letters,
    has_derivative,
    holds,
    number,
)
from tests.soundness.evidence.formulas import INDICES, Node, letters
from tests.soundness.evidence.reading import Relation, UnreadError, line

VALUES = [Fraction(x) for x in ("1/2", "-1/2", "1/3", "-2/3", "3/4", "-1/5", "2", "-2", "3", "1", "-1", "3/2", "-3", "0", "5", "-1/4")]  # fmt: skip
STABLE = r"\operatorname{Re} \lambda_{\pm}"
Point = dict[str, Fraction]


@dataclass(frozen=True)
class Judged:
    """How many points a claim was true at, and one at which it is false."""

    points: int
    false: Point | None = None
    why: str = ""


def seen_by(claim: Claim, claims: Mapping[str, Claim]) -> Seen:
    """The definitions, and the equations of names, in what a claim uses directly.

    The letters of an equation's formula are what they are in the claim that proves it.
    """
    names, sequences = {}, {}
    elsewhere: dict[str, Node] = {}
    for used in claim["uses"]:
        for text in claims[used]["statement"]:
            relations = line(text)
            if (
                len(relations) > 1
                or len(relations[0]) > 1
                or claims[used]["kind"] not in {"definition", "equation"}
            ):
                continue
            ((operator, left, right),) = relations[0]
            if left[0] == "s" and operator == ":=":
                sequences[left[1]] = (left[2][1], right)
            elif left[0] == "v" and operator in {":=", "="}:
                names[left[1]] = right
                if operator == "=":
                    elsewhere |= _meant(right, seen_by(claims[used], claims))
    return Seen({**elsewhere, **names}, sequences)


def _meant(formula: Node, seen: Seen) -> dict[str, Node]:
    """What a claim sees of the names in a formula of it, and of the names in these."""
    found: dict[str, Node] = {}
    waiting = [formula]
    while waiting:
        for name in letters(waiting.pop()) & seen.names.keys() - found.keys():
            found[name] = seen.names[name]
            waiting.append(found[name])
    return found


def judged(claim: Claim, claims: Mapping[str, Claim], rng: Random, wanted: int = 3) -> Judged:
    """The claim at several points that satisfy its assumptions; it stops at a false one."""
    try:
        seen = seen_by(claim, claims)
        lines = [line(text) for text in claim["statement"]]
        given = [one for text in claim["assumptions"] for one in line(text)[0]]
    except UnreadError:
        return Judged(0, why="not read")
    free = letters_of(claim, seen)
    nodes = [side for parts in lines for part in parts for _, *sides in part for side in sides]
    nodes += [side for _, *sides in given for side in sides]
    exact = not has_derivative(("+", *nodes), seen)
    found, why = 0, ""
    for point in _points(claim, lines, given, free, seen, rng, wanted):
        try:
            true = _true(claim["kind"], lines, Place(seen, point), exact)
        except NoLimitError as error:
            return Judged(found, point, str(error))
        except (UndefinedError, UnjudgedError, OverflowError) as error:
            why = str(error)
            continue
        if true is False:
            return Judged(found, point)
        found += true is True
        if found >= wanted:
            break
    return Judged(found, why=why)


def letters_of(claim: Claim, seen: Seen) -> list[str]:
    """The letters and indices to which a reader may give values."""
    nodes = [
        side for text in (*claim["statement"], *claim["assumptions"])
        for part in line(text) for _, *sides in part for side in sides
    ]  # fmt: skip
    found = {x for x in free_letters(nodes, seen) if not x.startswith("\\operatorname")}
    if claim["kind"] == "stability":
        found |= {"t", "d"} - seen.names.keys()
    return sorted(found)


def rightly_refuted(claim: Claim, claims: Mapping[str, Claim]) -> Judged:
    """Whether at the witness the assumptions hold and the statement does not."""
    try:
        point = {x: Fraction(y) for x, y in claim["evidence"]["witness"].items()}
        seen = seen_by(claim, claims)
        place = Place(seen, point)
        exact = not has_derivative(("n", 0), seen) and r"\partial" not in str(claim["statement"])
        given = [
            _relation(one, place, exact=True)
            for text in claim["assumptions"]
            for one in line(text)[0]
        ]
        true = _true(claim["kind"], [line(text) for text in claim["statement"]], place, exact)
    except (UnreadError, UndefinedError, UnjudgedError, NoLimitError) as error:
        return Judged(0, why=str(error))
    if all(given) and true is False:
        return Judged(1)
    return Judged(1, point, "refuted, but it says nothing false there")


def _points(
    claim: Claim, lines: list[tuple[tuple[Relation, ...], ...]], given: list[Relation],
    letters: list[str], seen: Seen, rng: Random, wanted: int,
) -> Iterator[Point]:  # fmt: skip
    yielded = 0
    for attempt in range(80):
        if yielded >= 3 * wanted:
            return
        point = {
            name: Fraction(rng.randrange(1 if attempt % 4 == 3 else 0, 5))
            if name in INDICES
            else rng.choice(VALUES)
            for name in letters
        }
        for name in letters:
            if name.startswith(KERNEL) and "K(z)" in seen.names:
                del point[name]
        if claim["kind"] == "fixed-points":
            _solve(lines[0][attempt % len(lines[0])], point, seen, rng)
        try:
            _solve(tuple(one for one in given if one[0] == "="), point, seen, rng)
            if all(_relation(one, Place(seen, point), exact=True) for one in given):
                yielded += 1
                yield point
        except (UndefinedError, UnjudgedError, NoLimitError):
            continue


def _relation(relation: Relation, place: Place, *, exact: bool) -> bool | None:
    operator, left, right = relation
    return holds(operator, number(left, place), number(right, place), exact)


def _all(relations: tuple[Relation, ...], place: Place, *, exact: bool) -> bool | None:
    found = [_relation(one, place, exact=exact) for one in relations]
    return False if False in found else None if None in found else True


def _true(
    kind: str, lines: list[tuple[tuple[Relation, ...], ...]], place: Place, exact: bool
) -> bool | None:
    if kind == "fixed-points":
        given, *cases = (_all(one, place, exact=True) for one in lines[0])
        return given == any(cases)
    if kind == "stability":
        stable = number(("v", "t"), place) < 0 < number(("v", "d"), place)
        (first, *_), *cases = lines[0]
        if not cases:
            return stable == (first[0] == "<")
        return stable == _all(cases[0], place, exact=True)
    found = [_all(one[0], place, exact=exact) for one in lines]
    return False if False in found else None if None in found else True


def _solve(relations: tuple[Relation, ...], point: Point, seen: Seen, rng: Random) -> None:
    """Move letters so that equations hold, where they are linear or quadratic in one letter."""
    done = set[str]()
    for _, left, right in relations:
        names = [
            x for x in point if x not in INDICES and x not in done and not x.startswith(KERNEL)
        ]
        rng.shuffle(names)
        if left[0] == "v" and left[1] in names:  # solved already: letter = formula
            names = [left[1]]

        def gap(name: str, x: Fraction, left=left, right=right) -> Fraction:
            place = Place(seen, {**point, name: x})
            return number(left, place) - number(right, place)

        for name in names:
            try:
                if root := _root(lambda x, name=name: gap(name, x), rng):
                    point[name] = root[0]
                    done.add(name)
                    break
            except (UndefinedError, UnjudgedError):
                continue


def _root(gap, rng: Random) -> list[Fraction]:
    """A rational root of what is a quadratic at most; [] if none is found."""
    if not gap(Fraction(7, 3)) and not gap(Fraction(11, 7)):
        return []
    candidates = [x for x in VALUES if _zero(gap, x)]
    zero, one, two = gap(Fraction(0)), gap(Fraction(1)), gap(Fraction(2))
    square = (two - 2 * one + zero) / 2
    linear = one - zero - square
    if not square and linear:
        candidates.append(-zero / linear)
    if square:
        top = linear * linear - 4 * square * zero
        root = _square_root(top)
        candidates += [] if root is None else [(-linear + s * root) / (2 * square) for s in (1, -1)]
    candidates = [x for x in candidates if _zero(gap, x)]
    return [rng.choice(candidates)] if candidates else []


def _zero(gap, x: Fraction) -> bool:
    try:
        return gap(x) == 0
    except UndefinedError:
        return False


def _square_root(value: Fraction) -> Fraction | None:
    if value < 0:
        return None
    top, bottom = round(float(value.numerator) ** 0.5), round(float(value.denominator) ** 0.5)
    found = Fraction(top, max(bottom, 1))
    return found if found * found == value else None
