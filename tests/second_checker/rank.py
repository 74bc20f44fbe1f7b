"""Claims of the kind rank: a bound from kernel, feedback and what stands behind them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError
from tests.second_checker.evaluate import Evaluator
from tests.second_checker.facts import Facts
from tests.second_checker.library import STATES, View
from tests.second_checker.powers import INDEX, LETTER, Powers, linear
from tests.second_checker.ratios import ONE, ZERO, Ratio, constant, variable
from tests.second_checker.reading import Json, keys, text
from tests.second_checker.sums import least_is_zero
from tests.second_checker.wording import WordRules, is_scalar

CHANGES = {
    f"\\operatorname{{rank}}({letter}_{{Z}}-{letter}_{{0}})": letter for letter in ("W", "B")
}
NEURONS, INPUTS, OUTPUTS = (variable(LETTER + letter) for letter in ("n", "i", "o"))
UPDATES = variable(INDEX + "Z")
FEEDBACKS = {"R", "A"}
FIXED = {"R", "\\Omega"}  # no update changes these
UNDEFINED = frozenset((name, "") for name in STATES - {"F"})
Letters = Mapping[str, frozenset[str]]  # what a letter of an index stands for: bound indices


@dataclass(frozen=True)
class Product:
    """One product of an update, and the sums it stands under: index and number of terms."""

    parts: tuple[f.Node, ...]
    sums: tuple[tuple[str, f.Node], ...]


@dataclass(frozen=True)
class Term:
    """A term of a kernel: whether it is a multiple of I, and the indices in its matrices."""

    multiple: bool
    indices: frozenset[str]
    starts: bool = False  # whether it is a multiple of I, not 0, at lag 0
    fixed: bool = True  # whether no update changes its matrices
    numbers: frozenset[str] = frozenset()  # the indices in the numbers before matrices


def bound_of(line: f.Line) -> tuple[str, f.Node]:
    """The matrix of a line on a rank, and the bound."""
    match line:
        case f.Line(((f.Relation("<=", f.Name(name, None), bound),),), ()) if name in CHANGES:
            return CHANGES[name], bound
    raise RejectedError("a line is not one on the rank of W_Z - W_0 or B_Z - B_0")


class RankBound:
    """Counts kernels times feedbacks in an update."""

    def __init__(self, view: View, facts: Facts) -> None:
        self.view = view
        self.facts = facts
        self.rules = WordRules(view, facts.powers, facts, modes=False)
        self.some = True  # whether every number of lags that was asked for is at least 1
        self.unfolded: list[str] = []

    def body(self, name: f.Name) -> f.Node:
        """The formula that defines a name."""
        given = self.view.given[name.text]
        if not given.defined:
            raise RejectedError(f"{name.text} is given by an equation of numbers, not of matrices")
        self.unfolded.append(given.claim)
        return given.formula

    def products(self, node: f.Node, sums: tuple[tuple[str, f.Node], ...]) -> list[Product]:
        """The products of an update, each with the sums that it stands under."""
        match node:
            case f.Sum(index, bound, body):
                if index in {other for other, _ in sums}:
                    raise RejectedError(f"two sums over {index}, one inside the other")
                return self.products(body, (*sums, (index, bound)))
            case f.Add(parts):
                return [product for part in parts for product in self.products(part, sums)]
            case f.Neg(body):
                return self.products(body, sums)
            case f.Mul(parts):
                return [Product(parts, sums)]
        raise RejectedError("an update is not a sum of products")

    def feedback(self, node: f.Node) -> str:
        """R or A, whose transpose the feedback is."""
        seen: list[str] = []
        while isinstance(node, f.Name) and node.text in self.view.given and node.index is None:
            if node.text in seen:
                raise RejectedError(f"unfolding {node.text} runs in a circle")
            seen.append(node.text)
            node = self.body(node)
        match node:
            case f.Transpose(f.Name(name, None)) if name in FEEDBACKS:
                if name in self.view.definitions or name in self.view.matrices:
                    raise RejectedError(f"the feedback {name} is defined")
                return name
        raise RejectedError("a feedback does not unfold to R^T or A^T")

    def terms(self, node: f.Node, letters: Letters, depth: int = 0) -> list[Term]:
        """The terms of a kernel, multiplied out."""
        if depth > 60:
            raise RejectedError("unfolding a kernel runs too deep")
        inner = depth + 1
        match node:
            case f.Num(number):
                return [Term(multiple=True, indices=frozenset())] if number else []
            case f.Name():
                return self.name_terms(node, letters, inner)
            case f.Neg(body) | f.Transpose(body):
                return self.terms(body, letters, inner)
            case f.Diag(body):
                return self.joined(self.terms(body, letters, inner))
            case f.Add(parts):
                return [term for part in parts for term in self.terms(part, letters, inner)]
            case f.Mul(parts):
                found = [Term(multiple=True, indices=frozenset())]
                for part in parts:
                    found = product(found, self.terms(part, letters, inner))
                return found
            case f.Div(over, under):
                below = self.terms(under, letters, inner)
                if not below or not all(term.multiple for term in below):
                    raise RejectedError("a kernel divides by a matrix")
                return product(self.terms(over, letters, inner), self.joined(below))
            case f.Pow(base, exponent):
                return self.power_terms(self.terms(base, letters, inner), exponent, letters, inner)
        raise RejectedError("a sum, a limit, a derivative or an evaluation in a kernel")

    def joined(self, terms: list[Term]) -> list[Term]:
        """A function of all terms as one term: a multiple of I if they all are."""
        if not terms:
            return []
        indices = frozenset().union(*(term.indices for term in terms))
        numbers = frozenset().union(*(term.numbers for term in terms))
        fixed = all(term.fixed for term in terms)
        return [Term(all(term.multiple for term in terms), indices, False, fixed, numbers)]

    def power_terms(
        self, base: list[Term], exponent: f.Node, letters: Letters, depth: int
    ) -> list[Term]:
        """The terms of a power."""
        if isinstance(exponent, f.Num) and exponent.value <= 8:
            found = [Term(multiple=True, indices=frozenset())]
            for _ in range(exponent.value):
                found = product(found, base)
            return found
        tops = self.terms(exponent, letters, depth)
        if not all(term.multiple for term in tops):
            raise RejectedError("a matrix in an exponent")
        whole = self.joined([*base, *tops])
        if whole and self.is_lag(exponent, letters):
            whole = [replace(whole[0], starts=True)]
        # 0^n is I at n = 0: an empty base with an index on top is not dropped.
        return whole or [Term(multiple=True, indices=frozenset())]

    def is_lag(self, node: f.Node, letters: Letters) -> bool:
        """Whether an exponent is a sum of lags, which is 0 where all of them are."""
        if isinstance(node, f.Add):
            return all(self.is_lag(part, letters) for part in node.parts)
        return isinstance(node, f.Name) and bool(letters.get(node.text))

    def name_terms(self, node: f.Name, letters: Letters, depth: int) -> list[Term]:
        """The terms of a name."""
        name = node.text
        if name in self.view.given:
            given = self.view.given[name]
            body = self.body(node)
            if given.parameter is None:
                return self.terms(body, letters, depth)
            if node.index is None:
                raise RejectedError(f"{name} without an index")
            index = self.joined(self.terms(node.index, letters, depth))
            held = index[0].indices if index else frozenset()
            return self.terms(body, {**letters, given.parameter: held}, depth)
        if node.index is not None or name in self.view.definitions:
            raise RejectedError(f"the name {name} in a kernel is not given by a used claim")
        if name in f.INDICES:
            return [Term(multiple=True, indices=letters.get(name, frozenset()))]
        one = name == "I" or is_scalar(name)
        return [Term(multiple=one, indices=frozenset(), fixed=one or name in FIXED)]

    def lags(self, product_: Product, indices: frozenset[str]) -> Ratio:
        """The number of values of the indices: an integer or linear in tau."""
        count = ONE
        for index, bound in product_.sums:
            if index in indices:
                value = Evaluator(self.view, Powers()).value(bound, {})
                coefficients, _ = linear(value, "a number of lags")
                if coefficients.keys() - {INDEX + "\\tau"}:
                    raise RejectedError("a number of lags is neither an integer nor linear in tau")
                if not self.at_least(value, 0):
                    raise RejectedError("a number of lags may be negative")
                self.some = self.some and self.at_least(value, 1)
                count = count * value
        return count

    def at_least(self, value: Ratio, least: int) -> bool:
        """Whether a number of lags is at least so large."""
        form = value - constant(least)
        if least_is_zero(form):
            return True
        relations = self.facts.index_relations()
        return self.facts.consult([x for fact, x in relations if least_is_zero(form - fact)])

    def kernel(self, product_: Product) -> tuple[list[Term], str]:
        """The terms of the kernel and the feedback: scalars, kernel, feedback, rest."""
        parts = product_.parts
        scalars = 0
        while scalars < len(parts) and self.is_scalar(parts[scalars]):
            scalars += 1
        for place in (scalars, scalars + 1):  # without a kernel, and with one
            if place + 1 < len(parts) and self.is_feedback(parts[place]):
                letters = {index: frozenset({index}) for index, _ in product_.sums}
                front = f.product_of([*parts[:place]] or [f.Num(1)])
                return self.terms(front, letters), self.feedback(parts[place])
        raise RejectedError("a product of an update is not scalars, kernel, feedback and rest")

    def is_scalar(self, node: f.Node) -> bool:
        """Whether a factor holds nothing but numbers, scalars and indices, as it is displayed."""
        return not isinstance(node, f.Sum) and all(
            (is_scalar(name) or name in f.INDICES) and name not in self.view.given
            for name in f.all_names(node)
        )

    def is_feedback(self, node: f.Node) -> bool:
        """Whether a factor unfolds to R^T or A^T."""
        seen: set[str] = set()
        while isinstance(node, f.Name) and node.text in self.view.given and node.index is None:
            if node.text in seen:
                return False
            seen.add(node.text)
            node = self.view.given[node.text].formula
        return isinstance(node, f.Transpose) and node.body in [f.Name(x) for x in FEEDBACKS]

    def bound(self, letter: str, *, by_lag: bool) -> Ratio:
        """o (f + Z g) for an update."""
        name = f.Name(f"\\Delta {letter}")
        if name.text not in self.view.given:
            raise RejectedError(f"no used claim defines {name.text}")
        self.rules.check(name, {})
        shared: set[str] = set()
        once = per_update = ZERO
        for one in self.products(self.body(name), ()):
            terms, feedback = self.kernel(one)
            held = frozenset().union(*(term.indices | term.numbers for term in terms))
            whole = Term(multiple=False, indices=held, fixed=False)
            for term in [whole] if by_lag and terms else terms:
                if term.multiple:
                    shared.add(feedback)
                    continue
                self.some = True
                count = self.lags(one, term.indices)
                if term.starts and self.some:
                    shared.add(feedback)
                    count = count - ONE
                if term.fixed and feedback == "R":
                    once = once + count
                else:
                    per_update = per_update + count
        fixed, changing = (ONE if letter in shared else ZERO for letter in ("R", "A"))
        return OUTPUTS * (fixed + once + UPDATES * (changing + per_update))


def product(one: list[Term], two: list[Term]) -> list[Term]:
    """All products of a term of one list and a term of the other."""
    if len(one) * len(two) > 5000:
        raise RejectedError("a kernel has too many terms")
    return [times(a, b) for a in one for b in two]


def times(a: Term, b: Term) -> Term:
    """The product of two terms; the numbers before a matrix do not change a left factor."""
    mixed = a.multiple != b.multiple
    number, matrix = (a, b) if a.multiple else (b, a)
    return Term(
        a.multiple and b.multiple,
        matrix.indices if mixed else a.indices | b.indices,
        (a.multiple or a.starts) and (b.multiple or b.starts),
        (a.multiple or a.fixed) and (b.multiple or b.fixed),
        a.numbers | b.numbers | (number.indices if mixed else frozenset()),
    )


def check_rank(
    lines: tuple[f.Line, ...], evidence: dict[str, Json], view: View, facts: Facts
) -> tuple[set[str], set[tuple[str, str]]]:
    """Check a proved claim of the kind rank; what it unfolds, and what nothing may define."""
    switch = text(keys(evidence, {"by-lag"})["by-lag"])
    if switch not in {"0", "1"}:
        raise RejectedError("by-lag is neither 0 nor 1")
    counter, counted = RankBound(view, facts), False
    for line in lines:
        letter, node = bound_of(line)
        evaluator = Evaluator(view, Powers())
        stated = evaluator.value(node, {})
        if evaluator.unfolded:
            raise RejectedError("a bound on a rank holds a defined name")
        if stated == NEURONS or (letter == "B" and stated == INPUTS):
            continue
        counted = True
        if stated != counter.bound(letter, by_lag=switch == "1"):
            raise RejectedError("a bound on a rank is another one")
    if not counted and switch != "0":
        raise RejectedError("by-lag is not 0 where nothing is counted")
    counter.rules.numbers.settle_obligations()
    ids = set(counter.unfolded) | counter.rules.unfolded
    return ids, counter.rules.frozen | UNDEFINED
