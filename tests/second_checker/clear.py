"""What can be read but is refused, because a reader would see something else."""

import re

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError

CALLED = "fghlpqruv"
FUNCTIONS = frozenset({*"EeKLNFG", *CALLED, *(f"\\hat{{{x}}}" for x in CALLED)}) | {
    "\\kappa",
    "\\Gamma",
    "\\zeta",
}
SPELLED = "ln log sin cos tan exp max min det dim sup inf lim mod arg deg ker gcd".split()
IN_FRONT = "abs sgn sec csc cot var cov".split()  # of a bracket
CAPITALS = frozenset({*"ABWRUVPIF", "\\Omega"})


def is_function(node: f.Node | None) -> bool:
    """Whether a name in front of a bracket reads as a function."""
    return (
        isinstance(node, f.Name)
        and not node.text.endswith(")")
        and not re.fullmatch(r"[FG]_\{[0-9]{2}\}", node.text)
        and node.text.split("_")[0] in FUNCTIONS
    )


def unspelled(letters: str) -> None:
    """Refuse single letters side by side that spell a function; other tokens are dots."""
    for word in (*SPELLED, *(f"{name}(" for name in IN_FRONT)):
        if word in letters:
            raise RejectedError(f"letters that spell {word}")


def clear(node: f.Node) -> None:
    """Refuse products, powers and quotients that read as something else."""
    for part in f.walk(node):
        match part:
            case f.Mul(parts):
                if any(symbol(factor) == "d" for factor in parts[:-1]):
                    raise RejectedError("d in front of a factor")
                if any(is_operator(factor) for factor in parts):
                    raise RejectedError("a factor beside an operator")
            case f.Pow(base, exponent):
                if is_operator(base) or base == f.Name("i"):
                    raise RejectedError("a power of an operator or of i")
                heads = {name.split("_")[0] for name in f.all_names(base)}
                if exponent == f.Name("T") and heads & CAPITALS:
                    raise RejectedError("a power T of a matrix")
            case f.Div(over, f.Mul() as under) | f.Div(over, f.Neg(f.Mul() as under)):
                if leading(under) & (leading(over) | {symbol(over)}):
                    raise RejectedError("a quotient of differentials")


def symbol(node: f.Node) -> str:
    """The name that a factor is, perhaps with an exponent."""
    base = node.base if isinstance(node, f.Pow) else node
    return base.text if isinstance(base, f.Name) else ""


def is_operator(node: f.Node) -> bool:
    """Whether a name is that of a rank or of real parts."""
    return isinstance(node, f.Name) and "operatorname" in node.text


def leading(node: f.Node) -> set[str]:
    """Which of D and delta stand in front of a factor, in every term of a formula."""
    match node:
        case f.Mul(parts):
            return {symbol(part) for part in parts[:-1]} & {"D", "\\delta"}
        case f.Add(parts):
            return set.intersection(*map(leading, parts))
        case f.Neg(body) | f.Div(body, _):
            return leading(body)
    return set()


def one_meaning(nodes: list[f.Node]) -> None:
    """Refuse an index that is bound here and free there, or bound inside its own sum."""
    free, bound = scopes(nodes)
    if free & bound:
        raise RejectedError(f"the index {min(free & bound)} has two meanings")


def scopes(nodes: list[f.Node]) -> tuple[set[str], set[str]]:
    """The indices that are free and those that are bound, in formulas side by side."""
    free: set[str] = set()
    bound: set[str] = set()
    for node in nodes:
        inside, below = scopes(list(f.children(node)))
        match node:
            case f.Name(text):
                inside |= {text} & f.INDICES
                inside |= {"T"} if "{T}" in text else set()
            case f.Sum(index, limit, _):
                if index in below or index in f.all_names(limit):
                    raise RejectedError(f"the index {index} is bound in its own sum")
            case f.Lim(index, _):
                if index in below:
                    raise RejectedError(f"the index {index} is bound in its own limit")
        if isinstance(node, f.Sum | f.Lim):
            if inside & below:
                raise RejectedError("an index with two meanings in a sum")
            inside.discard(node.index)
            below.add(node.index)
        free |= inside
        bound |= below
        if free & bound and not isinstance(node, f.Sum | f.Lim):
            raise RejectedError("an index with two meanings")
    return free, bound


def plain_relations(line: f.Line) -> None:
    """Refuse relations that read as others: chains of unequal things, and i in a formula."""
    every = [*line.chains, *(chain for chains in line.alternatives for chain in chains)]
    for chain in every:
        if len(chain) > 1 and any(relation.op == "!=" for relation in chain):
            raise RejectedError("a chain with unequal sides")
        for relation in chain:
            for side in (relation.left, relation.right):
                if "i" in f.all_names(side) and side != f.Name("i"):
                    raise RejectedError("i in a formula")
    sides = [x for chain in every for relation in chain for x in (relation.left, relation.right)]
    for side in sides:
        clear(side)
    one_meaning(sides)
