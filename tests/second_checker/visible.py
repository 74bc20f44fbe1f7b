"""What a reader sees of a claim: no letter that is defined out of sight, no index behind a name."""

from tests.second_checker import formulas as f
from tests.second_checker.errors import RejectedError
from tests.second_checker.library import MATRIX, Given, View, definition, definitions_in
from tests.second_checker.reading import Certificate

W, W_STAR, Z = f.Name("w"), f.Name("w_{\\star}"), f.Name("z")
SEEN = {
    name: frozenset({"T"}) for name in ("\\Delta_{T} a", "\\Delta_{T} b", "\\Delta_{T} w", "L_{T}")
}
NONE: frozenset[str] = frozenset()


def sides_of(claim: Certificate) -> list[f.Node]:
    """The formulas of a claim and of what it assumes."""
    return [
        side
        for line in (*claim.lines, *claim.assumptions)
        for chains in (line.chains, *line.alternatives)
        for chain in chains
        for relation in chain
        for side in (relation.left, relation.right)
    ]


def definitions_seen(claim: Certificate, view: View) -> set[str]:
    """The ids of the definitions of the names that a reader sees."""
    names = reached(sides_of(claim), view, equations=False)
    return {one.claim for name, one in view.given.items() if one.defined and name in names}


def check_visible(claim: Certificate, view: View) -> set[tuple[str, str]]:
    """All rules for one claim; the letters that may not be made of matrices, for its users too."""
    sides = sides_of(claim)
    for name in sorted(reached(sides, view, equations=False)):
        if name in view.definitions and name not in view.given:
            raise RejectedError(f"{name} is defined below, where a reader does not see it")
    names = reached(sides, view, equations=True)
    given = {name: view.given[name] for name in names if name in view.given}
    hidden = hiding(given)
    for side in sides:
        check_binders(side, hidden)
    for one in given.values():
        check_binders(one.formula, hidden)
        if one.parameter is not None:
            check_bound(one.parameter, one.formula, hidden)
    check_kernel(view)
    if claim.kind in {"mode", "rank"}:
        return set()
    return {(name, MATRIX) for name in names - view.given.keys()}


def reached(sides: list[f.Node], view: View, *, equations: bool) -> set[str]:
    """The names that are displayed, and those in what they stand for by definition (or equation)."""
    found: set[str] = set()
    waiting = list(sides)
    while waiting:
        for name in f.all_names(waiting.pop()) - found:
            found.add(name)
            if name in view.given and (equations or view.given[name].defined):
                waiting.append(view.given[name].formula)
    return found


def free_indices(node: f.Node) -> frozenset[str]:
    """The indices that are free in a formula as it stands."""
    names = f.free_names(node)
    seen = [SEEN[name] for name in names if name in SEEN]
    # A name that shows T is as good as T; below a limit over T it is bound.
    if isinstance(node, f.Lim):
        return free_indices(node.body) - {node.index}
    if isinstance(node, f.Sum):
        return free_indices(node.bound) | (free_indices(node.body) - {node.index})
    if isinstance(node, f.At):
        inner = free_indices(node.body) - {letter for letter, _ in node.values}
        return inner.union(*(free_indices(value) for _, value in node.values))
    if isinstance(node, f.Name):
        return (names & f.INDICES).union(*seen)
    return NONE.union(*map(free_indices, f.children(node)))


def hiding(given: dict[str, Given]) -> dict[str, frozenset[str]]:
    """For each name the indices on which its formula depends without showing them."""
    found = {
        name: free_indices(one.formula) - {one.parameter} - SEEN.get(name, NONE)
        for name, one in given.items()
    }
    below = {name: f.all_names(one.formula) & given.keys() for name, one in given.items()}
    for _ in range(len(found) * len(f.INDICES) + 1):
        wider = {
            name: mine.union(*(found[other] for other in below[name])) - SEEN.get(name, NONE)
            for name, mine in found.items()
        }
        if wider == found:
            break
        found = wider
    return found


def check_binders(node: f.Node, hidden: dict[str, frozenset[str]]) -> None:
    """Look at each sum, limit and evaluation."""
    for part in f.walk(node):
        match part:
            case f.Sum(index, _, body) | f.Lim(index, body):
                check_bound(index, body, hidden)
            case f.At(body, values):
                for letter, _ in values:
                    check_bound(letter, body, hidden)


def check_bound(index: str, body: f.Node, hidden: dict[str, frozenset[str]]) -> None:
    """No name in a body depends, unseen, on the index that is bound."""
    for name in f.all_names(body):
        if index in hidden.get(name, NONE):
            raise RejectedError(f"{name} depends on {index}, which is bound, and does not show it")


def check_kernel(view: View) -> None:
    """K and K' at w, w_star and z are those of one function."""
    found: dict[str, f.Node] = {}
    for claim in view.closure:
        for line in claim.lines if claim.kind == "definition" else ():
            parts = definition(line)
            if parts is not None and parts[0].startswith(("K(", "K'(")):
                found[parts[0]] = parts[2]
    if found.keys() & {"K(z)", "K'(z)"}:
        for name, formula in found.items():
            if name != "K(z)" and formula != of_one_function(name):
                raise RejectedError(f"{name} is not that of K(z)")
        return
    letters: set[object] = {W, W_STAR, Z, *map(f.Name, f.INDICES)}
    letters |= {f.Name(name) for name in definitions_in(view.closure)}
    at_star = found.get("K(w_{\\star})")
    values = list(found.values())
    chord = found.get("K(w)")
    if isinstance(chord, f.Add):
        match chord.parts:
            case (start, f.Mul((f.Add((one, f.Neg(two))), slope))) | (
                start,
                f.Mul((slope, f.Add((one, f.Neg(two))))),
            ) if (one, two, start) == (W, W_STAR, at_star) and len(found) == 2:
                values = [start, slope]
    for value in values:
        if not isinstance(value, f.Name) or value in letters:
            raise RejectedError("the values of the kernel are not those of one function")
        letters.add(value)


def of_one_function(name: str) -> f.Node:
    """What K(w), K'(w) and so on are where K(z) is given."""
    head, letter = name[:-1].split("(")
    if name == "K'(z)":
        return f.Deriv("z", f.Name("K(z)"))
    return f.At(f.Name(f"{head}(z)"), (("z", f.Name(letter)),))
