"""Fixed points: equations are equivalent to a choice of components."""

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError
from tests.second_checker.facts import Facts
from tests.second_checker.ratios import ZERO, Ratio
from tests.second_checker.reading import Json, entries, formula, keys, natural
from tests.second_checker.signs import SignProver


class PointsProver:
    """Checks a claim `equations \\iff component \\text{or} ...`."""

    def __init__(self, prover: SignProver, facts: Facts) -> None:
        self.prover = prover
        self.evaluator = prover.evaluator
        self.facts = facts
        self.components: list[list[Ratio]] = []

    def differences(self, chains: f.Chains) -> list[Ratio]:
        """Left minus right of each equation."""
        found = []
        for relation in (relation for chain in chains for relation in chain):
            if relation.op != "=":
                raise RejectedError("a fixed point is not given by equations")
            left = self.evaluator.value(relation.left, {})
            found.append(left - self.evaluator.value(relation.right, {}))
        return found

    def check(self, line: f.Line, evidence: dict[str, Json]) -> None:
        """Both directions of the equivalence."""
        if not line.alternatives:
            raise RejectedError("fixed points without an equivalence")
        parts = keys(evidence, {"cases", "converse"})
        equations = self.differences(line.chains)
        self.components = [self.differences(chains) for chains in line.alternatives]
        self.case(parts["cases"], equations)
        backwards = entries(parts["converse"])
        if len(backwards) != len(line.alternatives):
            raise RejectedError("not one converse for each component")
        for chains, component, cofactors in zip(
            line.alternatives, self.components, backwards, strict=True
        ):
            self.converse(equations, chains, component, entries(cofactors))

    def combination(self, cofactors: Json, functions: list[Ratio]) -> Ratio:
        """The sum of the functions, each times its cofactor."""
        given = entries(cofactors)
        if len(given) != len(functions):
            raise RejectedError("not one cofactor for each equation")
        total = ZERO
        for cofactor, value in zip(given, functions, strict=True):
            total = total + self.prover.function(cofactor) * value
        return total

    def case(self, data: Json, equations: list[Ratio]) -> None:
        """A leaf or a branch of the tree: the equations lead to one of the components."""
        if isinstance(data, dict) and "alternative" in data:
            leaf = keys(data, {"alternative", "combinations"})
            place = natural(leaf["alternative"])
            if place >= len(self.components):
                raise RejectedError(f"there is no component {place}")
            component, rows = self.components[place], entries(leaf["combinations"])
            if len(rows) != len(component):
                raise RejectedError("not one combination for each equation of a component")
            for row, wanted in zip(rows, component, strict=True):
                if self.combination(row, equations) != wanted:
                    raise RejectedError("a combination is not an equation of the component")
            return
        branch = keys(data, {"factors", "combination", "cases"})
        factors = [self.prover.function(factor) for factor in entries(branch["factors"])]
        if not factors:
            raise RejectedError("a branch without factors")
        product = factors[0]
        for factor in factors[1:]:
            product = product * factor
        if self.combination(branch["combination"], equations) != product:
            raise RejectedError("a product of factors is not the combination of the equations")
        nodes = [formula(factor) for factor in entries(branch["factors"])]
        possible = [
            factor
            for node, factor in zip(nodes, factors, strict=True)
            if not (self.as_it_stands(node, factor) or self.facts.nonzero(factor))
        ]
        cases = entries(branch["cases"])
        if len(cases) != len(possible):
            raise RejectedError("not one case for each factor that may be zero")
        for factor, case in zip(possible, cases, strict=True):
            self.case(case, [*equations, factor])

    def as_it_stands(self, node: f.Node, factor: Ratio) -> bool:
        """Whether a factor is a number, or factor > 0, < 0 or != 0 is given."""
        if factor.number() is not None:
            return not factor.is_zero()
        return any(self.facts.stated(f.Relation(op, node, f.Num(0))) for op in (">", "<", "!="))

    def converse(
        self,
        equations: list[Ratio],
        chains: f.Chains,
        component: list[Ratio],
        rows: list[Json],
    ) -> None:
        """A component solves the equations."""
        values: dict[str, Ratio] = {}
        others: list[Ratio] = []
        relations = [relation for chain in chains for relation in chain]
        for relation, difference in zip(relations, component, strict=True):
            letter = self.plain_letter(relation.left)
            if letter is not None and letter not in values:
                values[letter] = self.evaluator.value(relation.right, {})
            else:
                others.append(difference)
        if len(rows) != len(equations):
            raise RejectedError("not one row of cofactors for each equation")
        powers = self.evaluator.powers
        moved_others = [powers.substituted(other, values) for other in others]
        for row, equation in zip(rows, equations, strict=True):
            moved = powers.substituted(equation, values)
            if moved not in (self.combination(row, others), self.combination(row, moved_others)):
                raise RejectedError("a component does not solve an equation")

    def plain_letter(self, node: f.Node) -> str | None:
        """The variable of a letter that can be replaced, else None."""
        if not isinstance(node, f.Name) or node.index is not None or node.text in f.INDICES:
            return None
        if node.text in self.evaluator.view.given:
            return None
        return next(iter(self.evaluator.value(node, {}).used()))
