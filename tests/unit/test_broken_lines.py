"""Long formulas over several lines: nothing is lost, and what can be cut is no wider than asked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symdyn.formula.inline import inline
from symdyn.formula.latex import latex, latex_lines, latex_width
from symdyn.formula.nodes import (
    Absolute,
    Bracket,
    Limit,
    Name,
    Node,
    Number,
    Partial,
    Power,
    Product,
    Sum,
    Total,
)
from symdyn.formula.terminal import align_equations, render
from symdyn.notation import m

ATOMS = [
    inline(text)
    for text in (
        "A", "w_\\star", "f", "u", "2", "E_{m}", "W^{\\top}", "w^{k + 1}", "p(k)", "(W^{\\top})^{m}",
        "\\frac{1}{2}", "\\mathrm{rate}_{1}",
    )
]  # fmt: skip
J, S, T = (inline(letter) for letter in "jsT")
assert isinstance(J, Name)
assert isinstance(S, Name)
COUNTS = st.sampled_from([None, T, inline("T - m - 1"), inline(r"\min(T, 3)")])
OPENS = Sum | Product | Total | Limit | Partial


def headed(body: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Sums over an index, limits and derivatives of what needs no bracket behind them."""
    under = body.map(lambda node: Bracket(node) if isinstance(node, Sum) else node)
    return st.one_of(
        st.builds(Total, st.sampled_from([J, Name(m)]), COUNTS, under),
        st.builds(Limit, st.just(Name(T.symbol)), under),
        st.builds(Partial, st.just(S), under),
    )


def product(factors: list[Node]) -> Node:
    """Factors, with brackets where they would take in what follows."""
    *most, last = factors
    open_last = Bracket(last) if isinstance(last, Sum | Product) else last
    return Product((*(Bracket(one) if isinstance(one, OPENS) else one for one in most), open_last))


def total(terms: list[tuple[int, Node]]) -> Node:
    return Sum(tuple((sign, Bracket(x) if isinstance(x, Sum) else x) for sign, x in terms))


def grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    signed = st.tuples(st.sampled_from([1, -1, 0]), inner)
    return st.one_of(
        st.lists(signed, min_size=2, max_size=4).map(total),
        st.lists(inner, min_size=2, max_size=4).map(product),
        headed(inner),
        inner.map(Bracket),
        inner.map(Absolute),
    )


def powers(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.builds(Power, inner.map(Bracket), st.sampled_from([Number(2), inline("T - 1")]))


TREES = st.recursive(
    st.sampled_from(ATOMS), lambda inner: st.one_of(grown(inner), powers(inner)), max_leaves=14
)
LOW = st.recursive(st.sampled_from([inline(x) for x in ("A", "f", "2", "p(k)")]), grown)

_SIZE = re.compile(r"\\(?:left|right|[bB]igg?[lr])(?![A-Za-z])")
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\S")
_LEAD = re.compile(r"&(?:\\qquad(?:\\quad)* \{\})? ")
_CONTENT = re.compile(r"\{[^{}]*\}")
_START = re.compile(r"(^|\(|\\lvert) *(?:\+|-|\\pm|\\times) ?")
_BESIDE = re.compile(r"\\(?:sum|lim|partial)_|\(|\)\^?|\\[lr]vert\^?|\\,")


def tokens(text: str) -> str:
    """LaTeX without sizes, a space behind each token."""
    return "".join(f"{token} " for token in _TOKEN.findall(_SIZE.sub("", text)))


def bodies(lines: list[str]) -> list[str]:
    """Lines without the mark to align at and the indentation in front."""
    return [_LEAD.sub("", line, count=1) for line in lines]


def units(line: str) -> list[str]:
    """What could be cut from the rest of a line: all but brackets, heads, and the first of signs."""
    flat = _START.sub(r"\1", _SIZE.sub("", line))
    for atom in ("p(k)", r"(W^{\top})^{m}"):
        flat = flat.replace(atom, "X")
    while (shorter := _CONTENT.sub("", flat)) != flat:
        flat = shorter
    return _BESIDE.sub(" ", flat).split()


@given(TREES, st.floats(3, 40))
def test_broken_lines_lose_nothing(tree: Node, width: float) -> None:
    lines = bodies(latex_lines(None, tree, width))
    first, *others = map(tokens, lines)
    pattern = re.escape(first) + "".join(
        # In front of a factor a line has a sign where one line has a dot, a space or nothing.
        r"(?:\\cdot |\\, )?" + re.escape(line.removeprefix(r"\times "))
        if line.startswith(r"\times ")
        else re.escape(line)
        for line in others
    )
    assert re.fullmatch(pattern, tokens(latex(tree)))


@given(TREES, st.floats(3, 40))
def test_no_line_cuts_through_braces(tree: Node, width: float) -> None:
    for line in latex_lines(None, tree, width):
        assert line.count("{") == line.count("}")
        assert line.count(r"\left") == line.count(r"\right")


@given(TREES, st.floats(3, 40))
def test_a_line_is_too_wide_only_where_it_cannot_be_cut(tree: Node, width: float) -> None:
    lines = latex_lines(None, tree, width)
    for line, body in zip(lines, bodies(lines), strict=True):
        assert latex_width(line) <= width + 1e-9 or len(units(body)) == 1, line


def test_what_can_be_cut_is_counted() -> None:
    """The measure of the property above sees a place to cut."""
    assert units(r"- \sum_{m<T}\sum_{j<T} \bigl( p(k) \bigr)^{2}") == ["X"]
    assert units(r"+ A + B") == ["A", "+", "B"]
    assert units(r"\times A \cdot 2") == ["A", r"\cdot", "2"]
    assert units(r"\bigl(A B\bigr)") == ["A", "B"]


@given(LOW, st.integers(12, 60), st.booleans())
def test_a_terminal_shows_all_of_a_formula(tree: Node, width: int, unicode: bool) -> None:
    """The lines of a formula without powers and fractions are its signs and letters, in order."""
    whole = render(tree, unicode=unicode)
    assert whole.height == 1
    lines = align_equations([("y", tree)], width, unicode=unicode).split("\n")
    shown = " ".join(line.strip() for line in lines).removeprefix("y = ")
    assert _spaced(shown) == _spaced(str(whole))


def _spaced(text: str) -> str:
    """A line without spaces inside brackets and behind a leading sign, and without dots."""
    tight = re.sub(r"(?<=[(|]) | (?=[)|])", "", re.sub(r" [×*·] ", " ", text))
    return re.sub(r"(^|[(|])([-−±]|\+-) ", r"\1\2", tight)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        (
            r"\sum_{m<T} \sum_{j<T} A_{m} B_{j}",
            6,
            [r"& \sum_{m<T}\sum_{j<T} A_{m}", r"&\qquad {} \times B_{j}"],
        ),
        (
            r"(a + b)^{2} f (u + w) 2",
            8,
            [
                r"& (a + b)^{2} f",
                r"&\qquad {} \times (u + w) \cdot 2",
            ],
        ),
        (r"a = b, \qquad c = 0", 6, ["& a = b,", r"&\qquad {} c = 0"]),
        (r"a = b \iff w = 1", 8, ["& a = b", r"&\qquad {} \iff w = 1"]),
        (
            r"\frac{\partial_{s} f}{(a + b + c + u + w)^{2}}",
            9,
            [
                r"& (\partial_{s} f) \bigl( a + b + c",
                r"&\qquad\quad {} + u",
                r"&\qquad\quad {} + w \bigr)^{-2}",
            ],
        ),
        (r"(a, b, w) = c", 4, [r"& \bigl( a,\ b,", r"&\qquad\quad {} w \bigr)", r"&\qquad {} = c"]),
    ],
)
def test_lines_are_written_as_one_line_is(text: str, width: float, lines: list[str]) -> None:
    assert latex_lines(None, inline(text), width) == lines


def test_factors_stay_apart_behind_a_broken_bracket_in_a_terminal() -> None:
    tree = inline(r"(A + B + C + D + G) F 2 \sum_{m<T} E")
    assert align_equations([("y", tree)], 20).split("\n") == [
        "y = (A + B + C + D",
        "        + G) F · 2",
        "      × ∑_{m<T} E",
    ]
