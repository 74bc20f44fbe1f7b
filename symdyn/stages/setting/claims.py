"""The rule in words of matrices, and the kernel and the feedback of a mode, as definitions."""

from sympy import Symbol

from symdyn import notation
from symdyn.claims.ledger import Ledger
from symdyn.claims.stated import Stated, definition
from symdyn.formula.arrange import tree
from symdyn.formula.building import below, defined, entry, formula, letter, more
from symdyn.formula.matrix_words import words_tree
from symdyn.formula.nodes import (
    Bracket,
    Call,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Sum,
    Transpose,
    closed,
    factors_of,
    rewritten,
    walk,
)
from symdyn.rules.registry import find_rule
from symdyn.rules.rule import LearningRule
from symdyn.stages.setting.derive import MeanUpdates, mean_updates

__all__ = ["PAPER", "claims", "kernel_words", "shared", "within_T"]

PAPER = "Williams, Payeur & Lajoie (2026), section 2"


def shared() -> tuple[Stated, ...]:
    """The impulse-response error, which is that of every rule."""
    error = words_tree(mean_updates(find_rule("bptt")).error)
    name = entry(letter("E"), notation.k)
    return (
        definition("setting.error", "Impulse-response error", defined(name, error), source=PAPER),
    )


def claims(ledger: Ledger) -> None:
    """The mean updates, the kernel and the feedback; powers to the horizon."""
    _definition(ledger, mean_updates(ledger.rule))
    _powers(ledger)


def _definition(ledger: Ledger, updates: MeanUpdates) -> None:
    rule = ledger.rule
    ledger.add(
        "definition",
        "definition",
        (
            defined(letter("Delta_A"), within_T(words_tree(updates.read_out))),
            defined(letter("Delta_B"), within_T(words_tree(updates.input))),
            defined(letter("Delta_W"), within_T(words_tree(updates.recurrent))),
            defined(entry(letter("K"), notation.m), _kernel(rule, updates)),
            defined(letter("F"), words_tree(updates.feedback)),
        ),
        title=f"Mean updates of {rule.title}",
        source="; ".join(rule.references[:1]),
    )
    ledger.add(
        "letters",
        "definition",
        (
            defined(entry(letter("kappa"), notation.m), rule.kernel),
            defined(notation.phi, notation.a if rule.symmetric else notation.a_hat),
        ),
        title="Kernel and feedback of a mode",
    )


def _kernel(rule: LearningRule, updates: MeanUpdates) -> Node:
    """The kernel as it is written; what is filtered as a sum of words, numbers in front."""
    if rule.credit.filtered_terms and not updates.functions and not updates.late:
        return words_tree(updates.kernel)
    return kernel_words(rule)


def kernel_words(rule: LearningRule) -> Node:
    r"""The kernel with matrices for w and what each unit has its own of, and I at terms without any.

    >>> from symdyn.formula.latex import latex
    >>> print(latex(kernel_words(find_rule("rflo"))), latex(kernel_words(find_rule("bptt"))))
    \hat{w}^{m} I (W^{\top})^{m}
    """
    name = Name(Symbol("W"))
    propagator = Call("diag", (name,)) if rule.diagonal else Bracket(Transpose(name))

    def put(node: Node) -> Node:
        if isinstance(node, Name) and node.symbol.name in rule.unit_names:
            return Call("diag", (node,))
        return propagator if node == Name(notation.w) else node

    found = rewritten(tree(rule.kernel), put)
    if not isinstance(found, Sum):
        return _in_matrices(found)
    return Sum(tuple((sign, _in_matrices(one)) for sign, one in found.terms))


def _in_matrices(node: Node) -> Node:
    """A term of the kernel as a matrix: a multiple of I where it holds none."""
    if any(map(_is_matrix, walk(node))):
        return node.body if isinstance(node, Bracket) else node
    return Product((*factors_of(closed(node)), Name(Symbol("I"))))


def _is_matrix(node: Node) -> bool:
    """Whether a node is W, or a diagonal matrix."""
    if isinstance(node, Name):
        return str(node.symbol) == "W"
    return isinstance(node, Call) and node.name == "diag"


def within_T(node: Node) -> Node:
    """The same where a horizon is at most T: min(T, tau) is tau."""

    def smaller(one: Node) -> Node:
        return one.arguments[-1] if isinstance(one, Call) and one.name == "Min" else one

    return rewritten(node, smaller)


def _powers(ledger: Ledger) -> None:
    """Powers of letters in (-1, 1) or (0, 1) to the horizon lie there too, and it is positive."""
    if ledger.rule.horizon is None or isinstance(ledger.rule.horizon, int):
        return
    ends = {Number(0), Sum(((-1, Number(1)),))}
    if ledger.rule.credit.uses_horizon:
        ledger.add(
            "horizon",
            "sign",
            (more(notation.tau, 0),),
            (),
            ledger.everywhere(),
            title="The horizon may be divided by",
        )
    bounded, powers = [], []
    for one in ledger.domain():
        match one:
            case Relation(Relation(low, "<", middle), "<", Number(1)) if low in ends:
                bounded.append(one)
                powers.append(below(low, formula(middle) ** notation.tau, 1))
    ledger.add(
        "powers",
        "sign",
        powers,
        (),
        (*bounded, *ledger.indices()),
        title="Powers to the horizon",
    )
