"""The printer: no two terms have one text, and a text that is read is the term that was printed."""

import random

import pytest

from symdyn.checker.definitions import Library
from symdyn.checker.display import display, tokens
from symdyn.checker.reading import read
from symdyn.checker.sorts import shape
from symdyn.checker.terms import METER, Refused, Term
from tests.checker.sequents import judge, sequent, symbol

pytestmark = pytest.mark.slow

SYMBOLS = [
    symbol("g", "a + x"),
    symbol("h_{m}", "b m"),
    symbol(r"\Delta a", "a^{2}"),
    symbol("H(z)", "w z^{2}"),
]
NAMES = ["a", "b", "f", "w", r"\hat{a}", r"w_\star", "s", "d", "x", "t", "r", "x_{1}"]


def random_term(
    rng: random.Random, ids: dict[str, str], depth: int, bound: tuple[str, ...] = ()
) -> Term:
    if depth == 0 or rng.random() < 0.25:
        leaves: list[Term] = [("num", rng.randint(0, 12)), ("sym", rng.choice(NAMES))]
        leaves.append(("sym", rng.choice(["k", "m", "T"])))
        if bound:
            leaves += [("var", rng.randrange(len(bound)))] * 3
        return rng.choice(leaves)

    def inner(*more: str) -> Term:
        return random_term(rng, ids, depth - 1, (*bound, *more))

    tag = rng.choice(
        ["+", "*", "*", "neg", "/", "^", "sum", "lim", "d", "let", "g", "h_", "H(", "H'"]
    )
    if tag in {"+", "*"}:
        return (tag, *(inner() for _ in range(rng.randint(2, 3))))
    if tag == "neg":
        return (tag, inner())
    if tag in {"/", "^"}:
        return (tag, inner(), inner())
    hint = rng.choice("km")
    if tag == "sum":
        return (tag, hint, inner(), inner(hint))
    if tag == "lim":
        return (tag, "T", inner("T"))
    if tag == "d":
        hint = rng.choice("axw")
        return (tag, hint, inner(hint), rng.choice([("sym", hint), inner()]))
    if tag == "let":
        hints = rng.choice([("a",), ("x", "w"), ("b",)])
        return (tag, hints, tuple(inner() for _ in hints), inner(*hints))
    own: dict[str, list[Term]] = {
        "g": [("sym", "a"), ("sym", "x")],
        "h_": [("sym", "m"), ("sym", "b")],
    }
    args = own.get(tag, [("sym", "z"), ("sym", "w")])
    args = [inner() if rng.random() < 0.5 else x for x in args]
    if tag == "H'":
        rest = rng.choice([("sym", "w"), ("sym", "b")])
        return ("d", "z", ("def", ids["H("], (("var", 0), rest)), inner())
    return ("def", ids[tag], tuple(args))


def flat(t: Term) -> Term:
    """The derivative of a function has one hint, which no text shows; a symbol takes its values in."""
    if t[0] == "d" and t[2][0] == "def" and t[2][1].startswith("H("):
        return ("d", "z", *t[2:])
    return t


@pytest.mark.parametrize("seed", range(4))
def test_no_two_terms_have_one_text(seed):
    library = Library()
    ids = library.read([line for line, _ in SYMBOLS], {}, matrix=False)
    signature, names = library.signature, library.names(ids)
    rng, seen, shown = random.Random(seed), {}, 0  # noqa: S311
    for _ in range(8000):
        METER.start()
        t = random_term(rng, ids, rng.randint(1, 4))
        try:
            if shape(t, signature) is not None:
                continue
            text = display(t, names)
        except Refused:
            continue
        shown += 1
        names.read.clear()
        again = read(text, names)
        assert tokens(display(again, names)) == tokens(text)
        key = tuple(tokens(text))
        other = seen.setdefault(key, t)
        assert evaluated(other) == evaluated(t), text
        assert evaluated(again) == evaluated(t), text
    assert shown > 2000


def evaluated(t: Term) -> Term:
    """With `let` over a symbol as the symbol at the values: both have one text, and mean the same."""
    from symdyn.checker.terms import instantiate, parts, rebuild

    inner = parts(t)
    t = rebuild(t, [evaluated(x) for x, _ in inner]) if inner else t
    if t[0] == "let" and t[3][0] == "def":
        return instantiate(t[3], t[2])
    return flat(t)


@pytest.mark.parametrize(
    "text",
    [
        r"\partial_{x} \left. g \right|_{a = x} = 1",
        r"\left. H(w) \right|_{w = 2} = 1",
        r"H w = 1",
        r"\sum_{T<T} T = 1",
        r"\left. a x \right|_{a = x, x = a} = 1",
        r"\sum_{m<2} g = \partial_{m} g",
        r"x^{2}^{3} = 1",
        r"\left(x\right) = x",
        r"\frac{a}{b}^{2} = 1",
        r"-x^{2} = \left(-x\right)^{2} \quad",
        r"\partial_{a} \Delta a = 0, ",
        r"\lim_{T \to \infty} L_{T} = L_{T}",
        r"\partial_{a} N_{a} = 0",
    ],
)
def test_what_reads_as_something_else_is_no_statement(text, tmp_path):
    symbols = [one for one in SYMBOLS if one[0][:2] != r"\D"]
    assert judge(tmp_path, symbols, sequent("u", [text]))["u"].startswith("rejected")
